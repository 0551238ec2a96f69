//! What a spreadsheet program does to a log that passes through it, recognised in the fields of CSV formats:
//! each function gives what can still be used, and counts what was harmed in the notes of the source.

use super::draft::{Cx, plausible};
use super::{Reason, stamp};
use crate::diag::codes::inputs as code;
use crate::diag::{Code, Diagnostic};
use crate::model::Millis;

/// The harm done to a source: for each kind how often, and where first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Damage {
    /// Ids that were turned into numbers, so that their last digits are lost.
    rounded: Tally,
    /// Times without seconds.
    cut: Tally,
    /// `??` where an emoji may have been.
    lost: Tally,
    /// Texts kept from being formulas by an apostrophe or a tab.
    guarded: Tally,
    /// There are emoji, so that saving has not lost them.
    emoji: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Tally {
    count: u64,
    line: u32,
}

impl Tally {
    fn add(&mut self, line: u32) {
        self.count += 1;
        if self.count == 1 {
            self.line = line;
        }
    }
}

impl Damage {
    /// What there is to say about a file.
    pub fn report<'a>(&self, path: &'a str) -> impl Iterator<Item = Diagnostic> + use<'a> {
        let lost = if self.emoji { Tally::default() } else { self.lost };
        let all: [(Code, Tally); 4] = [
            (code::ROUNDED_IDS, self.rounded),
            (code::TIMES_WITHOUT_SECONDS, self.cut),
            (code::LOST_EMOJI, lost),
            (code::GUARDED_FORMULAS, self.guarded),
        ];
        all.into_iter().filter(|(_, tally)| tally.count > 0).map(move |(code, tally)| {
            let place = format!("{path}:{}", tally.line);
            Diagnostic::new(code).arg("count", tally.count.to_string()).place(place)
        })
    }
}

/// An id without the marks that keep it text; `None` if only a rounded number is left of it, or nothing.
pub fn id<'a>(text: &'a str, cx: &mut Cx) -> Option<&'a str> {
    let bare = text.trim();
    let bare = bare.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).unwrap_or(bare);
    let bare = bare.strip_prefix('\'').unwrap_or(bare);
    if is_rounded(bare) {
        cx.notes.damage.rounded.add(cx.line);
        return None;
    }
    Some(bare).filter(|id| !id.is_empty())
}

/// A text without the mark that keeps it from being a formula.
pub fn text<'a>(text: &'a str, cx: &mut Cx) -> &'a str {
    let damage = &mut cx.notes.damage;
    if !damage.emoji {
        let largest = |bytes: &[u8]| bytes.iter().fold(0, |largest, byte| byte.max(&largest).to_owned());
        damage.emoji = text.as_bytes().chunks(64).any(|bytes| largest(bytes) >= 0xf0);
        let doubtful = memchr::memchr(b'?', text.as_bytes()).is_some() && text.contains("??");
        if doubtful {
            damage.lost.add(cx.line);
        }
    }
    match text.strip_prefix(['\'', '\t']).filter(|rest| rest.starts_with(['=', '+', '-', '@'])) {
        Some(rest) => {
            damage.guarded.add(cx.line);
            rest
        }
        None => text,
    }
}

/// A time as a spreadsheet shows it (`2024/10/4 11:42`), or in RFC 3339.
pub fn time(field: &str, text: &str, cx: &mut Cx) -> Result<Millis, Reason> {
    told(field, text, cx).map(|(time, _)| time)
}

/// The same, and how finely it is told, in milliseconds, unless it is in RFC 3339.
pub fn told(field: &str, text: &str, cx: &mut Cx) -> Result<(Millis, Option<Millis>), Reason> {
    let Some((time, precision)) = stamp::loose(text.trim(), cx.zone) else {
        return cx.time(field, text.trim()).map(|time| (time, None));
    };
    cx.notes.local_times += 1;
    if precision > 1000 {
        cx.notes.damage.cut.add(cx.line);
    }
    plausible(field, time).map(|time| (time, Some(precision)))
}

/// `1.00232E+17`: a number that was too long for a cell.
fn is_rounded(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let digit = text.strip_prefix('-').unwrap_or(text).as_bytes();
    if !matches!(digit, [b'0'..=b'9', b'.' | b'E' | b'e', ..]) {
        return false;
    }
    let Some((number, power)) = text.split_once(['E', 'e']) else { return false };
    let number = number.strip_prefix('-').unwrap_or(number);
    let (whole, rest) = number.split_once('.').unwrap_or((number, "0"));
    whole.len() == 1 && digits(whole) && digits(rest) && power.strip_prefix('+').is_some_and(digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Lang;
    use crate::ingest::called::Called;
    use crate::ingest::draft::Notes;
    use crate::model::{Batch, Directory};

    /// Applies to each text, a line each; what came out and what is said.
    fn each<'a, T>(texts: &[&'a str], apply: impl Fn(&'a str, &mut Cx) -> T) -> (Vec<T>, Vec<String>) {
        let (mut directory, mut batch, mut notes) =
            (Directory::default(), Batch::default(), Notes::default());
        let zone = crate::ingest::Options::default().timezone.into();
        let mut out = Vec::new();
        for (at, text) in texts.iter().enumerate() {
            let line = at as u32 + 1;
            let (directory, batch, notes) = (&mut directory, &mut batch, &mut notes);
            let called = &mut Called::default();
            out.push(apply(
                text,
                &mut Cx { directory, batch, zone: &zone, learn: true, notes, called, line, offset: 0 },
            ));
        }
        let show = |d: Diagnostic| {
            format!("{} {} {}", d.code, d.place.clone().unwrap_or_default(), d.message(Lang::En))
        };
        (out, notes.damage.report("a.csv").map(show).collect())
    }

    #[test]
    fn rounded_ids_are_no_ids() {
        let (ids, said) =
            each(&["100232", "1.00232E+17", "=\"0012\"", "'0012", "12\t", "1E+05", "wxid_1e5", ""], id);
        let some = |id| Some(id);
        let expected =
            [some("100232"), None, some("0012"), some("0012"), some("12"), None, some("wxid_1e5"), None];
        assert_eq!(ids, expected);
        assert_eq!(said.len(), 1);
        assert!(said[0].starts_with("QG6040 a.csv:2 2 ids"), "{said:?}");
    }

    #[test]
    fn guarded_formulas_are_texts_again() {
        let (texts, said) = each(&["'=1+1", "\t-5", "'tis", "-5", "'@王", "好"], text);
        assert_eq!(texts, ["=1+1", "-5", "'tis", "-5", "@王", "好"]);
        assert!(said[0].starts_with("QG6043 a.csv:1 3 texts"), "{said:?}");
    }

    #[test]
    fn two_question_marks_are_doubtful_only_where_no_emoji_is_left() {
        let (_, said) = each(&["好", "收到??", "??"], text);
        assert!(said[0].starts_with("QG6042 a.csv:2 2 texts"), "{said:?}");
        assert!(each(&["收到??", "🌹"], text).1.is_empty());
    }

    #[test]
    fn times_of_a_spreadsheet_are_read_and_their_lost_seconds_said() {
        let (times, said) =
            each(&["2024/10/4 11:42", "2024-10-04T11:42:00+08:00", "x", "1900/1/0 0:00"], |t, cx| {
                time("t", t, cx)
            });
        assert_eq!(times[0], times[1]);
        assert_eq!(times[0], Ok(1_728_013_320_000));
        assert!(times[2].is_err() && times[3].is_err());
        assert!(said[0].starts_with("QG6041 a.csv:1 1 times"), "{said:?}");
    }
}
