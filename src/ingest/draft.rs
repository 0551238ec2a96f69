//! One message on its way into a batch.

use jiff::tz::TimeZone;

use super::called::Called;
use super::damage::Damage;
use super::local::LocalClock;
use super::stamp::{self, Stamp};
use super::{Reason, identity};
use crate::model::{Batch, Decimal, Directory, Extra, GroupId, Kind, Millis, Origin, PersonId, Row, Slice};

/// What a format's parser works on.
pub struct Cx<'a> {
    /// People and groups.
    pub directory: &'a mut Directory,
    /// Where text goes.
    pub batch: &'a mut Batch,
    /// The zone of times that name none.
    pub zone: &'a LocalClock,
    /// Take over display names. Off while scanning and re-reading, which must not change what is known.
    pub learn: bool,
    /// What is worth a word about the whole source.
    pub notes: &'a mut Notes,
    /// Names of senders.
    pub called: &'a mut Called,
    /// Line at which the record starts, from 1.
    pub line: u32,
    /// Where the record starts in the source.
    pub offset: u64,
}

/// Oddities of a source, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Notes {
    /// Times without a zone.
    pub local_times: u64,
    /// Names after `@` that nobody known bears.
    pub unknown_mentions: u64,
    /// Records of a type that the format's description does not know, read as `other`.
    pub unknown_types: u64,
    /// What a spreadsheet program did to it.
    pub damage: Damage,
}

impl Cx<'_> {
    /// Reads a time in RFC 3339 that a message can have.
    pub fn time(&mut self, field: &str, text: &str) -> Result<Millis, Reason> {
        let Some(Stamp { time, zoned }) = stamp::parse(text, self.zone) else {
            return Err(Reason::value(field, text));
        };
        if !zoned {
            self.notes.local_times += 1;
        }
        plausible(field, time)
    }

    /// The person of an id; a display name is taken over unless the roster has a better one.
    pub fn person(&mut self, id: &str, name: Option<&str>) -> PersonId {
        let person = self.directory.person(id);
        if let Some(name) = name {
            self.name_person(person, name);
        }
        person
    }

    /// A display name of somebody is taken over unless the roster has a better one.
    pub fn name_person(&mut self, person: PersonId, name: &str) {
        let known = self.directory.get_person(person);
        if self.learn && !known.known && !name.is_empty() && &*known.name != name {
            self.directory.person_mut(person).name = name.into();
        }
    }

    /// The group of an id, with the name that the log gives it.
    pub fn group(&mut self, id: &str, name: Option<&str>) -> GroupId {
        let group = self.directory.group(id);
        if let Some(name) = name {
            self.name_group(group, name);
        }
        group
    }

    /// The name that the log gives a group is taken over unless the registry has a better one.
    pub fn name_group(&mut self, group: GroupId, name: &str) {
        let known = self.directory.get_group(group);
        if self.learn && !known.known && !name.is_empty() && &*known.name != name {
            self.directory.group_mut(group).name = name.into();
        }
    }
}

/// A time that a message can have.
pub fn plausible(field: &str, time: Millis) -> Result<Millis, Reason> {
    match stamp::plausible(time) {
        true => Ok(time),
        false => Err(Reason::value(field, &stamp::show(time, &TimeZone::UTC))),
    }
}

/// Sender of an event until it is known who caused it.
pub const NOBODY: PersonId = PersonId(u32::MAX);
/// Sender of what the system says, where nobody caused it.
const SYSTEM: &str = "系统消息";

/// A message that is being put together.
pub struct Draft {
    /// What it has so far.
    pub row: Row,
    /// [`Extra::nickname`]: in many formats every message has it, and nothing else that is rare.
    pub nickname: Option<Box<str>>,
    /// Most messages have none: kept apart, so that the others are cheap to hand on.
    extra: Option<Box<Extra>>,
}

impl Draft {
    /// Begins a message; its parts are then appended to the batch.
    pub fn new(batch: &Batch, time: Millis, group: GroupId, sender: PersonId, kind: Kind) -> Self {
        let (people, strings) = (batch.people.len() as u32, batch.strings.len() as u32);
        let row = Row {
            time,
            origin: Origin { source: 0, line: 0, offset: 0 },
            group,
            sender,
            kind,
            recalled: false,
            bot: false,
            everyone: false,
            has_text: false,
            has_mentions: false,
            roles: 0,
            has_roles: false,
            id: Slice::default(),
            text: Slice::default(),
            mentions: (people, people),
            listed: Row::ALL_LISTED,
            emoji: (strings, strings),
            extra: u32::MAX,
        };
        Draft { row, nickname: None, extra: None }
    }

    /// Its id.
    pub fn id(&mut self, id: &str, batch: &mut Batch) {
        self.row.id = batch.put(id);
    }

    /// Its text.
    pub fn text(&mut self, text: &str, batch: &mut Batch) {
        self.row.text = batch.put(text);
        self.row.has_text = true;
    }

    /// A mentioned person; each counts once.
    pub fn mention(&mut self, person: PersonId, batch: &mut Batch) {
        let known = batch.people.get(self.row.mentions.0 as usize..).unwrap_or_default();
        if !known.contains(&person) {
            batch.people.push(person);
            self.row.mentions.1 += 1;
        }
    }

    /// An emoji that the record lists.
    pub fn emoji(&mut self, name: &str, batch: &mut Batch) {
        let name = batch.put(name);
        batch.strings.push(name);
        self.row.emoji.1 += 1;
    }

    /// A role that the record gives its sender.
    pub fn role(&mut self, name: &str, directory: &mut Directory) {
        self.row.has_roles = true;
        self.row.roles |= directory.role(name).unwrap_or(0);
    }

    /// Its rare fields.
    pub fn extra(&mut self) -> &mut Extra {
        self.extra.get_or_insert_default()
    }

    /// Nobody has been found who caused it: then the system did.
    pub fn settled(mut self, directory: &mut Directory) -> Self {
        if self.row.sender == NOBODY {
            self.row.sender = directory.person(SYSTEM);
        }
        self
    }

    /// Puts the message at the end of the batch.
    pub fn finish(mut self, origin: Origin, batch: &mut Batch) {
        self.row.origin = origin;
        self.put(batch);
    }

    /// The same, for a message that does not know yet where it stands.
    #[inline]
    pub fn put(mut self, batch: &mut Batch) {
        if self.nickname.is_some() || self.extra.is_some() {
            self.row.extra = batch.extras.len() as u32;
            let mut extra = self.extra.map(|extra| *extra).unwrap_or_default();
            extra.nickname = self.nickname.or(extra.nickname);
            batch.extras.push(extra);
        }
        batch.rows.push(self.row);
    }
}

/// A state of a batch to go back to.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    text: usize,
    rows: usize,
    people: usize,
    strings: usize,
    extras: usize,
}

impl Mark {
    /// The present state.
    pub fn of(batch: &Batch) -> Self {
        Mark {
            text: batch.text.len(),
            rows: batch.rows.len(),
            people: batch.people.len(),
            strings: batch.strings.len(),
            extras: batch.extras.len(),
        }
    }

    /// Drops what came after.
    pub fn undo(self, batch: &mut Batch) {
        batch.text.truncate(self.text);
        batch.rows.truncate(self.rows);
        batch.people.truncate(self.people);
        batch.strings.truncate(self.strings);
        batch.extras.truncate(self.extras);
    }
}

/// Gives the last row of a batch an id made from its content, if it has none.
pub fn ensure_id(batch: &mut Batch, directory: &Directory, ordinal: impl FnOnce(u128) -> u32) {
    let Some(row) = batch.rows.last() else { return };
    if row.id.len > 0 {
        return;
    }
    let content = identity::content(&batch.msg(batch.rows.len() - 1), directory);
    let id = batch.put(&identity::name(content, ordinal(content)));
    if let Some(row) = batch.rows.last_mut() {
        row.id = id;
    }
}

/// A decimal number as written, to four places; further ones are cut off. `None` if it is not one.
pub fn decimal(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() || !whole.bytes().chain(part.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let mut value = whole.checked_mul(Decimal::SCALE)?;
    let mut place = Decimal::SCALE / 10;
    for digit in part.bytes().take(4) {
        value = value.checked_add(i64::from(digit - b'0') * place)?;
        place /= 10;
    }
    Some(Decimal(if negative { -value } else { value }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        assert_eq!(decimal("8.88"), Some(Decimal(88_800)));
        assert_eq!(decimal("-0.5"), Some(Decimal(-5_000)));
        assert_eq!(decimal("1.23456"), Some(Decimal(12_345)));
        assert_eq!(decimal("200"), Some(Decimal(2_000_000)));
        for bad in ["", ".", "1e5", "1.2.3", "99999999999999999999", "一百"] {
            assert_eq!(decimal(bad), None, "{bad}");
        }
    }
}
