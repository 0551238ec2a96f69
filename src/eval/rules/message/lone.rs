//! Keys that have been seen once. A rule that looks for repetitions has very many of them, and a single message
//! decides nothing: it is kept without any state until a second one comes.

use rustc_hash::FxHashMap;

use super::super::keys::LEAST;
use super::super::{Context, cover_group};
use super::MessageRule;
use super::state::State;
use crate::eval::leaves::LeafState;
use crate::eval::ops::Seen;
use crate::eval::spec::Spec;
use crate::eval::truth::Truth;
use crate::eval::view::View;
use crate::model::{Millis, Origin};
use crate::plan::{Anchor, Look, Within};

/// The only message of its key.
#[derive(Debug, Clone, Copy)]
struct Once {
    pos: u64,
    time: Millis,
    origin: Origin,
    value: [u64; 2],
}

/// Messages that are alone under their keys.
#[derive(Debug, Default)]
pub(super) struct Lone {
    once: FxHashMap<[u64; 2], Once>,
    limit: usize,
}

/// The stretch of a rule for which one message under a key is certainly too little: one leaf, which counts
/// back from the judged message to two or more, and of which nothing can be unknown.
pub(super) fn stretch(spec: &Spec) -> Option<&Within> {
    let [leaf] = spec.leaves.as_slice() else { return None };
    let Look::Last(within) = &leaf.leaf.look else { return None };
    let plain = !spec.needs_all && !spec.form.is_dense() && spec.rule.anchor != Anchor::Mention;
    (plain && leaf.least >= 2 && leaf.is_coarse && !leaf.doubtful).then_some(within)
}

impl MessageRule {
    /// Takes a message if it is alone under its key; its verdict is then clean.
    pub(super) fn is_lone(&mut self, key: u128, view: &View, pos: u64, ctx: &mut Context) -> bool {
        let Some(within) = stretch(&self.spec) else { return false };
        let leaf = &self.spec.leaves[0];
        let certain = [self.spec.rule.select, leaf.leaf.of]
            .into_iter()
            .all(|pred| ctx.world.truth(pred, view, ctx.scratch) == Truth::True);
        let Ok(start) = ctx.world.clocks.start(within, view.time) else { return false };
        let covered = start >= ctx.cover.around(cover_group(&self.spec, view), view.time).after;
        let seen = leaf.seen(view, pos, Truth::True, &ctx.world).filter(|_| certain && covered);
        let name = halves(key);
        let before = self.lone.once.get(&name).copied().filter(|once| once.time > start);
        match (before, seen) {
            (None, Some(seen)) if self.keys.find(key).is_none() => {
                self.lone.keep(name, &seen, start);
                true
            }
            (None, _) => false,
            (Some(once), _) => {
                self.lone.once.remove(&name);
                self.join(key, once);
                false
            }
        }
    }

    /// A second message has come: the first gets the state of its key.
    fn join(&mut self, key: u128, once: Once) {
        let spec = &self.spec;
        let handle = self.keys.handle(key, || State::new(spec));
        let Some(state) = self.keys.get_mut(handle) else { return };
        if let Some(LeafState::Last(past)) = state.leaves.first_mut() {
            let value = u128::from(once.value[0]) | u128::from(once.value[1]) << 64;
            let Once { pos, time, origin, .. } = once;
            past.push(Seen { pos, time, origin, value, apart: None, definite: true }, None);
        }
    }
}

impl Lone {
    fn keep(&mut self, name: [u64; 2], seen: &Seen, start: Millis) {
        if self.once.len() >= self.limit.max(LEAST) {
            self.once.retain(|_, once| once.time > start);
            self.limit = self.once.len() * 2;
        }
        let Seen { pos, time, origin, value, .. } = *seen;
        self.once.insert(name, Once { pos, time, origin, value: halves(value) });
    }
}

fn halves(value: u128) -> [u64; 2] {
    [value as u64, (value >> 64) as u64]
}
