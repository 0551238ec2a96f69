//! What reports and errors say, word for word where it was once wrong.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::{Command, Stdio};

const POLICY: &str = r#"policy p "P" { timezone "Asia/Shanghai" }
param n = 3
rule r "R" { per sender, text when at least n messages in last 24h }
rule s "S" { where text contains "安" when followed within 2h by no message }
"#;
const LOG: &str = r#"{"id":"1","time":"2026-03-01T00:00:00+08:00","group":"g","sender":"a","kind":"text","text":"各位同事早上好，注意安全"}
"#;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("p.qg", POLICY), ("l.jsonl", LOG)].iter().chain(files) {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn qungui(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_qungui"));
    command.current_dir(folder).args(args).env("LC_ALL", "C").stdin(Stdio::null());
    command
}

fn ran(mut command: Command) -> (i32, String, String) {
    let done = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
}

/// Standard output and error of a run in a folder with these files besides policy and log.
fn said(files: &[(&str, &str)], args: &[&str]) -> (i32, String, String) {
    ran(qungui(folder(files).path(), args))
}

#[test]
fn what_is_withheld_is_said_in_full() {
    let (_, out, _) = said(&[], &["eval", "l.jsonl", "-p", "p.qg", "--excerpt", "none"]);
    assert!(out.contains("a / (withheld)  l.jsonl:1"), "{out}");
    let (_, out, _) = said(&[], &["eval", "l.jsonl", "-p", "p.qg", "--excerpt", "none", "--lang", "zh"]);
    assert!(out.contains("a / （略）  l.jsonl:1"), "{out}");
    let (_, out, _) = said(&[], &["eval", "l.jsonl", "-p", "p.qg"]);
    assert!(out.contains("a / 各位同事早上好,…  l.jsonl:1"), "{out}");
}

#[test]
fn one_is_one() {
    let (_, out, _) = said(&[], &["eval", "l.jsonl", "-p", "p.qg"]);
    assert!(out.contains("2 rules, 1 message, ") && out.contains("UTF-8, 1 message, 0 events"), "{out}");
    let (_, out, _) = said(&[], &["inspect", "l.jsonl"]);
    assert!(out.contains("1 message, 0 events; 0 bad"), "{out}");
    assert!(out.contains("g  1 message, 0 events, 1 person"), "{out}");
}

#[test]
fn a_number_that_is_too_large_is_not_said_to_be_none() {
    for (value, says) in [
        ("99999999999999999999", "which is a number from 0 with at most 15 digits before the point"),
        ("-1", "which is a number from 0 with at most 15 digits before the point"),
        ("many", "which is a number\n"),
    ] {
        let set = format!("n={value}");
        let (code, _, err) = said(&[], &["eval", "l.jsonl", "-p", "p.qg", "--set", &set]);
        assert_eq!(code, 3);
        assert!(err.contains(says), "{err}");
    }
}

#[test]
fn what_a_log_covers_is_shown_as_it_was_given() {
    let range = "2026-03-01..2026-03-02";
    let (_, out, _) = said(&[], &["eval", "l.jsonl", "-p", "p.qg", "--covers", range]);
    assert!(out.contains("covers 2026-03-01 00:00 .. 2026-03-03 00:00"), "{out}");
    let (_, out, _) = said(&[], &["eval", "l.jsonl", "-p", "p.qg", "--covers", range, "--format", "json"]);
    assert!(out.contains(r#""covers":["2026-03-01T00:00:00+08:00","2026-03-03T00:00:00+08:00"]"#), "{out}");
    let header = r#"{"qungui":1,"covers":["2026-02-28T00:00:00+08:00","2026-03-02T00:00:00+08:00"]}"#;
    let log = format!("{header}\n{LOG}");
    let (_, out, _) = said(&[("h.jsonl", &log)], &["eval", "h.jsonl", "-p", "p.qg"]);
    assert!(out.contains("covers 2026-02-28 00:00 .. 2026-03-02 00:00"), "{out}");
}

#[test]
fn limits_of_days_are_said_plainly() {
    let policy = "rule a \"A\" { each day when at least 2 days }\n\
                  rule b \"B\" { when at least 9 days (kind is image) in last 24h }";
    let (_, out, _) = said(&[("d.qg", policy)], &["check", "d.qg"]);
    assert!(out.contains("the window touches at most 1 day\n"), "{out}");
    assert!(out.contains("the window touches at most 3 days\n"), "{out}");
}

#[test]
fn no_file_of_our_own_making_is_named() {
    let folder = folder(&[]);
    let input = || std::fs::File::open(folder.path().join("l.jsonl")).unwrap();
    for (lang, says) in [
        ("en", "no temporary file can be made in `nowhere` to read `-`: it does not exist"),
        ("zh", "无法在 `nowhere` 中建立临时文件以读取 `-`：它不存在"),
    ] {
        let mut command = qungui(folder.path(), &["eval", "-", "-p", "p.qg", "--lang", lang]);
        command.env("TMPDIR", "nowhere").stdin(input());
        let (code, _, err) = ran(command);
        assert_eq!(code, 3);
        assert!(err.contains(says) && !err.contains(".tmp"), "{err}");
    }
}

/// A log that nobody can read, whoever runs the tests.
#[cfg(target_os = "linux")]
#[test]
fn a_log_that_cannot_be_read_is_one_clear_error() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(&[]);
    let locked = folder.path().join("l.jsonl");
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o000)).unwrap();
    // Root reads what is locked, but not the first page of memory.
    let (log, reason) = match std::fs::File::open(&locked) {
        Err(_) => ("l.jsonl", "permission denied"),
        Ok(_) => ("/proc/self/mem", "Input/output error"),
    };
    let (code, out, err) = ran(qungui(folder.path(), &["eval", log, "-p", "p.qg"]));
    assert_eq!((code, out.as_str()), (3, ""));
    assert!(err.starts_with(&format!("error[QG6002]: `{log}` cannot be read: {reason}")), "{err}");
    assert_eq!(err.matches("error[").count(), 1, "{err}");
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_written_to_and_stays_what_it_is() {
    use std::io::Read;
    use std::os::unix::fs::FileTypeExt;
    let folder = folder(&[]);
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    // Open at both ends, so that nobody waits for the other.
    let mut end = std::fs::OpenOptions::new().read(true).write(true).open(&pipe).unwrap();
    let (code, out, err) = ran(qungui(folder.path(), &["explain", "QG6608", "-o", "pipe"]));
    assert_eq!((code, out.as_str(), err.as_str()), (0, "", ""));
    assert!(std::fs::symlink_metadata(&pipe).unwrap().file_type().is_fifo());
    let mut page = [0; 4096];
    let read = end.read(&mut page).unwrap();
    assert!(String::from_utf8_lossy(&page[..read]).contains("QG6608"));
}
