//! On the quiet path nothing is allocated for a message: reading it, and evaluating rules of which it concerns none
//! or that it brings no nearer to a finding. One test a program: the count is of the whole process.

#![allow(clippy::panic)]

use std::alloc::System;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use qungui::compile::{CompileOptions, Files, compile};
use qungui::context;
use qungui::diag::Problems;
use qungui::eval::{Evaluator, Setup};
use qungui::ingest::{self, Options};
use qungui::model::{Batch, Directory};
use qungui::plan::{self, Plan};
use qungui::source::Sources;
use qungui::time::{Calendar, Clocks};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const MESSAGES: usize = 60_000;
/// Policies, and how many allocations a message may take that no rule finds anything about.
const ALLOWED: [(&str, usize); 2] = [("benches/rules_r.qg", 0), ("policies", 7)];

/// A log in which buffers, people and groups are all known after a few batches.
fn log(line: impl Fn(usize) -> String) -> tempfile::NamedTempFile {
    let text: String = (0..MESSAGES).map(line).collect();
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), text).expect("written");
    file
}

/// Two messages in eight seconds: after a third of the log, windows of a day are as full as they get.
fn native(n: usize) -> String {
    message(n, "[\"u001\"]", "[\"玫瑰\"]")
}

fn message(n: usize, mentions: &str, emoji: &str) -> String {
    let time = n / 2 * 8;
    let (day, hour, minute, second) = (1 + time / 86_400, time / 3600 % 24, time / 60 % 60, time % 60);
    format!(
        "{{\"id\":\"m{n:06}\",\"time\":\"2026-03-{day:02}T{hour:02}:{minute:02}:{second:02}+08:00\",\
         \"group\":\"g{:03}\",\"sender\":\"u{:03}\",\"role\":\"member\",\"kind\":\"text\",\
         \"text\":\"今天下午三点开会，请准时参加\",\"mentions\":{mentions},\"emoji\":{emoji}}}\n",
        n % 50,
        n % 300
    )
}

fn wecom(n: usize) -> String {
    let time = 1_772_413_200_000 + n as u64 / 2 * 1000;
    format!(
        "{{\"msgid\":\"m{n:06}\",\"action\":\"send\",\"from\":\"u{:03}\",\"tolist\":[\"a\",\"b\"],\
         \"roomid\":\"g{:03}\",\"msgtime\":{time},\"msgtype\":\"text\",\
         \"text\":{{\"content\":\"今天下午三点开会，请准时参加\"}}}}\n",
        n % 300,
        n % 50
    )
}

/// Messages read, and allocations made, after the first batches.
fn read(path: PathBuf) -> (usize, usize) {
    let all = Region::new(ALLOCATOR);
    let (mut directory, mut problems) = (Directory::default(), Problems::default());
    let log = ingest::open(&[path], &Options::default(), &mut directory, &mut problems);
    let (mut log, mut batch) = (log.expect("a log"), Batch::default());
    for _ in 0..4 {
        assert!(log.next(&mut directory, &mut batch, &mut problems));
    }
    assert!(all.change().allocations > 0, "they are counted");
    let (region, mut messages, mut allocations) = (Region::new(ALLOCATOR), 0, 0);
    while log.next(&mut directory, &mut batch, &mut problems) {
        messages += batch.rows.len();
        let change = region.change();
        allocations = change.allocations + change.reallocations;
    }
    assert!(problems.iter().next().is_none());
    (messages, allocations)
}

/// Policies below a folder, or one file.
fn policies(path: &Path) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_path_buf()];
    }
    let entries = std::fs::read_dir(path).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut found: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|e| e == "qg")).collect();
    found.sort();
    found
}

fn plan(path: &str) -> Plan {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    let options = CompileOptions::default();
    let checked = compile(&policies(&path), &Files, &options, &mut sources, &mut problems);
    plan::lower(&checked.expect("policies that compile"))
}

/// Everybody is in the roster, every group in the registry: nothing stays undetermined.
fn known(directory: &mut Directory) {
    let person = |n| format!("  - {{id: u{n:03}, name: u{n:03}, unit: a, level: 1}}\n");
    let group = |n| {
        format!(
            "  - {{id: g{n:03}, name: g{n:03}, unit: a, purpose: b, owner: u{n:03}, size: 9, tags: [], \
             created: 2020-01-01, ends: 2030-01-01}}\n"
        )
    };
    let people: String = (0..300).map(person).collect();
    let groups: String = (0..50).map(group).collect();
    let (mut sources, mut problems, zone) =
        (Sources::default(), Problems::default(), Options::default().timezone);
    let file = sources.add("roster.yaml", format!("people:\n{people}"));
    context::load_roster(&sources, file, &["leader".to_string()], &zone, directory, &mut problems);
    let file = sources.add("groups.yaml", format!("groups:\n{groups}"));
    context::load_groups(&sources, file, &zone, directory, &mut problems);
    assert!(!problems.has_errors());
}

/// Of the log's second half: how many allocations the median batch took, and its messages.
fn evaluate(path: PathBuf, plan: Plan) -> (usize, usize) {
    let (mut directory, mut problems) = (Directory::default(), Problems::default());
    let options = Options { complete: true, ..Options::default() };
    known(&mut directory);
    let log = ingest::open(&[path], &options, &mut directory, &mut problems);
    let (mut log, mut batch) = (log.expect("a log"), Batch::default());
    let cn = Arc::new(Calendar::cn());
    let clocks = Clocks::bind(&plan, |_| Some(cn.clone()));
    let (facts, coverage) = (log.facts(), log.coverage());
    let setup = Setup { plan, clocks, facts, coverage, threads: 1, listed: None, stopwatch: None };
    let mut evaluator = Evaluator::new(setup, &mut directory);
    let mut batches = Vec::with_capacity(64);
    while log.next(&mut directory, &mut batch, &mut problems) {
        let region = Region::new(ALLOCATOR);
        evaluator.feed(&batch, &directory, &mut |outcome| panic!("not quiet: {outcome:?}"));
        let change = region.change();
        batches.push((change.allocations + change.reallocations, batch.rows.len()));
    }
    assert!(batches.len() >= 8 && batches[0].0 > 0, "{batches:?}");
    let half = batches.len() / 2;
    let later = &mut batches[half..];
    later.sort_unstable();
    later[later.len() / 2]
}

#[test]
fn nothing_is_allocated_for_a_message() {
    for (name, file) in [("native", log(native)), ("wecom", log(wecom))] {
        let (messages, allocations) = read(file.path().to_path_buf());
        assert!(messages > MESSAGES / 2, "{name}: {messages}");
        assert_eq!(allocations, 0, "{name}: in {messages} messages");
    }
    for (policy, allowed) in ALLOWED {
        let file = log(|n| message(n, "[]", "[]"));
        let (allocations, messages) = evaluate(file.path().to_path_buf(), plan(policy));
        // A batch may take a few by itself: far fewer than it has messages.
        let most = allowed * messages + messages / 100;
        assert!(allocations <= most, "{policy}: {allocations} in {messages} messages");
    }
}
