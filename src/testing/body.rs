//! What a line of a transcript says: text, or a tag such as `<红包 8.88>`.

use super::transcript::Transcript;
use crate::diag::codes::options::{TEST_BAD_VALUE, TEST_NO_MESSAGE};
use crate::diag::{Both, Diagnostic};
use crate::model::{Decimal, Extra, Kind, Millis};
use crate::source::Span;
use crate::syntax::ast::{Name, Str};

/// What a tag gives its message.
#[derive(Debug, Default)]
pub struct Tagged {
    /// Rare fields.
    pub extra: Extra,
    /// `recalled`
    pub recalled: bool,
    /// `bot`
    pub bot: bool,
}

/// The kind of a tag's name, in either language.
pub fn kind(name: &Name) -> Option<Kind> {
    Kind::ALL.iter().copied().find(|kind| kind.name() == name.text || kind.chinese() == name.text)
}

/// Reads the words and pairs of a tag.
pub fn tagged(
    kind: Kind,
    words: &[Str],
    pairs: &[(Name, Str)],
    clock: Millis,
    to: &mut Transcript,
) -> Tagged {
    let mut tagged = Tagged::default();
    let mut place = 0;
    for word in words {
        match word.value.as_str() {
            "recalled" | "已撤回" => tagged.recalled = true,
            "bot" | "机器人" => tagged.bot = true,
            _ => {
                positional(kind, place, word, clock, &mut tagged.extra, to);
                place += 1;
            }
        }
    }
    for (name, value) in pairs {
        pair(name, value, &mut tagged.extra, to);
    }
    tagged
}

/// The bare words of each kind, in order.
fn positional(kind: Kind, place: usize, word: &Str, clock: Millis, extra: &mut Extra, to: &mut Transcript) {
    let text = || Some(word.value.as_str().into());
    match (kind, place) {
        (Kind::Link | Kind::MiniProgram, 0) => extra.link_url = text(),
        (Kind::Link | Kind::MiniProgram, 1) => extra.link_title = text(),
        (Kind::RedPacket | Kind::Transfer, 0) => extra.amount = amount(word, to),
        (Kind::RedPacket, 1) => extra.packets = amount(word, to),
        (Kind::File, 0) => extra.file_name = text(),
        (Kind::Voice | Kind::Video | Kind::Call, 0) => extra.duration = length(word, to),
        (Kind::Recall, 0) => extra.recalls = referred(word, clock, to),
        (Kind::Quote, 0) => extra.quotes = referred(word, clock, to),
        (Kind::Join | Kind::Leave | Kind::Poke | Kind::Rename, 0) => {
            extra.subject = Some(to.person(&word.value))
        }
        _ => wrong(word, ("one of this kind's attributes", "此类消息的属性"), to),
    }
}

fn pair(name: &Name, value: &Str, extra: &mut Extra, to: &mut Transcript) {
    let text = || Some(value.value.as_str().into());
    match name.text.as_str() {
        "hash" | "media" | "哈希" | "媒体" => extra.media = text(),
        "name" | "名称" => extra.file_name = text(),
        "size" | "大小" => extra.file_size = amount(value, to),
        "amount" | "金额" => extra.amount = amount(value, to),
        "packets" | "个数" | "红包个数" => extra.packets = amount(value, to),
        "duration" | "时长" => extra.duration = length(value, to),
        "url" | "地址" => extra.link_url = text(),
        "title" | "标题" => extra.link_title = text(),
        "nickname" | "昵称" => extra.nickname = text(),
        "inviter" | "邀请人" => extra.inviter = Some(to.person(&value.value)),
        "subject" | "当事人" => extra.subject = Some(to.person(&value.value)),
        _ => {
            let known = "hash, name, size, amount, packets, duration, url, title, nickname, inviter, subject";
            let known = (format!("one of {known}"), format!("{known} 之一"));
            let known = Both { en: known.0, zh: known.1 };
            to.problems.push(bad(&name.text, name.span, known));
        }
    }
}

fn bad(text: &str, span: Span, expected: impl Into<Both>) -> Diagnostic {
    Diagnostic::at(TEST_BAD_VALUE, span).arg("text", text).arg("expected", expected)
}

fn wrong(word: &Str, expected: (&str, &str), to: &mut Transcript) {
    to.problems.push(bad(&word.value, word.span, expected));
}

/// A decimal number with up to four places; `元` and `yuan` may follow.
fn amount(word: &Str, to: &mut Transcript) -> Option<Decimal> {
    let number = word.value.trim_end_matches('元').trim_end_matches("yuan").trim();
    let read = || {
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        if part.len() > 4
            || whole.is_empty()
            || !(whole.chars().chain(part.chars())).all(|c| c.is_ascii_digit())
        {
            return None;
        }
        let part: i64 = format!("{part:0<4}").parse().ok()?;
        Some(Decimal(whole.parse::<i64>().ok()?.checked_mul(Decimal::SCALE)?.checked_add(part)?))
    };
    let found = read();
    if found.is_none() {
        wrong(word, ("a number such as `8.88`", "数字，例如 `8.88`"), to);
    }
    found
}

/// A whole number of a unit: `30s`, `2分钟`; seconds without one.
fn length(word: &Str, to: &mut Transcript) -> Option<Millis> {
    let digits = word.value.chars().take_while(char::is_ascii_digit).count();
    let (number, unit) = word.value.split_at(digits);
    let size = match unit {
        "" | "s" | "秒" => Some(1000),
        "m" | "min" | "分" | "分钟" => Some(60_000),
        "h" | "小时" => Some(3_600_000),
        _ => None,
    };
    let found = size.and_then(|size: i64| number.parse::<i64>().ok()?.checked_mul(size));
    if found.is_none() {
        wrong(word, ("a length of time such as `30s`", "时间长度，例如 `30秒`"), to);
    }
    found
}

/// The id of the latest message at a clock of this day, in this group, not after `now`.
fn referred(word: &Str, now: Millis, to: &mut Transcript) -> Option<Box<str>> {
    let Some(clock) = clock(&word.value) else {
        wrong(word, ("a time of day such as `09:01`", "时刻，例如 `09:01`"), to);
        return None;
    };
    let found = to.message_at(clock, now);
    if found.is_none() {
        to.problems.push(Diagnostic::at(TEST_NO_MESSAGE, word.span).arg("clock", word.value.as_str()));
    }
    found
}

/// `09:01` or `09:01:30` in milliseconds since midnight.
fn clock(text: &str) -> Option<Millis> {
    let mut total = 0;
    let mut parts = 0;
    for (part, size) in text.split(':').zip([3_600_000, 60_000, 1000]) {
        total += part.parse::<u16>().ok().map(i64::from)? * size;
        parts += 1;
    }
    (parts >= 2 && text.split(':').count() == parts).then_some(total)
}
