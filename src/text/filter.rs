//! What rules out nearly every place of nearly every text.

/// A set of numbers that may say yes too often.
#[derive(Debug, Default)]
pub(super) struct Filter {
    words: Box<[u64]>,
    shift: u32,
}

impl Filter {
    /// Room for so many numbers, of which about one in 32 others is taken for one of them.
    pub fn new(numbers: usize) -> Filter {
        let bits = numbers.saturating_mul(32).clamp(1 << 12, 1 << 24).next_power_of_two().trailing_zeros();
        Filter { words: vec![0; 1 << (bits - 6)].into(), shift: 64 - bits }
    }

    #[inline(always)]
    fn place(&self, number: u64) -> (usize, u64) {
        let hash = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> self.shift;
        ((hash >> 6) as usize, 1 << (hash & 63))
    }

    /// Adds a number.
    pub fn add(&mut self, number: u64) {
        let (word, bit) = self.place(number);
        if let Some(word) = self.words.get_mut(word) {
            *word |= bit;
        }
    }

    /// Whether a number may be in the set.
    #[inline(always)]
    pub fn may_hold(&self, number: u64) -> bool {
        let (word, bit) = self.place(number);
        self.words.get(word).is_some_and(|word| word & bit != 0)
    }
}

/// The beginnings of phrases, looked for in texts as written: their bytes need not be decoded.
#[derive(Debug)]
pub(super) struct Written {
    pairs: Filter,
    singles: Option<Filter>,
}

/// By the upper half of a character's first byte: its length in UTF-8.
const LENGTHS: [u8; 16] = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 4];
/// As many bytes of four.
const MASKS: [u32; 16] = {
    let (mut masks, mut i) = ([0; 16], 0);
    while i < 16 {
        masks[i] = u32::MAX >> (32 - 8 * LENGTHS[i] as u32);
        i += 1;
    }
    masks
};

impl Written {
    /// Room for so many phrases.
    pub fn new(phrases: usize) -> Written {
        Written { pairs: Filter::new(phrases), singles: None }
    }

    /// Adds what a phrase begins with; without a second character it is one of one character.
    pub fn add(&mut self, first: char, second: Option<char>) {
        match second {
            Some(second) => self.pairs.add(pair(bytes(first), bytes(second))),
            None => self.singles.get_or_insert_with(|| Filter::new(64)).add(u64::from(bytes(first))),
        }
    }

    /// Calls back with places at which a phrase may start, each perhaps twice.
    #[inline(always)]
    pub fn find(&self, text: &str, mut may_start: impl FnMut(usize)) {
        let text = text.as_bytes();
        let (mut before, mut start, mut at) = (0, 0, 0);
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let word = match rest.first_chunk() {
                Some(four) => u32::from_le_bytes(*four),
                None => last(rest),
            };
            let kind = (word >> 4 & 15) as usize;
            let code = word & MASKS[kind];
            if self.pairs.may_hold(pair(before, code)) {
                may_start(start);
            }
            if let Some(singles) = &self.singles
                && singles.may_hold(code.into())
            {
                may_start(at);
            }
            (before, start) = (code, at);
            at += usize::from(LENGTHS[kind]);
        }
    }
}

/// Fewer than four bytes.
#[inline(never)]
fn last(rest: &[u8]) -> u32 {
    rest.iter().rev().fold(0, |word, &byte| word << 8 | u32::from(byte))
}

/// The bytes of a character, as one number.
fn bytes(c: char) -> u32 {
    last(c.encode_utf8(&mut [0; 4]).as_bytes())
}

#[inline(always)]
fn pair(first: u32, second: u32) -> u64 {
    u64::from(first) << 32 | u64::from(second)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_beginning_is_missed(text in "[ab\\x00é群规🌹]{0,12}", pairs: bool) {
            let places: Vec<(usize, char)> = text.char_indices().collect();
            for (index, &(at, c)) in places.iter().enumerate() {
                let second = places.get(index + 1).map(|&(_, c)| c).filter(|_| pairs);
                let mut written = Written::new(1);
                written.add(c, second);
                let mut starts = Vec::new();
                written.find(&text, |start| starts.push(start));
                prop_assert!(starts.contains(&at), "{:?} at {}", text, at);
            }
        }
    }
}
