//! What a run is given, and a plan made ready to run.

use std::sync::Arc;

use super::certain::{certain, hopeless};
use super::columns::Columns;
use super::pattern::Pattern;
use super::ready::Test;
use super::scan::LookedFor;
use crate::fields::{Attr, Field};
use crate::model::{Directory, Msg, RoleMask, SourceFacts};
use crate::plan::{Plan, Pred, PredId};
use crate::text::{Finder, Fingerprints, Normaliser};
use crate::time::Clocks;

const EMOJI: Field = Field::Message(Attr::Emoji);

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
    /// Each list's words, normalised; none of lists for which no condition asks that.
    pub words: Vec<Vec<String>>,
    /// Finds the lists whose words or faces a text contains.
    pub finder: Arc<Finder>,
    /// Each list's words as names of faces, in the same way.
    pub face_words: Vec<Vec<String>>,
    /// The lists for which texts are searched: as normalised, as written, and as faces.
    pub looked_for: Arc<LookedFor>,
    /// Compiled patterns.
    pub patterns: Vec<Pattern>,
    /// The bit of each role of the plan.
    pub role_bits: Vec<RoleMask>,
    /// How many registered groups each person is in.
    pub group_counts: Vec<i64>,
    /// Conditions that depend on more than the message: the mentioned person, the key's previous message.
    pub dynamic: Vec<bool>,
    /// Conditions that no message of this run leaves unknown.
    pub certain: Vec<bool>,
    /// Conditions that every message of this run leaves unknown.
    pub hopeless: Vec<bool>,
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
    /// What has been answered for the whole batch.
    pub columns: Option<&'a Columns>,
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
        World { bound, directory, columns: None }
    }

    /// The plan.
    pub fn plan(&self) -> &'a Plan {
        &self.bound.plan
    }

    /// The same, with what has been answered for the whole batch.
    pub fn with(self, columns: &'a Columns) -> Self {
        World { columns: Some(columns), ..self }
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
        let words = views(&plan, false, |word| normaliser.normalised(word));
        let face_words = views(&plan, true, |word| crate::text::face_name(word).into_owned());
        let (finder, looked_for) = finder(&plan, &words, &face_words);
        let (finder, looked_for) = (Arc::new(finder), Arc::new(looked_for));
        let patterns = plan.patterns.iter().filter_map(|p| Pattern::new(p)).collect();
        let role_bits = plan.roles.iter().map(|role| directory.role(role).unwrap_or(0)).collect();
        let group_counts = count_groups(directory);
        let dynamic = dynamic_preds(&plan);
        let mut bound = Bound {
            tests: Vec::new(),
            certain: Vec::new(),
            hopeless: Vec::new(),
            plan,
            clocks,
            facts,
            normaliser,
            words,
            finder,
            looked_for,
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
        bound.certain = certain(&World::new(&bound, directory));
        bound.hopeless = hopeless(&World::new(&bound, directory));
        bound
    }

    /// True if every source supplies the attribute.
    pub fn all_supply(&self, attr: crate::fields::Attr) -> bool {
        self.facts.iter().all(|facts| facts.supplies.has(attr))
    }
}

/// The words of the lists that conditions look for in normalised text, or among faces.
fn views(plan: &Plan, as_faces: bool, view: impl Fn(&String) -> String) -> Vec<Vec<String>> {
    let mut views = vec![Vec::new(); plan.lists.len()];
    for pred in &plan.preds {
        let (list, faces) = match pred {
            Pred::Text { list, exact: false, .. } => (*list, false),
            Pred::Holds { list, field, exact: false, .. } => (*list, *field == EMOJI),
            _ => continue,
        };
        if faces == as_faces && views[list].is_empty() {
            views[list] = plan.lists[list].words.iter().map(&view).collect();
        }
    }
    views
}

/// Finds what conditions look for in the message's text: words, as normalised and as written, and faces.
fn finder(plan: &Plan, words: &[Vec<String>], face_words: &[Vec<String>]) -> (Finder, LookedFor) {
    let none: Vec<&[String]> = vec![&[]; plan.lists.len()];
    let (mut normal, mut exact, mut faces) = (none.clone(), none.clone(), none);
    for pred in &plan.preds {
        match pred {
            // What a text is, begins with or ends with, it contains.
            Pred::Text { field: Field::Message(Attr::Text), list, all: false, exact: as_written, .. } => {
                match as_written {
                    true => exact[*list] = &plan.lists[*list].words,
                    false => normal[*list] = &words[*list],
                }
            }
            Pred::Holds { field: Field::Message(Attr::Emoji), list, all: false, exact: false } => {
                faces[*list] = &face_words[*list];
            }
            _ => {}
        }
    }
    let filled = |lists: &[&[String]]| (0..lists.len()).filter(|&list| !lists[list].is_empty()).collect();
    let looked_for = [&normal, &exact, &faces].map(|lists| filled(lists));
    (Finder::new(&normal, &exact, &faces), looked_for)
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
