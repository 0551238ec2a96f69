//! The county's week: the files are what the generator writes, and every rule of the library has something to say.

#[path = "../examples/county/incidents.rs"]
mod incidents;
#[path = "../examples/county/people.rs"]
mod people;
#[path = "../examples/county/records.rs"]
mod records;
#[path = "../examples/county/talk.rs"]
mod talk;
#[path = "../examples/county/week.rs"]
mod week;

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn the_files_are_what_the_generator_writes() {
    for (name, text) in week::files() {
        let path = Path::new(ROOT).join("examples/county").join(name);
        let found = std::fs::read_to_string(&path).expect("the example's file").replace("\r\n", "\n");
        assert!(found == text, "{name}: run `cargo run --example county`");
    }
}

/// What a rule has to say on the week, if not a finding: WeCom's archive records no transfers.
const CANNOT_TELL: &[&str] = &["transfer"];

#[test]
fn every_rule_of_the_library_has_something_to_say() {
    let output = Command::new(env!("CARGO_BIN_EXE_qungui"))
        .current_dir(Path::new(ROOT).join("examples/county"))
        .args(["eval", "log.jsonl", "-p", "../../policies", "--format", "json"])
        .output()
        .expect("qungui runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect(&errors);
    let rules = report["summary"]["rules"].as_array().expect("rules");
    assert!(rules.len() > 70, "{} rules", rules.len());
    let said: HashMap<&str, (u64, u64)> = rules
        .iter()
        .map(|r| {
            let count = |key: &str| r[key].as_u64().unwrap_or_default();
            (r["rule"].as_str().expect("a name"), (count("findings"), count("undetermined")))
        })
        .collect();
    let silent: Vec<&&str> = said
        .iter()
        .filter(|(rule, (findings, _))| {
            *findings == 0 && !CANNOT_TELL.iter().any(|known| rule.ends_with(known))
        })
        .map(|(rule, _)| rule)
        .collect();
    assert!(silent.is_empty(), "no finding: {silent:?}");
    let total: u64 = said.values().map(|(findings, _)| findings).sum();
    assert!(total < 150, "{total} findings: ordinary talk should hardly ever be one");
}
