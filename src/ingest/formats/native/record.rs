//! A message as a record. What nearly all messages have is written by hand, in the order in which it is read fastest; what
//! few have, by `serde_json`, which also escapes what has to be.

use std::io;

use serde::Serialize;

use crate::ingest::formats::bytes;
use crate::model::{Decimal, Directory, Extra, Msg, Person, PersonId, Row};

/// Somebody, as a record names people.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Who<'a> {
    /// By id.
    Id(&'a str),
    /// By id, with the name beside it.
    Named { id: &'a str, name: &'a str },
    /// By name only, which stands for one person in a scope.
    Nickname { name: &'a str, r#in: &'a str },
}

#[derive(Serialize, Default)]
struct Rare<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    nickname: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quotes: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recalls: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<Link<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<File<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    packets: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<Who<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inviter: Option<Who<'a>>,
}

#[derive(Serialize)]
struct Link<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
}

#[derive(Serialize)]
struct File<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<String>,
}

/// Appends a record. `time`: that of the message, as text.
pub fn record(msg: &Msg, time: &str, directory: &Directory, line: &mut Vec<u8>) -> io::Result<()> {
    let row = msg.row;
    let media = msg.extra().and_then(|extra| extra.media.as_deref());
    let (role, roles) = roles(row, directory);
    member("{\"id\":", Some(msg.id()), line)?;
    member(",\"time\":", Some(time), line)?;
    member(",\"group\":", Some(&directory.get_group(row.group).id), line)?;
    line.extend_from_slice(b",\"sender\":");
    somebody(&sender(msg, directory), line)?;
    member(",\"role\":", role, line)?;
    member(",\"kind\":", Some(row.kind.name()), line)?;
    member(",\"text\":", msg.text(), line)?;
    member(",\"media\":", media, line)?;
    if let Some(mentions) = mentions(msg, directory) {
        list(",\"mentions\":", mentions, line)?;
    }
    if row.emoji.0 < row.emoji.1 {
        list(",\"emoji\":", msg.emoji().map(Who::Id), line)?;
    }
    if let Some(roles) = roles {
        list(",\"roles\":", roles.into_iter().map(Who::Id), line)?;
    }
    line.extend_from_slice(if row.recalled { b",\"recalled\":true" } else { b"" });
    line.extend_from_slice(if row.bot { b",\"bot\":true" } else { b"" });
    if let Some(extra) = msg.extra() {
        append(&rare(extra, directory), line)?;
    }
    line.push(b'}');
    Ok(())
}

/// A member, if there is one.
#[inline]
fn member(key: &str, value: Option<&str>, line: &mut Vec<u8>) -> io::Result<()> {
    let Some(value) = value else { return Ok(()) };
    line.extend_from_slice(key.as_bytes());
    string(value, line)
}

/// A list of strings or people.
fn list<'a>(key: &str, items: impl IntoIterator<Item = Who<'a>>, line: &mut Vec<u8>) -> io::Result<()> {
    line.extend_from_slice(key.as_bytes());
    line.push(b'[');
    for (index, item) in items.into_iter().enumerate() {
        line.extend_from_slice(if index > 0 { b"," } else { b"" });
        somebody(&item, line)?;
    }
    line.push(b']');
    Ok(())
}

fn somebody(who: &Who, line: &mut Vec<u8>) -> io::Result<()> {
    match who {
        Who::Id(id) => string(id, line),
        who => Ok(serde_json::to_writer(line, who)?),
    }
}

#[inline]
fn string(text: &str, line: &mut Vec<u8>) -> io::Result<()> {
    if bytes::plain(text.as_bytes(), 0) < text.len() {
        return Ok(serde_json::to_writer(line, text)?);
    }
    line.push(b'"');
    line.extend_from_slice(text.as_bytes());
    line.push(b'"');
    Ok(())
}

/// The members of an object, behind those that are there.
fn append(members: &impl Serialize, line: &mut Vec<u8>) -> io::Result<()> {
    let start = line.len();
    serde_json::to_writer(&mut *line, members)?;
    line.pop();
    if line.len() == start + 1 {
        line.pop();
    } else if let Some(bracket) = line.get_mut(start) {
        *bracket = b',';
    }
    Ok(())
}

/// Somebody by id, or by nickname.
pub fn who(id: PersonId, directory: &Directory) -> Who<'_> {
    let person = directory.get_person(id);
    match &person.scope {
        Some(scope) => Who::Nickname { name: &person.id, r#in: scope },
        None => Who::Id(&person.id),
    }
}

/// A reader takes a nickname for the name, too: so the name stands beside it where it is another one.
fn sender<'a>(msg: &Msg, directory: &'a Directory) -> Who<'a> {
    let Person { id, name, scope, .. } = directory.get_person(msg.row.sender);
    let nickname = msg.extra().and_then(|extra| extra.nickname.as_deref());
    match nickname {
        Some(nickname) if nickname != &**name && scope.is_none() => Who::Named { id, name },
        _ => who(msg.row.sender, directory),
    }
}

fn roles<'a>(row: &Row, directory: &'a Directory) -> (Option<&'a str>, Option<Vec<&'a str>>) {
    if !row.has_roles {
        return (None, None);
    }
    let names = directory.roles.iter().enumerate().filter(|(bit, _)| row.roles >> bit & 1 == 1);
    let names: Vec<&str> = names.map(|(_, name)| &**name).collect();
    match names[..] {
        [only] => (Some(only), None),
        _ => (None, Some(names)),
    }
}

/// Those whom the record lists; `@` for those whom its text names, since a roster may know more names.
fn mentions<'a>(msg: &Msg<'a>, directory: &'a Directory) -> Option<impl Iterator<Item = Who<'a>>> {
    let row = msg.row;
    let listed = msg.mentions().iter().take(row.listed as usize).map(|&id| who(id, directory));
    let named = (row.listed != Row::ALL_LISTED).then_some(Who::Id("@"));
    let everyone = row.everyone.then_some(Who::Id("all"));
    (row.has_mentions || row.everyone).then(|| everyone.into_iter().chain(listed).chain(named))
}

fn rare<'a>(extra: &'a Extra, directory: &'a Directory) -> Rare<'a> {
    let (url, title) = (extra.link_url.as_deref(), extra.link_title.as_deref());
    let (name, size) = (extra.file_name.as_deref(), extra.file_size.map(plain));
    Rare {
        nickname: extra.nickname.as_deref(),
        quotes: extra.quotes.as_deref(),
        recalls: extra.recalls.as_deref(),
        link: (url.is_some() || title.is_some()).then_some(Link { url, title }),
        file: (name.is_some() || size.is_some()).then_some(File { name, size }),
        amount: extra.amount.map(plain),
        packets: extra.packets.map(plain),
        duration: extra.duration.map(|ms| plain(Decimal(ms.saturating_mul(10)))),
        subject: extra.subject.map(|id| who(id, directory)),
        inviter: extra.inviter.map(|id| who(id, directory)),
    }
}

/// A number as text, exact: JSON's own numbers are not.
fn plain(number: Decimal) -> String {
    let sign = if number.0 < 0 { "-" } else { "" };
    let (whole, part) = (number.0.unsigned_abs() / 10_000, number.0.unsigned_abs() % 10_000);
    match part {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{part:04}").trim_end_matches('0').to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_escaped_as_serde_escapes_them() {
        let all = (0..0x180).filter_map(char::from_u32).map(|c| format!("平常的话，十六个字节以上{c}后面"));
        for text in all.chain(["", "\"", "\\", "\u{2028}", "a\nb"].map(String::from)) {
            let mut line = Vec::new();
            string(&text, &mut line).expect("memory");
            assert_eq!(line, serde_json::to_vec(&text).expect("memory"), "{text:?}");
        }
    }

    #[test]
    fn members_stand_behind_those_that_are_there() {
        let quotes = Rare { quotes: Some("7"), amount: Some("8".into()), ..Rare::default() };
        for (members, expected) in
            [(Rare::default(), "{\"a\":1"), (quotes, "{\"a\":1,\"quotes\":\"7\",\"amount\":\"8\"")]
        {
            let mut line = b"{\"a\":1".to_vec();
            append(&members, &mut line).expect("memory");
            assert_eq!(String::from_utf8_lossy(&line), expected);
        }
    }
}
