//! What the inputs cannot answer, said before the run.

use std::collections::BTreeMap;

use crate::diag::codes::options::LOG_LACKS;
use crate::diag::{Both, Diagnostic, Problems};
use crate::eval::attributes;
use crate::fields::{Attr, From};
use crate::model::{Directory, Kind, SourceFacts};
use crate::plan::{Plan, Rule};
use crate::report::findings::{chinese, english, kinds};

/// One warning for each attribute that rules read and nothing can supply.
pub fn announce(plan: &Plan, facts: &[SourceFacts], directory: &Directory, problems: &mut Problems) {
    let mut lacking: Vec<(Attr, Vec<&str>)> = Vec::new();
    for rule in &plan.rules {
        for attr in attributes(plan, rule) {
            if !lacks(attr, plan, rule, facts, directory) {
                continue;
            }
            match lacking.iter_mut().find(|(known, _)| *known == attr) {
                Some((_, rules)) => rules.push(&rule.name),
                None => lacking.push((attr, vec![&rule.name])),
            }
        }
    }
    for (attr, rules) in lacking {
        let field = Both { en: english(attr), zh: chinese(attr) };
        problems.push(lacking_field(field, &rules, attr.info().from));
    }
    kinds_lacking(plan, facts, problems);
}

/// One warning for each kind of message that rules look for and no source records.
fn kinds_lacking(plan: &Plan, facts: &[SourceFacts], problems: &mut Problems) {
    let carried = facts.iter().fold(0, |all, facts| all | facts.kinds);
    let mut lacking: BTreeMap<Kind, Vec<&str>> = BTreeMap::new();
    for rule in &plan.rules {
        for kind in kinds(plan, rule).into_iter().filter(|kind| kind.bit() & carried == 0) {
            lacking.entry(kind).or_default().push(&rule.name);
        }
    }
    for (kind, rules) in lacking {
        let field =
            Both { en: format!("kind is {}", kind.name()), zh: format!("类型 是 {}", kind.chinese()) };
        problems.push(lacking_field(field, &rules, From::Log));
    }
}

fn lacking_field(field: Both, rules: &[&str], from: From) -> Diagnostic {
    let rules = rules.iter().map(|rule| format!("`{rule}`")).collect::<Vec<_>>().join(", ");
    let problem = Diagnostic::new(LOG_LACKS).arg("field", field).arg("rules", rules);
    problem.arg("action", action(from))
}

fn lacks(attr: Attr, plan: &Plan, rule: &Rule, facts: &[SourceFacts], directory: &Directory) -> bool {
    let supplied = facts.iter().any(|facts| facts.supplies.has(attr));
    match attr.info().from {
        From::Always => false,
        From::Log => !supplied,
        From::Roster if attr == Attr::PersonRoles => {
            !directory.has_roster && !facts.iter().any(|facts| facts.supplies.has(attr))
        }
        From::Roster => !directory.has_roster,
        From::Registry => !directory.has_registry,
        From::Calendar => {
            let clock = plan.policies.get(rule.policy).and_then(|policy| plan.clocks.get(policy.clock));
            clock.is_some_and(|clock| clock.calendar.is_none())
        }
    }
}

fn action(from: From) -> (&'static str, &'static str) {
    match from {
        From::Roster => {
            ("name the people and their roles with `--roster FILE`", "用 `--roster 文件` 写明人员及其角色")
        }
        From::Registry => ("describe the groups with `--groups FILE`", "用 `--groups 文件` 登记各群"),
        From::Calendar => ("give the days off with `--calendar cn`", "用 `--calendar cn` 指定放假安排"),
        From::Log | From::Always => ("use a log that carries it", "换用带有此项的消息记录"),
    }
}
