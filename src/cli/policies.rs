//! The policy files that the named paths hold.

use std::io;
use std::path::{Path, PathBuf};

use crate::diag::codes::options::{MISSING_PATH, NO_POLICIES, UNREADABLE};
use crate::diag::{Diagnostic, Problems, reason};

/// How policy files end.
const EXTENSION: &str = "qg";

/// Files as they are named, folders as the policies in them and below, by path; each file once.
pub fn files(paths: &[PathBuf], problems: &mut Problems) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in paths {
        let shown = path.display().to_string();
        if path.is_dir() {
            let before = found.len();
            match below(path, &mut found) {
                Err(error) => problems.push(unreadable(&shown, &error)),
                Ok(()) if found.len() == before => {
                    problems.push(Diagnostic::new(NO_POLICIES).arg("path", shown));
                }
                Ok(()) => {}
            }
        } else if path.exists() {
            found.push(path.clone());
        } else {
            problems.push(Diagnostic::new(MISSING_PATH).arg("path", shown));
        }
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|path| seen.insert(path.canonicalize().unwrap_or_else(|_| path.clone())));
    found
}

/// A file that cannot be read, and why.
pub fn unreadable(path: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::new(UNREADABLE).arg("path", path).arg("reason", reason(error))
}

fn below(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut entries: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        entries.push(entry?.path());
    }
    entries.sort();
    for path in entries {
        let hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
        if hidden {
            continue;
        }
        if path.is_dir() && !path.is_symlink() {
            below(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == EXTENSION) {
            found.push(path);
        }
    }
    Ok(())
}
