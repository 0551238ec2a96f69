//! Tables: every CSV format, and what a spreadsheet program leaves of it.

use super::formats::snapshot;
use super::*;
use crate::ingest::detect::{Guess, guess};

#[test]
fn memotrace_2() {
    insta::assert_snapshot!(snapshot("memotrace/县直机关群.csv", Directory::default()));
}

#[test]
fn memotrace_1() {
    insta::assert_snapshot!(snapshot("memotrace/防汛工作群_utf8.csv", Directory::default()));
}

#[test]
fn memotrace_1_of_two_people_and_of_a_whole_account() {
    insta::assert_snapshot!(snapshot("memotrace/何芳_utf8.csv", Directory::default()));
    insta::assert_snapshot!(snapshot("memotrace/messages.csv", Directory::default()));
}

#[test]
fn pywxdump() {
    insta::assert_snapshot!(snapshot("pywxdump/every.csv", Directory::default()));
}

#[test]
fn pywxdump_of_an_older_version() {
    insta::assert_snapshot!(snapshot("pywxdump/content.csv", Directory::default()));
}

#[test]
fn pywxdump_through_a_spreadsheet_program() {
    insta::assert_snapshot!(snapshot("pywxdump/excel.csv", Directory::default()));
}

#[test]
fn chatlog() {
    insta::assert_snapshot!(snapshot("chatlog/every.csv", Directory::default()));
}

#[test]
fn times_without_seconds_are_exact_to_the_minute() {
    let precision = |name| Read::of(&[fixture(name)]).log().facts()[0].precision;
    assert_eq!([precision("pywxdump/every.csv"), precision("pywxdump/excel.csv")], [1000, 60_000]);
}

/// Every table, and the format that it is of.
const TABLES: &[(&str, &str)] = &[
    ("memotrace/县直机关群.csv", "memotrace-csv"),
    ("memotrace/防汛工作群_utf8.csv", "memotrace1-csv"),
    ("memotrace/何芳_utf8.csv", "memotrace1-csv"),
    ("memotrace/messages.csv", "memotrace1-csv"),
    ("pywxdump/every.csv", "pywxdump-csv"),
    ("pywxdump/content.csv", "pywxdump-csv"),
    ("pywxdump/excel.csv", "pywxdump-csv"),
    ("chatlog/every.csv", "chatlog-csv"),
];

#[test]
fn every_table_is_recognised_as_its_own_format_only() {
    for (name, format) in TABLES {
        let bytes = std::fs::read(fixture(name)).expect("fixture");
        let Guess::Fits(_, fits) = guess(&bytes, None) else { unreachable!("{name} is recognised") };
        let fits: Vec<_> = fits.iter().map(|(format, _)| format.name()).collect();
        assert_eq!(fits, [*format], "{name}");
    }
    for name in ["native/every.jsonl", "wecom/every.jsonl", "chatlab/every.json"] {
        let bytes = std::fs::read(fixture(name)).expect("fixture");
        let Guess::Fits(_, fits) = guess(&bytes, None) else { unreachable!("{name} is recognised") };
        assert!(fits.iter().all(|(format, _)| !format.name().ends_with("csv")), "{name}");
    }
}

#[test]
fn no_cut_and_no_damaged_byte_of_a_table_panics() {
    let scratch = Scratch::new();
    for (name, _) in TABLES {
        let bytes = std::fs::read(fixture(name)).expect("fixture");
        for at in (0..bytes.len()).step_by(83) {
            let quoted = [&bytes[..at], b"\"", &bytes[at + 1..]].concat();
            for bytes in [&bytes[..at], &quoted] {
                let mut read = Read::of(&[scratch.write("cut", bytes)]);
                if read.log.is_some() {
                    assert_eq!(read.show(), read.refetched(), "{name} at {at}");
                }
            }
        }
    }
}

#[test]
fn a_stray_quote_costs_its_row_and_is_shown() {
    let scratch = Scratch::new();
    let log = "Time,SenderName,Sender,TalkerName,Talker,Content\n\
               2026-03-02 09:00:00,何芳,he,群,g@chatroom,\"早\n\
               2026-03-02 09:00:05,何芳,he,群,g@chatroom,好\n\
               2026-03-02 09:00:06,何芳,he,群,g@chatroom,好,多\n";
    let read = Read::of(&[scratch.write("a.csv", log)]);
    assert_eq!(read.batch.rows.len(), 1);
    insta::assert_snapshot!(read.problems().replace(&scratch.0.path().display().to_string(), ""), @r"
    QG6012 at /a.csv:2: a record cannot be read: a quote is opened here and not closed
    QG6012 at /a.csv:4: a record cannot be read: it has 7 fields, and the header 6
    QG6014: 1 times of `/a.csv` name no zone and were read in `Asia/Shanghai`
    ");
}
