//! SQLite files, opened so that neither the file nor its folder changes, whoever made it.

use std::io;
use std::path::Path;

pub use rusqlite::Row;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use super::Writer;
use crate::ingest::Reason;
use crate::ingest::draft::Cx;
use crate::ingest::shapes::MAX_RECORD;

/// An open database.
pub struct Database(Connection);

impl Database {
    /// Opens a file for reading. A write-ahead log beside it is read too; without one nothing beside it is
    /// looked for, or made.
    pub fn open(path: &Path) -> io::Result<Self> {
        let wal = path.with_file_name(format!("{}-wal", path.file_name().unwrap_or_default().display()));
        let alone = !wal.metadata().is_ok_and(|meta| meta.len() > 0);
        let path = path.canonicalize()?;
        let mut uri = String::from("file:");
        for &byte in path.as_os_str().as_encoded_bytes() {
            match byte {
                b'?' | b'#' | b'%' => uri.push_str(&format!("%{byte:02x}")),
                _ if byte.is_ascii() => uri.push(byte.into()),
                _ => uri.push_str(&format!("%{byte:02x}")),
            }
        }
        uri.push_str(if alone { "?immutable=1" } else { "" });
        // One thread at a time has it: nothing need be locked for each value.
        let flags =
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(uri, flags).map_err(io::Error::other)?;
        connection
            .execute_batch("PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON")
            .map_err(io::Error::other)?;
        Ok(Database(connection))
    }

    /// Names of its tables; views and virtual tables, which may run code, do not count.
    pub fn tables(&self) -> io::Result<Vec<String>> {
        let sql = "SELECT name FROM sqlite_master WHERE type='table' AND rootpage>0 ORDER BY name";
        let mut names = Vec::new();
        self.each(sql, |row| {
            names.extend(text(row, 0)?.map(str::to_string));
            Ok(())
        })?;
        Ok(names)
    }

    /// `SELECT` of columns of a table, by row id; those that it lacks are null, those that are too long are 0.
    /// `None` if it lacks one of the first `needed`. `numbers`: of which only whole numbers are wanted; the length of one
    /// would have to be counted in its digits.
    pub fn select(
        &self,
        table: &str,
        columns: &[&str],
        numbers: &[&str],
        needed: usize,
    ) -> io::Result<Option<String>> {
        let mut there = vec!["rowid".to_string()];
        self.each(&format!("PRAGMA table_info({})", quoted(table)), |row| {
            there.extend(text(row, 1)?.map(str::to_ascii_lowercase));
            Ok(())
        })?;
        let has = |column: &str| there.contains(&column.to_ascii_lowercase());
        if !columns.iter().take(needed).all(|column| has(column)) {
            return Ok(None);
        }
        let column = |column: &&str| match has(column) {
            true if numbers.contains(column) => format!("iif(typeof({0})='integer',{0},0)", quoted(column)),
            true => format!("iif(octet_length({0})>{MAX_RECORD},0,{0})", quoted(column)),
            false => "NULL".into(),
        };
        let columns: Vec<String> = columns.iter().map(column).collect();
        Ok(Some(format!("SELECT {} FROM {} ORDER BY rowid", columns.join(","), quoted(table))))
    }

    /// Reads the rows of a [`select`](Self::select) into messages. Where a table is damaged, its rows end.
    pub fn rows(
        &self,
        select: &str,
        writer: &mut Writer,
        mut read: impl FnMut(&Row, &mut Cx) -> Result<(), Reason>,
    ) -> io::Result<()> {
        let mut last = 0;
        let mut full = Ok(());
        let end = self.each(select, |row| {
            last = integer(row, 0);
            full = writer.row(last, |cx| read(row, cx));
            if full.is_ok() { Ok(()) } else { Err(io::ErrorKind::StorageFull.into()) }
        });
        full?;
        if let Err(error) = end {
            writer.bad(
                last,
                Reason::new(
                    format!("the rows after it cannot be read: {error}"),
                    format!("其后的行无法读取：{error}"),
                ),
            );
        }
        Ok(())
    }

    /// Hands the rows of a query to `each`, one at a time.
    pub fn each(&self, sql: &str, mut each: impl FnMut(&Row) -> io::Result<()>) -> io::Result<()> {
        let mut statement = self.0.prepare(sql).map_err(io::Error::other)?;
        let mut rows = statement.query([]).map_err(io::Error::other)?;
        while let Some(row) = rows.next().map_err(io::Error::other)? {
            each(row)?;
        }
        Ok(())
    }
}

/// A value that [`Database::select`] found too long.
#[derive(Debug)]
pub struct TooLong;

impl From<TooLong> for Reason {
    fn from(_: TooLong) -> Self {
        Reason::new("a value is longer than 8 MiB", "有内容超过 8 MiB")
    }
}

impl From<TooLong> for io::Error {
    fn from(_: TooLong) -> Self {
        io::ErrorKind::FileTooLarge.into()
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A whole number of a row; whatever else stands there is 0.
pub fn integer(row: &Row, column: usize) -> i64 {
    row.get_ref(column).ok().and_then(|value| value.as_i64().ok()).unwrap_or(0)
}

/// The bytes of a text or blob; `None` if null.
pub fn bytes<'r>(row: &'r Row, column: usize) -> Result<Option<&'r [u8]>, TooLong> {
    match row.get_ref(column) {
        Ok(ValueRef::Text(bytes) | ValueRef::Blob(bytes)) => Ok(Some(bytes)),
        Ok(ValueRef::Null) => Ok(None),
        // No column of text or bytes holds a number but the one that `select` puts there.
        _ => Err(TooLong),
    }
}

/// The text of a column, if there is any and it is UTF-8.
pub fn text<'r>(row: &'r Row, column: usize) -> Result<Option<&'r str>, TooLong> {
    let bytes = bytes(row, column)?.unwrap_or_default();
    Ok(simdutf8::basic::from_utf8(bytes).ok().filter(|text| !text.is_empty()))
}
