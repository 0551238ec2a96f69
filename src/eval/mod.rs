//! Evaluation: messages in event order and a plan in, outcomes out.

mod outcome;

pub use outcome::{Blame, EVIDENCE, Episode, KeyValue, Outcome, Status};
