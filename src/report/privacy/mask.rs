//! Numbers of people, masked as is usual in China: `138****1234`, `110101********1234`, `6222***********1234`.

use std::borrow::Cow;
use std::ops::Range;

use crate::text::{Normaliser, bank_cards, id_cards, mobiles};

/// The fewest digits that a number of a person has.
const LEAST: usize = 11;

/// Masks resident identity numbers, bank cards and mobile numbers, character by character, so that places in
/// characters stay as they are. Full-width digits count.
pub fn mask<'t>(text: &'t str, normaliser: &Normaliser) -> Cow<'t, str> {
    if text.len() < LEAST || text.chars().filter(|&c| may_be_digit(c)).count() < LEAST {
        return Cow::Borrowed(text);
    }
    let mapped = normaliser.normalise_mapped(text);
    let mut hidden: Vec<usize> = Vec::new();
    for (find, hide) in KINDS {
        let folded = find(&mapped.text).into_iter().map(|range| mapped.original(range));
        for range in find(text).into_iter().chain(folded) {
            let digits = digits(text, range);
            hidden.extend(digits.get(hide(digits.len())).unwrap_or_default());
        }
    }
    if hidden.is_empty() {
        return Cow::Borrowed(text);
    }
    let star = |(at, c): (usize, char)| if hidden.contains(&at) { '*' } else { c };
    Cow::Owned(text.char_indices().map(star).collect())
}

/// Chinese characters and their punctuation are none: most texts consist of them, and the question is not cheap.
fn may_be_digit(c: char) -> bool {
    match c {
        '\0'..'\u{80}' => c.is_ascii_digit(),
        '\u{3400}'..='\u{9FFF}' | '、' | '。' | '，' | '！' | '？' | '：' | '；' => false,
        _ => c.is_numeric(),
    }
}

/// How a number is found, and which of so many digits are hidden.
type Kind = (fn(&str) -> Vec<Range<usize>>, fn(usize) -> Range<usize>);

const KINDS: [Kind; 3] = [
    (id_cards, |count| 6.min(count)..count.saturating_sub(4)),
    (bank_cards, |count| 4.min(count)..count.saturating_sub(4)),
    // `86` may stand before the eleven digits.
    (mobiles, |count| count.saturating_sub(8)..count.saturating_sub(4)),
];

/// Where the digits of a number stand (its last one may be an `X`).
fn digits(text: &str, range: Range<usize>) -> Vec<usize> {
    let start = range.start;
    let chars = text.get(range).unwrap_or_default().char_indices();
    chars.filter(|(_, c)| c.is_alphanumeric()).map(|(at, _)| start + at).collect()
}
