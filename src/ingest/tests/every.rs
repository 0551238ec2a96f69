//! The fixtures of each format hold every kind of message that it carries, and every word for one that its tables know.

use std::collections::BTreeMap;

use super::mapped::beside;
use super::*;
use crate::ingest::ToldDates;
use crate::ingest::formats::{dingtalk, discord, feishu, pywxdump, qq, wechat, weflow};
use crate::model::Kind;

/// The kinds in the fixtures of each format, by its name.
fn found() -> BTreeMap<&'static str, u32> {
    let mut found = BTreeMap::new();
    let mut add = |path: PathBuf, options: &Options| {
        let read = Read::with(&[path], options, Directory::default());
        let Some(log) = &read.log else { return };
        let format = log.report()[0].format;
        *found.entry(format).or_insert(0) |=
            read.batch.rows.iter().fold(0, |mask, row| mask | row.kind.bit());
    };
    let dates = ToldDates { day: Some(jiff::civil::date(2026, 3, 2)), ..ToldDates::default() };
    for folder in std::fs::read_dir(fixture("")).expect("fixtures").flatten() {
        let options = match folder.path().join("qungui.yaml").is_file() {
            true => beside(&folder.file_name().to_string_lossy()),
            false => Options::default(),
        };
        let options = Options { dates, ..options };
        for file in std::fs::read_dir(folder.path()).expect("a folder").flatten() {
            add(file.path(), &options);
        }
    }
    #[cfg(feature = "sqlite")]
    for version in ["v3", "v4"] {
        let scratch = Scratch::new();
        add(super::wechat::made(&scratch, version), &Options::default());
    }
    found
}

#[test]
fn fixtures_hold_every_kind_that_a_format_carries() {
    let found = found();
    let mut missing = Vec::new();
    for &format in Format::ALL {
        let unread = format == Format::Parquet && cfg!(not(feature = "parquet"));
        let unread = unread || format == Format::Wechat && cfg!(not(feature = "sqlite"));
        if unread || format.is_mapped() {
            continue;
        }
        let carried = format.facts(None).kinds;
        let there = found.get(format.name()).copied().unwrap_or_default();
        let lacking = Kind::ALL.iter().filter(|kind| carried & kind.bit() != 0 && there & kind.bit() == 0);
        let lacking: Vec<_> = lacking.map(|kind| kind.name()).collect();
        if !lacking.is_empty() {
            missing.push(format!("{}: {}", format.name(), lacking.join(" ")));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// The text of a fixture.
fn text(name: &str) -> String {
    std::fs::read_to_string(fixture(name)).expect("a fixture")
}

/// The words of a table that stand in none of the texts, written in some way.
fn lacking(files: &[&str], words: impl IntoIterator<Item = impl ToString>, written: &str) -> Vec<String> {
    let texts: String = files.iter().map(|name| text(name)).collect();
    let words = words.into_iter().map(|word| written.replace('%', &word.to_string()));
    words.filter(|word| !texts.contains(word)).map(|word| format!("{}: {word}", files[0])).collect()
}

#[test]
fn fixtures_hold_every_word_for_a_kind() {
    fn words(table: &[(&'static str, Kind)]) -> Vec<&'static str> {
        table.iter().map(|(word, _)| *word).collect()
    }
    let names = |lacking: &[Kind]| {
        let known = wechat::names::NAMES.iter().filter(|(kind, _)| !lacking.contains(kind));
        known.flat_map(|(_, names)| *names).copied().collect::<Vec<_>>()
    };
    let qq: Vec<_> = words(qq::elements::ELEMENTS).into_iter().chain(words(qq::elements::TYPES)).collect();
    let wecom = "text image revoke agree disagree voice video card location emotion file link weapp chatrecord todo vote \
                 collect redpacket meeting switch docmsg markdown news calendar mixed meeting_voice_call \
                 voip_doc_share external_redpacket sphfeed voiptext qydiskfile";
    let telegram = "invite_members join_group_by_link join_group_by_request remove_members edit_group_title phone_call \
                    group_call sticker animation video_file video_message voice_message";
    let all = [
        lacking(&["feishu/every.json"], words(feishu::content::TYPES), "\"msg_type\": \"%\""),
        lacking(&["feishu/every.json"], words(feishu::system::WORDS), "%"),
        lacking(&["dingtalk/every.jsonl"], words(dingtalk::TYPES), "\"msgtype\": \"%\""),
        lacking(&["discord/every.json"], words(discord::kinds::TYPES), "\"%\""),
        lacking(&["qq/every.json", "qq/before.json"], qq, "\"%\""),
        lacking(&["pywxdump/every.json"], words(pywxdump::kinds::NAMES), "\"%\""),
        lacking(&["weflow/every.json", "weflow/echotrace.json"], words(weflow::kinds::NAMES), "\"%\""),
        lacking(&["weflow/every.json"], words(weflow::kinds::MARKS), "\"%"),
        lacking(&["memotrace/县直机关群.csv", "pywxdump/every.csv"], names(&[]), ",%,"),
        lacking(
            &["chatlab/every.json"],
            (0..=5).chain([7, 8]).chain(20..=27).chain([80, 81, 99]),
            "\"type\": %,",
        ),
        lacking(&["wecom/every.jsonl", "wecom/samples.jsonl"], wecom.split_whitespace(), "\"%\""),
        lacking(&["telegram/every.json"], telegram.split_whitespace(), "\"%\""),
    ];
    let numbers = wechat::kinds::TYPES.iter().filter(|(number, _)| *number != wechat::kinds::APP);
    let numbers = numbers.map(|(number, _)| (*number, None));
    let numbers = numbers.chain(wechat::kinds::APPS.iter().map(|(sub, _)| (wechat::kinds::APP, Some(*sub))));
    let numbers: Vec<_> = numbers.collect();
    let lines = [("wechat/v3.sql", "VALUES (", ", ", 3), ("memotrace/防汛工作群_utf8.csv", "", ",", 2)];
    let mut missing = all.concat();
    for (file, head, between, at) in lines {
        let text = text(file);
        let cells =
            text.lines().filter_map(|line| Some(line.split_once(head)?.1.split(between).collect::<Vec<_>>()));
        let there: Vec<(i64, i64)> = cells
            .filter_map(|cells| Some((cells.get(at)?.parse().ok()?, cells.get(at + 1)?.parse().ok()?)))
            .collect();
        let lacks = |&&(number, sub): &&(i64, Option<i64>)| {
            !there.iter().any(|known| known.0 == number && sub.is_none_or(|sub| sub == known.1))
        };
        missing.extend(numbers.iter().filter(lacks).map(|number| format!("{file}: {number:?}")));
    }
    let chatlog = numbers.iter().map(|(number, sub)| match sub {
        Some(sub) => format!("\"type\": {number}, \"subType\": {sub},"),
        None => format!("\"type\": {number},"),
    });
    missing.extend(lacking(&["chatlog/every.json"], chatlog, "%"));
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
