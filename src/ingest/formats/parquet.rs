//! Parquet with the columns of the native format, or with those that the user's map names. Rows are written down one at a
//! time; of a row group a page a column is held.

mod checked;

use std::borrow::Cow;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use checked::Checked;
use jiff::tz::TimeZone;
use parquet::basic::LogicalType;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field as Cell, Row};
use parquet::schema::types::Type;

use super::Format;
use super::mapped::{Mapped, Node, lacking};
use crate::diag::Both;
use crate::ingest::tables::{Found, Writer};
use crate::ingest::{ColumnMap, Field, Options, Place, Reason, show_time};
use crate::model::Origin;
use crate::source::{FileId, Span};

/// Reads a file into a log. `shown`: the file, as the user knows it.
pub fn read(path: &Path, shown: &str, options: &Options) -> io::Result<Found> {
    let reader = Checked(SerializedFileReader::new(File::open(path)?).map_err(io::Error::other)?);
    let schema = reader.metadata().file_metadata().schema();
    let Some(map) = map(schema, options) else { return Ok(unfit(schema, shown, options)) };
    let local = local(schema);
    let mut rows = Mapped::of(Arc::new(map), shown);
    let mut writer = Writer::new(shown, &rows.known(), "columns", options.timezone.clone())?;
    for (index, row) in RowIter::from_file(None, &reader).map_err(io::Error::other)?.enumerate() {
        let number = index as i64 + 1;
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                checked::dictionaries(&reader)?;
                writer.bad(number, broken(&error));
                break;
            }
        };
        writer.row(number, |cx| {
            let draft = rows.take(&object(&row, &local), cx)?;
            draft.settled(cx.directory).finish(Origin::default(), cx.batch);
            Ok(())
        })?;
    }
    writer.settle(rows.known().precision)?;
    Ok(Found::Log(Format::Parquet, Box::new(writer.finish()?)))
}

fn broken(error: &parquet::errors::ParquetError) -> Reason {
    Reason::new(
        format!("the rows from here on cannot be read: {error}"),
        format!("从此行起无法读取：{error}"),
    )
}

fn names(schema: &Type) -> impl Iterator<Item = &str> {
    schema.get_fields().iter().map(|field| field.name())
}

/// True if there is a column at a path, or one that holds it.
fn has(schema: &Type, path: &str) -> bool {
    names(schema).any(|name| name == path || path.split('.').next() == Some(name))
}

/// A file without the columns of the user's map, or of the native ones.
fn unfit(schema: &Type, shown: &str, options: &Options) -> Found {
    match &options.columns {
        Some(map) => {
            let there: Vec<&str> = names(schema).collect();
            Found::Unfit(lacking(map, &there, shown, |path| !has(schema, path)))
        }
        None => Found::Other(other(schema)),
    }
}

fn other(schema: &Type) -> Both {
    let quoted: Vec<_> = names(schema).take(6).map(|name| format!("`{}`", name.replace('`', "'"))).collect();
    Both {
        en: format!("a Parquet file with the columns {}", quoted.join(", ")),
        zh: format!("Parquet 文件，列有 {}", quoted.join("、")),
    }
}

/// The user's map if the file has its columns, else the native names that it has; `None` without time and sender.
fn map(schema: &Type, options: &Options) -> Option<ColumnMap> {
    let has = |path: &str| has(schema, path);
    let told = options.columns.as_deref();
    if let Some(map) = told.filter(|map| map.columns().all(|(_, name, _)| has(name))) {
        return Some(map.clone());
    }
    let nowhere = Span::new(FileId(0), 0, 0);
    let place = |field: Field| {
        let name = field.name();
        let nested = schema.get_fields().iter().any(|column| column.name() == name && has_id(column));
        let path = if nested { format!("{name}.id") } else { name.to_string() };
        has(name).then(|| (field, Place::Columns(vec![(path, nowhere)])))
    };
    let fields: Vec<_> = Field::ALL.iter().copied().filter_map(place).collect();
    let native = [Field::Time, Field::Sender].iter().all(|field| fields.iter().any(|(own, _)| own == field));
    native.then(|| ColumnMap { fields, ..ColumnMap::default() })
}

/// True for an object with an id, and for a list of such.
fn has_id(column: &Type) -> bool {
    column.is_group() && column.get_fields().iter().any(|field| field.name() == "id" || has_id(field))
}

/// Columns of times that are not of a zone.
fn local(schema: &Type) -> Vec<String> {
    let is_local = |field: &&Arc<Type>| {
        let logical = field.get_basic_info().logical_type_ref();
        matches!(logical, Some(LogicalType::Timestamp(stamp)) if !stamp.is_adjusted_to_u_t_c)
    };
    schema.get_fields().iter().filter(is_local).map(|field| field.name().to_string()).collect()
}

/// A row as the object that it would be in JSON.
fn object<'r>(row: &'r Row, local: &[String]) -> Node<'r> {
    let member = |(name, cell): (&'r String, &'r Cell)| {
        (Cow::Borrowed(name.as_str()), value(cell, local.contains(name)))
    };
    Node::Members(row.get_column_iter().map(member).collect())
}

fn value(cell: &Cell, local: bool) -> Node<'_> {
    let text = match cell {
        Cell::Null | Cell::MapInternal(_) => return Node::Nothing,
        Cell::Group(row) => return object(row, &[]),
        Cell::ListInternal(list) => {
            return Node::List(list.elements().iter().map(|cell| value(cell, false)).collect());
        }
        Cell::Str(text) => Cow::Borrowed(text.as_str()),
        Cell::Bytes(bytes) => match bytes.as_utf8() {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => return Node::Nothing,
        },
        Cell::Long(n) if local => civil(n / 1_000_000).into(),
        Cell::TimestampMillis(n) if local => civil(*n).into(),
        Cell::TimestampMicros(n) if local => civil(n / 1000).into(),
        Cell::TimestampMillis(n) | Cell::TimestampMicros(n) => n.to_string().into(),
        // As they are written: numbers and flags, floats and decimals, dates.
        other => other.to_string().trim_matches('"').to_string().into(),
    };
    Node::Text(text)
}

/// A time that is of no zone, as its figures.
fn civil(time: i64) -> String {
    show_time(time, &TimeZone::UTC).trim_end_matches("+00:00").to_string()
}
