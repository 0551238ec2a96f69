//! One source: its format, its order, and its messages batch by batch.

use std::io;
use std::sync::Arc;

use super::draft::{Mark, Notes};
use super::files::{Files, Unheld};
use super::formats::Format;
use super::identity::Seen;
use super::intake::{Intake, Pass};
use super::live::{Held, Live};
use super::problems::{BadRecords, RecordProblem};
use super::shapes::{self, Block, Item, Records};
use super::survey::{Entry, Survey};
use super::tables::{Dump, Places};
use super::{Reason, Shape};
use crate::model::{Batch, Directory, Millis, Origin};

/// Rows of one batch. Where assertions are on, batches are small: logs of tests are short.
pub const ROWS: usize = if cfg!(debug_assertions) { 512 } else { 2048 };
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
    /// Rows of a table by line.
    pub places: Option<Arc<Places>>,
    /// Whether its records stand in order of time, if that is known before they are read.
    pub ordered: Option<bool>,
    /// Time of its first record, once surveyed.
    pub first: Millis,
    reader: Reader,
    last: Millis,
    /// Kept while it is read: what was decoded. Its file is not held open, as there may be many.
    _spool: Option<tempfile::TempPath>,
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
    Live(Live),
    Index { entries: Vec<Entry>, next: usize },
}

impl Reader {
    /// True if what a stream will say next has not come yet: what was read is handed on meanwhile.
    fn must_wait(&self) -> bool {
        matches!(self, Reader::Live(live) if live.due().is_none() && !live.ended && !live.records.ready())
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
            places: None,
            ordered: None,
            first: Millis::MIN,
            reader: Reader::Closed,
            last: Millis::MIN,
            _spool: None,
        }
    }

    /// Reads what was written down of a table. `encoding`: what the table is in.
    pub fn of_table(self, format: Format, encoding: &str, dump: Dump) -> Self {
        let Dump { spool, places, ordered, bad, notes } = dump;
        // What the lines themselves can tell is noticed again when they are read.
        let Notes { unknown_types, local_times, .. } = notes;
        let notes = Notes { unknown_types, local_times, ..Notes::default() };
        let intake = self.intake.noting(notes);
        let (places, ordered) = (Some(Arc::new(places)), Some(ordered));
        Source { format, encoding: encoding.into(), places, ordered, bad, intake, ..self }.keep(spool)
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
                self.bad.absorb(survey.bad);
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

    /// Reads records as they come, instead of a file.
    pub fn flow(&mut self, live: Live) {
        self.reader = Reader::Live(live);
    }

    /// True if it is a stream.
    pub fn is_live(&self) -> bool {
        matches!(self.reader, Reader::Live(_))
    }

    /// Messages of a stream that came too late to be judged.
    pub fn late(&self) -> Option<&BadRecords> {
        match &self.reader {
            Reader::Live(live) => Some(&live.late),
            _ => None,
        }
    }

    /// Time of the first message of a stream: reads until it is settled.
    pub fn first_of_stream(&mut self, directory: &mut Directory) -> io::Result<Option<Millis>> {
        while let Reader::Live(live) = &mut self.reader {
            if live.due().is_some() || live.ended {
                return Ok(live.due());
            }
            if let Err((line, reason)) = self.intake.wait(live, self.rank, &self.name, directory)? {
                self.add_bad(line, reason);
            }
        }
        Ok(None)
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
        let mut reader = std::mem::replace(&mut self.reader, Reader::Closed);
        let (mut more, share) = (true, self.files.share);
        while more && batch.rows.len() < share.rows && batch.text.len() < share.bytes {
            let mut take = |item: Item| {
                if !(strict && self.bad.count > 0) {
                    self.item(item, directory, batch, seen.as_deref_mut());
                }
            };
            more = match &mut reader {
                Reader::Closed | Reader::Done => false,
                Reader::Stream(records) => match records.block()? {
                    Some(block) => {
                        let lines = self.block(block, directory, batch, seen.as_deref_mut(), strict);
                        records.passed(lines);
                        true
                    }
                    None => records.each(&mut take)?,
                },
                Reader::Live(live) => match live.take() {
                    Some(Held { origin, text }) => {
                        take(Item::Record { text: &text, offset: origin.offset, line: origin.line });
                        true
                    }
                    None if live.ended => false,
                    None => {
                        let waited = self.intake.wait(live, self.rank, &self.name, directory)?;
                        if let Err((line, reason)) = waited {
                            self.add_bad(line, reason);
                        }
                        true
                    }
                },
                Reader::Index { entries, next } => {
                    let entry = entries.get(*next).copied();
                    *next += 1;
                    entry
                        .map_or(Ok(false), |entry| self.entry(entry, directory, batch, seen.as_deref_mut()))?
                }
            };
            more &= !(strict && self.bad.count > 0);
            if reader.must_wait() {
                break;
            }
        }
        self.reader = reader;
        Ok(more)
    }

    /// Takes all lines of a block, each the quick way if it can be; gives how many there were.
    fn block(
        &mut self,
        block: Block,
        directory: &mut Directory,
        batch: &mut Batch,
        mut seen: Option<&mut Seen>,
        strict: bool,
    ) -> u32 {
        let (mut at, mut line) = (0, block.line);
        while at < block.text.len() {
            let (mark, offset) = (Mark::of(batch), block.offset + at as u64);
            let origin = Origin { source: self.rank, line, offset };
            at = match self.intake.swift(&block, at, origin, directory, batch) {
                Some(next) => {
                    self.deliver(mark, batch, seen.as_deref_mut());
                    next
                }
                None => {
                    mark.undo(batch);
                    let rest = block.text.get(at..).unwrap_or_default();
                    let length = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
                    let record = shapes::item(rest.get(..length).unwrap_or_default(), offset, line);
                    self.item(record, directory, batch, seen.as_deref_mut());
                    at + length + 1
                }
            };
            line += 1;
            if strict && self.bad.count > 0 {
                break;
            }
        }
        line - block.line
    }

    /// Takes what stands at a place of the index.
    fn entry(
        &mut self,
        entry: Entry,
        directory: &mut Directory,
        batch: &mut Batch,
        seen: Option<&mut Seen>,
    ) -> io::Result<bool> {
        let Entry { offset, line, .. } = entry;
        let bytes = self.files.bytes(offset, entry.length as usize)?;
        let text = String::from_utf8(bytes).unwrap_or_default();
        self.item(Item::Record { text: &text, offset, line }, directory, batch, seen);
        Ok(true)
    }

    /// Takes an item, and appends its message unless it was seen before.
    #[inline]
    fn item(&mut self, item: Item, directory: &mut Directory, batch: &mut Batch, seen: Option<&mut Seen>) {
        let mark = Mark::of(batch);
        let taken = match item {
            // The survey has taken note of it.
            Item::Object { .. } | Item::Member { .. } | Item::Heading { .. } => return,
            Item::Bad { line, reason } => Err((line, reason)),
            Item::Record { text, offset, line } => {
                let origin = Origin { source: self.rank, line, offset };
                let label = self.files.label(offset);
                let taken = self.intake.take(text, label, origin, Pass::Delivery, directory, batch);
                taken.map_err(|reason| (line, reason))
            }
        };
        match taken {
            Ok(false) => {}
            Ok(true) => self.deliver(mark, batch, seen),
            Err((line, reason)) => self.add_bad(line, reason),
        }
    }

    /// Lets the last message of the batch go, or takes it back. `mark`: the state before it.
    #[inline]
    fn deliver(&mut self, mark: Mark, batch: &mut Batch, seen: Option<&mut Seen>) {
        let Some(row) = batch.rows.last() else { return };
        if row.time < self.last {
            let line = row.origin.line;
            mark.undo(batch);
            self.add_bad(line, Reason::new("the file changed while it was read", "读取期间文件有变动"));
            return;
        }
        self.last = row.time;
        let Some(seen) = seen else { return };
        if seen.again(row.time, self.platform, row.group, row.kind, batch.str(row.id)) {
            mark.undo(batch);
            self.tally.duplicates += 1;
        } else {
            self.tally.count(row);
        }
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
        let Some(text) = self.files.record(origin.offset, &self.shape)? else { return Ok(false) };
        let label = self.files.label(origin.offset);
        Ok(self.intake.take(&text, label, origin, Pass::Again, directory, batch).unwrap_or(false))
    }

    /// Bytes delivered so far, of how many.
    pub fn progress(&self) -> (u64, u64) {
        let total = self.files.total();
        let done = match &self.reader {
            Reader::Closed => 0,
            Reader::Done => total,
            Reader::Stream(records) => records.position().min(total),
            Reader::Live(live) => live.records.position(),
            Reader::Index { entries, next } => match entries.len() as u64 {
                0 => total,
                count => (u128::from(total) * *next as u128 / u128::from(count)) as u64,
            },
        };
        (done, total)
    }
}
