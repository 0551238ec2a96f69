//! `qungui explain [CODE]`: the page of a diagnostic code, or the list of all codes.

use std::io::Write;

use super::args::Explain;
use super::exit::{self, Stop};
use super::session::Session;
use crate::diag::codes::options::UNKNOWN_CODE;
use crate::diag::{Code, Diagnostic, codes, fill};

/// Prints a page, or the list.
pub fn run(args: &Explain, session: &mut Session) -> Result<u8, Stop> {
    let text = match &args.code {
        Some(text) => match Code::parse(text) {
            Some(code) => code.entry().page.to_string(),
            None => {
                let unknown = Diagnostic::new(UNKNOWN_CODE).arg("code", text.as_str());
                return Err(session.fail(unknown));
            }
        },
        None => list(session),
    };
    let mut out = session.output()?;
    out.write_all(text.as_bytes())?;
    out.finish()?;
    Ok(exit::CLEAN)
}

/// One line a code: number, name, message without its values.
fn list(session: &Session) -> String {
    let mut entries: Vec<_> = codes::all().collect();
    entries.sort_by_key(|entry| entry.code);
    let wide = entries.iter().map(|entry| entry.slug.len()).max().unwrap_or(0);
    let line = |entry: &&codes::Entry| {
        let message = fill(&entry.words(session.lang).message.replace(['{', '}'], ""), &[], session.lang);
        format!("{}  {:wide$}  {message}\n", entry.code, entry.slug)
    };
    entries.iter().map(line).collect()
}
