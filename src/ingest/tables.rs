//! Databases and column files. Their rows are written down, one by one, as native JSON lines in a temporary file;
//! from there on they are read like any other log, and read again for reports.

#[cfg(feature = "sqlite")]
pub mod sqlite;

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};

use serde::Serialize;
use tempfile::NamedTempFile;

use super::Reason;
use crate::model::SourceFacts;

/// A row that cannot be read is a line that starts so; a JSON list of two texts follows.
pub const BAD: &str = "!";
/// A table's number and a row's.
const PLACE: usize = 12;

/// The rows of a file, written down.
#[derive(Debug)]
pub struct Dump {
    /// The JSON lines.
    pub spool: NamedTempFile,
    /// Where each line comes from.
    pub places: Places,
    /// What the rows can answer.
    pub facts: SourceFacts,
    /// The network that gives the ids.
    pub platform: String,
    /// Rows whose type no description knows.
    pub unknown_types: u64,
}

/// Writes rows down.
pub struct Writer {
    lines: BufWriter<NamedTempFile>,
    places: BufWriter<File>,
    tables: Vec<String>,
    line: Vec<u8>,
    /// Rows whose type no description knows.
    pub unknown_types: u64,
}

impl Writer {
    /// Nothing is written yet.
    pub fn new() -> io::Result<Self> {
        let lines = BufWriter::with_capacity(256 << 10, NamedTempFile::new()?);
        let places = BufWriter::new(tempfile::tempfile()?);
        Ok(Writer { lines, places, tables: Vec::new(), line: Vec::new(), unknown_types: 0 })
    }

    /// The rows that follow are of this table.
    pub fn table(&mut self, name: &str) {
        self.tables.push(name.into());
    }

    /// A row's record.
    pub fn record(&mut self, row: i64, record: &impl Serialize) -> io::Result<()> {
        self.line.clear();
        serde_json::to_writer(&mut self.line, record)?;
        self.end(row)
    }

    /// A row that cannot be read.
    pub fn bad(&mut self, row: i64, reason: &Reason) -> io::Result<()> {
        self.line.clear();
        self.line.extend_from_slice(BAD.as_bytes());
        serde_json::to_writer(&mut self.line, &[&reason.0.en, &reason.0.zh])?;
        self.end(row)
    }

    fn end(&mut self, row: i64) -> io::Result<()> {
        self.line.push(b'\n');
        self.lines.write_all(&self.line)?;
        let table = self.tables.len().saturating_sub(1) as u32;
        self.places.write_all(&table.to_le_bytes())?;
        self.places.write_all(&row.to_le_bytes())
    }

    /// All rows are written.
    pub fn finish(self, facts: SourceFacts, platform: &str) -> io::Result<Dump> {
        let spool = self.lines.into_inner().map_err(io::IntoInnerError::into_error)?;
        let file = self.places.into_inner().map_err(io::IntoInnerError::into_error)?;
        let places = Places { file, tables: self.tables };
        Ok(Dump { spool, places, facts, platform: platform.into(), unknown_types: self.unknown_types })
    }
}

/// The table and row of each line, in a file of their own.
#[derive(Debug)]
pub struct Places {
    file: File,
    tables: Vec<String>,
}

impl Places {
    /// The table and row of a line, counted from 1.
    pub fn of(&self, line: u32) -> Option<(&str, i64)> {
        let at = u64::from(line.checked_sub(1)?) * PLACE as u64;
        let mut bytes = [0; PLACE];
        (&self.file).seek(SeekFrom::Start(at)).ok()?;
        (&self.file).read_exact(&mut bytes).ok()?;
        let (table, row) = bytes.split_at(4);
        let table = u32::from_le_bytes(table.try_into().ok()?);
        let name = self.tables.get(table as usize)?;
        Some((name, i64::from_le_bytes(row.try_into().ok()?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_knows_its_row() {
        let mut writer = Writer::new().expect("temporary file");
        writer.table("A");
        writer.record(7, &serde_json::json!({"x": "a\nb"})).expect("written");
        writer.table("B");
        writer.bad(1 << 40, &Reason::new("why", "为何")).expect("written");
        let dump = writer.finish(SourceFacts::default(), "p").expect("written");
        let text = std::fs::read_to_string(dump.spool.path()).expect("written");
        assert_eq!(text, "{\"x\":\"a\\nb\"}\n![\"why\",\"为何\"]\n");
        assert_eq!(dump.places.of(1), Some(("A", 7)));
        assert_eq!(dump.places.of(2), Some(("B", 1 << 40)));
        assert_eq!((dump.places.of(0), dump.places.of(3)), (None, None));
    }
}
