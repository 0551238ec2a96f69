//! The zone of times that name none. Most times of a log lie in the hour of the one before.

use std::cell::Cell;
use std::ops::Deref;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::model::Millis;

const HOUR: Millis = 3_600_000;

/// A zone that remembers the hour in which it was asked last.
#[derive(Debug, Clone)]
pub struct LocalClock {
    zone: TimeZone,
    /// An hour without a change of the clocks, and the instant at which it begins.
    hour: Cell<Option<(Hour, Millis)>>,
    /// The same hour as it was written, up to its minutes.
    written: Cell<Option<([u8; UP_TO_HOUR], Millis)>>,
}

/// Bytes of `2026-03-02 09:`
const UP_TO_HOUR: usize = 14;

/// Year, month, day and hour.
type Hour = (i16, i8, i8, i8);

impl From<TimeZone> for LocalClock {
    fn from(zone: TimeZone) -> Self {
        LocalClock { zone, hour: Cell::new(None), written: Cell::new(None) }
    }
}

impl Deref for LocalClock {
    type Target = TimeZone;
    fn deref(&self) -> &TimeZone {
        &self.zone
    }
}

impl LocalClock {
    /// The instant of a local time; `None` beyond those that there are. Of a time that a change of the clocks
    /// brings twice it is the first, of one that it leaves out that of the offset before.
    pub fn instant(&self, local: DateTime) -> Option<Millis> {
        let hour = (local.year(), local.month(), local.day(), local.hour());
        let (minute, second) = (Millis::from(local.minute()), Millis::from(local.second()));
        let within = (minute * 60 + second) * 1000 + Millis::from(local.millisecond());
        match self.hour.get() {
            Some((known, start)) if known == hour => Some(start + within),
            _ => {
                let plain = self.plain(local);
                self.hour.set(plain.map(|start| (hour, start)));
                plain.map(|start| start + within).or_else(|| self.any(local))
            }
        }
    }

    /// The instant of a time that is written as the one that was [noted](LocalClock::note), in the same hour, to the second.
    #[inline]
    pub fn again(&self, text: &str) -> Option<Millis> {
        let text = <&[u8; 19]>::try_from(text.as_bytes()).ok()?;
        let [hour @ .., m, n, b':', s, t] = text else { return None };
        let (_, start) = self.written.get().filter(|(known, _)| known == hour)?;
        let [m, n, s, t] = [m, n, s, t].map(|digit| Millis::from(digit.wrapping_sub(b'0')));
        let is_time = m < 6 && n < 10 && s < 6 && t < 10;
        is_time.then_some(start + ((m * 10 + n) * 60 + s * 10 + t) * 1000)
    }

    /// Takes note of how a time is written of which the instant was asked last.
    pub fn note(&self, text: &str, local: DateTime) {
        let hour = (local.year(), local.month(), local.day(), local.hour());
        let start = self.hour.get().filter(|(known, _)| *known == hour).map(|(_, start)| start);
        if let (Some(start), Some(written)) = (start, text.as_bytes().first_chunk())
            && let [.., b':', _, _, b':', _, _] = text.as_bytes()
            && text.len() == UP_TO_HOUR + "00:05".len()
        {
            self.written.set(Some((*written, start)));
        }
    }

    fn any(&self, local: DateTime) -> Option<Millis> {
        Some(self.zone.to_ambiguous_timestamp(local).compatible().ok()?.as_millisecond())
    }

    /// Where the hour of a time begins, if all its minutes follow each other.
    fn plain(&self, local: DateTime) -> Option<Millis> {
        let (year, month, day, hour) = (local.year(), local.month(), local.day(), local.hour());
        let ends = [(0, 0, 0), (59, 59, 999_000_000)].map(|(minute, second, nano)| {
            let end = DateTime::new(year, month, day, hour, minute, second, nano).ok()?;
            let end = self.zone.to_ambiguous_timestamp(end);
            (!end.is_ambiguous()).then(|| end.compatible().ok())?
        });
        let [start, end] = [ends[0]?.as_millisecond(), ends[1]?.as_millisecond()];
        (end - start == HOUR - 1).then_some(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_was_asked_before_the_instant_is_the_same() {
        // Changes within an hour, of half an hour, of a whole day, and none.
        let zones =
            ["Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns"];
        for name in zones {
            let zone = LocalClock::from(TimeZone::get(name).expect("bundled"));
            let start: DateTime = "1986-05-04T00:30:00.250".parse().expect("a time");
            for step in 0..400_i64 {
                for (days, minutes) in [(step * 37, 0), (step * 37, 7), (1_400 + step, 91), (9_491, step)] {
                    let span = jiff::Span::new().days(days).minutes(minutes);
                    let local = start.checked_add(span).expect("a time");
                    let expected = zone.any(local);
                    assert!(expected.is_some());
                    assert_eq!(zone.instant(local), expected, "{name} {local}");
                }
            }
        }
    }
}
