//! The first look at a file: words, strings, marks, comments and transcripts, before any grammar.
//!
//! It finds what has no place in a policy at all (invisible characters, unclosed strings, foreign comments), and
//! hands the grammar a text of the same length in which that, comments and transcripts are blank.

use super::keywords::{self, Class};
use super::marks;
use crate::diag::codes::syntax as codes;
use crate::diag::{Diagnostic, Problems, nearest};
use crate::source::{FileId, Span};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A run of letters, digits and underscores that starts with a letter.
    Word,
    /// A number with everything glued to it.
    Number,
    /// A string, quotes included.
    Str,
    /// A pattern with its flags.
    Regex,
    /// A punctuation mark, as its ASCII twin.
    Mark(char),
}

/// A token of the code, by byte offsets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// True if it is the first of its line.
    pub first: bool,
}

/// A transcript's place: the text between its braces.
#[derive(Debug, Clone, Copy)]
pub struct Block {
    /// Just after the opening brace.
    pub start: usize,
    /// Before the closing brace (or where the transcript breaks off).
    pub end: usize,
}

/// The result.
#[derive(Debug, Default)]
pub struct Scan {
    /// The text for the grammar; offsets are those of the original.
    pub masked: String,
    /// Tokens in order.
    pub tokens: Vec<Token>,
    /// Comments in order, `#` included.
    pub comments: Vec<(usize, usize)>,
    /// Transcripts in order.
    pub blocks: Vec<Block>,
    /// Places of what has been reported here and makes its surroundings unreadable.
    pub reported: Vec<(usize, usize)>,
    /// True if something nests too deep for the grammar to be tried on it.
    pub too_deep: bool,
}

impl Scan {
    /// The end of the last token that ends at or before `end` (so that spans hold no trailing blanks).
    pub fn end_before(&self, end: usize) -> usize {
        let index = self.tokens.partition_point(|t| t.end <= end);
        index.checked_sub(1).and_then(|i| self.tokens.get(i)).map_or(end, |t| t.end)
    }

    /// True if something within a range has been reported.
    pub fn is_reported(&self, start: usize, end: usize) -> bool {
        self.reported.iter().any(|&(s, e)| s < end.max(start + 1) && e > start)
    }
}

/// Scans a file.
pub fn scan(text: &str, file: FileId, problems: &mut Problems) -> Scan {
    let mut scanner = Scanner {
        text,
        file,
        problems,
        at: 0,
        first: true,
        masked: text.as_bytes().to_vec(),
        out: Scan::default(),
    };
    scanner.run();
    let masked = scanner.masked;
    let mut out = scanner.out;
    out.masked = String::from_utf8(masked).unwrap_or_default();
    out
}

struct Scanner<'a> {
    text: &'a str,
    file: FileId,
    problems: &'a mut Problems,
    at: usize,
    first: bool,
    masked: Vec<u8>,
    out: Scan,
}

impl Scanner<'_> {
    fn run(&mut self) {
        while let Some(c) = self.rest().chars().next() {
            match c {
                '\n' => {
                    self.at += 1;
                    self.first = true;
                }
                _ if marks::is_blank(c) => self.at += c.len_utf8(),
                '#' => self.comment(),
                '/' | '-' if self.is_foreign_comment(c) => self.foreign_comment(),
                '"' => self.string(&['"']),
                '“' | '”' | '＂' => self.string(&['“', '”', '＂']),
                '/' if self.after_matches() => self.regex(),
                _ if unicode_ident::is_xid_start(c) => self.word(),
                _ if marks::is_digit(c) => self.number(),
                _ => self.mark(c),
            }
        }
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn line_end(&self) -> usize {
        self.rest().find('\n').map_or(self.text.len(), |n| self.at + n)
    }

    fn push(&mut self, kind: Kind, end: usize) {
        self.out.tokens.push(Token { kind, start: self.at, end, first: self.first });
        self.first = false;
        self.at = end;
    }

    fn mask(&mut self, start: usize, end: usize) {
        for byte in self.masked.get_mut(start..end).unwrap_or(&mut []) {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        if let Some(span) = diagnostic.span {
            self.out.reported.push((span.start as usize, span.end as usize));
        }
        self.problems.push(diagnostic);
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start, end)
    }

    fn comment(&mut self) {
        let end = self.line_end();
        let (start, text) = (self.at, self.text.get(self.at..end).unwrap_or(""));
        self.out.comments.push((start, start + text.trim_end().len()));
        self.hidden(start, end, marks::is_bidi);
        self.mask(start, end);
        self.at = end;
    }

    /// `//` and `--`: a comment of other languages, unless it is an empty pattern.
    fn is_foreign_comment(&self, c: char) -> bool {
        self.rest().chars().nth(1) == Some(c) && !(c == '/' && self.after_matches())
    }

    fn foreign_comment(&mut self) {
        let (start, end) = (self.at, self.line_end());
        let mark = self.span(start, start + 2);
        let found = self.text.get(start..start + 2).unwrap_or("").to_string();
        self.problems.push(Diagnostic::at(codes::FOREIGN_COMMENT, mark).arg("found", found).fix(mark, "#"));
        self.mask(start, end);
        self.at = end;
    }

    fn after_matches(&self) -> bool {
        let last = self.out.tokens.last();
        last.is_some_and(|t| {
            t.kind == Kind::Word
                && keywords::find(self.text.get(t.start..t.end).unwrap_or(""))
                    .is_some_and(|k| k.name == "matches")
        })
    }

    fn string(&mut self, closing: &[char]) {
        let start = self.at;
        let end = self.line_end();
        match self.closing(closing) {
            Some(close) => {
                self.hidden(start, close, marks::is_bidi);
                self.push(Kind::Str, close);
            }
            None => {
                let end = start + self.text.get(start..end).unwrap_or("").trim_end().len();
                let span = self.span(start, end);
                self.report(
                    Diagnostic::at(codes::UNCLOSED_STRING, span)
                        .arg("close", if closing.len() > 1 { "”" } else { "\"" }),
                );
                self.push(Kind::Str, end);
            }
        }
    }

    fn regex(&mut self) {
        let (start, end) = (self.at, self.line_end());
        match self.closing(&['/']) {
            Some(close) => {
                let tail = self.text.get(close..end).unwrap_or("");
                let flags = tail.len() - tail.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
                self.push(Kind::Regex, close + flags);
            }
            None => {
                let end = start + self.text.get(start..end).unwrap_or("").trim_end().len();
                self.report(Diagnostic::at(codes::UNCLOSED_PATTERN, self.span(start, end)));
                self.push(Kind::Regex, end);
            }
        }
    }

    /// Where the string or pattern that starts here is closed, on its own line.
    fn closing(&self, closing: &[char]) -> Option<usize> {
        let mut escaped = false;
        for (index, c) in self.rest().char_indices().skip(1) {
            match c {
                '\n' => return None,
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                _ if closing.contains(&c) => return Some(self.at + index + c.len_utf8()),
                _ => {}
            }
        }
        None
    }

    fn word(&mut self) {
        let rest = self.rest();
        let len = rest.find(|c| !unicode_ident::is_xid_continue(c)).unwrap_or(rest.len());
        self.push(Kind::Word, self.at + len);
    }

    fn number(&mut self) {
        let rest = self.rest();
        let mut len = 0;
        let mut chars = rest.chars().peekable();
        while let Some(c) = chars.next() {
            let point = matches!(c, '.' | '．') && chars.peek().copied().is_some_and(marks::is_digit);
            if !unicode_ident::is_xid_continue(c) && !point {
                break;
            }
            len += c.len_utf8();
        }
        self.push(Kind::Number, self.at + len);
    }

    fn mark(&mut self, c: char) {
        let end = self.at + c.len_utf8();
        if marks::is_hidden(c) || marks::is_control(c) || c == '。' {
            self.hidden(self.at, end, |c| marks::is_hidden(c) || marks::is_control(c) || c == '。');
            self.mask(self.at, end);
            self.at = end;
            return;
        }
        let twin = marks::twin(c);
        self.push(Kind::Mark(twin), end);
        if twin == '{' && self.opens_transcript() {
            self.transcript();
        }
    }

    /// Reports characters that cannot be seen, or have no place in code.
    fn hidden(&mut self, start: usize, end: usize, wrong: impl Fn(char) -> bool) {
        let text = self.text.get(start..end).unwrap_or("");
        for (index, c) in text.char_indices().filter(|&(_, c)| wrong(c)) {
            let span = self.span(start + index, start + index + c.len_utf8());
            let diagnostic = match c {
                '。' => Diagnostic::at(codes::NEEDLESS_MARK, span).arg("found", "。").fix(span, ""),
                _ => {
                    self.out.reported.push((span.start as usize, span.end as usize));
                    let name = format!("U+{:04X}", c as u32);
                    Diagnostic::at(codes::HIDDEN_CHARACTER, span).arg("name", name).fix(span, "")
                }
            };
            self.problems.push(diagnostic);
        }
    }

    /// True after `test "…" {`, also when `test` is misspelt or its title is missing.
    fn opens_transcript(&self) -> bool {
        let word = |t: &Token| self.text.get(t.start..t.end).unwrap_or("");
        let is_test = |t: &Token| keywords::find(word(t)).is_some_and(|k| k.name == "test");
        match self.out.tokens.as_slice() {
            [.., t, s, _] if t.kind == Kind::Word && s.kind == Kind::Str => {
                let like = keywords::KEYWORDS.iter().filter(|k| k.class == Class::Item);
                let near = nearest(word(t), like.flat_map(|k| k.spellings()));
                is_test(t) || (t.first && near.and_then(keywords::find).is_some_and(|k| k.name == "test"))
            }
            [.., t, _] => t.kind == Kind::Word && t.first && is_test(t),
            _ => false,
        }
    }

    fn transcript(&mut self) {
        let start = self.at;
        let (end, closed) = super::transcript::extent(self.text, start);
        if !closed {
            let open = self.span(start - 1, start);
            self.report(Diagnostic::at(codes::UNCLOSED_TEST, open));
        }
        self.mask(start, end);
        self.out.blocks.push(Block { start, end });
        self.at = end;
        self.first = true;
    }
}
