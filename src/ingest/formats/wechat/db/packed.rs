//! Compressed columns: zstd in version 4, an LZ4 block in version 3.

use std::borrow::Cow;
use std::io::Read;

use crate::ingest::Reason;
use crate::ingest::shapes::MAX_RECORD;

const ZSTD: &[u8] = b"\x28\xb5\x2f\xfd";
/// Most texts fit at the first attempt.
const GUESS: usize = 8;

/// The text of a column, unpacked if it is packed.
pub fn text(bytes: &[u8]) -> Result<Cow<'_, str>, Reason> {
    if !bytes.starts_with(ZSTD) {
        return simdutf8::basic::from_utf8(bytes).map(Cow::Borrowed).map_err(|_| not_text());
    }
    let mut out = Vec::new();
    let decoder = ruzstd::decoding::StreamingDecoder::new(bytes).map_err(|_| broken())?;
    decoder.take(MAX_RECORD as u64 + 1).read_to_end(&mut out).map_err(|_| broken())?;
    owned(out)
}

/// The text of an LZ4 block, which does not say how long it is. Clients end it with a NUL.
pub fn lz4(bytes: &[u8]) -> Result<Cow<'_, str>, Reason> {
    let mut room = bytes.len().saturating_mul(GUESS).clamp(1 << 10, MAX_RECORD);
    loop {
        match lz4_flex::block::decompress(bytes, room) {
            Ok(mut out) => {
                out.truncate(out.iter().position(|&byte| byte == 0).unwrap_or(out.len()));
                return owned(out);
            }
            Err(lz4_flex::block::DecompressError::OutputTooSmall { .. }) if room < MAX_RECORD => {
                room = room.saturating_mul(GUESS).min(MAX_RECORD);
            }
            Err(lz4_flex::block::DecompressError::OutputTooSmall { .. }) => return Err(too_long()),
            Err(_) => return Err(broken()),
        }
    }
}

fn owned(bytes: Vec<u8>) -> Result<Cow<'static, str>, Reason> {
    if bytes.len() > MAX_RECORD {
        return Err(too_long());
    }
    String::from_utf8(bytes).map(Cow::Owned).map_err(|_| not_text())
}

/// A value that is too long to be read.
pub fn too_long() -> Reason {
    Reason::new("its content is longer than 8 MiB", "内容超过 8 MiB")
}

fn broken() -> Reason {
    Reason::new("its compressed content is damaged", "压缩的内容已损坏")
}

fn not_text() -> Reason {
    Reason::new("its content is not UTF-8 text", "内容不是 UTF-8 文本")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zstd(text: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(text, ruzstd::encoding::CompressionLevel::Fastest)
    }

    #[test]
    fn what_was_packed_is_unpacked() {
        let long = "你好，".repeat(5000);
        for expected in ["", "你好", &long] {
            assert_eq!(text(&zstd(expected.as_bytes())).as_deref(), Ok(expected));
            let block = lz4_flex::block::compress(format!("{expected}\0").as_bytes());
            assert_eq!(lz4(&block).as_deref(), Ok(expected));
        }
        assert_eq!(text("<msg>".as_bytes()).as_deref(), Ok("<msg>"));
    }

    #[test]
    fn bombs_stop_at_the_limit() {
        let bomb = vec![b'x'; 64 << 20];
        assert_eq!(text(&zstd(&bomb)), Err(too_long()));
        assert_eq!(lz4(&lz4_flex::block::compress(&bomb)), Err(too_long()));
    }

    #[test]
    fn damage_is_a_reason() {
        let mut packed = zstd("你好，世界，你好，世界".as_bytes());
        packed.truncate(packed.len() / 2);
        assert!(text(&packed).is_err() && text(ZSTD).is_err() && text(b"\xff").is_err());
        assert!(lz4(b"\xff\xff\xff").is_err());
    }
}
