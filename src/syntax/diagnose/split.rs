//! Words written without blanks: how they split into known words.

use unicode_normalization::UnicodeNormalization;

use crate::syntax::keywords::KEYWORDS;
use crate::syntax::marks;

/// Longer words are not tried.
const MAX_CHARS: usize = 40;

/// The words of a run of Chinese characters and digits that is no word itself, if it splits into known words
/// (keywords, fields, kinds, numbers with their unit) in exactly one way, with blanks between them.
pub fn split(word: &str) -> Option<String> {
    let word: String = word.nfc().collect();
    let chars: Vec<char> = word.chars().collect();
    let plain = |c: &char| marks::is_han(*c) || marks::is_digit(*c);
    if chars.len() > MAX_CHARS || !chars.iter().all(plain) || !chars.iter().any(|c| marks::is_han(*c)) {
        return None;
    }
    // For each position: in how many ways the rest splits, and the length of the first word of one of them.
    let mut ways = vec![(0u32, 0usize); chars.len() + 1];
    ways[chars.len()] = (1, 0);
    for at in (0..chars.len()).rev() {
        for len in 1..=chars.len() - at {
            let rest = ways.get(at + len).map_or(0, |w| w.0);
            if rest > 0 && chars.get(at..at + len).is_some_and(is_word) {
                let (count, first) = &mut ways[at];
                *count += rest;
                // The longest first word is the natural one.
                *first = (*first).max(len);
            }
        }
    }
    let mut parts: Vec<String> = Vec::new();
    let mut at = 0;
    if ways.first()?.0 == 0 {
        return None;
    }
    while at < chars.len() {
        let len = ways.get(at)?.1.max(1);
        parts.push(chars.get(at..at + len)?.iter().collect());
        at += len;
    }
    (parts.len() > 1).then(|| parts.join(" "))
}

fn is_word(chars: &[char]) -> bool {
    let digits = chars.iter().take_while(|c| marks::is_digit(**c)).count();
    let rest: String = chars.iter().skip(digits).collect();
    if digits > 0 {
        return rest.is_empty() || is_unit(&rest);
    }
    is_known(&rest)
}

/// A unit, or a noun with its measure word, after a number.
fn is_unit(word: &str) -> bool {
    use crate::syntax::keywords::Class::{Place, Unit};
    KEYWORDS.iter().filter(|k| matches!(k.class, Unit | Place)).any(|k| k.zh.contains(&word))
}

fn is_known(word: &str) -> bool {
    use crate::syntax::keywords::Class::Unit;
    KEYWORDS.iter().filter(|k| k.class != Unit).any(|k| k.zh.contains(&word))
        || crate::fields::TABLE.iter().any(|f| f.zh.split('.').any(|part| part == word))
        || crate::fields::Who::ALL.iter().any(|who| who.2.split('.').any(|part| part == word))
        || crate::model::Kind::ALL.iter().any(|k| k.chinese() == word)
}
