//! A converted log says what the original says: for every fixture of a log, `eval` finds the same in both.
#![allow(clippy::unwrap_used, clippy::panic)]

#[cfg(feature = "sqlite")]
#[allow(dead_code)] // it makes large ones, too
mod databases;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn qungui(args: &[&str]) -> (i32, Vec<u8>, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_qungui")).args(args).current_dir(root()).output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    (done.status.code().unwrap(), done.stdout, said)
}

/// The project file beside a log, which says what its columns mean.
fn project(log: &Path) -> Vec<String> {
    let file = log.with_file_name("qungui.yaml");
    let beside = (file.is_file() && file.starts_with(root().join("tests/fixtures")))
        .then(|| ["--project".into(), file.to_str().unwrap().into()]);
    beside.into_iter().flatten().collect()
}

/// Every log of the fixtures: files, and folders that are one export. New formats are covered as they come.
fn fixtures() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let below = |path: &Path| {
        let mut paths: Vec<_> = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths
    };
    for format in below(&root().join("tests/fixtures/logs")) {
        for path in below(&format) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let beside = name.ends_with(".md")
                || name.starts_with("LICENSE")
                || name.ends_with(".yaml")
                || name.ends_with(".sql");
            if !beside {
                found.push(path);
            }
        }
    }
    found.push(root().join("examples/county/log.jsonl"));
    assert!(found.len() >= 9, "{found:?}");
    found
}

/// The databases that the fixtures describe, made.
#[cfg(feature = "sqlite")]
fn made(folder: &Path) -> Vec<PathBuf> {
    let make = |name: &str| {
        let sql = root().join("tests/fixtures/logs/wechat").join(name).with_extension("sql");
        let path = folder.join(name);
        databases::build(&path, &fs::read_to_string(sql).unwrap());
        path
    };
    make("contact.db");
    ["v3.db", "v4.db"].map(make).to_vec()
}

#[cfg(not(feature = "sqlite"))]
fn made(_: &Path) -> Vec<PathBuf> {
    Vec::new()
}

/// Rules that look at every field that a message can have, beside the shipped policies.
const FIELDS: &str = include_str!("convert/fields.qg");

/// What `eval` says of a log, without what a conversion has to change: paths, lines, counts of bad records.
fn evaluated(log: &Path, more: &[&str]) -> Result<Value, String> {
    let scratch = tempfile::tempdir().unwrap();
    let fields = scratch.path().join("fields.qg");
    fs::write(&fields, FIELDS).unwrap();
    let project = project(log);
    let (log, fields) = (log.to_str().unwrap(), fields.to_str().unwrap());
    let mut args = vec!["eval", log, "-p", "policies", fields, "--calendar", "cn", "--format", "json"];
    args.extend(more);
    args.extend(project.iter().map(String::as_str));
    let (code, out, said) = qungui(&args);
    if code > 1 {
        return Err(said);
    }
    let mut value: Value = serde_json::from_slice(&out).unwrap();
    strip(&mut value);
    Ok(value)
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for key in ["source", "line", "path", "hash", "sources", "duration_ms"] {
                map.remove(key);
            }
            map.values_mut().for_each(strip);
        }
        Value::Array(list) => list.iter_mut().for_each(strip),
        _ => {}
    }
}

#[test]
fn every_fixture_evaluates_alike_before_and_after() {
    let scratch = tempfile::tempdir().unwrap();
    let mut compared = 0;
    for (index, log) in fixtures().iter().chain(&made(scratch.path())).enumerate() {
        let shown = log.strip_prefix(root()).unwrap_or(log).display();
        let converted = scratch.path().join(format!("{index}.jsonl"));
        let project = project(log);
        let mut args = vec!["convert", log.to_str().unwrap(), "-o", converted.to_str().unwrap()];
        args.extend(project.iter().map(String::as_str));
        let (code, _, said) = qungui(&args);
        if code != 0 {
            // What cannot be converted cannot be evaluated either.
            assert!(evaluated(log, &[]).is_err(), "{shown}: {said}");
            continue;
        }
        for more in [&[][..], &["--roster", "tests/convert/roster.yaml", "--complete"]] {
            let (before, after) = (evaluated(log, more).unwrap(), evaluated(&converted, more).unwrap());
            assert!(before["findings"].as_array().is_some_and(|found| !found.is_empty()), "{shown}");
            if before != after {
                let text = |value| serde_json::to_string_pretty(value).unwrap();
                let (before, after) = (text(&before), text(&after));
                let differs = before.lines().zip(after.lines()).position(|(a, b)| a != b).unwrap_or(0);
                let part = |text: &str| {
                    text.lines().skip(differs.saturating_sub(12)).take(24).collect::<Vec<_>>().join("\n")
                };
                panic!("{shown} {more:?}\n--- before\n{}\n--- after\n{}", part(&before), part(&after));
            }
        }
        compared += 1;
        // Nothing is lost on the second way either.
        let (_, again, _) = qungui(&["convert", converted.to_str().unwrap()]);
        let first = fs::read(&converted).unwrap();
        assert!(again == first, "{shown}: a converted log converts to itself");
    }
    assert!(compared >= 7, "{compared}");
}

#[test]
fn several_sources_become_files_of_a_folder() {
    let scratch = tempfile::tempdir().unwrap();
    let (logs, out) = (scratch.path().join("logs"), scratch.path().join("out"));
    fs::create_dir(&logs).unwrap();
    for (name, from) in [("a.jsonl", "wecom/every.jsonl"), ("b.json", "chatlab/every.json")] {
        fs::copy(root().join("tests/fixtures/logs").join(from), logs.join(name)).unwrap();
    }
    let (code, out_bytes, said) = qungui(&["convert", logs.to_str().unwrap()]);
    assert_eq!((code, out_bytes.len()), (3, 0));
    assert!(said.contains("QG6645"), "{said}");
    let (code, _, said) = qungui(&["convert", logs.to_str().unwrap(), "-o", out.to_str().unwrap()]);
    assert_eq!(code, 0, "{said}");
    let mut names: Vec<_> =
        fs::read_dir(&out).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["1-a.jsonl", "2-b.jsonl"]);
    assert_eq!(evaluated(&logs, &[]).unwrap(), evaluated(&out, &[]).unwrap());
}
