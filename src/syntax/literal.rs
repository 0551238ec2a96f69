//! Reading the texts of numbers, dates, clocks and strings.

use unicode_normalization::UnicodeNormalization;

use super::ast::{Expr, ExprKind};
use super::marks;
use crate::diag::codes::syntax as codes;
use crate::diag::{Diagnostic, Problems};
use crate::source::Span;

/// A name as it is compared: NFC.
pub fn nfc(text: &str) -> String {
    text.nfc().collect()
}

/// `12` or `0.5`, full-width digits as ASCII, at most 15 digits on either side of the point.
pub fn decimal(text: &str) -> Option<String> {
    let text = marks::twins(text);
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, "0"));
    let digits =
        |part: &str| !part.is_empty() && part.len() <= 15 && part.bytes().all(|b| b.is_ascii_digit());
    (digits(whole) && digits(fraction)).then(|| text.clone())
}

/// A decimal number of units of `scale` smallest units each; `None` if it does not come out even, or is too large.
pub fn scaled(number: &str, scale: i64) -> Option<i64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let places = 10i128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let total = format!("{whole}{fraction}").parse::<i128>().ok()?.checked_mul(i128::from(scale))?;
    if total % places != 0 {
        return None;
    }
    i64::try_from(total / places).ok()
}

/// `2026-10-01` or `2026年10月1日`, if there is such a day.
pub fn date(text: &str) -> Option<(i16, i8, i8)> {
    let text = marks::twins(text).replace(['年', '月'], "-");
    let mut parts = text.strip_suffix('日').unwrap_or(&text).split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 || !looks_like_date(&text) {
        return None;
    }
    let (year, month, day) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    jiff::civil::Date::new(year, month, day).ok().map(|_| (year, month, day))
}

fn looks_like_date(text: &str) -> bool {
    let text = marks::twins(text).replace(['年', '月'], "-");
    let parts: Vec<&str> = text.strip_suffix('日').unwrap_or(&text).split(['-', '/', '.']).collect();
    parts.len() == 3 && parts.iter().all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()))
}

/// A date as an expression. `None` if the text does not look like one; a day that does not exist is reported.
pub fn date_expr(text: &str, span: Span, problems: &mut Problems) -> Option<Expr> {
    let kind = match date(text) {
        Some((year, month, day)) => ExprKind::Date(year, month, day),
        None if looks_like_date(text) => {
            let diagnostic = Diagnostic::at(codes::BAD_DATE, span).arg("found", text);
            let right = marks::twins(text).replace(['/', '.'], "-");
            problems.push(match date(&right) {
                Some(_) => diagnostic.fix(span, right),
                None => diagnostic,
            });
            ExprKind::Error
        }
        None => return None,
    };
    Some(Expr { kind, span })
}

/// `8:30`, `08:30:15` or `24:00`, in milliseconds since midnight.
pub fn clock(text: &str) -> Option<i64> {
    if !looks_like_clock(text) {
        return None;
    }
    let text = marks::twins(text);
    let numbers: Vec<i64> = text.split(':').filter_map(|part| part.parse().ok()).collect();
    let (hour, minute, second) = match numbers.as_slice() {
        [hour, minute] => (*hour, *minute, 0),
        [hour, minute, second] => (*hour, *minute, *second),
        _ => return None,
    };
    let seconds = hour * 3600 + minute * 60 + second;
    (minute < 60 && second < 60 && seconds <= 24 * 3600).then_some(seconds * 1000)
}

/// Digits with colons between them, whatever they say.
pub fn looks_like_clock(text: &str) -> bool {
    let text = marks::twins(text);
    let parts: Vec<&str> = text.split(':').collect();
    matches!(parts.len(), 2 | 3)
        && parts
            .iter()
            .enumerate()
            .all(|(i, p)| (p.len() == 2 || (i == 0 && p.len() == 1)) && p.bytes().all(|b| b.is_ascii_digit()))
}

/// The value of a string literal with its quotes. Escapes that are none are reported, and kept as they stand.
pub fn string(raw: &str, span: Span, problems: &mut Problems) -> String {
    let quote = raw.chars().next().map_or(0, char::len_utf8);
    let inner = raw.get(quote..).unwrap_or("");
    let last = inner.chars().last().map_or(0, char::len_utf8);
    let inner = inner.get(..inner.len() - last).unwrap_or("");
    let base = span.start as usize + quote;
    let mut out = String::with_capacity(inner.len());
    let mut at = 0;
    while let Some(c) = inner.get(at..).and_then(|rest| rest.chars().next()) {
        if c != '\\' {
            out.push(c);
            at += c.len_utf8();
            continue;
        }
        let escape = inner.get(at..).unwrap_or("");
        let (value, len) = unescape(escape);
        let text = escape.get(..len).unwrap_or(escape);
        match value {
            Some(value) => out.push(value),
            None => {
                let place = Span::new(span.file, base + at, base + at + len);
                problems.push(Diagnostic::at(codes::BAD_ESCAPE, place).arg("found", text));
                out.push_str(text);
            }
        }
        at += len;
    }
    out
}

/// The character of the escape that the text starts with (`None` if it is none), and the escape's length.
fn unescape(text: &str) -> (Option<char>, usize) {
    let Some(c) = text.chars().nth(1) else { return (None, text.len().max(1)) };
    let len = 1 + c.len_utf8();
    match c {
        'n' => (Some('\n'), len),
        't' => (Some('\t'), len),
        '\\' | '"' | '“' | '”' | '/' => (Some(c), len),
        'u' => {
            let hex = text.strip_prefix("\\u{").and_then(|rest| rest.split_once('}')).map(|(hex, _)| hex);
            match hex {
                Some(hex) if hex.len() <= 6 => {
                    (u32::from_str_radix(hex, 16).ok().and_then(char::from_u32), hex.len() + 4)
                }
                _ => (None, len),
            }
        }
        _ => (None, len),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_exact() {
        assert_eq!(decimal("０．５").as_deref(), Some("0.5"));
        assert_eq!(decimal("1234567890123456"), None);
        assert_eq!(decimal("1."), None);
        assert_eq!(scaled("0.5", 3_600_000), Some(1_800_000));
        assert_eq!(scaled("0.0001", 1000), None);
        assert_eq!(scaled("999999999999999", 604_800_000), None);
    }

    #[test]
    fn days_and_clocks_that_do_not_exist_are_none() {
        assert_eq!(date("2026-2-9"), Some((2026, 2, 9)));
        assert_eq!(date("2026年10月1日"), Some((2026, 10, 1)));
        assert_eq!(date("2026-02-30"), None);
        assert_eq!(date("2026-10"), None);
        assert_eq!((clock("8:30"), clock("24:00")), (Some(30_600_000), Some(86_400_000)));
        assert_eq!((clock("24:01"), clock("12:60"), clock("123:00")), (None, None, None));
        assert_eq!(clock("０８：３０"), clock("08:30"));
    }
}
