//! Native lines about people and groups, and people who have no id.

use super::*;

const LOG: &str = r#"{"qungui":1,"supplies":["text","mentions","sender.name"],"lacks":["group.name"]}
{"about":{"person":{"id":"u1","name":"王建国"},"called":["王书记"]}}
{"about":{"person":"u2","called":["老李"]}}
{"about":{"called":["小王"]}}
{"about":{"group":{"id":"g1","name":"综合群","owner":"u1"}}}
{"id":"1","time":"2026-03-02T09:00:00+08:00","group":"g1","sender":{"name":"小赵"},"kind":"text","text":"@王书记 @老李 @小王 好","mentions":["@","u9"]}
{"id":"2","time":"2026-03-02T09:00:01+08:00","group":"g2","sender":{"name":"小赵"},"kind":"text","text":"好","mentions":[{"name":"小赵"}]}
{"id":"3","time":"2026-03-02T09:00:02+08:00","group":"g2","sender":{"name":"小赵","in":"g1"},"kind":"text","text":"好"}
"#;

#[test]
fn people_and_groups_are_told_of_beside_the_records() {
    let scratch = Scratch::new();
    let read = Read::of(&[scratch.write("a.jsonl", LOG)]);
    assert!(!read.problems.has_errors() && read.log().report()[0].skipped == 0, "{}", read.problems());
    let people = |index: usize| {
        let ids = read.batch.msg(index).mentions().to_vec();
        ids.into_iter().map(|id| read.directory.get_person(id).name.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(people(0), ["u9", "王建国", "u2"], "a name that several bear finds nobody");
    let group = read.directory.get_group(read.directory.find_group("g1").expect("g1"));
    assert_eq!((&*group.name, group.owner), ("综合群", read.directory.find_person("u1")));
    let senders: Vec<_> = read.batch.rows.iter().map(|row| row.sender).collect();
    assert!(senders[0] != senders[1], "a nickname stands for one person within its group only");
    assert_eq!(senders[0], senders[2], "unless the record says where it stands");
    assert_eq!(people(1), ["小赵"]);
    assert_eq!(read.log().report()[0].lacks.last(), Some(&"group.name"));
}

#[test]
fn a_name_in_place_of_an_id_is_no_nickname() {
    let scratch = Scratch::new();
    let read = Read::of(&[scratch.write("a.jsonl", LOG)]);
    assert!((0..3).all(|index| read.batch.msg(index).extra().is_none_or(|e| e.nickname.is_none())));
}

#[test]
fn the_roster_goes_before_what_a_log_tells() {
    let scratch = Scratch::new();
    let mut directory = Directory::default();
    let wang = directory.person("u1");
    directory.person_mut(wang).known = true;
    directory.person_mut(wang).name = "王一".into();
    directory.alias("小赵", wang);
    let read = Read::with(&[scratch.write("a.jsonl", LOG)], &Options::default(), directory);
    assert_eq!(&*read.directory.get_person(wang).name, "王一");
    assert!(read.batch.rows.iter().all(|row| row.sender == wang));
}

#[test]
fn a_record_without_a_time_is_bad_whatever_it_is_about() {
    let scratch = Scratch::new();
    let bad = "{\"group\":\"g\",\"sender\":\"s\",\"text\":\"about\"}\n{\"about\":1}\n";
    let read = Read::of(&[scratch.write("a.jsonl", format!("{LOG}{bad}"))]);
    assert_eq!(read.log().report()[0].skipped, 2);
}
