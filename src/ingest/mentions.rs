//! `@name` in running text, for formats that record mentions in no other way.
//!
//! Clients write a mention as `@` and the name, followed by U+2005 or a space. A name counts if the roster
//! (or the source's own list of members) has exactly one person of that name.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::draft::{Cx, Draft};

/// Longest name looked for, in characters.
const LONGEST: usize = 32;
/// Names may hold blanks: so many ends are tried, the farthest first.
const ENDS: usize = 4;

/// Notes who is mentioned in a text.
pub fn find(text: &str, draft: &mut Draft, cx: &mut Cx) {
    draft.row.has_mentions = true;
    let (start, end) = draft.row.mentions;
    let mut from = 0;
    while let Some(at) = mark(&text[from..]).map(|n| from + n) {
        draft.row.listed = draft.row.listed.min(end - start);
        let mark = text[at..].chars().next().map_or(1, char::len_utf8);
        from = at + mark;
        let inside_word = text[..at].chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric());
        if !inside_word {
            mention(&text[from..], draft, cx);
        }
    }
}

/// Notes who is mentioned in the text that a message has.
pub fn find_own(draft: &mut Draft, cx: &mut Cx) {
    let all = std::mem::take(&mut cx.batch.text);
    let (start, length) = (draft.row.text.start as usize, draft.row.text.len as usize);
    find(all.get(start..start + length).unwrap_or_default(), draft, cx);
    cx.batch.text = all;
}

/// Where the next mark of a mention stands.
fn mark(text: &str) -> Option<usize> {
    static WIDE: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("＠"));
    let (narrow, wide) = (memchr::memchr(b'@', text.as_bytes()), WIDE.find(text.as_bytes()));
    narrow.into_iter().chain(wide).min()
}

fn mention(rest: &str, draft: &mut Draft, cx: &mut Cx) {
    let ends = ends(rest);
    for &end in ends.iter().rev() {
        let name = &rest[..end];
        if is_everyone(name) {
            draft.row.everyone = true;
            return;
        }
        if let Some(person) = cx.directory.find_name(name) {
            draft.mention(person, cx.batch);
            return;
        }
    }
    if !ends.is_empty() {
        cx.notes.unknown_mentions += 1;
    }
}

/// `@所有人` in the languages of the clients.
pub fn is_everyone(name: &str) -> bool {
    matches!(name, "所有人" | "全体成员" | "all" | "All" | "everyone")
}

/// Where a name that begins the text may end.
fn ends(rest: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut last = ' ';
    for (count, (at, c)) in rest.char_indices().enumerate() {
        if c.is_whitespace() || is_stop(c) {
            if at > 0 && !last.is_whitespace() {
                ends.push(at);
            }
            if c == '\n' || ends.len() == ENDS {
                return ends;
            }
        }
        if count == LONGEST {
            return ends;
        }
        last = c;
    }
    if !rest.is_empty() && !last.is_whitespace() {
        ends.push(rest.len());
    }
    ends
}

fn is_stop(c: char) -> bool {
    matches!(c, '，' | '。' | '：' | '；' | '！' | '？' | '、' | ',' | ':' | ';' | '!' | '?' | '@' | '＠')
}
