//! The messages read last: most messages of a finding are among them, and the others are read again.

use std::cell::OnceCell;
use std::collections::VecDeque;

use crate::eval::Outcome;
use crate::ingest::{Places, Reader};
use crate::model::{Batch, Directory, Msg, Origin, Row};
use crate::report::findings::Page;

/// Bytes kept at most, beside the newest batch.
const KEPT: usize = 2 << 20;

/// Batches in memory, the newest last.
#[derive(Default)]
pub struct Recent {
    batches: VecDeque<Kept>,
    /// What all but the newest hold.
    bytes: usize,
    /// Buffers to be used again.
    spare: Batch,
    /// Messages of one finding that were read again.
    fetched: Batch,
}

/// A batch, and its messages in the order of their places; `None` if they stand so.
struct Kept {
    batch: Batch,
    order: OnceCell<Option<Vec<u32>>>,
}

impl Recent {
    /// An empty batch to read into.
    pub fn empty(&mut self) -> Batch {
        std::mem::take(&mut self.spare)
    }

    /// Keeps a batch that has been read; older ones go.
    pub fn keep(&mut self, batch: Batch) {
        self.bytes += self.batches.back().map_or(0, Kept::bytes);
        self.batches.push_back(Kept { batch, order: OnceCell::new() });
        while self.bytes > KEPT
            && let Some(old) = self.batches.pop_front()
        {
            self.bytes -= old.bytes();
            self.spare = old.batch;
            self.spare.clear();
        }
    }

    /// Reads the messages of a finding again that are no longer here.
    pub fn fetch(&mut self, outcome: &Outcome, log: &Reader, directory: &mut Directory) {
        self.fetched.clear();
        for origin in origins(outcome) {
            if self.find(origin).is_none() {
                log.fetch(origin, directory, &mut self.fetched);
            }
        }
    }

    /// The messages of a finding, after [`Recent::fetch`].
    pub fn pages<'a>(&'a self, outcome: &Outcome, places: &'a Places) -> Vec<Page<'a>> {
        let page = |origin| {
            let msg = self.find(origin)?;
            let (path, line) = places.of(origin);
            Some(Page { path, line, msg })
        };
        origins(outcome).filter_map(page).collect()
    }

    fn find(&self, origin: Origin) -> Option<Msg<'_>> {
        let again = || {
            let row = self.fetched.rows.iter().find(|row| row.origin == origin)?;
            Some(Msg { batch: &self.fetched, row })
        };
        self.batches.iter().rev().find_map(|kept| kept.find(origin)).or_else(again)
    }
}

/// The judged message and the evidence; one may be both.
fn origins(outcome: &Outcome) -> impl Iterator<Item = Origin> {
    let others = outcome.evidence.iter().copied().filter(|&origin| Some(origin) != outcome.trigger);
    outcome.trigger.into_iter().chain(others)
}

impl Kept {
    fn bytes(&self) -> usize {
        self.batch.text.len() + self.batch.rows.len() * size_of::<Row>()
    }

    fn find(&self, origin: Origin) -> Option<Msg<'_>> {
        let rows = &self.batch.rows;
        let order = self.order.get_or_init(|| order(rows));
        let row = match order {
            None => ascending(rows, origin),
            Some(order) => {
                let at = |&index: &u32| rows[index as usize].origin;
                order.binary_search_by_key(&origin, at).ok().map(|place| &rows[order[place] as usize])
            }
        };
        row.map(|row| Msg { batch: &self.batch, row })
    }
}

fn order(rows: &[Row]) -> Option<Vec<u32>> {
    if rows.is_sorted_by_key(|row| row.origin) {
        return None;
    }
    let mut order: Vec<u32> = (0..rows.len() as u32).collect();
    order.sort_unstable_by_key(|&index| rows[index as usize].origin);
    Some(order)
}

/// Most logs have a message on every line.
fn ascending(rows: &[Row], origin: Origin) -> Option<&Row> {
    let (first, last) = (rows.first()?.origin, rows.last()?.origin);
    if origin < first || origin > last {
        return None;
    }
    let guess = rows.get(origin.line.wrapping_sub(first.line) as usize);
    guess.filter(|row| row.origin == origin).or_else(|| {
        let place = rows.binary_search_by_key(&origin, |row| row.origin);
        place.ok().and_then(|place| rows.get(place))
    })
}
