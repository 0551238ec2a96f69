//! Reading a source once ahead: its range, its groups, its order, the places of its records.

use std::collections::BTreeSet;
use std::fs::File;
use std::io;

use super::Reason;
use super::files::Part;
use super::formats::Glance;
use super::intake::{Intake, Pass};
use super::problems::{BadRecords, RecordProblem};
use super::shapes::Item;
use super::source::Source;
use crate::model::{Batch, Directory, GroupId, Millis, Origin};

/// A record's place, for sources that are not read from front to back.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// Its time.
    pub time: Millis,
    /// Where it starts in the source.
    pub offset: u64,
    /// Its length in bytes.
    pub length: u32,
    /// Its line.
    pub line: u32,
}

/// What reading all records once has shown.
#[derive(Debug, Default)]
pub struct Survey {
    /// Time of the earliest record.
    pub first: Option<Millis>,
    /// Time of the latest record.
    pub last: Option<Millis>,
    /// Groups with records.
    pub groups: BTreeSet<GroupId>,
    /// Records that stand after a later one.
    pub displaced: u64,
    /// The places of all records, if they were asked for.
    pub entries: Option<Vec<Entry>>,
    /// Records that could not be read.
    pub bad: BadRecords,
}

impl Source {
    /// Reads every record once. `index`: keep the places of all records.
    pub fn survey(&mut self, index: bool, directory: &mut Directory) -> io::Result<Survey> {
        let mut survey = Survey { entries: index.then(Vec::new), ..Survey::default() };
        let mut batch = Batch::default();
        for part in self.files.parts.clone() {
            let mut records = self.shape.records(File::open(&part.path)?, self.files.share.chunk);
            let (source, intake) = (self.rank, &mut self.intake);
            while records.each(&mut |item| survey.item(item, source, intake, &part, directory, &mut batch))? {
            }
        }
        Ok(survey)
    }

    /// Time of the first record that can be read, from the front; its problems until then.
    pub fn first_time(&mut self, directory: &mut Directory) -> io::Result<(Option<Millis>, BadRecords)> {
        let Some(part) = self.files.parts.first().cloned() else { return Ok((None, BadRecords::default())) };
        let mut survey = Survey::default();
        let mut batch = Batch::default();
        let mut records = self.shape.records(File::open(&part.path)?, self.files.share.chunk);
        while survey.first.is_none()
            && let Some(item) = records.next()?
        {
            survey.item(item, self.rank, &mut self.intake, &part, directory, &mut batch);
        }
        Ok((survey.first, survey.bad))
    }
}

impl Survey {
    /// Takes an item of a part.
    fn item(
        &mut self,
        item: Item,
        source: u32,
        intake: &mut Intake,
        part: &Part,
        directory: &mut Directory,
        batch: &mut Batch,
    ) {
        match item {
            Item::Record { text, offset, line } => {
                let origin = Origin { source, line, offset: part.base + offset };
                self.record(intake, text, part, origin, directory, batch);
            }
            Item::Object { offset } => intake.parser.object(part.base + offset),
            Item::Member { name, value, line } => {
                if let Err(reason) = intake.parser.member(name, value, directory) {
                    self.bad(source, &part.shown, line, reason);
                }
            }
            Item::Heading { text, line } => intake.parser.heading(text, line),
            Item::Bad { line, reason } => self.bad(source, &part.shown, line, reason),
        }
    }

    fn record(
        &mut self,
        intake: &mut Intake,
        text: &str,
        part: &Part,
        origin: Origin,
        directory: &mut Directory,
        batch: &mut Batch,
    ) {
        batch.clear();
        if let Some(Glance { time, group }) = intake.glance(text, &part.label, origin, directory, batch) {
            return self.note(time, group, origin, text.len());
        }
        match intake.take(text, &part.label, origin, Pass::Survey, directory, batch) {
            Err(reason) => self.bad(origin.source, &part.shown, origin.line, reason),
            Ok(_) => {
                if let Some(row) = batch.rows.last() {
                    self.note(row.time, row.group, origin, text.len());
                }
            }
        }
    }

    fn note(&mut self, time: Millis, group: GroupId, origin: Origin, length: usize) {
        self.displaced += u64::from(self.last.is_some_and(|last| time < last));
        self.first = Some(self.first.map_or(time, |first| first.min(time)));
        self.last = Some(self.last.map_or(time, |last| last.max(time)));
        self.groups.insert(group);
        if let Some(entries) = &mut self.entries {
            let (offset, line) = (origin.offset, origin.line);
            entries.push(Entry { time, offset, length: length as u32, line });
        }
    }

    fn bad(&mut self, source: u32, path: &str, line: u32, reason: Reason) {
        self.bad.add(|| RecordProblem { source, path: path.into(), line, reason });
    }

    /// True if the records stand in order of time.
    pub fn in_order(&self) -> bool {
        self.displaced == 0
    }
}
