//! A very cheap look at the times of a log: are its records in order?

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use memchr::memmem::Finder;

use super::shapes::Lines;
use super::stamp::Clock;
use crate::model::Millis;

/// How the time of a record stands in its line.
#[derive(Debug, Clone, Copy)]
pub struct Sign {
    /// The key, and what begins the value: text in RFC 3339 after a quote, else milliseconds.
    pub key: &'static str,
    /// The key alone: a line that holds it in another way is left to a full reading.
    pub name: &'static str,
    /// A log that holds this is left to a full reading: some of its records have their time elsewhere.
    pub elsewhere: Option<&'static str>,
}

/// True if all records of a file are surely in order of time. False: they are not, or only a full reading can
/// tell. So many threads look at a stretch each.
pub fn in_order(path: &Path, sign: Sign, threads: usize) -> io::Result<bool> {
    let bounds = bounds(path, threads.clamp(1, MOST) as u64)?;
    let look = |from: u64, to: u64| look(stretch(path, from, to)?, sign);
    let looks: Vec<io::Result<Option<Times>>> = std::thread::scope(|scope| {
        let others = bounds.windows(2).skip(1).map(|ends| (ends[0], ends[1]));
        let others: Vec<_> = others.map(|(from, to)| scope.spawn(move || look(from, to))).collect();
        let own = look(0, bounds[1]);
        let others = others.into_iter().map(|look| look.join().unwrap_or(Ok(None)));
        std::iter::once(own).chain(others).collect()
    });
    let mut latest = None;
    for look in looks {
        match look? {
            None => return Ok(false),
            Some(None) => {}
            Some(Some((first, _))) if latest.is_some_and(|latest| first < latest) => return Ok(false),
            Some(Some((_, last))) => latest = Some(last),
        }
    }
    Ok(true)
}

/// The first and the last time of a stretch that is in order, if it has any.
type Times = Option<(Millis, Millis)>;

/// Where stretches of whole lines begin and end. Short files have only one.
fn bounds(path: &Path, stretches: u64) -> io::Result<Vec<u64>> {
    let length = path.metadata()?.len();
    let stretches = stretches.min(length / LEAST).max(1);
    let mut bounds = vec![0];
    for number in 1..stretches {
        bounds.push(next_line(path, length / stretches * number)?);
    }
    bounds.push(length);
    Ok(bounds)
}

/// Where the first line begins that does so behind a place.
fn next_line(path: &Path, mut at: u64) -> io::Result<u64> {
    let (mut file, mut block) = (File::open(path)?, vec![0; 16 << 10]);
    file.seek(SeekFrom::Start(at))?;
    loop {
        let length = file.read(&mut block)?;
        let end = memchr::memchr(b'\n', block.get(..length).unwrap_or_default());
        match end {
            Some(end) => return Ok(at + end as u64 + 1),
            None if length == 0 => return Ok(at),
            None => at += length as u64,
        }
    }
}

fn stretch(path: &Path, from: u64, to: u64) -> io::Result<impl Read> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(from))?;
    Ok(file.take(to.saturating_sub(from)))
}

/// The times of a stretch; `None` if it is not surely in order.
fn look(input: impl Read, sign: Sign) -> io::Result<Option<Times>> {
    let mut lines = Lines::new(input, CHUNK);
    let mut last = Last::new(sign);
    while let Some(bytes) = lines.bytes()? {
        if !last.follow_all(bytes) {
            return Ok(None);
        }
    }
    Ok(Some(last.first.map(|first| (first, last.time))))
}

/// The latest time so far.
struct Last {
    sign: Sign,
    first: Option<Millis>,
    /// Times are texts.
    text: bool,
    key: Finder<'static>,
    elsewhere: Option<Finder<'static>>,
    clock: Clock,
    time: Millis,
    /// Where the key stood in the line before: most lines of a log are alike.
    at: usize,
}

impl Last {
    fn new(sign: Sign) -> Self {
        let elsewhere = sign.elsewhere.map(Finder::new);
        let text = sign.key.ends_with('"');
        let (key, clock) = (Finder::new(sign.key), Clock::default());
        Last { sign, first: None, text, key, elsewhere, clock, time: 0, at: 0 }
    }

    fn follow_all(&mut self, bytes: &[u8]) -> bool {
        if self.elsewhere.as_ref().is_some_and(|elsewhere| elsewhere.find(bytes).is_some()) {
            return false;
        }
        let mut start = 0;
        while let Some(rest) = bytes.get(start..).filter(|rest| !rest.is_empty()) {
            let seen = self.usual(rest).unwrap_or(0);
            let unseen = rest.get(seen..).unwrap_or_default();
            let end = seen + memchr::memchr(b'\n', unseen).unwrap_or(unseen.len());
            if seen == 0 && !rest.get(..end).is_some_and(|line| self.follow(line)) {
                return false;
            }
            start += end + 1;
        }
        true
    }

    /// The same as [`Last::follow`] for a line that begins like the one before, of which only the beginning is
    /// looked at: up to where. `None`: the whole line has to be.
    #[inline]
    fn usual(&mut self, rest: &[u8]) -> Option<usize> {
        let key = self.sign.key.as_bytes();
        let (before, here) = rest.split_at_checked(self.at)?;
        let value = here.strip_prefix(key)?;
        if memchr::memchr2(b'{', b'\n', before.get(1..)?).is_some() {
            return None;
        }
        let (time, length) = match self.text {
            true if value.get(USUAL) == Some(&b'"') => (self.clock.read(value.get(..USUAL)?)?, USUAL),
            true => return None,
            false => (number(value)?, DIGITS),
        };
        if time < self.time {
            return None;
        }
        self.time = time;
        self.first.get_or_insert(time);
        Some(self.at + key.len() + length)
    }

    /// True if the line's time is known not to be earlier than the one before.
    #[inline]
    fn follow(&mut self, line: &[u8]) -> bool {
        let Some(at) = self.find(line) else {
            // A header has no time; neither has a line that will not be read.
            return memchr::memmem::find(line, self.sign.name.as_bytes()).is_none();
        };
        self.at = at;
        let value = &line[at + self.sign.key.len()..];
        let time = if self.text { self.text(value) } else { number(value) };
        let in_order = time.is_some_and(|time| time >= self.time);
        self.time = time.unwrap_or(self.time);
        self.first = self.first.or(time);
        in_order
    }

    #[inline]
    fn text(&mut self, value: &[u8]) -> Option<Millis> {
        let end = match value.get(USUAL) {
            Some(b'"') => USUAL,
            _ => memchr::memchr(b'"', value)?,
        };
        self.clock.read(&value[..end])
    }

    /// Where the key stands; `None` if there is none, or it may belong to an object within the record.
    #[inline]
    fn find(&self, line: &[u8]) -> Option<usize> {
        let key = self.sign.key.as_bytes();
        let same = line.get(self.at..).is_some_and(|rest| rest.starts_with(key));
        let at = if same { self.at } else { self.key.find(line)? };
        memchr::memchr(b'{', line.get(1..at)?).is_none().then_some(at)
    }
}

const CHUNK: usize = 256 << 10;
/// More threads are no help.
const MOST: usize = 64;
/// Shorter stretches are not worth a thread. Where assertions are on, few are too short: tests have short logs.
const LEAST: u64 = if cfg!(debug_assertions) { 64 } else { 4 << 20 };
/// The length of `2026-03-02T09:00:00+08:00`.
const USUAL: usize = 25;
/// Of milliseconds.
const DIGITS: usize = 13;

/// Milliseconds in digits. A time that no log has is left to a full reading.
fn number(value: &[u8]) -> Option<Millis> {
    let digits = value.iter().take(16).take_while(|byte| byte.is_ascii_digit());
    let (count, time) = digits.fold((0, 0), |(n, sum), &byte| (n + 1, sum * 10 + i64::from(byte - b'0')));
    (count == DIGITS && matches!(value.get(count), Some(b',' | b'}'))).then_some(time)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn check(times: &[&str]) -> bool {
        let text: String = times.iter().map(|t| format!("{{\"id\":\"1\",\"time\":\"{t}\"}}\n")).collect();
        look(&text, NATIVE)
    }

    const NATIVE: Sign = Sign { key: "\"time\":\"", name: "\"time\"", elsewhere: None };
    const WECOM: Sign = Sign { key: "\"msgtime\":", name: "msgtime", elsewhere: Some("switch") };

    fn look(text: &str, sign: Sign) -> bool {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(text.as_bytes()).expect("room");
        let one = in_order(file.path(), sign, 1).expect("a file");
        for threads in 2..6 {
            assert_eq!(in_order(file.path(), sign, threads).expect("a file"), one, "{threads} threads");
        }
        one
    }

    #[test]
    fn stretches_are_in_order_among_themselves() {
        let line = |hour: usize| format!("2026-03-02T{:02}:00:00+08:00", hour % 24);
        for last in 0..24 {
            let mut times: Vec<String> = (0..23).map(line).collect();
            times.push(line(last));
            let times: Vec<&str> = times.iter().map(String::as_str).collect();
            assert_eq!(check(&times), last >= 22, "{last}");
            assert!(check(&times[..23]));
        }
    }

    #[test]
    fn times_in_milliseconds() {
        let line = |time: &str| format!("{{\"msgid\":\"1\",\"msgtime\":{time}}}\n");
        let check = |times: [&str; 2]| look(&times.map(line).concat(), WECOM);
        assert!(check(["1772413200000", "1772413200000"]));
        assert!(!check(["1772413200001", "1772413200000"]));
        for odd in [
            "0",
            "\"1772413200001\"",
            " 1772413200001",
            "1772413200001.5",
            "17724132000011",
            "1772413200001e1",
        ] {
            assert!(!check(["1772413200000", odd]), "{odd}");
        }
        assert!(!look(&format!("{}{{\"action\":\"switch\"}}\n", line("1772413200000")), WECOM));
        assert!(!look("{\"msg\":\"{\\\"msgtime\\\":1772413200000}\"}\n", WECOM));
        assert!(!look("{\"msg\":{\"msgtime\":1772413200000}}\n", WECOM));
    }

    #[test]
    fn order_is_by_instant_and_not_by_text() {
        assert!(check(&[
            "2026-03-02T09:00:00+08:00",
            "2026-03-02T09:00:00+08:00",
            "2026-03-02T09:00:01+08:00"
        ]));
        assert!(!check(&["2026-03-02T09:00:01+08:00", "2026-03-02T09:00:00+08:00"]));
        assert!(check(&["2026-03-02T09:00:00+08:00", "2026-03-02T02:00:00+00:00"]));
        assert!(!check(&["2026-03-02T02:00:00+00:00", "2026-03-02T09:00:00+08:00"]));
    }

    #[test]
    fn what_only_a_full_reading_can_tell_is_left_to_it() {
        assert!(!check(&["2026-03-02 09:00"]));
        let nested = "{\"x\":{\"time\":\"2026-03-02T09:00:00Z\"},\"time\":\"2026-03-02T08:00:00Z\"}\n";
        assert!(!look(nested, NATIVE));
        let blank = "{\"qungui\":1}\n\n{\"time\" : \"2026-03-02T08:00:00Z\"}\n";
        assert!(!look(blank, NATIVE));
    }
}
