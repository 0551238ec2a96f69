//! MemoTrace (留痕), formerly WeChatMsg: one chat as plain text, named after the chat.
//!
//! `2026-03-02 09:00:05 周书记`, the content in the lines below it, a blank line. What the system says stands behind
//! the time, with nothing below. Source: `app/DataBase/exporter_txt.py` of LC044/WeChatMsg, which writes text,
//! pictures, voices, videos, stickers, files, music, link cards, quotes and system messages, and drops the rest.

use super::columns::group_of;
use super::text::{self, Standing};
use super::wechat::system::system;
use super::{Fit, Glance, Parser, qq_txt, supplies};
use crate::fields::Attr;
use crate::ingest::Reason;
use crate::ingest::detect::Sample;
use crate::ingest::draft::{Cx, Draft};
use crate::ingest::shapes::blocks::Line;
use crate::model::{Batch, Kind, SourceFacts, Supplies};

/// The parser of one chat.
pub struct Memotrace {
    group: String,
}

/// Recognises records that begin with a time to the second, and are not QQ's.
pub fn fits(sample: &Sample) -> Option<Fit> {
    let talk = Standing::of(&sample.text, tell).is_some_and(|standing| standing.is_talk());
    (talk && !qq_txt::writes_ids(&sample.text))
        .then(|| Fit { score: 30, sign: "YYYY-MM-DD HH:MM:SS 昵称".into() })
}

/// What a line is.
pub fn tell(line: &str, _apart: bool) -> Line {
    if text::dated(line).is_some() { Line::Starts } else { Line::Goes }
}

impl Memotrace {
    /// Reads the chat that the file is named after.
    pub fn new(path: &str) -> Self {
        Memotrace { group: group_of(path) }
    }
}

impl Parser for Memotrace {
    fn facts(&self) -> SourceFacts {
        use Kind::*;
        let kinds = supplies::kinds(&[
            Text, Image, Voice, Video, Sticker, File, Link, Quote, Join, Rename, Recall, Poke, System,
        ]);
        let supplies = [Attr::LinkUrl, Attr::LinkDomain, Attr::LinkTitle]
            .into_iter()
            .fold(text::supplies(true), Supplies::with);
        SourceFacts { supplies, precision: 1000, kinds }
    }

    fn platform(&self) -> String {
        "wechat".into()
    }

    fn glance(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Option<Glance> {
        let (head, body) = text::body(record);
        let (time, name) = text::dated(head).filter(|_| !body.is_empty())?;
        let time = cx.time("time", time).ok()?;
        Some(text::glance(time, &self.group, None, name, cx))
    }

    fn record(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Result<Option<Draft>, Reason> {
        let (head, body) = text::body(record);
        let (time, name) = text::dated(head).ok_or_else(|| Reason::missing("time"))?;
        let time = cx.time("time", time)?;
        if body.is_empty() {
            return Ok(Some(text::event(&system(name)?, time, &self.group, cx)));
        }
        let mut draft = text::by_name(time, &self.group, name, Kind::Text, cx);
        if let Some(kind) = text::placeholder(&body) {
            draft.row.kind = kind;
        } else if body.starts_with("[链接]:title:") {
            card(&body, &mut draft, cx.batch);
        } else if let Some((reply, _)) = body.split_once("\n引用:") {
            draft.row.kind = Kind::Quote;
            text::say(reply, &mut draft, cx);
        } else {
            text::say(&body, &mut draft, cx);
        }
        Ok(Some(draft))
    }
}

/// `[链接]:title:…`, `description:…`, `url:…`, `name:…`, a line each, indented.
fn card(body: &str, draft: &mut Draft, batch: &mut Batch) {
    draft.row.kind = Kind::Link;
    let part = |key: &str| {
        let line = body.lines().find_map(|line| line.trim().strip_prefix(key)).map(str::trim);
        line.filter(|text| !text.is_empty() && *text != "None")
    };
    draft.extra().link_title = part("[链接]:title:").map(Into::into);
    draft.extra().link_url = part("url:").map(Into::into);
    if let Some(description) = part("description:") {
        draft.text(description, batch);
    }
}
