//! Dates of the Gregorian calendar as days since 1970-01-01.

use crate::model::Millis;

/// Milliseconds of an hour.
pub const HOUR: Millis = 3_600_000;
/// Milliseconds of a day of 24 hours.
pub const DAY: Millis = 24 * HOUR;

/// The day number of a date. Month and day are not checked; see [`date`].
///
/// After Howard Hinnant, "chrono-compatible low-level date algorithms" (years start in March).
pub fn day_number(year: i32, month: u32, day: u32) -> i32 {
    let year = i64::from(year) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let month = (i64::from(month) + 9) % 12;
    let of_year = (153 * month + 2) / 5 + i64::from(day) - 1;
    (era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468) as i32
}

/// Year, month (1..=12) and day of the month of a day number.
pub fn ymd(day: i32) -> (i32, u32, u32) {
    let day = i64::from(day) + 719_468;
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let of_year_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * of_year_era + of_year_era / 4 - of_year_era / 100);
    let month = (5 * of_year + 2) / 153;
    let dom = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = of_year_era + era * 400 + i64::from(month <= 2);
    (year as i32, month as u32, dom as u32)
}

/// The day number of a date that exists.
pub fn date(year: i32, month: u32, day: u32) -> Option<i32> {
    let number = day_number(year, month, day);
    ((1..=12).contains(&month) && ymd(number) == (year, month, day)).then_some(number)
}

/// The year of a day, for messages.
pub fn year(day: i32) -> i16 {
    ymd(day).0.clamp(i32::from(i16::MIN), i32::from(i16::MAX)) as i16
}

/// Weekday of a day: 1 Monday … 7 Sunday.
pub fn weekday(day: i32) -> u8 {
    (i64::from(day) + 3).rem_euclid(7) as u8 + 1
}

/// The day of a local time.
pub fn day_of(local: Millis) -> i32 {
    local.div_euclid(DAY).clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32
}

/// The local time at which a day begins.
pub fn midnight(day: i32) -> Millis {
    i64::from(day) * DAY
}

/// Reads `YYYY-MM-DD`.
pub fn parse(text: &str) -> Option<i32> {
    let mut parts = text.splitn(3, '-');
    let mut number = |digits: usize| {
        let part = parts.next()?;
        (part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()))
            .then(|| part.parse::<u32>().ok())?
    };
    let (year, month, day) = (number(4)?, number(2)?, number(2)?);
    date(year as i32, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_day_numbers_agree_for_every_day_of_eight_centuries() {
        assert_eq!(day_number(1970, 1, 1), 0);
        let mut expected = day_number(1600, 1, 1);
        for year in 1600..2400 {
            for month in 1..=12 {
                let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
                let days = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
                for day in 1..=days[month as usize - 1] {
                    assert_eq!(day_number(year, month, day), expected);
                    assert_eq!(ymd(expected), (year, month, day));
                    expected += 1;
                }
            }
        }
    }

    #[test]
    fn reads_only_dates_that_exist() {
        assert_eq!(parse("2026-11-23").map(weekday), Some(1));
        assert_eq!(parse("1970-01-01"), Some(0));
        for wrong in
            ["2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "2026-01-01x", "", "2026-01", "+026-01-01"]
        {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
