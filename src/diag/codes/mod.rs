//! The catalogue: one entry a code, in one file a family.

pub mod inputs;
pub mod limits;
pub mod lints;
pub mod names;
pub mod options;
pub mod syntax;
pub mod types;

use super::{Code, Lang, Severity};

/// The texts of a code in one language. `{name}` are holes; a part in `[[…]]` is left out when its hole has
/// no value. One sentence each, no full stop, user text in backticks.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// What is wrong.
    pub message: &'static str,
    /// Words under the place; may be empty.
    pub label: &'static str,
    /// One action.
    pub help: &'static str,
}

/// A registered code.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// Its number.
    pub code: Code,
    /// A short name in words (`unknown-field`); the name of a lint for options.
    pub slug: &'static str,
    /// Severity unless changed by an option.
    pub severity: Severity,
    /// English.
    pub en: Words,
    /// Chinese.
    pub zh: Words,
    /// The page that `qungui explain` prints (`docs/codes/QGnnnn.md`).
    pub page: &'static str,
}

impl Entry {
    /// The texts of a language.
    pub fn words(&self, lang: Lang) -> &Words {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }
}

/// All entries, by number.
pub fn all() -> impl Iterator<Item = &'static Entry> {
    [
        syntax::ENTRIES,
        names::ENTRIES,
        types::ENTRIES,
        lints::ENTRIES,
        limits::ENTRIES,
        inputs::ENTRIES,
        options::ENTRIES,
    ]
    .into_iter()
    .flatten()
}

/// The entry of a code.
pub fn find(code: Code) -> Option<&'static Entry> {
    all().find(|entry| entry.code == code)
}

/// Registers codes: constants and table from one list.
///
/// ```text
/// codes! {
///     UNKNOWN_FIELD = 2003, "unknown-field", Error,
///         en: "message", "label", "help";
///         zh: "消息", "标签", "做法";
/// }
/// ```
macro_rules! codes {
    ($($name:ident = $number:literal, $slug:literal, $severity:ident,
        en: $em:literal, $el:literal, $eh:literal;
        zh: $zm:literal, $zl:literal, $zh:literal;)*) => {
        use $crate::diag::{Code, Severity, codes::{Entry, Words}};
        $(#[doc = concat!("`", $slug, "`: ", $em)] pub const $name: Code = Code($number);)*
        /// The entries of this family.
        pub const ENTRIES: &[Entry] = &[$(Entry {
            code: $name,
            slug: $slug,
            severity: Severity::$severity,
            en: Words { message: $em, label: $el, help: $eh },
            zh: Words { message: $zm, label: $zl, help: $zh },
            page: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/codes/QG", stringify!($number), ".md")),
        }),*];
    };
}
pub(crate) use codes;
