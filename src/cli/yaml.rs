//! YAML as a tree in which every node knows its place.

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;

/// A value and its place in bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Start and end in bytes.
    pub span: (usize, usize),
}

/// A YAML value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing.
    Null,
    /// `true` or `false`; no other spelling.
    Flag(bool),
    /// A number, as it is written in decimal.
    Number(String),
    /// A string.
    Text(String),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in order: key, its place, value.
    Map(Vec<(String, (usize, usize), Node)>),
}

/// Why YAML could not be read, and where (bytes).
#[derive(Debug, Clone)]
pub struct Fault {
    /// The reason.
    pub reason: String,
    /// Start and end in bytes.
    pub span: (usize, usize),
}

/// Reads a document. Keys that stand twice are faults; nothing at all is an empty mapping.
pub fn parse(text: &str) -> Result<Node, Fault> {
    let options = serde_saphyr::options! { strict_booleans: true, with_snippet: false };
    let spanned: Spanned<Value> = serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let span = error.location().map_or((0, 0), |at| place(&at));
        let reason = error.to_string();
        let reason = reason.lines().next().unwrap_or("").to_string();
        Fault { reason, span }
    })?;
    Ok(node(spanned))
}

fn node(spanned: Spanned<Value>) -> Node {
    Node { value: spanned.value, span: place(&spanned.referenced) }
}

fn place(at: &serde_saphyr::Location) -> (usize, usize) {
    let span = at.span();
    let start = span.byte_offset().unwrap_or(0) as usize;
    (start, start + span.byte_len().unwrap_or(0) as usize)
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Flag(flag))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number.to_string()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number.to_string()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Number(number.to_string()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_string()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = seq.next_element::<Spanned<Value>>()? {
            list.push(node(item));
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut entries = Vec::new();
        while let Some((key, value)) = map.next_entry::<Spanned<String>, Spanned<Value>>()? {
            entries.push((key.value.clone(), place(&key.referenced), node(value)));
        }
        Ok(Value::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_node_knows_its_place() {
        let text = "策略: [a.qg, 'b.qg']\nset:\n  chorus: 5\ncomplete: true\nnone: no\n";
        let Value::Map(entries) = parse(text).expect("valid").value else { panic!("a mapping") };
        let found: Vec<_> =
            entries.iter().map(|(key, span, _)| (key.as_str(), &text[span.0..span.1])).collect();
        assert_eq!(found, [("策略", "策略"), ("set", "set"), ("complete", "complete"), ("none", "none")]);
        let Value::List(list) = &entries[0].2.value else { panic!("a list") };
        assert_eq!(list[0].value, Value::Text("a.qg".into()));
        assert_eq!(&text[list[0].span.0..list[0].span.1], "a.qg");
        let Value::Map(set) = &entries[1].2.value else { panic!("a mapping") };
        assert_eq!(set[0].2.value, Value::Number("5".into()));
        assert_eq!(entries[2].2.value, Value::Flag(true));
        assert_eq!(entries[3].2.value, Value::Text("no".into()));
    }

    #[test]
    fn a_key_that_stands_twice_is_a_fault_with_its_place() {
        let fault = parse("a: 1\nb: 2\na: 3\n").expect_err("twice");
        assert_eq!(fault.span.0, 10, "{fault:?}");
        assert!(!fault.reason.contains('\n'));
    }
}
