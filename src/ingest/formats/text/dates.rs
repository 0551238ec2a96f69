//! Which instants the times of a text mean: what they leave out the user says, or the rest of the text.

use jiff::civil::{Date, DateTime, Time};

use super::when::{Day, When};
use crate::diag::codes::inputs as code;
use crate::diag::{Diagnostic, Problems};
use crate::ingest::draft::{Cx, plausible};
use crate::ingest::formats::Settled;
use crate::ingest::{DateOrder, Reason, ToldDates};
use crate::model::Millis;

/// The dates of one source.
pub struct Dates {
    /// What the user said.
    pub told: ToldDates,
    /// How finely the coarsest time is told.
    pub precision: Millis,
    needs_day: bool,
    orders: Orders,
}

impl Default for Dates {
    fn default() -> Self {
        Dates {
            told: ToldDates::default(),
            precision: 1000,
            needs_day: false,
            orders: Orders { fit: [true; 3], ..Orders::default() },
        }
    }
}

impl Dates {
    /// The instant of a time. `above`: the day that stands above it in the text.
    pub fn instant(&mut self, when: When, above: Option<Date>, cx: &mut Cx) -> Result<Millis, Reason> {
        let Some(clock) = when.clock else { return Err(no_clock()) };
        if !clock.seconds {
            self.precision = self.precision.max(60_000);
        }
        let date = match when.day {
            Day::Missing if above.is_some() => above,
            day => self.date(day),
        };
        let date = date.ok_or_else(no_day)?;
        self.at(date, clock.time, cx)
    }

    fn at(&self, date: Date, time: Time, cx: &mut Cx) -> Result<Millis, Reason> {
        let local = DateTime::from_parts(date, time);
        cx.notes.local_times += 1;
        plausible("time", cx.zone.instant(local).unwrap_or(0))
    }

    /// The date of a day; `None` if there is none such, or nobody said what it leaves out.
    pub fn date(&mut self, day: Day) -> Option<Date> {
        let today = match day {
            Day::Date(date) => return Some(date),
            Day::Numbers(numbers) => return self.orders.date(numbers, self.told.order),
            _ => self.told.day,
        };
        let Some(today) = today else {
            self.needs_day = true;
            return None;
        };
        match day {
            Day::Ago(days) => today.checked_sub(jiff::Span::new().days(days)).ok(),
            Day::Weekday(day) => today.nth_weekday(-1, day).ok(),
            Day::Short(month, day) => {
                let this = Date::new(today.year(), month, day).ok().filter(|date| *date <= today);
                this.or_else(|| Date::new(today.year() - 1, month, day).ok())
            }
            _ => Some(today),
        }
    }

    /// After all records have been looked at: whether their dates are known.
    pub fn settle(&mut self, path: &str, problems: &mut Problems) -> Settled {
        if self.needs_day {
            problems.push(Diagnostic::new(code::DAY_NEEDED).arg("path", path));
            return Settled::Never;
        }
        if self.told.order.is_some() || self.orders.seen == 0 {
            return Settled::Known;
        }
        match self.orders.told() {
            Some(order) => {
                self.told.order = Some(order);
                Settled::Again
            }
            None => {
                problems.push(Diagnostic::new(code::DATE_ORDER_NEEDED).arg("path", path));
                Settled::Never
            }
        }
    }
}

fn no_clock() -> Reason {
    Reason::new("its time of day is missing", "缺少时刻")
}

fn no_day() -> Reason {
    Reason::new("there is no such day, or it is not told", "日期不存在，或没有写明")
}

/// What the dates of a text so far say about their order.
#[derive(Default)]
struct Orders {
    /// Every date can be read in this order.
    fit: [bool; 3],
    /// Two orders have given different dates.
    differ: [[bool; 3]; 3],
    seen: u64,
}

impl Orders {
    fn date(&mut self, numbers: [i16; 3], order: Option<DateOrder>) -> Option<Date> {
        if let Some(order) = order {
            return order.date(numbers);
        }
        let dates = DateOrder::ALL.map(|order| order.date(numbers));
        let first = dates.iter().flatten().next().copied()?;
        self.seen += 1;
        for (a, one) in dates.iter().enumerate() {
            self.fit[a] &= one.is_some();
            for (b, other) in dates.iter().enumerate() {
                self.differ[a][b] |= one != other;
            }
        }
        Some(first)
    }

    /// The order of all dates: the only one that fits, or one that gives the same dates as the others.
    fn told(&self) -> Option<DateOrder> {
        let fit: Vec<usize> = (0..3).filter(|&order| self.fit[order]).collect();
        let (&first, rest) = fit.split_first()?;
        let agree = rest.iter().all(|&other| !self.differ[first][other]);
        DateOrder::ALL.get(first).copied().filter(|_| agree)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn told(dates: &[[i16; 3]]) -> Option<DateOrder> {
        let mut orders = Dates::default().orders;
        for &numbers in dates {
            orders.date(numbers, None);
        }
        orders.told()
    }

    #[test]
    fn the_order_is_told_by_all_dates() {
        assert_eq!(told(&[[1, 2, 24], [13, 2, 24]]), Some(DateOrder::DayFirst));
        assert_eq!(told(&[[1, 2, 2024], [2, 13, 2024]]), Some(DateOrder::MonthFirst));
        assert_eq!(told(&[[24, 2, 1], [24, 2, 2]]), Some(DateOrder::YearFirst));
        assert_eq!(told(&[[3, 3, 2024]]), Some(DateOrder::DayFirst), "either way it is the same day");
        assert_eq!(told(&[[1, 2, 2024]]), None);
        assert_eq!(told(&[[13, 2, 2024], [2, 13, 2024]]), None, "two orders in one text");
        assert_eq!(told(&[[40, 40, 40], [13, 2, 2024]]), Some(DateOrder::DayFirst));
    }

    #[test]
    fn days_are_counted_from_the_day_that_was_told() {
        let mut dates = Dates::default();
        assert_eq!(dates.date(Day::Ago(1)), None);
        assert!(dates.needs_day);
        dates.told.day = Some(date(2026, 1, 5));
        let mut of = |day| dates.date(day);
        assert_eq!(of(Day::Ago(1)), Some(date(2026, 1, 4)));
        assert_eq!(of(Day::Short(12, 30)), Some(date(2025, 12, 30)));
        assert_eq!(of(Day::Short(1, 5)), Some(date(2026, 1, 5)));
        assert_eq!(of(Day::Weekday(jiff::civil::Weekday::Monday)), Some(date(2025, 12, 29)));
        assert_eq!(of(Day::Missing), Some(date(2026, 1, 5)));
    }
}
