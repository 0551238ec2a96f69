//! What makes messages of the records of one source: its parser, and what is remembered from one record to the next.

use std::io;

use jiff::tz::TimeZone;

use super::called::Called;
use super::draft::{Cx, Mark, Notes, ensure_id};
use super::formats::{Glance, Parser};
use super::identity::Ordinals;
use super::live::Live;
use super::local::LocalClock;
use super::problems::RecordProblem;
use super::shapes::{Block, Item};
use super::{Reason, stamp};
use crate::model::{Batch, Directory, Origin};

/// What makes messages of records.
pub struct Intake {
    /// The format's parser.
    pub parser: Box<dyn Parser>,
    /// The zone of times that name none.
    pub zone: LocalClock,
    /// Oddities met while reading.
    pub notes: Notes,
    called: Called,
    ordinals: Ordinals,
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
            zone: zone.into(),
            notes: Notes::default(),
            called: Called::default(),
            ordinals: Ordinals::default(),
        }
    }

    /// The same with these oddities.
    pub fn noting(self, notes: Notes) -> Self {
        Intake { notes, ..self }
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
        if pass != Pass::Survey {
            let time = batch.rows.last().map_or(0, |row| row.time);
            let ordinals = &mut self.ordinals;
            ensure_id(batch, directory, |content| match pass {
                Pass::Delivery => ordinals.next(time, content, origin.offset),
                _ => ordinals.again(origin.offset),
            });
        }
        Ok(true)
    }

    /// What looking ahead needs of a record, if it can be told without reading it whole.
    pub fn glance(
        &mut self,
        text: &str,
        part: &str,
        origin: Origin,
        directory: &mut Directory,
        batch: &mut Batch,
    ) -> Option<Glance> {
        let Origin { line, offset, .. } = origin;
        let (notes, called) = (&mut Notes::default(), &mut self.called);
        let mut cx = Cx { directory, batch, zone: &self.zone, learn: false, notes, called, line, offset };
        self.parser.glance(text, part, &mut cx)
    }

    /// Appends the message of the record at a place in a block, to be delivered, if that can be done the quick
    /// way; gives where the next line starts.
    #[inline]
    pub fn swift(
        &mut self,
        block: &Block,
        at: usize,
        origin: Origin,
        directory: &mut Directory,
        batch: &mut Batch,
    ) -> Option<usize> {
        let Origin { line, offset, .. } = origin;
        let (notes, called, zone) = (&mut self.notes, &mut self.called, &self.zone);
        let mut cx = Cx { directory, batch, zone, learn: true, notes, called, line, offset };
        let next = self.parser.swift(block.text, at, &mut cx)?;
        let row = batch.rows.last_mut()?;
        row.origin = origin;
        if row.id.len == 0 {
            let time = row.time;
            ensure_id(batch, directory, |content| self.ordinals.next(time, content, offset));
        }
        Some(next)
    }
}

impl Intake {
    /// Takes the next item of a stream, to wait for its turn.
    pub fn wait(
        &mut self,
        live: &mut Live,
        source: u32,
        name: &str,
        directory: &mut Directory,
    ) -> io::Result<Result<(), (u32, Reason)>> {
        let (text, offset, line) = match live.records.next()? {
            None => {
                live.ended = true;
                return Ok(Ok(()));
            }
            Some(Item::Object { offset }) => {
                self.parser.object(offset);
                return Ok(Ok(()));
            }
            Some(Item::Bad { line, reason }) => return Ok(Err((line, reason))),
            Some(Item::Member { name, value, line }) => {
                return Ok(self.parser.member(name, value, directory).map_err(|reason| (line, reason)));
            }
            Some(Item::Heading { text, line }) => {
                self.parser.heading(text, line);
                return Ok(Ok(()));
            }
            Some(Item::Record { text, offset, line }) => (text.to_string(), offset, line),
        };
        let origin = Origin { source, line, offset };
        let mut alone = Batch::default();
        let taken = self.take(&text, "", origin, Pass::Survey, directory, &mut alone);
        let Some(row) = alone.rows.last() else {
            return Ok(taken.map(drop).map_err(|reason| (line, reason)));
        };
        if !live.hold(row.time, origin, &text) {
            let time = stamp::show(row.time, &self.zone);
            let reason = Reason::new(format!("its time is {time}"), format!("时间为 {time}"));
            live.late.add(|| RecordProblem { source, path: name.into(), line, reason });
        }
        Ok(Ok(()))
    }
}
