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

/// The name of a conversation's table in version 4.
pub fn table_of(talker: &str) -> String {
    format!("Msg_{:x}", md5::compute(talker))
}

/// A large database of version 3 or 4: a group of 50, four texts to one quote, packed as clients pack it.
pub fn many(path: &Path, version: u32, rows: usize) {
    let mut db = rusqlite::Connection::open(path).expect("a new database");
    let (table, create, insert) = match version {
        3 => (
            "MSG".to_string(),
            "(localId INTEGER PRIMARY KEY, MsgSvrID, CreateTime, StrTalker, Type, SubType, IsSender, StrContent,
              CompressContent, BytesExtra)",
            "(?1, ?2, ?3, '1@chatroom', iif(?4, 49, 1), iif(?4, 57, 0), 0, iif(?4, NULL, ?5), iif(?4, ?5, NULL), ?6)",
        ),
        _ => (
            table_of("1@chatroom"),
            "(local_id INTEGER PRIMARY KEY, server_id, create_time, local_type, message_content, real_sender_id)",
            "(?1, ?2, ?3, iif(?4, 244813135921, 1), ?5, ?6)",
        ),
    };
    db.execute_batch(&format!("CREATE TABLE {table} {create}; CREATE TABLE Name2Id (user_name TEXT);"))
        .expect("SQL");
    let all = db.transaction().expect("a transaction");
    all.execute("INSERT INTO Name2Id VALUES ('1@chatroom')", []).expect("SQL");
    for person in 0..50 {
        all.execute("INSERT INTO Name2Id VALUES (?)", [format!("wxid_{person}")]).expect("SQL");
    }
    let mut row = all.prepare(&format!("INSERT INTO {table} VALUES {insert}")).expect("SQL");
    for n in 0..rows {
        let (person, quote) = (n % 50, n % 5 == 0);
        let prefix = if version == 3 { String::new() } else { format!("wxid_{person}:\n") };
        let text = match quote {
            false => format!("{prefix}第{n}条消息：今天下午三点在二楼会议室开会，请各位准时参加[玫瑰]"),
            true => format!(
                "{prefix}<msg><appmsg appid=\"\"><title>收到{n}</title><des></des><type>57</type><url></url>\
                 <refermsg><type>1</type><svrid>{n}</svrid><fromusr>1@chatroom</fromusr><chatusr>wxid_1</chatusr>\
                 <displayname>甲</displayname><content>今天下午三点在二楼会议室开会</content></refermsg></appmsg></msg>"
            ),
        };
        let content: Vec<u8> = match (version, quote) {
            (3, true) => blob("lz4", &text),
            (4, true) => blob("zstd", &text),
            _ => text.into_bytes(),
        };
        let text = std::str::from_utf8(&content);
        let value: &dyn rusqlite::ToSql = match &text {
            Ok(text) => text,
            Err(_) => &content,
        };
        let speaker = blob("speaker", &format!("wxid_{person}|<msgsource><silence>0</silence></msgsource>"));
        let sender: &dyn rusqlite::ToSql = if version == 3 { &speaker } else { &(person as i64 + 2) };
        let time = 1_772_413_200 + (n / 3) as i64;
        row.execute(rusqlite::params![n as i64 + 1, n as i64 + 1_000_000, time, quote, value, sender])
            .expect("SQL");
    }
    drop(row);
    all.commit().expect("committed");
}
