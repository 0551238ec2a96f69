//! What a run is given, and a plan made ready to run.

use super::pattern::Pattern;
use super::ready::Test;
use super::view::Fingerprints;
use crate::model::{Directory, Msg, RoleMask, SourceFacts};
use crate::plan::{Plan, Pred, PredId, TextTest};
use crate::text::{Normaliser, Scanner};
use crate::time::Clocks;

/// A plan's conditions made ready: words normalised, patterns compiled, roles given their bits.
pub struct Bound {
    /// The plan.
    pub plan: Plan,
    /// Zones, hours and calendars.
    pub clocks: Clocks,
    /// What each source can supply.
    pub facts: Vec<SourceFacts>,
    /// The normaliser.
    pub normaliser: Normaliser,
    /// Each list's words, normalised.
    pub words: Vec<Vec<String>>,
    /// Finds the lists whose words a normalised text contains.
    pub scanner: Scanner,
    /// The same for texts as written.
    pub exact_scanner: Scanner,
    /// Some condition looks at normalised text.
    pub scans: bool,
    /// Some condition looks for words in the text as written.
    pub scans_exact: bool,
    /// Each list's words as names of faces.
    pub face_words: Vec<Vec<String>>,
    /// Compiled patterns.
    pub patterns: Vec<Pattern>,
    /// The bit of each role of the plan.
    pub role_bits: Vec<RoleMask>,
    /// How many registered groups each person is in.
    pub group_counts: Vec<i64>,
    /// Conditions that depend on more than the message: the mentioned person, the key's previous message.
    pub dynamic: Vec<bool>,
    /// Conditions, ready to be asked.
    pub tests: Vec<Test>,
    /// Fingerprints of this run.
    pub fingerprints: Fingerprints,
}

/// What fields are read from.
#[derive(Clone, Copy)]
pub struct World<'a> {
    bound: &'a Bound,
    /// People and groups.
    pub directory: &'a Directory,
}

impl std::ops::Deref for World<'_> {
    type Target = Bound;

    fn deref(&self) -> &Bound {
        self.bound
    }
}

impl<'a> World<'a> {
    /// A bound plan and the people and groups known so far.
    pub fn new(bound: &'a Bound, directory: &'a Directory) -> Self {
        World { bound, directory }
    }

    /// What the message's source can supply.
    pub fn facts(&self, msg: Msg) -> &'a SourceFacts {
        let known = self.bound.facts.get(msg.row.origin.source as usize);
        known.unwrap_or(const { &SourceFacts::FULL })
    }
}

impl Bound {
    /// Makes a plan ready. Roles that the directory does not know yet get their bits.
    pub fn new(plan: Plan, clocks: Clocks, facts: Vec<SourceFacts>, directory: &mut Directory) -> Bound {
        let normaliser = Normaliser::new();
        let words: Vec<Vec<String>> = plan
            .lists
            .iter()
            .map(|list| list.words.iter().map(|word| normaliser.normalised(word)).collect())
            .collect();
        let face_words = plan
            .lists
            .iter()
            .map(|list| list.words.iter().map(|w| crate::text::face_name(w).into_owned()).collect())
            .collect();
        let scanned = |exact| lists_scanned(&plan, exact);
        let (normal, as_written) = (scanned(false), scanned(true));
        let only = |wanted: &[bool], all: &dyn Fn(usize) -> Vec<String>| -> Vec<Vec<String>> {
            wanted.iter().enumerate().map(|(i, &wanted)| if wanted { all(i) } else { vec![] }).collect()
        };
        let scanner = Scanner::new(&only(&normal, &|i| words[i].clone()));
        let exact_scanner = Scanner::new(&only(&as_written, &|i| plan.lists[i].words.clone()));
        let patterns = plan.patterns.iter().filter_map(|p| Pattern::new(p)).collect();
        let role_bits = plan.roles.iter().map(|role| directory.role(role).unwrap_or(0)).collect();
        let group_counts = count_groups(directory);
        let dynamic = dynamic_preds(&plan);
        let mut bound = Bound {
            tests: Vec::new(),
            scans: normal.contains(&true) || uses_normal_text(&plan),
            scans_exact: as_written.contains(&true),
            plan,
            clocks,
            facts,
            normaliser,
            words,
            scanner,
            exact_scanner,
            face_words,
            patterns,
            role_bits,
            group_counts,
            dynamic,
            fingerprints: Fingerprints::default(),
        };
        let mut tests = Vec::with_capacity(bound.plan.preds.len());
        for pred in &bound.plan.preds {
            tests.push(Test::new(pred, &tests, &World::new(&bound, directory)));
        }
        bound.tests = tests;
        bound
    }

    /// True if every source supplies the attribute.
    pub fn all_supply(&self, attr: crate::fields::Attr) -> bool {
        self.facts.iter().all(|facts| facts.supplies.has(attr))
    }
}

/// The lists that some condition looks for in the message's text.
fn lists_scanned(plan: &Plan, exactly: bool) -> Vec<bool> {
    let mut wanted = vec![false; plan.lists.len()];
    for pred in &plan.preds {
        if let Pred::Text { field, test: TextTest::Contains, list, all: false, exact } = pred
            && *field == crate::fields::Field::Message(crate::fields::Attr::Text)
            && *exact == exactly
        {
            wanted[*list] = true;
        }
    }
    wanted
}

fn uses_normal_text(plan: &Plan) -> bool {
    let text = crate::fields::Field::Message(crate::fields::Attr::Text);
    plan.preds.iter().any(|p| matches!(p, Pred::Text { field, exact: false, .. } if *field == text))
}

fn count_groups(directory: &Directory) -> Vec<i64> {
    let mut counts = vec![0; directory.people().len()];
    for member in directory.groups().iter().flat_map(|g| &g.members) {
        if let Some(count) = counts.get_mut(member.0 as usize) {
            *count += 1;
        }
    }
    counts
}

/// Conditions whose answer may differ between two judgements of one message.
fn dynamic_preds(plan: &Plan) -> Vec<bool> {
    use crate::fields::{Attr, Field, Who};
    fn field_is(field: &Field) -> bool {
        let mention = matches!(field, Field::Person(Who::Mention) | Field::OfPerson(Who::Mention, _));
        mention || *field == Field::Message(Attr::Gap)
    }
    fn num_is(num: &crate::plan::Num) -> bool {
        use crate::plan::Num;
        match num {
            Num::Field { field, .. } => field_is(field),
            Num::Const(_) | Num::Leaf(_) => false,
            Num::Add(a, b) | Num::Subtract(a, b) | Num::Multiply(a, b) | Num::Divide(a, b) => {
                num_is(a) || num_is(b)
            }
        }
    }
    let mut dynamic: Vec<bool> = Vec::with_capacity(plan.preds.len());
    for pred in &plan.preds {
        let of = |id: &PredId| dynamic.get(*id).copied().unwrap_or(true);
        dynamic.push(match pred {
            Pred::Not(child) => of(child),
            Pred::All(children) | Pred::Any(children) => children.iter().any(of),
            Pred::Text { field, .. }
            | Pred::Matches { field, .. }
            | Pred::Holds { field, .. }
            | Pred::Flag { field, .. }
            | Pred::Absent(field) => field_is(field),
            Pred::Role { who, .. } | Pred::PersonIn { who, .. } => *who == Who::Mention,
            Pred::Same { left, right, .. } => field_is(left) || field_is(right),
            Pred::Compare { left, right, .. } => num_is(left) || num_is(right),
            _ => false,
        });
    }
    dynamic
}
