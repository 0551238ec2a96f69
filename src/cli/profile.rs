//! `eval --profile`: where the time went, by stage and by rule.

use std::sync::OnceLock;
use std::time::Instant;

use crate::eval::Profile;
use crate::plan::Plan;
use crate::report::Style;
use crate::report::profile::{Line, table};

/// The stages of a run, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Policies read and compiled, roster and logs opened.
    Setup,
    /// Records read and put in order.
    Read,
    /// Messages evaluated.
    Evaluate,
    /// Findings written.
    Write,
}

/// Time spent in each stage. A batch is measured at a time, so it costs nothing to speak of.
pub struct Stages {
    last: Instant,
    nanos: [u64; 4],
}

impl Stages {
    /// From when the command began.
    pub fn since(started: Instant) -> Stages {
        Stages { last: started, nanos: [0; 4] }
    }

    /// All time since the last call was spent in this stage.
    pub fn spent(&mut self, stage: Stage) {
        let now = Instant::now();
        self.nanos[stage as usize] += now.duration_since(self.last).as_nanos() as u64;
        self.last = now;
    }
}

/// Nanoseconds since this was first asked.
pub fn stopwatch() -> u64 {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_nanos() as u64
}

/// The report.
pub fn report(stages: &Stages, profile: &Profile, plan: &Plan, style: Style) -> String {
    let names = [
        ("policies and inputs", "规则与输入"),
        ("reading", "读取"),
        ("evaluation", "判定"),
        ("writing findings", "写出结果"),
    ];
    let stage = |(index, (en, zh)): (usize, (&str, &str))| Line {
        name: style.lang.pick(en, zh).to_string(),
        nanos: stages.nanos[index],
        shown: None,
    };
    let conditions = style.lang.pick("conditions that rules share", "各规则共用的条件");
    let conditions = Line { name: conditions.to_string(), nanos: profile.conditions, shown: None };
    let mut rules: Vec<Line> = profile
        .rules
        .iter()
        .zip(&plan.rules)
        .map(|(cost, rule)| Line { name: rule.name.clone(), nanos: cost.nanos, shown: Some(cost.shown) })
        .collect();
    rules.sort_by(|a, b| b.nanos.cmp(&a.nanos).then_with(|| a.name.cmp(&b.name)));
    rules.insert(0, conditions);
    let stages: Vec<Line> = names.into_iter().enumerate().map(stage).collect();
    let shown = style.lang.pick("messages of concern", "相关消息");
    table(&stages, &rules, shown, style)
}
