//! Databases and column files. Their rows are written down, one by one, as a native log in a temporary file; from
//! there on they are read like any other log, and read again for reports.

#[cfg(feature = "sqlite")]
pub mod sqlite;

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use jiff::tz::TimeZone;
use tempfile::NamedTempFile;

use super::called::Called;
use super::draft::{Cx, Mark, Notes};
use super::formats::native;
use super::local::LocalClock;
use super::problems::{BadRecords, RecordProblem};
use super::source::{BYTES, ROWS};
use super::{Format, Options, Reason};
use crate::diag::Both;
use crate::model::{Batch, Directory, Millis, SourceFacts};

/// Bytes of a place: a table's number and a row's.
const PLACE: usize = 12;

/// Files whose rows are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// An SQLite database.
    Sqlite,
    /// A Parquet file.
    Parquet,
}

/// What such a file holds.
#[derive(Debug)]
pub enum Found {
    /// A log.
    Log(Format, Box<Dump>),
    /// Names for the logs beside it, and what it is.
    Beside(Both),
    /// Something else.
    Other(Both),
    /// A table that lacks columns of the user's map.
    #[cfg(feature = "parquet")]
    Unfit(Vec<crate::diag::Diagnostic>),
    /// This program was built without the feature that reads it.
    NeedsFeature,
}

impl Container {
    /// The container that begins with these bytes.
    pub fn of(bytes: &[u8]) -> Option<Container> {
        let all = [(&b"SQLite format 3\0"[..], Container::Sqlite), (b"PAR1", Container::Parquet)];
        all.into_iter().find(|(mark, _)| bytes.starts_with(mark)).map(|(_, container)| container)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Container::Sqlite => "SQLite",
            Container::Parquet => "Parquet",
        }
    }

    /// The feature that reads it.
    pub fn feature(self) -> &'static str {
        match self {
            Container::Sqlite => "sqlite",
            Container::Parquet => "parquet",
        }
    }

    /// Writes the rows of a file down. `shown`: the file, as the user knows it.
    pub fn read(self, path: &Path, shown: &str, options: &Options) -> io::Result<Found> {
        match self {
            #[cfg(feature = "parquet")]
            Container::Parquet => super::formats::parquet::read(path, shown, options),
            #[cfg(feature = "sqlite")]
            Container::Sqlite => super::formats::database(path, shown),
            #[allow(unreachable_patterns)]
            _ => {
                let _ = (path, shown, options);
                Ok(Found::NeedsFeature)
            }
        }
    }
}

/// The rows of a file, written down.
#[derive(Debug)]
pub struct Dump {
    /// The native log.
    pub spool: NamedTempFile,
    /// Where each line comes from.
    pub places: Places,
    /// True if its messages stand in order of time.
    pub ordered: bool,
    /// Rows that could not be read.
    pub bad: BadRecords,
    /// Oddities met while reading.
    pub notes: Notes,
}

/// Writes rows down.
pub struct Writer {
    /// People and groups of the file, known apart from all others.
    pub directory: Directory,
    shown: String,
    zone: LocalClock,
    out: native::Writer<Counted>,
    /// What stands at the beginning, and its length.
    #[cfg_attr(not(feature = "parquet"), allow(dead_code))]
    header: (native::Header, usize),
    places: BufWriter<File>,
    tables: Vec<String>,
    batch: Batch,
    /// The row of each message of the batch.
    rows: Vec<i64>,
    /// The latest time, as long as all stand in order.
    last: Option<Millis>,
    bad: BadRecords,
    notes: Notes,
    called: Called,
}

impl Writer {
    /// Begins with what the rows can answer. `shown`: the file, as the user knows it; `zone`: that of times without one.
    pub fn new(shown: &str, facts: &SourceFacts, platform: &str, zone: TimeZone) -> io::Result<Self> {
        let header = native::Header::new(facts, platform.into(), None, &TimeZone::UTC);
        let length = serde_json::to_vec(&header)?.len();
        let spool = BufWriter::with_capacity(256 << 10, super::temporary::file()?);
        let mut writer = Writer {
            directory: Directory::default(),
            shown: shown.into(),
            zone: zone.into(),
            out: native::Writer::begin(Counted { out: spool, lines: 0 }, &header, TimeZone::UTC)?,
            header: (header, length),
            places: BufWriter::with_capacity(64 << 10, tempfile::tempfile()?),
            tables: vec![shown.into()],
            batch: Batch::default(),
            rows: Vec::new(),
            last: Some(Millis::MIN),
            bad: BadRecords::default(),
            called: Called::default(),
            notes: Notes::default(),
        };
        writer.place(0)?;
        Ok(writer)
    }

    /// The rows that follow are of this table.
    pub fn table(&mut self, name: &str) -> io::Result<()> {
        self.flush()?;
        self.tables.push(format!("{}: {name}", self.shown));
        Ok(())
    }

    /// Reads a row: `read` appends the messages that it holds.
    pub fn row(&mut self, row: i64, read: impl FnOnce(&mut Cx) -> Result<(), Reason>) -> io::Result<()> {
        let mark = Mark::of(&self.batch);
        let mut cx = Cx {
            directory: &mut self.directory,
            batch: &mut self.batch,
            zone: &self.zone,
            learn: true,
            notes: &mut self.notes,
            called: &mut self.called,
            line: u32::try_from(row).unwrap_or(u32::MAX),
            offset: 0,
        };
        match read(&mut cx) {
            Ok(()) => self.rows.resize(self.batch.rows.len(), row),
            Err(reason) => {
                mark.undo(&mut self.batch);
                self.bad(row, reason);
            }
        }
        let full = self.rows.len() >= ROWS || self.batch.text.len() >= BYTES;
        if full { self.flush() } else { Ok(()) }
    }

    /// Takes note of a row that cannot be read.
    pub fn bad(&mut self, row: i64, reason: Reason) {
        let path = self.tables.last().cloned().unwrap_or_default();
        let line = u32::try_from(row).unwrap_or(u32::MAX);
        self.bad.add(|| RecordProblem { source: 0, path, line, reason });
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        for row in &self.batch.rows {
            self.last = self.last.filter(|last| *last <= row.time).map(|_| row.time);
        }
        let before = self.out.out().lines;
        self.out.write(&self.batch, &self.directory)?;
        // Lines about people and groups come before the messages.
        let aside = self.out.out().lines - before - self.rows.len() as u64;
        (0..aside).try_for_each(|_| self.place(0))?;
        for row in std::mem::take(&mut self.rows) {
            self.place(row)?;
        }
        self.batch.clear();
        Ok(())
    }

    fn place(&mut self, row: i64) -> io::Result<()> {
        let table = self.tables.len() as u32 - 1;
        let mut place = [0; PLACE];
        let (first, second) = place.split_at_mut(4);
        first.copy_from_slice(&table.to_le_bytes());
        second.copy_from_slice(&row.to_le_bytes());
        self.places.write_all(&place)
    }

    /// The times turned out to be so exact, in milliseconds; to begin with, they are said to be exact to one. That word is
    /// the longest, so that the header keeps its length.
    #[cfg(feature = "parquet")]
    pub fn settle(&mut self, precision: Millis) -> io::Result<()> {
        let (header, length) = &mut self.header;
        header.precise(precision);
        let mut line = serde_json::to_vec(header)?;
        line.resize(*length, b' ');
        let out = &mut self.out.out().out;
        out.seek(SeekFrom::Start(0))?;
        out.write_all(&line)?;
        out.seek(SeekFrom::End(0)).map(drop)
    }

    /// All rows are written.
    pub fn finish(mut self) -> io::Result<Dump> {
        self.flush()?;
        let spool = self.out.finish().out.into_inner().map_err(io::IntoInnerError::into_error)?;
        let file = self.places.into_inner().map_err(io::IntoInnerError::into_error)?;
        let places = Places { file, tables: self.tables };
        Ok(Dump { spool, places, ordered: self.last.is_some(), bad: self.bad, notes: self.notes })
    }
}

/// Counts the lines that are written.
struct Counted {
    out: BufWriter<NamedTempFile>,
    lines: u64,
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        // JSON holds no line ends of its own.
        self.lines += u64::from(bytes[..written].ends_with(b"\n"));
        Ok(written)
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.lines += u64::from(bytes.ends_with(b"\n"));
        self.out.write_all(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The table and row of each line, in a file of their own.
#[derive(Debug)]
pub struct Places {
    file: File,
    tables: Vec<String>,
}

impl Places {
    /// The table and row of a line, counted from 1; a table's name begins with that of its file.
    pub fn of(&self, line: u32) -> Option<(&str, u32)> {
        let at = u64::from(line.checked_sub(1)?) * PLACE as u64;
        let mut bytes = [0; PLACE];
        (&self.file).seek(SeekFrom::Start(at)).ok()?;
        (&self.file).read_exact(&mut bytes).ok()?;
        let (table, row) = bytes.split_at(4);
        let table = u32::from_le_bytes(table.try_into().ok()?);
        let name = self.tables.get(table as usize)?;
        let row = i64::from_le_bytes(row.try_into().ok()?);
        Some((name, u32::try_from(row).unwrap_or(u32::MAX)))
    }
}
