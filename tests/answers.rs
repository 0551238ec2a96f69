//! What a format cannot tell is said by `check --from`, and left undetermined by `eval`.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn qungui(args: &[&str]) -> (i32, String, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_qungui")).args(args).current_dir(root()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
}

fn json(args: &[&str]) -> Value {
    let (code, out, said) = qungui(args);
    serde_json::from_str(&out).unwrap_or_else(|_| panic!("{args:?}: {code} {said}"))
}

/// Logs of every format: what stands in the folders of the fixtures and can be read.
fn logs() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for format in fs::read_dir(root().join("tests/fixtures/logs")).unwrap() {
        let mut paths: Vec<_> =
            fs::read_dir(format.unwrap().path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        found.extend(paths);
    }
    found
}

const FIELDS: &str = "tests/convert/fields.qg";

/// The rules that `check --from` warns of, by the name in the message.
fn warned(format: &str) -> Vec<String> {
    let report = json(&["check", FIELDS, "--from", format, "--lang", "en", "--format", "json"]);
    let all = report["diagnostics"].as_array().unwrap().iter().filter(|d| d["code"] == "QG6651");
    all.map(|d| d["message"].as_str().unwrap().rsplit('`').nth(1).unwrap().to_string()).collect()
}

#[test]
fn rules_that_a_format_cannot_answer_find_nothing_in_its_logs_and_say_why() {
    let mut seen = std::collections::BTreeSet::new();
    for log in logs() {
        let log = log.to_str().unwrap();
        let (code, out, _) = qungui(&["eval", log, "-p", FIELDS, "--calendar", "cn", "--format", "json"]);
        if code > 1 {
            continue;
        }
        let report: Value = serde_json::from_str(&out).unwrap();
        let format = report["sources"][0]["format"].as_str().unwrap().to_string();
        for name in warned(&format) {
            let rules = report["summary"]["rules"].as_array().unwrap();
            let rule = rules.iter().find(|rule| rule["rule"] == name.as_str()).unwrap();
            let lacks = |key: &str| rule[key].as_array().unwrap().len();
            assert!(lacks("lacks") + lacks("lacks_kinds") > 0, "{log}: {name} {rule}");
            let (found, open) = (rule["findings"].as_u64().unwrap(), rule["undetermined"].as_u64().unwrap());
            // A rule that reads more than one field or kind may still be settled by another one; a nickname that
            // is not recorded is the name.
            let several =
                ["said", "happened", "absent_subject", "long_name", "named"].contains(&name.as_str());
            // Texts show some kinds without showing all of them: what is there is found.
            let text = ["qq-txt", "whatsapp", "wechat-copy"].contains(&format.as_str());
            let shown = text && lacks("lacks_kinds") > 0;
            assert!(found == 0 || several || shown, "{log}: {name} {rule}");
            if open > 0 {
                assert!(lacks("undetermined_by") > 0, "{log}: {name} {rule}");
            }
        }
        seen.insert(format);
    }
    assert!(["native", "wecom", "chatlab", "slack"].iter().all(|name| seen.contains(*name)), "{seen:?}");
}

#[test]
fn what_a_source_does_not_record_is_undetermined_and_named() {
    let scratch = tempfile::tempdir().unwrap();
    let policy = scratch.path().join("p.qg");
    // Kinds that a format does not know stand in its logs as `other`, if at all: only of those nobody can tell.
    for (log, rule, lacks, kinds, open) in [
        ("slack/export", "kind is red_packet", "kind", "red_packet", false),
        ("chatlab/every.json", "kind is vote", "kind", "vote", true),
        ("wecom/every.jsonl", "kind is transfer", "kind", "transfer", true),
        ("slack/export", "amount > 200 yuan", "amount", "", true),
        ("slack/export", "media is present", "media", "", true),
        ("slack/export", "duration > 60s", "duration", "", true),
        ("chatlab/every.json", "link.domain is \"a.example\"", "link.url", "", true),
        ("wecom/every.jsonl", "quotes is present", "quotes", "", true),
        ("wecom/every.jsonl", "sender.nickname is \"a\"", "sender.nickname", "", false),
        ("slack/export", "sender is leader", "", "", true),
        ("slack/export", "group.size > 500", "", "", true),
    ] {
        let text = format!("role leader \"L\"\nrule r \"t\" {{ when {rule} }}\n");
        fs::write(&policy, text).unwrap();
        let log = format!("tests/fixtures/logs/{log}");
        let report = json(&["eval", &log, "-p", policy.to_str().unwrap(), "--format", "json", "--complete"]);
        let line = &report["summary"]["rules"][0];
        assert_eq!(line["findings"], 0, "{log} {rule}");
        let first = |key: &str| line[key].get(0).and_then(Value::as_str).unwrap_or("").to_string();
        assert_eq!(
            (first("lacks"), first("lacks_kinds")),
            (lacks.into(), kinds.into()),
            "{log} {rule}: {line}"
        );
        assert_eq!(line["undetermined"].as_u64() > Some(0), open, "{log} {rule}: {line}");
        assert_eq!(line["undetermined_by"].as_array().is_some_and(|by| !by.is_empty()), open, "{log} {rule}");
    }
}

#[test]
fn the_warning_names_rule_field_and_what_would_tell_it() {
    let check = |more: &[&str]| {
        qungui(&[&["check", "policies/money.qg", "--from", "slack", "--lang", "en"][..], more].concat())
    };
    let (code, out, _) = check(&[]);
    assert_eq!(code, 0, "{out}");
    for part in [
        "a log of the format `slack` cannot tell `amount`, `kind is red_packet`, `kind is transfer`, so `packet_total` may",
        "use a log of the format `native`, `wecom`, `chatlab`",
        "`packet_thanks` reads `sender.roles`, which no log of the format `slack` tells",
        "give `--roster FILE` to `eval`",
    ] {
        assert!(out.contains(part), "{part}\n{out}");
    }
    assert_eq!(check(&["--deny", "warnings"]).0, 2);
    assert_eq!(check(&["--deny", "warnings", "-A", "format-lacks"]).0, 0);
    let (code, _, said) = qungui(&["check", "policies/money.qg", "--from", "telex", "--lang", "en"]);
    assert!(code == 3 && said.contains("`native`"), "{said}");
    let (_, out, _) = qungui(&["check", "policies/乡镇机关.qg", "--from", "wecom"]);
    assert!(out.contains("格式的消息记录无法提供") && out.contains("判定时加上 `--roster FILE`"), "{out}");
}
