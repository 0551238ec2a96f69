//! Conditions about one message, answered for all messages of a batch at once: a column of answers a condition.
//!
//! Rules say beforehand which conditions tell whether a message concerns them; those are answered here once
//! for all rules, text by text in one scan, and each child of a conjunction only where it still matters.

use rustc_hash::FxHashMap;

use super::preds::Scratch;
use super::ready::{Test, has_characters};
use super::scan::{self, Scanner};
use super::setup::World;
use super::truth::Truth;
use super::view::View;
use crate::fields::{Attr, Field};
use crate::model::Batch;
use crate::model::Bits;
use crate::plan::{Pred, PredId, TextTest};

const TEXT: Field = Field::Message(Attr::Text);
const EMOJI: Field = Field::Message(Attr::Emoji);

/// The answers for one batch. Buffers are reused.
#[derive(Debug, Default)]
pub struct Columns {
    rows: usize,
    columns: Vec<Column>,
    /// What the scan of the texts has found.
    found: Vec<Bits>,
    faces: Faces,
    all: Bits,
    spare: Vec<Bits>,
}

/// The answers to one condition.
#[derive(Debug, Default)]
struct Column {
    /// The messages for which it has been answered.
    known: Bits,
    /// For which it holds.
    yes: Bits,
    /// For which it cannot be told.
    maybe: Bits,
}

/// Faces by the names that records give them: there are few, and to tell a face takes time.
#[derive(Debug, Default)]
struct Faces(FxHashMap<Box<str>, Box<str>>);

/// So many names are remembered.
const NAMES: usize = 4096;

impl Faces {
    fn is_in(&mut self, name: &str, words: &[String]) -> bool {
        if let Some(face) = self.0.get(name) {
            return words.iter().any(|word| **word == **face);
        }
        let face = crate::text::face_name(name);
        if self.0.len() == NAMES {
            self.0.clear();
        }
        self.0.insert(name.into(), (&*face).into());
        words.iter().any(|word| *word == face)
    }
}

impl Columns {
    /// Answers what rules ask: of each chain every condition about the messages for which those before it are
    /// possible.
    pub fn fill(
        &mut self,
        batch: &Batch,
        world: &World,
        chains: &[Vec<PredId>],
        scanner: &mut Scanner,
        scratch: &mut Scratch,
    ) {
        self.rows = batch.rows.len();
        self.columns.resize_with(world.plan.preds.len(), Column::default);
        self.columns.iter_mut().for_each(|column| column.known.clear(0));
        match batch.found.is_empty() {
            true => scanner.look(batch, &mut self.found),
            false => self.found.clone_from(&batch.found),
        }
        let mut all = std::mem::take(&mut self.all);
        all.fill(self.rows);
        for chain in chains {
            let mut rows = self.spare();
            rows.copy(&all);
            for &pred in chain {
                self.ask(pred, &rows, batch, world, scratch);
                self.narrow(pred, &mut rows);
            }
            self.spare.push(rows);
        }
        self.all = all;
    }

    /// The answer for one message, if the condition has been asked about it.
    #[inline]
    pub fn truth(&self, pred: PredId, row: usize) -> Option<Truth> {
        let column = self.columns.get(pred).filter(|column| column.known.has(row))?;
        Some(match (column.yes.has(row), column.maybe.has(row)) {
            (true, _) => Truth::True,
            (_, true) => Truth::Unknown,
            _ => Truth::False,
        })
    }

    /// All messages.
    pub fn all(&self) -> &Bits {
        &self.all
    }

    /// The messages for which a condition that was asked holds, and those for which it cannot be told.
    pub fn answers(&self, pred: PredId) -> (&Bits, &Bits) {
        let column = &self.columns[pred];
        (&column.yes, &column.maybe)
    }

    /// Keeps the messages for which a condition that was asked about them is possible.
    pub fn narrow(&self, pred: PredId, rows: &mut Bits) {
        let (yes, maybe) = self.answers(pred);
        rows.keep_either(yes, maybe);
    }

    /// Makes `rows` the messages for which all conditions of one of some chains are possible.
    pub fn possible(&self, chains: &[Vec<PredId>], rows: &mut Bits) {
        rows.clear(self.rows);
        for chain in chains {
            rows.unite_words(|word| {
                let possible =
                    |&pred: &PredId| self.columns[pred].yes.word(word) | self.columns[pred].maybe.word(word);
                chain.iter().map(possible).fold(self.all.word(word), |all, one| all & one)
            });
        }
    }

    /// The messages whose texts hold something of a list.
    fn holding(&self, form: usize, list: usize, world: &World) -> &Bits {
        static NONE: Bits = Bits::NONE;
        let place = scan::place(&world.looked_for, form, list);
        place.and_then(|place| self.found.get(place)).unwrap_or(&NONE)
    }

    fn spare(&mut self) -> Bits {
        self.spare.pop().unwrap_or_default()
    }

    /// Answers a condition for these messages.
    fn ask(&mut self, pred: PredId, rows: &Bits, batch: &Batch, world: &World, scratch: &mut Scratch) {
        let mut open = self.spare();
        open.copy(rows);
        let column = &mut self.columns[pred];
        if column.known.rows().next().is_none() {
            for bits in [&mut column.known, &mut column.yes, &mut column.maybe] {
                bits.clear(self.rows);
            }
        }
        open.drop(&column.known);
        column.known.unite(&open);
        if !open.is_empty() {
            self.answer(pred, &open, batch, world, scratch);
        }
        self.spare.push(open);
    }

    fn answer(&mut self, pred: PredId, open: &Bits, batch: &Batch, world: &World, scratch: &mut Scratch) {
        match (&world.tests[pred], &world.plan.preds[pred]) {
            (Test::Not(child), _) => {
                self.ask(*child, open, batch, world, scratch);
                let mut left = self.spare();
                left.copy(open);
                left.drop(&self.columns[*child].yes);
                let mut unknown = self.spare();
                unknown.copy(&left);
                unknown.keep(&self.columns[*child].maybe);
                left.drop(&unknown);
                self.add(pred, &left, &unknown);
                self.spare.extend([left, unknown]);
            }
            (Test::All(children), _) => self.fold(pred, children, true, open, batch, world, scratch),
            (Test::Any(children), _) => self.fold(pred, children, false, open, batch, world, scratch),
            (Test::Kinds(kinds), _) => {
                let yes = &mut self.columns[pred].yes;
                open.rows()
                    .filter(|&row| kinds & batch.rows[row].kind.bit() != 0)
                    .for_each(|row| yes.add(row));
            }
            (_, Pred::Text { field, test, list, all: false, exact })
                if *field == TEXT && world.all_supply(Attr::Text) =>
            {
                let mut rows = self.spare();
                rows.copy(open);
                rows.keep(self.holding(usize::from(*exact), *list, world));
                match test {
                    TextTest::Contains => self.columns[pred].yes.unite(&rows),
                    _ => self.answer_each(pred, &rows, batch, world, scratch),
                }
                self.spare.push(rows);
            }
            (_, Pred::Holds { field, list, all: false, exact: false })
                if *field == EMOJI && world.all_supply(Attr::Text) =>
            {
                let mut holding = self.spare();
                holding.copy(open);
                holding.keep(self.holding(2, *list, world));
                let yes = &mut self.columns[pred].yes;
                yes.unite(&holding);
                let listed = open.rows().filter(|&row| batch.rows[row].emoji.0 != batch.rows[row].emoji.1);
                for row in listed {
                    if batch.msg(row).emoji().any(|name| self.faces.is_in(name, &world.face_words[*list])) {
                        yes.add(row);
                    }
                }
                self.spare.push(holding);
            }
            (Test::SenderRole(roles), _) => {
                let Column { yes, maybe, .. } = &mut self.columns[pred];
                for row in open.rows() {
                    let of_row = &batch.rows[row];
                    if !of_row.has_roles {
                        maybe.add(row);
                    } else if of_row.roles & roles != 0 {
                        yes.add(row);
                    }
                }
            }
            (Test::AtLeast(least), _) => {
                let yes = &mut self.columns[pred].yes;
                open.rows()
                    .filter(|&row| has_characters(&batch.msg(row), *least))
                    .for_each(|row| yes.add(row));
            }
            (_, Pred::Everyone) if world.all_supply(Attr::Mentions) => {
                let yes = &mut self.columns[pred].yes;
                open.rows().filter(|&row| batch.rows[row].everyone).for_each(|row| yes.add(row));
            }
            (_, Pred::Matches { field, pattern }) if *field == TEXT && world.all_supply(Attr::Text) => {
                let (yes, pattern) = (&mut self.columns[pred].yes, &world.patterns[*pattern]);
                let matches = |row: &usize| batch.msg(*row).text().is_some_and(|text| pattern.is_match(text));
                open.rows().filter(matches).for_each(|row| yes.add(row));
            }
            _ if world.hopeless[pred] => self.columns[pred].maybe.unite(open),
            _ => self.answer_each(pred, open, batch, world, scratch),
        }
    }

    /// Each message by itself.
    fn answer_each(
        &mut self,
        pred: PredId,
        open: &Bits,
        batch: &Batch,
        world: &World,
        scratch: &mut Scratch,
    ) {
        let Column { yes, maybe, .. } = &mut self.columns[pred];
        for row in open.rows() {
            scratch.turn(row);
            match world.truth(pred, &View::of(batch.msg(row)), scratch) {
                Truth::True => yes.add(row),
                Truth::Unknown => maybe.add(row),
                Truth::False => {}
            }
        }
    }

    /// All children (or one of them): each is asked only where those before it leave it open.
    #[expect(clippy::too_many_arguments, reason = "what a condition is answered with")]
    fn fold(
        &mut self,
        pred: PredId,
        children: &[PredId],
        all: bool,
        open: &Bits,
        batch: &Batch,
        world: &World,
        scratch: &mut Scratch,
    ) {
        let (mut live, mut unknown) = (self.spare(), self.spare());
        live.copy(open);
        unknown.clear(self.rows);
        let mut ended = self.spare();
        ended.clear(self.rows);
        let mut order: smallvec::SmallVec<[PredId; 8]> = children.into();
        order.sort_by_key(|&child| cost(child, world));
        for child in order {
            if live.is_empty() {
                break;
            }
            self.ask(child, &live, batch, world, scratch);
            let (yes, maybe) = self.answers(child);
            unknown.unite_within(maybe, &live);
            if all {
                live.keep_either(yes, maybe);
            } else {
                ended.unite_within(yes, &live);
                live.drop(yes);
            }
        }
        unknown.keep(&live);
        if all {
            live.drop(&unknown);
            self.add(pred, &live, &unknown);
        } else {
            self.add(pred, &ended, &unknown);
        }
        self.spare.extend([live, unknown, ended]);
    }

    fn add(&mut self, pred: PredId, yes: &Bits, maybe: &Bits) {
        self.columns[pred].yes.unite(yes);
        self.columns[pred].maybe.unite(maybe);
    }
}

/// How much an answer costs, as a guess that only speed depends on.
fn cost(pred: PredId, world: &World) -> u32 {
    let dearest = |children: &[PredId]| children.iter().map(|&child| cost(child, world)).max().unwrap_or(0);
    match (&world.tests[pred], &world.plan.preds[pred]) {
        (Test::Kinds(_), _) | (_, Pred::Const(_)) => 0,
        (Test::All(children) | Test::Any(children), _) => dearest(children),
        (Test::Not(child), _) => cost(*child, world),
        (_, Pred::Text { field: TEXT, all: false, .. }) => 1,
        (Test::SenderRole(_), _) | (_, Pred::Everyone) => 2,
        (Test::AtLeast(_), _) => 3,
        (_, Pred::Matches { .. } | Pred::Compare { .. }) => 5,
        _ => 4,
    }
}
