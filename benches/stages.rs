//! What each stage costs a message: `cargo bench --bench stages -- LOG [ROUNDS]`.
//!
//! Reads the log alone; evaluates rule set R as well; writes the findings as well; and evaluates each family of R's
//! rules by itself, which shows what windows, phrases and predicates cost beside reading. Least of some rounds,
//! nanoseconds a message of this process's CPU time, so that other programs disturb little.

#![allow(missing_docs, clippy::unwrap_used)]

use std::io;
use std::path::{Path, PathBuf};

use qungui::compile::{CompileOptions, Files, Loader, compile};
use qungui::diag::{Lang, Problems};
use qungui::eval::{Evaluator, Outcome, Setup, Status};
use qungui::ingest::{self, Log, Options};
use qungui::model::{Batch, Directory, Msg};
use qungui::plan::{self, Plan};
use qungui::report::findings::{Builder, Jsonl, Page};
use qungui::report::privacy::{Privacy, Show};
use qungui::source::Sources;
use qungui::time::Clocks;

const POLICY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/rules_r.qg");

/// R's rules by what their state is.
const FAMILIES: [(&str, &[&str]); 7] = [
    ("kinds, roles, clock (R1 R4)", &["R1", "R4"]),
    ("phrases (R2 R3)", &["R2", "R3"]),
    ("pattern (R5)", &["R5"]),
    ("looking forward (R6 R10 R12)", &["R6", "R10", "R12"]),
    ("sliding window (R7)", &["R7"]),
    ("sliding window by text (R9)", &["R9"]),
    ("days (R8 R11)", &["R8", "R11"]),
];

fn main() {
    // cargo passes `--bench` along.
    let mut args = std::env::args().skip(1).filter(|arg| arg != "--bench");
    let Some(path) = args.next() else {
        eprintln!("usage: cargo bench --bench stages -- LOG [ROUNDS]");
        return;
    };
    let rounds = args.next().map_or(5, |rounds| rounds.parse().unwrap());
    let all: Vec<&str> = FAMILIES.iter().flat_map(|(_, rules)| rules.iter().copied()).collect();
    let line = |name: &str, stage: &dyn Fn() -> usize, before: f64| {
        let cost = least(rounds, stage);
        println!("{name:<32} {cost:>8.0} {:>+8.0}", cost - before);
        cost
    };
    println!("{:<32} {:>8} {:>8}", "nanoseconds a message", "in all", "more");
    let read = line("read", &|| run(&path, None, false), 0.0);
    let evaluate = line("read, evaluate R", &|| run(&path, Some(&all), false), read);
    line("read, evaluate R, write", &|| run(&path, Some(&all), true), evaluate);
    println!("\nread, and evaluate");
    for (name, rules) in FAMILIES {
        line(name, &|| run(&path, Some(rules), false), read);
    }
}

/// The file system, but for one policy, of which some rules are left out.
struct Part<'a>(&'a [&'a str]);

impl Loader for Part<'_> {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let whole = Files.read(path)?;
        if path != Path::new(POLICY) {
            return Ok(whole);
        }
        let text = String::from_utf8(whole).unwrap();
        let mut parts = text.split("\nrule ");
        let mut kept = parts.next().unwrap().to_string();
        let wanted = |rule: &&str| rule.split_once(' ').is_some_and(|(name, _)| self.0.contains(&name));
        parts.filter(wanted).for_each(|rule| kept.extend(["\nrule ", rule]));
        Ok(kept.into_bytes())
    }
}

fn plan(rules: &[&str]) -> Plan {
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    let options = CompileOptions::default();
    let checked = compile(&[PathBuf::from(POLICY)], &Part(rules), &options, &mut sources, &mut problems);
    let plan = plan::lower(&checked.unwrap());
    assert_eq!(plan.rules.len(), rules.len());
    plan
}

/// Reads the log, and does with it what is asked for; gives the number of messages.
fn run(path: &str, rules: Option<&[&str]>, write: bool) -> usize {
    let (mut directory, mut problems) = (Directory::default(), Problems::default());
    let mut log =
        ingest::open(&[path.into()], &Options::default(), &mut directory, &mut problems).expect("a log");
    let (mut batch, mut again, mut messages) = (Batch::default(), Batch::default(), 0);
    let Some(rules) = rules else {
        while log.next(&mut directory, &mut batch, &mut problems) {
            messages += batch.rows.len();
        }
        return messages;
    };
    let plan = plan(rules);
    let clocks = Clocks::bind(&plan, |_| None);
    let (facts, coverage) = (log.facts(), log.coverage());
    let setup =
        Setup { plan: plan.clone(), clocks, facts, coverage, threads: 1, listed: None, stopwatch: None };
    let mut evaluator = Evaluator::new(setup, &mut directory);
    let mut builder = Builder::new(&plan, Lang::En, Privacy::new(Show::Match, None)).for_programs();
    builder.share(evaluator.finder());
    let (mut out, mut outcomes) = (Jsonl::new(io::sink()), Vec::new());
    while log.next(&mut directory, &mut batch, &mut problems) {
        messages += batch.rows.len();
        evaluator.feed(&batch, &directory, &mut |outcome| outcomes.push(outcome));
        for outcome in outcomes.drain(..).filter(|outcome| write && outcome.status == Status::Finding) {
            read_again(&mut log, &mut directory, &outcome, &mut again);
            let pages: Vec<Page> = (0..again.rows.len()).map(|index| page(&log, again.msg(index))).collect();
            out.finding(&builder.finding(&outcome, &directory, &pages)).unwrap();
        }
    }
    evaluator.finish(&directory, &mut |outcome| outcomes.push(outcome));
    messages
}

/// Reads the messages of a finding again.
fn read_again(log: &mut Log, directory: &mut Directory, outcome: &Outcome, again: &mut Batch) {
    again.clear();
    for origin in outcome.trigger.into_iter().chain(outcome.evidence.iter().copied()) {
        if again.rows.iter().all(|row| row.origin != origin) {
            log.fetch(origin, directory, again);
        }
    }
}

fn page<'a>(log: &'a Log, msg: Msg<'a>) -> Page<'a> {
    let (path, line) = log.path_and_line(msg.row.origin);
    Page { path, line, msg }
}

/// Nanoseconds a message of the cheapest round.
fn least(rounds: usize, stage: &dyn Fn() -> usize) -> f64 {
    let round = |_| {
        let start = cpu_nanos();
        let messages = stage();
        (cpu_nanos() - start) as f64 / messages as f64
    };
    (0..rounds).map(round).fold(f64::INFINITY, f64::min)
}

/// Time that this thread has been running, as Linux counts it.
fn cpu_nanos() -> u64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").expect("Linux");
    text.split(' ').next().and_then(|nanos| nanos.parse().ok()).expect("nanoseconds")
}
