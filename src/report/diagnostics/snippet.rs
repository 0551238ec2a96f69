//! The few lines around the labels of a diagnostic, as displayed, in the shape that miette draws.

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::diag::{Diagnostic, Lang};
use crate::report::Shown;
use crate::source::{SourceFile, Span};

/// Longest line that is shown whole, in columns.
const WIDTH: usize = 120;
/// A label over more lines than this is drawn under its first line only.
const TALL: u32 = 6;

/// A piece of a file, as displayed.
#[derive(Debug)]
pub struct Snippet {
    path: String,
    text: String,
    /// Number of the first line, from 0.
    first_line: usize,
    /// Labels in displayed bytes.
    pub labels: Vec<LabeledSpan>,
    /// Displayed start of each label and its column in the original, from 0.
    columns: Vec<(usize, usize)>,
}

/// A label's place in the original, on drawable ground.
struct Mark {
    start: usize,
    end: usize,
    text: String,
    primary: bool,
}

impl Snippet {
    /// The snippet of a diagnostic's labels in the file of its primary place; `None` if there is no text to
    /// show.
    pub fn new(
        diagnostic: &Diagnostic,
        span: Span,
        file: &SourceFile,
        lang: Lang,
        ascii: bool,
    ) -> Option<Self> {
        let own = (span, diagnostic.primary_label(lang), true);
        let others = diagnostic.labels.iter().map(|l| (l.span, l.text.get(lang).to_string(), false));
        let marks: Vec<Mark> = std::iter::once(own)
            .chain(others.filter(|(other, ..)| other.file == span.file && *other != span))
            .map(|(span, text, primary)| Mark::new(file, span, crate::report::escape(&text), primary))
            .collect::<Option<_>>()?;
        Some(Self::draw(file, &marks, ascii))
    }

    fn draw(file: &SourceFile, marks: &[Mark], ascii: bool) -> Self {
        let line_of = |at: usize| file.line_column(at).line;
        let first = marks.iter().map(|m| line_of(m.start)).min().unwrap_or(1).saturating_sub(1).max(1);
        let last = marks.iter().map(|m| line_of(m.end)).max().unwrap_or(1) + 1;
        let mut snippet = Snippet {
            path: crate::report::escape(&file.path),
            text: String::new(),
            first_line: first as usize - 1,
            labels: Vec::new(),
            columns: Vec::new(),
        };
        let mut places = vec![(0, 0); marks.len()];
        for line in first..=last {
            let (start, end) = bounds(file, line);
            if start >= file.text.len() && line > first {
                break;
            }
            let inside = |at: usize| start <= at && at <= end;
            let on_line = marks.iter().filter(|m| inside(m.start) || inside(m.end));
            let focus = on_line.map(|m| (m.start.max(start) - start, m.end.min(end) - start));
            let shown = Shown::window(&file.text[start..end], focus.min().unwrap_or((0, 0)), WIDTH, ascii);
            for (mark, place) in marks.iter().zip(&mut places) {
                if inside(mark.start) {
                    place.0 = snippet.text.len() + shown.start(mark.start - start);
                }
                if inside(mark.end) {
                    place.1 = snippet.text.len() + shown.end(mark.end - start);
                }
            }
            snippet.text.push_str(&shown.text);
            snippet.text.push('\n');
        }
        for (mark, (start, end)) in marks.iter().zip(places) {
            snippet.columns.push((start, file.line_column(mark.start).column as usize - 1));
            let text = (!mark.text.is_empty()).then(|| mark.text.clone());
            let span = SourceSpan::new(start.into(), end.saturating_sub(start).max(1));
            let label = match mark.primary {
                true => LabeledSpan::new_primary_with_span(text, span),
                false => LabeledSpan::new_with_span(text, span),
            };
            snippet.labels.push(label);
        }
        snippet
    }
}

impl Mark {
    /// Empty places become the character they stand before; those at the end of the text, the last visible
    /// one. `None` for a file without a visible character.
    fn new(file: &SourceFile, span: Span, text: String, primary: bool) -> Option<Mark> {
        let whole = &*file.text;
        let visible = whole.trim_end().len();
        if visible == 0 {
            return None;
        }
        let mut start = floor(whole, span.start as usize);
        let mut end = floor(whole, span.end as usize).max(start);
        if start >= visible {
            start = floor(whole, visible - 1);
            end = visible;
        }
        let from = file.line_column(start).line;
        if file.line_column(end).line.saturating_sub(from) >= TALL {
            end = bounds(file, from).1;
        }
        if end > start && whole[start..end].ends_with('\n') {
            end = start + whole[start..end].trim_end().len().max(1);
        }
        Some(Mark { start, end, text, primary })
    }
}

/// Start and end of a line (from 1), without its line break.
fn bounds(file: &SourceFile, line: u32) -> (usize, usize) {
    let (start, end) = (file.line_start(line), file.line_start(line + 1));
    (start, start + file.text[start..end].trim_end_matches(['\n', '\r']).len())
}

/// The character boundary at or before a byte.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0)
}

impl SourceCode for Snippet {
    /// As for a string, but with the file's line numbers, and columns counted in characters of the original.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let contents = self.text.as_str().read_span(span, before, after)?;
        let column = self.columns.iter().find(|(start, _)| *start == span.offset());
        Ok(Box::new(MietteSpanContents::new_named(
            self.path.clone(),
            contents.data(),
            *contents.span(),
            contents.line() + self.first_line,
            column.map_or(contents.column(), |&(_, column)| column),
            contents.line_count(),
        )))
    }
}
