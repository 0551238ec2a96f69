//! What normalisation does to each character, worked out once a process.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, decompose_compatible};
use unicode_normalization::{IsNormalized, is_nfkc_quick};

use super::{emoji, faces};

/// Character, tab, simplified candidates; see `data/opencc/SOURCE.md`.
const SIMPLIFIED: &str = include_str!("../../data/opencc/TSCharacters.txt");

/// Everything in which a character that is not itself after normalisation can lie. Left out: unified Han
/// characters and Hangul syllables (Han is looked up in the simplification table), private use, planes 4 to 13.
const RANGES: &[(u32, u32)] = &[
    (0x0000, 0x33FF),
    (0xA000, 0xABFF),
    (0xD7B0, 0xD7FF),
    (0xF900, 0xFFFF),
    (0x10000, 0x12FFF),
    (0x16000, 0x16FFF),
    (0x1B000, 0x1BCFF),
    (0x1CC00, 0x1E9FF),
    (0x1EE00, 0x1F2FF),
    (0x1FBF0, 0x1FBFF),
    (0x2F800, 0x2FA1F),
    (0xE0000, 0xE0FFF),
];

/// What becomes of a character that does not stay as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate<'a> {
    /// It stays.
    Same,
    /// Removed.
    Dropped,
    /// It may join what is before it: composition must look at both.
    Joins,
    /// Another character.
    Becomes(char),
    /// Several characters.
    Expands(&'a str),
}

/// The tables.
pub(super) struct Tables {
    /// One bit a character: does anything happen to it?
    changed: Box<[u64]>,
    /// Page of each run of 256 characters.
    index: Box<[u16]>,
    pages: Vec<[u32; 256]>,
    /// The expansions, one after the other, and where each ends.
    expansions: String,
    ends: Vec<u32>,
    simplified: FxHashMap<char, char>,
}

const DROPPED: u32 = 1 << 30;
const JOINS: u32 = 1 << 29;
const EXPANDS: u32 = 1 << 28;

/// The tables of this process.
pub(super) static TABLES: LazyLock<Tables> = LazyLock::new(Tables::build);

impl Tables {
    /// Whether anything happens to a character.
    #[inline(always)]
    pub fn changes(&self, c: char) -> bool {
        let code = c as usize;
        self.changed.get(code >> 6).is_some_and(|word| word >> (code & 63) & 1 == 1)
    }

    /// What becomes of a character.
    pub fn fate(&self, c: char) -> Fate<'_> {
        let code = c as usize;
        let page = self.index.get(code >> 8).and_then(|&page| self.pages.get(usize::from(page)));
        match page.map_or(0, |page| page[code & 255]) {
            0 => Fate::Same,
            DROPPED => Fate::Dropped,
            JOINS => Fate::Joins,
            entry if entry & EXPANDS != 0 => {
                let at = (entry & !EXPANDS) as usize;
                let end = |i: usize| self.ends.get(i).map_or(0, |&end| end as usize);
                let start = at.checked_sub(1).map_or(0, end);
                Fate::Expands(self.expansions.get(start..end(at)).unwrap_or(""))
            }
            code => char::from_u32(code).map_or(Fate::Same, Fate::Becomes),
        }
    }

    /// The whole way, for a stretch that must be looked at together: what is invisible is removed, then
    /// NFKD, case folding, simplification, NFC, and emoji become the names of faces.
    pub fn whole(&self, text: &str, out: &mut String) {
        for c in normal(text.chars(), &self.simplified) {
            match faces::of_emoji(c) {
                Some(face) => out.push_str(face),
                None => out.push(c),
            }
        }
    }

    fn build() -> Tables {
        let simplified = simplified();
        let mut tables = Tables {
            changed: vec![0; 0x11_0000 / 64].into(),
            index: vec![0; 0x1100].into(),
            pages: vec![[0; 256]],
            expansions: String::new(),
            ends: Vec::new(),
            simplified,
        };
        let listed: Vec<char> = tables.simplified.keys().copied().chain(faces::emoji()).collect();
        let ranges = RANGES.iter().flat_map(|&(from, to)| from..=to).filter_map(char::from_u32);
        for c in ranges.chain(listed) {
            tables.add(c);
        }
        // The skin tones lie among the emoji.
        for c in '\u{1F3FB}'..='\u{1F3FF}' {
            tables.set(c, DROPPED);
        }
        tables
    }

    fn add(&mut self, c: char) {
        if removed(c) {
            return self.set(c, DROPPED);
        }
        if joins(c) {
            return self.set(c, JOINS);
        }
        if let Some(face) = faces::of_emoji(c) {
            return self.expand(c, face);
        }
        let quiet = c.is_ascii() || is_nfkc_quick(std::iter::once(c)) == IsNormalized::Yes;
        if quiet && !is_cased(c) && !self.simplified.contains_key(&c) {
            return;
        }
        let mut text = String::new();
        self.whole(c.encode_utf8(&mut [0; 4]), &mut text);
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(one), None) if one == c => {}
            (Some(one), None) => self.set(c, u32::from(one)),
            (None, _) => self.set(c, DROPPED),
            _ => self.expand(c, &text),
        }
    }

    fn expand(&mut self, c: char, text: &str) {
        self.expansions.push_str(text);
        self.set(c, EXPANDS | self.ends.len() as u32);
        self.ends.push(self.expansions.len() as u32);
    }

    fn set(&mut self, c: char, entry: u32) {
        let code = c as usize;
        self.changed[code >> 6] |= 1 << (code & 63);
        if self.index[code >> 8] == 0 {
            self.index[code >> 8] = self.pages.len() as u16;
            self.pages.push([0; 256]);
        }
        self.pages[usize::from(self.index[code >> 8])][code & 255] = entry;
    }
}

/// The pipeline without faces, from which the tables are made.
fn normal<'a>(
    text: impl Iterator<Item = char> + 'a,
    simplified: &'a FxHashMap<char, char>,
) -> impl Iterator<Item = char> + 'a {
    text.filter(|&c| !removed(c))
        .nfkd()
        .flat_map(fold)
        .map(|c| simplified.get(&c).copied().unwrap_or(c))
        .filter(|&c| !removed(c))
        .nfc()
}

/// Full case folding: the small letter of the capital of the small letter (`ß` and `ẞ` are `ss`, `ς` is `σ`).
/// The dotless `ı` is not `i`.
fn fold(c: char) -> impl Iterator<Item = char> {
    let plain = (!is_cased(c)).then_some(c);
    let small =
        plain.is_none().then(|| c.to_lowercase().flat_map(char::to_uppercase).flat_map(char::to_lowercase));
    plain.into_iter().chain(small.into_iter().flatten())
}

fn is_cased(c: char) -> bool {
    match c {
        'a'..='z' | 'ı' => false,
        'A'..='Z' => true,
        _ if c.is_ascii() => false,
        _ => !c.to_lowercase().eq([c]) || !c.to_uppercase().eq([c]),
    }
}

/// Characters that are not seen: those with the property Default_Ignorable_Code_Point (zero-width characters,
/// soft hyphen, bidi controls, variation selectors, fillers, tags), and skin tones.
fn removed(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
        | '\u{FFF0}'..='\u{FFF8}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}'
    ) || emoji::is_skin_tone(c)
}

/// Whether a character, taken apart, may compose or change places with what stands before it.
fn joins(c: char) -> bool {
    if c.is_ascii() {
        return false;
    }
    let mut first = None;
    decompose_compatible(c, |part| first = first.or(Some(part)));
    let first = first.unwrap_or(c);
    canonical_combining_class(first) != 0
        || canonical_combining_class(c) != 0
        || unicode_normalization::is_nfc_quick(std::iter::once(first)) == IsNormalized::Maybe
}

/// The table of traditional characters: the first candidate, followed to its end.
fn simplified() -> FxHashMap<char, char> {
    let line = |line: &str| {
        let (from, to) = line.split_once('\t')?;
        let (from, to) = (from.chars().next()?, to.chars().next()?);
        (from != to).then_some((from, to))
    };
    let table: FxHashMap<char, char> =
        SIMPLIFIED.lines().filter(|line| !line.starts_with('#')).filter_map(line).collect();
    let end = |mut c: char| {
        for _ in 0..4 {
            c = table.get(&c).copied().unwrap_or(c);
        }
        c
    };
    table.iter().map(|(&from, &to)| (from, end(to))).filter(|(from, to)| from != to).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pipeline of one character, straight from the definition.
    fn whole(c: char) -> String {
        let mut out = String::new();
        TABLES.whole(c.encode_utf8(&mut [0; 4]), &mut out);
        out
    }

    #[test]
    fn the_tables_agree_with_the_pipeline_for_every_character() {
        for c in (0..=0x10_FFFF).filter_map(char::from_u32) {
            let expected = whole(c);
            let found = match TABLES.fate(c) {
                Fate::Same => c.to_string(),
                Fate::Dropped => String::new(),
                Fate::Becomes(other) => other.to_string(),
                Fate::Expands(text) => text.to_owned(),
                Fate::Joins => continue,
            };
            assert_eq!(found, expected, "U+{:04X}", u32::from(c));
            assert_eq!(TABLES.changes(c), TABLES.fate(c) != Fate::Same);
            assert!(!joins(c), "U+{:04X} joins what is before it", u32::from(c));
        }
    }

    #[test]
    fn case_folding_is_full() {
        let folded = |text: &str| text.chars().flat_map(fold).collect::<String>();
        assert_eq!(folded("ÀSS ẞß ΣςͅꭰᎠ ıİ"), "àss ssss σσιꭰꭰ ıi\u{307}");
    }

    #[test]
    fn simplification_ends_where_it_ends() {
        let table = simplified();
        assert!(table.values().all(|to| !table.contains_key(to)));
        assert_eq!(
            "漢語輸入法".chars().map(|c| table.get(&c).copied().unwrap_or(c)).collect::<String>(),
            "汉语输入法"
        );
    }
}
