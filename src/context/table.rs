//! A CSV file as the tree that its rows would be in YAML: offices keep rosters in a spreadsheet.

use super::fields::{Keys, What};
use super::yaml::{self, Key, Node, Value};
use crate::diag::codes::inputs as code;
use crate::diag::{Both, Diagnostic, Problems, nearest_of};
use crate::ingest::{Cell, Table, alike};
use crate::source::{FileId, Sources, Span};

/// Keys whose cells hold several values.
const LISTS: &[&str] = &["nicknames", "ids", "roles", "tags", "members"];
/// Keys whose cells hold a date.
const DATES: &[&str] = &["from", "to", "joined", "created", "ends"];
/// Columns beside the keys of an entry: how long the roles of its row hold.
const VALIDITY: Keys = &[("from", &["自", "起", "任职开始"]), ("to", &["至", "止", "任职结束"])];

/// What the rows of a table are.
#[derive(Clone, Copy)]
pub struct Entries {
    /// The keys of an entry, which are the names of columns.
    pub keys: Keys,
    /// A table needs at least one of these columns.
    pub needs: &'static [&'static str],
    /// What the file is, in messages.
    pub what: What,
}

/// Reads a registered file, a table or YAML.
pub fn parse(sources: &Sources, file: FileId, entries: Entries, problems: &mut Problems) -> Option<Node> {
    let source = sources.file(file);
    let named = [".csv", ".tsv"].iter().any(|end| source.path.to_ascii_lowercase().ends_with(end));
    let table = Table::of(&source.text).filter(|table| {
        let known = table.header.iter().filter(|cell| key(&cell.text, entries.keys).is_some());
        named || known.count() >= 2
    });
    match table {
        Some(table) => Reader { sources, file, entries, problems }.read(&table),
        None => yaml::parse(sources, file, problems),
    }
}

/// The key of a column, and the word for it. What stands in brackets, and stars, are the form's, not the name's.
fn key(name: &str, keys: Keys) -> Option<(&'static str, &'static str)> {
    let name = name.split(['(', '（']).next().unwrap_or(name).trim_matches(['*', ' ']);
    words(keys).find(|(word, _)| alike(word, name))
}

/// Every word for every key.
fn words(keys: Keys) -> impl Iterator<Item = (&'static str, &'static str)> {
    let all = keys.iter().chain(VALIDITY);
    all.flat_map(|(en, zh)| std::iter::once(en).chain(zh.iter()).map(move |word| (*word, *en)))
}

struct Reader<'a> {
    sources: &'a Sources,
    file: FileId,
    entries: Entries,
    problems: &'a mut Problems,
}

impl Reader<'_> {
    fn read(&mut self, table: &Table) -> Option<Node> {
        let columns = self.columns(&table.header)?;
        let mut rows = Vec::new();
        for row in &table.rows {
            match row {
                Ok(cells) if cells.len() > columns.len() => self.surplus(cells, columns.len()),
                Ok(cells) => rows.push(self.row(cells, &columns)),
                Err((line, reason)) => {
                    let bad = Diagnostic::at(code::BAD_ROW, self.line(*line));
                    self.problems.push(bad.arg("reason", reason.0.clone()));
                }
            }
        }
        Some(Node { value: Value::List(rows), span: self.row_span(&table.header) })
    }

    /// The keys of the columns; those of others are reported, once.
    fn columns(&mut self, header: &[Cell]) -> Option<Vec<Option<Key>>> {
        let mut found: Vec<&str> = Vec::new();
        let mut columns = Vec::new();
        for cell in header {
            let column = key(&cell.text, self.entries.keys);
            columns.push(column.map(|(word, _)| Key { name: word.into(), span: self.span(cell) }));
            match column {
                _ if cell.text.is_empty() => {}
                None => self.ignored(cell),
                Some((_, key)) if found.contains(&key) => {
                    let twice = Diagnostic::at(code::YAML_DUPLICATE_KEY, self.span(cell));
                    self.problems.push(twice.arg("key", cell.text.as_str()));
                    columns.pop();
                    columns.push(None);
                }
                Some((_, key)) => found.push(key),
            }
        }
        if self.entries.needs.iter().any(|need| found.contains(need)) {
            return Some(columns);
        }
        let words =
            self.entries.needs.iter().flat_map(|need| self.entries.keys.iter().find(|(en, _)| en == need));
        let names = |(en, zh): &(&str, &[&str])| format!("`{}`/`{en}`", zh.first().unwrap_or(en));
        let names: Vec<_> = words.map(names).collect();
        let missing =
            Diagnostic::at(code::MISSING_COLUMN, self.row_span(header)).arg("what", self.entries.what);
        self.problems.push(missing.arg("names", names.join(", ")));
        None
    }

    fn ignored(&mut self, cell: &Cell) {
        let near = nearest_of(&cell.text, words(self.entries.keys).map(|(word, _)| (word, word)));
        let ignored = Diagnostic::at(code::COLUMN_IGNORED, self.span(cell)).arg("what", self.entries.what);
        self.problems.push(ignored.arg("column", cell.text.as_str()).maybe("near", near));
    }

    fn surplus(&mut self, cells: &[Cell], columns: usize) {
        let Some((first, last)) = cells.get(columns).zip(cells.last()) else { return };
        let reason = Both {
            en: format!("it has {} fields, and the header {columns}", cells.len()),
            zh: format!("有 {} 列，而表头有 {columns} 列", cells.len()),
        };
        let span = self.span(first).to(self.span(last));
        self.problems.push(Diagnostic::at(code::BAD_ROW, span).arg("reason", reason));
    }

    fn row(&self, cells: &[Cell], columns: &[Option<Key>]) -> Node {
        let mut entries = Vec::new();
        let mut validity = Vec::new();
        for (cell, column) in cells.iter().zip(columns) {
            let Some(column) = column else { continue };
            let node = self.cell(cell, column);
            match key(&column.name, &[]) {
                Some((_, bound)) => validity.push((Key { name: bound.into(), span: node.span }, node)),
                None => entries.push((Key { span: node.span, ..column.clone() }, node)),
            }
        }
        validity.retain(|(_, node)| !matches!(node.value, Value::Null));
        if !validity.is_empty() {
            let roles = entries.iter_mut().filter(|(column, _)| self.key(column) == "roles");
            roles.for_each(|(column, roles)| limit(column, roles, &validity));
        }
        let span = self.row_span(cells);
        Node { value: Value::Map(entries), span }
    }

    fn cell(&self, cell: &Cell, column: &Key) -> Node {
        let span = self.span(cell);
        let key = self.key(column);
        let scalar = |text: &str| Node { value: Value::Scalar(text.into()), span };
        if cell.text.is_empty() {
            return Node { value: Value::Null, span };
        }
        if LISTS.contains(&key) {
            let parts = cell.text.split(['、', ',', '，', ';', '；', '|', '\n']).map(str::trim);
            let items = parts.filter(|part| !part.is_empty()).map(scalar).collect();
            return Node { value: Value::List(items), span };
        }
        match date(&cell.text).filter(|_| DATES.contains(&key)) {
            Some(date) => scalar(&date),
            None => scalar(&cell.text),
        }
    }

    fn key(&self, column: &Key) -> &'static str {
        key(&column.name, self.entries.keys).map_or("", |(_, key)| key)
    }

    fn span(&self, cell: &Cell) -> Span {
        Span::new(self.file, cell.place.start, cell.place.end)
    }

    fn row_span(&self, cells: &[Cell]) -> Span {
        match (cells.first(), cells.last()) {
            (Some(first), Some(last)) => self.span(first).to(self.span(last)),
            _ => Span::new(self.file, 0, 0),
        }
    }

    fn line(&self, line: u32) -> Span {
        let file = self.sources.file(self.file);
        let (start, end) = (file.line_start(line), file.line_start(line + 1));
        let text = file.text.get(start..end).unwrap_or_default().trim_end();
        Span::new(self.file, start, start + text.len())
    }
}

/// Gives the roles of a row the time for which they hold.
fn limit(column: &Key, roles: &mut Node, validity: &[(Key, Node)]) {
    let Value::List(items) = &mut roles.value else { return };
    for item in items {
        let role = (Key { name: "role".into(), span: column.span }, item.clone());
        item.value = Value::Map(std::iter::once(role).chain(validity.iter().cloned()).collect());
    }
}

/// A date as spreadsheets and people write it: `2024/1/5`, `2024.1.5`, `2024年1月5日`.
fn date(text: &str) -> Option<String> {
    let text = text.strip_suffix(" 0:00").unwrap_or(text).trim_end_matches('日');
    let mut parts = text.split(['/', '.', '-', '年', '月']).map(|part| part.parse::<u16>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    (parts.next().is_none() && year >= 1000).then(|| format!("{year:04}-{month:02}-{day:02}"))
}
