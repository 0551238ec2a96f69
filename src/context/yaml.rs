//! YAML as a tree with places. The only module that knows the YAML library.

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Location, Spanned};

use crate::diag::codes::inputs as code;
use crate::diag::{Diagnostic, Problems};
use crate::source::{FileId, Sources, Span};

/// A value and its place.
#[derive(Debug, Clone)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Its place.
    pub span: Span,
}

/// A value. Scalars are as written: `001` and `no` stay what they are until somebody wants a number.
#[derive(Debug, Clone)]
pub enum Value {
    /// Nothing.
    Null,
    /// Text, number, date or flag.
    Scalar(String),
    /// A list.
    List(Vec<Node>),
    /// Keys and values, in order.
    Map(Vec<(Key, Node)>),
}

/// A key and its place.
#[derive(Debug, Clone)]
pub struct Key {
    /// The key.
    pub name: String,
    /// Its place.
    pub span: Span,
}

/// Reads a registered file. An empty one is `Null`. Problems are reported, and nothing comes back.
pub fn parse(sources: &Sources, file: FileId, problems: &mut Problems) -> Option<Node> {
    let text = &sources.file(file).text;
    let place = Place { text, file };
    if text.trim().is_empty() {
        return Some(Node { value: Value::Null, span: Span::new(file, 0, 0) });
    }
    let options = serde_saphyr::options! { with_snippet: false, strict_booleans: true };
    match serde_saphyr::from_str_with_options::<Spanned<Raw>>(text, options) {
        Ok(raw) => Some(place.node(raw)),
        Err(error) => {
            problems.push(place.problem(&error));
            None
        }
    }
}

struct Place<'a> {
    text: &'a str,
    file: FileId,
}

impl Place<'_> {
    fn span(&self, location: &Location) -> Span {
        let span = location.span();
        match (span.byte_offset(), span.byte_len()) {
            (Some(start), Some(length)) => self.range(start as usize, (start + length) as usize),
            _ => self.line(location),
        }
    }

    /// A range, drawn in to whole characters and to what is not blank at its end.
    fn range(&self, start: usize, end: usize) -> Span {
        let text = self.text;
        let whole =
            |at: usize| (0..=at.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
        let (start, end) = (whole(start), whole(end));
        let length = text.get(start..end).map_or(0, |t| t.trim_end().len());
        Span::new(self.file, start, start + length)
    }

    fn line(&self, location: &Location) -> Span {
        let line = self.text.split_inclusive('\n').take(location.line().saturating_sub(1) as usize);
        let start = line.map(str::len).sum::<usize>();
        let column = self.text[start..].char_indices().nth(location.column().saturating_sub(1) as usize);
        let at = start + column.map_or(0, |(at, _)| at);
        self.range(at, at + 1)
    }

    fn node(&self, raw: Spanned<Raw>) -> Node {
        let mut span = self.span(&raw.referenced);
        let value = match raw.value {
            Raw::Null => Value::Null,
            Raw::Text(text) => Value::Scalar(text),
            Raw::Plain(text) => {
                // Numbers and flags as they were written.
                let defined = self.span(&raw.defined);
                let written = self.text.get(defined.start as usize..defined.end as usize);
                Value::Scalar(written.filter(|w| !w.is_empty()).map_or(text, String::from))
            }
            Raw::List(items) => {
                let items: Vec<_> = items.into_iter().map(|item| self.node(item)).collect();
                span = items.iter().fold(span, |span, item| span.to(item.span));
                Value::List(items)
            }
            Raw::Map(entries) => {
                let entry = |(key, value): (Spanned<String>, Spanned<Raw>)| {
                    (Key { name: key.value, span: self.span(&key.referenced) }, self.node(value))
                };
                Value::Map(entries.into_iter().map(entry).collect())
            }
        };
        Node { value, span }
    }

    fn problem(&self, error: &serde_saphyr::Error) -> Diagnostic {
        let error = error.without_snippet();
        let span = error.location().map_or(Span::new(self.file, 0, 0), |location| self.span(&location));
        if let serde_saphyr::Error::DuplicateMappingKey { .. } = error {
            let key = self.text.get(span.start as usize..span.end as usize).unwrap_or_default();
            return Diagnostic::at(code::YAML_DUPLICATE_KEY, span).arg("key", key.trim_matches(['"', '\'']));
        }
        let text = error.to_string();
        let reason = text.lines().next().unwrap_or_default();
        let reason = reason.split(" at line ").next().unwrap_or(reason).replace('`', "'");
        Diagnostic::at(code::YAML_SYNTAX, span).arg("reason", reason)
    }
}

enum Raw {
    Null,
    Text(String),
    Plain(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<String>, Spanned<Raw>)>),
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("any value")
    }
    fn visit_unit<E: de::Error>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }
    fn visit_none<E: de::Error>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }
    fn visit_some<D: Deserializer<'de>>(self, d: D) -> Result<Raw, D::Error> {
        d.deserialize_any(self)
    }
    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Plain(value.to_string()))
    }
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Plain(value.to_string()))
    }
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw::Plain(value.to_string()))
    }
    fn visit_i128<E: de::Error>(self, value: i128) -> Result<Raw, E> {
        Ok(Raw::Plain(value.to_string()))
    }
    fn visit_u128<E: de::Error>(self, value: u128) -> Result<Raw, E> {
        Ok(Raw::Plain(value.to_string()))
    }
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Plain(value.to_string()))
    }
    fn visit_str<E: de::Error>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Text(value.into()))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Raw::List(items))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Map(entries))
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_any(RawVisitor)
    }
}
