//! The setting `columns` of the project file.

use std::sync::LazyLock;

use jiff::tz::TimeZone;

use super::fields::{Fields, Keys, What};
use super::yaml::{Node, Value};
use crate::diag::codes::inputs as code;
use crate::diag::{Both, Diagnostic, Problems, nearest};
use crate::ingest::{ColumnMap, Field, Place};
use crate::model::Kind;

const MAP: What = ("the column map", "列对应");
const ENTRY: What = ("a field of the column map", "列对应中的字段");

/// The fields, and where the records of a JSON document stand.
static KEYS: LazyLock<Vec<(&str, &[&str])>> = LazyLock::new(|| {
    let records: (&str, &[&str]) = ("records", &["记录"]);
    Field::NAMES.iter().copied().chain([records]).collect()
});
const PLACE: Keys = &[("column", &["列"]), ("value", &["值"])];
const TIME: Keys = &[("column", &["列"]), ("value", &["值"]), ("format", &["格式"]), ("zone", &["时区"])];
const KIND: Keys = &[("column", &["列"]), ("value", &["值"]), ("values", &["对应"]), ("other", &["其他"])];

/// Reads the setting. Mistakes are reported.
pub fn read(node: &Node, problems: &mut Problems) -> Option<ColumnMap> {
    let fields = Fields::of(node, KEYS.as_slice(), MAP, problems)?;
    let records = fields.text("records", problems).map(|(path, _)| path.into());
    let mut map = ColumnMap { records, ..ColumnMap::default() };
    let mut reader = Reader { map: &mut map, problems };
    for &field in Field::ALL {
        if let Some(node) = fields.get(field.name()) {
            reader.field(field, node);
        }
    }
    let needs: [&[Field]; 2] = [&[Field::Time], &[Field::Sender, Field::SenderName]];
    for either in needs {
        if !either.iter().any(|field| fields.names(field.name())) {
            fields.missing(either[0].name(), MAP, problems);
        }
    }
    Some(map)
}

struct Reader<'a> {
    map: &'a mut ColumnMap,
    problems: &'a mut Problems,
}

impl Reader<'_> {
    fn field(&mut self, field: Field, node: &Node) {
        let place = match &node.value {
            Value::Map(_) => self.entry(field, node),
            _ => self.columns(field.name(), node),
        };
        self.map.fields.extend(place.map(|place| (field, place)));
    }

    /// `{column: …}` or `{value: …}`, with what goes beside it.
    fn entry(&mut self, field: Field, node: &Node) -> Option<Place> {
        let keys = match field {
            Field::Time => TIME,
            Field::Kind => KIND,
            _ => PLACE,
        };
        let fields = Fields::of(node, keys, ENTRY, self.problems)?;
        match field {
            Field::Time => self.time(&fields),
            Field::Kind => self.kinds(&fields),
            _ => {}
        }
        match (fields.text("value", self.problems), fields.get("column")) {
            (Some((_, span)), Some(_)) => {
                self.wrong(field.name(), span, ("either a `column` or a `value`", "`列` 或 `值`，只写其一"));
                None
            }
            (Some((value, _)), None) => {
                if let (Field::Kind, Some(node)) = (field, fields.get("value")) {
                    self.kind("value", node);
                }
                Some(Place::Value(value.into()))
            }
            (None, Some(node)) => self.columns("column", node),
            (None, None) => {
                fields.missing("column", ENTRY, self.problems);
                None
            }
        }
    }

    /// The name of a column, or a list of them.
    fn columns(&mut self, key: &str, node: &Node) -> Option<Place> {
        let items = match &node.value {
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let mut names = Vec::new();
        for item in items {
            match &item.value {
                Value::Scalar(name) if !name.is_empty() => names.push((name.clone(), item.span)),
                _ => self.wrong(key, item.span, ("the name of a column", "列名")),
            }
        }
        (!names.is_empty()).then_some(Place::Columns(names))
    }

    fn time(&mut self, fields: &Fields) {
        if let Some((format, span)) = fields.text("format", self.problems) {
            // What cannot be written cannot be read either.
            let sample = jiff::Zoned::default();
            match jiff::fmt::strtime::format(format, &sample) {
                Ok(_) => self.map.format = Some(format.into()),
                Err(_) => self.wrong(
                    "format",
                    span,
                    ("a form such as `%d.%m.%Y %H:%M`", "形如 `%d.%m.%Y %H:%M` 的格式"),
                ),
            }
        }
        if let Some((zone, span)) = fields.text("zone", self.problems) {
            self.map.zone = TimeZone::get(zone).ok();
            if self.map.zone.is_none() {
                self.wrong("zone", span, ("a zone such as `Asia/Shanghai`", "时区，如 `Asia/Shanghai`"));
            }
        }
    }

    fn kinds(&mut self, fields: &Fields) {
        match fields.get("values") {
            Some(Node { value: Value::Map(entries), .. }) => {
                for (value, node) in entries {
                    let kind = self.kind(&value.name, node);
                    self.map.kinds.extend(kind.map(|kind| (value.name.clone(), kind)));
                }
            }
            Some(node) => self.wrong("values", node.span, ("values and their kinds", "值与类型的对应")),
            None => {}
        }
        self.map.other = fields.get("other").and_then(|node| self.kind("other", node));
    }

    fn kind(&mut self, key: &str, node: &Node) -> Option<Kind> {
        let Value::Scalar(name) = &node.value else {
            self.wrong(key, node.span, ("a kind such as `text`", "消息类型，如 `text`"));
            return None;
        };
        let kind = Kind::from_word(name);
        if kind.is_none() {
            let near = nearest(name, Kind::ALL.iter().flat_map(|kind| [kind.name(), kind.chinese()]));
            let kind = near.unwrap_or("text");
            let expected =
                Both { en: format!("a kind such as `{kind}`"), zh: format!("消息类型，如 `{kind}`") };
            self.problems.push(
                Diagnostic::at(code::YAML_WRONG_TYPE, node.span).arg("key", key).arg("expected", expected),
            );
        }
        kind
    }

    fn wrong(&mut self, key: &str, span: crate::source::Span, expected: What) {
        let wrong = Diagnostic::at(code::YAML_WRONG_TYPE, span).arg("key", key);
        self.problems.push(wrong.arg("expected", expected));
    }
}
