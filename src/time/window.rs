//! Calendar windows of a zone.

use super::civil::{self, DAY, HOUR};
use super::zone::Zone;
use crate::model::Millis;
use crate::plan::Unit;

/// The local times at which the window of a local time, and the one after it, begin.
fn local_window(unit: Unit, local: Millis) -> (Millis, Millis) {
    let day = civil::day_of(local);
    match unit {
        Unit::Hour => {
            let start = local.div_euclid(HOUR) * HOUR;
            (start, start.saturating_add(HOUR))
        }
        Unit::Day => (civil::midnight(day), civil::midnight(day) + DAY),
        Unit::Week => {
            let start = civil::midnight(day) - DAY * i64::from(civil::weekday(day) - 1);
            (start, start + 7 * DAY)
        }
        Unit::Month => {
            let (year, month, _) = civil::ymd(day);
            let (next_year, next) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
            let first = |year, month| civil::midnight(civil::day_number(year, month, 1));
            (first(year, month), first(next_year, next))
        }
    }
}

/// The window that holds an instant: start included, end not.
pub(super) fn window(zone: &Zone, unit: Unit, t: Millis) -> (Millis, Millis) {
    let (mut from, mut to) = local_window(unit, zone.local(t));
    // Where clocks are set back across a boundary, the time shown may belong to the window before.
    if zone.instant(to) <= t {
        (from, to) = local_window(unit, to);
    }
    (zone.instant(from), zone.instant(to))
}

/// Windows in order; see [`super::Clocks::windows_between`].
#[derive(Debug, Clone)]
pub struct Windows<'a> {
    zone: &'a Zone,
    unit: Unit,
    next: Millis,
    last: Millis,
}

impl<'a> Windows<'a> {
    pub(super) fn new(zone: &'a Zone, unit: Unit, from: Millis, to: Millis) -> Self {
        Windows { zone, unit, next: from, last: to }
    }
}

impl Iterator for Windows<'_> {
    type Item = (Millis, Millis);

    fn next(&mut self) -> Option<(Millis, Millis)> {
        if self.next > self.last {
            return None;
        }
        let found = window(self.zone, self.unit, self.next);
        // Times beyond all calendars have no next window.
        self.next = if found.1 > self.next { found.1 } else { Millis::MAX };
        if self.next == Millis::MAX {
            self.last = Millis::MIN;
        }
        Some(found)
    }
}
