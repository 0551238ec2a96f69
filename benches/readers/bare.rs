//! Loops that parse a file and do nothing with it.

use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// What a format stands on.
#[derive(Debug, Clone, Copy)]
pub enum Bare {
    /// JSON, a record a line.
    JsonLines,
    /// A JSON document, records in the arrays within.
    Json,
    /// Rows of a table.
    Csv,
    /// Lines.
    Text,
}

impl Bare {
    /// Reads a file.
    pub fn run(self, path: &Path) {
        let mut input = BufReader::with_capacity(256 << 10, File::open(path).unwrap());
        let found = match self {
            Bare::JsonLines => lines(&mut input, |line| {
                usize::from(serde_json::from_str::<Value>(line).unwrap().is_object())
            }),
            Bare::Text => lines(&mut input, str::len),
            Bare::Json => {
                let mut all = serde_json::Deserializer::from_reader(input);
                Within.deserialize(&mut all).unwrap()
            }
            Bare::Csv => csv(input),
        };
        assert!(found > 0);
    }
}

fn lines(input: &mut impl BufRead, each: impl Fn(&str) -> usize) -> usize {
    let (mut line, mut found) = (String::new(), 0);
    while input.read_line(&mut line).unwrap() > 0 {
        found += each(&line);
        line.clear();
    }
    found
}

fn csv(mut input: impl BufRead) -> usize {
    let mut reader = csv_core::Reader::new();
    let (mut output, mut ends, mut fields) = (vec![0; 64 << 10], vec![0; 64], 0);
    let (mut written, mut ended) = (0, 0);
    loop {
        let bytes = input.fill_buf().unwrap();
        let (result, read, wrote, found) =
            reader.read_record(bytes, &mut output[written..], &mut ends[ended..]);
        input.consume(read);
        (written, ended) = (written + wrote, ended + found);
        match result {
            csv_core::ReadRecordResult::Record => {
                fields += usize::from(std::str::from_utf8(&output[..written]).is_ok()) * ended;
                (written, ended) = (0, 0);
            }
            csv_core::ReadRecordResult::InputEmpty => {}
            csv_core::ReadRecordResult::End => return fields,
            other => panic!("{other:?}"),
        }
    }
}

/// Takes the elements of arrays as values, one by one, and looks for arrays within objects.
struct Within;

impl<'de> DeserializeSeed<'de> for Within {
    type Value = usize;
    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<usize, D::Error> {
        d.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Within {
    type Value = usize;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("anything")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<usize, A::Error> {
        let mut found = 0;
        while map.next_key::<String>()?.is_some() {
            found += map.next_value_seed(Within)?;
        }
        Ok(found)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<usize, A::Error> {
        let mut found = 0;
        while let Some(value) = seq.next_element::<Value>()? {
            found += usize::from(value.is_object());
        }
        Ok(found)
    }
    fn visit_str<E>(self, _: &str) -> Result<usize, E> {
        Ok(0)
    }
    fn visit_i64<E>(self, _: i64) -> Result<usize, E> {
        Ok(0)
    }
    fn visit_u64<E>(self, _: u64) -> Result<usize, E> {
        Ok(0)
    }
    fn visit_bool<E>(self, _: bool) -> Result<usize, E> {
        Ok(0)
    }
    fn visit_unit<E>(self) -> Result<usize, E> {
        Ok(0)
    }
}

/// Every column of every row of a table.
#[cfg(feature = "sqlite")]
pub fn rows(path: &Path, table: &str) {
    use rusqlite::types::ValueRef;
    let db = rusqlite::Connection::open(path).unwrap();
    let mut statement = db.prepare(&format!("SELECT * FROM {table}")).unwrap();
    let columns = statement.column_count();
    let (mut rows, mut bytes) = (statement.query([]).unwrap(), 0);
    while let Some(row) = rows.next().unwrap() {
        for column in 0..columns {
            if let ValueRef::Text(text) | ValueRef::Blob(text) = row.get_ref(column).unwrap() {
                bytes += text.len();
            }
        }
    }
    assert!(bytes > 0);
}
