//! WeChat's databases, made from SQL.

use super::*;

#[path = "../../../tests/databases/mod.rs"]
mod databases;

/// The fixture of a version as a database.
pub fn made(scratch: &Scratch, version: &str) -> PathBuf {
    scratch.database("made.db", &sql(&format!("{version}.sql")))
}

fn sql(name: &str) -> String {
    std::fs::read_to_string(fixture("wechat").join(name)).expect("fixture")
}

impl Scratch {
    fn database(&self, name: &str, sql: &str) -> PathBuf {
        let path = self.0.path().join(name);
        databases::build(&path, sql);
        path
    }

    /// Text about files in this folder, without the folder.
    fn hidden(&self, text: &str) -> String {
        text.replace(&format!("{}/", self.0.path().display()), "")
    }
}

/// Messages with their tables and rows, problems and facts.
fn snapshot(scratch: &Scratch, path: PathBuf) -> String {
    let mut read = Read::of(&[path]);
    let shown = read.show();
    assert_eq!(shown, read.refetched(), "reading again gives the same messages");
    let places: Vec<_> = read.batch.rows.iter().map(|row| read.log().place(row.origin)).collect();
    let lines = places.iter().zip(shown.lines()).map(|(place, line)| {
        let message = line.split_once(' ').map_or(line, |(_, message)| message);
        format!("{place} {message}\n")
    });
    let group = read.directory.groups().iter().map(|group| {
        let owner = group.owner.map(|id| read.directory.get_person(id).id.to_string());
        format!("{} {} {owner:?}\n", group.id, group.name)
    });
    let text = format!(
        "{}\n{}\n{}\n{}",
        lines.collect::<String>(),
        group.collect::<String>(),
        read.problems(),
        report(&read)
    );
    scratch.hidden(&text)
}

fn report(read: &Read) -> String {
    let reports = read.log().report();
    let of = |r: &crate::ingest::SourceReport| {
        let counts = format!("{} messages, {} events, {} skipped", r.messages, r.events, r.skipped);
        format!("{} {}: {counts}; lacks {}", r.format, r.encoding, r.lacks.join(" "))
    };
    reports.iter().map(of).collect()
}

#[test]
fn version_3() {
    let scratch = Scratch::new();
    let path = scratch.database("MSG0.db", &sql("v3.sql"));
    insta::assert_snapshot!(snapshot(&scratch, path));
}

#[test]
fn version_4() {
    let scratch = Scratch::new();
    scratch.database("contact.db", &sql("contact.sql"));
    let path = scratch.database("message_0.db", &sql("v4.sql"));
    insta::assert_snapshot!(snapshot(&scratch, path));
}

#[test]
fn without_contacts_names_are_unknown() {
    let scratch = Scratch::new();
    let read = Read::of(&[scratch.database("message_0.db", &sql("v4.sql"))]);
    assert!(report(&read).contains("sender.name"), "{}", report(&read));
}

#[test]
fn a_folder_of_databases_is_one_log() {
    let scratch = Scratch::new();
    scratch.database("contact.db", &sql("contact.sql"));
    scratch.database("message_0.db", &sql("v4.sql"));
    scratch.database("message_1.db", &sql("v4.sql"));
    let read = Read::of(&[scratch.0.path().to_path_buf()]);
    let reports = read.log().report();
    assert_eq!(reports.len(), 2);
    assert_eq!(reports[0].messages + reports[0].events, reports[1].duplicates);
}

#[test]
fn the_order_of_rows_does_not_matter() {
    let scratch = Scratch::new();
    let table =
        "CREATE TABLE MSG (localId INTEGER PRIMARY KEY, StrTalker, Type, CreateTime, MsgSvrID, StrContent);";
    let row =
        |id: i64, time: i64| format!("INSERT INTO MSG VALUES ({id}, 'a@chatroom', 1, {time}, {id}, 'x');");
    let rows = [row(1, 1772413300), row(2, 1772413200), row(3, 1772413250)].concat();
    let read = Read::of(&[scratch.database("a.db", &format!("{table}{rows}"))]);
    assert_eq!(read.ids(), ["2", "3", "1"]);
    assert_eq!(read.problems(), "");
}

#[test]
fn what_is_no_database_of_messages_is_one_clear_error() {
    let scratch = Scratch::new();
    let of = |path: PathBuf| {
        let read = Read::of(&[path]);
        assert!(read.log.is_none() && read.problems.iter().count() == 1, "{}", read.problems());
        scratch.hidden(&read.problems())
    };
    let contacts = of(scratch.database("MicroMsg.db", &sql("contact.sql")));
    assert!(contacts.contains("a database of contacts, without messages"), "{contacts}");
    let other = of(scratch.database("other.db", "CREATE TABLE a (b); CREATE VIEW MSG AS SELECT 1"));
    assert!(other.contains("an SQLite database with the tables `a`"), "{other}");
    let empty = of(scratch.database("empty.db", "CREATE TABLE MSG (localId, StrTalker, Type, CreateTime)"));
    assert_eq!(empty, "QG6011: none of the 0 records of `empty.db` can be read\n");
    let named = of(scratch.write("claims.db", b"SQLite format 3\0 and then nothing of the kind"));
    assert!(named.starts_with("QG6060: `claims.db` looks like a file of SQLite"), "{named}");
    let noise: Vec<u8> = (0..8192u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let encrypted = of(scratch.write("encrypted.db", noise));
    assert!(encrypted.contains("perhaps an encrypted database"), "{encrypted}");
}

#[test]
fn a_value_that_is_too_long_costs_its_row() {
    let scratch = Scratch::new();
    let table = "CREATE TABLE MSG (localId INTEGER PRIMARY KEY, StrTalker, Type, CreateTime, StrContent);";
    let rows = "INSERT INTO MSG VALUES (1, 'a@chatroom', 1, 1772413200, printf('%.9000000c', 'x')),
        (2, 'a@chatroom', 1, 1772413201, 'y');";
    let read = Read::of(&[scratch.database("a.db", &format!("{table}{rows}"))]);
    assert_eq!(read.batch.rows.len(), 1);
    let expected = "QG6012 at a.db: MSG:1: a record cannot be read: a value is longer than 8 MiB\n";
    assert_eq!(scratch.hidden(&read.problems()), expected);
}

#[test]
fn many_rows_are_read_batch_by_batch() {
    let scratch = Scratch::new();
    for version in [3, 4] {
        let path = scratch.0.path().join(format!("{version}.db"));
        databases::many(&path, version, 10_000);
        let (mut directory, mut problems) = (Directory::default(), Problems::default());
        let mut log = open(&[path], &Options::default(), &mut directory, &mut problems).expect("opens");
        let (mut batch, mut rows) = (Batch::default(), 0);
        while log.next(&mut directory, &mut batch, &mut problems) {
            assert!(batch.rows.len() < 2 * 4096);
            rows += batch.rows.len();
        }
        assert_eq!((rows, problems.iter().count()), (10_000, 0));
    }
}

#[test]
fn no_damage_to_a_database_panics() {
    let scratch = Scratch::new();
    for name in ["v3.sql", "v4.sql"] {
        let bytes = std::fs::read(scratch.database(&format!("{name}.db"), &sql(name))).expect("made");
        for step in 0..150usize {
            let at = step * 7919 % bytes.len();
            let mut damaged = bytes.clone();
            damaged[at] ^= 1 << (step % 8);
            damaged[(at * 31 + 100) % bytes.len()] = step as u8;
            for bytes in [&damaged[..], &bytes[..at]] {
                let mut read = Read::of(&[scratch.write("damaged.db", bytes)]);
                if read.log.is_some() {
                    assert_eq!(read.show(), read.refetched(), "{name} at {at}");
                }
            }
        }
    }
}
