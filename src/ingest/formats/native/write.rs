//! Writes any log as native JSON lines, losing nothing that a rule can see: what the source can answer in the
//! header, people and groups in lines about them, messages one a line in event order.

use std::collections::HashMap;
use std::io::{self, Write};

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::record::{Who, record, who};
use crate::ingest::formats::supplies;
use crate::ingest::stamp;
use crate::model::{Batch, Directory, GroupId, Kind, Millis, PersonId, SourceFacts};

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
        let mut header = Header {
            qungui: 1,
            supplies: Some(own(supplied)),
            lacks: own(lacks),
            kinds: (carried.len() < Kind::ALL.len())
                .then(|| own(carried.into_iter().map(|kind| kind.name()).collect())),
            covers: covers.map(|(from, to)| (stamp::show(from, zone), stamp::show(to, zone))),
            platform: Some(platform),
            precision: None,
        };
        header.precise(facts.precision);
        header
    }

    /// Its times are exact to so many milliseconds.
    pub fn precise(&mut self, precision: Millis) {
        let precision = match precision {
            ..1000 => "millisecond",
            1000..60_000 => "second",
            60_000..86_400_000 => "minute",
            _ => "day",
        };
        self.precision = Some(precision.into());
    }
}

/// Writes the lines of one source.
pub struct Writer<W> {
    out: W,
    zone: TimeZone,
    /// The time of the last message, and how it is shown: many fall into one second.
    time: (Millis, String),
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

impl<W: Write> Writer<W> {
    /// Begins with the header. Times are written in `zone`.
    pub fn begin(mut out: W, header: &Header, zone: TimeZone) -> io::Result<Self> {
        let mut line = Vec::new();
        put(&mut out, &mut line, header)?;
        let (people, groups) = (HashMap::new(), HashMap::new());
        Ok(Writer { out, zone, time: (0, String::new()), line, people, groups, names: 0 })
    }

    /// Writes messages, after what has become known of people and groups.
    pub fn write(&mut self, batch: &Batch, directory: &Directory) -> io::Result<()> {
        self.about_people(directory)?;
        self.about_names(directory)?;
        self.about_groups(directory)?;
        for index in 0..batch.rows.len() {
            let msg = batch.msg(index);
            if msg.row.time != self.time.0 || self.time.1.is_empty() {
                self.time = (msg.row.time, stamp::show(msg.row.time, &self.zone));
            }
            self.line.clear();
            record(&msg, &self.time.1, directory, &mut self.line)?;
            self.line.push(b'\n');
            self.out.write_all(&self.line)?;
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
