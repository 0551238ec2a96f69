//! Records that could not be read: counted, located, shown.

use crate::diag::codes::inputs as code;
use crate::diag::{Both, Diagnostic, Problems, Severity};

/// Why a record could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason(pub Both);

impl Reason {
    /// A reason in both languages.
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Reason(Both { en: en.into(), zh: zh.into() })
    }

    /// A required field is not there.
    pub fn missing(field: &str) -> Self {
        Reason::new(format!("`{field}` is missing"), format!("缺少 `{field}`"))
    }

    /// A field holds something that cannot be meant.
    pub fn value(field: &str, value: &str) -> Self {
        let value = clip(value);
        Reason::new(format!("`{field}` cannot be `{value}`"), format!("`{field}` 不能是 `{value}`"))
    }

    /// The record is not JSON, or a field has the wrong shape.
    pub fn json(error: &serde_json::Error) -> Self {
        let text = error.to_string();
        let what = text.split(" at line ").next().unwrap_or(&text);
        let what = clip(&what.replace('`', "'"));
        let column = error.column();
        if error.is_eof() {
            return Reason::new("the record is cut off", "记录不完整");
        }
        let (en, zh) = match error.is_data() {
            true => ("not the expected shape", "字段形式不对"),
            false => ("not valid JSON", "不是有效的 JSON"),
        };
        Reason::new(format!("{en} at byte {column} ({what})"), format!("第 {column} 字节处{zh}（{what}）"))
    }
}

/// User text cut to a size that fits a line.
fn clip(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_string(),
    }
}

/// One record that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordProblem {
    /// Index of the source.
    pub source: u32,
    /// The file, as the user named it.
    pub path: String,
    /// Line from 1.
    pub line: u32,
    /// Why.
    pub reason: Reason,
}

/// The bad records of one source: all counted, the first few kept.
#[derive(Debug, Clone, Default)]
pub struct BadRecords {
    /// How many there were.
    pub count: u64,
    /// The first of them.
    pub shown: Vec<RecordProblem>,
}

impl BadRecords {
    /// How many are kept and shown for one source.
    pub const SHOWN: usize = 5;

    /// Counts those of another reading of the same source, too.
    pub fn absorb(&mut self, other: BadRecords) {
        self.count += other.count;
        let room = Self::SHOWN.saturating_sub(self.shown.len());
        self.shown.extend(other.shown.into_iter().take(room));
    }

    /// Counts one.
    pub fn add(&mut self, problem: impl FnOnce() -> RecordProblem) {
        self.count += 1;
        if self.shown.len() < Self::SHOWN {
            self.shown.push(problem());
        }
    }

    /// Reports messages that came too late: how many, and the first of them.
    pub fn report_late(&self, path: &str, problems: &mut Problems) {
        for late in &self.shown {
            let place = format!("{}:{}", late.path, late.line);
            problems
                .push(Diagnostic::new(code::LATE_MESSAGE).arg("reason", late.reason.0.clone()).place(place));
        }
        let more = self.count - self.shown.len() as u64;
        if more > 0 {
            let count = more.to_string();
            problems.push(Diagnostic::new(code::MORE_LATE_MESSAGES).arg("count", count).arg("path", path));
        }
    }

    /// Reports what is kept, and how many more there were.
    pub fn report(&self, path: &str, strict: bool, problems: &mut Problems) {
        let severity = if strict { Severity::Error } else { Severity::Warning };
        for bad in &self.shown {
            let mut diagnostic = Diagnostic::new(code::BAD_RECORD)
                .arg("reason", bad.reason.0.clone())
                .place(format!("{}:{}", bad.path, bad.line));
            diagnostic.severity = severity;
            problems.push(diagnostic);
        }
        let more = self.count - self.shown.len() as u64;
        if more > 0 && !strict {
            let more =
                Diagnostic::new(code::MORE_BAD_RECORDS).arg("count", more.to_string()).arg("path", path);
            problems.push(more);
        }
    }
}
