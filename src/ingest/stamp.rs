//! Times as logs write them.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::local::LocalClock;
use crate::model::Millis;
use crate::time::civil;

/// 1990-01-01T00:00:00Z: no chat log is older.
pub const EARLIEST: Millis = 631_152_000_000;
/// 2200-01-01T00:00:00Z: no chat log is newer.
pub const LATEST: Millis = 7_258_118_400_000;

/// True for a time that a chat message can have; others are mistakes of the writer (0, seconds read as
/// milliseconds, a broken clock).
pub fn plausible(time: Millis) -> bool {
    (EARLIEST..LATEST).contains(&time)
}

/// The instant of a number of seconds, milliseconds, microseconds or nanoseconds since 1970: the unit is
/// told by its size, as each puts only its own numbers between [`EARLIEST`] and [`LATEST`]. 0 and whatever
/// no unit makes plausible are no time.
pub fn epoch(number: i64) -> Option<Millis> {
    let units = [number.saturating_mul(1000), number, number / 1000, number / 1_000_000];
    units.into_iter().find(|&time| plausible(time))
}

/// An instant, and whether its text said in which zone it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Milliseconds since 1970.
    pub time: Millis,
    /// False if the zone was assumed.
    pub zoned: bool,
}

/// Reads RFC 3339; a time without an offset is read in `zone`.
pub fn parse(text: &str, zone: &LocalClock) -> Option<Stamp> {
    if let Some(time) = rfc3339(text.as_bytes()) {
        return Some(Stamp { time, zoned: true });
    }
    let local =
        usual(text).filter(|_| text.len() == "2026-03-02 09:00:00".len() && text.as_bytes()[4] == b'-');
    let local = match local {
        Some((local, _)) => local,
        None => {
            if let Ok(instant) = text.parse::<jiff::Timestamp>() {
                return Some(Stamp { time: instant.as_millisecond(), zoned: true });
            }
            text.parse().ok()?
        }
    };
    Some(Stamp { time: zone.instant(local)?, zoned: false })
}

/// A time as clients and spreadsheets write it, in `zone`: `2024/10/4 11:42`, `2024-10-04 11:42:05.250`,
/// `2024年10月4日 9:05`. With it, how finely it is told, in milliseconds.
pub fn loose(text: &str, zone: &LocalClock) -> Option<(Millis, Millis)> {
    if let Some(time) = zone.again(text) {
        return Some((time, 1000));
    }
    let (local, precision) = civil(text)?;
    let time = zone.instant(local)?;
    zone.note(text, local);
    Some((time, precision))
}

/// The same of no zone.
pub fn civil(text: &str) -> Option<(DateTime, Millis)> {
    if let Some((local, seconds)) = usual(text) {
        return Some((local, if seconds { 1000 } else { 60_000 }));
    }
    let (date, clock) = text.split_once([' ', 'T'])?;
    let date = numbers(date.trim_end_matches('日'), &['/', '-', '.', '年', '月'])?;
    let (clock, part) = clock.trim_start().split_once('.').unwrap_or((clock.trim(), ""));
    let (year, month, day) = (*date.first()?, *date.get(1)?, *date.get(2)?);
    let clock = numbers(clock, &[':', '：'])?;
    let second = clock.get(2).copied().unwrap_or(0);
    if date.len() > 3 || clock.len() > 3 || year < 1000 || !part.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let nanos = format!("{part:0<9}").get(..9)?.parse::<i32>().ok()?;
    let narrow = |n: i16| i8::try_from(n).ok();
    let (hour, minute) = (narrow(*clock.first()?)?, narrow(*clock.get(1)?)?);
    let local =
        DateTime::new(year, narrow(month)?, narrow(day)?, hour, minute, narrow(second)?, nanos).ok()?;
    let precision = match clock.len() {
        2 => 60_000,
        _ if part.is_empty() => 1000,
        _ => 1,
    };
    Some((local, precision))
}

fn numbers(text: &str, between: &[char]) -> Option<Vec<i16>> {
    let number = |part: &str| match part.bytes().all(|b| b.is_ascii_digit()) {
        true => part.parse().ok(),
        false => None,
    };
    text.split(between).map(number).collect()
}

/// `2026-03-02 09:00:05`, `2026/3/2 9:00`: as most times without a zone are written. True: to the second.
pub fn usual(text: &str) -> Option<(DateTime, bool)> {
    let bytes = text.as_bytes();
    let year = two(bytes, 0)? * 100 + two(bytes, 2)?;
    let (&between, rest) = bytes.get(4..)?.split_first()?;
    let (month, rest) = number(rest, between)?;
    let (day, rest) = number(rest, b' ')?;
    let (hour, rest) = number(rest, b':')?;
    let (minute, second) = match *rest {
        [_, _] => (two(rest, 0)?, None),
        [_, _, b':', _, _] => (two(rest, 0)?, Some(two(rest, 3)?)),
        _ => return None,
    };
    if year < 1000 || !matches!(between, b'-' | b'/' | b'.') {
        return None;
    }
    let second_of = second.unwrap_or(0) as i8;
    let local = DateTime::new(year as i16, month, day, hour, minute as i8, second_of, 0).ok()?;
    Some((local, second.is_some()))
}

/// A number of one digit or two, and what follows it and `end`.
fn number(bytes: &[u8], end: u8) -> Option<(i8, &[u8])> {
    let (number, rest) = match bytes {
        [ones, rest @ ..] if rest.first() == Some(&end) => (two(&[b'0', *ones], 0)?, rest),
        [_, _, rest @ ..] if rest.first() == Some(&end) => (two(bytes, 0)?, rest),
        _ => return None,
    };
    Some((number as i8, rest.get(1..)?))
}

/// Reads times of one log, most of which lie on the day of the one before.
#[derive(Debug, Default)]
pub struct Clock {
    /// A day that has been read, up to the hour; and the offset from there on.
    day: [u8; 11],
    offset: [u8; 6],
    /// The instant at which that day begins.
    start: Millis,
}

impl Clock {
    /// As [`rfc3339`].
    #[inline]
    pub fn read(&mut self, text: &[u8]) -> Option<Millis> {
        let Ok(whole) = <&[u8; 25]>::try_from(text) else { return rfc3339(text) };
        let seconds = of_day(whole)?;
        if whole[..11] != self.day || whole[19..] != self.offset {
            self.start = rfc3339(whole)? - seconds * 1000;
            self.day.copy_from_slice(&whole[..11]);
            self.offset.copy_from_slice(&whole[19..]);
        }
        Some(self.start + seconds * 1000)
    }
}

/// `00:00:00` as a number, its first byte the lowest.
const MIDNIGHT: u64 = u64::from_le_bytes(*b"00:00:00");
const COLONS: u64 = u64::from_le_bytes([0, 0, 0xff, 0, 0, 0xff, 0, 0]);

/// The second of the day of a time that stands in seconds and has an offset. All eight characters are looked
/// at together.
#[inline]
fn of_day(whole: &[u8; 25]) -> Option<i64> {
    let digits = u64::from_le_bytes(*whole[11..].first_chunk()?) ^ MIDNIGHT;
    let above_nine = (digits | digits.wrapping_add(0x0606_0606_0606_0606)) & 0xf0f0_f0f0_f0f0_f0f0;
    let digit = |at: u32| (digits >> (8 * at) & 15) as i64;
    let (hour, minute, second) =
        (digit(0) * 10 + digit(1), digit(3) * 10 + digit(4), digit(6) * 10 + digit(7));
    let is_time = above_nine | digits & COLONS == 0 && hour < 24 && minute < 60 && second < 60;
    is_time.then_some((hour * 60 + minute) * 60 + second)
}

/// The usual shapes of RFC 3339, by hand; `None` sends the caller to the general parser.
pub fn rfc3339(b: &[u8]) -> Option<Millis> {
    if b.len() < 20 || b[4] != b'-' || b[7] != b'-' || b[13] != b':' || b[16] != b':' {
        return None;
    }
    if !matches!(b[10], b'T' | b't' | b' ') {
        return None;
    }
    let year = two(b, 0)? * 100 + two(b, 2)?;
    let (month, day) = (two(b, 5)?, two(b, 8)?);
    let (hour, minute, second) = (two(b, 11)?, two(b, 14)?, two(b, 17)?);
    if !(1..=12).contains(&month) || day < 1 || day > days_in_month(year, month) {
        return None;
    }
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let (millis, rest) = fraction(&b[19..])?;
    let offset = offset_minutes(rest)?;
    let day = i64::from(civil::day_number(year as i32, month as u32, day as u32));
    let minutes = (day * 24 + hour) * 60 + minute - offset;
    Some(minutes * 60_000 + second * 1000 + millis)
}

fn two(b: &[u8], at: usize) -> Option<i64> {
    let (tens, ones) = (b.get(at)?.wrapping_sub(b'0'), b.get(at + 1)?.wrapping_sub(b'0'));
    (tens <= 9 && ones <= 9).then(|| i64::from(tens) * 10 + i64::from(ones))
}

/// Milliseconds of `.123456`, further digits cut off, and what follows them.
fn fraction(b: &[u8]) -> Option<(i64, &[u8])> {
    let Some(b'.') = b.first() else { return Some((0, b)) };
    let digits = b[1..].iter().take_while(|c| c.is_ascii_digit()).count();
    if digits == 0 {
        return None;
    }
    let millis = (1..=3).fold(0, |sum, i| match i <= digits {
        true => sum * 10 + i64::from(b[i] - b'0'),
        false => sum * 10,
    });
    Some((millis, &b[1 + digits..]))
}

fn offset_minutes(b: &[u8]) -> Option<i64> {
    let sign = match b {
        [b'Z' | b'z'] => return Some(0),
        [b'+', _, _, b':', _, _] => 1,
        [b'-', _, _, b':', _, _] => -1,
        _ => return None,
    };
    let (hours, minutes) = (two(b, 1)?, two(b, 4)?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Writes an instant in a zone, as reports and converted logs show it.
pub fn show(time: Millis, zone: &TimeZone) -> String {
    let Ok(instant) = jiff::Timestamp::from_millisecond(time) else { return time.to_string() };
    let offset = zone.to_offset(instant).seconds();
    if let Some(text) = plain(time, i64::from(offset)) {
        return text;
    }
    let format = if time % 1000 == 0 { "%Y-%m-%dT%H:%M:%S%:z" } else { "%Y-%m-%dT%H:%M:%S%.3f%:z" };
    instant.to_zoned(zone.clone()).strftime(format).to_string()
}

/// The same by hand, in the years of four digits.
fn plain(time: Millis, offset: i64) -> Option<String> {
    let local = time.div_euclid(1000) + offset;
    let (year, month, day) = crate::time::civil::ymd(i32::try_from(local.div_euclid(86_400)).ok()?);
    if offset % 60 != 0 || !(1000..10_000).contains(&year) {
        return None;
    }
    let second = local.rem_euclid(86_400);
    let (sign, offset) = if offset < 0 { (b'-', -offset / 60) } else { (b'+', offset / 60) };
    let millis = time.rem_euclid(1000);
    let mut text = *b"0000-00-00T00:00:00.000+00:00";
    let mut put = |at: usize, number: i64| {
        text[at] = b'0' + (number / 10) as u8;
        text[at + 1] = b'0' + (number % 10) as u8;
    };
    let year = i64::from(year);
    let pairs = [(0, year / 100), (2, year % 100), (5, month.into()), (8, day.into()), (11, second / 3600)];
    let rest = [(14, second / 60 % 60), (17, second % 60), (24, offset / 60), (27, offset % 60)];
    pairs.into_iter().chain(rest).for_each(|(at, number)| put(at, number));
    put(21, millis % 100);
    text[20] = b'0' + (millis / 100) as u8;
    text[23] = sign;
    if millis == 0 {
        text.copy_within(23.., 19);
    }
    let length = if millis == 0 { text.len() - 4 } else { text.len() };
    std::str::from_utf8(&text[..length]).ok().map(String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shanghai() -> LocalClock {
        TimeZone::get("Asia/Shanghai").expect("bundled").into()
    }

    #[test]
    fn shown_as_the_general_printer_shows_it() {
        for name in ["UTC", "Asia/Shanghai", "America/St_Johns", "Africa/Monrovia", "Asia/Kathmandu"] {
            let zone = TimeZone::get(name).expect("bundled");
            for time in (-70_000_000_000_000..150_000_000_000_000_i64).step_by(97_531_246_000) {
                let shown = jiff::Timestamp::from_millisecond(time).expect("a time").to_zoned(zone.clone());
                let expected = shown.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
                assert_eq!(show(time, &zone), expected, "{name} {time}");
                let (time, shown) = (time + 7, shown + jiff::Span::new().milliseconds(7));
                let expected = shown.strftime("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string();
                assert_eq!(show(time, &zone), expected, "{name} {time}");
            }
        }
    }

    #[test]
    fn the_usual_times_are_read_as_all_others_are() {
        for text in ["2026-03-02 09:00:05", "2026/3/2 9:00", "2026.12.31 23:59:59", "2026-3-02 09:07"] {
            let spaced = text.replace(' ', "  ");
            assert!(usual(text).is_some() && usual(&spaced).is_none(), "{text}");
            assert_eq!(civil(text), civil(&spaced), "{text}");
        }
        for odd in [
            "2026-03-02 09:0",
            "2026-03-02 09:00:5",
            "2026-03/02 09:00",
            "2026-13-02 09:00",
            "2026-03-02T09:00:00",
            "2026-03-02 09:00:00 ",
            "2026-03-02 09:00:00.5",
            "2026-03-02 24:00",
            "0026-03-02 09:00",
            "2026-03-02 9",
            "2026-03-02 009:00",
        ] {
            assert_eq!(usual(odd), None, "{odd}");
        }
    }

    #[test]
    fn agrees_with_the_general_parser() {
        for text in [
            "2026-03-02T09:00:00+08:00",
            "2026-03-02T09:00:00.5+08:00",
            "2026-03-02T09:00:00.123456789-11:30",
            "2024-02-29T23:59:59Z",
            "1999-12-31t00:00:00z",
            "2000-03-01 00:00:00+00:00",
        ] {
            let expected = text.parse::<jiff::Timestamp>().expect(text).as_millisecond();
            assert_eq!(rfc3339(text.as_bytes()), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_clock_reads_any_byte_at_any_place_as_the_whole_reader_does() {
        let usual = *b"2026-03-02T19:38:57+08:00";
        let mut warm = Clock::default();
        for at in 0..usual.len() {
            for byte in 0..=255 {
                let mut text = usual;
                text[at] = byte;
                let expected = rfc3339(&text);
                assert!(warm.read(&usual).is_some());
                assert_eq!(warm.read(&text), expected, "{}", String::from_utf8_lossy(&text));
                assert_eq!(Clock::default().read(&text), expected, "{}", String::from_utf8_lossy(&text));
            }
        }
    }

    #[test]
    fn the_unit_of_a_number_is_told_by_its_size() {
        for unit in [1_772_413_200, 1_772_413_200_000, 1_772_413_200_000_000, 1_772_413_200_000_000_000] {
            assert_eq!(epoch(unit), Some(1_772_413_200_000), "{unit}");
        }
        assert_eq!(epoch(1_772_413_200_123_456), Some(1_772_413_200_123));
        for (seconds, time) in [(EARLIEST / 1000, EARLIEST), (LATEST / 1000 - 1, LATEST - 1000)] {
            let units = [1, 1000, 1_000_000, 1_000_000_000].map(|scale| epoch(seconds * scale));
            assert_eq!(units, [Some(time); 4]);
        }
        for never in [0, -1, 1, 20_260_302, EARLIEST / 1000 - 1, LATEST / 1000, i64::MAX, i64::MIN] {
            assert_eq!(epoch(never), None, "{never}");
        }
    }

    #[test]
    fn times_as_people_see_them() {
        let time = |text: &str| loose(text, &shanghai());
        let minute = rfc3339(b"2024-10-04T09:05:00+08:00").expect("a time");
        for text in ["2024/10/4 9:05", "2024-10-04 09:05", "2024年10月4日 9:05", "2024.10.04 09：05"] {
            assert_eq!(time(text), Some((minute, 60_000)), "{text}");
        }
        assert_eq!(time("2024-10-04 09:05:07"), Some((minute + 7000, 1000)));
        assert_eq!(time("2024-10-04T09:05:07.25"), Some((minute + 7250, 1)));
        for text in
            ["", "2024/10/4", "10/4/2024 9:05", "2024/13/1 9:05", "2024/2/30 9:05", "2024/1/2 25:00", "a b"]
        {
            assert_eq!(time(text), None, "{text}");
        }
        for text in
            ["2024/1/2 9:05:00.", "2024/1/2/3 9:05", "2024/1/2 9:05:00.x", "2024/1/-2 9:05", "2024/1/2 9"]
        {
            time(text);
        }
    }

    #[test]
    fn any_byte_at_any_place_is_read_the_same_after_another_time_of_the_hour() {
        let usual = *b"2026-03-02 19:38:57";
        let warm = shanghai();
        for at in 0..usual.len() {
            for byte in 0..128 {
                let mut text = usual;
                text[at] = byte;
                let text = std::str::from_utf8(&text).expect("ASCII");
                assert!(loose("2026-03-02 19:00:01", &warm).is_some());
                assert_eq!(loose(text, &warm), loose(text, &shanghai()), "{text}");
            }
        }
        for odd in ["2026-03-02  9:38:57", "2026-3-2 9:38:57.25", "2026-03-02 09:38", "2026-03-02  9:39:00"] {
            assert_eq!(loose(odd, &warm), loose(odd, &shanghai()), "{odd}");
        }
    }

    #[test]
    fn a_clock_reads_the_same_whatever_it_has_read_before() {
        let times = [
            "2026-03-02T09:00:00+08:00",
            "2026-03-02T09:00:59+08:00",
            "2026-03-02T09:00:60+08:00",
            "2026-03-02T09:60:00+08:00",
            "2026-03-02T24:00:00+08:00",
            "2026-03-02T09-00:00+08:00",
            "2026-03-02T23:59:59+08:00",
            "2026-03-03T00:00:00+08:00",
            "2026-03-02T09:00:5x+08:00",
            "2026-03-02T09:00:59+07:00",
            "2026-03-02T09:01:59+07:00",
            "2026-03-02T09:00:59.123Z",
            "2026-03-02T09:00:59.1234Z",
            "2026-03-02T09:00:5912345Z",
            "2026-02-30T09:00:59+08:00",
        ];
        for first in times {
            for second in times {
                let mut clock = Clock::default();
                let read = [clock.read(first.as_bytes()), clock.read(second.as_bytes())];
                assert_eq!(read, [rfc3339(first.as_bytes()), rfc3339(second.as_bytes())], "{first} {second}");
            }
        }
    }

    #[test]
    fn refuses_days_that_do_not_exist() {
        for text in
            ["2025-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-04-31T00:00:00Z", "2026-04-30T24:00:00Z"]
        {
            assert_eq!(rfc3339(text.as_bytes()), None, "{text}");
            assert_eq!(parse(text, &shanghai()), None, "{text}");
        }
    }

    #[test]
    fn a_time_without_a_zone_is_read_in_the_given_one() {
        let local = parse("2026-03-02 09:00:00", &shanghai()).expect("local time");
        let zoned = parse("2026-03-02T09:00:00+08:00", &shanghai()).expect("zoned time");
        assert_eq!((local.time, local.zoned), (zoned.time, false));
        assert!(zoned.zoned);
        assert_eq!(show(local.time, &shanghai()), "2026-03-02T09:00:00+08:00");
    }
}
