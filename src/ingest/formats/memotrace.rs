//! MemoTrace (留痕) 2, formerly WeChatMsg: one chat as CSV, UTF-8 with a byte order mark, named after the chat.
//!
//! `消息ID,类型,发送人,时间,内容,备注,昵称,更多信息`, the time local. The code that wrote it (`exporter/exporter_csv.py` of
//! LC044/WeChatMsg) has been withdrawn; the columns are those that two programs which read such files test for.
//! There are no ids of people, and the group is told by the file's name only.

use super::columns::{Clock, Columns, group_of, known_as, named};
use super::recall::Recall;
use super::wechat::system::system;
use super::wechat::{event, names};
use super::{Fit, Glance, Parser, supplies};
use crate::fields::Attr;
use crate::ingest::detect::Sample;
use crate::ingest::draft::{Cx, Draft};
use crate::ingest::{Reason, damage, mentions};
use crate::model::{GroupId, Kind, PersonId, SourceFacts};

const COLUMNS: [&str; 7] = ["消息ID", "类型", "发送人", "时间", "内容", "备注", "昵称"];

/// The parser of one chat.
pub struct Memotrace {
    columns: Columns<7>,
    clock: Clock,
    group: String,
    /// There are types that are not known: one of them may stand for red packets.
    unknown: bool,
    /// Groups, kinds and senders of the words that name them.
    senders: Recall<4, (GroupId, Kind, PersonId)>,
}

/// Recognises the header: the first five columns, which older versions had alone.
pub fn fits(sample: &Sample) -> Option<Fit> {
    let header = sample.table.as_ref()?;
    header.has(&COLUMNS[..5]).then(|| Fit { score: 60, sign: "消息ID".into() })
}

impl Memotrace {
    /// Reads the chat that the file is named after.
    pub fn new(path: &str, sample: &Sample) -> Self {
        Memotrace {
            columns: Columns::new(sample, COLUMNS),
            clock: Clock::default(),
            group: group_of(path),
            unknown: false,
            senders: Recall::default(),
        }
    }
}

impl Parser for Memotrace {
    fn facts(&self) -> SourceFacts {
        let lacks = {
            use Attr::*;
            [
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
            ]
        };
        use Kind::*;
        let mut kinds = !supplies::kinds(&[Vote, Form, Meeting, Todo, Leave]);
        if self.unknown {
            kinds &= !RedPacket.bit();
        }
        SourceFacts { supplies: supplies::all_but(&lacks), precision: self.clock.precision, kinds }
    }

    fn platform(&self) -> String {
        "wechat".into()
    }

    fn glance(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Option<Glance> {
        let [_, kind, sender, time, _, remark, nickname] = self.columns.row(record).ok()??;
        let time = self.clock.read("时间", time, cx).ok()?;
        let words = [kind, sender, remark, nickname];
        if let Some((group, ..)) = self.senders.get(words) {
            return Some(Glance { time, group });
        }
        let kind = names::kind(kind).filter(|kind| *kind != Kind::System)?;
        let group = cx.group(&self.group, None);
        let from = from(sender, &self.group, [remark, nickname], cx).ok()?;
        self.senders.put(words, (group, kind, from));
        Some(Glance { time, group })
    }

    fn record(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Result<Option<Draft>, Reason> {
        let Some([id, kind, sender, time, content, remark, nickname]) = self.columns.row(record)? else {
            return Ok(None);
        };
        let time = self.clock.read("时间", time, cx)?;
        let (group, kind, from) = match self.senders.get([kind, sender, remark, nickname]) {
            Some(known) => known,
            None => {
                let group = cx.group(&self.group, None);
                let kind = names::kind(kind).unwrap_or_else(|| {
                    self.unknown = true;
                    cx.notes.unknown_types += 1;
                    Kind::Other
                });
                if kind == Kind::System {
                    let mut draft = event::draft(&system(content)?, time, &self.group, group, cx);
                    damage::id(id, cx).into_iter().for_each(|id| draft.id(id, cx.batch));
                    return Ok(Some(draft));
                }
                (group, kind, from(sender, &self.group, [remark, nickname], cx)?)
            }
        };
        let mut draft = Draft::new(cx.batch, time, group, from, kind);
        damage::id(id, cx).into_iter().for_each(|id| draft.id(id, cx.batch));
        draft.nickname = Some(sender.trim().into());
        // Of media the content is a path on the exporter's disk; of others it may be a placeholder (`[转账]`).
        let media = matches!(kind, Kind::Image | Kind::Voice | Kind::Video | Kind::Sticker | Kind::File);
        let placeholder = kind != Kind::Text && content.starts_with('[');
        if !media && !placeholder {
            let text = damage::text(content, cx);
            let text = match kind {
                Kind::Quote => text.split("\n引用:").next().unwrap_or(text),
                _ => text,
            };
            draft.text(text, cx.batch);
            mentions::find(text, &mut draft, cx);
        }
        Ok(Some(draft))
    }
}

/// The sender, who may be mentioned by their other names.
fn from(sender: &str, group: &str, names: [&str; 2], cx: &mut Cx) -> Result<PersonId, Reason> {
    let from = match sender.trim() {
        "" => return Err(Reason::missing("发送人")),
        event::OWNER => cx.person(event::OWNER, None),
        name => named(name, group, cx),
    };
    let others =
        names.map(str::trim).into_iter().filter(|name| *name != sender.trim() || *name == event::OWNER);
    others.for_each(|name| known_as(name, from, cx));
    Ok(from)
}
