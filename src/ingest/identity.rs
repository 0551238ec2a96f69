//! What makes a message the same message: made ids, and messages seen twice.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use siphasher::sip128::{Hasher128, SipHasher13};

use crate::model::{Directory, GroupId, Kind, Millis, Msg};

/// A hash of what a message without an id says: time, group, sender, kind, and text or media.
pub fn content(message: &Msg, directory: &Directory) -> u128 {
    let row = message.row;
    let media = message.extra().and_then(|e| e.media.as_deref().or(e.file_name.as_deref()));
    let mut hasher = SipHasher13::new();
    row.time.hash(&mut hasher);
    directory.get_group(row.group).id.hash(&mut hasher);
    directory.get_person(row.sender).id.hash(&mut hasher);
    row.kind.name().hash(&mut hasher);
    message.text().hash(&mut hasher);
    media.hash(&mut hasher);
    hasher.finish128().as_u128()
}

/// The id made from content: `~` and 24 hexadecimal digits; the n-th message of the same content in its
/// instant and source (from 0) says so.
pub fn name(content: u128, ordinal: u32) -> String {
    let bytes = content.to_be_bytes();
    let digit =
        |place: usize| b"0123456789abcdef"[usize::from(bytes[place / 2] >> (4 - 4 * (place % 2)) & 15)];
    let digits: [u8; 24] = std::array::from_fn(digit);
    let mut name = String::with_capacity(32);
    name.push('~');
    name.push_str(std::str::from_utf8(&digits).unwrap_or_default());
    if ordinal > 0 {
        name.push_str(&format!(".{ordinal}"));
    }
    name
}

/// Numbers the messages of one source that have no id and the same content in one instant.
#[derive(Debug, Default)]
pub struct Ordinals {
    time: Millis,
    /// The first contents of the instant, and how often they were met.
    few: Vec<(u128, u32)>,
    many: HashMap<u128, u32>,
    /// Ordinals other than 0 by offset, so that a record read again gets the same id.
    kept: HashMap<u64, u32>,
}

impl Ordinals {
    /// The ordinal of a message, in order of reading.
    pub fn next(&mut self, time: Millis, content: u128, offset: u64) -> u32 {
        if time != self.time {
            self.time = time;
            self.few.clear();
            self.many.clear();
        }
        let count = self.count(content);
        let ordinal = *count;
        *count += 1;
        if ordinal > 0 {
            self.kept.insert(offset, ordinal);
        }
        ordinal
    }

    fn count(&mut self, content: u128) -> &mut u32 {
        let known = self.few.iter().position(|(known, _)| *known == content);
        let place = known.or_else(|| {
            let free = (self.few.len() < FEW).then_some(self.few.len())?;
            self.few.push((content, 0));
            Some(free)
        });
        match place.and_then(|place| self.few.get_mut(place)) {
            Some((_, count)) => count,
            None => self.many.entry(content).or_insert(0),
        }
    }

    /// The ordinal of a message that has been read before.
    pub fn again(&self, offset: u64) -> u32 {
        self.kept.get(&offset).copied().unwrap_or(0)
    }
}

/// The messages of the present instant. Two with the same platform, group, kind and id are one message.
#[derive(Debug, Default)]
pub struct Seen {
    time: Option<Millis>,
    ids: String,
    few: Vec<(Key, usize, usize)>,
    many: HashSet<(Key, Box<str>)>,
}

type Key = (u32, GroupId, Kind);

/// With more messages in one instant than this, they are looked up in a table.
const FEW: usize = 16;

impl Seen {
    /// True if this message was seen in this instant; otherwise it is from now on.
    pub fn again(&mut self, time: Millis, platform: u32, group: GroupId, kind: Kind, id: &str) -> bool {
        if self.time != Some(time) {
            self.time = Some(time);
            self.ids.clear();
            self.few.clear();
            self.many.clear();
        }
        let key = (platform, group, kind);
        if !self.many.is_empty() {
            return !self.many.insert((key, id.into()));
        }
        let same = |&(k, start, end): &(Key, usize, usize)| k == key && self.ids.get(start..end) == Some(id);
        if self.few.iter().any(same) {
            return true;
        }
        let start = self.ids.len();
        self.ids.push_str(id);
        self.few.push((key, start, self.ids.len()));
        if self.few.len() > FEW {
            self.spread();
        }
        false
    }

    fn spread(&mut self) {
        for (key, start, end) in self.few.drain(..) {
            self.many.insert((key, self.ids.get(start..end).unwrap_or_default().into()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_hexadecimal() {
        for content in [0, u128::MAX, 0x0123_4567_89ab_cdef_0011_2233_4455_6677] {
            assert_eq!(name(content, 0), format!("~{:024x}", content >> 32));
        }
        assert_eq!(name(1 << 32, 7), "~000000000000000000000001.7");
    }

    #[test]
    fn a_message_is_seen_again_within_its_instant_only() {
        let mut seen = Seen::default();
        let (group, other) = (GroupId(0), GroupId(1));
        assert!(!seen.again(1, 0, group, Kind::Text, "a"));
        assert!(seen.again(1, 0, group, Kind::Text, "a"));
        assert!(!seen.again(1, 0, other, Kind::Text, "a"));
        assert!(!seen.again(1, 1, group, Kind::Text, "a"));
        assert!(!seen.again(1, 0, group, Kind::Vote, "a"));
        assert!(!seen.again(2, 0, group, Kind::Text, "a"));
    }

    #[test]
    fn busy_instants_are_remembered_whole() {
        let mut seen = Seen::default();
        for round in 0..2 {
            for n in 0..100 {
                assert_eq!(seen.again(1, 0, GroupId(0), Kind::Text, &n.to_string()), round == 1, "{n}");
            }
        }
    }

    #[test]
    fn ordinals_begin_anew_each_instant_and_are_remembered_by_offset() {
        let mut ordinals = Ordinals::default();
        assert_eq!([ordinals.next(1, 7, 0), ordinals.next(1, 7, 10), ordinals.next(1, 8, 20)], [0, 1, 0]);
        assert_eq!(ordinals.next(2, 7, 30), 0);
        assert_eq!([ordinals.again(0), ordinals.again(10), ordinals.again(30)], [0, 1, 0]);
        for round in 0..3 {
            for content in 0..100 {
                assert_eq!(ordinals.next(3, content, 1000), round, "{content}");
            }
        }
    }
}
