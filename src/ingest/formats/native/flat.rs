//! The quick way through a record: a flat object of plain strings and lists of plain strings, in any order of
//! keys. Whatever else a record may be (escapes, numbers, objects, unknown or doubled keys) is left to the
//! general parser, which also finds the words for what is wrong.

/// The keys of flat records, in the order in which writers usually put them. Lists stand last.
const KEYS: [&str; 10] = [
    "\"id\":",
    "\"time\":",
    "\"group\":",
    "\"sender\":",
    "\"role\":",
    "\"kind\":",
    "\"text\":",
    "\"media\":",
    "\"mentions\":",
    "\"emoji\":",
];
const TEXT: usize = 6;
const LISTS: usize = 8;

/// The fields of a flat record, borrowed from it; of lists, what stands between the brackets.
pub struct Flat<'a> {
    values: [Option<&'a str>; KEYS.len()],
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

/// Takes a record apart; `None` if it is not flat.
pub fn read(line: &str) -> Option<Flat<'_>> {
    let mut flat = Flat { values: [None; KEYS.len()] };
    let mut rest = line.strip_prefix('{')?;
    let mut next = 0;
    loop {
        let (field, value) = key(rest, next)?;
        next = field + 1;
        let (value, after) = match field {
            TEXT => text(value)?,
            LISTS.. => list(value)?,
            _ => string(value)?,
        };
        let slot = flat.values.get_mut(field)?;
        if slot.replace(value).is_some() {
            return None;
        }
        match after.as_bytes() {
            [b',', ..] => rest = after.get(1..)?,
            [b'}'] => return Some(flat),
            _ => return None,
        }
    }
}

/// The field whose key begins the text, looked for from the one that usually comes next; and what follows.
fn key(text: &str, next: usize) -> Option<(usize, &str)> {
    let from_here = KEYS.iter().enumerate().skip(next).chain(KEYS.iter().enumerate().take(next));
    from_here.into_iter().find_map(|(field, key)| Some((field, text.strip_prefix(key)?)))
}

/// The strings of a list.
pub fn strings(list: &str) -> impl Iterator<Item = &str> {
    let mut rest = list;
    std::iter::from_fn(move || {
        let (text, after) = string(rest)?;
        rest = after.strip_prefix(',').unwrap_or(after);
        Some(text)
    })
}

/// A short string without escapes, and what follows it.
fn string(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_prefix('"')?;
    let end = text.bytes().position(|b| b == b'"' || b == b'\\' || b < 0x20)?;
    let (inner, after) = (text.get(..end)?, text.get(end..)?);
    after.strip_prefix('"').map(|after| (inner, after))
}

/// The same for one that may be long.
fn text(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_prefix('"')?;
    let end = memchr::memchr2(b'"', b'\\', text.as_bytes())?;
    let (inner, after) = (text.get(..end)?, text.get(end..)?);
    let control = inner.bytes().fold(false, |found, b| found | (b < 0x20));
    after.strip_prefix('"').filter(|_| !control).map(|after| (inner, after))
}

/// A list of strings without escapes, and what follows it.
fn list(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('[')?;
    let mut rest = inner;
    if let Some(after) = rest.strip_prefix(']') {
        return Some(("", after));
    }
    loop {
        rest = string(rest)?.1;
        match rest.as_bytes() {
            [b',', ..] => rest = &rest[1..],
            [b']', ..] => return Some((inner.get(..inner.len() - rest.len())?, &rest[1..])),
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flat_record_in_any_order() {
        let line = r#"{"text":"你好","mentions":["all","a"],"time":"t","emoji":[],"group":"g","sender":"s"}"#;
        let flat = read(line).expect("flat");
        let expected = [None, Some("t"), Some("g"), Some("s"), None, None, Some("你好"), None];
        assert_eq!(flat.texts(), expected);
        let [mentions, emoji] = flat.lists();
        assert_eq!(strings(mentions.expect("a list")).collect::<Vec<_>>(), ["all", "a"]);
        assert_eq!(strings(emoji.expect("a list")).count(), 0);
    }

    #[test]
    fn everything_else_is_left_to_the_general_parser() {
        for line in [
            r#"{"text":"a\n"}"#,
            "{\"text\":\"a\tb\"}",
            "{\"id\":\"a\tb\"}",
            r#"{"text":"a","text":"b"}"#,
            r#"{"id":1}"#,
            r#"{"group":{"id":"g"}}"#,
            r#"{"mentions":[1]}"#,
            r#"{"mentions":["a",]}"#,
            r#"{"text":"a"} "#,
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
