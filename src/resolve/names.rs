//! What each file declares, and what is declared twice or taken.

use super::{Decl, Item, List, Param, Program, Role};
use crate::diag::codes::names as codes;
use crate::diag::{Both, Diagnostic, Problems};
use crate::fields;
use crate::model::Kind;
use crate::source::Span;
use crate::syntax::ast::{self, ItemKind};

/// Fills the program's tables, without the words of lists.
pub(super) fn declare(program: &mut Program, problems: &mut Problems) {
    for module in 0..program.modules.len() {
        let items = program.modules[module].tree.items.len();
        let mut policy: Option<Span> = None;
        for item in 0..items {
            let entry = &program.modules[module].tree.items[item];
            if let ItemKind::Policy(p) = &entry.kind {
                if let Some(first) = policy {
                    let second = Diagnostic::at(codes::SECOND_POLICY, p.name.span);
                    problems.push(second.label(first, ("the first one", "第一个")));
                }
                policy = policy.or(Some(p.name.span));
                continue;
            }
            declare_item(program, module, item, problems);
        }
    }
}

fn declare_item(program: &mut Program, module: usize, item: usize, problems: &mut Problems) {
    let kind = program.modules[module].tree.items[item].kind.clone();
    let at = |name: &ast::Name| Item { module, item, name: name.clone() };
    let (decl, name) = match kind {
        ItemKind::Rule(rule) => return declare_rule(program, at(&rule.name), problems),
        ItemKind::List { name, .. } => {
            program.lists.push(List { at: at(&name), words: Vec::new(), idle: Vec::new() });
            (Decl::List(program.lists.len() - 1), name)
        }
        ItemKind::Param { name, value } => {
            program.params.push(Param { at: at(&name), value });
            (Decl::Param(program.params.len() - 1), name)
        }
        ItemKind::Define { name, .. } => {
            program.defines.push(at(&name));
            (Decl::Define(program.defines.len() - 1), name)
        }
        ItemKind::Hours(hours) => {
            program.hours.push(at(&hours.name));
            (Decl::Hours(program.hours.len() - 1), hours.name)
        }
        ItemKind::Role { name, title } => {
            let title = title.map(|t| t.value).unwrap_or_default();
            (Decl::Role(role(program, &name.text, title)), name)
        }
        ItemKind::Policy(_) | ItemKind::Use(_) | ItemKind::Test(_) => return,
    };
    if let Some(what) = taken(&name.text, decl) {
        problems.push(
            Diagnostic::at(codes::RESERVED_NAME, name.span).arg("name", name.text.clone()).arg("what", what),
        );
    }
    let names = &mut program.modules[module].names;
    match names.get(&name.text) {
        Some((_, first)) => problems.push(duplicate(&name, *first)),
        None => {
            names.insert(name.text, (decl, name.span));
        }
    }
}

/// Rules have names of their own: `rule red_packet` does not take the kind's name away.
fn declare_rule(program: &mut Program, at: Item, problems: &mut Problems) {
    let module = &program.modules[at.module];
    if let Some(&first) = module.rules.get(&at.name.text) {
        problems.push(duplicate(&at.name, program.rules[first].name.span));
        return;
    }
    if module.shipped {
        return;
    }
    let index = program.rules.len();
    program.modules[at.module].rules.insert(at.name.text.clone(), index);
    program.rules.push(at);
}

fn role(program: &mut Program, name: &str, title: String) -> usize {
    match program.roles.iter().position(|r| r.name == name) {
        Some(known) => known,
        None => {
            program.roles.push(Role { name: name.into(), title });
            program.roles.len() - 1
        }
    }
}

fn duplicate(name: &ast::Name, first: Span) -> Diagnostic {
    Diagnostic::at(codes::DUPLICATE_NAME, name.span)
        .arg("name", name.text.clone())
        .label(first, ("declared here first", "最先在这里声明"))
}

/// What the language itself means by a name. Hours and roles stand where no field can, except for people.
fn taken(name: &str, decl: Decl) -> Option<Both> {
    let field = || fields::find(name).is_some() || matches!(name, "group" | "群");
    let kind = || Kind::ALL.iter().any(|k| k.name() == name || k.chinese() == name);
    let word = || matches!(name, "trigger" | "触发" | "std");
    match decl {
        Decl::Hours(_) => word().then(|| ("a word of the language", "语言本身的词").into()),
        _ if field() => Some(("a field", "字段").into()),
        Decl::Role(_) => None,
        _ if kind() => Some(("a kind of message", "消息类型").into()),
        _ if word() => Some(("a word of the language", "语言本身的词").into()),
        _ => None,
    }
}
