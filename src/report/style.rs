//! How a report looks: colour, characters, language.

use crate::diag::Lang;

/// How a report looks. Decided once, by the command, for the stream it goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Emit colours.
    pub color: bool,
    /// Draw with ASCII only.
    pub ascii: bool,
    /// The language of the words.
    pub lang: Lang,
}

impl Style {
    /// Without colour, with line-drawing characters.
    pub fn plain(lang: Lang) -> Self {
        Style { color: false, ascii: false, lang }
    }
}

/// The colours in use, each with one meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// Errors, violations.
    Red,
    /// Warnings.
    Yellow,
    /// Notes, places.
    Cyan,
    /// What matched.
    Green,
    /// Headings.
    Bold,
    /// Secondary matters.
    Dim,
}

impl Style {
    /// Text in a colour, if colours are on.
    pub fn paint(&self, paint: Paint, text: &str) -> String {
        if !self.color || text.is_empty() {
            return text.to_string();
        }
        let code = match paint {
            Paint::Red => "31;1",
            Paint::Yellow => "33;1",
            Paint::Cyan => "36",
            Paint::Green => "32",
            Paint::Bold => "1",
            Paint::Dim => "2",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}
