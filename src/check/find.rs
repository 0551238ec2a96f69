//! What a dotted name stands for: a field, a declaration, or nothing (and what was probably meant).

use std::collections::HashMap;
use std::sync::LazyLock;

use super::rule::Anchor;
use super::scope::Scope;
use super::{Checker, say};
use crate::diag::codes::{limits, names as codes};
use crate::diag::{Both, Diagnostic, nearest, nearest_of};
use crate::fields::{self, Attr, Field, TABLE, Type, Who};
use crate::model::Kind;
use crate::resolve::Decl;
use crate::source::Span;
use crate::syntax::ast::Path;

/// Whose field a condition reads: of the message at hand or of the trigger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Side {
    /// The message at hand.
    pub here: bool,
    /// The trigger.
    pub trigger: bool,
}

impl Side {
    pub(super) const HERE: Side = Side { here: true, trigger: false };
    pub(super) const TRIGGER: Side = Side { here: false, trigger: true };

    pub(super) fn with(self, other: Side) -> Side {
        Side { here: self.here || other.here, trigger: self.trigger || other.trigger }
    }

    pub(super) fn both(self) -> bool {
        self.here && self.trigger
    }
}

/// What a name stands for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Found {
    Field(Field, Side),
    Decl(Decl),
    Kind(Kind),
    /// Nothing; a problem was reported, or the file that may declare it could not be read.
    Nothing,
}

/// True for the word that names the message a bracket belongs to.
pub(super) fn is_trigger(word: &str) -> bool {
    matches!(word, "trigger" | "触发" | "触发消息")
}

/// The fields by their names in both languages.
static FIELDS: LazyLock<HashMap<String, Field>> = LazyLock::new(|| {
    fields::all().flat_map(|field| [(field.english(), field), (field.chinese(), field)]).collect()
});

/// The field of these parts, each in either language.
pub(super) fn field_of(parts: &[&str]) -> Option<Field> {
    if let Some(field) = FIELDS.get(parts.join(".").as_str()) {
        return Some(*field);
    }
    if parts.len() < 2 {
        return None;
    }
    fields::all().find(|field| {
        let (en, zh) = (field.english(), field.chinese());
        let words: Vec<_> = en.split('.').zip(zh.split('.')).collect();
        words.len() == parts.len() && words.iter().zip(parts).all(|((e, z), p)| e == p || z == p)
    })
}

impl Checker<'_> {
    /// The declaration that a name of one or two parts stands for; marks it as used.
    pub(super) fn lookup(&mut self, path: &Path, module: usize) -> Option<Decl> {
        let home = &self.program.modules[module];
        let decl = match path.parts.as_slice() {
            [name] => home.names.get(&name.text)?.0,
            [alias, name] => {
                let (index, import) = self.program.import(module, &alias.text)?;
                let target = import.module?;
                self.used.imports.insert((module, index));
                self.program.modules[target].names.get(&name.text)?.0
            }
            _ => return None,
        };
        self.used.names.insert(decl);
        Some(decl)
    }

    /// What a path stands for in a condition. Reports what is unknown or out of place.
    pub(super) fn find(&mut self, path: &Path, scope: &Scope) -> Found {
        let words: Vec<&str> = path.parts.iter().map(|p| p.text.as_str()).collect();
        if let [first, rest @ ..] = words.as_slice()
            && is_trigger(first)
        {
            return self.find_of_trigger(path, rest, scope);
        }
        if let Some(field) = field_of(&words) {
            return self.allowed(field, Side::HERE, path.span, scope);
        }
        if let Some(decl) = self.lookup(path, scope.module) {
            return Found::Decl(decl);
        }
        if let [word] = words.as_slice()
            && let Some(kind) = kind_of(word)
        {
            return Found::Kind(kind);
        }
        self.unknown(path, &words, scope.module);
        Found::Nothing
    }

    /// A word that stands for nothing, and is not a field or name misspelt.
    pub(super) fn is_far_from_fields(&self, path: &Path, module: usize) -> bool {
        let [word] = path.parts.as_slice() else { return false };
        let word = word.text.as_str();
        let stands = field_of(&[word]).is_some() || kind_of(word).is_some() || is_trigger(word);
        let names = self.names_in_scope(module);
        !stands
            && !names.iter().any(|name| name == word)
            && nearest(word, names.iter().map(String::as_str)).is_none()
    }

    fn find_of_trigger(&mut self, path: &Path, rest: &[&str], scope: &Scope) -> Found {
        if !scope.has_trigger() {
            let (place, action): (Both, Both) = if scope.in_bracket() {
                (
                    ("in a rule that judges windows", "判断时间窗的规则中").into(),
                    (
                        "compare with a fixed value, or judge `each message`",
                        "与固定的值比较，或改为 `每条消息`",
                    )
                        .into(),
                )
            } else {
                (
                    ("outside brackets", "括号外").into(),
                    (
                        "leave `trigger.` out: outside brackets fields are the judged message's",
                        "去掉 `触发.`：括号外的字段就是被判断消息的",
                    )
                        .into(),
                )
            };
            let problem = Diagnostic::at(limits::NO_TRIGGER, path.span).arg("place", place);
            self.push(problem.arg("action", action));
            return Found::Nothing;
        }
        if rest.is_empty() {
            let wanted = ("one of its fields, such as `trigger.sender`", "它的字段，例如 `触发.发送者`");
            let problem = Diagnostic::at(codes::WRONG_SORT, path.span)
                .arg("name", path.dotted())
                .arg("what", ("a whole message", "整条消息"))
                .arg("wanted", wanted);
            self.push(problem);
            return Found::Nothing;
        }
        match field_of(rest) {
            Some(field) => self.allowed(field, Side::TRIGGER, path.span, scope),
            None => {
                self.unknown_field(path.span, "trigger", &rest.join("."), message_fields());
                Found::Nothing
            }
        }
    }

    /// A field that exists: may it be read here?
    fn allowed(&mut self, field: Field, side: Side, span: Span, scope: &Scope) -> Found {
        let found = Found::Field(field, side);
        let Some(rule) = scope.rule else {
            // A define serves rules of any kind, so it can only read what every message has.
            return match field {
                Field::Person(who) | Field::OfPerson(who, _) if matches!(who, Who::Member | Who::Mention) => {
                    self.nobody(who, span, scope);
                    Found::Nothing
                }
                _ => self.not_gap(field, span, scope, found),
            };
        };
        if let Field::Person(who) | Field::OfPerson(who, _) = field {
            let judged = match who {
                Who::Mention => {
                    rule.anchor.is_mention()
                        && (!scope.in_bracket() || side == Side::TRIGGER && scope.of_judged())
                }
                Who::Member => rule.has_member() && scope.of_key(),
                _ => true,
            };
            if !judged {
                self.nobody(who, span, scope);
                return Found::Nothing;
            }
        }
        if scope.of_key() && !rule.knows(field) {
            let root = Both {
                en: field.english().split('.').next().unwrap_or_default().into(),
                zh: field.chinese().split('.').next().unwrap_or_default().into(),
            };
            let windows = !matches!(rule.anchor, Anchor::Group | Anchor::Member);
            let useful = windows
                && (matches!(field.value_type(), Type::Text | Type::Person | Type::Group)
                    || !matches!(field, Field::Message(_)));
            let problem = Diagnostic::at(limits::NOT_A_KEY_FIELD, span)
                .arg("anchor", say::anchor_name(&rule.anchor))
                .arg("name", say::field_name(field))
                .maybe("root", useful.then_some(root));
            self.push(problem);
            return Found::Nothing;
        }
        self.not_gap(field, span, scope, found)
    }

    /// `gap` looks at the message before.
    fn not_gap(&mut self, field: Field, span: Span, scope: &Scope, found: Found) -> Found {
        if super::tree::is_gap(field) && !matches!(scope.place, super::scope::Place::When) {
            let place = if scope.in_bracket() { ("a bracket", "括号").into() } else { scope.clause() };
            self.push(Diagnostic::at(limits::LOOKS_AT_OTHERS, span).arg("place", place));
            return Found::Nothing;
        }
        found
    }

    /// `mention` or `member` where nobody is judged under that name.
    fn nobody(&mut self, who: Who, span: Span, scope: &Scope) {
        let (person, need): (Both, Both) = match who {
            Who::Mention => (("person", "人").into(), ("`each mention`", "`每次提及`").into()),
            _ => (
                ("member", "成员").into(),
                ("`each member` or `per member`", "`每名成员` 或 `按 成员`").into(),
            ),
        };
        let judged = scope.rule.is_some_and(|rule| match who {
            Who::Mention => rule.anchor.is_mention(),
            _ => rule.has_member(),
        });
        let (why, action): (Both, Both) = match (scope.rule, judged, who) {
            (Some(_), true, Who::Mention) => (
                ("the bracket's own messages are about others", "括号里的消息另有其人").into(),
                ("write `trigger.mention`", "写 `触发.被提及者`").into(),
            ),
            (Some(_), true, _) => (
                ("here single messages are looked at", "这里看的是单条消息").into(),
                ("write `sender`", "写 `发送者`").into(),
            ),
            (rule, ..) => {
                let anchor = rule.map_or(("any", "任何对象").into(), |r| say::anchor_name(&r.anchor));
                let why = Both {
                    en: format!("this rule judges {}", anchor.en),
                    zh: format!("本规则判断的是{}", anchor.zh),
                };
                let define = ("a define serves any rule", "定义要供任何规则使用").into();
                let action = match who {
                    Who::Mention => (
                        "write `each mention` in the rule, or use `sender`",
                        "在规则里写 `每次提及`，或改用 `发送者`",
                    ),
                    _ => ("use `sender` instead", "改用 `发送者`"),
                };
                (if rule.is_some() { why } else { define }, action.into())
            }
        };
        let (en, zh) = who.names();
        let problem = Diagnostic::at(limits::NOT_JUDGED, span)
            .arg("name", (en, zh))
            .arg("person", person)
            .arg("need", need)
            .arg("why", why)
            .arg("action", action);
        self.push(problem);
    }

    fn unknown(&mut self, path: &Path, words: &[&str], module: usize) {
        let [first, rest @ ..] = words else { return };
        if let Some((index, import)) = self.program.import(module, first)
            && !rest.is_empty()
        {
            self.used.imports.insert((module, index));
            let Some(target) = import.module else { return };
            if !self.program.modules[target].broken {
                let names = self.program.modules[target].names.keys();
                let names: Vec<String> = names.map(|n| format!("{first}.{n}")).collect();
                let near = nearest(&path.dotted(), names.iter().map(String::as_str));
                let problem = Diagnostic::at(codes::UNKNOWN_NAME, path.span).arg("name", path.dotted());
                self.push(problem.maybe("near", near.map(str::to_string)));
            }
            return;
        }
        if !rest.is_empty() && is_root(first) {
            let known = fields_of(first);
            return self.unknown_field(path.span, first, &rest.join("."), known);
        }
        if self.program.modules[module].broken {
            return;
        }
        let names = self.names_in_scope(module);
        if let Some(split) = crate::syntax::split(first, &|word| names.iter().any(|n| n == word)) {
            return self.push(crate::syntax::joined_words(path.span, &path.dotted(), split));
        }
        let near = nearest(&path.dotted(), names.iter().map(String::as_str)).map(str::to_string);
        let problem = Diagnostic::at(codes::UNKNOWN_NAME, path.span).arg("name", path.dotted());
        let problem = problem.maybe("near", near.clone());
        self.push(match near {
            Some(near) => problem.fix(path.span, near),
            None => problem,
        });
    }

    pub(super) fn unknown_field(&mut self, span: Span, of: &str, name: &str, known: Vec<Both>) {
        let spellings = known.iter().flat_map(|b| [(b.en.as_str(), b), (b.zh.as_str(), b)]);
        let near = nearest_of(name, spellings).cloned();
        let list = |pick: fn(&Both) -> &str| {
            let names: Vec<String> = known.iter().map(|b| format!("`{}`", pick(b))).collect();
            names.join(", ")
        };
        let fields = near.is_none().then(|| Both { en: list(|b| &b.en), zh: list(|b| &b.zh) });
        let problem = Diagnostic::at(codes::UNKNOWN_FIELD, span)
            .arg("of", of)
            .arg("name", name)
            .maybe("near", near)
            .maybe("fields", fields);
        self.push(problem);
    }

    /// Every name that may stand in a condition of a file, in both languages.
    pub(super) fn names_in_scope(&self, module: usize) -> Vec<String> {
        let home = &self.program.modules[module];
        let mut names: Vec<String> = fields::all().flat_map(|f| [f.english(), f.chinese()]).collect();
        names.extend(Kind::ALL.iter().flat_map(|k| [k.name().to_string(), k.chinese().to_string()]));
        names.extend(home.names.keys().cloned());
        for import in &home.imports {
            if let Some(target) = import.module {
                let inner = self.program.modules[target].names.keys();
                names.extend(inner.map(|name| format!("{}.{name}", import.alias)));
            }
        }
        names
    }
}

/// The kind of this name, in either language.
pub(super) fn kind_of(word: &str) -> Option<Kind> {
    Kind::ALL.iter().copied().find(|k| k.name() == word || k.chinese() == word)
}

fn is_root(word: &str) -> bool {
    matches!(word, "text" | "文本" | "link" | "链接" | "file" | "文件" | "mentions" | "提及" | "group" | "群")
        || Who::ALL.iter().any(|(_, en, zh)| *en == word || *zh == word)
}

/// What may follow the dot of a root.
fn fields_of(root: &str) -> Vec<Both> {
    let both = |en: &str, zh: &str| Both { en: en.into(), zh: zh.into() };
    let person = Who::ALL.iter().any(|(_, en, zh)| *en == root || *zh == root);
    if person {
        return TABLE.iter().filter(|i| i.of == fields::Of::Person).map(|i| both(i.en, i.zh)).collect();
    }
    if matches!(root, "group" | "群") {
        return TABLE.iter().filter(|i| i.of == fields::Of::Group).map(|i| both(i.en, i.zh)).collect();
    }
    let dotted = TABLE.iter().filter_map(|i| Some((i.en.split_once('.')?, i.zh.split_once('.')?)));
    let of_root = dotted.filter(|((en, _), (zh, _))| *en == root || *zh == root);
    of_root.map(|((_, en), (_, zh))| both(en, zh)).collect()
}

fn message_fields() -> Vec<Both> {
    let own = TABLE.iter().filter(|i| i.of == fields::Of::Message && i.attr != Attr::Gap);
    own.map(|i| Both { en: i.en.into(), zh: i.zh.into() })
        .chain([("sender", "发送者").into(), ("group", "群").into()])
        .collect()
}

/// Types whose fields can be compared as numbers.
pub(super) fn is_numeric(kind: Type) -> bool {
    matches!(
        kind,
        Type::Number | Type::Money | Type::Duration | Type::Time | Type::Date | Type::Clock | Type::Weekday
    )
}
