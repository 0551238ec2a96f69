//! The JSON of other programs: what every kind of record becomes, and that each is known for what it is.

use super::formats::snapshot;
use super::*;
use crate::ingest::Format;
use crate::ingest::detect::{Guess, guess};
use crate::model::Kind;

macro_rules! snapshots {
    ($($test:ident $path:literal)*) => {$(
        #[test]
        fn $test() {
            insta::assert_snapshot!(snapshot($path, super::formats::roster()));
        }
    )*};
}

snapshots! {
    pywxdump "pywxdump/every.json"
    chatlog "chatlog/every.json"
    chatlog_webhook "chatlog/webhook.json"
    weflow "weflow/every.json"
    weflow_with_a_list_of_senders "weflow/arkme.json"
    echotrace "weflow/echotrace.json"
    qq "qq/every.json"
    qq_before "qq/before.json"
    feishu "feishu/every.json"
    feishu_items "feishu/items.jsonl"
    dingtalk "dingtalk/every.jsonl"
    dingtalk_stream "dingtalk/stream.jsonl"
    telegram "telegram/every.json"
    telegram_account "telegram/account.json"
    telegram_of_a_third_party "telegram/result.json"
    discord "discord/every.json"
}

/// All fixtures that are one file, with the format whose folder they are in; not those that need a map.
pub fn files() -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let folders = std::fs::read_dir(fixture("")).expect("fixtures").flatten();
    for folder in folders.filter(|folder| !folder.path().join("qungui.yaml").exists()) {
        for file in std::fs::read_dir(folder.path()).expect("a folder").flatten() {
            let name = file.file_name().to_string_lossy().into_owned();
            if (name.ends_with(".json") || name.ends_with(".jsonl")) && !name.starts_with("undecrypted") {
                files.push((file.path(), folder.file_name().to_string_lossy().into_owned()));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn every_file_is_of_its_own_format_only() {
    let files = files();
    assert!(files.len() >= 20, "{files:?}");
    for (path, format) in files {
        let bytes = std::fs::read(&path).expect("fixture");
        let Guess::Fits(_, fits) = guess(&bytes, None) else {
            unreachable!("{} fits nothing", path.display())
        };
        let fits: Vec<_> = fits.iter().map(|(format, _)| format.name()).collect();
        assert_eq!(fits, [format.as_str()], "{}", path.display());
        // Nor does it depend on how it is laid out.
        let Ok(value) = serde_json::from_slice::<serde_json::Value>(&bytes) else { continue };
        for text in [value.to_string(), serde_json::to_string_pretty(&value).expect("JSON")] {
            let Guess::Fits(_, fits) = guess(text.as_bytes(), None) else {
                unreachable!("{}", path.display())
            };
            assert_eq!(fits.first().map(|(format, _)| format.name()), Some(format.as_str()));
        }
    }
}

/// Records that cannot be read: each fixture has only those that it has on purpose.
#[test]
fn every_record_but_the_bad_ones_is_read() {
    let skipped = |name: &str| Read::of(&[fixture(name)]).log().report()[0].skipped;
    for (name, bad) in [
        ("pywxdump/every.json", 1),
        ("chatlog/every.json", 0),
        ("weflow/every.json", 0),
        ("qq/every.json", 0),
        ("feishu/every.json", 0),
        ("dingtalk/every.jsonl", 0),
        ("telegram/every.json", 1),
        ("telegram/result.json", 0),
        ("discord/every.json", 0),
    ] {
        assert_eq!(skipped(name), bad, "{name}");
    }
}

#[test]
fn the_telegram_export_of_a_third_party_is_read_whole() {
    let read = Read::of(&[fixture("telegram/result.json")]);
    assert_eq!(read.ids(), (1..=12).map(|id| id.to_string()).collect::<Vec<_>>());
    let kinds: Vec<_> = read.batch.rows.iter().map(|row| row.kind).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == Kind::Text).count(), 9);
    assert_eq!((kinds[5], kinds[7], kinds[8]), (Kind::System, Kind::Sticker, Kind::Image));
    let zone = Options::default().timezone;
    assert_eq!(show_time(read.batch.rows[0].time, &zone), "2023-05-01T20:01:00+08:00");
}

#[test]
fn the_slack_export_of_a_third_party_is_read_whole() {
    let read = Read::of(&[fixture("slack/export")]);
    let report = &read.log().report()[0];
    assert_eq!((report.messages + report.events, report.skipped, report.duplicates), (158, 0, 0));
    let raw = day_files();
    assert_eq!(raw.len(), 158);
    let count = |test: &dyn Fn(&serde_json::Value) -> bool| raw.iter().filter(|m| test(m)).count();
    let subtype = |m: &serde_json::Value, name: &str| m["subtype"] == name;
    let of = |kind: Kind| read.batch.rows.iter().filter(|row| row.kind == kind).count();
    assert_eq!(of(Kind::Join), count(&|m| subtype(m, "channel_join")));
    assert!(of(Kind::Join) > 0);
    let answers = count(&|m| m["thread_ts"].is_string() && m["thread_ts"] != m["ts"]);
    let quoting = (0..158).filter(|&at| read.batch.msg(at).extra().is_some_and(|e| e.quotes.is_some()));
    assert_eq!(quoting.count(), answers);
}

fn day_files() -> Vec<serde_json::Value> {
    let mut all = Vec::new();
    for channel in ["enrique", "traveling-sailor"] {
        for day in std::fs::read_dir(fixture("slack/export").join(channel)).expect("a channel").flatten() {
            let text = std::fs::read_to_string(day.path()).expect("a day");
            all.extend(serde_json::from_str::<Vec<_>>(&text).expect("an array"));
        }
    }
    all
}

#[test]
fn chats_of_an_account_are_groups_of_their_own() {
    let read = Read::of(&[fixture("telegram/account.json")]);
    let group = |row: &crate::model::Row| read.directory.get_group(row.group).id.to_string();
    let mut groups: Vec<_> = read.batch.rows.iter().map(group).collect();
    groups.sort();
    assert_eq!(groups, ["45", "45", "46", "47", "private:6"]);
    // One line or many, first or last: a chat is known by where it begins.
    let text = std::fs::read_to_string(fixture("telegram/account.json")).expect("fixture");
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let scratch = Scratch::new();
    let one_line = Read::of(&[scratch.write("a.json", value.to_string())]);
    assert_eq!(one_line.batch.rows.len(), 5);
}

#[test]
fn a_red_packet_may_hide_in_what_pywxdump_does_not_know() {
    let read = Read::of(&[fixture("pywxdump/every.json")]);
    let facts = &read.log().facts()[0];
    assert_eq!(facts.kinds & Kind::RedPacket.bit(), 0);
    assert!(read.batch.rows.iter().any(|row| row.kind == Kind::Other));
    for known in ["chatlog/every.json", "weflow/every.json"] {
        let read = Read::of(&[fixture(known)]);
        assert!(read.log().facts()[0].kinds & Kind::RedPacket.bit() != 0);
        assert!(read.batch.rows.iter().any(|row| row.kind == Kind::RedPacket), "{known}");
    }
}

#[test]
fn messages_before_the_head_of_their_chat_are_bad() {
    let scratch = Scratch::new();
    let log = r#"{"messages":[{"createTime":1772413201,"type":"文本消息","content":"x","senderUsername":"wxid_a","senderDisplayName":"a"}],"session":{}}"#;
    let options = Options { from: Some(Format::Weflow), ..Options::default() };
    let read = Read::with(&[scratch.write("a", log)], &options, Directory::default());
    assert!(
        read.problems().contains("no `session` before the messages names the group"),
        "{}",
        read.problems()
    );
}
