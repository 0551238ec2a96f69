//! Declarations.

use super::{Lower, children};
use crate::diag::Diagnostic;
use crate::diag::codes::syntax as codes;
use crate::source::Span;
use crate::syntax::ast::{
    Hours, HoursSpan, Item, ItemKind, ListTerm, ListValue, Name, Path, Policy, Rule as RuleItem, Str, Test,
};
use crate::syntax::grammar::{Pair, Rule};
use crate::syntax::transcript;

impl Lower<'_> {
    /// A declaration (`item`). Its documentation is attached by the caller.
    pub fn item(&mut self, pair: Pair<'_>) -> Option<Item> {
        let mut inner = children(pair);
        let declaration = inner.next()?;
        let span = self.span(&declaration);
        let kind = match declaration.as_rule() {
            Rule::policy => ItemKind::Policy(self.policy(declaration)),
            Rule::import => ItemKind::Use(self.first_path(declaration)?),
            Rule::hours => ItemKind::Hours(self.hours(declaration)?),
            Rule::role => {
                let (name, title) = self.head(declaration);
                ItemKind::Role { name: name?, title }
            }
            Rule::param => {
                let (name, value) = self.named_value(declaration);
                ItemKind::Param { name: name?, value: value? }
            }
            Rule::define => {
                let (name, value) = self.named_value(declaration);
                ItemKind::Define { name: name?, value: value? }
            }
            Rule::list => self.list(declaration)?,
            Rule::rule => ItemKind::Rule(Box::new(self.rule(declaration)?)),
            Rule::test => ItemKind::Test(self.test(declaration)?),
            _ => return None,
        };
        for extra in inner {
            self.needless(&extra);
        }
        Some(Item { kind, span, doc: String::new() })
    }

    fn first_path(&mut self, pair: Pair<'_>) -> Option<Path> {
        children(pair).find(|p| p.as_rule() == Rule::path).map(|p| self.path(p))
    }

    /// Name and title of a declaration's head.
    pub fn head(&mut self, pair: Pair<'_>) -> (Option<Name>, Option<Str>) {
        let (mut name, mut title) = (None, None);
        for part in children(pair) {
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::string => title = Some(self.string(&part)),
                _ => {}
            }
        }
        (name, title)
    }

    fn named_value(&mut self, pair: Pair<'_>) -> (Option<Name>, Option<crate::syntax::ast::Expr>) {
        let (mut name, mut value) = (None, None);
        for part in children(pair) {
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::sum => value = Some(self.sum(part)),
                Rule::condition => value = Some(self.condition(part)),
                _ => {}
            }
        }
        (name, value)
    }

    fn policy(&mut self, pair: Pair<'_>) -> Policy {
        let mut policy = empty_policy(self.span(&pair));
        for part in children(pair) {
            match part.as_rule() {
                Rule::policy_head => self.policy_head(part, &mut policy),
                Rule::policy_clause => self.policy_clause(part, &mut policy),
                _ => {}
            }
        }
        policy
    }

    /// Name and title of a policy.
    pub fn policy_head(&mut self, pair: Pair<'_>, policy: &mut Policy) {
        for part in children(pair) {
            match part.as_rule() {
                Rule::path => policy.name = self.path(part),
                Rule::string => policy.title = Some(self.string(&part)),
                _ => {}
            }
        }
    }

    /// One line of a policy's metadata.
    pub fn policy_clause(&mut self, pair: Pair<'_>, policy: &mut Policy) {
        let mut inner = children(pair);
        let Some(clause) = inner.next() else { return };
        let (kind, span) = (clause.as_rule(), self.span(&clause));
        let (mut text, mut word) = (None, None);
        for part in children(clause) {
            match part.as_rule() {
                Rule::string => text = Some(self.string(&part)),
                Rule::word => word = Some(self.name(&part)),
                Rule::wrong_colon => self.needless(&part),
                _ => {}
            }
        }
        let repeated = match kind {
            Rule::version => std::mem::replace(&mut policy.version, text).is_some(),
            Rule::basis => std::mem::replace(&mut policy.basis, text).is_some(),
            Rule::timezone => std::mem::replace(&mut policy.timezone, text).is_some(),
            _ => std::mem::replace(&mut policy.calendar, word).is_some(),
        };
        if repeated {
            let word = self.slice(span).split_whitespace().next().unwrap_or("");
            self.report(Diagnostic::at(codes::REPEATED_PART, span).arg("part", format!("`{word}`")));
        }
        for extra in inner {
            self.needless(&extra);
        }
    }

    fn hours(&mut self, pair: Pair<'_>) -> Option<Hours> {
        let (mut name, mut spans) = (None, Vec::new());
        for part in children(pair) {
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::hours_span => spans.push(self.hours_span(part)),
                _ => {}
            }
        }
        Some(Hours { name: name?, spans })
    }

    fn hours_span(&mut self, pair: Pair<'_>) -> HoursSpan {
        let (mut days, mut times) = (Vec::new(), Vec::new());
        for part in children(pair) {
            match part.as_rule() {
                Rule::day_range => days.push(self.range(part)),
                Rule::clock_range => times.push(self.range(part)),
                _ => {}
            }
        }
        HoursSpan { days, times }
    }

    fn list(&mut self, pair: Pair<'_>) -> Option<ItemKind> {
        let (mut name, mut terms, mut remove) = (None, Vec::new(), false);
        for part in children(pair) {
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::plus => remove = false,
                Rule::minus => remove = true,
                Rule::from_file => terms.extend(self.loaded(part).map(|value| ListTerm { remove, value })),
                Rule::list_term => terms.extend(self.list_term(part).map(|value| ListTerm { remove, value })),
                _ => {}
            }
        }
        Some(ItemKind::List { name: name?, terms })
    }

    fn list_term(&mut self, pair: Pair<'_>) -> Option<ListValue> {
        let part = children(pair).next()?;
        let span = self.span(&part);
        match part.as_rule() {
            Rule::from_file => self.loaded(part),
            Rule::words => Some(ListValue::Words(self.words(part), span)),
            _ => Some(ListValue::Named(self.path(part))),
        }
    }

    fn loaded(&mut self, pair: Pair<'_>) -> Option<ListValue> {
        self.words(pair).into_iter().next().map(ListValue::File)
    }

    fn rule(&mut self, pair: Pair<'_>) -> Option<RuleItem> {
        let (mut head, mut clauses) = ((None, None), Vec::new());
        for part in children(pair) {
            match part.as_rule() {
                Rule::rule_head => head = self.head(part),
                Rule::clause => clauses.extend(self.clause(part)),
                _ => {}
            }
        }
        Some(RuleItem { name: head.0?, title: head.1, clauses })
    }

    fn test(&mut self, pair: Pair<'_>) -> Option<Test> {
        let (mut title, mut open) = (None, 0);
        for part in children(pair) {
            match part.as_rule() {
                Rule::string => title = Some(self.string(&part)),
                Rule::lbrace => open = self.leaf_span(&part).end as usize,
                _ => {}
            }
        }
        let block = self.scan.blocks.iter().find(|b| b.start == open).copied();
        let lines = block.map(|b| transcript::read(self.text, self.file, b, self.comments, self.problems));
        Some(Test { title: title?, lines: lines.unwrap_or_default() })
    }
}

/// A policy of which nothing is known yet.
pub fn empty_policy(span: Span) -> Policy {
    Policy {
        name: Path { parts: Vec::new(), span },
        title: None,
        version: None,
        basis: None,
        timezone: None,
        calendar: None,
        lost: false,
    }
}
