//! From policy text to a tree.

pub mod ast;
