//! The fields of a record, found where the map says.

use std::borrow::Cow;

use serde::de::DeserializeSeed;
use smallvec::SmallVec;

use super::tree::{self, Keep, Node};
use crate::ingest::damage;
use crate::ingest::draft::Cx;
use crate::ingest::formats::columns::check_width;
use crate::ingest::shapes::csv::{Fields, Header};
use crate::ingest::{ColumnMap, Field, Place, Reason};

/// The fields of one record.
pub struct Cells<'a> {
    /// The place of each field in the list.
    places: Places,
    list: SmallVec<[Cell<'a>; 8]>,
}

/// By [`Field`] the place of each that is mapped among these.
type Places = [u8; Field::ALL.len()];
/// The place of a field that is not.
const NOWHERE: u8 = u8::MAX;

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
        Cells { places: [NOWHERE; Field::ALL.len()], list: SmallVec::new() }
    }
}

impl<'a> Cells<'a> {
    fn place(&self, field: Field) -> u8 {
        self.places.get(field as usize).copied().unwrap_or(NOWHERE)
    }

    /// True if the map says where a field stands.
    pub fn has(&self, field: Field) -> bool {
        self.place(field) != NOWHERE
    }

    fn cell(&self, field: Field) -> &Cell<'a> {
        self.list.get(usize::from(self.place(field))).unwrap_or(&Cell::Nothing)
    }

    /// Puts in the next field; nothing, if the part lacks it.
    fn put<P>(&mut self, taken: bool, spot: &'a Spot<P>, at: impl FnOnce(&'a [P]) -> Cell<'a>) {
        self.list.push(match spot {
            _ if !taken => Cell::Nothing,
            Spot::Same(value) => Cell::One(Cow::Borrowed(value)),
            Spot::At(places) => at(places),
        });
    }

    /// A text, unless it is blank.
    pub fn text(&self, field: Field) -> Option<&str> {
        let text = match self.cell(field) {
            Cell::Nothing => return None,
            Cell::One(text) => text,
            Cell::Many(list) => list.first()?,
        };
        Some(text).filter(|text| !is_blank(text)).map(|text| &**text)
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

fn is_blank(text: &str) -> bool {
    // Most texts tell by their first byte.
    !text.as_bytes().first().is_some_and(u8::is_ascii_graphic) && text.trim_start().is_empty()
}

/// Where the fields stand in the records of a source.
pub struct Layout {
    stands: Stands,
    places: Places,
}

enum Stands {
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
        let mut places = [NOWHERE; Field::ALL.len()];
        for (at, (field, _)) in map.fields.iter().enumerate() {
            places[*field as usize] = at as u8;
        }
        let stands = match header {
            Some(header) => Stands::Table {
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
                Stands::Json { at, names }
            }
        };
        Layout { stands, places }
    }

    /// Takes fields of a record; false if it is blank. They are put into `cells`, which is large to move.
    pub fn cells<'r>(
        &'r mut self,
        record: &'r str,
        part: Part,
        cells: &mut Cells<'r>,
        cx: &mut Cx,
    ) -> Result<bool, Reason> {
        if record.trim_ascii_start().is_empty() {
            return Ok(false);
        }
        let Layout { stands, places } = self;
        cells.places = *places;
        match stands {
            Stands::Json { at, names } => {
                let mut all = serde_json::Deserializer::from_str(record);
                let object = Keep(&names[part as usize])
                    .deserialize(&mut all)
                    .and_then(|object| all.end().map(|()| object));
                members(at, &object.map_err(|error| Reason::json(&error))?, part, cells).map(|()| true)
            }
            Stands::Table { fields, at, width } => {
                let row = fields.split(record);
                check_width(row, *width)?;
                if row.iter().all(is_blank) {
                    return Ok(false);
                }
                for (field, spot) in at.iter() {
                    let mut text = |&at: &usize| mended(*field, row.get(at).unwrap_or_default(), cx).into();
                    cells.put(part.has(*field), spot, |places| match places {
                        [place] => Cell::One(text(place)),
                        _ => one(places.iter().map(text)),
                    });
                }
                Ok(true)
            }
        }
    }

    /// The same of an object.
    #[cfg(feature = "parquet")]
    pub fn members<'r>(&'r self, object: &Node<'r>, part: Part, cells: &mut Cells<'r>) -> Result<(), Reason> {
        cells.places = self.places;
        match &self.stands {
            Stands::Json { at, .. } => members(at, object, part, cells),
            Stands::Table { .. } => Ok(()),
        }
    }
}

fn members<'r>(
    at: &'r [(Field, Spot<Vec<String>>)],
    object: &Node<'r>,
    part: Part,
    cells: &mut Cells<'r>,
) -> Result<(), Reason> {
    if !matches!(object, Node::Members(_)) {
        return Err(Reason::new("it is no object", "不是对象"));
    }
    for (field, spot) in at {
        cells.put(part.has(*field), spot, |paths| member(paths, object));
    }
    Ok(())
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
