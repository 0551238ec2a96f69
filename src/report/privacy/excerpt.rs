//! The matched words of a text and a little around them.

use smallvec::SmallVec;

use super::Excerpt;

/// Characters shown on either side of a match.
const AROUND: usize = 20;
/// Characters shown of a text in which nothing matched.
const HEAD: usize = 40;
/// What stands for what is left out.
const CUT: char = '…';

/// Leaves out what is far from all matches.
pub fn cut(whole: Excerpt<'_>) -> Excerpt<'_> {
    let length = whole.text.chars().count();
    let pieces = pieces(&whole.spans, length);
    if *pieces == [[0, length]] {
        return whole;
    }
    let chars: Vec<char> = whole.text.chars().collect();
    let mut text = String::new();
    let mut spans = Vec::with_capacity(whole.spans.len());
    let mut written = 0;
    let mut end = 0;
    for [from, to] in pieces {
        if from > end {
            text.push(CUT);
            written += 1;
        }
        let inside = whole.spans.iter().filter(|span| from <= span[0] && span[1] <= to);
        spans.extend(inside.map(|span| span.map(|at| at - from + written)));
        text.extend(chars.get(from..to).unwrap_or_default());
        written += to - from;
        end = to;
    }
    if end < chars.len() {
        text.push(CUT);
    }
    Excerpt { text: text.into(), spans }
}

/// What is kept: the surroundings of each match, joined where leaving out would save nothing.
fn pieces(spans: &[[usize; 2]], length: usize) -> SmallVec<[[usize; 2]; 4]> {
    let mut pieces: SmallVec<[[usize; 2]; 4]> = SmallVec::new();
    if spans.is_empty() {
        pieces.push([0, if length > HEAD + 1 { HEAD } else { length }]);
    }
    for [from, to] in spans {
        let (mut from, mut to) = (from.saturating_sub(AROUND), (to + AROUND).min(length));
        from = if from <= 1 { 0 } else { from };
        to = if to + 1 >= length { length } else { to };
        match pieces.last_mut() {
            Some([_, end]) if from <= *end + 1 => *end = (*end).max(to),
            _ => pieces.push([from, to]),
        }
    }
    pieces
}
