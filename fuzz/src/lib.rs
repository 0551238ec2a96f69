//! What every target does: read a log whole, and each of its messages again.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use qungui::context::{read_columns, yaml};
use qungui::diag::Problems;
use qungui::ingest::{ColumnMap, Format, Options, open};
use qungui::model::{Batch, Directory};
use qungui::source::Sources;

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
    let options = Options { from, columns: from.and_then(columns), ..Options::default() };
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

/// What the columns mean, for the formats that do not know.
fn columns(from: Format) -> Option<Arc<ColumnMap>> {
    let text = match from {
        Format::Table => include_str!("../../tests/fixtures/logs/table/qungui.yaml"),
        Format::Json => include_str!("../../tests/fixtures/logs/json/qungui.yaml"),
        _ => return None,
    };
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    let file = sources.add("qungui.yaml", text);
    let node = yaml::parse(&sources, file, &mut problems).expect("YAML");
    let yaml::Value::Map(settings) = &node.value else { unreachable!("settings") };
    read_columns(&settings.first().expect("a setting").1, &mut problems).map(Arc::new)
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
