//! Looking ahead: what is told of a record without reading it whole is what reading it tells.

use std::fs::File;

use super::mapped::beside;
use super::*;
use crate::ingest::files::Part;
use crate::ingest::formats::Glance;
use crate::ingest::intake::Pass;
use crate::ingest::shapes::Item;
use crate::ingest::source::Source;
use crate::ingest::{ToldDates, find};
use crate::model::Origin;

/// A source, opened, with people of its own.
struct Opened {
    source: Source,
    directory: Directory,
    batch: Batch,
}

impl Opened {
    fn all(path: &Path, options: &Options) -> Vec<Opened> {
        let mut directory = Directory::default();
        let paths = [path.to_path_buf()];
        let sources = find::sources(&paths, options, &mut directory, &mut Problems::default());
        let opened = |source| Opened { source, directory: directory.clone(), batch: Batch::default() };
        sources.into_iter().map(opened).collect()
    }

    fn aside(&mut self, part: &Part, item: &Item) {
        let parser = &mut self.source.intake.parser;
        match item {
            Item::Object { offset } => parser.object(part.base + offset),
            Item::Member { name, value, .. } => {
                let _ = parser.member(name, value, &mut self.directory);
            }
            Item::Heading { text, line } => parser.heading(text, *line),
            Item::Record { .. } | Item::Bad { .. } => {}
        }
    }

    fn glance(&mut self, text: &str, part: &Part, origin: Origin) -> Option<(i64, String)> {
        let Opened { source, directory, batch } = self;
        let Glance { time, group } = source.intake.glance(text, &part.label, origin, directory, batch)?;
        Some((time, directory.get_group(group).id.to_string()))
    }

    fn read(&mut self, text: &str, part: &Part, origin: Origin) -> Option<(i64, String)> {
        let Opened { source, directory, batch } = self;
        batch.clear();
        source.intake.take(text, &part.label, origin, Pass::Survey, directory, batch).ok()?;
        let row = batch.rows.last()?;
        Some((row.time, directory.get_group(row.group).id.to_string()))
    }
}

/// A record, and harmed ones.
fn harmed(text: &str) -> Vec<String> {
    let cuts = text.char_indices().map(|(at, _)| at).step_by(1 + text.len() / 12);
    let harm = |at: usize| {
        let (before, after) = text.split_at(at);
        let rest: String = after.chars().skip(1).collect();
        [
            before.to_string(),
            format!("{before}{rest}"),
            format!("{before}7{rest}"),
            format!("{before}\"{rest}"),
        ]
    };
    let of = |name: &str| text.replace(&format!("\"{name}\":"), "\"x\":");
    let renamed = ["text", "content", "sender", "from", "type", "msgtype", "body", "user"].map(of);
    std::iter::once(text.to_string()).chain(cuts.flat_map(harm)).chain(renamed).collect()
}

/// How many records of a log are told at a glance, and how many are not.
fn check(path: &Path, options: &Options) -> [usize; 2] {
    let mut told = [0; 2];
    for (mut quick, mut whole) in Opened::all(path, options).into_iter().zip(Opened::all(path, options)) {
        for part in quick.source.files.parts.clone() {
            let mut records = quick.source.shape.records(File::open(&part.path).expect("a file"), 64 << 10);
            while let Some(item) = records.next().expect("a file") {
                quick.aside(&part, &item);
                whole.aside(&part, &item);
                let Item::Record { text, offset, line } = item else { continue };
                let origin = Origin { source: 0, line, offset: part.base + offset };
                for (harm, text) in harmed(text).iter().enumerate() {
                    let glanced = quick.glance(text, &part, origin);
                    if glanced.is_some() {
                        assert_eq!(glanced, whole.read(text, &part, origin), "{}: {text}", path.display());
                    }
                    told[usize::from(glanced.is_none())] += usize::from(harm == 0);
                }
            }
        }
    }
    told
}

#[test]
fn a_glance_tells_what_reading_tells() {
    let day = jiff::civil::date(2026, 3, 2);
    let dates = ToldDates { day: Some(day), ..ToldDates::default() };
    let plain = Options { dates, ..Options::default() };
    for folder in std::fs::read_dir(fixture("")).expect("fixtures").flatten() {
        let name = folder.file_name().to_string_lossy().into_owned();
        let options = match folder.path().join("qungui.yaml").is_file() && name != "parquet" {
            true => Options { dates, ..beside(&name) },
            false => plain.clone(),
        };
        let path = if name == "slack" { folder.path().join("export") } else { folder.path() };
        let [told, _] = check(&path, &options);
        let whole = matches!(name.as_str(), "native" | "wecom" | "wechat" | "parquet" | "table" | "json");
        assert!(whole || told > 0, "{name}: nothing is told at a glance");
    }
}

#[test]
fn a_map_of_the_usual_columns_is_read_at_a_glance() {
    let scratch = Scratch::new();
    let path = scratch.write(
        "a.csv",
        "时间,工号,内容\n2026-03-02 09:00:00,g01,\"马上报\n好\"\n2026-03-02 09:01,g02,收到\n",
    );
    let options = super::mapped::options("columns: { time: 时间, sender: 工号, text: 内容 }");
    assert_eq!(check(&path, &options), [2, 0]);
    let options = super::mapped::options("columns: { time: 时间, sender: 工号, recalled: 内容 }");
    assert_eq!(check(&path, &options), [0, 2], "each may be refused");
}
