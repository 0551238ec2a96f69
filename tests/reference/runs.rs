//! Runs of findings: episodes, and what `once per` folds.

use qungui::eval::{Episode, KeyValue, Status};
use qungui::model::Millis;
use qungui::plan::{Look, Within};

use super::anchors::Judged;
use super::leaf::deadline;
use super::{Expected, Reference};

impl Reference<'_> {
    /// Joins the findings of each key into runs.
    pub fn episodes(&self, rule: usize, judged: Vec<Judged>) -> Vec<Judged> {
        let (judged, keyless): (Vec<Judged>, Vec<Judged>) = judged.into_iter().partition(|one| one.keyed);
        let mut keys: Vec<Vec<KeyValue>> = Vec::new();
        for one in &judged {
            if !keys.contains(&one.key) {
                keys.push(one.key.clone());
            }
        }
        let of_key = |key: &Vec<KeyValue>| judged.iter().filter(|one| one.key == *key).cloned().collect();
        keys.iter().flat_map(|key| self.runs(rule, of_key(key))).chain(keyless).collect()
    }

    fn runs(&self, rule: usize, judged: Vec<Judged>) -> Vec<Judged> {
        let (mut all, mut run): (Vec<Judged>, Vec<Judged>) = (Vec::new(), Vec::new());
        for one in judged {
            let silent = run.last().and_then(|last| self.silence(rule, last.at)).filter(|end| one.at > *end);
            let finding = one.verdict.status == Some(Status::Finding);
            if !run.is_empty() && (silent.is_some() || !finding) {
                all.push(episode(std::mem::take(&mut run), silent.unwrap_or(one.at)));
            }
            if finding { run.push(one) } else { all.push(one) }
        }
        if let Some(last) = run.last() {
            let end = self.silence(rule, last.at).filter(|end| *end < self.last_time());
            all.push(episode(run, end.unwrap_or(self.last_time())));
        }
        all
    }

    /// When a silence after this instant ends a run.
    fn silence(&self, rule: usize, last: Millis) -> Option<Millis> {
        let leaves = self.plan.rules[rule].leaves.iter();
        let ends = leaves.filter_map(|leaf| match &leaf.look {
            Look::Last(within) => Some(deadline(within, last)),
            _ => None,
        });
        ends.max()
    }
}

fn episode(run: Vec<Judged>, decided: Millis) -> Judged {
    let first = run[0].clone();
    let mut peak = first.clone();
    for one in &run {
        if one.verdict.value > peak.verdict.value {
            peak = one.clone();
        }
    }
    let last = run[run.len() - 1].at;
    let mut verdict = peak.verdict.clone();
    verdict.decided = decided;
    Judged { verdict, episode: Some(Episode { first: first.at, last, peak: peak.at }), ..first }
}

/// Folds later findings of a key into the first.
pub fn once(within: &Within, mut outcomes: Vec<(usize, Expected)>) -> Vec<Expected> {
    outcomes.sort_by_key(|(position, one)| (one.outcome.decided, *position));
    let mut kept: Vec<Expected> = Vec::new();
    let mut heads: Vec<(Vec<KeyValue>, usize)> = Vec::new();
    for (_, one) in outcomes {
        let outcome = &one.outcome;
        if outcome.status != Status::Finding {
            kept.push(one);
            continue;
        }
        let head = heads.iter().position(|(key, _)| *key == outcome.key);
        match head {
            Some(head) if deadline(within, kept[heads[head].1].outcome.at) > outcome.at => {
                kept[heads[head].1].outcome.folded += 1;
            }
            _ => {
                heads.retain(|(key, _)| *key != outcome.key);
                heads.push((outcome.key.clone(), kept.len()));
                kept.push(one);
            }
        }
    }
    kept
}
