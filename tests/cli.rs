//! The real binary: exit codes, streams, formats.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

const POLICY: &str = r#"
policy office "Office" { timezone "Asia/Shanghai" }
role leader "Heads"
param chorus = 2
rule red_packet "No red packets" {
    severity violation
    when kind is red_packet
    report "{sender.name} sent a red packet in {group.name}"
}
rule silence "Nobody answers" {
    severity note
    where text contains "谁"
    when followed within 10m by no message
}
test "a packet is found" {
    09:00 王: <red_packet 8.88>
    expect red_packet at 09:00
    expect no silence
}
test "nobody answers" {
    09:00 王: 谁在
    expect silence
}
"#;

const CLEAN: &str = r#"{"id":"1","time":"2026-03-02T09:00:00+08:00","group":"g","sender":"a","kind":"text","text":"hello"}
{"id":"2","time":"2026-03-02T09:30:00+08:00","group":"g","sender":"b","kind":"text","text":"world"}
"#;
const PACKET: &str = r#"{"id":"1","time":"2026-03-02T09:00:00+08:00","group":"g","sender":{"id":"a","name":"小\u001b[31m李\u202e"},"kind":"red_packet"}
{"id":"2","time":"2026-03-02T09:30:00+08:00","group":"g","sender":"b","kind":"text","text":"bye"}
"#;
const SILENCE: &str = r#"{"id":"1","time":"2026-03-02T09:00:00+08:00","group":"g","sender":"a","kind":"text","text":"谁在"}
{"id":"2","time":"2026-03-02T09:30:00+08:00","group":"g","sender":"b","kind":"text","text":"谁"}
"#;

/// A folder of files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in
        [("p.qg", POLICY), ("clean.jsonl", CLEAN), ("packet.jsonl", PACKET), ("silence.jsonl", SILENCE)]
            .iter()
            .chain(files)
    {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("written");
    }
    folder
}

struct Ran {
    code: i32,
    out: String,
    err: String,
}

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_qungui"));
    command
        .current_dir(folder)
        .args(args)
        .env_remove("NO_COLOR")
        .env_remove("QUNGUI_ASCII")
        .env("LC_ALL", "C");
    command
}

fn run_in(folder: &Path, args: &[&str]) -> Ran {
    let done = command(folder, args).stdin(Stdio::null()).output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Ran { code: done.status.code().expect("a code"), out: text(done.stdout), err: text(done.stderr) }
}

/// Runs a line of arguments in a folder with these files besides the usual ones.
fn run_with(files: &[(&str, &str)], args: &str) -> Ran {
    let folder = folder(files);
    run_in(folder.path(), &args.split(' ').collect::<Vec<_>>())
}

fn run(args: &str) -> Ran {
    run_with(&[], args)
}

#[test]
fn exit_codes_of_eval() {
    let files = [("q.qg", "rule r \"t\" { when kind is image }\n")];
    for (args, code) in [
        ("eval clean.jsonl -p p.qg", 0),
        ("eval packet.jsonl -p p.qg", 1),
        ("eval packet.jsonl -p p.qg --fail-on never", 0),
        ("eval clean.jsonl packet.jsonl -p p.qg q.qg", 1),
        ("eval packet.jsonl -p p.qg --fail-on never,undetermined", 0),
        // A note and a pending verdict.
        ("eval silence.jsonl -p p.qg", 0),
        ("eval silence.jsonl -p p.qg --fail-on note", 1),
        ("eval silence.jsonl -p p.qg --fail-on undetermined", 4),
        ("eval silence.jsonl -p p.qg --fail-on undetermined --complete", 0),
        ("eval packet.jsonl -p p.qg --fail-on violation --fail-on undetermined", 1),
    ] {
        let ran = run_with(&files, args);
        assert_eq!(ran.code, code, "{args}\n{}{}", ran.out, ran.err);
    }
}

#[test]
fn bad_inputs_are_one_clear_error_each() {
    let files = [
        ("bad.qg", "rule r \"t\" { when kind is }\n"),
        ("empty/readme.txt", "nothing\n"),
        ("empty.jsonl", ""),
        ("odd.jsonl", "this is\nno log\n"),
        ("chief.yaml", "people:\n  - id: a\n    roles: [chief]\n"),
        ("broken.yaml", "people: [\n"),
        ("range.qg", "param n = 5\nrule r \"t\" { when at least n messages in last 5m }\n"),
    ];
    for (args, code, says) in [
        ("eval clean.jsonl -p bad.qg", 2, "bad.qg:1"),
        ("eval clean.jsonl -p none.qg", 3, "none.qg"),
        ("eval clean.jsonl -p empty", 3, "holds no policy"),
        ("eval clean.jsonl", 3, "no policy was named"),
        ("eval -p p.qg", 3, "no log was named"),
        ("eval none.jsonl -p p.qg", 3, "none.jsonl"),
        ("eval empty.jsonl -p p.qg", 3, "empty.jsonl"),
        ("eval odd.jsonl -p p.qg", 3, "odd.jsonl"),
        ("eval clean.jsonl -p p.qg --roster chief.yaml", 3, "chief"),
        ("eval clean.jsonl -p p.qg --roster broken.yaml", 3, "broken.yaml:"),
        ("eval clean.jsonl -p p.qg --roster none.yaml", 3, "none.yaml"),
        ("eval clean.jsonl -p p.qg --set chorus", 3, "--set NAME=VALUE"),
        ("eval clean.jsonl -p p.qg --covers march", 3, "`march` is not a range"),
        ("eval clean.jsonl -p p.qg --timezone Beijing", 3, "no time zone `Beijing`"),
        ("eval clean.jsonl -p p.qg --from telex", 3, "`native`"),
        ("eval clean.jsonl -p p.qg --output none/x.json", 3, "cannot be written"),
        ("eval clean.jsonl -p p.qg --project none", 3, "none"),
    ] {
        let ran = run_with(&files, args);
        assert_eq!(ran.code, code, "{args}\n{}{}", ran.out, ran.err);
        assert_eq!(ran.out, "", "{args}");
        assert_eq!(ran.err.matches("error[QG").count(), 1, "{args}\n{}", ran.err);
        assert!(ran.err.contains(says), "{args}\n{}", ran.err);
    }
}

#[test]
fn a_param_is_set_and_a_bad_value_is_an_error() {
    let files = [("set.qg", "param n = 5\nrule r \"t\" { when at least n messages in last 1h }\n")];
    assert_eq!(run_with(&files, "eval clean.jsonl -p set.qg --complete").code, 0);
    assert_eq!(run_with(&files, "eval clean.jsonl -p set.qg --complete --set n=2").code, 1);
    for (value, code) in [("n=-1", 3), ("n=many", 3), ("m=2", 3), ("n=0", 2)] {
        let ran = run_with(&files, &format!("eval clean.jsonl -p set.qg --set {value}"));
        assert_eq!(ran.code, code, "{value}");
        assert!(ran.err.contains("error[QG"), "{value}\n{}", ran.err);
    }
}

#[test]
fn wrong_usage_is_3_and_help_is_0() {
    for (args, code) in [
        ("--help", 0),
        ("--version", 0),
        ("eval --help", 0),
        ("evaluate", 3),
        ("eval --no-such", 3),
        ("eval --format xml", 3),
    ] {
        assert_eq!(run(args).code, code, "{args}");
    }
    let folder = folder(&[]);
    assert_eq!(run_in(folder.path(), &[]).code, 3);
}

#[test]
fn json_is_one_document_in_the_order_of_the_contract() {
    let ran = run("eval packet.jsonl -p p.qg --format json");
    assert_eq!(ran.code, 1);
    let value: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let finding = &value["findings"][0];
    assert_eq!(finding["rule"], "red_packet");
    assert_eq!(finding["at"], "2026-03-02T09:00:00+08:00");
    assert_eq!(finding["trigger"]["line"], 1);
    assert_eq!(finding["fingerprint"].as_str().map(str::len), Some(32));
    assert_eq!(value["summary"]["messages"], 2);
    in_order(&ran.out, &["version", "tool", "policies", "findings", "sources", "summary"]);
    let text = ran.out.lines().find(|line| line.starts_with("{\"rule\"")).expect("a finding on its line");
    in_order(
        text,
        &[
            "rule",
            "severity",
            "title",
            "message",
            "at",
            "decided",
            "key",
            "trigger",
            "evidence",
            "evidence_total",
            "first",
            "last",
            "value",
            "threshold",
            "folded",
            "fingerprint",
            "policy",
        ],
    );
}

fn in_order(text: &str, names: &[&str]) {
    let mut from = 0;
    for name in names {
        let key = format!("\"{name}\":");
        let found = text[from..].find(&key);
        assert!(found.is_some(), "{name} is not in its place");
        let at = found.unwrap_or(0);
        from += at + key.len();
    }
}

#[test]
fn json_lines_end_with_sources_and_summary() {
    let ran = run("eval packet.jsonl -p p.qg --format jsonl");
    let lines: Vec<serde_json::Value> =
        ran.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["rule"], "red_packet");
    assert_eq!(lines[1]["sources"][0]["path"], "packet.jsonl");
    assert_eq!(lines[1]["summary"]["rules"][0]["findings"], 1);
}

#[test]
fn the_output_does_not_depend_on_threads() {
    let without_time = |out: &str| {
        let at = out.find("\"duration_ms\":").expect("a duration");
        let end = at + out[at..].find(',').expect("a comma");
        format!("{}{}", &out[..at], &out[end..])
    };
    let one = run("eval packet.jsonl silence.jsonl -p p.qg --format json --threads 1");
    for threads in [0, 2, 4] {
        let more = run(&format!("eval packet.jsonl silence.jsonl -p p.qg --format json --threads {threads}"));
        assert_eq!(without_time(&more.out), without_time(&one.out));
    }
}

#[test]
fn nothing_from_a_log_commands_the_terminal() {
    let ran = run("eval packet.jsonl -p p.qg");
    assert!(ran.out.contains('李'), "{}", ran.out);
    for hostile in ['\u{1b}', '\u{202e}'] {
        assert!(!ran.out.contains(hostile) && !ran.err.contains(hostile));
    }
}

#[test]
fn colours_are_used_when_asked_for_only() {
    assert!(!run("eval packet.jsonl -p p.qg").out.contains('\u{1b}'));
    assert!(run("eval packet.jsonl -p p.qg --color always").out.contains("\u{1b}[31;1mviolation"));
    assert!(!run("eval packet.jsonl -p p.qg --color never").out.contains('\u{1b}'));
}

#[test]
fn standard_input_is_a_log() {
    let folder = folder(&[]);
    let mut child = command(folder.path(), &["eval", "-", "-p", "p.qg", "--format", "jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    child.stdin.take().expect("a pipe").write_all(PACKET.as_bytes()).expect("written");
    let done = child.wait_with_output().expect("it ends");
    assert_eq!(done.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&done.stdout).contains("red_packet"));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = folder(&[]);
    let mut child = command(folder.path(), &["explain"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut said).expect("read");
    assert_eq!(child.wait().expect("it ends").code(), Some(0), "{said}");
    assert_eq!(said, "");
}

#[test]
fn output_goes_to_a_file_in_one_piece() {
    let folder = folder(&[]);
    let ran =
        run_in(folder.path(), &["eval", "packet.jsonl", "-p", "p.qg", "--format", "json", "-o", "out.json"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    let text = std::fs::read_to_string(folder.path().join("out.json")).expect("written");
    assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
}

#[test]
fn a_project_file_gives_defaults_from_any_folder_below() {
    let settings = "policies: [p.qg]\nlogs: [packet.jsonl]\nfail-on: never\nlang: zh\n";
    let folder = folder(&[("qungui.yaml", settings), ("a/b/x.txt", "")]);
    let ran = run_in(&folder.path().join("a/b"), &["eval"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("违规[red_packet]"), "{}", ran.out);
    assert!(ran.out.contains("../../packet.jsonl:1"), "{}", ran.out);
    let ran = run_in(&folder.path().join("a/b"), &["eval", "--fail-on", "violation"]);
    assert_eq!(ran.code, 1, "options go before settings");
}

#[test]
fn a_mistake_in_the_project_file_is_shown_where_it_is() {
    let ran = run_with(&[("qungui.yaml", "rooster: x.yaml\n")], "eval clean.jsonl -p p.qg");
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("qungui.yaml:1:1") && ran.err.contains("write `roster`"), "{}", ran.err);
}

#[test]
fn bad_records_cost_themselves_unless_strict() {
    let log = format!("{PACKET}not json\n");
    let ran = run_with(&[("bad.jsonl", &log)], "eval bad.jsonl -p p.qg");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("bad.jsonl:3"), "{}", ran.err);
    assert!(ran.out.contains("1 bad record"), "{}", ran.out);
    let ran = run_with(&[("bad.jsonl", &log)], "eval bad.jsonl -p p.qg --strict");
    assert_eq!(ran.code, 3, "{}", ran.err);
}

#[test]
fn tests_pass_and_fail() {
    let ran = run("test p.qg");
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(ran.out.contains("2 of 2 tests passed") && ran.out.contains("each has a test"), "{}", ran.out);
    let wrong =
        POLICY.replace("expect silence", "expect red_packet at 09:00").replace("    expect no silence\n", "");
    let ran = run_with(&[("w.qg", &wrong)], "test w.qg");
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("error[QG6640]") && ran.out.contains("nothing was found"), "{}", ran.out);
    assert!(ran.out.contains("1 without a test: silence"), "{}", ran.out);
    let ran = run_with(&[("w.qg", &wrong)], "test w.qg --format json");
    let value: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!((ran.code, &value["summary"]["failed"]), (1, &1.into()));
    assert_eq!(value["tests"][1]["diagnostics"][0]["code"], "QG6640");
}

#[test]
fn a_test_of_an_unknown_rule_is_an_invalid_policy_and_one_of_nothing_a_warning() {
    let ran = run_with(&[("w.qg", &POLICY.replace("expect silence", "expect silense"))], "test w.qg");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("`silence`"), "{}", ran.err);
    let ran = run_with(&[("w.qg", &POLICY.replace("expect silence", ""))], "test w.qg");
    assert_eq!(ran.code, 0);
    assert!(ran.out.contains("warning[QG6631]"), "{}", ran.out);
}

#[test]
fn check_reports_on_standard_output_and_counts() {
    let ran = run("check p.qg");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    let ran = run_with(&[("bad.qg", "rule r \"t\" { when kind is }\n")], "check p.qg bad.qg");
    assert_eq!(ran.code, 2);
    assert!(ran.out.contains("error[QG"), "{}", ran.out);
    let ran = run_with(&[("bad.qg", "rule r \"t\" { when kind is }\n")], "check bad.qg --format json");
    let value: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(value["diagnostics"][0]["start"]["line"], 1);
    assert_eq!(run("check p.qg -A no-such-lint").code, 3);
}

#[test]
fn plans_are_printed_in_three_formats() {
    assert!(run("plan p.qg").out.contains("red_packet"));
    let json = run("plan p.qg --format json");
    assert!(serde_json::from_str::<serde_json::Value>(&json.out).is_ok());
    let yaml = run("plan p.qg --format yaml");
    assert!(yaml.code == 0 && yaml.out.contains("rules:"), "{}", yaml.err);
}

#[test]
fn codes_are_explained() {
    let ran = run("explain QG6640");
    assert!(ran.code == 0 && ran.out.starts_with("# QG6640 "), "{}", ran.out);
    assert_eq!(run("explain 6640").code, 0);
    assert_eq!(run("explain QG9999").code, 3);
    let ran = run("explain");
    assert!(ran.out.lines().count() > 40 && ran.out.contains("QG6640"));
}

#[test]
fn the_language_is_that_of_the_policy_unless_chosen() {
    let policy = "规则 红包 \"工作群不得发红包\" { 当 类型 是 红包 }\n";
    let ran = run_with(&[("红包.qg", policy)], "eval packet.jsonl -p 红包.qg");
    assert!(ran.out.contains("警告[红包]"), "{}{}", ran.out, ran.err);
    let ran = run_with(&[("红包.qg", policy)], "eval packet.jsonl -p 红包.qg --lang en");
    assert!(ran.out.contains("warning[红包]"), "{}", ran.out);
    let ran = run_with(&[("红包.qg", &policy.replace("类型", "类型类"))], "eval packet.jsonl -p 红包.qg");
    assert!(ran.code == 2 && ran.err.contains("错误[QG"), "{}", ran.err);
}

#[test]
fn only_commands_that_work_are_offered() {
    let help = run("--help").out;
    for word in ["eval", "check", "test", "plan", "explain", "inspect", "convert"] {
        assert!(help.contains(&format!("  {word}")), "{help}");
    }
    for word in ["fmt", "why", "init"] {
        assert!(!help.contains(&format!("  {word} ")), "{help}");
    }
}

/// What a person sees: findings with their evidence, and the summary.
#[test]
fn the_report_for_people_in_both_languages() {
    let policy = r#"
policy office.demo "Office" { timezone "Asia/Shanghai" }
role leader "Heads"
list praise = ["领导辛苦", "高明"]
define flattery = text contains praise or emoji contains ["[玫瑰]", "[强]"]
rule chorus "A chorus of praise" {
    basis "measures, item 3"
    where sender is leader
    when followed within 10m by at least 3 senders (flattery and sender is not leader)
    once per 1h
    report "{value} people praised {sender.name} within {elapsed}"
    remedy "Say what the work needs."
}
rule burst "Many messages" { severity note when at least 3 messages in last 5m unless sender is leader because "leaders may" }
rule transfer "Transfers" { severity violation when kind is transfer and amount > 100 yuan }
"#;
    let roster = "people:\n  - id: u1\n    name: 王书记\n    roles: [leader]\n  - id: u2\n    name: 小李\n  - id: u3\n    name: 小张\n";
    let line = |id: u32, time: &str, sender: &str, text: &str| {
        let text = serde_json::to_string(text).expect("text");
        format!(
            "{{\"id\":\"m{id}\",\"time\":\"2026-03-02T{time}+08:00\",\"group\":{{\"id\":\"g1\",\"name\":\"镇机关群\"}},\"sender\":\"{sender}\",\"kind\":\"text\",\"text\":{text}}}\n"
        )
    };
    let long = format!("{}高明{}", "字".repeat(200), "后".repeat(200));
    let log = [
        line(1, "09:00:00", "u1", "今天下午三点开会"),
        line(2, "09:01:00", "u2", "收到！\n[玫瑰][玫瑰]\u{1b}[31m"),
        line(3, "09:02:30", "u3", "領導辛苦了👨‍👩‍👧"),
        line(4, "09:03:00", "u9", &long),
        line(4, "09:03:00", "u9", &long),
        "{\"time\":\"yesterday\"}\n".to_string(),
        line(5, "09:55:00", "u1", "散会"),
    ]
    .concat();
    let files = [("o.qg", policy), ("r.yaml", roster), ("log.jsonl", log.as_str())];
    for lang in ["en", "zh"] {
        let ran = run_with(&files, &format!("eval log.jsonl -p o.qg --roster r.yaml --lang {lang}"));
        insta::assert_snapshot!(
            format!("report_{lang}"),
            format!("{}\n--- stderr ---\n{}", ran.out, ran.err)
        );
    }
}

#[test]
fn lints_can_be_raised_and_left_out() {
    let files = [("l.qg", "use std.faces\nrule r \"t\" { basis \"b\" when kind is red_packet }\n")];
    for (args, code, says) in [
        ("check l.qg", 0, "warning[QG4001]"),
        ("check l.qg --deny warnings", 2, "error[QG4001]"),
        ("check l.qg -D unused-import", 2, "error[QG4001]"),
        ("check l.qg -A unused-import --deny warnings", 0, "0 errors, 0 warnings"),
        ("check l.qg -A QG4001", 0, "0 warnings"),
    ] {
        let ran = run_with(&files, args);
        assert_eq!(ran.code, code, "{args}\n{}", ran.out);
        assert!(ran.out.contains(says), "{args}\n{}", ran.out);
    }
    let settings = ("qungui.yaml", "deny: [unused-import]\n");
    assert_eq!(run_with(&[files[0], settings], "check l.qg").code, 2);
    assert_eq!(
        run_with(&[files[0], settings], "check l.qg -W unused-import").code,
        0,
        "options go before settings"
    );
}

#[test]
fn a_profile_names_every_stage_and_rule_and_changes_nothing() {
    let eval =
        concat!("eval --format jsonl --lang en --project ", env!("CARGO_MANIFEST_DIR"), "/examples/county");
    let (plain, profiled) = (run(eval), run(&format!("{eval} --profile")));
    let findings = |text: &str| text.lines().rev().skip(1).map(String::from).collect::<Vec<_>>();
    assert_eq!((plain.code, findings(&plain.out)), (profiled.code, findings(&profiled.out)));
    for word in ["reading", "evaluation", "writing findings", "rose_chorus", "messages of concern"] {
        assert!(profiled.err.contains(word), "{word}: {}", profiled.err);
    }
    assert!(!plain.err.contains("messages of concern"));
}

#[test]
fn any_number_of_threads_writes_the_same() {
    let root = env!("CARGO_MANIFEST_DIR");
    let county = format!("eval --lang en --project {root}/examples/county");
    let named = format!("eval --lang en {root}/tests/fixtures/logs/native/every.jsonl -p {root}/policies");
    let slack = format!("eval --lang en {root}/tests/fixtures/logs/slack/export -p {root}/policies");
    for eval in [county, named, slack] {
        for format in ["text", "json", "jsonl"] {
            let of = |threads| run(&format!("{eval} --format {format} --threads {threads}"));
            let timeless = |out: &str| out.split("\"duration_ms\"").next().map(String::from);
            let alone = of(1);
            assert!(!alone.out.is_empty(), "{}", alone.err);
            for threads in [2, 3] {
                let several = of(threads);
                assert_eq!((alone.code, &alone.err), (several.code, &several.err));
                assert_eq!(timeless(&alone.out), timeless(&several.out), "{eval} {format} {threads}");
            }
        }
    }
}

#[test]
fn no_window_that_begins_where_the_cover_ends_is_judged() {
    let policy = "rule silent \"Silent\" { each day per member when no messages }";
    let roster = "people:\n  - {id: a, name: A, roles: []}\n";
    let files = [("silent.qg", policy), ("roster.yaml", roster)];
    let args =
        "eval clean.jsonl -p silent.qg --roster roster.yaml --format json --covers 2026-03-01..2026-03-03";
    let ran = run_with(&files, args);
    let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let rule = &report["summary"]["rules"][0];
    assert_eq!((rule["findings"].as_u64(), rule["pending"].as_u64()), (Some(2), Some(0)), "{}", ran.out);
}
