//! Types and units (QG3xxx).

/// The entries of this family.
pub const ENTRIES: &[super::Entry] = &[];
