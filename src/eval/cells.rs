//! Numbers over a whole window: nothing is forgotten before the window closes.

use rustc_hash::FxHashMap;

use super::cond::LeafValue;
use super::ops::{Count, Evidence, Numbers, Seen};
use super::outcome::{Blame, EVIDENCE};
use super::setup::World;
use super::spec::LeafSpec;
use super::truth::{Range, Truth};
use super::view::View;

/// The number of one leaf in one window.
#[derive(Debug, Clone)]
pub enum Cell {
    /// How many messages.
    Count(Count, Evidence),
    /// How many values, with the latest certain message of each.
    Distinct(Count, FxHashMap<u128, Option<Seen>>),
    /// Sums and the like.
    Numbers(Box<Numbers>),
}

impl Cell {
    /// Empty, for a leaf.
    pub fn new(spec: &LeafSpec) -> Cell {
        if spec.is_number() {
            Cell::Numbers(Box::new(Numbers::window()))
        } else if spec.distinct {
            Cell::Distinct(Count::default(), FxHashMap::default())
        } else {
            Cell::Count(Count::default(), Evidence::default())
        }
    }

    /// A message that satisfies (or may satisfy) the bracket.
    pub fn push(&mut self, spec: &LeafSpec, view: &View, pos: u64, truth: Truth, world: &World) {
        let Some(seen) = spec.seen(view, pos, truth, world) else { return };
        match self {
            Cell::Count(count, evidence) => {
                count.add(truth);
                if truth == Truth::True {
                    evidence.total += 1;
                    if evidence.origins.len() < EVIDENCE {
                        evidence.origins.push(seen.origin);
                    }
                }
            }
            Cell::Distinct(count, values) => {
                let latest = values.entry(seen.value).or_insert_with(|| {
                    count.high += 1;
                    None
                });
                if seen.definite && latest.replace(seen).is_none() {
                    count.low += 1;
                }
            }
            Cell::Numbers(numbers) => numbers.push(seen, spec.number(view, world)),
        }
    }

    /// What is known of the number while more may come before or after.
    pub fn value(&self, spec: &LeafSpec, open: bool, cut: bool, blame: Option<Blame>) -> LeafValue {
        let range = match self {
            Cell::Count(count, _) | Cell::Distinct(count, _) => {
                Range::counts(count.low, (!open).then_some(count.high))
            }
            Cell::Numbers(numbers) => numbers.range(&spec.leaf.measure, open),
        };
        let so_far = match self {
            Cell::Numbers(numbers) => Some(numbers.so_far(&spec.leaf.measure)),
            _ => None,
        };
        LeafValue { range, blame, cut, so_far }
    }

    /// The messages that were counted for certain.
    pub fn evidence(&self) -> Evidence {
        match self {
            Cell::Count(_, evidence) => evidence.clone(),
            Cell::Distinct(_, values) => {
                let mut latest: Vec<&Seen> = values.values().flatten().collect();
                latest.sort_by_key(|seen| seen.pos);
                Evidence::of(latest.into_iter())
            }
            Cell::Numbers(numbers) => numbers.evidence(),
        }
    }
}
