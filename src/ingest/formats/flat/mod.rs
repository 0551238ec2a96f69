//! The quick way through JSON records of one line each: flat objects of strings without escapes and lists of
//! such, in any order of keys. What else a record may be (other values, unknown or doubled keys) is left to the
//! general parser, which also finds the words for what is wrong.

mod key;
mod value;

use key::{Bytes, sixteen};
pub use key::{Key, Value};
use value::{Span, value};

use super::bytes;
use crate::ingest::MAX_RECORD;

/// Takes records of N fields apart, each with a bet on the order of keys in those before.
#[derive(Debug)]
pub struct Reader<const N: usize> {
    keys: &'static [Key; N],
    /// What is expected first, and behind the value of each field.
    first: Link,
    after: [Link; N],
    /// Where the value of each field of the present record begins and ends.
    spans: [Span; N],
}

/// The end of a value, and the key behind it.
#[derive(Debug, Clone, Copy)]
struct Link {
    bytes: Bytes,
    field: usize,
    value: Value,
}

/// The fields of a record, borrowed from it; of lists, what stands between the brackets.
#[derive(Debug, Clone, Copy)]
pub struct Flat<'a, 'r, const N: usize> {
    block: &'a str,
    spans: &'r [(u32, u32); N],
    /// A bit for each field that is there.
    found: u32,
    /// The text has escapes; it stands with its quotes.
    pub escaped: bool,
}

impl<'a, const N: usize> Flat<'a, '_, N> {
    /// The value of a key, by its index.
    #[inline(always)]
    pub fn get(&self, field: usize) -> Option<&'a str> {
        let (start, end) = *self.spans.get(field).filter(|_| self.found >> field & 1 == 1)?;
        self.block.get(start as usize..end as usize)
    }

    /// The values of all keys.
    #[inline(always)]
    pub fn fields(&self) -> [Option<&'a str>; N] {
        std::array::from_fn(|field| self.get(field))
    }
}

impl<const N: usize> Reader<N> {
    /// A reader of records with these keys, which are expected in their order.
    pub fn new(keys: &'static [Key; N]) -> Self {
        let after = std::array::from_fn(|field| Link::new(Some(keys[field].value), keys, (field + 1) % N));
        Reader { keys, first: Link::new(None, keys, 0), after, spans: [(0, 0); N] }
    }

    /// Takes apart the record that starts at a place in a block of whole lines, and tells where the next line
    /// starts; `None` if it is not flat. What ends a line is never part of a flat record.
    #[inline]
    pub fn read<'a>(&mut self, block: &'a str, start: usize) -> Option<(Flat<'a, '_, N>, usize)> {
        let bytes = block.as_bytes();
        if bytes.get(start) != Some(&b'{') || bytes.len() > u32::MAX as usize {
            return None;
        }
        let Reader { keys, first, after, spans } = self;
        let (mut found, mut escaped) = (0u32, false);
        let (mut at, mut bet, mut before) = (start + 1, first, None);
        loop {
            if !bet.bytes.stand_in(sixteen(bytes, at)) {
                match other(bytes, at, before, keys)? {
                    Next::Key(field) => *bet = Link::new(before, keys, field),
                    Next::End(next) if next - start <= MAX_RECORD => {
                        let flat = Flat { block, spans, found, escaped };
                        return Some((flat, line_end(bytes, next)?));
                    }
                    Next::End(_) => return None,
                }
            }
            let Link { bytes: Bytes { length, .. }, field, value: kind } = *bet;
            if found >> field & 1 == 1 {
                return None;
            }
            found |= 1 << field;
            let (span, end) = value(bytes, at + length, kind, &mut escaped)?;
            *spans.get_mut(field)? = span;
            (at, bet, before) = (end, after.get_mut(field)?, Some(kind));
        }
    }
}

impl Link {
    /// From the end of a value to a key; from none, to the first key.
    fn new<const N: usize>(before: Option<Value>, keys: &[Key; N], field: usize) -> Link {
        let Key { bytes, value } = &keys[field];
        let end = before.map_or(Bytes::of(b""), |before| Bytes::of(before.end()).then(Bytes::of(b",")));
        Link { bytes: end.then(*bytes), field, value: *value }
    }
}

/// What stands where another key was expected.
enum Next {
    Key(usize),
    /// The end of the record; there it goes on.
    End(usize),
}

/// What stands behind a value, which ends there; before the first, no value ends.
#[inline]
fn other<const N: usize>(
    bytes: &[u8],
    mut at: usize,
    before: Option<Value>,
    keys: &[Key; N],
) -> Option<Next> {
    if let Some(before) = before {
        let end = before.end();
        bytes.get(at..)?.starts_with(end).then_some(())?;
        at += end.len() + 1;
        match bytes.get(at - 1)? {
            b',' => {}
            b'}' => return Some(Next::End(at)),
            _ => return None,
        }
    }
    let here = sixteen(bytes, at);
    keys.iter().position(|key| key.bytes.stand_in(here)).map(Next::Key)
}

/// The strings of a list.
pub fn strings(list: &str) -> impl Iterator<Item = &str> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let end = bytes::plain(list.as_bytes(), at + 1);
        let found = list.get(at + 1..end);
        at = end + 2;
        found
    })
}

/// Where the next line starts, if the line ends here.
#[inline]
fn line_end(bytes: &[u8], at: usize) -> Option<usize> {
    match (bytes.get(at), bytes.get(at + 1)) {
        (None, _) => Some(at),
        (Some(b'\n'), _) | (Some(b'\r'), None) => Some(at + 1),
        (Some(b'\r'), Some(b'\n')) => Some(at + 2),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static KEYS: [Key; 6] = [
        Key::new("\"id\":\"", Value::String),
        Key::new("\"time\":\"", Value::Time),
        Key::new("\"text\":\"", Value::Text),
        Key::new("\"to\":[", Value::List),
        Key::new("\"at\":", Value::Number),
        Key::new("\"said\":{", Value::Content),
    ];

    fn read(block: &str) -> Option<([Option<&str>; 6], bool, usize)> {
        let mut reader = Reader::new(&KEYS);
        let show =
            |(flat, next): (Flat<'_, '_, 6>, usize)| format!("{:?} {} {next}", flat.fields(), flat.escaped);
        let first = reader.read(block, 0).map(show);
        assert_eq!(first, reader.read(block, 0).map(show), "whatever was bet on");
        let longer = format!("{block}\n{}", "x".repeat(40));
        let within = reader.read(&longer, 0).map(|(flat, _)| format!("{:?}", flat.fields()));
        assert_eq!(within.is_some(), first.is_some() && !block.ends_with('\n'), "{block}");
        reader.read(block, 0).map(|(flat, next)| (flat.fields(), flat.escaped, next))
    }

    #[test]
    fn a_flat_record_in_any_order() {
        let (fields, escaped, next) =
            read(r#"{"text":"你好","to":["all","a"],"time":"t","at":12}"#).expect("flat");
        assert_eq!(fields, [None, Some("t"), Some("你好"), Some(r#""all","a""#), Some("12"), None]);
        assert_eq!(strings(fields[3].expect("a list")).collect::<Vec<_>>(), ["all", "a"]);
        assert!(!escaped && next == r#"{"text":"你好","to":["all","a"],"time":"t","at":12}"#.len());
        let (fields, escaped, _) = read(r#"{"id":"","text":"\"a\\","to":[]}"#).expect("flat");
        assert_eq!((fields[0], fields[2], escaped), (Some(""), Some(r#""\"a\\""#), true));
        assert_eq!(strings(fields[3].expect("a list")).count(), 0);
        let (fields, ..) = read(r#"{"said":{"content":"好"},"id":"7"}"#).expect("flat");
        assert_eq!((fields[0], fields[5]), (Some("7"), Some("好")));
    }

    #[test]
    fn the_next_line_is_told() {
        let mut reader = Reader::new(&KEYS);
        for (block, next) in [
            ("{\"id\":\"a\"}", 10),
            ("{\"id\":\"a\"}\n", 11),
            ("{\"id\":\"a\"}\r\n", 12),
            ("{\"id\":\"a\"}\r", 11),
        ] {
            assert_eq!(reader.read(block, 0).map(|(_, next)| next), Some(next), "{block:?}");
        }
    }

    #[test]
    fn everything_else_is_left_to_the_general_parser() {
        for line in [
            "{\"text\":\"a\tb\"}",
            "{\"id\":\"a\tb\"}",
            "{\"text\":\"a\\\n\"}",
            "{\"id\":\"a\n\"}",
            r#"{"id":"a\n"}"#,
            r#"{"to":["a\n"]}"#,
            r#"{"text":"a\"}"#,
            r#"{"text":"a\"#,
            r#"{"text":"a","text":"b"}"#,
            r#"{"id":1}"#,
            r#"{"id":{"id":"g"}}"#,
            r#"{"at":"1"}"#,
            r#"{"at":1.5}"#,
            r#"{"to":[1]}"#,
            r#"{"to":["a",]}"#,
            r#"{"to":["a"b]}"#,
            r#"{"to":["a","#,
            r#"{"text":"a"} "#,
            r#"{"text":"a"}}"#,
            r#"{"text":"a",}"#,
            r#"{"recalls":"a"}"#,
            r#"{"text":"a""#,
            r#"{"said":{"content":"a","b":1}}"#,
            r#"{"said":{"b":"a"}}"#,
            r#"{ "text":"a"}"#,
            "{}",
            "",
        ] {
            assert!(read(line).is_none(), "{line}");
        }
    }
}
