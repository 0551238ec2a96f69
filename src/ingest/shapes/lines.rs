//! A file as lines: read in large chunks, checked as UTF-8 once a chunk, bounded in memory.

use std::collections::VecDeque;
use std::io::{self, Read};

use super::{Item, MAX_RECORD, Reason, Records, not_text, too_long};

struct Bad {
    offset: u64,
    reason: Reason,
}

/// Reads lines.
pub struct Lines<R> {
    input: R,
    /// So much is read at once.
    chunk: usize,
    /// Whole lines, checked.
    text: String,
    at: usize,
    /// Where `text` starts in the file.
    base: u64,
    /// Number of the next line, from 1.
    line: u32,
    /// The beginning of a line whose end has not been read.
    tail: Vec<u8>,
    /// Lines that are not text, in order; blanked in `text`.
    bad: VecDeque<Bad>,
    end: bool,
}

impl<R: Read + Send> Records for Lines<R> {
    fn next(&mut self) -> io::Result<Option<Item<'_>>> {
        while self.at >= self.text.len() && self.bad.is_empty() {
            if self.end {
                return Ok(None);
            }
            self.fill()?;
        }
        let offset = self.position();
        let line = self.line;
        self.line += 1;
        if self.bad.front().is_some_and(|bad| bad.offset <= offset) {
            return Ok(self.bad_line(offset, line));
        }
        let text = &self.text[self.at..];
        let length = memchr::memchr(b'\n', text.as_bytes()).unwrap_or(text.len());
        self.at = (self.at + length + 1).min(self.text.len());
        let text = &text[..length];
        if length > MAX_RECORD {
            return Ok(Some(Item::Bad { line, reason: too_long() }));
        }
        Ok(Some(Item::Record { text: text.strip_suffix('\r').unwrap_or(text), offset, line }))
    }

    fn position(&self) -> u64 {
        self.base + self.at as u64
    }
}

impl<R: Read> Lines<R> {
    /// Reads from the start of a file, so many bytes at once.
    pub fn new(input: R, chunk: usize) -> Self {
        Lines {
            input,
            chunk,
            text: String::new(),
            at: 0,
            base: 0,
            line: 1,
            tail: Vec::new(),
            bad: VecDeque::new(),
            end: false,
        }
    }

    fn bad_line(&mut self, offset: u64, line: u32) -> Option<Item<'_>> {
        let bad = self.bad.pop_front()?;
        if bad.offset == offset && self.at < self.text.len() {
            let rest = &self.text.as_bytes()[self.at..];
            self.at += memchr::memchr(b'\n', rest).map_or(rest.len(), |n| n + 1);
        }
        Some(Item::Bad { line, reason: bad.reason })
    }

    /// Reads the next chunk: whole lines go to `text`, the rest to `tail`.
    fn fill(&mut self) -> io::Result<()> {
        self.base += self.text.len() as u64;
        self.at = 0;
        let mut bytes = std::mem::take(&mut self.text).into_bytes();
        bytes.clear();
        bytes.append(&mut self.tail);
        loop {
            let searched = bytes.len();
            let read = self.read_chunk(&mut bytes)?;
            self.end = read == 0;
            if self.end {
                break;
            }
            if let Some(n) = memchr::memrchr(b'\n', &bytes[searched..]) {
                self.tail.extend_from_slice(&bytes[searched + n + 1..]);
                bytes.truncate(searched + n + 1);
                break;
            }
            if bytes.len() > MAX_RECORD {
                return self.skip_long(bytes.len() as u64);
            }
        }
        self.check(bytes);
        Ok(())
    }

    fn read_chunk(&mut self, bytes: &mut Vec<u8>) -> io::Result<usize> {
        bytes.reserve(self.chunk);
        self.input.by_ref().take(self.chunk as u64).read_to_end(bytes)
    }

    /// Drops a line that is too long, up to its end, holding one chunk at a time.
    fn skip_long(&mut self, mut skipped: u64) -> io::Result<()> {
        self.bad.push_back(Bad { offset: self.base, reason: too_long() });
        let mut bytes = Vec::new();
        loop {
            bytes.clear();
            if self.read_chunk(&mut bytes)? == 0 {
                self.end = true;
                break;
            }
            if let Some(n) = memchr::memchr(b'\n', &bytes) {
                skipped += n as u64 + 1;
                self.tail.extend_from_slice(&bytes[n + 1..]);
                break;
            }
            skipped += bytes.len() as u64;
        }
        self.base += skipped;
        Ok(())
    }

    fn check(&mut self, bytes: Vec<u8>) {
        self.text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => self.blank_bad_lines(error.into_bytes()),
        };
        if self.base == 0 && self.text.starts_with('\u{feff}') {
            self.at = 3;
        }
    }

    /// Notes the lines that are not UTF-8 and blanks them, so that offsets stay and the rest can be read.
    fn blank_bad_lines(&mut self, mut bytes: Vec<u8>) -> String {
        let mut start = 0;
        while start < bytes.len() {
            let end = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |n| start + n);
            if let Err(error) = std::str::from_utf8(&bytes[start..end]) {
                self.bad.push_back(Bad { offset: self.base + start as u64, reason: not_text(&error) });
                bytes[start..end].fill(b' ');
            }
            start = end + 1;
        }
        String::from_utf8(bytes).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHUNK: usize = 64 << 10;

    /// Line numbers with text and offset, or the reason.
    type All = Vec<(u32, Result<(String, u64), String>)>;

    fn all(bytes: Vec<u8>) -> All {
        let mut lines = Lines::new(io::Cursor::new(bytes), CHUNK);
        let mut out = Vec::new();
        while let Some(line) = lines.next().expect("memory") {
            out.push(match line {
                Item::Record { text, offset, line } => (line, Ok((text.to_string(), offset))),
                Item::Bad { line, reason } => (line, Err(reason.0.en)),
                Item::Object { .. } | Item::Member { .. } => unreachable!("lines have no members"),
            });
        }
        out
    }

    #[test]
    fn ends_byte_order_marks_and_offsets() {
        let lines = all("\u{feff}ab\r\n\n中\nend".as_bytes().to_vec());
        let texts: Vec<_> = lines.iter().map(|(n, l)| (*n, l.clone().expect("text"))).collect();
        let expected = [(1, "ab", 3), (2, "", 7), (3, "中", 8), (4, "end", 12)];
        assert_eq!(texts, expected.map(|(n, t, o)| (n, (t.to_string(), o))));
    }

    #[test]
    fn a_line_that_is_not_utf8_costs_only_itself() {
        let lines = all(b"one\nt\xffwo\nthree\n\xfe".to_vec());
        assert_eq!(lines.len(), 4);
        assert_eq!(lines[1], (2, Err("not UTF-8 text at byte 2".into())));
        assert_eq!(lines[2], (3, Ok(("three".into(), 9))));
        assert_eq!(lines[3], (4, Err("not UTF-8 text at byte 1".into())));
    }

    #[test]
    fn a_line_that_is_too_long_is_skipped_without_holding_it() {
        let mut bytes = b"one\n".to_vec();
        bytes.resize(bytes.len() + 10_000_000, b'x');
        bytes.extend_from_slice(b"\nthree\n");
        let lines = all(bytes);
        assert_eq!(lines.len(), 3, "{:?}", lines.iter().map(|l| l.0).collect::<Vec<_>>());
        assert_eq!(lines[1], (2, Err("the record is longer than 8 MiB".into())));
        assert_eq!(lines[2], (3, Ok(("three".into(), 10_000_005))));
    }

    #[test]
    fn lines_longer_than_a_chunk_are_whole() {
        let long = "字".repeat(CHUNK);
        let lines = all(format!("a\n{long}\nb").into_bytes());
        assert_eq!(lines[1].1.as_ref().map(|l| l.0.len()), Ok(long.len()));
        assert_eq!(lines[2].1.as_ref().map(|l| l.0.as_str()), Ok("b"));
    }
}
