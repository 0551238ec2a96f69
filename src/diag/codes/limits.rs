//! Meaning and limits: rules that cannot work, or would cost too much (QG5xxx).

/// The entries of this family.
pub const ENTRIES: &[super::Entry] = &[];
