//! Test blocks: what they name must exist.

use std::collections::BTreeSet;

use super::header::reach;
use super::operand::Expect as Wanted;
use super::scope::Scope;
use super::{Checker, find};
use crate::diag::codes::names as codes;
use crate::diag::{Both, Diagnostic, nearest};
use crate::model::Kind;
use crate::resolve::Decl;
use crate::source::FileId;
use crate::syntax::ast::{self, Body, ItemKind, Path, TestLineKind};

/// A test block and the rules that it runs.
#[derive(Debug, Clone)]
pub struct Case {
    /// The transcript.
    pub test: ast::Test,
    /// Its file.
    pub file: FileId,
    /// Index into [`super::Checked::policies`]: zone and calendar of the transcript.
    pub policy: usize,
    /// The rules in scope, as indices into the plan's rules: those of its file and of the files it uses.
    pub rules: Vec<usize>,
    /// For each `expect` line in order, the rule that it names.
    pub expects: Vec<usize>,
}

impl Checker<'_> {
    /// The test blocks of the files that were given or used.
    pub(super) fn cases(&mut self) -> Vec<Case> {
        let program = self.program;
        let mut cases = Vec::new();
        for (policy, module) in self.policies.iter().map(|p| p.module).enumerate() {
            let rules = self.rules_in_scope(module);
            for item in &program.modules[module].tree.items {
                if let ItemKind::Test(test) = &item.kind {
                    let expects = self.lines(test, module);
                    let file = program.modules[module].file;
                    cases.push(Case { test: test.clone(), file, policy, rules: rules.clone(), expects });
                }
            }
        }
        cases
    }

    fn rules_in_scope(&self, module: usize) -> Vec<usize> {
        let mut modules = BTreeSet::new();
        reach(self.program, module, &mut modules);
        let rules = self.program.rules.iter().enumerate();
        rules.filter(|(_, at)| modules.contains(&at.module)).map(|(i, _)| i).collect()
    }

    fn lines(&mut self, test: &ast::Test, module: usize) -> Vec<usize> {
        let mut expects = Vec::new();
        for line in &test.lines {
            match &line.kind {
                TestLineKind::Roster { roles, .. } => {
                    roles.iter().for_each(|role| self.roster_role(role, module));
                }
                TestLineKind::Date(date) => {
                    self.operand(date, Wanted::Any, &Scope::define(module));
                }
                TestLineKind::Message { body: Body::Tag { kind, .. }, .. } => self.tag(kind),
                TestLineKind::Expect(expect) => expects.extend(self.expected(&expect.rule, module)),
                _ => {}
            }
        }
        expects
    }

    fn roster_role(&mut self, role: &ast::Name, module: usize) {
        let path = Path { parts: vec![role.clone()], span: role.span };
        let imports = self.program.modules[module].imports.iter().enumerate();
        let imported = imports.clone().find_map(|(i, import)| {
            match self.program.modules[import.module?].names.get(&role.text) {
                Some((decl @ Decl::Role(_), _)) => Some((i, *decl)),
                _ => None,
            }
        });
        if let Some((import, decl)) = imported {
            self.used.imports.insert((module, import));
            self.used.names.insert(decl);
        } else if !matches!(self.lookup(&path, module), Some(Decl::Role(_)))
            && !self.program.modules[module].broken
        {
            let near = nearest(&role.text, self.program.roles.iter().map(|r| r.name.as_str()));
            let problem = Diagnostic::at(codes::UNKNOWN_ROLE, role.span).arg("name", role.text.clone());
            self.push(problem.maybe("near", near.map(str::to_string)));
        }
    }

    fn tag(&mut self, kind: &ast::Name) {
        if find::kind_of(&kind.text).is_some() {
            return;
        }
        let near = nearest(&kind.text, Kind::ALL.iter().flat_map(|k| [k.name(), k.chinese()]));
        let list = |pick: fn(Kind) -> &'static str| {
            Kind::ALL.iter().map(|&k| format!("`{}`", pick(k))).collect::<Vec<_>>().join(", ")
        };
        let kinds = Both { en: list(Kind::name), zh: list(Kind::chinese) };
        let problem = Diagnostic::at(codes::UNKNOWN_KIND, kind.span).arg("name", kind.text.clone());
        self.push(problem.maybe("near", near).maybe("kinds", near.is_none().then_some(kinds)));
    }

    /// The rule that an `expect` names: `rule`, or `file.rule` of a file that is used.
    fn expected(&mut self, path: &Path, module: usize) -> Option<usize> {
        let home = &self.program.modules[module];
        let mut unsure = home.broken;
        let found = match path.parts.as_slice() {
            [name] => home.rules.get(&name.text).copied(),
            [alias, name] => self.program.import(module, &alias.text).and_then(|(index, import)| {
                self.used.imports.insert((module, index));
                let target = import.module.map(|m| &self.program.modules[m]);
                unsure |= target.is_none_or(|m| m.broken);
                target.and_then(|m| m.rules.get(&name.text).copied())
            }),
            _ => None,
        };
        if found.is_none() && !unsure {
            let mut known: Vec<String> = home.rules.keys().cloned().collect();
            for import in &home.imports {
                if let Some(target) = import.module {
                    let rules = self.program.modules[target].rules.keys();
                    known.extend(rules.map(|rule| format!("{}.{rule}", import.alias)));
                }
            }
            let last = path.parts.last().map(|p| p.text.as_str()).unwrap_or_default();
            let near = nearest(&path.dotted(), known.iter().map(String::as_str))
                .or_else(|| known.iter().map(String::as_str).find(|k| k.rsplit('.').next() == Some(last)))
                .map(str::to_string);
            let problem = Diagnostic::at(codes::UNKNOWN_RULE, path.span).arg("name", path.dotted());
            self.push(problem.maybe("near", near));
        }
        found
    }
}
