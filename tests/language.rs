//! The language reference holds what it says: examples compile (or do not), tables are those of the code.
//! `QUNGUI_BLESS=1` writes the tables anew.

use std::fmt::Write;

use qungui::compile::compile_text;
use qungui::diag::{Lang, Problems, Severity};
use qungui::fields::{From, Of, TABLE, Type, Who};
use qungui::model::Kind;
use qungui::source::Sources;
use qungui::syntax::keywords::{KEYWORDS, Keyword, TRANSCRIPT};

const REFERENCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/language.md");
const GUIDE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/language.zh-CN.md");

/// Code blocks of a page: line, what follows the fence, and text.
fn blocks(page: &str) -> Vec<(usize, String, String)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, String, String)> = None;
    for (index, line) in page.lines().enumerate() {
        match (line.strip_prefix("```"), open.take()) {
            (Some(_), Some(block)) => found.push(block),
            (Some(info), None) => open = Some((index + 1, info.to_string(), String::new())),
            (None, Some(mut block)) => {
                block.2 += line;
                block.2.push('\n');
                open = Some(block);
            }
            (None, None) => {}
        }
    }
    found
}

/// The errors of a policy text.
fn errors(text: &str) -> Vec<String> {
    let mut sources = Sources::default();
    let mut problems = Problems::default();
    compile_text(text, &mut sources, &mut problems);
    let wrong = problems.iter().filter(|d| d.severity == Severity::Error);
    wrong.map(|d| format!("QG{}: {}", d.code.0, d.message(Lang::En))).collect()
}

fn examples_hold(path: &str) {
    let page = std::fs::read_to_string(path).expect("the page");
    let mut wrong = String::new();
    let mut seen = 0;
    for (line, info, text) in blocks(&page) {
        let errors = errors(&text);
        match info.as_str() {
            "qg" if !errors.is_empty() => writeln!(wrong, "line {line}: {errors:#?}").expect("text"),
            "qg error" if errors.is_empty() => writeln!(wrong, "line {line}: compiles").expect("text"),
            "qg" | "qg error" => seen += 1,
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{path}\n{wrong}");
    assert!(seen >= 5, "{path}: only {seen} examples");
}

#[test]
fn the_reference_compiles() {
    examples_hold(REFERENCE);
}

#[test]
fn the_guide_compiles() {
    examples_hold(GUIDE);
}

fn spellings(words: &[&str]) -> String {
    match words {
        [] => "—".into(),
        words => words.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(" "),
    }
}

fn keyword_table(words: &[Keyword]) -> String {
    let mut out = String::from("| English | 中文 |\n|---|---|\n");
    for word in words {
        let _ = writeln!(out, "| {} | {} |", spellings(word.en), spellings(word.zh));
    }
    out
}

fn field_table() -> String {
    let mut out = String::new();
    let of = [(Of::Message, "message", "消息"), (Of::Person, "person", "人"), (Of::Group, "group", "群")];
    for (owner, en, zh) in of {
        let _ = write!(
            out,
            "\nOf a {en} ({zh}):\n\n| English | 中文 | type | from | meaning | 含义 |\n|---|---|---|---|---|---|\n"
        );
        for info in TABLE.iter().filter(|i| i.of == owner) {
            let (kind, from) = (type_name(info.kind), source(info.from));
            let _ = writeln!(
                out,
                "| `{}` | `{}` | {kind} | {from} | {} | {} |",
                info.en, info.zh, info.doc, info.doc_zh
            );
        }
    }
    let people: Vec<String> = Who::ALL.iter().map(|(_, en, zh)| format!("`{en}` `{zh}`")).collect();
    let _ = write!(out, "\nPeople: {}. The group: `group` `群`.\n", people.join(", "));
    out
}

fn type_name(kind: Type) -> &'static str {
    match kind {
        Type::Text => "text",
        Type::Texts => "texts",
        Type::Number => "number",
        Type::Money => "money",
        Type::Duration => "length of time",
        Type::Time => "time",
        Type::Date => "date",
        Type::Clock => "time of day",
        Type::Weekday => "weekday",
        Type::Flag => "condition",
        Type::Kind => "kind",
        Type::Person => "person",
        Type::People => "people",
        Type::Group => "group",
        Type::Message => "message",
    }
}

fn source(from: From) -> &'static str {
    match from {
        From::Always => "always",
        From::Log => "log",
        From::Roster => "roster",
        From::Registry => "registry",
        From::Calendar => "calendar",
    }
}

fn kind_table() -> String {
    let names = |event: bool| -> Vec<String> {
        let kinds = Kind::ALL.iter().filter(|k| k.is_event() == event);
        kinds.map(|k| format!("`{}` `{}`", k.name(), k.chinese())).collect()
    };
    format!("Messages: {}.\n\nEvents: {}.\n", names(false).join(", "), names(true).join(", "))
}

#[test]
fn the_tables_are_those_of_the_code() {
    let page = std::fs::read_to_string(REFERENCE).expect("the page");
    let mut new = page.clone();
    for (name, table) in [
        ("keywords", keyword_table(KEYWORDS)),
        ("transcript", keyword_table(TRANSCRIPT)),
        ("fields", field_table()),
        ("kinds", kind_table()),
    ] {
        let mark = format!("<!-- table: {name} -->\n");
        let start = new.find(&mark).expect("the table's mark") + mark.len();
        let end = start + new[start..].find("<!-- end -->").expect("the table's end");
        new.replace_range(start..end, &format!("\n{}\n", table.trim()));
    }
    if std::env::var_os("QUNGUI_BLESS").is_some() {
        std::fs::write(REFERENCE, &new).expect("writing the page");
    }
    assert!(page == new, "docs/language.md: run this test with QUNGUI_BLESS=1, and read what changed");
}
