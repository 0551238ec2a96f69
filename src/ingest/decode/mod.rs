//! Files as plain UTF-8 text: what is packed or written in another encoding is decoded into a temporary file,
//! with the same lines, so that all that follows reads one kind of file, and reads it again at any place.

mod encoding;
mod foreign;
mod unpack;

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use encoding::Encoding;
pub use foreign::of as foreign;
use tempfile::NamedTempFile;
use unpack::Packing;

use super::detect::SAMPLE;
use super::temporary;

/// A file that can be read as UTF-8.
pub struct Plain {
    /// Where it is.
    pub path: PathBuf,
    /// Its length in bytes.
    pub length: u64,
    /// Its first bytes.
    pub head: Vec<u8>,
    /// How the original is encoded and packed, in words.
    pub encoding: String,
    /// Why the packed original could not be read to its end.
    pub cut: Option<String>,
    /// The temporary file that it is, if it is not the original.
    pub spool: Option<NamedTempFile>,
}

/// Why there is no text.
#[derive(Debug)]
pub enum Refusal {
    /// It cannot be read.
    Unreadable(io::Error),
    /// It becomes larger than this many bytes.
    Bomb(u64),
    /// This program was built without the feature that unpacks it.
    #[cfg_attr(feature = "zstd", allow(dead_code))]
    NeedsFeature(&'static str),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Refusal::Unreadable(error)
    }
}

/// Makes a file plain. What is not a regular file (a pipe) is copied first.
pub fn file(path: &Path) -> Result<Plain, Refusal> {
    match fs::metadata(path)?.is_file() {
        true => Plain::of(path.into(), None),
        false => stream(File::open(path)?),
    }
}

/// Makes an input plain that can be read only once.
pub fn stream(mut input: impl Read) -> Result<Plain, Refusal> {
    let spool = spool(|out| io::copy(&mut input, out).map(drop))?;
    Plain::of(spool.path().into(), Some(spool))
}

/// The first bytes of an input, as many as tell what a file is.
pub fn beginning(input: impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    input.take(SAMPLE as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// True if what begins like this needs no decoding.
pub fn is_plain(head: &[u8]) -> bool {
    Packing::of(head).is_none() && foreign(head).is_none() && Encoding::of_bytes(head).is_utf8()
}

/// A plain input that is still to come, and will be written to the file.
pub fn flowing(head: &[u8]) -> Result<Plain, Refusal> {
    let spool = temporary::file()?;
    let encoding = Encoding::of_bytes(head).name().to_string();
    Ok(Plain {
        path: spool.path().into(),
        length: 0,
        head: head.into(),
        encoding,
        cut: None,
        spool: Some(spool),
    })
}

impl Plain {
    fn of(path: PathBuf, spool: Option<NamedTempFile>) -> Result<Plain, Refusal> {
        let mut plain =
            Plain { path, length: 0, head: Vec::new(), encoding: String::new(), cut: None, spool };
        plain.look()?;
        let packing = Packing::of(&plain.head);
        if let Some(packing) = packing {
            plain.unpack(packing)?;
        }
        if foreign(&plain.head).is_some() {
            return Ok(plain);
        }
        let encoding = Encoding::of(&plain.path)?;
        if !encoding.is_utf8() {
            let input = File::open(&plain.path)?;
            plain.replace(self::spool(|out| encoding.decode(input, out))?)?;
        }
        plain.encoding = match packing {
            Some(packing) => format!("{} ({})", encoding.name(), packing.name()),
            None => encoding.name().to_string(),
        };
        Ok(plain)
    }

    fn unpack(&mut self, packing: Packing) -> Result<(), Refusal> {
        let input = File::open(&self.path)?;
        let limit = unpack::limit(self.length);
        let mut end = Ok(());
        let spool = self::spool(|out| {
            end = packing.unpack(input, limit, out);
            Ok(())
        })?;
        self.replace(spool)?;
        match end {
            // A download that broke off has a beginning.
            Err(Refusal::Unreadable(error)) if self.length > 0 => self.cut = Some(error.to_string()),
            end => end?,
        }
        Ok(())
    }

    fn replace(&mut self, spool: NamedTempFile) -> io::Result<()> {
        self.path = spool.path().into();
        self.spool = Some(spool);
        self.look()
    }

    fn look(&mut self) -> io::Result<()> {
        let file = File::open(&self.path)?;
        self.length = file.metadata()?.len();
        self.head = beginning(file)?;
        Ok(())
    }
}

fn spool(fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<NamedTempFile> {
    let mut spool = io::BufWriter::with_capacity(256 << 10, temporary::file()?);
    fill(&mut spool)?;
    Ok(spool.into_inner()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text of bytes, and how they were encoded.
    fn read(bytes: &[u8]) -> (Vec<u8>, String) {
        let plain = stream(bytes).expect("plain");
        (fs::read(&plain.path).expect("a file"), plain.encoding)
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        out.write_all(bytes).expect("memory");
        out.finish().expect("memory")
    }

    #[test]
    fn packed_text_is_unpacked_and_then_decoded() {
        let text = "{\"text\":\"收到\"}\n".repeat(10_000);
        assert_eq!(read(&gzip(text.as_bytes())), (text.clone().into_bytes(), "UTF-8 (gzip)".into()));
        let (gbk, ..) = encoding_rs::GBK.encode(&text);
        assert_eq!(read(&gzip(&gbk)), (text.clone().into_bytes(), "GB18030 (gzip)".into()));
        let parts = [gzip(b"one\n"), gzip(b"two\n")].concat();
        assert_eq!(read(&parts), (b"one\ntwo\n".to_vec(), "UTF-8 (gzip)".into()));
    }

    #[test]
    fn what_breaks_off_has_a_beginning() {
        let noise: String =
            (0..20_000u64).map(|n| format!("{}\n", n.wrapping_mul(0x9e37_79b9_7f4a_7c15))).collect();
        let packed = gzip(noise.as_bytes());
        let plain = stream(&packed[..packed.len() / 2]).expect("plain");
        let text = fs::read_to_string(&plain.path).expect("a file");
        assert!(plain.cut.is_some() && noise.starts_with(&text) && text.len() > noise.len() / 4);
        assert!(matches!(stream(&packed[..5]), Err(Refusal::Unreadable(_))));
    }

    #[test]
    fn a_bomb_is_refused() {
        let bomb = gzip(&vec![b' '; 100 << 20]);
        assert!(matches!(stream(bomb.as_slice()), Err(Refusal::Bomb(limit)) if limit == unpack::SURE));
    }

    #[test]
    fn plain_files_stay_where_they_are() {
        let spool = spool(|out| out.write_all("收到\n".as_bytes())).expect("a file");
        let plain = file(spool.path()).expect("plain");
        assert!(plain.spool.is_none() && plain.path == spool.path() && plain.length == 7);
    }
}
