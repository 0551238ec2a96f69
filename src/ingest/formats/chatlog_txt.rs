//! chatlog's plain text, its default answer: `何芳(wxid_he) 09:00:05`, the content below, a blank line.
//!
//! If several chats were asked for, `[群名(群id)]` stands before the time; the account's own messages have `我` for an
//! id. The time has no year if the query is within one, and no date at all if it is within a day: the user has
//! to tell them. Source: `PlainText` in `internal/model/message.go` of sjzar/chatlog (Apache-2.0).

use jiff::civil::Date;

use super::columns::group_of;
use super::text::dates::Dates;
use super::text::when::{self, Day, When};
use super::text::{self, Standing};
use super::wechat::system::{Party, System, system};
use super::wechat::{event, rendered};
use super::{Fit, Glance, Parser, Settled, supplies};
use crate::diag::Problems;
use crate::fields::Attr;
use crate::ingest::detect::Sample;
use crate::ingest::draft::{Cx, Draft};
use crate::ingest::shapes::blocks::Line;
use crate::ingest::{Reason, ToldDates};
use crate::model::{Kind, Millis, SourceFacts};

/// The parser.
pub struct Chatlog {
    dates: Dates,
    file: String,
    /// A record does not name its group.
    nameless: bool,
}

/// Recognises records that begin with a sender and end their first line with a time to the second.
pub fn fits(sample: &Sample) -> Option<Fit> {
    let standing = Standing::of(&sample.text, tell)?;
    let id = |line: &str| Head::read(line).is_some_and(|head| head.id.is_some());
    let fits = standing.is_talk() && sample.text.lines().any(id);
    fits.then(|| Fit { score: 45, sign: "昵称(wxid) HH:MM:SS".into() })
}

/// What a line is.
pub fn tell(line: &str, apart: bool) -> Line {
    if apart && Head::read(line).is_some() { Line::Starts } else { Line::Goes }
}

/// The first line of a record.
struct Head<'a> {
    name: &'a str,
    id: Option<&'a str>,
    group: Option<(&'a str, &'a str)>,
    when: When,
}

impl<'a> Head<'a> {
    fn read(line: &'a str) -> Option<Head<'a>> {
        let line = line.trim_end();
        let (rest, clock) = line.rsplit_once(' ')?;
        let clock = (clock.len() == 8).then_some(clock)?;
        let (rest, when) = match rest.rsplit_once(' ') {
            Some((before, day)) if when::read(day).is_some() => (before, &line[before.len()..]),
            _ => (rest, clock),
        };
        let when = when::read(when).filter(|when| when.clock.is_some_and(|clock| clock.seconds))?;
        let (who, group) = match rest.strip_suffix(']').and_then(|rest| rest.rsplit_once(" [")) {
            Some((who, group)) => (who, Some(named(group).unwrap_or(("", group)))),
            None => (rest, None),
        };
        let (name, id) = match named(who) {
            Some((name, id)) => (name, Some(id)),
            None if who.contains(char::is_whitespace) || who.is_empty() => return None,
            None => ("", Some(who)),
        };
        Some(Head { name, id: id.filter(|id| *id != event::OWNER), group, when })
    }
}

/// `name(id)`
fn named(text: &str) -> Option<(&str, &str)> {
    let (name, id) = text.strip_suffix(')')?.rsplit_once('(')?;
    (!name.is_empty() && !id.is_empty() && !id.contains(char::is_whitespace)).then_some((name, id))
}

/// chatlog puts ids behind the names of those whom the system speaks of.
fn identified(mut system: System) -> System {
    for party in system.actor.iter_mut().chain(&mut system.subjects) {
        if let Some((name, id)) = named(&party.name) {
            *party = Party { id: Some(id.into()), name: name.into() };
        }
    }
    system
}

impl Chatlog {
    /// A dump of one chat does not name it: its file does.
    pub fn new(path: &str) -> Self {
        Chatlog { dates: Dates::default(), file: group_of(path), nameless: false }
    }
}

impl Chatlog {
    fn head<'r>(&mut self, line: &'r str, cx: &mut Cx) -> Result<(Head<'r>, Millis), Reason> {
        let mut head = Head::read(line).ok_or_else(|| Reason::missing("time"))?;
        if let (Day::Short(month, day), Some(told)) = (head.when.day, self.dates.told.day) {
            // The query is within the year.
            head.when.day = Date::new(told.year(), month, day).map_or(head.when.day, Day::Date);
        }
        let time = self.dates.instant(head.when, None, cx)?;
        self.nameless |= head.group.is_none_or(|(name, _)| name.is_empty());
        Ok((head, time))
    }

    /// Id of the group: without one in the record, the file.
    fn group<'r>(&'r self, head: &Head<'r>, cx: &mut Cx) -> &'r str {
        let Some((name, id)) = head.group else { return &self.file };
        cx.group(id, Some(name).filter(|name| !name.is_empty()));
        id
    }
}

impl Parser for Chatlog {
    fn facts(&self) -> SourceFacts {
        let supplies = [Attr::PersonId, Attr::LinkUrl, Attr::LinkDomain, Attr::LinkTitle, Attr::FileName]
            .into_iter()
            .chain([Attr::FileExtension, Attr::Media, Attr::Amount])
            .fold(text::supplies(!self.nameless), crate::model::Supplies::with);
        use Kind::*;
        // Solitaires are `[分享]`; who leaves is told to the owner only.
        let kinds = !supplies::kinds(&[Solitaire, Vote, Form, Meeting, Todo, Leave]);
        SourceFacts { supplies, precision: self.dates.precision, kinds }
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

    fn glance(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Option<Glance> {
        let (head, time) = self.head(text::body(record).0, cx).ok()?;
        let group = self.group(&head, cx);
        match (head.id, head.name) {
            (Some(event::SYSTEM), _) => None,
            (None, "") => Some(text::glance(time, group, None, event::OWNER, cx)),
            (id, name) => Some(text::glance(time, group, id, name, cx)),
        }
    }

    fn record(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Result<Option<Draft>, Reason> {
        let (line, body) = text::body(record);
        let (head, time) = self.head(line, cx)?;
        let group = self.group(&head, cx).to_string();
        if head.id == Some(event::SYSTEM) {
            return Ok(Some(text::event(&identified(system(&body)?), time, &group, cx)));
        }
        let mut draft = match (head.id, head.name) {
            (Some(id), name) => text::by_id(time, &group, id, name, Kind::Text, cx),
            (None, "") => text::by_name(time, &group, event::OWNER, Kind::Text, cx),
            (None, name) => text::by_name(time, &group, name, Kind::Text, cx),
        };
        rendered::put(&body, &mut draft, cx.batch);
        cx.notes.unknown_types += u64::from(rendered::is_unknown(&body));
        if matches!(draft.row.kind, Kind::Text | Kind::Quote) {
            crate::ingest::mentions::find_own(&mut draft, cx);
        }
        Ok(Some(draft))
    }
}
