//! From a checked policy to a plan that evaluation can run, and that people can read.

mod ir;
mod ratio;

pub use ir::*;
pub use ratio::Ratio;
