//! `inspect` tells what a log is and can answer, without a word of it; its skeletons are read as they are.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

fn qungui(args: &[&str]) -> (i32, String, String) {
    let root = env!("CARGO_MANIFEST_DIR");
    let done = Command::new(env!("CARGO_BIN_EXE_qungui")).args(args).current_dir(root).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
}

/// Logs of all formats, as far as they can be read.
fn logs() -> Vec<String> {
    let mut found = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/logs");
    for format in fs::read_dir(root).unwrap() {
        for path in fs::read_dir(format.unwrap().path()).unwrap() {
            let path = path.unwrap().path().to_str().unwrap().to_string();
            if qungui(&["inspect", &path]).0 == 0 {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(found.len() >= 7, "{found:?}");
    found
}

fn path(folder: &TempDir, name: &str) -> String {
    folder.path().join(name).to_str().unwrap().to_string()
}

#[test]
fn what_a_log_is_for_people_in_both_languages() {
    let log = "tests/fixtures/logs/chatlab/every.json";
    for lang in ["en", "zh"] {
        let (code, out, _) = qungui(&["inspect", log, "--lang", lang]);
        assert_eq!(code, 0);
        insta::assert_snapshot!(format!("chatlab_{lang}"), out);
    }
}

#[test]
fn every_log_is_told_with_its_format_and_what_it_answers_and_counts_agree_with_eval() {
    for log in logs() {
        let (_, out, _) = qungui(&["inspect", &log, "--format", "json"]);
        let told: Value = serde_json::from_str(&out).unwrap();
        let (_, out, _) =
            qungui(&["eval", &log, "-p", "tests/convert/fields.qg", "--calendar", "cn", "--format", "json"]);
        let report: Value = serde_json::from_str(&out).unwrap();
        for (told, source) in
            told["sources"].as_array().unwrap().iter().zip(report["sources"].as_array().unwrap())
        {
            for key in ["path", "format", "encoding", "messages", "events", "skipped", "duplicates", "lacks"]
            {
                assert_eq!(told[key], source[key], "{log} {key}");
            }
            let kinds: u64 =
                told["kinds"].as_array().unwrap().iter().map(|kind| kind["count"].as_u64().unwrap()).sum();
            let all = source["messages"].as_u64().unwrap() + source["events"].as_u64().unwrap();
            assert_eq!(kinds, all, "{log}");
            for field in told["fields"].as_array().unwrap() {
                let lacking = source["lacks"].as_array().unwrap().contains(&field["field"]);
                assert_eq!(field["supplied"], !lacking, "{log} {field}");
                assert!(
                    field["supplied"] == true || field["count"].as_u64().unwrap_or(0) == 0,
                    "{log} {field}"
                );
            }
            assert!(
                told["format"] == "slack" || told["sign"].as_str().is_some_and(|sign| !sign.is_empty()),
                "{log}"
            );
        }
    }
}

#[test]
fn nothing_that_was_said_is_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let line = r#"{"id":"1","time":"2026-03-02T09:00:00+08:00","group":"g1","sender":"u1","text":"机密的话","link":{"url":"https://secret.example","title":"标题"},"file":"文件名.doc","media":"cafe","amount":8}"#;
    fs::write(folder.path().join("a.jsonl"), line).unwrap();
    let log = path(&folder, "a.jsonl");
    for args in
        [&["inspect", &log][..], &["inspect", &log, "--format", "json"], &["inspect", &log, "--roster"]]
    {
        let (code, out, _) = qungui(args);
        assert_eq!(code, 0);
        for said in ["机密", "secret", "标题", "文件名", "cafe"] {
            assert!(!out.contains(said), "{said} {out}");
        }
        assert!(out.contains("u1") || !args.contains(&"--roster"), "{out}");
    }
}

#[test]
fn skeletons_of_every_fixture_are_read_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let (roster, groups) = (path(&folder, "roster.yaml"), path(&folder, "groups.yaml"));
    for log in logs() {
        for lang in ["en", "zh"] {
            assert_eq!(qungui(&["inspect", &log, "--roster", "--lang", lang, "-o", &roster]).0, 0);
            assert_eq!(qungui(&["inspect", &log, "--groups", "--lang", lang, "-o", &groups]).0, 0);
            let args = ["eval", &log, "-p", "policies", "--roster", &roster, "--groups", &groups];
            let (code, out, said) = qungui(&[&args[..], &["--format", "json", "--complete"]].concat());
            assert!(code <= 1 && !said.contains("QG61"), "{log} {said}");
            let report: Value = serde_json::from_str(&out).unwrap();
            assert_eq!(report["summary"]["unknown_senders"], Value::Array(Vec::new()), "{log}");
            let again = qungui(&["inspect", &log, "--roster", "--lang", lang]).1;
            assert_eq!(again, fs::read_to_string(&roster).unwrap(), "{log}: the same every time");
        }
    }
}

/// Ids and names that YAML would take for something else, or that could hide.
const HOSTILE: &[&str] = &[
    "00123",
    "1e5",
    "no",
    "~",
    "null",
    "true",
    "0x1f",
    "1_000",
    "12:30:45",
    "2026-03-02",
    "a: b",
    "#x",
    "a #b",
    "- z",
    "\\\"q\\\"",
    "it's",
    "\\\\",
    "[a]",
    "{a: b}",
    "*a",
    "&a",
    "!a",
    "|",
    ">",
    "%a",
    "@a",
    "`a`",
    "?",
    " 空 格 ",
    "a\\nb",
    "\\u202eabc",
    "\\u200b",
    "\\ufeffx",
    "\\u0085",
    "\\u2028",
    "\\u007f",
    "\\t",
    "👨‍👩‍👧",
    "e\\u0301",
    "王: 建 # 国",
];

#[test]
fn ids_that_look_like_something_else_stay_what_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let line = |(index, id): (usize, &&str)| {
        let second = index % 60;
        format!(
            "{{\"id\":\"m{index}\",\"time\":\"2026-03-02T09:00:{second:02}+08:00\",\"group\":{{\"id\":\"{id}\",\"name\":\"群{id}\"}},\"sender\":{{\"id\":\"{id}\",\"name\":\"名{id}\"}},\"nickname\":\"昵{id}\",\"text\":\"好\"}}\n"
        )
    };
    fs::write(folder.path().join("a.jsonl"), HOSTILE.iter().enumerate().map(line).collect::<String>())
        .unwrap();
    let policy = "rule known \"t\" { when sender.known and group.size is absent report \"{sender.name}\" }\n";
    fs::write(folder.path().join("p.qg"), policy).unwrap();
    let [log, policy, roster, groups] =
        ["a.jsonl", "p.qg", "r.yaml", "g.yaml"].map(|name| path(&folder, name));
    assert_eq!(qungui(&["inspect", &log, "--roster", "-o", &roster]).0, 0);
    assert_eq!(qungui(&["inspect", &log, "--groups", "-o", &groups]).0, 0);
    let args = ["eval", &log, "-p", &policy, "--roster", &roster, "--groups", &groups, "--format", "json"];
    let (_, out, said) = qungui(&args);
    let report: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{said}"));
    let found = report["findings"].as_array().unwrap();
    assert_eq!(found.len(), HOSTILE.len(), "{said}");
    for finding in found {
        let id = finding["trigger"]["sender"]["id"].as_str().unwrap();
        assert_eq!(finding["message"], format!("名{id}"));
        assert_eq!(finding["trigger"]["group"]["name"], format!("群{id}"));
    }
    let text = fs::read_to_string(&roster).unwrap();
    let hidden = ['\u{202e}', '\u{200b}', '\u{feff}', '\u{85}', '\u{2028}', '\u{7f}', '\t'];
    assert!(!text.contains(hidden) && text.matches("roles: []").count() == HOSTILE.len(), "{text}");
}

#[test]
fn leaders_are_never_guessed_and_shared_nicknames_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let line = |id: u32, sender: &str, nickname: &str, role: &str| {
        format!(
            "{{\"id\":\"{id}\",\"time\":\"2026-03-02T09:00:0{id}+08:00\",\"group\":\"g1\",\"sender\":\"{sender}\",\"nickname\":\"{nickname}\",\"role\":\"{role}\",\"text\":\"好\"}}\n"
        )
    };
    let log = [
        "{\"about\":{\"group\":{\"id\":\"g1\",\"name\":\"综合群\",\"owner\":\"a\"}}}\n".to_string(),
        line(1, "a", "书记", "leader"),
        line(2, "b", "书记", "admin"),
        line(3, "b", "小王", "admin"),
        "{\"id\":\"4\",\"time\":\"2026-03-02T09:00:04+08:00\",\"group\":\"g1\",\"sender\":{\"name\":\"路人\"},\"text\":\"好\"}\n".into(),
    ];
    fs::write(folder.path().join("a.jsonl"), log.concat()).unwrap();
    let (_, out, _) = qungui(&["inspect", &path(&folder, "a.jsonl"), "--roster", "--lang", "zh"]);
    insta::assert_snapshot!(out);
    let (_, out, _) = qungui(&["inspect", &path(&folder, "a.jsonl"), "--groups", "--lang", "en"]);
    insta::assert_snapshot!("groups", out);
}

#[test]
fn pseudonyms_hold_here_too() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("key"), "5b".repeat(32)).unwrap();
    let (key, log) = (path(&folder, "key"), "tests/fixtures/logs/chatlab/every.json");
    for args in [&["--roster"][..], &["--groups"], &["--format", "json"], &[]] {
        let (code, out, _) = qungui(&[&["inspect", log, "--pseudonyms", &key], args].concat());
        assert!(code == 0 && out.contains("群-") || out.contains("人-"), "{out}");
        for name in ["王建国", "王书记", "wx_", "防汛", "chatroom", "every.json"] {
            assert!(!out.contains(name), "{args:?} {name}: {out}");
        }
    }
}
