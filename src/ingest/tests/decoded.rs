//! Packed logs and logs in other encodings: the same messages, in the same places.

use std::io::Write;

use super::*;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(bytes).expect("memory");
    out.finish().expect("memory")
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// The fixture, and it in every disguise, with the encoding that is reported.
fn disguises(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let gb = encoding_rs::GB18030.encode(text).0.into_owned();
    vec![
        ("UTF-8", text.as_bytes().to_vec()),
        ("UTF-8 with byte order mark", format!("\u{feff}{text}").into_bytes()),
        ("UTF-16LE", utf16(text)),
        ("UTF-16LE", utf16(&format!("\u{feff}{text}"))),
        ("GB18030", gb.clone()),
        ("UTF-8 (gzip)", gzip(text.as_bytes())),
        ("GB18030 (gzip)", gzip(&gb)),
        #[cfg(feature = "zstd")]
        ("UTF-8 (zstd)", {
            let level = ruzstd::encoding::CompressionLevel::Fastest;
            ruzstd::encoding::compress_to_vec(text.as_bytes(), level)
        }),
    ]
}

#[test]
fn every_disguise_gives_the_same_messages_in_the_same_places() {
    let scratch = Scratch::new();
    for name in ["native/every.jsonl", "wecom/every.jsonl", "chatlab/every.json"] {
        let text = std::fs::read_to_string(fixture(name)).expect("fixture");
        let expected = Read::of(&[fixture(name)]).show();
        for (at, (encoding, bytes)) in disguises(&text).into_iter().enumerate() {
            // The name says nothing.
            let path = scratch.write(&format!("{at}.bin"), bytes);
            let mut read = Read::of(std::slice::from_ref(&path));
            assert_eq!(read.show(), expected, "{name} as {encoding}");
            assert_eq!(read.refetched(), expected, "{name} as {encoding}");
            assert_eq!(read.log().report()[0].encoding, encoding);
            assert!(read.log().place(read.batch.rows[0].origin).starts_with(&path.display().to_string()));
        }
    }
}

#[test]
fn bytes_that_mean_nothing_cost_their_record_and_are_located() {
    let scratch = Scratch::new();
    let line = |text: &str, minute: u32| {
        let time = format!("2026-03-02T09:{minute:02}:00+08:00");
        format!(
            "{{\"id\":\"{minute}\",\"time\":\"{time}\",\"group\":\"g\",\"sender\":\"王\",\"text\":\"{text}\"}}\n"
        )
    };
    let lines: String = (0..60).map(|minute| line("请大家按时参加会议", minute)).collect();
    let mut bytes = encoding_rs::GB18030.encode(&lines).0.into_owned();
    let third: usize = bytes.split_inclusive(|&b| b == b'\n').take(2).map(<[u8]>::len).sum();
    bytes[third + 85] = 0xff;
    let read = Read::of(&[scratch.write("a", bytes)]);
    assert_eq!(read.batch.rows.len(), 59);
    let said = read.problems();
    assert!(said.contains(":3: a record cannot be read: not UTF-8 text at byte"), "{said}");
}

#[test]
fn archives_are_named_and_not_unpacked() {
    let scratch = Scratch::new();
    let zip = scratch.write("export.zip", b"PK\x03\x04\x14\0\0\0\x08\0");
    let said = Read::of(std::slice::from_ref(&zip)).problems();
    assert!(said.starts_with("QG6004") && said.contains("a zip archive; unpack it first"), "{said}");
    // In a folder it is passed over, and said.
    scratch.write("a.jsonl", "{\"time\":\"2026-03-02T09:00:00+08:00\",\"group\":\"g\",\"sender\":\"a\"}\n");
    let read = Read::of(&[scratch.0.path().to_path_buf()]);
    assert_eq!(read.batch.rows.len(), 1);
    assert!(read.problems().starts_with("QG6009"), "{}", read.problems());
    let tar = [[b'a'; 257].as_slice(), b"ustar\0", &[0; 250]].concat();
    assert!(Read::of(&[scratch.write("a.tar.gz", gzip(&tar))]).problems().contains("a tar archive"));
}

#[test]
fn a_packed_log_that_breaks_off_is_read_until_there() {
    let scratch = Scratch::new();
    let line = |n: u32| {
        let id = n.wrapping_mul(2_654_435_761);
        let time = format!("2026-03-02T{:02}:{:02}:{:02}+08:00", n / 3600, n / 60 % 60, n % 60);
        format!("{{\"id\":\"{id}\",\"time\":\"{time}\",\"group\":\"g\",\"sender\":\"a\"}}\n")
    };
    let packed = gzip((0..40_000).map(line).collect::<String>().as_bytes());
    let read = Read::of(&[scratch.write("a.gz", &packed[..packed.len() / 2])]);
    assert!((10_000..30_000).contains(&read.batch.rows.len()), "{}", read.batch.rows.len());
    assert!(read.problems().contains("QG6044"), "{}", read.problems());
}

#[test]
fn a_bomb_is_one_clear_error() {
    let scratch = Scratch::new();
    let read = Read::of(&[scratch.write("a.gz", gzip(&vec![b' '; 65 << 20]))]);
    assert!(
        read.log.is_none() && read.problems().contains("unpacks to more than 64 MiB"),
        "{}",
        read.problems()
    );
}
