//! Parts of a plan in the words of the policy language.

use super::{
    Anchor, CompareOp, Cond, Join, KeyField, Leaf, Look, Measure, Num, Pair, Plan, Pred, PredId, TextTest,
    Unit, Within,
};
use crate::model::Millis;

/// Writes predicates; those in `named` by their number.
pub(super) struct Words<'a> {
    pub plan: &'a Plan,
    pub named: &'a dyn Fn(PredId) -> bool,
}

impl Words<'_> {
    /// A predicate, shared ones by number.
    pub(super) fn pred(&self, id: PredId) -> String {
        if (self.named)(id) { format!("#{id}") } else { self.whole(id, false) }
    }

    fn part(&self, id: PredId) -> String {
        if (self.named)(id) { format!("#{id}") } else { self.whole(id, true) }
    }

    /// A predicate written out; in brackets if it stands in a join.
    pub(super) fn whole(&self, id: PredId, within: bool) -> String {
        let Some(pred) = self.plan.preds.get(id) else { return "?".into() };
        let joined = |parts: &[PredId], word: &str| {
            let text = parts.iter().map(|&p| self.part(p)).collect::<Vec<_>>().join(word);
            if within { format!("({text})") } else { text }
        };
        match pred {
            Pred::Const(true) => "anything".into(),
            Pred::Const(false) => "nothing".into(),
            Pred::Not(inner) => match self.plan.preds.get(*inner) {
                Some(Pred::IsEvent) => "message".into(),
                Some(Pred::Absent(field)) => format!("{} is present", field.english()),
                Some(Pred::Hours { hours }) if !(self.named)(*inner) => {
                    format!("outside {}", self.hours(*hours))
                }
                Some(Pred::Role { who, role }) if !(self.named)(*inner) => {
                    format!("{} is not {}", who.names().0, self.role(*role))
                }
                _ => format!("not {}", self.part(*inner)),
            },
            Pred::All(parts) => joined(parts, " and "),
            Pred::Any(parts) => joined(parts, " or "),
            Pred::IsEvent => "event".into(),
            Pred::Kind(kinds) => match kinds.as_slice() {
                [one] => format!("kind is {}", one.name()),
                many => format!("kind in [{}]", many.iter().map(|k| k.name()).collect::<Vec<_>>().join(", ")),
            },
            Pred::Text { field, test, list, all, exact } => {
                let test = match test {
                    TextTest::Is => "is",
                    TextTest::Contains => "contains",
                    TextTest::StartsWith => "starts with",
                    TextTest::EndsWith => "ends with",
                };
                format!("{} {test} {}", field.english(), self.list(*list, *all, *exact))
            }
            Pred::Matches { field, pattern } => {
                let pattern = self.plan.patterns.get(*pattern).map_or("?", String::as_str);
                format!("{} matches /{pattern}/", field.english())
            }
            Pred::Holds { field, list, all, exact } => {
                format!("{} contains {}", field.english(), self.list(*list, *all, *exact))
            }
            Pred::Role { who, role } => format!("{} is {}", who.names().0, self.role(*role)),
            Pred::MentionsRole(role) => format!("mentions contains {}", self.role(*role)),
            Pred::Everyone => "mentions everyone".into(),
            Pred::Same { left, right, exact } => {
                let exactly = if *exact { "exactly " } else { "" };
                format!("{} is {exactly}{}", left.english(), right.english())
            }
            Pred::PersonIn { who, list } => format!("{} in {}", who.names().0, list.english()),
            Pred::Compare { op, left, right } => {
                format!("{} {} {}", self.num(left), symbol(*op), self.num_like(right, left))
            }
            Pred::Hours { hours } => format!("in {}", self.hours(*hours)),
            Pred::ClockIn { from, to, .. } => format!("clock in {}..{}", clock(*from), clock(*to)),
            Pred::WeekdayIn { days, .. } => format!("weekday in [{}]", weekdays(*days)),
            Pred::DateIn { from, to, .. } => format!("date in {}..{}", date(*from), date(*to)),
            Pred::Flag { field, .. } => field.english(),
            Pred::Absent(field) => format!("{} is absent", field.english()),
        }
    }

    fn list(&self, list: usize, all: bool, exact: bool) -> String {
        let words = match self.plan.lists.get(list) {
            Some(list) if !list.name.is_empty() => list.name.clone(),
            Some(list) => match list.words.as_slice() {
                [one] => format!("{one:?}"),
                [one, rest @ ..] => format!("[{one:?} and {} more]", rest.len()),
                [] => "[]".into(),
            },
            None => "?".into(),
        };
        let all = if all { "all of " } else { "" };
        let exactly = if exact { "exactly " } else { "" };
        format!("{all}{exactly}{words}")
    }

    fn hours(&self, hours: usize) -> &str {
        self.plan.hours.get(hours).map_or("?", |hours| hours.name.as_str())
    }

    fn role(&self, role: usize) -> &str {
        self.plan.roles.get(role).map_or("?", String::as_str)
    }

    /// A number.
    pub(super) fn num(&self, num: &Num) -> String {
        let pair = |a: &Num, op: &str, b: &Num| format!("({} {op} {})", self.num(a), self.num(b));
        match num {
            Num::Const(value) => value.to_string(),
            Num::Field { field, .. } => field.english(),
            Num::Leaf(leaf) => format!("l{leaf}"),
            Num::Add(a, b) => pair(a, "+", b),
            Num::Subtract(a, b) => pair(a, "-", b),
            Num::Multiply(a, b) => pair(a, "*", b),
            Num::Divide(a, b) => pair(a, "/", b),
        }
    }

    /// A constant in the unit of the number that it is compared with.
    fn num_like(&self, num: &Num, like: &Num) -> String {
        use crate::fields::Type;
        match (num, kind_of(like)) {
            (Num::Const(value), Some(kind)) => {
                let whole = i64::try_from(value.floor()).unwrap_or(0);
                match kind {
                    Type::Duration => duration(whole),
                    Type::Money => format!("{value}yuan"),
                    Type::Clock => clock(whole),
                    Type::Date => date(i32::try_from(whole).unwrap_or(0)),
                    Type::Time => jiff::Timestamp::from_millisecond(whole)
                        .map_or_else(|_| value.to_string(), |time| time.to_string()),
                    _ => value.to_string(),
                }
            }
            _ => self.num(num),
        }
    }

    /// A condition.
    pub(super) fn cond(&self, cond: &Cond, within: bool) -> String {
        let joined = |parts: &[Cond], word: &str| {
            let text = parts.iter().map(|p| self.cond(p, true)).collect::<Vec<_>>().join(word);
            if within { format!("({text})") } else { text }
        };
        match cond {
            Cond::Pred(pred) if within => self.part(*pred),
            Cond::Pred(pred) => self.pred(*pred),
            Cond::Not(inner) => format!("not {}", self.cond(inner, true)),
            Cond::All(parts) => joined(parts, " and "),
            Cond::Any(parts) => joined(parts, " or "),
            Cond::Compare { op, left, right } => {
                format!("{} {} {}", self.num(left), symbol(*op), self.num_like(right, left))
            }
            Cond::Share { op, part, whole, share } => {
                let share = match share {
                    Num::Const(value) => format!("{}%", value.multiply(crate::model::Ratio::whole(100))),
                    other => self.num(other),
                };
                format!("l{part} {} {share} of l{whole}", symbol(*op))
            }
        }
    }

    /// A leaf: what it measures and where it looks.
    pub(super) fn leaf(&self, leaf: &Leaf) -> String {
        let measure = match &leaf.measure {
            Measure::Count => "count".to_string(),
            Measure::Distinct(key) => format!("different {}", key_field(key)),
            Measure::Days { .. } => "days".into(),
            Measure::Sum(num) => format!("sum {}", self.num(num)),
            Measure::Average(num) => format!("average {}", self.num(num)),
            Measure::Min(num) => format!("min {}", self.num(num)),
            Measure::Max(num) => format!("max {}", self.num(num)),
        };
        let look = match &leaf.look {
            Look::Following(w) => format!("followed within {}", within(self.plan, w)),
            Look::Preceding(w) => format!("preceded within {}", within(self.plan, w)),
            Look::Last(w) => format!("in last {}", within(self.plan, w)),
            Look::Window => "in the window".into(),
            Look::Row { .. } => "in a row".into(),
        };
        format!("{measure}, {look}")
    }

    /// What relates a leaf's messages to the trigger.
    pub(super) fn relations(&self, leaf: &Leaf) -> Vec<String> {
        let pair = |p: &Pair, word: &str| {
            let exactly =
                if p.exact && p.other.value_type() == crate::fields::Type::Text { "exactly " } else { "" };
            format!("{exactly}{} {word} trigger.{}", p.other.english(), p.trigger.english())
        };
        let join = |join: &Join| match join {
            Join::Equal(p) => pair(p, "is"),
            Join::OtherIn(p) => pair(p, "in"),
            Join::TriggerIn(p) => pair(p, "holds"),
        };
        let apart = leaf.apart.iter().map(|p| pair(p, "is not"));
        leaf.joins.iter().map(join).chain(apart).collect()
    }
}

/// The type of a number, as far as its fields tell.
fn kind_of(num: &Num) -> Option<crate::fields::Type> {
    use crate::fields::Type;
    match num {
        Num::Field { field, .. } => Some(field.value_type()),
        Num::Subtract(a, b) => match (kind_of(a), kind_of(b)) {
            (Some(Type::Time), Some(Type::Time)) => Some(Type::Duration),
            (kind, _) => kind,
        },
        Num::Add(a, _) => kind_of(a),
        _ => None,
    }
}

/// The sign of a comparison.
pub(super) fn symbol(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Less => "<",
        CompareOp::LessEqual => "<=",
        CompareOp::Greater => ">",
        CompareOp::GreaterEqual => ">=",
        CompareOp::Equal => "=",
    }
}

/// A key's field.
pub(super) fn key_field(key: &KeyField) -> String {
    let exactly = if key.exact { "exactly " } else { "" };
    format!("{exactly}{}", key.field.english())
}

/// A partition key.
pub(super) fn key(fields: &[KeyField]) -> String {
    if fields.is_empty() {
        return "log".into();
    }
    fields.iter().map(key_field).collect::<Vec<_>>().join(", ")
}

/// What is judged.
pub(super) fn anchor(anchor: &Anchor) -> String {
    match anchor {
        Anchor::Message => "each message".into(),
        Anchor::Event => "each event".into(),
        Anchor::Mention => "each mention".into(),
        Anchor::Group => "each group".into(),
        Anchor::Member => "each member".into(),
        Anchor::Calendar(Unit::Hour) => "each hour".into(),
        Anchor::Calendar(Unit::Day) => "each day".into(),
        Anchor::Calendar(Unit::Week) => "each week".into(),
        Anchor::Calendar(Unit::Month) => "each month".into(),
        Anchor::Session { gap, at_most: None } => format!("each session gap {}", duration(*gap)),
        Anchor::Session { gap, at_most: Some(most) } => {
            format!("each session gap {} at most {}", duration(*gap), duration(*most))
        }
    }
}

/// A length of time, plain or by the calendar.
pub(super) fn within(plan: &Plan, within: &Within) -> String {
    let thousandths =
        |n: i64| crate::model::Ratio::new(i128::from(n), 1000).map_or("?".into(), |r| r.to_string());
    match within {
        Within::Plain(millis) => duration(*millis),
        Within::Workdays { count, .. } => format!("{} workdays", thousandths(*count)),
        Within::Workhours { millis, hours } => {
            let hours = plan.hours.get(*hours).map_or("?", |h| h.name.as_str());
            let count = crate::model::Ratio::new(i128::from(*millis), 3_600_000);
            format!("{} workhours of {hours}", count.map_or("?".into(), |r| r.to_string()))
        }
    }
}

/// `90s`, `10m`, `2h`, `1d`, or several of them.
pub(super) fn duration(millis: Millis) -> String {
    let mut rest = millis;
    let mut out = String::new();
    for (unit, size) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)] {
        if rest >= size {
            out += &format!("{}{unit}", rest / size);
            rest %= size;
        }
    }
    if out.is_empty() { "0s".into() } else { out }
}

fn clock(millis: Millis) -> String {
    let minutes = millis / 60_000;
    let seconds = millis / 1000 % 60;
    let base = format!("{:02}:{:02}", minutes / 60, minutes % 60);
    if seconds == 0 { base } else { format!("{base}:{seconds:02}") }
}

fn date(days: i32) -> String {
    let day = jiff::Span::new().try_days(i64::from(days)).ok();
    let date = day.and_then(|span| jiff::civil::date(1970, 1, 1).checked_add(span).ok());
    date.map_or_else(|| "?".into(), |date| date.to_string())
}

fn weekdays(bits: u8) -> String {
    const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let days = NAMES.iter().enumerate().filter(|(i, _)| bits >> i & 1 == 1);
    days.map(|(_, name)| *name).collect::<Vec<_>>().join(", ")
}
