//! The reference evaluator: what the language says, done naively. Every message is compared with every
//! other, and every instant is tried. Nothing here is shared with the evaluator it is compared with.
#![allow(dead_code, clippy::panic, clippy::unwrap_used)]

mod anchors;
mod boundaries;
mod cover;
mod fields;
mod judge;
mod leaf;
mod runs;
mod truth;

use qungui::eval::Outcome;
use qungui::model::{Batch, Coverage, Directory, Millis, SourceFacts};
use qungui::plan::Plan;

/// A plan and all that it is evaluated on.
pub struct Reference<'a> {
    pub plan: &'a Plan,
    pub directory: &'a Directory,
    pub coverage: &'a Coverage,
    pub facts: &'a [SourceFacts],
    /// The whole log, in event order.
    pub log: &'a Batch,
}

/// An outcome; if the rule's condition is not decided, all that it lacks.
#[derive(Debug, Clone)]
pub struct Expected {
    pub outcome: Outcome,
    pub lacks: Option<truth::Cause>,
}

impl Reference<'_> {
    /// Every verdict that is not clean, by rule.
    pub fn outcomes(&self) -> Vec<Outcome> {
        self.expected().into_iter().map(|expected| expected.outcome).collect()
    }

    /// The same, with what is lacking where the condition is not decided.
    pub fn expected(&self) -> Vec<Expected> {
        (0..self.plan.rules.len()).flat_map(|rule| self.rule(rule)).collect()
    }

    fn rule(&self, rule: usize) -> Vec<Expected> {
        if self.log.rows.is_empty() {
            return Vec::new();
        }
        let judged = self.judge(rule);
        let judged = if self.plan.rules[rule].episodes { self.episodes(rule, judged) } else { judged };
        let outcomes = judged.into_iter().filter_map(|judged| self.outcome(rule, judged)).collect();
        match &self.plan.rules[rule].once {
            Some(within) => runs::once(within, outcomes),
            None => outcomes.into_iter().map(|(_, expected)| expected).collect(),
        }
    }

    /// The time of the last message of the whole log.
    pub fn last_time(&self) -> Millis {
        self.log.rows.last().map_or(0, |row| row.time)
    }
}
