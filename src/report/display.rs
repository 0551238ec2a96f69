//! Foreign text made fit for a terminal: one line, nothing hidden, known width, bounded length.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

use crate::text::visible;

/// Columns between tab stops.
const TAB: usize = 4;

/// A line as displayed, with a map from the bytes of the original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// What to print.
    pub text: String,
    /// Pairs (byte of the original, byte of `text`) at the start of each cluster, and at the end.
    map: Vec<(usize, usize)>,
}

impl Shown {
    /// A whole line. Clusters that terminals measure differently become their first character (a family its
    /// first person, a flag its letters); what is invisible or a
    /// command is written out as [`visible`] does.
    pub fn line(original: &str) -> Shown {
        let mut shown = Shown { text: String::with_capacity(original.len()), map: Vec::new() };
        let mut column = 0;
        for (at, cluster) in original.grapheme_indices(true) {
            shown.map.push((at, shown.text.len()));
            let before = shown.text.len();
            push_cluster(&mut shown.text, cluster, column);
            column += width(&shown.text[before..]);
        }
        shown.map.push((original.len(), shown.text.len()));
        shown
    }

    /// At most `limit` columns of a line, those around `focus` (bytes of the original); what is left out is
    /// marked with `…` (`...` in ASCII).
    pub fn window(original: &str, focus: (usize, usize), limit: usize, ascii: bool) -> Shown {
        let shown = Shown::line(original);
        if width(&shown.text) <= limit {
            return shown;
        }
        let mark = if ascii { "..." } else { "…" };
        let room = limit.saturating_sub(2 * width(mark)).max(8);
        let (start, end) = shown.around(focus, room);
        let cut = |at: usize| at.clamp(start, end) - start;
        let head = if start > 0 { mark } else { "" };
        let tail = if end < shown.text.len() { mark } else { "" };
        let text = format!("{head}{}{tail}", &shown.text[start..end]);
        let map = shown.map.iter().map(|&(from, to)| (from, head.len() + cut(to))).collect();
        Shown { text, map }
    }

    /// The displayed bytes to keep: a stretch of `room` columns that starts somewhat before the focus.
    fn around(&self, focus: (usize, usize), room: usize) -> (usize, usize) {
        let stops: Vec<usize> = self.map.iter().map(|&(_, to)| to).collect();
        let last = stops.len().saturating_sub(1);
        let find = |at: usize| stops.partition_point(|&stop| stop < at).min(last);
        let (from, to) = (find(self.start(focus.0)), find(self.end(focus.1)));
        let step = |i: usize| width(&self.text[stops[i]..stops[i + 1]]);
        let wanted: usize = (from..to.min(last)).map(step).sum();
        let mut before = room.saturating_sub(wanted.min(room)) / 2;
        let mut first = from;
        while first > 0 && step(first - 1) <= before {
            before -= step(first - 1);
            first -= 1;
        }
        let mut left = room;
        let mut end = first;
        while end < last && step(end) <= left {
            left -= step(end);
            end += 1;
        }
        while end == last && first > 0 && step(first - 1) <= left {
            left -= step(first - 1);
            first -= 1;
        }
        (stops[first], stops[end])
    }

    /// Where a place that starts something is displayed.
    pub fn start(&self, original: usize) -> usize {
        let next = self.map.partition_point(|&(from, _)| from <= original);
        self.map.get(next.saturating_sub(1)).map_or(0, |&(_, to)| to)
    }

    /// Where a place that ends something is displayed.
    pub fn end(&self, original: usize) -> usize {
        let next = self.map.partition_point(|&(from, _)| from < original);
        self.map.get(next).map_or(self.text.len(), |&(_, to)| to)
    }
}

/// A text of one line for display, without a map; a line break becomes `⏎`.
pub fn escape(original: &str) -> String {
    Shown::line(original).text
}

/// Terminal columns, character by character.
pub fn width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

fn push_cluster(out: &mut String, cluster: &str, column: usize) {
    let mut chars = cluster.chars();
    let Some(first) = chars.next() else { return };
    if first == '\t' {
        out.extend(std::iter::repeat_n(' ', TAB - column % TAB));
    } else if let Some(letter) = regional(first) {
        out.push('[');
        out.push(letter);
        out.extend(chars.filter_map(regional));
        out.push(']');
    } else if chars.clone().any(joins_emoji) && first.width().unwrap_or(0) > 0 {
        out.push(first);
    } else {
        out.push_str(&visible(cluster));
    }
}

/// The letter of a regional indicator (half a flag).
fn regional(c: char) -> Option<char> {
    let index = (c as u32).checked_sub(0x1F1E6).filter(|i| *i < 26)?;
    char::from_u32('A' as u32 + index)
}

/// Joiners, emoji presentation, skin tones: their clusters have no agreed width.
fn joins_emoji(c: char) -> bool {
    matches!(c, '\u{200d}' | '\u{fe0e}' | '\u{fe0f}' | '\u{20e3}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clusters_of_unclear_width_are_simplified_and_nothing_stays_hidden() {
        for (original, shown) in [
            ("家庭👨‍👩‍👧好", "家庭👨好"),
            ("👍🏽", "👍"),
            ("❤️", "❤"),
            ("🇨🇳国旗", "[CN]国旗"),
            ("1️⃣", "1"),
            ("e\u{301}", "e\u{301}"),
            ("a\tb", "a   b"),
            ("x\u{1b}[31m", "x␛[31m"),
            ("a\u{202e}b\u{200b}", "a⟨U+202E⟩b⟨U+200B⟩"),
            ("a\nb\r\nc", "a⏎b⏎c"),
            ("\u{200d}", "⟨U+200D⟩"),
            ("\u{fe0f}", "⟨U+FE0F⟩"),
        ] {
            assert_eq!(escape(original), shown, "{original:?}");
        }
    }

    #[test]
    fn places_follow_the_text() {
        let shown = Shown::line("👨‍👩‍👧坏\t字");
        let family = "👨‍👩‍👧".len();
        assert_eq!(&shown.text[shown.start(family)..shown.end(family + 3)], "坏");
        assert_eq!(&shown.text[shown.start(4)..shown.end(5)], "👨");
        assert_eq!(shown.end(999), shown.text.len());
    }

    #[test]
    fn a_long_line_is_cut_around_its_focus() {
        let long = format!("{}敏感词{}", "前".repeat(500), "后".repeat(500));
        let shown = Shown::window(&long, (1500, 1509), 40, false);
        assert!(width(&shown.text) <= 40, "{}", width(&shown.text));
        assert_eq!(&shown.text[shown.start(1500)..shown.end(1509)], "敏感词");
        assert!(shown.text.starts_with('…') && shown.text.ends_with('…'));
        let head = Shown::window(&long, (0, 3), 40, true);
        assert!(head.text.starts_with('前') && head.text.ends_with("..."));
        let tail = Shown::window(&long, (long.len() - 3, long.len()), 40, false);
        assert!(tail.text.starts_with('…') && tail.text.ends_with('后'));
        assert!(width(&tail.text) >= 36);
    }
}
