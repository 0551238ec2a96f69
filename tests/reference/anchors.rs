//! What a rule judges: messages, mentions, windows, sessions, groups and people.

use jiff::{SignedDuration, Timestamp, ToSpan, tz::TimeZone};
use qungui::eval::{Blame, EVIDENCE, Episode, KeyValue, Outcome};
use qungui::fields::{Attr, Field, Who};
use qungui::model::{GroupId, Millis, PersonId};
use qungui::plan::{Anchor, Rule, Unit};

use super::cover;
use super::fields::{Value, View};
use super::judge::{Subject, Verdict, holds};
use super::leaf::{Keyed, Scope};
use super::truth::{Cause, Tri};
use super::{Expected, Reference};

/// Something that was judged.
#[derive(Debug, Clone)]
pub struct Judged {
    pub verdict: Verdict,
    pub at: Millis,
    /// Its place among what the rule judges.
    pub position: usize,
    pub key: Vec<KeyValue>,
    /// All of the key is known. What is not stands empty, and is another key than a text that is empty.
    pub keyed: bool,
    pub trigger: Option<usize>,
    pub mention: Option<PersonId>,
    pub window: Option<(Millis, Millis)>,
    pub episode: Option<Episode>,
}

/// A message's key.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Key {
    Absent,
    Unknown(Blame),
    Of(Vec<KeyValue>),
}

impl Reference<'_> {
    /// Judges all that a rule judges.
    pub fn judge(&self, index: usize) -> Vec<Judged> {
        let rule = &self.plan.rules[index];
        let keys: Vec<Key> = (0..self.log.rows.len()).map(|m| self.key(rule, m)).collect();
        let judged = match rule.anchor {
            Anchor::Message | Anchor::Event | Anchor::Mention => self.messages(rule, &keys),
            Anchor::Calendar(unit) => self.calendar(rule, &keys, unit),
            Anchor::Session { gap, at_most } => self.sessions(rule, &keys, gap, at_most),
            Anchor::Group | Anchor::Member => self.universe(rule, &keys),
        };
        judged.into_iter().filter(|judged| rule.since.is_none_or(|since| judged.at >= since)).collect()
    }

    /// The outcome of what is not clean, with its place.
    pub fn outcome(&self, rule: usize, judged: Judged) -> Option<(usize, Expected)> {
        let evidence = &judged.verdict.evidence;
        let outcome = Outcome {
            rule,
            status: judged.verdict.status?,
            at: judged.at,
            decided: judged.verdict.decided,
            key: judged.key,
            trigger: judged.trigger.map(|m| self.log.rows[m].origin),
            mention: judged.mention,
            window: judged.window,
            evidence: evidence.iter().take(EVIDENCE).map(|&m| self.log.rows[m].origin).collect(),
            evidence_total: evidence.len() as u64,
            episode: judged.episode,
            value: judged.verdict.value,
            threshold: judged.verdict.threshold,
            folded: 0,
            anchor: judged.trigger.map(|m| self.log.msg(m).id().to_string()).unwrap_or_default(),
        };
        Some((judged.position, Expected { outcome, lacks: judged.verdict.lacks }))
    }

    fn key(&self, rule: &Rule, message: usize) -> Key {
        let view = View::Message(message, None);
        let values: Vec<_> = rule.key.iter().map(|key| self.key_value(key.field, key.exact, view)).collect();
        if values.contains(&Ok(None)) {
            return Key::Absent;
        }
        let values: Result<Vec<KeyValue>, Blame> =
            values.into_iter().map(|value| value.map(|value| value.expect("is there"))).collect();
        values.map_or_else(Key::Unknown, Key::Of)
    }

    fn keyed<'a>(&'a self, rule: &'a Rule, keys: &[Key], key: &[KeyValue]) -> Keyed<'a> {
        let mine = Key::Of(key.to_vec());
        Keyed {
            reference: self,
            rule,
            key: key.to_vec(),
            mine: (0..keys.len()).filter(|&m| keys[m] == mine).collect(),
            pieces: cover::pieces(self.coverage, self.last_time(), &rule.key, key),
        }
    }

    fn messages(&self, rule: &Rule, keys: &[Key]) -> Vec<Judged> {
        let mut all = Vec::new();
        for (m, key) in keys.iter().enumerate() {
            for mention in self.mentions(rule, m) {
                let position = all.len();
                all.extend(self.message(rule, keys, key, m, mention).map(|one| Judged { position, ..one }));
            }
        }
        all
    }

    /// Whom a message is judged for.
    fn mentions(&self, rule: &Rule, message: usize) -> Vec<Option<PersonId>> {
        if rule.anchor != Anchor::Mention {
            return vec![None];
        }
        match self.field(Field::Message(Attr::Mentions), View::Message(message, None)) {
            Value::People(people) => {
                let mut once: Vec<Option<PersonId>> = Vec::new();
                for person in people {
                    if !once.contains(&Some(person)) {
                        once.push(Some(person));
                    }
                }
                // The order of the output, which decides what `once per` folds into what.
                once.sort_by_key(|person| person.map(|person| self.directory.get_person(person).id.clone()));
                once
            }
            Value::Unknown(_) => vec![None],
            _ => Vec::new(),
        }
    }

    fn message(
        &self,
        rule: &Rule,
        keys: &[Key],
        key: &Key,
        m: usize,
        mention: Option<PersonId>,
    ) -> Option<Judged> {
        let view = View::Message(m, mention);
        let at = self.log.rows[m].time;
        if self.pred(rule.select, view) == Tri::False {
            return None;
        }
        let nobody = rule.anchor == Anchor::Mention && mention.is_none();
        let mut doubts: Vec<Blame> = Vec::new();
        let is_keyed = matches!(key, Key::Of(_));
        let key = match key {
            Key::Absent => return None,
            Key::Unknown(blame) => {
                doubts.push(*blame);
                self.named(rule, m)
            }
            Key::Of(key) => key.clone(),
        };
        if nobody {
            doubts.push(Blame::Field(Attr::Mentions));
        }
        let doubt = (!doubts.is_empty()).then_some(Tri::Unknown(Cause { pending: false, blames: doubts }));
        let scope = Scope::Message(m);
        let chosen = None;
        let subject = Subject { chosen, scope, view, at, select: Some(rule.select), doubt };
        let keyed = self.keyed(rule, keys, &key);
        let verdict = if subject.doubt.is_some() { keyed.doubted(&subject) } else { keyed.verdict(&subject) };
        let trigger = Some(m);
        let keyed = is_keyed;
        Some(Judged { verdict, at, position: 0, key, keyed, trigger, mention, window: None, episode: None })
    }

    /// A key of which not all is known: what is unknown stands empty.
    fn named(&self, rule: &Rule, m: usize) -> Vec<KeyValue> {
        let value = |field| self.key_value(field, false, View::Message(m, None)).ok().flatten();
        rule.key.iter().map(|key| value(key.field).unwrap_or(KeyValue::Text("".into()))).collect()
    }

    fn calendar(&self, rule: &Rule, keys: &[Key], unit: Unit) -> Vec<Judged> {
        let zone = self.zone(self.plan.policies[rule.policy].clock);
        let selected = |m: usize| self.pred(rule.select, View::Message(m, None));
        let mut windows: Vec<((Millis, Millis), Vec<KeyValue>)> = Vec::new();
        let mut add = |window, key: Vec<KeyValue>| {
            if !windows.contains(&(window, key.clone())) {
                windows.push((window, key));
            }
        };
        for (m, key) in keys.iter().enumerate() {
            if let (Key::Of(key), true) = (key, selected(m) != Tri::False) {
                add(window(&zone, unit, self.log.rows[m].time), key.clone());
            }
        }
        let mut enumerated = Vec::new();
        if holds(rule, Field::Person(Who::Member)) {
            for window in self.all_windows(&zone, unit) {
                for key in self.roster_keys(rule) {
                    enumerated.push(key.clone());
                    add(window, key);
                }
            }
        }
        windows.sort_by_key(|(window, _)| *window);
        let mut all = Vec::new();
        for (position, (window, key)) in windows.into_iter().enumerate() {
            let keyed = self.keyed(rule, keys, &key);
            let (a, b) = window;
            let within = |m: &usize| a <= self.log.rows[*m].time && self.log.rows[*m].time < b;
            let messages = keyed.mine.iter().copied().filter(within);
            let messages: Vec<usize> = messages.filter(|&m| selected(m) != Tri::False).collect();
            let (start_open, closes) = edges(&keyed, &messages, a, b);
            let chosen: Vec<(usize, Tri)> = messages.iter().map(|&m| (m, selected(m))).collect();
            let chosen = (!enumerated.contains(&key)).then_some(chosen);
            let scope = Scope::Window { messages, start_open, closes, end: b };
            let subject =
                Subject { scope, view: key_view(rule, &key, a), at: a, select: None, chosen, doubt: None };
            let verdict = keyed.verdict(&subject);
            let window = Some(window);
            all.push(Judged {
                verdict,
                at: a,
                position,
                key,
                trigger: None,
                mention: None,
                window,
                keyed: true,
                episode: None,
            });
        }
        all
    }

    /// Every calendar window that overlaps the log or what it covers.
    fn all_windows(&self, zone: &TimeZone, unit: Unit) -> Vec<(Millis, Millis)> {
        let (first, last) = (self.log.rows[0].time, self.last_time());
        if self.coverage.complete {
            return windows(zone, unit, first, last);
        }
        let covered = cover::pieces(self.coverage, last, &[], &[]);
        let from = covered.first().map_or(first, |piece| first.min(piece.after + 1));
        let to = covered.last().map_or(last, |piece| last.max(piece.before - 1));
        windows(zone, unit, from, to)
    }

    fn roster_keys(&self, rule: &Rule) -> Vec<Vec<KeyValue>> {
        let people = self.directory.people().iter().enumerate();
        let roster = people.filter(|(_, person)| person.known).map(|(i, _)| PersonId(i as u32));
        if !holds(rule, Field::Group) {
            return roster.map(|person| make_key(rule, None, Some(person))).collect();
        }
        let groups = self.directory.groups().iter().enumerate();
        groups
            .filter(|(_, group)| group.known)
            .flat_map(|(g, group)| {
                let group_id = Some(GroupId(g as u32));
                group.members.iter().map(move |&person| make_key(rule, group_id, Some(person)))
            })
            .collect()
    }

    fn sessions(&self, rule: &Rule, keys: &[Key], gap: Millis, at_most: Option<Millis>) -> Vec<Judged> {
        let mut done: Vec<&Key> = Vec::new();
        let mut all = Vec::new();
        for key in keys {
            let Key::Of(values) = key else { continue };
            if !done.contains(&key) {
                done.push(key);
                all.extend(self.sessions_of(&self.keyed(rule, keys, values), gap, at_most));
            }
        }
        all
    }

    fn sessions_of(&self, keyed: &Keyed<'_>, gap: Millis, at_most: Option<Millis>) -> Vec<Judged> {
        let rule = keyed.rule;
        let time = |m: usize| self.log.rows[m].time;
        let selected = |m: &usize| self.pred(rule.select, View::Message(*m, None)) == Tri::True;
        let mut sessions: Vec<(Vec<usize>, bool)> = Vec::new();
        for m in keyed.mine.iter().copied().filter(selected) {
            let fresh = time(m) - gap < cover::at(&keyed.pieces, time(m)).after;
            match sessions.last_mut() {
                Some((session, tainted)) if time(m) - time(session[session.len() - 1]) <= gap => {
                    let split = at_most.is_some_and(|at_most| time(m) > time(session[0]) + at_most);
                    let inherited = *tainted;
                    // What came before may have been missed.
                    if split { sessions.push((vec![m], inherited || fresh)) } else { session.push(m) }
                }
                _ => sessions.push((vec![m], fresh)),
            }
        }
        sessions
            .into_iter()
            .map(|(messages, start_open)| {
                let (first, last) = (messages[0], messages[messages.len() - 1]);
                let end = at_most.map_or(Millis::MAX, |at_most| time(first) + at_most).min(time(last) + gap);
                let covered = end < cover::at(&keyed.pieces, time(first)).before;
                let window = Some((time(first), end));
                let at = time(first);
                let scope = Scope::Window { messages, start_open, closes: covered.then_some(end), end };
                let view = key_view(rule, &keyed.key, at);
                let verdict =
                    keyed.verdict(&Subject { scope, view, at, select: None, chosen: None, doubt: None });
                let key = keyed.key.clone();
                Judged {
                    verdict,
                    at,
                    position: first,
                    key,
                    trigger: None,
                    mention: None,
                    window,
                    keyed: true,
                    episode: None,
                }
            })
            .collect()
    }

    fn universe(&self, rule: &Rule, keys: &[Key]) -> Vec<Judged> {
        let keys_of: Vec<Vec<KeyValue>> = match rule.anchor {
            Anchor::Group => (0..self.directory.groups().len() as u32)
                .map(|group| make_key(rule, Some(GroupId(group)), None))
                .collect(),
            _ => (0..self.directory.people().len() as u32)
                .map(|person| make_key(rule, None, Some(PersonId(person))))
                .collect(),
        };
        let mut all = Vec::new();
        for (position, key) in keys_of.into_iter().enumerate() {
            let keyed = self.keyed(rule, keys, &key);
            let at = match keyed.pieces.last() {
                Some(piece) if !self.coverage.complete => piece.before,
                _ => self.last_time(),
            };
            let subject = Subject {
                scope: Scope::End(at),
                view: key_view(rule, &key, at),
                at,
                select: None,
                chosen: None,
                doubt: None,
            };
            let verdict = Verdict { decided: at, ..keyed.verdict(&subject) };
            all.push(Judged {
                verdict,
                at,
                position,
                key,
                trigger: None,
                mention: None,
                window: None,
                keyed: true,
                episode: None,
            });
        }
        all
    }
}

fn make_key(rule: &Rule, group: Option<GroupId>, person: Option<PersonId>) -> Vec<KeyValue> {
    let value = |field: Field| match field {
        Field::Group => group.map(KeyValue::Group),
        Field::Person(_) => person.map(KeyValue::Person),
        other => panic!("{other:?} cannot be enumerated"),
    };
    rule.key.iter().filter_map(|key| value(key.field)).collect()
}

/// What may be read of a key.
fn key_view(rule: &Rule, key: &[KeyValue], time: Millis) -> View {
    let group =
        key.iter().find_map(|value| if let KeyValue::Group(group) = value { Some(*group) } else { None });
    let person = rule.key.iter().zip(key).find_map(|(field, value)| match (field.field, value) {
        (Field::Person(Who::Sender | Who::Member), KeyValue::Person(person)) => Some(*person),
        _ => None,
    });
    View::Key { group, person, time }
}

/// Is the window's start open, and when does it close for sure?
fn edges(keyed: &Keyed<'_>, messages: &[usize], a: Millis, b: Millis) -> (bool, Option<Millis>) {
    let start = keyed.pieces.iter().find(|piece| a > piece.after && a <= piece.before);
    match start {
        Some(piece) if b <= piece.before => (false, Some(b)),
        // A gap is as good as an open start.
        Some(_) => (keyed.pieces.len() > 1, None),
        None => {
            // A gap in the middle is as good as an open end.
            let rows = &keyed.reference.log.rows;
            let [piece] = keyed.pieces[..] else { return (true, None) };
            let inside =
                messages.iter().all(|&m| piece.after <= rows[m].time && rows[m].time <= piece.before);
            (true, (inside && b <= piece.before).then_some(b))
        }
    }
}

/// Every calendar window that overlaps these times, both included.
fn windows(zone: &TimeZone, unit: Unit, from: Millis, to: Millis) -> Vec<(Millis, Millis)> {
    let mut all = vec![window(zone, unit, from)];
    while let Some(&(_, end)) = all.last()
        && end <= to
    {
        all.push(window(zone, unit, end));
    }
    all
}

/// The calendar window that holds a time.
pub fn window(zone: &TimeZone, unit: Unit, time: Millis) -> (Millis, Millis) {
    let local = Timestamp::from_millisecond(time).expect("a time").to_zoned(zone.clone());
    if unit == Unit::Hour {
        let start =
            local.round(jiff::ZonedRound::new().smallest(jiff::Unit::Hour).mode(jiff::RoundMode::Floor));
        let start = start.expect("an hour").timestamp();
        let end = start + SignedDuration::from_hours(1);
        return (start.as_millisecond(), end.as_millisecond());
    }
    let date = local.date();
    let (from, to) = match unit {
        Unit::Week => {
            let monday = date - i64::from(date.weekday().to_monday_zero_offset()).days();
            (monday, monday + 7.days())
        }
        Unit::Month => (date.first_of_month(), date.first_of_month() + 1.months()),
        _ => (date, date + 1.days()),
    };
    let midnight = |date: jiff::civil::Date| {
        date.to_zoned(zone.clone()).expect("a midnight").timestamp().as_millisecond()
    };
    (midnight(from), midnight(to))
}
