//! Rule set R on a generated log: the counts that hand-written programs give.

use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Of R1 to R12, from a plain Python script on the same 1,500 messages.
const COUNTS: [u64; 12] = [15, 19, 1, 2, 1, 3, 0, 1, 5, 4, 0, 1];

#[test]
fn the_counts_are_those_of_hand_written_programs() {
    let output = Command::new(env!("CARGO_BIN_EXE_qungui"))
        .current_dir(ROOT)
        .args(["eval", "tests/fixtures/rules_r.jsonl", "-p", "benches/rules_r.qg", "--format", "json"])
        .output()
        .expect("qungui runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect(&errors);
    let rules = report["summary"]["rules"].as_array().expect("rules");
    let counts: Vec<u64> = rules.iter().map(|r| r["findings"].as_u64().unwrap_or_default()).collect();
    assert_eq!(counts, COUNTS);
}
