//! What a file is, told from its first bytes and never from its name alone.

use std::sync::Arc;

use super::ColumnMap;
use super::decode;
use super::formats::{Fit, Format};
use super::shapes::csv::Header;
use crate::diag::Both;

/// How much of a file is looked at.
pub const SAMPLE: usize = 64 << 10;
/// So many lines may be damaged before the first that tells the format.
const LINES: usize = 50;

/// The beginning of a file.
#[derive(Debug, Clone, Default)]
pub struct Sample {
    /// The first bytes as text.
    pub text: String,
    /// The line that the keys are from.
    pub head: String,
    /// The document is an array; the keys are those of its first element.
    pub array: bool,
    /// Keys of the first object.
    pub keys: Vec<String>,
    /// Keys of the first object within an array (`chatdata`, `messages`) of the first object.
    pub inner: Vec<String>,
    /// What it is if it is a table.
    pub table: Option<Header>,
    /// What the user says of columns.
    pub columns: Option<Arc<ColumnMap>>,
}

impl Sample {
    /// True if the first object has this key.
    pub fn has(&self, key: &str) -> bool {
        self.keys.iter().any(|k| k == key)
    }

    fn at(text: &str, start: usize) -> Sample {
        let rest = &text[start..];
        let mut scan = Scan { bytes: rest.as_bytes(), at: 0 };
        scan.blanks();
        let array = scan.eat(b'[');
        scan.blanks();
        let mut sample = Sample { text: text.to_string(), array, ..Sample::default() };
        sample.head = rest.lines().next().unwrap_or_default().to_string();
        scan.object(&mut sample.keys, Some(&mut sample.inner));
        sample
    }
}

/// What was found out about a file.
#[derive(Debug, Clone)]
pub enum Guess {
    /// Nothing in it.
    Empty,
    /// The archive's envelope, not decrypted.
    Undecrypted,
    /// It fits formats, the best one first.
    Fits(Box<Sample>, Vec<(Format, Fit)>),
    /// It fits none; what was seen.
    Unknown(Both, Box<Sample>),
}

/// Looks at the first bytes of a file.
pub fn guess(bytes: &[u8], columns: Option<&Arc<ColumnMap>>) -> Guess {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Guess::Empty;
    }
    let text = match valid_prefix(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}'),
        Err(seen) => return Guess::Unknown(seen, Box::default()),
    };
    if text.trim().is_empty() {
        return Guess::Empty;
    }
    let mut start = 0;
    for line in text.split_inclusive('\n').take(LINES) {
        if line.trim_start().starts_with(['{', '[']) {
            let sample = Sample { columns: columns.cloned(), ..Sample::at(text, start) };
            if is_undecrypted(&sample) {
                return Guess::Undecrypted;
            }
            let fits = fits(&sample);
            if !fits.is_empty() {
                return Guess::Fits(Box::new(sample), fits);
            }
        }
        start += line.len();
    }
    let table = Header::of(text);
    let sample = Sample { text: text.to_string(), table, columns: columns.cloned(), ..Sample::default() };
    let fits = fits(&sample);
    if !fits.is_empty() {
        return Guess::Fits(Box::new(sample), fits);
    }
    let json = Sample { columns: columns.cloned(), ..Sample::at(text, 0) };
    let sample = if json.keys.is_empty() { sample } else { json };
    Guess::Unknown(describe(&sample), Box::new(sample))
}

fn fits(sample: &Sample) -> Vec<(Format, Fit)> {
    let mut fits: Vec<_> =
        Format::ALL.iter().filter_map(|&format| format.fits(sample).map(|fit| (format, fit))).collect();
    fits.sort_by_key(|(_, fit)| std::cmp::Reverse(fit.score));
    fits
}

fn is_undecrypted(sample: &Sample) -> bool {
    let has = |key: &str| sample.has(key) || sample.inner.iter().any(|k| k == key);
    has("encrypt_chat_msg") && !has("msg")
}

/// The text up to the first byte that is not UTF-8 (the sample may end within a character), or what it is
/// instead of text.
fn valid_prefix(bytes: &[u8]) -> Result<&str, Both> {
    if let Some(seen) = decode::foreign(bytes) {
        return Err(seen);
    }
    let valid = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(text),
        // The sample may end within a character.
        Err(error) if error.error_len().is_none() => {
            return Ok(std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default());
        }
        Err(error) => error.valid_up_to(),
    };
    let text = std::str::from_utf8(&bytes[..valid]).unwrap_or_default();
    if is_binary(bytes) {
        return Err((
            "binary data, perhaps an encrypted database; decrypt it first",
            "二进制数据，可能是加密的数据库，请先解密",
        )
            .into());
    }
    // A damaged line does not hide what the lines before it say.
    if text.trim_start().starts_with(['{', '[']) {
        return Ok(text);
    }
    Err(("no text, or text in an unknown encoding", "不是文本，或编码无法识别").into())
}

/// Text holds hardly any control characters, encrypted data many.
fn is_binary(bytes: &[u8]) -> bool {
    let controls = bytes.iter().filter(|&&b| b < b' ' && !b.is_ascii_whitespace()).count();
    controls > bytes.len() / 32
}

fn describe(sample: &Sample) -> Both {
    let text = sample.text.trim_start();
    if sample.has("ts") && sample.has("type") {
        return (
            "one day of a Slack export; pass the folder of the export",
            "Slack 导出中的一天，请给出导出的文件夹",
        )
            .into();
    }
    let shown = |names: &[String]| -> Vec<String> {
        names.iter().take(6).map(|name| format!("`{}`", name.replace('`', "'"))).collect()
    };
    if let Some(header) = sample.table.as_ref().filter(|header| header.is_even()) {
        let shown = shown(&header.names);
        return Both {
            en: format!("a table with the columns {}", shown.join(", ")),
            zh: format!("表格，列有 {}", shown.join("、")),
        };
    }
    if sample.keys.is_empty() {
        let line: String = text.lines().next().unwrap_or_default().chars().take(40).collect();
        let line = line.replace('`', "'");
        return Both {
            en: format!("text that begins `{line}`"), zh: format!("以 `{line}` 开头的文本")
        };
    }
    let shown = shown(&sample.keys);
    Both {
        en: format!("JSON with the fields {}", shown.join(", ")),
        zh: format!("JSON，字段有 {}", shown.join("、")),
    }
}

/// A scan of JSON that may break off anywhere.
struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scan<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(|b| b.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// The keys of an object; `inner` gets those of the first object in the first array of objects.
    fn object(&mut self, keys: &mut Vec<String>, mut inner: Option<&mut Vec<String>>) {
        if !self.eat(b'{') {
            return;
        }
        loop {
            self.blanks();
            self.eat(b',');
            self.blanks();
            let Some(key) = self.string() else { return };
            keys.push(key);
            self.blanks();
            if !self.eat(b':') {
                return;
            }
            self.blanks();
            let start = self.at;
            if self.peek() == Some(b'[')
                && let Some(inner) = inner.as_deref_mut().filter(|inner| inner.is_empty())
            {
                self.at += 1;
                self.blanks();
                self.object(inner, None);
                self.at = start;
            }
            if !self.skip() {
                return;
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        let start = self.at;
        if !self.eat(b'"') {
            return None;
        }
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'"' => {
                    let raw = self.bytes.get(start..self.at)?;
                    return serde_json::from_slice(raw).ok();
                }
                _ => {}
            }
        }
        None
    }

    /// Skips a value; false if the text ends within.
    fn skip(&mut self) -> bool {
        let mut depth = 0usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    if self.string().is_none() && self.at >= self.bytes.len() {
                        return false;
                    }
                    if depth == 0 {
                        return true;
                    }
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' | b',' if depth == 0 => return true,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 && matches!(byte, b'}' | b']') {
                return true;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(text: &str) -> Option<Format> {
        match guess(text.as_bytes(), None) {
            Guess::Fits(_, fits) => fits.first().map(|f| f.0),
            _ => None,
        }
    }

    #[test]
    fn formats_are_told_by_content() {
        let cases = [
            (r#"{"qungui":1}"#, Format::Native),
            (r#"{"id":"1","time":"2026-03-02T09:00:00+08:00","group":"g","sender":"a"}"#, Format::Native),
            (r#"{"msgid":"1","action":"send","from":"a","tolist":[],"msgtime":1}"#, Format::Wecom),
            (r#"[{"msgid":"1","msgtype":"text"}]"#, Format::Wecom),
            (
                r#"{"errcode":0,"chatdata":[{"seq":1,"encrypt_chat_msg":"x","msg":{"msgid":"1"}}]}"#,
                Format::Wecom,
            ),
            (r#"{"chatlab":{"version":"0.0.2"},"meta":{"name":"x"},"messages":[]}"#, Format::Chatlab),
            ("# made by hand\n{\"_type\":\"header\",\"meta\":{\"name\":\"x\"}}", Format::Chatlab),
            ("\u{feff}not a record\n{\"time\":\"\",\"sender\":\"a\"}", Format::Native),
        ];
        for (text, format) in cases {
            assert_eq!(best(text), Some(format), "{text}");
        }
    }

    #[test]
    fn the_envelope_is_known_as_undecrypted() {
        let text = r#"{"errcode":0,"errmsg":"ok","chatdata":[{"seq":196,"msgid":"x","encrypt_chat_msg":"898"#;
        assert!(matches!(guess(text.as_bytes(), None), Guess::Undecrypted));
    }

    #[test]
    fn two_formats_may_fit() {
        let text = r#"{"msgid":"1","time":"x","group":"g","sender":"s","from":"a","action":"send"}"#;
        let Guess::Fits(_, fits) = guess(text.as_bytes(), None) else { unreachable!("fits") };
        assert_eq!(fits.iter().map(|f| f.0).collect::<Vec<_>>(), [Format::Wecom, Format::Native]);
    }

    #[test]
    fn what_fits_nothing_is_described() {
        let seen = |bytes: &[u8]| match guess(bytes, None) {
            Guess::Unknown(seen, _) => seen.en,
            other => format!("{other:?}"),
        };
        assert_eq!(seen(br#"{"a":1,"b":[2]}"#), "JSON with the fields `a`, `b`");
        assert_eq!(seen("你好".as_bytes()), "text that begins `你好`");
        assert_eq!(seen("你好,各位\n都来了吗\n".as_bytes()), "text that begins `你好,各位`");
        assert_eq!(seen("时间,谁\n1,甲\n".as_bytes()), "a table with the columns `时间`, `谁`");
        assert_eq!(seen(b"PK\x03\x04"), "a zip archive; unpack it first");
        assert_eq!(seen(b"\xc4\xe3\xba\xc3"), "no text, or text in an unknown encoding");
        assert!(seen(br#"[{"type":"message","ts":"1"}]"#).starts_with("one day of a Slack export"));
        assert!(matches!(guess(b" \n", None), Guess::Empty));
    }

    #[test]
    fn a_sample_that_breaks_off_anywhere_is_no_trouble() {
        let text = r#"{"a\"": "b\\", "c": [{"d": 1}, "]"], "e": {"f": [1]}, "g": 1.5}"#;
        for end in 0..text.len() {
            guess(&text.as_bytes()[..end], None);
        }
    }
}
