//! The fields of a record, found where the map says.

use std::borrow::Cow;

use serde::de::DeserializeSeed;

use super::tree::{self, Keep, Node};
use crate::ingest::damage;
use crate::ingest::draft::Cx;
use crate::ingest::formats::columns::check_width;
use crate::ingest::shapes::csv::{Fields, Header};
use crate::ingest::{ColumnMap, Field, Place, Reason};

/// The fields of one record, by [`Field`].
pub struct Cells<'a>([Cell<'a>; Field::ALL.len()]);

/// What stands in a field.
#[derive(Debug, Clone, Default)]
pub enum Cell<'a> {
    /// Nothing.
    #[default]
    Nothing,
    /// A text.
    One(Cow<'a, str>),
    /// A list of texts, of JSON.
    Many(Vec<Cow<'a, str>>),
}

/// What stands between the items of a list in one cell.
const BETWEEN: [char; 7] = ['、', ',', '，', ';', '；', '|', '\n'];

impl Default for Cells<'_> {
    fn default() -> Self {
        Cells(std::array::from_fn(|_| Cell::Nothing))
    }
}

impl<'a> Cells<'a> {
    fn cell(&self, field: Field) -> &Cell<'a> {
        self.0.get(field as usize).unwrap_or(&Cell::Nothing)
    }

    fn put<P>(&mut self, field: Field, spot: &'a Spot<P>, at: impl FnOnce(&'a [P]) -> Cell<'a>) {
        let cell = match spot {
            Spot::Same(value) => Cell::One(Cow::Borrowed(value)),
            Spot::At(places) => at(places),
        };
        if let Some(place) = self.0.get_mut(field as usize) {
            *place = cell;
        }
    }

    /// A text, unless it is blank.
    pub fn text(&self, field: Field) -> Option<&str> {
        let text = match self.cell(field) {
            Cell::Nothing => return None,
            Cell::One(text) => text,
            Cell::Many(list) => list.first()?,
        };
        Some(text).filter(|text| !text.trim().is_empty()).map(|text| &**text)
    }

    /// The items of a list.
    pub fn list(&self, field: Field) -> Vec<&str> {
        let items: Vec<&str> = match self.cell(field) {
            Cell::Nothing => Vec::new(),
            Cell::One(text) => text.split(BETWEEN).collect(),
            Cell::Many(list) => list.iter().map(|item| &**item).collect(),
        };
        items.into_iter().map(str::trim).filter(|item| !item.is_empty()).collect()
    }
}

/// Where the fields stand in the records of a source.
pub enum Layout {
    /// In the columns of a table; with the width of its header.
    Table { fields: Box<Fields>, at: Vec<(Field, Spot<usize>)>, width: usize },
    /// In members of JSON, at these paths; with the names of all, and of those at the head.
    Json { at: Vec<(Field, Spot<Vec<String>>)>, names: [Vec<String>; 2] },
}

/// Which fields of a record are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All.
    All,
    /// Those that looking ahead needs.
    Head,
}

impl Part {
    fn has(self, field: Field) -> bool {
        use Field::*;
        self == Part::All || matches!(field, Time | Group | GroupName | Kind | Sender | SenderName | Nickname)
    }
}

/// Where a field stands.
pub enum Spot<P> {
    /// It is the same everywhere.
    Same(String),
    /// At these places, together.
    At(Vec<P>),
}

impl Layout {
    /// Of a table with this header, or of JSON.
    pub fn new(map: &ColumnMap, header: Option<&Header>) -> Self {
        let path = |name: &str| Some(name.split('.').map(String::from).collect());
        match header {
            Some(header) => Layout::Table {
                fields: Box::new(Fields::new(header.dialect.delimiter)),
                at: spots(map, |name| header.find(name)),
                width: header.names.len(),
            },
            None => {
                let at = spots(map, path);
                let names = [Part::All, Part::Head].map(|part| {
                    let paths = at.iter().filter_map(|(field, spot)| match spot {
                        Spot::At(paths) if part.has(*field) => Some(paths),
                        _ => None,
                    });
                    tree::names(paths.flatten())
                });
                Layout::Json { at, names }
            }
        }
    }

    /// Takes fields of a record; false if it is blank. They are put into `cells`, which is large to move.
    pub fn cells<'r>(
        &'r mut self,
        record: &'r str,
        part: Part,
        cells: &mut Cells<'r>,
        cx: &mut Cx,
    ) -> Result<bool, Reason> {
        match self {
            _ if record.trim_ascii().is_empty() => Ok(false),
            Layout::Json { names, .. } => {
                let mut all = serde_json::Deserializer::from_str(record);
                let object = Keep(&names[part as usize])
                    .deserialize(&mut all)
                    .and_then(|object| all.end().map(|()| object));
                self.members(&object.map_err(|error| Reason::json(&error))?, part, cells).map(|()| true)
            }
            Layout::Table { fields, at, width } => {
                let row = fields.split(record);
                check_width(row, *width)?;
                if row.iter().all(|cell| cell.trim().is_empty()) {
                    return Ok(false);
                }
                for (field, spot) in at.iter().filter(|(field, _)| part.has(*field)) {
                    let text = |&at: &usize| mended(*field, row.get(at).unwrap_or_default(), cx).into();
                    cells.put(*field, spot, |places| one(places.iter().map(text)));
                }
                Ok(true)
            }
        }
    }

    /// The same of an object.
    pub fn members<'r>(&'r self, object: &Node<'r>, part: Part, cells: &mut Cells<'r>) -> Result<(), Reason> {
        if !matches!(object, Node::Members(_)) {
            return Err(Reason::new("it is no object", "不是对象"));
        }
        if let Layout::Json { at, .. } = self {
            for (field, spot) in at.iter().filter(|(field, _)| part.has(*field)) {
                cells.put(*field, spot, |paths| member(paths, object));
            }
        }
        Ok(())
    }
}

fn spots<P>(map: &ColumnMap, find: impl Fn(&str) -> Option<P>) -> Vec<(Field, Spot<P>)> {
    let spot = |place: &Place| match place {
        Place::Value(value) => Spot::Same(value.clone()),
        Place::Columns(names) => Spot::At(names.iter().filter_map(|(name, _)| find(name)).collect()),
    };
    map.fields.iter().map(|(field, place)| (*field, spot(place))).collect()
}

/// What a spreadsheet program may have done to a cell is undone, or counted.
fn mended<'a>(field: Field, text: &'a str, cx: &mut Cx) -> &'a str {
    use Field::*;
    match field {
        Time => text,
        Id | Group | Sender | Quotes | Recalls | Subject | Inviter => {
            damage::id(text, cx).unwrap_or_default()
        }
        _ => damage::text(text, cx),
    }
}

/// Several cells as one, with a blank between them.
fn one<'a>(cells: impl Iterator<Item = Cow<'a, str>>) -> Cell<'a> {
    let mut all = Cow::Borrowed("");
    for cell in cells.filter(|cell| !cell.is_empty()) {
        match all.is_empty() {
            true => all = cell,
            false => all = Cow::Owned(format!("{all} {cell}")),
        }
    }
    Cell::One(all)
}

/// What stands at the paths of a record; of one path that leads to several texts, all of them.
fn member<'v>(paths: &[Vec<String>], object: &Node<'v>) -> Cell<'v> {
    if let [path] = paths
        && let Some(text) = object.plain(path)
    {
        return Cell::One(text);
    }
    let mut found = Vec::new();
    for path in paths {
        object.walk(path, &mut found);
    }
    match (paths.len(), found.len()) {
        (_, 0) => Cell::Nothing,
        (1, 2..) => Cell::Many(found),
        _ => one(found.into_iter()),
    }
}
