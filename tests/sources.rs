//! What logs from several programs come to, end to end: one person, one face, one zone, and damage that is named.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::Command;

use serde_json::Value;

struct Office(tempfile::TempDir);

impl Office {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        Office(folder)
    }

    fn run(&self, args: &[&str]) -> (String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_qungui"));
        let done = command.args(args).current_dir(self.path()).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (text(&done.stdout), text(&done.stderr))
    }

    fn report(&self, args: &[&str]) -> (Value, String) {
        let (out, said) = self.run(&[args, &["--format", "json"]].concat());
        (serde_json::from_str(&out).expect(&said), said)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

const RULES: &str = r#"policy p "P" { timezone "Asia/Shanghai" }
rule each_roses "Roses" { each message when emoji contains "玫瑰" report "{id}" }
rule twice "Twice" { per sender when at least 2 messages in last 1h report "{sender.name}" }
"#;

#[test]
fn a_person_of_several_sources_is_one() {
    let wecom = r#"{"msgid":"1_1","action":"send","from":"HeFang","tolist":["a"],"roomid":"wr1","msgtime":1772413200000,"msgtype":"text","text":{"content":"收到"}}"#;
    let csv = "Time,SenderName,Sender,TalkerName,Talker,Content\n2026-03-02 09:10:00,小何,wxid_he,防汛群,4@chatroom,收到\n";
    let roster = "people:\n  - id: hefang\n    name: 何芳\n    ids: [HeFang, wxid_he]\n";
    let office = Office::new(&[("a.jsonl", wecom), ("b.csv", csv), ("roster.yaml", roster), ("p.qg", RULES)]);
    let logs = ["eval", "a.jsonl", "b.csv", "-p", "p.qg"];
    let twice = |report: &Value| {
        let found = report["findings"].as_array().unwrap().iter();
        found.filter(|finding| finding["rule"] == "twice").map(|f| f["message"].clone()).collect::<Vec<_>>()
    };
    let (report, _) = office.report(&[&logs[..], &["--roster", "roster.yaml"]].concat());
    assert_eq!(twice(&report), ["何芳"], "{report}");
    assert_eq!(twice(&office.report(&logs).0), [""; 0], "without the roster they are two");
}

#[test]
fn five_spellings_of_a_face_are_one() {
    let ways = ["[玫瑰]", "[Rose]", "/:rose", "/玫瑰", "🌹"];
    let line = |(n, way): (usize, &&str)| {
        format!(
            "{{\"id\":\"{n}\",\"time\":\"2026-03-02T09:0{n}:00+08:00\",\"group\":\"g\",\"sender\":\"s{n}\",\"kind\":\"text\",\"text\":\"好{way}\"}}\n"
        )
    };
    let log: String = ways.iter().enumerate().map(line).collect();
    let office = Office::new(&[("a.jsonl", &log), ("p.qg", RULES)]);
    let (report, _) = office.report(&["eval", "a.jsonl", "-p", "p.qg"]);
    let found: Vec<_> = report["findings"].as_array().unwrap().iter().map(|f| f["message"].clone()).collect();
    assert_eq!(found, ["0", "1", "2", "3", "4"]);
}

#[test]
fn the_zone_of_times_without_one_is_asked_for_and_echoed() {
    let log = "2026-03-02 09:00:00 何芳\n收到[玫瑰]\n\n2026-03-02 09:01:00 小李\n好\n\n";
    let office = Office::new(&[("防汛群.txt", log), ("p.qg", RULES)]);
    let args = ["eval", "防汛群.txt", "-p", "p.qg", "--timezone", "Asia/Tokyo", "--lang", "en"];
    let (report, said) = office.report(&args);
    assert_eq!(report["summary"]["timezone"], "Asia/Tokyo");
    // A finding's times are in the zone of its policy.
    assert_eq!(report["findings"][0]["trigger"]["time"], "2026-03-02T08:00:00+08:00");
    assert!(said.contains("QG6014") && said.contains("`Asia/Tokyo`"), "{said}");
    let (out, _) = office.run(&["inspect", "防汛群.txt", "--timezone", "Asia/Tokyo", "--lang", "en"]);
    assert!(out.contains("Asia/Tokyo"), "{out}");
}

#[test]
fn what_a_spreadsheet_program_harmed_is_named() {
    let log = "\u{feff}localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender\r\n\
               1,12,1,0,0,,2,'=1+1,2024/10/4 11:42,,何芳,wxid_he\r\n\
               2,12,1,0,0,,2,收到??,2024/10/4 11:43,,何芳,wxid_he\r\n";
    let ids = "id,MsgSvrID,type_name,is_sender,talker,room_name,msg,src,CreateTime\n\
               1,6.10023E+18,文本,0,wxid_li,48@chatroom,收到,,2026-03-02 09:00:00\n";
    let office = Office::new(&[("防汛群.csv", log), ("b.csv", ids), ("p.qg", RULES)]);
    let (_, said) = office.run(&["eval", "防汛群.csv", "b.csv", "-p", "p.qg", "--lang", "en"]);
    for code in ["QG6040", "QG6041", "QG6042", "QG6043"] {
        assert!(said.contains(code), "{code}: {said}");
    }
    assert!(
        said.contains("b.csv:2") && said.contains("防汛群.csv:2") && said.contains("防汛群.csv:3"),
        "{said}"
    );
    let (_, said) = office.run(&["eval", "防汛群.csv", "b.csv", "-p", "p.qg", "--lang", "zh"]);
    assert!(said.contains("QG6043") && said.contains("公式"), "{said}");
}
