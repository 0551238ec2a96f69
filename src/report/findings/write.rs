//! Findings as JSON, by hand: a run may have a million of them, and most of their bytes are names and texts that
//! need no escaping, which is seen sixteen bytes at a time. What it writes is what the derived `Serialize` of
//! [`Finding`] writes, byte by byte; the test below holds it to that.

use std::io;

use super::{Finding, Key, KeyText, Message, Named};
use crate::plan::Severity;
use crate::report::moment::Moment;
use crate::report::privacy::Excerpt;

/// Appends a finding as a JSON object.
pub fn write(finding: &Finding, out: &mut Vec<u8>) -> io::Result<()> {
    field(out, "{\"rule\":\"", finding.rule);
    put(out, "\",\"severity\":\"");
    put(out, severity(finding.severity));
    field(out, "\",\"title\":\"", finding.title);
    field(out, "\",\"message\":\"", &finding.message);
    put(out, "\",\"at\":");
    time(out, &finding.at);
    put(out, ",\"decided\":");
    time(out, &finding.decided);
    put(out, ",\"key\":");
    key(out, &finding.key);
    put(out, ",\"trigger\":");
    option(out, finding.trigger.as_ref(), message);
    put(out, ",\"evidence\":");
    list(out, &finding.evidence, message);
    number(out, ",\"evidence_total\":", finding.evidence_total);
    put(out, ",\"first\":");
    option(out, finding.first.as_ref(), time);
    put(out, ",\"last\":");
    option(out, finding.last.as_ref(), time);
    put(out, ",\"value\":");
    serde_json::to_writer(&mut *out, &finding.value)?;
    put(out, ",\"threshold\":");
    serde_json::to_writer(&mut *out, &finding.threshold)?;
    number(out, ",\"folded\":", finding.folded);
    field(out, ",\"fingerprint\":\"", &finding.fingerprint);
    field(out, "\",\"policy\":{\"path\":\"", finding.policy.path);
    number(out, "\",\"line\":", finding.policy.line.into());
    number(out, ",\"column\":", finding.policy.column.into());
    put(out, "}}");
    Ok(())
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Violation => "violation",
    }
}

fn key(out: &mut Vec<u8>, key: &Key) {
    put(out, "{");
    for (index, (name, value)) in key.iter().enumerate() {
        field(out, if index > 0 { ",\"" } else { "\"" }, name);
        match value {
            KeyText::Named(who) => {
                put(out, "\":");
                named(out, who);
            }
            KeyText::Text(text) => {
                field(out, "\":\"", text);
                put(out, "\"");
            }
        }
    }
    put(out, "}");
}

fn message(out: &mut Vec<u8>, message: &Message) {
    field(out, "{\"id\":\"", &message.id);
    put(out, "\",\"time\":");
    time(out, &message.time);
    put(out, ",\"group\":");
    named(out, &message.group);
    put(out, ",\"sender\":");
    named(out, &message.sender);
    field(out, ",\"source\":\"", &message.source);
    number(out, "\",\"line\":", message.line.into());
    put(out, ",\"spans\":");
    list(out, &message.spans, span);
    put(out, ",\"excerpt\":");
    option(out, message.excerpt.as_ref(), excerpt);
    put(out, "}");
}

fn named(out: &mut Vec<u8>, named: &Named) {
    field(out, "{\"id\":\"", &named.id);
    field(out, "\",\"name\":\"", &named.name);
    put(out, "\"}");
}

fn excerpt(out: &mut Vec<u8>, excerpt: &Excerpt) {
    field(out, "{\"text\":\"", &excerpt.text);
    put(out, "\",\"spans\":");
    list(out, &excerpt.spans, span);
    put(out, "}");
}

fn span(out: &mut Vec<u8>, &[from, to]: &[usize; 2]) {
    number(out, "[", from as u64);
    number(out, ",", to as u64);
    put(out, "]");
}

fn list<T>(out: &mut Vec<u8>, items: &[T], item: fn(&mut Vec<u8>, &T)) {
    put(out, "[");
    for (index, one) in items.iter().enumerate() {
        if index > 0 {
            put(out, ",");
        }
        item(out, one);
    }
    put(out, "]");
}

fn option<T>(out: &mut Vec<u8>, value: Option<&T>, some: fn(&mut Vec<u8>, &T)) {
    match value {
        Some(value) => some(out, value),
        None => put(out, "null"),
    }
}

fn time(out: &mut Vec<u8>, moment: &Moment) {
    moment.with(|text| {
        put(out, "\"");
        put(out, text);
        put(out, "\"");
    });
}

/// What comes before a text, to its quotation mark, and the text; the other mark is left to what follows.
#[inline(always)]
fn field(out: &mut Vec<u8>, before: &str, text: &str) {
    put(out, before);
    escaped(out, text);
}

fn escaped(out: &mut Vec<u8>, text: &str) {
    let special = |byte: u8| (byte < b' ') | (byte == b'"') | (byte == b'\\');
    // Without a way out of the loop, so that the compiler takes many bytes at once.
    if !text.bytes().fold(false, |any, byte| any | special(byte)) {
        return put(out, text);
    }
    // With its quotation marks, of which one is there already and the other comes later.
    out.pop();
    if serde_json::to_writer(&mut *out, text).is_ok() {
        out.pop();
    }
}

#[inline(always)]
fn number(out: &mut Vec<u8>, before: &str, number: u64) {
    put(out, before);
    digits(out, number);
}

fn digits(out: &mut Vec<u8>, mut number: u64) {
    let mut digits = [b'0'; 20];
    let mut at = digits.len() - 1;
    while let Some(place) = digits.get_mut(at) {
        *place = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
        at -= 1;
    }
    out.extend_from_slice(digits.get(at..).unwrap_or_default());
}

#[inline(always)]
fn put(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use proptest::prelude::*;

    use super::super::{Place, Shown, Words};
    use super::*;
    use crate::plan::Ratio;
    use crate::time::Zone;

    /// Texts with all that JSON has to escape.
    fn text() -> impl Strategy<Value = String> {
        prop_oneof!["[a-z群规🌹]{0,20}", "[\"\\\\\u{0}-\u{1f}\u{7f}\u{2028}a/规]{0,40}"]
    }

    prop_compose! {
        fn messages()(
            texts in prop::array::uniform6(text()),
            at in prop_oneof![0i64..2_000_000_000_000, any::<i64>()],
            line: u32,
            spans in prop::collection::vec(prop::array::uniform2(any::<usize>()), 0..3),
            shown: bool,
        ) -> ([String; 6], i64, u32, Vec<[usize; 2]>, bool) {
            (texts, at, line, spans, shown)
        }
    }

    fn message_of<'a>(
        (texts, at, line, spans, shown): &'a ([String; 6], i64, u32, Vec<[usize; 2]>, bool),
        zone: &'a Zone,
    ) -> Message<'a> {
        let [id, group, name, sender, source, text] =
            texts.each_ref().map(|text| Cow::Borrowed(text.as_str()));
        Message {
            id,
            time: Moment { at: *at, zone },
            group: Named { id: group, name: name.clone() },
            sender: Named { id: sender, name },
            source,
            line: *line,
            spans: spans.clone(),
            excerpt: shown.then(|| Excerpt { text, spans: spans.clone() }),
            shown: Shown::default(),
        }
    }

    proptest! {
        #[test]
        fn as_the_derived_serialisation(
            made in prop::collection::vec(messages(), 1..4),
            words in prop::array::uniform4(text()),
            numbers in prop::array::uniform3(any::<u64>()),
            judged: bool,
            ratio in prop::option::of((any::<i64>(), 1i64..100)),
        ) {
            let zone = Zone::new("Asia/Shanghai").expect("known");
            let evidence: Vec<Message> = made.iter().map(|made| message_of(made, &zone)).collect();
            let [rule, title, report, path] = words.each_ref().map(String::as_str);
            let moment = evidence[0].time;
            let mut key = Key::default();
            for message in evidence.iter().skip(1) {
                key.set(message.id.clone(), KeyText::Named(message.group.clone()));
                key.set(message.source.clone(), KeyText::Text(message.id.clone()));
            }
            let value = ratio.and_then(|(a, b)| Ratio::new(a.into(), b.into()));
            let finding = Finding {
                rule,
                severity: [Severity::Note, Severity::Warning, Severity::Violation][made.len() % 3],
                title,
                message: report.into(),
                at: moment,
                decided: moment,
                key,
                trigger: judged.then(|| evidence[0].clone()),
                first: judged.then_some(moment),
                last: judged.then_some(moment),
                evidence,
                evidence_total: numbers[0],
                value,
                threshold: None,
                folded: numbers[1] % 100,
                fingerprint: rule.into(),
                policy: Place { path, line: 1, column: numbers[2] as u32 },
                words: Words::default(),
            };
            let mut out = Vec::new();
            write(&finding, &mut out).expect("memory");
            let derived = serde_json::to_string(&finding).expect("text");
            prop_assert_eq!(String::from_utf8(out).expect("text"), derived);
        }
    }
}
