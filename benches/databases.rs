//! How fast WeChat's databases are read, beside a bare loop over the same rows; and the memory that it takes.
//!
//! `cargo bench --bench databases [ROWS]`
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

#[allow(dead_code)] // it makes small ones, too
#[path = "../tests/databases/mod.rs"]
mod databases;

use std::path::Path;
use std::time::{Duration, Instant};

use qungui::diag::Problems;
use qungui::ingest::{Options, open};
use qungui::model::{Batch, Directory};
use rusqlite::types::ValueRef;

fn main() {
    let rows = std::env::args().filter_map(|arg| arg.parse().ok()).next().unwrap_or(100_000);
    let folder = tempfile::tempdir().unwrap();
    for (version, table) in [(3, "MSG".to_string()), (4, databases::table_of("1@chatroom"))] {
        let path = folder.path().join(format!("v{version}.db"));
        databases::many(&path, version, rows);
        let bare = best(|| bare(&path, &table));
        let before = peak();
        let ours = best(|| ours(&path, rows));
        println!(
            "version {version}: {rows} rows, bare loop {bare:?}, read {ours:?}, ratio {:.2}; peak memory {} -> {} MiB",
            ours.as_secs_f64() / bare.as_secs_f64(),
            before >> 10,
            peak() >> 10,
        );
    }
}

fn best(mut run: impl FnMut()) -> Duration {
    let mut time = || {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    (0..5).map(|_| time()).min().unwrap()
}

/// Every column of every row, and nothing done with it but unpacking.
fn bare(path: &Path, table: &str) {
    let db = rusqlite::Connection::open(path).unwrap();
    let mut statement = db.prepare(&format!("SELECT * FROM {table}")).unwrap();
    let columns = statement.column_count();
    let mut rows = statement.query([]).unwrap();
    let mut bytes = 0;
    while let Some(row) = rows.next().unwrap() {
        for column in 0..columns {
            if let ValueRef::Text(text) | ValueRef::Blob(text) = row.get_ref(column).unwrap() {
                bytes += text.len();
            }
        }
    }
    assert!(bytes > 0);
}

fn ours(path: &Path, expected: usize) {
    let (mut directory, mut problems) = (Directory::default(), Problems::default());
    let paths = [path.to_path_buf()];
    let mut log = open(&paths, &Options::default(), &mut directory, &mut problems).unwrap();
    let (mut batch, mut rows) = (Batch::default(), 0);
    while log.next(&mut directory, &mut batch, &mut problems) {
        rows += batch.rows.len();
    }
    assert_eq!(rows, expected);
}

/// Peak memory of this process so far, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}
