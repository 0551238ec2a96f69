//! What normalisation does to each character.
//!
//! The table is data (`data/normalise`), made from the definition in the tests beside this file, which also
//! hold it to that definition. It is read once a process.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

/// `FROM[-TO]`, tab, what becomes of it; see `data/normalise/SOURCE.md`.
const CHARACTERS: &str = include_str!("../../data/normalise/characters.tsv");

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
}

const DROPPED: u32 = 1 << 30;
const JOINS: u32 = 1 << 29;
const EXPANDS: u32 = 1 << 28;

/// The tables of this process.
pub(super) static TABLES: LazyLock<Tables> = LazyLock::new(|| Tables::read(CHARACTERS));

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

    /// The whole way, for a stretch that must be looked at together: taken apart, changed character by
    /// character, put together again.
    pub fn whole(&self, text: &str, out: &mut String) {
        let seen = text.chars().filter(|&c| self.fate(c) != Fate::Dropped);
        let apart = seen.nfkd().filter(|&c| self.fate(c) != Fate::Dropped);
        let changed = apart.flat_map(|c| {
            let (one, many) = match self.fate(c) {
                // The only mark that has a case.
                Fate::Joins if c == '\u{345}' => (Some('ι'), ""),
                Fate::Same | Fate::Dropped | Fate::Joins => (Some(c), ""),
                Fate::Becomes(other) => (Some(other), ""),
                Fate::Expands(many) => (None, many),
            };
            one.into_iter().chain(many.chars())
        });
        out.extend(changed.nfc());
    }

    /// Reads the table; lines that make no sense are left out (a test sees to it that there are none).
    fn read(text: &str) -> Tables {
        let mut tables = Tables {
            changed: vec![0; 0x11_0000 / 64].into(),
            index: vec![0; 0x1100].into(),
            pages: vec![[0; 256]],
            expansions: String::new(),
            ends: Vec::new(),
        };
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if tables.line(line).is_none() {
                debug_assert!(false, "{line}");
            }
        }
        tables
    }

    fn line(&mut self, line: &str) -> Option<()> {
        let hex = |text: &str| u32::from_str_radix(text, 16).ok();
        let (range, what) = line.split_once('\t')?;
        let (from, to) = range.split_once('-').unwrap_or((range, range));
        let (from, to) = (hex(from)?, hex(to)?);
        if to >= 0x11_0000 {
            return None;
        }
        match what {
            "-" => (from..=to).for_each(|code| self.set(code, DROPPED)),
            "+" => (from..=to).for_each(|code| self.set(code, JOINS)),
            _ if what.contains(' ') => {
                let many: Option<String> = what.split(' ').map(|code| char::from_u32(hex(code)?)).collect();
                self.expansions.push_str(&many?);
                self.set(from, EXPANDS | self.ends.len() as u32);
                self.ends.push(self.expansions.len() as u32);
            }
            _ => {
                let first = hex(what)?;
                (from..=to).for_each(|code| self.set(code, first + (code - from)));
            }
        }
        Some(())
    }

    fn set(&mut self, code: u32, entry: u32) {
        let code = code as usize;
        self.changed[code >> 6] |= 1 << (code & 63);
        if self.index[code >> 8] == 0 {
            self.index[code >> 8] = self.pages.len() as u16;
            self.pages.push([0; 256]);
        }
        self.pages[usize::from(self.index[code >> 8])][code & 255] = entry;
    }
}

#[cfg(test)]
pub(super) mod definition;
