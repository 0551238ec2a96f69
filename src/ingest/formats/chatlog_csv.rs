//! chatlog's CSV (`format=csv`): UTF-8 without a byte order mark, the time local to the second.
//!
//! `Time,SenderName,Sender,TalkerName,Talker,Content`: no types; of what is more than text the content is the plain
//! text that [`super::wechat::rendered`] reads. Source: `internal/chatlog/http/route.go` of sjzar/chatlog (Apache-2.0).

use super::columns::{Clock, Columns, chat, known_as};
use super::recall::Recall;
use super::wechat::system::{Party, System, system};
use super::wechat::{event, rendered};
use super::{Fit, Glance, Parser, supplies};
use crate::fields::Attr;
use crate::ingest::detect::Sample;
use crate::ingest::draft::{Cx, Draft};
use crate::ingest::{Reason, damage, mentions};
use crate::model::{GroupId, Kind, PersonId, SourceFacts};

const COLUMNS: [&str; 6] = ["Time", "SenderName", "Sender", "TalkerName", "Talker", "Content"];

/// The parser.
pub struct Chatlog {
    columns: Columns<6>,
    clock: Clock,
    senders: Senders,
}

/// The groups and people of the words that name them.
type Senders = Recall<4, (GroupId, PersonId)>;

/// Recognises the header.
pub fn fits(sample: &Sample) -> Option<Fit> {
    let header = sample.table.as_ref()?;
    header.has(&COLUMNS).then(|| Fit { score: 60, sign: "TalkerName".into() })
}

impl Chatlog {
    /// Reads a table with this header.
    pub fn new(sample: &Sample) -> Self {
        Chatlog {
            columns: Columns::new(sample, COLUMNS),
            clock: Clock::default(),
            senders: Senders::default(),
        }
    }
}

impl Parser for Chatlog {
    fn facts(&self) -> SourceFacts {
        let lacks = {
            use Attr::*;
            [PersonRoles, Quotes, Recalls, Recalled, FileSize, Packets, Duration, Bot]
        };
        use Kind::*;
        // Solitaires are `[分享]`; who leaves is told to the owner only.
        let kinds = !supplies::kinds(&[Solitaire, Vote, Form, Meeting, Todo, Leave]);
        SourceFacts { supplies: supplies::all_but(&lacks), precision: self.clock.precision, kinds }
    }

    fn platform(&self) -> String {
        "wechat".into()
    }

    fn glance(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Option<Glance> {
        let [time, name, sender, talker_name, talker, _] = self.columns.row(record).ok()??;
        let time = self.clock.read("Time", time, cx).ok()?;
        let words = [name, sender, talker_name, talker];
        if let Some((group, _)) = self.senders.get(words) {
            return Some(Glance { time, group });
        }
        let talker = damage::id(talker, cx)?;
        let sender = damage::id(sender, cx).filter(|sender| *sender != event::SYSTEM)?;
        let (_, group) = chat(talker, Some(talker_name), cx);
        let from = cx.person(sender, Some(name));
        known_as(name, from, cx);
        self.senders.put(words, (group, from));
        Some(Glance { time, group })
    }

    fn record(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Result<Option<Draft>, Reason> {
        let Some([time, name, sender, talker_name, talker, content]) = self.columns.row(record)? else {
            return Ok(None);
        };
        let time = self.clock.read("Time", time, cx)?;
        let (group, from) = match self.senders.get([name, sender, talker_name, talker]) {
            Some((group, from)) => {
                cx.name_group(group, talker_name);
                cx.name_person(from, name);
                (group, from)
            }
            None => {
                let talker = damage::id(talker, cx).ok_or_else(|| Reason::missing("Talker"))?;
                let sender = damage::id(sender, cx).ok_or_else(|| Reason::missing("Sender"))?;
                let (room, group) = chat(talker, Some(talker_name), cx);
                if sender == event::SYSTEM {
                    let system = identified(system(content)?);
                    return Ok(Some(event::draft(&system, time, &room, group, cx)));
                }
                (group, cx.person(sender, Some(name)))
            }
        };
        let mut draft = Draft::new(cx.batch, time, group, from, Kind::Text);
        if !name.is_empty() {
            known_as(name, from, cx);
            draft.nickname = Some(name.into());
        }
        let content = damage::text(content, cx);
        rendered::put(content, &mut draft, cx.batch);
        cx.notes.unknown_types += u64::from(rendered::is_unknown(content));
        if matches!(draft.row.kind, Kind::Text | Kind::Quote) {
            mentions::find_own(&mut draft, cx);
        }
        Ok(Some(draft))
    }
}

/// In system messages chatlog writes people as `昵称(wxid)`.
fn identified(mut system: System) -> System {
    for party in system.actor.iter_mut().chain(&mut system.subjects) {
        let parts = party.name.strip_suffix(')').and_then(|name| name.rsplit_once('('));
        if let (None, Some((name, id))) = (&party.id, parts.filter(|(_, id)| !id.is_empty())) {
            *party = Party { id: Some(id.into()), name: name.into() };
        }
    }
    system
}
