//! Reading a source once ahead: its range, its groups, its order, the places of its records.

use std::collections::BTreeSet;
use std::fs::File;
use std::io;

use super::document::{Item, split};
use super::files::Part;
use super::lines::{Line, Lines};
use super::problems::{BadRecords, RecordProblem};
use super::source::{Intake, Pass, Source};
use super::{Reason, Shape};
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
        for part in 0..self.files.parts.len() {
            match self.shape {
                Shape::Lines => self.survey_lines(part, &mut survey, directory, &mut batch)?,
                Shape::Document => self.survey_document(part, &mut survey, directory, &mut batch)?,
            }
        }
        Ok(survey)
    }

    fn survey_lines(
        &mut self,
        part: usize,
        survey: &mut Survey,
        directory: &mut Directory,
        batch: &mut Batch,
    ) -> io::Result<()> {
        let Some(part) = self.files.parts.get(part).cloned() else { return Ok(()) };
        let mut lines = Lines::new(File::open(&part.path)?);
        while let Some(line) = lines.next_line()? {
            match line {
                Line::Text { text, offset, line } => {
                    let origin = Origin { source: self.rank, line, offset: part.base + offset };
                    survey.record(&mut self.intake, text, &part, origin, directory, batch);
                }
                Line::Bad { line, reason } => survey.bad(self.rank, &part.shown, line, reason),
            }
        }
        Ok(())
    }

    fn survey_document(
        &mut self,
        part: usize,
        survey: &mut Survey,
        directory: &mut Directory,
        batch: &mut Batch,
    ) -> io::Result<()> {
        let Some(part) = self.files.parts.get(part).cloned() else { return Ok(()) };
        let (intake, rank) = (&mut self.intake, self.rank);
        split(File::open(&part.path)?, self.format.arrays(), &mut |item| match item {
            Item::Member { name, value, line } => {
                if let Err(reason) = intake.parser.member(name, value, directory) {
                    survey.bad(rank, &part.shown, line, reason);
                }
            }
            Item::Bad { line, reason } => survey.bad(rank, &part.shown, line, reason),
            Item::Record { offset, line, value } => match std::str::from_utf8(value) {
                Ok(text) => {
                    let origin = Origin { source: rank, line, offset: part.base + offset };
                    survey.record(intake, text, &part, origin, directory, batch);
                }
                Err(_) => {
                    survey.bad(rank, &part.shown, line, Reason::new("not UTF-8 text", "不是 UTF-8 文本"))
                }
            },
        })
    }

    /// Time of the first record that can be read, from the front; its problems until then.
    pub fn first_time(&mut self, directory: &mut Directory) -> io::Result<(Option<Millis>, BadRecords)> {
        let Some(part) = self.files.parts.first().cloned() else { return Ok((None, BadRecords::default())) };
        let mut survey = Survey::default();
        let mut batch = Batch::default();
        let mut lines = Lines::new(File::open(&part.path)?);
        while survey.first.is_none() {
            match lines.next_line()? {
                None => break,
                Some(Line::Text { text, offset, line }) => {
                    let origin = Origin { source: self.rank, line, offset };
                    survey.record(&mut self.intake, text, &part, origin, directory, &mut batch);
                }
                Some(Line::Bad { line, reason }) => survey.bad(self.rank, &part.shown, line, reason),
            }
        }
        Ok((survey.first, survey.bad))
    }
}

impl Survey {
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
