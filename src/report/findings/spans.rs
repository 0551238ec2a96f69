//! Which words of a message a rule matched.

use regex::Regex;

use crate::fields::{Attr, Field};
use crate::model::Msg;
use crate::plan::{Cond, Leaf, Plan, Pred, PredId, Rule, TextTest};

/// Finds the words that a rule's conditions about text look for.
pub struct Matcher<'a> {
    plan: &'a Plan,
    patterns: Vec<Option<Regex>>,
    /// Per rule: what is looked for in the judged message, and in the others.
    rules: Vec<[Vec<Search>; 2]>,
}

/// One condition about the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Search {
    /// Words of a list.
    Words { list: usize, test: TextTest, exact: bool },
    /// A pattern.
    Pattern(usize),
    /// Faces of a list.
    Faces(usize),
}

impl<'a> Matcher<'a> {
    /// For all rules of a plan.
    pub fn new(plan: &'a Plan) -> Self {
        let patterns = plan.patterns.iter().map(|p| Regex::new(p).ok()).collect();
        let rules = plan.rules.iter().map(|rule| [judged(plan, rule), others(plan, rule)]).collect();
        Matcher { plan, patterns, rules }
    }

    /// The matched bytes of a message's text, in order, without overlaps.
    pub fn spans(&self, rule: usize, judged: bool, msg: &Msg) -> Vec<(usize, usize)> {
        let Some(text) = msg.text() else { return Vec::new() };
        let mut found = Vec::new();
        for search in self.rules.get(rule).map_or(&[][..], |r| &r[usize::from(!judged)]) {
            self.find(*search, text, &mut found);
        }
        join(found)
    }

    fn find(&self, search: Search, text: &str, found: &mut Vec<(usize, usize)>) {
        match search {
            Search::Pattern(index) => {
                if let Some(Some(pattern)) = self.patterns.get(index) {
                    found.extend(pattern.find_iter(text).map(|m| (m.start(), m.end())));
                }
            }
            Search::Words { list, .. } | Search::Faces(list) => {
                let words = self.plan.lists.get(list).map_or(&[][..], |list| &list.words);
                for word in words {
                    found.extend(text.match_indices(word.as_str()).map(|(at, w)| (at, at + w.len())));
                }
            }
        }
    }
}

/// Sorted, with those that touch or overlap made one.
fn join(mut found: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    found.retain(|(from, to)| from < to);
    found.sort_unstable();
    let mut joined: Vec<(usize, usize)> = Vec::with_capacity(found.len());
    for (from, to) in found {
        match joined.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => joined.push((from, to)),
        }
    }
    joined
}

/// What the rule asks of the judged message itself.
fn judged(plan: &Plan, rule: &Rule) -> Vec<Search> {
    let mut found = Vec::new();
    preds(plan, rule.select, &mut found);
    of_cond(plan, &rule.when, &mut found);
    rule.leaves.iter().for_each(|leaf| preds(plan, leaf.guard, &mut found));
    let row = |leaf: &&Leaf| matches!(leaf.look, crate::plan::Look::Row { .. });
    rule.leaves.iter().filter(row).for_each(|leaf| preds(plan, leaf.of, &mut found));
    found
}

/// What the rule asks of the messages that it looks at.
fn others(plan: &Plan, rule: &Rule) -> Vec<Search> {
    fn leaf(plan: &Plan, leaf_: &Leaf, found: &mut Vec<Search>) {
        preds(plan, leaf_.of, found);
        if let Some(nested) = &leaf_.nested {
            leaf(plan, &nested.leaf, found);
        }
    }
    let mut found = Vec::new();
    rule.leaves.iter().for_each(|l| leaf(plan, l, &mut found));
    found
}

fn of_cond(plan: &Plan, cond: &Cond, found: &mut Vec<Search>) {
    match cond {
        Cond::Pred(id) => preds(plan, *id, found),
        Cond::All(all) | Cond::Any(all) => all.iter().for_each(|c| of_cond(plan, c, found)),
        Cond::Not(_) | Cond::Compare { .. } | Cond::Share { .. } => {}
    }
}

/// Conditions about the text that can make a predicate true; what is denied has no words to show.
fn preds(plan: &Plan, id: PredId, found: &mut Vec<Search>) {
    let text = Field::Message(Attr::Text);
    let mut add = |search| {
        if !found.contains(&search) {
            found.push(search);
        }
    };
    match plan.preds.get(id) {
        Some(Pred::All(all) | Pred::Any(all)) => all.iter().for_each(|&id| preds(plan, id, found)),
        Some(Pred::Text { field, test, list, exact, .. }) if *field == text => {
            add(Search::Words { list: *list, test: *test, exact: *exact });
        }
        Some(Pred::Matches { field, pattern }) if *field == text => add(Search::Pattern(*pattern)),
        Some(Pred::Holds { field, list, .. }) if *field == Field::Message(Attr::Emoji) => add(Search::Faces(*list)),
        _ => {}
    }
}
