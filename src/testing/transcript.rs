//! From the lines of a `test` block to a log that the evaluator can read.

use super::body;
use crate::diag::Problems;
use crate::model::{
    Batch, Coverage, Directory, Extra, GroupId, Kind, Millis, Origin, PersonId, RoleSpan, Row, SourceCover,
};
use crate::source::Span;
use crate::syntax::ast::{Body, Expect, ExprKind, Moment, Name, Test, TestLine, TestLineKind};
use crate::time::{Zone, civil};

/// The day of transcripts that name none: Monday 2026-01-05, a workday.
const DAY: (i32, u32, u32) = (2026, 1, 5);
/// The group of transcripts that name none.
const GROUP: &str = "group";

/// A transcript as a log.
pub struct Transcript {
    /// Its messages, in event order.
    pub batch: Batch,
    /// Its people and groups.
    pub directory: Directory,
    /// What it covers.
    pub coverage: Coverage,
    /// Its expectations, each with its place and the instant that `at` names.
    pub expects: Vec<(Expect, Span, Option<Millis>)>,
    /// The line of each message, by [`Origin::offset`].
    pub lines: Vec<Span>,
    /// Mistakes in it.
    pub problems: Problems,
    /// `covers`: start, and end (exclusive).
    covers: Option<(Millis, Millis)>,
    zone: Zone,
    day: i32,
    group: GroupId,
    names: Vec<String>,
}

impl Transcript {
    /// Reads a test block, its times in a zone. The compiler has checked kinds, roles and dates.
    pub fn new(test: &Test, zone: &Zone) -> Transcript {
        let mut directory = Directory::default();
        (directory.has_roster, directory.has_registry) = (true, true);
        let group = directory.group(first_group(test));
        let mut transcript = Transcript {
            batch: Batch::default(),
            directory,
            coverage: Coverage { complete: true, ..Coverage::default() },
            expects: Vec::new(),
            lines: Vec::new(),
            problems: Problems::default(),
            covers: None,
            zone: zone.clone(),
            day: civil::day_number(DAY.0, DAY.1, DAY.2),
            group,
            names: names(test),
        };
        for line in &test.lines {
            transcript.line(line);
        }
        transcript.settle();
        transcript
    }

    fn line(&mut self, line: &TestLine) {
        match &line.kind {
            TestLineKind::Roster { name, roles: given } => self.roster(name, given),
            TestLineKind::Group(name) => self.group = self.directory.group(&name.text),
            TestLineKind::Date(expr) => {
                if let ExprKind::Date(year, month, day) = expr.kind {
                    self.date((year, month, day));
                }
            }
            TestLineKind::Covers { from, to } => {
                let from = self.moment(*from, false);
                let to = self.moment(*to, true);
                self.covers = Some((from, to));
            }
            TestLineKind::Message { clock, sender, body } => self.message(*clock, sender, body, line.span),
            TestLineKind::Expect(expect) => {
                let at = expect.at.map(|clock| self.instant(clock));
                self.expects.push((expect.clone(), line.span, at));
            }
        }
    }

    fn roster(&mut self, name: &Name, given: &[Name]) {
        let person = self.directory.person(&name.text);
        let mask =
            given.iter().filter_map(|role| self.directory.role(&role.text)).fold(0, |all, bit| all | bit);
        let known = self.directory.person_mut(person);
        known.known = true;
        known.entry_mut().roles.push(RoleSpan { roles: mask, from: Millis::MIN, to: Millis::MAX });
    }

    fn date(&mut self, (year, month, day): (i16, i8, i8)) {
        let found = civil::date(year.into(), month.unsigned_abs().into(), day.unsigned_abs().into());
        self.day = found.unwrap_or(self.day);
    }

    /// A moment; a date alone is its first instant or, as an end, the first instant after it.
    fn moment(&mut self, moment: Moment, end: bool) -> Millis {
        if let Some(date) = moment.date {
            self.date(date);
        }
        match moment.clock {
            Some(clock) => self.instant(clock),
            None => self.zone.instant(civil::midnight(self.day + i32::from(end))),
        }
    }

    fn instant(&self, clock: Millis) -> Millis {
        self.zone.instant(civil::midnight(self.day) + clock)
    }

    /// The person of a name.
    pub fn person(&mut self, name: &str) -> PersonId {
        self.directory.person(name)
    }

    /// The id of the last message (not event) at a clock of the current day in the current group, before
    /// `now`'s line.
    pub fn message_at(&self, clock: Millis, now: Millis) -> Option<Box<str>> {
        let (time, now) = (self.instant(clock), self.instant(now));
        let found = self.batch.rows.iter().rev().find(|row| {
            row.time == time && row.time <= now && row.group == self.group && !row.kind.is_event()
        });
        found.map(|row| self.batch.str(row.id).into())
    }

    fn message(&mut self, clock: Millis, sender: &Name, body: &Body, span: Span) {
        let (kind, text, tagged) = match body {
            Body::Text(text) => (Kind::Text, text.as_str(), body::Tagged::default()),
            Body::Tag { kind: name, words, pairs, text } => {
                let Some(kind) = body::kind(name) else { return };
                (kind, text.as_str(), body::tagged(kind, words, pairs, clock, self))
            }
        };
        let sender = self.person(&sender.text);
        let (everyone, people) = self.mentions(text);
        let number = self.lines.len();
        self.lines.push(span);
        let mentions = (self.batch.people.len() as u32, (self.batch.people.len() + people.len()) as u32);
        self.batch.people.extend(people);
        let has_text = kind == Kind::Text || !text.is_empty();
        let row = Row {
            time: self.instant(clock),
            origin: Origin { source: 0, line: number as u32 + 1, offset: number as u64 },
            group: self.group,
            sender,
            kind,
            recalled: tagged.recalled,
            bot: tagged.bot,
            everyone,
            has_text,
            has_mentions: has_text,
            roles: 0,
            has_roles: false,
            id: self.batch.put(&format!("line {}", number + 1)),
            text: self.batch.put(text),
            mentions,
            listed: Row::ALL_LISTED,
            emoji: (0, 0),
            extra: self.extra(tagged.extra, kind, sender),
        };
        self.batch.rows.push(row);
    }

    fn extra(&mut self, mut extra: Extra, kind: Kind, sender: PersonId) -> u32 {
        if kind == Kind::Join && extra.inviter.is_none() && extra.subject.is_some_and(|s| s != sender) {
            extra.inviter = Some(sender);
        }
        if kind.is_event() && extra.subject.is_none() && kind != Kind::Recall {
            extra.subject = Some(sender);
        }
        if extra == Extra::default() {
            return u32::MAX;
        }
        self.batch.extras.push(extra);
        self.batch.extras.len() as u32 - 1
    }

    /// `@所有人`, and the people named with `@`: the longest known name, else all up to a blank.
    fn mentions(&mut self, text: &str) -> (bool, Vec<PersonId>) {
        let mut everyone = false;
        let mut people = Vec::new();
        for (at, _) in text.match_indices('@') {
            let rest = &text[at + 1..];
            if ["所有人", "全体成员", "all", "everyone"].iter().any(|word| rest.starts_with(word)) {
                everyone = true;
                continue;
            }
            let known = self
                .names
                .iter()
                .filter(|name| rest.starts_with(name.as_str()))
                .max_by_key(|name| name.len());
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-').unwrap_or(rest.len());
            let name = known.map_or(&rest[..end], |name| name.as_str());
            if !name.is_empty() {
                let person = self.directory.person(name);
                if !people.contains(&person) {
                    people.push(person);
                }
            }
        }
        (everyone, people)
    }

    /// Puts the messages in order, and makes the people of the roster members of all groups.
    fn settle(&mut self) {
        self.batch.rows.sort_by_key(|row| row.time);
        let people = self.directory.people();
        let members: Vec<PersonId> =
            (0..people.len()).filter(|&i| people[i].known).map(|i| PersonId(i as u32)).collect();
        for index in 0..self.directory.groups().len() {
            let group = self.directory.group_mut(GroupId(index as u32));
            group.known = true;
            group.size = (!members.is_empty()).then_some(members.len() as i64);
            group.members.clone_from(&members);
        }
        if let Some((from, to)) = self.covers {
            self.coverage = Coverage {
                complete: false,
                sources: vec![SourceCover { after: from - 1, before: Some(to), groups: None }],
            };
        }
    }
}

fn first_group(test: &Test) -> &str {
    let group = test.lines.iter().find_map(|line| match &line.kind {
        TestLineKind::Group(name) => Some(name.text.as_str()),
        _ => None,
    });
    group.unwrap_or(GROUP)
}

/// The people that lines name, for mentions.
fn names(test: &Test) -> Vec<String> {
    let name = |line: &TestLine| match &line.kind {
        TestLineKind::Roster { name, .. } => Some(name.text.clone()),
        TestLineKind::Message { sender, .. } => Some(sender.text.clone()),
        _ => None,
    };
    test.lines.iter().filter_map(name).collect()
}
