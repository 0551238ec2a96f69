//! `CLOCK NAME: …` lines, their tags and their continuation.

use super::{Cursor, Line, Reader};
use crate::diag::Diagnostic;
use crate::diag::codes::syntax as codes;
use crate::syntax::ast::{Body, Name, Str, TestLine, TestLineKind};
use crate::syntax::{literal, marks};

impl<'a> Reader<'a> {
    pub(super) fn message(&mut self, line: Line) {
        self.broken = true;
        let raw = self.text.get(line.start..line.raw_end).unwrap_or("").trim_end_matches(['\n', '\r']);
        let mut cursor = Cursor { text: self.text, at: line.start, end: line.start + raw.len() };
        let (word, start) = cursor.word(&[]);
        let Some(clock) = literal::clock(word) else {
            let span = self.span(start, start + word.len());
            let diagnostic = match literal::looks_like_clock(word) {
                true => Diagnostic::at(codes::BAD_CLOCK, span).arg("found", word),
                false => Diagnostic::at(codes::TRANSCRIPT_LINE, self.span(line.start, line.end)),
            };
            return self.problems.push(diagnostic);
        };
        let Some(sender) = self.sender(&mut cursor) else { return };
        cursor.skip_blanks();
        let Some(body) = self.body(cursor) else { return };
        self.broken = false;
        let kind = TestLineKind::Message { clock, sender, body };
        self.lines.push(TestLine { kind, span: self.span(line.start, line.end) });
    }

    /// The name before the colon; empty when a tag stands there (what the system records).
    fn sender(&mut self, cursor: &mut Cursor<'a>) -> Option<Name> {
        cursor.skip_blanks();
        let rest = cursor.rest();
        if rest.starts_with('<') {
            return Some(Name { text: String::new(), span: self.span(cursor.at, cursor.at) });
        }
        let Some(colon) = rest.find([':', '：']) else {
            self.expected(*cursor, ("a name and a colon", "名字和冒号"));
            return None;
        };
        let name = rest.get(..colon).unwrap_or("").trim_end();
        if name.is_empty() {
            self.expected(*cursor, ("a name", "名字"));
            return None;
        }
        let span = self.span(cursor.at, cursor.at + name.len());
        cursor.at += colon + rest.get(colon..)?.chars().next().map_or(1, char::len_utf8);
        Some(Name { text: literal::nfc(name), span })
    }

    fn body(&mut self, mut cursor: Cursor<'a>) -> Option<Body> {
        let rest = cursor.rest();
        if !rest.starts_with('<') {
            return Some(Body::Text(match rest.starts_with("\\<") {
                true => rest.get(1..).unwrap_or("").to_string(),
                false => rest.to_string(),
            }));
        }
        let Some(close) = tag_end(rest) else {
            let span = self.span(cursor.at, cursor.at + rest.trim_end().len());
            let mark = self.span(cursor.at, cursor.at + 1);
            self.problems.push(Diagnostic::at(codes::OPEN_TAG, span).fix(mark, "\\<"));
            return None;
        };
        let text = rest.get(close + 1..).unwrap_or("").trim_start_matches(marks::is_blank).to_string();
        cursor.end = cursor.at + close;
        cursor.at += 1;
        let (kind, start) = cursor.word(&[]);
        if !kind.starts_with(unicode_ident::is_xid_start) {
            self.expected(Cursor { at: start, ..cursor }, ("a kind such as `image`", "类型，如 `图片`"));
            return None;
        }
        let kind = Name { text: literal::nfc(kind), span: self.span(start, start + kind.len()) };
        let (mut words, mut pairs) = (Vec::new(), Vec::new());
        while !cursor.is_empty() {
            match self.pair_name(&mut cursor) {
                Some(name) => pairs.push((name, self.tag_word(&mut cursor))),
                None => words.push(self.tag_word(&mut cursor)),
            }
        }
        Some(Body::Tag { kind, words, pairs, text })
    }

    /// `name=`, if it stands next.
    fn pair_name(&self, cursor: &mut Cursor<'a>) -> Option<Name> {
        let rest = cursor.rest();
        let len = rest.find(['=', '＝'])?;
        let name = rest.get(..len)?;
        let valid =
            name.starts_with(unicode_ident::is_xid_start) && name.chars().all(unicode_ident::is_xid_continue);
        if !valid {
            return None;
        }
        let span = self.span(cursor.at, cursor.at + len);
        cursor.at += len + rest.get(len..)?.chars().next().map_or(1, char::len_utf8);
        Some(Name { text: literal::nfc(name), span })
    }

    /// A word up to a blank, or a quoted one.
    fn tag_word(&self, cursor: &mut Cursor<'a>) -> Str {
        let rest = cursor.rest();
        let start = cursor.at;
        let open = rest.chars().next().filter(|c| matches!(c, '"' | '“' | '”'));
        let inner = open.and_then(|q| rest.get(q.len_utf8()..));
        let closed = inner
            .and_then(|t| t.char_indices().find(|&(_, c)| marks::twin(c) == '"').map(|(i, c)| (t, i, c)));
        if let (Some(open), Some((inner, close, quote))) = (open, closed) {
            cursor.at += open.len_utf8() + close + quote.len_utf8();
            let value = inner.get(..close).unwrap_or("").to_string();
            return Str { value, span: self.span(start, cursor.at) };
        }
        let (word, start) = cursor.word(&[]);
        Str { value: word.to_string(), span: self.span(start, start + word.len()) }
    }

    /// `| text`: one more line of the last message's text.
    pub(super) fn continuation(&mut self, line: Line) {
        let raw = self.text.get(line.start + 1..line.raw_end).unwrap_or("").trim_end_matches(['\n', '\r']);
        let more = raw.strip_prefix(' ').unwrap_or(raw);
        let span = self.span(line.start, line.end);
        match self.lines.last_mut() {
            _ if self.broken => {}
            Some(TestLine {
                kind: TestLineKind::Message { body: Body::Text(text) | Body::Tag { text, .. }, .. },
                span: whole,
            }) => {
                text.push('\n');
                text.push_str(more);
                *whole = whole.to(span);
            }
            _ => self.problems.push(Diagnostic::at(codes::CONTINUATION, span)),
        }
    }
}

/// Where a tag's `>` is, outside quotes.
fn tag_end(text: &str) -> Option<usize> {
    let mut quoted = false;
    for (index, c) in text.char_indices() {
        match c {
            '"' | '“' | '”' => quoted = !quoted,
            '>' if !quoted => return Some(index),
            _ => {}
        }
    }
    None
}
