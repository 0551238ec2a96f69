//! Numbers of people in texts: resident identity cards, mobile phones, bank cards.
//!
//! All take ASCII digits only: give normalised text to see full-width digits too. Numbers never begin or
//! end within a longer run of digits. All are linear in the text and allocate only for what they find.

use std::ops::Range;

use super::folded::Folded;
use crate::time::civil;

/// Places of resident identity numbers: 18 characters with a plausible date of birth and the check digit of
/// GB 11643-1999 (ISO 7064 MOD 11-2; `X` in either case).
pub fn id_cards(text: &str) -> Vec<Range<usize>> {
    all(text, 17, id_card)
}

/// Places of mobile numbers of mainland China: eleven digits, `1` and then `3` to `9`; `+86` may stand before.
pub fn mobiles(text: &str) -> Vec<Range<usize>> {
    all(text, 11, mobile)
}

/// Places of bank card numbers: 16 to 19 digits with a right Luhn digit (ISO/IEC 7812), together or in groups
/// of four divided by spaces or hyphens (the last may be shorter). What is an identity number is none.
pub fn bank_cards(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    each_bank_card(text, |range| {
        found.push(range);
        true
    });
    found
}

/// Whether a text, normalised, may hold one of these numbers. Far cheaper than to normalise it.
pub fn may_hold_number(text: &str) -> bool {
    /// The digits of a mobile number, the shortest of them.
    const LEAST: usize = 11;
    let mut chars = Folded::new(text);
    let mut digits = chars.by_ref().filter(char::is_ascii_digit);
    digits.nth(LEAST - 1).is_some() || chars.stopped()
}

/// Whether a text holds a resident identity number.
pub fn has_id_card(text: &str) -> bool {
    runs(text, 17).any(|run| id_card(text.as_bytes(), run).is_some())
}

/// Whether a text holds a mobile number.
pub fn has_mobile(text: &str) -> bool {
    runs(text, 11).any(|run| mobile(text.as_bytes(), run).is_some())
}

/// Whether a text holds a bank card number.
pub fn has_bank_card(text: &str) -> bool {
    let mut any = false;
    each_bank_card(text, |_| {
        any = true;
        false
    });
    any
}

type Test = fn(&[u8], Range<usize>) -> Option<Range<usize>>;

fn all(text: &str, least: usize, test: Test) -> Vec<Range<usize>> {
    runs(text, least).filter_map(|run| test(text.as_bytes(), run)).collect()
}

/// Maximal runs of at least so many digits. Looks at every `least`-th byte until it meets a digit.
fn runs(text: &str, least: usize) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let (mut done, mut probe) = (0, least - 1);
    std::iter::from_fn(move || {
        while probe < bytes.len() {
            if !digit(probe) {
                probe += least;
                continue;
            }
            let (mut start, mut end) = (probe, probe + 1);
            while start > done && digit(start - 1) {
                start -= 1;
            }
            while digit(end) {
                end += 1;
            }
            (done, probe) = (end, end + least);
            if end - start >= least {
                return Some(start..end);
            }
        }
        None
    })
}

fn id_card(text: &[u8], run: Range<usize>) -> Option<Range<usize>> {
    let check = |at: usize| text.get(at).filter(|byte| matches!(byte, b'x' | b'X'));
    let end = match run.len() {
        18 => run.end,
        17 if check(run.end).is_some() && !text.get(run.end + 1).is_some_and(u8::is_ascii_alphanumeric) => {
            run.end + 1
        }
        _ => return None,
    };
    let card = text.get(run.start..end)?;
    is_id_card(card).then_some(run.start..end)
}

/// Eighteen characters, the last a digit or an X.
fn is_id_card(card: &[u8]) -> bool {
    /// Weights of GB 11643: powers of two modulo 11.
    const WEIGHTS: [u32; 18] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1];
    if card.len() != 18 || card[0] == b'0' {
        return false;
    }
    let value = |byte: u8| if byte.is_ascii_digit() { u32::from(byte - b'0') } else { 10 };
    let number = |digits: &[u8]| digits.iter().fold(0, |sum, &byte| sum * 10 + value(byte));
    let (year, month, day) = (number(&card[6..10]), number(&card[10..12]), number(&card[12..14]));
    (1880..2100).contains(&year)
        && civil::date(year as i32, month, day).is_some()
        && card.iter().zip(WEIGHTS).map(|(&byte, weight)| value(byte) * weight).sum::<u32>() % 11 == 1
}

fn mobile(text: &[u8], run: Range<usize>) -> Option<Range<usize>> {
    let start = match run.len() {
        11 => run.start,
        13 if run.start > 0 && text[run.start - 1] == b'+' && text[run.clone()].starts_with(b"86") => {
            run.start + 2
        }
        _ => return None,
    };
    (text[start] == b'1' && text[start + 1] >= b'3').then_some(start..run.end)
}

/// Goes through the bank cards until told to stop.
fn each_bank_card(text: &str, mut found: impl FnMut(Range<usize>) -> bool) {
    let bytes = text.as_bytes();
    let mut runs = runs(text, 4).peekable();
    while let Some(run) = runs.next() {
        let mut card = Card::default();
        card.put(&bytes[run.clone()]);
        if run.len() > 4 {
            if card.is_card() && id_card(bytes, run.clone()).is_none() && !found(run) {
                return;
            }
            continue;
        }
        // Groups of four with one and the same divider.
        let divider = bytes.get(run.end).copied().filter(|byte| matches!(byte, b' ' | b'-'));
        let Some(divider) = divider else { continue };
        let mut end = run.end;
        while bytes.get(end) == Some(&divider)
            && let Some(next) = runs.next_if(|next| next.start == end + 1 && next.len() == 4)
        {
            card.put(&bytes[next.clone()]);
            end = next.end;
        }
        let tail =
            bytes.get(end + 1..).unwrap_or(&[]).iter().take_while(|byte| byte.is_ascii_digit()).count();
        let mut whole = card;
        if bytes.get(end) == Some(&divider) && tail < 4 {
            whole.put(&bytes[end + 1..end + 1 + tail]);
        }
        let range = match () {
            () if whole.count > card.count && whole.is_card() => run.start..end + 1 + tail,
            () if card.is_card() => run.start..end,
            () => continue,
        };
        if !found(range) {
            return;
        }
    }
}

/// The digits of a card, added up both ways: the Luhn sum counts from the right.
#[derive(Debug, Clone, Copy, Default)]
struct Card {
    count: usize,
    starts_with_zero: bool,
    /// With the digits at even places doubled, and with those at odd places.
    sums: [u32; 2],
}

impl Card {
    fn put(&mut self, digits: &[u8]) {
        for &byte in digits {
            let digit = u32::from(byte - b'0');
            let double = if digit > 4 { digit * 2 - 9 } else { digit * 2 };
            self.starts_with_zero |= self.count == 0 && digit == 0;
            self.sums[self.count % 2] += double;
            self.sums[1 - self.count % 2] += digit;
            self.count += 1;
        }
    }

    fn is_card(&self) -> bool {
        // The last digit is not doubled: those at its own parity are plain.
        (16..=19).contains(&self.count)
            && !self.starts_with_zero
            && self.sums[self.count % 2].is_multiple_of(10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::normalise::Normaliser;
    use proptest::prelude::*;

    fn texts(text: &str, found: Vec<Range<usize>>) -> Vec<&str> {
        found.into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn identity_numbers() {
        for (text, expected) in [
            ("身份证11010519491231002X，", vec!["11010519491231002X"]),
            ("11010519491231002x 440524188001010014", vec!["11010519491231002x", "440524188001010014"]),
            ("110105194912310021", vec![]),  // wrong check digit
            ("11010519490231002X", vec![]),  // no such date
            ("111010519491231002X", vec![]), // within a longer run
            ("11010519491231002X1", vec![]),
            ("11010519491231002", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(texts(text, id_cards(text)), expected, "{text}");
            assert_eq!(has_id_card(text), !expected.is_empty(), "{text}");
        }
    }

    #[test]
    fn mobile_numbers() {
        for (text, expected) in [
            ("电话13800138000", vec!["13800138000"]),
            ("13800138000，19912345678。", vec!["13800138000", "19912345678"]),
            ("+8613800138000", vec!["13800138000"]),
            ("8613800138000 12800138000 138001380001 1380013800", vec![]),
            ("a13800138000b", vec!["13800138000"]),
        ] {
            assert_eq!(texts(text, mobiles(text)), expected, "{text}");
            assert_eq!(has_mobile(text), !expected.is_empty(), "{text}");
        }
    }

    #[test]
    fn bank_card_numbers() {
        for (text, expected) in [
            ("卡号4111111111111111", vec!["4111111111111111"]),
            ("4111 1111 1111 1111。4111-1111-1111-1111", vec!["4111 1111 1111 1111", "4111-1111-1111-1111"]),
            ("6222021234567890128", vec!["6222021234567890128"]),
            ("6222 0212 3456 7890 128", vec!["6222 0212 3456 7890 128"]),
            ("4111 1111 1111 1111 12元", vec!["4111 1111 1111 1111"]),
            ("2026-01-01 4111 1111 1111 1111", vec!["4111 1111 1111 1111"]),
            ("4111111111111112 4111-1111 1111-1111 0000000000000000", vec![]),
            ("4111 1111 1111 1111 1111", vec![]),
            ("41111111111111114111111111111111", vec![]),
            ("4111  1111 1111 1111", vec![]),
            ("4111", vec![]),
        ] {
            assert_eq!(texts(text, bank_cards(text)), expected, "{text}");
            assert_eq!(has_bank_card(text), !expected.is_empty(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn runs_are_all_found(text in "[0-9a群 -]{0,80}", least in 1usize..20) {
            let simple: Vec<_> = text.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() >= least).collect();
            prop_assert_eq!(runs(&text, least).map(|run| &text[run]).collect::<Vec<_>>(), simple);
        }

        #[test]
        fn nothing_panics(text in "[0-9xX+ 群-]{0,60}") {
            prop_assert_eq!(has_id_card(&text), !id_cards(&text).is_empty());
            prop_assert_eq!(has_mobile(&text), !mobiles(&text).is_empty());
            prop_assert_eq!(has_bank_card(&text), !bank_cards(&text).is_empty());
            prop_assert!(bank_cards(&text).into_iter().chain(id_cards(&text)).all(|r| text.get(r).is_some()));
        }

        #[test]
        fn no_number_is_overlooked(
            text in "[0-9０-９①-⑨²³Xx 群-]{0,40}|1[3-9][0-9０-９]{9}|[0-9]{6}(19|20)[0-9]{2}(0[1-9]|1[0-2])[0-9]{6}",
        ) {
            let view = Normaliser::new().normalised(&text);
            let holds = has_id_card(&view) || has_mobile(&view) || has_bank_card(&view);
            prop_assert!(may_hold_number(&text) || !holds, "{}", text);
        }

        #[test]
        fn luhn_is_luhn(digits in prop::collection::vec(0u32..10, 16..=19)) {
            let text: String = digits.iter().map(|d| char::from(b'0' + *d as u8)).collect();
            let sum: u32 = digits.iter().rev().enumerate()
                .map(|(i, &d)| if i % 2 == 0 { d } else { d * 2 / 10 + d * 2 % 10 }).sum();
            let mut card = Card::default();
            card.put(text.as_bytes());
            prop_assert_eq!(card.is_card(), sum.is_multiple_of(10) && digits[0] != 0);
        }
    }
}
