//! What users say about dates that a log leaves open.

use jiff::civil::Date;

/// What the user said about the dates of logs.
#[derive(Debug, Clone, Copy, Default)]
pub struct ToldDates {
    /// `--date`: the day of times that name none; 昨天 is the day before it.
    pub day: Option<Date>,
    /// `--date-order`: which of the numbers of a date is which.
    pub order: Option<DateOrder>,
}

/// The order in which a date's numbers stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// `31/12/2026`
    DayFirst,
    /// `12/31/2026`
    MonthFirst,
    /// `26/12/31`
    YearFirst,
}

impl DateOrder {
    /// All of them.
    pub const ALL: [DateOrder; 3] = [DateOrder::DayFirst, DateOrder::MonthFirst, DateOrder::YearFirst];

    /// Its name, as `--date-order` takes it.
    pub fn name(self) -> &'static str {
        match self {
            DateOrder::DayFirst => "dmy",
            DateOrder::MonthFirst => "mdy",
            DateOrder::YearFirst => "ymd",
        }
    }

    /// The order of a name.
    pub fn from_name(name: &str) -> Option<DateOrder> {
        DateOrder::ALL.into_iter().find(|order| order.name() == name)
    }

    /// The date of three numbers in this order, if there is such a day; years of two digits are of this century.
    /// No chat that writes such dates is older than 2009.
    pub fn date(self, numbers: [i16; 3]) -> Option<Date> {
        let [a, b, c] = numbers;
        let (year, month, day) = match self {
            DateOrder::DayFirst => (c, b, a),
            DateOrder::MonthFirst => (c, a, b),
            DateOrder::YearFirst => (a, b, c),
        };
        let year = if year < 100 { year + 2000 } else { year };
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        Date::new(year, month, day).ok().filter(|_| year >= 2009)
    }
}
