//! How fast texts are searched: `cargo bench --bench text -- LOG LIST…` looks for the phrases of all lists (one a
//! line) in every text of a log, as written and in the normalised view.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use qungui::diag::Problems;
use qungui::ingest::{self, Options};
use qungui::model::{Batch, Directory};
use qungui::text::{Finder, Hits, Normaliser};

/// Of so many passes over all texts the fastest counts.
const PASSES: usize = 7;

fn main() -> ExitCode {
    // cargo passes `--bench` along.
    let mut paths = std::env::args_os().skip(1).filter(|arg| arg != "--bench").map(PathBuf::from);
    let Some(log) = paths.next() else {
        eprintln!("usage: cargo bench --bench text -- LOG LIST…");
        return ExitCode::SUCCESS;
    };
    let Some(texts) = texts(&log) else {
        eprintln!("{} cannot be read", log.display());
        return ExitCode::FAILURE;
    };
    let lists: Vec<Vec<String>> = match paths.map(|path| list(&path)).collect() {
        Ok(lists) => lists,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let normaliser = Normaliser::new();
    let normal: Vec<Vec<String>> =
        lists.iter().map(|list| list.iter().map(|word| normaliser.normalised(word)).collect()).collect();
    let faces = vec!["玫瑰".to_string()];
    measure("as written", &texts, &Finder::new(&[], &slices(&lists), &[]));
    measure("normalised", &texts, &Finder::new(&slices(&normal), &[], &[]));
    measure("faces", &texts, &Finder::new(&[], &[], &[&faces]));
    ExitCode::SUCCESS
}

fn measure(what: &str, texts: &[String], finder: &Finder) {
    let pass = |_| {
        let (start, mut hits, mut found) = (Instant::now(), Hits::default(), 0);
        for text in texts {
            finder.find(text, &mut hits);
            found += usize::from(hits.any());
        }
        (start.elapsed().as_secs_f64(), found)
    };
    let best = (0..PASSES).map(pass).min_by(|a, b| a.0.total_cmp(&b.0));
    let Some((seconds, found)) = best else { return };
    let nanos = seconds * 1e9 / texts.len().max(1) as f64;
    println!("{what:>12}: {seconds:.3} s, {nanos:.0} ns a text, {found} of {} texts hit", texts.len());
}

fn texts(log: &Path) -> Option<Vec<String>> {
    let (mut directory, mut problems) = (Directory::default(), Problems::default());
    let mut log = ingest::open(&[log.into()], &Options::default(), &mut directory, &mut problems)?;
    let (mut batch, mut texts) = (Batch::default(), Vec::new());
    while log.next(&mut directory, &mut batch, &mut problems) {
        texts.extend((0..batch.rows.len()).filter_map(|row| batch.msg(row).text().map(str::to_string)));
    }
    Some(texts)
}

fn list(path: &Path) -> std::io::Result<Vec<String>> {
    Ok(std::fs::read_to_string(path)?.lines().map(str::to_string).collect())
}

fn slices(lists: &[Vec<String>]) -> Vec<&[String]> {
    lists.iter().map(Vec::as_slice).collect()
}
