//! Standard input as a stream: order within the lateness, late messages, live output, decoding.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

fn line(id: u32, clock: &str) -> String {
    format!(
        "{{\"id\":\"{id}\",\"time\":\"2026-03-02T{clock}+08:00\",\"group\":\"g\",\"sender\":\"a\",\"text\":\"收到\"}}\n"
    )
}

struct Run {
    folder: tempfile::TempDir,
}

impl Run {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("p.qg"), "rule any_text \"Any\" { when text contains \"收到\" }")
            .expect("a file");
        Run { folder }
    }

    fn start(&self, args: &[&str]) -> Child {
        Command::new(env!("CARGO_BIN_EXE_qungui"))
            .current_dir(self.folder.path())
            .args(["eval", "-p", "p.qg", "--lang", "en", "--timezone", "Asia/Shanghai"])
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program")
    }

    /// Ids of the findings, the report, and what was said beside it.
    fn feed(&self, args: &[&str], input: &[u8]) -> (Vec<String>, Value, String) {
        let mut child = self.start(&[args, &["--format", "json"]].concat());
        let (mut pipe, input) = (child.stdin.take().expect("a pipe"), input.to_vec());
        let writer = std::thread::spawn(move || pipe.write_all(&input).expect("a pipe"));
        let output = child.wait_with_output().expect("the program");
        writer.join().expect("all is written");
        let said = String::from_utf8(output.stderr).expect("text");
        let report: Value = serde_json::from_slice(&output.stdout).expect(&said);
        let findings = report["findings"].as_array().expect("findings");
        let ids = findings.iter().map(|f| f["trigger"]["id"].as_str().expect("an id").to_string()).collect();
        (ids, report, said)
    }
}

fn disorder() -> String {
    let clocks = ["09:00:00", "09:03:00", "09:01:00", "09:08:00", "09:02:00", "09:03:00", "09:04:00"];
    clocks.iter().enumerate().map(|(n, clock)| line(n as u32 + 1, clock)).collect()
}

#[test]
fn messages_wait_for_each_other_and_late_ones_are_counted_and_shown() {
    let run = Run::new();
    let (ids, report, said) = run.feed(&["-", "--lateness", "5m"], disorder().as_bytes());
    // At 09:08 all up to 09:03 is settled: the message of 09:02 is late, those of 09:03 and later are not.
    assert_eq!(ids, ["1", "3", "2", "6", "7", "4"]);
    let source = &report["sources"][0];
    assert_eq!((source["late"].as_u64(), source["messages"].as_u64()), (Some(1), Some(6)));
    assert!(said.contains("QG6047") && said.contains("-:5") && said.contains("09:02:00"), "{said}");
    assert_eq!(report["summary"]["timezone"], "Asia/Shanghai");
    let lines: Vec<_> = report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|f| f["trigger"]["line"].as_u64())
        .collect();
    assert_eq!(lines, [1, 3, 2, 6, 7, 4].map(Some), "read again from the spool");
}

#[test]
fn without_lateness_order_is_exact() {
    let run = Run::new();
    let (ids, report, _) = run.feed(&["-"], disorder().as_bytes());
    assert_eq!(ids, ["1", "3", "5", "2", "6", "7", "4"]);
    assert_eq!(report["sources"][0].get("late"), None);
}

#[test]
fn enough_lateness_gives_the_same_as_a_file() {
    let run = Run::new();
    let input: String = (0..5_000)
        .map(|n: u32| {
            let second = (n + (n * 7_919) % 60) % 36_000;
            line(n, &format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60))
        })
        .collect();
    let exact = run.feed(&["-"], input.as_bytes()).0;
    assert_eq!(exact.len(), 5_000);
    assert_eq!(run.feed(&["-", "--lateness", "60s"], input.as_bytes()).0, exact);
}

#[test]
fn a_stream_may_be_packed_or_in_another_encoding() {
    let run = Run::new();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(disorder().as_bytes()).expect("memory");
    let gb = encoding_rs::GB18030.encode(&disorder()).0.into_owned();
    for (input, encoding) in [(packed.finish().expect("memory"), "UTF-8 (gzip)"), (gb, "GB18030")] {
        for args in [&["-"][..], &["-", "--lateness", "1h"]] {
            let (ids, report, _) = run.feed(args, &input);
            assert_eq!(ids, ["1", "3", "5", "2", "6", "7", "4"], "{encoding}");
            assert_eq!(report["sources"][0]["encoding"], encoding);
        }
    }
}

#[test]
fn findings_come_out_while_messages_come_in() {
    let run = Run::new();
    let mut child = run.start(&["-", "--lateness", "1s", "--format", "jsonl"]);
    let mut input = child.stdin.take().expect("a pipe");
    // The beginning, which tells the format, is as long as that of a file; then each message settles what is older.
    let text: String = (0..2_000u32).map(|n| line(n, &format!("09:{:02}:{:02}", n / 60, n % 60))).collect();
    let (stop, stopped) = std::sync::mpsc::channel::<()>();
    let writer = std::thread::spawn(move || {
        input.write_all(text.as_bytes()).expect("a pipe");
        // The pipe stays open until the first finding has been seen.
        let _ = stopped.recv();
    });
    let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut first = String::new();
    out.read_line(&mut first).expect("a pipe");
    assert!(first.contains("\"id\":\"0\""), "{first}");
    drop(stop);
    assert_eq!(out.lines().count(), 2_000);
    writer.join().expect("all is written");
    child.wait().expect("the program");
}

#[test]
fn lateness_is_for_one_stream() {
    let run = Run::new();
    std::fs::write(run.folder.path().join("a.jsonl"), disorder()).expect("a file");
    for args in [&["a.jsonl", "--lateness", "5m"][..], &["-", "a.jsonl", "--lateness", "5m"]] {
        let output = run.start(args).wait_with_output().expect("the program");
        assert_eq!(output.status.code(), Some(3));
        assert!(String::from_utf8_lossy(&output.stderr).contains("QG6049"));
    }
    let output = run.start(&["-", "--lateness", "soon"]).wait_with_output().expect("the program");
    assert_eq!(output.status.code(), Some(3));
}
