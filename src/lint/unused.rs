//! Imports and names that nothing needs.

use super::Look;
use crate::diag::codes::lints as codes;
use crate::diag::{Both, Diagnostic, Problems};
use crate::resolve::Decl;

/// `use` of a file of which no name is used.
pub(super) fn imports(look: &Look, problems: &mut Problems) {
    let program = &look.checked.program;
    for (index, module) in program.modules.iter().enumerate().filter(|(_, m)| !m.shipped) {
        for (import, entry) in module.imports.iter().enumerate() {
            // Rules of a file that is used are evaluated, which may be all that is wanted of it.
            let rules = entry.module.is_some_and(|target| !program.modules[target].rules.is_empty());
            if !rules && !look.checked.used.imports.contains(&(index, import)) {
                let problem = Diagnostic::at(codes::UNUSED_IMPORT, entry.span);
                problems.push(problem.arg("name", entry.alias.clone()));
            }
        }
    }
}

/// Names that nothing uses, in files that have rules; other files may be there for others.
pub(super) fn names(look: &Look, problems: &mut Problems) {
    let program = &look.checked.program;
    for module in program.modules.iter().filter(|m| !m.shipped && !m.rules.is_empty()) {
        for (name, (decl, span)) in &module.names {
            if look.checked.used.names.contains(decl) {
                continue;
            }
            let what: Both = match decl {
                Decl::List(_) => ("list", "名单").into(),
                Decl::Param(_) => ("param", "参数").into(),
                Decl::Define(_) => ("define", "定义").into(),
                Decl::Hours(_) => ("hours", "时段").into(),
                Decl::Role(_) => ("role", "角色").into(),
            };
            let problem = Diagnostic::at(codes::UNUSED_NAME, *span).arg("what", what);
            problems.push(problem.arg("name", name.clone()));
        }
    }
}
