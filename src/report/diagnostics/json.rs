//! Diagnostics as one JSON document.

use serde::Serialize;

use crate::diag::{Diagnostic, Lang, Problems, Severity};
use crate::source::{Sources, Span};

/// `{"version": 1, "diagnostics": […]}`, by file and place; all of them. Lines and columns count from 1:
/// `column` in characters, `utf16` in UTF-16 units; `byte` is the offset in the file, from 0.
pub fn json(problems: &Problems, sources: &Sources, lang: Lang) -> String {
    let diagnostics = problems.sorted().into_iter().map(|d| Item::new(d, sources, lang)).collect();
    serde_json::to_string_pretty(&Document { version: 1, diagnostics }).unwrap_or_default()
}

#[derive(Serialize)]
struct Document {
    version: u32,
    diagnostics: Vec<Item>,
}

/// One diagnostic, ready to be serialised.
#[derive(Serialize)]
pub struct Item {
    code: String,
    slug: &'static str,
    severity: Severity,
    message: String,
    label: String,
    help: String,
    #[serde(flatten)]
    place: Option<Place>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(rename = "place")]
    elsewhere: Option<String>,
    labels: Vec<Label>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<Label>,
}

#[derive(Serialize)]
struct Label {
    #[serde(flatten)]
    place: Place,
    text: String,
}

#[derive(Serialize)]
struct Place {
    file: String,
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
    utf16: usize,
    byte: u32,
}

impl Item {
    /// A diagnostic in a language.
    pub fn new(diagnostic: &Diagnostic, sources: &Sources, lang: Lang) -> Item {
        let label = |span, text: &str| Label { place: Place::new(span, sources), text: text.to_string() };
        Item {
            code: diagnostic.code.to_string(),
            slug: diagnostic.code.entry().slug,
            severity: diagnostic.severity,
            message: diagnostic.message(lang),
            label: diagnostic.primary_label(lang),
            help: diagnostic.help(lang),
            place: diagnostic.span.map(|span| Place::new(span, sources)),
            elsewhere: diagnostic.place.clone(),
            labels: diagnostic.labels.iter().map(|l| label(l.span, l.text.get(lang))).collect(),
            fix: diagnostic.fix.as_ref().map(|fix| label(fix.span, &fix.text)),
        }
    }
}

impl Place {
    fn new(span: Span, sources: &Sources) -> Place {
        let file = sources.file(span.file);
        let position = |byte: u32| {
            let at = file.line_column(byte as usize);
            let line = file.text.get(file.line_start(at.line)..byte as usize).unwrap_or("");
            Position { line: at.line, column: at.column, utf16: line.encode_utf16().count() + 1, byte }
        };
        Place { file: file.path.clone(), start: position(span.start), end: position(span.end) }
    }
}
