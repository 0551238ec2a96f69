//! What every target does: read a log whole, and each of its messages again.

use std::fs;
use std::path::{Path, PathBuf};

use qungui::diag::Problems;
use qungui::ingest::{Format, Options, open};
use qungui::model::{Batch, Directory};

/// The target that is named like a format, or `any`.
#[macro_export]
macro_rules! target {
    () => {
        libfuzzer_sys::fuzz_target!(|bytes: &[u8]| $crate::read(
            bytes,
            $crate::format(env!("CARGO_BIN_NAME"))
        ));
    };
}

/// The format of a target; `None`: the content tells.
pub fn format(target: &str) -> Option<Format> {
    (target != "any").then(|| Format::from_name(target).expect("named like a format"))
}

/// Reads bytes as a log of a format, or of the one that fits best.
pub fn read(bytes: &[u8], from: Option<Format>) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), bytes, from).expect("a file");
    let (mut directory, mut problems) = (Directory::default(), Problems::default());
    let options = Options { from, ..Options::default() };
    let Some(mut log) = open(&[path], &options, &mut directory, &mut problems) else {
        assert!(problems.has_errors());
        return;
    };
    let (mut batch, mut again) = (Batch::default(), Batch::default());
    let mut last = i64::MIN;
    while log.next(&mut directory, &mut batch, &mut problems) {
        for row in &batch.rows {
            assert!(row.time >= last);
            last = row.time;
            again.clear();
            assert!(log.fetch(row.origin, &mut directory, &mut again));
            assert_eq!(again.rows.first().map(|row| (row.time, row.kind)), Some((row.time, row.kind)));
        }
    }
}

/// A file; for Slack a day of an export.
fn write(folder: &Path, bytes: &[u8], from: Option<Format>) -> std::io::Result<PathBuf> {
    if from != Some(Format::Slack) {
        let path = folder.join("log");
        return fs::write(&path, bytes).map(|()| path);
    }
    fs::write(folder.join("users.json"), r#"[{"id":"U1","name":"wang"}]"#)?;
    fs::write(folder.join("channels.json"), r#"[{"id":"C1","name":"general"}]"#)?;
    fs::create_dir(folder.join("general"))?;
    fs::write(folder.join("general/2026-03-02.json"), bytes)?;
    Ok(folder.into())
}
