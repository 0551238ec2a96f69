//! From files to a checked policy: the one entry of the compiler.

use std::path::{Path, PathBuf};

use crate::check::{self, Checked};
use crate::diag::Problems;
use crate::resolve;
use crate::source::Sources;

pub use crate::resolve::{Files, Loader, Memory};

/// What the project or the command line says about a compilation.
#[derive(Debug, Clone, Default)]
pub struct CompileOptions {
    /// `--set PARAM=VALUE`, in order; a later one wins.
    pub sets: Vec<(String, String)>,
    /// The folder that `use` paths start from and that no import may leave; `None`: the folder of each input.
    pub root: Option<PathBuf>,
    /// The zone of policies that name none; `None`: `Asia/Shanghai`.
    pub timezone: Option<String>,
}

/// Reads, resolves and checks policy files. All mistakes of all files go into `problems`; the result is
/// `None` exactly if one of them is an error.
pub fn compile(
    inputs: &[PathBuf],
    loader: &dyn Loader,
    options: &CompileOptions,
    sources: &mut Sources,
    problems: &mut Problems,
) -> Option<Checked> {
    let program = resolve::resolve(inputs, loader, options, sources, problems);
    check::check(program, sources, problems)
}

/// Compiles one text, for tests and examples.
pub fn compile_text(text: &str, sources: &mut Sources, problems: &mut Problems) -> Option<Checked> {
    let memory = Memory::new([("policy.qg", text)]);
    compile(&[Path::new("policy.qg").into()], &memory, &CompileOptions::default(), sources, problems)
}
