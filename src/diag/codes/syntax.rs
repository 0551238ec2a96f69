//! Syntax: the text does not have the shape of a policy (QG1xxx).

/// The entries of this family.
pub const ENTRIES: &[super::Entry] = &[];
