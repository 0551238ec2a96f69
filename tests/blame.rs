//! What is named as missing is what the verdict hangs on, and nothing else; what is certain is decided at once.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::process::Command;

use serde_json::Value;

/// The report on the only rule: of whole logs, or of what they cover of the groups of a registry.
fn judged(rule: &str, groups: Option<&str>, logs: &[&str]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let mut args = vec!["eval".to_string(), "-p".into(), "rules.qg".into(), "--format".into(), "json".into()];
    write("rules.qg", &format!("policy p \"P\" {{ timezone \"Asia/Shanghai\" }}\nrole leader \"L\"\n{rule}"));
    if let Some(groups) = groups {
        write("groups.yaml", groups);
        args.extend(["--groups".into(), "groups.yaml".into()]);
    } else {
        args.push("--complete".into());
    }
    for (index, log) in logs.iter().enumerate() {
        write(&format!("{index}.jsonl"), log);
        args.push(format!("{index}.jsonl"));
    }
    let done =
        Command::new(env!("CARGO_BIN_EXE_qungui")).args(args).current_dir(folder.path()).output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    serde_json::from_slice(&done.stdout).unwrap_or_else(|_| panic!("{said}"))
}

/// What the only rule is undetermined by, each time that it is.
fn blamed(rule: &str) -> Vec<String> {
    blamed_in(rule, &[LOG])
}

fn blamed_in(rule: &str, logs: &[&str]) -> Vec<String> {
    let report = judged(rule, None, logs);
    let by = report["summary"]["rules"][0]["undetermined_by"].as_array().unwrap().clone();
    let times =
        |by: &Value| vec![by["reason"].as_str().unwrap().to_string(); by["count"].as_u64().unwrap() as usize];
    by.iter().flat_map(times).collect()
}

/// Two messages, thirty seconds apart, of a log without mentions, roster or media.
const LOG: &str = r#"{"qungui":1,"supplies":["text"]}
{"id":"1","time":"2026-03-02T09:00:00+08:00","group":"g","sender":"a","kind":"text","text":"早"}
{"id":"2","time":"2026-03-02T09:00:30+08:00","group":"g","sender":"b","kind":"text","text":"好"}
{"id":"3","time":"2026-03-02T09:01:30+08:00","group":"g","sender":"b","kind":"text","text":"好"}
"#;

#[test]
fn a_bracket_within_that_is_certain_lends_no_blame() {
    let back = r#"rule r "R" {
        where text is "好"
        when preceded within 1m by no different sender.unit
            (preceded within 5s by fewer than 2 messages (sender in trigger.mentions))
    }"#;
    assert_eq!(blamed(back), ["the log cannot tell `sender.unit`"]);
    let ahead = r#"rule r "R" {
        where text is "早"
        when followed within 1m by no message
            (sender is leader and followed within 5s by fewer than 2 messages (sender in trigger.mentions))
    }"#;
    assert_eq!(blamed(ahead), ["nobody's roles are known"]);
}

#[test]
fn a_number_that_a_bracket_within_is_compared_with_is_blamed_itself() {
    let rule = r#"rule r "R" {
        where text is "好"
        when preceded within 1m by no message
            (preceded within 5s by fewer than 0.5 * group.size messages (trigger.text is "坏"))
    }"#;
    assert_eq!(blamed(rule), ["the group is in no registry"; 1]);
}

#[test]
fn a_message_that_stands_in_no_relation_to_the_judged_one_is_not_to_blame() {
    let rule = |look: &str, text: &str| {
        format!(
            "rule r \"R\" {{ where text is \"{text}\" when {look} within 27s by no message \
             (trigger.sender in mentions and (text is \"好\" or sender is leader)) }}"
        )
    };
    // Whom the second names is not recorded. Whether the third is a leader's cannot be told, but it names nobody.
    let dumb = r#"{"qungui":1,"supplies":["text"]}
{"id":"1","time":"2026-03-02T09:00:00+08:00","group":"g","sender":"c","kind":"text","text":"问"}
{"id":"2","time":"2026-03-02T09:00:05+08:00","group":"g","sender":"b","kind":"text","text":"好"}
{"id":"4","time":"2026-03-02T09:00:30+08:00","group":"g","sender":"c","kind":"text","text":"答"}
"#;
    let told = r#"{"qungui":1,"supplies":["text","mentions"]}
{"id":"3","time":"2026-03-02T09:00:10+08:00","group":"g","sender":"a","kind":"text","text":"早"}
"#;
    let blame = ["the log cannot tell `mentions`"];
    assert_eq!(blamed_in(&rule("preceded", "答"), &[dumb, told]), blame);
    assert_eq!(blamed_in(&rule("followed", "问"), &[dumb, told]), blame);
}

#[test]
fn a_message_that_lies_too_far_back_is_not_to_blame() {
    let rule = r#"rule r "R" { when no different media in last 20s (text is "好" or sender is leader) }"#;
    // The first message may be a leader's; the others certainly count, with what they show.
    assert_eq!(
        blamed(rule),
        ["the log cannot tell `media`", "the log cannot tell `media`", "nobody's roles are known"]
    );
}

#[test]
fn what_is_certain_of_a_silent_member_is_decided_no_later_than_the_log_ends() {
    let rule = r#"rule r "R" { each day per group, member when group.unit is absent or no messages }"#;
    let groups = "groups:\n  - { id: g, unit: u, members: [a, b] }\n  - { id: h, members: [c] }\n";
    let covers = r#"{"qungui":1,"covers":["2026-03-02T08:00:00+08:00","2026-03-03T12:00:00+08:00"],"#;
    let log = LOG.replace(r#"{"qungui":1,"#, covers);
    let report = judged(rule, Some(groups), &[&log, &log.replace("09:0", "09:2")]);
    let findings = report["findings"].as_array().unwrap();
    let absent: Vec<&Value> = findings.iter().filter(|f| f["key"]["group"]["id"] == "h").collect();
    assert!(!absent.is_empty(), "{report:#}");
    assert!(absent.iter().all(|f| f["decided"] == "2026-03-02T09:21:30+08:00"), "{absent:#?}");
}
