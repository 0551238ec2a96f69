//! Tables and JSON by the user's map: what the columns become, and what is said of a map that does not fit.

use std::sync::Arc;

use super::formats::snapshot_with;
use super::*;
use crate::diag::Problems;
use crate::fields::Attr;
use crate::model::Kind;
use crate::source::Sources;

/// The map of a project file's text.
fn map(text: &str) -> Arc<ColumnMap> {
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    let file = sources.add("qungui.yaml", text);
    let node = crate::context::yaml::parse(&sources, file, &mut problems).expect("YAML");
    let crate::context::yaml::Value::Map(entries) = node.value else { unreachable!("settings") };
    let (_, columns) = entries.iter().find(|(key, _)| key.name == "columns").expect("a map");
    let map = crate::context::read_columns(columns, &mut problems);
    assert_eq!(
        problems.iter().count(),
        0,
        "{:?}",
        problems.iter().map(|d| d.message(Lang::En)).collect::<Vec<_>>()
    );
    Arc::new(map.expect("a map"))
}

pub fn options(text: &str) -> Options {
    Options { columns: Some(map(text)), ..Options::default() }
}

pub fn beside(folder: &str) -> Options {
    let path = fixture(folder).join("qungui.yaml");
    options(&std::fs::read_to_string(path).expect("a project file"))
}

#[test]
fn a_table_with_every_kind_of_message() {
    insta::assert_snapshot!(snapshot_with("table/every.csv", &beside("table")));
}

#[test]
fn a_table_that_a_spreadsheet_program_has_saved() {
    insta::assert_snapshot!(snapshot_with("table/excel.csv", &beside("table")));
}

#[test]
fn json_with_paths() {
    insta::assert_snapshot!(snapshot_with("json/every.json", &beside("json")));
}

#[test]
fn what_is_not_mapped_is_unknown() {
    let scratch = Scratch::new();
    let log = "时间,姓名,内容\n2026-03-02 09:00:00,王建国,收到 @何芳\n2026-03-02 09:01:00,何芳,好\n";
    let options = options("columns: { time: 时间, sender.name: 姓名, text: 内容 }");
    let path = scratch.write("防汛群.csv", log);
    let read = Read::with(&[path], &options, Directory::default());
    assert_eq!(read.log().report()[0].format, "table");
    let facts = &read.log().facts()[0];
    let known = [Attr::Text, Attr::Emoji, Attr::Mentions, Attr::PersonNickname, Attr::PersonName];
    assert!(known.iter().all(|attr| facts.supplies.has(*attr)));
    let unknown = [Attr::Kind, Attr::PersonId, Attr::Quotes, Attr::Recalled, Attr::Amount, Attr::PersonRoles];
    assert!(unknown.iter().all(|attr| !facts.supplies.has(*attr)));
    assert_eq!((facts.kinds, facts.precision), (0, 1000));
    // Nothing but the file's name tells the group.
    assert_eq!(&*read.directory.get_group(read.batch.rows[0].group).id, "防汛群");
    assert_eq!(read.batch.msg(0).mentions(), [read.batch.rows[1].sender]);
}

#[test]
fn one_kind_for_all_is_all_that_there_is() {
    let scratch = Scratch::new();
    let options = options("columns: { time: t, sender: s, kind: { value: 文本 }, text: x }");
    let read =
        Read::with(&[scratch.write("a.tsv", "t\ts\tx\n1772413200\ta\thi\n")], &options, Directory::default());
    let facts = &read.log().facts()[0];
    assert!(facts.supplies.has(Attr::Kind));
    assert_eq!((facts.kinds, read.batch.rows[0].kind), (Kind::Text.bit(), Kind::Text));
}

#[test]
fn columns_that_are_not_there_are_named_with_those_that_are() {
    let scratch = Scratch::new();
    let table = scratch.write("a.csv", "发送时间,工号,内容\n2026-03-02 09:00:00,a,好\n");
    let json = scratch.write("a.json", "[{\"sent\":1,\"who\":\"a\"}]");
    for from in [None, Some(Format::Table)] {
        let options =
            Options { from, ..options("columns: { time: 发送时问, sender: 工 号, text: 正文 }") };
        let read = Read::with(std::slice::from_ref(&table), &options, Directory::default());
        let said: Vec<_> = read.problems.iter().map(|d| (d.code.0, d.message(Lang::Zh))).collect();
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(said.iter().all(|(code, text)| *code == 6050 && text.contains("`发送时间`, `工号`, `内容`")));
        let help: Vec<_> = read.problems.iter().map(|d| d.help(Lang::En)).collect();
        assert_eq!(help[0], "write `发送时间`");
        assert_eq!(help[1], "write one of `发送时间`, `工号`, `内容`, or remove the line");
    }
    let read = Read::with(&[json], &options("columns: { time: send, sender: who }"), Directory::default());
    assert!(read.problems().contains("QG6050: `"), "{}", read.problems());
    assert!(read.problems().contains("has no column `send`; it has `sent`, `who`"), "{}", read.problems());
}

#[test]
fn a_map_goes_before_what_else_fits_and_says_so() {
    let scratch = Scratch::new();
    let log = "{\"id\":\"1\",\"time\":\"2026-03-02T09:00:00+08:00\",\"group\":\"g\",\"sender\":\"a\",\"body\":\"x\"}\n";
    let path = scratch.write("a.jsonl", log);
    let map = "columns: { time: time, sender: sender, text: body }";
    let read = Read::with(std::slice::from_ref(&path), &options(map), Directory::default());
    assert_eq!((read.log().report()[0].format, read.batch.msg(0).text()), ("json", Some("x")));
    assert!(read.problems().contains("fits both `json` and `native`"), "{}", read.problems());
    let from = Options { from: Some(Format::Native), ..options(map) };
    assert_eq!(Read::with(&[path], &from, Directory::default()).log().report()[0].format, "native");
}

#[test]
fn times_are_read_in_the_form_and_zone_that_the_map_names() {
    let scratch = Scratch::new();
    let time = |map: &str, text: &str| {
        let path = scratch.write("a.csv", format!("t;s\n{text};a\n"));
        let options = options(&format!("columns: {{ time: {map}, sender: s }}"));
        let read = Read::with(&[path], &options, Directory::default());
        let row = read.batch.rows.first().map(|row| row.time);
        (row, read.log.as_ref().map_or(0, |log| log.facts()[0].precision))
    };
    let nine = 1_772_413_200_000;
    assert_eq!(time("t", "1772413200"), (Some(nine), 1000));
    assert_eq!(time("t", "1772413200123"), (Some(nine + 123), 1));
    assert_eq!(time("t", "2026/3/2 9:00"), (Some(nine), 60_000));
    assert_eq!(time("t", "2026-03-02T09:00:00+08:00"), (Some(nine), 1000));
    assert_eq!(time("{ column: t, zone: UTC }", "2026-03-02 01:00:00"), (Some(nine), 1000));
    assert_eq!(time("{ column: t, format: '%Y%m%d%H%M' }", "202603020900"), (Some(nine), 60_000));
    assert_eq!(
        time("{ column: t, format: '%d/%m/%y %H:%M:%S %z' }", "02/03/26 02:00:00 +0100"),
        (Some(nine), 1000)
    );
    assert_eq!(
        time("{ column: t, format: '%d/%m/%y' }", "02/03/26"),
        (Some(nine - 9 * 3_600_000), 86_400_000)
    );
    assert_eq!(time("{ column: t, format: '%d/%m/%y' }", "03/02/2026 x").0, None);
}
