//! WeChat's own databases, decrypted: version 3 (`MSG` tables) and version 4 (`Msg_*` tables).

mod contacts;
mod packed;
mod protobuf;
mod v3;
mod v4;

use std::io;
use std::path::Path;

use contacts::Contacts;
use jiff::tz::TimeZone;

use super::facts;
use crate::ingest::tables::sqlite::Database;
use crate::ingest::tables::{Dump, Writer};

/// Writes the messages of a database down; `None` if it has no table of messages.
pub fn dump(db: &Database, tables: &[String], path: &Path, shown: &str) -> io::Result<Option<Dump>> {
    let v4: Vec<&str> = tables.iter().map(String::as_str).filter(|name| v4::is_table(name)).collect();
    let v3 = v3::columns(db, tables)?;
    if v3.is_none() && v4.is_empty() {
        return Ok(None);
    }
    let contacts = Contacts::gather(db, path);
    let mut writer = Writer::new(shown, &facts(!contacts.is_empty()), "wechat", TimeZone::UTC)?;
    contacts.introduce(&mut writer.directory);
    if let Some(select) = v3 {
        v3::read(db, &select, &mut writer)?;
    }
    v4::read(db, &v4, &contacts, &mut writer)?;
    writer.finish().map(Some)
}

/// True if the tables hold names for the messages of other databases.
pub fn is_beside(tables: &[String]) -> bool {
    contacts::TABLES.iter().any(|name| tables.iter().any(|table| table == name))
}
