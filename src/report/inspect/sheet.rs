//! The contents of an inspection, as JSON shows them. Field names are part of the contract.

use serde::Serialize;

use super::census::{Census, FIELDS, SourceCount};
use crate::fields::Attr;
use crate::model::{Directory, Group, Kind, Millis, SourceFacts};
use crate::report::findings::{Named, SourceLine, english};
use crate::report::moment;
use crate::time::Zone;

/// What a log is.
#[derive(Debug, Clone, Serialize)]
pub struct Inspection {
    /// Version of this form.
    pub version: u32,
    /// The zone of all times here, and of the log's times that name none.
    pub timezone: String,
    /// Its sources.
    pub sources: Vec<SourceSheet>,
    /// Its groups, by id.
    pub groups: Vec<GroupSheet>,
    /// People who are known of.
    pub people: u64,
    /// Those of them who sent a message.
    pub senders: u64,
}

/// What a source is.
#[derive(Debug, Clone, Serialize)]
pub struct SourceSheet {
    /// What reports of `eval` say of it, too.
    #[serde(flatten)]
    pub line: SourceLine,
    /// The sign by which its format was told.
    pub sign: String,
    /// Records that stood out of order.
    pub displaced: u64,
    /// Times that name no zone.
    pub local_times: u64,
    /// Its times are exact to so many milliseconds.
    pub precision_ms: Millis,
    /// The kinds.
    pub kinds: Vec<KindSheet>,
    /// The fields.
    pub fields: Vec<FieldSheet>,
}

/// A kind of message.
#[derive(Debug, Clone, Serialize)]
pub struct KindSheet {
    /// The kind.
    pub kind: Kind,
    /// The source can carry it.
    pub supplied: bool,
    /// Records of this kind.
    pub count: u64,
}

/// A field of messages.
#[derive(Debug, Clone, Serialize)]
pub struct FieldSheet {
    /// Its English name in policies.
    pub field: String,
    /// The source can answer it.
    pub supplied: bool,
    /// Records that carry it; `null` for names, which are not of records.
    pub count: Option<u64>,
    /// For words in another language.
    #[serde(skip)]
    pub attr: Attr,
}

/// A group of the log.
#[derive(Debug, Clone, Serialize)]
pub struct GroupSheet {
    /// Id in the log.
    pub id: String,
    /// Name, else the id.
    pub name: String,
    /// Its owner, if the log tells.
    pub owner: Option<Named<'static>>,
    /// Messages.
    pub messages: u64,
    /// Events.
    pub events: u64,
    /// People who sent something or caused an event.
    pub people: u64,
    /// Time of the first record.
    pub first: Option<String>,
    /// Time of the last record.
    pub last: Option<String>,
}

/// Fields that are not counted: they are not of single records.
const NAMES: [Attr; 3] = [Attr::PersonId, Attr::PersonName, Attr::GroupName];

impl SourceSheet {
    /// Of what was reported and counted; `rest`: sign, records out of order, times without a zone.
    pub fn new(line: SourceLine, rest: (String, u64, u64), facts: &SourceFacts, count: &SourceCount) -> Self {
        let (sign, displaced, local_times) = rest;
        let kinds = Kind::ALL.iter().zip(count.kinds);
        let sheet = |attr: Attr, count| FieldSheet {
            field: english(attr),
            supplied: facts.supplies.has(attr),
            count,
            attr,
        };
        let counted = FIELDS.iter().zip(count.fields).map(|((attr, _), count)| sheet(*attr, Some(count)));
        SourceSheet {
            line,
            sign,
            displaced,
            local_times,
            precision_ms: facts.precision,
            kinds: kinds
                .map(|(&kind, count)| KindSheet { kind, supplied: kind.bit() & facts.kinds != 0, count })
                .collect(),
            fields: counted.chain(NAMES.map(|attr| sheet(attr, None))).collect(),
        }
    }
}

impl Inspection {
    /// Of sources, counts and the people and groups as they may be shown.
    pub fn new(
        sources: Vec<SourceSheet>,
        census: &Census,
        directory: &Directory,
        zone: &Zone,
        timezone: &str,
    ) -> Self {
        let all = directory.groups().iter().enumerate();
        let mut groups: Vec<_> =
            all.map(|(index, known)| group(index, known, census, directory, zone)).collect();
        groups.sort_by(|a, b| a.id.cmp(&b.id));
        Inspection {
            version: 1,
            timezone: timezone.to_string(),
            sources,
            groups,
            people: directory.people().len() as u64,
            senders: census.people.iter().filter(|person| person.messages > 0).count() as u64,
        }
    }
}

fn group(index: usize, known: &Group, census: &Census, directory: &Directory, zone: &Zone) -> GroupSheet {
    let count = census.groups.get(index).cloned().unwrap_or_default();
    let owner = known.owner.map(|owner| directory.get_person(owner));
    GroupSheet {
        id: known.id.to_string(),
        name: known.name.to_string(),
        owner: owner
            .map(|owner| Named { id: owner.id.to_string().into(), name: owner.name.to_string().into() }),
        messages: count.messages,
        events: count.events,
        people: count.people,
        first: count.range.map(|(first, _)| moment::rfc3339(first, zone)),
        last: count.range.map(|(_, last)| moment::rfc3339(last, zone)),
    }
}
