//! What a rule looks at beyond the judged message, and its verdict over that.

use serde::Serialize;

use super::{CompareOp, KeyField, Num, Pred, PredId, Within};
use crate::fields::Field;

/// One phrase: a number over other messages of the key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Leaf {
    /// Where it looks.
    pub look: Look,
    /// What is counted or added up.
    pub measure: Measure,
    /// The other messages looked at: the domain (messages or events), the selection for `Last` and
    /// `Window`, and the bracket's conditions on the other message alone.
    pub of: PredId,
    /// The bracket's conditions on the trigger alone; if it does not hold, nothing is counted. Always true
    /// in windows, groups and people, which have no trigger.
    pub guard: PredId,
    /// Equalities and memberships between the other message and the trigger; all must hold.
    pub joins: Vec<Join>,
    /// At most one inequality: the other's field is not the trigger's. An absent field on either side makes
    /// it true, as `X is not Y` is `not (X is Y)`.
    pub apart: Option<Pair>,
    /// A bracket within the bracket, about the other message. Only where messages, events or mentions are
    /// judged, and not for `Row`; the inner look is `Following` or `Preceding`, and `Following` only within
    /// a `Following` that counts.
    pub nested: Option<Box<Nested>>,
}

impl Leaf {
    /// May this be the whole of which a share is taken? It looks and measures like the part, without any bracket.
    pub fn is_whole_of(&self, part: &Leaf, preds: &[Pred]) -> bool {
        let unguarded = matches!(preds.get(self.guard), Some(Pred::Const(true)));
        let bare = unguarded && self.joins.is_empty() && self.apart.is_none() && self.nested.is_none();
        bare && self.look == part.look && self.measure == part.measure
    }
}

/// The inner bracket: holds when its leaf compares so; the inner trigger is the outer bracket's message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Nested {
    /// The inner phrase; it has no bracket within.
    pub leaf: Leaf,
    /// The comparison.
    pub op: CompareOp,
    /// With what; reads the outer bracket's message and holds no leaf.
    pub value: Num,
}

/// Where a leaf looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Look {
    /// Later messages of the key, time ≤ t + D.
    Following(Within),
    /// Earlier messages of the key, time > t − D, without the trigger.
    Preceding(Within),
    /// Selected messages up to and with the trigger, time > t − D. In group and member rules: back from
    /// the end of what the log covers.
    Last(Within),
    /// The selected messages of the window (group, member: of the whole log).
    Window,
    /// Messages of the key that, ending with the trigger, satisfy `of` without a break. `domain` is what
    /// can break the run (messages, or events). It has no joins, and counts.
    Row {
        /// Messages or events.
        domain: PredId,
    },
}

/// What a leaf measures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// How many messages or events.
    Count,
    /// How many different values; messages without the field do not count.
    Distinct(KeyField),
    /// How many different calendar days, in the clock's zone.
    Days {
        /// Index into [`Plan::clocks`](crate::plan::Plan::clocks).
        clock: usize,
    },
    /// Sum of a number of the messages; absent fields do not count; 0 of none.
    Sum(Num),
    /// Average; absent of none.
    Average(Num),
    /// Smallest; absent of none.
    Min(Num),
    /// Largest; absent of none.
    Max(Num),
}

/// A relation between the other message and the trigger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Join {
    /// The other's field is the trigger's; false if either is absent. `recalls trigger` is
    /// `recalls` = `id`.
    Equal(Pair),
    /// The other's person is in the trigger's list of people.
    OtherIn(Pair),
    /// The trigger's person is in the other's list of people.
    TriggerIn(Pair),
}

/// A field of the other message and a field of the trigger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Pair {
    /// Of the other message.
    pub other: Field,
    /// Of the trigger.
    pub trigger: Field,
    /// As written rather than normalised.
    pub exact: bool,
}

/// A condition of a rule: over predicates of the trigger (or key) and leaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cond {
    /// About the judged message, or the key's own fields.
    Pred(PredId),
    /// Not.
    Not(Box<Cond>),
    /// All hold.
    All(Vec<Cond>),
    /// One holds.
    Any(Vec<Cond>),
    /// Two numbers, with leaves; false when a side is absent. `gap` is read here only, never in a
    /// predicate, for it depends on the key.
    Compare {
        /// The operator.
        op: CompareOp,
        /// Left.
        left: Num,
        /// Right.
        right: Num,
    },
    /// `AMOUNT P% of NOUN (C)`: part against share × whole, of none false. Both leaves look and measure
    /// alike; the whole lacks the bracket ([`Leaf::is_whole_of`]).
    Share {
        /// The operator.
        op: CompareOp,
        /// Those that satisfy C: index into the rule's leaves.
        part: usize,
        /// All looked at: index into the rule's leaves.
        whole: usize,
        /// The share, 0.6 for 60%.
        share: Num,
    },
}

impl Cond {
    /// The shares in it: part and whole.
    pub fn shares(&self) -> Vec<(usize, usize)> {
        match self {
            Cond::Share { part, whole, .. } => vec![(*part, *whole)],
            Cond::Not(child) => child.shares(),
            Cond::All(children) | Cond::Any(children) => children.iter().flat_map(Cond::shares).collect(),
            Cond::Pred(_) | Cond::Compare { .. } => Vec::new(),
        }
    }
}
