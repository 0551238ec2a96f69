//! Names of fields in a log's header, and what follows from them.

use crate::diag::nearest;
use crate::fields::{Attr, From, TABLE};
use crate::model::Supplies;

/// Fields that a log can declare, with the attributes that each one settles.
const NAMES: &[(&str, &[Attr])] = &[
    ("kind", &[Attr::Kind]),
    (
        "text",
        &[
            Attr::Text,
            Attr::TextLength,
            Attr::TextIdCards,
            Attr::TextMobiles,
            Attr::TextBankCards,
            Attr::TextOnlyEmoji,
            Attr::Emoji,
        ],
    ),
    ("emoji", &[Attr::Emoji]),
    ("mentions", &[Attr::Mentions, Attr::MentionsCount]),
    ("quotes", &[Attr::Quotes]),
    ("recalls", &[Attr::Recalls]),
    ("recalled", &[Attr::Recalled]),
    ("link", &[Attr::LinkUrl, Attr::LinkDomain, Attr::LinkTitle]),
    ("link.url", &[Attr::LinkUrl, Attr::LinkDomain]),
    ("link.title", &[Attr::LinkTitle]),
    ("file", &[Attr::FileName, Attr::FileExtension, Attr::FileSize]),
    ("file.name", &[Attr::FileName, Attr::FileExtension]),
    ("file.size", &[Attr::FileSize]),
    ("media", &[Attr::Media]),
    ("amount", &[Attr::Amount]),
    ("packets", &[Attr::Packets]),
    ("duration", &[Attr::Duration]),
    ("bot", &[Attr::Bot]),
    ("role", &[Attr::PersonRoles]),
    ("roles", &[Attr::PersonRoles]),
    ("nickname", &[Attr::PersonNickname]),
    ("sender.name", &[Attr::PersonName]),
    ("group.name", &[Attr::GroupName]),
    ("sender.id", &[Attr::PersonId]),
    ("subject", &[]),
    ("inviter", &[]),
    ("id", &[]),
    ("time", &[]),
    ("group", &[]),
    ("sender", &[]),
];

/// Only what no log needs to supply, and what comes from elsewhere.
pub fn least() -> Supplies {
    let log = TABLE.iter().filter(|info| info.from == From::Log).map(|info| info.attr);
    log.chain([Attr::PersonRoles]).fold(Supplies::ALL, Supplies::without)
}

/// A name that no log can declare, with the nearest one that it can.
pub type Unknown<'n> = (&'n str, Option<&'static str>);

/// What every log supplies unless it says that it does not.
const USUAL: [Attr; 3] = [Attr::PersonId, Attr::PersonName, Attr::GroupName];

/// What a list of field names supplies.
pub fn declared(names: &[String]) -> (Supplies, Vec<Unknown<'_>>) {
    settle(USUAL.into_iter().fold(least(), Supplies::with), names, Supplies::with)
}

/// What is left without a list of field names.
pub fn without(supplies: Supplies, names: &[String]) -> (Supplies, Vec<Unknown<'_>>) {
    settle(supplies, names, Supplies::without)
}

fn settle(
    mut supplies: Supplies,
    names: &[String],
    step: fn(Supplies, Attr) -> Supplies,
) -> (Supplies, Vec<Unknown<'_>>) {
    let mut unknown = Vec::new();
    for name in names {
        match NAMES.iter().find(|(known, _)| known == name) {
            Some((_, attrs)) => supplies = attrs.iter().fold(supplies, |s, &a| step(s, a)),
            None => unknown.push((name.as_str(), nearest(name, NAMES.iter().map(|(n, _)| *n)))),
        }
    }
    (supplies, unknown)
}

/// The other way round: the names to declare as supplied, and those of the usual ones that are not.
pub fn names(supplies: Supplies) -> (Vec<&'static str>, Vec<&'static str>) {
    let mut said = least();
    let mut supplied = Vec::new();
    for (name, attrs) in NAMES {
        let news = attrs.iter().any(|&attr| !said.has(attr));
        if news && attrs.iter().all(|&attr| supplies.has(attr)) {
            said = attrs.iter().fold(said, |s, &a| s.with(a));
            supplied.push(*name);
        }
    }
    let lacking = NAMES
        .iter()
        .filter(|(_, attrs)| matches!(attrs, [one] if USUAL.contains(one) && !supplies.has(*one)));
    (supplied, lacking.map(|(name, _)| *name).collect())
}

/// The names of what a source cannot supply, as policies write them.
pub fn lacks(supplies: Supplies) -> Vec<&'static str> {
    let log = TABLE.iter().filter(|info| info.from == From::Log || info.attr == Attr::PersonRoles);
    log.filter(|info| !supplies.has(info.attr))
        .map(|info| match info.attr {
            Attr::PersonRoles => "sender.roles",
            Attr::PersonNickname => "sender.nickname",
            Attr::PersonName => "sender.name",
            Attr::PersonId => "sender.id",
            Attr::GroupName => "group.name",
            _ => info.en,
        })
        .collect()
}

/// Everything but some attributes.
pub fn all_but(lacks: &[Attr]) -> Supplies {
    lacks.iter().fold(Supplies::ALL, |supplies, &attr| supplies.without(attr))
}

/// What a format supplies, by the names of its fields, beside the ids of people.
pub fn of(names: &[&str]) -> Supplies {
    let attrs = NAMES.iter().filter(|(name, _)| names.contains(name)).flat_map(|(_, attrs)| *attrs);
    attrs.fold(least().with(Attr::PersonId), |supplies, &attr| supplies.with(attr))
}

/// A set of kinds.
pub fn kinds(list: &[crate::model::Kind]) -> u32 {
    list.iter().fold(0, |mask, kind| mask | kind.bit())
}
