//! Text formats: what every record becomes, and what is left open about their dates.

use jiff::civil::date;

use super::formats::snapshot;
use super::*;
use crate::ingest::{DateOrder, Format, ToldDates};

fn told(day: Option<jiff::civil::Date>, order: Option<DateOrder>) -> Options {
    Options { dates: ToldDates { day, order }, ..Options::default() }
}

/// Messages and problems of a fixture, and that its messages can be read again.
fn shown(name: &str, options: &Options) -> String {
    let mut read = Read::with(&[fixture(name)], options, Directory::default());
    let shown = read.show();
    assert_eq!(shown, read.refetched(), "reading again gives the same messages");
    format!("{shown}\n{}", read.problems())
}

#[test]
fn memotrace() {
    insta::assert_snapshot!(snapshot("memotrace/防汛群.txt", Directory::default()));
}

#[test]
fn chatlog_of_a_day() {
    insta::assert_snapshot!(shown("chatlog/day.txt", &told(Some(date(2026, 3, 2)), None)));
}

#[test]
fn chatlog_of_several_groups() {
    insta::assert_snapshot!(snapshot("chatlog/groups.txt", Directory::default()));
}

#[test]
fn qq() {
    insta::assert_snapshot!(snapshot("qq/every.txt", Directory::default()));
}

#[test]
fn whatsapp_on_android() {
    insta::assert_snapshot!(snapshot("whatsapp/与“防汛群”的 WhatsApp 聊天.txt", Directory::default()));
}

#[test]
fn whatsapp_on_ios() {
    insta::assert_snapshot!(snapshot("whatsapp/_chat.txt", Directory::default()));
}

#[test]
fn copied_with_times() {
    insta::assert_snapshot!(snapshot("wechat-copy/dated.txt", Directory::default()));
}

#[test]
fn copied_with_days_counted_from_that_of_copying() {
    insta::assert_snapshot!(shown("wechat-copy/relative.txt", &told(Some(date(2026, 3, 6)), None)));
}

#[test]
fn copied_with_times_between() {
    insta::assert_snapshot!(snapshot("wechat-copy/colons.txt", Directory::default()));
}

/// Every text fixture, with its format.
const FIXTURES: &[(&str, Format)] = &[
    ("memotrace/防汛群.txt", Format::MemotraceTxt),
    ("chatlog/day.txt", Format::ChatlogTxt),
    ("chatlog/groups.txt", Format::ChatlogTxt),
    ("qq/every.txt", Format::QqTxt),
    ("whatsapp/与“防汛群”的 WhatsApp 聊天.txt", Format::Whatsapp),
    ("whatsapp/_chat.txt", Format::Whatsapp),
    ("wechat-copy/dated.txt", Format::WechatCopy),
    ("wechat-copy/relative.txt", Format::WechatCopy),
    ("wechat-copy/colons.txt", Format::WechatCopy),
];

fn fits(text: &str) -> Vec<Format> {
    match crate::ingest::detect::guess(text.as_bytes(), None) {
        crate::ingest::detect::Guess::Fits(_, fits) => fits.into_iter().map(|(format, _)| format).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn each_fixture_is_of_its_own_format_only() {
    for (name, format) in FIXTURES {
        let text = std::fs::read_to_string(fixture(name)).expect("fixture");
        assert_eq!(fits(&text), [*format], "{name}");
    }
}

#[test]
fn other_text_is_no_log() {
    let other = [
        "会议纪要\n\n2026年3月2日 14:30\n地点：三楼会议室\n\n各位：\n请准时参加。\n",
        "# 周报 2026/3/2 14:30\n\n- 防汛\n- 值守 14:30\n\n## 下周\n\n更新于 2026-03-02 09:00\n开会\n",
        "2026-03-02 09:00:00 INFO started\n2026-03-02 09:00:01 ERROR failed: x\n  at main\n",
        "2026-03-02 09:00:00 started\n2026-03-02 09:00:01 stopped\n",
        "[2026-03-02 09:00:00] production.ERROR: it failed\n[2026-03-02 09:00:01] local: again\n",
        "2026-03-02 09:00:00 - root - a message: x\n2026-03-02 09:00:01 - root - b: y\n",
        "Mar  2 09:00:00 host sshd[1]: Accepted\n",
        "$ date\n2026-03-02 09:00:00\n$ ls -l\ntotal 4\n-rw-r--r-- 1 a a 0 Mar  2 09:00 x\n",
        "09:00:05 开始\n09:00:10 结束\n",
        "通知：\n\n请各单位：\n报送材料。\n",
    ];
    for text in other {
        assert_eq!(fits(text), [], "{text}");
    }
}

#[test]
fn a_log_without_dates_asks_for_the_day() {
    for name in ["chatlog/day.txt", "wechat-copy/relative.txt"] {
        let read = Read::of(&[fixture(name)]);
        let asked = format!("QG6030: the times of `{name}` do not name their day\n");
        assert!(read.log.is_none() && read.problems() == asked, "{}", read.problems());
    }
}

#[test]
fn an_order_of_dates_that_no_date_tells_is_asked_for() {
    let scratch = Scratch::new();
    let path = scratch.write("chat.txt", "[1/2/26, 9:00:05] 周书记: 早\n[2/3/26, 9:00:05] 何芳: 早\n");
    let read = Read::of(std::slice::from_ref(&path));
    assert!(read.log.is_none() && read.problems().starts_with("QG6031: the dates of"), "{}", read.problems());
    let first = |order| {
        let read = Read::with(std::slice::from_ref(&path), &told(None, Some(order)), Directory::default());
        show_time(read.batch.rows[0].time, &Options::default().timezone)
    };
    assert_eq!(first(DateOrder::DayFirst), "2026-02-01T09:00:05+08:00");
    assert_eq!(first(DateOrder::MonthFirst), "2026-01-02T09:00:05+08:00");
    // A date far down in the file tells the order of all of them.
    let more = "[3/3/26, 9:00:05] 何芳: 好\n".repeat(5000) + "[3/14/26, 9:00:05] 何芳: 好\n";
    let text = format!("[1/2/26, 9:00:05] 周书记: 早\n{more}");
    let read = Read::of(&[scratch.write("chat.txt", text)]);
    assert_eq!(show_time(read.batch.rows[0].time, &Options::default().timezone), "2026-01-02T09:00:05+08:00");
    assert_eq!(read.batch.rows.len(), 5002);
}

#[test]
fn precision_is_that_of_the_coarsest_time() {
    let precision = |name: &str| Read::of(&[fixture(name)]).log().facts()[0].precision;
    assert_eq!(precision("whatsapp/_chat.txt"), 1000);
    assert_eq!(precision("whatsapp/与“防汛群”的 WhatsApp 聊天.txt"), 60_000);
    assert_eq!(precision("wechat-copy/dated.txt"), 60_000);
    assert_eq!(precision("wechat-copy/colons.txt"), 86_400_000);
}

#[test]
fn kinds_that_may_have_been_left_out_are_not_claimed() {
    let carries = |name: &str, kind: crate::model::Kind| {
        Read::of(&[fixture(name)]).log().facts()[0].kinds & kind.bit() != 0
    };
    use crate::model::Kind::*;
    assert!(carries("whatsapp/_chat.txt", Image) && carries("whatsapp/_chat.txt", Join));
    assert!(!carries("whatsapp/与“防汛群”的 WhatsApp 聊天.txt", Image), "`<省略影音内容>` may be anything");
    assert!(!carries("memotrace/防汛群.txt", RedPacket) && !carries("wechat-copy/dated.txt", Join));
}

#[test]
fn no_damage_to_a_text_panics_or_reads_otherwise_again() {
    let scratch = Scratch::new();
    let options = told(Some(date(2026, 3, 2)), Some(DateOrder::DayFirst));
    for (name, _) in FIXTURES {
        let bytes = std::fs::read(fixture(name)).expect("fixture");
        for at in (0..bytes.len()).step_by(61) {
            let holes = [&bytes[..at], b"\n", bytes.get(at + 9..).unwrap_or_default()].concat();
            for damaged in [&bytes[..at], &holes] {
                let path = scratch.write("damaged.txt", damaged);
                let mut read = Read::with(&[path], &options, Directory::default());
                if read.log.is_some() {
                    assert_eq!(read.show(), read.refetched(), "{name} at {at}");
                }
            }
        }
    }
}
