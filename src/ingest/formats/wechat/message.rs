//! A message as WeChat's databases hold it, whichever version wrote it.

use std::borrow::Cow;

use super::appmsg::{AppMsg, appmsg};
use super::kinds::{self, APP};
use super::source::mentioned;
use super::system::{Party, System, system};
use crate::ingest::draft::{Cx, Draft, plausible};
use crate::ingest::{Reason, mentions};
use crate::model::{Kind, Millis, Origin, PersonId};

/// Sender of messages of the account that the database belongs to, where it does not say which one that is.
pub const OWNER: &str = "我";
/// Sender of what the system says, where nobody caused it.
pub const SYSTEM: &str = "系统消息";

/// The columns of a message.
#[derive(Debug, Default)]
pub struct Message<'a> {
    /// Id that the server gave; 0: none.
    pub id: i64,
    /// Seconds since 1970.
    pub time: i64,
    /// The conversation: a group, or another account.
    pub talker: &'a str,
    /// Who sent it, if the database says so.
    pub sender: Option<&'a str>,
    /// Type and sub-type.
    pub number: (i64, i64),
    /// Text or XML.
    pub content: &'a str,
    /// The `msgsource` XML.
    pub source: Option<&'a str>,
}

impl Message<'_> {
    /// Appends the message; of an event that is about several people, one event each.
    pub fn read(&self, cx: &mut Cx) -> Result<(), Reason> {
        if self.time == 0 {
            return Err(Reason::missing("time"));
        }
        let time = plausible("time", self.time.saturating_mul(1000))?;
        let kind = kinds::kind(self.number.0, self.number.1).unwrap_or_else(|| {
            cx.notes.unknown_types += 1;
            Kind::Other
        });
        match kind {
            Kind::System => self.event(time, &system(self.content)?, cx),
            _ => self.message(time, kind, cx),
        }
    }

    fn begin(&self, time: Millis, sender: PersonId, kind: Kind, cx: &mut Cx) -> Draft {
        let group = cx.group(&group(self.talker), None);
        Draft::new(cx.batch, time, group, sender, kind)
    }

    fn message(&self, time: Millis, kind: Kind, cx: &mut Cx) -> Result<(), Reason> {
        let sender = cx.person(self.sender.unwrap_or(SYSTEM), None);
        let mut draft = self.begin(time, sender, kind, cx);
        if self.id != 0 {
            draft.id(&self.id.to_string(), cx.batch);
        }
        match self.number.0 {
            1 => draft.text(self.content, cx.batch),
            _ if self.content.trim_start().starts_with('<') => {
                appmsg(self.content)?.put(self.number.0 == APP, &mut draft, cx);
            }
            _ => {}
        }
        if !draft.row.kind.is_event() {
            self.mentions(&mut draft, cx)?;
        }
        draft.finish(Origin::default(), cx.batch);
        Ok(())
    }

    /// Those whom the client recorded; without its record, those whom the text names.
    fn mentions(&self, draft: &mut Draft, cx: &mut Cx) -> Result<(), Reason> {
        let Some(source) = self.source else {
            if self.number.0 == 1 {
                mentions::find(self.content, draft, cx);
            }
            return Ok(());
        };
        let mentioned = mentioned(source)?;
        draft.row.has_mentions = true;
        draft.row.everyone = mentioned.everyone;
        for id in &mentioned.people {
            let person = cx.person(id, None);
            draft.mention(person, cx.batch);
        }
        Ok(())
    }

    fn event(&self, time: Millis, system: &System, cx: &mut Cx) -> Result<(), Reason> {
        let group = group(self.talker);
        let actor = system.actor.as_ref().map(|party| party.person(&group, cx));
        let subjects: Vec<_> = system.subjects.iter().map(|party| Some(party.person(&group, cx))).collect();
        let subjects = if subjects.is_empty() { vec![None] } else { subjects };
        for (index, subject) in subjects.into_iter().enumerate() {
            // Who joins is the sender, as in other logs; who removes, recalls or renames is, too.
            let sender = if system.kind == Kind::Join { subject } else { actor.or(subject) };
            let sender = sender.unwrap_or_else(|| cx.person(SYSTEM, None));
            let mut draft = self.begin(time, sender, system.kind, cx);
            match (self.id, index) {
                (0, _) => {}
                (id, 0) => draft.id(&id.to_string(), cx.batch),
                (id, _) => draft.id(&format!("{id}.{index}"), cx.batch),
            }
            draft.text(&system.text, cx.batch);
            draft.extra().subject = subject;
            draft.extra().inviter = actor.filter(|_| system.kind == Kind::Join);
            draft.extra().recalls = system.recalls.as_deref().map(Into::into);
            draft.finish(Origin::default(), cx.batch);
        }
        Ok(())
    }
}

/// A group keeps its id; a conversation of two is named by the other one.
fn group(talker: &str) -> Cow<'_, str> {
    match talker.contains("@chatroom") || talker.contains("@im.chatroom") || talker.starts_with("Msg_") {
        true => talker.into(),
        false => format!("private:{talker}").into(),
    }
}

impl Party {
    /// Who it is: by id, as the owner, or by the display name that a sender of this source bears, or somebody known.
    pub fn person(&self, group: &str, cx: &mut Cx) -> PersonId {
        if let Some(id) = &self.id {
            return cx.person(id, Some(&self.name));
        }
        if self.is_owner() {
            return cx.person(OWNER, None);
        }
        let known = cx.called.find(&self.name).or_else(|| cx.directory.find_name(&self.name));
        known.unwrap_or_else(|| cx.directory.person_by_nickname(group, &self.name))
    }
}

impl AppMsg {
    /// Puts it into a message. `app`: its own sub-type tells the kind.
    pub fn put(self, app: bool, draft: &mut Draft, cx: &mut Cx) {
        if let Some(kind) = self.kind.filter(|_| app) {
            draft.row.kind = kind;
        }
        if let Some(text) = &self.text {
            draft.text(text, cx.batch);
        }
        if let Some(actor) = &self.actor {
            draft.row.sender = cx.person(actor, None);
        }
        let subject = self.subject.as_ref().map(|id| cx.person(id, None));
        let own = |text: Option<String>| text.map(String::into_boxed_str);
        let none = self == AppMsg { text: self.text.clone(), ..AppMsg::default() };
        if none {
            return;
        }
        let extra = draft.extra();
        extra.link_title = own(self.title);
        extra.link_url = own(self.url);
        extra.file_name = own(self.file_name);
        extra.file_size = self.size;
        extra.media = own(self.media);
        extra.quotes = own(self.quotes);
        extra.amount = self.amount;
        extra.duration = self.duration;
        extra.subject = subject;
    }
}
