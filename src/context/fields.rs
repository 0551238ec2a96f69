//! The keys of an entry, read with their types.

use jiff::tz::TimeZone;

use super::yaml::{Node, Value};
use crate::diag::codes::inputs as code;
use crate::diag::{Both, Diagnostic, Problems, nearest_of};
use crate::ingest;
use crate::model::Millis;
use crate::source::Span;
use crate::time::civil;

/// A key in English, and the Chinese words for it.
pub type Keys = &'static [(&'static str, &'static [&'static str])];

/// What an entry is, in messages.
pub type What = (&'static str, &'static str);

/// The entries of a file: the list under `key` (or a list by itself), each one a map.
pub fn entries<'n>(root: &'n Node, keys: Keys, what: What, problems: &mut Problems) -> Vec<&'n Node> {
    let (key, _) = keys.first().copied().unwrap_or_default();
    let list = match &root.value {
        Value::List(_) => Some(root),
        Value::Null => None,
        _ => match Fields::of(root, keys, what, problems) {
            Some(fields) if !fields.found.is_empty() => fields.get(key),
            // What there is has been reported.
            _ => return Vec::new(),
        },
    };
    match list.map(|node| (&node.value, node.span)) {
        Some((Value::List(items), _)) if !items.is_empty() => items.iter().collect(),
        None | Some((Value::List(_) | Value::Null, _)) => {
            problems.push(Diagnostic::at(code::EMPTY_CONTEXT, root.span).arg("what", what).arg("key", key));
            Vec::new()
        }
        Some((_, span)) => {
            problems.push(wrong(key, LIST, span));
            Vec::new()
        }
    }
}

const LIST: What = ("a list", "列表");
const TEXT: What = ("one text", "一项文字");
const NUMBER: What = ("a whole number", "整数");
const DATE: What = ("a date such as 2026-03-02", "日期，如 2026-03-02");
const FLAG: What = ("true or false", "是或否");
const ENTRY: What = ("keys with values", "键和值");

fn wrong(key: impl Into<Both>, expected: What, span: Span) -> Diagnostic {
    Diagnostic::at(code::YAML_WRONG_TYPE, span).arg("key", key).arg("expected", expected)
}

/// The keys of one entry.
pub struct Fields<'n> {
    span: Span,
    found: Vec<(&'static str, &'n Node)>,
    /// Keys for which an unknown one was likely meant: that has been reported.
    meant: Vec<&'static str>,
}

impl<'n> Fields<'n> {
    /// Takes an entry apart. Unknown keys, and keys given twice (in two languages), are reported.
    pub fn of(node: &'n Node, keys: Keys, what: What, problems: &mut Problems) -> Option<Self> {
        let Value::Map(entries) = &node.value else {
            problems.push(wrong(what, ENTRY, node.span));
            return None;
        };
        let mut fields = Fields { span: node.span, found: Vec::new(), meant: Vec::new() };
        if let (Some((first, _)), Some((_, last))) = (entries.first(), entries.last()) {
            fields.span = first.span.to(last.span);
        }
        for (key, value) in entries {
            let all = || keys.iter().flat_map(|(en, zh)| zh.iter().chain([en]).map(move |word| (*word, *en)));
            let Some((_, name)) = all().find(|(word, _)| *word == key.name) else {
                let near = nearest_of(&key.name, all().map(|(word, name)| (word, (word, name))));
                let unknown = Diagnostic::at(code::YAML_UNKNOWN_KEY, key.span).arg("what", what);
                let unknown = unknown.arg("key", key.name.as_str());
                problems.push(unknown.maybe("near", near.map(|(word, _)| word)));
                fields.meant.extend(near.map(|(_, name)| name));
                continue;
            };
            if fields.get(name).is_some() {
                problems
                    .push(Diagnostic::at(code::YAML_DUPLICATE_KEY, key.span).arg("key", key.name.as_str()));
                continue;
            }
            fields.found.push((name, value));
        }
        Some(fields)
    }

    /// The place of the entry.
    pub fn span(&self) -> Span {
        self.span
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&'n Node> {
        self.found.iter().find(|(name, _)| *name == key).map(|(_, node)| *node)
    }

    /// One text.
    pub fn text(&self, key: &str, problems: &mut Problems) -> Option<(&'n str, Span)> {
        let node = self.get(key)?;
        match &node.value {
            Value::Scalar(text) if !text.is_empty() => Some((text, node.span)),
            Value::Null | Value::Scalar(_) => None,
            _ => {
                problems.push(wrong(key, TEXT, node.span));
                None
            }
        }
    }

    /// Several texts; one alone may stand without a list.
    pub fn texts(&self, key: &str, problems: &mut Problems) -> Vec<(&'n str, Span)> {
        let Some(node) = self.get(key) else { return Vec::new() };
        let items = match &node.value {
            Value::List(items) => items.iter().collect(),
            _ => vec![node],
        };
        let mut texts = Vec::new();
        for item in items {
            match &item.value {
                Value::Scalar(text) if !text.is_empty() => texts.push((text.as_str(), item.span)),
                Value::Null | Value::Scalar(_) => {}
                _ => problems.push(wrong(key, TEXT, item.span)),
            }
        }
        texts
    }

    /// A whole number.
    pub fn number(&self, key: &str, problems: &mut Problems) -> Option<i64> {
        self.read(key, NUMBER, problems, |text| text.parse().ok())
    }

    /// A flag.
    pub fn flag(&self, key: &str, problems: &mut Problems) -> Option<bool> {
        self.read(key, FLAG, problems, |text| match text {
            "true" | "yes" | "是" => Some(true),
            "false" | "no" | "否" => Some(false),
            _ => None,
        })
    }

    /// A date, as days since 1970.
    pub fn date(&self, key: &str, problems: &mut Problems) -> Option<i32> {
        self.read(key, DATE, problems, civil::parse)
    }

    /// An instant: a date (its first moment in the zone), or a time.
    pub fn instant(&self, key: &str, zone: &TimeZone, problems: &mut Problems) -> Option<Millis> {
        self.read(key, DATE, problems, |text| match civil::parse(text) {
            Some(day) => start_of(day, zone),
            None => ingest::parse_time(text, &zone.clone().into()).map(|stamp| stamp.time),
        })
    }

    fn read<T>(
        &self,
        key: &str,
        expected: What,
        problems: &mut Problems,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let (text, span) = self.text(key, problems)?;
        let value = read(text.trim());
        if value.is_none() {
            problems.push(wrong(key, expected, span));
        }
        value
    }

    /// True if the entry has a key, or one that was likely meant for it.
    pub fn names(&self, key: &str) -> bool {
        self.get(key).is_some() || self.meant.contains(&key)
    }

    /// Reports that a key is needed, unless a misspelt one has been.
    pub fn missing(&self, key: &str, what: What, problems: &mut Problems) {
        if self.meant.contains(&key) {
            return;
        }
        let missing = Diagnostic::at(code::YAML_MISSING_KEY, self.span).arg("what", what);
        problems.push(missing.arg("key", Both::from(key)));
    }
}

/// The first moment of a day in a zone.
pub fn start_of(day: i32, zone: &TimeZone) -> Option<Millis> {
    let (year, month, day) = civil::ymd(day);
    let date = jiff::civil::Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?);
    Some(date.ok()?.to_zoned(zone.clone()).ok()?.timestamp().as_millisecond())
}
