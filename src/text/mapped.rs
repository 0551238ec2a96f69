//! The way back from normalised text to the text as written.

use std::ops::Range;

use super::normalise::Track;

/// Normalised text that knows where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapped {
    /// The normalised text.
    pub text: String,
    characters: Layer,
    faces: Layer,
}

/// The pieces of one pass, in order. No pieces: the pass changed nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Layer {
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    out: (usize, usize),
    text: (usize, usize),
    verbatim: bool,
}

impl Mapped {
    pub(super) fn new(text: String, characters: Layer, faces: Layer) -> Mapped {
        Mapped { text, characters, faces }
    }

    /// The range of the original from which a range of [`Mapped::text`] was made: whole characters and whole
    /// faces. Bounds within a character are moved outwards; what was removed at the edges is left out.
    pub fn original(&self, range: Range<usize>) -> Range<usize> {
        let (mut start, mut end) = (range.start.min(self.text.len()), range.end.min(self.text.len()));
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        self.characters.back(self.faces.back(start..end.max(start)))
    }
}

impl Layer {
    fn back(&self, range: Range<usize>) -> Range<usize> {
        let Some(last) = self.pieces.last() else { return range };
        // The piece that holds the first byte, and the one that holds the last.
        let first = self.pieces.partition_point(|piece| piece.out.1 <= range.start);
        let start = match self.pieces.get(first) {
            Some(piece) if piece.verbatim => piece.text.0 + (range.start - piece.out.0),
            Some(piece) => piece.text.0,
            None => last.text.1,
        };
        if range.is_empty() {
            return start..start;
        }
        let end = self.pieces.partition_point(|piece| piece.out.1 < range.end);
        let end = match self.pieces.get(end) {
            Some(piece) if piece.verbatim => piece.text.0 + (range.end - piece.out.0),
            Some(piece) => piece.text.1,
            None => last.text.1,
        };
        start..end.max(start)
    }
}

impl Track for Layer {
    fn wrote(&mut self, out: (usize, usize), text: (usize, usize), verbatim: bool) {
        // What is removed leaves no piece: nothing leads back to it alone.
        if out.0 < out.1 {
            self.pieces.push(Piece { out, text, verbatim });
        }
    }

    fn cut(&mut self, out: usize) {
        while self.pieces.last().is_some_and(|piece| piece.out.0 >= out) {
            self.pieces.pop();
        }
        if let Some(piece) = self.pieces.last_mut()
            && piece.out.1 > out
        {
            piece.text.1 -= piece.out.1 - out;
            piece.out.1 = out;
        }
    }
}
