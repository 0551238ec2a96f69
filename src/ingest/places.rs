//! Where records stand: told without reading, so that findings can be written while the log is read on.

use std::sync::Arc;

use super::source::Source;
use super::tables;
use crate::model::Origin;

/// The places of all records of a log.
#[derive(Debug, Default)]
pub struct Places(Vec<Placed>);

/// The places of one source's records.
#[derive(Debug)]
struct Placed {
    /// The path as the user gave it.
    name: String,
    /// The files of a folder, by the offset at which each begins.
    parts: Vec<(u64, String)>,
    /// Rows of a table by line.
    rows: Option<Arc<tables::Places>>,
}

impl Places {
    /// Of sources, in the order of their ranks.
    pub fn new(sources: &[Source]) -> Places {
        let placed = |source: &Source| Placed {
            name: source.name.clone(),
            parts: source.files.parts.iter().map(|part| (part.base, part.shown.clone())).collect(),
            rows: source.places.clone(),
        };
        Places(sources.iter().map(placed).collect())
    }

    /// The file that holds a record, or the table within it, and the line or row.
    pub fn of(&self, origin: Origin) -> (&str, u32) {
        let Some(Placed { name, parts, rows }) = self.0.get(origin.source as usize) else {
            return ("", origin.line);
        };
        if let Some(place) = rows.as_ref().and_then(|rows| rows.of(origin.line)) {
            return place;
        }
        let part = parts.partition_point(|(base, _)| *base <= origin.offset).checked_sub(1);
        (part.and_then(|part| parts.get(part)).map_or(name, |(_, shown)| shown), origin.line)
    }
}
