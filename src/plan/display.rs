//! Plans for people and for programs.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::words::{self, Words};
use super::{Cond, Leaf, Part, Plan, Pred, PredId, Rule, bounds, families};

/// How to print a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// An indented tree.
    Text,
    /// JSON.
    Json,
    /// YAML.
    Yaml,
}

/// Prints a plan. The same plan gives the same text.
pub fn display(plan: &Plan, format: Format) -> String {
    match format {
        Format::Text => text(plan),
        Format::Json => serde_json::to_string_pretty(&value(plan)).unwrap_or_default() + "\n",
        Format::Yaml => serde_saphyr::to_string(&value(plan)).unwrap_or_default(),
    }
}

/// The plan as data, each rule with what it holds in memory, and which predicates rules share.
fn value(plan: &Plan) -> Value {
    let mut value = serde_json::to_value(plan).unwrap_or_default();
    if let Some(rules) = value.get_mut("rules").and_then(Value::as_array_mut) {
        for (rule, data) in plan.rules.iter().zip(rules) {
            let held: Vec<Value> = bounds(plan, rule).into_iter().map(|held| held.en.into()).collect();
            if let Some(data) = data.as_object_mut() {
                data.insert("bounds".into(), held.into());
            }
        }
    }
    let shared = shared(plan).into_iter().map(|(id, rules)| {
        let names = rules.iter().map(|&r| Value::from(plan.rules[r].name.clone())).collect::<Vec<_>>();
        (id.to_string(), Value::from(names))
    });
    if let Some(object) = value.as_object_mut() {
        object.insert("shared".into(), Value::Object(shared.collect()));
        let names = |rules: Vec<usize>| rules.iter().map(|&r| Value::from(&*plan.rules[r].name)).collect();
        object
            .insert("families".into(), families(plan).into_iter().map(names).collect::<Vec<Value>>().into());
    }
    value
}

fn text(plan: &Plan) -> String {
    let shared = shared(plan);
    let named = |id: PredId| shared.contains_key(&id);
    let words = Words { plan, named: &named };
    let mut out = String::new();
    for (index, policy) in plan.policies.iter().enumerate() {
        let clock = plan.clocks.get(policy.clock);
        let zone = clock.map_or("", |c| c.timezone.as_str());
        let calendar = clock.and_then(|c| c.calendar.as_deref()).unwrap_or("none");
        out += &format!("policy {}{}\n", policy.name, quoted(&policy.title));
        out += &format!("  path={} zone={zone} calendar={calendar}\n", policy.path);
        for rule in plan.rules.iter().filter(|rule| rule.policy == index) {
            out += &format!("\n  rule {}{}\n", rule.name, quoted(&rule.title));
            for line in self::rule(plan, rule, &words) {
                out += &format!("    {}\n", line.trim_end());
            }
        }
        out.push('\n');
    }
    if !shared.is_empty() {
        out += "shared predicates\n";
        for (id, rules) in &shared {
            let names: Vec<&str> = rules.iter().map(|&r| plan.rules[r].name.as_str()).collect();
            out += &format!("  #{id}: {}  ({})\n", words.whole(*id, false), names.join(", "));
        }
        out.push('\n');
    }
    let families = families(plan);
    if !families.is_empty() {
        out += "rules that share what they hold\n";
        for rules in families {
            let names: Vec<&str> = rules.iter().map(|&r| plan.rules[r].name.as_str()).collect();
            out += &format!("  {}\n", names.join(", "));
        }
        out.push('\n');
    }
    literals(plan, &mut out);
    out.truncate(out.trim_end().len());
    out + "\n"
}

fn rule(plan: &Plan, rule: &Rule, words: &Words) -> Vec<String> {
    let mut lines = vec![
        format!("judge: {}", words::anchor(&rule.anchor)),
        format!("per: {}", words::key(&rule.key)),
        format!("select: {}", words.pred(rule.select)),
        format!("when: {}", words.cond(&rule.when, false)),
    ];
    for (index, leaf) in rule.leaves.iter().enumerate() {
        lines.push(format!("  l{index}: {}", words.leaf(leaf)));
        lines.extend(parts(leaf, words).into_iter().map(|line| format!("    {line}")));
        if let Some(nested) = &leaf.nested {
            let value = words.num(&nested.value);
            lines.push(format!(
                "    holding: {} {} {value}",
                words.leaf(&nested.leaf),
                words::symbol(nested.op)
            ));
            lines.extend(parts(&nested.leaf, words).into_iter().map(|line| format!("      {line}")));
        }
    }
    for exception in &rule.unless {
        let because = quoted(&exception.because);
        lines.push(format!("unless: {}{because}", words.pred(exception.pred)));
    }
    if let Some(once) = &rule.once {
        lines.push(format!("once per: {}", words::within(plan, once)));
    }
    if rule.episodes {
        lines.push("episodes: yes".into());
    }
    lines.push(format!("report: {}", report(&rule.report)));
    let held: Vec<String> = bounds(plan, rule).into_iter().map(|held| held.en).collect();
    lines.push(format!("holds per {}: {}", words::key(&rule.key), held.join("; ")));
    lines
}

fn parts(leaf: &Leaf, words: &Words) -> Vec<String> {
    let mut lines = vec![format!("of: {}", words.pred(leaf.of))];
    if !matches!(words.plan.preds.get(leaf.guard), Some(Pred::Const(true))) {
        lines.push(format!("if the trigger: {}", words.pred(leaf.guard)));
    }
    lines.extend(words.relations(leaf).into_iter().map(|relation| format!("where: {relation}")));
    lines
}

fn report(parts: &[Part]) -> String {
    let text = parts.iter().map(|part| match part {
        Part::Text(text) => text.replace('{', "{{").replace('}', "}}"),
        Part::Field(field) => format!("{{{}}}", field.english()),
        Part::Value => "{value}".into(),
        Part::Threshold => "{threshold}".into(),
        Part::Elapsed => "{elapsed}".into(),
        Part::At => "{at}".into(),
        Part::First => "{first}".into(),
        Part::Last => "{last}".into(),
    });
    text.collect()
}

fn literals(plan: &Plan, out: &mut String) {
    if plan.lists.is_empty() && plan.patterns.is_empty() {
        return;
    }
    *out += "literals\n";
    for (index, list) in plan.lists.iter().enumerate() {
        let name = if list.name.is_empty() { format!("list {index}") } else { list.name.clone() };
        let first: Vec<String> = list.words.iter().take(4).map(|w| format!("{w:?}")).collect();
        let more = if list.words.len() > 4 { ", …" } else { "" };
        *out += &format!("  {name} ({}): {}{more}\n", list.words.len(), first.join(", "));
    }
    for pattern in &plan.patterns {
        *out += &format!("  pattern: /{pattern}/\n");
    }
}

fn quoted(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!(" {text:?}") }
}

/// The predicates that several rules use, with those rules; constants and the bare domains left out.
fn shared(plan: &Plan) -> BTreeMap<PredId, Vec<usize>> {
    let mut users: BTreeMap<PredId, Vec<usize>> = BTreeMap::new();
    for (index, rule) in plan.rules.iter().enumerate() {
        let mut seen = BTreeSet::new();
        reach(plan, rule.select, &mut seen);
        rule.leaves.iter().for_each(|leaf| reach_leaf(plan, leaf, &mut seen));
        rule.unless.iter().for_each(|exception| reach(plan, exception.pred, &mut seen));
        reach_cond(plan, &rule.when, &mut seen);
        seen.into_iter().for_each(|id| users.entry(id).or_default().push(index));
    }
    users.retain(|&id, rules| rules.len() > 1 && !trivial(plan, id));
    users
}

fn trivial(plan: &Plan, id: PredId) -> bool {
    match plan.preds.get(id) {
        Some(Pred::Not(inner)) => matches!(plan.preds.get(*inner), Some(Pred::IsEvent)),
        Some(Pred::Const(_) | Pred::IsEvent) | None => true,
        _ => false,
    }
}

fn reach(plan: &Plan, id: PredId, seen: &mut BTreeSet<PredId>) {
    if !seen.insert(id) {
        return;
    }
    match plan.preds.get(id) {
        Some(Pred::Not(inner)) => reach(plan, *inner, seen),
        Some(Pred::All(parts) | Pred::Any(parts)) => {
            parts.iter().for_each(|&part| reach(plan, part, seen));
        }
        _ => {}
    }
}

fn reach_leaf(plan: &Plan, leaf: &Leaf, seen: &mut BTreeSet<PredId>) {
    reach(plan, leaf.of, seen);
    reach(plan, leaf.guard, seen);
    if let Some(nested) = &leaf.nested {
        reach_leaf(plan, &nested.leaf, seen);
    }
}

fn reach_cond(plan: &Plan, cond: &Cond, seen: &mut BTreeSet<PredId>) {
    match cond {
        Cond::Pred(id) => reach(plan, *id, seen),
        Cond::Not(inner) => reach_cond(plan, inner, seen),
        Cond::All(parts) | Cond::Any(parts) => parts.iter().for_each(|part| reach_cond(plan, part, seen)),
        Cond::Compare { .. } | Cond::Share { .. } => {}
    }
}
