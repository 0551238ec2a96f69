//! The quick way through JSON records of strings and whole numbers, lists of strings, and objects of the same.
//! Whatever else a record holds makes it not plain, and leaves it to the general parser.

use std::borrow::Cow;

use serde_json::Value;
use smallvec::SmallVec;

use super::bytes;

/// A value of a record, however it was read. Numbers and text may stand for each other.
pub trait Load<'v>: Copy {
    /// A member of an object; of several of one name, the last.
    fn get(self, key: &str) -> Option<Self>;

    /// Text.
    fn string(self) -> Option<Cow<'v, str>>;

    /// A number as it is written.
    fn number(self) -> Option<Cow<'v, str>>;

    /// The texts of a list.
    fn strings(self) -> Option<Vec<Cow<'v, str>>>;
}

/// Text of a member, or a number as text; empty text and other shapes are none.
pub fn text<'v>(value: impl Load<'v>, key: &str) -> Option<Cow<'v, str>> {
    let value = value.get(key)?;
    value.string().filter(|text| !text.is_empty()).or_else(|| value.number())
}

/// A whole number, or text that is one.
pub fn integer<'v>(value: impl Load<'v>, key: &str) -> Option<i64> {
    let value = value.get(key)?;
    match value.number() {
        Some(number) => number.parse().ok(),
        None => value.string()?.trim().parse().ok(),
    }
}

/// The elements of a list; of comma-joined text, its parts.
pub fn list<'v>(value: impl Load<'v>, key: &str) -> Vec<Cow<'v, str>> {
    let Some(value) = value.get(key) else { return Vec::new() };
    if let Some(list) = value.strings() {
        return list;
    }
    let joined = value.string().unwrap_or_default();
    let parts = joined.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| Cow::Owned(part.to_string())).collect()
}

impl<'v> Load<'v> for &'v Value {
    fn get(self, key: &str) -> Option<Self> {
        Value::get(self, key)
    }
    fn string(self) -> Option<Cow<'v, str>> {
        self.as_str().map(Cow::Borrowed)
    }
    fn number(self) -> Option<Cow<'v, str>> {
        self.is_number().then(|| Cow::Owned(self.to_string()))
    }
    fn strings(self) -> Option<Vec<Cow<'v, str>>> {
        let items = self.as_array()?;
        Some(items.iter().filter_map(Value::as_str).map(Cow::Borrowed).collect())
    }
}

/// What is not there has nothing.
impl<'v, T: Load<'v>> Load<'v> for Option<T> {
    fn get(self, key: &str) -> Option<Self> {
        self?.get(key).map(Some)
    }
    fn string(self) -> Option<Cow<'v, str>> {
        self?.string()
    }
    fn number(self) -> Option<Cow<'v, str>> {
        self?.number()
    }
    fn strings(self) -> Option<Vec<Cow<'v, str>>> {
        self?.strings()
    }
}

/// A plain record.
#[derive(Debug, Default)]
pub struct Plain<'a> {
    /// All members, those of objects within after the object.
    members: SmallVec<[Member<'a>; 32]>,
}

#[derive(Debug, Clone, Copy)]
struct Member<'a> {
    key: &'a str,
    /// As it stands there; strings without quotes unless they have escapes, lists without brackets.
    value: &'a str,
    kind: Kind,
    /// Past its own members.
    end: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    String,
    Escaped,
    Number,
    List,
    Object,
}

/// A value of a plain record.
#[derive(Debug, Clone, Copy)]
pub struct At<'r, 'a> {
    members: &'r [Member<'a>],
    /// Its index; the record itself has none.
    index: Option<usize>,
}

impl<'a> Plain<'a> {
    /// Takes a record apart; false if it is not plain.
    pub fn read(&mut self, record: &'a str) -> bool {
        self.members.clear();
        self.object(record, 0, 0) == Some(record.len())
    }

    /// The whole record.
    pub fn root(&self) -> At<'_, 'a> {
        At { members: &self.members, index: None }
    }

    /// Takes the members of an object that starts at a place; gives where it goes on.
    fn object(&mut self, record: &'a str, start: usize, depth: usize) -> Option<usize> {
        let line = record.as_bytes();
        let mut at = blanks(line, start + 1);
        if line.get(start) != Some(&b'{') || depth > DEEPEST {
            return None;
        }
        if line.get(at) == Some(&b'}') {
            return Some(at + 1);
        }
        loop {
            let (key, next) = string(line, at)?;
            let key = record.get(at + 1..key)?;
            at = self.value(record, key, blanks(line, is(line, blanks(line, next), b':')?), depth)?;
            at = blanks(line, at);
            match line.get(at)? {
                b',' => at = blanks(line, at + 1),
                b'}' => return Some(at + 1),
                _ => return None,
            }
        }
    }

    fn value(&mut self, record: &'a str, key: &'a str, start: usize, depth: usize) -> Option<usize> {
        let line = record.as_bytes();
        let index = self.members.len();
        let (kind, value, next) = match line.get(start)? {
            b'"' => match bytes::plain(line, start + 1) {
                end if line.get(end) == Some(&b'"') => (Kind::String, start + 1..end, end + 1),
                end => {
                    let next = escaped(record, start, end)?;
                    (Kind::Escaped, start..next, next)
                }
            },
            b'0'..=b'9' => {
                let end = number(line, start)?;
                (Kind::Number, start..end, end)
            }
            b'[' => {
                let end = strings(line, start)?;
                (Kind::List, start + 1..end - 1, end)
            }
            b'{' => (Kind::Object, start..start, start),
            _ => return None,
        };
        self.members.push(Member { key, value: record.get(value)?, kind, end: index + 1 });
        if kind != Kind::Object {
            return Some(next);
        }
        let next = self.object(record, start, depth + 1)?;
        let end = self.members.len();
        self.members.get_mut(index)?.end = end;
        Some(next)
    }
}

/// Objects within objects, at most.
const DEEPEST: usize = 8;

fn blanks(line: &[u8], mut at: usize) -> usize {
    while line.get(at) == Some(&b' ') {
        at += 1;
    }
    at
}

/// Past a byte that must stand there.
fn is(line: &[u8], at: usize, byte: u8) -> Option<usize> {
    (line.get(at) == Some(&byte)).then_some(at + 1)
}

/// Past a string that has sound escapes, the first of them at a place.
fn escaped(record: &str, start: usize, first: usize) -> Option<usize> {
    let line = record.as_bytes();
    let mut end = first;
    while line.get(end) == Some(&b'\\') {
        end = bytes::plain(line, end + 2);
    }
    let next = is(line, end, b'"')?;
    serde_json::from_str::<String>(record.get(start..next)?).is_ok().then_some(next)
}

/// The end of a string without escapes that starts at a quote, and where it goes on.
fn string(line: &[u8], start: usize) -> Option<(usize, usize)> {
    let end = bytes::plain(line, is(line, start, b'"')?);
    is(line, end, b'"').map(|next| (end, next))
}

/// Past a whole number that every reader takes for the same.
pub fn number(line: &[u8], start: usize) -> Option<usize> {
    let digits = line.get(start..)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let whole = digits <= 18 && (digits == 1 || line.get(start) != Some(&b'0'));
    let ends = matches!(line.get(start + digits), Some(b',' | b'}' | b' '));
    (whole && ends).then_some(start + digits)
}

/// Past a list of strings without escapes.
fn strings(line: &[u8], start: usize) -> Option<usize> {
    let mut at = blanks(line, start + 1);
    if line.get(at) == Some(&b']') {
        return Some(at + 1);
    }
    loop {
        at = blanks(line, string(line, at)?.1);
        match line.get(at)? {
            b',' => at = blanks(line, at + 1),
            b']' => return Some(at + 1),
            _ => return None,
        }
    }
}

impl<'a> At<'_, 'a> {
    fn member(&self) -> Option<&Member<'a>> {
        self.members.get(self.index?)
    }
}

impl<'a> Load<'a> for At<'_, 'a> {
    fn get(self, key: &str) -> Option<Self> {
        let (mut at, end) = match self.index {
            None => (0, self.members.len()),
            Some(index) => (index + 1, self.member()?.end),
        };
        let mut found = None;
        while at < end {
            let member = self.members.get(at)?;
            if member.key == key {
                found = Some(at);
            }
            at = member.end;
        }
        found.map(|index| At { index: Some(index), ..self })
    }

    fn string(self) -> Option<Cow<'a, str>> {
        let member = self.member()?;
        match member.kind {
            Kind::String => Some(Cow::Borrowed(member.value)),
            Kind::Escaped => serde_json::from_str(member.value).ok().map(Cow::Owned),
            _ => None,
        }
    }

    fn number(self) -> Option<Cow<'a, str>> {
        self.member().filter(|member| member.kind == Kind::Number).map(|member| Cow::Borrowed(member.value))
    }

    fn strings(self) -> Option<Vec<Cow<'a, str>>> {
        let member = self.member().filter(|member| member.kind == Kind::List)?;
        let (line, mut at) = (member.value.as_bytes(), blanks(member.value.as_bytes(), 0));
        let mut list = Vec::new();
        while let Some((end, next)) = string(line, at) {
            list.extend(member.value.get(at + 1..end).map(Cow::Borrowed));
            at = blanks(line, next);
            at = blanks(line, at + 1);
        }
        Some(list)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All that can be asked of a value, down to its members.
    fn show<'v>(value: impl Load<'v>, keys: &[&str]) -> String {
        let mut out = format!("{:?} {:?} {:?}", value.string(), value.number(), value.strings());
        for key in keys {
            let of = (text(value, key), integer(value, key), list(value, key));
            let inner = value.get(key).map(|inner| show(inner, keys));
            out += &format!("; {key}: {of:?} ({})", inner.unwrap_or_default());
        }
        out
    }

    #[test]
    fn a_plain_record_says_what_the_general_parser_says() {
        for record in [
            r#"{}"#,
            r#"{"a":"x","b":12,"c":["p","q"],"d":{"a":"y","b":0,"d":{"a":"z"}},"e":""}"#,
            r#"{ "a" : "x" , "c" : [ "p" , "q" ] , "d" : { } , "b" : 7 }"#,
            r#"{"a":"first","a":"last","d":{"a":"1"},"d":{"b":"2"}}"#,
            r#"{"a":"p,q, ,r","b":" 12 ","c":[],"e":"12x"}"#,
            r#"{"a":"\"\u4e2d\ud83c\udf39\\\n","b":999999999999999999}"#,
        ] {
            let mut plain = Plain::default();
            assert!(plain.read(record), "{record}");
            let value: Value = serde_json::from_str(record).expect(record);
            let keys = ["a", "b", "c", "d", "e"];
            assert_eq!(show(plain.root(), &keys), show(&value, &keys), "{record}");
        }
    }

    #[test]
    fn whatever_else_is_left_to_the_general_parser() {
        for record in [
            "",
            "{",
            "[]",
            r#"{"a":"x"} "#,
            r#"{"a":"x"}}"#,
            r#"{"a":"x",}"#,
            r#"{"a":01}"#,
            r#"{"a":1.5}"#,
            r#"{"a":1e5}"#,
            r#"{"a":-1}"#,
            r#"{"a":1234567890123456789}"#,
            r#"{"a":null}"#,
            r#"{"a":[1]}"#,
            r#"{"a":["x",]}"#,
            r#"{"a":["x\n"]}"#,
            r#"{"a":"x"#,
            r#"{"a\n":"x"}"#,
            r#"{"a":"\x"}"#,
            r#"{"a":"\ud800"}"#,
            r#"{"a":"\"}"#,
            r#"{a:"x"}"#,
            r#"{"a" "x"}"#,
            "{\"a\":\"\t\"}",
            "{\t\"a\":\"x\"}",
        ] {
            assert!(!Plain::default().read(record), "{record}");
        }
        let deep = format!("{}{}", "{\"a\":".repeat(50), "}".repeat(50));
        assert!(!Plain::default().read(&deep));
    }
}
