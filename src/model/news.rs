//! What a directory has learnt, to be told to another.

use super::directory::{Directory, Group, GroupId, Person, PersonId};

/// New people, groups and roles, and those of which more is known. They keep their numbers.
#[derive(Debug, Default)]
pub struct News {
    people: Vec<(PersonId, Person)>,
    groups: Vec<(GroupId, Group)>,
    roles: Vec<Box<str>>,
    names: Names,
}

/// Names in running text, with their person; `None`: several bear it.
type Names = Vec<(Box<str>, Option<PersonId>)>;

/// What has been told.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    /// Somebody is told at all.
    listening: bool,
    people: usize,
    groups: usize,
    roles: usize,
    /// Of whom more may be known since.
    changed_people: Vec<PersonId>,
    changed_groups: Vec<GroupId>,
    names: Names,
}

impl Told {
    /// A name has come to mean somebody else, or several.
    pub(super) fn note_name(&mut self, name: &str, person: Option<PersonId>) {
        if self.listening {
            self.names.push((name.into(), person));
        }
    }

    /// Somebody may be about to change.
    pub(super) fn note_person(&mut self, id: PersonId) {
        if (id.0 as usize) < self.people && !self.changed_people.contains(&id) {
            self.changed_people.push(id);
        }
    }

    /// A group may be about to change.
    pub(super) fn note_group(&mut self, id: GroupId) {
        if (id.0 as usize) < self.groups && !self.changed_groups.contains(&id) {
            self.changed_groups.push(id);
        }
    }
}

impl Directory {
    /// What has been learnt since the last call.
    pub fn news(&mut self) -> News {
        let told = std::mem::take(&mut self.told);
        let people =
            (told.people..self.people().len()).map(|n| PersonId(n as u32)).chain(told.changed_people);
        let groups = (told.groups..self.groups().len()).map(|n| GroupId(n as u32)).chain(told.changed_groups);
        let news = News {
            people: people.map(|id| (id, self.get_person(id).clone())).collect(),
            groups: groups.map(|id| (id, self.get_group(id).clone())).collect(),
            roles: self.roles.get(told.roles..).unwrap_or(&[]).to_vec(),
            names: told.names,
        };
        let (people, groups, roles) = (self.people().len(), self.groups().len(), self.roles.len());
        self.told = Told { listening: true, people, groups, roles, ..Told::default() };
        news
    }

    /// Takes over what another directory, which began as a copy of this one, has learnt since. People and groups
    /// can then be looked up by their numbers; only the other one finds them by their names.
    pub fn learn(&mut self, news: News) {
        let News { people, groups, roles, names } = news;
        for (id, person) in people {
            self.put_person(id, person);
        }
        for (id, group) in groups {
            self.put_group(id, group);
        }
        for role in &roles {
            self.role(role);
        }
        names.into_iter().for_each(|(name, person)| self.put_name(name, person));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_has_learnt_another_knows() {
        let mut reader = Directory::default();
        reader.person("a");
        let mut judge = reader.clone();
        reader.news();
        let (b, g) = (reader.person("b"), reader.group("g"));
        reader.role("leader");
        judge.learn(reader.news());
        assert_eq!((&*judge.get_person(b).id, &*judge.get_group(g).id), ("b", "g"));
        assert_eq!(judge.find_role("leader"), Some(1));
        for name in ["王", "李"] {
            reader.person_mut(PersonId(0)).name = name.into();
            reader.group_mut(g).name = name.into();
        }
        judge.learn(reader.news());
        assert_eq!((&*judge.get_person(PersonId(0)).name, &*judge.get_group(g).name), ("李", "李"));
        reader.add_name("王书记", b);
        judge.learn(reader.news());
        assert_eq!(judge.find_name("王书记"), Some(b));
        let News { people, groups, roles, names } = reader.news();
        assert!(people.is_empty() && groups.is_empty() && roles.is_empty() && names.is_empty(), "told once");
    }
}
