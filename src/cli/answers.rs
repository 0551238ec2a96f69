//! `check --from FORMAT`: which rules a log of a format can answer, and what would answer the others.

use super::session::Session;
use crate::check::Checked;
use crate::diag::codes::options::{FORMAT_LACKS, NEEDS_BESIDE};
use crate::diag::{Both, Diagnostic};
use crate::eval::attributes;
use crate::fields::{Attr, From};
use crate::ingest::Format;
use crate::model::{Kind, SourceFacts};
use crate::plan::{self, Plan, Rule};
use crate::report::findings::{chinese, english, kinds};

/// What a rule asks of a log.
struct Asked {
    fields: Vec<Attr>,
    kinds: Vec<Kind>,
}

/// One warning for each rule that reads what the format does not carry, one note for each that needs a roster or
/// registry.
pub fn check(format: Format, checked: &Checked, session: &mut Session) {
    let plan = plan::lower(checked);
    let columns = session.project.columns.clone();
    let facts = format.facts(columns.as_ref());
    for (rule, place) in plan.rules.iter().zip(checked.rules()) {
        let lacking = Asked::lacking(&plan, rule, &facts);
        let problem = |code, fields| {
            let problem = Diagnostic::at(code, place.name.span).arg("rule", rule.name.as_str());
            problem.arg("format", format.name()).arg("fields", fields)
        };
        if !lacking.fields.is_empty() || !lacking.kinds.is_empty() {
            let others = Format::ALL.iter().filter(|other| lacking.told_by(&other.facts(columns.as_ref())));
            let others: Vec<_> = others.map(|other| format!("`{}`", other.name())).collect();
            // The native format tells everything.
            session.problems.push(problem(FORMAT_LACKS, lacking.words()).arg("others", list(&others)));
        }
        let (beside, options) = beside(&plan, rule, &facts);
        if !beside.is_empty() {
            let options = options.iter().map(|option| format!("`{option} FILE`")).collect::<Vec<_>>();
            let words = Asked { fields: beside, kinds: Vec::new() }.words();
            session.problems.push(problem(NEEDS_BESIDE, words).arg("options", list(&options)));
        }
    }
}

impl Asked {
    /// What the rule asks of the log and the log cannot tell.
    fn lacking(plan: &Plan, rule: &Rule, facts: &SourceFacts) -> Asked {
        let fields = attributes(plan, rule).into_iter();
        let of_log = |attr: &Attr| attr.info().from == From::Log && !facts.supplies.has(*attr);
        let kinds = kinds(plan, rule).into_iter().filter(|kind| kind.bit() & facts.kinds == 0);
        Asked { fields: fields.filter(of_log).collect(), kinds: kinds.collect() }
    }

    fn told_by(&self, facts: &SourceFacts) -> bool {
        self.fields.iter().all(|&attr| facts.supplies.has(attr))
            && self.kinds.iter().all(|kind| kind.bit() & facts.kinds != 0)
    }

    fn words(&self) -> Both {
        let fields = self.fields.iter().map(|&attr| Both { en: english(attr), zh: chinese(attr) });
        let kinds = self.kinds.iter().map(|kind| Both {
            en: format!("kind is {}", kind.name()),
            zh: format!("类型 是 {}", kind.chinese()),
        });
        let quote = |text: String| format!("`{text}`");
        let (en, zh): (Vec<_>, Vec<_>) =
            fields.chain(kinds).map(|both| (quote(both.en), quote(both.zh))).unzip();
        Both { en: en.join(", "), zh: zh.join("、") }
    }
}

/// What the rule reads of rosters and registries, and the options that give them.
fn beside(plan: &Plan, rule: &Rule, facts: &SourceFacts) -> (Vec<Attr>, Vec<&'static str>) {
    let mut options = Vec::new();
    let fields = attributes(plan, rule).into_iter().filter(|attr| {
        let option = match attr.info().from {
            From::Roster if !facts.supplies.has(*attr) || *attr != Attr::PersonRoles => "--roster",
            From::Registry => "--groups",
            _ => return false,
        };
        if !options.contains(&option) {
            options.push(option);
        }
        true
    });
    let fields = fields.collect();
    (fields, options)
}

fn list(names: &[String]) -> Both {
    Both { en: names.join(", "), zh: names.join("、") }
}
