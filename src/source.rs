//! Policy text and places in it.
//!
//! Every file is registered once in [`Sources`]; a [`Span`] is a file and a byte range, and is all that
//! later stages carry around.

use std::sync::Arc;

/// A registered file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A byte range of one file: `start` inclusive, `end` exclusive, both on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// Byte after the last one.
    pub end: u32,
}

impl Span {
    /// A span; reversed bounds are put in order.
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let (start, end) = (start.min(end) as u32, start.max(end) as u32);
        Span { file, start, end }
    }

    /// The smallest span that holds both (of the same file).
    pub fn to(self, other: Span) -> Span {
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The empty place right after this span.
    pub fn after(self) -> Span {
        Span { file: self.file, start: self.end, end: self.end }
    }
}

/// A place as people count it: both from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column in Unicode scalar values, from 1.
    pub column: u32,
}

/// One file's text.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// The path as the user wrote it, or relative to the project; `std/…` for shipped modules.
    pub path: String,
    /// The whole text, without a byte order mark.
    pub text: Arc<str>,
    line_starts: Vec<u32>,
}

impl SourceFile {
    /// Byte offset at which a line (from 1) starts; the text's length for lines past the end.
    pub fn line_start(&self, line: u32) -> usize {
        self.line_starts.get(line.saturating_sub(1) as usize).map_or(self.text.len(), |&start| start as usize)
    }

    /// Line and column of a byte offset; offsets past the end are taken as the end.
    pub fn line_column(&self, offset: usize) -> LineColumn {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line_starts.partition_point(|&start| start as usize <= offset);
        let start = self.line_starts[line - 1] as usize;
        let column = self.text[start..offset].chars().count() as u32 + 1;
        LineColumn { line: line as u32, column }
    }
}

/// All files of a compilation.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Registers a file. A byte order mark is dropped.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> FileId {
        let mut text: String = text.into();
        if text.starts_with('\u{feff}') {
            text.drain(..'\u{feff}'.len_utf8());
        }
        let line_starts = std::iter::once(0)
            .chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|i| i as u32 + 1))
            .collect();
        self.files.push(SourceFile { path: path.into(), text: text.into(), line_starts });
        FileId(self.files.len() as u32 - 1)
    }

    /// A registered file.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// All files with their ids, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(i, file)| (FileId(i as u32), file))
    }

    /// The text under a span; empty if the span does not fit the file.
    pub fn slice(&self, span: Span) -> &str {
        self.file(span.file).text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// Where a span starts.
    pub fn line_column(&self, span: Span) -> LineColumn {
        self.file(span.file).line_column(span.start as usize)
    }
}
