//! How records stand in a file, one file a shape. All shapes hand on the same items, one at a time.

pub mod blocks;
pub mod csv;
mod document;
mod lines;

use std::io::{self, Read};
use std::sync::Arc;

use blocks::{Blocks, Tell};
use csv::{Csv, Dialect};
use document::Document;
pub use lines::{Lines, item};

use super::Reason;

/// The longest record that is read, in bytes; a longer one costs only itself.
pub const MAX_RECORD: usize = 8 << 20;
/// What is read at once to find one record again: enough for most.
const SMALL: usize = 4 << 10;

/// Items that are handed on at once.
const AT_HAND: usize = 1024;

/// How records stand in a file.
#[derive(Debug, Clone)]
pub enum Shape {
    /// One a line.
    Lines,
    /// Elements of a JSON document's top array, or of the arrays at these paths (`data.items`) in its top object.
    Document(&'static [&'static str]),
    /// Elements of the arrays at the path that the user names.
    Within(Arc<str>),
    /// Of several lines each, the first of which the format knows.
    Blocks(Tell),
    /// Rows of a table.
    Csv(Dialect),
}

/// What a file holds, in the order in which it stands there.
#[derive(Debug)]
pub enum Item<'a> {
    /// An object begins, which may hold records: what follows stands in it.
    Object {
        /// Where it starts in the file.
        offset: u64,
    },
    /// Something beside the records, for [`Parser::member`](super::formats::Parser::member).
    Member {
        /// Its name.
        name: &'a str,
        /// Its value.
        value: &'a [u8],
        /// Line at which it starts, from 1.
        line: u32,
    },
    /// A line between records, about those after it, for [`Parser::heading`](super::formats::Parser::heading).
    Heading {
        /// It.
        text: &'a str,
        /// Its line, from 1.
        line: u32,
    },
    /// A record.
    Record {
        /// Its text.
        text: &'a str,
        /// Where it starts in the file.
        offset: u64,
        /// Line at which it starts, from 1.
        line: u32,
    },
    /// A record that cannot be read; if the file breaks off, the last item.
    Bad {
        /// Line at which it starts.
        line: u32,
        /// Why.
        reason: Reason,
    },
}

/// Whole lines, looked at by nobody yet.
#[derive(Debug, Clone, Copy)]
pub struct Block<'a> {
    /// They.
    pub text: &'a str,
    /// Where they start in the file.
    pub offset: u64,
    /// Number of the first, from 1.
    pub line: u32,
}

/// The items of a file, from front to back.
pub trait Records: Send {
    /// The next item; `None` at the end.
    fn next(&mut self) -> io::Result<Option<Item<'_>>>;

    /// Hands on some items that are at hand, at least one; false at the end.
    fn each(&mut self, take: &mut dyn FnMut(Item)) -> io::Result<bool> {
        for _ in 0..AT_HAND {
            match self.next()? {
                Some(item) => take(item),
                None => return Ok(false),
            }
        }
        Ok(true)
    }

    /// The lines at hand, if each is a record and they can be taken as they are; they stay until they have been
    /// [`passed`](Records::passed).
    fn block(&mut self) -> io::Result<Option<Block<'_>>> {
        Ok(None)
    }

    /// All lines of the block have been taken; so many there were.
    fn passed(&mut self, _lines: u32) {}

    /// Bytes consumed so far.
    fn position(&self) -> u64;

    /// True if the next item needs no reading, so that it need not be waited for.
    fn ready(&self) -> bool {
        true
    }
}

impl Shape {
    /// Reads a file from its start, so many bytes at once.
    pub fn records(&self, input: impl Read + Send + 'static, chunk: usize) -> Box<dyn Records> {
        match self {
            Shape::Lines => Box::new(Lines::new(input, chunk)),
            Shape::Document(arrays) => Box::new(Document::new(input, chunk, arrays)),
            Shape::Within(path) => Box::new(Document::within(input, chunk, path)),
            Shape::Blocks(tell) => Box::new(Blocks::new(input, chunk, *tell)),
            Shape::Csv(dialect) => Box::new(Csv::new(input, chunk, *dialect)),
        }
    }

    /// The record that starts where the input does; `None` if there is none.
    pub fn again(&self, input: impl Read + Send) -> io::Result<Option<String>> {
        match self {
            Shape::Lines => first(Lines::new(input, SMALL)),
            Shape::Document(_) | Shape::Within(_) => document::one(input),
            Shape::Blocks(tell) => first(Blocks::again(input, SMALL, *tell)),
            Shape::Csv(dialect) => first(Csv::row(input, *dialect)),
        }
    }
}

fn first(mut records: impl Records) -> io::Result<Option<String>> {
    Ok(match records.next()? {
        Some(Item::Record { text, .. }) => Some(text.to_string()),
        _ => None,
    })
}

/// A record longer than [`MAX_RECORD`].
fn too_long() -> Reason {
    let limit = MAX_RECORD >> 20;
    Reason::new(format!("the record is longer than {limit} MiB"), format!("记录超过 {limit} MiB"))
}

/// The text that bytes are, told as fast as can be.
fn utf8(bytes: &[u8]) -> Result<&str, Reason> {
    simdutf8::basic::from_utf8(bytes)
        .or_else(|_| std::str::from_utf8(bytes).map_err(|error| not_text(&error)))
}

/// A record that is not text from a byte on, counted from 0.
fn not_text(error: &std::str::Utf8Error) -> Reason {
    let at = error.valid_up_to() + 1;
    Reason::new(format!("not UTF-8 text at byte {at}"), format!("第 {at} 字节不是 UTF-8 文本"))
}
