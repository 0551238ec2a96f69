//! Calendars of statutory holidays and make-up workdays.

use serde::Deserialize;

use super::civil;

/// What a day is in a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind {
    /// A day of work: of the plain week, or a make-up day.
    Workday,
    /// A plain Saturday or Sunday.
    Weekend,
    /// A day off that the calendar lists (a weekend day within a holiday too).
    Holiday,
}

/// Days off and make-up workdays of the years that have been published.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calendar {
    first: i32,
    /// From `first` on; `None`: nobody knows yet.
    kinds: Vec<Option<DayKind>>,
    /// Names of the listed days, by day.
    names: Vec<(i32, Box<str>)>,
}

/// Years whose notices are shipped, oldest first. See `data/holiday-cn/SOURCE.md`.
const CN: [&str; 4] = [
    include_str!("../../data/holiday-cn/2023.json"),
    include_str!("../../data/holiday-cn/2024.json"),
    include_str!("../../data/holiday-cn/2025.json"),
    include_str!("../../data/holiday-cn/2026.json"),
];

/// A year's file of holiday-cn: `isOffDay: false` is a make-up workday; ordinary weekends are not listed.
#[derive(Deserialize)]
struct YearFile {
    year: i16,
    days: Vec<ListedDay>,
}

#[derive(Deserialize)]
struct ListedDay {
    name: String,
    date: String,
    #[serde(rename = "isOffDay")]
    off: bool,
}

impl Calendar {
    /// A calendar from its listed days (day since 1970, off or make-up workday, name) and the years that
    /// have been published. In a published year a day that is not listed follows the plain week; in other
    /// years only the listed days are known (a year's notice may list days of its neighbours). Of a day
    /// that is listed twice, the later entry counts. Years outside 1900..=2200 are left out.
    pub fn new(days: &[(i32, bool, String)], years: &[i16]) -> Calendar {
        let sensible = |day: &i32| (1900..=2200).contains(&civil::year(*day));
        let listed: Vec<_> = days.iter().filter(|day| sensible(&day.0)).collect();
        let years: Vec<i32> =
            years.iter().map(|&y| i32::from(y)).filter(|y| (1900..=2200).contains(y)).collect();
        let starts = years.iter().map(|&y| civil::day_number(y, 1, 1));
        let ends = years.iter().map(|&y| civil::day_number(y + 1, 1, 1));
        let Some(first) = starts.chain(listed.iter().map(|day| day.0)).min() else {
            return Calendar::default();
        };
        let end = ends.chain(listed.iter().map(|day| day.0 + 1)).max().unwrap_or(first);
        let mut kinds: Vec<_> = (first..end)
            .map(|day| years.contains(&i32::from(civil::year(day))).then(|| plain(day)))
            .collect();
        for (day, off, _) in &listed {
            if let Some(kind) = kinds.get_mut((day - first) as usize) {
                *kind = Some(if *off { DayKind::Holiday } else { DayKind::Workday });
            }
        }
        let mut names: Vec<_> = listed.iter().map(|(day, _, name)| (*day, name.as_str().into())).collect();
        names.sort_by_key(|&(day, _)| day);
        Calendar { first, kinds, names }
    }

    /// The calendar of the State Council's notices for mainland China, 2023 to 2026.
    pub fn cn() -> Calendar {
        let (mut days, mut years) = (Vec::new(), Vec::new());
        for text in CN {
            let Ok(file) = serde_json::from_str::<YearFile>(text) else { continue };
            // A file without days is a placeholder: its year is not published.
            if !file.days.is_empty() {
                years.push(file.year);
            }
            let listed = file.days.into_iter();
            days.extend(listed.filter_map(|day| Some((civil::parse(&day.date)?, day.off, day.name))));
        }
        Calendar::new(&days, &years)
    }

    /// What a day is; `None`: its year has not been published.
    pub fn day(&self, day: i32) -> Option<DayKind> {
        let index = usize::try_from(day.checked_sub(self.first)?).ok()?;
        self.kinds.get(index).copied().flatten()
    }

    /// The name of a listed day (`春节`).
    pub fn name(&self, day: i32) -> Option<&str> {
        let after = self.names.partition_point(|&(listed, _)| listed <= day);
        let (listed, name) = self.names.get(after.checked_sub(1)?)?;
        (*listed == day).then_some(name)
    }
}

/// A day of the plain week.
fn plain(day: i32) -> DayKind {
    if civil::weekday(day) <= 5 { DayKind::Workday } else { DayKind::Weekend }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(calendar: &Calendar, date: &str) -> Option<DayKind> {
        calendar.day(civil::parse(date).expect("a date"))
    }

    #[test]
    fn the_chinese_calendar_knows_holidays_and_make_up_days() {
        let cn = Calendar::cn();
        for (date, expected) in [
            ("2026-02-14", DayKind::Workday),
            ("2026-02-15", DayKind::Holiday),
            ("2026-10-01", DayKind::Holiday),
            ("2026-10-08", DayKind::Workday),
            ("2026-10-10", DayKind::Workday),
            ("2026-10-11", DayKind::Weekend),
            ("2023-01-01", DayKind::Holiday),
            ("2026-12-31", DayKind::Workday),
        ] {
            assert_eq!(kind(&cn, date), Some(expected), "{date}");
        }
        assert_eq!(cn.name(civil::parse("2026-10-01").expect("a date")), Some("国庆节"));
        assert_eq!(cn.name(civil::parse("2026-10-09").expect("a date")), None);
    }

    #[test]
    fn unpublished_years_are_unknown_but_for_the_days_that_a_neighbour_lists() {
        let cn = Calendar::cn();
        assert_eq!(kind(&cn, "2027-01-01"), None);
        assert_eq!(kind(&cn, "2022-12-30"), None);
        assert_eq!(kind(&cn, "2022-12-31"), Some(DayKind::Holiday));
        assert_eq!(cn.day(i32::MAX), None);
        assert_eq!(cn.day(i32::MIN), None);
        assert_eq!(Calendar::default().day(0), None);
        let gap = Calendar::new(&[], &[2024, 2026]);
        assert_eq!(kind(&gap, "2024-06-03"), Some(DayKind::Workday));
        assert_eq!(kind(&gap, "2025-06-02"), None);
    }

    #[test]
    fn every_shipped_file_is_read_whole() {
        for text in CN {
            let file: YearFile = serde_json::from_str(text).expect("well formed");
            assert!(file.days.len() > 30);
            assert!(file.days.iter().all(|day| civil::parse(&day.date).is_some()));
        }
    }
}
