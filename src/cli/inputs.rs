//! The inputs of `eval`: options joined with the project file's settings, read and checked.

use std::path::PathBuf;

use super::args::{Eval, EvalFormat, FailOn, Reading};
use super::exit::{self, Stop};
use super::session::Session;
use crate::check::Checked;
use crate::context;
use crate::diag::Diagnostic;
use crate::diag::codes::options::{BAD_COVERS, NEEDS_COLUMNS, NO_LOG_NAMED};
use crate::ingest::{self, DateOrder, Format, ToldDates};
use crate::model::{Directory, Millis};
use crate::time::{Zone, civil};

/// What `eval` works on.
pub struct Inputs {
    /// The logs.
    pub logs: Vec<PathBuf>,
    /// The roster.
    pub roster: Option<PathBuf>,
    /// The group registry.
    pub groups: Option<PathBuf>,
    /// How logs are read.
    pub options: ingest::Options,
    /// Format of the output.
    pub format: EvalFormat,
    /// What makes the run fail.
    pub fail_on: Vec<FailOn>,
}

impl Inputs {
    /// Joins options and project.
    pub fn new(args: &Eval, logs: Vec<PathBuf>, session: &mut Session) -> Result<Inputs, Stop> {
        let project = session.project.clone();
        let logs = logs_named(&logs, session)?;
        let mut options = reading(&args.reading, session);
        let covers = args.covers.clone().or(project.covers);
        options.covers = covers.and_then(|text| range(&text, session));
        options.complete = args.complete || project.complete;
        options.threads = match args.threads.or(project.threads).unwrap_or(1) {
            0 => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            threads => threads,
        };
        let inputs = Inputs {
            logs,
            roster: args.roster.clone().or(project.roster),
            groups: args.groups.clone().or(project.groups),
            options,
            format: format(args.format, project.format.as_deref(), session),
            fail_on: fail_on(&args.fail_on, &project.fail_on, session),
        };
        session.check(exit::USAGE)?;
        Ok(inputs)
    }
}

/// The logs that were named, or those of the project.
pub fn logs_named(logs: &[PathBuf], session: &mut Session) -> Result<Vec<PathBuf>, Stop> {
    let logs = if logs.is_empty() { session.project.logs.clone() } else { logs.to_vec() };
    if logs.is_empty() {
        return Err(session.fail(Diagnostic::new(NO_LOG_NAMED)));
    }
    Ok(logs)
}

/// How logs are read, by options and project.
pub fn reading(args: &Reading, session: &mut Session) -> ingest::Options {
    let defaults = ingest::Options::default();
    let zone = session.timezone().and_then(|zone| jiff::tz::TimeZoneDatabase::bundled().get(&zone).ok());
    ingest::Options {
        from: from(args.from.clone().or_else(|| session.project.from.clone()), session),
        timezone: zone.unwrap_or(defaults.timezone),
        lateness: args.lateness,
        strict: args.strict || session.project.strict,
        dates: dates(args, session),
        columns: session.project.columns.clone(),
        covers: None,
        complete: false,
        threads: 1,
    }
}

/// What the user says about dates that logs leave open.
fn dates(args: &Reading, session: &mut Session) -> ToldDates {
    let day = args.date.clone().or_else(|| session.project.date.clone());
    let order = args.date_order.clone().or_else(|| session.project.date_order.clone());
    let told = ToldDates {
        day: day.as_deref().and_then(|text| text.parse().ok()),
        order: order.as_deref().and_then(DateOrder::from_name),
    };
    if day.is_some() && told.day.is_none() {
        session.wrong_setting("date", "a day such as `2026-03-02`", "日期，例如 `2026-03-02`");
    }
    if order.is_some() && told.order.is_none() {
        session.wrong_setting("date-order", "`dmy`, `mdy` or `ymd`", "`dmy`、`mdy` 或 `ymd`");
    }
    told
}

fn format(option: Option<EvalFormat>, setting: Option<&str>, session: &mut Session) -> EvalFormat {
    let named = |name| <EvalFormat as clap::ValueEnum>::from_str(name, false).ok();
    match (option, setting) {
        (Some(format), _) => format,
        (None, None) => EvalFormat::Text,
        (None, Some(name)) => named(name).unwrap_or_else(|| {
            session.wrong_setting("format", "`text`, `json` or `jsonl`", "`text`、`json` 或 `jsonl`");
            EvalFormat::Text
        }),
    }
}

fn fail_on(option: &[FailOn], setting: &[String], session: &mut Session) -> Vec<FailOn> {
    if !option.is_empty() {
        return option.to_vec();
    }
    let mut levels = Vec::new();
    for name in setting {
        match <FailOn as clap::ValueEnum>::from_str(name, false) {
            Ok(level) => levels.push(level),
            Err(_) => {
                let names = "`note`, `warning`, `violation`, `never`, `undetermined`";
                session.wrong_setting("fail-on", names, names);
            }
        }
    }
    levels
}

/// The format of a name.
pub fn from(name: Option<String>, session: &mut Session) -> Option<Format> {
    let name = name?;
    let format = Format::from_name(&name);
    if format.is_none() {
        let names: Vec<&str> = Format::ALL.iter().map(|f| f.name()).collect();
        let names = format!("`{}`", names.join("`, `"));
        session.wrong_setting("from", &names, &names);
    }
    if format.is_some_and(Format::is_mapped) && session.project.columns.is_none() {
        session.problems.push(Diagnostic::new(NEEDS_COLUMNS).arg("format", name));
        return None;
    }
    format
}

/// `FROM..TO`, dates or full times; the end is not included, but a date as the end is.
fn range(text: &str, session: &mut Session) -> Option<(Millis, Millis)> {
    let zone = session.timezone().unwrap_or_else(|| "Asia/Shanghai".into());
    let zone = Zone::new(&zone).unwrap_or_else(Zone::utc);
    let read = || {
        let (from, to) = text.split_once("..")?;
        let (from, to) = (instant(from.trim(), false, &zone)?, instant(to.trim(), true, &zone)?);
        (from < to).then_some((from, to))
    };
    let found = read();
    if found.is_none() {
        session.problems.push(Diagnostic::new(BAD_COVERS).arg("text", text));
    }
    found
}

fn instant(text: &str, end: bool, zone: &Zone) -> Option<Millis> {
    if let Some(day) = civil::parse(text) {
        return Some(zone.instant(civil::midnight(day + i32::from(end))));
    }
    text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_millisecond)
}

impl FailOn {
    /// Whether undetermined and pending verdicts count.
    pub fn undetermined(levels: &[FailOn]) -> bool {
        levels.contains(&FailOn::Undetermined)
    }

    /// Whether a finding of this severity counts; warnings do unless something else is said.
    pub fn finding(levels: &[FailOn], severity: crate::plan::Severity) -> bool {
        use crate::plan::Severity;
        let least = levels.iter().filter_map(|level| match level {
            FailOn::Note => Some(Some(Severity::Note)),
            FailOn::Warning => Some(Some(Severity::Warning)),
            FailOn::Violation => Some(Some(Severity::Violation)),
            FailOn::Never => Some(None),
            FailOn::Undetermined => None,
        });
        match least.min_by_key(|l| l.map_or(u8::MAX, |s| s as u8)) {
            None => severity >= Severity::Warning,
            Some(None) => false,
            Some(Some(least)) => severity >= least,
        }
    }
}

/// Reads roster and registry into the directory.
pub fn load(
    inputs: &Inputs,
    checked: &Checked,
    directory: &mut Directory,
    session: &mut Session,
) -> Result<(), Stop> {
    let zone = &inputs.options.timezone;
    let roles: Vec<String> = checked.roles().map(|(name, _)| name.to_string()).collect();
    if let Some(file) = inputs.roster.as_ref().and_then(|path| session.text(path)) {
        context::load_roster(&session.sources, file, &roles, zone, directory, &mut session.problems);
    }
    if let Some(file) = inputs.groups.as_ref().and_then(|path| session.text(path)) {
        context::load_groups(&session.sources, file, zone, directory, &mut session.problems);
    }
    session.check(exit::USAGE)
}
