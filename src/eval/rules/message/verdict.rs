//! From truth to outcome: excuses, episodes, what is missing.

use std::cmp::Reverse;

use super::super::episode::Running;
use super::super::{Context, Draft, Emitted};
use super::MessageRule;
use super::state::{Judged, Measured};
use crate::eval::cond::Unsettled;
use crate::eval::outcome::{Blame, Status};
use crate::eval::spec::Excuse;
use crate::eval::truth::Truth;
use crate::model::Millis;

impl MessageRule {
    pub(super) fn settle(
        &self,
        judged: &Judged,
        truth: Truth,
        unsettled: Option<Unsettled>,
        measured: Measured,
        ctx: &mut Context,
    ) {
        self.settle_at(judged, truth, unsettled, measured, judged.at, ctx);
    }

    /// The verdict of a judged message: `when` and the selection, then the excuse.
    pub(super) fn settle_at(
        &self,
        judged: &Judged,
        truth: Truth,
        unsettled: Option<Unsettled>,
        measured: Measured,
        time: Millis,
        ctx: &mut Context,
    ) {
        if let Some(status) = status(judged, truth, unsettled) {
            ctx.out.push(self.emitted(judged, status, measured, time));
        }
    }

    pub(super) fn emitted(
        &self,
        judged: &Judged,
        status: Status,
        measured: Measured,
        time: Millis,
    ) -> Emitted {
        let draft = Draft {
            status,
            at: judged.at,
            decided: time,
            key: judged.key.clone(),
            measured: measured.pair,
            evidence: measured.evidence,
            anchor: judged.anchor.clone(),
            pos: judged.pos,
        };
        let mut emitted = draft.outcome(self.spec.index);
        emitted.outcome.trigger = Some(judged.origin);
        emitted.outcome.mention = judged.mention;
        emitted
    }

    /// A selected message of an episode rule for which the rule holds, or may hold.
    pub(super) fn judge_episode(
        &mut self,
        key: u32,
        judged: Judged,
        truth: Truth,
        unsettled: Option<Unsettled>,
        measured: Measured,
        ctx: &mut Context,
    ) {
        let status = status(&judged, truth, unsettled);
        if status != Some(Status::Finding) {
            self.not_a_finding(key, judged.at, ctx);
            if let Some(status) = status {
                ctx.out.push(self.emitted(&judged, status, measured, judged.at));
            }
            return;
        }
        let end = self.spec.silence(judged.at, &ctx.world);
        let Some(state) = self.keys.get_mut(key) else { return };
        let draft = Draft {
            status: Status::Finding,
            at: judged.at,
            decided: judged.at,
            key: judged.key,
            measured: measured.pair,
            evidence: measured.evidence,
            anchor: judged.anchor,
            pos: judged.pos,
        };
        match &mut state.episode {
            Some(running) => running.go_on(draft),
            none => {
                *none = Some(Box::new(Running::begin(draft, judged.origin, judged.mention)));
                self.silences.push(Reverse((end, key)));
            }
        }
    }

    /// A selected message that is no finding ends an episode.
    pub(super) fn not_a_finding(&mut self, key: u32, time: Millis, ctx: &mut Context) {
        let Some(state) = self.keys.get_mut(key) else { return };
        if let Some(running) = state.episode.take() {
            ctx.out.push(running.end(self.spec.index, time));
        }
    }

    /// The silence after an episode's message may have been too long.
    pub(super) fn fall_silent(&mut self, end: Millis, key: u32, ctx: &mut Context) {
        let Some(state) = self.keys.get_mut(key) else { return };
        let Some(running) = &state.episode else { return };
        let real = self.spec.silence(running.last(), &ctx.world);
        if real > end {
            self.silences.push(Reverse((real, key)));
        } else if let Some(running) = state.episode.take() {
            ctx.out.push(running.end(self.spec.index, end));
        }
    }
}

/// The outcome's status; `None` for a clean verdict.
pub(super) fn status(judged: &Judged, truth: Truth, unsettled: Option<Unsettled>) -> Option<Status> {
    let verdict = truth.min(judged.selected.0);
    match (verdict, judged.excuse) {
        (Truth::False, _) => None,
        (_, Excuse::Holds(index)) => Some(Status::Excepted(index)),
        (Truth::True, Excuse::None) => Some(Status::Finding),
        (Truth::True, Excuse::Unknown(blame)) => Some(Status::Undetermined(blame)),
        (Truth::Unknown, _) => Some(match (unsettled, judged.selected.1) {
            (Some(Unsettled::Pending), _) => Status::Pending,
            (_, Some(blame)) | (Some(Unsettled::Missing(blame)), None) => Status::Undetermined(blame),
            (None, None) => Status::Undetermined(Blame::Field(crate::fields::Attr::Kind)),
        }),
    }
}
