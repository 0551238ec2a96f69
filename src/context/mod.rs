//! Roster, group registry and calendar files.
