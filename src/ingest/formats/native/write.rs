//! Writes any log as native JSON lines, losing nothing that a rule can see: what the source can answer in the
//! header, people and groups in lines about them, messages one a line in event order.

use std::collections::HashMap;
use std::io::{self, Write};

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::ingest::formats::supplies;
use crate::ingest::stamp;
use crate::model::{
    Batch, Decimal, Directory, Extra, GroupId, Kind, Millis, Msg, Person, PersonId, Row, SourceFacts,
};

/// The first line: what the log can answer.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Header {
    /// Version of the format.
    pub qungui: u64,
    /// Fields that it can answer; without it, all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supplies: Option<Vec<String>>,
    /// Fields that it cannot answer, of those that `supplies` does not settle.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lacks: Vec<String>,
    /// Kinds that it can carry; without it, all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kinds: Option<Vec<String>>,
    /// The range that it covers, the end not included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub covers: Option<(String, String)>,
    /// The network that gives the ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// How exact its times are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precision: Option<String>,
}

impl Header {
    /// Of a source with these facts.
    pub fn new(
        facts: &SourceFacts,
        platform: String,
        covers: Option<(Millis, Millis)>,
        zone: &TimeZone,
    ) -> Header {
        let (supplied, lacks) = supplies::names(facts.supplies);
        let own = |names: Vec<&str>| names.into_iter().map(String::from).collect::<Vec<_>>();
        let carried: Vec<_> = Kind::ALL.iter().filter(|kind| kind.bit() & facts.kinds != 0).collect();
        let precision = match facts.precision {
            ..1000 => "millisecond",
            1000..60_000 => "second",
            60_000..86_400_000 => "minute",
            _ => "day",
        };
        Header {
            qungui: 1,
            supplies: Some(own(supplied)),
            lacks: own(lacks),
            kinds: (carried.len() < Kind::ALL.len())
                .then(|| own(carried.into_iter().map(|kind| kind.name()).collect())),
            covers: covers.map(|(from, to)| (stamp::show(from, zone), stamp::show(to, zone))),
            platform: Some(platform),
            precision: Some(precision.into()),
        }
    }
}

/// Writes the lines of one source.
pub struct Writer<W> {
    out: W,
    zone: TimeZone,
    /// A line.
    line: Vec<u8>,
    /// The name under which each person, and each group, has been told of.
    people: HashMap<PersonId, Box<str>>,
    groups: HashMap<GroupId, Box<str>>,
    /// How many names for `@` have been told.
    names: usize,
}

#[derive(Serialize)]
struct About<'a> {
    about: Subject<'a>,
}

#[derive(Serialize, Default)]
struct Subject<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<Who<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    called: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<Room<'a>>,
}

#[derive(Serialize)]
struct Room<'a> {
    id: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Who<'a> {
    Id(&'a str),
    Named { id: &'a str, name: &'a str },
    Nickname { name: &'a str, r#in: &'a str },
}

/// A record; the fields of plain messages first, in the order in which they are read fastest.
#[derive(Serialize)]
struct Record<'a> {
    id: &'a str,
    time: String,
    group: &'a str,
    sender: Who<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'a str>,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    media: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mentions: Option<Vec<Who<'a>>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    emoji: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    roles: Option<Vec<&'a str>>,
    #[serde(skip_serializing_if = "is_false")]
    recalled: bool,
    #[serde(skip_serializing_if = "is_false")]
    bot: bool,
    #[serde(flatten)]
    rare: Rare<'a>,
}

#[derive(Serialize, Default)]
struct Rare<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    nickname: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quotes: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recalls: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<Link<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<File<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    packets: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<Who<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inviter: Option<Who<'a>>,
}

#[derive(Serialize)]
struct Link<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
}

#[derive(Serialize)]
struct File<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<String>,
}

fn is_false(flag: &bool) -> bool {
    !flag
}

impl<W: Write> Writer<W> {
    /// Begins with the header. Times are written in `zone`.
    pub fn begin(mut out: W, header: &Header, zone: TimeZone) -> io::Result<Self> {
        let mut line = Vec::new();
        put(&mut out, &mut line, header)?;
        Ok(Writer { out, zone, line, people: HashMap::new(), groups: HashMap::new(), names: 0 })
    }

    /// Writes messages, after what has become known of people and groups.
    pub fn write(&mut self, batch: &Batch, directory: &Directory) -> io::Result<()> {
        self.about_people(directory)?;
        self.about_names(directory)?;
        self.about_groups(directory)?;
        for index in 0..batch.rows.len() {
            self.line(&record(&batch.msg(index), &self.zone, directory))?;
        }
        Ok(())
    }

    fn line(&mut self, value: &impl Serialize) -> io::Result<()> {
        put(&mut self.out, &mut self.line, value)
    }

    /// Where the lines go.
    pub fn out(&mut self) -> &mut W {
        &mut self.out
    }

    /// Gives the output back.
    pub fn finish(self) -> W {
        self.out
    }

    fn about_people(&mut self, directory: &Directory) -> io::Result<()> {
        for (index, person) in directory.people().iter().enumerate() {
            let told = self.people.get(&PersonId(index as u32)).unwrap_or(&person.id);
            if person.scope.is_none() && *told != person.name {
                let who = Who::Named { id: &person.id, name: &person.name };
                let about = Subject { person: Some(who), ..Subject::default() };
                self.line(&About { about })?;
                self.people.insert(PersonId(index as u32), person.name.clone());
            }
        }
        Ok(())
    }

    fn about_names(&mut self, directory: &Directory) -> io::Result<()> {
        let mut names: Vec<_> = directory.names().collect();
        if names.len() == self.names {
            return Ok(());
        }
        self.names = names.len();
        names.sort_unstable_by_key(|(name, person)| (*person, *name));
        for same in names.chunk_by(|a, b| a.1 == b.1) {
            let person = same.first().and_then(|(_, person)| *person).map(|id| who(id, directory));
            let called = same.iter().map(|(name, _)| *name).collect();
            self.line(&About { about: Subject { person, called, group: None } })?;
        }
        Ok(())
    }

    fn about_groups(&mut self, directory: &Directory) -> io::Result<()> {
        for (index, group) in directory.groups().iter().enumerate() {
            let owner = group.owner.map(|owner| &*directory.get_person(owner).id);
            let told = self.groups.get(&GroupId(index as u32));
            if told.is_none_or(|name| *name != group.name) && (group.name != group.id || owner.is_some()) {
                let room = Room { id: &group.id, name: &group.name, owner };
                let about = Subject { group: Some(room), ..Subject::default() };
                self.line(&About { about })?;
                self.groups.insert(GroupId(index as u32), group.name.clone());
            }
        }
        Ok(())
    }
}

/// Writes a line, at once.
fn put<W: Write>(out: &mut W, line: &mut Vec<u8>, value: &impl Serialize) -> io::Result<()> {
    line.clear();
    serde_json::to_writer(&mut *line, value)?;
    line.push(b'\n');
    out.write_all(line)
}

fn who(id: PersonId, directory: &Directory) -> Who<'_> {
    let person = directory.get_person(id);
    match &person.scope {
        Some(scope) => Who::Nickname { name: &person.id, r#in: scope },
        None => Who::Id(&person.id),
    }
}

fn record<'a>(msg: &Msg<'a>, zone: &TimeZone, directory: &'a Directory) -> Record<'a> {
    let row = msg.row;
    let (role, roles) = roles(row, directory);
    Record {
        id: msg.id(),
        time: stamp::show(row.time, zone),
        group: &directory.get_group(row.group).id,
        sender: sender(msg, directory),
        role,
        kind: row.kind.name(),
        text: msg.text(),
        media: msg.extra().and_then(|extra| extra.media.as_deref()),
        mentions: mentions(msg, directory),
        emoji: msg.emoji().collect(),
        roles,
        recalled: row.recalled,
        bot: row.bot,
        rare: msg.extra().map(|extra| rare(extra, directory)).unwrap_or_default(),
    }
}

/// A reader takes a nickname for the name, too: so the name stands beside it where it is another one.
fn sender<'a>(msg: &Msg, directory: &'a Directory) -> Who<'a> {
    let Person { id, name, scope, .. } = directory.get_person(msg.row.sender);
    let nickname = msg.extra().and_then(|extra| extra.nickname.as_deref());
    match nickname {
        Some(nickname) if nickname != &**name && scope.is_none() => Who::Named { id, name },
        _ => who(msg.row.sender, directory),
    }
}

fn roles<'a>(row: &Row, directory: &'a Directory) -> (Option<&'a str>, Option<Vec<&'a str>>) {
    if !row.has_roles {
        return (None, None);
    }
    let names = directory.roles.iter().enumerate().filter(|(bit, _)| row.roles >> bit & 1 == 1);
    let names: Vec<&str> = names.map(|(_, name)| &**name).collect();
    match names[..] {
        [only] => (Some(only), None),
        _ => (None, Some(names)),
    }
}

/// Those whom the record lists; `@` for those whom its text names, since a roster may know more names.
fn mentions<'a>(msg: &Msg, directory: &'a Directory) -> Option<Vec<Who<'a>>> {
    let row = msg.row;
    let listed = msg.mentions().iter().take(row.listed as usize).map(|&id| who(id, directory));
    let named = (row.listed != Row::ALL_LISTED).then_some(Who::Id("@"));
    let everyone = row.everyone.then_some(Who::Id("all"));
    (row.has_mentions || row.everyone).then(|| everyone.into_iter().chain(listed).chain(named).collect())
}

fn rare<'a>(extra: &'a Extra, directory: &'a Directory) -> Rare<'a> {
    let (url, title) = (extra.link_url.as_deref(), extra.link_title.as_deref());
    let (name, size) = (extra.file_name.as_deref(), extra.file_size.map(plain));
    Rare {
        nickname: extra.nickname.as_deref(),
        quotes: extra.quotes.as_deref(),
        recalls: extra.recalls.as_deref(),
        link: (url.is_some() || title.is_some()).then_some(Link { url, title }),
        file: (name.is_some() || size.is_some()).then_some(File { name, size }),
        amount: extra.amount.map(plain),
        packets: extra.packets.map(plain),
        duration: extra.duration.map(|ms| plain(Decimal(ms.saturating_mul(10)))),
        subject: extra.subject.map(|id| who(id, directory)),
        inviter: extra.inviter.map(|id| who(id, directory)),
    }
}

/// A number as text, exact: JSON's own numbers are not.
fn plain(number: Decimal) -> String {
    let sign = if number.0 < 0 { "-" } else { "" };
    let (whole, part) = (number.0.unsigned_abs() / 10_000, number.0.unsigned_abs() % 10_000);
    match part {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{part:04}").trim_end_matches('0').to_string(),
    }
}
