//! Normalised characters of a text, one after the other, without writing them anywhere.

use std::str::Chars;

use super::faces;
use super::tables::{self, Fate};

/// Goes through what normalisation makes of a text. It stops where characters have to be looked at together
/// (marks that join the character before them, faces that are written otherwise), and [`Folded::stopped`]
/// tells: the text must then be normalised as a whole, and even the last character that was given may change.
#[derive(Debug, Clone)]
pub(super) struct Folded<'a> {
    rest: Chars<'a>,
    /// What is left of an expansion.
    several: std::slice::Iter<'static, char>,
    stopped: bool,
}

impl<'a> Folded<'a> {
    /// From the start of a text.
    pub fn new(text: &'a str) -> Folded<'a> {
        Folded { rest: text.chars(), several: [].iter(), stopped: false }
    }

    /// Whether it stopped before the end.
    pub fn stopped(&self) -> bool {
        self.stopped
    }

    /// What a special character gives at once, if anything; `None` to stop.
    #[inline(never)]
    fn special(&mut self, c: char, from: &str) -> Option<Option<char>> {
        match tables::special(c) {
            Fate::Joins => {}
            Fate::Becomes('[' | '/') if faces::may_begin(from) => {}
            Fate::Becomes(one) => return Some(Some(one)),
            Fate::Dropped => return Some(None),
            Fate::Expands(many) => {
                self.several = many.iter();
                return Some(None);
            }
        }
        (self.stopped, self.rest) = (true, "".chars());
        None
    }
}

impl Iterator for Folded<'_> {
    type Item = char;

    #[inline(always)]
    fn next(&mut self) -> Option<char> {
        loop {
            if let Some(&c) = self.several.next() {
                return Some(c);
            }
            let from = self.rest.as_str();
            let c = self.rest.next()?;
            if let Some(c) = tables::plain(c) {
                return Some(c);
            }
            if let Some(c) = self.special(c, from)? {
                return Some(c);
            }
        }
    }
}
