//! Which words of a message a rule matched.

use std::ops::Range;

use regex::Regex;

use crate::fields::{Attr, Field};
use crate::model::Msg;
use crate::plan::{Cond, Leaf, Plan, Pred, PredId, Rule, TextTest};
use crate::text::{Mapped, Normaliser, Scanner, bank_cards, id_cards, mobiles};

/// Finds the words that a rule's conditions about text look for.
pub struct Matcher {
    normaliser: Normaliser,
    patterns: Vec<Option<Regex>>,
    /// Each list's words: normalised, as written, as faces.
    words: Vec<Vec<String>>,
    raw: Vec<Vec<String>>,
    scanner: Scanner,
    exact: Scanner,
    faces: Scanner,
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
    /// Numbers of a kind: identity, mobile, bank card.
    Numbers(Attr),
}

impl Matcher {
    /// For all rules of a plan.
    pub fn new(plan: &Plan) -> Self {
        let normaliser = Normaliser::new();
        let raw: Vec<Vec<String>> = plan.lists.iter().map(|list| list.words.clone()).collect();
        let each = |make: &dyn Fn(&String) -> Vec<String>| -> Vec<Vec<String>> {
            raw.iter().map(|words| words.iter().flat_map(make).collect()).collect()
        };
        let words = each(&|word| vec![normaliser.normalised(word)]);
        let faces =
            each(&|word| vec![normaliser.normalised(word), normaliser.normalised(&format!("[{word}]"))]);
        Matcher {
            patterns: plan.patterns.iter().map(|p| Regex::new(p).ok()).collect(),
            rules: plan.rules.iter().map(|rule| [judged(plan, rule), others(plan, rule)]).collect(),
            scanner: Scanner::new(&words),
            exact: Scanner::new(&raw),
            faces: Scanner::new(&faces),
            normaliser,
            words,
            raw,
        }
    }

    /// The matched bytes of a message's text, in order, without overlaps.
    pub fn spans(&self, rule: usize, judged: bool, msg: &Msg) -> Vec<(usize, usize)> {
        let searches = self.rules.get(rule).map_or(&[][..], |r| &r[usize::from(!judged)]);
        let Some(text) = msg.text().filter(|_| !searches.is_empty()) else { return Vec::new() };
        let mapped = self.normaliser.normalise_mapped(text);
        let mut found = Vec::new();
        for search in searches {
            self.find(*search, text, &mapped, &mut found);
        }
        join(found)
    }

    fn find(&self, search: Search, text: &str, mapped: &Mapped, found: &mut Vec<(usize, usize)>) {
        let back = |range| {
            let range = mapped.original(range);
            (range.start, range.end)
        };
        match search {
            Search::Pattern(index) => {
                if let Some(Some(pattern)) = self.patterns.get(index) {
                    found.extend(pattern.find_iter(text).map(|m| (m.start(), m.end())));
                }
            }
            Search::Words { list, test: TextTest::Contains, exact: false } => {
                found.extend(self.scanner.find(list, &mapped.text).into_iter().map(back));
            }
            Search::Words { list, test: TextTest::Contains, exact: true } => {
                found.extend(self.exact.find(list, text).into_iter().map(|r| (r.start, r.end)));
            }
            Search::Words { list, test, exact: false } => {
                found.extend(edges(test, &mapped.text, &self.words[list]).map(back));
            }
            Search::Words { list, test, exact: true } => {
                found.extend(edges(test, text, &self.raw[list]).map(|r| (r.start, r.end)));
            }
            Search::Faces(list) => found.extend(self.faces.find(list, &mapped.text).into_iter().map(back)),
            Search::Numbers(attr) => {
                let places = match attr {
                    Attr::TextIdCards => id_cards(text),
                    Attr::TextMobiles => mobiles(text),
                    _ => bank_cards(text),
                };
                found.extend(places.into_iter().map(|r| (r.start, r.end)));
            }
        }
    }
}

/// Where a text is, begins or ends with one of the words.
fn edges<'a>(test: TextTest, text: &'a str, words: &'a [String]) -> impl Iterator<Item = Range<usize>> + 'a {
    words.iter().filter_map(move |word| match test {
        TextTest::Is => (text == word).then_some(0..text.len()),
        TextTest::StartsWith => text.starts_with(word.as_str()).then_some(0..word.len()),
        TextTest::EndsWith => text.ends_with(word.as_str()).then(|| text.len() - word.len()..text.len()),
        TextTest::Contains => None,
    })
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
        Some(Pred::Not(inner)) => {
            if let Some(Pred::Absent(Field::Message(attr))) = plan.preds.get(*inner)
                && matches!(attr, Attr::TextIdCards | Attr::TextMobiles | Attr::TextBankCards)
            {
                add(Search::Numbers(*attr));
            }
        }
        Some(Pred::Holds { field, list, .. }) if *field == Field::Message(Attr::Emoji) => {
            add(Search::Faces(*list))
        }
        _ => {}
    }
}
