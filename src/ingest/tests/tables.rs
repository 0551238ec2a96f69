//! Tables: every CSV format, and what a spreadsheet program leaves of it.

use super::formats::snapshot;
use super::*;

#[test]
fn memotrace_2() {
    insta::assert_snapshot!(snapshot("memotrace/县直机关群.csv", Directory::default()));
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
