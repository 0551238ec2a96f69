//! Transcripts of tests: raw text, read line by line.

mod expect;
mod message;

use super::ast::{Moment, Name, TestLine, TestLineKind};
use super::keywords::{self, Class};
use super::literal;
use super::marks;
use super::scan::Block;
use crate::diag::codes::syntax as codes;
use crate::diag::{Both, Diagnostic, Problems, nearest};
use crate::source::{FileId, Span};

/// Where the transcript that starts at `start` ends, and whether its closing brace is there.
///
/// It ends at a line that is only `}`; where that is missing, before the first line that starts a declaration.
pub fn extent(text: &str, start: usize) -> (usize, bool) {
    let mut at = start;
    for line in text.get(start..).unwrap_or("").split_inclusive('\n') {
        let trimmed = line.trim_start();
        if matches!(trimmed.trim_end(), "}" | "｝") {
            return (at + line.len() - trimmed.len(), true);
        }
        if at != start && starts_item(trimmed) {
            return (at, false);
        }
        at += line.len();
    }
    (text.len(), false)
}

/// `rule NAME`, `test "…"`, `策略 名`: no line of a transcript looks like it.
fn starts_item(line: &str) -> bool {
    let word = word_at(line);
    let after = line.get(word.len()..).unwrap_or("");
    let next = after.trim_start_matches(marks::is_blank);
    let named = next.starts_with(|c| unicode_ident::is_xid_start(c) || matches!(c, '"' | '“' | '”'));
    after.len() > next.len() && named && keywords::starting(word, Class::Item).is_some()
}

fn word_at(text: &str) -> &str {
    let end = text.find(|c| !unicode_ident::is_xid_continue(c)).unwrap_or(text.len());
    text.get(..end).unwrap_or("")
}

/// Reads the lines of a transcript. A line that cannot be read is reported and left out. Comments go to `comments`.
pub fn read(
    text: &str,
    file: FileId,
    block: Block,
    comments: &mut Vec<(usize, usize)>,
    problems: &mut Problems,
) -> Vec<TestLine> {
    let mut reader = Reader { text, file, problems, lines: Vec::new(), broken: false };
    let mut at = block.start;
    for line in text.get(block.start..block.end).unwrap_or("").split_inclusive('\n') {
        let trimmed = line.trim();
        let start = at + line.len() - line.trim_start().len();
        at += line.len();
        match trimmed.chars().next() {
            None => {}
            Some('#') => comments.push((start, start + trimmed.len())),
            Some(_) => reader.line(Line { start, end: start + trimmed.len(), raw_end: at }, comments),
        }
    }
    reader.lines
}

/// A line's place: without surrounding blanks, and with those at its end.
#[derive(Clone, Copy)]
struct Line {
    start: usize,
    end: usize,
    raw_end: usize,
}

struct Reader<'a> {
    text: &'a str,
    file: FileId,
    problems: &'a mut Problems,
    lines: Vec<TestLine>,
    /// The last message could not be read: its continuation lines are no news.
    broken: bool,
}

/// A piece of a line, read from left to right.
#[derive(Clone, Copy)]
struct Cursor<'a> {
    text: &'a str,
    at: usize,
    end: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..self.end).unwrap_or("")
    }

    fn skip_blanks(&mut self) {
        self.at = self.end - self.rest().trim_start_matches(marks::is_blank).len();
    }

    /// The next characters up to a blank or one of `stops`, and their place.
    fn word(&mut self, stops: &[char]) -> (&'a str, usize) {
        self.skip_blanks();
        let rest = self.rest();
        let end = rest.find(|c| marks::is_blank(c) || stops.contains(&c)).unwrap_or(rest.len());
        let start = self.at;
        self.at += end;
        (rest.get(..end).unwrap_or(""), start)
    }

    fn is_empty(&mut self) -> bool {
        self.skip_blanks();
        self.rest().is_empty()
    }
}

impl<'a> Reader<'a> {
    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start, end)
    }

    fn line(&mut self, line: Line, comments: &mut Vec<(usize, usize)>) {
        let text = self.text.get(line.start..line.end).unwrap_or("");
        if text.starts_with('|') {
            return self.continuation(line);
        }
        self.broken = false;
        if text.starts_with(marks::is_digit) {
            return self.message(line);
        }
        let end = line.start + before_comment(text);
        if end < line.end {
            let hash = line.start + text.get(end - line.start..).and_then(|t| t.find('#')).unwrap_or(0);
            comments.push((hash + end - line.start, line.end));
        }
        let mut cursor = Cursor { text: self.text, at: line.start, end };
        let (word, start) = cursor.word(&[':', '：']);
        let kind = match keywords::in_transcript(word).map(|k| k.name) {
            Some("roster") => self.roster(cursor),
            Some("group") => self.rest_as_name(cursor).map(TestLineKind::Group),
            Some("date") => self.date(cursor),
            Some("covers") => self.covers(cursor),
            Some("expect") => self.expect(cursor),
            _ => {
                self.unknown(word, start, line);
                None
            }
        };
        if let Some(kind) = kind {
            self.lines.push(TestLine { kind, span: self.span(line.start, end) });
        }
    }

    fn unknown(&mut self, word: &str, start: usize, line: Line) {
        let openers = keywords::TRANSCRIPT.iter().take(5);
        let near = nearest(word, openers.flat_map(|k| k.spellings()));
        let diagnostic =
            Diagnostic::at(codes::TRANSCRIPT_LINE, self.span(line.start, line.end)).maybe("near", near);
        self.problems.push(match near {
            Some(near) => diagnostic.fix(self.span(start, start + word.len()), near),
            None => diagnostic,
        });
    }

    fn roster(&mut self, mut cursor: Cursor<'a>) -> Option<TestLineKind> {
        let rest = cursor.rest();
        let colon = rest.find([':', '：']);
        let name_end = colon.unwrap_or(rest.len());
        let name = self.name(cursor.at, cursor.at + name_end, cursor)?;
        let mut roles = Vec::new();
        if let Some(colon) = colon {
            cursor.at += colon + rest.get(colon..)?.chars().next().map_or(1, char::len_utf8);
            while !cursor.is_empty() {
                let (role, start) = cursor.word(&[',', '，', '、']);
                if !role.is_empty() {
                    roles.push(Name { text: literal::nfc(role), span: self.span(start, start + role.len()) });
                }
                cursor.skip_blanks();
                let comma = cursor.rest().chars().next().filter(|c| matches!(c, ',' | '，' | '、'));
                cursor.at += comma.map_or(0, char::len_utf8);
            }
        }
        Some(TestLineKind::Roster { name, roles })
    }

    fn rest_as_name(&mut self, cursor: Cursor<'a>) -> Option<Name> {
        self.name(cursor.at, cursor.end, cursor)
    }

    /// The trimmed text of a range, which must not be empty.
    fn name(&mut self, start: usize, end: usize, cursor: Cursor<'a>) -> Option<Name> {
        let raw = self.text.get(start..end).unwrap_or("");
        let text = raw.trim_start_matches([':', '：']).trim();
        if text.is_empty() {
            self.expected(cursor, ("a name", "名字"));
            return None;
        }
        let start = end - raw.trim_start_matches([':', '：']).trim_start().len();
        Some(Name { text: literal::nfc(text), span: self.span(start, start + text.len()) })
    }

    /// Reports that something else was expected where the cursor stands.
    fn expected(&mut self, mut cursor: Cursor<'a>, what: (&str, &str)) {
        cursor.skip_blanks();
        let found = cursor.rest();
        let span = self.span(cursor.at, cursor.end);
        let found = match found.is_empty() {
            true => ("the line's end", "到行尾为止").into(),
            false => Both { en: format!("`{found}`"), zh: format!("是 `{found}`") },
        };
        self.problems
            .push(Diagnostic::at(codes::TRANSCRIPT_EXPECTED, span).arg("expected", what).arg("found", found));
    }

    fn date(&mut self, mut cursor: Cursor<'a>) -> Option<TestLineKind> {
        let (word, start) = cursor.word(&[]);
        let span = self.span(start, start + word.len());
        let value = literal::date_expr(word, span, self.problems);
        if value.is_none() {
            cursor.at = start;
            self.expected(cursor, ("a date such as `2026-03-02`", "日期，如 `2026-03-02`"));
        }
        value.map(TestLineKind::Date)
    }

    fn covers(&mut self, cursor: Cursor<'a>) -> Option<TestLineKind> {
        let text = cursor.rest();
        let mark = ["..", "．．", "至", "到"].iter().find_map(|m| text.find(m).map(|at| (at, m.len())));
        let halves = mark.and_then(|(at, len)| Some((text.get(..at)?, text.get(at + len..)?)));
        let moments = halves.and_then(|(from, to)| Some((moment(from)?, moment(to)?)));
        let Some((from, to)) = moments else {
            self.expected(cursor, ("a range such as `08:00..18:00`", "范围，如 `08:00..18:00`"));
            return None;
        };
        Some(TestLineKind::Covers { from, to })
    }
}

/// `DATE CLOCK`, `DATE` or `CLOCK`.
fn moment(text: &str) -> Option<Moment> {
    let words: Vec<&str> = text.split(marks::is_blank).filter(|w| !w.is_empty()).collect();
    match words.as_slice() {
        [one] => match literal::date(one) {
            Some(date) => Some(Moment { date: Some(date), clock: None }),
            None => Some(Moment { date: None, clock: Some(literal::clock(one)?) }),
        },
        [date, clock] => {
            Some(Moment { date: Some(literal::date(date)?), clock: Some(literal::clock(clock)?) })
        }
        _ => None,
    }
}

/// Length of a line's text before ` # …`, without blanks at its end.
fn before_comment(line: &str) -> usize {
    let cut = line
        .char_indices()
        .find(|&(i, c)| c == '#' && line.get(..i).is_some_and(|before| before.ends_with(marks::is_blank)));
    cut.map_or(line, |(i, _)| line.get(..i).unwrap_or("")).trim_end().len()
}
