//! Numbers over a whole window: nothing is forgotten before the window closes.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::cond::LeafValue;
use super::ops::{Count, Evidence, Numbers, Seen};
use super::outcome::Blame;
use super::setup::World;
use super::spec::LeafSpec;
use super::truth::{Range, Truth};
use super::view::View;
use crate::model::Origin;

/// So many values are told apart by comparing them; more are looked up.
const FEW: usize = 16;

/// The number of one leaf in one window.
#[derive(Debug, Clone)]
pub enum Cell {
    /// How many messages.
    Count(Count, Option<Box<Evidence>>),
    /// How many values.
    Distinct(Count, Values),
    /// Sums and the like.
    Numbers(Box<Numbers>),
}

/// Values, with the latest certain message of each.
#[derive(Debug, Clone, Default)]
pub struct Values {
    all: SmallVec<[Value; 1]>,
    places: Option<Box<FxHashMap<u128, u32>>>,
}

/// One value: half of it in each number, as that takes less room.
#[derive(Debug, Clone, Copy)]
struct Value {
    halves: [u64; 2],
    /// Position of the latest certain message; [`NONE`]: there was none.
    pos: u64,
    origin: Origin,
}

const NONE: u64 = u64::MAX;

fn halves(value: u128) -> [u64; 2] {
    [value as u64, (value >> 64) as u64]
}

impl Cell {
    /// Empty, for a leaf.
    pub fn new(spec: &LeafSpec) -> Cell {
        if spec.is_number() {
            Cell::Numbers(Box::new(Numbers::window()))
        } else if spec.distinct {
            Cell::Distinct(Count::default(), Values::default())
        } else {
            Cell::Count(Count::default(), None)
        }
    }

    /// A message that satisfies (or may satisfy) the bracket.
    pub fn push(&mut self, spec: &LeafSpec, view: &View, pos: u64, truth: Truth, world: &World) {
        let seen = || spec.seen(view, pos, truth, world);
        match self {
            Cell::Count(count, evidence) => {
                count.add(truth);
                if let (true, Truth::True, Some(msg)) = (spec.shown, truth, view.msg) {
                    evidence.get_or_insert_default().add(msg.row.origin);
                }
            }
            Cell::Distinct(count, values) => {
                let Some(Seen { value, definite, origin, .. }) = seen() else { return };
                let before = values.len();
                let latest = values.entry(value);
                if definite {
                    count.low += u64::from(latest.pos == NONE);
                    (latest.pos, latest.origin) = (pos, origin);
                }
                count.high += (values.len() - before) as u64;
            }
            Cell::Numbers(numbers) => {
                let Some(seen) = seen() else { return };
                numbers.push(seen, spec.number(view, world));
            }
        }
    }

    /// Between these a count lies, if it is one.
    pub fn count(&self) -> Option<Count> {
        match self {
            Cell::Count(count, _) | Cell::Distinct(count, _) => Some(*count),
            Cell::Numbers(_) => None,
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

    /// The messages that were counted for certain; of a count only if the leaf is one that is shown.
    pub fn evidence(&self) -> Evidence {
        match self {
            Cell::Count(_, evidence) => evidence.as_deref().cloned().unwrap_or_default(),
            Cell::Distinct(_, values) => values.evidence(),
            Cell::Numbers(numbers) => numbers.evidence(),
        }
    }
}

impl Values {
    /// How many there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// A message that certainly has a value.
    #[inline]
    pub fn put(&mut self, value: u128, pos: u64, origin: Origin) {
        let latest = self.entry(value);
        (latest.pos, latest.origin) = (pos, origin);
    }

    /// The place of a value, which is added if it is new.
    fn entry(&mut self, value: u128) -> &mut Value {
        let wanted = halves(value);
        let found = match &self.places {
            Some(places) => places.get(&value).map(|&place| place as usize),
            None => self.all.iter().position(|v| v.halves == wanted),
        };
        let place = found.unwrap_or_else(|| self.add(value));
        &mut self.all[place]
    }

    fn add(&mut self, value: u128) -> usize {
        let place = self.all.len();
        let origin = Origin { source: 0, line: 0, offset: 0 };
        self.all.push(Value { halves: halves(value), pos: NONE, origin });
        match &mut self.places {
            Some(places) => {
                places.insert(value, place as u32);
            }
            None if place == FEW => {
                let whole = |v: &Value| u128::from(v.halves[0]) | u128::from(v.halves[1]) << 64;
                let all = self.all.iter().enumerate().map(|(place, value)| (whole(value), place as u32));
                self.places = Some(Box::new(all.collect()));
            }
            None => {}
        }
        place
    }

    /// The latest message of each, oldest first.
    pub fn evidence(&self) -> Evidence {
        let mut latest: Vec<&Value> = self.all.iter().filter(|value| value.pos != NONE).collect();
        latest.sort_unstable_by_key(|value| value.pos);
        Evidence::of(latest.into_iter().map(|value| value.origin))
    }
}
