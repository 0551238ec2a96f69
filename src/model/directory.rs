//! The people and groups that a run knows, from the log, the roster and the registry.

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use super::Millis;
use super::intern::Names;
use super::news::Told;

/// A person, dense from 0 in order of first sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonId(pub u32);

/// A group, dense from 0 in order of first sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GroupId(pub u32);

/// A set of roles: bit i is role i of [`Directory::roles`].
pub type RoleMask = u64;

/// Roles that hold for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoleSpan {
    /// The roles.
    pub roles: RoleMask,
    /// First instant at which they hold.
    pub from: Millis,
    /// First instant at which they no longer hold.
    pub to: Millis,
}

/// What is known of a person.
#[derive(Debug, Clone, Default)]
pub struct Person {
    /// Id in the log; for people known by nickname only, the nickname within its source.
    pub id: Box<str>,
    /// Name from the roster, else the latest display name, else the id.
    pub name: Box<str>,
    /// Known by nickname only, within this scope (an export, a group): the same name elsewhere need not be the
    /// same person.
    pub scope: Option<Box<str>>,
    /// Stands in the roster.
    pub known: bool,
    /// What the roster says; of most people of a log, nothing.
    entry: Option<Box<Entry>>,
}

/// What a roster says of a person beside the name.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    /// Roles, with their validity.
    pub roles: Vec<RoleSpan>,
    /// Unit.
    pub unit: Option<Box<str>>,
    /// Level.
    pub level: Option<i64>,
    /// When the person joined.
    pub joined: Option<Millis>,
}

impl Person {
    /// What the roster says.
    pub fn entry(&self) -> &Entry {
        static NOTHING: Entry = Entry { roles: Vec::new(), unit: None, level: None, joined: None };
        self.entry.as_deref().unwrap_or(&NOTHING)
    }

    /// The same, to change.
    pub fn entry_mut(&mut self) -> &mut Entry {
        self.entry.get_or_insert_default()
    }
}

/// What is known of a group.
#[derive(Debug, Clone, Default)]
pub struct Group {
    /// Id in the log.
    pub id: Box<str>,
    /// Name from the registry or the log, else the id.
    pub name: Box<str>,
    /// Stands in the registry.
    pub known: bool,
    /// Unit from the registry.
    pub unit: Option<Box<str>>,
    /// Purpose from the registry.
    pub purpose: Option<Box<str>>,
    /// Owner.
    pub owner: Option<PersonId>,
    /// Number of members, from the registry.
    pub size: Option<i64>,
    /// Tags from the registry.
    pub tags: Vec<Box<str>>,
    /// Created.
    pub created: Option<Millis>,
    /// When its task ends.
    pub ends: Option<Millis>,
    /// Registered members.
    pub members: Vec<PersonId>,
}

/// What stands for the id of somebody who has none.
fn key(scope: &str, nickname: &str) -> String {
    [scope, "\u{1f}", nickname].concat()
}

/// All people and groups of a run.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    /// Role names; a role's bit is its index.
    pub roles: Vec<Box<str>>,
    people: Vec<Person>,
    groups: Vec<Group>,
    people_by_id: Names,
    groups_by_id: Names,
    roles_by_name: Names,
    /// Ids and nicknames under which the roster knows a person.
    aliases: HashMap<Box<str>, PersonId, FxBuildHasher>,
    /// Names that a text may put after `@`; `None`: two people bear it.
    names: HashMap<Box<str>, Option<PersonId>, FxBuildHasher>,
    /// A roster was given: people who are not in it have no role. Without one (and without roles in the
    /// log) roles are unknown.
    pub has_roster: bool,
    /// A group registry was given.
    pub has_registry: bool,
    /// What another directory has been told.
    pub(super) told: Told,
}

impl Directory {
    /// The person of this id, added on first sight. An alias of a roster entry gives that person.
    pub fn person(&mut self, id: &str) -> PersonId {
        if let Some(person) = self.people_by_id.get(id) {
            return PersonId(person);
        }
        if let Some(&person) = self.aliases.get(id) {
            return person;
        }
        self.add_person(id, Person { id: id.into(), name: id.into(), ..Person::default() })
    }

    fn add_person(&mut self, key: &str, person: Person) -> PersonId {
        let id = PersonId(self.people.len() as u32);
        self.people.push(person);
        self.people_by_id.insert(key, id.0);
        id
    }

    /// The person of a nickname within one scope (an export or group) that has no ids. A roster alias that
    /// equals the nickname gives the roster's person.
    pub fn person_by_nickname(&mut self, scope: &str, nickname: &str) -> PersonId {
        if let Some(&person) = self.aliases.get(nickname) {
            return person;
        }
        let key = key(scope, nickname);
        if let Some(person) = self.people_by_id.get(&key) {
            return PersonId(person);
        }
        let person = Person {
            id: nickname.into(),
            name: nickname.into(),
            scope: Some(scope.into()),
            ..Person::default()
        };
        self.add_person(&key, person)
    }

    /// The same, if somebody is already known by it.
    pub fn find_nickname(&self, scope: &str, nickname: &str) -> Option<PersonId> {
        let known = self.aliases.get(nickname).copied();
        known.or_else(|| self.people_by_id.get(&key(scope, nickname)).map(PersonId))
    }

    /// The group of this id, added on first sight.
    pub fn group(&mut self, id: &str) -> GroupId {
        if let Some(group) = self.groups_by_id.get(id) {
            return GroupId(group);
        }
        let group = GroupId(self.groups.len() as u32);
        self.groups.push(Group { id: id.into(), name: id.into(), ..Group::default() });
        self.groups_by_id.insert(id, group.0);
        group
    }

    /// Lets the roster know a person under one more id or nickname. Returns the person who already has it.
    pub fn alias(&mut self, alias: &str, person: PersonId) -> Option<PersonId> {
        match self.aliases.get(alias) {
            Some(&other) if other != person => Some(other),
            _ => {
                self.aliases.insert(alias.into(), person);
                None
            }
        }
    }

    /// Lets a person be found by a name in running text (`@王书记`). A name that two people bear finds none.
    pub fn add_name(&mut self, name: &str, person: PersonId) {
        let now = match self.names.get(name) {
            None => Some(person),
            Some(&known) if known == Some(person) || known.is_none() => return,
            Some(_) => None,
        };
        self.put_name(name.into(), now);
    }

    /// Gives a name to somebody, or to several if `None`.
    pub(super) fn put_name(&mut self, name: Box<str>, person: Option<PersonId>) {
        self.told.note_name(&name, person);
        self.names.insert(name, person);
    }

    /// A name that several people bear, and that finds none of them.
    pub fn share_name(&mut self, name: &str) {
        self.put_name(name.into(), None);
    }

    /// All names for running text, with their person; `None`: several bear it. In no particular order.
    pub fn names(&self) -> impl Iterator<Item = (&str, Option<PersonId>)> {
        self.names.iter().map(|(name, person)| (&**name, *person))
    }

    /// Ids and nicknames under which the roster knows people, in no particular order.
    pub fn aliases(&self) -> impl Iterator<Item = (&str, Option<PersonId>)> {
        self.aliases.iter().map(|(alias, person)| (&**alias, Some(*person)))
    }

    /// The same people and groups, with the same [`PersonId`]s and [`GroupId`]s, under names that are made of
    /// their ids. Other names are left behind.
    pub fn renamed(&self, person: impl Fn(&str) -> String, group: impl Fn(&str) -> String) -> Directory {
        let mut renamed = Directory { roles: self.roles.clone(), ..Directory::default() };
        (renamed.has_roster, renamed.has_registry) = (self.has_roster, self.has_registry);
        for old in &self.people {
            let name: Box<str> = person(&old.id).into();
            let scope = old.scope.as_deref().map(|scope| group(scope).into());
            let new = Person { id: name.clone(), name: name.clone(), scope, ..old.clone() };
            let id = renamed.add_person(&name, new);
            renamed.add_name(&name, id);
        }
        for (index, old) in self.groups.iter().enumerate() {
            let name: Box<str> = group(&old.id).into();
            renamed.groups_by_id.insert(&name, index as u32);
            renamed.groups.push(Group { id: name.clone(), name, ..old.clone() });
        }
        renamed
    }

    /// The person of a name in running text, if exactly one bears it.
    pub fn find_name(&self, name: &str) -> Option<PersonId> {
        self.names.get(name).copied().flatten()
    }

    /// The person of an id or alias that is already known.
    pub fn find_person(&self, id: &str) -> Option<PersonId> {
        self.people_by_id.get(id).map(PersonId).or_else(|| self.aliases.get(id).copied())
    }

    /// The group of an id that is already known.
    pub fn find_group(&self, id: &str) -> Option<GroupId> {
        self.groups_by_id.get(id).map(GroupId)
    }

    /// The bit of a role, added on first sight; `None` when 64 roles are taken.
    pub fn role(&mut self, name: &str) -> Option<RoleMask> {
        if let Some(bit) = self.find_role(name) {
            return Some(bit);
        }
        let index = self.roles.len();
        if index == 64 {
            return None;
        }
        self.roles.push(name.into());
        self.roles_by_name.insert(name, index as u32);
        Some(1 << index)
    }

    /// The bit of a role that is already known.
    pub fn find_role(&self, name: &str) -> Option<RoleMask> {
        self.roles_by_name.get(name).map(|index| 1 << index)
    }

    /// Roles of a person by the roster at a time.
    pub fn roles_at(&self, person: PersonId, time: Millis) -> RoleMask {
        let spans = &self.people[person.0 as usize].entry().roles;
        spans.iter().filter(|s| s.from <= time && time < s.to).fold(0, |mask, s| mask | s.roles)
    }

    /// A person.
    pub fn get_person(&self, id: PersonId) -> &Person {
        &self.people[id.0 as usize]
    }

    /// A person, to change.
    pub fn person_mut(&mut self, id: PersonId) -> &mut Person {
        self.told.note_person(id);
        &mut self.people[id.0 as usize]
    }

    /// A group.
    pub fn get_group(&self, id: GroupId) -> &Group {
        &self.groups[id.0 as usize]
    }

    /// A group, to change.
    pub fn group_mut(&mut self, id: GroupId) -> &mut Group {
        self.told.note_group(id);
        &mut self.groups[id.0 as usize]
    }

    /// Puts somebody at a number: the next one, or one that is known.
    pub(super) fn put_person(&mut self, id: PersonId, person: Person) {
        match self.people.get_mut(id.0 as usize) {
            Some(known) => *known = person,
            None => self.people.push(person),
        }
    }

    /// Puts a group at a number: the next one, or one that is known.
    pub(super) fn put_group(&mut self, id: GroupId, group: Group) {
        match self.groups.get_mut(id.0 as usize) {
            Some(known) => *known = group,
            None => self.groups.push(group),
        }
    }

    /// All people.
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// All groups.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }
}
