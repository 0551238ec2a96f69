//! Which words of a message a rule matched.

use std::cell::OnceCell;
use std::ops::Range;

use regex::Regex;

use crate::fields::{Attr, Field};
use crate::model::Msg;
use crate::plan::{Cond, Leaf, Plan, Pred, PredId, Rule, TextTest};
use crate::text::{Mapped, Normaliser, Phrases, bank_cards, id_cards, mobiles};

/// Finds the words that a rule's conditions about text look for. What a plan's lists and patterns need is made
/// when the first finding asks for it.
pub struct Matcher<'a> {
    plan: &'a Plan,
    patterns: Vec<OnceCell<Option<Regex>>>,
    lists: Vec<Words>,
    /// Per rule: what is looked for in the judged message, and in the others.
    rules: Vec<[Vec<Search>; 2]>,
}

/// A list's words: normalised, and ready to be found as normalised, as written, as faces.
#[derive(Default)]
struct Words {
    normalised: OnceCell<Vec<String>>,
    normal: OnceCell<Phrases>,
    exact: OnceCell<Phrases>,
    faces: OnceCell<Phrases>,
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

impl<'a> Matcher<'a> {
    /// For all rules of a plan.
    pub fn new(plan: &'a Plan) -> Self {
        Matcher {
            plan,
            patterns: plan.patterns.iter().map(|_| OnceCell::new()).collect(),
            lists: plan.lists.iter().map(|_| Words::default()).collect(),
            rules: plan.rules.iter().map(|rule| [judged(plan, rule), others(plan, rule)]).collect(),
        }
    }

    /// The matched bytes of a message's text, in order, without overlaps.
    pub fn spans(&self, rule: usize, judged: bool, msg: &Msg) -> Vec<(usize, usize)> {
        let searches = self.rules.get(rule).map_or(&[][..], |r| &r[usize::from(!judged)]);
        let Some(text) = msg.text().filter(|_| !searches.is_empty()) else { return Vec::new() };
        let mapped = OnceCell::new();
        let normal = || mapped.get_or_init(|| Normaliser::new().normalise_mapped(text));
        let mut found = Vec::new();
        for search in searches {
            match self.find(*search, text, &normal) {
                Places::Written(places) => found.extend(places),
                Places::Normal(places) => {
                    found.extend(places.into_iter().map(|place| normal().original(place)))
                }
            }
        }
        join(found)
    }

    fn find<'t>(&self, search: Search, text: &str, normal: &dyn Fn() -> &'t Mapped) -> Places {
        match search {
            Search::Pattern(index) => {
                let made = self.patterns.get(index).zip(self.plan.patterns.get(index));
                let made = made.map(|(cell, pattern)| cell.get_or_init(|| Regex::new(pattern).ok()));
                let places = made.into_iter().flatten().flat_map(|pattern| pattern.find_iter(text));
                Places::Written(places.map(|place| place.range()).collect())
            }
            Search::Words { list, test: TextTest::Contains, exact: false } => {
                Places::Normal(self.lists[list].normal(self.raw(list)).places(&normal().text))
            }
            Search::Words { list, test: TextTest::Contains, exact: true } => {
                Places::Written(self.lists[list].exact(self.raw(list)).places(text))
            }
            Search::Words { list, test, exact: false } => {
                let words = self.lists[list].normalised(self.raw(list));
                Places::Normal(edges(test, &normal().text, words).collect())
            }
            Search::Words { list, test, exact: true } => {
                Places::Written(edges(test, text, self.raw(list)).collect())
            }
            Search::Faces(list) => {
                Places::Normal(self.lists[list].faces(self.raw(list)).places(&normal().text))
            }
            Search::Numbers(attr) => Places::Written(match attr {
                Attr::TextIdCards => id_cards(text),
                Attr::TextMobiles => mobiles(text),
                _ => bank_cards(text),
            }),
        }
    }

    fn raw(&self, list: usize) -> &'a [String] {
        &self.plan.lists[list].words
    }
}

/// What was found, in the text as written or in normalised text.
enum Places {
    Written(Vec<Range<usize>>),
    Normal(Vec<Range<usize>>),
}

impl Words {
    fn normalised(&self, raw: &[String]) -> &[String] {
        let normaliser = Normaliser::new();
        self.normalised.get_or_init(|| raw.iter().map(|word| normaliser.normalised(word)).collect())
    }

    fn normal(&self, raw: &[String]) -> &Phrases {
        self.normal.get_or_init(|| Phrases::new(self.normalised(raw)))
    }

    fn exact(&self, raw: &[String]) -> &Phrases {
        self.exact.get_or_init(|| Phrases::new(raw))
    }

    fn faces(&self, raw: &[String]) -> &Phrases {
        let normaliser = Normaliser::new();
        let ways = |word: &String| [normaliser.normalised(word), normaliser.normalised(&format!("[{word}]"))];
        self.faces.get_or_init(|| Phrases::new(&raw.iter().flat_map(ways).collect::<Vec<_>>()))
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
fn join(mut found: Vec<Range<usize>>) -> Vec<(usize, usize)> {
    found.retain(|place| !place.is_empty());
    found.sort_unstable_by_key(|place| (place.start, place.end));
    let mut joined: Vec<(usize, usize)> = Vec::with_capacity(found.len());
    for place in found {
        match joined.last_mut() {
            Some(last) if place.start <= last.1 => last.1 = last.1.max(place.end),
            _ => joined.push((place.start, place.end)),
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
