//! From a checked policy to a plan that evaluation can run, and that people can read.

mod bounds;
mod display;
mod enough;
mod family;
mod ir;
mod lower;
mod words;

pub use crate::model::Ratio;
pub use bounds::bounds;
pub use display::{Format, display};
pub use enough::enough;
pub use family::{Family, families, family};
pub use ir::*;
pub use lower::{VERSION, lower};
