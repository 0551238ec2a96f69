//! The week as a whole: records in order, and the files that are written.

use crate::people::{self, Group, Person};
use crate::records::{Body, Record, mix};
use crate::{incidents, talk};

/// Monday 2026-02-09, 00:00 in Shanghai. Saturday is a make-up workday, Sunday the first day of Spring Festival.
const MONDAY: i64 = 1_770_566_400_000;

/// What the generator writes into.
pub struct Week {
    pub people: Vec<Person>,
    pub groups: Vec<Group>,
    records: Vec<Record>,
    seed: u64,
}

impl Week {
    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        self.seed = self.seed.wrapping_add(1);
        (mix(self.seed) % n.max(1) as u64) as usize
    }

    /// One of these.
    pub fn one<T: Copy>(&mut self, of: &[T]) -> T {
        let index = self.below(of.len());
        of[index]
    }

    /// Adds a message of a person `second` seconds into a day (0 is Monday). Returns its number.
    pub fn put(&mut self, day: usize, second: usize, group: usize, who: usize, body: Body) -> usize {
        let from = self.people[who].id.clone();
        self.put_from(day, second, group, from, body)
    }

    /// The same for an id that is not in the roster.
    pub fn put_from(&mut self, day: usize, second: usize, group: usize, from: String, body: Body) -> usize {
        let number = self.records.len();
        let millis = (mix(number as u64) % 1000) as i64;
        let time = MONDAY + (day * 86_400 + second) as i64 * 1000 + millis;
        self.records.push(Record { number, time, group, from, body });
        number
    }
}

/// The files' names and contents.
pub fn files() -> Vec<(&'static str, String)> {
    let mut week =
        Week { people: people::all(), groups: people::groups(), records: Vec::new(), seed: 20_260_209 };
    talk::fill(&mut week);
    incidents::fill(&mut week);
    vec![("log.jsonl", log(&mut week)), ("roster.yaml", roster(&week)), ("groups.yaml", registry(&week))]
}

fn log(week: &mut Week) -> String {
    let times: Vec<i64> = week.records.iter().map(|r| r.time).collect();
    week.records.sort_by_key(|r| (r.time, r.number));
    week.records.iter().map(|r| r.line(&week.groups, &week.people, &times) + "\n").collect()
}

fn roster(week: &Week) -> String {
    let mut out = String::from("# People of the county's example week. All names are invented.\npeople:\n");
    for person in &week.people {
        let Person { id, name, nickname, roles, unit, level } = person;
        out += &format!("  - id: {id}\n    name: {name}\n");
        if !nickname.is_empty() {
            out += &format!("    nicknames: [{nickname}]\n");
        }
        if !roles.is_empty() {
            out += &format!("    roles: [{}]\n", roles.join(", "));
        }
        out += &format!("    unit: {unit}\n    level: {level}\n");
    }
    out
}

fn registry(week: &Week) -> String {
    let mut out = String::from("# Groups of the county's example week.\ngroups:\n");
    for group in &week.groups {
        out += &format!("  - id: {}\n    name: {}\n    unit: {}\n", group.id, group.name, group.unit);
        if !group.purpose.is_empty() {
            out += &format!("    purpose: {}\n", group.purpose);
        }
        if let Some(owner) = group.owner {
            out += &format!("    owner: {}\n", week.people[owner].id);
        }
        out += &format!("    size: {}\n", group.size.unwrap_or(group.members.len()));
        if !group.tags.is_empty() {
            out += &format!("    tags: [{}]\n", group.tags.join(", "));
        }
        out += "    created: 2025-09-01\n";
        if let Some(ends) = group.ends {
            out += &format!("    ends: {ends}\n");
        }
        let members: Vec<&str> = group.members.iter().map(|&m| week.people[m].id.as_str()).collect();
        out += &format!("    members: [{}]\n", members.join(", "));
    }
    out
}
