//! Conditions: `and`, `or`, `not` and comparisons.

use super::value::binary;
use super::{Lower, children};
use crate::diag::Diagnostic;
use crate::diag::codes::syntax as codes;
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, Expr, ExprKind, Path};
use crate::syntax::grammar::{Pair, Rule};

impl Lower<'_> {
    /// `A and B and C`. Mixed operators are reported, and read as if `and` bound tighter.
    pub fn condition(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        let (mut operands, mut operators) = (Vec::new(), Vec::new());
        for part in children(pair) {
            match part.as_rule() {
                Rule::operand => operands.push(self.operand(part)),
                Rule::conjunction => operators.push(self.connective(part, BinaryOp::And)),
                Rule::disjunction => operators.push(self.connective(part, BinaryOp::Or)),
                _ => {}
            }
        }
        let and = operators.iter().find(|(op, _)| *op == BinaryOp::And);
        let or = operators.iter().find(|(op, _)| *op == BinaryOp::Or);
        if let (Some(&(_, and)), Some(&(_, or))) = (and, or) {
            self.mixed(span, &operands, &operators, and, or);
        }
        let mut sums: Vec<(Vec<Expr>, Vec<Span>)> = vec![Default::default()];
        let mut between = Vec::new();
        let mut operators = operators.into_iter();
        for operand in operands {
            if let Some((operands, _)) = sums.last_mut() {
                operands.push(operand);
            }
            match operators.next() {
                Some((BinaryOp::And, at)) => sums.last_mut().map_or((), |(_, ands)| ands.push(at)),
                Some((_, at)) => {
                    between.push(at);
                    sums.push(Default::default());
                }
                None => break,
            }
        }
        let terms = sums.into_iter().filter_map(|(parts, ands)| join(parts, BinaryOp::And, &ands)).collect();
        join(terms, BinaryOp::Or, &between).unwrap_or(self.error(span))
    }

    fn connective(&mut self, pair: Pair<'_>, op: BinaryOp) -> (BinaryOp, Span) {
        let span = self.leaf_span(&pair);
        for wrong in children(pair) {
            match wrong.as_rule() {
                Rule::wrong_and => self.wrong_operator(&wrong, "and"),
                Rule::wrong_or => self.wrong_operator(&wrong, "or"),
                _ => {}
            }
        }
        (op, span)
    }

    fn mixed(&mut self, span: Span, operands: &[Expr], operators: &[(BinaryOp, Span)], and: Span, or: Span) {
        let right = self.bracketed(operands, operators);
        let (first, second) = if and.start < or.start { (and, or) } else { (or, and) };
        let labels = [(and, self.slice(and)), (or, self.slice(or))];
        let mut diagnostic = Diagnostic::at(codes::MIXED_AND_OR, second)
            .arg("and", labels[0].1)
            .arg("or", labels[1].1)
            .label(first, (self.slice(first), self.slice(first)));
        // In the help a long condition would drown the point; the fix holds it whole.
        let short = if right.chars().count() > 60 { "(A … B) … C".to_string() } else { right.clone() };
        diagnostic = diagnostic.arg("right", short).fix(span, right);
        self.report(diagnostic);
    }

    /// The source with brackets around each run of operands that `and` joins.
    fn bracketed(&self, operands: &[Expr], operators: &[(BinaryOp, Span)]) -> String {
        let mut out = String::new();
        let is_and = |i: usize| operators.get(i).is_some_and(|(op, _)| *op == BinaryOp::And);
        for (i, operand) in operands.iter().enumerate() {
            let after_and = i > 0 && is_and(i - 1);
            if is_and(i) && !after_and {
                out.push('(');
            }
            out.push_str(self.slice(operand.span));
            if after_and && !is_and(i) {
                out.push(')');
            }
            if let Some((_, at)) = operators.get(i) {
                out.push(' ');
                let word = self.slice(*at);
                let is_word = word.starts_with(unicode_ident::is_xid_start);
                let keyword = if is_and(i) { "and" } else { "or" };
                out.push_str(if is_word { word } else { self.spelling(keyword) });
                out.push(' ');
            }
        }
        out
    }

    fn operand(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        let (mut starts, mut value) = (Vec::new(), self.error(span));
        for part in children(pair) {
            match part.as_rule() {
                Rule::negation => {
                    starts.push(self.leaf_span(&part));
                    for wrong in children(part).filter(|p| p.as_rule() == Rule::wrong_not) {
                        self.wrong_operator(&wrong, "not");
                    }
                }
                Rule::in_hours => value = self.in_hours(part),
                Rule::phrase => value = self.phrase(part),
                Rule::relation => value = self.relation(part),
                _ => value = self.comparison(part),
            }
        }
        for start in starts.into_iter().rev() {
            let span = start.to(value.span);
            value = Expr { kind: ExprKind::Not(Box::new(value)), span };
        }
        value
    }

    fn in_hours(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        let (mut hours, mut outside) = (None, false);
        for part in children(pair) {
            match part.as_rule() {
                Rule::path => hours = Some(self.path(part)),
                Rule::kw_outside | Rule::kw_not_in | Rule::kw_beyond => outside = !outside,
                _ => {}
            }
        }
        let kind = hours.map_or(ExprKind::Error, |hours| ExprKind::InHours { hours, outside });
        Expr { kind, span }
    }

    fn relation(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        let kind = match children(pair).next().map(|p| p.as_rule()) {
            Some(Rule::kw_mentions) => ExprKind::MentionsEveryone,
            Some(Rule::kw_recalls) => ExprKind::RecallsTrigger,
            Some(Rule::kw_quotes) => ExprKind::QuotesTrigger,
            _ => ExprKind::Error,
        };
        Expr { kind, span }
    }

    fn comparison(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        let mut inner = children(pair);
        let left = match inner.next() {
            Some(sum) => self.sum(sum),
            None => return self.error(span),
        };
        let Some(tail) = inner.next() else { return left };
        match tail.as_rule() {
            Rule::presence => {
                let absent = is_absent(tail);
                Expr { kind: ExprKind::Presence { value: Box::new(left), absent }, span }
            }
            Rule::kw_beyond => self.beyond(left, span),
            Rule::matching => self.matching(left, tail),
            _ => self.tail(left, tail),
        }
    }

    /// `工作时间 之外`
    fn beyond(&mut self, left: Expr, span: Span) -> Expr {
        let hours: Option<Path> = match left.kind {
            ExprKind::Path(path) => Some(path),
            _ => None,
        };
        let kind = hours.map_or(ExprKind::Error, |hours| ExprKind::InHours { hours, outside: true });
        if matches!(kind, ExprKind::Error) {
            let expected = ("the name of hours", "时段名");
            let found = format!("`{}`", self.slice(left.span));
            let action = ("name hours that `hours` declares", "写 `时段` 所声明的名称");
            let diagnostic = Diagnostic::at(codes::UNEXPECTED, left.span).arg("expected", expected);
            self.report(diagnostic.arg("found", found).arg("action", action));
        }
        Expr { kind, span }
    }

    fn matching(&mut self, left: Expr, tail: Pair<'_>) -> Expr {
        let mut op_span = left.span;
        let mut right = self.error(left.span);
        for part in children(tail) {
            match part.as_rule() {
                Rule::kw_matches => op_span = self.leaf_span(&part),
                Rule::regex => right = self.value(part),
                _ => {
                    let span = self.span(&part);
                    let found = self.slice(op_span);
                    self.report(Diagnostic::at(codes::NOT_A_PATTERN, span).arg("found", found));
                    right = self.error(span);
                }
            }
        }
        binary(left, BinaryOp::Matches, right, op_span)
    }

    /// `is X`, `contains X`, `in X` and their like.
    fn tail(&mut self, left: Expr, tail: Pair<'_>) -> Expr {
        let (mut op, mut op_span) = (BinaryOp::Is, left.span);
        let mut right = self.error(self.span(&tail).after());
        for part in children(tail) {
            let span = self.span(&part);
            match part.as_rule() {
                Rule::sum => right = self.sum(part),
                Rule::all_of => {
                    let inner = children(part).find(|p| p.as_rule() == Rule::sum);
                    let inner = inner.map_or(self.error(span), |p| self.sum(p));
                    right = Expr { kind: ExprKind::AllOf(Box::new(inner)), span };
                }
                Rule::kw_beyond => op = if op == BinaryOp::In { BinaryOp::NotIn } else { BinaryOp::In },
                Rule::kw_inside => {}
                _ => {
                    op_span = self.leaf_span(&part);
                    op = self.operator(part);
                }
            }
        }
        binary(left, op, right, op_span)
    }

    fn operator(&mut self, pair: Pair<'_>) -> BinaryOp {
        let node = pair.as_rule();
        if node == Rule::wrong_contains {
            self.wrong_operator(&pair, "contains");
        }
        for wrong in children(pair) {
            match wrong.as_rule() {
                Rule::wrong_is => self.wrong_operator(&wrong, "is"),
                Rule::wrong_is_not => self.wrong_operator(&wrong, "is_not"),
                _ => {}
            }
        }
        match node {
            Rule::op_is_not => BinaryOp::IsNot,
            Rule::op_less => BinaryOp::Less,
            Rule::op_less_equal => BinaryOp::LessEqual,
            Rule::op_greater => BinaryOp::Greater,
            Rule::op_greater_equal => BinaryOp::GreaterEqual,
            Rule::kw_in => BinaryOp::In,
            Rule::kw_not_in | Rule::kw_outside => BinaryOp::NotIn,
            Rule::kw_contains | Rule::wrong_contains => BinaryOp::Contains,
            Rule::kw_contains_not => BinaryOp::ContainsNot,
            Rule::kw_starts_with => BinaryOp::StartsWith,
            Rule::kw_ends_with => BinaryOp::EndsWith,
            _ => BinaryOp::Is,
        }
    }
}

fn is_absent(tail: Pair<'_>) -> bool {
    let (mut absent, mut negated) = (false, false);
    for part in children(tail) {
        match part.as_rule() {
            Rule::kw_absent | Rule::kw_lacks => absent = true,
            Rule::kw_is_not => negated = true,
            _ => {}
        }
    }
    absent != negated
}

/// Joins operands by one operator. The tree is as flat as can be, so that long chains do not nest deep; up to
/// sixteen operands it is the usual one, from left to right.
fn join(operands: Vec<Expr>, op: BinaryOp, places: &[Span]) -> Option<Expr> {
    let count = operands.len();
    if count <= 16 {
        let mut operands = operands.into_iter();
        let first = operands.next()?;
        let pairs = operands.zip(places.iter().copied());
        return Some(pairs.fold(first, |left, (right, at)| binary(left, op, right, at)));
    }
    let middle = count / 2;
    let mut operands = operands;
    let right = operands.split_off(middle);
    let at = places.get(middle - 1).copied()?;
    let left = join(operands, op, places.get(..middle - 1)?)?;
    let right = join(right, op, places.get(middle..)?)?;
    Some(binary(left, op, right, at))
}
