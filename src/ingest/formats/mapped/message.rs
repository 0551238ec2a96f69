//! A message of the fields of a record.

use super::cells::Cells;
use super::when::When;
use crate::ingest::draft::{Cx, Draft, NOBODY, decimal};
use crate::ingest::formats::Glance;
use crate::ingest::formats::columns::{known_as, named};
use crate::ingest::formats::message::{Head, about, seconds};
use crate::ingest::formats::recall::Recall;
use crate::ingest::mentions::{self, is_everyone};
use crate::ingest::{ColumnMap, Field, Reason};
use crate::model::{Decimal, GroupId, Kind, PersonId};

/// The fields that tell the kind, the sender and the group.
const WHO: [Field; 6] =
    [Field::Kind, Field::Sender, Field::SenderName, Field::Group, Field::GroupName, Field::Nickname];
/// What was found out by these fields.
pub type Known = Recall<{ WHO.len() }, (Option<Kind>, PersonId, GroupId)>;

/// Puts a message together. `file`: the group that the source is named after.
pub fn draft(
    cells: &Cells,
    map: &ColumnMap,
    remembered: (&mut When, &mut Known),
    file: &str,
    cx: &mut Cx,
) -> Result<Draft, Reason> {
    let (room, head) = head(cells, map, remembered, file, cx)?;
    let sender = head.sender;
    let mut draft = head.draft(cx);
    said(cells, room, map, &mut draft, cx);
    rare(cells, &mut draft)?;
    let mut somebody = |field| cells.text(field).map(|who| person(who, room, map, cx));
    let (subject, inviter) = (somebody(Field::Subject), somebody(Field::Inviter));
    if subject.is_some() {
        let actor = inviter.or(Some(sender).filter(|sender| *sender != NOBODY));
        about(subject, actor, &mut draft, cx);
    }
    Ok(draft)
}

/// How a message begins, and the name or id of its group.
fn head<'c>(
    cells: &'c Cells,
    map: &ColumnMap,
    remembered: (&mut When, &mut Known),
    file: &'c str,
    cx: &mut Cx,
) -> Result<(&'c str, Head<'c>), Reason> {
    let (when, known) = remembered;
    let time = cells.text(Field::Time).ok_or_else(|| Reason::missing("time"))?;
    let time = when.read(time, cx)?;
    let room = match cells.has(Field::Group) {
        true => cells.text(Field::Group).ok_or_else(|| Reason::missing("group"))?,
        false => cells.text(Field::GroupName).unwrap_or(file),
    };
    let words = WHO.map(|field| cells.text(field).unwrap_or_default());
    let recalled = known.get(words);
    let (kind, sender, group) = match recalled {
        Some(found) => {
            named_again(found, words, cx);
            found
        }
        None => {
            let kind = kind(cells, map)?;
            let sender = sender(cells, kind, room, cx)?;
            known.put(words, (kind, sender, cx.group(room, cells.text(Field::GroupName))))
        }
    };
    let nickname = cells.text(Field::Nickname).or(cells.text(Field::SenderName));
    let head = Head { time, group, sender, nickname, id: cells.text(Field::Id), kind };
    if recalled.is_none() {
        head.note(cx);
    }
    Ok((room, head))
}

/// Takes over the names of somebody, and of a group, who are known.
fn named_again(found: (Option<Kind>, PersonId, GroupId), words: [&str; WHO.len()], cx: &mut Cx) {
    let ((_, sender, group), [_, id, name, _, group_name, _]) = (found, words);
    if !id.is_empty() {
        cx.name_person(sender, name);
    }
    cx.name_group(group, group_name);
}

/// Fields for which a record may be refused.
pub fn is_strict(field: Field) -> bool {
    use Field::*;
    matches!(field, Recalled | Bot | FileSize | Amount | Packets | Duration)
}

/// What looking ahead needs of a record.
pub fn glance(
    cells: &Cells,
    map: &ColumnMap,
    remembered: (&mut When, &mut Known),
    file: &str,
    cx: &mut Cx,
) -> Result<Glance, Reason> {
    head(cells, map, remembered, file, cx).map(|(_, Head { time, group, .. })| Glance { time, group })
}

/// The kind; `None`: a value that the map does not know. Without a map of kinds nothing is known of it.
fn kind(cells: &Cells, map: &ColumnMap) -> Result<Option<Kind>, Reason> {
    if !cells.has(Field::Kind) {
        return Ok(Some(Kind::Other));
    }
    let value = cells.text(Field::Kind).unwrap_or_default();
    if map.kinds.is_empty() {
        return Kind::from_word(value).or(map.other).map(Some).ok_or_else(|| Reason::value("kind", value));
    }
    let known = map.kinds.iter().find(|(known, _)| known == value.trim());
    Ok(known.map(|(_, kind)| *kind).or(map.other))
}

fn sender(cells: &Cells, kind: Option<Kind>, room: &str, cx: &mut Cx) -> Result<PersonId, Reason> {
    let name = cells.text(Field::SenderName);
    match (cells.text(Field::Sender), name) {
        (Some(id), _) => {
            let person = cx.person(id, name);
            if let Some(name) = name {
                known_as(name, person, cx);
            }
            Ok(person)
        }
        (None, Some(name)) if !cells.has(Field::Sender) => Ok(named(name, room, cx)),
        (None, _) if kind.is_some_and(Kind::is_event) => Ok(NOBODY),
        (None, _) => Err(Reason::missing("sender")),
    }
}

/// Somebody whom a record names, by name or id. Who bears the name may be still to come while looking ahead: then
/// it is nobody yet.
fn person(who: &str, room: &str, map: &ColumnMap, cx: &mut Cx) -> PersonId {
    let directory = &cx.directory;
    let known = directory.find_name(who).or_else(|| directory.find_person(who));
    let known = known.or_else(|| directory.find_nickname(room, who));
    match known {
        Some(person) => person,
        None if !cx.learn => NOBODY,
        None if map.place(Field::Sender).is_none() => cx.directory.person_by_nickname(room, who),
        None => cx.directory.person(who),
    }
}

fn said(cells: &Cells, room: &str, map: &ColumnMap, draft: &mut Draft, cx: &mut Cx) {
    let text = cells.text(Field::Text);
    if let Some(text) = text {
        draft.text(text, cx.batch);
    }
    for name in cells.list(Field::Emoji) {
        draft.emoji(name, cx.batch);
    }
    draft.row.has_roles = cells.has(Field::Role);
    for role in cells.list(Field::Role) {
        draft.role(role, cx.directory);
    }
    if cells.has(Field::Mentions) {
        draft.row.has_mentions = true;
        cells.list(Field::Mentions).into_iter().for_each(|who| mention(who, room, map, draft, cx));
    } else if let Some(text) = text {
        mentions::find(text, draft, cx);
    }
}

fn mention(who: &str, room: &str, map: &ColumnMap, draft: &mut Draft, cx: &mut Cx) {
    let who = who.trim_start_matches(['@', '＠']);
    if is_everyone(who) {
        draft.row.everyone = true;
        return;
    }
    let person = person(who, room, map, cx);
    draft.mention(person, cx.batch);
}

/// The fields of [`rare`].
const RARE: [Field; 12] = {
    use Field::*;
    [Recalled, Bot, Quotes, Recalls, LinkUrl, LinkTitle, FileName, Media, FileSize, Amount, Packets, Duration]
};

fn rare(cells: &Cells, draft: &mut Draft) -> Result<(), Reason> {
    if !RARE.iter().any(|field| cells.has(*field)) {
        return Ok(());
    }
    let own = |field| cells.text(field).map(Box::from);
    draft.row.recalled = flag(cells, Field::Recalled)?;
    draft.row.bot = flag(cells, Field::Bot)?;
    let texts =
        [Field::Quotes, Field::Recalls, Field::LinkUrl, Field::LinkTitle, Field::FileName, Field::Media];
    if texts.iter().any(|&field| cells.text(field).is_some()) {
        let extra = draft.extra();
        extra.quotes = own(Field::Quotes);
        extra.recalls = own(Field::Recalls);
        extra.link_url = own(Field::LinkUrl);
        extra.link_title = own(Field::LinkTitle);
        extra.file_name = own(Field::FileName);
        extra.media = own(Field::Media);
    }
    if let Some(size) = number(cells, Field::FileSize)? {
        draft.extra().file_size = Some(size);
    }
    if let Some(amount) = number(cells, Field::Amount)? {
        draft.extra().amount = Some(amount);
    }
    if let Some(packets) = number(cells, Field::Packets)? {
        draft.extra().packets = Some(packets);
    }
    if let Some(text) = cells.text(Field::Duration) {
        let wrong = || Reason::value(Field::Duration.name(), text);
        draft.extra().duration = Some(seconds(text).ok_or_else(wrong)?);
    }
    Ok(())
}

/// A number, perhaps of yuan.
fn number(cells: &Cells, field: Field) -> Result<Option<Decimal>, Reason> {
    let Some(text) = cells.text(field) else { return Ok(None) };
    let bare = text.trim().trim_start_matches(['¥', '￥']).trim_end_matches('元');
    decimal(bare).map(Some).ok_or_else(|| Reason::value(field.name(), text))
}

fn flag(cells: &Cells, field: Field) -> Result<bool, Reason> {
    match cells.text(field).map(str::trim) {
        None | Some("0" | "false" | "FALSE" | "no" | "否") => Ok(false),
        Some("1" | "true" | "TRUE" | "yes" | "是") => Ok(true),
        Some(other) => Err(Reason::value(field.name(), other)),
    }
}
