//! `qungui check`: compiles policies and lints them.

use std::io::Write;

use super::args::{Check, TextFormat};
use super::exit::{self, Stop};
use super::inputs;
use super::levels::Levels;
use super::session::Session;
use crate::diag::Severity;
use crate::report::diagnostics;

/// Compiles and lints; reports on standard output.
pub fn run(args: &Check, session: &mut Session) -> Result<u8, Stop> {
    let levels = Levels::new(args, session)?;
    let format = inputs::from(args.from.clone(), session);
    session.check(exit::USAGE)?;
    let checked = session.try_compile(&args.paths)?;
    if let Some(checked) = &checked {
        crate::lint::lint(checked, &session.sources, &mut session.problems);
        if let Some(format) = format {
            super::answers::check(format, checked, session);
        }
    }
    levels.apply(&mut session.problems);
    let mut out = session.output()?;
    let text = match args.format {
        TextFormat::Json => diagnostics::json(&session.problems, &session.sources, session.lang) + "\n",
        TextFormat::Text => {
            let style = session.style(out.is_terminal());
            let mut text = diagnostics::terminal(&session.problems, &session.sources, style);
            if !session.common.quiet {
                text.push_str(&summary(session, checked.as_ref().map_or(0, |c| c.rules().len())));
            }
            text
        }
    };
    out.write_all(text.as_bytes())?;
    out.finish()?;
    Ok(if session.problems.has_errors() { session.invalid() } else { exit::CLEAN })
}

fn summary(session: &Session, rules: usize) -> String {
    let count = |severity| session.problems.iter().filter(|d| d.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let files = session
        .sources
        .iter()
        .filter(|(_, f)| f.path.ends_with(".qg") && !f.path.starts_with("std/"))
        .count();
    let n = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    let (counted, found) =
        ([n(files, "file"), n(rules, "rule")], [n(errors, "error"), n(warnings, "warning")]);
    let en = format!("{}: {}\n", counted.join(", "), found.join(", "));
    let zh = format!("{files} 个文件，{rules} 条规则：{errors} 个错误，{warnings} 个警告\n");
    session.lang.pick(&en, &zh).to_string()
}
