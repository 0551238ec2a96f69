//! Transcripts: what their lines become, and what expectations make of them.

use super::*;
use crate::compile::compile_text;
use crate::diag::Lang;
use crate::plan;
use crate::source::Sources;
use crate::time::Calendar;

const RULES: &str = r#"
policy t { timezone "Asia/Shanghai" calendar cn }
role leader "heads"
hours work = mon..fri 08:30..17:30
rule packet "p" { where kind is red_packet when amount > 5 yuan }
rule picture "i" { when kind is image and media is "a1" }
rule linked "l" { when link.url contains "example.com" and link.title is "News" }
rule filed "f" { when file.extension is "docx" and file.size > 1000 }
rule voice "v" { when kind is voice and duration > 20s }
rule taken_back "r" { where kind is text when followed within 5m by any event (recalls trigger) }
rule quoted "q" { where kind is text when followed within 5m by any message (quotes trigger) }
rule joined "j" { each event when kind is join and subject.name is "小新" and inviter.name is "王书记" }
rule named "n" { each mention when mention is leader }
rule everybody "a" { when mentions everyone }
rule two_lines "t" { when text contains "二行" and text contains "一行" }
rule tag "b" { when text is "<image>" }
rule order "o" { where sender is leader when outside work unless text contains "紧急" because "urgent" }
rule silence "s" { where sender is leader when followed within 30m by no message }
rule early "e" { when at least 2 messages in last 10m }
rule crowd "c" { each day when at least 3 senders }
rule big "g" { where sender is leader when group.size is 2 }
"#;

/// What the tests of a text came to: titles with the messages of what went wrong.
fn results(tests: &str) -> Vec<String> {
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    let checked = compile_text(&format!("{RULES}{tests}"), &mut sources, &mut problems);
    let said: Vec<String> = problems.iter().map(|d| d.message(Lang::En)).collect();
    let checked = checked.unwrap_or_else(|| panic!("{said:?}"));
    let plan = plan::lower(&checked);
    let cn = std::sync::Arc::new(Calendar::cn());
    let clocks = Clocks::bind(&plan, |_| Some(cn.clone()));
    let each = |case: &Case| {
        let report = run(case, &plan, &clocks);
        let wrong =
            report.problems.iter().map(|d| format!("{}: {}", d.message(Lang::En), d.primary_label(Lang::En)));
        wrong.collect::<Vec<_>>()
    };
    checked.cases().iter().flat_map(each).collect()
}

fn passes(lines: &str) {
    assert_eq!(results(&format!("test \"x\" {{\n{lines}\n}}\n")), Vec::<String>::new(), "{lines}");
}

fn fails(lines: &str) -> String {
    let wrong = results(&format!("test \"x\" {{\n{lines}\n}}\n"));
    assert_eq!(wrong.len(), 1, "{lines}: {wrong:?}");
    wrong.concat()
}

#[test]
fn tags_give_messages_their_kind_and_fields() {
    passes("09:00 王: <red_packet 8.88>\nexpect packet at 09:00\nexpect no picture");
    passes("09:00 王: <红包 5>\nexpect no packet");
    passes("09:00 王: <image hash=a1>\nexpect picture");
    passes("09:00 王: <图片 哈希=a2>\nexpect no picture");
    passes("09:00 王: <link https://example.com/1 \"News\">\nexpect linked");
    passes("09:00 王: <file report.docx size=1024>\nexpect filed");
    passes("09:00 王: <voice 30s>\n09:01 王: <voice 10s>\nexpect voice at 09:00\nexpect no voice at 09:01");
    passes("09:00 王: \\<image>\nexpect tag");
    passes("09:00 王: 一行\n| 二行\nexpect two_lines");
}

#[test]
fn events_and_quotes_refer_to_earlier_messages() {
    passes("09:00 王: 错了\n09:01 王: <recall 09:00>\nexpect taken_back at 09:00");
    passes("09:00 王: 说\n09:01 李: <quote 09:00> 对\nexpect quoted at 09:00");
    passes("09:00 王书记: <join 小新>\nexpect joined");
    assert!(fails("09:05 王: <recall 09:00>\nexpect no taken_back").contains("no message at `09:00`"));
    assert!(fails("09:05 王: <red_packet much>\nexpect no packet").contains("`much` is not a number"));
    assert!(fails("09:05 王: <image colour=red>\nexpect no packet").contains("`colour` is not one of"));
}

#[test]
fn mentions_are_found_by_the_longest_known_name() {
    passes("roster 王书记: leader\n09:00 李: @王书记请看\nexpect named");
    passes("roster 王书记: leader\n09:00 李: @王书 请看\nexpect no named");
    passes("09:00 李: @所有人 开会\nexpect everybody");
}

#[test]
fn people_of_the_roster_have_roles_and_are_the_members() {
    passes("roster 王书记: leader\nroster 小李:\n09:00 王书记: 好\nexpect big");
    passes("roster 王书记: leader\n09:00 小张: 好\nexpect no big");
}

#[test]
fn a_transcript_is_whole_unless_it_says_what_it_covers() {
    passes("roster 王: leader\n09:00 王: 谁在\nexpect silence");
    passes(
        "roster 王: leader\ncovers 08:00..09:10\n09:00 王: 谁在\nexpect pending silence\nexpect no silence",
    );
    passes("covers 09:00..10:00\n09:05 王: 好\nexpect undetermined early");
    passes("09:05 王: 好\nexpect no early\nexpect no crowd");
}

#[test]
fn dates_move_on_and_lines_are_put_in_order() {
    passes(
        "roster 王: leader\ndate 2026-02-14\n20:00 王: 报材料\n20:01 王: 紧急\nexpect order at 20:00\nexpect excepted order at 20:01",
    );
    // 2026-02-14 is a Saturday on which people work.
    passes(
        "roster 王: leader\ndate 2026-02-14\n10:00 王: 报材料\ndate 2026-02-15\n10:00 王: 报材料\nexpect order at 10:00",
    );
    passes(
        "group 甲\n09:05 王: 一\ngroup 乙\n09:01 王: 二\ngroup 甲\n09:06 李: 三\nexpect early at 09:06 with value 2",
    );
    passes("09:00 王: 一\n10:00 李: 二\n11:00 张: 三\nexpect crowd at 00:00 with value 3");
}

#[test]
fn failures_say_what_was_expected_and_what_happened() {
    assert_eq!(
        fails("09:00 王: 好\nexpect packet"),
        "the test `x` expects a finding of `packet`: nothing was found"
    );
    assert_eq!(
        fails("09:00 王: <red_packet 8>\nexpect packet at 09:01"),
        "the test `x` expects a finding of `packet` at 09:01: this did not happen"
    );
    assert_eq!(
        fails("09:00 王: <red_packet 8>\nexpect no packet"),
        "the test `x` expects no finding of `packet`: this happened 1 times"
    );
    assert_eq!(
        fails("09:00 王: <red_packet 8>\n09:00 李: <red_packet 9>\nexpect packet at 09:00"),
        "the test `x` expects a finding of `packet` at 09:00: this happened 2 times"
    );
    assert!(fails("09:00 王: 好").contains("expects nothing"));
}
