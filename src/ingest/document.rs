//! A JSON document as records: the elements of one array, found byte by byte, one at a time in memory.

use std::io::{self, Read};

use super::Reason;
use super::lines::{MAX_RECORD, too_long};

/// The largest value beside the records (a list of members) that is kept.
const MAX_MEMBER: usize = 64 << 20;
const CHUNK: usize = 256 << 10;
/// Enough for most records read again.
const SMALL: usize = 4 << 10;

/// What a document holds, in the order in which it stands there.
pub enum Item<'a> {
    /// A member of the top object that is not the array of records.
    Member {
        /// Its name.
        name: &'a str,
        /// Its value.
        value: &'a [u8],
        /// Line at which it starts, from 1.
        line: u32,
    },
    /// A record.
    Record {
        /// Where it starts.
        offset: u64,
        /// Line at which it starts, from 1.
        line: u32,
        /// Its bytes.
        value: &'a [u8],
    },
    /// A record that cannot be read; if the document breaks off, the last item.
    Bad {
        /// Line at which it starts.
        line: u32,
        /// Why.
        reason: Reason,
    },
}

/// Hands the items of a document to `each`: the elements of the top array, or those of `arrays` in the top
/// object. Documents may follow each other.
pub fn split(input: impl Read, arrays: &[&str], each: &mut dyn FnMut(Item)) -> io::Result<()> {
    let mut bytes = Bytes::new(input, CHUNK);
    if bytes.peek()? == Some(0xef) {
        (0..3).try_for_each(|_| bytes.bump().map(drop))?;
    }
    loop {
        bytes.blanks()?;
        let line = bytes.line;
        let whole = match bytes.peek()? {
            Some(b'[') => elements(&mut bytes, each)?,
            Some(b'{') => members(&mut bytes, arrays, each)?,
            Some(_) => {
                each(broken(line, false));
                false
            }
            None => false,
        };
        if !whole {
            return Ok(());
        }
    }
}

/// One JSON value from the start of the input, as bytes; `None` if it is not whole or too long.
pub fn one(input: impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Bytes::new(input, SMALL);
    let mut value = Vec::new();
    Ok(matches!(bytes.value(&mut value, MAX_RECORD)?, Extent::Whole).then_some(value))
}

/// False if the document breaks off.
fn members<R: Read>(bytes: &mut Bytes<R>, arrays: &[&str], each: &mut dyn FnMut(Item)) -> io::Result<bool> {
    bytes.bump()?;
    loop {
        bytes.separators()?;
        let line = bytes.line;
        match bytes.peek()? {
            Some(b'}') => return bytes.bump().map(|_| true),
            Some(b'"') => {}
            other => return Ok(stop(each, line, other.is_none())),
        }
        let mut name = Vec::new();
        bytes.value(&mut name, MAX_RECORD)?;
        let name: String = serde_json::from_slice(&name).unwrap_or_default();
        bytes.blanks()?;
        if bytes.peek()? == Some(b':') {
            bytes.bump()?;
        }
        bytes.blanks()?;
        if arrays.contains(&name.as_str()) && bytes.peek()? == Some(b'[') {
            if !elements(bytes, each)? {
                return Ok(false);
            }
            continue;
        }
        let mut value = Vec::new();
        match bytes.value(&mut value, MAX_MEMBER)? {
            Extent::Whole => each(Item::Member { name: &name, value: &value, line }),
            Extent::TooLong => each(Item::Bad { line, reason: too_long() }),
            Extent::Cut => return Ok(stop(each, line, true)),
        }
    }
}

/// False if the document breaks off.
fn elements<R: Read>(bytes: &mut Bytes<R>, each: &mut dyn FnMut(Item)) -> io::Result<bool> {
    bytes.bump()?;
    let mut value = Vec::new();
    loop {
        bytes.separators()?;
        let (offset, line) = (bytes.offset(), bytes.line);
        match bytes.peek()? {
            None => return Ok(stop(each, line, true)),
            Some(b']') => return bytes.bump().map(|_| true),
            Some(b'}') => return Ok(stop(each, line, false)),
            Some(_) => {}
        }
        value.clear();
        match bytes.value(&mut value, MAX_RECORD)? {
            Extent::Whole if value.is_empty() => return Ok(stop(each, line, false)),
            Extent::Whole => each(Item::Record { offset, line, value: &value }),
            Extent::TooLong => each(Item::Bad { line, reason: too_long() }),
            Extent::Cut => return Ok(stop(each, line, true)),
        }
    }
}

/// Reports that nothing can be read from here on.
fn stop(each: &mut dyn FnMut(Item), line: u32, cut: bool) -> bool {
    each(broken(line, cut));
    false
}

fn broken(line: u32, cut: bool) -> Item<'static> {
    let reason = match cut {
        true => Reason::new("the document is cut off here", "文件在此处中断"),
        false => Reason::new("not valid JSON from here on", "从此处起不是有效的 JSON"),
    };
    Item::Bad { line, reason }
}

enum Extent {
    Whole,
    TooLong,
    Cut,
}

struct Bytes<R> {
    input: R,
    buffer: Vec<u8>,
    at: usize,
    before: u64,
    line: u32,
    chunk: usize,
}

impl<R: Read> Bytes<R> {
    fn new(input: R, chunk: usize) -> Self {
        Bytes { input, buffer: Vec::new(), at: 0, before: 0, line: 1, chunk }
    }

    fn offset(&self) -> u64 {
        self.before + self.at as u64
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        if self.at == self.buffer.len() {
            self.before += self.buffer.len() as u64;
            self.at = 0;
            self.buffer.clear();
            self.input.by_ref().take(self.chunk as u64).read_to_end(&mut self.buffer)?;
        }
        Ok(self.buffer.get(self.at).copied())
    }

    fn bump(&mut self) -> io::Result<Option<u8>> {
        let byte = self.peek()?;
        if let Some(byte) = byte {
            self.at += 1;
            self.line += u32::from(byte == b'\n');
        }
        Ok(byte)
    }

    fn blanks(&mut self) -> io::Result<()> {
        while self.peek()?.is_some_and(|b| b.is_ascii_whitespace()) {
            self.bump()?;
        }
        Ok(())
    }

    fn separators(&mut self) -> io::Result<()> {
        while self.peek()?.is_some_and(|b| b.is_ascii_whitespace() || b == b',') {
            self.bump()?;
        }
        Ok(())
    }

    /// Takes one value, whole. What exceeds `limit` is skipped.
    fn value(&mut self, out: &mut Vec<u8>, limit: usize) -> io::Result<Extent> {
        let mut depth = 0usize;
        let mut too_long = false;
        loop {
            let Some(byte) = self.peek()? else {
                // A bare number may end with the input.
                let whole = depth == 0 && !out.is_empty();
                return Ok(if whole { Extent::Whole } else { Extent::Cut });
            };
            match byte {
                b'"' => {
                    if !self.string(out, limit, &mut too_long)? {
                        return Ok(Extent::Cut);
                    }
                    if depth == 0 {
                        break;
                    }
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' if depth == 0 => break,
                b'}' | b']' => depth -= 1,
                b',' | b':' if depth == 0 => break,
                b if depth == 0 && b.is_ascii_whitespace() => break,
                _ => {}
            }
            self.bump()?;
            keep(out, byte, limit, &mut too_long);
            if depth == 0 && matches!(byte, b'}' | b']') {
                break;
            }
        }
        Ok(if too_long { Extent::TooLong } else { Extent::Whole })
    }

    /// Takes a string with its quotes; false if the input ends within.
    fn string(&mut self, out: &mut Vec<u8>, limit: usize, too_long: &mut bool) -> io::Result<bool> {
        let mut first = true;
        let mut escaped = false;
        while let Some(byte) = self.bump()? {
            keep(out, byte, limit, too_long);
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' if !first => return Ok(true),
                _ => {}
            }
            first = false;
        }
        Ok(false)
    }
}

fn keep(out: &mut Vec<u8>, byte: u8, limit: usize, too_long: &mut bool) {
    if out.len() >= limit {
        *too_long = true;
        out.clear();
    }
    if !*too_long {
        out.push(byte);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(text: &str) -> Vec<String> {
        let mut out = Vec::new();
        let show = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        split(text.as_bytes(), &["messages"], &mut |item| {
            out.push(match item {
                Item::Member { name, value, .. } => format!("{name}={}", show(value)),
                Item::Record { offset, line, value } => format!("{offset}/{line} {}", show(value)),
                Item::Bad { line, reason } => format!("{line}! {}", reason.0.en),
            });
        })
        .expect("memory");
        out
    }

    #[test]
    fn members_and_records_with_their_places() {
        let text = "{\"meta\": {\"name\": \"[a]\\\"\"},\n \"messages\": [\n  {\"a\": [1, \"}\"]},\n  7, \"x\" ], \"n\": 12}";
        assert_eq!(
            items(text),
            [r#"meta={"name": "[a]\""}"#, r#"45/3 {"a": [1, "}"]}"#, "64/4 7", "67/4 \"x\"", "n=12"]
        );
    }

    #[test]
    fn a_document_that_breaks_off_says_so() {
        assert_eq!(items("[{\"a\":1}, {\"b\":")[1], "1! the document is cut off here");
        assert_eq!(items("[1,")[1], "1! the document is cut off here");
        assert_eq!(items("{\"messages\":[1}"), ["13/1 1", "1! not valid JSON from here on"]);
    }

    #[test]
    fn nesting_is_not_recursion() {
        let deep = format!("[{}1{}]", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(items(&deep).len(), 1);
    }

    #[test]
    fn one_value_is_read_again_from_its_offset() {
        let one = one(&b"{\"a\": [1]} , {\"b\""[..]).expect("memory");
        assert_eq!(one.as_deref(), Some(&b"{\"a\": [1]}"[..]));
    }
}
