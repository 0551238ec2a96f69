//! Packed files: gzip always, Zstandard with the feature `zstd`. Told by their first bytes.

use std::fs::File;
use std::io::{BufReader, Read, Write};

use super::Refusal;

/// So much may come out of any packed file.
pub const SURE: u64 = 64 << 20;
/// Beyond that, a file may become so many times as long; logs become about 20 times as long.
const RATIO: u64 = 250;
/// No file may become longer.
const MOST: u64 = 64 << 30;
const CHUNK: usize = 64 << 10;

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// RFC 1952.
    Gzip,
    /// RFC 8878.
    Zstd,
}

/// How long a packed file of a length may become.
pub fn limit(length: u64) -> u64 {
    length.saturating_mul(RATIO).clamp(SURE, MOST)
}

impl Packing {
    /// The packing of a file that begins with these bytes.
    pub fn of(head: &[u8]) -> Option<Packing> {
        match head {
            [0x1f, 0x8b, 8, ..] => Some(Packing::Gzip),
            // A frame, or one that is to be skipped.
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Packing::Zstd),
            _ => None,
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Packing::Gzip => "gzip",
            Packing::Zstd => "zstd",
        }
    }

    /// Writes out what a file holds, up to `limit` bytes. After an error, what came before it is written.
    pub fn unpack(self, input: File, limit: u64, out: &mut dyn Write) -> Result<(), Refusal> {
        let input = BufReader::with_capacity(CHUNK, input);
        match self {
            Packing::Gzip => copy(flate2::bufread::MultiGzDecoder::new(input), limit, out).map(drop),
            Packing::Zstd => zstd(input, limit, out),
        }
    }
}

/// One frame after the other.
#[cfg(feature = "zstd")]
fn zstd(mut input: BufReader<File>, mut limit: u64, out: &mut dyn Write) -> Result<(), Refusal> {
    use std::io::{self, BufRead};

    use ruzstd::decoding::StreamingDecoder;
    use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};

    while !input.fill_buf()?.is_empty() {
        match StreamingDecoder::new(&mut input) {
            Ok(mut frame) => {
                limit -= copy(&mut frame, limit, out)?;
                let (found, made) =
                    (frame.decoder.get_checksum_from_data(), frame.decoder.get_calculated_checksum());
                if found.is_some() && found != made {
                    return Err(io::Error::new(io::ErrorKind::InvalidData, "wrong checksum").into());
                }
            }
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                length, ..
            })) => {
                io::copy(&mut input.by_ref().take(length.into()), &mut io::sink())?;
            }
            Err(error) => return Err(io::Error::new(io::ErrorKind::InvalidData, error).into()),
        }
    }
    Ok(())
}

#[cfg(not(feature = "zstd"))]
fn zstd(_: BufReader<File>, _: u64, _: &mut dyn Write) -> Result<(), Refusal> {
    Err(Refusal::NeedsFeature("zstd"))
}

/// Copies to the end; the bytes written.
fn copy(mut input: impl Read, limit: u64, out: &mut dyn Write) -> Result<u64, Refusal> {
    let mut buffer = vec![0; CHUNK];
    let mut written = 0;
    loop {
        let read = match input.read(&mut buffer)? {
            0 => return Ok(written),
            read => read,
        };
        written += read as u64;
        if written > limit {
            return Err(Refusal::Bomb(limit));
        }
        out.write_all(buffer.get(..read).unwrap_or_default())?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_grow_with_the_file_but_not_for_ever() {
        assert_eq!([limit(0), limit(1 << 20), limit(1 << 40)], [SURE, 250 << 20, MOST]);
    }

    #[cfg(feature = "zstd")]
    #[test]
    fn frames_follow_each_other_and_some_are_skipped() {
        use std::io::{Seek, SeekFrom};
        let frame = |text: &[u8]| {
            ruzstd::encoding::compress_to_vec(text, ruzstd::encoding::CompressionLevel::Fastest)
        };
        let skipped = b"\x50\x2a\x4d\x18\x03\0\0\0abc";
        let file = |bytes: &[u8]| {
            let mut file = tempfile::tempfile().expect("a file");
            file.write_all(bytes).and_then(|()| file.seek(SeekFrom::Start(0))).expect("a file");
            file
        };
        let whole = [&frame(b"one\n"), &skipped[..], &frame(b"two\n")].concat();
        assert_eq!(Packing::of(&whole), Some(Packing::Zstd));
        assert_eq!(Packing::of(skipped), Some(Packing::Zstd));
        let mut out = Vec::new();
        Packing::Zstd.unpack(file(&whole), 100, &mut out).expect("whole");
        assert_eq!(out, b"one\ntwo\n");
        assert!(matches!(Packing::Zstd.unpack(file(&whole), 5, &mut Vec::new()), Err(Refusal::Bomb(_))));
        let cut = &whole[..whole.len() - 6];
        assert!(matches!(Packing::Zstd.unpack(file(cut), 100, &mut Vec::new()), Err(Refusal::Unreadable(_))));
    }
}
