//! A JSON document as records: the elements of its arrays, found byte by byte, one at a time in memory.

use std::io::{self, Read};

use super::{Item, MAX_RECORD, Reason, Records, SMALL, too_long, utf8};

/// The largest value beside the records (a list of members) that is kept.
const MAX_MEMBER: usize = 64 << 20;

/// Reads a document: the elements of the top array, or those of the arrays at `paths` (`messages`,
/// `chats.list.messages`: through objects, and through the objects of arrays). Documents may follow each other.
pub struct Document<R> {
    bytes: Bytes<R>,
    paths: Vec<String>,
    /// What the elements of a top array are.
    top: Of,
    /// The brackets around; never more than the longest path has names.
    around: Vec<Around>,
    /// The names that lead here, joined by dots.
    path: String,
    ended: bool,
    name: String,
    value: Vec<u8>,
}

/// A bracket that has been entered, with the length of the path before it.
struct Around {
    of: Of,
    path: usize,
}

/// What stands within a bracket.
#[derive(Clone, Copy)]
enum Of {
    /// Members, some of which lead to records.
    Members,
    /// Objects that hold records.
    Objects,
    Records,
}

/// What a step has come upon; its bytes are in `value`.
enum Found {
    Object(u64),
    Member(u32),
    Record(u64, u32),
    Bad(u32, Reason),
}

impl<R: Read + Send> Records for Document<R> {
    fn next(&mut self) -> io::Result<Option<Item<'_>>> {
        let Some(found) = self.find()? else { return Ok(None) };
        Ok(Some(match found {
            Found::Object(offset) => Item::Object { offset },
            Found::Member(line) => Item::Member { name: &self.name, value: &self.value, line },
            Found::Bad(line, reason) => Item::Bad { line, reason },
            Found::Record(offset, line) => match utf8(&self.value) {
                Ok(text) => Item::Record { text, offset, line },
                Err(reason) => Item::Bad { line, reason },
            },
        }))
    }

    fn position(&self) -> u64 {
        self.bytes.offset()
    }
}

impl<R: Read> Document<R> {
    /// Reads from the start of a file, so many bytes at once.
    pub fn new(input: R, chunk: usize, paths: &[impl AsRef<str>]) -> Self {
        let paths = paths.iter().map(|path| path.as_ref().to_string()).collect();
        let (around, path, name, value) = (Vec::new(), String::new(), String::new(), Vec::new());
        let (bytes, top) = (Bytes::new(input, chunk), Of::Records);
        Document { bytes, paths, top, around, path, ended: false, name, value }
    }

    /// Only the array at a path; of a top array, the path is within each of its objects.
    pub fn within(input: R, chunk: usize, path: &str) -> Self {
        Document { top: Of::Objects, ..Document::new(input, chunk, &[path]) }
    }

    fn find(&mut self) -> io::Result<Option<Found>> {
        while !self.ended {
            let found = match self.around.last().map(|around| around.of) {
                None => self.outside()?,
                Some(Of::Members) => self.member()?,
                Some(of) => self.element(of)?,
            };
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    fn outside(&mut self) -> io::Result<Option<Found>> {
        if self.bytes.offset() == 0 && self.bytes.peek()? == Some(0xef) {
            (0..3).try_for_each(|_| self.bytes.bump().map(drop))?;
        }
        self.bytes.blanks()?;
        match self.bytes.peek()? {
            Some(b'[') => self.enter(self.top, 0),
            Some(b'{') => self.enter(Of::Members, 0),
            Some(_) => Ok(self.stop(self.bytes.line, false)),
            None => {
                self.ended = true;
                Ok(None)
            }
        }
    }

    fn member(&mut self) -> io::Result<Option<Found>> {
        self.bytes.separators()?;
        let line = self.bytes.line;
        match self.bytes.peek()? {
            Some(b'}') => return self.leave(),
            Some(b'"') => {}
            other => return Ok(self.stop(line, other.is_none())),
        }
        self.value.clear();
        self.bytes.value(&mut self.value, MAX_RECORD)?;
        self.name = serde_json::from_slice(&self.value).unwrap_or_default();
        self.bytes.blanks()?;
        if self.bytes.peek()? == Some(b':') {
            self.bytes.bump()?;
        }
        self.bytes.blanks()?;
        let bracket = self.bytes.peek()?;
        if let Some(of) = self.leads(bracket) {
            let before = self.path.len();
            if before > 0 {
                self.path.push('.');
            }
            self.path.push_str(&self.name);
            return self.enter(of, before);
        }
        self.value.clear();
        Ok(match self.bytes.value(&mut self.value, MAX_MEMBER)? {
            Extent::Whole => Some(Found::Member(line)),
            Extent::TooLong => Some(Found::Bad(line, too_long())),
            Extent::Cut => self.stop(line, true),
        })
    }

    /// What stands within the value of the member that has just been named, if it leads to records.
    fn leads(&self, bracket: Option<u8>) -> Option<Of> {
        let rests = self.paths.iter().filter_map(|path| {
            let rest = path.strip_prefix(&self.path)?;
            let rest = if self.path.is_empty() { rest } else { rest.strip_prefix('.')? };
            rest.strip_prefix(&self.name)
        });
        rests.filter(|_| !self.name.is_empty()).find_map(|rest| match bracket {
            Some(b'[') if rest.is_empty() => Some(Of::Records),
            Some(b'[') if rest.starts_with('.') => Some(Of::Objects),
            Some(b'{') if rest.starts_with('.') => Some(Of::Members),
            _ => None,
        })
    }

    fn element(&mut self, of: Of) -> io::Result<Option<Found>> {
        self.bytes.separators()?;
        let (offset, line) = (self.bytes.offset(), self.bytes.line);
        match (self.bytes.peek()?, of) {
            (None, _) => return Ok(self.stop(line, true)),
            (Some(b']'), _) => return self.leave(),
            (Some(b'}'), _) => return Ok(self.stop(line, false)),
            (Some(b'{'), Of::Objects) => return self.enter(Of::Members, self.path.len()),
            _ => {}
        }
        self.value.clear();
        Ok(match self.bytes.value(&mut self.value, MAX_RECORD)? {
            Extent::Whole if self.value.is_empty() => self.stop(line, false),
            Extent::Whole => Some(Found::Record(offset, line)),
            Extent::TooLong => Some(Found::Bad(line, too_long())),
            Extent::Cut => self.stop(line, true),
        })
    }

    /// Passes an opening bracket.
    fn enter(&mut self, of: Of, path: usize) -> io::Result<Option<Found>> {
        let offset = self.bytes.offset();
        self.around.push(Around { of, path });
        self.bytes.bump()?;
        Ok(matches!(of, Of::Members).then_some(Found::Object(offset)))
    }

    /// Passes a closing bracket.
    fn leave(&mut self) -> io::Result<Option<Found>> {
        if let Some(around) = self.around.pop() {
            self.path.truncate(around.path);
        }
        self.bytes.bump().map(|_| None)
    }

    /// Nothing can be read from here on.
    fn stop(&mut self, line: u32, cut: bool) -> Option<Found> {
        self.ended = true;
        let reason = match cut {
            true => Reason::new("the document is cut off here", "文件在此处中断"),
            false => Reason::new("not valid JSON from here on", "从此处起不是有效的 JSON"),
        };
        Some(Found::Bad(line, reason))
    }
}

/// One JSON value from the start of the input; `None` if it is not whole, too long, or not text.
pub fn one(input: impl Read) -> io::Result<Option<String>> {
    let mut bytes = Bytes::new(input, SMALL);
    let mut value = Vec::new();
    let whole = matches!(bytes.value(&mut value, MAX_RECORD)?, Extent::Whole);
    Ok(if whole { String::from_utf8(value).ok() } else { None })
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
            self.buffer.reserve(self.chunk);
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
        let (mut scan, mut too_long) = (Scan::default(), false);
        while self.peek()?.is_some() {
            let rest = self.buffer.get(self.at..).unwrap_or_default();
            let (length, ended) = scan.over(rest);
            let taken = rest.get(..length).unwrap_or_default();
            keep(out, taken, limit, &mut too_long);
            self.line += memchr::memchr_iter(b'\n', taken).count() as u32;
            self.at += length;
            if ended {
                return Ok(if too_long { Extent::TooLong } else { Extent::Whole });
            }
        }
        // A bare number may end with the input.
        let whole = scan.outside() && !out.is_empty();
        Ok(if whole { Extent::Whole } else { Extent::Cut })
    }
}

fn keep(out: &mut Vec<u8>, bytes: &[u8], limit: usize, too_long: &mut bool) {
    if out.len() + bytes.len() > limit {
        *too_long = true;
        out.clear();
    }
    if !*too_long {
        out.extend_from_slice(bytes);
    }
}

/// Looks for the end of a value.
#[derive(Default)]
struct Scan {
    depth: usize,
    quoted: bool,
    escaped: bool,
}

impl Scan {
    /// True if nothing is open.
    fn outside(&self) -> bool {
        self.depth == 0 && !self.quoted
    }

    /// How many of these bytes belong to the value, and whether it ends with them.
    fn over(&mut self, bytes: &[u8]) -> (usize, bool) {
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if self.quoted {
                at = self.string(bytes, at);
                if self.outside() {
                    return (at, true);
                }
                continue;
            }
            match byte {
                b'"' => self.quoted = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' if self.depth == 0 => return (at, true),
                b'}' | b']' => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return (at + 1, true);
                    }
                }
                b',' | b':' if self.depth == 0 => return (at, true),
                b if self.depth == 0 && b.is_ascii_whitespace() => return (at, true),
                _ => {}
            }
            at += 1;
        }
        (at, false)
    }

    /// Where a string ends that goes on at a place, or where the bytes do.
    fn string(&mut self, bytes: &[u8], mut at: usize) -> usize {
        if std::mem::take(&mut self.escaped) {
            at += 1;
        }
        while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
            at += found + 1;
            if bytes.get(at - 1) == Some(&b'"') {
                self.quoted = false;
                return at;
            }
            self.escaped = at == bytes.len();
            at += 1;
        }
        bytes.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(text: &str) -> Vec<String> {
        let paths = &["messages", "chats.list.messages", "data.items"];
        let mut document = Document::new(io::Cursor::new(text.as_bytes().to_vec()), 16, paths);
        let mut out = Vec::new();
        while let Some(item) = document.next().expect("memory") {
            out.push(match item {
                Item::Object { offset } => format!("{offset}{{"),
                Item::Member { name, value, .. } => format!("{name}={}", String::from_utf8_lossy(value)),
                Item::Record { offset, line, text } => format!("{offset}/{line} {text}"),
                Item::Bad { line, reason } => format!("{line}! {}", reason.0.en),
                Item::Heading { .. } => unreachable!("documents have no headings"),
            });
        }
        out
    }

    #[test]
    fn members_and_records_with_their_places() {
        let text = "{\"meta\": {\"name\": \"[a]\\\"\"},\n \"messages\": [\n  {\"a\": [1, \"}\"]},\n  7, \"x\" ], \"n\": 12}";
        assert_eq!(
            items(text),
            ["0{", r#"meta={"name": "[a]\""}"#, r#"45/3 {"a": [1, "}"]}"#, "64/4 7", "67/4 \"x\"", "n=12"]
        );
    }

    #[test]
    fn a_document_that_breaks_off_says_so() {
        assert_eq!(items("[{\"a\":1}, {\"b\":")[1], "1! the document is cut off here");
        assert_eq!(items("[1,")[1], "1! the document is cut off here");
        assert_eq!(items("{\"messages\":[1}"), ["0{", "13/1 1", "1! not valid JSON from here on"]);
    }

    #[test]
    fn records_may_lie_deeper() {
        let chats = r#"{"chats":{"list":[{"id":1,"messages":[2]},3,{"messages":[4]}]},"data":{"items":[5]}}"#;
        let expected = ["0{", "9{", "18{", "id=1", "38/1 2", "42/1 3", "44{", "57/1 4", "70{", "80/1 5"];
        assert_eq!(items(chats), expected);
        // A path leads only from the top, and only where the brackets fit.
        assert_eq!(
            items(r#"{"list":[1],"chats":[{"data":{"items":[1]}}]}"#)[1..],
            ["list=[1]", "21{", r#"data={"items":[1]}"#]
        );
        let bomb = format!("{}{}", r#"{"chats":"#.repeat(10_000), "1");
        assert!(items(&bomb).len() < 4);
    }

    #[test]
    fn nesting_is_not_recursion() {
        let deep = format!("[{}1{}]", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(items(&deep).len(), 1);
    }

    #[test]
    fn one_value_is_read_again_from_its_offset() {
        let one = one(&b"{\"a\": [1]} , {\"b\""[..]).expect("memory");
        assert_eq!(one.as_deref(), Some("{\"a\": [1]}"));
    }
}
