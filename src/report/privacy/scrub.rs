//! Names taken out of texts.

use std::collections::HashMap;

use crate::text::Phrases;

/// Names of one character would tear words apart; they go only where `@` stands before.
const SHORTEST: usize = 2;
/// Longest name after `@`, in characters.
const LONGEST: usize = 32;

/// Knows names, and what to put in their place.
#[derive(Default)]
pub struct Scrubber {
    names: HashMap<Box<str>, Box<str>>,
    /// Finds the names; made anew when there are more of them.
    finder: Phrases,
    /// How many names it finds.
    built: usize,
}

/// A stretch of a text, in characters, and what stands in its place.
struct Edit {
    from: usize,
    to: usize,
    by: String,
}

impl Scrubber {
    /// Adds a name; the first pseudonym of a name stays.
    pub fn add(&mut self, name: &str, pseudonym: &str) {
        if !self.names.contains_key(name) && name.chars().nth(SHORTEST - 1).is_some() {
            self.names.insert(name.into(), pseudonym.into());
        }
    }

    /// Makes ready to find all names.
    pub fn build(&mut self) {
        if self.built != self.names.len() {
            self.built = self.names.len();
            self.finder = Phrases::new(self.names.keys());
        }
    }

    /// The text with names replaced, and where its spans (in characters) have gone. `unknown` gives the
    /// pseudonym of a name after `@` that nobody known bears.
    pub fn scrub(
        &self,
        text: &str,
        spans: &[[usize; 2]],
        unknown: &dyn Fn(&str) -> String,
    ) -> (String, Vec<[usize; 2]>) {
        let chars: Vec<char> = text.chars().collect();
        let mut edits = self.known(text, &chars);
        mentioned(&chars, &mut edits, unknown);
        edits.sort_by_key(|edit| edit.from);
        let mut shown = String::with_capacity(text.len());
        let mut at = 0;
        for edit in &edits {
            shown.extend(chars.get(at..edit.from).unwrap_or_default());
            shown.push_str(&edit.by);
            at = edit.to;
        }
        shown.extend(chars.get(at..).unwrap_or_default());
        let moved = |span: &[usize; 2]| [place(&edits, span[0], false), place(&edits, span[1], true)];
        (shown, spans.iter().map(moved).collect())
    }

    fn known(&self, text: &str, chars: &[char]) -> Vec<Edit> {
        let mut edits = Vec::new();
        let (mut bytes, mut count) = (0, 0);
        for found in self.finder.places(text) {
            let name = &text[found.clone()];
            let from = count + text[bytes..found.start].chars().count();
            let to = from + name.chars().count();
            (bytes, count) = (found.end, to);
            if let (true, Some(by)) = (whole(chars, from, to), self.names.get(name)) {
                edits.push(Edit { from, to, by: by.to_string() });
            }
        }
        edits
    }
}

/// A name in Latin letters or digits is one only if no letter or digit goes on before or behind it.
fn whole(chars: &[char], from: usize, to: usize) -> bool {
    let word = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_alphanumeric);
    let starts = word(from.checked_sub(1)) && word(Some(from));
    let ends = word(to.checked_sub(1)) && word(Some(to));
    !starts && !ends
}

/// What stands after `@` and is no known name.
fn mentioned(chars: &[char], edits: &mut Vec<Edit>, unknown: &dyn Fn(&str) -> String) {
    for (at, _) in chars.iter().enumerate().filter(|(_, c)| matches!(c, '@' | '＠')) {
        let from = at + 1;
        let address = at.checked_sub(1).and_then(|before| chars.get(before));
        if address.is_some_and(char::is_ascii_alphanumeric) {
            continue;
        }
        let rest = chars.get(from..).unwrap_or_default();
        let ends = |c: &char| c.is_whitespace() || "，。：；！？、,:;!?@＠".contains(*c);
        let length = rest.iter().take(LONGEST).position(ends).unwrap_or(rest.len().min(LONGEST));
        let to = from + length;
        let name: String = rest.iter().take(length).collect();
        let everyone = matches!(name.as_str(), "" | "所有人" | "全体成员" | "all" | "All" | "everyone");
        if !everyone && !edits.iter().any(|edit| edit.from < to && from < edit.to) {
            edits.push(Edit { from, to, by: unknown(&name) });
        }
    }
}

/// Where a place has gone; one within a name goes to the edge of what replaced it.
fn place(edits: &[Edit], at: usize, end: bool) -> usize {
    let mut moved = at;
    for edit in edits {
        let length = edit.by.chars().count();
        if edit.to <= at {
            moved = moved + length - (edit.to - edit.from);
        } else if edit.from < at {
            moved = moved - (at - edit.from) + if end { length } else { 0 };
        }
    }
    moved
}
