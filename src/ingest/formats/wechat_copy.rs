//! Messages copied out of WeChat's window and pasted into a text file.
//!
//! `何芳 2026/3/2 2:51 PM`, the text below, a blank line: so the client writes them (the WeChat loader's notebook of
//! LangChain shows it). The time may be `14:51`, `昨天 14:51`, `星期三 下午2:51`, and a line above may name the
//! day. Older clients write `何芳:` instead, and a time only where the window shows one, between messages: those
//! are told to the day. These variants are as their users paste them; no code of the client is public.

use super::columns::group_of;
use super::text::dates::Dates;
use super::text::when::{self, Day, When};
use super::text::{self, Standing};
use super::{Fit, Glance, Parser, Settled, supplies};
use crate::diag::Problems;
use crate::ingest::detect::Sample;
use crate::ingest::draft::{Cx, Draft};
use crate::ingest::shapes::blocks::{Line, Tell};
use crate::ingest::{Reason, ToldDates};
use crate::model::{Kind, Millis, SourceFacts};

/// No time of their own: the window shows one where there was a pause.
const DAY: Millis = 86_400_000;
/// Longest name, in characters.
const LONGEST: usize = 32;

/// The parser.
pub struct Copied {
    dates: Dates,
    group: String,
    /// Times that stand between messages, and their lines.
    above: Vec<(u32, When)>,
    coarse: bool,
}

/// Recognises records that begin with a name and a time to the minute, or with a name and a colon below a time.
pub fn fits(sample: &Sample) -> Option<Fit> {
    let tell = layout(&sample.text)?;
    let sign = if tell("何芳:", true) == Line::Starts { "昵称:" } else { "昵称 HH:MM" };
    Some(Fit { score: 20, sign: sign.into() })
}

/// How messages begin in a text.
pub fn layout(text: &str) -> Option<Tell> {
    let fits = |tell: Tell| Standing::of(text, tell).is_some_and(|standing| standing.is_talk());
    let timed = text.lines().find(|line| !line.trim().is_empty()).is_some_and(is_time);
    if fits(dated) {
        return Some(dated);
    }
    (timed && fits(plain)).then_some(plain as Tell)
}

/// What a line is if the times stand behind the names.
pub fn dated(line: &str, apart: bool) -> Line {
    told(apart, line, head(line).is_some())
}

/// What a line is if names stand alone.
fn plain(line: &str, apart: bool) -> Line {
    told(apart, line, colon(line).is_some())
}

fn told(apart: bool, line: &str, starts: bool) -> Line {
    match apart {
        true if is_time(line) => Line::Heading,
        true if starts => Line::Starts,
        _ => Line::Goes,
    }
}

/// A line that is nothing but a time, as the window shows it between messages.
fn is_time(line: &str) -> bool {
    line.len() <= 80 && when::read(line).is_some_and(|when| when.clock.is_none_or(|clock| !clock.seconds))
}

/// Name and, if it has one, time of a message's first line.
fn begins(line: &str) -> Result<(&str, Option<When>), Reason> {
    match head(line) {
        Some((name, when)) => Ok((name, Some(when))),
        None => Ok((colon(line).ok_or_else(|| Reason::missing("sender"))?, None)),
    }
}

/// Name and time of `何芳 2026/3/2 2:51 PM`.
fn head(line: &str) -> Option<(&str, When)> {
    let line = line.trim_end();
    let blanks = line.match_indices(char::is_whitespace).map(|(at, _)| at).filter(|at| *at > 0);
    let last: Vec<usize> = blanks.collect();
    let tries = last.iter().skip(last.len().saturating_sub(4));
    let (name, when) = tries.filter_map(|&at| Some((line[..at].trim(), when::read(&line[at..])?))).next()?;
    let minute = when.clock.is_some_and(|clock| !clock.seconds);
    (minute && is_name(name)).then_some((name, when))
}

/// The name of `何芳:`.
fn colon(line: &str) -> Option<&str> {
    let name = line.trim_end().strip_suffix([':', '：'])?.trim();
    (is_name(name) && !name.contains(['，', '。', '；', '！', '？', ':', '：'])).then_some(name)
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('#') && name.chars().count() <= LONGEST
}

impl Copied {
    /// Nothing in the text names the group: the file does.
    pub fn new(path: &str) -> Self {
        Copied { dates: Dates::default(), group: group_of(path), above: Vec::new(), coarse: false }
    }

    /// The time that stands above a line.
    fn above(&self, line: u32) -> Option<When> {
        let index = self.above.partition_point(|(from, _)| *from <= line).checked_sub(1)?;
        self.above.get(index).map(|(_, when)| *when)
    }

    fn time(&mut self, own: Option<When>, cx: &mut Cx) -> Result<Millis, Reason> {
        let above = self.above(cx.line);
        let Some(own) = own else {
            self.coarse = true;
            let above = above.filter(|when| when.clock.is_some());
            let above = above.ok_or_else(|| Reason::new("no time stands above it", "上方没有时间"))?;
            return self.dates.instant(above, None, cx);
        };
        let day = above.map(|when| when.day).filter(|day| own.day == Day::Missing && *day != Day::Missing);
        let day = day.and_then(|day| self.dates.date(day));
        self.dates.instant(own, day, cx)
    }
}

impl Parser for Copied {
    fn facts(&self) -> SourceFacts {
        // Of all else nobody knows whether copying leaves it out.
        let kinds = supplies::kinds(&[Kind::Text, Kind::Quote]);
        let precision = if self.coarse { DAY } else { self.dates.precision.max(60_000) };
        SourceFacts { supplies: text::supplies(false), precision, kinds }
    }

    fn platform(&self) -> String {
        "wechat".into()
    }

    fn told(&mut self, dates: ToldDates) {
        self.dates.told = dates;
    }

    fn settle(&mut self, path: &str, problems: &mut Problems) -> Settled {
        self.dates.settle(path, problems)
    }

    fn heading(&mut self, text: &str, line: u32) {
        let news = self.above.last().is_none_or(|(last, _)| *last < line);
        self.above.extend(when::read(text).filter(|_| news).map(|when| (line, when)));
    }

    fn glance(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Option<Glance> {
        let (name, own) = begins(text::body(record).0).ok()?;
        let time = self.time(own, cx).ok()?;
        Some(text::glance(time, &self.group, None, name, cx))
    }

    fn record(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Result<Option<Draft>, Reason> {
        let (line, body) = text::body(record);
        let (name, own) = begins(line)?;
        let time = self.time(own, cx)?;
        let mut draft = text::by_name(time, &self.group, name, Kind::Text, cx);
        let (word, rest) = body.split_once(' ').unwrap_or((&body, ""));
        match text::placeholder(word) {
            Some(kind) => {
                // `[文件] 报表.xlsx`, `[链接] 通知`
                draft.row.kind = kind;
                if !rest.trim().is_empty() {
                    draft.text(rest.trim(), cx.batch);
                }
            }
            None => said(&body, &mut draft, cx),
        }
        Ok(Some(draft))
    }
}

/// A text; of a quote (`「张三：原文」`, a row of dashes, the reply) the reply.
fn said(body: &str, draft: &mut Draft, cx: &mut Cx) {
    let rule = |line: &str| line.len() >= 9 && line.bytes().all(|b| matches!(b, b'-' | b' '));
    let ruled = body.lines().find(|line| body.starts_with('「') && rule(line));
    match ruled.and_then(|line| body.split_once(line)) {
        Some((_, reply)) => {
            draft.row.kind = Kind::Quote;
            text::say(reply.trim(), draft, cx);
        }
        None => text::say(body, draft, cx),
    }
}
