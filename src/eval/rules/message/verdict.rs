//! From truth to outcome: excuses, episodes, what is missing.

use std::cmp::Reverse;

use super::super::Context;
use super::super::episode::Running;
use super::super::judged::{Judged, Measured};
use super::MessageRule;
use crate::eval::cond::Unsettled;
use crate::eval::outcome::Status;
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
        if let Some(status) = judged.status(truth, unsettled)
            && !ctx.counted.takes(self.spec.index, &status)
        {
            ctx.emit(judged.emitted(self.spec.index, status, measured, time));
        }
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
        let status = judged.status(truth, unsettled);
        if status != Some(Status::Finding) {
            self.not_a_finding(key, judged.at, ctx);
            if let Some(status) = status
                && !ctx.counted.takes(self.spec.index, &status)
            {
                ctx.emit(judged.emitted(self.spec.index, status, measured, judged.at));
            }
            return;
        }
        let end = self.spec.silence(judged.at, &ctx.world);
        let Some(state) = self.keys.get_mut(key) else { return };
        let draft = judged.draft(Status::Finding, measured, judged.at);
        let (origin, mention) = judged.trigger();
        match &mut state.episode {
            Some(running) => running.go_on(draft),
            none => {
                *none = Some(Box::new(Running::begin(draft, origin, mention)));
                self.silences.push(Reverse((end, key)));
            }
        }
    }

    /// A selected message that is no finding ends an episode.
    pub(super) fn not_a_finding(&mut self, key: u32, time: Millis, ctx: &mut Context) {
        let Some(state) = self.keys.get_mut(key) else { return };
        if let Some(running) = state.episode.take() {
            ctx.emit(running.end(self.spec.index, time));
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
            ctx.emit(running.end(self.spec.index, end));
        }
    }
}
