//! Skeletons of a roster and a registry, written from what a log tells, to be completed by hand.
//!
//! Who leads is never guessed. What the log says of somebody's part in a group stands in a comment.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write;

use super::census::Census;
use crate::diag::Lang;
use crate::model::{Directory, Person, PersonId};
use crate::report::{escape, moment};
use crate::text::visible;
use crate::time::Zone;

/// A roster: people by id. Those who are known by a name only stand at the end.
pub fn roster(census: &Census, directory: &Directory, nicknames: bool, lang: Lang) -> String {
    let mut out = lang
        .pick(
            "# Written by `qungui inspect --roster`. Complete roles and units; leaders are not guessed.\npeople:\n",
            "# 由 `qungui inspect --roster` 生成。请补全角色和单位；领导不作猜测。\npeople:\n",
        )
        .to_string();
    let nicknames = unique(census, directory, nicknames);
    let mut people: Vec<(usize, &Person)> = directory.people().iter().enumerate().collect();
    people.sort_by_key(|(_, person)| (person.scope.is_some(), &person.id));
    let mut used: HashSet<&str> = nicknames.keys().copied().collect();
    used.extend(people.iter().filter(|(_, person)| person.scope.is_none()).map(|(_, person)| &*person.id));
    for (index, person) in people {
        if person.scope.is_some() {
            // Two of them may share the name; the entry then stands for neither.
            if used.insert(&person.id) {
                let _ = writeln!(out, "  - name: {}", quote(&person.id));
                tail(&mut out, index, census, directory, lang);
            }
            continue;
        }
        let _ = writeln!(out, "  - id: {}", quote(&person.id));
        if person.name != person.id {
            let _ = writeln!(out, "    name: {}", quote(&person.name));
        }
        let own =
            nicknames.iter().filter(|(_, owner)| owner.0 as usize == index).map(|(name, _)| quote(name));
        let own: Vec<String> = own.collect();
        if !own.is_empty() {
            let _ = writeln!(out, "    nicknames: [{}]", own.join(", "));
        }
        tail(&mut out, index, census, directory, lang);
    }
    out
}

/// The empty roles, with what the log says.
fn tail(out: &mut String, index: usize, census: &Census, directory: &Directory, lang: Lang) {
    let seen = census.person(index);
    let owns = directory.groups().iter().filter(|group| group.owner == Some(PersonId(index as u32)));
    let mut said: Vec<String> =
        owns.map(|group| format!("{}{}", lang.pick("owner of ", "群主 "), escape(&group.name))).collect();
    let roles = directory.roles.iter().enumerate().filter(|(bit, _)| seen.roles >> bit & 1 == 1);
    said.extend(roles.map(|(_, role)| escape(role)));
    if seen.bot {
        said.push(lang.pick("a robot", "机器人").into());
    }
    let said = match said.is_empty() {
        true => String::new(),
        false => {
            format!("  # {}{}", lang.pick("the log says: ", "消息记录："), said.join(lang.pick(", ", "、")))
        }
    };
    let _ = writeln!(out, "    roles: []{said}\n    unit:");
}

/// Nicknames that stand for one person: not their name, and nobody else's id or nickname.
fn unique<'a>(census: &'a Census, directory: &'a Directory, wanted: bool) -> BTreeMap<&'a str, PersonId> {
    let seen = census.people.iter().zip(0u32..).flat_map(|(person, index)| {
        person.nicknames.iter().map(move |name| (&**name, Some(PersonId(index))))
    });
    let mut owners: HashMap<&str, Option<PersonId>> = HashMap::new();
    for (name, person) in seen.chain(directory.names()).filter(|_| wanted) {
        let owner = owners.entry(name).or_insert(person);
        if *owner != person {
            *owner = None;
        }
    }
    let ids: HashSet<&str> = directory.people().iter().map(|person| &*person.id).collect();
    let alone = owners.into_iter().filter_map(|(name, owner)| Some((name, owner?)));
    alone
        .filter(|(name, owner)| {
            let person = directory.get_person(*owner);
            !name.is_empty() && !ids.contains(name) && **name != *person.name && person.scope.is_none()
        })
        .collect()
}

/// A registry: groups by id.
pub fn groups(directory: &Directory, zone: &Zone, lang: Lang) -> String {
    let mut out = lang
        .pick(
            "# Written by `qungui inspect --groups`. Complete units, purposes and sizes.\ngroups:\n",
            "# 由 `qungui inspect --groups` 生成。请补全单位、用途和人数。\ngroups:\n",
        )
        .to_string();
    let mut groups: Vec<_> = directory.groups().iter().collect();
    groups.sort_by_key(|group| &group.id);
    for group in groups {
        let _ = writeln!(out, "  - id: {}", quote(&group.id));
        if group.name != group.id {
            let _ = writeln!(out, "    name: {}", quote(&group.name));
        }
        if let Some(owner) = group.owner {
            let _ = writeln!(out, "    owner: {}", quote(&directory.get_person(owner).id));
        }
        match group.size {
            Some(size) => drop(writeln!(out, "    size: {size}")),
            None => out.push_str("    size:\n"),
        }
        if let Some(created) = group.created {
            let _ = writeln!(out, "    created: {}", quote(&moment::rfc3339(created, zone)));
        }
        out.push_str("    unit:\n    purpose:\n");
    }
    out
}

/// Text between double quotes, as YAML reads it: always text, whatever it looks like; nothing hidden in it.
fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        let mut buffer = [0; 4];
        let own: &str = c.encode_utf8(&mut buffer);
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            _ if visible(own) == own => out.push(c),
            _ => drop(write!(out, "\\U{:08X}", u32::from(c))),
        }
    }
    out.push('"');
    out
}
