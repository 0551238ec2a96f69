//! Loops that parse a file and do nothing with it but what every reader must: each field of each record, and its time as
//! an instant where it is written as text of a table or of talk.

mod json;
#[cfg(feature = "sqlite")]
mod rows;

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use jiff::fmt::strtime;
use jiff::tz::TimeZone;
use regex::Regex;
use serde::de::DeserializeSeed;
use serde_json::Value;

/// What a format stands on.
#[derive(Debug, Clone, Copy)]
pub enum Bare {
    /// JSON, a record a line.
    JsonLines,
    /// JSON documents, records in the arrays within.
    Json,
    /// Rows of a table, with the place of the time and its form.
    Csv { time: usize, form: &'static str },
    /// Messages of several lines: the first one's pattern, with a group `time`, and the form of that.
    Text { head: &'static str, form: &'static str },
    /// A database of this version.
    #[cfg(feature = "sqlite")]
    Rows(u32),
    /// Rows of a Parquet file.
    #[cfg(feature = "parquet")]
    Parquet,
}

impl Bare {
    /// Reads a file, or the files of a folder; gives the number of records.
    pub fn run(self, path: &Path) -> usize {
        match self {
            Bare::JsonLines => json_lines(&mut open(path)),
            Bare::Json => files(path).iter().map(|path| json_document(path)).sum(),
            Bare::Csv { time, form } => csv(path, time, form),
            Bare::Text { head, form } => text(&mut open(path), head, form),
            #[cfg(feature = "sqlite")]
            Bare::Rows(version) => rows::run(path, version),
            #[cfg(feature = "parquet")]
            Bare::Parquet => parquet(path),
        }
    }
}

fn open(path: &Path) -> BufReader<File> {
    BufReader::with_capacity(256 << 10, File::open(path).unwrap())
}

/// The file, or those of the folders in a folder.
fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_path_buf()];
    }
    let within =
        |path: &Path| std::fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut files: Vec<_> = within(path).flat_map(|folder| within(&folder).collect::<Vec<_>>()).collect();
    files.sort();
    files
}

fn json_lines(input: &mut impl BufRead) -> usize {
    let (mut line, mut found) = (String::new(), 0);
    while input.read_line(&mut line).unwrap() > 0 {
        found += usize::from(serde_json::from_str::<Value>(&line).unwrap().is_object());
        line.clear();
    }
    found
}

fn json_document(path: &Path) -> usize {
    let mut all = serde_json::Deserializer::from_reader(open(path));
    json::Within.deserialize(&mut all).unwrap()
}

fn csv(path: &Path, time: usize, form: &str) -> usize {
    let (mut reader, zone, mut found) = (::csv::Reader::from_reader(open(path)), zone(), 0);
    for record in reader.records() {
        let record = record.unwrap();
        found += usize::from(
            instant(&record[time], form, &zone) > 0 && record.iter().all(|field| field.len() < 1000),
        );
    }
    found
}

fn text(input: &mut impl BufRead, head: &str, form: &str) -> usize {
    let (head, zone, mut line) = (Regex::new(head).unwrap(), zone(), String::new());
    let mut messages: usize = 0;
    let (mut who, mut said) = (String::new(), String::new());
    while input.read_line(&mut line).unwrap() > 0 {
        match head.captures(line.trim_end()) {
            Some(found) => {
                messages += usize::from(instant(&found["time"], form, &zone) > 0);
                who.clear();
                who.push_str(&found["who"]);
                said.clear();
                said.push_str(found.name("said").map_or("", |said| said.as_str()));
            }
            None => said.push_str(&line),
        }
        line.clear();
    }
    assert!(!who.is_empty() && !said.is_empty());
    messages
}

fn zone() -> TimeZone {
    TimeZone::get("Asia/Shanghai").unwrap()
}

fn instant(text: &str, form: &str, zone: &TimeZone) -> i64 {
    let local = strtime::parse(form, text).unwrap().to_datetime().unwrap();
    zone.to_ambiguous_timestamp(local).compatible().unwrap().as_millisecond()
}

#[cfg(feature = "parquet")]
fn parquet(path: &Path) -> usize {
    use parquet::file::reader::SerializedFileReader;
    use parquet::record::reader::RowIter;
    let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    let rows = RowIter::from_file(None, &reader).unwrap();
    rows.map(|row| usize::from(row.unwrap().get_column_iter().count() > 0)).sum()
}
