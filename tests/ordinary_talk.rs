//! Precision: on ordinary Chinese, sent by a leader and a colleague in turn, the library's rules about words
//! say next to nothing. The counts are exact, so that a new phrase that fires on ordinary talk is noticed.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Two people talk, a minute between two utterances, from nine to five.
fn log(utterances: &str) -> String {
    let mut out = String::new();
    for (index, text) in utterances.lines().enumerate() {
        let (day, minute) = (index / 480, index % 480);
        let (sender, role) = [("周书记", "leader"), ("小李", "member")][index % 2];
        let time = format!("2026-03-{:02}T{:02}:{:02}:00+08:00", 2 + day, 9 + minute / 60, minute % 60);
        let record = serde_json::json!({
            "id": format!("u{index}"), "time": time, "group": "闲谈", "sender": sender, "role": role,
            "kind": "text", "text": text, "mentions": [], "emoji": [],
        });
        out += &record.to_string();
        out.push('\n');
    }
    out
}

#[test]
fn the_library_is_quiet_on_ordinary_talk() {
    let utterances = std::fs::read_to_string(Path::new(ROOT).join("tests/fixtures/kdconv/utterances.txt"))
        .expect("fixture");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("talk.jsonl");
    std::fs::write(&path, log(&utterances)).expect("the log");
    let output = Command::new(env!("CARGO_BIN_EXE_qungui"))
        .current_dir(folder.path())
        .args(["eval", "talk.jsonl", "--complete", "--format", "json", "-p"])
        .arg(Path::new(ROOT).join("policies"))
        .output()
        .expect("qungui runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect(&errors);
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for rule in report["summary"]["rules"].as_array().expect("rules") {
        let findings =
            rule["findings"].as_u64().unwrap_or_default() + rule["folded"].as_u64().unwrap_or_default();
        if findings > 0 {
            counts.insert(rule["rule"].as_str().unwrap_or_default().to_string(), findings);
        }
    }
    let expected: BTreeMap<String, u64> = EXPECTED.iter().map(|&(rule, n)| (rule.to_string(), n)).collect();
    assert_eq!(counts, expected, "of {} messages", utterances.lines().count());
}

/// What fires on 2,435 utterances about films, music and travel: that two people talk in front of a group all day,
/// and that one of them repeats himself. No rule about words does.
const EXPECTED: &[(&str, u64)] = &[("duologue", 41), ("repeated_notice", 3)];
