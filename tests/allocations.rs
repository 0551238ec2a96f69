//! On the quiet path nothing is allocated for a message. One test a program: the count is of the whole process.

use std::alloc::System;
use std::path::PathBuf;

use qungui::diag::Problems;
use qungui::ingest::{self, Options};
use qungui::model::{Batch, Directory};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const MESSAGES: usize = 60_000;

/// A log in which buffers, people and groups are all known after a few batches.
fn log(line: impl Fn(usize) -> String) -> tempfile::NamedTempFile {
    let text: String = (0..MESSAGES).map(line).collect();
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), text).expect("written");
    file
}

fn native(n: usize) -> String {
    let (day, hour, minute, second) = (1 + n / 86_400, n / 3600 % 24, n / 60 % 60, n / 2 * 2 % 60);
    format!(
        "{{\"id\":\"m{n:06}\",\"time\":\"2026-03-{day:02}T{hour:02}:{minute:02}:{second:02}+08:00\",\
         \"group\":\"g{:03}\",\"sender\":\"u{:03}\",\"role\":\"member\",\"kind\":\"text\",\
         \"text\":\"今天下午三点开会，请准时参加\",\"mentions\":[\"u{:03}\"],\"emoji\":[\"玫瑰\"]}}\n",
        n % 50,
        n % 300,
        n % 7
    )
}

fn wecom(n: usize) -> String {
    let time = 1_772_413_200_000 + n as u64 / 2 * 1000;
    format!(
        "{{\"msgid\":\"m{n:06}\",\"action\":\"send\",\"from\":\"u{:03}\",\"tolist\":[\"a\",\"b\"],\
         \"roomid\":\"g{:03}\",\"msgtime\":{time},\"msgtype\":\"text\",\
         \"text\":{{\"content\":\"今天下午三点开会，请准时参加\"}}}}\n",
        n % 300,
        n % 50
    )
}

/// Messages read, and allocations made, after the first batches.
fn read(path: PathBuf) -> (usize, usize) {
    let all = Region::new(ALLOCATOR);
    let (mut directory, mut problems) = (Directory::default(), Problems::default());
    let log = ingest::open(&[path], &Options::default(), &mut directory, &mut problems);
    let (mut log, mut batch) = (log.expect("a log"), Batch::default());
    for _ in 0..4 {
        assert!(log.next(&mut directory, &mut batch, &mut problems));
    }
    assert!(all.change().allocations > 0, "they are counted");
    let (region, mut messages, mut allocations) = (Region::new(ALLOCATOR), 0, 0);
    while log.next(&mut directory, &mut batch, &mut problems) {
        messages += batch.rows.len();
        let change = region.change();
        allocations = change.allocations + change.reallocations;
    }
    assert!(problems.iter().next().is_none());
    (messages, allocations)
}

#[test]
fn reading_a_message_allocates_nothing() {
    for (name, file) in [("native", log(native)), ("wecom", log(wecom))] {
        let (messages, allocations) = read(file.path().to_path_buf());
        assert!(messages > MESSAGES / 2, "{name}: {messages}");
        assert_eq!(allocations, 0, "{name}: in {messages} messages");
    }
}
