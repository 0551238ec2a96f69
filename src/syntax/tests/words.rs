//! The keyword table against the grammar and the fields.

use super::super::keywords::{Class, KEYWORDS, Keyword, first_word, is_reserved};

const GRAMMAR: &str = include_str!("../../../grammar/qungui.pest");

fn longest_first(words: Vec<&'static str>) -> Vec<&'static str> {
    let mut unique: Vec<&str> = Vec::new();
    for word in words {
        if !unique.contains(&word) {
            unique.push(word);
        }
    }
    unique.sort_by_key(|w| std::cmp::Reverse(w.chars().count()));
    unique
}

fn quoted(spelling: &str) -> String {
    spelling.split(' ').map(|w| format!("\"{w}\"")).collect::<Vec<_>>().join(" ~ gap ~ ")
}

fn rule(keyword: &Keyword) -> String {
    let prefix = if keyword.class == Class::Unit { "unit" } else { "kw" };
    let edge = match keyword.class {
        Class::Unit => "unit_edge",
        Class::Weekday => "edge",
        _ => "!XID_CONTINUE",
    };
    let words: Vec<String> = longest_first(keyword.spellings().collect()).into_iter().map(quoted).collect();
    format!("{prefix}_{} = @{{ ({}) ~ {edge} }}", keyword.name, words.join(" | "))
}

fn section() -> String {
    let keywords = KEYWORDS.iter().filter(|k| k.class != Class::Later);
    let mut lines: Vec<String> = keywords.map(rule).collect();
    let reserved = KEYWORDS.iter().filter(|k| k.is_reserved()).flat_map(|k| k.spellings()).map(first_word);
    let words: Vec<String> = longest_first(reserved.collect()).into_iter().map(quoted).collect();
    let rows: Vec<String> = words.chunks(8).map(|row| row.join(" | ")).collect();
    lines.push(format!("reserved = @{{\n    ( {} )\n    ~ edge\n}}", rows.join("\n    | ")));
    lines.join("\n")
}

#[test]
fn the_grammar_has_the_words_of_the_table() {
    let expected = section();
    let written = GRAMMAR.split_once("gap = _{ WHITESPACE+ }\n").map_or("", |(_, words)| words.trim_end());
    assert!(written == expected, "write this at the end of grammar/qungui.pest:\n{expected}");
}

#[test]
fn no_field_or_kind_starts_with_a_reserved_word() {
    for field in crate::fields::all() {
        for path in [field.english(), field.chinese()] {
            let head = path.split('.').next().unwrap_or("").to_string();
            assert!(!is_reserved(&head), "{path}");
        }
    }
    for kind in crate::model::Kind::ALL {
        assert!(!is_reserved(kind.name()) && !is_reserved(kind.chinese()), "{kind:?}");
    }
}

#[test]
fn every_word_but_punctuation_of_one_language_has_both_languages() {
    let one_language = ["every_", "less", "greater", "outside", "beyond", "inside", "lacks", "exists", "by"];
    for keyword in KEYWORDS {
        let both = !keyword.en.is_empty() && !keyword.zh.is_empty();
        assert!(both || one_language.iter().any(|n| keyword.name.starts_with(n)), "{}", keyword.name);
    }
}
