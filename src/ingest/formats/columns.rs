//! What the parsers of tables share: columns by name, times and people as tables have them, and the group that
//! only the name of the file tells.

use std::borrow::Cow;
use std::path::Path;

use super::message::private;
use crate::ingest::damage;
use crate::ingest::detect::Sample;
use crate::ingest::draft::Cx;
use crate::ingest::shapes::csv::{Fields, Row};
use crate::ingest::{Reason, Shape};
use crate::model::{GroupId, Millis, PersonId};

/// The columns of a table that a parser knows, in the parser's order.
pub struct Columns<const N: usize> {
    fields: Fields,
    at: [Option<usize>; N],
    width: usize,
}

impl<const N: usize> Columns<N> {
    /// Looks the columns up in the header.
    pub fn new(sample: &Sample, names: [&str; N]) -> Self {
        let header = sample.table.as_ref();
        let at = names.map(|name| header.and_then(|header| header.find(name)));
        let delimiter = header.map_or(b',', |header| header.dialect.delimiter);
        Columns { fields: Fields::new(delimiter), at, width: header.map_or(0, |header| header.names.len()) }
    }

    /// The cells of a row, empty where it has none; `None` if all are.
    pub fn row<'r>(&'r mut self, record: &'r str) -> Result<Option<[&'r str; N]>, Reason> {
        let row = self.fields.split(record);
        check_width(row, self.width)?;
        let cells = self.at.map(|at| at.and_then(|at| row.get(at)).unwrap_or_default());
        Ok(cells.iter().any(|cell| !cell.trim().is_empty()).then_some(cells))
    }
}

/// Text beyond the last column: no telling which of the cells before is not one.
pub fn check_width(row: Row, width: usize) -> Result<(), Reason> {
    if (width..row.len()).all(|at| row.get(at).is_none_or(str::is_empty)) {
        return Ok(());
    }
    let fields = row.len();
    Err(Reason::new(
        format!("it has {fields} fields, and the header {width}"),
        format!("有 {fields} 列，而表头有 {width} 列"),
    ))
}

/// How a table that begins like this stands in its file.
pub fn shape(sample: &Sample) -> Shape {
    sample.table.as_ref().map_or(Shape::Lines, |header| Shape::Csv(header.dialect))
}

/// Times of a table, and how finely the coarsest of them is told.
pub struct Clock {
    /// In milliseconds.
    pub precision: Millis,
}

impl Default for Clock {
    fn default() -> Self {
        Clock { precision: 1000 }
    }
}

impl Clock {
    /// Reads a time.
    pub fn read(&mut self, field: &str, text: &str, cx: &mut Cx) -> Result<Millis, Reason> {
        if text.trim().is_empty() {
            return Err(Reason::missing(field));
        }
        let (time, precision) = damage::told(field, text, cx)?;
        let minutes = || text.matches([':', '：']).count() == 1;
        if precision.map_or_else(minutes, |precision| precision == 60_000) {
            self.precision = 60_000;
        }
        Ok(time)
    }
}

/// Somebody of whom a log has only the display name: one person within a group. Texts may mention the name.
pub fn named(name: &str, group: &str, cx: &mut Cx) -> PersonId {
    let person = cx.directory.person_by_nickname(group, name);
    known_as(name, person, cx);
    person
}

/// The chat of an account: a group, or a conversation of two. Its id, and itself.
pub fn chat<'a>(room: &'a str, name: Option<&str>, cx: &mut Cx) -> (Cow<'a, str>, GroupId) {
    let id = match room.ends_with("@chatroom") {
        true => Cow::Borrowed(room),
        false => Cow::Owned(private(room)),
    };
    let group = cx.group(&id, name);
    (id, group)
}

/// Lets a person be mentioned by a name.
pub fn known_as(name: &str, person: PersonId, cx: &mut Cx) {
    if name.is_empty() {
        return;
    }
    cx.called.note(name, person);
    if cx.directory.find_name(name) != Some(person) {
        cx.directory.add_name(name, person);
    }
}

/// The name of a group whose export is named after it: the file's, without what programs add to it.
pub fn group_of(path: &str) -> String {
    let name = Path::new(path).file_name().and_then(|name| name.to_str()).unwrap_or(path);
    let mut name = name;
    for end in [".gz", ".zst", ".csv", ".tsv", ".txt", "_utf8"] {
        name = name.strip_suffix(end).filter(|rest| !rest.is_empty()).unwrap_or(name);
    }
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_named_after_the_group() {
        for (path, group) in [
            ("聊天记录/县直机关群/县直机关群_utf8.csv", "县直机关群"),
            ("a.b.csv.gz", "a.b"),
            ("-", "-"),
            (".csv", ".csv"),
        ] {
            assert_eq!(group_of(path), group);
        }
    }
}
