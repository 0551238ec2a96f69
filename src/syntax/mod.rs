//! From policy text to a tree.

pub mod ast;

/// stub
pub fn parse(
    _: &crate::source::Sources,
    _: crate::source::FileId,
    _: &mut crate::diag::Problems,
) -> ast::File {
    ast::File::default()
}
