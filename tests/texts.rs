//! What a text log cannot tell is undetermined, and what it leaves open is asked for.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::process::Command;

use serde_json::Value;

const ANDROID: &str = "tests/fixtures/logs/whatsapp/与“防汛群”的 WhatsApp 聊天.txt";
const IOS: &str = "tests/fixtures/logs/whatsapp/_chat.txt";

const RULES: &str = r#"policy test.texts "Texts" { timezone "Asia/Shanghai" }
rule at_once "A reply within seconds" { each message where text contains ["材料", "check"] when followed within 30s by no message }
rule soon "A reply within minutes" { each message where text contains ["材料", "check"] when followed within 5m by no message }
"#;

fn qungui(args: &[&str]) -> (i32, String, String) {
    let folder = env!("CARGO_MANIFEST_DIR");
    let done = Command::new(env!("CARGO_BIN_EXE_qungui")).args(args).current_dir(folder).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
}

/// Findings and undetermined verdicts of a rule.
fn counts(log: &str, rule: &str) -> (u64, u64) {
    let scratch = tempfile::tempdir().unwrap();
    let rules = scratch.path().join("rules.qg");
    fs::write(&rules, RULES).unwrap();
    let (code, out, said) =
        qungui(&["eval", log, "-p", rules.to_str().unwrap(), "--complete", "--format", "json"]);
    assert!(code <= 1, "{said}");
    let report: Value = serde_json::from_str(&out).unwrap();
    let rules = report["summary"]["rules"].as_array().unwrap();
    let found = rules.iter().find(|found| found["rule"] == rule).unwrap_or_else(|| panic!("{report:#}"));
    (found["findings"].as_u64().unwrap_or(0), found["undetermined"].as_u64().unwrap_or(0))
}

#[test]
fn a_limit_finer_than_the_times_is_undetermined() {
    assert_eq!(counts(ANDROID, "at_once"), (0, 1), "30 seconds, and times to the minute");
    assert_eq!(counts(ANDROID, "soon"), (0, 0), "somebody wrote within 5 minutes");
    assert_eq!(counts(IOS, "at_once"), (1, 0), "times to the second");
}

#[test]
fn a_text_is_no_stream() {
    let mut args = vec!["eval", "-", "-p", "policies", "--lateness", "1m"];
    args.extend(["--calendar", "cn"]);
    let folder = env!("CARGO_MANIFEST_DIR");
    let text = fs::File::open(std::path::Path::new(folder).join(IOS)).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_qungui"));
    let done = command.args(args).current_dir(folder).stdin(text).output().unwrap();
    assert_eq!(done.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&done.stderr).contains("QG6032"));
}

#[test]
fn the_day_is_asked_for_and_taken() {
    let log = "tests/fixtures/logs/chatlog/day.txt";
    let (code, _, said) = qungui(&["convert", log, "--lang", "zh"]);
    assert!(code == 3 && said.contains("QG6030") && said.contains("--date"), "{code} {said}");
    let (code, out, said) = qungui(&["convert", log, "--date", "2026-03-02"]);
    assert!(code == 0 && out.contains("2026-03-02T09:00:05+08:00"), "{said}");
    let (code, _, said) = qungui(&["convert", log, "--date", "2 March"]);
    assert!(code == 3 && said.contains("2026-03-02"), "a day is shown as it should be: {said}");
    let (code, _, said) = qungui(&["convert", IOS, "--date-order", "yes"]);
    assert!(code == 3 && said.contains("dmy"), "{said}");
}
