//! All sources as one stream of messages in event order.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::files::Share;
use super::formats::Settled;
use super::identity::Seen;
use super::places::Places;
use super::problems::{BadRecords, RecordProblem};
use super::source::{ROWS, Source};
use super::{Format, NativeHeader, Options, Shape, find, formats, quick};
use crate::diag::codes::inputs as code;
use crate::diag::{Diagnostic, Problems};
use crate::model::{Batch, Coverage, Directory, Millis, Origin, SourceCover, SourceFacts};

/// The logs of a run, opened.
pub struct Log {
    sources: Vec<Source>,
    places: Arc<Places>,
    /// What the user says that all sources cover.
    told: Option<(Millis, Millis)>,
    covers: Vec<SourceCover>,
    complete: bool,
    strict: bool,
    seen: Seen,
    merge: Option<Merge>,
    done: bool,
    /// Names come from the roster, and from the registry, whatever the log has.
    named: [bool; 2],
}

/// What a source was, for reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceReport {
    /// The path as the user gave it; `-` for standard input.
    pub path: String,
    /// Name of its format.
    pub format: &'static str,
    /// The sign by which the format was told: a field's name; empty for an export that is a folder.
    pub sign: String,
    /// How its text is encoded.
    pub encoding: String,
    /// Messages delivered.
    pub messages: u64,
    /// Events delivered.
    pub events: u64,
    /// Records that could not be read.
    pub skipped: u64,
    /// Messages that another record already was.
    pub duplicates: u64,
    /// Records that stood out of order, and were put in order.
    pub displaced: u64,
    /// Messages of a stream that came too late, and were not judged.
    pub late: u64,
    /// Times that name no zone, read in [`Options::timezone`].
    pub local_times: u64,
    /// Time of the first message or event.
    pub first: Option<Millis>,
    /// Time of the last message or event.
    pub last: Option<Millis>,
    /// What it covers: from and to as declared, or its first and last message; the end is known when it has been read.
    pub covers: Option<(Millis, Millis)>,
    /// Fields that it cannot supply, as policies write them, and no roster or registry supplies instead.
    pub lacks: Vec<&'static str>,
}

/// Opens logs: files, folders, `-` for standard input. `None` if there is an error among the problems.
///
/// With one source the log is read once, from front to back, unless its records are out of order or it is a
/// document. With several, each is read once ahead: the merge has to know what each one covers.
pub fn open(
    paths: &[PathBuf],
    options: &Options,
    directory: &mut Directory,
    problems: &mut Problems,
) -> Option<Log> {
    let mut found = Problems::default();
    let sources = find::sources(paths, options, directory, &mut found);
    if sources.is_empty() && !found.has_errors() {
        found.push(Diagnostic::new(code::NO_LOG));
    }
    let log = (!found.has_errors()).then(|| Log::of(sources, options, directory, &mut found));
    let failed = found.has_errors();
    problems.extend(found);
    log.filter(|_| !failed)
}

/// Opens each source as a log of its own, with the people and groups that it alone knows.
pub fn open_apart(
    paths: &[PathBuf],
    options: &Options,
    problems: &mut Problems,
) -> Option<Vec<(Log, Directory)>> {
    let mut found = Problems::default();
    let mut logs = Vec::new();
    for path in paths {
        let mut directory = Directory::default();
        let sources = find::sources(std::slice::from_ref(path), options, &mut directory, &mut found);
        for source in sources {
            let mut directory = directory.clone();
            logs.push((Log::of(vec![source], options, &mut directory, &mut found), directory));
        }
    }
    if logs.is_empty() && !found.has_errors() {
        found.push(Diagnostic::new(code::NO_LOG));
    }
    let failed = found.has_errors();
    problems.extend(found);
    (!failed).then_some(logs)
}

/// Gives each source its rank, and each network its number.
fn rank(sources: &mut [Source]) {
    let mut platforms: Vec<String> = Vec::new();
    for (rank, source) in sources.iter_mut().enumerate() {
        source.rank = rank as u32;
        let platform = source.intake.parser.platform();
        let known = platforms.iter().position(|p| *p == platform);
        source.platform = known.unwrap_or(platforms.len()) as u32;
        platforms.push(platform);
    }
}

/// Looks ahead as far as needed and makes the source ready. `None` if it has no record (an error is reported).
fn prepare(
    source: &mut Source,
    alone: bool,
    options: &Options,
    directory: &mut Directory,
    problems: &mut Problems,
) -> io::Result<Option<SourceCover>> {
    let declared = options.covers.or(source.intake.parser.covers());
    if source.is_live() {
        let first = source.first_of_stream(directory)?;
        let bad = source.bad.clone();
        return Ok(match first {
            Some(first) => Some(cover(declared, first, None)),
            None => no_record(source, bad, options.strict, problems),
        });
    }
    if alone && in_order(source, options.threads)? {
        let (first, bad) = source.first_time(directory)?;
        source.stream()?;
        return Ok(match first {
            Some(first) => Some(cover(declared, first, None)),
            None => no_record(source, bad, options.strict, problems),
        });
    }
    // The files of a folder are one after the other only in their names.
    let index = source.files.parts.len() > 1;
    let mut survey = source.survey(index, directory)?;
    let settled = source.intake.parser.settle(&source.name, problems);
    if settled == Settled::Never {
        return Ok(None);
    }
    if settled == Settled::Again {
        survey = source.survey(index, directory)?;
    }
    if !index && !survey.in_order() {
        survey = source.survey(true, directory)?;
    }
    let (Some(first), Some(last)) = (survey.first, survey.last) else {
        return Ok(no_record(source, survey.bad, options.strict, problems));
    };
    let groups = (!alone).then(|| std::mem::take(&mut survey.groups).into_iter().collect());
    source.start(survey, source.format == Format::Slack || source.format.is_table())?;
    if source.displaced > 0 {
        let note = Diagnostic::new(code::OUT_OF_ORDER).arg("path", source.name.as_str());
        problems.push(note.arg("count", source.displaced.to_string()));
    }
    let cover = cover(declared, first, (!alone).then_some(last));
    Ok(Some(SourceCover { groups, ..cover }))
}

/// True if the source can be read from front to back without a full look ahead.
fn in_order(source: &Source, threads: usize) -> io::Result<bool> {
    let ([part], Shape::Lines) = (source.files.parts.as_slice(), &source.shape) else { return Ok(false) };
    if let Some(ordered) = source.ordered {
        return Ok(ordered);
    }
    let Some(sign) = source.format.time_sign() else { return Ok(false) };
    quick::in_order(&part.path, sign, threads)
}

fn cover(declared: Option<(Millis, Millis)>, first: Millis, last: Option<Millis>) -> SourceCover {
    match declared {
        Some((from, to)) => SourceCover { after: from - 1, before: Some(to), groups: None },
        None => SourceCover { after: first, before: last, groups: None },
    }
}

fn no_record(
    source: &mut Source,
    bad: BadRecords,
    strict: bool,
    problems: &mut Problems,
) -> Option<SourceCover> {
    source.bad.absorb(bad);
    source.bad.report(&source.name, strict, problems);
    let count = source.bad.count.to_string();
    problems.push(Diagnostic::new(code::NO_RECORD).arg("path", source.name.as_str()).arg("count", count));
    None
}

impl Log {
    /// Looks ahead into sources as far as needed. Sources that cannot be used are reported.
    fn of(
        mut sources: Vec<Source>,
        options: &Options,
        directory: &mut Directory,
        found: &mut Problems,
    ) -> Log {
        let mut covers = Vec::new();
        rank(&mut sources);
        let (alone, share) = (sources.len() == 1, Share::of(sources.len()));
        sources.iter_mut().for_each(|source| source.files.share = share);
        for source in &mut sources {
            match prepare(source, alone, options, directory, found) {
                Ok(cover) => covers.extend(cover),
                Err(error) => found.push(find::unreadable(&source.name, &error)),
            }
        }
        let merge = (!alone).then(|| Merge::new(sources.len()));
        let (complete, strict) = (options.complete, options.strict);
        let named = [directory.has_roster, directory.has_registry];
        let places = Arc::new(Places::new(&sources));
        Log {
            sources,
            places,
            told: options.covers,
            covers,
            complete,
            strict,
            seen: Seen::default(),
            merge,
            done: false,
            named,
        }
    }

    /// What the header of the first source says when it is written as a native log.
    pub fn header(&self, zone: &jiff::tz::TimeZone) -> NativeHeader {
        let Some(source) = self.sources.first() else { return NativeHeader::default() };
        let parser = &source.intake.parser;
        NativeHeader::new(&parser.facts(), parser.platform(), parser.covers(), zone)
    }

    /// True if messages come in while they are judged.
    pub fn is_live(&self) -> bool {
        self.sources.iter().any(Source::is_live)
    }

    /// What the sources cover, in rank order.
    pub fn coverage(&self) -> Coverage {
        Coverage { complete: self.complete, sources: self.covers.clone() }
    }

    /// What the sources can answer, in rank order.
    pub fn facts(&self) -> Vec<SourceFacts> {
        self.sources.iter().map(|source| source.intake.parser.facts()).collect()
    }

    /// Replaces the batch by the next messages, about 4,096, in event order; false when there are no more
    /// (the batch is then empty). Ends early on a failure, which is then among the problems.
    pub fn next(&mut self, directory: &mut Directory, batch: &mut Batch, problems: &mut Problems) -> bool {
        batch.clear();
        if self.done {
            return false;
        }
        let more = match &mut self.merge {
            None => self
                .sources
                .first_mut()
                .map_or(Ok(false), |source| source.fill(directory, batch, Some(&mut self.seen), self.strict)),
            Some(merge) => merge.fill(&mut self.sources, directory, batch, &mut self.seen, self.strict),
        };
        let more = more.unwrap_or_else(|error| {
            problems.push(Diagnostic::new(code::READ_FAILED).arg("reason", error.to_string()));
            false
        });
        if !more {
            self.done = true;
            self.finish(problems);
        }
        !batch.rows.is_empty() || more
    }

    /// Reports bad records and oddities of all sources.
    fn finish(&self, problems: &mut Problems) {
        for source in &self.sources {
            source.bad.report(&source.name, self.strict, problems);
            if let Some(late) = source.late() {
                late.report_late(&source.name, problems);
            }
            let notes = source.intake.notes;
            notes.damage.report(&source.name).for_each(|harm| problems.push(harm));
            let note = |code, count: u64| {
                Diagnostic::new(code).arg("path", source.name.as_str()).arg("count", count.to_string())
            };
            if notes.local_times > 0 {
                let zone = source.intake.zone.iana_name().unwrap_or("local").to_string();
                problems.push(note(code::LOCAL_TIMES, notes.local_times).arg("zone", zone));
            }
            if notes.unknown_types > 0 {
                problems.push(note(code::UNKNOWN_TYPES, notes.unknown_types));
            }
            if notes.unknown_mentions > 0 {
                problems.push(note(code::UNKNOWN_MENTIONS, notes.unknown_mentions));
            }
        }
    }

    /// Appends one message, read again, to a batch; false if it cannot be read.
    pub fn fetch(&mut self, origin: Origin, directory: &mut Directory, batch: &mut Batch) -> bool {
        let source = self.sources.get_mut(origin.source as usize);
        source.is_some_and(|source| source.fetch(origin, directory, batch).unwrap_or(false))
    }

    /// Where a record stands, as `path:line`.
    pub fn place(&self, origin: Origin) -> String {
        let (path, line) = self.path_and_line(origin);
        format!("{path}:{line}")
    }

    /// The file that holds a record and its line; of a database, the table and the row.
    pub fn path_and_line(&self, origin: Origin) -> (&str, u32) {
        self.places.of(origin)
    }

    /// Where records stand, for whoever does not read.
    pub fn places(&self) -> Arc<Places> {
        Arc::clone(&self.places)
    }

    /// Bytes read so far, and bytes in all.
    pub fn progress(&self) -> (u64, u64) {
        let add = |sum: (u64, u64), part: (u64, u64)| (sum.0 + part.0, sum.1 + part.1);
        self.sources.iter().map(Source::progress).fold((0, 0), add)
    }

    /// The sources, for reports. Complete once everything has been read.
    pub fn report(&self) -> Vec<SourceReport> {
        let all = self.sources.iter().zip(&self.covers);
        all.map(|(source, cover)| source_report(source, self.told, cover, self.named)).collect()
    }

    /// The first records of each source that could not be read.
    pub fn bad_records(&self) -> impl Iterator<Item = &RecordProblem> {
        self.sources.iter().flat_map(|source| &source.bad.shown)
    }
}

fn source_report(
    source: &Source,
    told: Option<(Millis, Millis)>,
    cover: &SourceCover,
    named: [bool; 2],
) -> SourceReport {
    let [people, groups] = named;
    let elsewhere = |field: &&str| match *field {
        "sender.name" | "sender.nickname" | "sender.roles" => people,
        "group.name" => groups,
        _ => false,
    };
    let lacks = formats::lacks(source.intake.parser.facts().supplies);
    let tally = source.tally;
    let before = cover.before.or(tally.last);
    SourceReport {
        path: source.name.clone(),
        format: source.format.name(),
        sign: source.sign.clone(),
        encoding: source.encoding.clone(),
        messages: tally.messages,
        events: tally.events,
        skipped: source.bad.count,
        duplicates: tally.duplicates,
        displaced: source.displaced,
        late: source.late().map_or(0, |late| late.count),
        local_times: source.intake.notes.local_times,
        first: tally.first,
        last: tally.last,
        covers: told.or(source.intake.parser.covers()).or(before.map(|before| (cover.after, before))),
        lacks: lacks.into_iter().filter(|field| !elsewhere(field)).collect(),
    }
}

/// Merges sources by (time, rank); within a source the order stays.
struct Merge {
    heads: Vec<Head>,
    heap: BinaryHeap<Reverse<(Millis, usize)>>,
    started: bool,
}

#[derive(Default)]
struct Head {
    batch: Batch,
    at: usize,
    more: bool,
}

impl Merge {
    fn new(count: usize) -> Self {
        let heads = (0..count).map(|_| Head { more: true, ..Head::default() }).collect();
        Merge { heads, heap: BinaryHeap::new(), started: false }
    }

    fn fill(
        &mut self,
        sources: &mut [Source],
        directory: &mut Directory,
        batch: &mut Batch,
        seen: &mut Seen,
        strict: bool,
    ) -> io::Result<bool> {
        if !self.started {
            self.started = true;
            self.heap.extend(sources.iter().enumerate().map(|(rank, source)| Reverse((source.first, rank))));
        }
        while batch.rows.len() < ROWS {
            if strict && sources.iter().any(|source| source.bad.count > 0) {
                return Ok(false);
            }
            let Some(Reverse((_, rank))) = self.heap.pop() else { return Ok(false) };
            // A source whose time has not come is not read: of many, only few are at hand together.
            if let (Some(head), Some(source)) = (self.heads.get_mut(rank), sources.get_mut(rank))
                && let Some(&row) = head.batch.rows.get(head.at)
            {
                let id = head.batch.str(row.id);
                if seen.again(row.time, source.platform, row.group, row.kind, id) {
                    source.tally.duplicates += 1;
                } else {
                    source.tally.count(&row);
                    head.batch.copy_to(head.at, batch);
                }
                head.at += 1;
            }
            self.advance(rank, sources, directory, strict)?;
        }
        Ok(true)
    }

    /// Puts the next row of a source on the heap, reading on when its batch is used up.
    fn advance(
        &mut self,
        rank: usize,
        sources: &mut [Source],
        directory: &mut Directory,
        strict: bool,
    ) -> io::Result<()> {
        let (Some(head), Some(source)) = (self.heads.get_mut(rank), sources.get_mut(rank)) else {
            return Ok(());
        };
        while head.at == head.batch.rows.len() && head.more {
            head.at = 0;
            head.batch.clear();
            head.more = source.fill(directory, &mut head.batch, None, strict)?;
        }
        match head.batch.rows.get(head.at) {
            Some(row) => self.heap.push(Reverse((row.time, rank))),
            None => {
                head.batch = Batch::default();
                source.close();
            }
        }
        Ok(())
    }
}
