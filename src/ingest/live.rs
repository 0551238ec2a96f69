//! Standard input as a stream (`--lateness`): messages wait until none that is not late can come before them.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Write};

use super::problems::BadRecords;
use super::shapes::Records;
use crate::model::{Millis, Origin};

/// A stream being read.
pub struct Live {
    /// What comes in.
    pub records: Box<dyn Records>,
    /// Nothing more will come.
    pub ended: bool,
    /// Messages that came too late to be judged.
    pub late: BadRecords,
    /// The records that wait, by time, and in the order in which they came.
    waiting: BTreeMap<(Millis, u64), Held>,
    lateness: Millis,
    newest: Millis,
    came: u64,
}

/// A record that waits.
pub struct Held {
    /// Where it stands.
    pub origin: Origin,
    /// Its text.
    pub text: String,
}

impl Live {
    /// Reads records that come at most so late.
    pub fn new(records: Box<dyn Records>, lateness: Millis) -> Self {
        let (waiting, late) = (BTreeMap::new(), BadRecords::default());
        Live { records, ended: false, late, waiting, lateness, newest: Millis::MIN, came: 0 }
    }

    /// Lets a record wait; false if it is late.
    pub fn hold(&mut self, time: Millis, origin: Origin, text: &str) -> bool {
        if time < self.settled() {
            return false;
        }
        self.newest = self.newest.max(time);
        self.came += 1;
        self.waiting.insert((time, self.came), Held { origin, text: text.to_string() });
        true
    }

    /// Time of the next record that need not wait any longer.
    pub fn due(&self) -> Option<Millis> {
        let (&(time, _), _) = self.waiting.first_key_value()?;
        (self.ended || time <= self.settled()).then_some(time)
    }

    /// Takes the next record that need not wait any longer.
    pub fn take(&mut self) -> Option<Held> {
        self.due()?;
        self.waiting.pop_first().map(|(_, held)| held)
    }

    /// Until when all is known: what is older comes too late.
    fn settled(&self) -> Millis {
        self.newest.saturating_sub(self.lateness)
    }
}

/// An input that is written down as it is read, so that records can be read again.
pub struct Tee<R> {
    /// What comes in.
    pub input: R,
    /// Where it is written.
    pub copy: File,
}

impl<R: Read> Read for Tee<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.copy.write_all(buffer.get(..read).unwrap_or_default())?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Shape;

    #[test]
    fn what_waits_comes_out_in_order_and_what_is_late_is_refused() {
        let mut live = Live::new(Shape::Lines.records(io::empty(), 1), 10);
        let origin = |line| Origin { source: 0, line, offset: 0 };
        let mut out = Vec::new();
        for (line, time) in [100, 105, 95, 111, 101, 94, 100, 130].into_iter().enumerate() {
            let line = line as u32 + 1;
            if !live.hold(time, origin(line), "") {
                out.push(format!("{line} late"));
            }
            while let Some(held) = live.take() {
                out.push(held.origin.line.to_string());
            }
        }
        // 111 settles all up to 101, and 101 itself is not late.
        assert_eq!(out, ["3", "1", "5", "6 late", "7 late", "2", "4"]);
        live.ended = true;
        assert_eq!(live.take().map(|held| held.origin.line), Some(8));
    }
}
