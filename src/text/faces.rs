//! Faces: one name for `[玫瑰]`, `[Rose]`, `/:rose`, `/玫瑰` and 🌹.

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::memchr2;
use rustc_hash::FxHashMap;

use super::emoji::{KEYCAP, is_emoji};
use super::normalise::{Normaliser, Track};
use super::tables::plain;

/// Canonical form, then the other ways to write it; see `data/faces/SOURCE.md`.
const FACES: &str = include_str!("../../data/faces/faces.tsv");

struct Faces {
    /// What is written in several characters (in brackets, or after a slash), the canonical form itself too.
    written: FxHashMap<Cow<'static, str>, &'static str>,
    /// Length in bytes of the longest of them.
    longest: usize,
}

static TABLE: LazyLock<Faces> = LazyLock::new(|| {
    let mut table = Faces { written: FxHashMap::default(), longest: 0 };
    for line in FACES.lines().filter(|line| !line.starts_with("# ")) {
        let mut ways = line.split('\t');
        let Some(face) = ways.next() else { continue };
        // The old web form. Single characters after a slash mean too many other things, and so do `/ok`, `/no`.
        let name = name(face);
        if !name.is_ascii() && name.chars().count() > 1 {
            table.written.insert(format!("/{name}").into(), face);
        }
        table.written.insert(face.into(), face);
        // Emoji are characters, and in the table of characters.
        for way in ways.filter(|way| way.starts_with(['[', '/'])) {
            table.written.insert(way.into(), face);
        }
    }
    table.longest = table.written.keys().map(|way| way.len()).max().unwrap_or(0);
    table
});

/// Calls back with the name, without brackets, of every face in a normalised text, in order: those of the
/// table by their names, other emoji as themselves.
pub fn faces(normalised: &str, mut emit: impl FnMut(&str)) {
    let bytes = normalised.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        // Most characters cannot begin a face, by their first byte.
        let width = match byte {
            b'0'..=b'9' | b'#' | b'*' if bytes.get(at + 1) != Some(&0xE2) => 1,
            b'[' | b'0'..=b'9' | b'#' | b'*' => 0,
            ..0xC0 => 1,
            0xC0..0xE0 => 2,
            0xE2 | 0xE3 | 0xF0.. => 0,
            _ => 3,
        };
        if width > 0 {
            at += width;
            continue;
        }
        let Some(c) = normalised.get(at..).and_then(|rest| rest.chars().next()) else { return };
        match face_at(normalised, at) {
            Some((length, face)) => {
                emit(face);
                at += length;
            }
            None => at += c.len_utf8(),
        }
    }
}

/// True for normalised text that holds nothing but faces and spaces, and at least one face.
pub fn only_emoji(normalised: &str) -> bool {
    let (mut at, mut any) = (0, false);
    while let Some(c) = normalised[at..].chars().next() {
        match face_at(normalised, at) {
            Some((length, _)) => (at, any) = (at + length, true),
            None if c.is_whitespace() => at += c.len_utf8(),
            None => return false,
        }
    }
    any
}

/// False for most texts that hold something else than faces: they begin with a Chinese character, which no face does.
pub fn may_be_only_emoji(text: &str) -> bool {
    let first = text.trim_start().chars().next();
    // ㊗ and ㊙ are not among these.
    !first.is_some_and(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c))
}

/// The name, without brackets, under which a face is known, from any way to write it: `[Rose]`, `Rose`,
/// `玫瑰`, `/:rose` and 🌹 are all `玫瑰`. Names that are not in the table are normalised and lose brackets.
pub fn face_name(written: &str) -> Cow<'_, str> {
    let text = Normaliser::new().normalised(written.trim());
    if let Some(face) = TABLE.written.get(text.as_str()) {
        return Cow::Borrowed(name(face));
    }
    if let Some(face) = TABLE.written.get(format!("[{text}]").as_str()) {
        return Cow::Borrowed(name(face));
    }
    match text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(inner) => Cow::Owned(inner.to_owned()),
        None => Cow::Owned(text),
    }
}

/// The emoji that have a name, with the canonical form.
#[cfg(test)]
pub(super) fn emoji() -> impl Iterator<Item = (char, &'static str)> {
    FACES.lines().skip(1).flat_map(|line| {
        let face = line.split('\t').next().unwrap_or("");
        let single = |way: &str| if way.starts_with(['[', '/']) { None } else { way.chars().next() };
        line.split('\t').filter_map(single).map(move |emoji| (emoji, face))
    })
}

/// Replaces every other way to write a face by the canonical one.
pub(super) fn unify(out: &mut String, track: &mut impl Track) {
    let Some((mut start, mut length, mut face)) = alias(out, 0) else { return };
    let old = out.split_off(start);
    let first = start;
    track.wrote((0, first), (0, first), true);
    loop {
        let before = out.len();
        out.push_str(face);
        track.wrote((before, out.len()), (start, start + length), false);
        let rest = start + length;
        let next = alias(&old, rest - first).map(|(at, length, face)| (at + first, length, face));
        let end = next.map_or(first + old.len(), |(at, ..)| at);
        let before = out.len();
        out.push_str(&old[rest - first..end - first]);
        track.wrote((before, out.len()), (rest, end), true);
        match next {
            Some(found) => (start, length, face) = found,
            None => return,
        }
    }
}

/// The next place from `from` on where a face is written otherwise, its length, and the canonical form.
fn alias(text: &str, mut from: usize) -> Option<(usize, usize, &'static str)> {
    loop {
        let at = from + memchr2(b'[', b'/', text.as_bytes().get(from..)?)?;
        match written_at(text, at) {
            Some((length, face)) if text.get(at..at + length) == Some(face) => from = at + length,
            Some((length, face)) => return Some((at, length, face)),
            None => from = at + 1,
        }
    }
}

/// Whether a face that is to get its canonical form may be written at the start of a text that is not
/// normalised yet, and begins with a bracket or slash of some width. Says yes where it is not certain.
pub(super) fn may_begin(text: &str) -> bool {
    let mut rest = text.char_indices();
    match rest.next() {
        Some((_, '[')) => {}
        // Neither paths nor dates.
        Some((_, '/')) => return rest.next().is_some_and(|(_, next)| next == ':' || !next.is_ascii()),
        _ => return true,
    }
    for (at, c) in rest {
        match c {
            _ if at > TABLE.longest => return false,
            '[' => return false,
            ']' => {
                let written = &text[..=at];
                return TABLE.written.get(written).is_some_and(|face| *face != written);
            }
            _ if plain(c) != Some(c) => return true,
            _ => {}
        }
    }
    false
}

/// What normalised text holds where it holds a face of this name; `None` if no text does.
pub(super) fn written(name: &str) -> Option<Cow<'_, str>> {
    let bracketed = format!("[{name}]");
    if TABLE.written.get(bracketed.as_str()).is_some_and(|face| *face == bracketed) {
        return Some(Cow::Owned(bracketed));
    }
    face_at(name, 0).filter(|(_, whole)| *whole == name).map(|_| Cow::Borrowed(name))
}

/// Whether an emoji is of the letters of which two make a flag: which two, depends on what is before them.
pub(super) fn is_flag(name: &str) -> bool {
    name.chars().next().is_some_and(flag)
}

fn flag(c: char) -> bool {
    ('\u{1F1E6}'..='\u{1F1FF}').contains(&c)
}

/// Length and canonical form of the face that is written at a bracket or slash.
fn written_at(text: &str, at: usize) -> Option<(usize, &'static str)> {
    let rest = &text[at..];
    let window = &rest.as_bytes()[..rest.len().min(TABLE.longest)];
    if window.first() == Some(&b'[') {
        let length = memchr2(b']', b'[', window.get(1..)?)? + 2;
        let face = TABLE.written.get(rest.get(..length)?)?;
        return Some((length, face));
    }
    if window.first() != Some(&b'/') {
        return None;
    }
    // A code ends before anything but letters of its own kind; a name where its word does, so that
    // `光伏/太阳能` holds no sun. The longest counts.
    let letter = |c: char| c.is_ascii_alphanumeric() || (!rest.starts_with("/:") && c.is_alphanumeric());
    (2..=window.len()).rev().filter_map(|length| Some((length, rest.get(..length)?))).find_map(
        |(length, way)| {
            let face = TABLE.written.get(way)?;
            let inside_word = way.ends_with(letter) && rest[length..].starts_with(letter);
            (!inside_word).then_some((length, *face))
        },
    )
}

/// Length and name of the face at a place of normalised text.
fn face_at(text: &str, at: usize) -> Option<(usize, &str)> {
    let rest = &text[at..];
    let c = rest.chars().next()?;
    if c == '[' {
        let (length, face) = written_at(text, at)?;
        return Some((length, name(face)));
    }
    let next = rest.chars().nth(1);
    if matches!(c, '0'..='9' | '#' | '*') && next == Some(KEYCAP) {
        let length = c.len_utf8() + KEYCAP.len_utf8();
        return Some((length, &rest[..length]));
    }
    if !is_emoji(c) {
        return None;
    }
    let pair = next.filter(|&next| flag(c) && flag(next)).map_or(0, char::len_utf8);
    let length = c.len_utf8() + pair;
    Some((length, &rest[..length]))
}

/// A canonical form without its brackets.
fn name(face: &str) -> &str {
    face.trim_start_matches('[').trim_end_matches(']')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        faces(&Normaliser::new().normalised(text), |face| found.push(face.to_owned()));
        found
    }

    #[test]
    fn one_face_has_one_name() {
        for way in ["[玫瑰]", "[Rose]", "/:rose", "/玫瑰", "🌹", "🌹\u{FE0F}", "［ＲＯＳＥ］", "玫瑰", "rose"]
        {
            assert_eq!(face_name(way), "玫瑰", "{way}");
        }
        assert_eq!(face_name("[愛心]"), "爱心");
        assert_eq!(face_name("❤️"), "爱心");
        assert_eq!(face_name("[Fight]"), "抱拳");
        assert_eq!(face_name("[發]"), "发");
        assert_eq!(face_name("[新表情]"), "新表情");
        assert_eq!(face_name("😀"), "😀");
        assert_eq!(face_name(""), "");
        assert_eq!(face_name("/::-|"), "尴尬");
    }

    #[test]
    fn finds_faces_in_texts() {
        assert_eq!(all("领导辛苦了[玫瑰]🌹/:rose/玫瑰 [Strong]"), ["玫瑰"; 4]);
        assert_eq!(
            all("👍🏽[强]/:strong/:,@-D🇨🇳1️⃣😀❤️‍🔥"),
            ["强", "强", "强", "愉快", "🇨🇳", "1⃣", "😀", "爱心", "🔥"]
        );
        assert_eq!(all("光伏/太阳能 http://a.cn/:version [图片] [[玫瑰] 1 2"), ["玫瑰"]);
        assert_eq!(all("好/强/弱 / [ ["), ["强", "弱"]);
    }

    #[test]
    fn only_faces() {
        let only = |text: &str| only_emoji(&Normaliser::new().normalised(text));
        assert!(only("[强]") && only("👍🏻 👍🏻\n/:rose") && only("🇨🇳1️⃣") && only("[Rose]　[玫瑰]"));
        assert!(
            !only("") && !only(" ") && !only("[强]好") && !only("[图片]") && !only("1") && !only("\u{200B}")
        );
    }

    #[test]
    fn every_entry_is_as_normalisation_leaves_it_and_reaches_its_face() {
        let mut seen = std::collections::HashSet::new();
        for line in FACES.lines().skip(1) {
            let face = line.split('\t').next().expect("a first column");
            assert_eq!(Normaliser::new().normalised(face), face);
            for way in line.split('\t') {
                assert!(seen.insert(way), "{way} stands twice");
                assert_eq!(Normaliser::new().normalised(way), face, "{way}");
            }
        }
        assert!(seen.len() > 300);
        let slashed = TABLE.written.keys().filter_map(|way| way.strip_prefix('/'));
        assert!(slashed.flat_map(|way| way.chars().next()).all(|c| c == ':' || !c.is_ascii()));
    }
}
