//! WhatsApp's own export as text: `2026/3/2 14:51 - 何芳: 收到` (Android), `[2026/3/2 下午2:51:05] 何芳: 收到` (iOS).
//!
//! Dates stand in the order of the phone's language: that of a file is told by all its dates, or by the user.
//! Marks of direction (U+200E) stand before what the client itself wrote, narrow blanks (U+202F) before AM and PM.
//! Source: `electron/main/parser/formats/whatsapp-native-txt.ts` of ChatLab (the facts, not the code) for the Chinese
//! wordings; the English ones are what the client shows.

mod content;
mod told;

use super::text::dates::Dates;
use super::text::when::{self, When};
use super::text::{self, Standing};
use super::wechat::system;
use super::{Fit, Glance, Parser, Settled, columns, supplies};
use crate::diag::Problems;
use crate::fields::Attr;
use crate::ingest::detect::Sample;
use crate::ingest::draft::{Cx, Draft};
use crate::ingest::shapes::blocks::Line;
use crate::ingest::{Reason, ToldDates};
use crate::model::{Kind, SourceFacts, Supplies};

/// The parser of one chat.
pub struct Whatsapp {
    dates: Dates,
    group: String,
    /// The file is named after the chat.
    named: bool,
    /// A record says of what was left out no more than that it was no text.
    omitted: bool,
}

/// Recognises records with a time and, most of them, a name.
pub fn fits(sample: &Sample) -> Option<Fit> {
    let standing = Standing::of(&sample.text, tell)?;
    let heads: Vec<Head> = sample.text.lines().filter_map(Head::read).collect();
    let named = heads.iter().filter(|head| head.name.is_some()).count();
    // Programs write such lines, too, but the year first and with dashes.
    let programs = heads.iter().any(|head| head.dashed) && !sample.text.contains('\u{200e}');
    let fits = standing.leads && named > 0 && !programs;
    fits.then(|| Fit { score: 40, sign: "日期 时间 - 昵称: ".into() })
}

/// What a line is.
pub fn tell(line: &str, _apart: bool) -> Line {
    if Head::read(line).is_some() { Line::Starts } else { Line::Goes }
}

/// What stands before and behind the first ` - `.
fn dashed(line: &str) -> Option<(&str, &str)> {
    let bytes = line.as_bytes();
    let between =
        |at: &usize| *at > 0 && bytes.get(at - 1) == Some(&b' ') && bytes.get(at + 1) == Some(&b' ');
    let at = memchr::memchr_iter(b'-', bytes).find(between)?;
    Some((line.get(..at - 1)?, line.get(at + 2..)?))
}

/// The first line of a record.
struct Head<'a> {
    when: When,
    name: Option<&'a str>,
    rest: &'a str,
    dashed: bool,
}

impl<'a> Head<'a> {
    fn read(line: &'a str) -> Option<Head<'a>> {
        let line = line.trim_end().trim_start_matches(when::is_mark);
        let (time, rest) = match line.strip_prefix('[') {
            Some(inner) => inner.split_once("] ")?,
            None => dashed(line)?,
        };
        let when = if time.len() <= 60 { when::read(time)? } else { return None };
        if when.clock.is_none() || matches!(when.day, when::Day::Missing | when::Day::Ago(_)) {
            return None;
        }
        let (name, rest) = told::split(rest);
        Some(Head { when, name, rest, dashed: time.contains('-') })
    }
}

impl Whatsapp {
    /// Reads the chat that the file is named after.
    pub fn new(path: &str) -> Self {
        let file = columns::group_of(path);
        let chat = told::chat(&file).map(str::to_string);
        // Without a file: what exports can answer at best.
        let named = chat.is_some() || path.is_empty();
        Whatsapp { dates: Dates::default(), group: chat.unwrap_or(file), named, omitted: false }
    }
}

impl Parser for Whatsapp {
    fn facts(&self) -> SourceFacts {
        use Kind::*;
        let sure = supplies::kinds(&[Text, Location, Card, Vote, Join, Leave, Rename, System]);
        let media = supplies::kinds(&[Image, Voice, Video, Sticker, File]);
        let kinds = if self.omitted { sure } else { sure | media };
        let supplies = [Attr::Recalled, Attr::FileName, Attr::FileExtension]
            .into_iter()
            .fold(text::supplies(self.named), Supplies::with);
        SourceFacts { supplies, precision: self.dates.precision, kinds }
    }

    fn platform(&self) -> String {
        "whatsapp".into()
    }

    fn told(&mut self, dates: ToldDates) {
        self.dates.told = dates;
    }

    fn settle(&mut self, path: &str, problems: &mut Problems) -> Settled {
        self.dates.settle(path, problems)
    }

    fn glance(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Option<Glance> {
        let head = Head::read(record.lines().next()?)?;
        // What stands for a message that was left out, and what the client tells, takes a closer look.
        let plain = !head.rest.starts_with(when::is_mark) && !head.rest.trim_start().starts_with('<');
        let name = head.name.filter(|_| plain)?;
        let time = self.dates.instant(head.when, None, cx).ok()?;
        Some(text::glance(time, &self.group, None, name, cx))
    }

    fn record(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Result<Option<Draft>, Reason> {
        // Marks stand before every line that the client wrote.
        let record = record.replace("\r\n", "\n").replace("\n\u{200e}", "\n");
        let (line, more) = record.split_at(record.find('\n').unwrap_or(record.len()));
        let head = Head::read(line).ok_or_else(|| Reason::missing("time"))?;
        let time = self.dates.instant(head.when, None, cx)?;
        let body = format!("{}{more}", head.rest);
        let own = body.starts_with(when::is_mark);
        let shown = body.trim_start_matches(when::is_mark);
        let Some(name) = head.name else {
            return Ok(Some(self.event(time, shown, cx)));
        };
        let mut draft = text::by_name(time, &self.group, name, Kind::Text, cx);
        let known = content::put(shown, own, &mut draft);
        self.omitted |= draft.row.kind == Kind::Other && !draft.row.recalled;
        if !known && own {
            return Ok(Some(self.event(time, shown, cx)));
        }
        if !known || matches!(draft.row.kind, Kind::Location | Kind::Vote) {
            text::say(shown, &mut draft, cx);
        }
        Ok(Some(draft))
    }
}

impl Whatsapp {
    /// What the client tells, in its own words.
    fn event(&self, time: crate::model::Millis, text: &str, cx: &mut Cx) -> Draft {
        text::event(&system::told(told::SENTENCES, text), time, &self.group, cx)
    }
}
