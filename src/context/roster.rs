//! The roster: who the people are, and who has which role when.

use std::collections::HashMap;

use jiff::tz::TimeZone;

use super::fields::{Fields, Keys, What, entries, start_of};
use super::table::{self, Entries};
use super::yaml::{Node, Value};
use crate::diag::codes::inputs as code;
use crate::diag::{Diagnostic, Problems, nearest};
use crate::model::{Directory, Entry, Millis, PersonId, RoleSpan};
use crate::source::{FileId, Sources, Span};

const ROSTER: What = ("the roster", "名册");
const PERSON: What = ("a person of the roster", "名册条目");
const ROLE: What = ("a role with its time", "带期限的角色");

const TOP: Keys = &[("people", &["人员", "名册", "名单"])];
const KEYS: Keys = &[
    ("id", &["编号", "账号", "微信号", "wxid", "userid"]),
    ("name", &["姓名"]),
    ("nicknames", &["昵称", "群昵称", "nickname"]),
    ("ids", &["其他编号", "其他账号"]),
    ("roles", &["角色", "role"]),
    ("unit", &["单位", "部门"]),
    ("level", &["级别", "职级"]),
    ("joined", &["加入时间", "加入日期", "入职", "入职时间", "入职日期"]),
];
const ENTRIES: Entries = Entries { keys: KEYS, needs: &["id", "name", "ids"], what: ROSTER };
const ROLE_KEYS: Keys = &[("role", &["角色"]), ("from", &["自", "起"]), ("to", &["至", "止"])];

/// Reads the roster of a registered file into the directory. `roles`: those that the policies declare;
/// others are errors. Dates begin and end in `zone`; a role's last day is its own.
pub fn load(
    sources: &Sources,
    file: FileId,
    roles: &[String],
    zone: &TimeZone,
    directory: &mut Directory,
    problems: &mut Problems,
) {
    let Some(root) = table::parse(sources, file, ENTRIES, problems) else { return };
    directory.has_roster = true;
    let mut roster = Roster { roles, zone, directory, problems, ids: HashMap::new(), names: Vec::new() };
    for entry in entries(&root, TOP, ROSTER, roster.problems) {
        roster.person(entry);
    }
    roster.names();
}

struct Roster<'a> {
    roles: &'a [String],
    zone: &'a TimeZone,
    directory: &'a mut Directory,
    problems: &'a mut Problems,
    /// Every id and nickname so far, for the second use of one.
    ids: HashMap<String, (Span, PersonId)>,
    names: Vec<(String, Span, PersonId)>,
}

impl Roster<'_> {
    fn person(&mut self, entry: &Node) {
        let Some(fields) = Fields::of(entry, KEYS, PERSON, self.problems) else { return };
        let id = fields.text("id", self.problems);
        let name = fields.text("name", self.problems);
        let ids = fields.texts("ids", self.problems);
        let Some((key, span)) = id.or(ids.first().copied()).or(name) else {
            return fields.missing("id", PERSON, self.problems);
        };
        if self.taken(key, span) {
            return;
        }
        let person = self.directory.person(key);
        self.ids.insert(key.into(), (span, person));
        let nicknames = fields.texts("nicknames", self.problems);
        for &(alias, span) in ids.iter().chain(&nicknames) {
            self.alias(alias, span, person);
        }
        if let Some((name, span)) = name {
            self.names.push((name.into(), span, person));
        }
        for &(nickname, _) in &nicknames {
            self.directory.add_name(nickname, person);
        }
        let spans = self.role_spans(&fields);
        let level = fields.number("level", self.problems);
        let joined = fields.instant("joined", self.zone, self.problems);
        let unit = fields.text("unit", self.problems);
        let known = self.directory.person_mut(person);
        known.known = true;
        known.name = name.map_or(key, |(name, _)| name).into();
        let unit = unit.map(|(unit, _)| unit.into());
        *known.entry_mut() = Entry { roles: spans, unit, level, joined };
    }

    /// True, and reported, if an id already stands for somebody.
    fn taken(&mut self, id: &str, span: Span) -> bool {
        let Some((first, _)) = self.ids.get(id) else { return false };
        let diagnostic = Diagnostic::at(code::SAME_PERSON_TWICE, span).arg("id", id);
        self.problems.push(diagnostic.label(*first, ("the first", "第一处")));
        true
    }

    fn alias(&mut self, alias: &str, span: Span, person: PersonId) {
        let own = self.ids.get(alias).is_some_and(|(_, owner)| *owner == person);
        if own || self.taken(alias, span) {
            return;
        }
        self.ids.insert(alias.into(), (span, person));
        self.directory.alias(alias, person);
    }

    /// A name finds its person where only one bears it, and nobody else has it as an id or nickname.
    fn names(&mut self) {
        let mut first: HashMap<&str, (Span, bool)> = HashMap::new();
        for (name, span, person) in &self.names {
            self.directory.add_name(name, *person);
            match first.get_mut(name.as_str()) {
                None => drop(first.insert(name, (*span, true))),
                Some((place, alone)) => {
                    *alone = false;
                    let note = Diagnostic::at(code::NAMESAKES, *span).arg("name", name.as_str());
                    self.problems.push(note.label(*place, ("the first", "第一处")));
                }
            }
        }
        for (name, _, person) in &self.names {
            let alone = first.get(name.as_str()).is_some_and(|(_, alone)| *alone);
            if alone && self.ids.get(name).is_none_or(|(_, owner)| owner == person) {
                self.directory.alias(name, *person);
            }
        }
    }

    fn role_spans(&mut self, fields: &Fields) -> Vec<RoleSpan> {
        let items: Vec<&Node> = match fields.get("roles") {
            None => Vec::new(),
            Some(Node { value: Value::List(items), .. }) => items.iter().collect(),
            Some(one) => vec![one],
        };
        items.into_iter().filter_map(|item| self.role_span(item)).collect()
    }

    fn role_span(&mut self, item: &Node) -> Option<RoleSpan> {
        let mut span = RoleSpan { roles: 0, from: Millis::MIN, to: Millis::MAX };
        let (name, place) = match &item.value {
            Value::Scalar(name) => (name.as_str(), item.span),
            Value::Null => return None,
            _ => {
                let fields = Fields::of(item, ROLE_KEYS, ROLE, self.problems)?;
                let Some(named) = fields.text("role", self.problems) else {
                    fields.missing("role", ROLE, self.problems);
                    return None;
                };
                span.from = fields.instant("from", self.zone, self.problems).unwrap_or(span.from);
                let last = fields.date("to", self.problems);
                span.to = last.and_then(|day| start_of(day + 1, self.zone)).unwrap_or(span.to);
                named
            }
        };
        if !self.roles.iter().any(|role| role == name) {
            let near = nearest(name, self.roles.iter().map(String::as_str));
            let unknown = Diagnostic::at(code::UNKNOWN_ROLE, place).arg("role", name);
            self.problems.push(unknown.maybe("near", near));
            return None;
        }
        match self.directory.role(name) {
            Some(mask) => Some(RoleSpan { roles: mask, ..span }),
            None => {
                self.problems.push(Diagnostic::at(code::TOO_MANY_ROLES, place));
                None
            }
        }
    }
}
