//! Rules that judge every group or every person, at the end of what the log covers.

use smallvec::SmallVec;

use super::{Context, Draft, Keys, Runner, Stretch, Walker, shard_of, walk};
use crate::eval::cells::Cell;
use crate::eval::cond::{LeafValue, Unsettled};
use crate::eval::leaves::counted;
use crate::eval::ops::{Evidence, Latest, Numbers, Past};
use crate::eval::outcome::{Blame, KeyValue, Status};
use crate::eval::spec::{Excuse, Spec};
use crate::eval::truth::{Range, Truth};
use crate::eval::view::View;
use crate::model::Bits;
use crate::model::{GroupId, Millis, Msg, PersonId};
use crate::plan::{Anchor, Look};

/// The runner.
pub struct UniverseRule {
    spec: Spec,
    keys: Keys<State>,
    /// The messages of a stretch that concern it.
    rows: Bits,
}

struct State {
    leaves: Vec<Leaf>,
    blames: Vec<Option<Blame>>,
}

enum Leaf {
    Whole(Cell),
    Last(Past),
    /// A count of that stretch of which only so much matters.
    LastFew(Latest),
    LastNumbers(Numbers),
}

impl Runner for UniverseRule {
    fn rules(&self) -> Vec<usize> {
        vec![self.spec.index]
    }

    fn pass(&mut self, stretch: &Stretch, ctx: &mut Context) -> u64 {
        let mut rows = std::mem::take(&mut self.rows);
        self.spec.concerned(stretch, &mut rows);
        let shown = walk(self, &rows, stretch, ctx);
        self.rows = rows;
        shown
    }

    fn finish(&mut self, last: Millis, ctx: &mut Context) {
        let count = match self.spec.rule.anchor {
            Anchor::Group => ctx.world.directory.groups().len(),
            _ => ctx.world.directory.people().len(),
        };
        for number in 0..count as u32 {
            if shard_of(u128::from(number), ctx.shard.1) == ctx.shard.0 {
                self.judge(number, last, ctx);
            }
        }
    }

    fn horizon(&self, now: Millis) -> Millis {
        now
    }
}

impl Walker for UniverseRule {
    fn step(&mut self, msg: Msg, pos: u64, ctx: &mut Context) {
        let view = View::of(msg);
        let (key, group) = match self.spec.rule.anchor {
            Anchor::Group => (u128::from(msg.row.group.0), Some(msg.row.group)),
            _ => (u128::from(msg.row.sender.0), None),
        };
        let truths = self.spec.leaves.iter().map(|l| ctx.world.truth(l.leaf.of, &view, ctx.scratch));
        let truths: SmallVec<[Truth; 4]> = truths.collect();
        if truths.iter().all(|&t| t == Truth::False) || shard_of(key, ctx.shard.1) != ctx.shard.0 {
            return;
        }
        let spec = &self.spec;
        let handle = self.keys.handle(key, || State::new(spec));
        let Some(state) = self.keys.get_mut(handle) else { return };
        for (leaf, &truth) in truths.iter().enumerate().filter(|(_, t)| **t != Truth::False) {
            state.blames[leaf] =
                spec.leaves[leaf].doubt(truth, &view, &ctx.world, ctx.scratch).or(state.blames[leaf]);
            state.push(leaf, spec, &view, group, pos, truth, ctx);
        }
    }

    fn advance(&mut self, _now: Millis, _ctx: &mut Context) {}

    fn next_timer(&self) -> Millis {
        Millis::MAX
    }
}

impl UniverseRule {
    /// For a rule.
    pub fn new(spec: Spec) -> UniverseRule {
        UniverseRule { spec, keys: Keys::new(true), rows: Bits::default() }
    }

    fn judge(&mut self, number: u32, last: Millis, ctx: &mut Context) {
        let (group, person) = match self.spec.rule.anchor {
            Anchor::Group => (Some(GroupId(number)), None),
            _ => (None, Some(PersonId(number))),
        };
        let end = ctx.cover.end(group, last);
        if self.spec.rule.since.is_some_and(|since| end < since) {
            return;
        }
        let spec = &self.spec;
        let handle = self.keys.handle(u128::from(number), || State::new(spec));
        let Some(state) = self.keys.get_mut(handle) else { return };
        let after = ctx.cover.around(group, end).after;
        let leaves: SmallVec<[LeafValue; 2]> =
            (0..spec.leaves.len()).map(|leaf| state.value(leaf, spec, end, after, ctx)).collect();
        let view = View::of_key(group, person, end);
        let env = spec.when.env(&view, &ctx.world, ctx.scratch);
        let when = spec.when.truth(&env, &leaves);
        if when == Truth::False {
            return;
        }
        let status = match (spec.excuse(&view, &ctx.world, ctx.scratch), when) {
            (Excuse::Holds(index), _) => Status::Excepted(index),
            (Excuse::Unknown(blame), Truth::True) => Status::Undetermined(blame),
            (Excuse::None, Truth::True) => Status::Finding,
            _ => match spec.when.unsettled(&env, &leaves) {
                Unsettled::Pending => Status::Pending,
                Unsettled::Missing(blame) => Status::Undetermined(blame),
            },
        };
        if ctx.counted.takes(spec.index, &status) {
            return;
        }
        let key = match (group, person) {
            (Some(group), _) => KeyValue::Group(group),
            (_, Some(person)) => KeyValue::Person(person),
            _ => KeyValue::Text("".into()),
        };
        let draft = Draft {
            status,
            at: end,
            decided: end,
            key: vec![key],
            measured: spec.when.measured(&env, &leaves),
            evidence: spec.when.first_leaf().map(|leaf| state.evidence(leaf)).unwrap_or_default(),
            anchor: String::new(),
            pos: u64::from(number),
        };
        ctx.emit(draft.outcome(spec.index));
    }
}

impl State {
    fn new(spec: &Spec) -> State {
        let leaf = |l: &crate::eval::spec::LeafSpec| match l.leaf.look {
            Look::Last(_) if l.is_number() => Leaf::LastNumbers(Numbers::default()),
            Look::Last(_) => match l.enough {
                Some(enough) => Leaf::LastFew(Latest::new(enough)),
                None => Leaf::Last(Past::new(l.distinct)),
            },
            _ => Leaf::Whole(Cell::new(l)),
        };
        State { leaves: spec.leaves.iter().map(leaf).collect(), blames: vec![None; spec.leaves.len()] }
    }

    #[expect(clippy::too_many_arguments, reason = "a message's place in one leaf")]
    fn push(
        &mut self,
        leaf: usize,
        spec: &Spec,
        view: &View,
        group: Option<GroupId>,
        pos: u64,
        truth: Truth,
        ctx: &Context,
    ) {
        let leaf_spec = &spec.leaves[leaf];
        if let Leaf::Whole(cell) = &mut self.leaves[leaf] {
            return cell.push(leaf_spec, view, pos, truth, &ctx.world);
        }
        let Look::Last(within) = &leaf_spec.leaf.look else { return };
        let beyond = view.time > ctx.cover.end(group, Millis::MAX);
        let Some(seen) = leaf_spec.seen(view, pos, truth, &ctx.world).filter(|_| !beyond) else { return };
        let start = ctx.world.clocks.start(within, view.time).unwrap_or(Millis::MIN);
        match &mut self.leaves[leaf] {
            Leaf::Last(past) => {
                past.expire(start);
                past.push(seen, None);
            }
            Leaf::LastFew(latest) => {
                latest.expire(start);
                latest.push(seen);
            }
            Leaf::LastNumbers(numbers) => {
                numbers.expire(start);
                numbers.push(seen, leaf_spec.number(view, &ctx.world));
            }
            Leaf::Whole(_) => {}
        }
    }

    fn value(&mut self, leaf: usize, spec: &Spec, end: Millis, after: Millis, ctx: &Context) -> LeafValue {
        let leaf_spec = &spec.leaves[leaf];
        let blame = self.blames[leaf];
        if let Leaf::Whole(cell) = &self.leaves[leaf] {
            return cell.value(leaf_spec, false, false, blame);
        }
        let Look::Last(within) = &leaf_spec.leaf.look else { return LeafValue::OPEN };
        let start = match ctx.world.clocks.start(within, end) {
            Ok(start) => start,
            Err(year) => {
                let blame = Some(Blame::Calendar(year));
                return LeafValue { range: Range::Unknown, blame, cut: false, so_far: None };
            }
        };
        let open = start < after;
        match &mut self.leaves[leaf] {
            Leaf::Last(past) => {
                past.expire(start);
                counted(past.count(None), open, blame)
            }
            Leaf::LastFew(latest) => {
                latest.expire(start);
                counted(latest.count(), open, blame)
            }
            Leaf::LastNumbers(numbers) => {
                numbers.expire(start);
                let blame = if open { Some(Blame::Start) } else { blame };
                let measure = &leaf_spec.leaf.measure;
                let so_far = Some(numbers.so_far(measure));
                LeafValue { range: numbers.range(measure, open), blame, cut: false, so_far }
            }
            Leaf::Whole(_) => LeafValue::OPEN,
        }
    }

    fn evidence(&self, leaf: usize) -> Evidence {
        match &self.leaves[leaf] {
            Leaf::Whole(cell) => cell.evidence(),
            Leaf::Last(past) => past.evidence(None),
            Leaf::LastFew(latest) => latest.evidence(),
            Leaf::LastNumbers(numbers) => numbers.evidence(),
        }
    }
}
