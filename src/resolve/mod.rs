//! Names, imports and scopes.
//!
//! Files are read, parsed once and never changed; what a name means stands in tables beside the trees.

mod lists;
mod loader;
mod modules;
mod names;
mod params;
pub mod std;

pub use lists::Word;
pub use loader::{Files, Loader, Memory};

use ::std::path::{Path, PathBuf};

use indexmap::IndexMap;

use crate::compile::CompileOptions;
use crate::diag::Problems;
use crate::source::{FileId, Sources, Span};
use crate::syntax::ast;

/// All files of a compilation and what they declare.
#[derive(Debug, Default)]
pub struct Program {
    /// The files: inputs in order, then what they use.
    pub modules: Vec<Module>,
    /// Lists, with their words.
    pub lists: Vec<List>,
    /// Params, with `--set` applied.
    pub params: Vec<Param>,
    /// Defines.
    pub defines: Vec<Item>,
    /// Named hours.
    pub hours: Vec<Item>,
    /// Roles; one entry a name, however many files declare it.
    pub roles: Vec<Role>,
    /// Rules that will be evaluated: those of the inputs and of the project's files that they use.
    pub rules: Vec<Item>,
    /// The zone of policies that name none.
    pub timezone: Option<String>,
}

/// One file.
#[derive(Debug)]
pub struct Module {
    /// Its text.
    pub file: FileId,
    /// Where it was read.
    pub path: PathBuf,
    /// What its imports may not leave.
    pub root: PathBuf,
    /// Shipped with qungui and not an input itself: only its definitions count.
    pub shipped: bool,
    /// The tree.
    pub tree: ast::File,
    /// What it uses, by alias.
    pub imports: Vec<Import>,
    /// What it declares, rules apart.
    pub names: IndexMap<String, (Decl, Span)>,
    /// Its rules, as indices into [`Program::rules`].
    pub rules: IndexMap<String, usize>,
    /// A part could not be read, so names may be missing.
    pub broken: bool,
}

/// `use a.b`.
#[derive(Debug, Clone)]
pub struct Import {
    /// Last part of the path.
    pub alias: String,
    /// The file, unless it could not be read.
    pub module: Option<usize>,
    /// The path's place.
    pub span: Span,
}

/// What a name stands for: an index into one of the program's tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Decl {
    /// `list`
    List(usize),
    /// `param`
    Param(usize),
    /// `define`
    Define(usize),
    /// `hours`
    Hours(usize),
    /// `role`
    Role(usize),
}

/// A declaration's place: the file and the item in it.
#[derive(Debug, Clone)]
pub struct Item {
    /// Index into [`Program::modules`].
    pub module: usize,
    /// Index into the tree's items.
    pub item: usize,
    /// Its name.
    pub name: ast::Name,
}

/// A list and its words.
#[derive(Debug, Clone)]
pub struct List {
    /// Where it is declared.
    pub at: Item,
    /// Its words, united and reduced in order.
    pub words: Vec<Word>,
    /// Words that it removes although they are not there, or adds twice.
    pub idle: Vec<(Word, Idle)>,
}

/// A word of a list that changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idle {
    /// Removed, and was not there.
    NotThere,
    /// Added, and was there.
    Twice,
}

/// A param and its value.
#[derive(Debug, Clone)]
pub struct Param {
    /// Where it is declared.
    pub at: Item,
    /// A literal: the declared one, or the one that was set.
    pub value: ast::Expr,
}

/// A role.
#[derive(Debug, Clone)]
pub struct Role {
    /// Its name.
    pub name: String,
    /// What it means.
    pub title: String,
}

impl Program {
    /// The declaration of an item.
    pub fn item(&self, at: &Item) -> &ast::Item {
        &self.modules[at.module].tree.items[at.item]
    }

    /// The file that a module's import alias names.
    pub fn import(&self, module: usize, alias: &str) -> Option<(usize, &Import)> {
        let imports = &self.modules[module].imports;
        imports.iter().enumerate().find(|(_, import)| import.alias == alias)
    }

    /// Name and sort of a declaration, for messages.
    pub fn name_of(&self, decl: Decl) -> &str {
        match decl {
            Decl::List(i) => &self.lists[i].at.name.text,
            Decl::Param(i) => &self.params[i].at.name.text,
            Decl::Define(i) => &self.defines[i].name.text,
            Decl::Hours(i) => &self.hours[i].name.text,
            Decl::Role(i) => &self.roles[i].name,
        }
    }
}

/// Reads the inputs and all that they use, and finds out what every name stands for.
pub fn resolve(
    inputs: &[PathBuf],
    loader: &dyn Loader,
    options: &CompileOptions,
    sources: &mut Sources,
    problems: &mut Problems,
) -> Program {
    let mut program = Program { timezone: options.timezone.clone(), ..Program::default() };
    modules::load(&mut program, inputs, loader, options.root.as_deref(), sources, problems);
    names::declare(&mut program, problems);
    params::set(&mut program, &options.sets, sources, problems);
    lists::fill(&mut program, loader, sources, problems);
    program
}

/// A path for messages: forward slashes.
fn shown(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}

/// A folder for messages.
fn folder(path: &Path) -> String {
    if path.as_os_str().is_empty() { ".".into() } else { shown(path) }
}
