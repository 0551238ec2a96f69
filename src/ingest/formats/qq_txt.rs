//! QQ's own export as text: several groups in one file, each below a heading that names it.
//!
//! `2026-03-02 9:00:05 【管理员】何芳(10001)` or `何芳<he@mail.example>`, the content below; discussion groups have
//! names only. Source: `electron/main/parser/formats/qq-native-txt.ts` of ChatLab (the facts, not the code), and
//! `qqtxt.py` of OverflowCat/import2telegram for the headings.

use super::columns::group_of;
use super::text::{self, Standing};
use super::wechat::{sentences, system};
use super::{Fit, Glance, Parser, supplies};
use crate::ingest::Reason;
use crate::ingest::detect::Sample;
use crate::ingest::draft::{Cx, Draft};
use crate::ingest::shapes::blocks::Line;
use crate::model::{Kind, SourceFacts};

const TOP: &str = "消息记录（此消息记录为文本格式";
/// Account of what the system says.
const SYSTEM: &str = "10000";

/// What QQ's system tells, beside the sentences that WeChat has, too.
const SENTENCES: &[sentences::Sentence] = &[
    (Kind::Join, "{by}邀请{of}加入本群"),
    (Kind::Join, "{by}邀请{of}加入了本群"),
    (Kind::Join, "{of}加入本群"),
    (Kind::Join, "{of}加入了本群"),
    (Kind::Leave, "{of}被{by}移出本群"),
    (Kind::Leave, "{of}退出本群"),
    (Kind::Leave, "{of}退出了本群"),
];

/// The parser, with the groups and the lines from which on they hold.
pub struct Qq {
    groups: Vec<(u32, String)>,
    file: String,
}

/// Recognises the export's first line, or records whose names have ids.
pub fn fits(sample: &Sample) -> Option<Fit> {
    let standing = Standing::of(&sample.text, tell)?;
    if sample.text.trim_start().starts_with(TOP) && standing.records > 0 {
        return Some(Fit { score: 60, sign: TOP.into() });
    }
    let ids = standing.is_talk() && writes_ids(&sample.text);
    ids.then(|| Fit { score: 40, sign: "YYYY-MM-DD H:MM:SS 昵称(QQ号)".into() })
}

/// Most heads of records end with an account in brackets.
pub fn writes_ids(text: &str) -> bool {
    let names: Vec<&str> = text.lines().filter_map(|line| Some(text::dated(line)?.1)).collect();
    let accounts = names.iter().filter(|name| account(name).is_some()).count();
    accounts > 0 && accounts * 2 >= names.len()
}

/// What a line is.
pub fn tell(line: &str, apart: bool) -> Line {
    let line = line.trim_end();
    if text::dated(line).is_some() {
        return Line::Starts;
    }
    let rule = line.len() >= 16 && line.bytes().all(|b| b == b'=');
    let heading = rule || ["消息分组:", "消息对象:", TOP].iter().any(|start| line.starts_with(start));
    if apart && heading { Line::Heading } else { Line::Goes }
}

/// Name and account of `【头衔】昵称(QQ号)` or `昵称<邮箱>`.
fn account(name: &str) -> Option<(&str, &str)> {
    let (shown, id) = match name.strip_suffix(')') {
        Some(rest) => rest.rsplit_once('(').filter(|(_, id)| id.bytes().all(|b| b.is_ascii_digit()))?,
        None => name.strip_suffix('>')?.rsplit_once('<').filter(|(_, id)| id.contains('@'))?,
    };
    (!id.is_empty()).then(|| (untitled(shown), id))
}

/// A name without its titles in the group.
fn untitled(name: &str) -> &str {
    let mut name = name.trim();
    while let Some((_, rest)) = name.strip_prefix('【').and_then(|rest| rest.split_once('】')) {
        name = rest.trim();
    }
    name
}

impl Qq {
    /// Groups are named by headings, else by the file.
    pub fn new(path: &str) -> Self {
        Qq { groups: Vec::new(), file: group_of(path) }
    }

    fn group(&self, line: u32) -> &str {
        let index = self.groups.partition_point(|(from, _)| *from <= line);
        index.checked_sub(1).and_then(|index| self.groups.get(index)).map_or(&self.file, |(_, group)| group)
    }
}

impl Parser for Qq {
    fn facts(&self) -> SourceFacts {
        use Kind::*;
        // The names of other placeholders are not documented.
        let kinds = supplies::kinds(&[Text, Image, System]);
        let supplies = text::supplies(true).with(crate::fields::Attr::PersonId);
        SourceFacts { supplies, precision: 1000, kinds }
    }

    fn platform(&self) -> String {
        "qq".into()
    }

    fn heading(&mut self, text: &str, line: u32) {
        let news = self.groups.last().is_none_or(|(last, _)| *last < line);
        if let Some(group) = text.strip_prefix("消息对象:").filter(|_| news) {
            self.groups.push((line, group.trim().to_string()));
        }
    }

    fn glance(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Option<Glance> {
        let (time, name) = text::dated(text::body(record).0)?;
        let time = cx.time("time", &text::padded(time)).ok()?;
        let group = self.group(cx.line);
        match account(name) {
            Some((_, SYSTEM)) => None,
            Some((name, id)) => Some(text::glance(time, group, Some(id), name, cx)),
            None => Some(text::glance(time, group, None, untitled(name), cx)),
        }
    }

    fn record(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Result<Option<Draft>, Reason> {
        let (head, body) = text::body(record);
        let (time, name) = text::dated(head).ok_or_else(|| Reason::missing("time"))?;
        let time = cx.time("time", &text::padded(time))?;
        let group = self.group(cx.line).to_string();
        let mut draft = match account(name) {
            Some((_, SYSTEM)) => {
                let told = system::told(SENTENCES, &body);
                let told = if told.kind == Kind::System { system::system(&body)? } else { told };
                return Ok(Some(text::event(&told, time, &group, cx)));
            }
            Some((name, id)) => text::by_id(time, &group, id, name, Kind::Text, cx),
            None => text::by_name(time, &group, untitled(name), Kind::Text, cx),
        };
        match text::placeholder(&body) {
            Some(kind) => draft.row.kind = kind,
            None => {
                let packet = body.starts_with("[QQ红包]");
                draft.row.kind = if packet { Kind::RedPacket } else { Kind::Text };
                text::say(&body, &mut draft, cx);
            }
        }
        Ok(Some(draft))
    }
}
