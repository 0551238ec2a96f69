//! How records stand in a file, one file a shape. All shapes hand on the same items, one at a time.

mod document;
mod lines;

use std::io::{self, Read};

use document::Document;
use lines::Lines;

use super::Reason;

/// The longest record that is read, in bytes; a longer one costs only itself.
pub const MAX_RECORD: usize = 8 << 20;
/// What is read at once to find one record again: enough for most.
const SMALL: usize = 4 << 10;

/// How records stand in a file.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// One a line.
    Lines,
    /// Elements of a JSON document's top array, or of the arrays at these paths (`data.items`) in its top object.
    Document(&'static [&'static str]),
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

/// The items of a file, from front to back.
pub trait Records: Send {
    /// The next item; `None` at the end.
    fn next(&mut self) -> io::Result<Option<Item<'_>>>;

    /// Bytes consumed so far.
    fn position(&self) -> u64;
}

impl Shape {
    /// Reads a file from its start, so many bytes at once.
    pub fn records(self, input: impl Read + Send + 'static, chunk: usize) -> Box<dyn Records> {
        match self {
            Shape::Lines => Box::new(Lines::new(input, chunk)),
            Shape::Document(arrays) => Box::new(Document::new(input, chunk, arrays)),
        }
    }

    /// The record that starts where the input does; `None` if there is none.
    pub fn again(self, input: impl Read + Send) -> io::Result<Option<String>> {
        match self {
            Shape::Lines => first(Lines::new(input, SMALL)),
            Shape::Document(_) => document::one(input),
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

/// A record that is not text from a byte on, counted from 0.
fn not_text(error: &std::str::Utf8Error) -> Reason {
    let at = error.valid_up_to() + 1;
    Reason::new(format!("not UTF-8 text at byte {at}"), format!("第 {at} 字节不是 UTF-8 文本"))
}
