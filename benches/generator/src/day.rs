//! The rhythm of days and hours.

use crate::rng::{Rng, sums};

/// How many days a log covers.
pub const DAYS: u32 = 90;
/// Seconds of a day.
pub const DAY: u32 = 86_400;

/// Monday, 2026-01-05, in days since 1970.
const FIRST: i64 = 20_458;
const HOURS: [f64; 24] = [
    0.3, 0.15, 0.1, 0.08, 0.08, 0.15, 0.6, 2.0, 5.0, 7.0, 7.0, 6.0, 4.5, 4.0, 6.0, 7.0, 7.0, 6.5, 5.0, 4.5,
    4.5, 3.5, 2.0, 0.8,
];

/// When people write.
pub struct Rhythm {
    minutes: Vec<f64>,
    days: Vec<f64>,
}

impl Rhythm {
    /// Of a working week.
    pub fn new() -> Rhythm {
        let minutes = sums(HOURS.iter().flat_map(|weight| [*weight; 60]));
        let days = sums((0..DAYS).map(|day| if day % 7 > 4 { 0.7 } else { 1.1 }));
        Rhythm { minutes, days }
    }

    /// A second of the day.
    pub fn second(&self, rng: &mut Rng) -> u32 {
        rng.weighted(&self.minutes) as u32 * 60 + rng.below(60) as u32
    }

    /// How many of all messages have been sent by the end of a day.
    pub fn until(&self, day: u32, messages: usize) -> usize {
        if day + 1 == DAYS {
            return messages;
        }
        (messages as f64 * self.days[day as usize] / self.days[DAYS as usize - 1]) as usize
    }
}

/// The date of a time in seconds since the start: year, month, day (after Hinnant, `civil_from_days`).
pub fn date(time: u32) -> (i64, i64, i64) {
    let z = i64::from(time / DAY) + FIRST + 719_468;
    let (era, doe) = (z / 146_097, z % 146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    (yoe + era * 400 + i64::from(month <= 2), month, doy - (153 * mp + 2) / 5 + 1)
}

/// Milliseconds since 1970 of a time in seconds since the start, which is midnight at +08:00.
pub fn epoch_millis(time: u32) -> i64 {
    (FIRST * i64::from(DAY) - 8 * 3600 + i64::from(time)) * 1000
}
