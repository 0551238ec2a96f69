//! One diagnostic model: what is wrong, where, why, and what to do.
//!
//! Stages build [`Diagnostic`]s from a [`Code`] and named arguments and push them into [`Problems`]; the
//! words, English and Chinese, stand in the catalogue beside each code ([`codes`]). Renderers live in `report`.

pub mod codes;
mod reason;
mod suggest;
mod words;

pub use codes::{Entry, Words};
pub use reason::reason;
pub use suggest::{nearest, nearest_of};
pub use words::fill;

use crate::source::Span;

/// The language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Chinese (simplified).
    Zh,
}

impl Lang {
    /// Picks the text of this language.
    pub fn pick<'a>(self, en: &'a str, zh: &'a str) -> &'a str {
        match self {
            Lang::En => en,
            Lang::Zh => zh,
        }
    }
}

/// How serious a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Probably not what the author means.
    Warning,
    /// The policy (or input) cannot be used as it is.
    Error,
}

/// The number of a diagnostic, `QG` and four digits: 1 syntax, 2 names, 3 types and units, 4 lints,
/// 5 meaning and limits, 6 inputs. Never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(pub u16);

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "QG{:04}", self.0)
    }
}

impl Code {
    /// The catalogue's entry.
    ///
    /// # Panics
    /// If the code is not in the catalogue; a test holds that all constants are.
    pub fn entry(self) -> &'static Entry {
        codes::find(self).unwrap_or_else(|| unreachable!("{self} is not in the catalogue"))
    }

    /// Reads `QG2003` (any case, `QG` optional).
    pub fn parse(text: &str) -> Option<Code> {
        let upper = text.trim().to_ascii_uppercase();
        let digits = upper.strip_prefix("QG").unwrap_or(&upper);
        if digits.len() != 4 {
            return None;
        }
        codes::find(Code(digits.parse().ok()?)).map(|entry| entry.code)
    }
}

/// Text that differs by language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Both {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

impl Both {
    /// The text in a language.
    pub fn get(&self, lang: Lang) -> &str {
        lang.pick(&self.en, &self.zh)
    }
}

impl From<String> for Both {
    fn from(text: String) -> Self {
        Both { en: text.clone(), zh: text }
    }
}

impl From<&str> for Both {
    fn from(text: &str) -> Self {
        text.to_string().into()
    }
}

impl From<(&str, &str)> for Both {
    fn from((en, zh): (&str, &str)) -> Self {
        Both { en: en.into(), zh: zh.into() }
    }
}

/// A second place that explains the first: the declaration, the first use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is there.
    pub text: Both,
}

/// A replacement of one piece of text that would mend the problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What to replace.
    pub span: Span,
    /// With what.
    pub text: String,
}

/// One problem of a policy or an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its number; message, label and help come from the catalogue.
    pub code: Code,
    /// Severity (the catalogue's unless changed by an option).
    pub severity: Severity,
    /// The place, if it is in a text we hold.
    pub span: Option<Span>,
    /// A place in a file we do not hold, as `path:line`.
    pub place: Option<String>,
    /// Named values for the catalogue's `{name}` holes.
    pub args: Vec<(&'static str, Both)>,
    /// Further places.
    pub labels: Vec<Label>,
    /// A machine-applicable mend.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A diagnostic at a place in a policy.
    pub fn at(code: Code, span: Span) -> Self {
        Diagnostic { span: Some(span), ..Self::new(code) }
    }

    /// A diagnostic without a place.
    pub fn new(code: Code) -> Self {
        Diagnostic {
            code,
            severity: code.entry().severity,
            span: None,
            place: None,
            args: Vec::new(),
            labels: Vec::new(),
            fix: None,
        }
    }

    /// Fills the hole `{name}`.
    pub fn arg(mut self, name: &'static str, value: impl Into<Both>) -> Self {
        self.args.push((name, value.into()));
        self
    }

    /// Fills the hole `{name}` if there is something to fill it with; otherwise the bracketed part of the
    /// text that holds the hole is left out.
    pub fn maybe(self, name: &'static str, value: Option<impl Into<Both>>) -> Self {
        match value {
            Some(value) => self.arg(name, value),
            None => self,
        }
    }

    /// Adds a second place.
    pub fn label(mut self, span: Span, text: impl Into<Both>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Adds a mend.
    pub fn fix(mut self, span: Span, text: impl Into<String>) -> Self {
        self.fix = Some(Fix { span, text: text.into() });
        self
    }

    /// Names a place in a file that is not held (`log.jsonl:17`).
    pub fn place(mut self, place: impl Into<String>) -> Self {
        self.place = Some(place.into());
        self
    }

    /// What is wrong, one sentence.
    pub fn message(&self, lang: Lang) -> String {
        fill(self.code.entry().words(lang).message, &self.args, lang)
    }

    /// The words under the primary place; may be empty.
    pub fn primary_label(&self, lang: Lang) -> String {
        fill(self.code.entry().words(lang).label, &self.args, lang)
    }

    /// The one action to take.
    pub fn help(&self, lang: Lang) -> String {
        fill(self.code.entry().words(lang).help, &self.args, lang)
    }
}

/// The problems found so far. Stages push and go on.
#[derive(Debug, Clone, Default)]
pub struct Problems {
    list: Vec<Diagnostic>,
}

impl Problems {
    /// Adds a problem, unless the same code already stands at the same place.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let seen = |d: &Diagnostic| {
            d.code == diagnostic.code
                && d.span == diagnostic.span
                && (d.span.is_some() || (d.place == diagnostic.place && d.args == diagnostic.args))
        };
        if !self.list.iter().any(seen) {
            self.list.push(diagnostic);
        }
    }

    /// True if something keeps the policy (or input) from being used.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|d| d.severity == Severity::Error)
    }

    /// True if there is nothing at all.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All problems, by file and place.
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut list: Vec<_> = self.list.iter().collect();
        list.sort_by_key(|d| (d.span.map(|s| (s.file, s.start, s.end)), d.code));
        list
    }

    /// All problems in the order in which they were found.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }

    /// Changes severities, for options such as `--deny warnings`.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Diagnostic> {
        self.list.iter_mut()
    }

    /// Takes over another list.
    pub fn extend(&mut self, other: Problems) {
        for d in other.list {
            self.push(d);
        }
    }
}
