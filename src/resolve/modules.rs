//! Reading files and following `use`.

use std::path::{Path, PathBuf};

use super::loader::{inside, normal};
use super::{Import, Loader, Module, Program, shown};
use crate::diag::codes::names as codes;
use crate::diag::{Both, Diagnostic, Problems, nearest, reason};
use crate::source::{Sources, Span};
use crate::syntax::{self, ast};

/// Reads the inputs, then what they use, each file once; reports circles.
pub(super) fn load(
    program: &mut Program,
    inputs: &[PathBuf],
    loader: &dyn Loader,
    root: Option<&Path>,
    sources: &mut Sources,
    problems: &mut Problems,
) {
    let mut reader = Reader { program, loader, sources, problems };
    for input in inputs {
        let path = normal(input);
        let root = match root {
            Some(root) => normal(root),
            None => path.parent().map(Path::to_path_buf).unwrap_or_default(),
        };
        reader.input(path, root);
    }
    let mut next = 0;
    while next < reader.program.modules.len() {
        reader.follow(next);
        next += 1;
    }
    circles(program, problems);
}

struct Reader<'a> {
    program: &'a mut Program,
    loader: &'a dyn Loader,
    sources: &'a mut Sources,
    problems: &'a mut Problems,
}

impl Reader<'_> {
    fn input(&mut self, path: PathBuf, root: PathBuf) {
        if self.program.modules.iter().any(|m| m.path == path) {
            return;
        }
        match self
            .loader
            .read(&path)
            .map_err(|e| reason(&e))
            .and_then(|bytes| text(bytes).map_err(Both::from))
        {
            Ok(text) => {
                self.add(path, root, false, text);
            }
            Err(reason) => self.problems.push(
                Diagnostic::new(codes::UNREADABLE_POLICY).arg("path", shown(&path)).arg("reason", reason),
            ),
        }
    }

    fn add(&mut self, path: PathBuf, root: PathBuf, shipped: bool, text: String) -> usize {
        let file = self.sources.add(shown(&path), text);
        let before = self.problems.iter().count();
        let tree = syntax::parse(self.sources, file, self.problems);
        let text = &self.sources.file(file).text;
        let broken = self.problems.iter().skip(before).any(|problem| loses_names(problem, &tree, text));
        let module = Module {
            file,
            path,
            root,
            shipped,
            tree,
            imports: Vec::new(),
            names: Default::default(),
            rules: Default::default(),
            broken,
        };
        self.program.modules.push(module);
        self.program.modules.len() - 1
    }

    fn follow(&mut self, module: usize) {
        let uses: Vec<ast::Path> = self.program.modules[module]
            .tree
            .items
            .iter()
            .filter_map(|item| match &item.kind {
                ast::ItemKind::Use(path) => Some(path.clone()),
                _ => None,
            })
            .collect();
        for path in uses {
            let Some(last) = path.parts.last() else { continue };
            let alias = last.text.clone();
            let taken = self.program.modules[module].imports.iter().find(|i| i.alias == alias);
            if let Some(first) = taken {
                let problem = Diagnostic::at(codes::DUPLICATE_IMPORT, path.span)
                    .arg("name", alias)
                    .label(first.span, ("the first one", "第一个"));
                self.problems.push(problem);
                continue;
            }
            let target = self.import(module, &path);
            self.program.modules[module].imports.push(Import { alias, module: target, span: path.span });
        }
    }

    /// The module that a `use` names, read on first sight.
    fn import(&mut self, module: usize, path: &ast::Path) -> Option<usize> {
        let std = path.parts.first().is_some_and(|p| p.text == "std");
        let relative = path.parts.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join("/") + ".qg";
        let root = self.program.modules[module].root.clone();
        let file = if std { PathBuf::from(&relative) } else { normal(&root.join(&relative)) };
        if let Some(known) = self.program.modules.iter().position(|m| m.path == file && (!std || m.shipped)) {
            return Some(known);
        }
        let bytes = if std {
            super::std::read(&relative).map(<[u8]>::to_vec)
        } else if inside(&file, &root, self.loader) {
            self.loader.read(&file).ok()
        } else {
            return self.outside(path.span, &file, &root);
        };
        match bytes.and_then(|bytes| text(bytes).ok()) {
            Some(text) => Some(self.add(file, root, std, text)),
            None => {
                self.missing(path, &file);
                None
            }
        }
    }

    fn outside(&mut self, span: Span, file: &Path, root: &Path) -> Option<usize> {
        let problem = Diagnostic::at(codes::OUTSIDE_ROOT, span)
            .arg("path", shown(file))
            .arg("root", super::folder(root));
        self.problems.push(problem);
        None
    }

    fn missing(&mut self, path: &ast::Path, file: &Path) {
        let modules: Vec<String> = super::std::modules().collect();
        let near = nearest(&path.dotted(), modules.iter().map(String::as_str)).map(str::to_string);
        let action = if path.parts.first().is_some_and(|p| p.text == "std") {
            let shipped = modules.iter().map(|m| format!("`{m}`")).collect::<Vec<_>>().join(", ");
            Both { en: format!("use one of {shipped}"), zh: format!("使用其中之一：{shipped}") }
        } else {
            let path = shown(file);
            Both { en: format!("put the file at {path}"), zh: format!("把文件放到 {path}") }
        };
        let problem = Diagnostic::at(codes::UNKNOWN_MODULE, path.span)
            .arg("name", path.dotted())
            .arg("path", shown(file))
            .maybe("near", near)
            .arg("action", action);
        self.problems.push(problem);
    }
}

/// The text of a file, or why it is none.
fn text(bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|e| {
        let good = &e.as_bytes()[..e.utf8_error().valid_up_to()];
        let line = good.iter().filter(|&&b| b == b'\n').count() + 1;
        format!("not UTF-8 in line {line}")
    })
}

/// Reports each circle of imports once, at the `use` that closes it.
fn circles(program: &Program, problems: &mut Problems) {
    let mut state = vec![Visit::New; program.modules.len()];
    for module in 0..program.modules.len() {
        visit(program, module, &mut vec![], &mut state, problems);
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Visit {
    New,
    Open,
    Done,
}

fn visit(
    program: &Program,
    module: usize,
    chain: &mut Vec<usize>,
    state: &mut [Visit],
    problems: &mut Problems,
) {
    if state[module] != Visit::New {
        return;
    }
    state[module] = Visit::Open;
    chain.push(module);
    for import in &program.modules[module].imports {
        let Some(target) = import.module else { continue };
        if state[target] == Visit::Open {
            let from = chain.iter().position(|&m| m == target).unwrap_or(0);
            let names = chain[from..].iter().chain([&target]).map(|&m| shown(&program.modules[m].path));
            let chain = names.collect::<Vec<_>>().join(" → ");
            problems.push(Diagnostic::at(codes::IMPORT_CYCLE, import.span).arg("chain", chain));
        } else {
            visit(program, target, chain, state, problems);
        }
    }
    chain.pop();
    state[module] = Visit::Done;
}

/// True if declarations may be missing from the tree because of a mistake: one outside all declarations, or in one
/// that has swallowed what follows it. Names are only lost where something else than the mistake is.
fn loses_names(problem: &Diagnostic, tree: &ast::File, text: &str) -> bool {
    use crate::diag::codes::syntax;
    if problem.severity != crate::diag::Severity::Error {
        return false;
    }
    if [syntax::UNCLOSED_TEST, syntax::TOO_DEEP, syntax::TOO_LARGE].contains(&problem.code) {
        return true;
    }
    if [syntax::STRAY_BRACKET, syntax::STRAY_CLAUSE, syntax::NEEDLESS_MARK].contains(&problem.code) {
        return false;
    }
    let holds = |item: &&ast::Item, at: Span| item.span.start <= at.start && at.start <= item.span.end;
    match problem.span.and_then(|at| tree.items.iter().find(|item| holds(item, at))) {
        Some(item) => swallows(item, text),
        None => true,
    }
}

/// A declaration's text holds another one: there is a `=` or a role too many.
fn swallows(item: &ast::Item, text: &str) -> bool {
    let text = text.get(item.span.start as usize..item.span.end as usize).unwrap_or("");
    let defines = text.replace("<=", "").replace(">=", "").matches(['=', '＝']).count();
    let roles = text.split(char::is_whitespace).filter(|word| matches!(*word, "role" | "角色")).count();
    match item.kind {
        ast::ItemKind::Test(_) => false,
        ast::ItemKind::Role { .. } => defines > 0 || roles > 1,
        ast::ItemKind::Policy(_) | ast::ItemKind::Use(_) | ast::ItemKind::Rule(_) => defines + roles > 0,
        _ => defines > 1 || roles > 0,
    }
}
