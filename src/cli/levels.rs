//! How serious lints are: `-W`, `-A`, `-D`, `--deny warnings`, and the same in the project file.

use super::args::{Check, Deny};
use super::exit::{self, Stop};
use super::session::Session;
use crate::diag::codes::options::UNKNOWN_LINT;
use crate::diag::codes::{self, Entry};
use crate::diag::{Code, Diagnostic, Problems, Severity, nearest};

/// Severities by code; `None` leaves a lint out. Later settings win.
#[derive(Debug, Default)]
pub struct Levels {
    set: Vec<(Code, Option<Severity>)>,
    deny_warnings: bool,
}

impl Levels {
    /// From the project file, then the options.
    pub fn new(args: &Check, session: &mut Session) -> Result<Levels, Stop> {
        let mut levels = Levels::default();
        let project = session.project.clone();
        levels.deny_warnings =
            args.deny == Some(Deny::Warnings) || project.deny.iter().any(|name| name == "warnings");
        let denied: Vec<String> = project.deny.into_iter().filter(|name| name != "warnings").collect();
        for (names, severity) in [
            (&project.warn, Some(Severity::Warning)),
            (&project.allow, None),
            (&denied, Some(Severity::Error)),
            (&args.warn, Some(Severity::Warning)),
            (&args.allow, None),
            (&args.forbid, Some(Severity::Error)),
        ] {
            for name in names {
                match find(name) {
                    Some(entry) => levels.set.push((entry.code, severity)),
                    None => session.problems.push(unknown(name)),
                }
            }
        }
        session.check(exit::USAGE)?;
        Ok(levels)
    }

    /// Changes the severities of lints and warnings; errors stay.
    pub fn apply(&self, problems: &mut Problems) {
        let mut kept = Problems::default();
        for diagnostic in problems.iter() {
            let mut diagnostic = diagnostic.clone();
            if diagnostic.severity != Severity::Error {
                match self.set.iter().rev().find(|(code, _)| *code == diagnostic.code) {
                    Some((_, None)) => continue,
                    Some((_, Some(severity))) => diagnostic.severity = *severity,
                    None => {}
                }
                if self.deny_warnings && diagnostic.severity == Severity::Warning {
                    diagnostic.severity = Severity::Error;
                }
            }
            kept.push(diagnostic);
        }
        *problems = kept;
    }
}

/// What is not an error by itself can be set.
fn lints() -> impl Iterator<Item = &'static Entry> {
    codes::all().filter(|entry| entry.severity != Severity::Error)
}

fn find(name: &str) -> Option<&'static Entry> {
    let code = Code::parse(name);
    lints().find(|entry| entry.slug == name || Some(entry.code) == code)
}

fn unknown(name: &str) -> Diagnostic {
    let near = nearest(name, lints().map(|entry| entry.slug));
    let all = near.is_none().then(|| lints().map(|entry| entry.slug).collect::<Vec<_>>().join(", "));
    Diagnostic::new(UNKNOWN_LINT).arg("name", name).maybe("near", near).maybe("all", all)
}
