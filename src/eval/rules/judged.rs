//! A judged message on its way from truth to outcome.

use smallvec::SmallVec;

use super::{Context, Draft, Emitted};
use crate::eval::cond::Unsettled;
use crate::eval::ops::Evidence;
use crate::eval::outcome::{Blame, KeyValue, Status};
use crate::eval::spec::{Excuse, Spec};
use crate::eval::truth::Truth;
use crate::eval::view::View;
use crate::fields::Attr;
use crate::model::{Millis, Origin, PersonId};
use crate::plan::Ratio;

/// A judged message, as far as outcomes need it.
#[derive(Debug)]
pub struct Judged {
    /// Its time.
    pub at: Millis,
    /// Its position in the order of all messages.
    pub pos: u64,
    origin: Origin,
    mention: Option<PersonId>,
    key: SmallVec<[KeyValue; 1]>,
    /// Its id, in place: most triggers come to nothing.
    anchor: SmallVec<[u8; 24]>,
    selected: (Truth, Option<Blame>),
    excuse: Excuse,
}

/// Value, threshold and evidence.
#[derive(Debug, Default)]
pub struct Measured {
    /// Value and threshold.
    pub pair: (Option<Ratio>, Option<Ratio>),
    /// The messages that were counted.
    pub evidence: Evidence,
}

/// The status of a verdict, `None` for a clean one. `selected`: whether the rule is about the message, and what is
/// to blame if that is unknown. `truth`: its condition, and why that is `unsettled`.
pub fn status(
    selected: (Truth, Option<Blame>),
    excuse: Excuse,
    truth: Truth,
    unsettled: Option<Unsettled>,
) -> Option<Status> {
    match (truth.min(selected.0), excuse) {
        (Truth::False, _) => None,
        (_, Excuse::Holds(index)) => Some(Status::Excepted(index)),
        (Truth::True, Excuse::None) => Some(Status::Finding),
        (Truth::True, Excuse::Unknown(blame)) => Some(Status::Undetermined(blame)),
        (Truth::Unknown, _) => Some(match (unsettled, selected.1) {
            (Some(Unsettled::Pending), _) => Status::Pending,
            (_, Some(blame)) | (Some(Unsettled::Missing(blame)), None) => Status::Undetermined(blame),
            (None, None) => Status::Undetermined(Blame::Field(Attr::Kind)),
        }),
    }
}

impl Judged {
    /// Takes down a message. `selected`: whether the rule is about it, and what is to blame if that is unknown.
    pub fn new(
        spec: &Spec,
        view: &View,
        pos: u64,
        selected: (Truth, Option<Blame>),
        ctx: &mut Context,
    ) -> Self {
        let msg = view.msg;
        Judged {
            at: view.time,
            pos,
            origin: msg.map_or(Origin::default(), |m| m.row.origin),
            mention: view.mention,
            key: spec.key_values(view, &ctx.world),
            anchor: SmallVec::from_slice(msg.map_or("", |m| m.id()).as_bytes()),
            selected,
            excuse: spec.excuse(view, &ctx.world, ctx.scratch),
        }
    }

    /// The outcome's status; `None` for a clean verdict.
    pub fn status(&self, truth: Truth, unsettled: Option<Unsettled>) -> Option<Status> {
        status(self.selected, self.excuse, truth, unsettled)
    }

    /// The draft of an outcome.
    pub fn draft(&self, status: Status, measured: Measured, decided: Millis) -> Draft {
        Draft {
            status,
            at: self.at,
            decided,
            key: self.key.to_vec(),
            measured: measured.pair,
            evidence: measured.evidence,
            anchor: String::from_utf8_lossy(&self.anchor).into_owned(),
            pos: self.pos,
        }
    }

    /// The outcome.
    pub fn emitted(&self, rule: usize, status: Status, measured: Measured, decided: Millis) -> Emitted {
        let mut emitted = self.draft(status, measured, decided).outcome(rule);
        emitted.outcome.trigger = Some(self.origin);
        emitted.outcome.mention = self.mention;
        emitted
    }

    /// The judged message, and the person whom it mentions if that is judged.
    pub fn trigger(&self) -> (Origin, Option<PersonId>) {
        (self.origin, self.mention)
    }
}
