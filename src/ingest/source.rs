//! One source: its format, its order, and its messages batch by batch.

use std::io;

use jiff::tz::TimeZone;

use super::called::Called;
use super::draft::{Cx, Mark, Notes, ensure_id};
use super::files::{Files, Unheld};
use super::formats::{Format, Parser};
use super::identity::{Ordinals, Seen};
use super::problems::{BadRecords, RecordProblem};
use super::shapes::{Item, Records};
use super::survey::{Entry, Survey};
use super::{Reason, Shape};
use crate::model::{Batch, Directory, Millis, Origin};

/// Rows of one batch.
pub const ROWS: usize = 4096;
/// Bytes of text of one batch.
pub const BYTES: usize = 4 << 20;

/// A source that is ready to be read.
pub struct Source {
    /// The path as the user gave it.
    pub name: String,
    /// Its format.
    pub format: Format,
    /// How records stand in it.
    pub shape: Shape,
    /// How its text is encoded.
    pub encoding: String,
    /// The sign by which its format was told; empty for an export that is a folder.
    pub sign: String,
    /// Its bytes.
    pub files: Files,
    /// Its parser and what goes with it.
    pub intake: Intake,
    /// Records that could not be read.
    pub bad: BadRecords,
    /// Records that stood out of order.
    pub displaced: u64,
    /// What was delivered.
    pub tally: Tally,
    /// Index of the network that gives the ids, among those of all sources.
    pub platform: u32,
    /// Rank among the sources.
    pub rank: u32,
    /// Time of its first record, once surveyed.
    pub first: Millis,
    reader: Reader,
    last: Millis,
    /// Kept while it is read: what was decoded. Its file is not held open, as there may be many.
    _spool: Option<tempfile::TempPath>,
}

/// What makes messages of records.
pub struct Intake {
    /// The format's parser.
    pub parser: Box<dyn Parser>,
    /// The zone of times that name none.
    pub zone: TimeZone,
    /// Oddities met while reading.
    pub notes: Notes,
    called: Called,
    ordinals: Ordinals,
}

/// What a source delivered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Messages.
    pub messages: u64,
    /// Events.
    pub events: u64,
    /// Messages that were seen before.
    pub duplicates: u64,
    /// Time of the first.
    pub first: Option<Millis>,
    /// Time of the last.
    pub last: Option<Millis>,
}

impl Tally {
    /// Counts a delivered row.
    pub fn count(&mut self, row: &crate::model::Row) {
        match row.kind.is_event() {
            true => self.events += 1,
            false => self.messages += 1,
        }
        self.first.get_or_insert(row.time);
        self.last = Some(row.time);
    }
}

enum Reader {
    Closed,
    Done,
    Stream(Box<dyn Records>),
    Index { entries: Vec<Entry>, next: usize },
}

/// Why a record is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pass {
    /// To look ahead: nothing is remembered.
    Survey,
    /// To be delivered.
    Delivery,
    /// Once more, for a report.
    Again,
}

impl Intake {
    /// A parser with nothing read yet.
    pub fn new(parser: Box<dyn Parser>, zone: TimeZone) -> Self {
        Intake {
            parser,
            zone,
            notes: Notes::default(),
            called: Called::default(),
            ordinals: Ordinals::default(),
        }
    }

    /// Appends the message of a record; false if it holds none.
    pub fn take(
        &mut self,
        text: &str,
        part: &str,
        origin: Origin,
        pass: Pass,
        directory: &mut Directory,
        batch: &mut Batch,
    ) -> Result<bool, Reason> {
        let mark = Mark::of(batch);
        let mut unused = Notes::default();
        let delivery = pass == Pass::Delivery;
        let notes = if delivery { &mut self.notes } else { &mut unused };
        let Origin { line, offset, .. } = origin;
        let called = &mut self.called;
        let mut cx = Cx { directory, batch, zone: &self.zone, learn: delivery, notes, called, line, offset };
        match self.parser.record(text, part, &mut cx) {
            // What only a look ahead has seen may turn out to be somebody else.
            Ok(Some(draft)) if pass == Pass::Survey => draft.finish(origin, batch),
            Ok(Some(draft)) => draft.settled(directory).finish(origin, batch),
            Ok(None) => {
                mark.undo(batch);
                return Ok(false);
            }
            Err(reason) => {
                mark.undo(batch);
                return Err(reason);
            }
        }
        let time = batch.rows.last().map_or(0, |row| row.time);
        if pass != Pass::Survey {
            let ordinals = &mut self.ordinals;
            ensure_id(batch, directory, |content| match pass {
                Pass::Delivery => ordinals.next(time, content, origin.offset),
                _ => ordinals.again(origin.offset),
            });
        }
        Ok(true)
    }
}

impl Source {
    /// A source that has not been opened.
    pub fn new(name: String, format: Format, shape: Shape, files: Files, intake: Intake) -> Self {
        Source {
            name,
            format,
            shape,
            encoding: "UTF-8".into(),
            sign: String::new(),
            files,
            intake,
            bad: BadRecords::default(),
            displaced: 0,
            tally: Tally::default(),
            platform: 0,
            rank: 0,
            first: Millis::MIN,
            reader: Reader::Closed,
            last: Millis::MIN,
            _spool: None,
        }
    }

    /// Keeps a temporary file as long as the source lives.
    pub fn keep(self, spool: tempfile::NamedTempFile) -> Self {
        Source { _spool: Some(spool.into_temp_path()), ..self }
    }

    /// Makes ready to deliver, as the survey found it. `quiet`: the format is never in order.
    pub fn start(&mut self, mut survey: Survey, quiet: bool) -> io::Result<()> {
        self.first = survey.first.unwrap_or(Millis::MIN);
        match survey.entries.take() {
            Some(mut entries) => {
                entries.sort_by_key(|entry| entry.time);
                self.bad = survey.bad;
                self.displaced = if quiet { 0 } else { survey.displaced };
                self.reader = Reader::Index { entries, next: 0 };
                Ok(())
            }
            None => self.stream(),
        }
    }

    /// Makes ready to deliver from front to back.
    pub fn stream(&mut self) -> io::Result<()> {
        if let Some(part) = self.files.parts.first() {
            let (input, chunk) = (Unheld::new(part.path.clone()), self.files.share.chunk);
            self.reader = Reader::Stream(self.shape.records(input, chunk));
        }
        Ok(())
    }

    /// Lets go of what was needed to read from front to back; records can still be read again.
    pub fn close(&mut self) {
        self.reader = Reader::Done;
        self.files.forget();
    }

    /// Appends messages until the batch is full; false at the end. `seen`: drop what was seen before.
    pub fn fill(
        &mut self,
        directory: &mut Directory,
        batch: &mut Batch,
        mut seen: Option<&mut Seen>,
        strict: bool,
    ) -> io::Result<bool> {
        let share = self.files.share;
        while batch.rows.len() < share.rows && batch.text.len() < share.bytes {
            if strict && self.bad.count > 0 {
                return Ok(false);
            }
            let mark = Mark::of(batch);
            let Some(taken) = self.one(directory, batch)? else { return Ok(false) };
            let Some(row) = batch.rows.last().filter(|_| taken) else { continue };
            let (row, id) = (*row, batch.str(row.id));
            if row.time < self.last {
                mark.undo(batch);
                let reason = Reason::new("the file changed while it was read", "读取期间文件有变动");
                self.add_bad(row.origin.line, reason);
                continue;
            }
            self.last = row.time;
            if let Some(seen) = seen.as_deref_mut() {
                if seen.again(row.time, self.platform, row.group, row.kind, id) {
                    mark.undo(batch);
                    self.tally.duplicates += 1;
                    continue;
                }
                self.tally.count(&row);
            }
        }
        Ok(true)
    }

    /// Takes one record; `None` at the end, `Some(false)` if it gave no message.
    fn one(&mut self, directory: &mut Directory, batch: &mut Batch) -> io::Result<Option<bool>> {
        let source = self.rank;
        let taken = match &mut self.reader {
            Reader::Closed | Reader::Done => return Ok(None),
            Reader::Stream(records) => match records.next()? {
                None => return Ok(None),
                // The survey has taken note of it.
                Some(Item::Object { .. } | Item::Member { .. }) => Ok(false),
                Some(Item::Bad { line, reason }) => Err((line, reason)),
                Some(Item::Record { text, offset, line }) => {
                    let origin = Origin { source, line, offset };
                    let label = self.files.parts.first().map_or("", |part| part.label.as_str());
                    self.intake
                        .take(text, label, origin, Pass::Delivery, directory, batch)
                        .map_err(|reason| (line, reason))
                }
            },
            Reader::Index { entries, next } => {
                let Some(&entry) = entries.get(*next) else { return Ok(None) };
                *next += 1;
                let origin = Origin { source, line: entry.line, offset: entry.offset };
                let bytes = self.files.bytes(entry.offset, entry.length as usize)?;
                let label = self.files.part_at(entry.offset).map_or("", |(_, part)| part.label.as_str());
                let text = String::from_utf8(bytes).unwrap_or_default();
                self.intake
                    .take(&text, label, origin, Pass::Delivery, directory, batch)
                    .map_err(|reason| (entry.line, reason))
            }
        };
        Ok(Some(taken.unwrap_or_else(|(line, reason)| {
            self.add_bad(line, reason);
            false
        })))
    }

    fn add_bad(&mut self, line: u32, reason: Reason) {
        let (source, path) = (self.rank, &self.name);
        self.bad.add(|| RecordProblem { source, path: path.clone(), line, reason });
    }

    /// Appends the message of a record that has been read before.
    pub fn fetch(
        &mut self,
        origin: Origin,
        directory: &mut Directory,
        batch: &mut Batch,
    ) -> io::Result<bool> {
        let Some(text) = self.files.record(origin.offset, self.shape)? else { return Ok(false) };
        let label = self.files.part_at(origin.offset).map_or("", |(_, part)| part.label.as_str());
        Ok(self.intake.take(&text, label, origin, Pass::Again, directory, batch).unwrap_or(false))
    }

    /// Bytes delivered so far, of how many.
    pub fn progress(&self) -> (u64, u64) {
        let total = self.files.total();
        let done = match &self.reader {
            Reader::Closed => 0,
            Reader::Done => total,
            Reader::Stream(records) => records.position().min(total),
            Reader::Index { entries, next } => match entries.len() as u64 {
                0 => total,
                count => (u128::from(total) * *next as u128 / u128::from(count)) as u64,
            },
        };
        (done, total)
    }
}
