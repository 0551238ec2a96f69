//! Phrases of many lists, found in one pass over a text.
//!
//! A bit table of the first two characters of all phrases rules out nearly every place of nearly every text;
//! where it does not, the phrases that begin so, which stand together in order, are narrowed down character
//! by character. The time is linear in the text whatever the phrases are: of long ones only the beginning is
//! looked for, and what begins so is confirmed at the end, once for each phrase.

use std::borrow::Cow;
use std::ops::Range;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::faces;
use super::filter::{Filter, Written};
use super::folded::{Folded, Gives, special};
use super::tables::{any_special, plain_code, three};

/// So many characters of a phrase are looked for at each place.
const LONG: usize = 64;

/// Finds phrases in texts. Text and phrases must be normalised alike (both, or neither).
#[derive(Debug, Default)]
pub struct Phrases {
    /// All phrases in order, each once, one after the other, and where each ends.
    chars: Vec<char>,
    ends: Vec<u32>,
    /// The bits of the lists that each phrase is in, as words of a set, and where those of each phrase end.
    bits: Vec<(u32, u64)>,
    bits_end: Vec<u32>,
    /// What must be confirmed, by phrase.
    doubts: FxHashMap<u32, Vec<Doubt>>,
    /// The first two characters of all phrases, and phrases of one.
    pairs: Filter,
    singles: Filter,
    any_single: bool,
    /// The same by the bytes of texts as written.
    written: Option<Written>,
    /// All begin with what only special characters become.
    all_special: bool,
    /// Phrases by what they begin with.
    starts: FxHashMap<u64, Range<u32>>,
    /// How many words a set of lists has.
    words: usize,
}

/// A set of lists: words, and where they stand.
type Bits = SmallVec<[(u32, u64); 1]>;

/// A phrase of which more must be known than that it stands in the text.
#[derive(Debug)]
struct Doubt {
    list: u32,
    confirm: Confirm,
}

/// How to confirm that a list has a hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Confirm {
    /// The text holds all of this.
    Holds(Box<str>),
    /// One of the text's faces has this name.
    Face(Box<str>),
}

/// A phrase of a list.
pub(super) struct Entry<'a> {
    /// The list.
    pub list: u32,
    /// The phrase.
    pub phrase: Cow<'a, str>,
    /// What else must hold.
    pub confirm: Option<Confirm>,
}

impl<'a> Entry<'a> {
    /// Found wherever it stands.
    pub fn plain(list: u32, phrase: &'a str) -> Entry<'a> {
        Entry { list, phrase: Cow::Borrowed(phrase), confirm: None }
    }
}

/// Which lists have a phrase in a text: one bit a list.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    words: Vec<u64>,
    /// Phrases that were found and have to be confirmed.
    doubts: Vec<u32>,
}

impl Found {
    /// Whether the list has one.
    #[inline]
    pub fn has(&self, list: usize) -> bool {
        self.words.get(list / 64).is_some_and(|word| word >> (list % 64) & 1 == 1)
    }

    /// Whether any list has one.
    pub fn any(&self) -> bool {
        self.words.iter().any(|&word| word != 0)
    }

    /// Whether something remains to be confirmed.
    #[inline]
    pub fn in_doubt(&self) -> bool {
        !self.doubts.is_empty()
    }

    /// Forgets what was found, and makes room for so many lists.
    #[inline]
    fn clear(&mut self, words: usize) {
        self.words.clear();
        self.words.resize(words, 0);
        self.doubts.clear();
    }

    fn set(&mut self, (word, bits): (u32, u64)) {
        if let Some(word) = self.words.get_mut(word as usize) {
            *word |= bits;
        }
    }
}

impl Phrases {
    /// For the phrases of one list. Empty phrases are in no text.
    pub fn new<'a, W: AsRef<str> + ?Sized + 'a>(words: impl IntoIterator<Item = &'a W>) -> Phrases {
        Phrases::of_lists(1, words.into_iter().map(|word| Entry::plain(0, word.as_ref())))
    }

    /// For the phrases of so many lists.
    pub(super) fn of_lists<'a>(lists: usize, entries: impl Iterator<Item = Entry<'a>>) -> Phrases {
        let entries: Vec<Entry> = entries.filter(|entry| !entry.phrase.is_empty()).collect();
        let mut ids: FxHashMap<Cow<str>, usize> = FxHashMap::default();
        ids.reserve(entries.len());
        let mut each: Vec<(Bits, Vec<Doubt>)> = Vec::with_capacity(entries.len());
        for Entry { list, phrase, confirm } in entries {
            let (phrase, confirm) = cut(phrase, confirm);
            let id = *ids.entry(phrase).or_insert(each.len());
            if id == each.len() {
                each.push(Default::default());
            }
            let (bits, doubts) = &mut each[id];
            match (confirm, bits.last_mut()) {
                (Some(confirm), _) => doubts.push(Doubt { list, confirm }),
                (None, Some(last)) if last.0 == list / 64 => last.1 |= 1 << (list % 64),
                (None, _) => bits.push((list / 64, 1 << (list % 64))),
            }
        }
        let mut order: Vec<(u64, Cow<str>, usize)> =
            ids.into_iter().map(|(phrase, id)| (head(&phrase), phrase, id)).collect();
        // The order of UTF-8 is that of characters.
        order.sort_unstable();
        let mut phrases = Phrases {
            pairs: Filter::new(order.len()),
            singles: Filter::new(0),
            words: lists.div_ceil(64),
            all_special: order.iter().all(|(_, phrase, _)| phrase.starts_with(only_special)),
            ends: Vec::with_capacity(order.len()),
            bits_end: Vec::with_capacity(order.len()),
            ..Phrases::default()
        };
        phrases.starts.reserve(order.len());
        for (_, phrase, id) in order {
            let (bits, doubts) = std::mem::take(&mut each[id]);
            phrases.add(&phrase, bits, doubts);
        }
        phrases
    }

    /// For texts that are as they were written, not normalised.
    pub(super) fn into_written(self) -> Phrases {
        let mut written = Written::new(self.ends.len());
        for id in 0..self.ends.len() as u32 {
            if let [first, rest @ ..] = self.phrase(id) {
                written.add(*first, rest.first().copied());
            }
        }
        Phrases { written: Some(written), ..self }
    }

    /// Adds the next phrase in order.
    fn add(&mut self, phrase: &str, bits: Bits, doubts: Vec<Doubt>) {
        let id = self.ends.len() as u32;
        let mut chars = phrase.chars();
        let Some(first) = chars.next() else { return };
        let second = chars.next();
        match second {
            Some(second) => self.pairs.add(pair(first.into(), second.into())),
            None => self.singles.add(u64::from(u32::from(first))),
        }
        self.any_single |= second.is_none();
        self.starts.entry(start(first.into(), second.map(u32::from))).or_insert(id..id).end = id + 1;
        phrase.chars().for_each(|c| self.chars.push(c));
        self.ends.push(self.chars.len() as u32);
        self.bits.extend(bits);
        self.bits_end.push(self.bits.len() as u32);
        if !doubts.is_empty() {
            self.doubts.insert(id, doubts);
        }
    }

    /// Finds the lists that have a phrase in a text, and no others. Does not allocate once `found` has been used.
    pub(super) fn find(&self, text: &str, found: &mut Found) {
        found.clear(self.words);
        if self.ends.is_empty() {
            return;
        }
        if let Some(written) = &self.written {
            return written.find(text, |start| self.stands_at(text.get(start..).unwrap_or(""), found));
        }
        let (mut rest, mut before) = (text.chars(), NONE);
        while let Some(c) = rest.next() {
            self.look(before, c.into(), || rest.clone(), found);
            before = c.into();
        }
    }

    /// Phrases with which a text begins.
    #[inline(never)]
    fn stands_at(&self, text: &str, found: &mut Found) {
        let mut rest = text.chars();
        let Some(first) = rest.next() else { return };
        if self.any_single {
            self.narrow(start(first.into(), None), rest.clone(), |id| self.mark(id, found));
        }
        if let Some(second) = rest.next() {
            self.narrow(start(first.into(), Some(second.into())), rest, |id| self.mark(id, found));
        }
    }

    /// The same in the normalised view of a text, which is not written anywhere. `None` where it has to be,
    /// because characters must be looked at together; what was found until then means nothing.
    pub(super) fn find_folded(&self, text: &str, found: &mut Found) -> Option<()> {
        found.clear(self.words);
        if self.ends.is_empty() || self.all_special && !any_special(text) {
            return Some(());
        }
        let bytes = text.as_bytes();
        let (mut at, mut before) = (0, NONE);
        while let Some(&lead) = bytes.get(at) {
            let here = at;
            let (code, length) = match (lead, bytes.get(at..at + 3)) {
                (..0x80, _) => (u32::from(lead), 1),
                (0xE0..0xF0, Some(&[_, b, c])) => (three(lead, b, c), 3),
                _ => first_of(text.get(at..)?)?,
            };
            at += length;
            let rest = || text.get(at..).unwrap_or("").chars();
            if let Some(code) = plain_code(code) {
                self.look(before, code, || Folded::after(&[], rest()), found);
                before = code;
                continue;
            }
            match special(char::from_u32(code)?, text.get(here..)?) {
                Gives::Nothing => {}
                Gives::Unclear => return None,
                Gives::One(c) => {
                    self.look(before, c.into(), || Folded::after(&[], rest()), found);
                    before = c.into();
                }
                Gives::Several(mut many) => {
                    while let Some((&c, more)) = many.split_first() {
                        self.look(before, c.into(), || Folded::after(more, rest()), found);
                        (before, many) = (c.into(), more);
                    }
                }
            }
        }
        Some(())
    }

    /// Looks for phrases that begin with these two characters, or are the second alone. `ahead` makes what
    /// follows them.
    #[inline(always)]
    fn look<I: Iterator<Item = char>>(&self, before: u32, c: u32, ahead: impl Fn() -> I, found: &mut Found) {
        if self.pairs.may_hold(pair(before, c)) {
            self.narrow(start(before, Some(c)), ahead(), |id| self.mark(id, found));
        }
        if self.any_single && self.singles.may_hold(c.into()) {
            self.narrow(start(c, None), ahead(), |id| self.mark(id, found));
        }
    }

    /// Calls back with every phrase that begins so and goes on as the text does.
    #[inline(never)]
    fn narrow(&self, start: u64, mut rest: impl Iterator<Item = char>, mut hit: impl FnMut(u32)) {
        let Some(Range { start: mut from, end: mut to }) = self.starts.get(&start).cloned() else { return };
        let mut depth = if start as u32 == 0 { 1 } else { 2 };
        while from < to {
            // The shortest stands first; each is there once.
            if self.phrase(from).len() == depth {
                hit(from);
                from += 1;
                continue;
            }
            let Some(c) = rest.next() else { return };
            let at = |id: u32| self.phrase(id).get(depth).copied();
            from = first(from..to, |id| at(id) >= Some(c));
            to = first(from..to, |id| at(id) > Some(c));
            depth += 1;
        }
    }

    fn mark(&self, id: u32, found: &mut Found) {
        for &bits in self.bits.get(span(&self.bits_end, id)).unwrap_or(&[]) {
            found.set(bits);
        }
        if self.doubts.contains_key(&id) && !found.doubts.contains(&id) {
            found.doubts.push(id);
        }
    }

    /// Settles what is in doubt, with the whole text.
    #[cold]
    pub(super) fn confirm(&self, text: &str, found: &mut Found) {
        for id in std::mem::take(&mut found.doubts) {
            for Doubt { list, confirm } in self.doubts.get(&id).into_iter().flatten() {
                if !found.has(*list as usize) && confirm.holds(text) {
                    found.set((list / 64, 1 << (list % 64)));
                }
            }
        }
    }

    /// The places of phrases: leftmost first, the longest of those that begin at one place, none overlapping.
    pub fn places(&self, text: &str) -> Vec<Range<usize>> {
        self.places_of(0, text)
    }

    /// The same for the phrases of one list of several.
    pub(super) fn places_of(&self, list: u32, text: &str) -> Vec<Range<usize>> {
        let mut places: Vec<Range<usize>> = Vec::new();
        for (at, c) in text.char_indices() {
            if places.last().is_some_and(|place| at < place.end) {
                continue;
            }
            let here = &text[at..];
            let mut longest = 0;
            let mut rest = here.chars();
            rest.next();
            self.narrow(start(c.into(), None), rest.clone(), |id| {
                longest = self.length(id, list, here).max(longest)
            });
            if let Some(second) = rest.next() {
                self.narrow(start(c.into(), Some(second.into())), rest, |id| {
                    longest = self.length(id, list, here).max(longest)
                });
            }
            if longest > 0 {
                places.push(at..at + longest);
            }
        }
        places
    }

    /// How much of a text that begins with a phrase's beginning belongs to it, as a phrase of this list, in bytes.
    fn length(&self, id: u32, list: u32, text: &str) -> usize {
        let bits = self.bits.get(span(&self.bits_end, id)).unwrap_or(&[]);
        let sure = bits.iter().any(|&(word, bits)| word == list / 64 && bits >> (list % 64) & 1 == 1);
        let whole = self.phrase(id).iter().filter(|_| sure).map(|c| c.len_utf8()).sum();
        let long = self.doubts.get(&id).into_iter().flatten().map(|doubt| match &doubt.confirm {
            Confirm::Holds(phrase) if doubt.list == list && text.starts_with(&**phrase) => phrase.len(),
            _ => 0,
        });
        long.max().unwrap_or(0).max(whole)
    }

    fn phrase(&self, id: u32) -> &[char] {
        self.chars.get(span(&self.ends, id)).unwrap_or(&[])
    }
}

impl Confirm {
    fn holds(&self, text: &str) -> bool {
        match self {
            Confirm::Holds(phrase) => text.contains(&**phrase),
            Confirm::Face(name) => {
                let mut any = false;
                faces::faces(text, |face| any |= face == &**name);
                any
            }
        }
    }
}

/// Of a long phrase, what is looked for first, and what remains to be confirmed.
fn cut(phrase: Cow<str>, confirm: Option<Confirm>) -> (Cow<str>, Option<Confirm>) {
    match phrase.char_indices().nth(LONG) {
        Some((end, _)) if confirm.is_none() => {
            (phrase[..end].to_owned().into(), Some(Confirm::Holds(phrase.into())))
        }
        _ => (phrase, confirm),
    }
}

/// The first number of a range for which something holds, which then holds for all after it.
fn first(range: Range<u32>, holds: impl Fn(u32) -> bool) -> u32 {
    let Range { start: mut from, end: mut to } = range;
    while from < to {
        let middle = from.midpoint(to);
        if holds(middle) { to = middle } else { from = middle + 1 }
    }
    from
}

/// The part of a list in which one thing's parts stand one after the other.
fn span(ends: &[u32], id: u32) -> Range<usize> {
    let end = |id: u32| ends.get(id as usize).map_or(0, |&end| end as usize);
    id.checked_sub(1).map_or(0, end)..end(id)
}

/// The first bytes of a phrase, in order as phrases are.
fn head(phrase: &str) -> u64 {
    phrase.bytes().chain(std::iter::repeat(0)).take(8).fold(0, |head, byte| head << 8 | u64::from(byte))
}

/// A character that stands in normalised text only where a special one was written.
fn only_special(c: char) -> bool {
    c == '[' || u32::from(c) > 0xFFFF
}

fn first_of(text: &str) -> Option<(u32, usize)> {
    text.chars().next().map(|c| (u32::from(c), c.len_utf8()))
}

/// What phrases begin with: one character alone, or two.
fn start(first: u32, second: Option<u32>) -> u64 {
    u64::from(first) << 32 | second.map_or(0, |second| u64::from(second) + 1)
}

/// No character: nothing came before.
const NONE: u32 = u32::MAX;

/// Two characters as one number.
#[inline(always)]
fn pair(first: u32, second: u32) -> u64 {
    u64::from(first) << 32 | u64::from(second)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn places_are_leftmost_and_longest() {
        let words = ["领导", "领导辛苦", "辛苦了", "", "导"].map(String::from);
        let phrases = Phrases::new(&words);
        assert_eq!(phrases.places("领导辛苦了，领导"), [0..12, 18..24]);
        assert!(phrases.places("").is_empty() && Phrases::default().places("领导").is_empty());
    }

    #[test]
    fn brackets_come_from_special_characters_only() {
        let plain = (0..=0x10_FFFF).filter_map(plain_code).filter_map(char::from_u32);
        assert_eq!(plain.filter(|&c| only_special(c)).count(), 0);
    }

    #[test]
    fn long_phrases_count_whole() {
        let long = "收到".repeat(40);
        let phrases = Phrases::new(&[long.clone(), long.clone() + "！"]);
        let ends = |text: &str| phrases.places(text).iter().map(|place| place.end).collect::<Vec<_>>();
        assert_eq!(ends(&"收到".repeat(41)), [long.len()]);
        assert_eq!(ends(&(long.clone() + "！")), [long.len() + 3]);
        assert!(ends(&"收到".repeat(39)).is_empty());
    }

    proptest! {
        #[test]
        fn places_agree_with_a_search_by_hand(
            words in prop::collection::vec("[ab群规🌹]{0,4}", 0..30),
            text in "[ab群规🌹]{0,12}",
        ) {
            let (mut places, mut at) = (Vec::new(), 0);
            while at < text.len() {
                let starts = |word: &&String| text.get(at..).is_some_and(|rest| rest.starts_with(word.as_str()));
                match words.iter().filter(starts).map(String::len).max() {
                    Some(length) if length > 0 => { places.push(at..at + length); at += length; }
                    _ => at += 1,
                }
            }
            prop_assert_eq!(Phrases::new(&words).places(&text), places);
        }
    }
}
