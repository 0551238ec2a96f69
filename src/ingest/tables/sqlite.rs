//! SQLite files, opened so that neither the file nor its folder changes, whoever made it.

use std::io;
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row};

use crate::ingest::shapes::MAX_RECORD;

/// The first bytes of every SQLite file that is not encrypted.
pub const MAGIC: &[u8] = b"SQLite format 3\0";

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
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        let connection = Connection::open_with_flags(uri, flags).map_err(io::Error::other)?;
        connection.execute_batch("PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON").map_err(io::Error::other)?;
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
    /// `None` if it lacks one of the first `needed`.
    pub fn select(&self, table: &str, columns: &[&str], needed: usize) -> io::Result<Option<String>> {
        let mut there = Vec::new();
        self.each(&format!("PRAGMA table_info({})", quoted(table)), |row| {
            there.extend(text(row, 1)?.map(str::to_ascii_lowercase));
            Ok(())
        })?;
        let has = |column: &str| there.contains(&column.to_ascii_lowercase());
        if !columns.iter().take(needed).all(|column| has(column)) {
            return Ok(None);
        }
        let column = |column: &&str| match has(column) {
            true => format!("iif(octet_length({0})>{MAX_RECORD},0,{0})", quoted(column)),
            false => "NULL".into(),
        };
        let columns: Vec<String> = columns.iter().map(column).collect();
        Ok(Some(format!("SELECT {} FROM {} ORDER BY rowid", columns.join(","), quoted(table))))
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

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A whole number of a row; whatever else stands there is 0.
pub fn integer(row: &Row, column: usize) -> i64 {
    row.get_ref(column).ok().and_then(|value| value.as_i64().ok()).unwrap_or(0)
}

/// The bytes of a text or blob; `None` if null. A number is the sign of [`Database::select`] for a value that
/// is too long.
pub fn bytes<'r>(row: &'r Row, column: usize) -> io::Result<Option<&'r [u8]>> {
    match row.get_ref(column) {
        Ok(ValueRef::Text(bytes) | ValueRef::Blob(bytes)) => Ok(Some(bytes)),
        Ok(ValueRef::Null) => Ok(None),
        _ => Err(io::ErrorKind::FileTooLarge.into()),
    }
}

/// The text of a column, if there is any and it is UTF-8.
pub fn text<'r>(row: &'r Row, column: usize) -> io::Result<Option<&'r str>> {
    let bytes = bytes(row, column)?.unwrap_or_default();
    Ok(std::str::from_utf8(bytes).ok().filter(|text| !text.is_empty()))
}
