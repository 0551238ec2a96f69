//! Valid, but probably not meant.

use crate::check::Checked;
use crate::diag::Problems;
use crate::source::Sources;

/// Looks a checked policy set over.
pub fn lint(_checked: &Checked, _sources: &Sources, _problems: &mut Problems) {}
