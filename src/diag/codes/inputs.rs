//! Inputs: logs, rosters, registries, calendars, options (QG6xxx).

/// The entries of this family.
pub const ENTRIES: &[super::Entry] = &[];
