//! How fast each format is read, beside a bare loop of the parser that it stands on over the same file; and the memory that
//! reading takes.
//!
//! `cargo bench --bench readers [-- MESSAGES [FORMAT…]]`
//!
//! The bare loops do what every reader must, and no more: `serde_json` to a `Value` a record; `csv` to the fields of a record,
//! and its time by `jiff`; `regex` for the first line of a message in a text, `jiff` for its time, a `String` for the rest;
//! `rusqlite` to the bytes of every column, unpacked, and XML to its parts by `quick-xml`; `parquet` to its rows.
//! Each is timed in processor time of this process, best of five, one after the other.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod bare;
#[cfg(feature = "sqlite")]
#[allow(dead_code)] // it makes small ones, too
#[path = "../../tests/databases/mod.rs"]
mod databases;
mod made;
#[cfg(feature = "parquet")]
mod table;

use std::path::Path;
use std::time::Duration;

use bare::Bare;
use qungui::diag::Problems;
use qungui::ingest::{Options, open};
use qungui::model::{Batch, Directory};

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    let messages = args.iter().find_map(|arg| arg.parse().ok()).unwrap_or(100_000);
    let wanted = |name: &str| {
        args.iter().all(|arg| arg.parse::<usize>().is_ok()) || args.iter().any(|arg| arg == name)
    };
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    println!("| {messages} messages | MB | bare | read | read / bare | memory |\n|---|---|---|---|---|---|");
    for made in made::ALL.iter().filter(|made| wanted(made.format)) {
        made.write(&at(made.file), messages);
        measure(made.format, &at(made.file), messages, made.bare);
        std::fs::remove_file(at(made.file)).unwrap();
    }
    if wanted("slack") {
        made::slack(&at("slack"), messages);
        measure("slack", &at("slack"), messages, Bare::Json);
    }
    #[cfg(feature = "sqlite")]
    for version in [3, 4].into_iter().filter(|_| wanted("wechat")) {
        let path = at(&format!("v{version}.db"));
        databases::many(&path, version, messages);
        measure(&format!("wechat {version}"), &path, messages, Bare::Rows(version));
    }
    #[cfg(feature = "parquet")]
    if wanted("parquet") {
        table::write(&at("a.parquet"), messages);
        measure("parquet", &at("a.parquet"), messages, Bare::Parquet);
    }
}

fn measure(name: &str, path: &Path, messages: usize, bare: Bare) {
    forget_peak();
    let before = peak();
    let read = best(&|| read(path, messages));
    let memory = peak().saturating_sub(before);
    let bare = best(&|| assert_eq!(bare.run(path), messages, "{name}"));
    let size = size(path) as f64 / 1e6;
    let (ratio, memory) = (read / bare, memory >> 10);
    println!("| {name} | {size:.1} | {bare:.3} s | {read:.3} s | {ratio:.2} | {memory} MiB |");
}

fn size(path: &Path) -> u64 {
    let within = std::fs::read_dir(path).into_iter().flatten().flatten();
    let within: u64 = within.map(|entry| size(&entry.path())).sum();
    within + if path.is_file() { path.metadata().unwrap().len() } else { 0 }
}

/// Seconds that one run takes: the least of five measurements of at least [`LEAST`], or of as many as fit in [`MOST`].
fn best(run: &dyn Fn()) -> f64 {
    let time = || {
        let (start, mut runs) = (spent(), 0);
        while spent() - start < LEAST {
            run();
            runs += 1;
        }
        (spent() - start).as_secs_f64() / f64::from(runs)
    };
    let start = spent();
    (0..5).take_while(|n| *n == 0 || spent() - start < MOST).map(|_| time()).fold(f64::INFINITY, f64::min)
}

/// The rest is for large logs, whose memory is what matters.
const MOST: Duration = Duration::from_secs(3);
/// The system counts in hundredths of a second.
const LEAST: Duration = Duration::from_millis(300);

fn read(path: &Path, expected: usize) {
    let (mut directory, mut problems) = (Directory::default(), Problems::default());
    let options = Options { columns: made::columns(path), ..Options::default() };
    let opened = open(&[path.to_path_buf()], &options, &mut directory, &mut problems);
    let Some(mut log) = opened else { panic!("{} cannot be read", path.display()) };
    let (mut batch, mut rows) = (Batch::default(), 0);
    while log.next(&mut directory, &mut batch, &mut problems) {
        rows += batch.rows.len();
    }
    assert_eq!(rows, expected, "{}", path.display());
}

/// Processor time of this process, user's and system's, as Linux tells it.
fn spent() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<u64> =
        stat.rsplit(')').next().unwrap_or_default().split(' ').map(|f| f.parse().unwrap_or(0)).collect();
    Duration::from_millis(10 * fields.iter().skip(12).take(2).sum::<u64>())
}

/// Lets the peak begin anew.
fn forget_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// Peak memory of this process, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}
