//! Reports that name nobody, show little, and mask numbers: the real binary on real fixtures.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

const KEY: &str = "5b2f0c7de1a94486f3b8d07c2e95a1608c4d17e6a2f39b5c0d81e7f46a93b2c5\n";

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

fn qungui(args: &[&str]) -> (i32, String, String) {
    let root = env!("CARGO_MANIFEST_DIR");
    let done = Command::new(env!("CARGO_BIN_EXE_qungui")).args(args).current_dir(root).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("key", KEY)].iter().chain(files) {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn path(folder: &TempDir, name: &str) -> String {
    folder.path().join(name).to_str().unwrap().to_string()
}

/// Logs that know names.
const LOGS: [&str; 5] = [
    "fixtures/logs/native/every.jsonl",
    "fixtures/logs/chatlab/every.json",
    "fixtures/logs/wecom/every.jsonl",
    "fixtures/logs/wecom/samples.jsonl",
    "fixtures/logs/slack/export",
];

/// Everything that the converted log calls people and groups, of at least two characters.
fn names(log: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    fn collect(value: &Value, names: &mut BTreeSet<String>) {
        match value {
            Value::String(text) => drop(names.insert(text.clone())),
            Value::Array(list) => list.iter().for_each(|value| collect(value, names)),
            Value::Object(map) => map.values().for_each(|value| collect(value, names)),
            _ => {}
        }
    }
    for line in qungui(&["convert", log]).1.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        for key in ["sender", "group", "nickname", "mentions", "subject", "inviter", "about"] {
            collect(&line[key], &mut names);
        }
    }
    names.retain(|name| name.chars().count() > 1 && name != "all");
    assert!(names.len() > 3, "{log}: {names:?}");
    names
}

/// The name as a word of its own, anywhere but in what the policies themselves say.
fn holds(text: &str, name: &str) -> bool {
    let word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    text.match_indices(name).any(|(at, _)| {
        let (before, behind) = (text[..at].chars().next_back(), text[at + name.len()..].chars().next());
        let latin = |c: Option<char>| word(c);
        !(latin(name.chars().next()) && word(before) || latin(name.chars().next_back()) && word(behind))
    })
}

#[test]
fn no_name_of_a_log_is_in_any_output() {
    let folder = folder(&[]);
    let key = path(&folder, "key");
    for log in LOGS {
        let log = fixture(log);
        let log = log.to_str().unwrap();
        let eval = |format: &str| {
            let policies =
                ["-p", "policies", "tests/convert/fields.qg", "--calendar", "cn", "--excerpt", "full"];
            let more = ["--pseudonyms", &key, "--format", format, "--lang", "zh"];
            qungui(&[&["eval", log][..], &policies, &more].concat()).1
        };
        let converted = qungui(&["convert", log, "--pseudonyms", &key]).1;
        for (what, text) in [("json", eval("json")), ("text", eval("text")), ("converted", converted)] {
            assert!(text.contains("人-"), "{log} {what}");
            for name in names(log) {
                assert!(!holds(&text, &name), "{log} {what}: {name}");
            }
            assert!(!text.contains(log), "{log} {what}: the path");
        }
    }
}

/// Rules of the findings with their times; those aside that read names, which a pseudonym changes.
fn found(report: &str) -> Vec<(String, String)> {
    let report: Value = serde_json::from_str(report).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_string();
    let all = report["findings"].as_array().unwrap().iter().map(|f| (text(&f["rule"]), text(&f["at"])));
    let mut all: Vec<_> =
        all.filter(|(rule, _)| !["named", "long_name", "in_group"].contains(&rule.as_str())).collect();
    all.sort();
    all
}

#[test]
fn a_log_written_with_pseudonyms_evaluates_as_the_original() {
    let folder = folder(&[]);
    let (key, out) = (path(&folder, "key"), path(&folder, "out.jsonl"));
    for log in LOGS {
        let log = fixture(log);
        let log = log.to_str().unwrap();
        assert_eq!(qungui(&["convert", log, "--pseudonyms", &key, "-o", &out]).0, 0);
        let eval = |log: &str| {
            qungui(&["eval", log, "-p", "tests/convert/fields.qg", "--calendar", "cn", "--format", "json"]).1
        };
        assert_eq!(found(&eval(log)), found(&eval(&out)), "{log}");
    }
}

const POLICY: &str = r#"
rule numbers "Numbers" { when text.mobiles is present or text.id_cards is present report "{sender.name}: {text}" }
rule same "Same" { per text when at least 2 messages in last 1h }
"#;

fn log() -> String {
    let far = "远".repeat(60);
    let lines = [
        format!("我的电话是13812341234，{far}"),
        "身份证11010519491231002X".into(),
        "一样的话".into(),
        "一样的话".into(),
    ];
    let line = |(index, text): (usize, &String)| {
        format!(
            "{{\"id\":\"{index}\",\"time\":\"2026-03-02T09:00:0{index}+08:00\",\"group\":\"g1\",\"sender\":\"u1\",\"kind\":\"text\",\"text\":\"{text}\"}}\n"
        )
    };
    lines.iter().enumerate().map(line).collect()
}

#[test]
fn numbers_are_masked_and_texts_cut_in_every_format() {
    let folder = folder(&[("p.qg", POLICY), ("log.jsonl", &log())]);
    let (policy, log) = (path(&folder, "p.qg"), path(&folder, "log.jsonl"));
    for format in ["json", "jsonl", "text"] {
        let eval = |how: &str| {
            qungui(&["eval", &log, "-p", &policy, "--lang", "zh", "--format", format, "--excerpt", how]).1
        };
        let (usual, full, none) = (eval("match"), eval("full"), eval("none"));
        assert!(usual.contains("138****1234") && usual.contains("110105********002X"), "{format} {usual}");
        for text in [&usual, &full, &none] {
            assert!(!text.contains("13812341234") && !text.contains("11010519491231002X"), "{format} {text}");
        }
        let far = "远".repeat(60);
        assert!(!usual.contains(&far) && full.contains(&far), "{format} {usual}\n{full}");
        for text in ["我的", "一样", "138", "远"] {
            assert!(!none.contains(text), "{format}: {text} in {none}");
        }
        assert!(none.contains("（略）") || none.contains("(withheld)"), "{format} {none}");
    }
}

#[test]
fn spans_are_true_of_the_text_that_they_stand_beside() {
    let folder = folder(&[("p.qg", POLICY), ("log.jsonl", &log())]);
    let (policy, log, key) = (path(&folder, "p.qg"), path(&folder, "log.jsonl"), path(&folder, "key"));
    for more in [&[][..], &["--pseudonyms", &key]] {
        let args = [&["eval", &log, "-p", &policy, "--format", "json"][..], more].concat();
        let report: Value = serde_json::from_str(&qungui(&args).1).unwrap();
        let trigger = &report["findings"][0]["trigger"];
        assert_eq!(trigger["spans"], serde_json::json!([[5, 16]]), "of the original");
        let text: Vec<char> = trigger["excerpt"]["text"].as_str().unwrap().chars().collect();
        let span = &trigger["excerpt"]["spans"][0];
        let (from, to) = (span[0].as_u64().unwrap() as usize, span[1].as_u64().unwrap() as usize);
        assert_eq!(text[from..to].iter().collect::<String>(), "138****1234");
    }
}

#[test]
fn a_key_that_is_none_is_wrong_usage() {
    let folder = folder(&[("short", "abcdef\n"), ("log.jsonl", &log()), ("p.qg", POLICY)]);
    let (log, policy, short) = (path(&folder, "log.jsonl"), path(&folder, "p.qg"), path(&folder, "short"));
    for args in [
        &["eval", &log, "-p", &policy, "--pseudonyms", &short],
        &["convert", &log, "--pseudonyms", &short][..],
    ] {
        let (code, out, said) = qungui(args);
        assert_eq!((code, out.as_str()), (3, ""), "{said}");
        assert!(said.contains("QG6653") && !said.contains("abcdef"), "{said}");
    }
}

#[test]
fn the_project_file_can_ask_for_both() {
    let settings = "policies: [p.qg]\nlogs: [log.jsonl]\npseudonyms: key\nexcerpt: none\n";
    let folder = folder(&[("p.qg", POLICY), ("log.jsonl", &log()), ("qungui.yaml", settings)]);
    let project = folder.path().to_str().unwrap();
    let (_, out, said) = qungui(&["eval", "--project", project]);
    assert!(out.contains("人-") && !out.contains("u1") && !out.contains("138"), "{out}{said}");
    let (_, out, _) = qungui(&["eval", "--project", project, "--excerpt", "full"]);
    assert!(out.contains("138****1234"), "{out}");
}
