//! From policy text to a tree.
//!
//! A file goes through three readings. `scan` finds words, strings, comments and transcripts, and what has no place
//! in a policy at all; the grammar (`grammar/qungui.pest`) then reads the whole file at once; only if that fails,
//! `recover` takes it apart into declarations and clauses and reads each alone, so that every independent mistake is
//! reported and everything else is kept.

pub mod ast;
mod depth;
mod diagnose;
mod grammar;
pub mod keywords;
mod literal;
mod lower;
mod marks;
mod recover;
mod scan;
mod shape;
#[cfg(test)]
mod tests;
mod transcript;

pub use diagnose::{joined_words, split};
pub use shape::shape;

use pest::Parser;

use crate::diag::codes::syntax as codes;
use crate::diag::{Diagnostic, Problems};
use crate::source::{FileId, Sources, Span};
use ast::{File, Name};
use grammar::{Grammar, Rule};
use lower::Lower;
use scan::{Kind, Scan};

/// Files larger than this many bytes are refused.
pub const MAX_BYTES: usize = 4 << 20;

/// Reads a file. Never fails: what cannot be read is reported, and the rest is kept.
pub fn parse(sources: &Sources, file: FileId, problems: &mut Problems) -> File {
    let text = sources.file(file).text.as_ref();
    if text.len() > MAX_BYTES {
        let limit = (MAX_BYTES >> 20).to_string();
        problems.push(Diagnostic::at(codes::TOO_LARGE, Span::new(file, 0, 0)).arg("limit", limit));
        return File::default();
    }
    let mut scan = scan::scan(text, file, problems);
    depth::check(&mut scan, text, file, problems);
    let chinese = is_chinese(text, &scan);
    let mut comments = Vec::new();
    let mut lower = Lower { text, file, scan: &scan, base: 0, chinese, comments: &mut comments, problems };
    let mut items = match whole(&mut lower) {
        Some(items) => items,
        None => recover::items(&mut lower),
    };
    attach_docs(text, &scan, &mut items);
    comments.extend(scan.comments.iter().copied());
    comments.sort_unstable();
    let comments = comments.into_iter().map(|(start, end)| Name {
        text: text.get(start..end).unwrap_or("").to_string(),
        span: Span::new(file, start, end),
    });
    File { items, comments: comments.collect(), chinese }
}

/// The usual case: the whole file has the shape of a policy.
fn whole(lower: &mut Lower<'_>) -> Option<Vec<ast::Item>> {
    let scan = lower.scan;
    if scan.too_deep {
        return None;
    }
    let file = Grammar::parse(Rule::file, &scan.masked).ok()?.next()?;
    let items = file.into_inner().filter(|p| p.as_rule() == Rule::item);
    Some(items.filter_map(|p| lower.item(p)).collect())
}

/// True if more keywords are Chinese than English.
fn is_chinese(text: &str, scan: &Scan) -> bool {
    let words = scan.tokens.iter().filter(|t| t.kind == Kind::Word);
    let words = words.filter_map(|t| text.get(t.start..t.end)).filter(|w| keywords::is_reserved(w));
    let (mut chinese, mut english) = (0usize, 0usize);
    for word in words {
        match word.is_ascii() {
            true => english += 1,
            false => chinese += 1,
        }
    }
    chinese > english
}

/// Gives each declaration the `##` lines right above it.
fn attach_docs(text: &str, scan: &Scan, items: &mut [ast::Item]) {
    for item in items {
        let start = item.span.start as usize;
        let before = scan.comments.partition_point(|c| c.1 <= start);
        let (mut lines, mut below) = (Vec::new(), start);
        for &(from, to) in scan.comments.get(..before).unwrap_or(&[]).iter().rev() {
            let between = text.get(to..below).unwrap_or("x");
            let doc = text.get(from..to).and_then(|c| c.strip_prefix("##"));
            let Some(doc) = doc.filter(|_| between.trim().is_empty() && between.matches('\n').count() == 1)
            else {
                break;
            };
            lines.push(doc.strip_prefix(' ').unwrap_or(doc));
            below = from;
        }
        lines.reverse();
        item.doc = lines.join("\n");
    }
}
