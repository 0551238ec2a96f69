//! Episodes: runs of selected messages for which a rule holds are one finding.

use super::{Draft, Emitted};
use crate::eval::outcome::{Episode, Status};
use crate::model::{Millis, Origin};
use crate::plan::Ratio;

/// An episode that goes on.
#[derive(Debug)]
pub struct Running {
    draft: Draft,
    trigger: Origin,
    mention: Option<crate::model::PersonId>,
    last: Millis,
    peak: Millis,
}

impl Running {
    /// The first message for which the rule holds.
    pub fn begin(draft: Draft, trigger: Origin, mention: Option<crate::model::PersonId>) -> Running {
        let (last, peak) = (draft.at, draft.at);
        Running { draft, trigger, mention, last, peak }
    }

    /// Time of its first message.
    pub fn first(&self) -> Millis {
        self.draft.at
    }

    /// Time of its latest message.
    pub fn last(&self) -> Millis {
        self.last
    }

    /// One more message; a larger value is a new peak, and its evidence is kept.
    pub fn go_on(&mut self, draft: Draft) {
        self.last = draft.at;
        if draft.measured.0.unwrap_or(Ratio::ZERO) > self.draft.measured.0.unwrap_or(Ratio::ZERO) {
            self.peak = draft.at;
            self.draft.measured = draft.measured;
            self.draft.evidence = draft.evidence;
        }
    }

    /// It is over, and that was certain at `decided`.
    pub fn end(self, rule: usize, decided: Millis) -> Emitted {
        let first = self.draft.at;
        let draft = Draft { status: Status::Finding, decided, ..self.draft };
        let mut emitted = draft.outcome(rule);
        emitted.outcome.trigger = Some(self.trigger);
        emitted.outcome.mention = self.mention;
        emitted.outcome.episode = Some(Episode { first, last: self.last, peak: self.peak });
        emitted
    }
}
