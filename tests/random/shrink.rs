//! Makes a case that fails as small as it can be, and shows it.

use qungui::fields::Attr;
use qungui::model::Batch;
use qungui::plan::{Anchor, Cond, Num, Pred, PredId, Rule};

use super::Case;

/// The smallest case that still fails.
pub fn shrink(mut case: Case, fails: &dyn Fn(&Case) -> bool) -> Case {
    std::panic::set_hook(Box::new(|_| {}));
    while let Some(next) = smaller(&case).into_iter().find(fails) {
        case = next;
    }
    let _ = std::panic::take_hook();
    case
}

fn smaller(case: &Case) -> Vec<Case> {
    let mut all = Vec::new();
    if case.plan.rules.len() > 1 {
        for rule in &case.plan.rules {
            let mut one = case.clone();
            one.plan.rules = vec![rule.clone()];
            all.push(one);
        }
        return all;
    }
    let rows = case.world.log.rows.len();
    for gone in 0..if rows > 1 { rows } else { 0 } {
        let mut one = case.clone();
        one.world.log = Batch::default();
        (0..rows).filter(|&row| row != gone).for_each(|row| case.world.log.copy_to(row, &mut one.world.log));
        all.push(one);
    }
    let Some(always) = case.plan.preds.iter().position(|pred| *pred == Pred::Const(true)) else { return all };
    let sound = |rule: &Rule| rule.has_fair_shares(&case.plan.preds);
    for rule in simpler(&case.plan.rules[0], always).into_iter().filter(sound) {
        let mut one = case.clone();
        one.plan.rules = vec![rule];
        all.push(one);
    }
    if !case.world.coverage.complete {
        let mut one = case.clone();
        one.world.coverage.complete = true;
        all.push(one);
    }
    all
}

fn simpler(rule: &Rule, always: PredId) -> Vec<Rule> {
    let mut all = Vec::new();
    let mut with = |change: &dyn Fn(&mut Rule)| {
        let mut one = rule.clone();
        change(&mut one);
        prune(&mut one);
        if format!("{one:?}") != format!("{rule:?}") {
            all.push(one);
        }
    };
    with(&|rule| rule.unless.clear());
    with(&|rule| rule.once = None);
    with(&|rule| rule.since = None);
    if matches!(rule.anchor, Anchor::Message | Anchor::Event | Anchor::Mention) {
        with(&|rule| rule.key.clear());
    }
    with(&|rule| rule.select = always);
    if let Cond::Not(inner) = &rule.when {
        with(&|rule| rule.when = (**inner).clone());
    }
    if let Cond::All(parts) | Cond::Any(parts) = &rule.when {
        for part in parts {
            with(&|rule| rule.when = part.clone());
        }
    }
    for leaf in 0..rule.leaves.len() {
        with(&|rule| rule.leaves[leaf].nested = None);
        with(&|rule| rule.leaves[leaf].apart = None);
        with(&|rule| rule.leaves[leaf].joins.clear());
        with(&|rule| rule.leaves[leaf].guard = always);
        with(&|rule| rule.leaves[leaf].of = always);
        if rule.leaves[leaf].nested.is_some() {
            let inner = |rule: &mut Rule, change: &dyn Fn(&mut qungui::plan::Leaf)| {
                if let Some(nested) = &mut rule.leaves[leaf].nested {
                    change(&mut nested.leaf);
                }
            };
            with(&|rule| inner(rule, &|leaf| leaf.apart = None));
            with(&|rule| inner(rule, &|leaf| leaf.joins.clear()));
            with(&|rule| inner(rule, &|leaf| leaf.guard = always));
            with(&|rule| inner(rule, &|leaf| leaf.of = always));
        }
    }
    all
}

/// Drops leaves that no condition names any more.
fn prune(rule: &mut Rule) {
    let used = leaves_of(&mut rule.when, &|leaf| leaf);
    let kept: Vec<usize> = (0..rule.leaves.len()).filter(|leaf| used.contains(leaf)).collect();
    leaves_of(&mut rule.when, &|leaf| kept.iter().position(|k| *k == leaf).unwrap_or(0));
    rule.leaves = kept.iter().map(|&leaf| rule.leaves[leaf].clone()).collect();
}

/// Renames the leaves of a condition; gives the old names.
fn leaves_of(cond: &mut Cond, rename: &dyn Fn(usize) -> usize) -> Vec<usize> {
    let mut seen = Vec::new();
    let mut visit = |leaf: &mut usize| {
        seen.push(*leaf);
        *leaf = rename(*leaf);
    };
    match cond {
        Cond::Pred(_) => {}
        Cond::Not(inner) => return leaves_of(inner, rename),
        Cond::All(parts) | Cond::Any(parts) => {
            return parts.iter_mut().flat_map(|part| leaves_of(part, rename)).collect();
        }
        Cond::Compare { left, right, .. } => {
            for side in [left, right] {
                if let Num::Leaf(leaf) = side {
                    visit(leaf);
                }
            }
        }
        Cond::Share { part, whole, .. } => {
            visit(part);
            visit(whole);
        }
    }
    seen
}

/// The case, to read.
pub fn describe(case: &Case) -> String {
    let mut text = String::new();
    let mut line = |line: String| {
        text.push_str(&line);
        text.push('\n');
    };
    let rules = format!("{:?}", case.plan.rules);
    let mut used = vec![false; case.plan.preds.len()];
    for (index, pred) in case.plan.preds.iter().enumerate().rev() {
        let named = |name: &str| {
            rules.contains(&format!("{name}: {index},")) || rules.contains(&format!("{name}({index})"))
        };
        used[index] |= ["select", "of", "guard", "pred", "Pred", "domain"].iter().any(|name| named(name))
            || rules.contains(&format!("domain: {index} "));
        if used[index] {
            line(format!("pred {index}: {pred:?}"));
            match pred {
                Pred::Not(inner) => used[*inner] = true,
                Pred::All(parts) | Pred::Any(parts) => parts.iter().for_each(|&part| used[part] = true),
                _ => {}
            }
        }
    }
    for rule in &case.plan.rules {
        line(format!(
            "{} {:?} per {:?} since {:?} once {:?} episodes {}",
            rule.name, rule.anchor, rule.key, rule.since, rule.once, rule.episodes
        ));
        line(format!("  select {} unless {:?}", rule.select, rule.unless));
        rule.leaves.iter().enumerate().for_each(|(i, leaf)| line(format!("  leaf {i}: {leaf:?}")));
        line(format!("  when {:?}", rule.when));
    }
    let world = &case.world;
    for (index, list) in case.plan.lists.iter().enumerate() {
        line(format!("list {index}: {:?}", list.words));
    }
    line(format!("{:?}", world.coverage));
    for (source, facts) in world.facts.iter().enumerate() {
        let lacks: Vec<&str> = qungui::fields::TABLE
            .iter()
            .map(|info| info.attr)
            .filter(|attr| !facts.supplies.has(*attr))
            .map(|attr: Attr| attr.info().en)
            .collect();
        line(format!("source {source} lacks {lacks:?}"));
    }
    line(format!("roster {}, registry {}", world.directory.has_roster, world.directory.has_registry));
    for (index, person) in world.directory.people().iter().enumerate().filter(|(_, person)| person.known) {
        line(format!(
            "p{index} {:?} {:?} {:?}",
            person.entry().roles,
            person.entry().unit,
            person.entry().level
        ));
    }
    for (index, group) in world.directory.groups().iter().enumerate().filter(|(_, group)| group.known) {
        line(format!("g{index} {:?} {:?} {:?} {:?}", group.unit, group.size, group.owner, group.members));
    }
    for (index, row) in world.log.rows.iter().enumerate() {
        let msg = world.log.msg(index);
        line(format!(
            "{} {:?} p{} g{} {:?} {:?} @{:?} all {} bot {} recalled {} roles {:?} {:?} from {}:{}",
            row.time,
            msg.id(),
            row.sender.0,
            row.group.0,
            row.kind,
            msg.text(),
            msg.mentions(),
            row.everyone,
            row.bot,
            row.recalled,
            row.has_roles.then_some(row.roles),
            msg.extra(),
            row.origin.source,
            row.origin.line,
        ));
    }
    text
}
