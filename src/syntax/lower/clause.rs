//! The clauses of a rule.

use super::{Lower, children};
use crate::diag::Diagnostic;
use crate::diag::codes::syntax as codes;
use crate::source::Span;
use crate::syntax::ast::{Clause, ClauseKind, Each, Expr, Key};
use crate::syntax::grammar::{Pair, Rule};

impl Lower<'_> {
    /// A clause.
    pub fn clause(&mut self, pair: Pair<'_>) -> Option<Clause> {
        let mut inner = children(pair);
        let clause = inner.next()?;
        let span = self.span(&clause);
        for colon in children(clause.clone()).filter(|p| p.as_rule() == Rule::wrong_colon) {
            self.needless(&colon);
        }
        let kind = self.clause_kind(clause)?;
        for extra in inner {
            self.needless(&extra);
        }
        Some(Clause { kind, span })
    }

    fn clause_kind(&mut self, clause: Pair<'_>) -> Option<ClauseKind> {
        let kind = clause.as_rule();
        match kind {
            Rule::each => return Some(ClauseKind::Each(self.each(clause)?)),
            Rule::per => return Some(ClauseKind::Per(self.per(clause))),
            Rule::unless => return self.unless(clause),
            _ => {}
        }
        let value = children(clause).find(|p| {
            use Rule::{condition, day, length, string, word, words};
            matches!(p.as_rule(), word | string | words | day | condition | length)
        })?;
        Some(match kind {
            Rule::severity => ClauseKind::Severity(self.name(&value)),
            Rule::basis => ClauseKind::Basis(self.string(&value)),
            Rule::remedy => ClauseKind::Remedy(self.string(&value)),
            Rule::report => ClauseKind::Report(self.string(&value)),
            Rule::tags => ClauseKind::Tags(self.words(value)),
            Rule::since => ClauseKind::Since(self.only(value)?),
            Rule::once => ClauseKind::Once(self.length(value)?),
            Rule::where_clause => ClauseKind::Where(self.condition(value)),
            Rule::when_clause => ClauseKind::When(self.condition(value)),
            _ => return None,
        })
    }

    fn unless(&mut self, pair: Pair<'_>) -> Option<ClauseKind> {
        let (mut condition, mut because, mut until) = (None, None, None);
        for part in children(pair) {
            let span = self.span(&part);
            let repeated = match part.as_rule() {
                Rule::condition => {
                    condition = Some(self.condition(part));
                    false
                }
                Rule::because => {
                    let text = children(part).find(|p| p.as_rule() == Rule::string).map(|p| self.string(&p));
                    std::mem::replace(&mut because, text).is_some()
                }
                Rule::until => {
                    let day = children(part).find(|p| p.as_rule() == Rule::day);
                    let day = day.and_then(|p| self.only(p));
                    std::mem::replace(&mut until, day).is_some()
                }
                _ => false,
            };
            if repeated {
                self.repeated(span);
            }
        }
        Some(ClauseKind::Unless { condition: condition?, because, until })
    }

    /// Reports a part of a clause that stands twice.
    pub(super) fn repeated(&mut self, span: Span) {
        let part = format!("`{}`", self.slice(span));
        self.report(Diagnostic::at(codes::REPEATED_PART, span).arg("part", part));
    }

    fn per(&mut self, pair: Pair<'_>) -> Option<Vec<Key>> {
        let mut keys = Vec::new();
        for part in children(pair) {
            match part.as_rule() {
                Rule::kw_log => return None,
                Rule::key => keys.extend(self.key(part)),
                _ => {}
            }
        }
        Some(keys)
    }

    /// `exactly text`
    pub(super) fn key(&mut self, pair: Pair<'_>) -> Option<Key> {
        let (mut exactly, mut path) = (false, None);
        for part in children(pair) {
            match part.as_rule() {
                Rule::kw_exactly => exactly = true,
                Rule::path => path = Some(self.path(part)),
                _ => {}
            }
        }
        Some(Key { exactly, path: path? })
    }

    fn each(&mut self, pair: Pair<'_>) -> Option<Each> {
        for part in children(pair) {
            let each = match part.as_rule() {
                Rule::target => return self.each(part),
                Rule::session => return self.session(part),
                Rule::kw_one_message | Rule::kw_every_message => Each::Message,
                Rule::kw_one_event | Rule::kw_every_event => Each::Event,
                Rule::kw_one_mention | Rule::kw_every_mention => Each::Mention,
                Rule::kw_one_hour | Rule::kw_every_hour => Each::Hour,
                Rule::kw_one_day | Rule::kw_every_day => Each::Day,
                Rule::kw_one_week | Rule::kw_every_week => Each::Week,
                Rule::kw_one_month | Rule::kw_every_month => Each::Month,
                Rule::kw_one_group | Rule::kw_every_group => Each::Group,
                Rule::kw_one_member | Rule::kw_every_member => Each::Member,
                _ => continue,
            };
            return Some(each);
        }
        None
    }

    fn session(&mut self, pair: Pair<'_>) -> Option<Each> {
        let lengths: Vec<Expr> =
            children(pair).filter(|p| p.as_rule() == Rule::length).filter_map(|p| self.length(p)).collect();
        let mut lengths = lengths.into_iter();
        Some(Each::Session { gap: lengths.next()?, at_most: lengths.next() })
    }

    /// The only child that is a value.
    fn only(&mut self, pair: Pair<'_>) -> Option<Expr> {
        children(pair).next().map(|p| self.value(p))
    }
}
