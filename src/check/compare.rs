//! Comparisons: which sides go with which operator, and what they test.

use super::Checker;
use super::condition::Typed;
use super::find::Side;
use super::operand::{Expect, Operand, Unit};
use super::say;
use super::scope::Scope;
use super::tree::{CompareOp, Domain, Number, Relation, RelationKind, Test, TextTest, Words};
use crate::diag::codes::{limits, types as codes};
use crate::diag::{Both, Diagnostic};
use crate::fields::{Attr, Field, Type, Who};
use crate::model::{Kind, Ratio};
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, Expr, ExprKind};

/// Two sides and their operator.
struct Pair<'e> {
    left: &'e Expr,
    right: &'e Expr,
    op_span: Span,
    span: Span,
}

impl Checker<'_> {
    /// A comparison. Negated operators are the negation of the plain ones.
    pub(super) fn comparison(
        &mut self,
        op: BinaryOp,
        left: &Expr,
        right: &Expr,
        op_span: Span,
        span: Span,
        scope: &Scope,
    ) -> Typed {
        let (plain, negated) = match op {
            BinaryOp::IsNot => (BinaryOp::Is, true),
            BinaryOp::NotIn => (BinaryOp::In, true),
            BinaryOp::ContainsNot => (BinaryOp::Contains, true),
            other => (other, false),
        };
        let l = self.operand(left, Expect::Any, scope);
        let expect = match &l {
            Operand::Field { field, .. } => match field.value_type() {
                Type::Kind => Expect::Kind,
                Type::Person | Type::People => Expect::Role,
                _ => Expect::Any,
            },
            _ => Expect::Any,
        };
        let r = self.operand(right, expect, scope);
        if matches!(l, Operand::Error) || matches!(r, Operand::Error) {
            return Typed::error();
        }
        let pair = Pair { left, right, op_span, span };
        let typed = match plain {
            BinaryOp::Matches => self.matches(l, r, &pair),
            BinaryOp::Contains => self.contains(l, r, &pair),
            BinaryOp::StartsWith => self.text_test(TextTest::StartsWith, l, r, &pair),
            BinaryOp::EndsWith => self.text_test(TextTest::EndsWith, l, r, &pair),
            BinaryOp::In => self.member_of(l, r, &pair, scope),
            BinaryOp::Is => self.is(l, r, &pair, scope),
            BinaryOp::Less => self.order(CompareOp::Less, l, r, &pair),
            BinaryOp::LessEqual => self.order(CompareOp::LessEqual, l, r, &pair),
            BinaryOp::Greater => self.order(CompareOp::Greater, l, r, &pair),
            BinaryOp::GreaterEqual => self.order(CompareOp::GreaterEqual, l, r, &pair),
            _ => Typed::error(),
        };
        if negated { Typed { test: Test::Not(Box::new(typed.test)), side: typed.side } } else { typed }
    }

    fn is(&mut self, l: Operand, r: Operand, pair: &Pair, scope: &Scope) -> Typed {
        let Operand::Field { field, side, exact } = l.clone() else {
            // `0.8 * group.size is 3`, or the two sides exchanged.
            return match Self::as_number(&l) {
                Some(_) => self.order(CompareOp::Equal, l, r, pair),
                None => self.not_comparable(&l, &r, pair),
            };
        };
        if let Operand::Field { field: other, side: other_side, exact: other_exact } = r {
            return self.same(field, side, other, other_side, exact || other_exact, pair);
        }
        match (field.value_type(), &r) {
            (Type::Kind, Operand::Kind(kind)) => self.kinds(vec![*kind], side, pair.span, scope),
            (Type::Person, Operand::Role(role)) => match field {
                Field::Person(who) => Typed { test: Test::Role(who, *role), side },
                _ => self.not_comparable(&l, &r, pair),
            },
            (Type::Person, Operand::Text { .. } | Operand::Words { .. }) => self.person_is_text(pair),
            (Type::Text, Operand::Text { .. } | Operand::Words { .. }) => {
                self.text_test(TextTest::Is, l, r, pair)
            }
            (Type::People, Operand::Role(_))
            | (Type::Texts, Operand::Text { .. } | Operand::Words { .. }) => {
                let instead = ("`contains`", "`含`");
                self.wrong_operator(pair, say::type_name(field.value_type()), instead.into())
            }
            (Type::Group, Operand::Text { .. }) => self.wrong_operator(
                pair,
                say::type_name(Type::Group),
                ("`group.name is`", "`群.名称 是`").into(),
            ),
            (_, Operand::Range(..) | Operand::Items(_)) => {
                self.wrong_operator(pair, say::sort(&r), ("`in`", "`属于`").into())
            }
            (Type::Weekday, _) => match day_bits(&r) {
                Some(bits) => self.weekday(field, side, bits, &l, &r, pair),
                None => self.not_comparable(&l, &r, pair),
            },
            (kind, _) if super::find::is_numeric(kind) => self.order(CompareOp::Equal, l, r, pair),
            _ => self.not_comparable(&l, &r, pair),
        }
    }

    /// Two fields: of one message, or of a bracket's message and its trigger.
    fn same(&mut self, a: Field, sa: Side, b: Field, sb: Side, exact: bool, pair: &Pair) -> Typed {
        let (ka, kb) = (a.value_type(), b.value_type());
        if ka != kb {
            let (l, r) =
                (Operand::Field { field: a, side: sa, exact }, Operand::Field { field: b, side: sb, exact });
            return self.not_comparable(&l, &r, pair);
        }
        if matches!(ka, Type::Texts | Type::People) {
            return self.wrong_operator(
                pair,
                say::type_name(ka),
                ("`in` or `contains`", "`属于` 或 `含`").into(),
            );
        }
        if sa == sb {
            return Typed { test: Test::Same(a, b, exact), side: sa };
        }
        let (other, trigger) = if sa == Side::HERE { (a, b) } else { (b, a) };
        let relation = Relation { kind: RelationKind::Equal, other, trigger, exact };
        Typed { test: Test::Relation(relation), side: sa.with(sb) }
    }

    /// Kinds, checked against what is looked at.
    fn kinds(&mut self, kinds: Vec<Kind>, side: Side, span: Span, scope: &Scope) -> Typed {
        let domain = if side == Side::TRIGGER { Domain::Any } else { scope.domain };
        let fits = |k: &Kind| match domain {
            Domain::Messages => !k.is_event(),
            Domain::Events => k.is_event(),
            Domain::Any => true,
        };
        if !kinds.iter().any(fits) {
            let messages = domain == Domain::Messages;
            let why = if messages {
                ("messages never include events", "消息不包含事件")
            } else {
                ("events never include messages", "事件不包含消息")
            };
            let action = match (scope.in_bracket(), messages) {
                (true, true) => ("count `events` instead", "改数 `事件`"),
                (true, false) => ("count `messages` instead", "改数 `消息`"),
                (false, true) => ("write `each event`", "写 `每个事件`"),
                (false, false) => ("write `each message`", "写 `每条消息`"),
            };
            let problem = self.problem(limits::WRONG_DOMAIN, span).arg("why", why).arg("action", action);
            self.push(problem);
        }
        Typed { test: Test::Kind(kinds), side }
    }

    fn matches(&mut self, l: Operand, r: Operand, pair: &Pair) -> Typed {
        match (&l, &r) {
            (Operand::Field { field, side, .. }, Operand::Pattern(pattern))
                if field.value_type() == Type::Text =>
            {
                Typed { test: Test::Matches { field: *field, pattern: pattern.clone() }, side: *side }
            }
            (Operand::Field { field, .. }, Operand::Pattern(_)) => {
                let instead = match field {
                    Field::Person(_) | Field::Group => {
                        ("a name, as in `sender.name`", "姓名，例如 `发送者.姓名`")
                    }
                    _ => ("a text field, such as `text`", "文本字段，例如 `文本`"),
                };
                self.wrong_operator(pair, say::sort(&l), instead.into())
            }
            _ => self.wrong_operator(pair, say::sort(&r), ("a pattern `/…/`", "正则表达式 `/…/`").into()),
        }
    }

    fn text_test(&mut self, test: TextTest, l: Operand, r: Operand, pair: &Pair) -> Typed {
        let Operand::Field { field, side, exact: left_exact } = l else {
            return self.wrong_operator(
                pair,
                say::sort(&l),
                ("it after a text field", "文本字段在前的写法").into(),
            );
        };
        if field.value_type() != Type::Text {
            return match (&field, r) {
                (Field::Person(_), Operand::Text { .. } | Operand::Words { .. }) => self.person_is_text(pair),
                _ => self.wrong_operator(
                    pair,
                    say::sort(&l),
                    ("a text field, such as `text`", "文本字段，例如 `文本`").into(),
                ),
            };
        }
        match words(&r) {
            Some((words, all, exact)) => {
                let exact = exact || left_exact;
                Typed { test: Test::Text { field, test, words, all, exact }, side }
            }
            None => self.not_comparable(&l, &r, pair),
        }
    }

    fn contains(&mut self, l: Operand, r: Operand, pair: &Pair) -> Typed {
        let Operand::Field { field, side, exact: left_exact } = l.clone() else {
            return self.wrong_operator(pair, say::sort(&l), ("it after a field", "字段在前的写法").into());
        };
        match field.value_type() {
            Type::Text => self.text_test(TextTest::Contains, l, r, pair),
            Type::Texts => match words(&r) {
                Some((words, all, exact)) => {
                    let test = Test::Holds { field, words, all, exact: exact || left_exact };
                    Typed { test, side }
                }
                None => self.not_comparable(&l, &r, pair),
            },
            Type::People => match r {
                Operand::Role(role) if field == Field::Message(Attr::Mentions) => {
                    Typed { test: Test::MentionsRole(role), side }
                }
                Operand::Field { field: Field::Person(who), side: whose, .. } => {
                    self.membership(who, whose, field, side)
                }
                Operand::Items(items) => {
                    self.any_of(items, pair, |this, item| this.contains(l.clone(), item, pair))
                }
                Operand::Text { .. } | Operand::Words { .. } => self.person_is_text(pair),
                _ => self.not_comparable(&l, &r, pair),
            },
            kind => {
                let instead = match kind {
                    Type::Person => ("`is` with a role, or a name", "`是` 加角色，或比较姓名"),
                    Type::Group => ("`group.name contains`", "`群.名称 含`"),
                    _ => ("`is`", "`是`"),
                };
                self.wrong_operator(pair, say::type_name(kind), instead.into())
            }
        }
    }

    /// A person in a list of people.
    fn membership(&mut self, who: Who, person: Side, list: Field, of: Side) -> Typed {
        if person == of {
            return Typed { test: Test::PersonIn(who, list), side: of };
        }
        let relation = if of == Side::TRIGGER {
            Relation { kind: RelationKind::OtherIn, other: Field::Person(who), trigger: list, exact: true }
        } else {
            Relation { kind: RelationKind::TriggerIn, other: list, trigger: Field::Person(who), exact: true }
        };
        Typed { test: Test::Relation(relation), side: person.with(of) }
    }

    /// `X in …`
    fn member_of(&mut self, l: Operand, r: Operand, pair: &Pair, scope: &Scope) -> Typed {
        match (&l, &r) {
            (_, Operand::Items(items)) => {
                let items = items.clone();
                let kinds: Option<Vec<Kind>> = items
                    .iter()
                    .map(|(item, _)| if let Operand::Kind(k) = item { Some(*k) } else { None })
                    .collect();
                if let (Operand::Field { field: Field::Message(Attr::Kind), side, .. }, Some(kinds)) =
                    (&l, kinds)
                {
                    return self.kinds(kinds, *side, pair.span, scope);
                }
                self.any_of(items, pair, |this, item| {
                    let inner = matches!(item, Operand::Range(..));
                    if inner {
                        this.member_of(l.clone(), item, pair, scope)
                    } else {
                        this.is(l.clone(), item, pair, scope)
                    }
                })
            }
            (Operand::Field { field, side, .. }, Operand::Words { all: false, .. }) => {
                match field.value_type() {
                    Type::Text => self.text_test(TextTest::Is, l, r, pair),
                    Type::Person => self.person_is_text(pair),
                    Type::Texts => {
                        let _ = side;
                        self.wrong_operator(pair, say::sort(&l), ("`contains`", "`含`").into())
                    }
                    _ => self.not_comparable(&l, &r, pair),
                }
            }
            (
                Operand::Field { field: Field::Person(who), side, .. },
                Operand::Field { field: list, side: of, .. },
            ) if list.value_type() == Type::People => self.membership(*who, *side, *list, *of),
            (Operand::Field { field: Field::Person(who), side, .. }, Operand::Role(role)) => {
                Typed { test: Test::Role(*who, *role), side: *side }
            }
            (
                Operand::Field { field: Field::Message(Attr::Time | Attr::Clock), .. },
                Operand::Hours(hours),
            ) => match &pair.right.kind {
                ExprKind::Path(path) => self.hours_test(*hours, path, scope),
                _ => Typed::error(),
            },
            (Operand::Field { field, side, .. }, Operand::Number { .. })
                if field.value_type() == Type::Weekday =>
            {
                match day_bits(&r) {
                    Some(bits) => self.weekday(*field, *side, bits, &l, &r, pair),
                    None => self.not_comparable(&l, &r, pair),
                }
            }
            (_, Operand::Range(low, high, unit)) => self.in_range(&l, *low, *high, *unit, &r, pair),
            _ => self.not_comparable(&l, &r, pair),
        }
    }

    fn any_of(
        &mut self,
        items: Vec<(Operand, Span)>,
        pair: &Pair,
        mut one: impl FnMut(&mut Self, Operand) -> Typed,
    ) -> Typed {
        let _ = pair;
        let mut side = Side::default();
        let mut parts = Vec::new();
        for (item, _) in items {
            if matches!(item, Operand::Error) {
                return Typed::error();
            }
            let typed = one(self, item);
            side = side.with(typed.side);
            parts.push(typed.test);
        }
        Typed { test: Test::Any(parts), side }
    }

    fn in_range(
        &mut self,
        l: &Operand,
        low: Ratio,
        high: Ratio,
        unit: Unit,
        r: &Operand,
        pair: &Pair,
    ) -> Typed {
        let whole = |value: Ratio| i64::try_from(value.floor()).unwrap_or(0);
        let day = |value: Ratio| i32::try_from(value.floor()).unwrap_or(0);
        if let Operand::Field { field, side, .. } = l {
            let test = match (field, unit) {
                (Field::Message(Attr::Clock), Unit::Clock) => Some(Test::ClockIn(whole(low), whole(high))),
                (Field::Message(Attr::Date), Unit::Date) => Some(Test::DateIn(day(low), day(high))),
                (Field::Message(Attr::Weekday), Unit::Weekday) => day_bits(r).map(Test::WeekdayIn),
                (field, Unit::Date) if field.value_type() == Type::Time => Some(Test::All(vec![
                    Test::Compare(CompareOp::GreaterEqual, Number::Field(*field), Number::DayStart(day(low))),
                    Test::Compare(CompareOp::Less, Number::Field(*field), Number::DayStart(day(high) + 1)),
                ])),
                _ => None,
            };
            if let Some(test) = test {
                return Typed { test, side: *side };
            }
        }
        match Self::as_number(l) {
            Some((number, own, side)) if own == unit => Typed {
                test: Test::All(vec![
                    Test::Compare(CompareOp::GreaterEqual, number.clone(), Number::Const(low)),
                    Test::Compare(CompareOp::LessEqual, number, Number::Const(high)),
                ]),
                side,
            },
            _ => self.not_comparable(l, r, pair),
        }
    }

    fn weekday(
        &mut self,
        field: Field,
        side: Side,
        bits: u8,
        l: &Operand,
        r: &Operand,
        pair: &Pair,
    ) -> Typed {
        match field {
            Field::Message(Attr::Weekday) => Typed { test: Test::WeekdayIn(bits), side },
            _ => self.not_comparable(l, r, pair),
        }
    }

    /// `<`, `<=`, `>`, `>=`, and `is` of numbers.
    fn order(&mut self, op: CompareOp, l: Operand, r: Operand, pair: &Pair) -> Typed {
        let (Some((a, ua, sa)), Some((b, ub, sb))) = (Self::as_number(&l), Self::as_number(&r)) else {
            let culprit = if Self::as_number(&l).is_none() { &l } else { &r };
            return match culprit {
                Operand::Text { .. } | Operand::Words { .. } => self.not_comparable(&l, &r, pair),
                other => {
                    let what = say::sort(other);
                    let instead = ("a number, money, time or date", "数字、金额、时间或日期");
                    self.wrong_operator(pair, what, instead.into())
                }
            };
        };
        let side = sa.with(sb);
        if side.both() {
            let problem = Diagnostic::at(limits::HARD_RELATION, pair.span).arg("op", self.text(pair.op_span));
            self.push(problem);
            return Typed::error();
        }
        if ua == ub {
            return Typed { test: Test::Compare(op, a, b), side };
        }
        match (ua, ub) {
            (Unit::Time, Unit::Date) => match b {
                Number::Const(day) => Typed { test: against_day(op, a, day), side },
                _ => self.not_comparable(&l, &r, pair),
            },
            (Unit::Plain, Unit::Percent) | (Unit::Percent, Unit::Plain) => {
                Typed { test: Test::Compare(op, a, b), side }
            }
            (unit @ (Unit::Money | Unit::Duration), Unit::Plain) if is_bare_number(pair.right) => {
                self.missing_unit(pair.right, unit)
            }
            (Unit::Plain, unit @ (Unit::Money | Unit::Duration)) if is_bare_number(pair.left) => {
                self.missing_unit(pair.left, unit)
            }
            _ => self.not_comparable(&l, &r, pair),
        }
    }

    fn missing_unit(&mut self, expr: &Expr, unit: Unit) -> Typed {
        let text = self.text(expr.span);
        let (en, zh) = if unit == Unit::Money { ("yuan", "元") } else { ("min", "分钟") };
        let example = Both { en: format!("{text}{en}"), zh: format!("{text}{zh}") };
        let chinese = self.program.modules.iter().any(|m| m.file == expr.span.file && m.tree.chinese);
        let fixed = if chinese { example.zh.clone() } else { example.en.clone() };
        let problem = self
            .problem(codes::MISSING_UNIT, expr.span)
            .arg("what", say::unit_name(unit))
            .arg("example", example);
        self.push(if unit == Unit::Money { problem.fix(expr.span, fixed) } else { problem });
        Typed::error()
    }

    fn person_is_text(&mut self, pair: &Pair) -> Typed {
        let person = self.text(pair.left.span);
        let (op, text) = (self.text(pair.op_span), self.text(pair.right.span));
        let problem = Diagnostic::at(codes::PERSON_IS_NOT_TEXT, pair.span).arg("op", op);
        self.push(problem.arg("person", person).arg("text", text));
        Typed::error()
    }

    fn not_comparable(&mut self, l: &Operand, r: &Operand, pair: &Pair) -> Typed {
        let problem = Diagnostic::at(codes::NOT_COMPARABLE, pair.right.span)
            .arg("left", self.quoted(pair.left))
            .arg("right", self.quoted(pair.right))
            .arg("left_type", say::sort(l))
            .arg("right_type", say::sort(r));
        self.push(problem);
        Typed::error()
    }

    fn wrong_operator(&mut self, pair: &Pair, what: Both, instead: Both) -> Typed {
        let problem = Diagnostic::at(codes::WRONG_OPERATOR, pair.span)
            .arg("op", self.text(pair.op_span))
            .arg("what", what)
            .arg("instead", instead);
        self.push(problem);
        Typed::error()
    }

    /// The author's words in backticks; strings keep their own quotes.
    pub(super) fn quoted(&self, expr: &Expr) -> String {
        format!("`{}`", self.text(expr.span))
    }
}

fn is_bare_number(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Number(_) => true,
        ExprKind::Paren(inner) => is_bare_number(inner),
        _ => false,
    }
}

/// An instant against a whole day.
fn against_day(op: CompareOp, time: Number, day: Ratio) -> Test {
    let day = i32::try_from(day.floor()).unwrap_or(0);
    let (start, end) = (Number::DayStart(day), Number::DayStart(day + 1));
    match op {
        CompareOp::Less => Test::Compare(CompareOp::Less, time, start),
        CompareOp::GreaterEqual => Test::Compare(CompareOp::GreaterEqual, time, start),
        CompareOp::LessEqual => Test::Compare(CompareOp::Less, time, end),
        CompareOp::Greater => Test::Compare(CompareOp::GreaterEqual, time, end),
        CompareOp::Equal => Test::All(vec![
            Test::Compare(CompareOp::GreaterEqual, time.clone(), start),
            Test::Compare(CompareOp::Less, time, end),
        ]),
    }
}

/// Bits of weekdays: one day, or a range that may run over the week's end.
pub(super) fn day_bits(operand: &Operand) -> Option<u8> {
    let day = |value: Ratio| u8::try_from(value.floor()).ok().filter(|d| (1..=7).contains(d));
    match operand {
        Operand::Number { number: Number::Const(value), unit: Unit::Weekday, .. } => {
            Some(1 << (day(*value)? - 1))
        }
        Operand::Range(from, to, Unit::Weekday) => {
            let (from, to) = (day(*from)?, day(*to)?);
            let mut bits = 1 << (to - 1);
            let mut at = from;
            while at != to {
                bits |= 1 << (at - 1);
                at = at % 7 + 1;
            }
            Some(bits)
        }
        _ => None,
    }
}

/// Words to look for, whether all of them, and whether as written.
fn words(operand: &Operand) -> Option<(Words, bool, bool)> {
    match operand {
        Operand::Text { text, exact } => Some((Words::Here(vec![text.clone()]), false, *exact)),
        Operand::Words { words, all, exact } => Some((words.clone(), *all, *exact)),
        _ => None,
    }
}
