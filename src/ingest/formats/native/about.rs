//! Lines about people and groups beside the records: `{"about":{"person":{"id":"u1","name":"王建国"},
//! "called":["王书记"]}}`, `{"about":{"group":{"id":"g1","name":"综合群","owner":"u1"}}}`.

use serde::Deserialize;

use crate::ingest::formats::json::{List, Ref, Text};
use crate::model::{Directory, PersonId};

#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    about: About<'a>,
}

#[derive(Deserialize)]
struct About<'a> {
    #[serde(borrow, default)]
    person: Ref<'a>,
    /// Names under which the person is meant after `@`; without a person: names that several people bear.
    #[serde(borrow, default)]
    called: List<'a>,
    #[serde(borrow, default)]
    group: Option<Group<'a>>,
}

#[derive(Deserialize)]
struct Group<'a> {
    #[serde(borrow, default)]
    id: Text<'a>,
    #[serde(borrow, default)]
    name: Text<'a>,
    #[serde(borrow, default)]
    owner: Text<'a>,
}

/// Reads such a line; false if it is none.
pub fn read(text: &str, directory: &mut Directory) -> bool {
    if !text.contains("\"about\"") {
        return false;
    }
    let Ok(Line { about }) = serde_json::from_str::<Line>(text) else { return false };
    let person = person(&about.person, directory);
    for name in about.called.0.iter().flatten() {
        match person {
            Some(person) => directory.add_name(name, person),
            None => directory.share_name(name),
        }
    }
    if let Some(about) = &about.group {
        group(about, directory);
    }
    true
}

fn person(who: &Ref, directory: &mut Directory) -> Option<PersonId> {
    let name = who.name.0.as_deref().filter(|name| !name.is_empty());
    let Some(id) = who.id() else {
        return Some(directory.person_by_nickname(who.scope.0.as_deref().unwrap_or_default(), name?));
    };
    let person = directory.person(id);
    if let (Some(name), false) = (name, directory.get_person(person).known) {
        directory.person_mut(person).name = name.into();
    }
    Some(person)
}

fn group(about: &Group, directory: &mut Directory) {
    let Some(id) = about.id.0.as_deref().filter(|id| !id.is_empty()) else { return };
    let group = directory.group(id);
    let owner = about.owner.0.as_deref().map(|owner| directory.person(owner));
    let known = directory.group_mut(group);
    if known.known {
        return;
    }
    if let Some(name) = about.name.0.as_deref() {
        known.name = name.into();
    }
    known.owner = owner.or(known.owner);
}
