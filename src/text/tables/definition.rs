//! The definition of normalisation, straight from the standards and slow; the table is made from it.

use std::fmt::Write;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use unicode_normalization::char::{canonical_combining_class, decompose_compatible};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::super::{emoji, faces};
use super::*;

/// Character, tab, simplified candidates; see `data/opencc/SOURCE.md`.
const SIMPLIFIED: &str = include_str!("../../../data/opencc/TSCharacters.txt");

static TO_SIMPLIFIED: LazyLock<FxHashMap<char, char>> = LazyLock::new(simplified);
static TO_FACE: LazyLock<FxHashMap<char, &str>> = LazyLock::new(|| faces::emoji().collect());

/// Everything but the faces that are written in several characters: what is not seen is removed, then NFKD,
/// case folding, simplification, NFC, and emoji become the names of faces.
pub(in crate::text) fn characters(text: &str) -> String {
    let seen = text.chars().filter(|&c| !removed(c));
    let changed = seen.nfkd().flat_map(fold).map(|c| TO_SIMPLIFIED.get(&c).copied().unwrap_or(c));
    let whole = changed.filter(|&c| !removed(c)).nfc();
    let mut out = String::new();
    for c in whole {
        match TO_FACE.get(&c) {
            Some(face) => out.push_str(face),
            None => out.push(c),
        }
    }
    out
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
        || is_nfc_quick(std::iter::once(first)) == IsNormalized::Maybe
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

/// The table, as its file has it: runs of characters with one fate, or moved by one distance, stand together.
fn table() -> String {
    let mut text = String::from(
        "# Generated from the definition in src/text/tables; see SOURCE.md. FROM[-TO], tab, what becomes of it:\n\
         # `-` removed, `+` may join the character before it, else the characters; a range moves as a whole.\n",
    );
    let mut run: Option<(u32, u32, String)> = None;
    for c in (0..=0x10_FFFF).filter_map(char::from_u32) {
        let code = u32::from(c);
        let becomes = if removed(c) {
            "-".to_owned()
        } else if joins(c) {
            "+".to_owned()
        } else {
            codes(c)
        };
        if becomes.is_empty() {
            continue;
        }
        let goes_on = |run: &(u32, u32, String)| {
            let moved = || {
                let first = u32::from_str_radix(&run.2, 16).ok()?;
                Some(format!("{:X}", first + (code - run.0)) == becomes)
            };
            run.1 + 1 == code && if becomes.len() == 1 { run.2 == becomes } else { moved() == Some(true) }
        };
        match &mut run {
            Some(run) if goes_on(run) => run.1 = code,
            _ => {
                write(&mut text, run.take());
                run = Some((code, code, becomes));
            }
        }
    }
    write(&mut text, run);
    text
}

fn write(text: &mut String, run: Option<(u32, u32, String)>) {
    match run {
        Some((from, to, what)) if from == to => writeln!(text, "{from:X}\t{what}").expect("a string"),
        Some((from, to, what)) => writeln!(text, "{from:X}-{to:X}\t{what}").expect("a string"),
        None => {}
    }
}

/// What becomes of a character, as numbers; empty if it stays.
fn codes(c: char) -> String {
    let whole = characters(c.encode_utf8(&mut [0; 4]));
    if whole.chars().eq([c]) {
        return String::new();
    }
    whole.chars().map(|c| format!("{:X}", u32::from(c))).collect::<Vec<_>>().join(" ")
}

/// The same table as numbers, as the program has it: see the statics in `tables.rs`.
fn numbers() -> Vec<u8> {
    let mut pages = vec![[0u16; 64]];
    let mut index = Vec::new();
    let (mut codes, mut ends, mut expansions) = (Vec::new(), Vec::new(), Vec::new());
    for first in (0..0x11_0000u32).step_by(64) {
        let mut page = [0; 64];
        for (code, place) in (first..).zip(&mut page) {
            let Some(c) = char::from_u32(code) else { continue };
            let whole: Vec<char> = characters(&c.to_string()).chars().collect();
            let mut list = |end: u32, whole: &[char]| {
                expansions.extend(whole.iter().map(|&c| u32::from(c)));
                codes.push(code);
                ends.push(end | expansions.len() as u32);
                LISTED
            };
            let arrives = match (whole.as_slice(), code < 0x1_0000) {
                _ if removed(c) && code < 0x1_0000 => DROPPED,
                _ if removed(c) => list(0, &[]),
                _ if joins(c) && code < 0x1_0000 => JOINS,
                _ if joins(c) => list(JOINING, &[]),
                (['['], true) => BRACKET,
                (['/'], true) => SLASH,
                ([one], true) if u32::from(*one) < 0x1_0000 => u32::from(*one) as u16,
                ([one], false) if *one == c => continue,
                (whole, _) => list(0, whole),
            };
            *place = arrives.wrapping_sub(code as u16);
        }
        if first < 0x1_0000 {
            let known = pages.iter().position(|known| *known == page);
            index.push(known.unwrap_or(pages.len()) as u16);
            if known.is_none() {
                pages.push(page);
            }
        }
    }
    let counts = [pages.len(), codes.len(), expansions.len()].map(|count| count as u32);
    let fours = |all: &[u32]| all.iter().flat_map(|n| n.to_le_bytes()).collect::<Vec<u8>>();
    let twos = |all: &[u16]| all.iter().flat_map(|n| n.to_le_bytes()).collect::<Vec<u8>>();
    let parts = [fours(&counts), twos(&index), twos(pages.as_flattened())];
    [parts.concat(), fours(&codes), fours(&ends), fours(&expansions)].concat()
}

#[test]
fn the_table_is_what_the_definition_says() {
    const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/normalise");
    let (text, numbers) = (table(), numbers());
    let path = |name: &str| std::path::Path::new(FOLDER).join(name);
    if std::env::var_os("QUNGUI_WRITE_TABLES").is_some() {
        std::fs::write(path("characters.tsv"), &text).expect("the file can be written");
        std::fs::write(path("characters.bin"), &numbers).expect("the file can be written");
        return;
    }
    let written = std::fs::read_to_string(path("characters.tsv")).expect("the table");
    assert!(text == written, "run this test once with QUNGUI_WRITE_TABLES=1 and read the difference");
    assert!(numbers == DATA, "run this test once with QUNGUI_WRITE_TABLES=1");
}

#[test]
fn the_table_is_read_whole() {
    for c in (0..=0x10_FFFF).filter_map(char::from_u32) {
        let found = match fate(c) {
            Fate::Dropped => String::new(),
            Fate::Becomes(other) => other.to_string(),
            Fate::Expands(many) => many.iter().collect(),
            Fate::Joins => continue,
        };
        assert_eq!(found, characters(&c.to_string()), "U+{:04X}", u32::from(c));
        assert!(joins(c) == (fate(c) == Fate::Joins) && removed(c) == (fate(c) == Fate::Dropped));
    }
}

#[test]
fn only_one_mark_has_a_case() {
    let joining = (0..=0x10_FFFF).filter_map(char::from_u32).filter(|&c| joins(c));
    let apart = joining.flat_map(|c| c.to_string().nfkd().collect::<Vec<_>>()).filter(|&c| joins(c));
    let cased: std::collections::BTreeSet<char> = apart.filter(|&c| !fold(c).eq([c])).collect();
    assert_eq!(cased.into_iter().collect::<String>(), "\u{345}");
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
