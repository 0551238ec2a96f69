//! `--excerpt` and `--pseudonyms`: how much of people and their words is shown.

use std::path::PathBuf;

use super::args::Excerpt;
use super::session::Session;
use crate::diag::Diagnostic;
use crate::diag::codes::options::BAD_KEY;
use crate::report::privacy::{Privacy, Pseudonyms, Show};

/// By options and project. A key that cannot be used is reported.
pub fn privacy(excerpt: Option<Excerpt>, key: Option<PathBuf>, session: &mut Session) -> Privacy {
    let excerpt = excerpt.or_else(|| from_project(session)).unwrap_or(Excerpt::Match);
    let show = match excerpt {
        Excerpt::None => Show::None,
        Excerpt::Match => Show::Match,
        Excerpt::Full => Show::Full,
    };
    Privacy::new(show, pseudonyms(key, session))
}

fn from_project(session: &mut Session) -> Option<Excerpt> {
    let named = session.project.excerpt.clone()?;
    let excerpt = <Excerpt as clap::ValueEnum>::from_str(&named, false).ok();
    if excerpt.is_none() {
        session.wrong_setting("excerpt", "`none`, `match` or `full`", "`none`、`match` 或 `full`");
    }
    excerpt
}

fn pseudonyms(key: Option<PathBuf>, session: &mut Session) -> Option<Pseudonyms> {
    let path = key.or_else(|| session.project.pseudonyms.clone())?;
    let file = session.text(&path)?;
    let pseudonyms = Pseudonyms::from_key(&session.sources.file(file).text);
    if pseudonyms.is_none() {
        session.problems.push(Diagnostic::new(BAD_KEY).arg("path", path.display().to_string()));
    }
    pseudonyms
}
