//! From a checked policy to a plan that evaluation can run, and that people can read.

mod ir;

pub use ir::*;
pub use crate::model::Ratio;
