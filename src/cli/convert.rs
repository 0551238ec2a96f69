//! `qungui convert`: any log as native JSON lines, each source by itself, since each can answer other things.

use std::path::{Path, PathBuf};

use super::args::{Convert, Excerpt, Target};
use super::exit::{self, Stop};
use super::inputs;
use super::out::Out;
use super::privacy;
use super::progress::Progress;
use super::session::Session;
use crate::diag::Diagnostic;
use crate::diag::codes::options::{CONVERT_SEVERAL, UNWRITABLE};
use crate::ingest::{self, Log, NativeWriter, Options};
use crate::model::{Batch, Directory};
use crate::report::privacy::Privacy;

/// Reads and writes.
pub fn run(args: &Convert, session: &mut Session) -> Result<u8, Stop> {
    let Target::Jsonl = args.to;
    let paths = inputs::logs_named(&args.logs, session)?;
    let options = inputs::reading(&args.reading, session);
    let mut privacy = privacy::privacy(Some(Excerpt::Full), args.pseudonyms.clone(), session);
    session.check(exit::USAGE)?;
    let Some(logs) = ingest::open_apart(&paths, &options, &mut session.problems) else {
        return Err(session.stop(exit::USAGE));
    };
    let places = places(&logs, privacy.is_veiled(), session)?;
    session.report();
    for ((log, directory), place) in logs.into_iter().zip(places) {
        let out =
            Out::open(place.as_deref()).map_err(|error| session.unwritable(place.as_deref(), &error))?;
        convert(log, directory, &options, &mut privacy, out, session)?;
    }
    let broken = session.problems.has_errors();
    session.report();
    Ok(if broken { exit::USAGE } else { exit::CLEAN })
}

/// Where each source goes: one to the output, several to files of a folder, named in the order of the sources.
fn places(
    logs: &[(Log, Directory)],
    veiled: bool,
    session: &mut Session,
) -> Result<Vec<Option<PathBuf>>, Stop> {
    let output = session.common.output.clone();
    let folder = match output {
        Some(folder) if logs.len() > 1 || folder.is_dir() => folder,
        output if logs.len() == 1 => return Ok(vec![output]),
        _ => {
            let count = logs.len().to_string();
            return Err(session.fail(Diagnostic::new(CONVERT_SEVERAL).arg("count", count)));
        }
    };
    if let Err(error) = std::fs::create_dir_all(&folder) {
        let unwritable = Diagnostic::new(UNWRITABLE).arg("path", folder.display().to_string());
        return Err(session.fail(unwritable.arg("reason", error.to_string())));
    }
    let width = logs.len().to_string().len();
    let place = |(index, (log, _)): (usize, &(Log, Directory))| {
        // A file's name may be that of a group.
        let stem = if veiled { "log".into() } else { stem(log) };
        Some(folder.join(format!("{:0width$}-{stem}.jsonl", index + 1)))
    };
    Ok(logs.iter().enumerate().map(place).collect())
}

/// What a source is called, without what its name ends in.
fn stem(log: &Log) -> String {
    let path = log.report().first().map(|source| source.path.clone()).unwrap_or_default();
    let stem = Path::new(&path).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    stem.filter(|stem| stem != "-").unwrap_or_else(|| "log".into())
}

fn convert(
    mut log: Log,
    mut directory: Directory,
    options: &Options,
    privacy: &mut Privacy,
    out: Out,
    session: &mut Session,
) -> Result<(), Stop> {
    let progress = Progress::new(&log, session, out.is_terminal());
    let mut writer = NativeWriter::begin(out, &log.header(&options.timezone), options.timezone.clone())?;
    let mut batch = Batch::default();
    while log.next(&mut directory, &mut batch, &mut session.problems) {
        privacy.learn(&batch, &directory);
        writer.write(&privacy.batch(&batch), privacy.directory(&directory))?;
        progress.at(log.progress().0);
    }
    progress.done();
    Ok(writer.finish().finish()?)
}
