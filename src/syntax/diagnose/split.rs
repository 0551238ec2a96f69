//! Words written without blanks: how they split into known words.

use unicode_normalization::UnicodeNormalization;

use crate::syntax::keywords::KEYWORDS;
use crate::syntax::marks;

/// Longer words are not tried.
const MAX_CHARS: usize = 40;

/// The words of a run of Chinese characters and digits that is no word itself, with blanks between them: keywords,
/// fields, kinds, numbers with their unit, and names that `is_name` knows. `None` unless the split into fewest words is
/// the only one of its length.
pub fn split(word: &str, is_name: &dyn Fn(&str) -> bool) -> Option<String> {
    let word: String = word.nfc().collect();
    let chars: Vec<char> = word.chars().collect();
    let plain = |c: &char| marks::is_han(*c) || marks::is_digit(*c);
    if chars.len() > MAX_CHARS || !chars.iter().all(plain) || !chars.iter().any(|c| marks::is_han(*c)) {
        return None;
    }
    // For each position: the best split of the rest, from the end.
    let mut best = vec![Best::default(); chars.len() + 1];
    if let Some(end) = best.last_mut() {
        end.ways = 1;
    }
    for at in (0..chars.len()).rev() {
        let mut here = Best::default();
        for len in 1..=chars.len() - at {
            let Some(piece) = chars.get(at..at + len).filter(|piece| is_word(piece, is_name)) else {
                continue;
            };
            let rest = best.get(at + len).copied().unwrap_or_default();
            here.offer(rest, piece.len());
        }
        if let Some(slot) = best.get_mut(at) {
            *slot = here;
        }
    }
    let whole = best.first().filter(|b| b.ways == 1 && b.words > 1)?;
    let mut parts: Vec<String> = Vec::with_capacity(whole.words);
    let mut at = 0;
    while at < chars.len() {
        let len = best.get(at)?.first.max(1);
        parts.push(chars.get(at..at + len)?.iter().collect());
        at += len;
    }
    Some(parts.join(" "))
}

/// The shortest split of a rest: how many words, the length of its first, and how many splits are as short.
#[derive(Clone, Copy, Default)]
struct Best {
    words: usize,
    first: usize,
    ways: usize,
}

impl Best {
    fn offer(&mut self, rest: Best, len: usize) {
        let words = rest.words + 1;
        if rest.ways == 0 || (self.ways > 0 && words > self.words) {
            return;
        }
        let same = self.ways > 0 && words == self.words;
        let ways = if same { self.ways.saturating_add(rest.ways) } else { rest.ways };
        *self = Best { words, first: len, ways };
    }
}

fn is_word(chars: &[char], is_name: &dyn Fn(&str) -> bool) -> bool {
    let digits = chars.iter().take_while(|c| marks::is_digit(**c)).count();
    let rest: String = chars.iter().skip(digits).collect();
    if digits > 0 {
        return rest.is_empty() || is_unit(&rest);
    }
    is_known(&rest) || is_name(&rest)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn known(word: &str) -> Option<String> {
        split(word, &|name| matches!(name, "领导" | "奉承"))
    }

    #[test]
    fn words_without_blanks_are_taken_apart() {
        assert_eq!(known("类型是红包").as_deref(), Some("类型 是 红包"));
        assert_eq!(known("发送者不是领导").as_deref(), Some("发送者 不是 领导"));
        assert_eq!(known("最近5分钟内超过100条消息").as_deref(), Some("最近 5分钟 内 超过 100条消息"));
        assert_eq!(known("奉承且工作日").as_deref(), Some("奉承 且 工作日"));
    }

    #[test]
    fn words_that_are_known_or_do_not_split_stay() {
        for word in ["类型", "奉承", "张三是谁", "abc", "123", "在场"] {
            assert_eq!(known(word), None, "{word}");
        }
    }
}
