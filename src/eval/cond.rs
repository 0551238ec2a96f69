//! A rule's `when`, made ready: predicates and fields of the judged message in slots, leaves by index.

use super::outcome::Blame;
use super::preds::Scratch;
use super::setup::World;
use super::truth::{Range, Truth};
use super::view::View;
use crate::fields::Field;
use crate::plan::{CompareOp, Cond, Num, PredId, Ratio};

/// A condition over slots and leaves.
#[derive(Debug, Clone)]
pub struct Condition {
    root: Node,
    preds: Vec<PredId>,
    nums: Vec<Num>,
    comparisons: Vec<Comparison>,
}

#[derive(Debug, Clone)]
enum Node {
    Pred(usize),
    Not(Box<Node>),
    All(Vec<Node>),
    Any(Vec<Node>),
    /// Index into the comparisons.
    Compare(usize),
}

/// A comparison, in reading order.
#[derive(Debug, Clone)]
enum Comparison {
    Numbers { op: CompareOp, left: Expr, right: Expr, leaves: Vec<usize> },
    Share { op: CompareOp, part: usize, whole: usize, share: Expr },
}

#[derive(Debug, Clone)]
enum Expr {
    Const(Range),
    Slot(usize),
    Leaf(usize),
    Both(fn(Range, Range) -> Range, Box<Expr>, Box<Expr>),
}

/// The judged message's part of a condition.
#[derive(Debug, Clone, Default)]
pub struct Env {
    truths: Vec<(Truth, Option<Blame>)>,
    nums: Vec<(Range, Option<Blame>)>,
}

impl Env {
    /// Of a condition that reads nothing.
    pub const EMPTY: Env = Env { truths: Vec::new(), nums: Vec::new() };
}

/// What is known of a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeafValue {
    /// The number.
    pub range: Range,
    /// What is to blame if it can never be known better.
    pub blame: Option<Blame>,
    /// It could still change after what the log covers.
    pub cut: bool,
    /// What has been measured so far, where that is not the lower end of the range.
    pub so_far: Option<Range>,
}

impl LeafValue {
    /// Nothing is known yet; more may come.
    pub const OPEN: LeafValue =
        LeafValue { range: Range::Between(Some(Ratio::ZERO), None), blame: None, cut: true, so_far: None };
}

/// Why a condition cannot be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsettled {
    /// The log ends too early.
    Pending,
    /// Something is missing.
    Missing(Blame),
}

impl Condition {
    /// Makes a condition ready.
    pub fn new(cond: &Cond) -> Condition {
        let mut made = Condition {
            root: Node::All(Vec::new()),
            preds: Vec::new(),
            nums: Vec::new(),
            comparisons: Vec::new(),
        };
        made.root = made.node(cond);
        made
    }

    fn node(&mut self, cond: &Cond) -> Node {
        match cond {
            Cond::Pred(pred) => {
                self.preds.push(*pred);
                Node::Pred(self.preds.len() - 1)
            }
            Cond::Not(child) => Node::Not(Box::new(self.node(child))),
            Cond::All(children) => Node::All(children.iter().map(|c| self.node(c)).collect()),
            Cond::Any(children) => Node::Any(children.iter().map(|c| self.node(c)).collect()),
            Cond::Compare { op, left, right } => {
                let mut leaves = Vec::new();
                let left = self.expr(left, &mut leaves);
                let right = self.expr(right, &mut leaves);
                self.comparison(Comparison::Numbers { op: *op, left, right, leaves })
            }
            Cond::Share { op, part, whole, share } => {
                let share = self.expr(share, &mut Vec::new());
                self.comparison(Comparison::Share { op: *op, part: *part, whole: *whole, share })
            }
        }
    }

    fn comparison(&mut self, comparison: Comparison) -> Node {
        self.comparisons.push(comparison);
        Node::Compare(self.comparisons.len() - 1)
    }

    fn expr(&mut self, num: &Num, leaves: &mut Vec<usize>) -> Expr {
        let f = match num {
            Num::Leaf(leaf) => {
                leaves.push(*leaf);
                return Expr::Leaf(*leaf);
            }
            Num::Const(value) => return Expr::Const(Range::exact(*value)),
            Num::Field { .. } => {
                self.nums.push(num.clone());
                return Expr::Slot(self.nums.len() - 1);
            }
            Num::Add(..) => Range::add,
            Num::Subtract(..) => Range::subtract,
            Num::Multiply(..) => Range::multiply,
            Num::Divide(..) => Range::divide,
        };
        let (Num::Add(a, b) | Num::Subtract(a, b) | Num::Multiply(a, b) | Num::Divide(a, b)) = num else {
            unreachable!("handled above")
        };
        Expr::Both(f, Box::new(self.expr(a, leaves)), Box::new(self.expr(b, leaves)))
    }

    /// What the judged message alone says of the condition, nothing being known of leaves and numbers.
    pub fn outlook(&self, view: &View, world: &World, scratch: &mut Scratch) -> Truth {
        self.node_outlook(&self.root, view, world, scratch)
    }

    fn node_outlook(&self, node: &Node, view: &View, world: &World, scratch: &mut Scratch) -> Truth {
        match node {
            Node::Pred(slot) => world.truth(self.preds[*slot], view, scratch),
            Node::Not(child) => self.node_outlook(child, view, world, scratch).negate(),
            Node::All(nodes) => nodes
                .iter()
                .fold(Truth::True, |truth, node| truth.min(self.node_outlook(node, view, world, scratch))),
            Node::Any(nodes) => nodes
                .iter()
                .fold(Truth::False, |truth, node| truth.max(self.node_outlook(node, view, world, scratch))),
            Node::Compare(_) => Truth::Unknown,
        }
    }

    /// Reads the judged message's part.
    pub fn env(&self, view: &View, world: &World, scratch: &mut Scratch) -> Env {
        let truths = self.preds.iter().map(|&pred| {
            let truth = world.truth(pred, view, scratch);
            let blame = if truth == Truth::Unknown { world.blame(pred, view, scratch) } else { None };
            (truth, blame)
        });
        Env { truths: truths.collect(), nums: self.nums.iter().map(|num| world.num(num, view)).collect() }
    }

    /// True if it reads anything but leaves and constants.
    pub fn reads_key(&self) -> bool {
        !self.preds.is_empty() || !self.nums.is_empty()
    }

    /// True if a field of the message is read by a number (so that windows know they need the key's view).
    pub fn reads(&self, field: Field) -> bool {
        self.nums.iter().any(|num| matches!(num, Num::Field { field: f, .. } if *f == field))
    }

    /// The condition with what is known of its leaves.
    pub fn truth(&self, env: &Env, leaves: &[LeafValue]) -> Truth {
        self.node_truth(&self.root, env, leaves)
    }

    fn node_truth(&self, node: &Node, env: &Env, leaves: &[LeafValue]) -> Truth {
        match node {
            Node::Pred(slot) => env.truths[*slot].0,
            Node::Not(child) => self.node_truth(child, env, leaves).negate(),
            Node::All(nodes) => {
                nodes.iter().map(|n| self.node_truth(n, env, leaves)).min().unwrap_or(Truth::True)
            }
            Node::Any(nodes) => {
                nodes.iter().map(|n| self.node_truth(n, env, leaves)).max().unwrap_or(Truth::False)
            }
            Node::Compare(index) => self.compare(&self.comparisons[*index], env, leaves),
        }
    }

    fn compare(&self, comparison: &Comparison, env: &Env, leaves: &[LeafValue]) -> Truth {
        match comparison {
            Comparison::Numbers { op, left, right, .. } => {
                left.range(env, leaves).compare(*op, right.range(env, leaves))
            }
            Comparison::Share { op, part, whole, share } => {
                let (part, whole) = (leaves[*part], leaves[*whole]);
                let truth = share_of(part, whole).compare(*op, share.range(env, leaves));
                let closed = part.range.value().is_some() && whole.range.value().is_some();
                let perhaps_none = !closed && whole.range.low().is_none_or(|low| low <= Ratio::ZERO);
                // Of none it would be false.
                if perhaps_none { truth.min(Truth::Unknown) } else { truth }
            }
        }
    }

    /// Why the condition is unknown: the first unknown part in reading order, but pending if any part that
    /// matters reaches past the end of the log.
    pub fn unsettled(&self, env: &Env, leaves: &[LeafValue]) -> Unsettled {
        let mut blame = None;
        if self.find_unsettled(&self.root, env, leaves, &mut blame) {
            return Unsettled::Pending;
        }
        Unsettled::Missing(blame.unwrap_or(Blame::Start))
    }

    /// Returns true for pending.
    fn find_unsettled(
        &self,
        node: &Node,
        env: &Env,
        leaves: &[LeafValue],
        blame: &mut Option<Blame>,
    ) -> bool {
        if self.node_truth(node, env, leaves) != Truth::Unknown {
            return false;
        }
        match node {
            Node::Pred(slot) => {
                *blame = blame.or(env.truths[*slot].1);
                false
            }
            Node::Not(child) => self.find_unsettled(child, env, leaves, blame),
            Node::All(nodes) | Node::Any(nodes) => {
                nodes.iter().any(|n| self.find_unsettled(n, env, leaves, blame))
            }
            Node::Compare(index) => {
                let comparison = &self.comparisons[*index];
                let used = comparison.leaves().into_iter().map(|leaf| leaves[leaf]);
                let used: Vec<LeafValue> = used.filter(|leaf| leaf.range.value().is_none()).collect();
                let own = || env.nums.iter().find_map(|(_, blame)| *blame);
                *blame = blame.or_else(|| used.iter().find_map(|leaf| leaf.blame)).or_else(own);
                used.iter().any(|leaf| leaf.cut)
            }
        }
    }

    /// The count at which a leaf alone decides its comparison, if it stands alone on the left of one.
    pub fn cross(&self, leaf: usize, env: &Env) -> Option<u64> {
        self.comparisons.iter().find_map(|comparison| match comparison {
            Comparison::Numbers { op, left: Expr::Leaf(l), right, .. } if *l == leaf => {
                op.crossing(right.range(env, &[]).value()?)
            }
            Comparison::Numbers { op, left, right: Expr::Leaf(l), .. } if *l == leaf => {
                op.mirrored().crossing(left.range(env, &[]).value()?)
            }
            _ => None,
        })
    }

    /// The least count of the leaf without which the condition is certainly false.
    pub fn least(&self, leaf: usize) -> Option<u64> {
        self.node_least(&self.root, leaf)
    }

    fn node_least(&self, node: &Node, leaf: usize) -> Option<u64> {
        match node {
            Node::All(nodes) => nodes.iter().filter_map(|node| self.node_least(node, leaf)).max(),
            Node::Compare(index) => match &self.comparisons[*index] {
                Comparison::Numbers { op, left: Expr::Leaf(l), right: Expr::Const(limit), .. }
                    if *l == leaf =>
                {
                    at_least(*op, limit.value()?)
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Nothing but the counts themselves can decide it before they are closed: each is compared alone, with what
    /// does not change.
    pub fn is_patient(&self) -> bool {
        self.comparisons.iter().all(|comparison| match comparison {
            Comparison::Share { op, share, .. } => waits_for_both(*op, share.range(&Env::EMPTY, &[])),
            Comparison::Numbers { left: Expr::Leaf(_), right: other, .. }
            | Comparison::Numbers { left: other, right: Expr::Leaf(_), .. } => {
                !other.has_leaf() && other.range(&Env::EMPTY, &[]).value().is_some()
            }
            Comparison::Numbers { .. } => false,
        })
    }

    /// The counts of a leaf at which a comparison is decided although more may come, of a patient condition.
    pub fn crossings(&self, leaf: usize) -> Vec<u64> {
        let crossing = |comparison: &Comparison| match comparison {
            Comparison::Numbers { op, left: Expr::Leaf(l), right, .. } if *l == leaf => {
                op.crossing(right.range(&Env::EMPTY, &[]).value()?)
            }
            Comparison::Numbers { op, left, right: Expr::Leaf(l), .. } if *l == leaf => {
                op.mirrored().crossing(left.range(&Env::EMPTY, &[]).value()?)
            }
            _ => None,
        };
        self.comparisons.iter().filter_map(crossing).collect()
    }

    /// How many more messages at least leave an open condition open: each adds at most one to a count, and
    /// an open count decides nothing before it reaches the number that it is compared with.
    pub fn patience(&self, env: &Env, leaves: &[LeafValue]) -> u64 {
        let patience = |comparison: &Comparison| match comparison {
            Comparison::Share { op, share, .. } if waits_for_both(*op, share.range(env, leaves)) => u64::MAX,
            Comparison::Share { .. } => 0,
            Comparison::Numbers { left: Expr::Leaf(leaf), .. }
            | Comparison::Numbers { right: Expr::Leaf(leaf), .. }
                if leaves[*leaf].so_far.is_none() =>
            {
                match (self.cross(*leaf, env), leaves[*leaf].range.low()) {
                    (Some(cross), Some(low)) if low < Ratio::whole(cross as i64) => {
                        cross - low.floor().max(0) as u64 - 1
                    }
                    (Some(_), Some(_)) => u64::MAX,
                    _ => 0,
                }
            }
            Comparison::Numbers { .. } => 0,
        };
        self.comparisons.iter().map(patience).min().unwrap_or(u64::MAX)
    }

    /// The first leaf that is measured, for evidence.
    pub fn first_leaf(&self) -> Option<usize> {
        self.comparisons.iter().find_map(|comparison| comparison.leaves().first().copied())
    }

    /// The measured value and what it was compared with: of the first comparison that has a leaf.
    pub fn measured(&self, env: &Env, leaves: &[LeafValue]) -> (Option<Ratio>, Option<Ratio>) {
        let Some(comparison) = self.comparisons.iter().find(|c| !c.leaves().is_empty()) else {
            return (None, None);
        };
        let so_far = |leaf: &LeafValue| LeafValue { range: leaf.so_far.unwrap_or(leaf.range), ..*leaf };
        let leaves: &[LeafValue] = &leaves.iter().map(so_far).collect::<Vec<_>>();
        match comparison {
            Comparison::Numbers { left, right, .. } => {
                let (value, threshold) = if left.has_leaf() { (left, right) } else { (right, left) };
                (value.range(env, leaves).low(), threshold.range(env, leaves).low())
            }
            Comparison::Share { part, whole, share, .. } => {
                let value = match (leaves[*part].range.low(), leaves[*whole].range.low()) {
                    (Some(part), Some(whole)) => part.divide(whole),
                    _ => None,
                };
                (value, share.range(env, leaves).low())
            }
        }
    }
}

/// Part and whole must both be closed before their share can be told. (No share is more than all, or less than none.)
fn waits_for_both(op: CompareOp, share: Range) -> bool {
    let any = Range::Between(Some(Ratio::ZERO), Some(Ratio::whole(1)));
    any.compare(op, share) == Truth::Unknown
}

/// Part of whole: of none absent, open until both are closed.
fn share_of(part: LeafValue, whole: LeafValue) -> Range {
    if part.range == Range::Unknown || whole.range == Range::Unknown {
        return Range::Unknown;
    }
    match (part.range.value(), whole.range.value()) {
        (Some(_), Some(whole)) if whole == Ratio::ZERO => Range::Absent,
        (Some(part), Some(whole)) => part.divide(whole).map_or(Range::Absent, Range::exact),
        _ => Range::Between(Some(Ratio::ZERO), Some(Ratio::whole(1))),
    }
}

/// The smallest count for which `count op limit` can hold.
fn at_least(op: CompareOp, limit: Ratio) -> Option<u64> {
    match op {
        CompareOp::Greater | CompareOp::GreaterEqual => op.crossing(limit),
        CompareOp::Equal => u64::try_from(limit.ceil().max(0)).ok(),
        CompareOp::Less | CompareOp::LessEqual => None,
    }
}

impl Comparison {
    fn leaves(&self) -> Vec<usize> {
        match self {
            Comparison::Numbers { leaves, .. } => leaves.clone(),
            Comparison::Share { part, whole, .. } => vec![*part, *whole],
        }
    }
}

impl Expr {
    fn range(&self, env: &Env, leaves: &[LeafValue]) -> Range {
        match self {
            Expr::Const(range) => *range,
            Expr::Slot(slot) => env.nums.get(*slot).map_or(Range::Unknown, |(range, _)| *range),
            Expr::Leaf(leaf) => leaves.get(*leaf).map_or(Range::Unknown, |leaf| leaf.range),
            Expr::Both(f, a, b) => f(a.range(env, leaves), b.range(env, leaves)),
        }
    }

    fn has_leaf(&self) -> bool {
        match self {
            Expr::Const(_) | Expr::Slot(_) => false,
            Expr::Leaf(_) => true,
            Expr::Both(_, a, b) => a.has_leaf() || b.has_leaf(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_that_nothing_can_reach_is_told_before_its_part_and_whole_are_closed() {
        let patience = |op, percent: i128| {
            let share = Num::Const(Ratio::new(percent, 100).expect("not zero"));
            let condition = Condition::new(&Cond::Share { op, part: 0, whole: 1, share });
            (condition.is_patient(), condition.patience(&Env::EMPTY, &[LeafValue::OPEN; 2]))
        };
        assert_eq!(patience(CompareOp::Greater, 60), (true, u64::MAX));
        assert_eq!(patience(CompareOp::GreaterEqual, 100), (true, u64::MAX));
        assert_eq!(patience(CompareOp::Greater, 100), (false, 0), "no share is more than all");
        assert_eq!(patience(CompareOp::Less, 0), (false, 0), "no share is less than none");
    }
}
