//! What a rule keeps apart: `per`.

use super::Checker;
use super::find;
use super::rule::{Anchor, Clauses, Key};
use super::say;
use super::scope::Facts;
use super::tree::{Look, Number, Test};
use crate::diag::codes::limits;
use crate::diag::{Both, Diagnostic};
use crate::fields::{Attr, Field, Type, Who};
use crate::source::Span;

impl Checker<'_> {
    /// The fields of `per`; of groups and people their own.
    pub(super) fn key(&mut self, clauses: &Clauses, anchor: &Anchor, module: usize) -> Vec<Key> {
        let own = match anchor {
            Anchor::Member => Field::Person(Who::Member),
            _ => Field::Group,
        };
        let own = vec![Key { field: own, exact: false }];
        let Some((keys, span)) = clauses.per else { return own };
        let mut fields: Vec<Key> = Vec::new();
        let mut sound = true;
        for key in keys.unwrap_or_default() {
            let words: Vec<&str> = key.path.parts.iter().map(|p| p.text.as_str()).collect();
            let field = match find::field_of(&words) {
                Some(field @ Field::Person(Who::Member | Who::Mention)) => Some((field, false)),
                _ => self.key_field(key, module),
            };
            match field {
                Some((field, exact)) => {
                    let key = Key { field, exact };
                    if !fields.contains(&key) {
                        fields.push(key);
                    }
                }
                None => sound = false,
            }
        }
        if !sound {
            return own;
        }
        let fields_of = |fields: &[Key]| fields.iter().map(|k| k.field).collect::<Vec<_>>();
        let action: Option<(&str, &str)> = match anchor {
            Anchor::Group | Anchor::Member if fields != own => Some(("leave `per` out", "去掉 `按`")),
            _ if !matches!(anchor, Anchor::Mention)
                && fields_of(&fields).contains(&Field::Person(Who::Mention)) =>
            {
                Some(("judge `each mention`, or leave `mention` out", "改为 `每次提及`，或去掉 `被提及者`"))
            }
            Anchor::Calendar(_) | Anchor::Member => None,
            _ if fields_of(&fields).contains(&Field::Person(Who::Member)) => {
                Some(("write `per sender`, or judge `each day`", "写 `按 发送者`，或改为 `每天`"))
            }
            _ => None,
        };
        if let Some(action) = action {
            let name = match keys {
                None => ("log", "全部").into(),
                Some(keys) => {
                    let names: Vec<String> = keys.iter().map(|k| k.path.dotted()).collect();
                    Both::from(names.join(", "))
                }
            };
            let problem = Diagnostic::at(limits::BAD_PER, span)
                .arg("name", name)
                .arg("anchor", say::anchor_name(anchor))
                .arg("action", action);
            self.push(problem);
            return own;
        }
        fields
    }

    /// What never forgets must not be kept for endless values.
    pub(super) fn bounded_key(&mut self, when: &Test, facts: &Facts, clauses: &Clauses) {
        let endless =
            |key: &&Key| matches!(key.field, Field::Message(attr) if attr.info().kind == Type::Text);
        let Some(key) = facts.key.iter().find(endless) else { return };
        let mut form: Option<(&str, &str)> = None;
        when.phrases(&mut |phrase| {
            if phrase.look == Look::Row {
                form = Some(("in a row", "连续"));
            }
        });
        if reads_gap(when) {
            form = Some(("gap", "间隔"));
        }
        if let Some(form) = form {
            let span = clauses.per.map_or(Span::new(crate::source::FileId(0), 0, 0), |(_, span)| span);
            let problem = Diagnostic::at(limits::UNBOUNDED_KEY, span)
                .arg("name", say::field_name(key.field))
                .arg("form", form);
            self.push(problem);
        }
    }
}

fn reads_gap(test: &Test) -> bool {
    fn in_number(number: &Number) -> bool {
        match number {
            Number::Field(field) => *field == Field::Message(Attr::Gap),
            Number::Math(_, a, b) => in_number(a) || in_number(b),
            _ => false,
        }
    }
    match test {
        Test::Not(inner) => reads_gap(inner),
        Test::All(parts) | Test::Any(parts) => parts.iter().any(reads_gap),
        Test::Compare(_, a, b) => in_number(a) || in_number(b),
        Test::Absent(field) => *field == Field::Message(Attr::Gap),
        _ => false,
    }
}
