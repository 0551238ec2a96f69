//! Patterns, with a cheap necessary condition in front: many rules look for long runs of digits, which few
//! messages have.

use regex::Regex;
use regex_syntax::hir::{Class, Hir, HirKind};

/// A compiled pattern.
#[derive(Debug, Clone)]
pub struct Pattern {
    regex: Regex,
    /// Every match holds a run of at least so many ASCII digits.
    digits: usize,
}

impl Pattern {
    /// Compiles a pattern; `None` if it is not one (the compiler has said so).
    pub fn new(pattern: &str) -> Option<Pattern> {
        let regex = Regex::new(pattern).ok()?;
        let digits = regex_syntax::parse(pattern).map_or(0, |hir| Run::of(&hir).longest);
        Some(Pattern { regex, digits })
    }

    /// Does it match somewhere?
    pub fn is_match(&self, text: &str) -> bool {
        has_digits(text.as_bytes(), self.digits) && self.regex.is_match(text)
    }
}

/// A run of so many digits, looked for in strides of that length.
fn has_digits(text: &[u8], wanted: usize) -> bool {
    if wanted == 0 {
        return true;
    }
    let mut end = wanted;
    while end <= text.len() {
        let window = &text[end - wanted..end];
        match window.iter().rposition(|byte| !byte.is_ascii_digit()) {
            None => return true,
            Some(place) => end += place + 1,
        }
    }
    false
}

/// How many digits every match has at least: at its start, at its end, and in its longest run.
#[derive(Debug, Clone, Copy)]
struct Run {
    /// Nothing but digits.
    pure: bool,
    start: usize,
    end: usize,
    longest: usize,
}

impl Run {
    const NONE: Run = Run { pure: false, start: 0, end: 0, longest: 0 };
    const EMPTY: Run = Run { pure: true, ..Run::NONE };

    fn pure(count: usize) -> Run {
        Run { pure: true, start: count, end: count, longest: count }
    }

    fn of(hir: &Hir) -> Run {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => Run::EMPTY,
            HirKind::Literal(literal) if literal.0.iter().all(u8::is_ascii_digit) => {
                Run::pure(literal.0.len())
            }
            HirKind::Literal(_) => Run::NONE,
            HirKind::Class(class) if is_digits(class) => Run::pure(1),
            HirKind::Class(_) => Run::NONE,
            HirKind::Capture(capture) => Run::of(&capture.sub),
            HirKind::Concat(parts) => parts.iter().map(Run::of).fold(Run::EMPTY, Run::then),
            HirKind::Alternation(parts) => parts.iter().map(Run::of).reduce(Run::or).unwrap_or(Run::NONE),
            HirKind::Repetition(repetition) => {
                let once = Run::of(&repetition.sub);
                match repetition.min as usize {
                    0 if once.pure => Run::EMPTY,
                    0 => Run::NONE,
                    least if once.pure => Run::pure(once.longest.saturating_mul(least)),
                    _ => once,
                }
            }
        }
    }

    fn then(self, next: Run) -> Run {
        Run {
            pure: self.pure && next.pure,
            start: if self.pure { self.start + next.start } else { self.start },
            end: if next.pure { self.end + next.end } else { next.end },
            longest: self.longest.max(next.longest).max(self.end + next.start),
        }
    }

    fn or(self, other: Run) -> Run {
        Run {
            pure: self.pure && other.pure,
            start: self.start.min(other.start),
            end: self.end.min(other.end),
            longest: self.longest.min(other.longest),
        }
    }
}

fn is_digits(class: &Class) -> bool {
    match class {
        Class::Unicode(class) => class.ranges().iter().all(|r| r.start() >= '0' && r.end() <= '9'),
        Class::Bytes(class) => class.ranges().iter().all(|r| r.start() >= b'0' && r.end() <= b'9'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(pattern: &str) -> usize {
        Pattern::new(pattern).expect("a pattern").digits
    }

    #[test]
    fn the_digits_that_every_match_needs_are_found() {
        assert_eq!(digits("(^|[^0-9])(1[3-9][0-9]{9}|[1-9][0-9]{5}(19|20)[0-9]{11}[0-9Xx])([^0-9]|$)"), 11);
        assert_eq!(digits("a[0-9]?b"), 0);
        assert_eq!(digits("(12|345)6"), 3);
        assert_eq!(digits("([0-9]{2}-?){3}"), 2);
        assert_eq!(digits("\\d{4}"), 0, "other scripts have digits too");
        assert_eq!(digits("^[0-9]{3}(年|月)[0-9]{2}"), 3);
    }

    #[test]
    fn runs_are_found_wherever_they_stand() {
        for text in ["123", "a123", "12a123b", "1231", "号码123"] {
            assert!(has_digits(text.as_bytes(), 3), "{text}");
        }
        for text in ["", "12", "12a34b56", "一二三"] {
            assert!(!has_digits(text.as_bytes(), 3), "{text}");
        }
    }
}
