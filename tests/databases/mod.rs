//! Databases made from readable SQL, for tests. What cannot be written as SQL stands in guillemets:
//! `«speaker ID»` and `«speaker ID|MSGSOURCE»` (`BytesExtra`), `«lz4 TEXT»`, `«zstd TEXT»`,
//! `«room ID=NAME,ID=NAME»` (members of a group).

use std::path::Path;

/// Makes a database.
pub fn build(path: &Path, sql: &str) {
    let db = rusqlite::Connection::open(path).expect("a new database");
    db.execute_batch(&with_blobs(sql)).expect("SQL");
}

fn with_blobs(sql: &str) -> String {
    let mut out = String::new();
    let mut rest = sql;
    while let Some((before, after)) = rest.split_once('«') {
        let (made, after) = after.split_once('»').expect("a closing guillemet");
        let (what, text) = made.split_once(' ').expect("what, and of what");
        out.push_str(before);
        out.push_str(&literal(&blob(what, &text.replace("''", "'"))));
        rest = after;
    }
    out + rest
}

fn literal(bytes: &[u8]) -> String {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("x'{hex}'")
}

fn blob(what: &str, text: &str) -> Vec<u8> {
    match what {
        "lz4" => lz4_flex::block::compress(format!("{text}\0").as_bytes()),
        "zstd" => {
            ruzstd::encoding::compress_to_vec(text.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest)
        }
        "speaker" => {
            let (speaker, source) = text.split_once('|').unwrap_or((text, ""));
            let item = |number: u8, text: &str| {
                field(3, &[&[0x08, number][..], &field(2, text.as_bytes())].concat())
            };
            [vec![0x0a, 0], item(1, speaker), item(7, source)].concat()
        }
        "room" => text
            .split(',')
            .flat_map(|member| {
                let (id, name) = member.split_once('=').expect("id and name");
                field(1, &[field(1, id.as_bytes()), field(2, name.as_bytes())].concat())
            })
            .collect(),
        _ => unreachable!("{what}"),
    }
}

/// A protobuf field that holds bytes.
fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![number << 3 | 2];
    let mut length = bytes.len();
    while length >= 0x80 {
        out.push(length as u8 | 0x80);
        length >>= 7;
    }
    out.push(length as u8);
    out.extend_from_slice(bytes);
    out
}
