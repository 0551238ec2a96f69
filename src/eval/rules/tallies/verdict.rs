//! When a tally decides something, and what.

use smallvec::SmallVec;

use super::warm::{Cell, Warm};
use super::{COLD, Tallies, Tally};
use crate::eval::cond::{Env, LeafValue};
use crate::eval::cover::Piece;
use crate::eval::outcome::Blame;
use crate::eval::rules::Context;
use crate::eval::rules::settle::{Closing, closed_by};
use crate::eval::spec::{KeyForm, Spec};
use crate::eval::truth::{Range, Truth};
use crate::eval::view::View;
use crate::model::Millis;

impl Tallies {
    /// Settles the rules whose verdict on a tally cannot change any more.
    pub(super) fn decide(&mut self, tally: usize, now: Millis, ctx: &mut Context) {
        let place = self.warm(tally);
        let mut warm = std::mem::take(&mut self.warm[place]);
        for leaf in 0..self.leaves.len() {
            let count = warm.cells[leaf].count();
            while let Some(place) = self.early.next(leaf, warm.reached[leaf], count) {
                warm.reached[leaf] += 1;
                let values = self.values(tally, &warm, true, ctx);
                if self.specs[place].when.truth(&Env::EMPTY, &values) != Truth::Unknown {
                    self.settle((tally, place), &warm, &values, now, ctx);
                    warm.set_decided(place);
                }
            }
        }
        self.warm[place] = warm;
    }

    /// Closes the open window of all keys. `last`: the log is over.
    pub(super) fn close(&mut self, last: Option<Millis>, ctx: &mut Context) {
        let Some((start, end)) = self.current else { return };
        let mut gathered = Warm::default();
        for tally in 0..self.tallies.len() {
            let piece = self.piece(tally, ctx);
            let closed = closed_by(end - 1, piece.before, last.is_some());
            if closed && start > piece.after && self.is_quiet(tally) {
                continue;
            }
            let decided = if closed { end } else { last.unwrap_or(end).min(end) };
            let warm = match self.tallies[tally].warm {
                COLD => {
                    self.gather(tally, &mut gathered);
                    &gathered
                }
                place => &self.warm[place as usize],
            };
            let values = self.values(tally, warm, !closed, ctx);
            for place in 0..self.specs.len() {
                self.settle((tally, place), warm, &values, decided, ctx);
            }
        }
    }

    fn piece(&self, tally: usize, ctx: &Context) -> Piece {
        ctx.cover.same_for_all().unwrap_or_else(|| self.pieces[tally])
    }

    /// Some count is too small for all rules.
    fn is_quiet(&self, tally: usize) -> bool {
        match self.tallies[tally].warm {
            COLD => {
                let counts = &self.counts[tally * self.leaves.len()..];
                counts.iter().zip(&self.leaves).any(|(counted, leaf)| counted.count < leaf.least)
            }
            place => {
                let cells = &self.warm[place as usize].cells;
                cells.iter().zip(&self.leaves).any(|(cell, leaf)| cell.count() < leaf.least)
            }
        }
    }

    /// What is known of the counts. `open_end`: more may come.
    fn values(&self, tally: usize, warm: &Warm, open_end: bool, ctx: &Context) -> SmallVec<[LeafValue; 2]> {
        let after = self.piece(tally, ctx).after;
        let open_start = self.current.is_some_and(|(start, _)| start <= after);
        let value = |cell: &Cell| {
            let count = u64::from(cell.count());
            let range = Range::counts(count, (!open_end && !open_start).then_some(count));
            LeafValue { range, blame: open_start.then_some(Blame::Start), cut: open_end, so_far: None }
        };
        warm.cells.iter().map(value).collect()
    }

    /// Settles a rule's verdict on a tally, unless that was done before.
    fn settle(
        &self,
        (tally, place): (usize, usize),
        warm: &Warm,
        leaves: &[LeafValue],
        decided: Millis,
        ctx: &mut Context,
    ) {
        let Some(bounds) = self.current.filter(|_| !warm.is_decided(place)) else { return };
        let spec = &self.specs[place];
        let closing = Closing {
            spec,
            bounds,
            decided,
            leaves,
            env: const { &Env::EMPTY },
            view: self.tallies[tally].view(spec, bounds.0),
            selected: (Truth::True, None),
        };
        closing.settle(None, |leaf| warm.cells[leaf].evidence(), ctx);
    }
}

impl Tally {
    fn view(&self, spec: &Spec, start: Millis) -> View<'static> {
        let (of_group, of_sender) = match spec.form {
            KeyForm::Group => (true, false),
            KeyForm::Sender => (false, true),
            KeyForm::GroupAndSender => (true, true),
            KeyForm::Log | KeyForm::Fields => (false, false),
        };
        let (group, person) = (of_group.then_some(self.group), of_sender.then_some(self.sender));
        View::of_key(group, person, start)
    }
}
