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

    /// From within a text, after some characters of an expansion.
    pub fn after(several: &'static [char], rest: Chars<'a>) -> Folded<'a> {
        Folded { rest, several: several.iter(), stopped: false }
    }

    /// Whether it stopped before the end.
    pub fn stopped(&self) -> bool {
        self.stopped
    }
}

/// What a special character gives.
pub(super) enum Gives {
    /// Nothing.
    Nothing,
    /// One character.
    One(char),
    /// Several.
    Several(&'static [char]),
    /// That depends on what is around it.
    Unclear,
}

/// What a special character gives, with which `text` begins.
#[inline(never)]
pub(super) fn special(c: char, text: &str) -> Gives {
    match tables::special(c) {
        Fate::Joins => Gives::Unclear,
        Fate::Becomes('[' | '/') if faces::may_begin(text) => Gives::Unclear,
        Fate::Becomes(one) => Gives::One(one),
        Fate::Dropped => Gives::Nothing,
        Fate::Expands(many) => Gives::Several(many),
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
            let text = self.rest.as_str();
            let c = self.rest.next()?;
            if let Some(c) = tables::plain(c) {
                return Some(c);
            }
            match special(c, text) {
                Gives::Nothing => {}
                Gives::One(c) => return Some(c),
                Gives::Several(many) => self.several = many.iter(),
                Gives::Unclear => (self.stopped, self.rest) = (true, "".chars()),
            }
        }
    }
}
