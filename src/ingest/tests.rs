//! Whole logs through the door: every format, order, merging, duplicates, damage.

mod about;
mod damage;
mod decoded;
mod every;
mod formats;
mod glance;
mod json;
mod mapped;
mod order;
mod tables;
mod texts;
#[cfg(feature = "sqlite")]
mod wechat;

use std::io::Write;
use std::path::{Path, PathBuf};

use super::{ColumnMap, Format, Log, Options, open, show_time};
use crate::diag::{Lang, Problems};
use crate::model::{Batch, Directory, Msg};

/// A fixture below `tests/fixtures/logs`.
fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/logs").join(name)
}

/// A file in a folder of its own, for the time of a test.
struct Scratch(tempfile::TempDir);

impl Scratch {
    fn new() -> Self {
        Scratch(tempfile::tempdir().expect("temporary folder"))
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        let mut file = std::fs::File::create(&path).expect("temporary file");
        file.write_all(text.as_ref()).expect("temporary file");
        path
    }
}

/// What came of reading logs.
struct Read {
    log: Option<Log>,
    batch: Batch,
    directory: Directory,
    problems: Problems,
}

impl Read {
    fn of(paths: &[PathBuf]) -> Self {
        Read::with(paths, &Options::default(), Directory::default())
    }

    fn with(paths: &[PathBuf], options: &Options, mut directory: Directory) -> Self {
        let mut problems = Problems::default();
        let mut log = open(paths, options, &mut directory, &mut problems);
        let mut all = Batch::default();
        let mut batch = Batch::default();
        while let Some(true) = log.as_mut().map(|log| log.next(&mut directory, &mut batch, &mut problems)) {
            (0..batch.rows.len()).for_each(|index| batch.copy_to(index, &mut all));
        }
        Read { log, batch: all, directory, problems }
    }

    fn log(&self) -> &Log {
        self.log.as_ref().expect("the log opens")
    }

    fn ids(&self) -> Vec<&str> {
        (0..self.batch.rows.len()).map(|index| self.batch.msg(index).id()).collect()
    }

    /// Codes and messages of all problems, without the folder of the fixtures.
    fn problems(&self) -> String {
        let folder = format!("{}/", fixture("").display());
        let lines = self.problems.iter().map(|d| {
            let place = d.place.as_deref().map(|p| format!(" at {p}")).unwrap_or_default();
            format!("{}{place}: {}\n", d.code, d.message(Lang::En)).replace(&folder.replace("//", "/"), "")
        });
        lines.collect()
    }

    /// All messages, a line each.
    fn show(&self) -> String {
        (0..self.batch.rows.len()).map(|index| show(&self.batch.msg(index), &self.directory)).collect()
    }

    /// Reads every message again by its origin.
    fn refetched(&mut self) -> String {
        let mut log = self.log.take().expect("the log opens");
        let mut out = String::new();
        let mut again = Batch::default();
        for row in &self.batch.rows {
            again.clear();
            assert!(log.fetch(row.origin, &mut self.directory, &mut again), "{:?}", row.origin);
            out.push_str(&show(&again.msg(0), &self.directory));
        }
        self.log = Some(log);
        out
    }
}

fn show(message: &Msg, directory: &Directory) -> String {
    let row = message.row;
    let person = |id| directory.get_person(id).id.to_string();
    let zone = Options::default().timezone;
    let mut out = format!(
        "{} {} {} {} {} {}",
        row.origin.line,
        message.id(),
        show_time(row.time, &zone),
        directory.get_group(row.group).id,
        person(row.sender),
        row.kind.name(),
    );
    let mut add = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            out.push_str(&format!(" {name}={value}"));
        }
    };
    add("text", message.text().map(|t| format!("{t:?}")));
    let people: Vec<_> = message.mentions().iter().map(|&p| person(p)).collect();
    add("mentions", row.has_mentions.then(|| format!("{people:?}")));
    add("everyone", row.everyone.then(String::new));
    let emoji: Vec<_> = message.emoji().collect();
    add("emoji", (!emoji.is_empty()).then(|| format!("{emoji:?}")));
    let roles: Vec<_> = (0..directory.roles.len()).filter(|i| row.roles >> i & 1 == 1).collect();
    add(
        "roles",
        row.has_roles
            .then(|| format!("{:?}", roles.iter().map(|&i| &directory.roles[i]).collect::<Vec<_>>())),
    );
    add("bot", row.bot.then(String::new));
    add("recalled", row.recalled.then(String::new));
    if let Some(e) = message.extra() {
        let text = |t: &Option<Box<str>>| t.as_deref().map(str::to_string);
        add("nickname", text(&e.nickname));
        add("quotes", text(&e.quotes));
        add("recalls", text(&e.recalls));
        add("url", text(&e.link_url));
        add("title", text(&e.link_title));
        add("file", text(&e.file_name));
        add("size", e.file_size.map(|d| (d.0 / 10_000).to_string()));
        add("media", text(&e.media));
        add("amount", e.amount.map(|d| format!("{}.{:04}", d.0 / 10_000, d.0 % 10_000)));
        add("packets", e.packets.map(|d| (d.0 / 10_000).to_string()));
        add("duration", e.duration.map(|d| format!("{d}ms")));
        add("subject", e.subject.map(person));
        add("inviter", e.inviter.map(person));
    }
    out.push('\n');
    out
}
