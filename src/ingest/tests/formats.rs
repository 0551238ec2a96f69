//! Every format, every kind of record: what they become, and that they can be read again.

use super::*;
use crate::model::{Kind, PersonId};

/// Messages, problems and the report of a fixture, as one text.
pub fn snapshot(name: &str, directory: Directory) -> String {
    told(Read::with(&[fixture(name)], &Options::default(), directory))
}

/// The same, read otherwise.
pub fn snapshot_with(name: &str, options: &Options) -> String {
    told(Read::with(&[fixture(name)], options, Directory::default()))
}

fn told(mut read: Read) -> String {
    let shown = read.show();
    assert_eq!(shown, read.refetched(), "reading again gives the same messages");
    let report = read.log().report();
    let of = |r: &super::super::SourceReport| {
        format!(
            "{} {}: {} messages, {} events, {} skipped, {} duplicates, {} displaced; covers {:?}; lacks {}",
            r.format,
            r.encoding,
            r.messages,
            r.events,
            r.skipped,
            r.duplicates,
            r.displaced,
            r.covers,
            r.lacks.join(" ")
        )
    };
    let report: Vec<_> = report.iter().map(of).collect();
    format!("{shown}\n{}\n{}", read.problems(), report.join("\n"))
}

pub fn roster() -> Directory {
    let mut directory = Directory::default();
    let li = directory.person("li");
    directory.add_name("小李", li);
    directory
}

#[test]
fn native() {
    insta::assert_snapshot!(snapshot("native/every.jsonl", Directory::default()));
}

#[test]
fn native_with_every_kind() {
    insta::assert_snapshot!(snapshot("native/kinds.jsonl", Directory::default()));
}

#[test]
fn slack_with_every_subtype() {
    insta::assert_snapshot!(snapshot("slack/own", Directory::default()));
}

#[test]
fn wecom() {
    insta::assert_snapshot!(snapshot("wecom/every.jsonl", roster()));
}

#[test]
fn wecom_samples_of_a_third_party() {
    insta::assert_snapshot!(snapshot("wecom/samples.jsonl", Directory::default()));
}

#[test]
fn wecom_put_back_into_the_envelope() {
    insta::assert_snapshot!(snapshot("wecom/envelope.json", Directory::default()));
}

#[test]
fn chatlab_document() {
    insta::assert_snapshot!(snapshot("chatlab/every.json", Directory::default()));
}

#[test]
fn chatlab_lines() {
    insta::assert_snapshot!(snapshot("chatlab/every.jsonl", Directory::default()));
}

#[test]
fn slack_export_of_a_third_party() {
    insta::assert_snapshot!(snapshot("slack/export", Directory::default()));
}

#[test]
fn every_sample_of_the_archive_has_its_kind() {
    let text = std::fs::read_to_string(fixture("wecom/samples.jsonl")).expect("fixture");
    // One sample has no time, which cannot be put in order; its kind is told all the same.
    let text = text.replace("\"msgtime\":0,", "\"msgtime\":1547087894784,");
    let scratch = Scratch::new();
    let read = Read::of(&[scratch.write("samples.jsonl", text)]);
    assert_eq!(read.log().report()[0].skipped, 0);
    let mut rows = read.batch.rows.clone();
    rows.sort_by_key(|row| row.origin.line);
    use Kind::*;
    let expected = [
        Text,
        Image,
        Recall,
        System,
        Voice,
        Video,
        Card,
        Location,
        Sticker,
        File,
        Link,
        MiniProgram,
        ChatRecord,
        Todo,
        Vote,
        Form,
        RedPacket,
        Meeting,
        System,
        Link,
        Text,
        Meeting,
        Text,
        Call,
        File,
        RedPacket,
        Link,
        Call,
        File,
    ];
    assert_eq!(rows.iter().map(|row| row.kind).collect::<Vec<_>>(), expected);
}

#[test]
fn an_alias_of_the_roster_is_the_person() {
    let mut directory = Directory::default();
    let wang = directory.person("wang");
    directory.alias("王书记", wang);
    let scratch = Scratch::new();
    let log = "{\"time\":\"2026-03-02T09:00:00+08:00\",\"group\":\"g\",\"sender\":\"王书记\"}";
    let read = Read::with(&[scratch.write("a.jsonl", log)], &Options::default(), directory);
    assert_eq!(read.batch.rows[0].sender, PersonId(0));
}

#[test]
fn the_quick_way_and_the_general_one_give_the_same_message() {
    let lines = [
        r#"{"id":"1","time":"2026-03-02T09:00:00+08:00","group":"g","sender":"a","role":"leader","kind":"text","text":"你好","mentions":["all","b","b",""],"emoji":["玫瑰","强"]}"#,
        r#"{"time":"2026-03-02T09:00:01.5Z","kind":"image","media":"h","sender":"a","group":"g","id":"2"}"#,
        r#"{"time":"2026-03-02T09:00:02Z","kind":"text","text":"","sender":"a","group":"g","mentions":[]}"#,
        r#"{"time":"2026-03-02T09:00:03Z","kind":"nothing","sender":"a","group":"g"}"#,
        r#"{"time":"2026-03-02T09:00:04Z","kind":"text","sender":"","group":"g"}"#,
        r#"{"time":"2026-03-02T09:00:05Z","kind":"text","sender":"a"}"#,
        r#"{"time":"2026-03-02T09:00:06Z","kind":"text","sender":"a","sender":"b","group":"g"}"#,
    ];
    let scratch = Scratch::new();
    let quick = Read::of(&[scratch.write("log", lines.join("\n"))]);
    // A blank at the end of a line is enough for the general way.
    let general = Read::of(&[scratch.write("log", lines.join(" \n"))]);
    assert_eq!(quick.batch.rows.len(), 3);
    assert_eq!(quick.show(), general.show());
    assert_eq!(quick.problems(), general.problems());
}
