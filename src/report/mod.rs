//! Findings, diagnostics and plans as text and JSON: one format a file.

pub mod diagnostics;
mod display;
pub mod findings;
pub mod inspect;
pub mod moment;
mod plural;
pub mod privacy;
pub mod profile;
mod style;
pub mod testing;

pub use display::{Shown, escape, width};
pub use plural::{count, plural};
pub use style::{Paint, Style};
