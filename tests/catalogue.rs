//! The catalogue of diagnostics is complete.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use qungui::diag::codes::{self, inputs, limits, lints, names, options, syntax, types};
use qungui::diag::{Code, Entry, Words};

#[test]
fn every_code_stands_once_in_the_range_of_its_family() {
    let families: [(&[Entry], std::ops::Range<u16>); 7] = [
        (syntax::ENTRIES, 1000..2000),
        (names::ENTRIES, 2000..3000),
        (types::ENTRIES, 3000..4000),
        (lints::ENTRIES, 4000..5000),
        (limits::ENTRIES, 5000..6000),
        (inputs::ENTRIES, 6000..6600),
        (options::ENTRIES, 6600..7000),
    ];
    let mut seen = BTreeSet::new();
    for (entries, range) in families {
        assert!(!entries.is_empty(), "{range:?}");
        for entry in entries {
            assert!(range.contains(&entry.code.0), "{}", entry.code);
            assert!(seen.insert(entry.code.0), "{} stands twice", entry.code);
        }
    }
    assert_eq!(seen.len(), codes::all().count());
}

#[test]
fn short_names_are_unique_and_plain() {
    let mut seen = BTreeSet::new();
    for entry in codes::all() {
        assert!(seen.insert(entry.slug), "{} stands twice", entry.slug);
        assert!(
            entry.slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'),
            "{}",
            entry.slug
        );
    }
}

#[test]
fn both_languages_say_the_same_things() {
    for entry in codes::all() {
        let code = entry.code;
        for Words { message, help, .. } in [entry.en, entry.zh] {
            assert!(!message.is_empty() && !help.is_empty(), "{code} lacks words");
        }
        assert_eq!(entry.en.label.is_empty(), entry.zh.label.is_empty(), "{code}: one label is empty");
        for (en, zh) in [(entry.en.message, entry.zh.message), (entry.en.help, entry.zh.help)] {
            assert_eq!(holes(en), holes(zh), "{code}: {en} / {zh}");
        }
        for text in [entry.en.message, entry.en.help, entry.zh.message, entry.zh.help] {
            assert!(!text.ends_with(['.', '。']), "{code} ends with a full stop: {text}");
        }
        assert!(entry.zh.message.chars().any(|c| c > '\u{2e80}'), "{code} is not in Chinese");
        let first = entry.en.message.chars().next().unwrap_or(' ');
        assert!(
            !first.is_ascii_uppercase()
                || entry
                    .en
                    .message
                    .split(' ')
                    .next()
                    .is_some_and(|w| w.len() > 1 && w.chars().all(|c| !c.is_ascii_lowercase())),
            "{code} begins with a capital: {}",
            entry.en.message
        );
    }
}

fn holes(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
}

#[test]
fn every_page_is_there_and_belongs_to_a_code() {
    for entry in codes::all() {
        let heading = format!("# {} ", entry.code);
        assert!(entry.page.starts_with(&heading), "{}: {:?}", entry.code, entry.page.lines().next());
        assert!(entry.page.lines().next().is_some_and(|line| line.contains(" · ")), "{}", entry.code);
        for part in ["wrong\n", "right\n"] {
            assert!(
                entry.page.contains(&format!("```qg {part}"))
                    || entry.page.contains(&format!("```text {part}")),
                "{} lacks {part}",
                entry.code
            );
        }
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/codes");
    for file in fs::read_dir(folder).expect("docs/codes") {
        let name = file.expect("a file").file_name().to_string_lossy().into_owned();
        let code = Code::parse(name.trim_end_matches(".md"));
        assert!(code.is_some(), "{name} belongs to no code");
    }
}
