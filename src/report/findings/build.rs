//! From an outcome to a finding that can be written.

use std::borrow::Cow;
use std::sync::Arc;

use super::fields::Story;
use super::spans::Matcher;
use super::{Finding, Key, KeyText, Message, Named, Open, Place, Shown, Words, blame};
use crate::diag::Lang;
use crate::eval::{KeyValue, Outcome, Status};
use crate::fields::{Attr, Field};
use crate::model::{Batch, Directory, GroupId, Kind, Millis, Msg, Origin, PersonId};
use crate::plan::{Cond, Plan, Rule};
use crate::report::moment::{self, Moment};
use crate::report::privacy::{Excerpt, Privacy};
use crate::text::Finder;
use crate::time::Zone;

/// A message of a finding.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The path of its file, or the table of a database.
    pub path: &'a str,
    /// Its line or row.
    pub line: u32,
    /// The message.
    pub msg: Msg<'a>,
}

/// Builds findings of one run.
pub struct Builder<'a> {
    plan: &'a Plan,
    matcher: Matcher<'a>,
    zones: Vec<Zone>,
    /// The names of each rule's key.
    keys: Vec<Vec<String>>,
    utc: Zone,
    lang: Lang,
    privacy: Privacy,
    /// People read the findings.
    readable: bool,
}

impl<'a> Builder<'a> {
    /// For a plan.
    pub fn new(plan: &'a Plan, lang: Lang, privacy: Privacy) -> Self {
        let zone = |clock: &crate::plan::Clock| Zone::new(&clock.timezone).unwrap_or_else(Zone::utc);
        Builder {
            plan,
            matcher: Matcher::new(plan),
            zones: plan.clocks.iter().map(zone).collect(),
            keys: plan.rules.iter().map(names).collect(),
            utc: Zone::utc(),
            lang,
            privacy,
            readable: true,
        }
    }

    /// Leaves out what only people read: [`Words`] and [`Shown`].
    pub fn for_programs(self) -> Self {
        Builder { readable: false, ..self }
    }

    /// Shows the words of lists with the finder that found them, instead of making one anew.
    pub fn share(&mut self, finder: Arc<Finder>) {
        self.matcher.share(finder);
    }

    /// What may be shown.
    pub fn privacy(&self) -> &Privacy {
        &self.privacy
    }

    /// Takes note of the people of some messages, before anything is shown of them.
    pub fn learn(&mut self, batch: &Batch, directory: &Directory) {
        self.privacy.learn(batch, directory);
    }

    /// The zone of a rule's policy.
    pub fn zone(&self, rule: &Rule) -> &Zone {
        let clock = self.plan.policies.get(rule.policy).map_or(0, |policy| policy.clock);
        self.zones.get(clock).unwrap_or(&self.utc)
    }

    /// A finding; `pages` holds its messages as far as they are known.
    pub fn finding<'f>(
        &'f self,
        outcome: &'f Outcome,
        directory: &'f Directory,
        pages: &[Page<'f>],
    ) -> Finding<'f> {
        let rule = &self.plan.rules[outcome.rule];
        let zone = self.zone(rule);
        let directory = self.privacy.directory(directory);
        let page = |origin: Origin| pages.iter().find(|page| page.msg.row.origin == origin);
        let message = |page: &Page<'f>| {
            let judged = Some(page.msg.row.origin) == outcome.trigger;
            self.message(page, outcome.rule, judged, directory, zone)
        };
        let trigger = outcome.trigger.and_then(page);
        let evidence = outcome.evidence.iter().copied().filter_map(page).map(message).collect();
        let policy = &self.plan.policies[rule.policy];
        let story = Story {
            rule,
            outcome,
            directory,
            trigger: trigger.map(|page| page.msg),
            zone,
            lang: if policy.chinese { Lang::Zh } else { Lang::En },
            privacy: &self.privacy,
        };
        let time = |at: Millis| Moment { at, zone };
        Finding {
            rule: &rule.name,
            severity: rule.severity,
            title: &rule.title,
            message: story.message(),
            at: time(outcome.at),
            decided: time(outcome.decided),
            key: self.key(outcome, directory),
            evidence,
            evidence_total: outcome.evidence_total,
            first: outcome.episode.map(|e| time(e.first)),
            last: outcome.episode.map(|e| time(e.last)),
            value: outcome.value,
            threshold: outcome.threshold,
            folded: outcome.folded,
            fingerprint: fingerprint(&policy.name, rule, outcome, directory),
            policy: Place { path: &policy.path, line: rule.line, column: rule.column },
            words: match self.readable {
                true => self.words(&Story { lang: self.lang, ..story }),
                false => Words::default(),
            },
            trigger: trigger.map(message),
        }
    }

    fn words(&self, story: &Story) -> Words {
        Words {
            basis: story.rule.basis.clone(),
            remedy: story.rule.remedy.clone(),
            when: self.when(story.outcome, story.zone),
            measured: self.measured(story),
        }
    }

    /// A verdict that is neither clean nor a finding. `place`: path and line of the judged message.
    pub fn open(&self, outcome: &Outcome, directory: &Directory, place: Option<(&str, u32)>) -> Open {
        let rule = &self.plan.rules[outcome.rule];
        let zone = self.zone(rule);
        let directory = self.privacy.directory(directory);
        let (status, because) = match &outcome.status {
            Status::Excepted(index) => ("excepted", rule.unless.get(*index).map(|e| e.because.clone())),
            Status::Undetermined(reason) => ("undetermined", Some(blame(*reason, self.lang))),
            _ => ("pending", None),
        };
        Open {
            rule: rule.name.clone(),
            status,
            at: moment::rfc3339(outcome.at, zone),
            key: self.key(outcome, directory).into_owned(),
            source: place.map(|(path, _)| self.privacy.path(path).into_owned()),
            line: place.map(|(_, line)| line),
            because: because.unwrap_or_default(),
            when: self.when(outcome, zone),
        }
    }

    fn when(&self, outcome: &Outcome, zone: &Zone) -> String {
        let ends = match (outcome.episode, outcome.window) {
            (Some(episode), _) if episode.last > episode.first => Some((episode.first, episode.last)),
            (None, Some((start, end))) => Some((start, end)),
            _ => None,
        };
        let Some((from, to)) = ends else { return moment::human(outcome.at, zone) };
        let same_day = moment::date(from, zone) == moment::date(to, zone);
        let to = if same_day { moment::clock(to, zone) } else { moment::human(to, zone) };
        format!("{} .. {to}", moment::human(from, zone))
    }

    fn measured(&self, story: &Story) -> String {
        if !compares(&story.rule.when) || story.outcome.value.is_none() {
            return String::new();
        }
        let value = story.number(story.outcome.value);
        match story.outcome.threshold {
            Some(threshold) => {
                let threshold = story.number(Some(threshold));
                match self.lang {
                    Lang::En => format!("{value} (limit {threshold})"),
                    Lang::Zh => format!("{value}（界限 {threshold}）"),
                }
            }
            None => value,
        }
    }

    fn key<'f>(&'f self, outcome: &'f Outcome, directory: &'f Directory) -> Key<'f> {
        let mut key = Key::default();
        let fields = self.plan.rules[outcome.rule].key.iter().map(|key| key.field);
        for ((name, field), value) in self.keys[outcome.rule].iter().zip(fields).zip(&outcome.key) {
            let text = match value {
                KeyValue::Person(id) => KeyText::Named(person(*id, directory)),
                KeyValue::Group(id) => KeyText::Named(group(*id, directory)),
                KeyValue::Text(text) => KeyText::Text(match is_said(field) {
                    true => self.privacy.quote(text, self.lang),
                    false => Cow::Borrowed(text),
                }),
            };
            key.set(Cow::Borrowed(name), text);
        }
        key
    }

    fn message<'f>(
        &'f self,
        page: &Page<'f>,
        rule: usize,
        judged: bool,
        directory: &'f Directory,
        zone: &'f Zone,
    ) -> Message<'f> {
        let msg = page.msg;
        let bytes = self.matcher.spans(rule, judged, &msg);
        let text = msg.text().unwrap_or("");
        let chars = |at: usize| text.get(..at).map_or(0, |head| head.chars().count());
        let spans: Vec<_> = bytes.iter().map(|&(from, to)| [chars(from), chars(to)]).collect();
        let excerpt = msg.text().and_then(|text| self.privacy.excerpt(text, &spans));
        Message {
            id: self.privacy.message(msg.id()),
            time: Moment { at: msg.row.time, zone },
            group: group(msg.row.group, directory),
            sender: person(msg.row.sender, directory),
            source: self.privacy.path(page.path),
            line: page.line,
            spans,
            shown: match self.readable {
                true => Shown {
                    when: moment::human(msg.row.time, zone),
                    whole: self.privacy.is_full(),
                    ..self.shown(msg.row.kind, excerpt.as_ref())
                },
                false => Shown::default(),
            },
            excerpt,
        }
    }

    /// A text for people, or what stands for it.
    fn shown(&self, kind: Kind, excerpt: Option<&Excerpt>) -> Shown {
        let Some(excerpt) = excerpt.filter(|excerpt| !excerpt.text.is_empty()) else {
            let text = format!("<{}>", self.lang.pick(kind.name(), kind.chinese()));
            return Shown { text, ..Shown::default() };
        };
        let mut ends: Vec<usize> = excerpt.text.char_indices().map(|(at, _)| at).collect();
        ends.push(excerpt.text.len());
        let byte = |at: usize| ends.get(at).copied().unwrap_or(excerpt.text.len());
        let spans = excerpt.spans.iter().map(|&[from, to]| (byte(from), byte(to))).collect();
        Shown { text: excerpt.text.to_string(), spans, ..Shown::default() }
    }
}

/// The field holds words of a message.
pub(super) fn is_said(field: Field) -> bool {
    let Field::Message(attr) = field else { return false };
    matches!(attr.base(), Attr::Text | Attr::LinkUrl | Attr::LinkTitle | Attr::FileName)
}

/// The English names of a rule's key.
fn names(rule: &Rule) -> Vec<String> {
    rule.key.iter().map(|key| key.field.english()).collect()
}

fn person(id: PersonId, directory: &Directory) -> Named<'_> {
    let person = directory.get_person(id);
    Named { id: Cow::Borrowed(&person.id), name: Cow::Borrowed(&person.name) }
}

fn group(id: GroupId, directory: &Directory) -> Named<'_> {
    let group = directory.get_group(id);
    Named { id: Cow::Borrowed(&group.id), name: Cow::Borrowed(&group.name) }
}

/// The rule compares a number of its own, rather than asking for one message or none.
fn compares(cond: &Cond) -> bool {
    match cond {
        Cond::Compare { .. } | Cond::Share { .. } => true,
        Cond::Not(inner) => compares(inner),
        Cond::All(all) | Cond::Any(all) => all.iter().any(compares),
        Cond::Pred(_) => false,
    }
}

/// blake3 of the policy's and the rule's name, the key and the anchor, each ended by a zero byte: 32
/// hexadecimal digits. Ids, not names, so that it survives another export.
fn fingerprint(policy: &str, rule: &Rule, outcome: &Outcome, directory: &Directory) -> String {
    let mut bytes = Vec::with_capacity(128);
    let mut part = |text: &str| {
        bytes.extend_from_slice(text.as_bytes());
        bytes.push(0);
    };
    part(policy);
    part(&rule.name);
    for value in &outcome.key {
        part(match value {
            KeyValue::Person(id) => &directory.get_person(*id).id,
            KeyValue::Group(id) => &directory.get_group(*id).id,
            KeyValue::Text(text) => text,
        });
    }
    part(&outcome.anchor);
    if let Some(mention) = outcome.mention {
        part(&directory.get_person(mention).id);
    }
    blake3::hash(&bytes).to_hex()[..32].to_string()
}
