//! What stands before a value, and what ends it.

/// What stands after a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// A string without escapes; the key ends in its quote.
    String,
    /// A string that may have escapes.
    Text,
    /// A time: what is as long as the usual one is not looked through, since whoever reads it will.
    Time,
    /// A list of strings without escapes; the key ends in its bracket.
    List,
    /// A whole number.
    Number,
    /// An object of one member `content`, a string that may have escapes; the key ends in the brace.
    Content,
}

/// A key as it stands in a record, with its colon and what begins its value.
#[derive(Debug)]
pub struct Key {
    pub(super) bytes: Bytes,
    pub(super) value: Value,
}

impl Key {
    /// A key of at most 16 bytes.
    pub const fn new(key: &str, value: Value) -> Key {
        Key { bytes: Bytes::of(key.as_bytes()), value }
    }
}

/// At most sixteen bytes to compare others with, all at once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bytes {
    word: u128,
    /// Ones wherever it has some.
    mask: u128,
    pub length: usize,
}

impl Bytes {
    /// These.
    pub const fn of(bytes: &[u8]) -> Bytes {
        let (mut word, mut mask, mut at) = (0, 0, 0);
        while at < bytes.len() {
            word |= (bytes[at] as u128) << (8 * at);
            mask |= 0xff << (8 * at);
            at += 1;
        }
        Bytes { word, mask, length: bytes.len() }
    }

    /// These, and others behind them. What is too long stands nowhere.
    pub fn then(self, more: Bytes) -> Bytes {
        let shift = 8 * self.length as u32;
        match self.length + more.length {
            length @ 0..16 => {
                Bytes { word: self.word | more.word << shift, mask: self.mask | more.mask << shift, length }
            }
            length => Bytes { word: 1, mask: 0, length },
        }
    }

    /// Do others begin with these?
    #[inline(always)]
    pub fn stand_in(&self, here: u128) -> bool {
        here & self.mask == self.word
    }
}

impl Value {
    /// What ends it.
    pub(super) const fn end(self) -> &'static [u8] {
        match self {
            Value::String | Value::Text | Value::Time => b"\"",
            Value::List => b"]",
            Value::Number => b"",
            Value::Content => b"\"}",
        }
    }
}

/// Sixteen bytes; zeros after the end.
#[inline(always)]
pub(super) fn sixteen(bytes: &[u8], at: usize) -> u128 {
    match bytes.get(at..).and_then(<[u8]>::first_chunk) {
        Some(chunk) => u128::from_le_bytes(*chunk),
        None => few(bytes, at),
    }
}

#[cold]
fn few(bytes: &[u8], at: usize) -> u128 {
    bytes.get(at..).unwrap_or_default().iter().rev().fold(0, |word, &byte| word << 8 | u128::from(byte))
}
