//! KdConv is read through a small converter, since it has no times.
#![allow(clippy::unwrap_used)]

#[path = "../examples/kdconv.rs"]
mod kdconv;

use std::path::Path;

use qungui::diag::Problems;
use qungui::ingest::{Options, open};
use qungui::model::{Batch, Directory};

#[test]
fn dialogues_become_groups_of_two_who_take_turns() {
    let json = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/kdconv/dialogues.json");
    let mut log = tempfile::NamedTempFile::new().unwrap();
    assert_eq!(kdconv::convert(&std::fs::read_to_string(json).unwrap(), 0, &mut log).unwrap(), 2);
    let (mut directory, mut problems, mut batch) =
        (Directory::default(), Problems::default(), Batch::default());
    let mut log = open(&[log.path().into()], &Options::default(), &mut directory, &mut problems).unwrap();
    assert!(log.next(&mut directory, &mut batch, &mut problems));
    assert_eq!((batch.rows.len(), directory.groups().len(), directory.people().len()), (54, 2, 2));
    assert_eq!(batch.msg(0).text(), Some("看过《我是山姆》吗？"));
    while log.next(&mut directory, &mut batch, &mut problems) {}
    assert_eq!(log.report()[0].skipped, 0);
}
