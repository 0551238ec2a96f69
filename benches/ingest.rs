//! How fast logs are read: `cargo bench --bench ingest -- LOG…` reads them in batches and does nothing else.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use qungui::diag::Problems;
use qungui::ingest::{self, Options};
use qungui::model::{Batch, Directory};

fn main() -> ExitCode {
    // cargo passes `--bench` along.
    let paths: Vec<PathBuf> =
        std::env::args_os().skip(1).filter(|arg| arg != "--bench").map(PathBuf::from).collect();
    if paths.is_empty() {
        eprintln!("usage: cargo bench --bench ingest -- LOG…");
        return ExitCode::SUCCESS;
    }
    let start = Instant::now();
    let (mut directory, mut problems) = (Directory::default(), Problems::default());
    let Some(mut log) = ingest::open(&paths, &Options::default(), &mut directory, &mut problems) else {
        eprintln!("{} problems", problems.iter().count());
        return ExitCode::FAILURE;
    };
    let (mut batch, mut messages, mut text) = (Batch::default(), 0u64, 0u64);
    while log.next(&mut directory, &mut batch, &mut problems) {
        messages += batch.rows.len() as u64;
        text += batch.text.len() as u64;
    }
    let seconds = start.elapsed().as_secs_f64();
    let (_, bytes) = log.progress();
    println!(
        "{messages} messages ({text} bytes of text) in {seconds:.3} s: {:.2} M messages/s, {:.0} MB/s",
        messages as f64 / seconds / 1e6,
        bytes as f64 / seconds / 1e6
    );
    ExitCode::SUCCESS
}
