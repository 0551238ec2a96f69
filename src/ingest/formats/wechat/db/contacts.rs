//! Names, members and owners: `MicroMsg.db` of version 3, `contact.db` of version 4, or the same file.
//!
//! Columns and protobuf fields as in `internal/model/{contact,chatroom}_v{3,4}.go` of sjzar/chatlog (Apache-2.0).

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use super::protobuf;
use crate::ingest::tables::sqlite::{Database, bytes, text};
use crate::model::Directory;

/// Where the other database lies, seen from the folder of the messages.
const BESIDE: &[&str] = &["MicroMsg.db", "../MicroMsg.db", "contact.db", "../contact/contact.db"];
/// All tables that are read here.
pub const TABLES: &[&str] = &["Contact", "contact", "ChatRoom", "chat_room"];
/// Table, id, and names, the one to show first.
const PEOPLE: &[(&str, [&str; 4])] = &[
    ("Contact", ["UserName", "NickName", "Remark", "Alias"]),
    ("contact", ["username", "nick_name", "remark", "alias"]),
];
/// Table, id, owner, and members as protobuf.
const ROOMS: &[(&str, [&str; 3])] = &[
    ("ChatRoom", ["ChatRoomName", "Reserved2", "RoomData"]),
    ("chat_room", ["username", "owner", "ext_buffer"]),
];

/// What is known of people and groups.
#[derive(Debug, Default)]
pub struct Contacts {
    names: BTreeMap<String, Vec<String>>,
    rooms: BTreeMap<String, Room>,
}

#[derive(Debug, Default)]
struct Room {
    owner: Option<String>,
    /// Ids with the names that they have in the group.
    members: Vec<(String, Option<String>)>,
}

impl Contacts {
    /// Takes what the database and those beside it hold. One that cannot be read is as good as none.
    pub fn gather(db: &Database, path: &Path) -> Self {
        let mut contacts = Contacts::default();
        let folder = path.parent().unwrap_or(Path::new(""));
        let beside = BESIDE.iter().map(|name| folder.join(name)).filter(|file| file.is_file());
        let beside: Vec<Database> = beside.filter_map(|file| Database::open(&file).ok()).collect();
        for db in beside.iter().chain([db]) {
            let _ = contacts.people(db).and_then(|()| contacts.rooms(db));
        }
        contacts
    }

    /// True if nobody is known.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Ids of all conversations and people.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.names.keys().chain(self.rooms.keys()).map(String::as_str)
    }

    fn people(&mut self, db: &Database) -> io::Result<()> {
        let there = db.tables()?;
        for (table, columns) in PEOPLE.iter().filter(|(table, _)| there.iter().any(|name| name == table)) {
            let Some(select) = db.select(table, columns, &[], 2)? else { continue };
            db.each(&select, |row| {
                let Some(id) = text(row, 0)? else { return Ok(()) };
                for column in 1..columns.len() {
                    if let Some(name) = text(row, column)? {
                        self.names.entry(id.into()).or_default().push(name.into());
                    }
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    fn rooms(&mut self, db: &Database) -> io::Result<()> {
        let there = db.tables()?;
        for (table, columns) in ROOMS.iter().filter(|(table, _)| there.iter().any(|name| name == table)) {
            let Some(select) = db.select(table, columns, &[], 1)? else { continue };
            db.each(&select, |row| {
                let Some(id) = text(row, 0)? else { return Ok(()) };
                let room = self.rooms.entry(id.into()).or_default();
                room.owner = text(row, 1)?.map(Into::into);
                let data = bytes(row, 2)?.unwrap_or_default();
                room.members.extend(protobuf::messages(data, 1).filter_map(member));
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Names groups, their owners and members, and those whom the owner knows.
    pub fn introduce(&self, directory: &mut Directory) {
        for (id, names) in &self.names {
            let Some(first) = names.first() else { continue };
            if id.contains("@chatroom") {
                let group = directory.group(id);
                directory.group_mut(group).name = first.as_str().into();
                continue;
            }
            let person = directory.person(id);
            directory.person_mut(person).name = first.as_str().into();
            names.iter().for_each(|name| directory.add_name(name, person));
        }
        for (id, room) in &self.rooms {
            let group = directory.group(id);
            let owner = room.owner.as_deref().map(|owner| directory.person(owner));
            directory.group_mut(group).owner = owner;
            for (id, name) in &room.members {
                let person = directory.person(id);
                name.iter().for_each(|name| directory.add_name(name, person));
            }
        }
    }
}

/// `RoomDataUser`: 1 id, 2 name in the group.
fn member(bytes: &[u8]) -> Option<(String, Option<String>)> {
    Some((protobuf::text(bytes, 1)?.into(), protobuf::text(bytes, 2).map(Into::into)))
}
