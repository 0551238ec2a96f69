//! All phrases of all lists, found in one pass.
//!
//! A bit table of the beginnings of all phrases (six bytes: two characters of Chinese) rules out nearly every place of nearly every text;
//! where it does not, the few phrases that begin so are compared. Where many do, or long ones, an automaton
//! reads the text instead, so that the time stays linear whatever the phrases are.

use std::ops::Range;
use std::sync::OnceLock;

use daachorse::CharwiseDoubleArrayAhoCorasick as Automaton;
use rustc_hash::FxHashMap;

/// More phrases with one beginning, or longer ones (in bytes), are left to the automaton.
const MANY: usize = 16;
const LONG: usize = 96;

/// Finds phrases in texts. Text and phrases must be normalised alike (both, or neither).
pub struct Scanner {
    /// All phrases, each once.
    phrases: Vec<Box<str>>,
    /// The lists that each phrase is in.
    lists_of: Vec<Vec<u32>>,
    /// The phrases of each list.
    members: Vec<Vec<u32>>,
    /// The lists of which all phrases can be in a text: not empty, and without an empty phrase.
    whole: Vec<bool>,
    /// Beginnings of six bytes, and shorter ones.
    six: Bits,
    short: Bits,
    any_short: bool,
    /// Phrases by their beginnings.
    starts: FxHashMap<u64, Start>,
    automaton: OnceLock<Option<Automaton<u32>>>,
}

/// The phrases with one beginning.
#[derive(Debug, Default)]
struct Start {
    phrases: Vec<u32>,
    deep: bool,
}

/// How many bytes of a phrase are its beginning: two characters of Chinese, one, or what there is.
fn beginning(phrase: &[u8]) -> usize {
    match phrase.len() {
        6.. => 6,
        3.. => 3,
        _ => 1,
    }
}

/// The first bytes of eight, with how many they are.
#[inline(always)]
fn key(eight: u64, bytes: usize) -> u64 {
    (eight & ((1 << (8 * bytes)) - 1)) | (bytes as u64) << 56
}

/// Eight bytes from a place on; zeros after the end.
#[inline(always)]
fn eight(text: &[u8], at: usize) -> u64 {
    let load = |at: usize| text.get(at..at + 8)?.try_into().ok().map(u64::from_le_bytes);
    if let Some(eight) = load(at) {
        return eight;
    }
    // Near the end: the last eight bytes, without those before the place.
    if let Some(eight) = text.len().checked_sub(8).and_then(load) {
        return eight >> (8 * (at + 8 - text.len()).min(7));
    }
    let rest = text.get(at..).unwrap_or(&[]);
    rest.iter().rev().fold(0, |eight, &byte| eight << 8 | u64::from(byte))
}

/// A set of keys that may say yes too often.
#[derive(Debug)]
struct Bits {
    words: Box<[u64]>,
    shift: u32,
}

impl Bits {
    /// Room for so many keys, of which about one in 32 others is taken for one of them.
    fn new(keys: usize) -> Bits {
        let bits = (keys.saturating_mul(32)).clamp(1 << 14, 1 << 24).next_power_of_two().trailing_zeros();
        Bits { words: vec![0; 1 << (bits - 6)].into(), shift: 64 - bits }
    }

    fn place(&self, key: u64) -> (usize, u64) {
        let hash = key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> self.shift;
        ((hash >> 6) as usize, 1 << (hash & 63))
    }

    fn add(&mut self, key: u64) {
        let (word, bit) = self.place(key);
        self.words[word] |= bit;
    }

    #[inline(always)]
    fn may_hold(&self, key: u64) -> bool {
        let (word, bit) = self.place(key);
        self.words.get(word).is_some_and(|word| word & bit != 0)
    }
}

impl std::fmt::Debug for Scanner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Scanner({} phrases in {} lists)", self.phrases.len(), self.members.len())
    }
}

/// Which lists have a phrase in a text: one bit a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hits {
    words: Vec<u64>,
    left: usize,
}

impl Hits {
    /// Whether the list has a phrase in the text.
    pub fn has(&self, list: usize) -> bool {
        self.words.get(list / 64).is_some_and(|word| word >> (list % 64) & 1 == 1)
    }

    /// Whether any list has one.
    pub fn any(&self) -> bool {
        self.words.iter().any(|&word| word != 0)
    }

    fn reset(&mut self, lists: usize) {
        self.words.clear();
        self.words.resize(lists.div_ceil(64), 0);
        self.left = lists;
    }

    fn set(&mut self, list: usize) {
        if let Some(word) = self.words.get_mut(list / 64) {
            let bit = 1 << (list % 64);
            self.left -= usize::from(*word & bit == 0);
            *word |= bit;
        }
    }
}

impl Scanner {
    /// A scanner for lists of phrases. Empty phrases are in no text.
    pub fn new(lists: &[Vec<String>]) -> Scanner {
        let mut ids: FxHashMap<&str, u32> = FxHashMap::default();
        let (mut phrases, mut lists_of): (Vec<Box<str>>, Vec<Vec<u32>>) = (Vec::new(), Vec::new());
        let mut members = vec![Vec::new(); lists.len()];
        for (list, (words, members)) in lists.iter().zip(&mut members).enumerate() {
            for word in words.iter().filter(|word| !word.is_empty()) {
                let id = *ids.entry(word).or_insert_with(|| {
                    phrases.push(word.as_str().into());
                    lists_of.push(Vec::new());
                    phrases.len() as u32 - 1
                });
                if lists_of[id as usize].last() != Some(&(list as u32)) {
                    lists_of[id as usize].push(list as u32);
                    members.push(id);
                }
            }
        }
        let whole = lists.iter().map(|words| !words.is_empty() && words.iter().all(|word| !word.is_empty()));
        let mut scanner = Scanner {
            six: Bits::new(phrases.len()),
            short: Bits::new(0),
            any_short: false,
            whole: whole.collect(),
            starts: FxHashMap::default(),
            automaton: OnceLock::new(),
            phrases,
            lists_of,
            members,
        };
        scanner.index();
        scanner
    }

    fn index(&mut self) {
        for (id, phrase) in self.phrases.iter().enumerate() {
            let phrase = phrase.as_bytes();
            let length = beginning(phrase);
            let key = key(eight(phrase, 0), length);
            let bits = if length == 6 { &mut self.six } else { &mut self.short };
            bits.add(key);
            self.any_short |= length < 6;
            let start = self.starts.entry(key).or_default();
            start.phrases.push(id as u32);
            start.deep |= start.phrases.len() > MANY || phrase.len() > LONG;
        }
    }

    /// Sets the bit of every list that has a phrase in the text, and no other. Does not allocate once `hits`
    /// has been used with this scanner.
    pub fn scan(&self, text: &str, hits: &mut Hits) {
        hits.reset(self.members.len());
        if self.phrases.is_empty() {
            return;
        }
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(&first) = bytes.get(at) {
            let eight = eight(bytes, at);
            let six = key(eight, 6);
            if self.six.may_hold(six) && self.compare(six, text, at, hits).is_none() {
                return;
            }
            if self.any_short {
                for length in [3, 1] {
                    let key = key(eight, length);
                    if self.short.may_hold(key) && self.compare(key, text, at, hits).is_none() {
                        return;
                    }
                }
            }
            at += match first {
                ..0x80 => 1,
                0xF0.. => 4,
                0xE0.. => 3,
                _ => 2,
            };
        }
    }

    /// Compares the phrases of a beginning with a place. `None`: there is nothing more to find, or the
    /// automaton has found it because comparing would take long.
    #[inline(never)]
    fn compare(&self, key: u64, text: &str, at: usize, hits: &mut Hits) -> Option<()> {
        let Some(start) = self.starts.get(&key) else { return Some(()) };
        if start.deep {
            self.read(text, hits);
            return None;
        }
        let rest = text.as_bytes().get(at..)?;
        for &id in &start.phrases {
            if self.phrases.get(id as usize).is_some_and(|phrase| rest.starts_with(phrase.as_bytes())) {
                self.mark(id, hits);
            }
        }
        (hits.left > 0).then_some(())
    }

    fn mark(&self, id: u32, hits: &mut Hits) {
        for &list in self.lists_of.get(id as usize).into_iter().flatten() {
            hits.set(list as usize);
        }
    }

    /// Reads the text with the automaton.
    #[cold]
    fn read(&self, text: &str, hits: &mut Hits) {
        self.every(text, |id, _| {
            self.mark(id, hits);
            hits.left > 0
        });
    }

    /// Calls back with every phrase and its place, overlapping ones too, until told to stop.
    fn every(&self, text: &str, mut found: impl FnMut(u32, Range<usize>) -> bool) {
        let automaton = self.automaton.get_or_init(|| Automaton::new(self.phrases.iter()).ok());
        match automaton {
            Some(automaton) => {
                for hit in automaton.find_overlapping_iter(text) {
                    if !found(hit.value(), hit.start()..hit.end()) {
                        return;
                    }
                }
            }
            // The phrases are too many for an automaton.
            None => {
                for (id, phrase) in self.phrases.iter().enumerate() {
                    for (at, _) in text.match_indices(&**phrase) {
                        if !found(id as u32, at..at + phrase.len()) {
                            return;
                        }
                    }
                }
            }
        }
    }

    /// Whether all phrases of a list are in the text. False for a list without phrases, or with an empty one.
    pub fn holds_all(&self, list: usize, text: &str) -> bool {
        let (Some(members), Some(true)) = (self.members.get(list), self.whole.get(list)) else {
            return false;
        };
        if members.iter().any(|&id| self.phrases[id as usize].len() > text.len()) {
            return false;
        }
        // A few are looked for one by one; many at once.
        if members.len() <= MANY {
            return members.iter().all(|&id| text.contains(&*self.phrases[id as usize]));
        }
        let mut missing: rustc_hash::FxHashSet<u32> = members.iter().copied().collect();
        self.every(text, |id, _| {
            missing.remove(&id);
            !missing.is_empty()
        });
        missing.is_empty()
    }

    /// The places of a list's phrases: leftmost first, the longest of those that begin at one place, none
    /// overlapping.
    pub fn find(&self, list: usize, text: &str) -> Vec<Range<usize>> {
        let mut longest: FxHashMap<usize, usize> = FxHashMap::default();
        for (at, _) in text.char_indices() {
            let eight = eight(text.as_bytes(), at);
            for length in [6, 3, 1] {
                let Some(start) = self.starts.get(&key(eight, length)) else { continue };
                for &id in &start.phrases {
                    let phrase = &self.phrases[id as usize];
                    let listed = self.lists_of[id as usize].contains(&(list as u32));
                    if listed && text[at..].starts_with(&**phrase) {
                        let end = longest.entry(at).or_default();
                        *end = (at + phrase.len()).max(*end);
                    }
                }
            }
        }
        let mut places: Vec<_> = longest.into_iter().map(|(start, end)| start..end).collect();
        places.sort_unstable_by_key(|place| place.start);
        let mut free = 0;
        places.retain(|place| {
            let apart = place.start >= free;
            if apart {
                free = place.end;
            }
            apart
        });
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lists(lists: &[&[&str]]) -> Vec<Vec<String>> {
        lists.iter().map(|list| list.iter().map(|&word| word.to_owned()).collect()).collect()
    }

    #[test]
    fn finds_what_lists_hold() {
        let scanner =
            Scanner::new(&lists(&[&["收到", "🌹"], &["领导", "领导辛苦", "辛苦了"], &[], &[""], &["1"]]));
        let mut hits = Hits::default();
        scanner.scan("领导辛苦了1", &mut hits);
        assert_eq!(
            (0..6).map(|list| hits.has(list)).collect::<Vec<_>>(),
            [false, true, false, false, true, false]
        );
        assert_eq!(scanner.find(1, "领导辛苦了，领导"), [0..12, 18..24]);
        assert!(scanner.holds_all(1, "领导辛苦了") && !scanner.holds_all(1, "领导辛苦"));
        assert!(!scanner.holds_all(2, "x") && !scanner.holds_all(3, "x") && !scanner.holds_all(9, "x"));
        scanner.scan("", &mut hits);
        assert!(!hits.any());
        scanner.scan("🌹", &mut hits);
        assert!(hits.has(0) && !hits.has(1));
    }

    #[test]
    fn many_phrases_with_one_beginning_and_long_ones_are_found() {
        let many: Vec<String> =
            (0..1000).map(|i| format!("请{}号报到", i)).chain(["收到".repeat(40)]).collect();
        let scanner = Scanner::new(&[many, vec!["请".into()]]);
        let mut hits = Hits::default();
        scanner.scan("请99号报到", &mut hits);
        assert!(hits.has(0) && hits.has(1));
        scanner.scan("请2026号报到", &mut hits);
        assert!(!hits.has(0) && hits.has(1));
        scanner.scan(&"收到".repeat(41), &mut hits);
        assert!(hits.has(0));
    }

    proptest! {
        #[test]
        fn agrees_with_looking_for_each_phrase(
            words in prop::collection::vec(prop::collection::vec("[ab群规🌹]{0,4}", 0..30), 0..5),
            text in "[ab群规🌹]{0,12}",
        ) {
            let scanner = Scanner::new(&words);
            let mut hits = Hits::default();
            scanner.scan(&text, &mut hits);
            for (list, words) in words.iter().enumerate() {
                let holds = |word: &String| !word.is_empty() && text.contains(word.as_str());
                prop_assert_eq!(hits.has(list), words.iter().any(holds));
                prop_assert_eq!(scanner.holds_all(list, &text), !words.is_empty() && words.iter().all(holds));
                // Leftmost-longest, by hand.
                let (mut places, mut at) = (Vec::new(), 0);
                while at < text.len() {
                    let starts = |word: &&String| !word.is_empty() && text.get(at..).is_some_and(|rest| rest.starts_with(word.as_str()));
                    match words.iter().filter(starts).map(|word| word.len()).max() {
                        Some(length) => { places.push(at..at + length); at += length; }
                        None => at += 1,
                    }
                }
                prop_assert_eq!(scanner.find(list, &text), places);
            }
        }
    }
}
