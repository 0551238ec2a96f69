//! Every reader is fed truncations and mutations of every fixture: nothing panics, nothing grows, and what was
//! read is read again alike.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use qungui::context::{read_columns, yaml};
use qungui::diag::{Lang, Problems};
use qungui::ingest::{ColumnMap, Format, Options, open};
use qungui::model::{Batch, Directory};
use qungui::source::Sources;

/// What files and lines never should hold.
const POISON: &[&[u8]] = &[
    b"\0",
    b"\xff\xfe",
    b"\"",
    b"\\",
    b"\n",
    b"\r\n\r\n",
    b",",
    b"{",
    b"]",
    b"]]>",
    b"<!DOCTYPE x [<!ENTITY a \"&a;&a;\">]>",
    b"99999999999999999999999999",
    b"-1",
    b"1e999",
    "\u{202e}\u{200b}\u{feff}".as_bytes(),
    "\u{1f339}".as_bytes(),
];

/// Numbers that are the same on every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }
}

fn fixtures(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        match path.is_dir() {
            true => fixtures(&path, found),
            false => found.push(path),
        }
    }
    found.sort();
}

/// The map of columns beside a fixture.
fn columns(fixture: &Path) -> Option<Arc<ColumnMap>> {
    let path = fixture.with_file_name("qungui.yaml");
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    let file = sources.add("qungui.yaml", fs::read_to_string(path).ok()?);
    let node = yaml::parse(&sources, file, &mut problems).expect("YAML");
    let yaml::Value::Map(settings) = &node.value else { unreachable!("settings") };
    read_columns(&settings.first().expect("a setting").1, &mut problems).map(Arc::new)
}

/// Reads a file whole, and each of its messages again.
fn survive(path: &Path, from: Option<Format>, columns: &Option<Arc<ColumnMap>>, what: &str) {
    let (mut directory, mut problems) = (Directory::default(), Problems::default());
    let options = Options { from, columns: columns.clone(), ..Options::default() };
    let opened = open(&[path.to_path_buf()], &options, &mut directory, &mut problems);
    assert_eq!(opened.is_none(), problems.has_errors(), "{what}");
    let Some(mut log) = opened else { return };
    let (mut batch, mut origins) = (Batch::default(), Vec::new());
    let mut last = i64::MIN;
    while log.next(&mut directory, &mut batch, &mut problems) {
        for row in &batch.rows {
            assert!(row.time >= last, "{what}: out of order");
            last = row.time;
            origins.push((row.origin, row.time, row.kind));
        }
    }
    let length = fs::metadata(path).expect("a file").len() as usize;
    assert!(origins.len() <= 8 * length, "{what}: {} messages of {length} bytes", origins.len());
    for (origin, time, kind) in origins {
        batch.clear();
        assert!(log.fetch(origin, &mut directory, &mut batch), "{what}: {origin:?} is not there again");
        let again = batch.rows.first().map(|row| (row.time, row.kind));
        assert_eq!(again, Some((time, kind)), "{what}: {origin:?}");
    }
    for problem in problems.iter() {
        assert!(!problem.message(Lang::Zh).is_empty() && !problem.message(Lang::En).is_empty(), "{what}");
    }
}

fn mutate(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..=dice.below(3) {
        let at = dice.below(out.len());
        let end = (at + dice.below(40)).min(out.len());
        match dice.below(5) {
            0 => out.truncate(at),
            1 => drop(out.drain(at..end)),
            2 => drop(out.splice(at..at, POISON[dice.below(POISON.len())].iter().copied())),
            3 => out.iter_mut().skip(at).take(1).for_each(|byte| *byte = dice.below(256) as u8),
            _ => {
                let piece = out[at..end].to_vec();
                let to = dice.below(out.len());
                drop(out.splice(to..to, piece));
            }
        }
    }
    out
}

#[test]
fn no_truncation_or_mutation_of_any_fixture_panics() {
    let logs = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/logs");
    let mut paths = Vec::new();
    fixtures(&logs, &mut paths);
    assert!(paths.len() > 10, "the fixtures are there");
    let folder = tempfile::tempdir().expect("a folder");
    let mut dice = Dice(0x51_7c_c1_b7_27_22_0a_95);
    for path in paths {
        let bytes = fs::read(&path).expect("a fixture");
        let scratch = folder.path().join(path.file_name().expect("a name"));
        let columns = columns(&path);
        for round in 0..60 {
            let what = format!("{} ({round})", path.strip_prefix(&logs).unwrap_or(&path).display());
            fs::write(&scratch, mutate(&bytes, &mut dice)).expect("a file");
            survive(&scratch, None, &columns, &what);
            // Also read by what it was not made for.
            let other = Format::ALL[dice.below(Format::ALL.len())];
            survive(&scratch, Some(other), &columns, &what);
        }
        fs::remove_file(&scratch).expect("a file");
    }
}

#[test]
fn every_format_refuses_or_survives_every_fixture() {
    let logs = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/logs");
    let mut paths = Vec::new();
    fixtures(&logs, &mut paths);
    for path in paths {
        let columns = columns(&path);
        for &format in Format::ALL {
            survive(&path, Some(format), &columns, &format!("{} as {}", path.display(), format.name()));
        }
    }
}

#[test]
fn giants_within_a_document_cost_only_themselves() {
    let folder = tempfile::tempdir().expect("a folder");
    let record = |id: &str, time: &str| {
        format!(
            "{{\"msgid\":\"{id}\",\"action\":\"send\",\"from\":\"a\",\"tolist\":[\"b\"],\"roomid\":\"g\",\"msgtime\":{time},\"msgtype\":\"text\",\"text\":{{\"content\":\"x\"}}}}"
        )
    };
    let deep = format!("{{\"msgid\":{}1{}}}", "[".repeat(200_000), "]".repeat(200_000));
    let long = format!("{{\"msgid\":\"{}\"}}", "x".repeat(10 << 20));
    let good = ["1772413200000", "1772413260000"];
    let absurd = ["0", "-5", "9223372036854775807", "1e300", "\"soon\""];
    let mut records = vec![record("1", good[0]), deep, long, "{\"msgid\":\"\0\"}".into()];
    records.extend(absurd.iter().map(|time| record("2", time)));
    records.push(record("3", good[1]));
    let path = folder.path().join("a.json");
    fs::write(&path, format!("[{}]", records.join(",\n"))).expect("a file");
    let (mut directory, mut problems) = (Directory::default(), Problems::default());
    let mut log = open(&[path], &Options::default(), &mut directory, &mut problems).expect("a log");
    let mut batch = Batch::default();
    assert!(log.next(&mut directory, &mut batch, &mut problems));
    assert_eq!(batch.rows.len(), 2);
    while log.next(&mut directory, &mut batch, &mut problems) {}
    assert_eq!(log.report()[0].skipped, 3 + absurd.len() as u64);
}

#[test]
fn every_format_has_a_fuzz_target() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let manifest = fs::read_to_string(fuzz.join("Cargo.toml")).expect("a manifest");
    for name in Format::ALL.iter().map(|format| format.name()).chain(["any"]) {
        let path = format!("fuzz_targets/{name}.rs");
        assert!(fuzz.join(&path).is_file() && manifest.contains(&path), "fuzz/{path}");
    }
}
