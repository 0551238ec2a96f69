//! Stand-ins for parts that are being written; to be removed.
#![allow(missing_docs, clippy::ptr_arg)]
use std::path::Path;

use crate::check::Checked;
use crate::diag::Problems;
use crate::model::Directory;
use crate::plan::Plan;
use crate::source::Sources;
use crate::time::Calendar;

pub fn lint(_: &Checked, _: &Sources, _: &mut Problems) {}
pub fn calendar(_: &Path, _: &mut Sources, _: &mut Problems) -> Option<Calendar> {
    None
}
pub fn roster(_: &Path, _: &[&str], _: &mut Directory, _: &mut Sources, _: &mut Problems) {}
pub fn groups(_: &Path, _: &mut Directory, _: &mut Sources, _: &mut Problems) {}
pub fn display(_: &Plan) -> String {
    String::new()
}
