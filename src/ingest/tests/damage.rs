//! Bad input: one clear error, or one bad record.

use super::*;
use crate::ingest::Format;

fn first_problem(read: &Read) -> String {
    read.problems().lines().next().unwrap_or_default().to_string()
}

#[test]
fn what_cannot_be_a_log_is_one_clear_error() {
    let scratch = Scratch::new();
    let of = |path: PathBuf| {
        let read = Read::of(&[path]);
        assert!(read.log.is_none() && read.problems.iter().count() == 1);
        read.problems().replace(&scratch.0.path().display().to_string(), "DIR")
    };
    assert_eq!(of(scratch.0.path().join("none.jsonl")), "QG6001: there is no `DIR/none.jsonl`\n");
    assert_eq!(of(scratch.0.path().to_path_buf()), "QG6005: there is no log in the folder `DIR`\n");
    assert_eq!(of(scratch.write("a", " \n")), "QG6003: `DIR/a` is empty\n");
    let csv = "QG6004: `DIR/b` is in no known format: it is text that begins `时间,发送者`\n";
    assert_eq!(of(scratch.write("b", "时间,发送者\n")), csv);
    assert!(of(fixture("wecom/undecrypted-envelope.json")).starts_with("QG6006"));
    assert!(of(fixture("slack/export/enrique/2016-01-14.json")).contains("one day of a Slack export"));
    let header = "QG6011: none of the 0 records of `DIR/c` can be read\n";
    assert_eq!(of(scratch.write("c", "{\"qungui\":1}\n")), header);
    assert!(Read::of(&[]).problems().starts_with("QG6019"));
}

#[test]
#[cfg(not(feature = "sqlite"))]
fn a_database_names_the_feature_that_reads_it() {
    let scratch = Scratch::new();
    let read = Read::of(&[scratch.write("MSG0.db", b"SQLite format 3\0")]);
    assert!(read.log.is_none());
    assert!(read.problems().contains("the feature `sqlite`"), "{}", read.problems());
}

#[test]
fn a_format_that_was_asked_for_must_fit() {
    let options = Options { from: Some(Format::Chatlab), ..Options::default() };
    let read = Read::with(&[fixture("native/every.jsonl")], &options, Directory::default());
    let expected = "QG6007: `native/every.jsonl` does not look like `chatlab`: its `qungui` tells `native`";
    assert_eq!(first_problem(&read), expected);
    let options = Options { from: Some(Format::Native), ..Options::default() };
    assert!(Read::with(&[fixture("native/every.jsonl")], &options, Directory::default()).log.is_some());
}

#[test]
fn mistakes_in_a_header_are_errors() {
    let scratch = Scratch::new();
    let header =
        "{\"qungui\":1,\"supplies\":[\"text\",\"txet\"],\"covers\":[\"x\",\"y\"],\"kinds\":[\"txt\"]}\n";
    let read = Read::of(&[scratch.write("a", header)]);
    let codes: Vec<_> = read.problems.iter().map(|d| d.code.to_string()).collect();
    assert_eq!(codes, ["QG6017", "QG6016", "QG6016"]);
}

#[test]
fn bad_records_are_counted_and_the_first_are_shown() {
    let scratch = Scratch::new();
    let good = "{\"time\":\"2026-03-02T09:00:00+08:00\",\"group\":\"g\",\"sender\":\"a\"}\n";
    let deep = format!("{{\"time\":{}1{}}}\n", "[".repeat(50_000), "]".repeat(50_000));
    let mut bytes = good.as_bytes().to_vec();
    bytes.extend_from_slice(deep.as_bytes());
    bytes.extend_from_slice(b"{\"text\":\"\xff\"}\n{\"text\":\"\0\"}\n");
    bytes.extend(vec![b'x'; 10_000_000]);
    bytes.push(b'\n');
    bytes.extend_from_slice(
        "{\"time\":\"2026-02-30T00:00:00Z\",\"group\":\"g\",\"sender\":\"a\"}\n".as_bytes(),
    );
    bytes.extend_from_slice("{}\n[]\n".as_bytes());
    bytes.extend_from_slice(good.replace("09", "10").as_bytes());
    let path = scratch.write("a", &bytes);
    let read = Read::of(std::slice::from_ref(&path));
    assert_eq!(read.batch.rows.len(), 2);
    assert_eq!(read.log().report()[0].skipped, 7);
    insta::assert_snapshot!(read.problems().replace(&path.display().to_string(), "log"), @r"
    QG6012 at log:2: a record cannot be read: not the expected shape at byte 9 (invalid type: sequence, expected text)
    QG6012 at log:3: a record cannot be read: not UTF-8 text at byte 10
    QG6012 at log:4: a record cannot be read: not valid JSON at byte 10 (control character (\u0000-\u001F) found while parsing a stri…)
    QG6012 at log:5: a record cannot be read: the record is longer than 8 MiB
    QG6012 at log:6: a record cannot be read: `time` cannot be `2026-02-30T00:00:00Z`
    QG6013: `log` has 2 more records that cannot be read
    ");
    let strict = Options { strict: true, ..Options::default() };
    let read = Read::with(&[path], &strict, Directory::default());
    assert!(read.problems.has_errors());
    assert_eq!(read.batch.rows.len(), 1);
}

#[test]
fn no_truncation_of_any_fixture_panics() {
    let scratch = Scratch::new();
    for (path, _) in super::json::files() {
        let bytes = std::fs::read(&path).expect("fixture");
        for end in (0..bytes.len()).step_by(bytes.len() / 60 + 1) {
            let mut read = Read::of(&[scratch.write("cut", &bytes[..end])]);
            if read.log.is_some() {
                assert_eq!(read.show(), read.refetched(), "{} cut at {end}", path.display());
            }
        }
    }
}

#[test]
fn no_damaged_byte_of_any_fixture_panics() {
    let scratch = Scratch::new();
    for (path, _) in super::json::files() {
        let bytes = std::fs::read(&path).expect("fixture");
        for (turn, at) in (0..bytes.len()).step_by(bytes.len() / 80 + 1).enumerate() {
            let wrong = [&b"}"[..], b"\"", b"[", b"0", b"\xff", b"null,"][turn % 6];
            let damaged = [&bytes[..at], wrong, &bytes[at + 1..]].concat();
            let mut read = Read::of(&[scratch.write("damaged", damaged)]);
            if read.log.is_some() {
                assert_eq!(read.show(), read.refetched(), "{} damaged at {at}", path.display());
            }
        }
    }
}

#[test]
fn no_damaged_byte_of_a_slack_export_panics() {
    let scratch = Scratch::new();
    let folder = scratch.0.path().join("general");
    std::fs::create_dir(&folder).expect("folder");
    std::fs::copy(fixture("slack/export/users.json"), scratch.0.path().join("users.json")).expect("copy");
    std::fs::copy(fixture("slack/export/channels.json"), scratch.0.path().join("channels.json"))
        .expect("copy");
    let bytes = std::fs::read(fixture("slack/export/traveling-sailor/2016-03-29.json")).expect("fixture");
    for at in (0..bytes.len()).step_by(7) {
        let damaged = [&bytes[..at], b"}", &bytes[at + 1..]].concat();
        std::fs::write(folder.join("2016-03-29.json"), damaged).expect("write");
        let mut read = Read::of(&[scratch.0.path().to_path_buf()]);
        if read.log.is_some() {
            assert_eq!(read.show(), read.refetched());
        }
    }
}
