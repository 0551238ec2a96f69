//! A file as lines: read in large chunks, checked as UTF-8 once a chunk, bounded in memory.

use std::io::{self, Read};

use super::{Block, Item, MAX_RECORD, Records, too_long, utf8};

/// Reads lines.
pub struct Lines<R> {
    input: R,
    /// So much is read at once.
    chunk: usize,
    buffer: Vec<u8>,
    /// So much of the buffer has been read from the file.
    filled: usize,
    /// End of the last whole line in the buffer.
    whole: usize,
    /// Where the next line starts in the buffer.
    at: usize,
    /// Where the buffer starts in the file.
    base: u64,
    /// Number of the next line, from 1.
    line: u32,
    /// The next line is too long, and has been skipped.
    skipped: bool,
    end: bool,
}

impl<R: Read + Send> Records for Lines<R> {
    fn next(&mut self) -> io::Result<Option<Item<'_>>> {
        if !self.prepare()? {
            return Ok(None);
        }
        let (line, offset) = (self.line, self.position());
        self.line += 1;
        if std::mem::take(&mut self.skipped) {
            return Ok(Some(Item::Bad { line, reason: too_long() }));
        }
        let rest = &self.buffer[self.at..self.whole];
        let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        self.at = (self.at + length + 1).min(self.whole);
        Ok(Some(match utf8(&rest[..length]) {
            Ok(text) => item(text, offset, line),
            Err(reason) => Item::Bad { line, reason },
        }))
    }

    fn block(&mut self) -> io::Result<Option<Block<'_>>> {
        if !self.prepare()? || self.skipped {
            return Ok(None);
        }
        let (offset, line) = (self.position(), self.line);
        let text = simdutf8::basic::from_utf8(&self.buffer[self.at..self.whole]);
        Ok(text.ok().map(|text| Block { text, offset, line }))
    }

    fn passed(&mut self, lines: u32) {
        self.at = self.whole;
        self.line += lines;
    }

    fn each(&mut self, take: &mut dyn FnMut(Item)) -> io::Result<bool> {
        if !self.prepare()? {
            return Ok(false);
        }
        let text = simdutf8::basic::from_utf8(&self.buffer[self.at..self.whole]);
        let Some(text) = text.ok().filter(|_| !self.skipped) else { return self.one_by_one(take) };
        let (mut start, mut offset) = (0, self.position());
        let last = (!text.ends_with('\n')).then_some(text.len());
        for end in memchr::memchr_iter(b'\n', text.as_bytes()).chain(last) {
            take(item(text.get(start..end).unwrap_or_default(), offset, self.line));
            self.line += 1;
            offset += (end + 1 - start) as u64;
            start = end + 1;
        }
        self.at = self.whole;
        Ok(true)
    }

    fn position(&self) -> u64 {
        self.base + self.at as u64
    }

    fn ready(&self) -> bool {
        self.at < self.whole || self.skipped
    }
}

/// A line without its end.
pub fn item(text: &str, offset: u64, line: u32) -> Item<'_> {
    match text.len() > MAX_RECORD {
        true => Item::Bad { line, reason: too_long() },
        false => Item::Record { text: text.strip_suffix('\r').unwrap_or(text), offset, line },
    }
}

impl<R: Read> Lines<R> {
    /// Reads from the start of a file, so many bytes at once.
    pub fn new(input: R, chunk: usize) -> Self {
        Lines {
            input,
            chunk,
            buffer: Vec::new(),
            filled: 0,
            whole: 0,
            at: 0,
            base: 0,
            line: 1,
            skipped: false,
            end: false,
        }
    }

    /// The whole lines at hand, not looked at; `None` at the end. Lines that are too long are left out.
    pub fn bytes(&mut self) -> io::Result<Option<&[u8]>> {
        if !self.prepare()? {
            return Ok(None);
        }
        self.skipped = false;
        let from = std::mem::replace(&mut self.at, self.whole);
        Ok(Some(&self.buffer[from..self.whole]))
    }

    /// Sees to it that there is a line to take; false at the end.
    fn prepare(&mut self) -> io::Result<bool> {
        while self.at >= self.whole && !self.skipped {
            if self.end {
                return Ok(false);
            }
            self.fill()?;
        }
        Ok(true)
    }

    /// Reads on until there is a whole line.
    fn fill(&mut self) -> io::Result<()> {
        self.buffer.copy_within(self.whole..self.filled, 0);
        self.base += self.whole as u64;
        self.filled -= self.whole;
        (self.whole, self.at) = (0, 0);
        while self.whole == 0 && !self.end {
            if self.filled > MAX_RECORD {
                return self.skip_long();
            }
            let from = self.read()?;
            self.whole = match memchr::memrchr(b'\n', &self.buffer[from..self.filled]) {
                Some(end) => from + end + 1,
                None if self.end => self.filled,
                None => 0,
            };
        }
        if self.base == 0 && self.buffer[..self.whole].starts_with(b"\xef\xbb\xbf") {
            self.at = 3;
        }
        Ok(())
    }

    /// Reads what there is room for; gives where it stands in the buffer.
    fn read(&mut self) -> io::Result<usize> {
        let from = self.filled;
        if self.buffer.len() < from + self.chunk / 2 {
            self.buffer.resize(from + self.chunk, 0);
        }
        let read = loop {
            match self.input.read(&mut self.buffer[from..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        self.filled += read;
        self.end = read == 0;
        Ok(from)
    }

    /// Drops a line that is too long, up to its end, holding one chunk at a time.
    fn skip_long(&mut self) -> io::Result<()> {
        self.skipped = true;
        self.buffer = Vec::new();
        loop {
            self.base += self.filled as u64;
            self.filled = 0;
            self.read()?;
            if let Some(end) = memchr::memchr(b'\n', &self.buffer[..self.filled]) {
                self.whole = end + 1;
                self.at = self.whole;
                return Ok(());
            }
            if self.end {
                return Ok(());
            }
        }
    }
}

impl<R: Read + Send> Lines<R> {
    /// Hands on the lines of the buffer, of which some are bad.
    fn one_by_one(&mut self, take: &mut dyn FnMut(Item)) -> io::Result<bool> {
        while self.skipped || self.at < self.whole {
            if let Some(item) = self.next()? {
                take(item);
            }
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHUNK: usize = 64 << 10;

    /// Line numbers with text and offset, or the reason.
    type All = Vec<(u32, Result<(String, u64), String>)>;

    fn show(item: Item) -> (u32, Result<(String, u64), String>) {
        match item {
            Item::Record { text, offset, line } => (line, Ok((text.to_string(), offset))),
            Item::Bad { line, reason } => (line, Err(reason.0.en)),
            Item::Object { .. } | Item::Member { .. } | Item::Heading { .. } => {
                unreachable!("lines have no members")
            }
        }
    }

    fn all(bytes: Vec<u8>) -> All {
        let mut lines = Lines::new(io::Cursor::new(bytes), CHUNK);
        let mut out = Vec::new();
        while let Some(line) = lines.next().expect("memory") {
            out.push(show(line));
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
    fn one_by_one_and_all_at_once_are_the_same() {
        let long = "x".repeat(MAX_RECORD + 2 * CHUNK);
        for text in
            ["", "\n", "a", "a\n\nb\r\n", "\u{feff}a\nb", &format!("a\n{long}"), &format!("{long}\nb\n")]
        {
            for bad in [&b""[..], b"\xff", b"\xff\nz", b"\n\xff"] {
                let bytes = [text.as_bytes(), bad].concat();
                let mut lines = Lines::new(io::Cursor::new(bytes.clone()), 5);
                let mut out = Vec::new();
                while lines.each(&mut |item| out.push(show(item))).expect("memory") {}
                assert_eq!(out, all(bytes));
            }
        }
    }

    #[test]
    fn lines_longer_than_a_chunk_are_whole() {
        let long = "字".repeat(CHUNK);
        let lines = all(format!("a\n{long}\nb").into_bytes());
        assert_eq!(lines[1].1.as_ref().map(|l| l.0.len()), Ok(long.len()));
        assert_eq!(lines[2].1.as_ref().map(|l| l.0.as_str()), Ok("b"));
    }
}
