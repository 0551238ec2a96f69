//! Phrases that look at other messages.

use super::{Lower, children};
use crate::source::Span;
use crate::syntax::ast::{Aggregate, Amount, Expr, ExprKind, Function, Look, Noun, Phrase};
use crate::syntax::grammar::{Pair, Rule};

/// What stands around a phrase's amount and noun, each at most once.
#[derive(Default)]
struct Around {
    look: Option<Look>,
    filter: Option<Expr>,
}

impl Lower<'_> {
    /// `followed within D by AMOUNT NOUN ( … )` and its like.
    pub fn phrase(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        let mut around = Around::default();
        let (mut amount, mut noun) = (None, None);
        for part in children(pair) {
            let place = self.span(&part);
            match part.as_rule() {
                Rule::look | Rule::window => self.look(part, place, &mut around),
                Rule::amount => amount = self.amount(part, &mut around).map(|a| (a, place)),
                Rule::noun => noun = self.noun(part).map(|n| (n, place)),
                Rule::tail => self.phrase_tail(part, place, &mut around),
                _ => {}
            }
        }
        let (Some((amount, amount_span)), Some((noun, noun_span))) = (amount, noun) else {
            return self.error(span);
        };
        let look = around.look.unwrap_or(Look::Alone);
        let phrase = Phrase { look, amount, amount_span, noun, noun_span, filter: around.filter };
        Expr { kind: ExprKind::Phrase(Box::new(phrase)), span }
    }

    /// `sum FIELD ( … ) in last D`
    pub fn aggregate(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        let mut around = Around::default();
        let (mut function, mut field) = (Function::Sum, None);
        for part in children(pair) {
            let place = self.span(&part);
            match part.as_rule() {
                Rule::kw_average => function = Function::Average,
                Rule::kw_min => function = Function::Min,
                Rule::kw_max => function = Function::Max,
                Rule::path => field = Some(self.path(part)),
                Rule::window => self.look(part, place, &mut around),
                Rule::tail => self.phrase_tail(part, place, &mut around),
                _ => {}
            }
        }
        let Some(field) = field else { return self.error(span) };
        let last = match around.look {
            Some(Look::Last(length)) => Some(length),
            Some(Look::Row) => {
                self.repeated(span);
                None
            }
            _ => None,
        };
        let aggregate = Aggregate { function, field, filter: around.filter, last };
        Expr { kind: ExprKind::Aggregate(Box::new(aggregate)), span }
    }

    fn phrase_tail(&mut self, pair: Pair<'_>, span: Span, around: &mut Around) {
        let Some(part) = children(pair).next() else { return };
        match part.as_rule() {
            Rule::kw_row => self.set_look(Look::Row, span, around),
            Rule::window => self.look(part, span, around),
            _ => {
                let condition = children(part).find(|p| p.as_rule() == Rule::condition);
                let condition = condition.map(|p| self.condition(p));
                if around.filter.is_some() {
                    self.repeated(span);
                } else {
                    around.filter = condition;
                }
            }
        }
    }

    fn look(&mut self, pair: Pair<'_>, span: Span, around: &mut Around) {
        let (mut make, mut length): (fn(Expr) -> Look, _) = (Look::Last, self.error(span));
        for part in children(pair) {
            match part.as_rule() {
                Rule::kw_followed => make = Look::Following,
                Rule::kw_preceded => make = Look::Preceding,
                Rule::length => length = self.length(part).unwrap_or(length),
                _ => {}
            }
        }
        self.set_look(make(length), span, around);
    }

    fn set_look(&mut self, look: Look, span: Span, around: &mut Around) {
        match around.look {
            Some(_) => self.repeated(span),
            None => around.look = Some(look),
        }
    }

    /// The amount; `连续` stands before or within it.
    fn amount(&mut self, pair: Pair<'_>, around: &mut Around) -> Option<Amount> {
        let mut make: fn(Expr) -> Amount = Amount::AtLeast;
        let mut count = None;
        for part in children(pair) {
            match part.as_rule() {
                Rule::kw_any => return Some(Amount::Any),
                Rule::kw_no => return Some(Amount::No),
                Rule::kw_more_than => make = Amount::MoreThan,
                Rule::kw_at_most => make = Amount::AtMost,
                Rule::kw_fewer_than => make = Amount::FewerThan,
                Rule::kw_exactly => make = Amount::Exactly,
                Rule::kw_row => {
                    let span = self.leaf_span(&part);
                    self.set_look(Look::Row, span, around);
                }
                Rule::count => count = Some(self.sum(part)),
                _ => {}
            }
        }
        count.map(make)
    }

    fn noun(&mut self, pair: Pair<'_>) -> Option<Noun> {
        let part = children(pair).next()?;
        Some(match part.as_rule() {
            Rule::kw_messages => Noun::Messages,
            Rule::kw_events => Noun::Events,
            Rule::kw_senders => Noun::Senders,
            Rule::kw_groups => Noun::Groups,
            Rule::kw_days => Noun::Days,
            _ => {
                let key = children(part).find(|p| p.as_rule() == Rule::key)?;
                Noun::Different(self.key(key)?)
            }
        })
    }
}
