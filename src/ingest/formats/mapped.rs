//! Tables and JSON of no known program: what their columns mean, the user says (`columns` in `qungui.yaml`).
//!
//! A field that is not mapped is unknown. Of kinds only those count that the map names: without any, of no message
//! can be told what it is.

mod cells;
mod message;
mod tree;
mod when;

use std::sync::Arc;

use cells::{Cells, Layout, Part};
use message::Known;
#[cfg(feature = "parquet")]
pub use tree::Node;
use when::When;

use super::columns::group_of;
use super::{Fit, Glance, Parser, supplies};
use crate::diag::codes::inputs as code;
use crate::diag::{Diagnostic, nearest};
use crate::fields::Attr;
use crate::ingest::detect::Sample;
use crate::ingest::draft::{Cx, Draft};
use crate::ingest::{ColumnMap, Field, Place, Reason, Shape};
use crate::model::{Kind, SourceFacts};

/// The parser of one source.
pub struct Mapped {
    map: Arc<ColumnMap>,
    layout: Layout,
    when: When,
    known: Known,
    /// The group, if no column tells it.
    file: String,
}

/// A table that has every column of the map.
pub fn fits_table(sample: &Sample) -> Option<Fit> {
    let (map, header) = (sample.columns.as_ref()?, sample.table.as_ref()?);
    map.columns().all(|(_, name, _)| header.find(name).is_some()).then(|| fit(map))
}

/// JSON with the members that tell when and by whom; the others may be missing from a record.
pub fn fits_json(sample: &Sample) -> Option<Fit> {
    let map = sample.columns.as_ref().filter(|_| !sample.keys.is_empty())?;
    needed(map).all(|name| mentions(sample, name)).then(|| fit(map))
}

fn fit(map: &ColumnMap) -> Fit {
    let time = map.columns().find(|(field, _, _)| *field == Field::Time);
    Fit { score: 90, sign: time.map_or("columns", |(_, name, _)| name).into() }
}

fn needed(map: &ColumnMap) -> impl Iterator<Item = &str> {
    let needed = map.columns().filter(|(field, _, _)| matches!(field, Field::Time | Field::Sender));
    needed.map(|(_, name, _)| name)
}

/// True if a member with the last name of a path stands in the sample.
fn mentions(sample: &Sample, path: &str) -> bool {
    let name = path.rsplit('.').next().unwrap_or(path);
    sample.text.contains(&format!("\"{name}\""))
}

/// What keeps a sample from fitting the map: columns that are not there. `path`: the log, as the user knows it.
pub fn missing(sample: &Sample, path: &str) -> Vec<Diagnostic> {
    let Some(map) = sample.columns.as_ref().filter(|_| sample.table.is_some() || !sample.keys.is_empty())
    else {
        return Vec::new();
    };
    let there: Vec<&str> = match &sample.table {
        Some(header) => header.names.iter().map(String::as_str).filter(|name| !name.is_empty()).collect(),
        None if !sample.inner.is_empty() => sample.inner.iter().map(String::as_str).collect(),
        None => sample.keys.iter().map(String::as_str).collect(),
    };
    let lacks = |name: &str| match &sample.table {
        Some(header) => header.find(name).is_none(),
        None => needed(map).any(|needed| needed == name) && !mentions(sample, name),
    };
    lacking(map, &there, path, lacks)
}

/// What is said of the columns of a map that a log lacks, which has these.
pub fn lacking(map: &ColumnMap, there: &[&str], path: &str, lacks: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
    let names = there.iter().take(SHOWN).map(|name| format!("`{}`", name.replace('`', "'")));
    let names = names.collect::<Vec<_>>().join(", ");
    let lacking = map.columns().filter(|(_, name, _)| lacks(name));
    let report = |(_, name, span)| {
        let lacking = Diagnostic::at(code::NO_SUCH_COLUMN, span).arg("path", path).arg("column", name);
        let near = nearest(name, there.iter().copied());
        let all = near.is_none().then_some(names.as_str());
        lacking.arg("there", names.as_str()).maybe("near", near).maybe("all", all)
    };
    lacking.map(report).collect()
}

/// So many columns are named in a message.
const SHOWN: usize = 30;

/// How JSON stands that fits the map.
pub fn shape_json(sample: &Sample) -> Shape {
    match sample.columns.as_ref().and_then(|map| map.records.clone()) {
        Some(path) => Shape::Within(path),
        None if sample.array => Shape::Document(&[]),
        None => Shape::Lines,
    }
}

impl Mapped {
    /// Reads a source that begins like this. `name`: the source, which names the group if nothing else does.
    pub fn new(name: &str, sample: &Sample) -> Self {
        let map = sample.columns.clone().unwrap_or_default();
        let layout = Layout::new(&map, sample.table.as_ref());
        Mapped { when: When::new(&map), known: Known::default(), layout, file: group_of(name), map }
    }
}

#[cfg(feature = "parquet")]
impl Mapped {
    /// For objects that are handed in one by one.
    pub fn of(map: Arc<ColumnMap>, name: &str) -> Self {
        let (when, layout) = (When::new(&map), Layout::new(&map, None));
        Mapped { when, known: Known::default(), layout, file: group_of(name), map }
    }

    /// What they can answer, as far as they are known.
    pub fn known(&self) -> SourceFacts {
        facts(&self.map, self.when.precision())
    }

    /// The message of an object.
    pub fn take(&mut self, object: &Node, cx: &mut Cx) -> Result<Draft, Reason> {
        let mut cells = Cells::default();
        self.layout.members(object, Part::All, &mut cells)?;
        message::draft(&cells, &self.map, (&mut self.when, &mut self.known), &self.file, cx)
    }
}

impl Parser for Mapped {
    fn facts(&self) -> SourceFacts {
        facts(&self.map, self.when.precision())
    }

    fn platform(&self) -> String {
        "columns".into()
    }

    fn glance(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Option<Glance> {
        let Mapped { map, layout, when, known, file } = self;
        if map.fields.iter().any(|(field, _)| message::is_strict(*field)) {
            return None;
        }
        let mut cells = Cells::default();
        layout.cells(record, Part::Head, &mut cells, cx).ok().filter(|there| *there)?;
        message::glance(&cells, map, (when, known), file, cx).ok()
    }

    fn record(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Result<Option<Draft>, Reason> {
        let Mapped { map, layout, when, known, file } = self;
        let mut cells = Cells::default();
        match layout.cells(record, Part::All, &mut cells, cx)? {
            true => message::draft(&cells, map, (when, known), file, cx).map(Some),
            false => Ok(None),
        }
    }
}

/// What a source can answer of which this is mapped.
fn facts(map: &ColumnMap, precision: i64) -> SourceFacts {
    let has = |field| map.place(field).is_some();
    let mut names: Vec<&str> = map.fields.iter().map(|(field, _)| field.name()).collect();
    if has(Field::SenderName) {
        names.push("nickname");
    }
    // Without a column of their own mentions are those of the text.
    if has(Field::Text) {
        names.push("mentions");
    }
    let mut supplies = supplies::of(&names);
    if !has(Field::Sender) {
        supplies = supplies.without(Attr::PersonId);
    }
    SourceFacts { supplies, precision, kinds: kinds(map) }
}

/// The kinds that the map names.
fn kinds(map: &ColumnMap) -> u32 {
    match map.place(Field::Kind) {
        None => 0,
        Some(Place::Value(name)) => Kind::from_word(name).map_or(0, Kind::bit),
        Some(Place::Columns(_)) if map.kinds.is_empty() => u32::MAX,
        Some(Place::Columns(_)) => {
            map.kinds.iter().map(|(_, kind)| *kind).chain(map.other).fold(0, |mask, kind| mask | kind.bit())
        }
    }
}
