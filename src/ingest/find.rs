//! Finding the sources that the user named, and telling what they are.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::decode::{self, Plain, Refusal};
use super::detect::{Guess, Sample, guess};
use super::files::{Files, Share};
use super::formats::{self, Fit, Format};
use super::intake::Intake;
use super::live::{Live, Tee};
use super::source::Source;
use super::tables::{Container, Found};
use super::temporary::{self, NoTemporary};
use super::{Options, Shape};
use crate::diag::codes::inputs as code;
use crate::diag::{Both, Diagnostic, Problems, reason};
use crate::model::{Directory, Millis};

/// How deep folders are searched.
const DEEPEST: usize = 16;
/// Files of a folder that are reported when they cannot be recognised as logs.
const LOG_LIKE: &[&str] = &[
    "json", "jsonl", "ndjson", "txt", "log", "csv", "tsv", "gz", "zst", "zip", "7z", "rar", "tar", "tgz",
    "xlsx", "xls", "db",
];

/// The sources of all paths, in order. What cannot be used is reported.
pub fn sources(
    paths: &[PathBuf],
    options: &Options,
    directory: &mut Directory,
    problems: &mut Problems,
) -> Vec<Source> {
    let mut sources = Vec::new();
    if options.lateness.is_some() && paths != [Path::new("-")] {
        problems.push(Diagnostic::new(code::NOT_ONE_STREAM));
        return sources;
    }
    for path in paths {
        let shown = path.display().to_string();
        if let ("-", Some(lateness)) = (shown.as_str(), options.lateness) {
            sources.extend(stream(io::stdin(), lateness, options, problems));
        } else if shown == "-" {
            let plain = decode::stream(io::stdin().lock());
            sources.extend(
                usable(plain, "-", problems).and_then(|plain| source(plain, "-", options, problems, true)),
            );
        } else if path.is_dir() {
            folder(path, &shown, options, directory, problems, &mut sources);
        } else if !path.exists() {
            problems.push(Diagnostic::new(code::MISSING_FILE).arg("path", shown));
        } else {
            sources.extend(file(path, &shown, options, problems, true));
        }
    }
    sources
}

fn folder(
    path: &Path,
    shown: &str,
    options: &Options,
    directory: &mut Directory,
    problems: &mut Problems,
    sources: &mut Vec<Source>,
) {
    if options.from.is_none_or(|from| from == Format::Slack)
        && let Some((format, export)) = formats::folder(path, directory, problems)
    {
        sources.extend(export_source(path, shown, options, format, export, problems));
        return;
    }
    let before = sources.len();
    let errors = problems.has_errors();
    let mut files = Vec::new();
    walk(path, DEEPEST, &mut files);
    files.sort();
    for path in files {
        let shown = path.display().to_string();
        sources.extend(file(&path, &shown, options, problems, false));
    }
    if sources.len() == before && problems.has_errors() == errors {
        problems.push(Diagnostic::new(code::EMPTY_FOLDER).arg("path", shown));
    }
}

fn walk(path: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        let path = entry.path();
        match entry.file_type() {
            _ if hidden => {}
            Ok(kind) if kind.is_dir() && depth > 0 => walk(&path, depth - 1, files),
            Ok(_) if path.is_file() => files.push(path),
            _ => {}
        }
    }
}

fn export_source(
    path: &Path,
    shown: &str,
    options: &Options,
    format: Format,
    export: formats::Folder,
    problems: &mut Problems,
) -> Option<Source> {
    let mut files = Files::default();
    for (file, label) in export.files {
        let within = file.strip_prefix(path).unwrap_or(&file);
        let name = Path::new(shown).join(within).display().to_string();
        match file.metadata() {
            Ok(meta) => files.add(file, name, label, meta.len()),
            Err(error) => problems.push(unreadable(&name, &error)),
        }
    }
    let intake = Intake::new(export.parser, options.timezone.clone());
    Some(Source::new(shown.to_string(), format, Shape::Document(&[]), files, intake))
}

/// The source that a file is. `named`: the user named it, so it must be one.
fn file(path: &Path, shown: &str, options: &Options, problems: &mut Problems, named: bool) -> Option<Source> {
    let plain = usable(decode::file(path), shown, problems)?;
    if let Some(container) = Container::of(&plain.head) {
        return table(container, &plain.path, shown, options, problems, named);
    }
    source(plain, shown, options, problems, named)
}

/// The source that a file of tables is: its rows are written down as a log of their own.
fn table(
    container: Container,
    path: &Path,
    shown: &str,
    options: &Options,
    problems: &mut Problems,
    named: bool,
) -> Option<Source> {
    let what = container.name();
    let (format, dump) = match container.read(path, shown, options) {
        Ok(Found::Log(format, dump)) => (format, dump),
        Ok(Found::Beside(_)) if !named => return None,
        Ok(Found::Beside(seen) | Found::Other(seen)) => {
            let own = (container == Container::Parquet).then(|| Both::from(COLUMNS));
            unknown(seen, own, shown, problems, named);
            return None;
        }
        #[cfg(feature = "parquet")]
        Ok(Found::Unfit(lacking)) => {
            lacking.into_iter().filter(|_| named).for_each(|lack| problems.push(lack));
            return None;
        }
        Ok(Found::NeedsFeature) => {
            problems.push(needs_feature(shown, container.feature()));
            return None;
        }
        Err(error) => {
            let damaged = Diagnostic::new(code::DAMAGED_TABLE).arg("path", shown).arg("what", what);
            problems.push(damaged.arg("reason", error.to_string()));
            return None;
        }
    };
    let fit = Fit { score: 1, sign: what.into() };
    choose(shown, options, &[(format, fit)], &Sample::default(), problems)?;
    let plain = usable(decode::file(dump.spool.path()), shown, problems)?;
    let native = Options { from: None, columns: None, ..options.clone() };
    let source = source(plain, shown, &native, problems, named)?;
    Some(source.of_table(format, what, *dump))
}

/// Standard input as a stream. Its beginning tells what it is, as that of a file; what is packed or in another
/// encoding is decoded whole first.
fn stream(
    mut input: impl Read + Send + 'static,
    lateness: Millis,
    options: &Options,
    problems: &mut Problems,
) -> Option<Source> {
    let begun = decode::beginning(&mut input).map_err(Refusal::Unreadable);
    let plain = begun.and_then(|head| match decode::is_plain(&head) {
        true => decode::flowing(&head).map(|plain| (plain, Some(head))),
        false => decode::stream(io::Cursor::new(head).chain(&mut input)).map(|plain| (plain, None)),
    });
    let (plain, head) = match plain {
        Ok((plain, head)) => (usable(Ok(plain), "-", problems)?, head),
        Err(refusal) => return usable(Err(refusal), "-", problems).and(None),
    };
    let copy = plain.spool.as_ref().and_then(|spool| spool.reopen().ok());
    let mut source = source(plain, "-", options, problems, true)?;
    if matches!(source.shape, Shape::Blocks(_)) {
        // What its dates leave open the whole of a text tells.
        problems.push(Diagnostic::new(code::TEXT_STREAM));
        return None;
    }
    let (shape, chunk) = (source.shape.clone(), Share::of(usize::MAX).chunk);
    let records = match (head, copy) {
        (Some(head), Some(copy)) => {
            source.files.growing = true;
            shape.records(Tee { input: io::Cursor::new(head).chain(input), copy }, chunk)
        }
        (_, Some(copy)) => shape.records(copy, chunk),
        (_, None) => return None,
    };
    source.flow(Live::new(records, lateness));
    Some(source)
}

/// Reports why a file cannot be decoded, or only in part.
fn usable(plain: Result<Plain, Refusal>, shown: &str, problems: &mut Problems) -> Option<Plain> {
    let refused = match plain {
        Ok(plain) => {
            if let Some(reason) = &plain.cut {
                let cut = Diagnostic::new(code::CUT_OFF).arg("path", shown).arg("reason", reason.as_str());
                problems.push(cut);
            }
            return Some(plain);
        }
        Err(Refusal::Unreadable(error)) => unreadable(shown, &error),
        Err(Refusal::Bomb(limit)) => Diagnostic::new(code::UNPACKS_TOO_FAR)
            .arg("path", shown)
            .arg("limit", format!("{} MiB", limit >> 20)),
        Err(Refusal::NeedsFeature(feature)) => needs_feature(shown, feature),
    };
    problems.push(refused);
    None
}

/// A file that this program could read, had it been built with a feature.
pub fn needs_feature(shown: &str, feature: &str) -> Diagnostic {
    Diagnostic::new(code::NEEDS_FEATURE).arg("path", shown).arg("feature", feature)
}

fn source(
    plain: Plain,
    shown: &str,
    options: &Options,
    problems: &mut Problems,
    named: bool,
) -> Option<Source> {
    let (sample, format) = recognise(&plain.head, shown, options, problems, named)?;
    let shape = format.shape(&sample);
    let mut files = Files::default();
    files.add(plain.path, shown.to_string(), String::new(), plain.length);
    let mut parser = format.parser(shown, &sample, problems);
    parser.told(options.dates);
    let intake = Intake::new(parser, options.timezone.clone());
    let mut source = Source::new(shown.to_string(), format, shape, files, intake);
    source.encoding = plain.encoding;
    source.sign = format.fits(&sample).map(|fit| fit.sign).unwrap_or_default();
    Some(match plain.spool {
        Some(spool) => source.keep(spool),
        None => source,
    })
}

fn recognise(
    bytes: &[u8],
    shown: &str,
    options: &Options,
    problems: &mut Problems,
    named: bool,
) -> Option<(Sample, Format)> {
    match guess(bytes, options.columns.as_ref()) {
        Guess::Fits(sample, fits) => {
            let format = choose(shown, options, &fits, &sample, problems)?;
            return Some((*sample, format));
        }
        Guess::Empty if named => problems.push(Diagnostic::new(code::EMPTY_LOG).arg("path", shown)),
        Guess::Empty => {}
        Guess::Undecrypted => problems.push(Diagnostic::new(code::UNDECRYPTED).arg("path", shown)),
        Guess::Unknown(seen, sample) => match formats::missing(&sample, shown) {
            lacking if named && !lacking.is_empty() => {
                lacking.into_iter().for_each(|lack| problems.push(lack))
            }
            _ => unknown(seen, own(&sample), shown, problems, named),
        },
    }
    None
}

const COLUMNS: (&str, &str) = ("its columns", "各列");

/// What of a sample a map of columns may tell of, if there is any.
fn own(sample: &Sample) -> Option<Both> {
    let members = || (!sample.keys.is_empty()).then(|| ("the members of its records", "记录中各成员").into());
    sample.table.as_ref().map(|_| COLUMNS.into()).or_else(members)
}

/// Reports a file that is in no known format. `own`: what a map of columns may tell of.
fn unknown(seen: Both, own: Option<Both>, shown: &str, problems: &mut Problems, named: bool) {
    let extension = Path::new(shown).extension().and_then(|e| e.to_str()).unwrap_or_default();
    if named {
        let diagnostic = Diagnostic::new(code::UNKNOWN_FORMAT).arg("path", shown).arg("seen", seen);
        let known = own.is_none().then(known);
        problems.push(diagnostic.maybe("own", own).maybe("known", known));
    } else if LOG_LIKE.contains(&extension.to_ascii_lowercase().as_str()) {
        problems.push(Diagnostic::new(code::IGNORED_FILE).arg("path", shown).arg("seen", seen));
    }
}

/// The format to read: the one that was asked for if the content allows it, else the best fit.
fn choose(
    shown: &str,
    options: &Options,
    fits: &[(Format, Fit)],
    sample: &Sample,
    problems: &mut Problems,
) -> Option<Format> {
    let (best, fit) = fits.first()?;
    if let Some(from) = options.from {
        if fits.iter().any(|(format, _)| *format == from) {
            return Some(from);
        }
        let lacking = if from.is_mapped() { formats::missing(sample, shown) } else { Vec::new() };
        if !lacking.is_empty() {
            lacking.into_iter().for_each(|lack| problems.push(lack));
            return None;
        }
        let diagnostic = Diagnostic::new(code::WRONG_FROM).arg("path", shown).arg("from", from.name());
        problems.push(diagnostic.arg("best", best.name()).arg("sign", fit.sign.as_str()));
        return None;
    }
    if let Some((second, _)) = fits.get(1) {
        let diagnostic = Diagnostic::new(code::TWO_FORMATS).arg("path", shown).arg("best", best.name());
        problems.push(diagnostic.arg("second", second.name()).arg("sign", fit.sign.as_str()));
    }
    Some(*best)
}

/// The formats that can be read, in words.
fn known() -> Both {
    let list = |pick: fn((&'static str, &'static str)) -> &'static str| {
        Format::ALL.iter().map(|f| format!("`{}` ({})", f.name(), pick(f.describe()))).collect::<Vec<_>>()
    };
    Both { en: list(|d| d.0).join(", "), zh: list(|d| d.1).join("、") }
}

/// A file that cannot be read, with the system's reason.
pub fn unreadable(shown: &str, error: &io::Error) -> Diagnostic {
    if let Some(NoTemporary { folder, error }) = temporary::missing(error) {
        let problem = Diagnostic::new(code::NO_TEMPORARY).arg("path", shown).arg("reason", reason(error));
        return problem.arg("folder", folder.display().to_string());
    }
    let why = match error.kind() {
        // Of packed files: what is wrong with them.
        io::ErrorKind::InvalidData => error.to_string().into(),
        _ => reason(error),
    };
    Diagnostic::new(code::UNREADABLE).arg("path", shown).arg("reason", why)
}
