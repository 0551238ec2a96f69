//! From a checked policy to a plan that evaluation can run, and that people can read.

mod ir;
mod lower;

pub use crate::model::Ratio;
pub use ir::*;
pub use lower::{VERSION, lower};
