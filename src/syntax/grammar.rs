//! The generated parser. Its rules are those of `grammar/qungui.pest`.
#![allow(missing_docs)]

#[derive(pest_derive::Parser)]
#[grammar = "grammar/qungui.pest"]
pub struct Grammar;

/// A node of a parse.
pub type Pair<'i> = pest::iterators::Pair<'i, Rule>;
