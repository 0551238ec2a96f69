//! The evaluator agrees with the reference.
mod reference;
