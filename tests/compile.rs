//! The compiler as a whole: policies and what is said of them.

use qungui::compile::compile_text;
use qungui::diag::{Lang, Problems};
use qungui::source::Sources;

fn say(text: &str) -> String {
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    let checked = compile_text(text, &mut sources, &mut problems);
    let mut out = String::new();
    for d in problems.sorted() {
        let place = d.span.map(|s| (sources.line_column(s), sources.slice(s).to_string()));
        let (line, under) = place.map_or((0, String::new()), |(at, under)| (at.line, under));
        out += &format!("{} {line} `{under}`: {}; {}\n", d.code, d.message(Lang::En), d.help(Lang::En));
    }
    assert_eq!(checked.is_none(), problems.has_errors());
    out
}

const FIRST_LOOK: &str = include_str!("compile/first_look.qg");

#[test]
fn the_first_look_compiles() {
    assert_eq!(say(FIRST_LOOK), "");
}

#[test]
fn the_first_look_has_a_plan() {
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    let checked = compile_text(FIRST_LOOK, &mut sources, &mut problems).expect("it compiles");
    let plan = qungui::plan::lower(&checked);
    let text = qungui::plan::display(&plan, qungui::plan::Format::Text);
    insta::assert_snapshot!(format!("{FIRST_LOOK}\n=====\n{text}"));
}

#[test]
fn a_plan_is_data_too() {
    let text = "rule r \"t\" { per sender where kind is text when at least 3 groups in last 1h once per 1d }";
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    let checked = compile_text(text, &mut sources, &mut problems).expect("it compiles");
    let plan = qungui::plan::lower(&checked);
    let json = qungui::plan::display(&plan, qungui::plan::Format::Json);
    let yaml = qungui::plan::display(&plan, qungui::plan::Format::Yaml);
    insta::assert_snapshot!(format!("{text}\n=====\n{json}\n=====\n{yaml}"));
}

/// Every form of looking, in one policy whose plan a person can read.
const FORMS: &str = include_str!("compile/forms.qg");

#[test]
fn every_form_has_a_plan() {
    assert_eq!(say(FORMS), "");
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    let checked = compile_text(FORMS, &mut sources, &mut problems).expect("it compiles");
    let text = qungui::plan::display(&qungui::plan::lower(&checked), qungui::plan::Format::Text);
    insta::assert_snapshot!(format!("{FORMS}\n=====\n{text}"));
}

#[test]
fn chinese_and_english_have_one_plan() {
    let plan = |text: &str| {
        let (mut sources, mut problems) = (Sources::default(), Problems::default());
        let checked = compile_text(text, &mut sources, &mut problems);
        let mut plan = qungui::plan::lower(&checked.unwrap_or_else(|| unreachable!("{}", say(text))));
        plan.policies.clear();
        qungui::plan::display(&plan, qungui::plan::Format::Json)
    };
    let english = "role 领导 \"x\"\nrule 玫瑰 \"t\" { severity warning where sender is 领导 \
                   when followed within 10m by at least 3 senders (text contains \"好\" and sender is not 领导) }";
    let chinese = "角色 领导 \"x\"\n规则 玫瑰 \"t\" { 级别 警告 其中 发送者 是 领导 \
                   当 随后 10分钟 内 至少 3 名发送者 (文本 含 \"好\" 且 发送者 不是 领导) }";
    let place =
        |json: String| json.lines().filter(|l| !l.contains("\"column\"")).collect::<Vec<_>>().join("\n");
    assert_eq!(place(plan(english)), place(plan(chinese)));
}

#[test]
fn a_number_that_refutes_is_enough_and_one_that_is_shown_is_not() {
    let enough = |when: &str| {
        let text = format!("rule r \"t\" {{ each group when {when} }}");
        let (mut sources, mut problems) = (Sources::default(), Problems::default());
        let checked = compile_text(&text, &mut sources, &mut problems);
        let plan = qungui::plan::lower(&checked.unwrap_or_else(|| unreachable!("{}", say(&text))));
        qungui::plan::enough(&plan.rules[0], 0)
    };
    assert_eq!(enough("no messages in last 30d"), Some(1));
    assert_eq!(enough("fewer than 5 messages in last 30d"), Some(5));
    assert_eq!(enough("at most 5 messages in last 30d and group.size > 3"), Some(6));
    assert_eq!(enough("not (at least 3 messages in last 30d)"), Some(3));
    assert_eq!(enough("exactly 2 messages in last 30d"), Some(3));
    assert_eq!(enough("at least 3 messages in last 30d"), None);
    assert_eq!(enough("no messages in last 30d or group.size > 3"), None);
    assert_eq!(enough("fewer than 0.5 * group.size messages in last 30d"), None);
    assert_eq!(enough("fewer than 3 different text in last 30d"), None);
    assert_eq!(enough("no messages"), None);
}

#[test]
fn the_whole_of_a_share_has_no_bracket_and_looks_like_its_part() {
    let text = "role lead \"x\"
        rule a \"a\" { when followed within 5m by more than 60% of senders (kind is image and trigger.sender is lead
            and sender is not trigger.sender and preceded within 1m by any message (kind is link)) }
        rule b \"b\" { each day when at least 50% of messages (kind is image) and at least 20 messages }
        rule c \"c\" { where kind is image when less than 30% of messages (sender is lead) in last 1h }";
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    let checked = compile_text(text, &mut sources, &mut problems);
    let plan = qungui::plan::lower(&checked.unwrap_or_else(|| unreachable!("{}", say(text))));
    for rule in &plan.rules {
        assert_eq!(rule.when.shares().len(), 1, "{}", rule.name);
        assert!(rule.has_fair_shares(&plan.preds), "{}", rule.name);
    }
    let mut other = plan.rules[0].clone();
    other.leaves[other.when.shares()[0].1].guard = other.leaves[other.when.shares()[0].0].guard;
    assert!(!other.has_fair_shares(&plan.preds), "a whole with a condition on the trigger");
}
