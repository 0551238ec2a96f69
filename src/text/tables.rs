//! What normalisation does to each character.
//!
//! The table is data (`data/normalise`), made from the definition in the tests beside this file, which also
//! hold it to that definition. It is laid out when the program is compiled: nothing is read at run time.

use unicode_normalization::UnicodeNormalization;

/// Numbers, little endian; see `data/normalise/SOURCE.md`. Three counts of four bytes: pages, special
/// characters, characters of their expansions. Then the parts that the statics below name, in their order.
const DATA: &[u8] = include_bytes!("../../data/normalise/characters.bin");

const PAGES: usize = four(0) as usize;
const SPECIAL: usize = four(4) as usize;
const MANY: usize = four(8) as usize;

/// The page of every 64 characters of the basic plane.
static INDEX: [u16; 1024] = twos(12);
/// How far each character moves, modulo 2^16. Where it arrives at a surrogate, it is special: see below.
static MOVES: [[u16; 64]; PAGES] = pages(12 + 2 * 1024);
/// The pages that hold special characters, one bit a page.
static MIXED: [u64; 16] = mixed();
/// Special characters, in order, and where the expansion of each ends. One that joins has [`JOINING`] there.
static CODES: [u32; SPECIAL] = fours(12 + 2 * (1024 + 64 * PAGES));
static ENDS: [u32; SPECIAL] = fours(12 + 2 * (1024 + 64 * PAGES) + 4 * SPECIAL);
/// All expansions, one after the other; empty ones are of characters that are removed.
static EXPANSIONS: [char; MANY] = characters(12 + 2 * (1024 + 64 * PAGES) + 8 * SPECIAL);

/// What characters of the basic plane that are special become.
const DROPPED: u16 = 0xD800;
const JOINS: u16 = 0xD801;
const LISTED: u16 = 0xD802;
/// A bracket or a slash: faces may begin there.
const BRACKET: u16 = 0xD803;
const SLASH: u16 = 0xD804;

const JOINING: u32 = 1 << 31;

/// What becomes of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Removed.
    Dropped,
    /// It may join what is before it: composition must look at both.
    Joins,
    /// Another character, or itself.
    Becomes(char),
    /// Several characters.
    Expands(&'static [char]),
}

/// The one character that a character becomes, or itself; `None` for what is special: not of the basic plane,
/// removed, joining or becoming several, a bracket or a slash. One look at the table.
#[inline(always)]
pub(super) fn plain(c: char) -> Option<char> {
    plain_code(u32::from(c)).and_then(char::from_u32)
}

/// The same for the number of a character.
#[inline(always)]
pub(super) fn plain_code(code: u32) -> Option<u32> {
    let code = u16::try_from(code).ok()?;
    let page = MOVES.get(usize::from(INDEX[usize::from(code >> 6)]))?;
    let moved = code.wrapping_add(page[usize::from(code & 63)]);
    (moved & 0xF800 != 0xD800).then_some(u32::from(moved))
}

/// Whether a text holds a special character. Of most characters the page tells that they are none.
pub(super) fn any_special(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&lead) = bytes.get(at) {
        let (code, length) = match (lead, bytes.get(at + 1), bytes.get(at + 2)) {
            (..0x80, ..) => (u32::from(lead), 1),
            (0xC0..0xE0, Some(&b), _) => (u32::from(lead & 31) << 6 | u32::from(b & 63), 2),
            (0xE0..0xF0, Some(&b), Some(&c)) => (three(lead, b, c), 3),
            _ => return true,
        };
        let page = code >> 6;
        if MIXED[page as usize / 64] >> (page % 64) & 1 == 1 && plain_code(code).is_none() {
            return true;
        }
        at += length;
    }
    false
}

/// The number of a character of three bytes.
#[inline(always)]
pub(super) fn three(a: u8, b: u8, c: u8) -> u32 {
    u32::from(a & 15) << 12 | u32::from(b & 63) << 6 | u32::from(c & 63)
}

/// What becomes of a character.
#[inline]
pub(super) fn fate(c: char) -> Fate {
    plain(c).map_or_else(|| special(c), Fate::Becomes)
}

/// What becomes of a special character.
pub(super) fn special(c: char) -> Fate {
    let code = u32::from(c);
    let of_page = |code: u16| {
        let page = &MOVES[usize::from(INDEX[usize::from(code >> 6)])];
        code.wrapping_add(page[usize::from(code & 63)])
    };
    match u16::try_from(code).map_or(LISTED, of_page) {
        DROPPED => return Fate::Dropped,
        JOINS => return Fate::Joins,
        BRACKET => return Fate::Becomes('['),
        SLASH => return Fate::Becomes('/'),
        _ => {}
    }
    let Ok(at) = CODES.binary_search(&code) else { return Fate::Becomes(c) };
    let start = at.checked_sub(1).map_or(0, |before| ENDS[before] & !JOINING);
    match EXPANSIONS.get(start as usize..(ENDS[at] & !JOINING) as usize) {
        _ if ENDS[at] & JOINING != 0 => Fate::Joins,
        Some([]) | None => Fate::Dropped,
        Some([one]) => Fate::Becomes(*one),
        Some(many) => Fate::Expands(many),
    }
}

/// The whole way, for a stretch that must be looked at together: taken apart, changed character by
/// character, put together again.
pub(super) fn whole(text: &str, out: &mut String) {
    let seen = text.chars().filter(|&c| fate(c) != Fate::Dropped);
    let apart = seen.nfkd().filter(|&c| fate(c) != Fate::Dropped);
    let changed = apart.flat_map(|c| {
        let (one, many): (_, &[char]) = match fate(c) {
            // The only mark that has a case.
            Fate::Joins if c == '\u{345}' => (Some('ι'), &[]),
            Fate::Dropped | Fate::Joins => (Some(c), &[]),
            Fate::Becomes(other) => (Some(other), &[]),
            Fate::Expands(many) => (None, many),
        };
        one.into_iter().chain(many.iter().copied())
    });
    out.extend(changed.nfc());
}

const fn two(at: usize) -> u16 {
    u16::from_le_bytes([DATA[at], DATA[at + 1]])
}

const fn four(at: usize) -> u32 {
    u32::from_le_bytes([DATA[at], DATA[at + 1], DATA[at + 2], DATA[at + 3]])
}

const fn twos<const N: usize>(at: usize) -> [u16; N] {
    let (mut all, mut i) = ([0; N], 0);
    while i < N {
        all[i] = two(at + 2 * i);
        i += 1;
    }
    all
}

const fn fours<const N: usize>(at: usize) -> [u32; N] {
    let (mut all, mut i) = ([0; N], 0);
    while i < N {
        all[i] = four(at + 4 * i);
        i += 1;
    }
    all
}

const fn pages(at: usize) -> [[u16; 64]; PAGES] {
    let (mut all, mut i) = ([[0; 64]; PAGES], 0);
    while i < PAGES {
        all[i] = twos(at + 2 * 64 * i);
        i += 1;
    }
    all
}

const fn mixed() -> [u64; 16] {
    let (index, moves): ([u16; 1024], [[u16; 64]; PAGES]) = (twos(12), pages(12 + 2 * 1024));
    let (mut all, mut code) = ([0; 16], 0);
    while code < 1 << 16 {
        let page = code >> 6;
        let moved = (code as u16).wrapping_add(moves[index[page] as usize][code & 63]);
        if moved & 0xF800 == 0xD800 {
            all[page / 64] |= 1 << (page % 64);
        }
        code += 1;
    }
    all
}

const fn characters(at: usize) -> [char; MANY] {
    let (mut all, mut i) = (['\0'; MANY], 0);
    while i < MANY {
        all[i] = match char::from_u32(four(at + 4 * i)) {
            Some(c) => c,
            None => '\u{FFFD}',
        };
        i += 1;
    }
    all
}

#[cfg(test)]
pub(super) mod definition;
