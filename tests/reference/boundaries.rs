//! Hand-made cases at the boundaries: what the reference must say, worked out on paper.

use qungui::eval::{Blame, Outcome, Status};
use qungui::fields::{Field, Who};
use qungui::model::{
    Batch, Coverage, Directory, Extra, GroupId, Kind, Millis, Origin, PersonId, Row, Slice, SourceCover,
    SourceFacts,
};
use qungui::plan::{
    Anchor, Clock, CompareOp, Cond, KeyField, Leaf, Look, Measure, Num, Plan, Policy, Pred, Ratio, Rule,
    Severity, Within,
};

use super::Reference;

/// Texts of one group: time and sender. The first sender is the leader who is answered.
fn log(messages: &[(Millis, u32)]) -> Batch {
    let mut batch = Batch::default();
    for (index, &(time, sender)) in messages.iter().enumerate() {
        let id = batch.put(&format!("m{index}"));
        batch.extras.push(Extra { media: (sender == 0).then(|| "leader".into()), ..Extra::default() });
        batch.rows.push(Row {
            time,
            origin: Origin { source: 0, line: index as u32 + 1, offset: 0 },
            group: GroupId(0),
            sender: PersonId(sender),
            kind: Kind::Text,
            recalled: false,
            bot: sender == 0,
            everyone: false,
            has_text: false,
            has_mentions: true,
            roles: 0,
            has_roles: false,
            id,
            text: Slice::default(),
            mentions: (0, 0),
            listed: Row::ALL_LISTED,
            emoji: (0, 0),
            extra: index as u32,
        });
    }
    batch
}

fn cover(after: Millis, before: Millis) -> SourceCover {
    SourceCover { after, before: Some(before), groups: None }
}

fn rule(look: Look, op: CompareOp, count: i64, measure: Measure) -> Rule {
    // Predicates: 0 always, 1 from the leader, 2 not from the leader.
    let of = if matches!(look, Look::Following(_)) { 2 } else { 0 };
    let select = if of == 2 { 1 } else { 0 };
    Rule {
        name: "r".into(),
        title: String::new(),
        policy: 0,
        line: 1,
        column: 1,
        severity: Severity::Warning,
        basis: String::new(),
        remedy: String::new(),
        tags: Vec::new(),
        since: None,
        anchor: Anchor::Message,
        key: vec![KeyField { field: Field::Group, exact: false }],
        select,
        leaves: vec![Leaf { look, measure, of, guard: 0, joins: Vec::new(), apart: None, nested: None }],
        when: Cond::Compare { op, left: Num::Leaf(0), right: Num::Const(Ratio::whole(count)) },
        unless: Vec::new(),
        once: None,
        episodes: false,
        report: Vec::new(),
    }
}

fn outcomes(rule: Rule, log: &Batch, sources: Vec<SourceCover>) -> Vec<Outcome> {
    let plan = Plan {
        policies: vec![Policy {
            name: String::new(),
            title: String::new(),
            version: String::new(),
            path: String::new(),
            hash: String::new(),
            clock: 0,
            chinese: false,
        }],
        preds: vec![
            Pred::Const(true),
            Pred::Flag { field: Field::Message(qungui::fields::Attr::Bot), clock: 0 },
            Pred::Not(1),
        ],
        clocks: vec![Clock { timezone: "UTC".into(), calendar: None }],
        rules: vec![rule],
        ..Plan::default()
    };
    let mut directory = Directory::default();
    directory.group("g");
    for name in ["leader", "ann", "bob", "cyn"] {
        directory.person(name);
    }
    let coverage = Coverage { complete: sources.is_empty(), sources };
    let facts = [SourceFacts::default()];
    Reference { plan: &plan, directory: &directory, coverage: &coverage, facts: &facts, log }.outcomes()
}

/// Status, at and decided of each.
fn brief(outcomes: Vec<Outcome>) -> Vec<(Status, Millis, Millis)> {
    outcomes.into_iter().map(|o| (o.status, o.at, o.decided)).collect()
}

fn following(op: CompareOp, count: i64) -> Rule {
    rule(Look::Following(Within::Plain(100)), op, count, Measure::Count)
}

const WIDE: (Millis, Millis) = (-10_000, 10_000);

#[test]
fn an_answer_at_the_deadline_is_in_time_and_one_after_it_is_late() {
    for (answer, silent) in [(1099, false), (1100, false), (1101, true)] {
        let log = log(&[(1000, 0), (answer, 1)]);
        let found = brief(outcomes(following(CompareOp::Equal, 0), &log, vec![cover(WIDE.0, WIDE.1)]));
        let finding = vec![(Status::Finding, 1000, 1100)];
        assert_eq!(found, if silent { finding } else { vec![] }, "answer at {answer}");
    }
}

#[test]
fn silence_is_certain_only_if_the_deadline_lies_inside_the_coverage() {
    let log = log(&[(1000, 0), (1050, 0)]);
    let at = |before| brief(outcomes(following(CompareOp::Equal, 0), &log, vec![cover(0, before)]));
    assert_eq!(at(1100), [(Status::Pending, 1000, 1050), (Status::Pending, 1050, 1050)]);
    assert_eq!(at(1101), [(Status::Finding, 1000, 1100), (Status::Pending, 1050, 1050)]);
}

#[test]
fn a_file_that_runs_on_does_not_speak_for_one_that_ended() {
    let log = log(&[(1000, 0), (5000, 1)]);
    let one = SourceCover { groups: Some(vec![GroupId(0)]), ..cover(0, 1001) };
    let other = SourceCover { groups: Some(vec![GroupId(1)]), ..cover(0, 9000) };
    let found = |key: Vec<KeyField>| {
        let rule = Rule { key, ..following(CompareOp::Equal, 0) };
        brief(outcomes(rule, &log, vec![one.clone(), other.clone()]))
    };
    let pending = [(Status::Pending, 1000, 5000)];
    assert_eq!(found(vec![KeyField { field: Field::Group, exact: false }]), pending);
    assert_eq!(found(vec![]), pending);
}

#[test]
fn overlapping_files_cover_together_and_touching_ones_do_not() {
    let log = log(&[(1000, 0), (5000, 1)]);
    let with = |after| {
        brief(outcomes(following(CompareOp::Equal, 0), &log, vec![cover(0, 1050), cover(after, 9000)]))
    };
    assert_eq!(with(1049), [(Status::Finding, 1000, 1100)]);
    assert_eq!(with(1050), [(Status::Pending, 1000, 5000)]);
}

#[test]
fn enough_answers_decide_at_once_even_beyond_the_coverage() {
    let log = log(&[(1000, 0), (1001, 1), (1002, 2), (1002, 3)]);
    let found = outcomes(following(CompareOp::GreaterEqual, 2), &log, vec![cover(1000, 1002)]);
    let [finding] = &found[..] else { panic!("{found:?}") };
    assert_eq!((finding.status.clone(), finding.decided), (Status::Finding, 1002));
    assert_eq!(
        (finding.value, finding.evidence_total),
        (Some(Ratio::whole(2)), 2),
        "the fourth comes too late"
    );
}

#[test]
fn equal_times_are_in_the_order_of_the_log() {
    let log = log(&[(1000, 1), (1000, 0), (1000, 2)]);
    let zero = Rule { ..rule(Look::Following(Within::Plain(0)), CompareOp::Equal, 1, Measure::Count) };
    assert_eq!(brief(outcomes(zero, &log, vec![])), [(Status::Finding, 1000, 1000)]);
}

#[test]
fn in_last_leaves_out_its_first_instant() {
    let back = |first: Millis| {
        let log = log(&[(first, 1), (1000, 2)]);
        let rule = rule(Look::Last(Within::Plain(100)), CompareOp::GreaterEqual, 2, Measure::Count);
        outcomes(rule, &log, vec![]).len()
    };
    assert_eq!([back(899), back(900), back(901)], [0, 0, 1]);
}

#[test]
fn what_began_before_the_log_is_undetermined() {
    let log = log(&[(1000, 1), (1100, 2)]);
    let few = |after| {
        let rule = rule(Look::Last(Within::Plain(100)), CompareOp::LessEqual, 1, Measure::Count);
        brief(outcomes(rule, &log, vec![cover(after, 2000)]))
    };
    let start = Status::Undetermined(Blame::Start);
    assert_eq!(few(900), [(Status::Finding, 1000, 1000), (Status::Finding, 1100, 1100)]);
    assert_eq!(few(901), [(start, 1000, 1100), (Status::Finding, 1100, 1100)]);
}

#[test]
fn distinct_senders_give_the_latest_message_of_each() {
    let log = log(&[(1000, 0), (1001, 1), (1002, 1), (1003, 2), (1004, 2)]);
    let sender = KeyField { field: Field::Person(Who::Sender), exact: false };
    let look = Look::Following(Within::Plain(100));
    let found = outcomes(rule(look, CompareOp::GreaterEqual, 2, Measure::Distinct(sender)), &log, vec![]);
    let [finding] = &found[..] else { panic!("{found:?}") };
    assert_eq!(finding.decided, 1003);
    assert_eq!(finding.evidence.iter().map(|origin| origin.line).collect::<Vec<_>>(), [3, 4]);
}

#[test]
fn a_run_of_findings_is_one_episode_with_its_peak() {
    let times = [0, 10, 20, 30, 500, 510, 520, 2000];
    let log = log(&times.map(|time| (time, 1)));
    let burst = rule(Look::Last(Within::Plain(100)), CompareOp::GreaterEqual, 2, Measure::Count);
    let found = outcomes(Rule { episodes: true, ..burst }, &log, vec![]);
    let shape: Vec<_> = found
        .iter()
        .map(|o| {
            let episode = o.episode.expect("an episode");
            (episode.first, episode.last, episode.peak, o.value, o.decided)
        })
        .collect();
    let value = |n| Some(Ratio::whole(n));
    assert_eq!(shape, [(10, 30, 30, value(4), 130), (510, 520, 520, value(3), 620)]);
}

#[test]
fn later_findings_fold_into_the_first_until_the_time_is_up() {
    let log = log(&[(0, 1), (99, 1), (100, 1), (150, 1)]);
    let every = rule(Look::Preceding(Within::Plain(1)), CompareOp::GreaterEqual, 0, Measure::Count);
    let found = outcomes(Rule { once: Some(Within::Plain(100)), ..every }, &log, vec![]);
    assert_eq!(found.iter().map(|o| (o.at, o.folded)).collect::<Vec<_>>(), [(0, 1), (100, 1)]);
}

#[test]
fn a_session_that_a_longer_silence_may_follow_is_pending() {
    let log = log(&[(1000, 1), (1050, 1), (1101, 1)]);
    let session = |before| {
        let window = rule(Look::Window, CompareOp::LessEqual, 2, Measure::Count);
        let anchor = Anchor::Session { gap: 50, at_most: None };
        brief(outcomes(Rule { anchor, ..window }, &log, vec![cover(0, before)]))
    };
    assert_eq!(session(1152), [(Status::Finding, 1000, 1100), (Status::Finding, 1101, 1151)]);
    assert_eq!(session(1151), [(Status::Finding, 1000, 1100), (Status::Pending, 1101, 1101)]);
}
