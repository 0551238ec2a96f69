//! Every column of every row of a WeChat database: what is packed is unpacked, what is XML is parsed.

use std::io::Read;
use std::path::Path;

use quick_xml::events::Event;
use rusqlite::types::ValueRef;

use crate::databases;

/// Reads a database of this version; gives the number of rows.
pub fn run(path: &Path, version: u32) -> usize {
    let table = if version == 3 { "MSG".into() } else { databases::table_of("1@chatroom") };
    let db = rusqlite::Connection::open(path).unwrap();
    let mut statement = db.prepare(&format!("SELECT * FROM {table}")).unwrap();
    let columns: Vec<bool> = statement.column_names().map(|name| name == "CompressContent").collect();
    let (mut rows, mut count, mut parts) = (statement.query([]).unwrap(), 0, 0);
    while let Some(row) = rows.next().unwrap() {
        for (column, lz4) in columns.iter().enumerate() {
            if let ValueRef::Text(text) | ValueRef::Blob(text) = row.get_ref(column).unwrap() {
                parts += value(text, *lz4);
            }
        }
        count += 1;
    }
    assert!(parts > 0);
    count
}

fn value(bytes: &[u8], lz4: bool) -> usize {
    let unpacked = match bytes {
        _ if lz4 => lz4_flex::block::decompress(bytes, 8 * bytes.len()).unwrap(),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => {
            let mut out = Vec::new();
            ruzstd::decoding::StreamingDecoder::new(bytes).unwrap().read_to_end(&mut out).unwrap();
            out
        }
        _ => match memchr::memmem::find(bytes, b"<msgsource>") {
            Some(at) => bytes[at..].to_vec(),
            None => return usize::from(std::str::from_utf8(bytes).is_ok()),
        },
    };
    let text = std::str::from_utf8(&unpacked).unwrap().trim_end_matches('\0');
    let text = text.split_once(":\n").map_or(text, |(_, text)| text);
    let (mut xml, mut parts) = (quick_xml::Reader::from_str(text), 0);
    loop {
        match xml.read_event().unwrap() {
            Event::Eof => return parts,
            Event::Text(text) => parts += text.len(),
            _ => parts += 1,
        }
    }
}
