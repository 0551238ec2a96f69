//! The verdict on a calendar window or session of one key.

use super::{Context, Draft};
use crate::eval::cond::{Env, LeafValue, Unsettled};
use crate::eval::cover::Cover;
use crate::eval::ops::Evidence;
use crate::eval::outcome::{Blame, KeyValue, Status};
use crate::eval::spec::{Excuse, Spec};
use crate::eval::truth::Truth;
use crate::eval::view::View;
use crate::model::Millis;

/// A window that is settled now.
pub struct Closing<'a> {
    /// The rule.
    pub spec: &'a Spec,
    /// Start and end (exclusive) of the window.
    pub bounds: (Millis, Millis),
    /// When its verdict became certain.
    pub decided: Millis,
    /// What is known of its numbers.
    pub leaves: &'a [LeafValue],
    /// What the rule reads of the key itself.
    pub env: &'a Env,
    /// The key.
    pub view: View<'static>,
    /// Whether a message of it is selected, and what is to blame if that is unknown.
    pub selected: (Truth, Option<Blame>),
}

impl Closing<'_> {
    /// Emits the verdict, if it is not clean. `key`: its values, if the view does not tell them. `evidence`: the
    /// messages that a leaf counted.
    pub fn settle(
        &self,
        key: Option<Box<[KeyValue]>>,
        evidence: impl FnOnce(usize) -> Evidence,
        ctx: &mut Context,
    ) {
        let Closing { spec, bounds, decided, leaves, env, ref view, .. } = *self;
        let at = bounds.0;
        if spec.rule.since.is_some_and(|since| at < since) {
            return;
        }
        let Some(status) = self.status(ctx).filter(|status| !ctx.counted.takes(spec.index, status)) else {
            return;
        };
        let draft = Draft {
            status,
            at,
            decided,
            key: match key {
                Some(key) => key.into_vec(),
                None => spec.key_values(view, &ctx.world).into_vec(),
            },
            measured: spec.when.measured(env, leaves),
            evidence: spec.when.first_leaf().map(evidence).unwrap_or_default(),
            anchor: utc(at),
            // Windows of one key are in the order of their starts.
            pos: at as u64 ^ 1 << 63,
        };
        let mut emitted = draft.outcome(spec.index);
        emitted.outcome.window = Some(bounds);
        ctx.emit(emitted);
    }

    fn status(&self, ctx: &mut Context) -> Option<Status> {
        let (selected, select_blame) = self.selected;
        let when = self.spec.when.truth(self.env, self.leaves);
        let verdict = when.min(selected);
        if verdict == Truth::False {
            return None;
        }
        Some(match (self.spec.excuse(&self.view, &ctx.world, ctx.scratch), verdict) {
            (Excuse::Holds(index), _) => Status::Excepted(index),
            (Excuse::None, Truth::True) => Status::Finding,
            (Excuse::Unknown(blame), Truth::True) => Status::Undetermined(blame),
            _ if when != Truth::Unknown => Status::Undetermined(select_blame.unwrap_or(Blame::Roster)),
            _ => match self.spec.when.unsettled(self.env, self.leaves) {
                Unsettled::Pending => Status::Pending,
                Unsettled::Missing(blame) => Status::Undetermined(select_blame.unwrap_or(blame)),
            },
        })
    }
}

/// Has the last instant of a window been covered? `over`: the log has ended, and its end is not declared.
pub fn closed_by(last_instant: Millis, before: Millis, over: bool) -> bool {
    match before {
        Millis::MAX => true,
        Cover::OPEN => !over,
        before => last_instant < before,
    }
}

/// An instant in RFC 3339, in UTC.
fn utc(at: Millis) -> String {
    jiff::Timestamp::from_millisecond(at).map_or_else(|_| at.to_string(), |instant| instant.to_string())
}
