//! JSON strings by the block: sixteen bytes at a time.

use std::num::NonZero;

use wide::u8x16;

/// Bytes looked at together.
const BLOCK: usize = 16;

/// Where the plain bytes of a string end, from a place in it on: at a quote, a backslash, a control character,
/// or the end.
#[inline(always)]
pub fn plain(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(block) = bytes.get(at..).and_then(|rest| rest.first_chunk()) {
        if let Some(place) = first(block) {
            return at + place;
        }
        at += BLOCK;
    }
    one_by_one(bytes, at)
}

#[cold]
fn one_by_one(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from.min(bytes.len()) + rest.iter().position(|&byte| ends(byte)).unwrap_or(rest.len())
}

fn ends(byte: u8) -> bool {
    byte == b'"' || byte == b'\\' || byte < b' '
}

/// The first byte of a block that ends a string.
#[inline(always)]
fn first(block: &[u8; BLOCK]) -> Option<usize> {
    let bytes = u8x16::new(*block);
    let is = |byte: u8| bytes.simd_eq(u8x16::splat(byte));
    let control = bytes.min(u8x16::splat(b' ' - 1)).simd_eq(bytes);
    let marks = (is(b'"') | is(b'\\') | control).to_bitmask();
    NonZero::new(marks).map(|marks| marks.trailing_zeros() as usize)
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
