//! Findings, diagnostics and plans as text and JSON: one format a file.

pub mod diagnostics;
pub mod findings;
mod display;
pub mod moment;
mod style;

pub use display::{Shown, escape, width};
pub use style::{Paint, Style};
