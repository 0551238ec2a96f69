//! A folder of thousands of overlapping files is one log, with few file handles and little memory.
#![cfg(unix)]

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

const FILES: usize = 2_000;
const MESSAGES: usize = 8;

/// Each file spans the whole day; its last message also begins the next file.
fn message(file: usize, n: usize) -> String {
    let second = n * 10_000 + file;
    let time = format!("2026-03-02T{:02}:{:02}:{:02}+08:00", second / 3600, second / 60 % 60, second % 60);
    format!(
        "{{\"id\":\"{file}-{n}\",\"time\":\"{time}\",\"group\":\"g\",\"sender\":\"p{file}\",\"text\":\"收到\"}}\n"
    )
}

fn write_log(folder: &Path, file: usize) {
    let mut text = String::new();
    if file > 0 {
        text += &message(file - 1, 0);
    }
    (0..MESSAGES).for_each(|n| text += &message(file, n));
    let path = folder.join(format!("{file}.log"));
    match file % 50 {
        0 => {
            let out = fs::File::create(path).expect("a file");
            let mut out = flate2::write::GzEncoder::new(out, flate2::Compression::fast());
            out.write_all(text.as_bytes()).and_then(|()| out.finish().map(drop)).expect("a file");
        }
        _ => fs::write(path, text).expect("a file"),
    }
}

#[test]
fn thousands_of_files_are_one_log_in_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let logs = folder.path().join("logs");
    fs::create_dir(&logs).expect("a folder");
    (0..FILES).for_each(|file| write_log(&logs, file));
    let policy = folder.path().join("all.qg");
    // Every message is a finding, so that every one is read again as evidence.
    let mut rule = String::new();
    writeln!(rule, "rule every \"All\" {{ when text contains \"收到\" }}").expect("memory");
    fs::write(&policy, rule).expect("a file");
    // 64 handles, 1 GB of address space.
    let output = Command::new("sh")
        .args(["-c", "ulimit -n 64; ulimit -v 1000000; exec \"$0\" eval \"$1\" -p \"$2\" --format json -q"])
        .arg(env!("CARGO_BIN_EXE_qungui"))
        .args([&logs, &policy])
        .output()
        .expect("a shell");
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let sources = report["summary"]["sources"].as_array().or(report["sources"].as_array()).expect("sources");
    let sum = |key: &str| sources.iter().filter_map(|source| source[key].as_u64()).sum::<u64>() as usize;
    assert_eq!(sources.len(), FILES);
    assert_eq!((sum("messages"), sum("duplicates")), (FILES * MESSAGES, FILES - 1));
    let findings = report["findings"].as_array().expect("findings");
    assert_eq!(findings.len(), FILES * MESSAGES);
    let times: Vec<_> = findings.iter().map(|finding| finding["decided"].as_str().expect("a time")).collect();
    assert!(times.is_sorted(), "findings are in order of time");
}
