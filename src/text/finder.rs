//! All phrases of all lists, as normalised and as written, and faces, found by reading the text once.

use std::borrow::Cow;
use std::ops::Range;

use super::faces;
use super::normalise::Normaliser;
use super::phrases::{Confirm, Entry, Found, Phrases};

/// Finds the lists that have a phrase, or a face, in a text.
#[derive(Debug)]
pub struct Finder {
    /// The phrases of normalised text, and after their lists those of faces.
    normal: Phrases,
    exact: Phrases,
    /// Where the lists of faces begin.
    faces_from: usize,
    /// The lists that are looked for: as normalised, as written.
    looked_for: [Vec<bool>; 2],
}

/// What a text holds, by list. To be used again: then nothing is allocated.
#[derive(Debug, Clone, Default)]
pub struct Hits {
    normal: Found,
    exact: Found,
    faces_from: usize,
    /// Normalised text, where it had to be written.
    text: String,
}

impl Hits {
    /// Whether the normalised text contains a phrase of this list.
    #[inline]
    pub fn has(&self, list: usize) -> bool {
        list < self.faces_from && self.normal.has(list)
    }

    /// Whether the text as written contains a phrase of this list.
    #[inline]
    pub fn has_exact(&self, list: usize) -> bool {
        self.exact.has(list)
    }

    /// Whether the text holds a face of this list.
    #[inline]
    pub fn has_face(&self, list: usize) -> bool {
        self.normal.has(self.faces_from + list)
    }

    /// Whether it holds anything of any list.
    pub fn any(&self) -> bool {
        self.normal.any() || self.exact.any()
    }
}

impl Finder {
    /// For lists of phrases of normalised text (they must be normalised), of phrases of texts as written, and
    /// of names of faces ([`face_name`](super::face_name)). A list that is not looked for is given empty.
    /// Empty phrases are in no text.
    pub fn new(normal: &[&[String]], exact: &[&[String]], faces: &[&[String]]) -> Finder {
        let faces_from = normal.len();
        let named = each(faces).filter_map(|(list, name)| face(faces_from as u32 + list, name));
        Finder {
            normal: Phrases::of_lists(faces_from + faces.len(), each(normal).map(plain).chain(named)),
            exact: Phrases::of_lists(exact.len(), each(exact).map(plain)).into_written(),
            faces_from,
            looked_for: [normal, exact].map(|lists| lists.iter().map(|words| !words.is_empty()).collect()),
        }
    }

    /// The places of a list's phrases: leftmost first, the longest of those that begin at one place, none
    /// overlapping. `text` is normalised, unless phrases are looked for as written (`exact`). `None` for a list
    /// that is not looked for in this way.
    pub fn places(&self, list: usize, exact: bool, text: &str) -> Option<Vec<Range<usize>>> {
        let phrases = if exact { &self.exact } else { &self.normal };
        let known = *self.looked_for[usize::from(exact)].get(list)?;
        known.then(|| phrases.places_of(list as u32, text))
    }

    /// Finds what a text, as written, holds; what `hits` held before is forgotten.
    pub fn find(&self, text: &str, hits: &mut Hits) {
        hits.faces_from = self.faces_from;
        if self.normal.find_folded(text, &mut hits.normal).is_none() || hits.normal.in_doubt() {
            self.find_written(text, hits);
        }
        self.exact.find(text, &mut hits.exact);
        if hits.exact.in_doubt() {
            self.exact.confirm(text, &mut hits.exact);
        }
    }

    /// Where characters have to be looked at together, the normalised text is written first.
    #[inline(never)]
    fn find_written(&self, text: &str, hits: &mut Hits) {
        Normaliser::new().normalise(text, &mut hits.text);
        self.normal.find(&hits.text, &mut hits.normal);
        if hits.normal.in_doubt() {
            self.normal.confirm(&hits.text, &mut hits.normal);
        }
    }
}

/// Every word with the number of its list.
fn each<'a>(lists: &'a [&'a [String]]) -> impl Iterator<Item = (u32, &'a str)> {
    (0..).zip(lists).flat_map(|(list, words)| words.iter().map(move |word| (list, word.as_str())))
}

fn plain((list, phrase): (u32, &str)) -> Entry<'_> {
    Entry::plain(list, phrase)
}

/// What to look for, for a face; nothing if it can only be listed by records.
fn face(list: u32, name: &str) -> Option<Entry<'_>> {
    if let Some(letter) = name.chars().next().filter(|_| faces::is_flag(name)) {
        let phrase = Cow::Owned(letter.to_string());
        return Some(Entry { list, phrase, confirm: Some(Confirm::Face(name.into())) });
    }
    faces::written(name).map(|phrase| Entry { list, phrase, confirm: None })
}

#[cfg(test)]
mod tests {
    use super::super::{face_name, faces};
    use super::*;
    use crate::text::normalise::tests::pieces;
    use proptest::prelude::*;

    fn slices(lists: &[Vec<String>]) -> Vec<&[String]> {
        lists.iter().map(Vec::as_slice).collect()
    }

    fn lists(lists: &[&[&str]]) -> Vec<Vec<String>> {
        lists.iter().map(|list| list.iter().map(|&word| word.to_owned()).collect()).collect()
    }

    /// Every list, by looking for each word in the whole text.
    fn by_hand(
        text: &str,
        normal: &[Vec<String>],
        exact: &[Vec<String>],
        named: &[Vec<String>],
    ) -> [Vec<bool>; 3] {
        let view = Normaliser::new().normalised(text);
        let holds = |text: &str, word: &String| !word.is_empty() && text.contains(word.as_str());
        let mut seen = Vec::new();
        faces(&view, |face| seen.push(face.to_owned()));
        [
            normal.iter().map(|list| list.iter().any(|word| holds(&view, word))).collect(),
            exact.iter().map(|list| list.iter().any(|word| holds(text, word))).collect(),
            named.iter().map(|list| list.iter().any(|word| seen.contains(word))).collect(),
        ]
    }

    fn found(finder: &Finder, text: &str, hits: &mut Hits, counts: [usize; 3]) -> [Vec<bool>; 3] {
        finder.find(text, hits);
        [
            (0..counts[0]).map(|list| hits.has(list)).collect(),
            (0..counts[1]).map(|list| hits.has_exact(list)).collect(),
            (0..counts[2]).map(|list| hits.has_face(list)).collect(),
        ]
    }

    #[test]
    fn normalised_words_words_as_written_and_faces() {
        let normal = lists(&[&["领导辛苦"], &["1"], &[], &[""], &["hi!"], &["[玫瑰]"], &["é"], &["e"]]);
        let exact = lists(&[&["領導"], &["领导"]]);
        let named = lists(&[&["玫瑰"], &["🇨🇳", "x"], &["😀"], &["1⃣"]]);
        let finder = Finder::new(&slices(&normal), &slices(&exact), &slices(&named));
        let mut hits = Hits::default();
        for (text, expected) in [
            ("領\u{200B}導辛苦①", "0 1"),
            ("領導", "e0"),
            ("Ｈｉ！领导", "4 e1"),
            ("/:rose", "5 f0"),
            ("[Rose]", "5 f0"),
            ("[玫瑰]🇨🇳", "5 f0 f1"),
            ("🌹\u{FE0F}", "5 f0"),
            ("🇦🇨🇳🇦", ""),
            ("http://a.cn/玫瑰 😀", "5 f0 f2"),
            ("http://a.cn/a[x]", ""),
            ("1️⃣", "1 f3"),
            ("e\u{301}", "6"),
            ("e", "7"),
            ("", ""),
        ] {
            let [a, b, c] = found(&finder, text, &mut hits, [8, 2, 4]);
            let names = [("", a), ("e", b), ("f", c)].into_iter().flat_map(|(kind, bits)| {
                (0..bits.len()).filter(move |&list| bits[list]).map(move |list| format!("{kind}{list}"))
            });
            assert_eq!(names.collect::<Vec<_>>().join(" "), expected, "{text}");
            assert_eq!(
                found(&finder, text, &mut hits, [8, 2, 4]),
                by_hand(text, &normal, &exact, &named),
                "{text}"
            );
        }
    }

    #[test]
    fn places_are_those_of_one_list() {
        let words = lists(&[&["领导", "辛苦"], &["领导辛苦"], &[]]);
        let finder = Finder::new(&slices(&words), &slices(&words[..1]), &slices(&words));
        assert_eq!(finder.places(0, false, "领导辛苦"), Some(vec![0..6, 6..12]));
        assert_eq!(finder.places(1, false, "领导辛苦领导").map(|places| places.len()), Some(1));
        assert_eq!(finder.places(0, true, "辛苦领导"), Some(vec![0..6, 6..12]));
        assert_eq!((finder.places(1, true, "领导"), finder.places(2, false, "领导")), (None, None));
    }

    #[test]
    fn one_that_was_used_elsewhere_holds_nothing_of_it() {
        let words = lists(&[&["收到"]]);
        let mut hits = Hits::default();
        Finder::new(&slices(&words), &slices(&words), &[]).find("收到", &mut hits);
        assert!(hits.any());
        Finder::new(&[], &[], &[]).find("收到", &mut hits);
        assert!(!hits.any() && !hits.has(0));
    }

    #[test]
    fn long_phrases_and_long_texts_take_no_time() {
        let words = vec![vec!["哈".repeat(1000) + "！", "哈".repeat(100)]];
        let normal = vec![words[0].iter().map(|word| Normaliser::new().normalised(word)).collect::<Vec<_>>()];
        let finder = Finder::new(&slices(&normal), &slices(&words), &[]);
        let mut hits = Hits::default();
        finder.find(&"哈".repeat(100_000), &mut hits);
        assert!(hits.has(0) && hits.has_exact(0));
        finder.find(&"哈".repeat(99), &mut hits);
        assert!(!hits.any());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        #[test]
        fn agrees_with_looking_for_each_word_in_the_normalised_text(
            words in prop::collection::vec(prop::collection::vec(pieces(), 0..4), 0..4),
            few in prop::collection::vec(prop::collection::vec("[ab群规/\\[\\]]{0,3}", 0..20), 0..3),
            parts in prop::collection::vec(prop_oneof![pieces(), "[ab群规]{0,6}"], 0..4),
        ) {
            // Texts that hold some of the words.
            let mut text = parts.concat();
            text.extend(words.iter().flatten().step_by(2).map(String::as_str));
            let exact: Vec<Vec<String>> = words.iter().chain(&few).cloned().collect();
            let view = |make: &dyn Fn(&String) -> String| -> Vec<Vec<String>> {
                exact.iter().map(|list| list.iter().map(make).collect()).collect()
            };
            let normal = view(&|word| Normaliser::new().normalised(word));
            let named = view(&|word| face_name(word).into_owned());
            let finder = Finder::new(&slices(&normal), &slices(&exact), &slices(&named));
            let counts = [normal.len(), exact.len(), named.len()];
            let mut hits = Hits::default();
            prop_assert_eq!(
                found(&finder, &text, &mut hits, counts),
                by_hand(&text, &normal, &exact, &named)
            );
        }

        #[test]
        fn every_face_is_found(parts in prop::collection::vec(prop::sample::select(vec![
            "🇨", "🇳", "🇦", "1", "\u{20E3}", "\u{FE0F}", "[", "]", "玫瑰", "/", "😀", "🌹", "/:rose", "x", "［", "[強]",
        ]), 0..10)) {
            let text = parts.concat();
            let view = Normaliser::new().normalised(&text);
            let mut all = lists(&[&["🇨🇳"], &["🇨"], &["1⃣"], &["玫瑰"], &["强"], &["x"], &["😀"], &["[玫瑰]"]]);
            faces(&view, |face| all.push(vec![face.to_owned()]));
            let finder = Finder::new(&[], &[], &slices(&all));
            let found = found(&finder, &text, &mut Hits::default(), [0, 0, all.len()]);
            prop_assert_eq!(found, by_hand(&text, &[], &[], &all));
        }
    }
}
