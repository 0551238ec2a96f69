//! Conditions: `and`, `or`, `not`, and what stands between them.

use super::Checker;
use super::find::{Found, Side};
use super::operand::{Expect, Operand};
use super::say;
use super::scope::{Place, Scope};
use super::tree::{Read, Relation, RelationKind, Test};
use crate::diag::codes::{limits, names, types as codes};
use crate::diag::{Both, Diagnostic};
use crate::fields::{Attr, Field, Type};
use crate::resolve::Decl;
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, Expr, ExprKind, Path};

/// A condition and whose fields it reads.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    /// The condition.
    pub test: Test,
    /// Whose fields.
    pub side: Side,
}

impl Typed {
    pub(super) fn here(test: Test) -> Typed {
        Typed { test, side: Side::HERE }
    }

    /// Stands in for a part with a mistake; fits anywhere.
    pub(super) fn error() -> Typed {
        Typed { test: Test::Const(false), side: Side::default() }
    }
}

impl Checker<'_> {
    /// Reads a condition.
    pub(super) fn condition(&mut self, expr: &Expr, scope: &Scope) -> Typed {
        match &expr.kind {
            ExprKind::Error => Typed::error(),
            ExprKind::Paren(inner) => self.condition(inner, scope),
            ExprKind::Not(inner) => {
                let typed = self.condition(inner, scope);
                Typed { test: Test::Not(Box::new(typed.test)), side: typed.side }
            }
            ExprKind::Binary { op: op @ (BinaryOp::And | BinaryOp::Or), left, right, .. } => {
                self.connective(*op, left, right, scope)
            }
            ExprKind::Binary { op, left, right, op_span } if !op.is_arithmetic() => {
                self.comparison(*op, left, right, *op_span, expr.span, scope)
            }
            ExprKind::Presence { value, absent } => self.presence(value, *absent, scope),
            ExprKind::InHours { hours, outside } => self.in_hours(hours, *outside, scope),
            ExprKind::MentionsEveryone => match self.own_field(Attr::Mentions, expr.span, scope) {
                true => Typed::here(Test::Everyone),
                false => Typed::error(),
            },
            ExprKind::RecallsTrigger => self.relates(Attr::Recalls, expr.span, scope),
            ExprKind::QuotesTrigger => self.relates(Attr::Quotes, expr.span, scope),
            ExprKind::Phrase(phrase) => self.phrase(phrase, expr.span, scope),
            ExprKind::Path(path) => self.bare(path, scope),
            _ => self.not_a_condition(expr, scope),
        }
    }

    fn connective(&mut self, op: BinaryOp, left: &Expr, right: &Expr, scope: &Scope) -> Typed {
        let a = self.condition(left, scope);
        let bare = op == BinaryOp::Or && self.bare_alternative(left, right, scope);
        let b = if bare { Typed::error() } else { self.condition(right, scope) };
        let side = a.side.with(b.side);
        let join: fn(Vec<Test>) -> Test = if op == BinaryOp::And { Test::All } else { Test::Any };
        let mut parts = Vec::new();
        for test in [a.test, b.test] {
            match (op, test) {
                (BinaryOp::And, Test::All(inner)) | (BinaryOp::Or, Test::Any(inner)) => parts.extend(inner),
                (_, test) => parts.push(test),
            }
        }
        Typed { test: join(parts), side }
    }

    /// `kind is image or video`, `sender is leader or admin`: parses, but means something else.
    fn bare_alternative(&mut self, left: &Expr, right: &Expr, scope: &Scope) -> bool {
        let value = match &right.kind {
            ExprKind::Path(path) => self.is_value(path, scope),
            ExprKind::Str(_) | ExprKind::Number(_) | ExprKind::Weekday(_) => true,
            _ => false,
        };
        let Some((subject, operator)) = value.then(|| last_comparison(left)).flatten() else { return false };
        let span = left.span.to(right.span);
        let joined = if self.program.modules[scope.module].tree.chinese { " 或 " } else { " or " };
        let written = format!("{} {}", self.text(subject), self.text(operator));
        let fixed = format!("{}{joined}{written} {}", self.text(left.span), self.text(right.span));
        let problem = Diagnostic::at(codes::BARE_ALTERNATIVE, right.span)
            .arg("right", self.text(right.span))
            .arg("fixed", fixed.clone())
            .fix(span, fixed);
        self.push(problem);
        true
    }

    /// True for names that are no condition: kinds, roles, params, lists, unknown words.
    fn is_value(&mut self, path: &Path, scope: &Scope) -> bool {
        match self.lookup(path, scope.module) {
            Some(Decl::Define(_)) => false,
            Some(_) => true,
            None => match path.parts.as_slice() {
                [word] if super::find::field_of(&[&word.text]).is_some() => false,
                [word] if super::find::kind_of(&word.text).is_some() => true,
                // A word that means nothing was not meant as a condition either, unless it resembles one.
                [word] => {
                    let home = &self.program.modules[scope.module];
                    let defines = home.names.iter().filter(|(_, (decl, _))| matches!(decl, Decl::Define(_)));
                    let near = crate::diag::nearest(&word.text, defines.map(|(name, _)| name.as_str()));
                    !home.broken && near.is_none()
                }
                _ => false,
            },
        }
    }

    fn bare(&mut self, path: &Path, scope: &Scope) -> Typed {
        match self.find(path, scope) {
            Found::Nothing => Typed::error(),
            Found::Decl(Decl::Define(define)) => self.use_define(define, path, scope),
            Found::Field(field, side) if field.value_type() == Type::Flag => {
                if matches!(field, Field::Message(Attr::Workday | Attr::Holiday)) {
                    self.calendar(path.dotted(), path.span, scope);
                }
                Typed { test: Test::Flag(field), side }
            }
            Found::Field(field, _) => {
                let example = example(field);
                self.no_condition(path.span, say::type_name(field.value_type()), example)
            }
            Found::Kind(_) => {
                self.no_condition(path.span, ("a kind of message", "消息类型").into(), kind_example(path))
            }
            Found::Decl(Decl::Role(_)) => {
                let name = path.dotted();
                let example = (format!("`sender is {name}`"), format!("`发送者 是 {name}`"));
                let example = Both { en: example.0, zh: example.1 };
                self.no_condition(path.span, ("a role", "角色").into(), example)
            }
            Found::Decl(Decl::Hours(_)) => {
                let name = path.dotted();
                let example = Both { en: format!("`in {name}`"), zh: format!("`在 {name} 内`") };
                self.no_condition(path.span, ("named hours", "时段").into(), example)
            }
            Found::Decl(Decl::List(_)) => {
                let name = path.dotted();
                let example =
                    Both { en: format!("`text contains {name}`"), zh: format!("`文本 含 {name}`") };
                self.no_condition(path.span, ("a list", "名单").into(), example)
            }
            Found::Decl(Decl::Param(_)) => {
                let example = ("`text.length > 3`", "`文本.长度 > 3`").into();
                self.no_condition(path.span, ("a param", "参数").into(), example)
            }
        }
    }

    fn no_condition(&mut self, span: Span, what: Both, example: Both) -> Typed {
        let problem = self.problem(codes::NOT_A_CONDITION, span).arg("what", what).arg("example", example);
        self.push(problem);
        Typed::error()
    }

    fn not_a_condition(&mut self, expr: &Expr, scope: &Scope) -> Typed {
        let before = self.problems.iter().count();
        let operand = self.operand(expr, Expect::Any, scope);
        if self.problems.iter().count() == before && !matches!(operand, Operand::Error) {
            let example = ("`text.length > 3`", "`文本.长度 > 3`").into();
            self.no_condition(expr.span, say::sort(&operand), example);
        }
        Typed::error()
    }

    fn use_define(&mut self, define: usize, path: &Path, scope: &Scope) -> Typed {
        if matches!(self.defines[define], super::DefineState::Open) {
            let from = self.chain.iter().position(|&d| d == define).unwrap_or(0);
            let names = self.chain[from..].iter().chain([&define]);
            let chain: Vec<&str> = names.map(|&d| self.program.defines[d].name.text.as_str()).collect();
            let problem = Diagnostic::at(names::DEFINITION_CYCLE, path.span)
                .arg("name", path.dotted())
                .arg("chain", chain.join(" → "));
            self.push(problem);
            return Typed::error();
        }
        self.define(define);
        if scope.of_key() && !self.knows_define(define, scope) {
            let anchor = scope.rule.map_or("".into(), |rule| say::anchor_name(&rule.anchor));
            let problem = Diagnostic::at(limits::NOT_A_KEY_FIELD, path.span);
            self.push(problem.arg("anchor", anchor).arg("name", path.dotted()));
            return Typed::error();
        }
        if let super::DefineState::Done(checked) = &self.defines[define]
            && checked.needs_calendar
        {
            self.calendar(path.dotted(), path.span, scope);
        }
        Typed::here(Test::Define(define))
    }

    /// True if a define reads nothing but the fields of the rule's key.
    fn knows_define(&self, define: usize, scope: &Scope) -> bool {
        let (super::DefineState::Done(checked), Some(rule)) = (&self.defines[define], scope.rule) else {
            return true;
        };
        let mut known = true;
        let mut inner = Vec::new();
        checked.test.reads(&mut |read| match read {
            Read::Field(field) => known &= rule.knows(field),
            Read::Define(define) => inner.push(define),
        });
        known && inner.into_iter().all(|define| self.knows_define(define, scope))
    }

    fn presence(&mut self, value: &Expr, absent: bool, scope: &Scope) -> Typed {
        match self.operand(value, Expect::Any, scope) {
            Operand::Error => Typed::error(),
            Operand::Field { field, side, .. } => {
                let test = Test::Absent(field);
                Typed { test: if absent { test } else { Test::Not(Box::new(test)) }, side }
            }
            other => {
                let problem = self.problem(codes::CANNOT_BE_ABSENT, value.span);
                self.push(problem.arg("what", say::sort(&other)));
                Typed::error()
            }
        }
    }

    fn in_hours(&mut self, path: &Path, outside: bool, scope: &Scope) -> Typed {
        let typed = match self.lookup(path, scope.module) {
            Some(Decl::Hours(hours)) => match self.own_field(Attr::Time, path.span, scope) {
                true => self.hours_test(hours, path, scope),
                false => Typed::error(),
            },
            Some(_) => {
                let problem = Diagnostic::at(names::WRONG_SORT, path.span)
                    .arg("name", path.dotted())
                    .arg("what", ("not hours", "别的东西"))
                    .arg("wanted", ("named hours", "时段"));
                self.push(problem);
                Typed::error()
            }
            None => {
                if !self.program.modules[scope.module].broken {
                    let hours = self.program.hours.iter().map(|h| h.name.text.as_str());
                    let near = crate::diag::nearest(&path.dotted(), hours).map(str::to_string);
                    let problem = Diagnostic::at(names::UNKNOWN_HOURS, path.span);
                    self.push(problem.arg("name", path.dotted()).maybe("near", near));
                }
                Typed::error()
            }
        };
        if outside { Typed { test: Test::Not(Box::new(typed.test)), side: typed.side } } else { typed }
    }

    /// A condition that reads a field of the message without naming it.
    pub(super) fn own_field(&mut self, attr: Attr, span: Span, scope: &Scope) -> bool {
        if !scope.of_key() {
            return true;
        }
        let field = Field::Message(attr);
        let anchor = scope.rule.map_or("".into(), |rule| say::anchor_name(&rule.anchor));
        let problem = Diagnostic::at(limits::NOT_A_KEY_FIELD, span)
            .arg("anchor", anchor)
            .arg("name", say::field_name(field));
        self.push(problem);
        false
    }

    /// `recalls trigger`, `quotes trigger`
    fn relates(&mut self, attr: Attr, span: Span, scope: &Scope) -> Typed {
        if !scope.has_trigger() {
            let action: (&str, &str) = match scope.place {
                Place::Bracket { .. } => ("judge `each message` instead", "改为 `每条消息`"),
                _ => (
                    "put it into a bracket, as in `followed within 5m by any event (recalls trigger)`",
                    "放进括号，例如 `随后 5分钟 内 有 事件 (撤回 触发消息)`",
                ),
            };
            let place: (&str, &str) = match scope.place {
                Place::Bracket { .. } => ("in a rule that judges windows", "判断时间窗的规则中"),
                _ => ("outside brackets", "括号外"),
            };
            self.push(Diagnostic::at(limits::NO_TRIGGER, span).arg("place", place).arg("action", action));
            return Typed::error();
        }
        let relation = Relation {
            kind: RelationKind::Equal,
            other: Field::Message(attr),
            trigger: Field::Message(Attr::Id),
            exact: true,
        };
        Typed { test: Test::Relation(relation), side: Side { here: true, trigger: true } }
    }

    /// Something asks about workdays: the policy must name a calendar. In a define, its users must.
    pub(super) fn calendar(&mut self, name: String, span: Span, scope: &Scope) {
        self.needs_calendar = true;
        if scope.rule.is_some_and(|rule| !rule.calendar) {
            self.push(Diagnostic::at(limits::NEEDS_CALENDAR, span).arg("name", name));
        }
    }
}

/// The left side and operator of the last comparison in a chain of alternatives.
fn last_comparison(expr: &Expr) -> Option<(Span, Span)> {
    match &expr.kind {
        ExprKind::Binary { op: BinaryOp::And | BinaryOp::Or, left, right, .. } => {
            last_comparison(right).or_else(|| last_comparison(left))
        }
        ExprKind::Binary { op, left, op_span, .. } if !op.is_arithmetic() => Some((left.span, *op_span)),
        _ => None,
    }
}

fn example(field: Field) -> Both {
    let (en, zh) = (field.english(), field.chinese());
    match field.value_type() {
        Type::Text => Both { en: format!("`{en} contains \"…\"`"), zh: format!("`{zh} 含 \"…\"`") },
        Type::Texts => Both { en: format!("`{en} is present`"), zh: format!("`{zh} 存在`") },
        Type::People => ("`mentions contains leader`", "`提及 含 领导`").into(),
        Type::Kind => ("`kind is image`", "`类型 是 图片`").into(),
        Type::Person => Both { en: format!("`{en} is leader`"), zh: format!("`{zh} 是 领导`") },
        Type::Group => ("`group.name contains \"…\"`", "`群.名称 含 \"…\"`").into(),
        Type::Message => Both { en: format!("`{en} is present`"), zh: format!("`{zh} 存在`") },
        _ => Both { en: format!("`{en} > …`"), zh: format!("`{zh} > …`") },
    }
}

fn kind_example(path: &Path) -> Both {
    Both { en: format!("`kind is {}`", path.dotted()), zh: format!("`类型 是 {}`", path.dotted()) }
}
