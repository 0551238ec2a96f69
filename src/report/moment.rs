//! Instants and lengths of time, written for programs and for people.

use serde::{Serialize, Serializer};

use crate::diag::Lang;
use crate::model::Millis;
use crate::time::{Zone, civil};

/// An instant, to be written in RFC 3339 with the offset of a zone; milliseconds only where there are some.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'z> {
    /// The instant.
    pub at: Millis,
    /// The zone.
    pub zone: &'z Zone,
}

impl Moment<'_> {
    /// Hands on the text.
    pub fn with<T>(self, take: impl FnOnce(&str) -> T) -> T {
        let offset = self.zone.offset(self.at) / 60_000;
        let mut text = wall(self.zone.local(self.at), b'T', true);
        let [h, m] = [offset.abs() / 60, offset.abs() % 60].map(two);
        text.push(&[if offset < 0 { b'-' } else { b'+' }, h[0], h[1], b':', m[0], m[1]]);
        take(text.as_str())
    }
}

impl Serialize for Moment<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.with(|text| serializer.serialize_str(text))
    }
}

/// RFC 3339 with the zone's offset; milliseconds only where there are some.
pub fn rfc3339(at: Millis, zone: &Zone) -> String {
    Moment { at, zone }.with(str::to_string)
}

/// `2026-03-02 09:00`, with seconds where there are some; parts of a second are left out.
pub fn human(t: Millis, zone: &Zone) -> String {
    wall(zone.local(t).div_euclid(1000) * 1000, b' ', false).as_str().to_string()
}

/// `09:00`, with seconds where there are some.
pub fn clock(t: Millis, zone: &Zone) -> String {
    human(t, zone).split_off("2026-03-02 ".len())
}

/// `2026-03-02`.
pub fn date(t: Millis, zone: &Zone) -> String {
    let mut text = human(t, zone);
    text.truncate("2026-03-02".len());
    text
}

fn wall(local: Millis, between: u8, seconds: bool) -> Line {
    let day = civil::day_of(local);
    let (year, month, date) = civil::ymd(day);
    let ms = local - civil::midnight(day);
    let (h, m, s, rest) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000);
    let mut text = Line { bytes: [0; 40], length: 0 };
    match year {
        0..10_000 => [year / 100, year % 100].into_iter().for_each(|part| text.push(&two(part.into()))),
        _ => text.push(format!("{year:04}").as_bytes()),
    }
    let [month, date, h, m, s] = [month.into(), date.into(), h, m, s].map(two);
    let [d, c] = [b'-', b':'];
    text.push(&[d, month[0], month[1], d, date[0], date[1], between, h[0], h[1], c, m[0], m[1]]);
    if seconds || s != *b"00" || rest != 0 {
        text.push(&[c, s[0], s[1]]);
    }
    if rest != 0 {
        let hundredths = two(rest / 10);
        text.push(&[b'.', hundredths[0], hundredths[1], two(rest % 10)[1]]);
    }
    text
}

/// Room for `-292275055-05-16T16:47:04.192+08:00`, without an allocation: a report holds many times.
struct Line {
    bytes: [u8; 40],
    length: usize,
}

impl Line {
    #[inline(always)]
    fn push(&mut self, part: &[u8]) {
        if let Some(place) = self.bytes.get_mut(self.length..self.length + part.len()) {
            place.copy_from_slice(part);
            self.length += part.len();
        }
    }

    fn as_str(&self) -> &str {
        self.bytes.get(..self.length).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

/// Two digits: without the machinery of formatting, which costs ten times as much.
#[inline(always)]
fn two(number: i64) -> [u8; 2] {
    [b'0' + (number / 10 % 10) as u8, b'0' + (number % 10) as u8]
}

/// The two largest units of a length of time: `3m 20s`, `3分20秒`.
pub fn length(ms: Millis, lang: Lang) -> String {
    let units = [
        (86_400_000, "d", "天"),
        (3_600_000, "h", "小时"),
        (60_000, "m", "分钟"),
        (1000, "s", "秒"),
        (1, "ms", "毫秒"),
    ];
    let mut rest = ms.unsigned_abs();
    let mut parts = Vec::new();
    for (size, en, zh) in units {
        let count = rest / size;
        if count > 0 && parts.len() < 2 {
            parts.push(format!("{count}{}", lang.pick(en, zh)));
        } else if !parts.is_empty() {
            break;
        }
        rest %= size;
    }
    if parts.is_empty() {
        return format!("0{}", lang.pick("s", "秒"));
    }
    let sign = if ms < 0 { "-" } else { "" };
    format!("{sign}{}", parts.join(lang.pick(" ", "")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_in_their_zone() {
        let zone = Zone::new("Asia/Shanghai").expect("known");
        let t = 1_772_413_200_000; // 2026-03-02T01:00:00Z
        assert_eq!(rfc3339(t, &zone), "2026-03-02T09:00:00+08:00");
        assert_eq!(rfc3339(t + 61_500, &zone), "2026-03-02T09:01:01.500+08:00");
        assert_eq!(human(t, &zone), "2026-03-02 09:00");
        assert_eq!((clock(t + 5000, &zone), date(t, &zone)), ("09:00:05".into(), "2026-03-02".into()));
        assert_eq!(human(-62_198_755_200_000, &Zone::utc()), "-001-01-01 00:00");
        assert_eq!(date(253_402_300_800_000, &Zone::utc()), "10000-01-0");
        let west = Zone::new("America/St_Johns").expect("known");
        assert_eq!(rfc3339(t, &west), "2026-03-01T21:30:00-03:30");
        // The longest that there are.
        assert_eq!(rfc3339(i64::MIN, &west), "-292275055-05-16T16:47:04.192-03:31");
    }

    #[test]
    fn lengths_have_two_units_at_most() {
        for (ms, en, zh) in [
            (0, "0s", "0秒"),
            (200_000, "3m 20s", "3分钟20秒"),
            (7_200_000, "2h", "2小时"),
            (90_061_000, "1d 1h", "1天1小时"),
            (86_401_000, "1d", "1天"),
            (500, "500ms", "500毫秒"),
        ] {
            assert_eq!((length(ms, Lang::En).as_str(), length(ms, Lang::Zh).as_str()), (en, zh));
        }
    }
}
