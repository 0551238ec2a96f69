//! A Slack export, unpacked: `users.json`, `channels.json` and a folder a channel with one file a day.

mod event;
mod markup;

use std::collections::HashMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use super::json::{Loose, text};
use super::message::json;
use super::{Folder, Glance, Parser, supplies};
use crate::diag::codes::inputs as code;
use crate::diag::{Diagnostic, Problems};
use crate::fields::Attr;
use crate::ingest::Reason;
use crate::ingest::draft::{Cx, Draft, decimal, plausible};
use crate::model::{Directory, Kind, Millis, SourceFacts, Supplies};

/// The parser, with the people and channels of the side files.
#[derive(Default)]
pub struct Slack {
    /// Display names by user id.
    users: HashMap<String, String>,
    /// Users that are robots.
    robots: Vec<String>,
    /// Channel id and name by folder name.
    channels: HashMap<String, (String, String)>,
}

/// The side files that list channels and conversations.
const CHANNELS: &[&str] = &["channels.json", "groups.json", "mpims.json", "dms.json"];

/// An export has `users.json`, `channels.json` and folders with days.
pub fn folder(path: &Path, directory: &mut Directory, problems: &mut Problems) -> Option<Folder> {
    if !path.join("users.json").is_file() || !path.join("channels.json").is_file() {
        return None;
    }
    let files = days(path);
    if files.is_empty() {
        return None;
    }
    let mut slack = Slack::default();
    for user in side_file(&path.join("users.json"), problems) {
        slack.user(&user, directory);
    }
    for file in CHANNELS.iter().map(|file| path.join(file)).filter(|file| file.exists()) {
        for channel in side_file(&file, problems) {
            slack.channel(&channel, directory);
        }
    }
    Some(Folder { parser: Box::new(slack), files })
}

fn side_file(path: &Path, problems: &mut Problems) -> Vec<Value> {
    let read = std::fs::read(path).map_err(|error| error.to_string());
    let list = read.and_then(|bytes| serde_json::from_slice(&bytes).map_err(|error| error.to_string()));
    list.unwrap_or_else(|reason| {
        let unreadable = Diagnostic::new(code::UNREADABLE).arg("path", path.display().to_string());
        problems.push(unreadable.arg("reason", reason));
        Vec::new()
    })
}

/// The day files with the names of their folders, by day, then folder: nearly in order of time.
fn days(path: &Path) -> Vec<(std::path::PathBuf, String)> {
    let mut files = Vec::new();
    for folder in std::fs::read_dir(path).into_iter().flatten().flatten() {
        let name = folder.file_name().to_string_lossy().into_owned();
        for file in std::fs::read_dir(folder.path()).into_iter().flatten().flatten() {
            let file = file.path();
            if file.extension().is_some_and(|e| e == "json") {
                files.push((file, name.clone()));
            }
        }
    }
    files.sort_by(|a, b| (a.0.file_name(), &a.1).cmp(&(b.0.file_name(), &b.1)));
    files
}

impl Slack {
    fn user(&mut self, user: &Value, directory: &mut Directory) {
        let Some(id) = text(user, "id") else { return };
        let profile = user.get("profile").unwrap_or(&Value::Null);
        let name = text(profile, "display_name")
            .or_else(|| text(user, "real_name"))
            .or_else(|| text(profile, "real_name"))
            .or_else(|| text(user, "name"));
        let person = directory.person(&id);
        if let Some(name) = name {
            directory.add_name(&name, person);
            if !directory.get_person(person).known {
                directory.person_mut(person).name = name.as_ref().into();
            }
            self.users.insert(id.clone().into_owned(), name.into_owned());
        }
        if user.get("is_bot").and_then(Value::as_bool) == Some(true) {
            self.robots.push(id.into_owned());
        }
    }

    fn channel(&mut self, channel: &Value, directory: &mut Directory) {
        let Some(id) = text(channel, "id") else { return };
        let name = text(channel, "name").unwrap_or_else(|| id.clone());
        let group = directory.group(&id);
        let owner = text(channel, "creator").map(|creator| directory.person(&creator));
        let known = directory.group_mut(group);
        if !known.known {
            known.name = name.as_ref().into();
            known.owner = known.owner.or(owner);
        }
        self.channels.insert(name.clone().into_owned(), (id.clone().into_owned(), name.into_owned()));
        self.channels
            .entry(id.clone().into_owned())
            .or_insert_with(|| (id.clone().into_owned(), id.into_owned()));
    }

    /// Id and name of the channel that a part is of.
    fn place<'p>(&'p self, part: &'p str) -> (&'p str, &'p str) {
        self.channels.get(part).map_or((part, part), |(id, name)| (id, name))
    }

    fn message(&self, value: &Value, part: &str, cx: &mut Cx) -> Result<Option<Draft>, Reason> {
        if text(value, "type").is_some_and(|t| t != "message") {
            return Ok(None);
        }
        let ts = text(value, "ts").ok_or_else(|| Reason::missing("ts"))?;
        let time = instant(&ts)?;
        let (group_id, name) = self.place(part);
        let comment = value.get("comment").unwrap_or(&Value::Null);
        let sender = ["user", "bot_id", "username"]
            .iter()
            .find_map(|key| text(value, key))
            .or_else(|| text(comment, "user"))
            .ok_or_else(|| Reason::missing("user"))?;
        let group = cx.group(group_id, Some(name));
        let robot_name = text(value, "username");
        let display = robot_name.as_deref().or(self.users.get(sender.as_ref()).map(String::as_str));
        let person = cx.person(&sender, display);
        let mut draft = Draft::new(cx.batch, time, group, person, Kind::Text);
        draft.id(&ts, cx.batch);
        if let Some(name) = display {
            draft.nickname = Some(name.into());
        }
        draft.row.bot = value.get("user").is_none() && value.get("bot_id").is_some()
            || self.robots.iter().any(|robot| *robot == sender);
        event::read(value, self, &mut draft, cx);
        Ok(Some(draft))
    }
}

fn instant(ts: &str) -> Result<Millis, Reason> {
    let seconds = decimal(ts).ok_or_else(|| Reason::value("ts", ts))?;
    plausible("ts", seconds.0 / 10)
}

/// What tells when a message was sent, and that somebody sent it.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Sent<'a> {
    #[serde(borrow, rename = "type")]
    what: Loose<'a>,
    #[serde(borrow)]
    ts: Loose<'a>,
    #[serde(borrow)]
    user: Loose<'a>,
    #[serde(borrow)]
    bot_id: Loose<'a>,
    #[serde(borrow)]
    username: Loose<'a>,
}

impl Parser for Slack {
    fn facts(&self) -> SourceFacts {
        use Kind::*;
        let supplies =
            [Attr::Recalls, Attr::Media, Attr::Amount, Attr::Packets, Attr::Duration, Attr::PersonRoles]
                .into_iter()
                .fold(Supplies::ALL, Supplies::without);
        let kinds = supplies::kinds(&[Text, Image, Voice, Video, File, Link, Join, Leave, Rename, System]);
        SourceFacts { supplies, precision: 1, kinds }
    }

    fn platform(&self) -> String {
        "slack".into()
    }

    fn glance(&mut self, record: &str, part: &str, cx: &mut Cx) -> Option<Glance> {
        let sent: Sent = json(record).ok()?;
        let message = matches!(sent.what.some(), None | Some("message"));
        [&sent.user, &sent.bot_id, &sent.username].iter().find_map(|who| who.some()).filter(|_| message)?;
        let time = instant(sent.ts.some()?).ok()?;
        let (group, name) = self.place(part);
        Some(Glance { time, group: cx.group(group, Some(name)) })
    }

    fn record(&mut self, record: &str, part: &str, cx: &mut Cx) -> Result<Option<Draft>, Reason> {
        self.message(&json(record)?, part, cx)
    }
}
