//! `expect …` lines.

use super::{Cursor, Reader};
use crate::diag::Diagnostic;
use crate::diag::codes::syntax as codes;
use crate::syntax::ast::{Expect, Expected, Name, Path, TestLineKind};
use crate::syntax::{keywords, literal};

impl<'a> Reader<'a> {
    /// `[no | pending | …] RULE [at CLOCK] [with value N]`
    pub(super) fn expect(&mut self, mut cursor: Cursor<'a>) -> Option<TestLineKind> {
        let outcome = outcome(&mut cursor);
        let rule = self.rule_name(&mut cursor)?;
        let mut expect = Expect { outcome, rule, at: None, value: None };
        while !cursor.is_empty() {
            let before = cursor;
            let (word, _) = cursor.word(&[]);
            match keywords::in_transcript(word).map(|k| k.name) {
                Some("at") if expect.at.is_none() => expect.at = Some(self.clock(&mut cursor)?),
                Some("value") if expect.value.is_none() => {
                    if word == "with" && cursor.word(&[]).0 != "value" {
                        self.expected(before, ("`with value`", "`with value`"));
                        return None;
                    }
                    expect.value = Some(self.number(&mut cursor)?);
                }
                _ => {
                    self.expected(before, ("`at` or `with value`", "`于` 或 `值为`"));
                    return None;
                }
            }
        }
        Some(TestLineKind::Expect(expect))
    }

    fn rule_name(&mut self, cursor: &mut Cursor<'a>) -> Option<Path> {
        let before = *cursor;
        let (word, start) = cursor.word(&[]);
        let mut parts = Vec::new();
        let mut at = start;
        for part in word.split(['.', '．']) {
            let valid = part.starts_with(unicode_ident::is_xid_start)
                && part.chars().all(unicode_ident::is_xid_continue);
            if !valid {
                self.expected(before, ("the name of a rule", "规则名"));
                return None;
            }
            parts.push(Name { text: literal::nfc(part), span: self.span(at, at + part.len()) });
            at += part.len() + self.text.get(at + part.len()..)?.chars().next().map_or(0, char::len_utf8);
        }
        Some(Path { parts, span: self.span(start, start + word.len()) })
    }

    fn clock(&mut self, cursor: &mut Cursor<'a>) -> Option<i64> {
        let before = *cursor;
        let (word, start) = cursor.word(&[]);
        match literal::clock(word) {
            Some(clock) => Some(clock),
            None if literal::looks_like_clock(word) => {
                let span = self.span(start, start + word.len());
                self.problems.push(Diagnostic::at(codes::BAD_CLOCK, span).arg("found", word));
                None
            }
            None => {
                self.expected(before, ("a time of day such as `09:00`", "时刻，如 `09:00`"));
                None
            }
        }
    }

    fn number(&mut self, cursor: &mut Cursor<'a>) -> Option<String> {
        let before = *cursor;
        let (word, _) = cursor.word(&[]);
        let number = literal::decimal(word.trim_end_matches(['%', '％']));
        if number.is_none() {
            self.expected(before, ("a number", "数字"));
        }
        number
    }
}

/// The outcome word, if one stands before the rule's name.
fn outcome(cursor: &mut Cursor<'_>) -> Expected {
    let mut ahead = *cursor;
    let (word, _) = ahead.word(&[]);
    let outcome = match keywords::in_transcript(word).map(|k| k.name) {
        Some("no") => Expected::None,
        Some("pending") => Expected::Pending,
        Some("undetermined") => Expected::Undetermined,
        Some("excepted") => Expected::Excepted,
        _ => return Expected::Finding,
    };
    // Alone it is the name of a rule.
    if ahead.is_empty() {
        return Expected::Finding;
    }
    *cursor = ahead;
    outcome
}
