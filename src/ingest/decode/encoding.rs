//! Encodings of text, told from the content: a byte order mark, the NULs of UTF-16, valid UTF-8, else GB18030
//! (which holds all of GBK and GB2312) if hardly anything speaks against it.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use encoding_rs::{DecoderResult, GB18030, UTF_16BE, UTF_16LE};

const CHUNK: usize = 64 << 10;
/// Stands for bytes that mean nothing. It is never valid UTF-8, so only the record that holds it is lost.
const DAMAGED: u8 = 0xff;

/// How text is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, also with damaged records.
    Utf8,
    /// UTF-8 after a byte order mark.
    Utf8Marked,
    /// UTF-16, the lower byte first.
    Utf16Le,
    /// UTF-16, the higher byte first.
    Utf16Be,
    /// GB18030, GBK or GB2312.
    Gb18030,
}

impl Encoding {
    /// Looks at a file: as far as the first bytes that are not ASCII, and a little further.
    pub fn of(path: &Path) -> io::Result<Encoding> {
        let mut input = File::open(path)?;
        let mut window = Vec::new();
        let mut first = true;
        loop {
            window.clear();
            let read = (&mut input).take(CHUNK as u64).read_to_end(&mut window)?;
            if let (true, Some(encoding)) = (first, marked(&window)) {
                return Ok(encoding);
            }
            first = false;
            if !window.is_ascii() {
                input.take(CHUNK as u64).read_to_end(&mut window)?;
                return Ok(of_text(&window));
            }
            if read == 0 {
                return Ok(Encoding::Utf8);
            }
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf8Marked => "UTF-8 with byte order mark",
            Encoding::Utf16Le => "UTF-16LE",
            Encoding::Utf16Be => "UTF-16BE",
            Encoding::Gb18030 => "GB18030",
        }
    }

    /// True if nothing has to be done.
    pub fn is_utf8(self) -> bool {
        matches!(self, Encoding::Utf8 | Encoding::Utf8Marked)
    }

    /// Writes text as UTF-8, without its mark; bytes that mean nothing become one that no text holds.
    pub fn decode(self, mut input: impl Read, out: &mut dyn Write) -> io::Result<()> {
        let encoding = match self {
            Encoding::Utf8 | Encoding::Utf8Marked => return io::copy(&mut input, out).map(drop),
            Encoding::Utf16Le => UTF_16LE,
            Encoding::Utf16Be => UTF_16BE,
            Encoding::Gb18030 => GB18030,
        };
        let mut decoder = encoding.new_decoder_with_bom_removal();
        let (mut bytes, mut text) = (Vec::with_capacity(CHUNK), vec![0; 4 * CHUNK]);
        loop {
            bytes.clear();
            let last = input.by_ref().take(CHUNK as u64).read_to_end(&mut bytes)? == 0;
            let mut rest = bytes.as_slice();
            loop {
                let (result, read, written) =
                    decoder.decode_to_utf8_without_replacement(rest, &mut text, last);
                out.write_all(text.get(..written).unwrap_or_default())?;
                rest = rest.get(read..).unwrap_or_default();
                match result {
                    DecoderResult::InputEmpty => break,
                    DecoderResult::OutputFull => {}
                    DecoderResult::Malformed(..) => out.write_all(&[DAMAGED])?,
                }
            }
            if last {
                return Ok(());
            }
        }
    }
}

/// What a mark, or the NULs of UTF-16 without one, tell.
fn marked(head: &[u8]) -> Option<Encoding> {
    match head {
        [0xef, 0xbb, 0xbf, ..] => return Some(Encoding::Utf8Marked),
        [0xff, 0xfe, ..] => return Some(Encoding::Utf16Le),
        [0xfe, 0xff, ..] => return Some(Encoding::Utf16Be),
        _ => {}
    }
    let nuls = |at: usize| head.chunks_exact(2).filter(|pair| pair.get(at) == Some(&0)).count();
    let (high, low) = (nuls(0), nuls(1));
    // Every Latin letter, blank and line end of UTF-16 has a NUL; the other half hardly ever is one.
    let many = |count: usize, other: usize| count > head.len() / 16 && other * 20 < count;
    match () {
        () if many(low, high) => Some(Encoding::Utf16Le),
        () if many(high, low) => Some(Encoding::Utf16Be),
        () => None,
    }
}

/// UTF-8 or GB18030: in damaged UTF-8, most characters are whole; in GB18030 read as UTF-8, hardly any are.
fn of_text(window: &[u8]) -> Encoding {
    // The end may be cut within a character, and the window within the damage.
    let end = window.iter().rposition(|&b| b == b'\n').map_or(window.len(), |n| n + 1);
    let window = window.get(..end).unwrap_or(window);
    let (mut whole, mut broken) = (0, 0);
    for chunk in window.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    match broken > whole && is_gb18030(window) {
        true => Encoding::Gb18030,
        false => Encoding::Utf8,
    }
}

/// At most one in fifty characters that are not ASCII means nothing.
fn is_gb18030(bytes: &[u8]) -> bool {
    let (text, ..) = GB18030.decode_without_bom_handling(bytes);
    let (mut foreign, mut wrong) = (0, 0);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        foreign += 1;
        // Private characters: bytes that GBK does not assign.
        wrong += usize::from(matches!(c, '\u{fffd}' | '\u{e000}'..='\u{f8ff}'));
    }
    wrong * 50 <= foreign
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{\"text\":\"收到，请大家按时参加会议\"}\r\n第二行\n";

    fn utf16(text: &str, high_first: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| if high_first { unit.to_be_bytes() } else { unit.to_le_bytes() })
            .collect()
    }

    fn read(bytes: &[u8]) -> (Encoding, Vec<u8>) {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(bytes).expect("a file");
        let encoding = Encoding::of(file.path()).expect("a file");
        let mut out = Vec::new();
        encoding.decode(bytes, &mut out).expect("memory");
        (encoding, out)
    }

    #[test]
    fn encodings_are_told_by_content() {
        let gbk = encoding_rs::GBK.encode(TEXT).0;
        let marked = |high_first| utf16(&format!("\u{feff}{TEXT}"), high_first);
        let cases: [(Encoding, Vec<u8>); 6] = [
            (Encoding::Utf8, TEXT.into()),
            (Encoding::Gb18030, gbk.to_vec()),
            (Encoding::Utf16Le, utf16(TEXT, false)),
            (Encoding::Utf16Be, utf16(TEXT, true)),
            (Encoding::Utf16Le, marked(false)),
            (Encoding::Utf16Be, marked(true)),
        ];
        for (expected, bytes) in cases {
            let (encoding, text) = read(&bytes);
            assert_eq!(encoding, expected);
            assert_eq!(String::from_utf8_lossy(&text), TEXT, "{expected:?}");
        }
        assert_eq!(read(b"plain\n").0, Encoding::Utf8);
        assert_eq!(read(b"").0, Encoding::Utf8);
        assert_eq!(read("\u{feff}a".as_bytes()).0, Encoding::Utf8Marked);
    }

    #[test]
    fn emoji_survive_in_gb18030() {
        let text = "收到🌹\n".repeat(9);
        assert_eq!(read(&GB18030.encode(&text).0), (Encoding::Gb18030, text.into_bytes()));
    }

    #[test]
    fn a_damaged_line_does_not_change_the_encoding() {
        let mut utf8 = TEXT.repeat(3).into_bytes();
        utf8.extend_from_slice(b"\xc4\xe3\n\xff\n");
        assert_eq!(read(&utf8).0, Encoding::Utf8);
        assert_eq!(read(b"{\"text\":\"\xff\"}\n").0, Encoding::Utf8);
        let one_line = [TEXT.replace('\n', " ").as_bytes(), b"\xc4\xe3", TEXT.as_bytes()].concat();
        assert_eq!(read(&one_line).0, Encoding::Utf8);
    }

    #[test]
    fn malformed_bytes_cost_their_line_and_are_not_replaced() {
        let mut bytes = GB18030.encode(&TEXT.repeat(50)).0.into_owned();
        bytes.extend_from_slice(b"\x81\xff\n\xc4\xe3\n");
        let (encoding, text) = read(&bytes);
        assert_eq!(encoding, Encoding::Gb18030);
        let lines: Vec<&[u8]> = text.split(|&b| b == b'\n').collect();
        assert!(lines[100].contains(&DAMAGED), "{:?}", lines[100]);
        assert_eq!(lines[101], "你".as_bytes());
        let lone = [utf16("a", false), vec![0, 0xd8], utf16("\nb", false)].concat();
        assert_eq!(read(&[&[0xff, 0xfe], lone.as_slice()].concat()).1, b"a\xff\nb");
    }

    #[test]
    fn what_is_foreign_may_come_late() {
        let ascii = "{\"text\":\"x\"}\n".repeat(20_000);
        let bytes = [ascii.as_bytes(), &GB18030.encode(TEXT).0].concat();
        let (encoding, text) = read(&bytes);
        assert_eq!((encoding, text), (Encoding::Gb18030, (ascii + TEXT).into_bytes()));
    }

    #[test]
    fn characters_may_span_chunks() {
        let text = format!("x{}\n", "字".repeat(CHUNK));
        assert_eq!(read(&GB18030.encode(&text).0).1, text.as_bytes());
        assert_eq!(read(&utf16(&format!("\u{feff}{text}"), false)).1, text.as_bytes());
    }
}
