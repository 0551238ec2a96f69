//! The conversation as a Parquet file with native columns.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

const SCHEMA: &str = "message log {
    required binary id (UTF8);
    required int64 time (TIMESTAMP(MILLIS, true));
    required binary group (UTF8);
    required binary sender (UTF8);
    required binary kind (UTF8);
    required binary text (UTF8);
}";
/// Rows of a row group.
const ROWS: usize = 100_000;

/// Writes so many messages.
pub fn write(path: &Path, messages: usize) {
    let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
    let packed = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut file = SerializedFileWriter::new(File::create(path).unwrap(), schema, Arc::new(packed)).unwrap();
    for from in (0..messages).step_by(ROWS) {
        let rows: Vec<usize> = (from..messages.min(from + ROWS)).collect();
        let mut group = file.next_row_group().unwrap();
        texts(&mut group, &rows, |n| n.to_string());
        let times: Vec<i64> = rows.iter().map(|n| 1_772_413_200_000 + *n as i64 * 1000 / 3).collect();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int64Type>().write_batch(&times, None, None).unwrap();
        column.close().unwrap();
        texts(&mut group, &rows, |_| "g1".into());
        texts(&mut group, &rows, |n| format!("wxid_{}", n % 50));
        texts(&mut group, &rows, |_| "text".into());
        texts(&mut group, &rows, |n| {
            format!("第{n}条消息：今天下午三点在二楼会议室开会，请各位准时参加[玫瑰]")
        });
        group.close().unwrap();
    }
    file.close().unwrap();
}

fn texts(group: &mut SerializedRowGroupWriter<'_, File>, rows: &[usize], text: impl Fn(usize) -> String) {
    let values: Vec<ByteArray> = rows.iter().map(|n| ByteArray::from(text(*n).into_bytes())).collect();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<ByteArrayType>().write_batch(&values, None, None).unwrap();
    column.close().unwrap();
}
