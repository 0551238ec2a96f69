//! The quick way through a record: a flat object of plain strings and lists of plain strings, in any order of
//! keys; only the text may have escapes. Whatever else a record may be (numbers, objects, unknown or doubled
//! keys) is left to the general parser, which also finds the words for what is wrong.

use crate::ingest::formats::bytes;

/// The keys of flat records with what begins their values, in the order in which writers usually put them.
/// Lists stand last.
const KEYS: [&[u8]; 10] = [
    b"\"id\":\"",
    b"\"time\":\"",
    b"\"group\":\"",
    b"\"sender\":\"",
    b"\"role\":\"",
    b"\"kind\":\"",
    b"\"text\":\"",
    b"\"media\":\"",
    b"\"mentions\":[",
    b"\"emoji\":[",
];
const TEXT: usize = 6;
const LISTS: usize = 8;

/// Takes flat records apart, each with a bet on the order of keys in those before.
#[derive(Debug)]
pub struct Reader {
    /// The field that followed each field; at the end, the one that stood first.
    after: [u8; KEYS.len() + 1],
}

/// The fields of a flat record, borrowed from it; of lists, what stands between the brackets.
#[derive(Debug, Default)]
pub struct Flat<'a> {
    values: [Option<&'a str>; KEYS.len()],
    /// The text has escapes; it stands with its quotes.
    pub escaped: bool,
}

impl<'a> Flat<'a> {
    /// `id`, `time`, `group`, `sender`, `role`, `kind`, `text`, `media`
    pub fn texts(&self) -> [Option<&'a str>; LISTS] {
        let [id, time, group, sender, role, kind, text, media, ..] = self.values;
        [id, time, group, sender, role, kind, text, media]
    }

    /// `mentions` and `emoji`
    pub fn lists(&self) -> [Option<&'a str>; KEYS.len() - LISTS] {
        let [.., mentions, emoji] = self.values;
        [mentions, emoji]
    }
}

impl Default for Reader {
    fn default() -> Self {
        Reader { after: [1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0] }
    }
}

impl Reader {
    /// Takes a record apart; `None` if it is not flat.
    #[inline]
    pub fn read<'a>(&mut self, line: &'a str) -> Option<Flat<'a>> {
        let mut flat = Flat::default();
        let bytes = line.as_bytes();
        if bytes.first() != Some(&b'{') {
            return None;
        }
        let (mut before, mut at) = (KEYS.len(), 1);
        loop {
            let (field, start) = self.key(bytes, at, before)?;
            let (end, next) = match field {
                TEXT => text(bytes, start, &mut flat.escaped)?,
                LISTS.. => list(bytes, start)?,
                _ => string(bytes, start)?,
            };
            let slot = flat.values.get_mut(field)?;
            let quoted = field == TEXT && flat.escaped;
            let value = if quoted { line.get(start - 1..next)? } else { line.get(start..end)? };
            if slot.replace(value).is_some() {
                return None;
            }
            match bytes.get(next)? {
                b',' => (before, at) = (field, next + 1),
                b'}' if next + 1 == bytes.len() => return Some(flat),
                _ => return None,
            }
        }
    }

    /// The field whose key stands there, and where its value begins.
    #[inline]
    fn key(&mut self, line: &[u8], at: usize, before: usize) -> Option<(usize, usize)> {
        let rest = line.get(at..)?;
        let bet = usize::from(*self.after.get(before)?);
        if let Some(length) = begins(rest, bet) {
            return Some((bet, at + length));
        }
        let (field, length) = (0..KEYS.len()).find_map(|field| Some((field, begins(rest, field)?)))?;
        *self.after.get_mut(before)? = field as u8;
        Some((field, at + length))
    }
}

/// The length of a field's key, if it stands there. One arm a field, so that each compares with a constant.
#[inline(always)]
fn begins(rest: &[u8], field: usize) -> Option<usize> {
    macro_rules! arms {
        ($($n:literal)*) => {
            match field {
                $($n => rest.starts_with(KEYS[$n]).then_some(KEYS[$n].len()),)*
                _ => None,
            }
        };
    }
    arms!(0 1 2 3 4 5 6 7 8 9)
}

/// The end of a string without escapes, and where it goes on.
#[inline]
fn string(line: &[u8], start: usize) -> Option<(usize, usize)> {
    let end = bytes::plain(line, start);
    (line.get(end) == Some(&b'"')).then_some((end, end + 1))
}

/// The same for a string that may have escapes.
#[inline]
fn text(line: &[u8], start: usize, escaped: &mut bool) -> Option<(usize, usize)> {
    let mut end = bytes::plain(line, start);
    while line.get(end) == Some(&b'\\') {
        *escaped = true;
        end = bytes::plain(line, end + 2);
    }
    (line.get(end) == Some(&b'"')).then_some((end, end + 1))
}

/// The end of a list of strings without escapes, and where it goes on.
#[inline]
fn list(line: &[u8], start: usize) -> Option<(usize, usize)> {
    let mut at = start;
    if line.get(at) == Some(&b']') {
        return Some((at, at + 1));
    }
    loop {
        if line.get(at) != Some(&b'"') {
            return None;
        }
        at = string(line, at + 1)?.1;
        match line.get(at)? {
            b',' => at += 1,
            b']' => return Some((at, at + 1)),
            _ => return None,
        }
    }
}

/// The strings of a list.
pub fn strings(list: &str) -> impl Iterator<Item = &str> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (end, next) = string(list.as_bytes(), at + 1)?;
        let found = list.get(at + 1..end);
        at = next + 1;
        found
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Option<Flat<'_>> {
        let mut reader = Reader::default();
        let first = reader.read(line).map(|flat| format!("{flat:?}"));
        let again = reader.read(line);
        assert_eq!(first, again.as_ref().map(|flat| format!("{flat:?}")), "whatever was bet on");
        again
    }

    #[test]
    fn a_flat_record_in_any_order() {
        let line = r#"{"text":"你好","mentions":["all","a"],"time":"t","emoji":[],"group":"g","sender":"s"}"#;
        let flat = read(line).expect("flat");
        let expected = [None, Some("t"), Some("g"), Some("s"), None, None, Some("你好"), None];
        assert_eq!(flat.texts(), expected);
        let [mentions, emoji] = flat.lists();
        assert_eq!(strings(mentions.expect("a list")).collect::<Vec<_>>(), ["all", "a"]);
        assert_eq!(strings(emoji.expect("a list")).count(), 0);
        assert!(!flat.escaped);
        let flat = read(r#"{"id":"1","text":"\"a\\","kind":"text"}"#).expect("flat");
        assert_eq!(flat.texts()[TEXT], Some(r#""\"a\\""#));
        assert!(flat.escaped);
    }

    #[test]
    fn everything_else_is_left_to_the_general_parser() {
        for line in [
            "{\"text\":\"a\tb\"}",
            "{\"id\":\"a\tb\"}",
            r#"{"id":"a\n"}"#,
            r#"{"emoji":["a\n"]}"#,
            r#"{"text":"a\"}"#,
            r#"{"text":"a\"#,
            r#"{"text":"a","text":"b"}"#,
            r#"{"id":1}"#,
            r#"{"group":{"id":"g"}}"#,
            r#"{"mentions":[1]}"#,
            r#"{"mentions":["a",]}"#,
            r#"{"mentions":["a"b]}"#,
            r#"{"mentions":["a","#,
            r#"{"text":"a"} "#,
            r#"{"text":"a"}}"#,
            r#"{"text":"a",}"#,
            r#"{"recalls":"a"}"#,
            r#"{"text":"a""#,
            r#"{ "text":"a"}"#,
            "{}",
            "",
        ] {
            assert!(read(line).is_none(), "{line}");
        }
    }
}
