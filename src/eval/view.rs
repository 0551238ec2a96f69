//! Reading fields: of a message, or of a key alone.

use std::borrow::Cow;

use super::outcome::Blame;
use super::setup::World;
use crate::fields::{Attr, Field, From, Who};
use crate::model::{Decimal, GroupId, Millis, Msg, PersonId, RoleMask};
use crate::plan::Ratio;
use crate::text;

/// A field's value, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Got<T> {
    /// The message simply does not have it.
    Absent,
    /// It cannot be known.
    Unknown(Blame),
    /// Here it is.
    Value(T),
}

impl<T> Got<T> {
    /// From an optional value.
    pub fn from(value: Option<T>) -> Got<T> {
        value.map_or(Got::Absent, Got::Value)
    }

    /// Changes the value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Got<U> {
        self.and(|value| Got::Value(f(value)))
    }

    /// Goes on from the value.
    pub fn and<U>(self, f: impl FnOnce(T) -> Got<U>) -> Got<U> {
        match self {
            Got::Absent => Got::Absent,
            Got::Unknown(blame) => Got::Unknown(blame),
            Got::Value(value) => f(value),
        }
    }
}

/// What is judged: a message, or in window, group and member rules the key's own group and person.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The message, if one is judged.
    pub msg: Option<Msg<'a>>,
    /// Its group.
    pub group: Option<GroupId>,
    /// Its sender, or the key's person.
    pub person: Option<PersonId>,
    /// The mentioned person that `each mention` judges.
    pub mention: Option<PersonId>,
    /// Its time, or the window's start.
    pub time: Millis,
    /// Time since the key's previous message.
    pub gap: Option<Millis>,
}

impl<'a> View<'a> {
    /// A message.
    pub fn of(msg: Msg<'a>) -> View<'a> {
        let row = msg.row;
        View {
            msg: Some(msg),
            group: Some(row.group),
            person: Some(row.sender),
            mention: None,
            time: row.time,
            gap: None,
        }
    }

    /// A key.
    pub fn of_key(group: Option<GroupId>, person: Option<PersonId>, time: Millis) -> View<'static> {
        View { msg: None, group, person, mention: None, time, gap: None }
    }
}

impl World<'_> {
    /// A person by their part.
    pub fn person(&self, view: &View, who: Who) -> Got<PersonId> {
        match who {
            Who::Sender | Who::Member => Got::from(view.person),
            Who::Mention => Got::from(view.mention),
            Who::Subject => self.log(view, Attr::PersonId, |m| m.extra()?.subject),
            Who::Inviter => self.log(view, Attr::PersonId, |m| m.extra()?.inviter),
            Who::Owner => self.registry(view, |g| g.owner),
        }
    }

    /// The roles of a person at the message's time.
    pub fn roles(&self, view: &View, who: Who) -> Got<RoleMask> {
        let own = match (who, view.msg) {
            (Who::Sender | Who::Member, Some(msg)) if msg.row.has_roles => Some(msg.row.roles),
            _ => None,
        };
        self.person(view, who).and(|person| match own {
            own if self.directory.has_roster => {
                Got::Value(own.unwrap_or(0) | self.directory.roles_at(person, view.time))
            }
            Some(own) => Got::Value(own),
            None => Got::Unknown(Blame::Roster),
        })
    }

    /// A string.
    pub fn string<'v>(&'v self, view: &View<'v>, field: Field) -> Got<Cow<'v, str>> {
        match field {
            Field::Message(attr) => self.log(view, attr, |m| message_string(m, attr)),
            Field::OfPerson(who, attr) => self.person(view, who).and(|id| {
                let person = self.directory.get_person(id);
                match attr {
                    Attr::PersonId => Got::Value(Cow::Borrowed(&*person.id)),
                    Attr::PersonName => Got::Value(Cow::Borrowed(&*person.name)),
                    Attr::PersonNickname => {
                        let own = view.msg.and_then(|m| m.extra()?.nickname.as_deref());
                        Got::Value(Cow::Borrowed(own.filter(|_| who == Who::Sender).unwrap_or(&person.name)))
                    }
                    Attr::PersonUnit if !self.directory.has_roster => Got::Unknown(Blame::Field(attr)),
                    Attr::PersonUnit => Got::from(person.entry().unit.as_deref().map(Cow::Borrowed)),
                    _ => Got::Absent,
                }
            }),
            Field::OfGroup(attr @ (Attr::GroupUnit | Attr::GroupPurpose)) => self.registry(view, |g| {
                let value = if attr == Attr::GroupUnit { &g.unit } else { &g.purpose };
                value.as_deref().map(Cow::Borrowed)
            }),
            Field::OfGroup(attr) => Got::from(view.group).map(|id| {
                let group = self.directory.get_group(id);
                Cow::Borrowed(if attr == Attr::GroupId { &*group.id } else { &*group.name })
            }),
            Field::Person(_) | Field::Group => Got::Absent,
        }
    }

    /// Calls `emit` for every string of a list; tells whether the list can be read at all.
    pub fn strings(&self, view: &View, field: Field, emit: &mut dyn FnMut(&str)) -> Got<()> {
        match field {
            Field::Message(Attr::Emoji) => self.emoji(view, emit),
            Field::Message(attr) => self.log(view, attr, Msg::text_or_empty).map(|text| {
                if !text::may_hold_number(text) {
                    return;
                }
                let text = self.normaliser.normalised(text);
                let ranges = match attr {
                    Attr::TextIdCards => text::id_cards(&text),
                    Attr::TextMobiles => text::mobiles(&text),
                    _ => text::bank_cards(&text),
                };
                ranges.into_iter().filter_map(|r| text.get(r)).for_each(emit);
            }),
            Field::OfPerson(who, Attr::PersonRoles) => self.roles(view, who).map(|mask| {
                let names = self.directory.roles.iter().enumerate();
                names.filter(|(i, _)| mask >> i & 1 == 1).for_each(|(_, name)| emit(name));
            }),
            Field::OfGroup(Attr::GroupTags) => self.registry(view, |g| {
                g.tags.iter().for_each(|tag| emit(tag));
                Some(())
            }),
            _ => Got::Absent,
        }
    }

    /// Faces that the record lists, then those in its text.
    fn emoji(&self, view: &View, emit: &mut dyn FnMut(&str)) -> Got<()> {
        let Some(msg) = view.msg else { return Got::Absent };
        let supplies = self.facts(msg).supplies;
        if !supplies.has(Attr::Emoji) && !supplies.has(Attr::Text) {
            return Got::Unknown(Blame::Field(Attr::Emoji));
        }
        msg.emoji().for_each(&mut *emit);
        if let Some(text) = msg.text().filter(|text| may_hold_face(text)) {
            text::faces(&self.normaliser.normalised(text), emit);
        }
        Got::Value(())
    }

    /// People of a list.
    pub fn people<'v>(&self, view: &View<'v>, field: Field) -> Got<&'v [PersonId]> {
        match field {
            Field::Message(attr @ Attr::Mentions) => self.log(view, attr, |m| Some(m.mentions())),
            _ => Got::Absent,
        }
    }

    /// A number in base units; `clock` is the policy's.
    pub fn number(&self, view: &View, field: Field, clock: usize) -> Got<Ratio> {
        let whole = |n: i64| Got::Value(Ratio::whole(n));
        match field {
            Field::Message(Attr::Time) => whole(view.time),
            Field::Message(Attr::Date) => whole(i64::from(self.clocks.day(clock, view.time))),
            Field::Message(Attr::Clock) => whole(self.clocks.clock(clock, view.time)),
            Field::Message(Attr::Weekday) => whole(i64::from(self.clocks.weekday(clock, view.time))),
            Field::Message(Attr::Gap) => Got::from(view.gap.map(Ratio::whole)),
            Field::Message(attr) => self.log(view, attr, |m| message_number(m, attr)),
            Field::OfPerson(who, attr) => self.person(view, who).and(|id| self.person_number(id, attr)),
            Field::OfGroup(attr) => self.registry(view, |g| {
                let value = match attr {
                    Attr::GroupSize => g.size,
                    Attr::GroupCreated => g.created,
                    Attr::GroupEnds => g.ends,
                    _ => None,
                };
                value.map(Ratio::whole)
            }),
            Field::Person(_) | Field::Group => Got::Absent,
        }
    }

    fn person_number(&self, id: PersonId, attr: Attr) -> Got<Ratio> {
        if attr == Attr::PersonGroupCount {
            return match self.group_counts.get(id.0 as usize) {
                _ if !self.directory.has_registry => Got::Unknown(Blame::Registry),
                count => Got::Value(Ratio::whole(count.copied().unwrap_or(0))),
            };
        }
        if !self.directory.has_roster {
            return Got::Unknown(Blame::Field(attr));
        }
        let entry = self.directory.get_person(id).entry();
        let value = if attr == Attr::PersonLevel { entry.level } else { entry.joined };
        Got::from(value.map(Ratio::whole))
    }

    /// A flag.
    pub fn flag(&self, view: &View, field: Field, clock: usize) -> Got<bool> {
        match field {
            Field::Message(Attr::Workday) => day_flag(self.clocks.workday(clock, view.time)),
            Field::Message(Attr::Holiday) => day_flag(self.clocks.holiday(clock, view.time)),
            Field::Message(Attr::Weekend) => Got::Value(self.clocks.weekend(clock, view.time)),
            Field::Message(Attr::TextOnlyEmoji) => {
                self.log(view, Attr::Text, Msg::text_or_empty).map(|text| {
                    text::may_be_only_emoji(text) && text::only_emoji(&self.normaliser.normalised(text))
                })
            }
            Field::Message(attr) => self
                .log(view, attr, |m| Some(if attr == Attr::Recalled { m.row.recalled } else { m.row.bot })),
            Field::OfPerson(who, attr) => self.person(view, who).and(|id| {
                if self.directory.has_roster {
                    Got::Value(self.directory.get_person(id).known)
                } else {
                    Got::Unknown(Blame::Field(attr))
                }
            }),
            _ => Got::Absent,
        }
    }

    /// A value to compare or to keep apart by: equal fingerprints, equal values.
    pub fn fingerprint(&self, view: &View, field: Field, exact: bool) -> Got<u128> {
        use crate::fields::Type;
        match field.value_type() {
            Type::Person => {
                let Field::Person(who) = field else { return self.owner(view) };
                self.person(view, who).map(|p| u128::from(p.0))
            }
            Type::Group => Got::from(view.group.map(|g| u128::from(g.0))),
            Type::Kind => self.log(view, Attr::Kind, |m| Some(m.row.kind as u128)),
            Type::Flag => self.flag(view, field, 0).map(u128::from),
            Type::Message => self.message_ref(view, field).map(|id| self.fingerprints.of(id.as_bytes())),
            Type::Text => self.string(view, field).map(|text| match exact {
                true => self.fingerprints.of(text.as_bytes()),
                false => self.fingerprints.of_normalised(&text),
            }),
            _ => self.number(view, field, 0).map(|n| {
                let mut bytes = [0; 32];
                bytes[..16].copy_from_slice(&n.numerator().to_le_bytes());
                bytes[16..].copy_from_slice(&n.denominator().to_le_bytes());
                self.fingerprints.of(&bytes)
            }),
        }
    }

    fn owner(&self, view: &View) -> Got<u128> {
        self.person(view, Who::Owner).map(|p| u128::from(p.0))
    }

    /// The id of a message that this one names, or its own.
    pub fn message_ref<'v>(&self, view: &View<'v>, field: Field) -> Got<&'v str> {
        let Field::Message(attr) = field else { return Got::Absent };
        self.log(view, attr, |m| match attr {
            Attr::Id => Some(m.id()),
            Attr::Quotes => m.extra()?.quotes.as_deref(),
            _ => m.extra()?.recalls.as_deref(),
        })
    }

    /// Tells whether the message lacks the field.
    pub fn absent(&self, view: &View, field: Field) -> Got<bool> {
        use crate::fields::Type;
        let absent = match field.value_type() {
            Type::Texts => {
                let mut any = false;
                self.strings(view, field, &mut |_| any = true).map(|()| !any)
            }
            Type::People => self.people(view, field).map(<[PersonId]>::is_empty),
            Type::Flag => self.flag(view, field, 0).map(|_| false),
            _ => self.fingerprint(view, field, true).map(|_| false),
        };
        match absent {
            Got::Absent => Got::Value(true),
            other => other,
        }
    }

    /// A field of the message, if its source can supply it.
    fn log<'v, T>(&self, view: &View<'v>, attr: Attr, read: impl FnOnce(&Msg<'v>) -> Option<T>) -> Got<T> {
        let Some(msg) = &view.msg else { return Got::Absent };
        match attr.info().from {
            From::Log if !self.facts(*msg).supplies.has(attr) => Got::Unknown(Blame::Field(attr)),
            _ => Got::from(read(msg)),
        }
    }

    fn registry<'v, T>(
        &'v self,
        view: &View,
        read: impl FnOnce(&'v crate::model::Group) -> Option<T>,
    ) -> Got<T> {
        Got::from(view.group).and(|id| {
            let group = self.directory.get_group(id);
            if group.known { Got::from(read(group)) } else { Got::Unknown(Blame::Registry) }
        })
    }
}

impl<'a> Msg<'a> {
    fn text_or_empty(&self) -> Option<&'a str> {
        Some(self.text().unwrap_or(""))
    }
}

fn message_string<'a>(msg: &Msg<'a>, attr: Attr) -> Option<Cow<'a, str>> {
    let text = match attr {
        Attr::Text => msg.text(),
        Attr::Id => Some(msg.id()),
        Attr::LinkUrl => msg.extra()?.link_url.as_deref(),
        Attr::LinkTitle => msg.extra()?.link_title.as_deref(),
        Attr::FileName => msg.extra()?.file_name.as_deref(),
        Attr::Media => msg.extra()?.media.as_deref(),
        Attr::LinkDomain => domain(msg.extra()?.link_url.as_deref()?),
        Attr::FileExtension => {
            let (_, extension) = msg.extra()?.file_name.as_deref()?.rsplit_once('.')?;
            return Some(Cow::Owned(extension.to_lowercase()));
        }
        _ => None,
    };
    text.map(Cow::Borrowed)
}

/// Most texts hold nothing that a face could begin with: a bracket or slash of either width, an emoji.
fn may_hold_face(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().any(|(at, byte)| match byte {
        b'[' | b'/' | 0xc2 | 0xe2 | 0xf0 => true,
        // ［ and ／, but not the punctuation around them.
        0xef => matches!(bytes.get(at + 1..at + 3), Some([0xbc, 0xbb | 0x8f])),
        // ㊗ ㊙ 〰 〽
        0xe3 => matches!(bytes.get(at + 1..at + 3), Some([0x8a, _] | [0x80, 0xb0 | 0xbd])),
        _ => false,
    })
}

fn day_flag(flag: Result<bool, i16>) -> Got<bool> {
    flag.map_or_else(|year| Got::Unknown(Blame::Calendar(year)), Got::Value)
}

/// The host of a link: between `//` and the next `/`, `?` or `#`, without user and port.
fn domain(url: &str) -> Option<&str> {
    let rest = url.split_once("//").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit('@').next()?;
    let host = host.split(':').next()?;
    (!host.is_empty()).then_some(host)
}

fn message_number(msg: &Msg, attr: Attr) -> Option<Ratio> {
    let decimal = |d: Decimal| Ratio::new(i128::from(d.0), i128::from(Decimal::SCALE));
    match attr {
        Attr::TextLength => Some(Ratio::whole(msg.text().map_or(0, |t| t.chars().count()) as i64)),
        Attr::MentionsCount => Some(Ratio::whole(msg.mentions().len() as i64)),
        Attr::FileSize => decimal(msg.extra()?.file_size?),
        Attr::Amount => decimal(msg.extra()?.amount?),
        Attr::Packets => decimal(msg.extra()?.packets?),
        Attr::Duration => msg.extra()?.duration.map(Ratio::whole),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{domain, may_hold_face};

    #[test]
    fn texts_that_hold_faces_are_never_passed_over() {
        let normaliser = crate::text::Normaliser::new();
        for text in ["[玫瑰]", "好／玫瑰", "［强］", "🌹", "❤️", "㊗", "©", "/:rose"] {
            let mut any = false;
            crate::text::faces(&normaliser.normalised(text), |_| any = true);
            assert!(may_hold_face(text) || !any, "{text}");
        }
        assert!(!may_hold_face("收到，马上办理。（今天）"));
    }

    #[test]
    fn the_domain_is_the_host_alone() {
        assert_eq!(domain("https://user@news.example.cn:8443/a?b#c"), Some("news.example.cn"));
        assert_eq!(domain("news.example.cn/a"), Some("news.example.cn"));
        assert_eq!(domain("https:///a"), None);
    }
}
