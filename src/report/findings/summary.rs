//! The end of a run for people: what was found, what could not be told and why, and what would settle it.

use std::fmt::Write;

use super::terminal::severity;
use super::{RuleLine, SourceLine, Summary, chinese, english};
use crate::diag::Lang;
use crate::eval::Blame;
use crate::fields::Attr;
use crate::report::privacy::withheld;
use crate::report::{Paint, Style, count, escape, plural, width};

/// Open verdicts shown for each rule and status.
const SHOWN: usize = 3;
/// Names listed.
const NAMES: usize = 8;

/// The summary screen.
pub fn summary(sources: &[SourceLine], summary: &Summary, style: Style) -> String {
    let mut screen = Screen { style, out: String::new() };
    screen.range(sources, summary);
    screen.table(summary);
    screen.excepted(summary);
    screen.open(summary);
    screen.unanswered(summary);
    screen.people(summary);
    screen.sources(sources);
    screen.advice(sources, summary);
    screen.out
}

struct Screen {
    style: Style,
    out: String,
}

impl Screen {
    fn say(&mut self, en: String, zh: String) {
        let text = if self.style.lang == Lang::En { en } else { zh };
        self.out.push_str(&text);
        self.out.push('\n');
    }

    fn heading(&mut self, en: &str, zh: &str) {
        let text = self.style.paint(Paint::Bold, self.style.lang.pick(en, zh));
        let _ = writeln!(self.out, "\n{text}");
    }

    fn field(&self, attr: Attr) -> String {
        match self.style.lang {
            Lang::En => english(attr),
            Lang::Zh => chinese(attr),
        }
    }

    /// A field by its English name.
    fn named(&self, name: &str) -> String {
        match self.style.lang {
            Lang::En => name.to_string(),
            Lang::Zh => crate::fields::find(name).map_or_else(|| name.to_string(), |field| field.chinese()),
        }
    }

    fn range(&mut self, sources: &[SourceLine], summary: &Summary) {
        let findings: u64 = summary.rules.iter().map(|r| r.findings).sum();
        let first = short(sources.iter().filter_map(|s| s.first.as_deref()).min());
        let last = short(sources.iter().filter_map(|s| s.last.as_deref()).max());
        let (rules, messages) = (summary.rules.len(), summary.messages);
        self.say(
            format!(
                "{findings} {} from {rules} {}, {}, {first} to {last}",
                plural(findings, "finding"),
                plural(rules as u64, "rule"),
                count(messages, "message"),
            ),
            format!("{rules} 条规则，{messages} 条消息，{first} 至 {last}：发现 {findings} 处"),
        );
    }

    fn table(&mut self, summary: &Summary) {
        let lang = self.style.lang;
        let heads = [
            lang.pick("rule", "规则"),
            lang.pick("severity", "级别"),
            lang.pick("findings", "发现"),
            lang.pick("folded", "并入"),
            lang.pick("excepted", "豁免"),
            lang.pick("pending", "待定"),
            lang.pick("undetermined", "无法判定"),
        ];
        let (clean, telling): (Vec<&RuleLine>, Vec<&RuleLine>) =
            summary.rules.iter().partition(|r| r.is_clean());
        let rows: Vec<Vec<String>> = telling
            .iter()
            .map(|r| {
                let counts = [r.findings, r.folded, r.excepted, r.pending, r.undetermined];
                let word = r.severity.map_or("", |s| severity(s, lang).1);
                let counts = counts.iter().map(|n| if *n == 0 { "-".into() } else { n.to_string() });
                [escape(&r.rule), word.into()].into_iter().chain(counts).collect()
            })
            .collect();
        let widths: Vec<usize> = (0..heads.len())
            .map(|c| rows.iter().map(|r| width(&r[c])).chain([width(heads[c])]).max().unwrap_or(0))
            .collect();
        self.out.push('\n');
        let head = line(&heads.map(str::to_string), &widths);
        let head = self.style.paint(Paint::Bold, &head);
        let _ = writeln!(self.out, "{head}");
        for (row, rule) in rows.iter().zip(telling) {
            let text = line(row, &widths);
            let text = match rule.findings > 0 {
                true => self.style.paint(rule.severity.map_or(Paint::Bold, |s| severity(s, lang).0), &text),
                false => text,
            };
            let _ = writeln!(self.out, "{text}");
        }
        if !clean.is_empty() {
            let names: Vec<String> = clean.iter().map(|r| escape(&r.rule)).collect();
            let n = clean.len();
            self.say(
                format!("checked, nothing found: {n} {}: {}", plural(n as u64, "rule"), names.join(", ")),
                format!("已检查、没有发现：{n} 条规则：{}", names.join("、")),
            );
        }
    }

    fn excepted(&mut self, summary: &Summary) {
        let excused: Vec<_> = summary.rules.iter().filter(|r| r.excepted > 0).collect();
        if excused.is_empty() {
            return;
        }
        self.heading("Excepted", "豁免");
        for rule in excused {
            for reason in &rule.excepted_by {
                let why = if reason.reason.is_empty() {
                    self.style.lang.pick("no reason given", "未写理由")
                } else {
                    &reason.reason
                };
                let _ = writeln!(self.out, "  {}: {} × {}", escape(&rule.rule), reason.count, escape(why));
            }
            self.some(summary, rule, "excepted");
        }
    }

    fn open(&mut self, summary: &Summary) {
        let open: Vec<_> = summary.rules.iter().filter(|r| r.pending + r.undetermined > 0).collect();
        if open.is_empty() {
            return;
        }
        self.heading("Not decided", "未能判定");
        for rule in open {
            let name = escape(&rule.rule);
            if rule.pending > 0 {
                let n = rule.pending;
                self.say(
                    format!("  {name}: {n} pending: the log ends before they can be told"),
                    format!("  {name}：{n} 处待定：消息记录在能够判定之前结束"),
                );
                self.some(summary, rule, "pending");
            }
            for reason in &rule.undetermined_by {
                let (n, why) = (reason.count, escape(&reason.reason));
                self.say(
                    format!("  {name}: {n} undetermined: {why}"),
                    format!("  {name}：{n} 处无法判定：{why}"),
                );
            }
            self.some(summary, rule, "undetermined");
        }
    }

    /// The first open verdicts of a rule, by place.
    fn some(&mut self, summary: &Summary, rule: &RuleLine, status: &str) {
        let list: Vec<_> =
            summary.open.iter().filter(|o| o.rule == rule.rule && o.status == status).collect();
        for open in list.iter().take(SHOWN) {
            let place = match (&open.source, open.line) {
                (Some(source), Some(line)) => format!("  {}:{line}", escape(source)),
                _ => String::new(),
            };
            let keys: Vec<String> = open.key.values().map(|key| key_text(key, self.style.lang)).collect();
            let text = format!("      {}  {}{place}", open.when, keys.join(" / "));
            let _ = writeln!(self.out, "{}", self.style.paint(Paint::Dim, &text));
        }
        let total = match status {
            "excepted" => rule.excepted,
            "pending" => rule.pending,
            _ => rule.undetermined,
        };
        if total > SHOWN as u64 && !list.is_empty() {
            let more = total - (list.len().min(SHOWN)) as u64;
            self.say(format!("      and {more} more"), format!("      另有 {more} 处"));
        }
    }

    fn unanswered(&mut self, summary: &Summary) {
        let rules: Vec<_> =
            summary.rules.iter().filter(|r| !r.lacks.is_empty() || !r.never_seen.is_empty()).collect();
        if rules.is_empty() {
            return;
        }
        self.heading("What the log could not answer", "消息记录无法回答的");
        for rule in rules {
            let name = escape(&rule.rule);
            if !rule.lacks_kinds.is_empty() {
                let kinds = rule.lacks_kinds.iter().map(|k| self.style.lang.pick(k.name(), k.chinese()));
                let kinds = kinds.collect::<Vec<_>>().join(", ");
                self.say(
                    format!("  {name} looks for {kinds}, which this format does not record"),
                    format!("  {name} 要找 {kinds}，而此格式不记录"),
                );
            }
            // Which kinds has just been said.
            let said = |attr: &Attr| *attr == Attr::Kind && !rule.lacks_kinds.is_empty();
            let lacks: Vec<Attr> = rule.lacks.iter().copied().filter(|attr| !said(attr)).collect();
            let list = |attrs: &[Attr]| attrs.iter().map(|&a| self.field(a)).collect::<Vec<_>>().join(", ");
            let (lacks, unseen) = (list(&lacks), list(&rule.never_seen));
            if !lacks.is_empty() {
                self.say(
                    format!("  {name} reads {lacks}, which no source supplies"),
                    format!("  {name} 要读 {lacks}，但没有来源能够提供"),
                );
            }
            if !unseen.is_empty() {
                self.say(
                    format!("  {name} reads {unseen}, which no message carried: check that the log holds it"),
                    format!("  {name} 要读 {unseen}，但没有一条消息带有：请确认记录中确有此项"),
                );
            }
        }
    }

    fn people(&mut self, summary: &Summary) {
        let unknown = &summary.unknown_senders;
        if unknown.is_empty() {
            return;
        }
        self.heading(
            "Senders that are not in the roster (they have no role)",
            "不在名册中的发送者（视为没有角色）",
        );
        let names: Vec<String> = unknown.iter().take(NAMES).map(|p| escape(&p.name)).collect();
        let more = unknown.len().saturating_sub(NAMES);
        let names = names.join(self.style.lang.pick(", ", "、"));
        match more {
            0 => self.say(format!("  {names}"), format!("  {names}")),
            _ => self.say(format!("  {names} and {more} more"), format!("  {names} 等 {} 人", unknown.len())),
        }
    }

    fn sources(&mut self, sources: &[SourceLine]) {
        self.heading("Sources", "来源");
        for s in sources {
            let path = escape(&s.path);
            let covers = s.covers.as_ref().map_or_else(
                || "?".into(),
                |[from, to]| format!("{} .. {}", short(Some(from)), short(Some(to))),
            );
            let (messages, events, format, encoding) = (s.messages, s.events, &s.format, &s.encoding);
            self.say(
                format!(
                    "  {path}  {format}, {encoding}, {}, {}, covers {covers}",
                    count(messages, "message"),
                    count(events, "event")
                ),
                format!("  {path}  {format}，{encoding}，{messages} 条消息，{events} 个事件，覆盖 {covers}"),
            );
            if s.duplicates > 0 {
                let n = s.duplicates;
                self.say(
                    format!("      {n} seen before, counted once"),
                    format!("      {n} 条重复，只计一次"),
                );
            }
            if s.late > 0 {
                let n = s.late;
                self.say(
                    format!("      {n} came too late, not judged"),
                    format!("      {n} 条来得太迟，未予判定"),
                );
            }
            if s.skipped > 0 {
                let n = s.skipped;
                self.say(
                    format!("      {n} bad {} skipped (see the warnings)", plural(n, "record")),
                    format!("      {n} 条记录有误，已跳过（见警告）"),
                );
            }
            if !s.lacks.is_empty() {
                let lacks = s.lacks.iter().map(|name| self.named(name)).collect::<Vec<_>>().join(", ");
                self.say(format!("      cannot supply {lacks}"), format!("      无法提供 {lacks}"));
            }
        }
    }

    /// What to pass to settle more.
    fn advice(&mut self, sources: &[SourceLine], summary: &Summary) {
        let blamed = |wanted: fn(&Blame) -> bool| summary.rules.iter().flat_map(|r| &r.blames).any(wanted);
        let pending = summary.rules.iter().any(|r| r.pending > 0);
        let mut tips: Vec<(String, String)> = Vec::new();
        if pending || blamed(|b| *b == Blame::Start) {
            tips.push((
                "--complete if nothing is missing before or after the log, or --covers FROM..TO".into(),
                "--complete：若记录前后没有遗漏；或用 --covers 起..止 写明覆盖范围".into(),
            ));
        }
        if blamed(|b| *b == Blame::Roster) {
            tips.push((
                "--roster FILE to say who has which role".into(),
                "--roster 文件：写明各人的角色".into(),
            ));
        }
        if blamed(|b| *b == Blame::Registry) {
            tips.push(("--groups FILE to describe the groups".into(), "--groups 文件：登记各群".into()));
        }
        if blamed(|b| matches!(b, Blame::Calendar(_))) {
            tips.push((
                "--calendar cn, or a file with the days off".into(),
                "--calendar cn，或放假安排文件".into(),
            ));
        }
        if tips.is_empty() || sources.is_empty() {
            return;
        }
        self.heading("This would settle more", "以下选项可以判定更多");
        for (en, zh) in tips {
            self.say(format!("  {en}"), format!("  {zh}"));
        }
    }
}

/// A key's value. Of a text only its beginning: nobody is accused of it.
fn key_text(value: &super::KeyText, lang: Lang) -> String {
    match value {
        super::KeyText::Named(named) => escape(&named.name),
        super::KeyText::Text(text) => match text.char_indices().nth(8) {
            Some((end, _)) if text != withheld(lang) => format!("{}…", escape(&text[..end])),
            _ => escape(text),
        },
    }
}

/// `2026-03-02 09:00` of an RFC 3339 time; seconds where there are some.
fn short(time: Option<&str>) -> String {
    let Some(time) = time else { return "?".into() };
    let wall = time.get(..19).unwrap_or(time).replace('T', " ");
    wall.strip_suffix(":00").map_or_else(|| wall.clone(), str::to_string)
}

/// Left-aligned words, right-aligned numbers.
fn line(cells: &[String], widths: &[usize]) -> String {
    let mut out = String::new();
    for (i, (cell, &wide)) in cells.iter().zip(widths).enumerate() {
        let pad = " ".repeat(wide.saturating_sub(width(cell)));
        let cell = if i < 2 { format!("{cell}{pad}") } else { format!("{pad}{cell}") };
        out.push_str(if i == 0 { "" } else { "  " });
        out.push_str(&cell);
    }
    out.trim_end().to_string()
}
