//! One scan of every text of a batch for all that conditions look for in texts. It needs nothing that a run learns
//! on its way, so whoever reads a log ahead can do it, too.

use std::sync::Arc;

use crate::model::{Batch, Bits};
use crate::text::{Finder, Hits};

/// The lists that are looked for: as normalised, as written, and as faces.
pub type LookedFor = [Vec<usize>; 3];

/// Scans texts.
#[derive(Debug, Clone)]
pub struct Scanner {
    finder: Arc<Finder>,
    looked_for: Arc<LookedFor>,
    hits: Hits,
}

impl Scanner {
    /// For these lists of what `finder` finds.
    pub fn new(finder: Arc<Finder>, looked_for: Arc<LookedFor>) -> Scanner {
        Scanner { finder, looked_for, hits: Hits::default() }
    }

    /// Scans the texts of a batch, and leaves with it what they hold.
    pub fn scan(&mut self, batch: &mut Batch) {
        let mut found = std::mem::take(&mut batch.found);
        self.look(batch, &mut found);
        batch.found = found;
    }

    /// For each list, the messages whose texts hold something of it.
    pub fn look(&mut self, batch: &Batch, found: &mut Vec<Bits>) {
        let Scanner { finder, looked_for, hits } = self;
        let [normal, exact, _] = &**looked_for;
        found.resize_with(looked_for.iter().map(Vec::len).sum(), Bits::default);
        found.iter_mut().for_each(|rows| rows.clear(batch.rows.len()));
        if found.is_empty() {
            return;
        }
        for (row, of_row) in batch.rows.iter().enumerate().filter(|(_, row)| row.text.len > 0) {
            finder.find(batch.str(of_row.text), hits);
            if !hits.any() {
                continue;
            }
            for (place, (list, rows)) in looked_for.iter().flatten().zip(&mut *found).enumerate() {
                let holds = match place.checked_sub(normal.len()) {
                    None => hits.has(*list),
                    Some(place) if place < exact.len() => hits.has_exact(*list),
                    Some(_) => hits.has_face(*list),
                };
                if holds {
                    rows.add(row);
                }
            }
        }
    }
}

/// Where the messages of a list stand in what a scan has found. `form`: as normalised, as written, or as a face.
pub fn place(looked_for: &LookedFor, form: usize, list: usize) -> Option<usize> {
    let before: usize = looked_for.iter().take(form).map(Vec::len).sum();
    Some(before + looked_for[form].iter().position(|&other| other == list)?)
}
