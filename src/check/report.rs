//! Report texts: `"{sender.name} sent a red packet"`.

use super::Checker;
use super::find::{Found, Side};
use super::scope::{Facts, Place, Scope};
use crate::diag::codes::names as codes;
use crate::diag::{Diagnostic, nearest};
use crate::fields::Field;
use crate::source::Span;
use crate::syntax::ast;

/// A piece of a report's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// As it stands.
    Text(String),
    /// A field of the trigger or key; empty where it is absent.
    Field(Field),
    /// What was measured.
    Value,
    /// What it was compared with.
    Threshold,
    /// From the trigger to the decision.
    Elapsed,
    /// When.
    At,
    /// Time of the first message.
    First,
    /// Time of the last message.
    Last,
}

/// The holes that are no fields.
const HOLES: &[(&str, &str, Part)] = &[
    ("value", "值", Part::Value),
    ("threshold", "阈值", Part::Threshold),
    ("elapsed", "时长", Part::Elapsed),
    ("elapsed", "历时", Part::Elapsed),
    ("at", "何时", Part::At),
    ("first", "首次", Part::First),
    ("last", "末次", Part::Last),
];

impl Checker<'_> {
    /// Takes a report's text apart. Doubled braces are braces.
    pub(super) fn report(&mut self, text: &ast::Str, facts: &Facts, module: usize) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut rest = text.value.as_str();
        while let Some(at) = rest.find(['{', '}']) {
            plain.push_str(&rest[..at]);
            let tail = &rest[at..];
            if let Some(after) = tail.strip_prefix("{{") {
                plain.push('{');
                rest = after;
            } else if let Some(after) = tail.strip_prefix("}}") {
                plain.push('}');
                rest = after;
            } else if let Some(end) = tail.find('}').filter(|&end| end > 0) {
                let name = &tail[1..end];
                let span = self.hole_span(text, name);
                if let Some(part) = self.hole(name.trim(), span, facts, module) {
                    if !plain.is_empty() {
                        parts.push(Part::Text(std::mem::take(&mut plain)));
                    }
                    parts.push(part);
                }
                rest = &tail[end + 1..];
            } else {
                let name = if tail.starts_with('}') { "}" } else { tail };
                self.push(Diagnostic::at(codes::UNKNOWN_HOLE, text.span).arg("name", name));
                rest = "";
            }
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        parts
    }

    /// The place of a hole's name, if it stands in the string as it is.
    fn hole_span(&self, text: &ast::Str, name: &str) -> Span {
        let written = self.sources.slice(text.span);
        match written.find(&format!("{{{name}}}")) {
            Some(at) => {
                let start = text.span.start as usize + at + 1;
                Span::new(text.span.file, start, start + name.len())
            }
            None => text.span,
        }
    }

    fn hole(&mut self, name: &str, span: Span, facts: &Facts, module: usize) -> Option<Part> {
        if let Some((.., part)) = HOLES.iter().find(|(en, zh, _)| *en == name || *zh == name) {
            return Some(part.clone());
        }
        let words: Vec<&str> = name.split('.').map(str::trim).collect();
        let name = if name.is_empty() { "{}" } else { name };
        if super::find::field_of(&words).is_none() {
            let fields = crate::fields::all().flat_map(|f| [f.english(), f.chinese()]);
            let holes = HOLES.iter().flat_map(|(en, zh, _)| [en.to_string(), zh.to_string()]);
            let known: Vec<String> = fields.chain(holes).collect();
            let near = nearest(name, known.iter().map(String::as_str)).map(str::to_string);
            let problem = Diagnostic::at(codes::UNKNOWN_HOLE, span).arg("name", name);
            self.push(problem.maybe("near", near));
            return None;
        }
        let parts = words.iter().map(|w| ast::Name { text: w.to_string(), span }).collect();
        let path = ast::Path { parts, span };
        let scope = Scope { module, place: Place::When, rule: Some(facts), domain: facts.anchor.domain() };
        match self.find(&path, &scope) {
            Found::Field(field, Side::HERE) => Some(Part::Field(field)),
            _ => None,
        }
    }
}
