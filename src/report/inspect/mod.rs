//! What a log is and what it can answer, without a word of what it says.

mod census;
mod sheet;
mod skeleton;
mod terminal;

pub use census::{Census, SourceCount};
pub use sheet::{GroupSheet, Inspection, SourceSheet};
pub use skeleton::{groups, roster};
pub use terminal::terminal;
