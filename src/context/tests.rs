//! Rosters, registries and calendars: what they give, and how mistakes are shown.

use jiff::tz::TimeZone;

use super::*;
use crate::diag::{Lang, Problems};
use crate::model::Directory;
use crate::source::Sources;

struct Loaded {
    directory: Directory,
    problems: String,
    calendar: CalendarDays,
}

enum What {
    Roster,
    Groups,
    Calendar,
}

/// Loads a text; problems as `line:column under-the-place message | help`.
fn load(what: What, text: &str) -> Loaded {
    let mut sources = Sources::default();
    let file = sources.add("input.yaml", text);
    let zone = TimeZone::get("Asia/Shanghai").expect("bundled");
    let (mut directory, mut problems) = (Directory::default(), Problems::default());
    let roles = ["leader".to_string(), "领导".to_string(), "duty".to_string()];
    let mut calendar = CalendarDays::default();
    match what {
        What::Roster => load_roster(&sources, file, &roles, &zone, &mut directory, &mut problems),
        What::Groups => load_groups(&sources, file, &zone, &mut directory, &mut problems),
        What::Calendar => calendar = load_calendar(&sources, file, &mut problems),
    }
    let show = |d: &&crate::diag::Diagnostic| {
        let span = d.span.expect("a place");
        let at = sources.line_column(span);
        let (message, help) = (d.message(Lang::En), d.help(Lang::En));
        format!("{} {}:{} [{}] {message} | {help}\n", d.code, at.line, at.column, sources.slice(span))
    };
    let problems = problems.sorted().iter().map(show).collect();
    Loaded { directory, problems, calendar }
}

fn time(text: &str) -> i64 {
    crate::ingest::parse_time(text, &TimeZone::UTC.into()).expect("a time").time
}

#[test]
fn a_roster_gives_people_with_roles_and_times() {
    let text = "
people:
  - id: wang
    name: 王建国
    nicknames: [王书记, 老王]
    ids: [wx_wang, 001]
    roles: [leader, {role: duty, from: 2026-01-01, to: 2026-06-30}]
    unit: 镇党委
    level: 2
    joined: 2024-01-01
  - 编号: li
    姓名: 李四
    角色: 领导
    单位: 办公室
  - {name: 赵六}
";
    let loaded = load(What::Roster, text);
    assert_eq!(loaded.problems, "");
    let mut directory = loaded.directory;
    let wang = directory.find_person("wang").expect("wang");
    for alias in ["王书记", "老王", "wx_wang", "001", "王建国"] {
        assert_eq!(directory.person(alias), wang, "{alias}");
    }
    assert_eq!(directory.person_by_nickname("export", "王书记"), wang);
    assert_eq!(directory.find_name("王书记"), Some(wang));
    let (leader, duty) =
        (directory.find_role("leader").expect("leader"), directory.find_role("duty").expect("duty"));
    let at = |clock: &str| directory.roles_at(wang, time(clock));
    assert_eq!(at("2025-12-31T23:59:59+08:00"), leader);
    assert_eq!(at("2026-01-01T00:00:00+08:00"), leader | duty);
    assert_eq!(at("2026-06-30T23:59:59+08:00"), leader | duty);
    assert_eq!(at("2026-07-01T00:00:00+08:00"), leader);
    let person = directory.get_person(wang);
    assert_eq!(
        (&*person.name, person.entry().unit.as_deref(), person.entry().level),
        ("王建国", Some("镇党委"), Some(2))
    );
    assert_eq!(person.entry().joined, Some(time("2024-01-01T00:00:00+08:00")));
    let li = directory.get_person(directory.find_person("li").expect("li"));
    assert_eq!(
        (&*li.name, li.entry().unit.as_deref(), li.entry().roles.len(), li.known),
        ("李四", Some("办公室"), 1, true)
    );
    assert!(directory.find_person("赵六").is_some() && directory.has_roster);
}

#[test]
fn every_mistake_of_a_roster_is_shown_at_its_place() {
    let text = "people:
  - id: wang
    rolse: [leader]
    level: 二
    joined: 2026-02-30
  - {id: li, roles: [laeder, {role: duty, form: 2026-01-01}], 单位: 甲, unit: 乙}
  - {id: wang}
  - {id: zhao, nicknames: [li], unit: [a, b], ids: {x: 1}}
  - {unit: 丙}
  - 王五
  - {id: w1, name: 王伟}
  - {id: w2, name: 王伟}
";
    insta::assert_snapshot!(load(What::Roster, text).problems);
}

#[test]
fn a_roster_may_be_a_table() {
    let text = "县委办公室名册,,,,,,,,,
姓名*,账号,昵称,其他账号,角色（可多个）,自,至,单位,级别,入职日期
王建国,wang,王书记、老王,wx_wang,领导,2026/1/1,2026/6/30,镇党委,2,2024/1/1
李四,li,,,,,,\"办公室,二楼\",,
,,,,,,,,,
赵六,,,,领导；duty,2026年3月1日,,,,
";
    let loaded = load(What::Roster, text);
    assert_eq!(loaded.problems, "");
    let directory = loaded.directory;
    let find = |id: &str| directory.find_person(id).unwrap_or_else(|| panic!("{id}"));
    let wang = find("wang");
    assert_eq!([find("王书记"), find("老王"), find("wx_wang"), find("王建国")], [wang; 4]);
    let leader = directory.find_role("领导").expect("领导");
    let duty = directory.find_role("duty").expect("duty");
    let at = |person, clock: &str| directory.roles_at(person, time(clock));
    assert_eq!(at(wang, "2025-12-31T23:59:59+08:00"), 0);
    assert_eq!(at(wang, "2026-06-30T23:59:59+08:00"), leader);
    assert_eq!(at(wang, "2026-07-01T00:00:00+08:00"), 0);
    assert_eq!(at(find("赵六"), "2026-03-01T00:00:00+08:00"), leader | duty);
    let person = directory.get_person(wang);
    assert_eq!(
        (&*person.name, person.entry().unit.as_deref(), person.entry().level),
        ("王建国", Some("镇党委"), Some(2))
    );
    assert_eq!(person.entry().joined, Some(time("2024-01-01T00:00:00+08:00")));
    assert_eq!(directory.get_person(find("li")).entry().unit.as_deref(), Some("办公室,二楼"));
}

#[test]
fn every_mistake_of_a_table_is_shown_at_its_place() {
    let text = "姓名;账号;角 色;电话;级别;编号;单 位
王建国;wang;laeder;1;二;;甲
李四;wang;;;;;
赵六;zhao;;;;;\"乙\";丙
;;leader;;;;
钱七;\"qian;;;;;
孙八;sun;;;;;
";
    insta::assert_snapshot!(load(What::Roster, text).problems);
    insta::assert_snapshot!(load(What::Roster, "name,unit\n").problems, @"QG6108 1:1 [name,unit] the roster lists nothing | add `people`");
    insta::assert_snapshot!(load(What::Groups, "名称,单位\n县直机关群,县委办\n").problems, @"QG6113 1:1 [名称,单位] the group registry has no column that says whom or what its rows are about | add one of the columns `编号`/`id`");
}

#[test]
fn a_registry_may_be_a_table() {
    let text = "群\t名称\t群主\t标签\t创建\t成员\nwr1\t党政综合群\twang\t工作、综合\t2025/1/2\twang、li\n";
    let loaded = load(What::Groups, text);
    assert_eq!(loaded.problems, "");
    let group = loaded.directory.get_group(loaded.directory.find_group("wr1").expect("wr1"));
    assert_eq!((&*group.name, group.tags.len(), group.members.len()), ("党政综合群", 2, 2));
    assert_eq!(group.created, Some(time("2025-01-02T00:00:00+08:00")));
}

#[test]
fn yaml_that_cannot_be_read_is_one_problem_with_its_place() {
    let shown: String = [
        "people:\n  - id: 王\n    name: 甲\n    name: 乙\n",
        "people: [",
        "people:\n\t- id: a\n",
        "a: b: c",
        "people: {}",
        "people: []",
        "",
        "名单: []",
        "[[[[",
    ]
    .iter()
    .map(|text| format!("{text:?}\n  {}", load(What::Roster, text).problems))
    .collect();
    insta::assert_snapshot!(shown);
}

#[test]
fn a_registry_gives_groups() {
    let text = "
groups:
  - {id: wr1, name: 党政综合群, unit: 办公室, purpose: 工作, owner: wang, tags: [工作, 综合], created: 2025-01-02, ends: 2026-12-31, members: [wang, li, wang]}
  - {编号: wr2, 名称: 防汛群, 人数: 120}
  - {id: wr2}
  - {name: 无}
";
    let loaded = load(What::Groups, text);
    assert_eq!(
        loaded.problems,
        "QG6106 5:10 [wr2] `wr2` stands for two entries | give the id or nickname to one of them\n\
         QG6104 6:6 [name: 无] a registered group needs `id` | add `id`\n"
    );
    let directory = loaded.directory;
    let group = directory.get_group(directory.find_group("wr1").expect("wr1"));
    assert_eq!((&*group.name, group.size, group.members.len()), ("党政综合群", Some(2), 2));
    assert_eq!(group.owner, directory.find_person("wang"));
    assert_eq!(group.created, Some(time("2025-01-02T00:00:00+08:00")));
    assert_eq!(directory.get_group(directory.find_group("wr2").expect("wr2")).size, Some(120));
    assert!(directory.has_registry);
}

#[test]
fn a_calendar_gives_days_and_years() {
    let text = "
years: [2026]
days:
  - {date: 2026-10-01, off: true, name: 国庆节}
  - {日期: 2026-10-10, 放假: 否}
  - {date: 2026-10-01, off: false}
  - {date: 2026-13-01, off: maybe}
  - {off: true}
";
    let loaded = load(What::Calendar, text);
    insta::assert_snapshot!(loaded.problems);
    let day = |text| crate::time::civil::parse(text).expect("a date");
    let days =
        vec![(day("2026-10-01"), true, "国庆节".to_string()), (day("2026-10-10"), false, String::new())];
    assert_eq!(loaded.calendar, CalendarDays { days, years: vec![2026] });
}

#[test]
fn a_published_calendar_can_be_read_as_it_is_and_a_placeholder_settles_nothing() {
    let read = |year: i32| {
        let path = format!("{}/data/holiday-cn/{year}.json", env!("CARGO_MANIFEST_DIR"));
        let loaded = load(What::Calendar, &std::fs::read_to_string(path).expect("shipped"));
        assert_eq!(loaded.problems, "");
        loaded.calendar
    };
    assert_eq!(read(2026).years, [2026]);
    assert!(read(2026).days.len() > 30);
    let stub = load(What::Calendar, "{\"year\": 2027, \"papers\": [], \"days\": []}").calendar;
    assert_eq!(stub, CalendarDays::default());
}

const WECOM: &str = r#"{"errcode":0,"errmsg":"ok","group_chat":{"chat_id":"wr1","name":"防汛群","owner":"wang","create_time":1767225600,"notice":"","member_list":[{"userid":"wang","type":1,"join_time":1767225600,"join_scene":1,"name":"王建国"},{"userid":"wmB","type":2,"name":"张三","group_nickname":"三哥"}],"admin_list":[{"userid":"wang"}]}}
{"errcode":0,"errmsg":"ok","chat_info":{"chatid":"app1","name":"值班群","owner":"li","userlist":["wang","li"]}}
{"errcode":0,"errmsg":"ok","roomid":"wr3","roomname":"内部群","creator":"li","room_create_time":1767225600,"notice":"","members":[{"memberid":"li","jointime":1767225600}]}
"#;

#[test]
fn answers_about_groups_are_a_registry() {
    for text in [WECOM.to_string(), format!("[{}]", WECOM.trim().replace('\n', ","))] {
        let Loaded { directory, problems, .. } = load(What::Groups, &text);
        assert_eq!(problems, "");
        assert!(directory.has_registry);
        let group = |id: &str| directory.get_group(directory.find_group(id).expect(id));
        let person = |id: &str| directory.find_person(id).expect(id);
        let wr1 = group("wr1");
        assert_eq!((&*wr1.name, wr1.owner, wr1.size), ("防汛群", Some(person("wang")), Some(2)));
        assert_eq!((wr1.created, wr1.known), (Some(time("2026-01-01T00:00:00Z")), true));
        assert_eq!((group("app1").size, group("app1").owner), (Some(2), Some(person("li"))));
        assert_eq!((&*group("wr3").name, group("wr3").members.clone()), ("内部群", vec![person("li")]));
        assert_eq!(&*directory.get_person(person("wang")).name, "王建国");
        assert_eq!(
            (directory.find_name("三哥"), directory.find_name("张三")),
            (Some(person("wmB")), Some(person("wmB")))
        );
    }
}

#[test]
fn members_of_a_chatlab_file_are_a_registry() {
    for name in ["every.json", "every.jsonl"] {
        let path = format!("{}/tests/fixtures/logs/chatlab/{name}", env!("CARGO_MANIFEST_DIR"));
        let Loaded { directory, .. } = load(What::Groups, &std::fs::read_to_string(path).expect("fixture"));
        let group = directory.groups().first().expect("a group");
        assert!(
            group.known && group.size >= Some(1) && group.members.len() as i64 == group.size.unwrap_or(0),
            "{name}"
        );
    }
}

#[test]
fn answers_that_tell_of_no_group_are_shown_and_other_json_is_a_registry_as_written() {
    for (text, says) in [
        (r#"{"errcode":60011,"errmsg":"no privilege"}"#, "the answer is an error, `no privilege`"),
        (r#"{"errcode":0,"roomname":"内部群","members":[]}"#, "no id says which group it is"),
        ("{\"group_chat\":{\"chat_id\":\"a\"}}\n{\"group_chat\":", "EOF while parsing"),
    ] {
        let problems = load(What::Groups, text).problems;
        assert!(problems.contains("QG6120") && problems.contains(says), "{problems}");
    }
    let json = r#"{"groups": [{"id": "wr1", "size": 3}]}"#;
    let loaded = load(What::Groups, json);
    assert_eq!(loaded.problems, "");
    assert_eq!(loaded.directory.groups()[0].size, Some(3));
    assert!(load(What::Groups, "[1, 2]").problems.contains("QG6103"));
}

#[test]
fn a_role_holds_from_the_first_instant_of_its_first_day_to_the_last_of_its_last() {
    let text =
        "people: [{id: wang, ids: [wx_w, dd_w], roles: [{role: duty, from: 2026-03-02, to: 2026-03-02}]}]";
    let mut directory = load(What::Roster, text).directory;
    let duty = directory.find_role("duty").expect("duty");
    for id in ["wang", "wx_w", "dd_w"] {
        let person = directory.person(id);
        assert_eq!(Some(person), directory.find_person("wang"), "one person on several platforms");
        for (at, roles) in [
            ("2026-03-01T12:00:00+08:00", 0),
            ("2026-03-01T23:59:59.999+08:00", 0),
            ("2026-03-02T00:00:00+08:00", duty),
            ("2026-03-02T23:59:59.999+08:00", duty),
            ("2026-03-03T00:00:00+08:00", 0),
            ("2026-03-03T12:00:00+08:00", 0),
        ] {
            assert_eq!(directory.roles_at(person, time(at)), roles, "{id} {at}");
        }
    }
}
