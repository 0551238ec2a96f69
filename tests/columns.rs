//! A table of an office's own making, end to end: the map in the project file makes it a log like any other.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::Command;

use serde_json::Value;

const MAP: &str =
    "columns: { time: 时间, sender: 工号, sender.name: 姓名, text: 内容 }\ntimezone: Asia/Shanghai\n";
const LOG: &str =
    "时间,工号,姓名,内容\n2026-03-02 09:00:00,g01,王建国,马上报\n2026-03-02 09:01:00,g02,何芳,收到\n";
const RULES: &str = r#"policy p "P" { timezone "Asia/Shanghai" }
rule words "Words" { each message when text contains "马上" report "{sender.name}" }
rule packets "Packets" { each message when kind is red_packet report "{id}" }
"#;

fn office(map: &str, log: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("qungui.yaml", map), ("防汛群.csv", log), ("rules.qg", RULES)] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn qungui(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_qungui")).args(args).current_dir(folder).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (done.status.code().unwrap(), text(&done.stdout), text(&done.stderr))
}

#[test]
fn what_is_mapped_is_judged_and_what_is_not_is_undetermined() {
    let folder = office(MAP, LOG);
    let args = ["eval", "防汛群.csv", "-p", "rules.qg", "--format", "json"];
    let (code, out, said) = qungui(folder.path(), &args);
    assert_eq!(code, 1, "{said}");
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["findings"].as_array().unwrap().len(), 1);
    assert_eq!(report["findings"][0]["message"], "王建国");
    assert_eq!(report["sources"][0]["format"], "table");
    let rules = &report["summary"]["rules"];
    assert_eq!((&rules[1]["undetermined"], &rules[1]["lacks"][0]), (&2.into(), &"kind".into()));
}

#[test]
fn a_policy_can_be_checked_against_the_map() {
    let folder = office(MAP, LOG);
    let (code, out, _) = qungui(folder.path(), &["check", "rules.qg", "--from", "table"]);
    assert_eq!(code, 0);
    assert!(out.contains("QG6651") && out.contains("so `packets`") && !out.contains("so `words`"), "{out}");
    let (code, _, said) = qungui(office("", LOG).path(), &["check", "rules.qg", "--from", "table"]);
    assert_eq!(code, 3);
    assert!(said.contains("QG6613"), "{said}");
}

#[test]
fn inspect_says_what_the_map_can_answer() {
    let folder = office(MAP, LOG);
    let (code, out, _) = qungui(folder.path(), &["inspect", "防汛群.csv", "--format", "json"]);
    assert_eq!(code, 0);
    let source = &serde_json::from_str::<Value>(&out).unwrap()["sources"][0];
    assert_eq!(
        (&source["format"], &source["sign"], &source["messages"]),
        (&"table".into(), &"时间".into(), &2.into())
    );
    let supplied = |list: &str, key: &str, name: &str| {
        let found = source[list].as_array().unwrap().iter().find(|entry| entry[key] == name);
        found.unwrap()["supplied"].clone()
    };
    assert_eq!(supplied("fields", "field", "text"), true);
    assert_eq!(supplied("fields", "field", "quotes"), false);
    assert_eq!(supplied("kinds", "kind", "image"), false);
}

#[test]
fn a_map_that_does_not_fit_is_blamed_where_it_stands() {
    let folder = office(&MAP.replace("内容", "內容"), LOG);
    let (code, _, said) = qungui(folder.path(), &["eval", "防汛群.csv", "-p", "rules.qg", "--lang", "en"]);
    assert_eq!(code, 3);
    assert!(said.contains("QG6050") && said.contains("qungui.yaml:1:57"), "{said}");
    assert!(said.contains("it has `时间`, `工号`, `姓名`, `内容`"), "{said}");
    // Without a map the columns are shown, and what to do.
    let (code, _, said) =
        qungui(office("", LOG).path(), &["eval", "防汛群.csv", "-p", "rules.qg", "--lang", "en"]);
    assert_eq!(code, 3);
    assert!(said.contains("a table with the columns `时间`, `工号`, `姓名`, `内容`"), "{said}");
    assert!(said.contains("help: say in `columns` of `qungui.yaml` what its columns mean"), "{said}");
}

#[test]
fn other_files_of_a_folder_need_not_fit_the_map() {
    let folder = office(MAP, LOG);
    std::fs::write(folder.path().join("名册.csv"), "姓名,账号\n王建国,g01\n").unwrap();
    let (code, out, said) = qungui(folder.path(), &["eval", ".", "-p", "rules.qg", "--format", "json"]);
    assert_eq!(code, 1, "{said}");
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["sources"].as_array().unwrap().len(), 1);
}

#[test]
fn a_misspelt_required_key_is_one_mistake() {
    let misspelt =
        [("time:", "tiem:"), ("sender: 工号, sender.name:", "sendr.name:"), ("时间", "{ colum: 时间 }")];
    for (right, wrong) in misspelt {
        let folder = office(&MAP.replacen(right, wrong, 1), LOG);
        let (code, _, said) =
            qungui(folder.path(), &["eval", "防汛群.csv", "-p", "rules.qg", "--lang", "en"]);
        assert_eq!((code, said.matches("error[").count()), (3, 1), "{said}");
        assert!(said.contains("QG6102"), "{said}");
    }
    // What nothing stands for is missing beside it.
    let folder = office(&MAP.replacen("time: 时间, sender", "sendr", 1), LOG);
    let (_, _, said) = qungui(folder.path(), &["eval", "防汛群.csv", "-p", "rules.qg", "--lang", "en"]);
    assert!(said.contains("needs `time`") && !said.contains("needs `sender`"), "{said}");
}
