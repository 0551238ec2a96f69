//! A table as records: RFC 4180, bounded in memory. A record goes on to the next line only within quotes.
//!
//! A stray quote would swallow everything up to the next one. So a quoted field that spans lines has to close
//! properly, before a delimiter or the end of a line, and within [`MAX_RECORD`] bytes. If it does not, its first
//! line is a bad record, and the lines after it, up to where that was noticed, stand alone.

mod fields;
mod header;
mod table;

use std::io::{self, Read};

pub use fields::{Fields, Row};
pub use header::{Header, alike};
pub use table::{Cell, Table};

use super::{Item, MAX_RECORD, Records, SMALL, too_long, utf8};
use crate::ingest::Reason;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// What stands between two fields: comma, tab or semicolon.
    pub delimiter: u8,
    /// Records before the body: the header, and what stands before it.
    pub head: u32,
}

/// Reads the rows of a table.
pub struct Csv<R> {
    input: R,
    /// So many bytes are read at once.
    chunk: usize,
    delimiter: u8,
    /// Records to be passed over before the next one.
    head: u32,
    /// Nothing has been read yet.
    fresh: bool,
    /// The input has ended.
    ended: bool,
    /// What has been read, from the present record on (or a little before it).
    held: Vec<u8>,
    start: usize,
    end: usize,
    /// So many line ends are in the present record.
    ends: u32,
    /// Lines that start before this stand alone.
    alone: usize,
    /// So many bytes were not kept of a too long line that is held up to here.
    dropped: Option<(usize, u64)>,
    /// Where the present record starts in the file.
    offset: u64,
    line: u32,
}

impl<R: Read + Send> Records for Csv<R> {
    fn next(&mut self) -> io::Result<Option<Item<'_>>> {
        while self.head > 0 {
            self.head -= 1;
            self.record()?;
        }
        self.record()
    }

    fn each(&mut self, take: &mut dyn FnMut(Item)) -> io::Result<bool> {
        if self.head == 0 && !self.fresh && self.plain(take) {
            return Ok(true);
        }
        let item = self.next()?;
        Ok(item.map(take).is_some())
    }

    fn position(&self) -> u64 {
        self.offset + (self.end - self.start) as u64
    }
}

impl<R: Read> Csv<R> {
    /// Reads the body of a table from the start of its file.
    pub fn new(input: R, chunk: usize, dialect: Dialect) -> Self {
        Csv { head: dialect.head, ..Csv::with_chunk(input, dialect, chunk) }
    }

    /// Reads from where a row starts.
    pub fn row(input: R, dialect: Dialect) -> Self {
        Csv { fresh: false, ..Csv::with_chunk(input, dialect, SMALL) }
    }

    fn with_chunk(input: R, dialect: Dialect, chunk: usize) -> Self {
        Csv {
            input,
            chunk,
            delimiter: dialect.delimiter,
            head: 0,
            fresh: true,
            ended: false,
            held: Vec::new(),
            start: 0,
            end: 0,
            ends: 0,
            alone: 0,
            dropped: None,
            offset: 0,
            line: 1,
        }
    }

    /// The next record without its line end; `None` at the end.
    fn record(&mut self) -> io::Result<Option<Item<'_>>> {
        self.begin()?;
        self.pass();
        let Some(first) = self.line_end(self.start)? else { return Ok(None) };
        let extent = self.extent(first)?;
        let (offset, line) = (self.offset, self.line);
        let bad = |reason| Ok(Some(Item::Bad { line, reason }));
        self.end = if let Extent::Whole(end) = extent { end } else { first };
        self.ends = match extent {
            // Most records are one line.
            Extent::Whole(end) if end != first => self.line_ends(),
            _ => u32::from(self.held.get(..self.end).is_some_and(|held| held.ends_with(b"\n"))),
        };
        match extent {
            Extent::Whole(_) => {}
            Extent::TooLong => return bad(too_long()),
            Extent::Broken(until) => {
                self.alone = self.alone.max(until);
                return bad(unclosed());
            }
        }
        let bytes = self.held.get(self.start..self.end).unwrap_or_default();
        let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        match utf8(bytes) {
            Ok(text) => Ok(Some(Item::Record { text, offset, line })),
            Err(reason) => bad(reason),
        }
    }

    /// Hands on the lines at hand that hold no quote, each of which is a record; false if the next one is not such.
    fn plain(&mut self, take: &mut dyn FnMut(Item)) -> bool {
        self.pass();
        if self.dropped.is_some() {
            return false;
        }
        let held = self.held.get(self.start..).unwrap_or_default();
        let held = held.get(..self.chunk).unwrap_or(held);
        let quote = memchr::memchr(b'"', held).unwrap_or(held.len());
        let text = whole_lines(held.get(..quote).unwrap_or_default());
        let mut from = 0;
        for end in memchr::memchr_iter(b'\n', text.as_bytes()) {
            let record = text.get(from..end).unwrap_or_default();
            let text = record.strip_suffix('\r').unwrap_or(record);
            take(Item::Record { text, offset: self.offset, line: self.line });
            self.line += 1;
            self.offset += (end + 1 - from) as u64;
            from = end + 1;
        }
        self.start += from;
        self.end = self.start;
        from > 0
    }

    fn line_ends(&self) -> u32 {
        let record = self.held.get(self.start..self.end).unwrap_or_default();
        memchr::memchr_iter(b'\n', record).count() as u32
    }

    /// Passes over a byte order mark.
    fn begin(&mut self) -> io::Result<()> {
        while std::mem::take(&mut self.fresh) {
            self.read()?;
            self.fresh = self.held.len() < BYTE_ORDER_MARK.len() && !self.ended;
            if self.held.starts_with(BYTE_ORDER_MARK) {
                self.end = BYTE_ORDER_MARK.len();
            }
        }
        Ok(())
    }

    /// Leaves the record that was handed on last.
    fn pass(&mut self) {
        self.line += std::mem::take(&mut self.ends);
        self.offset += (self.end - self.start) as u64;
        self.start = self.end;
        if let Some((_, dropped)) = self.dropped.take_if(|(until, _)| *until <= self.end) {
            self.line += 1;
            self.offset += dropped;
        }
        // What is still to come is moved to the front when there is less of it.
        if self.start >= self.chunk && self.start >= self.held.len() - self.start {
            self.held.drain(..self.start);
            self.alone = self.alone.saturating_sub(self.start);
            self.dropped = self.dropped.map(|(until, dropped)| (until - self.start, dropped));
            (self.start, self.end) = (0, 0);
        }
    }

    /// How far the record goes whose first line ends there.
    fn extent(&mut self, first: usize) -> io::Result<Extent> {
        let mut quotes = Quotes::new(self.delimiter);
        let (mut from, mut end) = (self.start, first);
        if end - from > MAX_RECORD {
            return Ok(Extent::TooLong);
        }
        loop {
            match quotes.read(self.held.get(from..end).unwrap_or_default()) {
                Quoted::Closed => return Ok(Extent::Whole(end)),
                Quoted::Broken => return Ok(Extent::Broken(from)),
                Quoted::Open if self.start < self.alone => return Ok(Extent::Broken(end)),
                Quoted::Open => {}
            }
            match self.line_end(end)? {
                Some(next) if next - self.start <= MAX_RECORD => (from, end) = (end, next),
                _ => return Ok(Extent::Broken(end)),
            }
        }
    }

    /// The end of the line that starts there, reading it if it is not held yet; `None` at the end of the input.
    fn line_end(&mut self, start: usize) -> io::Result<Option<usize>> {
        let mut from = start;
        loop {
            let rest = self.held.get(from..).unwrap_or_default();
            // After what was dropped stands another line.
            let end = memchr::memchr(b'\n', rest).map(|n| from + n + 1);
            let cut = self.dropped.map(|(until, _)| until).filter(|until| *until > start);
            if let Some(end) = end.into_iter().chain(cut).min() {
                return Ok(Some(end));
            }
            from = self.held.len();
            if self.ended {
                return Ok((start < from).then_some(from));
            }
            match from - start > MAX_RECORD {
                true => self.drop_rest(start)?,
                false => self.read()?,
            }
        }
    }

    /// Reads on.
    fn read(&mut self) -> io::Result<()> {
        let from = self.held.len();
        self.held.resize(from + self.chunk, 0);
        let read = loop {
            match self.input.read(self.held.get_mut(from..).unwrap_or_default()) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        self.held.truncate(from + read);
        self.ended = read == 0;
        Ok(())
    }

    /// Drops what follows of a line that is too long, one chunk at a time.
    fn drop_rest(&mut self, start: usize) -> io::Result<()> {
        let until = start + MAX_RECORD + 1;
        let mut dropped = 0;
        while !self.ended {
            let rest = self.held.get(until..).unwrap_or_default();
            let end = memchr::memchr(b'\n', rest).map(|n| n + 1);
            let gone = end.unwrap_or(rest.len());
            self.held.drain(until..until + gone);
            dropped += gone as u64;
            if end.is_some() {
                break;
            }
            self.read()?;
        }
        self.dropped = Some((until, dropped));
        Ok(())
    }
}

/// The first lines that are whole, and text.
fn whole_lines(bytes: &[u8]) -> &str {
    let whole = |bytes: &[u8]| memchr::memrchr(b'\n', bytes).map_or(0, |end| end + 1);
    let lines = bytes.get(..whole(bytes)).unwrap_or_default();
    simdutf8::basic::from_utf8(lines).unwrap_or_else(|_| {
        let valid = std::str::from_utf8(lines).map_or_else(|error| error.valid_up_to(), str::len);
        let valid = lines.get(..valid).unwrap_or_default();
        std::str::from_utf8(valid.get(..whole(valid)).unwrap_or_default()).unwrap_or_default()
    })
}

/// How far a record goes.
enum Extent {
    /// Up to here.
    Whole(usize),
    /// Its quotes do not close; the lines up to here stand alone.
    Broken(usize),
    /// Its first line is longer than a record may be.
    TooLong,
}

fn unclosed() -> Reason {
    Reason::new("a quote is opened here and not closed", "此处开始的引号没有结束")
}

/// Whether the quoted fields of a record are closed at the end of a line.
enum Quoted {
    Closed,
    Open,
    /// A quote closes a field of several lines in the middle of its text.
    Broken,
}

struct Quotes {
    delimiter: u8,
    open: bool,
    first: bool,
}

impl Quotes {
    fn new(delimiter: u8) -> Self {
        Quotes { delimiter, open: false, first: true }
    }

    /// Takes the record's next line. Only the field that a former line left open has to close properly: what is
    /// odd within one line costs nothing.
    fn read(&mut self, line: &[u8]) -> Quoted {
        let mut rest = line;
        if !self.open && memchr::memchr(b'"', line).is_none() {
            return Quoted::Closed;
        }
        let mut spans = !std::mem::replace(&mut self.first, false);
        loop {
            if !self.open {
                self.open = rest.first() == Some(&b'"');
                rest = if self.open { &rest[1..] } else { rest };
            }
            if self.open {
                let Some(end) = closing(rest) else { return Quoted::Open };
                rest = &rest[end..];
                self.open = false;
                let proper = rest.first().is_none_or(|&b| b == self.delimiter || b == b'\r' || b == b'\n');
                if std::mem::take(&mut spans) && !proper {
                    return Quoted::Broken;
                }
            }
            match memchr::memchr(self.delimiter, rest) {
                Some(end) => rest = &rest[end + 1..],
                None => return Quoted::Closed,
            }
        }
    }
}

/// What follows the quote that closes a field; two quotes are one of its text.
fn closing(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr::memchr(b'"', text.get(at..)?)? + 1;
        if text.get(at) != Some(&b'"') {
            return Some(at);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHUNK: usize = 1 << 16;
    const COMMA: Dialect = Dialect { delimiter: b',', head: 0 };

    /// Offset and line of each record with its text, or the line and the reason.
    fn all(bytes: impl AsRef<[u8]>, head: u32) -> Vec<String> {
        let mut records = Csv::new(bytes.as_ref(), CHUNK, Dialect { head, ..COMMA });
        let mut out = Vec::new();
        while let Some(record) = records.next().expect("memory") {
            out.push(match record {
                Item::Record { text, offset, line } => {
                    let again = super::super::first(Csv::row(&bytes.as_ref()[offset as usize..], COMMA));
                    assert_eq!(again.expect("memory").as_deref(), Some(text), "read again");
                    format!("{offset}/{line} {}", text.escape_debug())
                }
                Item::Bad { line, reason } => format!("{line}! {}", reason.0.en),
                Item::Object { .. } | Item::Member { .. } | Item::Heading { .. } => {
                    unreachable!("a table has none")
                }
            });
        }
        assert_eq!(records.position(), bytes.as_ref().len() as u64);
        out
    }

    #[test]
    fn one_by_one_and_all_at_once_are_the_same() {
        let rows = ["1,a\n", "2,\"b\nc\"\r\n", "\r\n", "3,\"open\n", "4,\u{4e2d}\r\n", "\n", "5,a\rb\n"];
        for n in 0..rows.len().pow(3) {
            let text: String = [n % 7, n / 7 % 7, n / 49].map(|row| rows[row]).concat();
            for bad in [&b""[..], b"6,end", b"\xff\n7,a\n8,\xff\n9,b"] {
                let bytes = [b"h,i\n", text.as_bytes(), bad].concat();
                for chunk in [5, 30, CHUNK] {
                    let mut records = Csv::new(bytes.as_slice(), chunk, Dialect { head: 1, ..COMMA });
                    let mut out = Vec::new();
                    let mut show = |item: Item| out.push(format!("{item:?}"));
                    while records.each(&mut show).expect("memory") {}
                    let mut records = Csv::new(bytes.as_slice(), CHUNK, Dialect { head: 1, ..COMMA });
                    let mut single = Vec::new();
                    while let Some(item) = records.next().expect("memory") {
                        single.push(format!("{item:?}"));
                    }
                    assert_eq!(out, single, "{text:?}");
                }
            }
        }
    }

    const UNCLOSED: &str = "a quote is opened here and not closed";

    #[test]
    fn records_over_lines_with_their_places() {
        let text = "\u{feff}a,b\r\n1,\"x\r\ny, \"\"z\"\"\n\"\r\n\r\n2,\"\"\n3,a\"b\n\"q\"x,4";
        let expected = [
            "8/2 1,\\\"x\\r\\ny, \\\"\\\"z\\\"\\\"\\n\\\"",
            "26/5 ",
            "28/6 2,\\\"\\\"",
            "33/7 3,a\\\"b",
            "39/8 \\\"q\\\"x,4",
        ];
        assert_eq!(all(text, 1), expected);
        assert_eq!(all("", 1), [""; 0]);
    }

    #[test]
    fn a_stray_quote_costs_its_line() {
        let text = "1,\"oops\n2,b\n3,c\n4,\"x\ny\"\n";
        assert_eq!(
            all(text, 0),
            [format!("1! {UNCLOSED}").as_str(), "8/2 2,b", "12/3 3,c", "16/4 4,\\\"x\\ny\\\""]
        );
        let at_the_end = all("1,a\n2,\"b\n3,c", 0);
        assert_eq!(at_the_end, ["0/1 1,a", format!("2! {UNCLOSED}").as_str(), "9/3 3,c"]);
    }

    #[test]
    fn a_quote_that_never_closes_is_bounded() {
        let line = "2,abcdefghijklmnopqrstuvwxyz\n";
        let text = format!("1,\"oops\n{}", line.repeat(2 * MAX_RECORD / line.len()));
        let mut records = Csv::new(text.as_bytes(), CHUNK, COMMA);
        let mut counts = [0, 0];
        while let Some(record) = records.next().expect("memory") {
            counts[usize::from(matches!(record, Item::Bad { .. }))] += 1;
            assert!(records.held.len() <= 2 * MAX_RECORD);
        }
        assert_eq!(counts, [2 * MAX_RECORD / line.len(), 1]);
    }

    #[test]
    fn lines_that_keep_each_other_open_take_linear_time() {
        let text = "x\",\"\n".repeat(2 * MAX_RECORD / 5);
        let mut records = Csv::new(text.as_bytes(), CHUNK, COMMA);
        let mut bad = 0;
        while let Some(record) = records.next().expect("memory") {
            bad += usize::from(matches!(record, Item::Bad { .. }));
        }
        assert_eq!(bad, 2 * MAX_RECORD / 5);
    }

    #[test]
    fn lines_that_are_too_long_or_not_text_cost_only_themselves() {
        let mut bytes = b"1,a\n\"2".to_vec();
        bytes.resize(bytes.len() + MAX_RECORD + 10, b'x');
        let long = bytes.len() + 1;
        bytes.extend_from_slice(b"\n3,\xff\n4,d\n");
        let expected = [
            "0/1 1,a",
            "2! the record is longer than 8 MiB",
            "3! not UTF-8 text at byte 3",
            &format!("{}/4 4,d", long + 4),
        ];
        assert_eq!(all(bytes, 0), expected);
    }
}
