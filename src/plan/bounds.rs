//! What a rule holds in memory for each value of its key, in words.

use super::{Anchor, Cond, Leaf, Look, Measure, Num, Plan, Rule, Within};
use super::{enough, words};
use crate::diag::Both;
use crate::fields::{Attr, Field};

/// One line for each thing that the rule remembers; it remembers them once for each value of its key.
pub fn bounds(plan: &Plan, rule: &Rule) -> Vec<Both> {
    let mut out = Vec::new();
    for (index, leaf) in rule.leaves.iter().enumerate() {
        let held = held(plan, rule, index);
        if !out.contains(&held) {
            out.push(held);
        }
        if let Some(nested) = &leaf.nested {
            let inner = held_by(plan, &nested.leaf, None);
            out.push(both(
                format!("for the bracket within: {}", inner.en),
                format!("内层括号：{}", inner.zh),
            ));
        }
    }
    if reads_gap(&rule.when) {
        out.push(("the time of the previous message", "上一条消息的时间").into());
    }
    if rule.episodes {
        out.push(("the episode at hand", "当前的一段").into());
    }
    if let Some(once) = &rule.once {
        let once = within(plan, once);
        out.push(both(format!("the last finding, for {}", once.en), format!("最近一次发现，{}", once.zh)));
    }
    if out.is_empty() {
        out.push(("nothing: every message is judged by itself", "无：每条消息单独判断").into());
    }
    out
}

fn reads_gap(cond: &Cond) -> bool {
    let gap = Field::Message(Attr::Gap);
    fn reads(num: &Num, gap: Field) -> bool {
        match num {
            Num::Field { field, .. } => *field == gap,
            Num::Add(a, b) | Num::Subtract(a, b) | Num::Multiply(a, b) | Num::Divide(a, b) => {
                reads(a, gap) || reads(b, gap)
            }
            Num::Const(_) | Num::Leaf(_) => false,
        }
    }
    match cond {
        Cond::Not(inner) => reads_gap(inner),
        Cond::All(parts) | Cond::Any(parts) => parts.iter().any(reads_gap),
        Cond::Compare { left, right, .. } => reads(left, gap) || reads(right, gap),
        Cond::Pred(_) | Cond::Share { .. } => false,
    }
}

fn held(plan: &Plan, rule: &Rule, index: usize) -> Both {
    let (leaf, threshold) = (&rule.leaves[index], threshold(&rule.when, index));
    match (&rule.anchor, &leaf.look) {
        (Anchor::Group | Anchor::Member, Look::Window) => counted(leaf, ("of the whole log", "整个记录")),
        (_, Look::Window) => counted(leaf, ("of the window", "一个时间窗")),
        (_, Look::Last(w)) => match enough(rule, index) {
            Some(count) => latest(count, &within(plan, w)),
            None => held_by(plan, leaf, threshold),
        },
        _ => held_by(plan, leaf, threshold),
    }
}

fn held_by(plan: &Plan, leaf: &Leaf, threshold: Option<i128>) -> Both {
    match &leaf.look {
        Look::Following(w) => {
            let w = within(plan, w);
            let open = both(
                format!("the judged messages of the last {}", w.en),
                format!("最近 {} 被判断的消息", w.zh),
            );
            let more = match (&leaf.measure, threshold) {
                _ if !leaf.joins.is_empty() => {
                    ("and a counter for each joined value", "以及每个关联值一个计数")
                }
                (Measure::Distinct(_) | Measure::Days { .. }, Some(n)) => {
                    let n = n + 1;
                    return both(
                        format!("{}, and the {n} latest values", open.en),
                        format!("{}，以及最近的 {n} 个值", open.zh),
                    );
                }
                (Measure::Distinct(_) | Measure::Days { .. }, None) => {
                    ("and the values since", "以及其后的值")
                }
                _ if leaf.apart.is_some() => {
                    ("and a counter for each value told apart", "以及每个被区分的值一个计数")
                }
                _ => ("and one counter", "以及一个计数"),
            };
            both(format!("{} {}", open.en, more.0), format!("{}，{}", open.zh, more.1))
        }
        Look::Preceding(w) | Look::Last(w) => {
            let w = within(plan, w);
            match leaf.measure {
                Measure::Distinct(_) => both(
                    format!("the different values of the last {}", w.en),
                    format!("最近 {} 的不同值", w.zh),
                ),
                Measure::Days { .. } => {
                    both(format!("the days of the last {}", w.en), format!("最近 {} 的日期", w.zh))
                }
                _ => both(
                    format!("the counted messages of the last {}", w.en),
                    format!("最近 {} 计入的消息", w.zh),
                ),
            }
        }
        Look::Row { .. } => ("one counter", "一个计数").into(),
        Look::Window => counted(leaf, ("of the window", "一个时间窗")),
    }
}

fn counted(leaf: &Leaf, of: (&str, &str)) -> Both {
    match leaf.measure {
        Measure::Distinct(_) => both(format!("the different values {}", of.0), format!("{}的不同值", of.1)),
        Measure::Days { .. } => both(format!("the days {}", of.0), format!("{}的日期", of.1)),
        _ => both(format!("one number {}", of.0), format!("{}一个数", of.1)),
    }
}

fn latest(count: u64, back: &Both) -> Both {
    match count {
        1 => both(
            format!("the latest counted message of the last {}", back.en),
            format!("最近 {} 计入的最后一条消息", back.zh),
        ),
        _ => both(
            format!("the latest {count} counted messages of the last {}", back.en),
            format!("最近 {} 计入的最后 {count} 条消息", back.zh),
        ),
    }
}

/// The constant that a leaf is compared with.
fn threshold(cond: &Cond, leaf: usize) -> Option<i128> {
    match cond {
        Cond::Compare { left: Num::Leaf(own), right: Num::Const(value), .. } if *own == leaf => {
            Some(value.ceil().max(1))
        }
        Cond::Not(inner) => threshold(inner, leaf),
        Cond::All(parts) | Cond::Any(parts) => parts.iter().find_map(|part| threshold(part, leaf)),
        _ => None,
    }
}

/// A length of time, with the longest that working time can take.
fn within(plan: &Plan, within: &Within) -> Both {
    let short = words::within(plan, within);
    match within {
        Within::Plain(_) => short.into(),
        _ => both(format!("{short} (over the longest holiday)"), format!("{short}（含最长的假期）")),
    }
}

fn both(en: String, zh: String) -> Both {
    Both { en, zh }
}
