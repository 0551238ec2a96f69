//! The words of lists: written, loaded, united, reduced.

use std::path::Path;

use rustc_hash::FxHashSet;

use super::loader::{inside, normal};
use super::{Decl, Idle, Loader, Program, shown};
use crate::diag::codes::{limits, names as codes};
use crate::diag::{Both, Diagnostic, Problems, nearest, reason};
use crate::source::{Sources, Span};
use crate::syntax::ast::{self, ItemKind, ListValue};

/// A phrase of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The phrase as written.
    pub text: String,
    /// Where it is written: in a policy or in a list file.
    pub span: Span,
}

/// Gives every list its words. A list with a mistake in it gets what could be read.
pub(super) fn fill(
    program: &mut Program,
    loader: &dyn Loader,
    sources: &mut Sources,
    problems: &mut Problems,
) {
    let count = program.lists.len();
    let mut filler =
        Filler { program, loader, sources, problems, state: vec![State::New; count], chain: Vec::new() };
    for list in 0..count {
        filler.list(list);
    }
}

/// Lists rest on no more than this many others, one upon the other.
const DEEPEST: usize = 100;

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Open,
    Done,
    /// Has a mistake that was reported; what depends on it stays silent.
    Broken,
}

struct Filler<'a> {
    program: &'a mut Program,
    loader: &'a dyn Loader,
    sources: &'a mut Sources,
    problems: &'a mut Problems,
    state: Vec<State>,
    chain: Vec<usize>,
}

impl Filler<'_> {
    fn list(&mut self, list: usize) {
        if self.state[list] != State::New {
            return;
        }
        self.state[list] = State::Open;
        let at = self.program.lists[list].at.clone();
        if self.chain.len() > DEEPEST {
            let problem = Diagnostic::at(limits::DEFINED_TOO_DEEP, at.name.span)
                .arg("name", at.name.text.clone())
                .arg("limit", DEEPEST.to_string());
            self.problems.push(problem);
            self.state[list] = State::Broken;
            return;
        }
        self.chain.push(list);
        let ItemKind::List { terms, .. } = self.program.item(&at).kind.clone() else { return };
        let mut words = Words::default();
        // Without terms it could not be read.
        let mut sound = !terms.is_empty();
        for term in &terms {
            match self.term(at.module, &term.value) {
                Some(found) if term.remove => words.remove(found),
                Some(found) => words.add(found, matches!(term.value, ListValue::Words(..))),
                None => sound = false,
            }
        }
        if sound && words.list.is_empty() && self.program.modules[at.module].broken {
            sound = false;
        } else if sound && words.list.is_empty() {
            let problem = Diagnostic::at(codes::EMPTY_LIST, at.name.span);
            self.problems.push(problem.arg("name", at.name.text.clone()));
            sound = false;
        }
        self.chain.pop();
        self.state[list] = if sound { State::Done } else { State::Broken };
        self.program.lists[list].words = words.list;
        self.program.lists[list].idle = words.idle;
    }

    /// The words of a term; `None` if a mistake was reported.
    fn term(&mut self, module: usize, value: &ListValue) -> Option<Vec<Word>> {
        match value {
            ListValue::Words(words, _) => {
                Some(words.iter().map(|w| Word { text: w.value.clone(), span: w.span }).collect())
            }
            ListValue::File(path) => self.file(module, path),
            ListValue::Named(path) => self.named(module, path),
        }
    }

    fn named(&mut self, module: usize, path: &ast::Path) -> Option<Vec<Word>> {
        let list = match self.find(module, path) {
            Ok(Decl::List(list)) => list,
            Ok(_) => {
                let problem = Diagnostic::at(codes::WRONG_SORT, path.span)
                    .arg("name", path.dotted())
                    .arg("what", ("no list", "别的东西"))
                    .arg("wanted", ("a list", "名单"));
                self.problems.push(problem);
                return None;
            }
            Err(near) => {
                if !self.silent(module, path) {
                    let problem = Diagnostic::at(codes::UNKNOWN_NAME, path.span).arg("name", path.dotted());
                    self.problems.push(problem.maybe("near", near));
                }
                return None;
            }
        };
        if self.state[list] == State::Open {
            let from = self.chain.iter().position(|&l| l == list).unwrap_or(0);
            let names = self.chain[from..].iter().chain([&list]);
            let chain = names.map(|&l| self.program.lists[l].at.name.text.as_str()).collect::<Vec<_>>();
            let problem = Diagnostic::at(codes::DEFINITION_CYCLE, path.span)
                .arg("name", self.program.lists[list].at.name.text.clone())
                .arg("chain", chain.join(" → "));
            self.problems.push(problem);
            return None;
        }
        self.list(list);
        (self.state[list] == State::Done).then(|| self.program.lists[list].words.clone())
    }

    fn find(&self, module: usize, path: &ast::Path) -> Result<Decl, Option<String>> {
        let found = match path.parts.as_slice() {
            [name] => self.program.modules[module].names.get(&name.text),
            [alias, name] => self
                .program
                .import(module, &alias.text)
                .and_then(|(_, import)| import.module)
                .and_then(|target| self.program.modules[target].names.get(&name.text)),
            _ => None,
        };
        found.map(|(decl, _)| *decl).ok_or_else(|| {
            let names = self.program.lists_in_scope(module);
            nearest(&path.dotted(), names.iter().map(String::as_str)).map(str::to_string)
        })
    }

    /// True if the name may stand in a file that could not be read, which was reported.
    fn silent(&self, module: usize, path: &ast::Path) -> bool {
        let [alias, _] = path.parts.as_slice() else { return self.program.modules[module].broken };
        match self.program.import(module, &alias.text) {
            Some((_, import)) => import.module.is_none_or(|m| self.program.modules[m].broken),
            None => self.program.modules[module].broken,
        }
    }

    fn file(&mut self, module: usize, path: &ast::Str) -> Option<Vec<Word>> {
        let home = &self.program.modules[module];
        let file = normal(&home.path.parent().unwrap_or(Path::new("")).join(&path.value));
        let outside = !home.shipped && !inside(&file, &home.root, self.loader);
        if outside || Path::new(&path.value).is_absolute() {
            let root = super::folder(&home.root);
            let problem = Diagnostic::at(codes::OUTSIDE_ROOT, path.span).arg("path", path.value.clone());
            self.problems.push(problem.arg("root", root));
            return None;
        }
        let bytes = if home.shipped {
            super::std::read(&shown(&file)).map(<[u8]>::to_vec).ok_or_else(|| Both::from("not shipped"))
        } else {
            self.loader.read(&file).map_err(|e| reason(&e))
        };
        match bytes {
            Ok(bytes) => self.words(&file, bytes, path.span),
            Err(reason) => {
                let problem = Diagnostic::at(codes::LIST_FILE_MISSING, path.span)
                    .arg("path", path.value.clone())
                    .arg("reason", reason);
                self.problems.push(problem);
                None
            }
        }
    }

    /// One phrase a line; blank lines and lines that start with `# ` do not count.
    fn words(&mut self, file: &Path, bytes: Vec<u8>, span: Span) -> Option<Vec<Word>> {
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(e) => {
                let good = &e.as_bytes()[..e.utf8_error().valid_up_to()];
                let line = good.iter().filter(|&&b| b == b'\n').count() + 1;
                let problem = Diagnostic::at(codes::LIST_FILE_ENCODING, span)
                    .arg("path", shown(file))
                    .arg("line", line.to_string());
                self.problems.push(problem);
                return None;
            }
        };
        let id = self.sources.add(shown(file), text);
        let text = self.sources.file(id).text.clone();
        let mut words = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let word = line.trim();
            if !word.is_empty() && word != "#" && !word.starts_with("# ") {
                let from = start + (line.len() - line.trim_start().len());
                words.push(Word { text: word.to_string(), span: Span::new(id, from, from + word.len()) });
            }
            start += line.len();
        }
        Some(words)
    }
}

impl Program {
    fn lists_in_scope(&self, module: usize) -> Vec<String> {
        let lists = |m: usize| {
            let names = self.modules[m].names.iter();
            names.filter(|(_, (decl, _))| matches!(decl, Decl::List(_))).map(|(name, _)| name.clone())
        };
        let imported = self.modules[module].imports.iter().filter_map(|i| Some((i, i.module?)));
        let imported = imported.flat_map(|(i, m)| lists(m).map(|name| format!("{}.{name}", i.alias)));
        lists(module).chain(imported).collect()
    }
}

/// Words in order, each once.
#[derive(Default)]
struct Words {
    list: Vec<Word>,
    idle: Vec<(Word, Idle)>,
    known: FxHashSet<String>,
}

impl Words {
    /// Adds; a word written out although it is there is worth a lint, one that two lists share is not.
    fn add(&mut self, words: Vec<Word>, written: bool) {
        for word in words {
            if self.known.insert(word.text.clone()) {
                self.list.push(word);
            } else if written {
                self.idle.push((word, Idle::Twice));
            }
        }
    }

    fn remove(&mut self, words: Vec<Word>) {
        for word in words {
            if !self.known.remove(&word.text) {
                self.idle.push((word, Idle::NotThere));
            }
        }
        self.list.retain(|word| self.known.contains(&word.text));
    }
}
