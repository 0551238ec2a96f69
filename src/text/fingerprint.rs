//! Texts as numbers: equal texts, equal numbers, and no others in practice.

use std::hash::{BuildHasher, Hasher, RandomState};

use siphasher::sip128::{Hasher128, SipHasher13};

use super::folded::Folded;
use super::normalise::Normaliser;

/// 128-bit fingerprints with a key of this process alone.
///
/// SipHash is a keyed pseudo-random function: who does not know the key cannot prepare two texts that collide,
/// and among n texts of a run two do so by chance with a probability of n²/2^129 (of 10^12 texts: 1 in 10^15).
/// The faster hashes that are not keyed in this sense (xxh3, wyhash, Fx) can be made to collide at will.
#[derive(Debug, Clone)]
pub struct Fingerprints {
    texts: SipHasher13,
    /// Random and odd.
    factor: u128,
}

impl Default for Fingerprints {
    fn default() -> Self {
        let random = || RandomState::new().hash_one(0);
        let factor = u128::from(random()) << 64 | u128::from(random()) | 1;
        Fingerprints { texts: SipHasher13::new_with_keys(random(), random()), factor }
    }
}

impl Fingerprints {
    /// The fingerprint of some bytes.
    pub fn of(&self, bytes: &[u8]) -> u128 {
        self.texts.hash(bytes).as_u128()
    }

    /// The fingerprint of the normalised view of a text. Allocates only where characters have to be looked at
    /// together.
    pub fn of_normalised(&self, text: &str) -> u128 {
        let mut chars = Folded::new(text);
        let print = self.of_chars(&mut chars);
        if !chars.stopped() {
            return print;
        }
        self.of_chars(&mut Normaliser::new().normalised(text).chars())
    }

    /// The fingerprint of a sequence, given that of what came before and of the next: multiplying by a random
    /// odd factor is universal hashing, as good as the fingerprints themselves.
    pub fn join(&self, before: u128, next: u128) -> u128 {
        before.wrapping_mul(self.factor).wrapping_add(next)
    }

    fn of_chars(&self, chars: &mut impl Iterator<Item = char>) -> u128 {
        let mut hasher = self.texts;
        let mut block = [0; 128];
        loop {
            let mut length = 0;
            for (four, c) in block.chunks_exact_mut(4).zip(chars.by_ref()) {
                four.copy_from_slice(&u32::from(c).to_le_bytes());
                length += 4;
            }
            hasher.write(block.get(..length).unwrap_or(&block));
            if length < block.len() {
                return hasher.finish128().as_u128();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::normalise::tests::pieces;
    use proptest::prelude::*;

    #[test]
    fn keys_differ_and_so_do_texts() {
        let (one, other) = (Fingerprints::default(), Fingerprints::default());
        assert_ne!(one.of(b"a"), other.of(b"a"));
        assert_ne!(one.of(b"a"), one.of(b"b"));
        assert_eq!(one.of_normalised("领導[Rose]"), one.of_normalised("領导🌹"));
        assert_ne!(one.of_normalised("ab"), one.of_normalised("ba"));
    }

    proptest! {
        #[test]
        fn as_of_the_normalised_text(text in pieces(), times in 1usize..40) {
            let text = text.repeat(times);
            let prints = Fingerprints::default();
            let view = Normaliser::new().normalised(&text);
            prop_assert_eq!(prints.of_normalised(&text), prints.of_normalised(&view));
            let last = view.chars().next_back().map_or(0, char::len_utf8);
            let shorter = view.get(..view.len() - last).unwrap_or("");
            prop_assert_eq!(prints.of_normalised(&view) == prints.of_normalised(shorter), view.is_empty());
        }
    }
}
