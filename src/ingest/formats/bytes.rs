//! JSON strings by the word: eight bytes at a time.

const ONES: u64 = u64::MAX / 255;
const HIGH: u64 = ONES << 7;
/// From here on a string counts as long: blocks of it are looked through at once.
const BLOCK: usize = 32;

/// Where the plain bytes of a string end, from a place in it on: at a quote, a backslash, a control character,
/// or the end.
#[inline]
pub fn plain(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    for _ in 0..BLOCK / 8 {
        let Some(word) = word(bytes, at) else { return one_by_one(bytes, at) };
        let marks = marks(word);
        if marks != 0 {
            return at + marks.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    long(bytes, at)
}

fn long(bytes: &[u8], mut at: usize) -> usize {
    while let Some(block) = bytes.get(at..).and_then(|rest| rest.first_chunk::<BLOCK>()) {
        if block.iter().fold(false, |found, &byte| found | ends(byte)) {
            break;
        }
        at += BLOCK;
    }
    one_by_one(bytes, at)
}

fn one_by_one(bytes: &[u8], from: usize) -> usize {
    let mut at = from.min(bytes.len());
    while let Some(word) = word(bytes, at) {
        let marks = marks(word);
        if marks != 0 {
            return at + marks.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|&byte| ends(byte)).unwrap_or(rest.len())
}

#[inline]
fn word(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..at.checked_add(8)?)?.first_chunk()?))
}

fn ends(byte: u8) -> bool {
    byte == b'"' || byte == b'\\' || byte < 0x20
}

/// The high bit of each byte that ends a string; exact for the first of them.
#[inline]
fn marks(word: u64) -> u64 {
    let zero = |word: u64| word.wrapping_sub(ONES) & !word;
    let control = word.wrapping_sub(ONES * 0x20) & !word;
    (zero(word ^ (ONES * u64::from(b'"'))) | zero(word ^ (ONES * u64::from(b'\\'))) | control) & HIGH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_at_every_place() {
        for length in [0, 3, 8, 31, 32, 33, 64, 100] {
            for at in 0..length {
                for byte in 0..=255 {
                    let mut bytes = vec!["字".as_bytes()[at % 3]; length];
                    bytes[at] = byte;
                    for from in [0, 1, at] {
                        let expected = if from <= at && ends(byte) { at } else { length.max(from) };
                        assert_eq!(plain(&bytes, from).max(from), expected, "{length} {at} {byte} {from}");
                    }
                }
            }
        }
        assert_eq!(plain(b"abc", 7), 3);
    }
}
