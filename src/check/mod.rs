//! Types, units and meaning: a resolved policy becomes a `Checked` one or a list of problems.
//!
//! [`Checked`] has no other maker than [`check`], so nothing later meets a policy with a mistake.

mod amount;
mod bracket;
mod compare;
mod condition;
mod episode;
mod find;
mod header;
mod hours;
mod key;
mod member;
mod number;
mod operand;
mod order;
mod phrase;
mod report;
mod rule;
mod say;
mod scope;
mod tests;
pub mod tree;
mod window;

pub use header::Policy;
pub use hours::HoursSpan;
pub use report::Part;
pub use rule::{Anchor, Exception, Key, Rule, Severity, Unit};
pub use tests::Case;

use std::collections::HashSet;

use crate::diag::{Code, Diagnostic, Problems};
use crate::resolve::{Decl, Program};
use crate::source::{Sources, Span};
use crate::syntax::ast::{self, ItemKind};
use scope::Scope;
use tree::Test;

/// A policy set without a mistake.
#[derive(Debug)]
pub struct Checked {
    pub(crate) program: Program,
    pub(crate) policies: Vec<Policy>,
    pub(crate) defines: Vec<Define>,
    pub(crate) hours: Vec<Vec<HoursSpan>>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) cases: Vec<Case>,
    pub(crate) used: Used,
}

/// A define's meaning.
#[derive(Debug, Clone)]
pub struct Define {
    /// The condition, about one message.
    pub test: Test,
    /// It asks about workdays, so its users need a calendar.
    pub needs_calendar: bool,
    /// How many definitions it rests on, one upon the other.
    depth: usize,
}

/// What is named somewhere.
#[derive(Debug, Default)]
pub struct Used {
    /// Declarations.
    pub names: HashSet<Decl>,
    /// Imports, by module and index.
    pub imports: HashSet<(usize, usize)>,
}

impl Checked {
    /// The test blocks of the inputs, in order.
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }

    /// The rules, in the order of the plan's.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The policies, in the order of the plan's; one a file.
    pub fn policies(&self) -> &[Policy] {
        &self.policies
    }

    /// The roles that some file declares: name and meaning.
    pub fn roles(&self) -> impl Iterator<Item = (&str, &str)> {
        self.program.roles.iter().map(|role| (role.name.as_str(), role.title.as_str()))
    }

    /// The params with the values that hold, as written.
    pub fn params(&self) -> impl Iterator<Item = &str> {
        self.program.params.iter().map(|param| param.at.name.text.as_str())
    }

    /// The trees of all files, inputs first.
    pub fn files(&self) -> impl Iterator<Item = &ast::File> {
        self.program.modules.iter().map(|module| &module.tree)
    }
}

/// Checks a resolved program; `None` exactly if there is an error among the problems.
pub fn check(program: Program, sources: &Sources, problems: &mut Problems) -> Option<Checked> {
    let policies = header::policies(&program, sources, problems);
    let mut checker = Checker::new(&program, &policies, sources, problems);
    checker.mark_lists();
    checker.params();
    let hours = (0..program.hours.len()).map(|i| checker.hours(i)).collect();
    (0..program.defines.len()).for_each(|i| checker.define(i));
    let rules = program.rules.iter().map(|at| checker.rule(at)).collect();
    let cases = checker.cases();
    let Checker { defines, used, .. } = checker;
    let defines = defines.into_iter().map(DefineState::done).collect();
    (!problems.has_errors()).then(|| Checked { program, policies, defines, hours, rules, cases, used })
}

/// Definitions rest on no more than this many others, one upon the other.
const DEEPEST: usize = 100;

/// How far a define has been checked.
enum DefineState {
    New,
    Open,
    Done(Define),
}

impl DefineState {
    fn done(self) -> Define {
        match self {
            DefineState::Done(define) => define,
            _ => Define { test: Test::Const(false), needs_calendar: false, depth: 0 },
        }
    }
}

/// The state of checking.
struct Checker<'a> {
    program: &'a Program,
    policies: &'a [Policy],
    sources: &'a Sources,
    problems: &'a mut Problems,
    defines: Vec<DefineState>,
    chain: Vec<usize>,
    /// Set when a condition asks about workdays.
    needs_calendar: bool,
    used: Used,
}

impl<'a> Checker<'a> {
    fn new(
        program: &'a Program,
        policies: &'a [Policy],
        sources: &'a Sources,
        problems: &'a mut Problems,
    ) -> Self {
        let defines = (0..program.defines.len()).map(|_| DefineState::New).collect();
        Checker {
            program,
            policies,
            sources,
            problems,
            defines,
            chain: Vec::new(),
            needs_calendar: false,
            used: Used::default(),
        }
    }

    /// The text under a span.
    fn text(&self, span: Span) -> String {
        self.sources.slice(span).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn push(&mut self, diagnostic: Diagnostic) {
        self.problems.push(diagnostic);
    }

    /// A problem whose `{text}` is the text under its place.
    fn problem(&self, code: Code, span: Span) -> Diagnostic {
        Diagnostic::at(code, span).arg("text", self.text(span))
    }

    /// Checks a define on first need; `None` while it is being checked (a circle).
    fn define(&mut self, index: usize) {
        if !matches!(self.defines[index], DefineState::New) {
            return;
        }
        let at = &self.program.defines[index];
        let ItemKind::Define { value, .. } = &self.program.item(at).kind else { return };
        self.defines[index] = DefineState::Open;
        if self.chain.len() > DEEPEST {
            return self.too_deep(index);
        }
        self.chain.push(index);
        let outer = std::mem::take(&mut self.needs_calendar);
        let scope = Scope::define(at.module);
        let test = self.condition(value, &scope).test;
        let needs_calendar = std::mem::replace(&mut self.needs_calendar, outer);
        self.chain.pop();
        let mut depth = 0;
        test.reads(&mut |read| {
            if let tree::Read::Define(inner) = read
                && let DefineState::Done(inner) = &self.defines[inner]
            {
                depth = depth.max(inner.depth + 1);
            }
        });
        if depth > DEEPEST {
            return self.too_deep(index);
        }
        self.defines[index] = DefineState::Done(Define { test, needs_calendar, depth });
    }

    fn too_deep(&mut self, index: usize) {
        let define = Define { test: Test::Const(false), needs_calendar: false, depth: 0 };
        self.defines[index] = DefineState::Done(define);
        let name = &self.program.defines[index].name;
        let problem = Diagnostic::at(crate::diag::codes::limits::DEFINED_TOO_DEEP, name.span);
        self.push(problem.arg("name", name.text.clone()).arg("limit", DEEPEST.to_string()));
    }

    /// Names that lists use count as used.
    fn mark_lists(&mut self) {
        for list in &self.program.lists {
            let ItemKind::List { terms, .. } = &self.program.item(&list.at).kind else { continue };
            for term in terms {
                if let ast::ListValue::Named(path) = &term.value {
                    self.lookup(path, list.at.module);
                }
            }
        }
    }

    /// Params are plain values.
    fn params(&mut self) {
        for param in &self.program.params {
            if matches!(param.value.kind, ast::ExprKind::Error) {
                continue;
            }
            let literal = matches!(
                param.value.kind,
                ast::ExprKind::Number(_)
                    | ast::ExprKind::Percent(_)
                    | ast::ExprKind::Money(_)
                    | ast::ExprKind::Duration(_)
                    | ast::ExprKind::Str(_)
                    | ast::ExprKind::Clock(_)
                    | ast::ExprKind::Date(..)
                    | ast::ExprKind::Weekday(_)
                    | ast::ExprKind::Range(..)
            );
            if !literal {
                let problem = self.problem(crate::diag::codes::types::NOT_A_LITERAL, param.value.span);
                self.push(problem.arg("name", param.at.name.text.clone()));
            }
        }
    }
}
