//! Where a condition stands, and so what it may say.

use super::rule::{Anchor, Key};
use super::tree::{Domain, Look};
use crate::diag::Both;

/// Where a condition stands.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    /// In a define.
    Define,
    /// In `where`.
    Where,
    /// In `when`, outside brackets.
    When,
    /// In `unless`.
    Unless,
    /// In a bracket of `when`.
    Bracket {
        /// Where the bracket's phrase looks.
        look: Look,
        /// It is in a bracket itself.
        inner: bool,
        /// There is a message that it belongs to.
        trigger: bool,
        /// A bracket that looks ahead within is possible.
        counts: bool,
    },
}

/// A condition's surroundings.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope<'a> {
    /// The file.
    pub module: usize,
    /// Where it stands.
    pub place: Place,
    /// The rule, outside of defines.
    pub rule: Option<&'a Facts>,
    /// What its bare fields belong to.
    pub domain: Domain,
}

/// What a rule's conditions must know of it.
#[derive(Debug)]
pub(super) struct Facts {
    /// What is judged.
    pub anchor: Anchor,
    /// What is kept apart.
    pub key: Vec<Key>,
    /// The policy names a calendar.
    pub calendar: bool,
}

impl<'a> Scope<'a> {
    pub(super) fn define(module: usize) -> Self {
        Scope { module, place: Place::Define, rule: None, domain: Domain::Any }
    }

    /// The same rule, elsewhere.
    pub(super) fn at(self, place: Place) -> Self {
        Scope { place, ..self }
    }

    /// A rule that judges windows, groups or people: bare fields outside brackets are the key's.
    pub(super) fn of_key(&self) -> bool {
        let outside = matches!(self.place, Place::When | Place::Unless);
        outside && self.rule.is_some_and(|rule| !rule.anchor.is_message())
    }

    /// True in brackets.
    pub(super) fn in_bracket(&self) -> bool {
        matches!(self.place, Place::Bracket { .. })
    }

    /// True in a bracket whose trigger is the judged message.
    pub(super) fn of_judged(&self) -> bool {
        matches!(self.place, Place::Bracket { inner: false, trigger: true, .. })
    }

    /// True where `trigger` means a message.
    pub(super) fn has_trigger(&self) -> bool {
        matches!(self.place, Place::Bracket { trigger: true, .. })
    }

    /// The clause, for messages.
    pub(super) fn clause(&self) -> Both {
        match self.place {
            Place::Define => ("define", "定义").into(),
            Place::Where => ("where", "其中").into(),
            Place::Unless => ("unless", "除非").into(),
            Place::When | Place::Bracket { .. } => ("when", "当").into(),
        }
    }
}
