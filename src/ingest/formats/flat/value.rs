//! Where a value ends.

use super::key::Value;
use crate::ingest::formats::{bytes, plain};

/// The `content` of [`Value::Content`].
const CONTENT: &[u8] = b"\"content\":\"";
/// The length of `2026-03-02T09:00:00+08:00`.
const USUAL: usize = 25;

/// From where to where a value stands.
pub type Span = (u32, u32);

#[inline(always)]
fn span(start: usize, end: usize) -> Span {
    (start as u32, end as u32)
}

/// A value that starts at a place, and where its end stands.
#[inline(always)]
pub fn value(bytes: &[u8], start: usize, kind: Value, escaped: &mut bool) -> Option<(Span, usize)> {
    let end = match kind {
        Value::Time if bytes.get(start + USUAL) == Some(&b'"') => start + USUAL,
        // Whether a quote stands there is seen next.
        Value::String | Value::Time => bytes::plain(bytes, start),
        Value::Text => return text(bytes, start, escaped),
        Value::List if bytes.get(start) == Some(&b']') => start,
        Value::List => elements(bytes, start)?,
        Value::Number => plain::number(bytes, start)?,
        Value::Content => {
            let start = bytes.get(start..)?.starts_with(CONTENT).then_some(start + CONTENT.len())?;
            return text(bytes, start, escaped);
        }
    };
    Some((span(start, end), end))
}

/// A string that may have escapes; with its quotes, if it has some.
#[inline(always)]
fn text(bytes: &[u8], start: usize, escaped: &mut bool) -> Option<(Span, usize)> {
    let end = bytes::plain(bytes, start);
    if bytes.get(end) != Some(&b'\\') {
        return Some((span(start, end), end));
    }
    *escaped = true;
    let end = escapes(bytes, end)?;
    Some((span(start - 1, end + 1), end))
}

/// The end of a string with escapes, the first of them at a place.
#[inline(never)]
fn escapes(bytes: &[u8], first: usize) -> Option<usize> {
    let mut end = first;
    while bytes.get(end) == Some(&b'\\') {
        if *bytes.get(end + 1)? < b' ' {
            return None;
        }
        end = bytes::plain(bytes, end + 2);
    }
    (bytes.get(end) == Some(&b'"')).then_some(end)
}

/// The end of a list of strings without escapes.
#[inline(never)]
fn elements(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        (bytes.get(at) == Some(&b'"')).then_some(())?;
        let end = bytes::plain(bytes, at + 1);
        (bytes.get(end) == Some(&b'"')).then_some(())?;
        at = end + 2;
        match bytes.get(end + 1)? {
            b',' => {}
            b']' => return Some(end + 1),
            _ => return None,
        }
    }
}
