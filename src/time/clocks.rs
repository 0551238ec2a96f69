//! The clocks and hours of a plan, bound to zones and calendars.

use std::sync::Arc;

use super::civil::{self, DAY};
use super::window::{self, Windows};
use super::working::Working;
use super::{Calendar, DayKind, Zone};
use crate::model::Millis;
use crate::plan::{Plan, Unit, Within};

/// A clock with its zone and calendar.
#[derive(Debug, Clone)]
pub(super) struct Bound {
    pub zone: Zone,
    pub calendar: Option<Arc<Calendar>>,
}

/// All clocks and hours of a plan. Questions about workdays answer `Err(year)` when the year of a day that
/// matters has not been published (or the clock has no calendar).
#[derive(Debug, Clone)]
pub struct Clocks {
    clocks: Vec<Bound>,
    hours: Vec<Working>,
    utc: Bound,
}

impl Clocks {
    /// Binds a plan's clocks; `calendar` finds a calendar by its name. The checker has refused unknown
    /// zones; should one turn up all the same, it is taken as UTC.
    pub fn bind(plan: &Plan, calendar: impl Fn(&str) -> Option<Arc<Calendar>>) -> Clocks {
        let bound = |clock: &crate::plan::Clock| Bound {
            zone: Zone::new(&clock.timezone).unwrap_or_else(Zone::utc),
            calendar: clock.calendar.as_deref().and_then(&calendar),
        };
        let has_calendar =
            |clock: usize| plan.clocks.get(clock).is_some_and(|clock| clock.calendar.is_some());
        let working =
            |hours: &crate::plan::Hours| Working::new(hours.clock, &hours.spans, has_calendar(hours.clock));
        Clocks {
            clocks: plan.clocks.iter().map(bound).collect(),
            hours: plan.hours.iter().map(working).collect(),
            utc: Bound { zone: Zone::utc(), calendar: None },
        }
    }

    fn bound(&self, clock: usize) -> &Bound {
        self.clocks.get(clock).unwrap_or(&self.utc)
    }

    /// A clock's zone.
    pub fn zone(&self, clock: usize) -> &Zone {
        &self.bound(clock).zone
    }

    /// Whether an instant falls in named hours. Their start is inside, their end is not; hours that cross
    /// midnight belong to the day on which they begin.
    pub fn in_hours(&self, hours: usize, t: Millis) -> Result<bool, i16> {
        let Some(working) = self.hours.get(hours) else { return Ok(false) };
        let clock = self.bound(working.clock);
        working.holds(clock, clock.zone.local(t))
    }

    /// Time of day in milliseconds since midnight.
    pub fn clock(&self, clock: usize, t: Millis) -> Millis {
        self.zone(clock).local(t).rem_euclid(DAY)
    }

    /// The date, as days since 1970-01-01.
    pub fn day(&self, clock: usize, t: Millis) -> i32 {
        civil::day_of(self.zone(clock).local(t))
    }

    /// 1 Monday … 7 Sunday, by the plain calendar.
    pub fn weekday(&self, clock: usize, t: Millis) -> u8 {
        civil::weekday(self.day(clock, t))
    }

    /// A workday, make-up days included.
    pub fn workday(&self, clock: usize, t: Millis) -> Result<bool, i16> {
        workday(self.bound(clock), self.day(clock, t))
    }

    /// A day off that the calendar lists.
    pub fn holiday(&self, clock: usize, t: Millis) -> Result<bool, i16> {
        kind(self.bound(clock), self.day(clock, t)).map(|kind| kind == DayKind::Holiday)
    }

    /// A plain Saturday or Sunday, whatever the calendar says.
    pub fn weekend(&self, clock: usize, t: Millis) -> bool {
        self.weekday(clock, t) > 5
    }

    /// The calendar window that holds an instant: start included, end not. Days may have 23 or 25 hours; an
    /// hour that the clock shows twice is one window.
    pub fn window(&self, unit: Unit, clock: usize, t: Millis) -> (Millis, Millis) {
        window::window(self.zone(clock), unit, t)
    }

    /// The windows that hold an instant of `from..=to`, in order and without a gap.
    pub fn windows_between(&self, unit: Unit, clock: usize, from: Millis, to: Millis) -> Windows<'_> {
        Windows::new(self.zone(clock), unit, from, to)
    }

    /// The last instant that is within a length of time after `t`; never earlier for a later `t`.
    ///
    /// Workdays: from a workday, the same time of day so many workdays on; from a day off, the end of the
    /// last of so many workdays. A part of a workday is that part of 24 hours, which pass on workdays only.
    /// Working hours: the first instant by which so much working time has passed.
    pub fn deadline(&self, within: &Within, t: Millis) -> Result<Millis, i16> {
        match *within {
            Within::Plain(millis) => Ok(t.saturating_add(millis)),
            Within::Workdays { count, clock } => workdays_on(self.bound(clock), t, count),
            Within::Workhours { millis, hours } => match self.hours.get(hours) {
                Some(working) => working.deadline(self.bound(working.clock), t, millis),
                None => Ok(t),
            },
        }
    }

    /// The instant by which a window that ends with `t` is bounded: what is later than it, is within; never
    /// earlier for a later `t`. Counted back as [`Clocks::deadline`] counts on; from a day off, so many
    /// workdays back is the start of the first of them.
    pub fn start(&self, within: &Within, t: Millis) -> Result<Millis, i16> {
        match *within {
            Within::Plain(millis) => Ok(t.saturating_sub(millis)),
            Within::Workdays { count, clock } => workdays_back(self.bound(clock), t, count),
            Within::Workhours { millis, hours } => match self.hours.get(hours) {
                Some(working) => working.start(self.bound(working.clock), t, millis),
                None => Ok(t),
            },
        }
    }
}

fn kind(clock: &Bound, day: i32) -> Result<DayKind, i16> {
    clock.calendar.as_ref().and_then(|calendar| calendar.day(day)).ok_or_else(|| civil::year(day))
}

pub(super) fn workday(clock: &Bound, day: i32) -> Result<bool, i16> {
    kind(clock, day).map(|kind| kind == DayKind::Workday)
}

/// The nearest workday from a day on (that day included), forwards or backwards. Ends where the calendar does.
fn next_workday(clock: &Bound, mut day: i32, step: i32) -> Result<i32, i16> {
    while !workday(clock, day)? {
        day = day.saturating_add(step);
    }
    Ok(day)
}

/// Days and a rest (0..DAY) of a clock time plus so many thousandths of a day.
fn split(time: Millis, thousandths: i64) -> (i64, Millis) {
    let total = time.saturating_add(thousandths.saturating_mul(DAY / 1000));
    (total.div_euclid(DAY), total.rem_euclid(DAY))
}

fn workdays_on(clock: &Bound, t: Millis, count: i64) -> Result<Millis, i16> {
    let local = clock.zone.steady(t);
    let (mut day, mut time) = (civil::day_of(local), local.rem_euclid(DAY));
    let off = !workday(clock, day)?;
    if off {
        (day, time) = (next_workday(clock, day, 1)?, 0);
    }
    let (mut days, mut rest) = split(time, count);
    if off && rest == 0 && days > 0 {
        (days, rest) = (days - 1, DAY);
    }
    for _ in 0..days {
        day = next_workday(clock, day.saturating_add(1), 1)?;
    }
    Ok(clock.zone.instant(civil::midnight(day) + rest).max(t))
}

fn workdays_back(clock: &Bound, t: Millis, count: i64) -> Result<Millis, i16> {
    let local = clock.zone.steady(t);
    let (mut day, mut time) = (civil::day_of(local), local.rem_euclid(DAY));
    if !workday(clock, day)? {
        (day, time) = (next_workday(clock, day, -1)?, DAY);
    }
    let (days, rest) = split(time, count.saturating_neg());
    for _ in days..0 {
        day = next_workday(clock, day.saturating_sub(1), -1)?;
    }
    Ok(clock.zone.instant(civil::midnight(day) + rest).min(t))
}

#[cfg(test)]
mod tests;
