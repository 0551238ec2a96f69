//! A text file as records of several lines. The format tells which lines begin one; it goes on to the next such
//! line, so that a message may hold blank lines.
//!
//! A record read again by its offset gives the same message, although a line between records may have said
//! something about it (the group, the day): such headings are handed on once, with their line number, and the
//! parser remembers from which line on each of them holds.

mod at_hand;

use std::io::{self, Read};

use at_hand::Walk;

use super::lines::Lines;
use super::{Item, MAX_RECORD, Reason, Records, too_long};

/// What a line is in a text of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// The first of a record.
    Starts,
    /// Between records, about those after it.
    Heading,
    /// One more of whatever it stands in.
    Goes,
}

/// Tells what a line is. `apart`: it is the first one, or a blank one or a heading stands
/// before it.
pub type Tell = fn(line: &str, apart: bool) -> Line;

/// Reads records of several lines.
pub struct Blocks<R> {
    lines: Lines<R>,
    tell: Tell,
    /// The next line begins a record, whatever it looks like.
    begins: bool,
    apart: bool,
    /// What is being gathered.
    now: Gathered,
    /// What was handed on last: items borrow from it.
    last: Gathered,
    /// The line that ended what was handed on.
    held: Option<Gathered>,
    end: bool,
}

/// Lines that belong together.
#[derive(Default)]
struct Gathered {
    what: What,
    text: String,
    offset: u64,
    line: u32,
    bad: Option<(u32, Reason)>,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum What {
    /// Nothing but blank lines.
    #[default]
    Nothing,
    Record,
    Heading,
    /// Text that belongs to no record.
    Stray,
}

impl<R: Read + Send> Records for Blocks<R> {
    fn next(&mut self) -> io::Result<Option<Item<'_>>> {
        loop {
            self.now = self.held.take().unwrap_or_default();
            while self.held.is_none() && self.line()? {}
            std::mem::swap(&mut self.now, &mut self.last);
            if self.last.what != What::Nothing {
                return Ok(Some(self.last.item()));
            }
            if self.end && self.held.is_none() {
                return Ok(None);
            }
        }
    }

    fn each(&mut self, take: &mut dyn FnMut(Item)) -> io::Result<bool> {
        let Blocks { lines, tell, apart, held, .. } = self;
        let block = match lines.block()? {
            Some(block) if block.text.len() <= MAX_RECORD && !self.begins => block,
            _ => return self.one_by_one(take),
        };
        let (passed, open) = Walk::new(block, *tell, held.take()).run(apart, take);
        *held = open;
        lines.passed(passed);
        Ok(true)
    }

    fn position(&self) -> u64 {
        self.lines.position()
    }
}

impl<R: Read + Send> Blocks<R> {
    /// Reads from the start of a file, so many bytes at once.
    pub fn new(input: R, chunk: usize, tell: Tell) -> Self {
        Blocks::of(Lines::new(input, chunk), tell)
    }

    /// Reads the record that starts where the input does, so many bytes at once.
    pub fn again(input: R, chunk: usize, tell: Tell) -> Self {
        Blocks { begins: true, ..Blocks::of(Lines::new(input, chunk), tell) }
    }

    fn of(lines: Lines<R>, tell: Tell) -> Self {
        let (now, last) = (Gathered::default(), Gathered::default());
        Blocks { lines, tell, begins: false, apart: true, now, last, held: None, end: false }
    }

    /// Hands on an item of lines of which some are bad.
    fn one_by_one(&mut self, take: &mut dyn FnMut(Item)) -> io::Result<bool> {
        match self.next()? {
            Some(item) => take(item),
            None => return Ok(false),
        }
        Ok(true)
    }

    /// Takes one line; false at the end.
    fn line(&mut self) -> io::Result<bool> {
        let (text, offset, line) = match self.lines.next()? {
            None => {
                self.end = true;
                return Ok(false);
            }
            Some(Item::Record { text, offset, line }) => (text, offset, line),
            Some(Item::Bad { line, reason }) => {
                // Nobody knows where it belongs: whatever it stands in is lost, up to the next record.
                let bad =
                    Gathered { what: What::Stray, line, bad: Some((line, reason)), ..Gathered::default() };
                match self.now.what {
                    What::Nothing => self.now = bad,
                    What::Heading => self.held = Some(bad),
                    What::Record | What::Stray => self.now.bad = self.now.bad.take().or(bad.bad),
                }
                return Ok(true);
            }
            Some(Item::Object { .. } | Item::Member { .. } | Item::Heading { .. }) => return Ok(true),
        };
        let begins = std::mem::take(&mut self.begins);
        let told = if begins { Line::Starts } else { (self.tell)(text, self.apart) };
        self.apart = told == Line::Heading || text.trim().is_empty();
        let what = match (told, self.now.what) {
            (Line::Starts, _) => What::Record,
            (Line::Heading, _) => What::Heading,
            (Line::Goes, What::Record | What::Stray) => {
                self.now.go_on(text, offset);
                return Ok(true);
            }
            (Line::Goes, _) if text.trim().is_empty() => return Ok(true),
            (Line::Goes, _) => What::Stray,
        };
        let begun = Gathered { what, text: text.into(), offset, line, bad: None };
        match self.now.what {
            What::Nothing => self.now = begun,
            _ => self.held = Some(begun),
        }
        Ok(true)
    }
}

impl Gathered {
    fn go_on(&mut self, text: &str, offset: u64) {
        if self.bad.is_some() {
            return;
        }
        if self.text.len() + text.len() > MAX_RECORD {
            return self.too_long();
        }
        // The text is the file's, byte for byte, line ends included.
        self.end_line(offset);
        self.text.push_str(text);
    }

    fn too_long(&mut self) {
        self.bad = Some((self.line, too_long()));
        self.text = String::new();
    }

    fn item(&mut self) -> Item<'_> {
        if let Some((line, reason)) = self.bad.take() {
            return Item::Bad { line, reason };
        }
        let text = self.text.trim_end();
        match self.what {
            What::Heading => Item::Heading { text, line: self.line },
            What::Record => Item::Record { text, offset: self.offset, line: self.line },
            What::Nothing | What::Stray => Item::Bad { line: self.line, reason: stray() },
        }
    }
}

/// Text before the first record, or after a heading.
fn stray() -> Reason {
    Reason::new("no message begins above this text", "这段文本上方没有消息的开头")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tell(line: &str, apart: bool) -> Line {
        match line.chars().next() {
            Some('>') => Line::Starts,
            Some('#') if apart => Line::Heading,
            _ => Line::Goes,
        }
    }

    fn items(bytes: &[u8]) -> Vec<String> {
        let mut blocks = Blocks::new(io::Cursor::new(bytes.to_vec()), 5, tell);
        let mut out = Vec::new();
        while let Some(item) = blocks.next().expect("memory") {
            out.push(show(item));
        }
        out
    }

    fn show(item: Item) -> String {
        match item {
            Item::Record { text, offset, line } => format!("{line}@{offset} {text:?}"),
            Item::Heading { text, line } => format!("{line} {text}"),
            Item::Bad { line, reason } => format!("{line}! {}", reason.0.en),
            Item::Object { .. } | Item::Member { .. } => unreachable!("blocks have no members"),
        }
    }

    #[test]
    fn one_by_one_and_all_at_once_are_the_same() {
        let parts =
            ["", "\n", ">a", ">a\r\n", "b\n", "\n# e\n", "\r\n#x\r\n", ">f\ng", "  \n", "\u{feff}", "h\r"];
        let bad: [&[u8]; 3] = [b"", b"\xff", b"\n\xff\n"];
        for n in 0..parts.len().pow(4) {
            let part = |place: u32| parts[n / parts.len().pow(place) % parts.len()];
            let text = [0, 1, 2, 3].map(part).concat();
            for bytes in bad.map(|bad| [text.as_bytes(), bad, b"z\n>y"].concat()) {
                let mut blocks = Blocks::new(io::Cursor::new(bytes.clone()), 5, tell);
                let mut out = Vec::new();
                while blocks.each(&mut |item| out.push(show(item))).expect("memory") {}
                assert_eq!(out, items(&bytes), "{:?}", String::from_utf8_lossy(&bytes));
            }
        }
    }

    #[test]
    fn a_record_goes_on_to_the_next() {
        let text = "\u{feff}# top\n\n>a\r\nb\r\n\r\nc\n#d\n>\n\n# e\n>f";
        assert_eq!(
            items(text.as_bytes()),
            ["1 # top", r#"3@10 ">a\r\nb\r\n\r\nc\n#d""#, r#"8@24 ">""#, "10 # e", r#"11@31 ">f""#]
        );
        for (offset, record) in [(10, ">a\r\nb\r\n\r\nc\n#d"), (24, ">"), (31, ">f")] {
            let input = io::Cursor::new(text.as_bytes()[offset..].to_vec());
            let mut blocks = Blocks::again(input, 3, tell);
            let again = blocks.next().expect("memory");
            assert!(matches!(again, Some(Item::Record { text, .. }) if text == record), "{again:?}");
        }
    }

    #[test]
    fn text_that_belongs_to_no_record_is_named() {
        let stray = "! no message begins above this text";
        assert_eq!(items(b"a\n\nb\n>c"), [format!("1{stray}"), r#"4@5 ">c""#.into()]);
        assert_eq!(items(b"# a\nb\n>c"), ["1 # a".into(), format!("2{stray}"), r#"3@6 ">c""#.into()]);
        assert_eq!(items(b"\n\n"), [""; 0]);
    }

    #[test]
    fn a_line_that_is_not_text_costs_its_record() {
        let bad = "! not UTF-8 text at byte 1";
        assert_eq!(items(b">a\n\xff\nb\n>c"), [format!("2{bad}"), r#"4@7 ">c""#.into()]);
        assert_eq!(items(b"\xff\nb\n>c\n\xff"), [format!("1{bad}"), format!("4{bad}")]);
    }

    #[test]
    fn a_record_that_is_too_long_is_not_held() {
        let mut text = b">a\n".to_vec();
        (0..9).for_each(|_| text.extend([vec![b'x'; 1 << 20], b"\n".to_vec()].concat()));
        text.extend_from_slice(b">b");
        let items = items(&text);
        assert_eq!(items.first().map(String::as_str), Some("1! the record is longer than 8 MiB"));
        assert_eq!((items.len(), items.last()), (2, Some(&format!("11@{} \">b\"", text.len() - 2))));
    }
}
