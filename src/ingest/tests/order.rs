//! Order within a source and across sources, duplicates, coverage.

use super::*;
use crate::model::SourceCover;

fn line(id: &str, clock: &str, group: &str) -> String {
    let time = format!("2026-03-02T{clock}+08:00");
    format!(
        "{{\"id\":\"{id}\",\"time\":\"{time}\",\"group\":\"{group}\",\"sender\":\"wang\",\"text\":\"{id}\"}}\n"
    )
}

fn log(lines: &[(&str, &str)]) -> String {
    lines.iter().map(|(id, clock)| line(id, clock, "g")).collect()
}

fn time(clock: &str) -> i64 {
    super::super::stamp::rfc3339(format!("2026-03-02T{clock}+08:00").as_bytes()).expect("a time")
}

#[test]
fn records_out_of_order_are_put_in_order_and_equal_times_stay() {
    let scratch = Scratch::new();
    let text = log(&[
        ("b", "09:01:00"),
        ("c", "09:02:00"),
        ("a2", "09:00:00"),
        ("a1", "09:00:00"),
        ("d", "09:02:00"),
    ]);
    let mut read = Read::of(&[scratch.write("a.jsonl", text)]);
    assert_eq!(read.ids(), ["a2", "a1", "b", "c", "d"]);
    assert!(read.problems().contains("QG6010"), "{}", read.problems());
    assert!(read.problems().contains("2 records were put in order"));
    assert_eq!(read.log().report()[0].displaced, 2);
    assert_eq!(read.show(), read.refetched());
    assert_eq!(read.log().coverage().sources[0].after, time("09:00:00"));
}

#[test]
fn sources_are_merged_by_time_then_rank_then_position() {
    let scratch = Scratch::new();
    let one = scratch.write("2.jsonl", log(&[("a1", "09:00:00"), ("a2", "09:01:00"), ("a3", "09:01:00")]));
    let two = scratch.write("1.jsonl", log(&[("b1", "09:00:00"), ("b2", "09:00:30"), ("b3", "09:01:00")]));
    assert_eq!(Read::of(&[one.clone(), two.clone()]).ids(), ["a1", "b1", "b2", "a2", "a3", "b3"]);
    assert_eq!(Read::of(&[two, one]).ids(), ["b1", "a1", "b2", "b3", "a2", "a3"]);
    // In a folder, the path ranks.
    let mut read = Read::of(&[scratch.0.path().to_path_buf()]);
    assert_eq!(read.ids(), ["b1", "a1", "b2", "b3", "a2", "a3"]);
    assert_eq!(read.show(), read.refetched());
}

#[test]
fn a_message_in_two_files_counts_once() {
    let scratch = Scratch::new();
    let one = scratch.write("1.jsonl", log(&[("a", "09:00:00"), ("b", "09:01:00"), ("b", "09:01:00")]));
    let two = scratch.write("2.jsonl", log(&[("b", "09:01:00"), ("b", "09:02:00")]));
    let read = Read::of(&[one, two]);
    assert_eq!(read.ids(), ["a", "b", "b"]);
    let duplicates: Vec<_> = read.log().report().iter().map(|r| r.duplicates).collect();
    assert_eq!(duplicates, [1, 1]);
}

#[test]
fn made_ids_come_from_content_and_not_from_lines() {
    let scratch = Scratch::new();
    let bare = |text: &str| {
        format!(
            "{{\"time\":\"2026-03-02T09:00:00+08:00\",\"group\":\"g\",\"sender\":\"a\",\"text\":\"{text}\"}}\n"
        )
    };
    let one = scratch.write("1.jsonl", [bare("x"), bare("y"), bare("x")].concat());
    let two =
        scratch.write("2.jsonl", [String::from("\n"), bare("x"), bare("x"), bare("x"), bare("y")].concat());
    let mut read = Read::of(std::slice::from_ref(&one));
    let ids = read.ids().into_iter().map(String::from).collect::<Vec<_>>();
    assert_eq!((ids.len(), ids[2].as_str()), (3, format!("{}.1", ids[0]).as_str()));
    assert_eq!(read.show(), read.refetched());
    // Together: two of the three in the other file are known, and its third is not.
    let both = Read::of(&[one, two]);
    assert_eq!(both.batch.rows.len(), 4);
    assert_eq!(both.log().report()[1].duplicates, 3);
}

#[test]
fn busy_instants_span_batches() {
    let scratch = Scratch::new();
    let text: String = (0..10_000).map(|n| line(&(n % 9_000).to_string(), "09:00:00", "g")).collect();
    let read = Read::of(&[scratch.write("a.jsonl", text)]);
    assert_eq!(read.batch.rows.len(), 9_000);
    assert_eq!(read.log().report()[0].duplicates, 1_000);
}

#[test]
fn one_source_covers_from_its_first_message_to_what_will_be_its_last() {
    let scratch = Scratch::new();
    let bad_first = format!("oops\n{}", log(&[("a", "09:00:00"), ("b", "09:05:00")]));
    let read = Read::of(&[scratch.write("a.jsonl", bad_first)]);
    let expected = SourceCover { after: time("09:00:00"), before: None, groups: None };
    assert_eq!(read.log().coverage().sources, [expected]);
    assert_eq!(read.log().report()[0].covers, Some((time("09:00:00"), time("09:05:00"))));
}

#[test]
fn several_sources_cover_their_own_ranges_and_groups() {
    let scratch = Scratch::new();
    let one = scratch.write("1.jsonl", line("a", "09:00:00", "g1") + &line("b", "10:00:00", "g2"));
    let header = "{\"qungui\":1,\"covers\":[\"2026-03-02T00:00:00+08:00\",\"2026-03-02T12:00:00+08:00\"]}\n";
    let two = scratch.write("2.jsonl", header.to_string() + &line("c", "09:30:00", "g2"));
    let read = Read::of(&[one.clone(), two]);
    let (g1, g2) = (read.directory.find_group("g1"), read.directory.find_group("g2"));
    let groups = [vec![g1.expect("g1"), g2.expect("g2")], vec![g2.expect("g2")]];
    let [own, declared] = [
        SourceCover {
            after: time("09:00:00"),
            before: Some(time("10:00:00")),
            groups: Some(groups[0].clone()),
        },
        SourceCover {
            after: time("00:00:00") - 1,
            before: Some(time("12:00:00")),
            groups: Some(groups[1].clone()),
        },
    ];
    assert_eq!(read.log().coverage().sources, [own, declared]);
    let options =
        Options { covers: Some((time("08:00:00"), time("11:00:00"))), complete: true, ..Options::default() };
    let coverage = Read::with(&[one], &options, Directory::default()).log().coverage();
    assert!(coverage.complete);
    let asked = SourceCover { after: time("08:00:00") - 1, before: Some(time("11:00:00")), groups: None };
    assert_eq!(coverage.sources, [asked]);
}
