//! How much of people and of their words a report shows.
//!
//! Every text of a log goes through [`Privacy`] on its way into a report: known people and groups get their
//! pseudonyms (if there is a key), numbers of people are masked, and only the match and a little around it is
//! quoted. Identities come from [`Privacy::directory`], paths from [`Privacy::path`].

mod excerpt;
mod mask;
mod pseudonyms;
mod scrub;

use std::borrow::Cow;

use serde::Serialize;

pub use mask::mask;
pub use pseudonyms::Pseudonyms;

use crate::diag::Lang;
use crate::model::{Batch, Directory};
use crate::text::Normaliser;
use pseudonyms::Veil;

/// How much of a message's text is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Show {
    /// Nothing.
    None,
    /// What matched, and a little around it; if nothing did, the beginning.
    #[default]
    Match,
    /// All of it.
    Full,
}

/// A part of a text, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Excerpt<'t> {
    /// The part; `…` stands for what is left out.
    pub text: Cow<'t, str>,
    /// The words that matched, in characters of `text`: start inclusive, end exclusive.
    pub spans: Vec<[usize; 2]>,
}

/// What a report may show.
pub struct Privacy {
    show: Show,
    normaliser: Normaliser,
    veil: Option<Veil>,
}

impl Privacy {
    /// With a key, people and groups are shown by pseudonyms.
    pub fn new(show: Show, pseudonyms: Option<Pseudonyms>) -> Privacy {
        Privacy { show, normaliser: Normaliser::new(), veil: pseudonyms.map(Veil::new) }
    }

    /// Whole texts are shown.
    pub fn is_full(&self) -> bool {
        self.show == Show::Full
    }

    /// People and groups are shown by pseudonyms.
    pub fn is_veiled(&self) -> bool {
        self.veil.is_some()
    }

    /// Takes note of the people, groups and nicknames of a run. To be called before anything is shown of them.
    pub fn learn(&mut self, batch: &Batch, directory: &Directory) {
        if let Some(veil) = &mut self.veil {
            veil.learn(batch, directory);
        }
    }

    /// The people and groups as they are shown, by the same ids.
    pub fn directory<'d>(&'d self, directory: &'d Directory) -> &'d Directory {
        self.veil.as_ref().map_or(directory, Veil::directory)
    }

    /// Messages as they are shown, for a log that is written again. Texts are whole.
    pub fn batch<'b>(&self, batch: &'b Batch) -> Cow<'b, Batch> {
        self.veil.as_ref().map_or(Cow::Borrowed(batch), |veil| Cow::Owned(veil.batch(batch)))
    }

    /// A path of a log: it may name a group or a person.
    pub fn path<'p>(&self, path: &'p str) -> Cow<'p, str> {
        self.veil.as_ref().map_or(Cow::Borrowed(path), |veil| Cow::Owned(veil.path(path)))
    }

    /// The id of a message: one made from content could be guessed from the content.
    pub fn message<'i>(&self, id: &'i str) -> Cow<'i, str> {
        self.veil.as_ref().map_or(Cow::Borrowed(id), |veil| veil.message(id))
    }

    /// A text with its matched words (in characters); `None` if none of it may be shown.
    pub fn excerpt<'t>(&self, text: &'t str, spans: &[[usize; 2]]) -> Option<Excerpt<'t>> {
        if self.show == Show::None {
            return None;
        }
        let (text, spans) = match &self.veil {
            Some(veil) => {
                let (text, spans) = veil.scrub(text, spans);
                (Cow::Owned(text), spans)
            }
            None => (Cow::Borrowed(text), spans.to_vec()),
        };
        let masked = match mask(&text, &self.normaliser) {
            Cow::Owned(masked) => Some(masked),
            Cow::Borrowed(_) => None,
        };
        let text = masked.map_or(text, Cow::Owned);
        let whole = Excerpt { text, spans };
        Some(if self.is_full() { whole } else { excerpt::cut(whole) })
    }

    /// A text within a sentence, such as the text of a message in a rule's report.
    pub fn quote<'t>(&self, text: &'t str, lang: Lang) -> Cow<'t, str> {
        let shown = self.excerpt(text, &[]).map(|excerpt| excerpt.text);
        shown.unwrap_or_else(|| Cow::Borrowed(withheld(lang)))
    }
}

/// What stands for a text of which nothing may be shown.
pub fn withheld(lang: Lang) -> &'static str {
    lang.pick("(withheld)", "（略）")
}

#[cfg(test)]
mod tests;
