//! What is known beside the log: the roster, the registry of groups, the calendar. All are YAML; rosters and registries
//! may be CSV.
//!
//! Mistakes are reported with their place, all of them in one run; what is wrong is left out.
//! `docs/inputs.md` lists the keys, in English and Chinese.

mod calendar;
mod columns;
mod details;
mod fields;
mod groups;
mod roster;
mod table;
#[cfg(test)]
mod tests;
pub mod yaml;

pub use calendar::{CalendarDays, load as load_calendar};
pub use columns::read as read_columns;
pub use groups::load as load_groups;
pub use roster::load as load_roster;
