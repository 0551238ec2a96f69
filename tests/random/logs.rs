//! A random directory, log and coverage.

use qungui::fields::Attr;
use qungui::model::{
    Batch, Coverage, Decimal, Directory, Extra, GroupId, Kind, Millis, Origin, PersonId, RoleSpan, Row,
    Slice, SourceCover, SourceFacts, Supplies,
};

use super::Rng;

/// All that a plan is evaluated on.
#[derive(Debug, Clone, Default)]
pub struct World {
    pub directory: Directory,
    pub coverage: Coverage,
    pub facts: Vec<SourceFacts>,
    pub log: Batch,
}

const PEOPLE: &[&str] = &["ann", "bob", "cyn", "dan", "eve"];
const GROUPS: &[&str] = &["g0", "g1", "g2"];
const UNITS: &[&str] = &["a", "b"];
pub const TEXTS: &[&str] = &["", "a", "b", "A", "ab", "ba", "abc"];
pub const ROLES: &[&str] = &["leader", "clerk"];

/// 2026-03-01 (a Sunday) 23:59:30 in Shanghai.
pub const BASE: Millis = 1_772_380_770_000;

pub fn world(rng: &mut Rng) -> World {
    let people = 2 + rng.below(4);
    let groups = 1 + rng.below(3);
    let mut world = World { directory: directory(rng, people, groups), ..World::default() };
    let sources = rng.pick(&[1, 1, 1, 2, 3]);
    world.facts = (0..sources).map(|_| facts(rng)).collect();
    let carried: Vec<Vec<u32>> = (0..sources)
        .map(|_| {
            let some: Vec<u32> = (0..groups as u32).filter(|_| sources == 1 || rng.chance(60)).collect();
            if some.is_empty() { vec![0] } else { some }
        })
        .collect();
    world.log = log(rng, people, &carried, &world.facts);
    world.coverage = coverage(rng, &world.log, &carried);
    world
}

fn directory(rng: &mut Rng, people: usize, groups: usize) -> Directory {
    let mut directory = Directory::default();
    directory.has_roster = rng.chance(70);
    directory.has_registry = rng.chance(70);
    for role in ROLES {
        directory.role(role);
    }
    for name in &PEOPLE[..people] {
        let id = directory.person(name);
        let known = directory.has_roster && rng.chance(80);
        let person = directory.person_mut(id);
        if known {
            person.known = true;
            person.entry_mut().unit = rng.chance(70).then(|| rng.pick(UNITS).into());
            person.entry_mut().level = rng.chance(60).then(|| rng.below(4) as i64);
            let (from, to) = rng.pick(&[
                (Millis::MIN, Millis::MAX),
                (Millis::MIN, BASE + 20_000),
                (BASE + 20_000, Millis::MAX),
            ]);
            person.entry_mut().roles = vec![RoleSpan { roles: rng.below(4) as u64, from, to }];
        }
    }
    for name in &GROUPS[..groups] {
        let id = directory.group(name);
        let known = directory.has_registry && rng.chance(80);
        let group = directory.group_mut(id);
        if known {
            group.known = true;
            group.unit = rng.chance(70).then(|| rng.pick(UNITS).into());
            group.size = rng.chance(70).then(|| 1 + rng.below(5) as i64);
            group.owner = rng.chance(60).then(|| PersonId(rng.below(people) as u32));
            group.members = (0..people as u32).filter(|_| rng.chance(60)).map(PersonId).collect();
        }
    }
    directory
}

fn facts(rng: &mut Rng) -> SourceFacts {
    let lacks: &[&[Attr]] = &[
        &[],
        &[],
        &[],
        &[Attr::Text, Attr::TextLength],
        &[Attr::Mentions, Attr::MentionsCount],
        &[Attr::Amount],
        &[Attr::Media],
        &[Attr::Bot],
        &[Attr::Recalled],
        &[Attr::Quotes],
        &[Attr::Recalls],
    ];
    let lacks = rng.pick(lacks);
    let supplies = lacks.iter().fold(Supplies::ALL, |all, &attr| all.without(attr));
    SourceFacts { supplies, ..SourceFacts::default() }
}

fn log(rng: &mut Rng, people: usize, carried: &[Vec<u32>], facts: &[SourceFacts]) -> Batch {
    let length = 1 + rng.below(rng.clone().pick(&[4, 12, 24]));
    let mut time = BASE;
    let steps: &[Millis] =
        &[0, 0, 0, 0, 1, 500, 999, 1000, 1000, 1001, 2000, 5000, 5000, 10_000, 30_000, 60_000];
    let mut long = 2;
    let mut places: Vec<(Millis, usize)> = Vec::new();
    for _ in 0..length {
        time += rng.pick(steps);
        if long > 0 && rng.chance(5) {
            long -= 1;
            time += rng.pick(&[3_600_000, 86_400_000]);
        }
        places.push((time, rng.below(carried.len())));
    }
    places.sort();
    let mut batch = Batch::default();
    let mut lines = vec![0; carried.len()];
    for (index, (time, source)) in places.into_iter().enumerate() {
        lines[source] += 1;
        let origin =
            Origin { source: source as u32, line: lines[source], offset: u64::from(lines[source]) * 100 };
        message(rng, &mut batch, index, time, origin, people, &carried[source], facts[source].supplies);
    }
    batch
}

#[allow(clippy::too_many_arguments)]
fn message(
    rng: &mut Rng,
    batch: &mut Batch,
    index: usize,
    time: Millis,
    origin: Origin,
    people: usize,
    groups: &[u32],
    supplies: Supplies,
) {
    let kind = rng.pick(&[
        Kind::Text,
        Kind::Text,
        Kind::Text,
        Kind::Image,
        Kind::RedPacket,
        Kind::Recall,
        Kind::Join,
    ]);
    let person = |rng: &mut Rng| PersonId(rng.below(people) as u32);
    let other = |rng: &mut Rng| format!("m{}", rng.below(index + 1)).into_boxed_str();
    let start = batch.people.len() as u32;
    if !kind.is_event() && supplies.has(Attr::Mentions) {
        for _ in 0..rng.pick(&[0, 0, 1, 2]) {
            let who = person(rng);
            batch.people.push(who);
        }
    }
    let mentions = (start, batch.people.len() as u32);
    let id = batch.put(&format!("m{index}"));
    let has_text = kind == Kind::Text && supplies.has(Attr::Text);
    let text = if has_text { batch.put(rng.pick(TEXTS)) } else { Slice::default() };
    let extra = Extra {
        quotes: (kind == Kind::Text && supplies.has(Attr::Quotes) && rng.chance(20)).then(|| other(rng)),
        recalls: (kind == Kind::Recall && supplies.has(Attr::Recalls)).then(|| other(rng)),
        media: (kind == Kind::Image && supplies.has(Attr::Media)).then(|| rng.pick(&["x", "y"]).into()),
        amount: (kind == Kind::RedPacket && supplies.has(Attr::Amount))
            .then(|| Decimal(rng.pick(&[0, 5000, 10_000, 20_000, 200_000]))),
        subject: (kind == Kind::Join).then(|| person(rng)),
        inviter: (kind == Kind::Join && rng.chance(50)).then(|| person(rng)),
        ..Extra::default()
    };
    let has_roles = rng.chance(30);
    let extra_index = if extra == Extra::default() { u32::MAX } else { batch.extras.len() as u32 };
    if extra_index != u32::MAX {
        batch.extras.push(extra);
    }
    let row = Row {
        time,
        origin,
        group: GroupId(rng.pick(groups)),
        sender: person(rng),
        kind,
        recalled: supplies.has(Attr::Recalled) && rng.chance(10),
        bot: supplies.has(Attr::Bot) && rng.chance(10),
        everyone: !kind.is_event() && supplies.has(Attr::Mentions) && rng.chance(10),
        has_text,
        has_mentions: true,
        roles: if has_roles { rng.below(4) as u64 } else { 0 },
        has_roles,
        id,
        text,
        mentions,
        listed: Row::ALL_LISTED,
        emoji: (0, 0),
        extra: extra_index,
    };
    batch.rows.push(row);
}

fn coverage(rng: &mut Rng, log: &Batch, carried: &[Vec<u32>]) -> Coverage {
    let slack = |rng: &mut Rng| rng.pick(&[0, 0, 1, 1000, 5000, 60_000, 90_000_000]);
    let sources = (0..carried.len())
        .map(|source| {
            let mut mine =
                log.rows.iter().filter(|row| row.origin.source as usize == source).map(|row| row.time);
            let first = mine.next().unwrap_or(BASE);
            let last = mine.next_back().unwrap_or(first);
            let before = if rng.chance(40) && carried.len() == 1 { None } else { Some(last + slack(rng)) };
            let all = carried.len() == 1 && rng.chance(70);
            let groups = (!all).then(|| carried[source].iter().map(|&g| GroupId(g)).collect());
            SourceCover { after: first - slack(rng), before, groups }
        })
        .collect();
    Coverage { complete: rng.chance(25), sources }
}
