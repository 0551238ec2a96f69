//! Times as chat windows and their exports show them: `2026年3月2日 下午2:51`, `昨天 14:51`, `9/16/23, 2:51 PM`.

use jiff::civil::{Date, Time, Weekday};

use crate::ingest::stamp;

/// A time with whatever it leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    /// The day.
    pub day: Day,
    /// The time of day.
    pub clock: Option<Clock>,
}

/// How a day is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// Not at all.
    Missing,
    /// In full.
    Date(Date),
    /// Month and day.
    Short(i8, i8),
    /// Three numbers that do not say which of them is which.
    Numbers([i16; 3]),
    /// So many days before that on which it was shown.
    Ago(i8),
    /// Within the last seven days.
    Weekday(Weekday),
}

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// It.
    pub time: Time,
    /// It is told to the second, not to the minute.
    pub seconds: bool,
}

/// Reads a text that is nothing but such a time.
pub fn read(text: &str) -> Option<When> {
    if let Some((local, seconds)) = stamp::usual(text.trim()) {
        let clock = Some(Clock { time: local.time(), seconds });
        return Some(When { day: Day::Date(local.date()), clock });
    }
    let mut when = When { day: Day::Missing, clock: None };
    let mut half = None;
    let mut any = false;
    let breaks = |c: char| c.is_whitespace() || matches!(c, ',' | '，');
    for word in text.split(breaks).map(|word| word.trim_matches(is_mark)).filter(|word| !word.is_empty()) {
        any = true;
        if let Some(found) = half_of(word) {
            half = half.is_none().then_some(Some(found))?;
        } else if let Some((clock, own)) = clock(word) {
            when.clock = when.clock.is_none().then_some(Some(clock))?;
            half = half.or(own);
        } else {
            when.day = match (when.day, day(word)?) {
                (Day::Missing, day) => day,
                // The day of the week beside the date.
                (known @ Day::Date(_), Day::Weekday(_)) => known,
                _ => return None,
            };
        }
    }
    if let Some(half) = half {
        let clock = when.clock?;
        when.clock = Some(Clock { time: half.apply(clock.time)?, ..clock });
    }
    any.then_some(when)
}

/// Marks of direction that some clients put around what they write.
pub fn is_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A half of the day.
#[derive(Clone, Copy)]
enum Half {
    Morning,
    Noon,
    Evening,
}

const HALVES: &[(&str, Half)] = &[
    ("上午", Half::Morning),
    ("凌晨", Half::Morning),
    ("清晨", Half::Morning),
    ("早上", Half::Morning),
    ("AM", Half::Morning),
    ("am", Half::Morning),
    ("a.m.", Half::Morning),
    ("中午", Half::Noon),
    ("下午", Half::Evening),
    ("傍晚", Half::Evening),
    ("晚上", Half::Evening),
    ("PM", Half::Evening),
    ("pm", Half::Evening),
    ("p.m.", Half::Evening),
];

/// True for what begins and ends with a digit: then no half of the day is in it.
fn is_bare(word: &str) -> bool {
    let ends = [word.as_bytes().first(), word.as_bytes().last()];
    ends.iter().all(|end| end.is_some_and(u8::is_ascii_digit))
}

fn half_of(word: &str) -> Option<Half> {
    if is_bare(word) {
        return None;
    }
    HALVES.iter().find(|(name, _)| *name == word).map(|(_, half)| *half)
}

impl Half {
    fn apply(self, time: Time) -> Option<Time> {
        let hour = match (self, time.hour()) {
            (Half::Morning, 12) => 0,
            (Half::Morning, hour @ 0..12) | (Half::Noon, hour @ 11..=13) => hour,
            (Half::Noon, hour @ 1..=2) | (Half::Evening, hour @ 1..12) => hour + 12,
            (Half::Evening, hour @ 12..) => hour,
            _ => return None,
        };
        time.with().hour(hour).build().ok()
    }
}

/// `14:51`, `2:51:05`, with the half of the day before or after it.
fn clock(word: &str) -> Option<(Clock, Option<Half>)> {
    let halves = if is_bare(word) { &[] } else { HALVES };
    let around = halves.iter().find_map(|(name, half)| {
        let bare = word.strip_prefix(name).or_else(|| word.strip_suffix(name))?;
        Some((bare, Some(*half)))
    });
    let (bare, half) = around.unwrap_or((word, None));
    let mut parts = bare.split([':', '：']);
    let mut two = |least: usize| parts.next().map(|part| number(part, least, 2));
    let (hour, minute, second) = (two(1)??, two(2)??, two(2));
    let seconds = second.is_some();
    let second = second.unwrap_or(Some(0))?;
    if parts.next().is_some() {
        return None;
    }
    let narrow = |n: i16| i8::try_from(n).ok();
    let time = Time::new(narrow(hour)?, narrow(minute)?, narrow(second)?, 0).ok()?;
    Some((Clock { time, seconds }, half))
}

/// A number of so many digits.
fn number(text: &str, least: usize, most: usize) -> Option<i16> {
    let digits = (least..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

fn day(word: &str) -> Option<Day> {
    Some(match word {
        "今天" | "Today" => Day::Ago(0),
        "昨天" | "Yesterday" => Day::Ago(1),
        "前天" => Day::Ago(2),
        _ if is_bare(word) => return date(word),
        _ => return weekday(word).map(Day::Weekday).or_else(|| date(word)),
    })
}

fn weekday(word: &str) -> Option<Weekday> {
    let english = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let chinese = ["一", "二", "三", "四", "五", "六", "日"];
    let number = match word.strip_prefix("星期").or_else(|| word.strip_prefix("周")) {
        Some("天") => 6,
        Some(number) => chinese.iter().position(|name| *name == number)?,
        None => english.iter().position(|name| *name == word)?,
    };
    Weekday::from_monday_zero_offset(i8::try_from(number).ok()?).ok()
}

/// `2026年3月2日`, `3月2日`, `2026/3/2`, `02.03.2026`, `03-02`.
fn date(word: &str) -> Option<Day> {
    let narrow = |n: i16| i8::try_from(n).ok();
    if let Some(rest) = word.strip_suffix('日') {
        let (before, day) = rest.split_once('月')?;
        let day = narrow(number(day, 1, 2)?)?;
        return match before.split_once('年') {
            Some((year, month)) => whole(number(year, 4, 4)?, narrow(number(month, 1, 2)?)?, day),
            None => Some(Day::Short(narrow(number(before, 1, 2)?)?, day)),
        };
    }
    let between = ['/', '-', '.'].into_iter().find(|c| word.contains(*c))?;
    let parts: Vec<&str> = word.split(between).collect();
    match parts[..] {
        [month, day] if between == '-' => {
            Some(Day::Short(narrow(number(month, 2, 2)?)?, narrow(number(day, 2, 2)?)?))
        }
        [year, month, day] if year.len() == 4 => {
            whole(number(year, 4, 4)?, narrow(number(month, 1, 2)?)?, narrow(number(day, 1, 2)?)?)
        }
        [a, b, c] => Some(Day::Numbers([number(a, 1, 2)?, number(b, 1, 2)?, number(c, 1, 4)?])),
        _ => None,
    }
}

fn whole(year: i16, month: i8, day: i8) -> Option<Day> {
    Date::new(year, month, day).ok().map(Day::Date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    fn minute(hour: i8, minute: i8) -> Option<Clock> {
        Some(Clock { time: time(hour, minute, 0, 0), seconds: false })
    }

    #[test]
    fn times_as_windows_show_them() {
        let day = Day::Date(date(2026, 3, 2));
        for text in [
            "2026/3/2 14:51",
            "2026年3月2日 下午2:51",
            "2026-03-02 2:51 PM",
            "2026/03/02, 2:51\u{202f}PM",
            "\u{200e}2026.3.2 14:51",
            "2026年3月2日 星期一 14:51",
        ] {
            assert_eq!(read(text), Some(When { day, clock: minute(14, 51) }), "{text}");
        }
        let cases = [
            ("昨天 下午2:51", Day::Ago(1), minute(14, 51)),
            ("星期三 凌晨12:05", Day::Weekday(Weekday::Wednesday), minute(0, 5)),
            ("3月2日 中午12:30", Day::Short(3, 2), minute(12, 30)),
            ("9/16/23, 12:05 AM", Day::Numbers([9, 16, 23]), minute(0, 5)),
            ("2026年3月2日", day, None),
        ];
        for (text, day, clock) in cases {
            assert_eq!(read(text), Some(When { day, clock }), "{text}");
        }
        let seconds = Clock { time: time(15, 4, 5, 0), seconds: true };
        assert_eq!(read("下午3:04:05"), Some(When { day: Day::Missing, clock: Some(seconds) }));
    }

    #[test]
    fn other_text_is_no_time() {
        for text in [
            "",
            "开会",
            "14:51 开会",
            "2026/13/2",
            "25:00",
            "14:5",
            "上午",
            "上午 14:00",
            "1.2",
            "3:04:05:06",
            "周书记 14:51",
            "2026/3/2 2026/3/3",
            "昨天 昨天",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
