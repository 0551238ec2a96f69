//! A very cheap look at the times of a native log: are its records in order?

use std::io::{self, Read};

use super::{MAX_RECORD, stamp};
use crate::model::Millis;

const CHUNK: usize = 1 << 20;
const KEY: &[u8] = b"\"time\":\"";
/// Lengths at which times of one shape compare like text: `…T09:00:00` and the offset after it.
const CLOCK: usize = 19;

/// True if all records are surely in order of time. False: they are not, or only a full reading can tell.
pub fn in_order(mut input: impl Read) -> io::Result<bool> {
    let mut last = Last::default();
    let mut bytes = Vec::new();
    loop {
        bytes.reserve(CHUNK);
        let read = input.by_ref().take(CHUNK as u64).read_to_end(&mut bytes)?;
        let whole = match memchr::memrchr(b'\n', &bytes) {
            Some(end) => end + 1,
            None if read > 0 && bytes.len() <= MAX_RECORD => continue,
            None => bytes.len(),
        };
        if !last.follow_all(&bytes[..whole]) {
            return Ok(false);
        }
        if read == 0 {
            return Ok(last.follow_all(&bytes[whole..]));
        }
        bytes.drain(..whole);
    }
}

/// The latest time so far.
#[derive(Default)]
struct Last {
    text: Vec<u8>,
    time: Millis,
    /// Where the key stood in the line before: most lines of a log are alike.
    at: usize,
}

impl Last {
    fn follow_all(&mut self, bytes: &[u8]) -> bool {
        let mut rest = bytes;
        while !rest.is_empty() {
            let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            if !self.follow(&rest[..end]) {
                return false;
            }
            rest = rest.get(end + 1..).unwrap_or_default();
        }
        true
    }

    /// True if the line's time is known not to be earlier than the one before.
    fn follow(&mut self, line: &[u8]) -> bool {
        let Some(at) = self.find(line) else {
            // A header has no time; neither has a line that will not be read.
            return memchr::memmem::find(line, b"\"time\"").is_none();
        };
        self.at = at;
        let rest = &line[at + KEY.len()..];
        let Some(end) = memchr::memchr(b'"', rest) else { return false };
        let text = &rest[..end];
        if text == self.text {
            return true;
        }
        let alike = text.len() == self.text.len() && text.get(CLOCK..) == self.text.get(CLOCK..);
        let Some(time) = stamp::rfc3339(text) else { return false };
        if (alike && text < self.text.as_slice()) || time < self.time {
            return false;
        }
        self.time = time;
        self.text.clear();
        self.text.extend_from_slice(text);
        true
    }

    /// Where the key stands; `None` if there is none, or it may belong to an object within the record.
    fn find(&self, line: &[u8]) -> Option<usize> {
        if line.get(self.at..self.at + KEY.len()) == Some(KEY) && self.at > 0 {
            let inner = memchr::memchr(b'{', line.get(1..self.at)?);
            return inner.is_none().then_some(self.at);
        }
        let at = memchr::memmem::find(line, KEY)?;
        memchr::memchr(b'{', line.get(1..at)?).is_none().then_some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(times: &[&str]) -> bool {
        let text: String = times.iter().map(|t| format!("{{\"id\":\"1\",\"time\":\"{t}\"}}\n")).collect();
        in_order(io::Cursor::new(text.into_bytes())).expect("memory")
    }

    #[test]
    fn order_is_by_instant_and_not_by_text() {
        assert!(check(&[
            "2026-03-02T09:00:00+08:00",
            "2026-03-02T09:00:00+08:00",
            "2026-03-02T09:00:01+08:00"
        ]));
        assert!(!check(&["2026-03-02T09:00:01+08:00", "2026-03-02T09:00:00+08:00"]));
        assert!(check(&["2026-03-02T09:00:00+08:00", "2026-03-02T02:00:00+00:00"]));
        assert!(!check(&["2026-03-02T02:00:00+00:00", "2026-03-02T09:00:00+08:00"]));
    }

    #[test]
    fn what_only_a_full_reading_can_tell_is_left_to_it() {
        assert!(!check(&["2026-03-02 09:00"]));
        let nested = "{\"x\":{\"time\":\"2026-03-02T09:00:00Z\"},\"time\":\"2026-03-02T08:00:00Z\"}\n";
        assert!(!in_order(io::Cursor::new(nested.as_bytes())).expect("memory"));
        let blank = "{\"qungui\":1}\n\n{\"time\" : \"2026-03-02T08:00:00Z\"}\n";
        assert!(!in_order(io::Cursor::new(blank.as_bytes())).expect("memory"));
    }
}
