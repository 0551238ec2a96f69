//! MemoTrace (留痕) 1, then called WeChatMsg: one chat as CSV, UTF-8 with a byte order mark, named after the chat.
//!
//! `localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender`: rows of a group
//! have all twelve values, those of a chat of two only nine. Before that a whole account was one `messages.csv`
//! with nine names and ten values, the last one the server's id. `CreateTime` is in seconds. Of an app message (type
//! 49) the content is empty: that it is a link, a quote or a red packet is told by its numbers, and no more.
//! Source: `app/DataBase/exporter_csv.py` of LC044/WeChatMsg.

use std::borrow::Cow;

use super::columns::{Clock, Columns, group_of, known_as};
use super::message::private;
use super::recall::Recall;
use super::wechat::appmsg::appmsg;
use super::wechat::system::system;
use super::wechat::{event, kinds};
use super::{Fit, Glance, Parser, supplies};
use crate::fields::Attr;
use crate::ingest::detect::Sample;
use crate::ingest::draft::{Cx, Draft};
use crate::ingest::{Reason, damage, epoch_time, mentions};
use crate::model::{GroupId, Kind, Millis, PersonId, SourceFacts};

/// The type of plain text.
const TEXT: i64 = 1;
const COLUMNS: [&str; 12] = [
    "localId",
    "TalkerId",
    "Type",
    "SubType",
    "IsSender",
    "CreateTime",
    "StrContent",
    "StrTime",
    "Remark",
    "NickName",
    "Sender",
    SERVER_ID,
];
/// The value without a name of the older version.
const SERVER_ID: &str = "MsgSvrID";

/// The parser of one chat, or of a whole account.
pub struct Memotrace1 {
    columns: Columns<12>,
    clock: Clock,
    about: About,
}

/// What the file is about.
struct About {
    chat: String,
    /// The file holds all chats of an account, told apart by a number.
    account: bool,
    /// Groups and senders of the words that name them.
    senders: Recall<5, (GroupId, PersonId)>,
}

/// Recognises the header.
pub fn fits(sample: &Sample) -> Option<Fit> {
    let header = sample.table.as_ref()?;
    header.has(&COLUMNS[..8]).then(|| Fit { score: 60, sign: "StrContent".into() })
}

impl Memotrace1 {
    /// Reads the chat that the file is named after.
    pub fn new(path: &str, sample: &Sample) -> Self {
        let mut sample = sample.clone();
        let account = sample.table.as_ref().is_some_and(|header| !header.has(&["Sender"]));
        if let Some(header) = sample.table.as_mut().filter(|_| account) {
            header.names.push(SERVER_ID.into());
        }
        let columns = Columns::new(&sample, COLUMNS);
        let about = About { chat: group_of(path), account, senders: Recall::default() };
        Memotrace1 { columns, clock: Clock::default(), about }
    }
}

fn instant(clock: &mut Clock, seconds: &str, local: &str, cx: &mut Cx) -> Result<Millis, Reason> {
    match seconds.trim().parse().ok().and_then(epoch_time) {
        Some(time) => Ok(time),
        None => clock.read("StrTime", local, cx),
    }
}

impl Parser for Memotrace1 {
    fn facts(&self) -> SourceFacts {
        let mut lacks = {
            use Attr::*;
            vec![
                PersonRoles,
                PersonNickname,
                Quotes,
                Recalled,
                LinkUrl,
                LinkDomain,
                LinkTitle,
                FileName,
                FileExtension,
                FileSize,
                Amount,
                Packets,
                Bot,
            ]
        };
        if self.about.account {
            lacks.extend([Attr::PersonId, Attr::PersonName, Attr::GroupName]);
        }
        use Kind::*;
        let kinds = !supplies::kinds(&[Vote, Form, Meeting, Todo, Leave]);
        SourceFacts { supplies: supplies::all_but(&lacks), precision: self.clock.precision, kinds }
    }

    fn platform(&self) -> String {
        "wechat".into()
    }

    fn glance(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Option<Glance> {
        let [_, talker, number, _, own, seconds, _, local, remark, nickname, sender, _] =
            self.columns.row(record).ok()??;
        let time = instant(&mut self.clock, seconds, local, cx).ok()?;
        (number.trim().parse() == Ok(TEXT)).then_some(())?;
        let (group, _) = self.about.who([talker, own, sender, remark, nickname], cx);
        Some(Glance { time, group })
    }

    fn record(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Result<Option<Draft>, Reason> {
        let Some(cells) = self.columns.row(record)? else { return Ok(None) };
        let [_, talker, number, sub, own, seconds, content, local, remark, nickname, sender, id] = cells;
        let time = instant(&mut self.clock, seconds, local, cx)?;
        let numbers = number.trim().parse().map_err(|_| Reason::value("Type", number))?;
        let kind = kinds::kind(numbers, sub.trim().parse().unwrap_or_default()).unwrap_or_else(|| {
            cx.notes.unknown_types += 1;
            Kind::Other
        });
        let mut draft = match kind {
            Kind::System => {
                let chat = self.about.chat(talker, sender);
                let group = cx.group(&chat, None);
                event::draft(&system(content)?, time, &chat, group, cx)
            }
            _ => {
                let (group, from) = self.about.who([talker, own, sender, remark, nickname], cx);
                let mut draft = Draft::new(cx.batch, time, group, from, kind);
                said(content, &mut draft, cx)?;
                draft
            }
        };
        damage::id(id, cx).into_iter().for_each(|id| draft.id(id, cx.batch));
        Ok(Some(draft))
    }
}

impl About {
    /// The conversation: rows of a group name their sender, those of a chat of two do not.
    fn chat(&self, talker: &str, sender: &str) -> Cow<'_, str> {
        match (self.account, sender.is_empty()) {
            (true, _) => format!("{}:{talker}", self.chat).into(),
            (false, true) => private(&self.chat).into(),
            (false, false) => (&self.chat).into(),
        }
    }

    /// The group and the sender of a row.
    fn who(&mut self, words: [&str; 5], cx: &mut Cx) -> (GroupId, PersonId) {
        let [talker, own, sender, remark, nickname] = words;
        if let Some((group, from)) = self.senders.get(words) {
            let name = [remark, nickname].into_iter().find(|name| !name.is_empty() && !sender.is_empty());
            name.into_iter().for_each(|name| cx.name_person(from, name));
            return (group, from);
        }
        let chat = self.chat(talker, sender);
        let group = cx.group(&chat, None);
        let from = self.from(own, sender, &chat, [remark, nickname], cx);
        self.senders.put(words, (group, from))
    }

    /// The sender, who may be mentioned by their names.
    fn from(&self, own: &str, sender: &str, chat: &str, names: [&str; 2], cx: &mut Cx) -> PersonId {
        let from = self.sender(own, sender, chat, cx);
        if !sender.is_empty() {
            cx.person(sender, names.into_iter().find(|name| !name.is_empty()));
            names.into_iter().for_each(|name| known_as(name, from, cx));
        }
        from
    }

    /// A chat of two has the account and whoever the file is named after; of other chats nobody is known but
    /// the account.
    fn sender(&self, own: &str, sender: &str, chat: &str, cx: &mut Cx) -> PersonId {
        match (own.trim(), sender) {
            ("1", "") => cx.person(event::OWNER, None),
            (_, "") if self.account => cx.person(chat, None),
            (_, "") => cx.directory.person_by_nickname(chat, &self.chat),
            (_, sender) => cx.person(sender, None),
        }
    }
}

/// Text, or the XML of a picture, voice, video, sticker, place or call.
fn said(content: &str, draft: &mut Draft, cx: &mut Cx) -> Result<(), Reason> {
    if draft.row.kind == Kind::Text && !content.is_empty() {
        let text = damage::text(content, cx);
        draft.text(text, cx.batch);
        mentions::find(text, draft, cx);
    }
    if draft.row.kind == Kind::Text || !content.trim_start().starts_with('<') {
        return Ok(());
    }
    let msg = appmsg(content)?;
    if let Some(text) = &msg.text {
        draft.text(text, cx.batch);
    }
    if msg.media.is_some() || msg.duration.is_some() {
        draft.extra().media = msg.media.map(String::into_boxed_str);
        draft.extra().duration = msg.duration;
    }
    Ok(())
}
