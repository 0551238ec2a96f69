//! Names: what is declared, used and imported (QG2xxx).

/// The entries of this family.
pub const ENTRIES: &[super::Entry] = &[];
