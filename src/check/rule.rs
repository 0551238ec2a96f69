//! Rules: their clauses, and what only the whole of a rule can tell.

use super::scope::{Facts, Place, Scope};
use super::tree::{Domain, Test, Within};
use super::{Checker, Part};
use crate::diag::Diagnostic;
use crate::diag::codes::types as codes;
use crate::fields::Field;
use crate::model::Millis;
use crate::resolve::Item;
use crate::source::Span;
use crate::syntax::ast::{self, ClauseKind, Each, Expr, ItemKind};

/// A checked rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Index into [`super::Checked::policies`].
    pub policy: usize,
    /// Its name.
    pub name: ast::Name,
    /// Line of its name, from 1.
    pub line: u32,
    /// Column of its name in characters, from 1.
    pub column: u32,
    /// Title.
    pub title: String,
    /// Severity.
    pub severity: Severity,
    /// The clause of the regulation; the policy's if the rule names none.
    pub basis: String,
    /// What to do about a finding.
    pub remedy: String,
    /// Tags.
    pub tags: Vec<String>,
    /// First day judged, in days since 1970-01-01.
    pub since: Option<i32>,
    /// What is judged.
    pub anchor: Anchor,
    /// What is kept apart.
    pub key: Vec<Key>,
    /// What the selection ranges over.
    pub domain: Domain,
    /// Which messages it is about.
    pub select: Test,
    /// What is wrong.
    pub when: Test,
    /// What excuses it.
    pub unless: Vec<Exception>,
    /// Folding.
    pub once: Option<Within>,
    /// Findings are runs.
    pub episodes: bool,
    /// The report; the title if there is none.
    pub report: Vec<Part>,
}

/// How serious a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// The default.
    Warning,
    /// A breach.
    Violation,
}

/// What a rule judges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Anchor {
    /// Each message.
    Message,
    /// Each event.
    Event,
    /// Each mentioned person.
    Mention,
    /// Each calendar window.
    Calendar(Unit),
    /// Each session.
    Session {
        /// A longer silence ends it.
        gap: Millis,
        /// It lasts no longer.
        at_most: Option<Millis>,
    },
    /// Each group.
    Group,
    /// Each person.
    Member,
}

/// Calendar windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Hour.
    Hour,
    /// Day.
    Day,
    /// Week from Monday.
    Week,
    /// Month.
    Month,
}

/// A field of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// The field.
    pub field: Field,
    /// As written.
    pub exact: bool,
}

/// What excuses a finding.
#[derive(Debug, Clone)]
pub struct Exception {
    /// The condition.
    pub test: Test,
    /// Why.
    pub because: String,
    /// Last day on which it holds, in days since 1970-01-01.
    pub until: Option<i32>,
    /// Its place.
    pub span: Span,
}

impl Anchor {
    /// Messages, events and mentions are judged one by one.
    pub fn is_message(&self) -> bool {
        matches!(self, Anchor::Message | Anchor::Event | Anchor::Mention)
    }

    pub(super) fn is_mention(&self) -> bool {
        *self == Anchor::Mention
    }

    /// What it ranges over by itself.
    pub(super) fn domain(&self) -> Domain {
        match self {
            Anchor::Message | Anchor::Mention => Domain::Messages,
            Anchor::Event => Domain::Events,
            _ => Domain::Any,
        }
    }
}

/// The clauses of a rule that may stand once, and the exceptions.
#[derive(Default)]
pub(super) struct Clauses<'r> {
    severity: Option<&'r ast::Name>,
    basis: Option<&'r ast::Str>,
    remedy: Option<&'r ast::Str>,
    tags: Option<&'r [ast::Str]>,
    since: Option<&'r Expr>,
    each: Option<(&'r Each, Span)>,
    pub(super) per: Option<(Option<&'r [ast::Key]>, Span)>,
    select: Option<&'r Expr>,
    when: Option<&'r Expr>,
    unless: Vec<(&'r Expr, Option<&'r ast::Str>, Option<&'r Expr>, Span)>,
    once: Option<&'r Expr>,
    report: Option<&'r ast::Str>,
}

impl Checker<'_> {
    /// Checks a rule.
    pub(super) fn rule(&mut self, at: &Item) -> Rule {
        let program = self.program;
        let ItemKind::Rule(rule) = &program.item(at).kind else { unreachable!("rules are rules") };
        let clauses = self.clauses(rule);
        let policy = self.policies.iter().position(|p| p.module == at.module).unwrap_or(0);
        let calendar = self.policies.get(policy).is_some_and(|p| p.calendar.is_some());
        // The key and the anchor come first: all else depends on them.
        let bare = Facts { anchor: Anchor::Message, key: Vec::new(), calendar };
        let timed = Scope { rule: Some(&bare), ..Scope::define(at.module) };
        let anchor = self.anchor(clauses.each.map(|(each, _)| each), &timed);
        let key = self.key(&clauses, &anchor, at.module);
        let facts = Facts { anchor: anchor.clone(), key: key.clone(), calendar };
        let scope = |place| Scope { module: at.module, place, rule: Some(&facts), domain: anchor.domain() };
        let select = clauses.select.map(|expr| self.condition(expr, &scope(Place::Where)).test);
        let when = match clauses.when {
            Some(expr) => self.condition(expr, &scope(Place::When)).test,
            None => {
                // A clause that could not be read may have been the `when`.
                if !self.program.modules[at.module].broken {
                    let problem = Diagnostic::at(codes::MISSING_WHEN, rule.name.span);
                    self.push(problem.arg("name", rule.name.text.clone()));
                }
                Test::Const(false)
            }
        };
        let unless = clauses.unless.iter().map(|(expr, because, until, span)| Exception {
            test: self.condition(expr, &scope(Place::Unless)).test,
            because: because.map(|b| b.value.clone()).unwrap_or_default(),
            until: until.and_then(|date| self.date(date, &scope(Place::Unless))),
            span: *span,
        });
        let unless = unless.collect();
        let since = clauses.since.and_then(|date| self.date(date, &scope(Place::Where)));
        let once = clauses.once.and_then(|expr| self.within(expr, &scope(Place::Where)));
        let title = rule.title.as_ref().map(|t| t.value.clone()).unwrap_or_default();
        let report = match clauses.report {
            Some(text) => self.report(text, &facts, at.module),
            None => vec![Part::Text(title.clone())],
        };
        let episodes = self.episodes(&when, &anchor);
        self.bounded_key(&when, &facts, &clauses);
        let basis = clauses.basis.map(|b| b.value.clone());
        let place = self.sources.line_column(rule.name.span);
        let of_policy = || self.policies.get(policy).map(|p| p.basis.clone()).unwrap_or_default();
        Rule {
            policy,
            name: rule.name.clone(),
            line: place.line,
            column: place.column,
            title,
            severity: self.severity(clauses.severity),
            basis: basis.unwrap_or_else(of_policy),
            remedy: clauses.remedy.map(|r| r.value.clone()).unwrap_or_default(),
            tags: clauses.tags.unwrap_or_default().iter().map(|t| t.value.clone()).collect(),
            since,
            domain: domain(&anchor, &when),
            anchor,
            key,
            select: select.unwrap_or(Test::Const(true)),
            when,
            unless,
            once,
            episodes,
            report,
        }
    }

    fn clauses<'r>(&mut self, rule: &'r ast::Rule) -> Clauses<'r> {
        let mut clauses = Clauses::default();
        let mut seen: Vec<(&str, Span)> = Vec::new();
        for clause in &rule.clauses {
            let (word, zh) = clause_word(&clause.kind);
            if let Some((_, first)) = seen.iter().find(|(w, _)| *w == word && word != "unless") {
                let action = match word {
                    "when" | "where" => ("join the two with `and`", "用 `且` 把两个连起来"),
                    _ => ("keep one of them", "只留一个"),
                };
                let problem = Diagnostic::at(codes::DUPLICATE_CLAUSE, clause.span)
                    .arg("clause", (word, zh))
                    .arg("action", action)
                    .label(*first, ("the first one", "第一个"));
                self.push(problem);
                continue;
            }
            seen.push((word, clause.span));
            match &clause.kind {
                ClauseKind::Severity(name) => clauses.severity = Some(name),
                ClauseKind::Basis(text) => clauses.basis = Some(text),
                ClauseKind::Remedy(text) => clauses.remedy = Some(text),
                ClauseKind::Tags(tags) => clauses.tags = Some(tags),
                ClauseKind::Since(date) => clauses.since = Some(date),
                ClauseKind::Each(each) => clauses.each = Some((each, clause.span)),
                ClauseKind::Per(keys) => clauses.per = Some((keys.as_deref(), clause.span)),
                ClauseKind::Where(expr) => clauses.select = Some(expr),
                ClauseKind::When(expr) => clauses.when = Some(expr),
                ClauseKind::Unless { condition, because, until } => {
                    clauses.unless.push((condition, because.as_ref(), until.as_ref(), clause.span));
                }
                ClauseKind::Once(expr) => clauses.once = Some(expr),
                ClauseKind::Report(text) => clauses.report = Some(text),
            }
        }
        clauses
    }

    fn severity(&mut self, name: Option<&ast::Name>) -> Severity {
        let Some(name) = name else { return Severity::Warning };
        match name.text.as_str() {
            "note" | "提示" => Severity::Note,
            "warning" | "警告" => Severity::Warning,
            "violation" | "违规" => Severity::Violation,
            _ => {
                let problem = Diagnostic::at(codes::UNKNOWN_SEVERITY, name.span);
                self.push(problem.arg("name", name.text.clone()));
                Severity::Warning
            }
        }
    }

    fn anchor(&mut self, each: Option<&Each>, scope: &Scope) -> Anchor {
        match each {
            None | Some(Each::Message) => Anchor::Message,
            Some(Each::Event) => Anchor::Event,
            Some(Each::Mention) => Anchor::Mention,
            Some(Each::Hour) => Anchor::Calendar(Unit::Hour),
            Some(Each::Day) => Anchor::Calendar(Unit::Day),
            Some(Each::Week) => Anchor::Calendar(Unit::Week),
            Some(Each::Month) => Anchor::Calendar(Unit::Month),
            Some(Each::Group) => Anchor::Group,
            Some(Each::Member) => Anchor::Member,
            Some(Each::Session { gap, at_most }) => Anchor::Session {
                gap: self.plain(gap, scope).unwrap_or(1),
                at_most: at_most.as_ref().and_then(|d| self.plain(d, scope)),
            },
        }
    }
}

/// What the selection ranges over: of windows, groups and people, whatever the phrases look at.
fn domain(anchor: &Anchor, when: &Test) -> Domain {
    if anchor.is_message() {
        return anchor.domain();
    }
    let (mut messages, mut events) = (false, false);
    when.phrases(&mut |phrase| match phrase.domain {
        Domain::Messages => messages = true,
        Domain::Events => events = true,
        Domain::Any => (messages, events) = (true, true),
    });
    match (messages, events) {
        (true, true) => Domain::Any,
        (false, true) => Domain::Events,
        _ => Domain::Messages,
    }
}

/// The clause's keyword in both languages.
pub(crate) fn clause_word(kind: &ClauseKind) -> (&'static str, &'static str) {
    match kind {
        ClauseKind::Severity(_) => ("severity", "级别"),
        ClauseKind::Basis(_) => ("basis", "依据"),
        ClauseKind::Remedy(_) => ("remedy", "处置"),
        ClauseKind::Tags(_) => ("tags", "标签"),
        ClauseKind::Since(_) => ("since", "自"),
        ClauseKind::Each(_) => ("each", "每"),
        ClauseKind::Per(_) => ("per", "按"),
        ClauseKind::Where(_) => ("where", "其中"),
        ClauseKind::When(_) => ("when", "当"),
        ClauseKind::Unless { .. } => ("unless", "除非"),
        ClauseKind::Once(_) => ("once per", "合并"),
        ClauseKind::Report(_) => ("report", "报告"),
    }
}
