//! Policy headers: metadata, zone, calendar.

use std::collections::BTreeSet;

use jiff::tz::TimeZoneDatabase;

use crate::diag::codes::names as codes;
use crate::diag::{Diagnostic, Problems, nearest};
use crate::resolve::Program;
use crate::source::{FileId, Sources};
use crate::syntax::ast::{self, ItemKind};

/// The zone of policies that name none.
pub const DEFAULT_ZONE: &str = "Asia/Shanghai";

/// A file's policy.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Index into the program's modules.
    pub(crate) module: usize,
    /// The file.
    pub file: FileId,
    /// Path of the file.
    pub path: String,
    /// Dotted name; the file's name without one.
    pub name: String,
    /// Title.
    pub title: String,
    /// Version.
    pub version: String,
    /// Basis of all its rules that give none.
    pub basis: String,
    /// IANA name.
    pub timezone: String,
    /// Calendar of days off.
    pub calendar: Option<String>,
    /// blake3 of the text and of all it imports, in hexadecimal.
    pub hash: String,
    /// Mostly Chinese.
    pub chinese: bool,
}

/// The policies of all files but shipped ones, in order.
pub(super) fn policies(program: &Program, sources: &Sources, problems: &mut Problems) -> Vec<Policy> {
    let modules = (0..program.modules.len()).filter(|&m| !program.modules[m].shipped);
    modules.map(|module| policy(program, module, sources, problems)).collect()
}

fn policy(program: &Program, module: usize, sources: &Sources, problems: &mut Problems) -> Policy {
    let home = &program.modules[module];
    let header = home.tree.items.iter().find_map(|item| match &item.kind {
        ItemKind::Policy(policy) => Some(policy),
        _ => None,
    });
    let stem = home.path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let text = |value: Option<&ast::Str>| value.map(|s| s.value.clone()).unwrap_or_default();
    let zone = header.and_then(|h| h.timezone.as_ref());
    let calendar = header.and_then(|h| h.calendar.as_ref());
    if let Some(zone) = zone {
        check_zone(zone, problems);
    }
    if let Some(calendar) = calendar
        && !is_calendar(&calendar.text)
    {
        let problem = Diagnostic::at(codes::UNKNOWN_CALENDAR, calendar.span);
        problems.push(problem.arg("name", calendar.text.clone()));
    }
    let fallback = program.timezone.clone().unwrap_or_else(|| DEFAULT_ZONE.into());
    Policy {
        module,
        file: home.file,
        path: sources.file(home.file).path.clone(),
        name: header.map_or(stem, |h| h.name.dotted()),
        title: text(header.and_then(|h| h.title.as_ref())),
        version: text(header.and_then(|h| h.version.as_ref())),
        basis: text(header.and_then(|h| h.basis.as_ref())),
        timezone: zone.map_or(fallback, |z| z.value.clone()),
        // A line that could not be read may well have named one.
        calendar: header.is_some_and(|h| h.calendar.is_some() || h.lost).then(|| "cn".into()),
        hash: hash(program, module, sources),
        chinese: home.tree.chinese,
    }
}

/// Calendars that a policy may name.
fn is_calendar(name: &str) -> bool {
    matches!(name, "cn" | "中国")
}

fn check_zone(zone: &ast::Str, problems: &mut Problems) {
    // As for `Zone`: the machine's own database is neither needed nor read.
    let database = TimeZoneDatabase::bundled();
    if database.get(&zone.value).is_ok() {
        return;
    }
    let known: Vec<String> = database.available().map(|name| name.to_string()).collect();
    let near = nearest(&zone.value, known.iter().map(String::as_str)).map(str::to_string);
    let problem = Diagnostic::at(codes::UNKNOWN_TIMEZONE, zone.span).arg("name", zone.value.clone());
    problems.push(problem.maybe("near", near));
}

/// Text of the file, texts of all it uses, and the words of their lists.
fn hash(program: &Program, module: usize, sources: &Sources) -> String {
    let mut modules = BTreeSet::new();
    reach(program, module, &mut modules);
    // All at once is many times as fast as word by word.
    let mut bytes = Vec::new();
    let mut add = |text: &str| {
        bytes.extend_from_slice(&(text.len() as u64).to_le_bytes());
        bytes.extend_from_slice(text.as_bytes());
    };
    add(&sources.file(program.modules[module].file).text);
    for &used in modules.iter().filter(|&&m| m != module) {
        add(&sources.file(program.modules[used].file).text);
    }
    for list in program.lists.iter().filter(|list| modules.contains(&list.at.module)) {
        add(&list.at.name.text);
        list.words.iter().for_each(|word| add(&word.text));
    }
    blake3::hash(&bytes).to_hex().to_string()
}

/// A module and all that it uses.
pub(super) fn reach(program: &Program, module: usize, seen: &mut BTreeSet<usize>) {
    if seen.insert(module) {
        for import in &program.modules[module].imports {
            if let Some(target) = import.module {
                reach(program, target, seen);
            }
        }
    }
}
