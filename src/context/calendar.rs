//! A calendar of days off, as a user writes it, or as holiday-cn publishes it (JSON is YAML too).

use super::fields::{Fields, Keys, What};
use super::yaml::{self, Node, Value};
use crate::diag::codes::inputs as code;
use crate::diag::{Diagnostic, Problems};
use crate::source::{FileId, Sources, Span};
use crate::time::civil;

const CALENDAR: What = ("the calendar", "日历");
const DAY: What = ("a day of the calendar", "日历条目");

const TOP: Keys = &[
    ("days", &["日期"]),
    ("years", &["年份", "year"]),
    ("$schema", &[]),
    ("$id", &[]),
    ("papers", &["依据"]),
];
const KEYS: Keys = &[("date", &["日期"]), ("off", &["放假", "isOffDay"]), ("name", &["名称"])];

/// The days that a calendar lists, and the years that it settles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CalendarDays {
    /// Day since 1970, off (or a make-up workday), name.
    pub days: Vec<(i32, bool, String)>,
    /// Years whose other days follow the plain week. Not given: the years of the days.
    pub years: Vec<i16>,
}

/// Reads the calendar of a registered file.
pub fn load(sources: &Sources, file: FileId, problems: &mut Problems) -> CalendarDays {
    let mut calendar = CalendarDays::default();
    let Some(root) = yaml::parse(sources, file, problems) else { return calendar };
    if matches!(root.value, Value::Null) {
        problems
            .push(Diagnostic::at(code::EMPTY_CONTEXT, root.span).arg("what", CALENDAR).arg("key", "days"));
        return calendar;
    }
    let Some(fields) = Fields::of(&root, TOP, CALENDAR, problems) else { return calendar };
    let mut seen: Vec<(i32, Span)> = Vec::new();
    if let Some(Node { value: Value::List(items), .. }) = fields.get("days") {
        for item in items {
            day(item, &mut calendar, &mut seen, problems);
        }
    }
    let years = fields.texts("years", problems);
    for (year, span) in &years {
        match year.parse::<i16>().ok().filter(|year| (1900..=2200).contains(year)) {
            Some(year) => calendar.years.push(year),
            None => {
                let expected = ("a year such as 2026", "年份，如 2026");
                let wrong = Diagnostic::at(code::YAML_WRONG_TYPE, *span).arg("key", "years");
                problems.push(wrong.arg("expected", expected));
            }
        }
    }
    if years.is_empty() {
        calendar.years = calendar.days.iter().map(|(day, ..)| civil::year(*day)).collect();
        calendar.years.dedup();
    }
    // A file that lists no day is the placeholder of a notice that is still to come.
    if calendar.days.is_empty() {
        calendar.years.clear();
    }
    calendar
}

fn day(item: &Node, calendar: &mut CalendarDays, seen: &mut Vec<(i32, Span)>, problems: &mut Problems) {
    let Some(fields) = Fields::of(item, KEYS, DAY, problems) else { return };
    let name = fields.text("name", problems).map_or("", |(name, _)| name);
    let (date, off) = (fields.date("date", problems), fields.flag("off", problems));
    for key in ["date", "off"] {
        if fields.get(key).is_none() {
            fields.missing(key, DAY, problems);
        }
    }
    let (Some(date), Some(off)) = (date, off) else { return };
    if let Some((_, first)) = seen.iter().find(|(known, _)| *known == date) {
        let (year, month, day) = civil::ymd(date);
        let date = format!("{year:04}-{month:02}-{day:02}");
        let twice = Diagnostic::at(code::CALENDAR_DAY_TWICE, fields.span()).arg("date", date);
        problems.push(twice.label(*first, ("the first", "第一处")));
        return;
    }
    seen.push((date, fields.span()));
    calendar.days.push((date, off, name.to_string()));
}
