//! Rule set R many times over, on a generated log: the counts that the hand-written program gives.

use std::fs;
use std::process::Command;

use generator::{Format, Options, copies, log, words};

/// Rule and count, of `handcoded LOG WORDS --copies 21` on the same log.
const COUNTS: &str = include_str!("fixtures/copies.tsv");
const COPIES: usize = 21;

#[test]
fn the_counts_of_all_copies_are_those_of_the_hand_written_program() {
    let folder = tempfile::tempdir().expect("a folder");
    let (policy, messages) = (folder.path().join("copies.qg"), folder.path().join("log.jsonl"));
    words::write(&folder.path().join("lists")).expect("written");
    fs::write(&policy, copies::policy(COPIES)).expect("written");
    fs::write(&messages, log(&Options::of(10_000), Format::Native)).expect("written");
    let output = Command::new(env!("CARGO_BIN_EXE_qungui"))
        .arg("eval")
        .args([&messages, &policy])
        .args(["--format", "json"])
        .output()
        .expect("qungui runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect(&errors);
    let rules = report["summary"]["rules"].as_array().expect("rules");
    let count =
        |rule: &serde_json::Value| (rule["rule"].as_str().map(str::to_string), rule["findings"].as_u64());
    let mut counts: Vec<_> = rules.iter().map(count).collect();
    let expected = COUNTS.lines().filter_map(|line| line.split_once(' '));
    let mut expected: Vec<_> =
        expected.map(|(rule, count)| (Some(rule.to_string()), count.parse().ok())).collect();
    counts.sort();
    expected.sort();
    assert_eq!(expected.len(), 12 * COPIES);
    assert_eq!(counts, expected);
}
