//! The normalised view of a text.

use super::faces;
use super::mapped::{Layer, Mapped};
use super::tables::{self, Fate};

/// Makes normalised text: NFKC, case folding, simplified characters, without what is invisible, faces under
/// one name. Costs nothing to make: the tables are part of the program.
#[derive(Debug, Clone, Copy, Default)]
pub struct Normaliser;

/// Follows what a pass does, to lead back later.
pub(super) trait Track {
    /// `out` was written for `text`; `verbatim`: it is the same text.
    fn wrote(&mut self, out: (usize, usize), text: (usize, usize), verbatim: bool);
    /// What was written from `out` on has been taken back.
    fn cut(&mut self, out: usize);
}

/// Nobody wants to know.
impl Track for () {
    fn wrote(&mut self, _: (usize, usize), _: (usize, usize), _: bool) {}
    fn cut(&mut self, _: usize) {}
}

impl Normaliser {
    /// The normaliser.
    pub fn new() -> Normaliser {
        Normaliser
    }

    /// Writes the normalised text to `out`, which is emptied first. Normalised text stays as it is.
    pub fn normalise(&self, text: &str, out: &mut String) {
        out.clear();
        characters(text, out, &mut ());
        faces::unify(out, &mut ());
    }

    /// The normalised text.
    pub fn normalised(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        self.normalise(text, &mut out);
        out
    }

    /// The normalised text, and the way back to the original.
    pub fn normalise_mapped(&self, text: &str) -> Mapped {
        let (mut out, mut changed, mut named) = (String::new(), Layer::default(), Layer::default());
        characters(text, &mut out, &mut changed);
        faces::unify(&mut out, &mut named);
        Mapped::new(out, changed, named)
    }
}

/// Everything but the faces that are written in several characters. Runs of characters that stay as they
/// are, are copied at once.
fn characters(text: &str, out: &mut String, track: &mut impl Track) {
    let mut rest = text.chars();
    let mut copied = 0;
    while let Some(c) = rest.next() {
        let fate = tables::fate(c);
        if fate == Fate::Becomes(c) {
            continue;
        }
        let mut end = text.len() - rest.as_str().len();
        let start = end - c.len_utf8();
        copy(text, copied, start, out, track);
        let before = out.len();
        match fate {
            Fate::Dropped => {}
            Fate::Becomes(other) => out.push(other),
            Fate::Expands(many) => out.extend(many),
            Fate::Joins => {
                end = join(text, start, out, track);
                rest = text[end..].chars();
                copied = end;
                continue;
            }
        }
        track.wrote((before, out.len()), (start, end), false);
        copied = end;
    }
    copy(text, copied, text.len(), out, track);
}

/// Composition: goes back to the character that the one at `at` may join, and takes both, and all that joins
/// after them, the whole way. Returns where it ended.
fn join(text: &str, at: usize, out: &mut String, track: &mut impl Track) -> usize {
    let mut start = at;
    for c in text[..at].chars().rev() {
        start -= c.len_utf8();
        let written = match tables::fate(c) {
            Fate::Dropped | Fate::Joins => continue,
            Fate::Becomes(other) => other.len_utf8(),
            Fate::Expands(many) => many.iter().map(|c| c.len_utf8()).sum(),
        };
        out.truncate(out.len() - written);
        track.cut(out.len());
        break;
    }
    let goes_on = |c: char| matches!(tables::fate(c), Fate::Dropped | Fate::Joins);
    let end = text[at..].find(|c| !goes_on(c)).map_or(text.len(), |length| at + length);
    let before = out.len();
    tables::whole(&text[start..end], out);
    track.wrote((before, out.len()), (start, end), false);
    end
}

fn copy(text: &str, from: usize, to: usize, out: &mut String, track: &mut impl Track) {
    if from < to {
        let before = out.len();
        out.push_str(&text[from..to]);
        track.wrote((before, out.len()), (from, to), true);
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    fn normalised(text: &str) -> String {
        Normaliser::new().normalised(text)
    }

    /// The definition, without tables: the whole text at once, then the faces.
    fn reference(text: &str) -> String {
        let mut out = super::super::tables::definition::characters(text);
        faces::unify(&mut out, &mut ());
        out
    }

    #[test]
    fn one_view_of_many_ways_to_write() {
        for (text, expected) in [
            ("Ｈｅｌｌｏ，　世界！", "hello, 世界!"),
            ("領導辛苦了", "领导辛苦了"),
            ("红\u{200B}包\u{FE0F}", "红包"),
            ("👍🏿", "[强]"),
            ("[Rose][ＲＯＳＥ]/:rose🌹/玫瑰", "[玫瑰][玫瑰][玫瑰][玫瑰][玫瑰]"),
            ("http://a.cn/b[1]/c", "http://a.cn/b[1]/c"),
            ("e\u{301}E\u{200B}\u{301}", "éé"),
            ("\u{301}x", "\u{301}x"),
            ("ｶﾞ①㈱½…", "ガ1(株)1⁄2..."),
            ("STRASSE Straße", "strasse strasse"),
            ("한\u{1112}\u{1161}\u{11AB}", "한한"),
            ("🌹\u{301}", "[玫瑰]\u{301}"),
            ("㊙️🈚️", "秘无"),
            ("", ""),
        ] {
            assert_eq!(normalised(text), expected, "{text}");
            assert_eq!(normalised(expected), expected, "{text} again");
        }
    }

    #[test]
    fn ranges_lead_back_to_whole_characters_and_faces() {
        let text = "王书记：領導🌹🏽/:rose辛e\u{301}苦";
        let mapped = Normaliser::new().normalise_mapped(text);
        assert_eq!(mapped.text, "王书记:领导[玫瑰][玫瑰]辛é苦");
        let back = |part: &str| {
            let at = mapped.text.find(part).expect("part of it");
            &text[mapped.original(at..at + part.len())]
        };
        for (part, expected) in [
            ("王书记", "王书记"),
            (":领", "：領"),
            ("玫", "🌹"),
            ("导[玫", "導🌹"),
            ("][", "🌹🏽/:rose"),
            ("辛é", "辛e\u{301}"),
            ("é苦", "e\u{301}苦"),
            ("苦", "苦"),
        ] {
            assert_eq!(back(part), expected, "{part}");
        }
        assert_eq!(mapped.original(0..mapped.text.len()), 0..text.len());
        assert!(mapped.original(3..3).is_empty() && mapped.original(999..9999).is_empty());
    }

    /// Real sentences of the KdConv corpus; see `tests/data/kdconv/SOURCE.md`.
    #[test]
    fn real_sentences_agree_with_the_definition() {
        for line in include_str!("../../tests/data/kdconv/sample.txt").lines() {
            assert_eq!(normalised(line), reference(line));
        }
    }

    /// Texts of all that normalisation has to do with.
    pub(in crate::text) fn pieces() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            4 => "[a-zA-Z\\[\\]/:@, 群规漢發強]{1,4}",
            3 => any::<char>().prop_map(String::from),
            2 => prop::sample::select(vec![
                "\u{301}", "\u{345}", "\u{338}", "\u{200B}", "\u{FE0F}", "\u{327}", "ﾞ", "ᄒ", "ᅡ", "ᆫ", "α", "<", "½", "́", "İ",
                "ẞ", "ſ", "\u{1F3FD}", "🌹", "［", "］", "／", "\u{FFA0}", "\u{115F}", "ﬃ", "Å", "\u{323}",
            ]).prop_map(String::from),
            2 => prop::sample::select(vec![
                "[Rose]", "[玫瑰]", "/:rose", "/玫瑰", "/:,@-D", "/:v", "[強]", "/强", "/::)", "[愛心", "/:8-)",
            ]).prop_map(String::from),
        ];
        prop::collection::vec(piece, 0..12).prop_map(|parts| parts.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn the_pass_agrees_with_the_definition(text in pieces()) {
            let fast = normalised(&text);
            prop_assert_eq!(&fast, &reference(&text));
            prop_assert_eq!(&normalised(&fast), &fast, "normalised text stays");
        }

        #[test]
        fn the_way_back_is_right(text in pieces(), from in 0usize..60, length in 0usize..20) {
            let mapped = Normaliser::new().normalise_mapped(&text);
            prop_assert_eq!(&mapped.text, &normalised(&text));
            let range = mapped.original(from..from + length);
            prop_assert!(text.get(range.clone()).is_some(), "on character boundaries");
            // What it leads back to, normalised on its own, holds what was asked for.
            if let Some(part) = mapped.text.get(from..from + length) && !part.is_empty() {
                prop_assert!(normalised(&text[range]).contains(part) || text.contains('/'));
            }
        }
    }
}
