//! Conditions about one message, in three values.

use smallvec::SmallVec;

use super::outcome::Blame;
use super::setup::World;
use super::truth::{Range, Truth};
use super::view::{Got, View};
use crate::fields::{Attr, Field};
use crate::model::{Kind, Msg};
use crate::plan::{Num, Pred, PredId, TextTest};
use crate::text::Hits;

const TEXT: Field = Field::Message(Attr::Text);
const EMOJI: Field = Field::Message(Attr::Emoji);

/// Answers about the message at hand, kept until the next one. Buffers are reused.
#[derive(Debug, Default)]
pub struct Scratch {
    generation: u32,
    /// The message's row in its batch.
    row: usize,
    memo: Vec<(u32, Truth)>,
    has_hits: bool,
    hits: Hits,
}

impl Scratch {
    /// The row of the message at hand.
    pub fn row(&self) -> usize {
        self.row
    }

    /// Forgets the last message: the one of this row is at hand.
    pub fn turn(&mut self, row: usize) {
        self.row = row;
        self.generation = self.generation.wrapping_add(1);
        if self.generation == 0 {
            self.memo.clear();
            self.generation = 1;
        }
        self.has_hits = false;
    }
}

impl World<'_> {
    /// Is it so? Answers that depend on the message alone are remembered in `scratch`.
    pub(super) fn remembered(&self, pred: PredId, view: &View, scratch: &mut Scratch) -> Truth {
        if self.dynamic[pred] {
            return self.answer(pred, view, scratch);
        }
        if let Some(truth) = self.columns.and_then(|columns| columns.truth(pred, scratch.row)) {
            return truth;
        }
        match scratch.memo.get(pred) {
            Some(&(generation, truth)) if generation == scratch.generation => return truth,
            None => scratch.memo.resize(self.plan.preds.len(), (0, Truth::Unknown)),
            _ => {}
        }
        let truth = self.answer(pred, view, scratch);
        scratch.memo[pred] = (scratch.generation, truth);
        truth
    }

    pub(super) fn answer(&self, pred: PredId, view: &View, scratch: &mut Scratch) -> Truth {
        match &self.plan.preds[pred] {
            Pred::Const(value) => Truth::from(*value),
            Pred::Not(child) => self.truth(*child, view, scratch).negate(),
            Pred::All(children) => self.fold(children, Truth::False, view, scratch),
            Pred::Any(children) => self.fold(children, Truth::True, view, scratch),
            Pred::Text { field, test: TextTest::Contains, list, all: false, exact } if *field == TEXT => {
                self.text_contains(*list, *exact, view, scratch)
            }
            Pred::Holds { field, list, all: false, exact: false } if *field == EMOJI => {
                self.emoji_holds(*list, view, scratch)
            }
            leaf => match self.leaf(leaf, view, scratch) {
                Got::Value(value) => Truth::from(value),
                Got::Absent => Truth::False,
                Got::Unknown(_) => Truth::Unknown,
            },
        }
    }

    /// All (stopping at false) or any (stopping at true).
    pub(super) fn fold(&self, children: &[PredId], stop: Truth, view: &View, scratch: &mut Scratch) -> Truth {
        let mut result = stop.negate();
        for &child in children {
            let truth = self.truth(child, view, scratch);
            if truth == stop {
                return stop;
            }
            if truth == Truth::Unknown {
                result = Truth::Unknown;
            }
        }
        result
    }

    /// The first unknown thing that keeps a condition from being decided, in reading order.
    pub fn blame(&self, pred: PredId, view: &View, scratch: &mut Scratch) -> Option<Blame> {
        if self.truth(pred, view, scratch) != Truth::Unknown {
            return None;
        }
        match &self.plan.preds[pred] {
            Pred::Not(child) => self.blame(*child, view, scratch),
            Pred::All(children) | Pred::Any(children) => {
                children.iter().find_map(|&child| self.blame(child, view, scratch))
            }
            leaf => match self.leaf(leaf, view, scratch) {
                Got::Unknown(blame) => Some(blame),
                _ => None,
            },
        }
    }

    /// One scan of the text serves all lists.
    fn text_contains(&self, list: usize, exact: bool, view: &View, scratch: &mut Scratch) -> Truth {
        let Some(msg) = view.msg else { return Truth::False };
        if !self.facts(msg).supplies.has(Attr::Text) {
            return Truth::Unknown;
        }
        let hits = self.hits(msg, scratch);
        Truth::from(if exact { hits.has_exact(list) } else { hits.has(list) })
    }

    /// Faces that the record lists, or its text holds.
    fn emoji_holds(&self, list: usize, view: &View, scratch: &mut Scratch) -> Truth {
        let Some(msg) = view.msg else { return Truth::False };
        let supplies = self.facts(msg).supplies;
        if !supplies.has(Attr::Emoji) && !supplies.has(Attr::Text) {
            return Truth::Unknown;
        }
        Truth::from(self.lists_face(list, &msg) || self.hits(msg, scratch).has_face(list))
    }

    /// The record itself lists a face of the list.
    pub fn lists_face(&self, list: usize, msg: &Msg) -> bool {
        let words = &self.face_words[list];
        msg.emoji().any(|name| {
            let name = crate::text::face_name(name);
            words.iter().any(|word| *word == name)
        })
    }

    /// The lists that have a phrase or a face in the message's text.
    pub fn hits<'s>(&self, msg: Msg, scratch: &'s mut Scratch) -> &'s Hits {
        if !scratch.has_hits {
            scratch.has_hits = true;
            self.finder.find(msg.text().unwrap_or(""), &mut scratch.hits);
        }
        &scratch.hits
    }

    fn leaf(&self, pred: &Pred, view: &View, scratch: &mut Scratch) -> Got<bool> {
        match pred {
            Pred::IsEvent => Got::from(view.msg.map(|m| m.row.kind.is_event())),
            Pred::Kind(kinds) => Got::from(view.msg).and(|msg| self.kind_in(kinds, msg)),
            Pred::Text { field, test, list, all, exact } => {
                self.test_text(*field, *test, *list, (*all, *exact), view)
            }
            Pred::Matches { field, pattern } => {
                self.string(view, *field).map(|s| self.patterns[*pattern].is_match(&s))
            }
            Pred::Holds { field, list, all, exact } => self.holds(*field, *list, (*all, *exact), view),
            Pred::Role { who, role } => self.roles(view, *who).map(|r| r & self.role_bits[*role] != 0),
            Pred::MentionsRole(role) => self.mentions_role(*role, view),
            Pred::Everyone => match view.msg {
                Some(msg) if !self.facts(msg).supplies.has(Attr::Mentions) => {
                    Got::Unknown(Blame::Field(Attr::Mentions))
                }
                msg => Got::from(msg.map(|m| m.row.everyone)),
            },
            Pred::Same { left, right, exact } => self
                .fingerprint(view, *left, *exact)
                .and(|a| self.fingerprint(view, *right, *exact).map(|b| a == b)),
            Pred::PersonIn { who, list } => {
                self.person(view, *who).and(|p| self.people(view, *list).map(|list| list.contains(&p)))
            }
            Pred::Compare { op, left, right } => {
                let (left, right) = (self.num(left, view), self.num(right, view));
                match left.0.compare(*op, right.0) {
                    Truth::Unknown => Got::Unknown(left.1.or(right.1).unwrap_or(Blame::Field(Attr::Kind))),
                    truth => Got::Value(truth == Truth::True),
                }
            }
            Pred::Hours { hours } => match self.clocks.in_hours(*hours, view.time) {
                Ok(inside) => Got::Value(inside),
                Err(year) => Got::Unknown(Blame::Calendar(year)),
            },
            Pred::ClockIn { clock, from, to } => {
                let now = self.clocks.clock(*clock, view.time);
                let inside = if from <= to { *from <= now && now < *to } else { *from <= now || now < *to };
                Got::Value(inside)
            }
            Pred::WeekdayIn { clock, days } => {
                Got::Value(days >> (self.clocks.weekday(*clock, view.time) - 1) & 1 == 1)
            }
            Pred::DateIn { clock, from, to } => {
                Got::Value((*from..=*to).contains(&self.clocks.day(*clock, view.time)))
            }
            Pred::Flag { field, clock } => self.flag(view, *field, *clock),
            Pred::Absent(field) => self.absent(view, *field),
            Pred::Const(_) | Pred::Not(_) | Pred::All(_) | Pred::Any(_) => {
                let _ = scratch;
                Got::Absent
            }
        }
    }

    /// What a source cannot carry hides among its messages and events of no particular kind.
    fn kind_in(&self, kinds: &[Kind], msg: Msg) -> Got<bool> {
        let facts = self.facts(msg);
        let hidden = matches!(msg.row.kind, Kind::Other | Kind::System)
            && kinds.iter().any(|k| k.is_event() == msg.row.kind.is_event() && facts.kinds & k.bit() == 0);
        if kinds.contains(&msg.row.kind) {
            Got::Value(true)
        } else if hidden || !facts.supplies.has(Attr::Kind) {
            Got::Unknown(Blame::Field(Attr::Kind))
        } else {
            Got::Value(false)
        }
    }

    fn mentions_role(&self, role: usize, view: &View) -> Got<bool> {
        let bit = self.role_bits[role];
        self.people(view, Field::Message(Attr::Mentions)).and(|people| {
            if !self.directory.has_roster && !people.is_empty() {
                return Got::Unknown(Blame::Roster);
            }
            Got::Value(people.iter().any(|&p| self.directory.roles_at(p, view.time) & bit != 0))
        })
    }

    fn test_text(
        &self,
        field: Field,
        test: TextTest,
        list: usize,
        (all, exact): (bool, bool),
        view: &View,
    ) -> Got<bool> {
        let text = match field.value_type() {
            crate::fields::Type::Message => self.message_ref(view, field).map(Into::into),
            _ => self.string(view, field),
        };
        text.map(|text| {
            let text = if exact { text } else { self.normaliser.normalised(&text).into() };
            let words = if exact { &self.plan.lists[list].words } else { &self.words[list] };
            let holds = |word: &String| !word.is_empty() && test_one(&text, test, word);
            if all { words.iter().all(holds) } else { words.iter().any(holds) }
        })
    }

    fn holds(&self, field: Field, list: usize, (all, exact): (bool, bool), view: &View) -> Got<bool> {
        let faces = field == Field::Message(Attr::Emoji) && !exact;
        let words = match (faces, exact) {
            (true, _) => &self.face_words[list],
            (_, true) => &self.plan.lists[list].words,
            _ => &self.words[list],
        };
        let mut seen: SmallVec<[bool; 16]> = SmallVec::from_elem(false, if all { words.len() } else { 1 });
        let read = self.strings(view, field, &mut |value| {
            let value = match (faces, exact) {
                (true, _) => crate::text::face_name(value),
                (_, true) => value.into(),
                _ => self.normaliser.normalised(value).into(),
            };
            for (index, _) in words.iter().enumerate().filter(|(_, word)| **word == value) {
                seen[if all { index } else { 0 }] = true;
            }
        });
        read.map(|()| seen.iter().all(|&s| s))
    }

    /// A number of the message, and what is to blame if it is unknown.
    pub fn num(&self, num: &Num, view: &View) -> (Range, Option<Blame>) {
        let pair = |a: &Num, b: &Num, f: fn(Range, Range) -> Range| {
            let (a, b) = (self.num(a, view), self.num(b, view));
            (f(a.0, b.0), a.1.or(b.1))
        };
        match num {
            Num::Const(value) => (Range::exact(*value), None),
            Num::Field { field, clock } => match self.number(view, *field, *clock) {
                Got::Value(value) => (Range::exact(value), None),
                Got::Absent => (Range::Absent, None),
                Got::Unknown(blame) => (Range::Unknown, Some(blame)),
            },
            Num::Leaf(_) => (Range::Unknown, None),
            Num::Add(a, b) => pair(a, b, Range::add),
            Num::Subtract(a, b) => pair(a, b, Range::subtract),
            Num::Multiply(a, b) => pair(a, b, Range::multiply),
            Num::Divide(a, b) => pair(a, b, Range::divide),
        }
    }
}

fn test_one(text: &str, test: TextTest, word: &str) -> bool {
    match test {
        TextTest::Is => text == word,
        TextTest::Contains => text.contains(word),
        TextTest::StartsWith => text.starts_with(word),
        TextTest::EndsWith => text.ends_with(word),
    }
}
