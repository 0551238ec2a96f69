//! Mistakes and what is said about them: each snapshot holds the source and every message.

use super::*;

/// The sources, each with what is said about it.
fn said(sources: &[&str]) -> String {
    let mut out = String::new();
    for source in sources {
        out.push_str(&format!("{}\n---\n{}\n=====\n", source.trim_end(), told(source)));
    }
    for hidden in ['\0', '\u{7}', '\u{200b}', '\u{200d}', '\u{202e}'] {
        out = out.replace(hidden, &format!("<U+{:04X}>", hidden as u32));
    }
    out
}

/// Conditions, each in the `when` of a rule.
fn conditions(conditions: &[&str]) -> String {
    let rules: Vec<String> = conditions.iter().map(|c| format!("rule r {{ when {c} }}")).collect();
    said(&rules.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn operators_of_other_languages() {
    insta::assert_snapshot!(conditions(&[
        "kind == text",
        "kind = text",
        "kind != text and text.length ≠ 3",
        "!(kind is text)&&workday || bot",
        "text has \"a\"",
        "text contain \"a\"",
        "kind is in [text, image]",
        "kind equals text",
        "text like \"a\"",
        "text matches \"a\"",
        "text matches /a/gi",
        "kind is ‘text’",
    ]));
}

#[test]
fn and_with_or() {
    insta::assert_snapshot!(conditions(&[
        "workday and bot or weekend",
        "weekend or workday and bot and holiday",
        "any message (workday or bot and weekend)",
        "workday and (bot or weekend)",
    ]));
    insta::assert_snapshot!("and_with_or_zh", said(&["规则 甲 { 当 工作日 且 机器人 或 周末 }"]));
}

#[test]
fn lengths_units_dates_and_clocks() {
    insta::assert_snapshot!(conditions(&[
        "more than 100 messages in last 5",
        "followed within 10 by any message",
        "gap > 5 parsecs",
        "gap > 5mins",
        "gap > 5 minutes and text.length > 5 characters",
        "text.length > 10字",
        "date is 2026-13-01",
        "date is 2026-02-30",
        "date is 2026/10/01",
        "clock in 25:99..07:00",
        "clock in 22:00..7",
        "text.length > 12345678901234567",
        "gap > 0.0001s",
    ]));
    insta::assert_snapshot!(
        "lengths_zh",
        said(&["规则 甲 { 当 最近 5 内 超过 100 条消息 }", "规则 甲 { 当 间隔 大于 3刻钟 }"])
    );
}

#[test]
fn brackets_strings_and_patterns() {
    insta::assert_snapshot!(conditions(&[
        "(workday and bot",
        "workday and bot)",
        "kind in [text, image",
        "kind in [text, (image]",
        "text contains \"abc",
        "text contains “abc\"",
        "text matches /abc",
        "text contains \"a\\qb\\u{110000}\"",
    ]));
}

#[test]
fn words_written_as_one() {
    insta::assert_snapshot!(said(&[
        "规则 甲 { 当 最近5分钟内超过100条消息 }",
        "规则 甲 { 当 随后 10分钟 内 至少3名发送者 }",
        "规则 甲 { 当 类型是红包 }",
        "规则 甲 { 其中 发送者不是领导 当 类型 是 红包 }",
        "规则 甲 { 每3天 当 至少 3 条消息 }",
    ]));
}

#[test]
fn declarations() {
    insta::assert_snapshot!(said(&[
        "ruel a \"t\" {\n    when kind is text\n    reprot \"x\"\n}\nrule b { when workday }",
        "rule test { when workday }",
        "list hours = [\"a\"]\nparam n = 3",
        "define a workday\ndefine b = workday",
        "define a =\ndefine b = workday",
        "when workday\nrule b { when workday }",
        "rule a { when workday }\n}\nrule b { when workday }",
        "rule a {\n    when workday\n\nrule b { when bot }\ntest \"t\" {\n09:00 a: b\n}",
        "rule a\n    when workday\n}\nrule b { when bot }",
        "policy a \"t\" {\n    version 3\n    author \"x\"\n    version \"1\"\n    version \"2\"\n}",
        "policy county extends province { }",
        "amend county.rule { }\nrule b { when bot }",
        "hours work = mon..fri 08:30-12:00\nhours night = 22:00..07:00",
        "use \"std.phrases\"",
        "list a = \"x\", \"y\"\nlist b from other",
        "hello world",
        "param n = 3;\nrule b: { when bot }",
        "if kind is text then report",
    ]));
}

#[test]
fn clauses() {
    insta::assert_snapshot!(said(&[
        "rule a {\n    sevrity note\n    when workday\n    remdy \"x\"\n}",
        "rule a {\n    severity: note\n    when: workday,\n    report \"x\";\n}",
        "rule a {\n    when\n    report \"x\"\n}",
        "rule a {\n    where sender is leader\n        text contains \"x\"\n    when bot\n}",
        "rule a {\n    each dya\n    per sender and text\n    when bot\n}",
        "rule a {\n    when at least messages in last 5m\n    once 1h\n    since yesterday today\n}",
        "rule a {\n    when bot unless x because reason\n}",
        "rule a {\n    tags \"a\"\n    basis 3\n    report x\n    when bot\n}",
        "rule a {\n    kind is text\n}",
        "rule a {\n    when sender si leader\n    unless text containz \"a\"\n    where kind is\n    report \"x\"\n}",
        "rule a {\n    when any message (workday) (bot) in last 5m in last 3m\n}",
        "rule a {\n    when followed within 5m at least 3 messages\n}",
        "rule a {\n    when at least 3 mesages in last 5m\n}",
        "rule a {\n    when bot。\n    // why\n    -- really\n    report \"x\"\n}",
        "规则 甲 {\n    级别：警告\n    当 类型 是\n    报告 \"甲\"。\n    处值 \"乙\"\n}",
    ]));
}

#[test]
fn hidden_and_control_characters() {
    insta::assert_snapshot!(said(&[
        "rule a { when sen\u{200b}der is leader }",
        "rule a { when bot } # \u{202e}evil",
        "rule a { when text contains \"\u{202e}evil\" and text contains \"a\u{200d}b\" }",
        "rule a { when bot\u{0} }",
        "rule a { when bot\u{7} and workday }",
    ]));
}

#[test]
fn transcripts() {
    insta::assert_snapshot!(said(&[
        "test \"t\" {\n  rostr a: b\n  date 2026-13-01\n  date tomorrow\n  25:00 a: x\n  9 a: x\n  09:00 nobody\n  09:01 : x\n  | more\n  09:02 a: <image\n  09:03 a: <3> x\n  expect r at noon\n  expect r at 25:00\n  expect\n  expect r with value x\n  expect r maybe\n  covers 08:00\n  covers 08:00..25:00\n  hello\n  roster : x\n}",
        "test \"t\" {\n  | more\n  09:00 a: b\n",
        "test \"t\" {\n  09:00 a: b\n\nrule b { when bot }\n",
        "test {\n  09:00 a: {[(\"\n}\nrule b { when bott }",
        "tset \"x\" {\n  09:00 a: it's \"open\n  expect a\n}\nrule b { when bot }",
        "测试 \"t\" {\n  名侧 甲：领导\n  期望 甲 在\n}",
    ]));
}
