//! A rule's report text: the holes filled from the trigger, the key and the verdict.

use std::borrow::Cow;

use crate::diag::Lang;
use crate::eval::{KeyValue, Outcome};
use crate::fields::{Attr, Field, Who};
use crate::model::{Decimal, Directory, GroupId, Millis, Msg, PersonId};
use crate::plan::{Measure, Num, Part, Ratio, Rule};
use crate::report::moment;
use crate::report::privacy::Privacy;
use crate::time::Zone;

/// All that a report can speak of.
#[derive(Clone, Copy)]
pub struct Story<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// The verdict.
    pub outcome: &'a Outcome,
    /// People and groups.
    pub directory: &'a Directory,
    /// The judged message, if it could be read again.
    pub trigger: Option<Msg<'a>>,
    /// The policy's zone.
    pub zone: &'a Zone,
    /// The language: of the report's text, that of its policy.
    pub lang: Lang,
    /// How much of a text may be shown.
    pub privacy: &'a Privacy,
}

impl<'a> Story<'a> {
    /// The rule's report, or its title if it has none.
    pub fn message(&self) -> Cow<'a, str> {
        if self.rule.report.is_empty() {
            return Cow::Borrowed(&self.rule.title);
        }
        Cow::Owned(self.rule.report.iter().map(|part| self.part(part)).collect())
    }

    fn part(&self, part: &Part) -> String {
        let outcome = self.outcome;
        let episode =
            |pick: fn(&crate::eval::Episode) -> Millis| outcome.episode.as_ref().map_or(outcome.at, pick);
        match part {
            Part::Text(text) => text.clone(),
            Part::Field(field) => {
                self.field(*field).unwrap_or_else(|| self.lang.pick("(none)", "（无）").into())
            }
            Part::Value => self.number(outcome.value),
            Part::Threshold => self.number(outcome.threshold),
            Part::Elapsed => moment::length(outcome.decided - outcome.at, self.lang),
            Part::At => moment::human(outcome.at, self.zone),
            Part::First => moment::human(episode(|e| e.first), self.zone),
            Part::Last => moment::human(episode(|e| e.last), self.zone),
        }
    }

    /// A measured number in its unit.
    pub fn number(&self, number: Option<Ratio>) -> String {
        let Some(number) = number else { return self.lang.pick("(none)", "（无）").into() };
        match measures_time(self.rule) {
            true => moment::length(i64::try_from(number.floor()).unwrap_or(i64::MAX), self.lang),
            false => number.to_string(),
        }
    }

    fn group_id(&self) -> Option<GroupId> {
        let keyed = self.outcome.key.iter().find_map(|value| match value {
            KeyValue::Group(id) => Some(*id),
            _ => None,
        });
        keyed.or_else(|| self.trigger.map(|m| m.row.group))
    }

    fn person_id(&self, who: Who) -> Option<PersonId> {
        let keyed = || {
            let fields = self.rule.key.iter().zip(&self.outcome.key);
            fields.into_iter().find_map(|(key, value)| match value {
                KeyValue::Person(id) if key.field == Field::Person(who) => Some(*id),
                _ => None,
            })
        };
        let any_person = || {
            self.outcome.key.iter().find_map(|value| match value {
                KeyValue::Person(id) => Some(*id),
                _ => None,
            })
        };
        let extra = |pick: fn(&crate::model::Extra) -> Option<PersonId>| self.trigger?.extra().and_then(pick);
        match who {
            Who::Sender => self.trigger.map(|m| m.row.sender).or_else(keyed),
            Who::Member => keyed().or_else(any_person),
            Who::Mention => self.outcome.mention,
            Who::Subject => extra(|e| e.subject).or_else(keyed),
            Who::Inviter => extra(|e| e.inviter).or_else(keyed),
            Who::Owner => self.directory.get_group(self.group_id()?).owner,
        }
    }

    fn field(&self, field: Field) -> Option<String> {
        match field {
            Field::Message(attr) => self.of_message(attr).or_else(|| self.keyed_text(field)),
            Field::Person(who) => {
                self.person_id(who).map(|id| self.directory.get_person(id).name.to_string())
            }
            Field::OfPerson(who, attr) => {
                self.person_id(who).and_then(|id| self.of_person(id, attr)).or_else(|| self.keyed_text(field))
            }
            Field::Group => self.group_id().map(|id| self.directory.get_group(id).name.to_string()),
            Field::OfGroup(attr) => self.of_group(attr).or_else(|| self.keyed_text(field)),
        }
    }

    /// A field that the key holds as text.
    fn keyed_text(&self, field: Field) -> Option<String> {
        let fields = self.rule.key.iter().zip(&self.outcome.key);
        fields.into_iter().find_map(|(key, value)| match value {
            KeyValue::Text(text) if key.field == field => match super::build::is_said(field) {
                true => Some(self.privacy.quote(text, self.lang).into_owned()),
                false => Some(text.to_string()),
            },
            _ => None,
        })
    }

    fn of_message(&self, attr: Attr) -> Option<String> {
        let at = self.outcome.at;
        match attr {
            Attr::Time => return Some(moment::human(at, self.zone)),
            Attr::Date => return Some(moment::date(at, self.zone)),
            Attr::Clock => return Some(moment::clock(at, self.zone)),
            Attr::Weekday => return Some(self.weekday(at)),
            Attr::Gap => return Some(self.number(self.outcome.value)),
            _ => {}
        }
        let msg = self.trigger?;
        let extra = msg.extra();
        let text =
            |pick: fn(&crate::model::Extra) -> &Option<Box<str>>| extra.and_then(|e| pick(e).as_deref());
        let quote = |text: Option<&str>| text.map(|text| self.privacy.quote(text, self.lang).into_owned());
        let message = |id: Option<&str>| id.map(|id| self.privacy.message(id).into_owned());
        let decimal =
            |pick: fn(&crate::model::Extra) -> Option<Decimal>| extra.and_then(pick).map(show_decimal);
        match attr {
            Attr::Id => message(Some(msg.id())),
            Attr::Kind => Some(self.lang.pick(msg.row.kind.name(), msg.row.kind.chinese()).to_string()),
            Attr::Text => quote(msg.text()),
            Attr::TextLength => Some(msg.text().map_or(0, |t| t.chars().count()).to_string()),
            Attr::Emoji => Some(msg.emoji().collect::<Vec<_>>().join(self.comma())),
            Attr::Mentions => Some(self.mentioned(&msg)),
            Attr::MentionsCount => Some(msg.mentions().len().to_string()),
            Attr::Quotes => message(text(|e| &e.quotes)),
            Attr::Recalls => message(text(|e| &e.recalls)),
            Attr::LinkUrl => quote(text(|e| &e.link_url)),
            Attr::LinkTitle => quote(text(|e| &e.link_title)),
            Attr::FileName => quote(text(|e| &e.file_name)),
            Attr::Media => text(|e| &e.media).map(str::to_string),
            Attr::FileSize => decimal(|e| e.file_size),
            Attr::Amount => decimal(|e| e.amount),
            Attr::Packets => decimal(|e| e.packets),
            Attr::Duration => extra.and_then(|e| e.duration).map(|ms| moment::length(ms, self.lang)),
            _ => None,
        }
    }

    fn mentioned(&self, msg: &Msg) -> String {
        let everyone = msg.row.everyone.then(|| self.lang.pick("everyone", "所有人").to_string());
        let people = msg.mentions().iter().map(|&id| self.directory.get_person(id).name.to_string());
        everyone.into_iter().chain(people).collect::<Vec<_>>().join(self.comma())
    }

    fn weekday(&self, t: Millis) -> String {
        const NAMES: [(&str, &str); 7] = [
            ("Monday", "周一"),
            ("Tuesday", "周二"),
            ("Wednesday", "周三"),
            ("Thursday", "周四"),
            ("Friday", "周五"),
            ("Saturday", "周六"),
            ("Sunday", "周日"),
        ];
        let day = crate::time::civil::weekday(crate::time::civil::day_of(self.zone.local(t)));
        let (en, zh) = NAMES[(day as usize + 6) % 7];
        self.lang.pick(en, zh).to_string()
    }

    fn of_person(&self, id: PersonId, attr: Attr) -> Option<String> {
        let person = self.directory.get_person(id);
        match attr {
            Attr::PersonId => Some(person.id.to_string()),
            Attr::PersonName => Some(person.name.to_string()),
            Attr::PersonNickname => {
                let own = self.trigger.filter(|m| m.row.sender == id && !self.privacy.is_veiled());
                let said = own.and_then(|m| m.extra()?.nickname.clone());
                Some(said.unwrap_or_else(|| person.name.clone()).to_string())
            }
            Attr::PersonRoles => Some(self.roles(id)),
            Attr::PersonUnit => person.entry().unit.as_deref().map(str::to_string),
            Attr::PersonLevel => person.entry().level.map(|level| level.to_string()),
            Attr::PersonJoined => person.entry().joined.map(|t| moment::human(t, self.zone)),
            Attr::PersonKnown => Some(self.flag(person.known)),
            Attr::PersonGroupCount => {
                let groups = self.directory.groups().iter();
                Some(groups.filter(|g| g.members.contains(&id)).count().to_string())
            }
            _ => None,
        }
    }

    fn roles(&self, id: PersonId) -> String {
        let mask = self.directory.roles_at(id, self.outcome.at);
        let names = self.directory.roles.iter().enumerate().filter(|(bit, _)| mask >> bit & 1 == 1);
        names.map(|(_, name)| &**name).collect::<Vec<_>>().join(self.comma())
    }

    fn of_group(&self, attr: Attr) -> Option<String> {
        let group = self.directory.get_group(self.group_id()?);
        match attr {
            Attr::GroupId => Some(group.id.to_string()),
            Attr::GroupName => Some(group.name.to_string()),
            Attr::GroupUnit => group.unit.as_deref().map(str::to_string),
            Attr::GroupPurpose => group.purpose.as_deref().map(str::to_string),
            Attr::GroupOwner => group.owner.map(|id| self.directory.get_person(id).name.to_string()),
            Attr::GroupSize => group.size.map(|size| size.to_string()),
            Attr::GroupTags => Some(group.tags.join(self.comma())),
            Attr::GroupCreated => group.created.map(|t| moment::human(t, self.zone)),
            Attr::GroupEnds => group.ends.map(|t| moment::human(t, self.zone)),
            _ => None,
        }
    }

    fn flag(&self, flag: bool) -> String {
        let (en, zh) = if flag { ("yes", "是") } else { ("no", "否") };
        self.lang.pick(en, zh).to_string()
    }

    fn comma(&self) -> &'static str {
        match self.lang {
            Lang::En => ", ",
            Lang::Zh => "、",
        }
    }
}

fn show_decimal(decimal: Decimal) -> String {
    Ratio::new(decimal.0.into(), Decimal::SCALE.into()).unwrap_or(Ratio::ZERO).to_string()
}

/// Whether the rule compares lengths of time.
fn measures_time(rule: &Rule) -> bool {
    use crate::fields::Type;
    use crate::plan::Cond;
    fn num(n: &Num, rule: &Rule) -> bool {
        match n {
            Num::Field { field, .. } => field.value_type() == Type::Duration,
            Num::Leaf(index) => rule.leaves.get(*index).is_some_and(|leaf| match &leaf.measure {
                Measure::Sum(n) | Measure::Average(n) | Measure::Min(n) | Measure::Max(n) => num(n, rule),
                _ => false,
            }),
            Num::Multiply(a, b) => num(a, rule) || num(b, rule),
            Num::Add(a, _) | Num::Subtract(a, _) | Num::Divide(a, _) => num(a, rule),
            Num::Const(_) => false,
        }
    }
    fn cond(c: &Cond, rule: &Rule) -> Option<bool> {
        match c {
            Cond::Compare { left, .. } => Some(num(left, rule)),
            Cond::Share { .. } => Some(false),
            Cond::Not(inner) => cond(inner, rule),
            Cond::All(all) | Cond::Any(all) => all.iter().find_map(|c| cond(c, rule)),
            Cond::Pred(_) => None,
        }
    }
    cond(&rule.when, rule).unwrap_or(false)
}
