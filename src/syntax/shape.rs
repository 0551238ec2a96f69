//! A tree as text, without places: what two spellings of one policy share.

use super::ast::*;

/// The tree's shape, one declaration or clause a line. Names and fields appear as they are written, between quotes.
pub fn shape(file: &File) -> String {
    let mut out = Shape::default();
    for item in &file.items {
        out.item(item);
    }
    out.text
}

#[derive(Default)]
struct Shape {
    text: String,
}

impl Shape {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn item(&mut self, item: &Item) {
        for line in item.doc.lines() {
            self.line(&format!("## {line}"));
        }
        match &item.kind {
            ItemKind::Policy(p) => {
                let texts = [&p.title, &p.version, &p.basis, &p.timezone].map(|s| opt(s.as_ref(), string));
                self.line(&format!(
                    "policy {} {} {}",
                    path(&p.name),
                    texts.join(" "),
                    opt(p.calendar.as_ref(), name)
                ));
            }
            ItemKind::Use(p) => self.line(&format!("use {}", path(p))),
            ItemKind::Hours(h) => {
                let span = |s: &HoursSpan| format!("({} | {})", all(&s.days, expr), all(&s.times, expr));
                self.line(&format!("hours {} {}", name(&h.name), all(&h.spans, span)));
            }
            ItemKind::Role { name: n, title } => {
                self.line(&format!("role {} {}", name(n), opt(title.as_ref(), string)));
            }
            ItemKind::Param { name: n, value } => self.line(&format!("param {} {}", name(n), expr(value))),
            ItemKind::Define { name: n, value } => self.line(&format!("define {} {}", name(n), expr(value))),
            ItemKind::List { name: n, terms } => self.line(&format!("list {} {}", name(n), all(terms, term))),
            ItemKind::Rule(r) => {
                self.line(&format!("rule {} {}", name(&r.name), opt(r.title.as_ref(), string)));
                for c in &r.clauses {
                    self.line(&format!("  {}", clause(&c.kind)));
                }
            }
            ItemKind::Test(t) => {
                self.line(&format!("test {}", string(&t.title)));
                for l in &t.lines {
                    self.line(&format!("  {}", test_line(&l.kind)));
                }
            }
        }
    }
}

fn all<T>(list: &[T], show: impl Fn(&T) -> String) -> String {
    format!("[{}]", list.iter().map(show).collect::<Vec<_>>().join(", "))
}

fn opt<T>(value: Option<T>, show: impl Fn(T) -> String) -> String {
    value.map_or("-".into(), show)
}

fn name(name: &Name) -> String {
    format!("'{}'", name.text)
}

fn path(path: &Path) -> String {
    format!("'{}'", path.dotted())
}

fn string(text: &Str) -> String {
    format!("{:?}", text.value)
}

fn term(term: &ListTerm) -> String {
    let sign = if term.remove { "-" } else { "+" };
    match &term.value {
        ListValue::Words(words, _) => format!("{sign}{}", all(words, string)),
        ListValue::Named(list) => format!("{sign}{}", path(list)),
        ListValue::File(file) => format!("{sign}from {}", string(file)),
    }
}

fn key(key: &Key) -> String {
    format!("{}{}", if key.exactly { "exactly " } else { "" }, path(&key.path))
}

fn clause(clause: &ClauseKind) -> String {
    match clause {
        ClauseKind::Severity(n) => format!("severity {}", name(n)),
        ClauseKind::Basis(s) => format!("basis {}", string(s)),
        ClauseKind::Remedy(s) => format!("remedy {}", string(s)),
        ClauseKind::Report(s) => format!("report {}", string(s)),
        ClauseKind::Tags(tags) => format!("tags {}", all(tags, string)),
        ClauseKind::Since(e) => format!("since {}", expr(e)),
        ClauseKind::Each(Each::Session { gap, at_most }) => {
            format!("each session {} {}", expr(gap), opt(at_most.as_ref(), expr))
        }
        ClauseKind::Each(each) => format!("each {each:?}"),
        ClauseKind::Per(keys) => format!("per {}", opt(keys.as_ref(), |k| all(k, key))),
        ClauseKind::Where(e) => format!("where {}", expr(e)),
        ClauseKind::When(e) => format!("when {}", expr(e)),
        ClauseKind::Unless { condition, because, until } => format!(
            "unless {} {} {}",
            expr(condition),
            opt(because.as_ref(), string),
            opt(until.as_ref(), expr)
        ),
        ClauseKind::Once(e) => format!("once {}", expr(e)),
    }
}

/// A condition's or value's shape.
fn expr(e: &Expr) -> String {
    match &e.kind {
        ExprKind::Error => "?".into(),
        ExprKind::Number(n) => n.clone(),
        ExprKind::Percent(n) => format!("{n}%"),
        ExprKind::Money(n) => format!("{n} yuan"),
        ExprKind::Duration(d) => format!("{d:?}"),
        ExprKind::Str(s) => format!("{s:?}"),
        ExprKind::Regex(r) => format!("/{r}/"),
        ExprKind::Clock(ms) => format!("Clock({ms})"),
        ExprKind::Date(y, m, d) => format!("Date({y}, {m}, {d})"),
        ExprKind::Weekday(d) => format!("Weekday({d})"),
        ExprKind::Range(from, to) => format!("{}..{}", expr(from), expr(to)),
        ExprKind::List(list) => all(list, expr),
        ExprKind::Path(p) => path(p),
        ExprKind::Exactly(e) => format!("(exactly {})", expr(e)),
        ExprKind::AllOf(e) => format!("(all {})", expr(e)),
        ExprKind::MentionsEveryone => "mentions-everyone".into(),
        ExprKind::RecallsTrigger => "recalls-trigger".into(),
        ExprKind::QuotesTrigger => "quotes-trigger".into(),
        ExprKind::Not(e) => format!("(not {})", expr(e)),
        ExprKind::Paren(e) => format!("({})", expr(e)),
        ExprKind::Binary { op, left, right, .. } => format!("({op:?} {} {})", expr(left), expr(right)),
        ExprKind::Presence { value, absent } => {
            format!("({} {})", if *absent { "absent" } else { "present" }, expr(value))
        }
        ExprKind::InHours { hours, outside } => {
            format!("({} {})", if *outside { "outside" } else { "inside" }, path(hours))
        }
        ExprKind::Phrase(p) => phrase(p),
        ExprKind::Aggregate(a) => format!(
            "({:?} {} {} {})",
            a.function,
            path(&a.field),
            opt(a.filter.as_ref(), expr),
            opt(a.last.as_ref(), expr)
        ),
    }
}

fn phrase(p: &Phrase) -> String {
    let look = match &p.look {
        Look::Following(d) => format!("following {}", expr(d)),
        Look::Preceding(d) => format!("preceding {}", expr(d)),
        Look::Last(d) => format!("last {}", expr(d)),
        Look::Row => "row".into(),
        Look::Alone => "alone".into(),
    };
    let amount = match &p.amount {
        Amount::Any => "any".into(),
        Amount::No => "no".into(),
        Amount::AtLeast(n) => format!(">= {}", expr(n)),
        Amount::MoreThan(n) => format!("> {}", expr(n)),
        Amount::AtMost(n) => format!("<= {}", expr(n)),
        Amount::FewerThan(n) => format!("< {}", expr(n)),
        Amount::Exactly(n) => format!("= {}", expr(n)),
    };
    let noun = match &p.noun {
        Noun::Different(k) => format!("different {}", key(k)),
        noun => format!("{noun:?}"),
    };
    format!("{{{look}: {amount} {noun} {}}}", opt(p.filter.as_ref(), expr))
}

fn test_line(line: &TestLineKind) -> String {
    match line {
        TestLineKind::Roster { name: n, roles } => format!("roster {} {}", name(n), all(roles, name)),
        TestLineKind::Group(n) => format!("group {}", name(n)),
        TestLineKind::Date(e) => format!("date {}", expr(e)),
        TestLineKind::Covers { from, to } => format!("covers {from:?} {to:?}"),
        TestLineKind::Message { clock, sender, body } => {
            format!("{clock} {}: {}", name(sender), show_body(body))
        }
        TestLineKind::Expect(e) => {
            format!("expect {:?} {} {:?} {:?}", e.outcome, path(&e.rule), e.at, e.value)
        }
    }
}

fn show_body(body: &Body) -> String {
    match body {
        Body::Text(text) => format!("{text:?}"),
        Body::Tag { kind, words, pairs, text } => {
            let pair = |(n, v): &(Name, Str)| format!("{}={}", name(n), string(v));
            format!("<{} {} {}> {text:?}", name(kind), all(words, string), all(pairs, pair))
        }
    }
}
