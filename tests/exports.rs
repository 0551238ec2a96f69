//! Exports of other programs, end to end: what they cannot tell is said, and not taken for innocence.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::Command;

use serde_json::Value;

const RULE: &str = r#"policy exports "Exports" { timezone "Asia/Shanghai" }
rule red_packet "No red packets" { each message when kind is red_packet report "{id}" }
"#;

/// What `eval` says of a fixture, about the one rule.
fn evaluated(log: &str) -> Value {
    let scratch = tempfile::tempdir().unwrap();
    let policy = scratch.path().join("exports.qg");
    std::fs::write(&policy, RULE).unwrap();
    let log = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/logs").join(log);
    let mut command = Command::new(env!("CARGO_BIN_EXE_qungui"));
    let done =
        command.arg("eval").arg(log).arg("-p").arg(policy).args(["--format", "json"]).output().unwrap();
    serde_json::from_slice(&done.stdout).unwrap()
}

#[test]
fn a_red_packet_rule_on_a_pywxdump_export_cannot_tell() {
    let report = evaluated("pywxdump/every.json");
    assert_eq!(report["findings"].as_array().unwrap().len(), 0);
    let rule = &report["summary"]["rules"][0];
    assert_eq!((&rule["lacks"][0], &rule["lacks_kinds"][0]), (&"kind".into(), &"red_packet".into()));
    // Each message whose type it does not know may be one.
    assert_eq!(rule["undetermined"], 11, "{rule}");
    assert_eq!(rule["undetermined_by"][0]["reason"], "the log cannot tell `kind`");
}

#[test]
fn the_same_rule_on_exports_that_know_red_packets_finds_them() {
    for (log, found) in [("chatlog/every.json", 1), ("weflow/every.json", 3), ("feishu/every.json", 1)] {
        let report = evaluated(log);
        let rule = &report["summary"]["rules"][0];
        assert_eq!((&rule["findings"], &rule["undetermined"]), (&found.into(), &0.into()), "{log}: {rule}");
    }
}
