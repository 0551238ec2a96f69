//! Looking at other messages.

use super::Checker;
use super::amount::{Given, by_name};
use super::condition::Typed;
use super::find::Side;
use super::rule::Anchor;
use super::scope::{Facts, Place, Scope};
use super::tree::{CompareOp, Domain, Look, Measure, Number, Phrase, Test};
use super::{find, say};
use crate::diag::codes::limits;
use crate::diag::{Both, Diagnostic};
use crate::fields::{Attr, Field, Who};
use crate::model::Ratio;
use crate::source::Span;
use crate::syntax::ast::{self, Aggregate, Expr, Noun};

impl Checker<'_> {
    /// `AMOUNT NOUN (…)` and where it looks.
    pub(super) fn phrase(&mut self, phrase: &ast::Phrase, span: Span, scope: &Scope) -> Typed {
        let look = self.look(&phrase.look, span, scope);
        let measure = self.noun(&phrase.noun, scope);
        let threshold = self.amount(&phrase.amount, scope);
        let domain = match (&phrase.noun, &measure) {
            (Noun::Messages, _) => Domain::Messages,
            (Noun::Events, _) => Domain::Events,
            (_, Some(measure)) => distinct_domain(measure, look, scope),
            (_, None) => Domain::Any,
        };
        let share = threshold.as_ref().is_some_and(|t| t.share);
        let counts = matches!(measure, Some(Measure::Count) | None) && !share;
        let bracket = match (look, &phrase.filter) {
            (Some(look), Some(filter)) => {
                let inside = bracket_scope(look, domain, counts, scope);
                self.bracket(filter, &inside)
            }
            _ => Default::default(),
        };
        let (Some(look), Some(measure), Some(threshold)) = (look, measure, threshold) else {
            return Typed::error();
        };
        let amount = phrase.amount_span.to(phrase.noun_span);
        let phrase_tree =
            Phrase { look, measure, domain, op: threshold.op, value: threshold.value, share, bracket, span };
        let fits = self.fits(&phrase_tree, amount, scope);
        if fits {
            let given =
                Given { bracket: phrase.filter.is_some(), by_name: by_name(&phrase.amount), span: amount };
            self.reachable(&phrase_tree, given, scope);
        }
        Typed::here(Test::Phrase(Box::new(phrase_tree)))
    }

    /// `sum FIELD (…)` and its like, as a phrase without an amount.
    pub(super) fn look_at(
        &mut self,
        aggregate: &Aggregate,
        measure: Measure,
        span: Span,
        scope: &Scope,
    ) -> Option<Phrase> {
        if scope.in_bracket() {
            let form = ("a sum, average, min or max", "合计、平均、最小、最大");
            let action =
                ("count messages instead, or write a rule of its own", "改为数消息，或单独写一条规则");
            self.push(Diagnostic::at(limits::NESTED_FORM, span).arg("form", form).arg("action", action));
            return None;
        }
        let look = match &aggregate.last {
            Some(last) => self.look(&ast::Look::Last(last.clone()), span, scope),
            None => self.look(&ast::Look::Alone, span, scope),
        }?;
        let domain = distinct_domain(&measure, Some(look), scope);
        let bracket = match &aggregate.filter {
            Some(filter) => self.bracket(filter, &bracket_scope(look, domain, false, scope)),
            None => Default::default(),
        };
        let value = Number::Const(Ratio::ZERO);
        let op = CompareOp::GreaterEqual;
        Some(Phrase { look, measure, domain, op, value, share: false, bracket, span })
    }

    /// The scope in which an aggregate's field is read.
    pub(super) fn bracket_scope_of<'s>(&self, aggregate: &Aggregate, scope: &Scope<'s>) -> Scope<'s> {
        let _ = aggregate;
        bracket_scope(Look::Window, Domain::Any, false, scope)
    }

    /// Where a phrase looks, if it may look there.
    fn look(&mut self, look: &ast::Look, span: Span, scope: &Scope) -> Option<Look> {
        let allowed = match scope.place {
            Place::Define | Place::Where | Place::Unless => {
                let problem = Diagnostic::at(limits::LOOKS_AT_OTHERS, span).arg("place", scope.clause());
                self.push(problem);
                false
            }
            Place::Bracket { look: outer, inner, counts, .. } => {
                self.nested_look(look, (outer, inner, counts), span, scope)
            }
            Place::When => self.anchored_look(look, span, scope),
        };
        let within = match look {
            ast::Look::Following(d) | ast::Look::Preceding(d) | ast::Look::Last(d) => {
                Some(self.within(d, scope))
            }
            ast::Look::Row | ast::Look::Alone => None,
        };
        if !allowed {
            return None;
        }
        Some(match (look, within) {
            (ast::Look::Following(_), Some(within)) => Look::Following(within?),
            (ast::Look::Preceding(_), Some(within)) => Look::Preceding(within?),
            (ast::Look::Last(_), Some(within)) => Look::Last(within?),
            (ast::Look::Row, _) => Look::Row,
            _ => Look::Window,
        })
    }

    fn nested_look(
        &mut self,
        look: &ast::Look,
        (outer, inner, counts): (Look, bool, bool),
        span: Span,
        scope: &Scope,
    ) -> bool {
        if inner {
            self.push(Diagnostic::at(limits::NESTED_TOO_DEEP, span));
            return false;
        }
        if matches!(outer, Look::Window | Look::Row) || !scope.rule.is_some_and(|r| r.anchor.is_message()) {
            self.push(Diagnostic::at(limits::NESTED_IN_WINDOW, span));
            return false;
        }
        match look {
            ast::Look::Following(_) if matches!(outer, Look::Last(_) | Look::Preceding(_) | Look::Row) => {
                self.push(Diagnostic::at(limits::FORWARD_IN_PAST, span));
                false
            }
            ast::Look::Following(_) if !counts => {
                let what = ("distinct values or a share", "不同的值或占比");
                self.push(Diagnostic::at(limits::FORWARD_IN_DISTINCT, span).arg("what", what));
                false
            }
            ast::Look::Following(_) | ast::Look::Preceding(_) => true,
            _ => {
                let form = form(look);
                let action = ("write `preceded within … by …`", "写 `此前 … 内 …`");
                self.push(Diagnostic::at(limits::NESTED_FORM, span).arg("form", form).arg("action", action));
                false
            }
        }
    }

    fn anchored_look(&mut self, look: &ast::Look, span: Span, scope: &Scope) -> bool {
        let Some(rule) = scope.rule else { return false };
        let windowed = matches!(rule.anchor, Anchor::Calendar(_) | Anchor::Session { .. });
        let action: Both = match look {
            ast::Look::Alone if rule.anchor.is_message() => {
                self.push(Diagnostic::at(limits::NEEDS_WINDOW, span));
                return false;
            }
            ast::Look::Alone => return true,
            ast::Look::Last(_) if !windowed => return true,
            ast::Look::Last(_) => (
                "leave `in last` out: the rule's window is what is counted",
                "去掉 `最近`：规则的时间窗就是统计的范围",
            )
                .into(),
            _ if rule.anchor.is_message() => return true,
            _ => ("judge `each message` instead", "改为 `每条消息`").into(),
        };
        let problem = Diagnostic::at(limits::NEEDS_MESSAGE, span)
            .arg("form", form(look))
            .arg("anchor", say::anchor_name(&rule.anchor))
            .arg("action", action);
        self.push(problem);
        false
    }

    fn noun(&mut self, noun: &Noun, scope: &Scope) -> Option<Measure> {
        Some(match noun {
            Noun::Messages | Noun::Events => Measure::Count,
            Noun::Senders => Measure::Distinct(Field::Person(Who::Sender), false),
            Noun::Groups => Measure::Distinct(Field::Group, false),
            Noun::Days => Measure::Days,
            Noun::Different(key) => {
                let (field, exact) = self.key_field(key, scope.module)?;
                Measure::Distinct(field, exact)
            }
        })
    }

    /// Looks and nouns that do not go together.
    fn fits(&mut self, phrase: &Phrase, amount: Span, scope: &Scope) -> bool {
        let Some(rule) = scope.rule else { return false };
        if phrase.look == Look::Row && (phrase.share || !matches!(phrase.measure, Measure::Count)) {
            let problem = self
                .problem(limits::WRONG_IN_A_ROW, amount)
                .arg("why", ("counts messages or events", "数的是消息或事件"))
                .arg("action", ("write `messages` or `events`", "写 `消息` 或 `事件`"));
            self.push(problem);
            return false;
        }
        if phrase.share && scope.in_bracket() {
            let action = ("compare with a number instead", "改用数目");
            let problem = Diagnostic::at(limits::NESTED_FORM, amount)
                .arg("form", ("a share", "占比"))
                .arg("action", action);
            self.push(problem);
            return false;
        }
        let own = rule.anchor.domain();
        let of_judged = matches!(phrase.look, Look::Last(_) | Look::Row);
        if of_judged && own != Domain::Any && phrase.domain != own && !scope.in_bracket() {
            let events = own == Domain::Events;
            let why = if events {
                (
                    "the rule judges events, and only what it judges is looked at",
                    "规则判断的是事件，只看所判断的",
                )
            } else {
                (
                    "the rule judges messages, and only what it judges is looked at",
                    "规则判断的是消息，只看所判断的",
                )
            };
            let action = ("use `preceded within`, which looks at everything", "改用 `此前`，它什么都看");
            let problem = self.problem(limits::WRONG_DOMAIN, amount).arg("why", why).arg("action", action);
            self.push(problem);
            return false;
        }
        true
    }

    /// A field that keeps apart or is told apart, and whether as written.
    pub(super) fn key_field(&mut self, key: &ast::Key, module: usize) -> Option<(Field, bool)> {
        use crate::diag::codes::types as codes;
        use crate::fields::Type;
        let scope = Scope { place: Place::When, ..Scope::define(module) };
        if self.is_far_from_fields(&key.path, module) {
            let problem =
                self.problem(codes::BAD_KEY, key.path.span).arg("what", ("no field", "字段以外的词"));
            self.push(problem);
            return None;
        }
        let (field, what) = match self.find(&key.path, &scope) {
            find::Found::Nothing => return None,
            find::Found::Field(field, Side::HERE) => (Some(field), say::type_name(field.value_type())),
            _ => (None, ("no field", "不是字段").into()),
        };
        let kind = field.map(Field::value_type);
        match (field, kind) {
            (_, Some(Type::Texts | Type::People)) => {
                let problem = self.problem(codes::LIST_AS_KEY, key.path.span);
                self.push(problem);
                None
            }
            (Some(_), Some(Type::Person | Type::Group)) if key.exactly => {
                let problem = self.problem(codes::MISUSED_EXACTLY, key.path.span).arg("what", what);
                self.push(problem);
                None
            }
            (Some(field), Some(Type::Text | Type::Person | Type::Group)) => Some((field, key.exactly)),
            _ => {
                let problem = self.problem(codes::BAD_KEY, key.path.span).arg("what", what);
                self.push(problem);
                None
            }
        }
    }
}

/// Distinct values and numbers are those of messages, unless only events have them or events are judged.
fn distinct_domain(measure: &Measure, look: Option<Look>, scope: &Scope) -> Domain {
    let field = match measure {
        Measure::Distinct(field, _) => Some(*field),
        Measure::Sum(f) | Measure::Average(f) | Measure::Min(f) | Measure::Max(f) => Some(*f),
        Measure::Count | Measure::Days => None,
    };
    let of_events = matches!(
        field,
        Some(
            Field::Person(Who::Subject | Who::Inviter)
                | Field::OfPerson(Who::Subject | Who::Inviter, _)
                | Field::Message(Attr::Recalls)
        )
    );
    let judged = matches!(look, Some(Look::Last(_) | Look::Row));
    let events = scope.rule.is_some_and(|rule| rule.anchor.domain() == Domain::Events);
    if of_events || (judged && events) { Domain::Events } else { Domain::Messages }
}

fn bracket_scope<'s>(look: Look, domain: Domain, counts: bool, scope: &Scope<'s>) -> Scope<'s> {
    let inner = scope.in_bracket();
    let trigger = inner || scope.rule.is_some_and(|rule| rule.anchor.is_message());
    Scope { domain, ..scope.at(Place::Bracket { look, inner, trigger, counts }) }
}

fn form(look: &ast::Look) -> Both {
    match look {
        ast::Look::Following(_) => ("followed within", "随后"),
        ast::Look::Preceding(_) => ("preceded within", "此前"),
        ast::Look::Last(_) => ("in last", "最近"),
        ast::Look::Row => ("in a row", "连续"),
        ast::Look::Alone => ("a bare count", "单独计数"),
    }
    .into()
}

impl Facts {
    /// True if all messages of a key have the same value of a field.
    pub(super) fn fixes(&self, field: Field, exact: bool) -> bool {
        self.key.iter().any(|key| match (key.field, field) {
            (Field::Group, Field::OfGroup(_)) => true,
            (Field::Person(a), Field::OfPerson(b, attr)) => {
                a == b && !matches!(attr, Attr::PersonNickname | Attr::PersonRoles)
            }
            (own, field) => own == field && (key.exact || !exact),
        })
    }

    /// True if a person of the roster is the key, or part of it.
    pub(super) fn has_member(&self) -> bool {
        self.key.iter().any(|key| key.field == Field::Person(Who::Member))
    }

    /// True if a field is the key's own.
    pub(super) fn knows(&self, field: Field) -> bool {
        self.key.iter().any(|key| match (key.field, field) {
            (Field::Group, Field::OfGroup(_)) => true,
            (Field::Group, Field::Person(Who::Owner) | Field::OfPerson(Who::Owner, _)) => true,
            (Field::Person(a), Field::OfPerson(b, _)) => a == b,
            (own, field) => own == field,
        })
    }
}

/// A phrase's bracket, for expressions that are only known to be conditions.
pub(super) fn conjuncts(expr: &Expr) -> &Expr {
    match &expr.kind {
        ast::ExprKind::Paren(inner) => conjuncts(inner),
        _ => expr,
    }
}
