//! Lints: valid, but probably not what the author means (QG4xxx).

/// The entries of this family.
pub const ENTRIES: &[super::Entry] = &[];
