//! Findings, diagnostics and plans as text and JSON: one format a file.

pub mod diagnostics;
mod display;
mod style;

pub use display::{Shown, escape, width};
pub use style::{Paint, Style};
