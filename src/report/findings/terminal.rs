//! One finding for people: what, who, where, the words underlined, what follows.

use std::fmt::Write;

use super::{Finding, KeyText, Message};
use crate::diag::Lang;
use crate::plan::Severity;
use crate::report::{Paint, Shown, Style, escape, width};

/// Pieces of evidence shown; the rest is counted.
const EVIDENCE: usize = 3;
/// Columns of a message's text.
const TEXT: usize = 76;

/// A finding as a block of lines, ended by an empty one.
pub fn finding(finding: &Finding, style: Style) -> String {
    let mut out = String::new();
    head(finding, style, &mut out);
    let trigger = finding.trigger.as_ref();
    if let Some(trigger) = trigger {
        message(trigger, true, style, &mut out);
    }
    let others: Vec<_> = finding.evidence.iter().filter(|m| !trigger.is_some_and(|t| same(t, m))).collect();
    for other in others.iter().take(EVIDENCE) {
        message(other, false, style, &mut out);
    }
    let counted = finding.evidence_total.saturating_sub((finding.evidence.len() - others.len()) as u64);
    let more = counted.saturating_sub(others.len().min(EVIDENCE) as u64);
    if more > 0 {
        let text = match style.lang {
            Lang::En => format!("and {more} more"),
            Lang::Zh => format!("另有 {more} 条"),
        };
        let _ = writeln!(out, "    {}", style.paint(Paint::Dim, &text));
    }
    tail(finding, style, &mut out);
    out.push('\n');
    out
}

fn same(a: &Message, b: &Message) -> bool {
    a.source == b.source && a.line == b.line && a.id == b.id
}

fn head(finding: &Finding, style: Style, out: &mut String) {
    let (paint, word) = severity(finding.severity, style.lang);
    let keys = finding.key.values().map(|value| match value {
        KeyText::Named(named) => escape(&named.name),
        KeyText::Text(text) => format!("“{}”", Shown::window(text, (0, 0), 24, style.ascii).text),
    });
    let keys: Vec<String> = keys.collect();
    let _ = writeln!(
        out,
        "{}[{}] {}  {}",
        style.paint(paint, word),
        escape(finding.rule),
        style.paint(Paint::Bold, &escape(finding.title)),
        style.paint(Paint::Cyan, &format!("{}  {}", finding.words.when, keys.join(" / ")))
    );
    if finding.message != finding.title {
        let _ = writeln!(out, "  {}", escape(&finding.message));
    }
}

/// How a severity is called and coloured.
pub(super) fn severity(severity: Severity, lang: Lang) -> (Paint, &'static str) {
    match severity {
        Severity::Violation => (Paint::Red, lang.pick("violation", "违规")),
        Severity::Warning => (Paint::Yellow, lang.pick("warning", "警告")),
        Severity::Note => (Paint::Cyan, lang.pick("note", "提示")),
    }
}

/// A message on one line, the matched words underlined on the next.
fn message(message: &Message, judged: bool, style: Style, out: &mut String) {
    let mark = if judged { style.paint(Paint::Yellow, ">") } else { " ".into() };
    let who = format!("{} {}: ", message.shown.when, escape(&message.sender.name));
    let focus = match (message.shown.spans.first(), message.shown.spans.last()) {
        (Some(first), Some(last)) => (first.0, last.1),
        _ => (0, 0),
    };
    let limit = if message.shown.whole { usize::MAX } else { TEXT };
    let text = Shown::window(&message.shown.text, focus, limit, style.ascii);
    let place = style.paint(Paint::Dim, &format!("{}:{}", escape(&message.source), message.line));
    let _ = writeln!(out, "  {mark} {}{}  {place}", style.paint(Paint::Dim, &who), text.text);
    let underlined = underline(&text, &message.shown.spans);
    if !underlined.is_empty() {
        let indent = " ".repeat(4 + width(&who));
        let _ = writeln!(out, "{indent}{}", style.paint(Paint::Green, &underlined));
    }
}

fn underline(text: &Shown, spans: &[(usize, usize)]) -> String {
    let mut line = String::new();
    for &(from, to) in spans {
        let (from, to) = (text.start(from), text.end(to));
        if to <= from {
            continue;
        }
        let (before, after) = (width(&text.text[..from]), width(&text.text[..to]));
        let have = line.len();
        if after <= have {
            continue;
        }
        line.extend(std::iter::repeat_n(' ', before.saturating_sub(have)));
        line.extend(std::iter::repeat_n('^', after - before.max(have)));
    }
    line
}

fn tail(finding: &Finding, style: Style, out: &mut String) {
    let mut line = |en: &str, zh: &str, text: &str| {
        if !text.is_empty() {
            let label = style.paint(Paint::Dim, style.lang.pick(en, zh));
            let _ = writeln!(out, "    {label} {}", escape(text));
        }
    };
    line("measured:", "实测：", &finding.words.measured);
    if finding.folded > 0 {
        line("folded in:", "并入：", &finding.folded.to_string());
    }
    line("basis:", "依据：", &finding.words.basis);
    line("remedy:", "处理：", &finding.words.remedy);
    let place = format!("{}:{}:{}", finding.policy.path, finding.policy.line, finding.policy.column);
    line("rule:", "规则：", &format!("{place}  {}", finding.fingerprint));
}
