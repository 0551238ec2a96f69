//! `qungui inspect`: what a log is, what it can and cannot answer; skeletons of a roster and a registry.

use std::io::Write;

use super::args::{Excerpt, Inspect, TextFormat};
use super::exit::{self, Stop};
use super::progress::Progress;
use super::session::Session;
use super::{inputs, privacy, writer};
use crate::ingest::{self, Format};
use crate::model::{Batch, Directory};
use crate::report::inspect::{self, Census, Inspection, SourceSheet};
use crate::report::privacy::Privacy;
use crate::time::Zone;

/// Reads the log once and tells what it is.
pub fn run(args: &Inspect, session: &mut Session) -> Result<u8, Stop> {
    let logs = inputs::logs_named(&args.logs, session)?;
    let options = inputs::reading(&args.reading, session);
    let mut privacy = privacy::privacy(Some(Excerpt::None), args.pseudonyms.clone(), session);
    session.check(exit::USAGE)?;
    let mut directory = Directory::default();
    let Some(mut log) = ingest::open(&logs, &options, &mut directory, &mut session.problems) else {
        return Err(session.stop(exit::USAGE));
    };
    session.report();
    let out = session.output()?;
    let progress = Progress::new(&log, session, out.is_terminal());
    let (mut census, mut batch) = (Census::default(), Batch::default());
    while log.next(&mut directory, &mut batch, &mut session.problems) {
        census.count(&batch);
        progress.at(log.progress().0);
    }
    progress.done();
    privacy.learn(&Batch::default(), &directory);
    let broken = session.problems.has_errors();
    session.report();
    let text = show(args, &log, &census, (&directory, &privacy), &options, (session, out.is_terminal()));
    let mut out = if args.format == TextFormat::Json { out.for_json() } else { out };
    out.write_all(text.as_bytes())?;
    out.finish()?;
    Ok(if broken { exit::USAGE } else { exit::CLEAN })
}

fn show(
    args: &Inspect,
    log: &ingest::Log,
    census: &Census,
    (directory, privacy): (&Directory, &Privacy),
    options: &ingest::Options,
    (session, terminal): (&Session, bool),
) -> String {
    let name = options.timezone.iana_name().unwrap_or("UTC");
    let zone = Zone::new(name).unwrap_or_else(Zone::utc);
    let directory = privacy.directory(directory);
    if args.roster {
        return inspect::roster(census, directory, !privacy.is_veiled(), session.lang);
    }
    if args.groups {
        return inspect::groups(directory, &zone, session.lang);
    }
    let facts = log.facts();
    let none = Default::default();
    let sources = log.report().into_iter().zip(&facts).enumerate().map(|(index, (source, facts))| {
        let mut line = writer::source_line(&source, &zone);
        line.path = privacy.path(&line.path).into_owned();
        let count = census.sources.get(index).unwrap_or(&none);
        SourceSheet::new(line, (source.sign, source.displaced, source.local_times), facts, count)
    });
    let inspection = Inspection::new(sources.collect(), census, directory, &zone, name);
    match args.format {
        TextFormat::Json => serde_json::to_string_pretty(&inspection).unwrap_or_default() + "\n",
        TextFormat::Text => {
            let describe = |format: &str| Format::described(format, session.lang);
            inspect::terminal(&inspection, &describe, session.style(terminal))
        }
    }
}
