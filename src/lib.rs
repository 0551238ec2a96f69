//! Qungui (群规): conduct rules for chat groups, written as text, checked against message logs.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

pub mod check;
pub mod cli;
pub mod compile;
pub mod context;
pub mod diag;
pub mod eval;
pub mod fields;
pub mod ingest;
pub mod lint;
pub mod model;
pub mod plan;
pub mod report;
pub mod resolve;
pub mod source;
pub mod syntax;
pub mod testing;
pub mod text;
pub mod time;
