//! Working time: hours of a week, and deadlines counted in them.

use super::civil::{self, DAY};
use super::clocks::{Bound, workday};
use crate::model::Millis;
use crate::plan::HoursSpan;

/// How far a deadline may lie ahead or back, in days: more than any sensible rule says.
const FAR: i32 = 366 * 30;

/// Named hours, made ready.
#[derive(Debug, Clone)]
pub(super) struct Working {
    /// Index of the clock.
    pub clock: usize,
    /// Some span means the calendar's workdays.
    by_calendar: bool,
    /// Such a span crosses midnight: what the day before was matters too.
    looks_back: bool,
    /// Times of a day, in order and apart, by weekday, "a workday" and "the day before was one".
    patterns: Vec<Vec<(Millis, Millis)>>,
}

impl Working {
    /// Hours of a clock; `has_calendar`: the spans that mean workdays follow it.
    pub fn new(clock: usize, spans: &[HoursSpan], has_calendar: bool) -> Working {
        let by_calendar = |span: &&HoursSpan| has_calendar && span.workdays;
        let crosses = |span: &HoursSpan| span.times.iter().any(|&(from, to)| from > to);
        let patterns =
            (0..28).map(|i| pattern(spans, has_calendar, (i % 7) as u8 + 1, i / 7 % 2 == 1, i / 14 == 1));
        Working {
            clock,
            by_calendar: spans.iter().any(|span| by_calendar(&span)),
            looks_back: spans.iter().filter(by_calendar).any(crosses),
            patterns: patterns.collect(),
        }
    }

    fn pattern(&self, day: i32, works: bool, worked: bool) -> &[(Millis, Millis)] {
        let index = usize::from(civil::weekday(day) - 1) + 7 * usize::from(works) + 14 * usize::from(worked);
        self.patterns.get(index).map_or(&[], Vec::as_slice)
    }

    /// Whether a local time falls in the hours. An unpublished year is an error only if it matters.
    pub fn holds(&self, clock: &Bound, local: Millis) -> Result<bool, i16> {
        let (day, time) = (civil::day_of(local), local.rem_euclid(DAY));
        let inside = |works, worked| {
            self.pattern(day, works, worked).iter().any(|&(from, to)| from <= time && time < to)
        };
        self.agree(clock, day, inside)
    }

    /// The hours of a local day, in order and apart, as milliseconds since its midnight.
    fn of_day(&self, clock: &Bound, day: i32) -> Result<&[(Millis, Millis)], i16> {
        self.agree(clock, day, |works, worked| self.pattern(day, works, worked))
    }

    /// What follows from the day, if all that is not known about it makes no difference.
    fn agree<T: PartialEq>(&self, clock: &Bound, day: i32, of: impl Fn(bool, bool) -> T) -> Result<T, i16> {
        let ask = |asked: bool, day: i32| if asked { workday(clock, day) } else { Ok(false) };
        let today = ask(self.by_calendar, day);
        let yesterday = ask(self.looks_back, day.saturating_sub(1));
        match (today, yesterday) {
            (Ok(works), Ok(worked)) => Ok(of(works, worked)),
            (Err(year), Ok(worked)) => same(of(true, worked), of(false, worked)).ok_or(year),
            (Ok(works), Err(year)) => same(of(works, true), of(works, false)).ok_or(year),
            (Err(year), Err(_)) => same(of(true, true), of(true, false))
                .and_then(|one| same(one, of(false, true)))
                .and_then(|one| same(one, of(false, false)))
                .ok_or(year),
        }
    }

    /// The first instant by which so much working time has passed since `t`. [`Millis::MAX`] if that takes
    /// more than thirty years.
    pub fn deadline(&self, clock: &Bound, t: Millis, millis: Millis) -> Result<Millis, i16> {
        let (mut now, mut left) = (t, millis);
        let first = civil::day_of(clock.zone.local(t)).saturating_sub(1);
        for day in first..first.saturating_add(FAR) {
            let midnight = civil::midnight(day);
            if clock.zone.instant(midnight + DAY) <= t {
                continue;
            }
            for &(from, to) in self.of_day(clock, day)? {
                let end = clock.zone.instant(midnight + to);
                now = now.max(clock.zone.instant(midnight + from));
                if end - now >= left {
                    return Ok(now + left);
                }
                left -= (end - now).max(0);
            }
        }
        Ok(Millis::MAX)
    }

    /// The last instant since which so much working time has passed until `t`. [`Millis::MIN`] if that
    /// takes more than thirty years.
    pub fn start(&self, clock: &Bound, t: Millis, millis: Millis) -> Result<Millis, i16> {
        let (mut now, mut left) = (t, millis);
        let last = civil::day_of(clock.zone.local(t)).saturating_add(1);
        for day in (last.saturating_sub(FAR)..=last).rev() {
            let midnight = civil::midnight(day);
            if clock.zone.instant(midnight) >= t {
                continue;
            }
            for &(from, to) in self.of_day(clock, day)?.iter().rev() {
                let begin = clock.zone.instant(midnight + from);
                now = now.min(clock.zone.instant(midnight + to));
                if now - begin >= left {
                    return Ok(now - left);
                }
                left -= (now - begin).max(0);
            }
        }
        Ok(Millis::MIN)
    }
}

fn same<T: PartialEq>(one: T, other: T) -> Option<T> {
    (one == other).then_some(one)
}

/// The times of one day: those of its own spans, and the rest of those that began on the day before.
fn pattern(
    spans: &[HoursSpan],
    calendar: bool,
    weekday: u8,
    works: bool,
    worked: bool,
) -> Vec<(Millis, Millis)> {
    let covers = |span: &HoursSpan, weekday: u8, works: bool| match span.workdays && calendar {
        true => works,
        false => span.days >> (weekday - 1) & 1 == 1,
    };
    let yesterday = if weekday == 1 { 7 } else { weekday - 1 };
    let mut found = Vec::new();
    for span in spans {
        for &(from, to) in &span.times {
            let crosses = from > to;
            if covers(span, weekday, works) {
                found.push((from, if crosses { DAY } else { to }));
            }
            if crosses && covers(span, yesterday, worked) {
                found.push((0, to));
            }
        }
    }
    found.retain(|&(from, to)| from < to);
    found.sort_unstable();
    let mut apart: Vec<(Millis, Millis)> = Vec::new();
    for (from, to) in found {
        match apart.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => apart.push((from, to)),
        }
    }
    apart
}
