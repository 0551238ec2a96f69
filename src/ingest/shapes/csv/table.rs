//! A whole table in memory, with the places of its cells: what people keep in a spreadsheet.

use std::ops::Range;

use super::super::{Item, Records, SMALL};
use super::{Csv, Dialect, Fields, Header, Row};
use crate::ingest::Reason;

/// A table.
#[derive(Debug, Clone)]
pub struct Table {
    /// The names of the columns.
    pub header: Vec<Cell>,
    /// The rows below, or the line of one that cannot be read and why.
    pub rows: Vec<Result<Vec<Cell>, (u32, Reason)>>,
}

/// A field and its place in the text, with its quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// What it says, without blanks around it.
    pub text: String,
    /// Its bytes.
    pub place: Range<usize>,
}

impl Table {
    /// Reads a text; `None` if it has no header. Rows of blank cells are left out.
    pub fn of(text: &str) -> Option<Table> {
        let Dialect { delimiter, head } = Header::of(text)?.dialect;
        let mut records = Csv::new(text.as_bytes(), SMALL, Dialect { delimiter, head: head - 1 });
        let mut fields = Fields::new(delimiter);
        let mut rows = Vec::new();
        while let Ok(Some(record)) = records.next() {
            match record {
                Item::Object { .. } | Item::Member { .. } | Item::Heading { .. } => {}
                Item::Bad { line, reason } => rows.push(Err((line, reason))),
                Item::Record { text, offset, .. } => {
                    let cells = cells(fields.split(text), offset as usize);
                    if cells.iter().any(|cell| !cell.text.is_empty()) {
                        rows.push(Ok(cells));
                    }
                }
            }
        }
        let mut rows = rows.into_iter();
        Some(Table { header: rows.next()?.ok()?, rows: rows.collect() })
    }
}

fn cells(row: Row, offset: usize) -> Vec<Cell> {
    let cell = |index: usize| {
        let place = row.place(index)?;
        let text = row.get(index)?.trim().to_string();
        Some(Cell { text, place: offset + place.start..offset + place.end })
    };
    (0..row.len()).filter_map(cell).collect()
}
