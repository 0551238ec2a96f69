//! What a field says of a message, or of a key; and conditions about one message.

use jiff::{Timestamp, tz::TimeZone};
use qungui::eval::{Blame, KeyValue};
use qungui::fields::{Attr, Field, From as Origin, Who};
use qungui::model::{GroupId, Kind, Millis, Msg, PersonId, RoleMask};
use qungui::plan::{HoursSpan, Num, Pred, PredId, Ratio, TextTest};

use super::Reference;
use super::truth::{Amount, Tri, compare};

/// What conditions are asked of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// A message; of `each mention` with the mentioned person.
    Message(usize, Option<PersonId>),
    /// The fields of a key.
    Key { group: Option<GroupId>, person: Option<PersonId>, time: Millis },
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Absent,
    Unknown(Blame),
    Text(String),
    Number(Ratio),
    Flag(bool),
    Person(PersonId),
    People(Vec<PersonId>),
    Group(GroupId),
}

pub fn normal(text: &str, exact: bool) -> String {
    if exact { text.into() } else { text.to_ascii_lowercase() }
}

fn text(value: Option<&str>) -> Value {
    value.map_or(Value::Absent, |value| Value::Text(value.into()))
}

fn number(value: Option<i64>) -> Value {
    value.map_or(Value::Absent, |value| Value::Number(Ratio::whole(value)))
}

impl Reference<'_> {
    pub fn time_of(&self, view: View) -> Millis {
        match view {
            View::Message(index, _) => self.log.rows[index].time,
            View::Key { time, .. } => time,
        }
    }

    fn msg(&self, view: View) -> Option<Msg<'_>> {
        match view {
            View::Message(index, _) => Some(self.log.msg(index)),
            View::Key { .. } => None,
        }
    }

    pub fn field(&self, field: Field, view: View) -> Value {
        match field {
            Field::Message(attr) => self.msg(view).map_or(Value::Absent, |msg| self.message_field(attr, msg)),
            Field::Person(who) => match self.person(who, view) {
                Ok(person) => person.map_or(Value::Absent, Value::Person),
                Err(blame) => Value::Unknown(blame),
            },
            Field::OfPerson(who, attr) => match self.person(who, view) {
                Ok(Some(person)) => self.person_field(person, attr),
                Ok(None) => Value::Absent,
                Err(blame) => Value::Unknown(blame),
            },
            Field::Group => self.group(view).map_or(Value::Absent, Value::Group),
            Field::OfGroup(attr) => {
                self.group(view).map_or(Value::Absent, |group| self.group_field(group, attr))
            }
        }
    }

    fn group(&self, view: View) -> Option<GroupId> {
        match view {
            View::Message(index, _) => Some(self.log.rows[index].group),
            View::Key { group, .. } => group,
        }
    }

    fn person(&self, who: Who, view: View) -> Result<Option<PersonId>, Blame> {
        let extra = self.msg(view).and_then(|msg| msg.extra());
        match (who, view) {
            (Who::Sender | Who::Member, View::Message(index, _)) => Ok(Some(self.log.rows[index].sender)),
            (Who::Sender | Who::Member, View::Key { person, .. }) => Ok(person),
            (Who::Mention, View::Message(_, mention)) => Ok(mention),
            (Who::Mention, View::Key { .. }) => Ok(None),
            (Who::Subject, _) => Ok(extra.and_then(|extra| extra.subject)),
            (Who::Inviter, _) => Ok(extra.and_then(|extra| extra.inviter)),
            (Who::Owner, _) => {
                let Some(group) = self.group(view) else { return Ok(None) };
                let known = self.directory.has_registry && self.directory.get_group(group).known;
                if known { Ok(self.directory.get_group(group).owner) } else { Err(Blame::Registry) }
            }
        }
    }

    fn message_field(&self, attr: Attr, msg: Msg<'_>) -> Value {
        let facts = &self.facts[msg.row.origin.source as usize];
        if attr.info().from == Origin::Log && !facts.supplies.has(attr) {
            return Value::Unknown(Blame::Field(attr));
        }
        let extra = msg.extra();
        let decimal = |value: Option<qungui::model::Decimal>| {
            value.and_then(|d| Ratio::new(d.0.into(), 10_000)).map_or(Value::Absent, Value::Number)
        };
        match attr {
            Attr::Id => Value::Text(msg.id().into()),
            Attr::Time => number(Some(msg.row.time)),
            Attr::Text => text(msg.text()),
            Attr::TextLength => number(Some(msg.text().map_or(0, |text| text.chars().count() as i64))),
            Attr::Mentions => Value::People(msg.mentions().to_vec()),
            Attr::MentionsCount => number(Some(msg.mentions().len() as i64)),
            Attr::Quotes => text(extra.and_then(|extra| extra.quotes.as_deref())),
            Attr::Recalls => text(extra.and_then(|extra| extra.recalls.as_deref())),
            Attr::Media => text(extra.and_then(|extra| extra.media.as_deref())),
            Attr::Recalled => Value::Flag(msg.row.recalled),
            Attr::Bot => Value::Flag(msg.row.bot),
            Attr::Amount => decimal(extra.and_then(|extra| extra.amount)),
            Attr::FileSize => decimal(extra.and_then(|extra| extra.file_size)),
            Attr::Packets => decimal(extra.and_then(|extra| extra.packets)),
            Attr::Duration => number(extra.and_then(|extra| extra.duration)),
            other => panic!("the reference does not read {other:?}"),
        }
    }

    fn person_field(&self, person: PersonId, attr: Attr) -> Value {
        let entry = self.directory.get_person(person);
        match attr.info().from {
            Origin::Roster if !self.directory.has_roster => return Value::Unknown(Blame::Field(attr)),
            Origin::Registry if !self.directory.has_registry => return Value::Unknown(Blame::Registry),
            _ => {}
        }
        match attr {
            Attr::PersonId => Value::Text(entry.id.to_string()),
            Attr::PersonUnit => text(entry.entry().unit.as_deref()),
            Attr::PersonLevel => number(entry.entry().level),
            Attr::PersonKnown => Value::Flag(entry.known),
            Attr::PersonGroupCount => {
                let groups =
                    self.directory.groups().iter().filter(|g| g.known && g.members.contains(&person));
                number(Some(groups.count() as i64))
            }
            other => panic!("the reference does not read {other:?}"),
        }
    }

    fn group_field(&self, group: GroupId, attr: Attr) -> Value {
        let entry = self.directory.get_group(group);
        if attr.info().from == Origin::Registry && !(self.directory.has_registry && entry.known) {
            return Value::Unknown(Blame::Registry);
        }
        match attr {
            Attr::GroupId => Value::Text(entry.id.to_string()),
            Attr::GroupUnit => text(entry.unit.as_deref()),
            Attr::GroupPurpose => text(entry.purpose.as_deref()),
            Attr::GroupSize => number(entry.size),
            other => panic!("the reference does not read {other:?}"),
        }
    }

    fn roles(&self, who: Who, view: View) -> Result<RoleMask, Blame> {
        let Some(person) = self.person(who, view)? else { return Ok(0) };
        self.roles_of(person, matches!(who, Who::Sender | Who::Member), view)
    }

    fn roles_of(&self, person: PersonId, is_sender: bool, view: View) -> Result<RoleMask, Blame> {
        let row = self.msg(view).map(|msg| msg.row).filter(|row| is_sender && row.has_roles);
        let recorded = row.map(|row| row.roles);
        if self.directory.has_roster {
            return Ok(self.directory.roles_at(person, self.time_of(view)) | recorded.unwrap_or(0));
        }
        recorded.ok_or(Blame::Roster)
    }

    /// Are two fields the same? Absent on either side: no.
    pub fn same(&self, left: &Value, right: &Value, exact: bool) -> Tri {
        match (left, right) {
            (Value::Absent, _) | (_, Value::Absent) => Tri::False,
            (Value::Unknown(blame), _) | (_, Value::Unknown(blame)) => Tri::blamed(*blame),
            (Value::Text(a), Value::Text(b)) => Tri::of(normal(a, exact) == normal(b, exact)),
            (a, b) => Tri::of(a == b),
        }
    }

    /// Is a person in a list of people?
    pub fn listed(&self, person: &Value, list: &Value) -> Tri {
        match (person, list) {
            (Value::Absent, _) | (_, Value::Absent) => Tri::False,
            (_, Value::People(people)) if people.is_empty() => Tri::False,
            (Value::Unknown(blame), _) | (_, Value::Unknown(blame)) => Tri::blamed(*blame),
            (Value::Person(person), Value::People(people)) => Tri::of(people.contains(person)),
            _ => Tri::False,
        }
    }

    /// A number of one message or key; leaves are filled in by `leaf`.
    pub fn number(&self, num: &Num, view: View, leaf: &dyn Fn(usize) -> Amount) -> Amount {
        let both = |a: &Num, b: &Num| (self.number(a, view, leaf), self.number(b, view, leaf));
        match num {
            Num::Const(value) => Amount::exact(*value),
            Num::Leaf(index) => leaf(*index),
            Num::Field { field, .. } => match self.field(*field, view) {
                Value::Number(value) => Amount::exact(value),
                Value::Unknown(blame) => Amount::unknown(blame),
                _ => Amount::absent(),
            },
            Num::Add(a, b) => {
                let (a, b) = both(a, b);
                a.add(&b)
            }
            Num::Subtract(a, b) => {
                let (a, b) = both(a, b);
                a.subtract(&b)
            }
            Num::Multiply(a, b) => {
                let (a, b) = both(a, b);
                a.multiply(&b)
            }
            Num::Divide(a, b) => {
                let (a, b) = both(a, b);
                a.divide(&b)
            }
        }
    }

    /// A condition about one message or key.
    pub fn pred(&self, id: PredId, view: View) -> Tri {
        match &self.plan.preds[id] {
            Pred::Const(holds) => Tri::of(*holds),
            Pred::Not(inner) => self.pred(*inner, view).not(),
            Pred::All(parts) => Tri::all(parts.iter().map(|part| self.pred(*part, view))),
            Pred::Any(parts) => Tri::any(parts.iter().map(|part| self.pred(*part, view))),
            Pred::IsEvent => Tri::of(self.msg(view).is_some_and(|msg| msg.row.kind.is_event())),
            Pred::Kind(kinds) => self.kind(kinds, view),
            Pred::Text { field, test, list, all, exact } => match self.field(*field, view) {
                Value::Text(text) => {
                    let text = normal(&text, *exact);
                    let holds = |word: &String| {
                        let word = normal(word, *exact);
                        match test {
                            TextTest::Is => text == word,
                            TextTest::Contains => text.contains(&word),
                            TextTest::StartsWith => text.starts_with(&word),
                            TextTest::EndsWith => text.ends_with(&word),
                        }
                    };
                    let words = &self.plan.lists[*list].words;
                    Tri::of(if *all { words.iter().all(holds) } else { words.iter().any(holds) })
                }
                Value::Unknown(blame) => Tri::blamed(blame),
                _ => Tri::False,
            },
            Pred::Role { who, role } => self.has_role(self.roles(*who, view), *role),
            Pred::MentionsRole(role) => self.mentions_role(*role, view),
            Pred::Everyone => match self.field(Field::Message(Attr::Mentions), view) {
                Value::Unknown(blame) => Tri::blamed(blame),
                _ => Tri::of(self.msg(view).is_some_and(|msg| msg.row.everyone)),
            },
            Pred::Same { left, right, exact } => {
                self.same(&self.field(*left, view), &self.field(*right, view), *exact)
            }
            Pred::PersonIn { who, list } => {
                self.listed(&self.field(Field::Person(*who), view), &self.field(*list, view))
            }
            Pred::Compare { op, left, right } => {
                let no_leaf = |_| Amount::absent();
                compare(*op, &self.number(left, view, &no_leaf), &self.number(right, view, &no_leaf))
            }
            Pred::Flag { field, .. } => match self.field(*field, view) {
                Value::Flag(holds) => Tri::of(holds),
                Value::Unknown(blame) => Tri::blamed(blame),
                _ => Tri::False,
            },
            Pred::Absent(field) => match self.field(*field, view) {
                Value::Absent => Tri::True,
                Value::Unknown(blame) => Tri::blamed(blame),
                _ => Tri::False,
            },
            Pred::ClockIn { clock, from, to } => {
                let now = self.local(*clock, self.time_of(view)).1;
                Tri::of(if from <= to { *from <= now && now < *to } else { now >= *from || now < *to })
            }
            Pred::WeekdayIn { clock, days } => {
                let (day, _) = self.local(*clock, self.time_of(view));
                Tri::of(days >> weekday(day) & 1 == 1)
            }
            Pred::DateIn { clock, from, to } => {
                let (day, _) = self.local(*clock, self.time_of(view));
                Tri::of(i64::from(*from) <= day && day <= i64::from(*to))
            }
            Pred::Hours { hours } => {
                let hours = &self.plan.hours[*hours];
                let (day, now) = self.local(hours.clock, self.time_of(view));
                Tri::of(hours.spans.iter().any(|span| in_span(span, day, now)))
            }
            other => panic!("the reference does not judge {other:?}"),
        }
    }

    fn kind(&self, kinds: &[Kind], view: View) -> Tri {
        let Some(msg) = self.msg(view) else { return Tri::False };
        if !self.facts[msg.row.origin.source as usize].supplies.has(Attr::Kind) {
            return Tri::blamed(Blame::Field(Attr::Kind));
        }
        Tri::of(kinds.contains(&msg.row.kind))
    }

    fn has_role(&self, roles: Result<RoleMask, Blame>, role: usize) -> Tri {
        let bit = self.directory.find_role(&self.plan.roles[role]).unwrap_or(0);
        roles.map_or_else(Tri::blamed, |roles| Tri::of(roles & bit != 0))
    }

    fn mentions_role(&self, role: usize, view: View) -> Tri {
        match self.field(Field::Message(Attr::Mentions), view) {
            Value::People(people) => {
                Tri::any(people.iter().map(|person| self.has_role(self.roles_of(*person, false, view), role)))
            }
            Value::Unknown(blame) => Tri::blamed(blame),
            _ => Tri::False,
        }
    }

    /// The local day (since 1970-01-01) and time of day.
    pub fn local(&self, clock: usize, time: Millis) -> (i64, Millis) {
        let zone = self.zone(clock);
        let local = Timestamp::from_millisecond(time).expect("a time").to_zoned(zone).datetime();
        let epoch = jiff::civil::date(1970, 1, 1);
        let day = i64::from(local.date().since((jiff::Unit::Day, epoch)).expect("days").get_days());
        let now = local.time();
        let seconds = i64::from(now.hour()) * 3600 + i64::from(now.minute()) * 60 + i64::from(now.second());
        (day, seconds * 1000 + i64::from(now.millisecond()))
    }

    pub fn zone(&self, clock: usize) -> TimeZone {
        TimeZone::get(&self.plan.clocks[clock].timezone).expect("a zone")
    }

    /// A key's value of a message: absent, unknown, or there.
    pub fn key_value(&self, field: Field, exact: bool, view: View) -> Result<Option<KeyValue>, Blame> {
        match self.field(field, view) {
            Value::Absent => Ok(None),
            Value::Unknown(blame) => Err(blame),
            Value::Person(person) => Ok(Some(KeyValue::Person(person))),
            Value::Group(group) => Ok(Some(KeyValue::Group(group))),
            Value::Text(text) => Ok(Some(KeyValue::Text(normal(&text, exact).into()))),
            other => panic!("{other:?} is no key"),
        }
    }
}

fn weekday(day: i64) -> i64 {
    (day + 3).rem_euclid(7)
}

fn in_span(span: &HoursSpan, day: i64, now: Millis) -> bool {
    assert!(!span.workdays, "the reference has no calendar of days off");
    let on = |day: i64| span.days >> weekday(day) & 1 == 1;
    span.times.iter().any(|&(from, to)| {
        if from <= to {
            on(day) && from <= now && now < to
        } else {
            on(day) && now >= from || on(day - 1) && now < to
        }
    })
}
