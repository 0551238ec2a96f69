//! A time zone as a table of its offsets.

use jiff::Timestamp;
use jiff::tz::TimeZoneDatabase;

use crate::model::Millis;

/// First and last second whose transitions are in the table: 1900 and 2200.
const FIRST: i64 = -2_208_988_800;
const LAST: i64 = 7_258_118_400;

/// A time zone, from the database that is built in (never the machine's own).
#[derive(Debug, Clone)]
pub struct Zone {
    name: String,
    /// From this instant on, the wall clock is ahead of UTC by the second number. Never empty.
    spans: Vec<(Millis, Millis)>,
}

impl Zone {
    /// The zone of an IANA name; `None` if there is none.
    pub fn new(name: &str) -> Option<Zone> {
        let zone = TimeZoneDatabase::bundled().get(name).ok()?;
        let first = Timestamp::from_second(FIRST).ok()?;
        let mut spans = vec![(Millis::MIN, i64::from(zone.to_offset(first).seconds()) * 1000)];
        for change in zone.following(first).take_while(|change| change.timestamp().as_second() < LAST) {
            let offset = i64::from(change.offset().seconds()) * 1000;
            if spans.last().is_some_and(|last| last.1 != offset) {
                spans.push((change.timestamp().as_millisecond(), offset));
            }
        }
        Some(Zone { name: name.to_owned(), spans })
    }

    /// Coordinated universal time.
    pub fn utc() -> Zone {
        Zone { name: "UTC".to_owned(), spans: vec![(Millis::MIN, 0)] }
    }

    /// Its name, as asked for.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// By how much the wall clock is ahead of UTC.
    pub fn offset(&self, t: Millis) -> Millis {
        match self.spans.last() {
            Some(&(start, offset)) if t >= start => offset,
            _ => {
                let after = self.spans.partition_point(|&(start, _)| start <= t);
                self.spans.get(after.saturating_sub(1)).map_or(0, |&(_, offset)| offset)
            }
        }
    }

    /// The wall clock at an instant.
    pub fn local(&self, t: Millis) -> Millis {
        t.saturating_add(self.offset(t))
    }

    /// The wall clock, but where it is set back it stands still until it has caught up: never earlier for a
    /// later instant.
    pub fn steady(&self, t: Millis) -> Millis {
        let after = self.spans.partition_point(|&(start, _)| start <= t);
        let reached = match self.spans.get(after.saturating_sub(2)..after) {
            Some([(_, before), (start, _)]) => start.saturating_add(*before),
            _ => Millis::MIN,
        };
        self.local(t).max(reached)
    }

    /// The first instant at which the wall clock shows this time. A time that the clock skips stands for the
    /// instant of the skip, so that a later wall clock never gives an earlier instant.
    pub fn instant(&self, local: Millis) -> Millis {
        // A span ends, by its own clock, when the next one starts; most times lie in the last span.
        let ends = |pair: &[(Millis, Millis)]| matches!(pair, [(_, offset), (end, _)] if end.saturating_add(*offset) <= local);
        let before = match self.spans.len().checked_sub(2).and_then(|i| self.spans.get(i..)) {
            Some(last) if !ends(last) => partition(self.spans.len() - 1, |i| ends(&self.spans[i..i + 2])),
            _ => self.spans.len() - 1,
        };
        let (start, offset) = self.spans[before];
        local.saturating_sub(offset).max(start)
    }
}

/// The first number below `len` for which the test fails; the test holds for a prefix.
fn partition(len: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, len);
    while low < high {
        let middle = (low + high) / 2;
        if holds(middle) { low = middle + 1 } else { high = middle }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::civil::{DAY, HOUR, date, midnight};
    use proptest::prelude::*;

    fn at(y: i32, m: u32, d: u32, minutes: i64) -> Millis {
        midnight(date(y, m, d).expect("a date")) + minutes * 60_000
    }

    #[test]
    fn shanghai_had_summer_time_from_1986_to_1991() {
        let zone = Zone::new("Asia/Shanghai").expect("known");
        assert_eq!(zone.offset(at(2026, 7, 1, 0)), 8 * HOUR);
        assert_eq!(zone.offset(at(1988, 7, 1, 0)), 9 * HOUR);
        assert_eq!(zone.offset(at(1991, 12, 1, 0)), 8 * HOUR);
        assert_eq!(zone.instant(at(2026, 11, 23, 9 * 60)), at(2026, 11, 23, 60));
        assert_eq!(zone.instant(at(1988, 7, 1, 9 * 60)), at(1988, 7, 1, 0));
        assert!(Zone::new("Asia/Nowhere").is_none());
    }

    #[test]
    fn skipped_times_stand_for_the_skip_and_repeated_ones_for_the_first() {
        let zone = Zone::new("Europe/Berlin").expect("known");
        let skip = at(2026, 3, 29, 60);
        assert_eq!(zone.instant(at(2026, 3, 29, 120)), skip);
        assert_eq!(zone.instant(at(2026, 3, 29, 150)), skip);
        assert_eq!(zone.instant(at(2026, 3, 29, 180)), skip);
        assert_eq!(zone.instant(at(2026, 3, 29, 181)), skip + 60_000);
        assert_eq!(zone.instant(at(2026, 10, 25, 150)), at(2026, 10, 25, 30));
        assert_eq!(zone.local(at(2026, 10, 25, 90)), at(2026, 10, 25, 150));
    }

    proptest! {
        #[test]
        fn wall_clocks_and_instants_agree(
            name in prop::sample::select(vec!["Asia/Shanghai", "Europe/Berlin", "America/Sao_Paulo", "Asia/Beirut",
                "Australia/Lord_Howe", "Pacific/Apia", "UTC", "Asia/Kathmandu", "America/St_Johns"]),
            t in -400_000_000_000i64..4_200_000_000_000, step in 0i64..2 * DAY,
        ) {
            let zone = Zone::new(name).expect("known");
            let local = zone.local(t);
            let first = zone.instant(local);
            prop_assert!(first <= t && zone.local(first) == local, "the first of those that show it");
            prop_assert!(zone.instant(local + step) >= first, "in order");
            prop_assert!(zone.steady(t + step) >= zone.steady(t) && zone.steady(t) >= local, "never back");
            let jiff = jiff::tz::TimeZone::get(name).expect("known");
            let offset = jiff.to_offset(Timestamp::from_millisecond(t).expect("in range"));
            prop_assert_eq!(zone.offset(t), i64::from(offset.seconds()) * 1000);
        }
    }
}
