//! What the text formats share: telling them from other text, and the words that stand for what is no text.
//!
//! Text can say anything: whoever writes a line that looks like the head of a message has written one, and
//! `[红包]` typed cannot be told from one sent.

pub mod dates;
pub mod when;

use std::borrow::Cow;

use super::Glance;
use super::columns::{known_as, named};
use super::wechat::event::{self, OWNER};
use super::wechat::system::System;
use crate::fields::Attr;
use crate::ingest::draft::{Cx, Draft};
use crate::ingest::mentions;
use crate::ingest::shapes::blocks::{Line, Tell};
use crate::model::{Kind, Millis, PersonId, Supplies};

/// How the records of a sample stand.
#[derive(Debug, Default)]
pub struct Standing {
    /// So many lines begin a record.
    pub records: u32,
    /// So many of them are the first line, or stand below a blank one or a heading.
    pub apart: u32,
    /// So many are followed by a line of their own.
    pub spoken: u32,
    /// The first line that is not blank begins a record, or is a heading.
    pub leads: bool,
}

impl Standing {
    /// Looks at the lines of a sample. `None` if a program wrote them for programmers.
    pub fn of(text: &str, tell: Tell) -> Option<Standing> {
        let mut found = Standing::default();
        let (mut apart, mut begun) = (true, false);
        for (index, line) in text.lines().filter(|line| apart_of(line) || !is_program(line)).enumerate() {
            let told = tell(line, apart);
            found.leads |= index == 0 && told != Line::Goes;
            found.records += u32::from(told == Line::Starts);
            found.apart += u32::from(told == Line::Starts && apart);
            found.spoken += u32::from(begun && told == Line::Goes && !apart_of(line));
            begun = told == Line::Starts;
            apart = told == Line::Heading || apart_of(line);
        }
        let programs = text.lines().filter(|line| is_program(line)).count() as u32;
        (programs <= found.records / 4).then_some(found)
    }

    /// Every record stands apart, and some say something: so messages stand in a text, and lines of a program's
    /// log do not.
    pub fn is_talk(&self) -> bool {
        self.leads && self.spoken > 0 && self.apart == self.records
    }
}

fn apart_of(line: &str) -> bool {
    line.trim().is_empty()
}

/// Levels that programs write into their logs.
fn is_program(line: &str) -> bool {
    let mut words = line.split(|c: char| !c.is_ascii_alphanumeric()).take(20);
    words.any(|word| matches!(word, "ERROR" | "WARN" | "WARNING" | "INFO" | "DEBUG" | "TRACE" | "FATAL"))
}

/// The kind of a placeholder, as clients and exporters write it alone in a message's place.
pub fn placeholder(text: &str) -> Option<Kind> {
    let name = text.trim().strip_prefix('[')?.strip_suffix(']')?;
    Some(match name {
        "图片" | "照片" | "Photo" | "Image" => Kind::Image,
        "语音" | "Voice" | "Audio" => Kind::Voice,
        "视频" | "Video" => Kind::Video,
        "动画表情" | "表情包" | "表情" | "自定义表情" | "GIF" | "Sticker" => Kind::Sticker,
        "文件" | "File" => Kind::File,
        "链接" | "音乐分享" | "音乐" | "Link" => Kind::Link,
        "位置" | "地理位置" | "Location" => Kind::Location,
        "名片" | "Contact Card" => Kind::Card,
        "红包" | "Red Packet" => Kind::RedPacket,
        "转账" | "Transfer" => Kind::Transfer,
        "聊天记录" | "合并转发" | "Chat History" => Kind::ChatRecord,
        "小程序" | "Mini Program" => Kind::MiniProgram,
        "群公告" => Kind::Notice,
        "语音通话" | "视频通话" => Kind::Call,
        _ => return None,
    })
}

/// The lines of a record after its first, as they were written.
pub fn body(record: &str) -> (&str, Cow<'_, str>) {
    let (head, body) = record.split_once('\n').unwrap_or((record, ""));
    let body = body.trim();
    let body = match memchr::memchr(b'\r', body.as_bytes()) {
        Some(_) => Cow::Owned(body.replace("\r\n", "\n")),
        None => Cow::Borrowed(body),
    };
    (head.trim_end_matches('\r'), body)
}

/// Begins the message of somebody who is known by display name only, within the group.
pub fn by_name(time: Millis, group: &str, name: &str, kind: Kind, cx: &mut Cx) -> Draft {
    let sender = bearer(name, group, cx);
    begin(time, group, sender, name, kind, cx)
}

/// Begins the message of somebody whose id is known.
pub fn by_id(time: Millis, group: &str, id: &str, name: &str, kind: Kind, cx: &mut Cx) -> Draft {
    let sender = identified(id, name, cx);
    begin(time, group, sender, name, kind, cx)
}

/// What looking ahead needs of the message of somebody who is known by display name, or also by id.
pub fn glance(time: Millis, group: &str, id: Option<&str>, name: &str, cx: &mut Cx) -> Glance {
    match id {
        Some(id) => identified(id, name, cx),
        None => bearer(name, group, cx),
    };
    Glance { time, group: cx.group(group, None) }
}

fn bearer(name: &str, group: &str, cx: &mut Cx) -> PersonId {
    match name {
        OWNER => cx.person(OWNER, None),
        name => named(name, group, cx),
    }
}

fn identified(id: &str, name: &str, cx: &mut Cx) -> PersonId {
    let person = cx.person(id, Some(name));
    known_as(name, person, cx);
    person
}

fn begin(time: Millis, group: &str, sender: PersonId, name: &str, kind: Kind, cx: &mut Cx) -> Draft {
    let group = cx.group(group, None);
    let mut draft = Draft::new(cx.batch, time, group, sender, kind);
    if !name.is_empty() {
        draft.nickname = Some(name.into());
    }
    draft
}

/// What the system tells of a group.
pub fn event(system: &System, time: Millis, group: &str, cx: &mut Cx) -> Draft {
    let id = cx.group(group, None);
    event::draft(system, time, group, id, cx)
}

/// Gives a message its text, and those whom it names.
pub fn say(text: &str, draft: &mut Draft, cx: &mut Cx) {
    draft.text(text, cx.batch);
    mentions::find(text, draft, cx);
}

/// What a text log of display names can answer. `group`: it names the group.
pub fn supplies(group: bool) -> Supplies {
    use Attr::*;
    let lacks = [
        PersonId,
        PersonRoles,
        Quotes,
        Recalls,
        Recalled,
        LinkUrl,
        LinkDomain,
        LinkTitle,
        FileName,
        FileExtension,
        FileSize,
        Media,
        Amount,
        Packets,
        Duration,
        Bot,
    ];
    let all = super::supplies::all_but(&lacks);
    if group { all } else { all.without(GroupName) }
}

/// Time to the second and name of a head such as `2026-03-02 9:00:05 何芳`.
pub fn dated(line: &str) -> Option<(&str, &str)> {
    let at = line.match_indices(' ').nth(1)?.0;
    let (time, name) = (&line[..at], line[at..].trim());
    let bytes = time.as_bytes();
    let shape = b"dddd-dd-dd dd:dd:dd";
    let fits = |shape: &[u8]| {
        bytes.len() == shape.len()
            && bytes.iter().zip(shape).all(|(b, s)| if *s == b'd' { b.is_ascii_digit() } else { b == s })
    };
    let short = b"dddd-dd-dd d:dd:dd";
    (!name.is_empty() && (fits(shape) || fits(short))).then_some((time, name))
}

/// A time with two digits for the hour.
pub fn padded(time: &str) -> String {
    match time.split_once(' ') {
        Some((day, clock)) => format!("{day} {clock:0>8}"),
        None => time.into(),
    }
}
