//! Records of the lines at hand, as slices of them: nothing is copied but what goes on in the next lines.

use super::super::{Block, Item, MAX_RECORD};
use super::{Gathered, Line, Tell, What};

/// Walks over a block of whole lines.
pub struct Walk<'b> {
    block: Block<'b>,
    tell: Tell,
    /// What is being gathered, as far as it stands before the block.
    now: Gathered,
    /// Where it goes on, or begins, in the block.
    from: usize,
}

impl<'b> Walk<'b> {
    /// `held`: what the lines before have left open.
    pub fn new(block: Block<'b>, tell: Tell, held: Option<Gathered>) -> Self {
        let mut now = held.unwrap_or_default();
        if now.goes_on() && now.bad.is_none() {
            now.end_line(block.offset);
        }
        Walk { block, tell, now, from: 0 }
    }

    /// Hands on the items that end in the block; gives its number of lines, and what it leaves open.
    pub fn run(mut self, apart: &mut bool, take: &mut dyn FnMut(Item)) -> (u32, Option<Gathered>) {
        let (mut at, mut line) = (0, self.block.line);
        let text = self.block.text;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let length = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
            let words = rest.get(..length).unwrap_or_default();
            let words = words.strip_suffix('\r').unwrap_or(words);
            let told = (self.tell)(words, *apart);
            let blank = words.trim().is_empty();
            *apart = told == Line::Heading || blank;
            let what = match told {
                Line::Starts => Some(What::Record),
                Line::Heading => Some(What::Heading),
                Line::Goes if self.now.goes_on() || blank => None,
                Line::Goes => Some(What::Stray),
            };
            if let Some(what) = what {
                self.end(at, take);
                let offset = self.block.offset + at as u64;
                (self.now, self.from) = (Gathered { what, offset, line, ..Gathered::default() }, at);
            }
            at += length + 1;
            line += 1;
            if self.now.what == What::Heading {
                // It is that line alone.
                self.end(at, take);
            }
        }
        (line - self.block.line, self.leave())
    }

    /// Hands on what has been gathered up to a place.
    fn end(&mut self, at: usize, take: &mut dyn FnMut(Item)) {
        let part = self.block.text.get(self.from..at.min(self.block.text.len())).unwrap_or_default();
        let mut now = std::mem::take(&mut self.now);
        match now.what {
            What::Nothing => {}
            What::Record | What::Heading if now.text.is_empty() && now.bad.is_none() => take(now.of(part)),
            _ => {
                now.add(part);
                take(now.item());
            }
        }
    }

    /// What goes on in the next lines, without the end of its last one.
    fn leave(self) -> Option<Gathered> {
        let mut now = self.now;
        let part = self.block.text.get(self.from..).unwrap_or_default();
        let part = part.strip_suffix('\n').unwrap_or(part);
        now.add(part.strip_suffix('\r').unwrap_or(part));
        (now.what != What::Nothing).then_some(now)
    }
}

impl Gathered {
    /// True if lines that begin nothing belong to it.
    fn goes_on(&self) -> bool {
        matches!(self.what, What::Record | What::Stray)
    }

    /// The end of its last line, which ends where the next one starts.
    pub(super) fn end_line(&mut self, next: u64) {
        let crlf = next - self.offset > self.text.len() as u64 + 1;
        self.text.push_str(if crlf { "\r\n" } else { "\n" });
    }

    fn add(&mut self, part: &str) {
        if self.bad.is_some() {
            return;
        }
        match self.text.len() + part.len() > MAX_RECORD {
            true => self.too_long(),
            false => self.text.push_str(part),
        }
    }

    /// The item of a text that has not been copied.
    fn of<'t>(&self, text: &'t str) -> Item<'t> {
        let text = text.trim_end();
        match self.what {
            What::Heading => Item::Heading { text, line: self.line },
            _ => Item::Record { text, offset: self.offset, line: self.line },
        }
    }
}
