//! What is counted of a log: kinds, fields, groups, people. Memory grows with groups and people only.

use std::collections::{BTreeSet, HashSet};

use crate::fields::Attr;
use crate::model::{Batch, GroupId, Kind, Millis, Msg, PersonId, RoleMask};

/// Nicknames kept of one person.
const NICKNAMES: usize = 16;

/// Whether a message carries a field.
type Carries = fn(&Msg) -> bool;

/// The fields that a message can carry.
pub const FIELDS: &[(Attr, Carries)] = &[
    (Attr::Text, |m| m.row.has_text),
    (Attr::Emoji, |m| m.emoji().next().is_some()),
    (Attr::Mentions, |m| m.row.everyone || !m.mentions().is_empty()),
    (Attr::Quotes, |m| m.extra().is_some_and(|e| e.quotes.is_some())),
    (Attr::Recalls, |m| m.extra().is_some_and(|e| e.recalls.is_some())),
    (Attr::Recalled, |m| m.row.recalled),
    (Attr::LinkUrl, |m| m.extra().is_some_and(|e| e.link_url.is_some())),
    (Attr::LinkTitle, |m| m.extra().is_some_and(|e| e.link_title.is_some())),
    (Attr::FileName, |m| m.extra().is_some_and(|e| e.file_name.is_some())),
    (Attr::FileSize, |m| m.extra().is_some_and(|e| e.file_size.is_some())),
    (Attr::Media, |m| m.extra().is_some_and(|e| e.media.is_some())),
    (Attr::Amount, |m| m.extra().is_some_and(|e| e.amount.is_some())),
    (Attr::Packets, |m| m.extra().is_some_and(|e| e.packets.is_some())),
    (Attr::Duration, |m| m.extra().is_some_and(|e| e.duration.is_some())),
    (Attr::Bot, |m| m.row.bot),
    (Attr::PersonNickname, |m| m.extra().is_some_and(|e| e.nickname.is_some())),
    (Attr::PersonRoles, |m| m.row.roles != 0),
];

/// Counts of a log.
#[derive(Debug, Default)]
pub struct Census {
    /// By source.
    pub sources: Vec<SourceCount>,
    /// By group.
    pub groups: Vec<GroupCount>,
    /// By person.
    pub people: Vec<PersonCount>,
    members: HashSet<(GroupId, PersonId)>,
}

/// Counts of one source.
#[derive(Debug, Clone, Default)]
pub struct SourceCount {
    /// Records of each kind, as in [`Kind::ALL`].
    pub kinds: [u64; Kind::ALL.len()],
    /// Records that carry each of the census's fields.
    pub fields: [u64; FIELDS.len()],
}

/// Counts of one group.
#[derive(Debug, Clone, Default)]
pub struct GroupCount {
    /// Messages.
    pub messages: u64,
    /// Events.
    pub events: u64,
    /// People who sent something, or caused an event.
    pub people: u64,
    /// Time of the first and the last of them.
    pub range: Option<(Millis, Millis)>,
}

/// What has been seen of one person.
#[derive(Debug, Clone, Default)]
pub struct PersonCount {
    /// Messages sent.
    pub messages: u64,
    /// A robot, by the log.
    pub bot: bool,
    /// Roles that the log gives.
    pub roles: RoleMask,
    /// Display names; the first few.
    pub nicknames: BTreeSet<Box<str>>,
}

impl Census {
    /// Counts messages.
    pub fn count(&mut self, batch: &Batch) {
        for row in &batch.rows {
            let msg = Msg { batch, row };
            at(&mut self.sources, row.origin.source as usize).count(&msg);
            let group = at(&mut self.groups, row.group.0 as usize);
            *(if row.kind.is_event() { &mut group.events } else { &mut group.messages }) += 1;
            let (first, last) = group.range.unwrap_or((row.time, row.time));
            group.range = Some((first.min(row.time), last.max(row.time)));
            if self.members.insert((row.group, row.sender)) {
                group.people += 1;
            }
            at(&mut self.people, row.sender.0 as usize).count(&msg);
        }
    }

    /// What has been seen of a person.
    pub fn person(&self, index: usize) -> PersonCount {
        self.people.get(index).cloned().unwrap_or_default()
    }
}

impl SourceCount {
    fn count(&mut self, msg: &Msg) {
        self.kinds[msg.row.kind as usize] += 1;
        for (count, (_, carries)) in self.fields.iter_mut().zip(FIELDS) {
            *count += u64::from(carries(msg));
        }
    }
}

impl PersonCount {
    fn count(&mut self, msg: &Msg) {
        self.messages += u64::from(!msg.row.kind.is_event());
        self.bot |= msg.row.bot;
        self.roles |= msg.row.roles;
        if let Some(nickname) = msg.extra().and_then(|e| e.nickname.as_deref())
            && self.nicknames.len() < NICKNAMES
            && !self.nicknames.contains(nickname)
        {
            self.nicknames.insert(nickname.into());
        }
    }
}

fn at<T: Default + Clone>(list: &mut Vec<T>, index: usize) -> &mut T {
    if list.len() <= index {
        list.resize(index + 1, T::default());
    }
    &mut list[index]
}
