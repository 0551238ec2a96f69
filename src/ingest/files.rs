//! The bytes of a source: one file, or the files of a folder end to end. Records are read again by offset.

use std::collections::{HashMap, VecDeque};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;

use super::Shape;
use super::source::{BYTES, ROWS};

const BLOCK: usize = 64 << 10;
/// What sources that are read side by side may hold together, in units of what one may hold.
const TOGETHER: usize = 16;

/// What one source may hold in memory at once: less, the more there are.
#[derive(Debug, Clone, Copy)]
pub struct Share {
    /// Bytes read at once: they stay in the processor's cache while their records are taken apart.
    pub chunk: usize,
    /// Rows of a batch that is read ahead.
    pub rows: usize,
    /// Bytes of its text.
    pub bytes: usize,
    /// Blocks kept for records read again: findings mostly refer to messages near each other.
    pub blocks: usize,
}

impl Share {
    /// The share of one of so many sources.
    pub fn of(sources: usize) -> Self {
        let part = |whole: usize, least: usize| (whole * TOGETHER / sources.max(1)).clamp(least, whole);
        Share {
            chunk: part(64 << 10, 16 << 10),
            rows: part(ROWS, 64),
            bytes: part(BYTES, 64 << 10),
            blocks: part(16, 1),
        }
    }
}

impl Default for Share {
    fn default() -> Self {
        Share::of(1)
    }
}

/// One file of a source.
#[derive(Debug, Clone)]
pub struct Part {
    /// Where it is.
    pub path: PathBuf,
    /// How the user knows it.
    pub shown: String,
    /// What the parser gets to know about it (a channel's name).
    pub label: String,
    /// Offset of its first byte in the source.
    pub base: u64,
    /// Its length.
    pub length: u64,
}

/// The files of a source, and what was read of them lately.
#[derive(Debug, Default)]
pub struct Files {
    /// The files, in order.
    pub parts: Vec<Part>,
    /// What may be held in memory.
    pub share: Share,
    /// The last file still grows.
    pub growing: bool,
    blocks: HashMap<(usize, u64), Vec<u8>>,
    recent: VecDeque<(usize, u64)>,
}

impl Files {
    /// Adds a file after those that are there.
    pub fn add(&mut self, path: PathBuf, shown: String, label: String, length: u64) {
        let base = self.total();
        self.parts.push(Part { path, shown, label, base, length });
    }

    /// Bytes of all files.
    pub fn total(&self) -> u64 {
        self.parts.last().map_or(0, |part| part.base + part.length)
    }

    /// What the parser gets to know about the file that holds an offset.
    pub fn label(&self, offset: u64) -> &str {
        match self.parts.as_slice() {
            [part] => &part.label,
            _ => self.part_at(offset).map_or("", |(_, part)| &part.label),
        }
    }

    /// The file that holds an offset.
    pub fn part_at(&self, offset: u64) -> Option<(usize, &Part)> {
        let index = self.parts.partition_point(|part| part.base <= offset).checked_sub(1)?;
        self.parts.get(index).map(|part| (index, part))
    }

    /// So many bytes from an offset; fewer if the file has become shorter.
    pub fn bytes(&mut self, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        let mut out = Vec::with_capacity(length);
        self.reader(offset)?.take(length as u64).read_to_end(&mut out)?;
        Ok(out)
    }

    /// The record that starts at an offset.
    pub fn record(&mut self, offset: u64, shape: &Shape) -> io::Result<Option<String>> {
        shape.again(self.reader(offset)?)
    }

    fn reader(&mut self, offset: u64) -> io::Result<Reader<'_>> {
        let (part, at) = match self.part_at(offset) {
            Some((index, part)) => (index, offset - part.base),
            None => return Err(io::ErrorKind::NotFound.into()),
        };
        Ok(Reader { files: self, part, at })
    }

    fn block(&mut self, part: usize, number: u64) -> io::Result<&[u8]> {
        let key = (part, number);
        let known = self.blocks.get(&key);
        if !known.is_some_and(|block| block.len() == BLOCK || !self.growing) {
            self.recent.retain(|&recent| recent != key);
            if self.recent.len() >= self.share.blocks
                && let Some(old) = self.recent.pop_front()
            {
                self.blocks.remove(&old);
            }
            let mut block = Vec::with_capacity(BLOCK);
            let at = number * BLOCK as u64;
            Unheld { path: self.path(part), at }.take(BLOCK as u64).read_to_end(&mut block)?;
            self.blocks.insert(key, block);
            self.recent.push_back(key);
        }
        Ok(self.blocks.get(&key).map_or(&[], Vec::as_slice))
    }

    fn path(&self, part: usize) -> PathBuf {
        self.parts.get(part).map(|part| part.path.clone()).unwrap_or_default()
    }

    /// Forgets what was read lately.
    pub fn forget(&mut self) {
        self.blocks = HashMap::new();
        self.recent = VecDeque::new();
    }
}

/// A file that is opened for every read and not held in between: of thousands that are read side by side, a
/// system lets a program hold a few hundred.
pub struct Unheld {
    path: PathBuf,
    at: u64,
}

impl Unheld {
    /// From the start of a file.
    pub fn new(path: PathBuf) -> Self {
        Unheld { path, at: 0 }
    }
}

impl Read for Unheld {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(self.at))?;
        let read = file.read(buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}

struct Reader<'a> {
    files: &'a mut Files,
    part: usize,
    at: u64,
}

impl Reader<'_> {
    fn rest_of_block(&mut self) -> io::Result<&[u8]> {
        let (number, within) = (self.at / BLOCK as u64, (self.at % BLOCK as u64) as usize);
        Ok(self.files.block(self.part, number)?.get(within..).unwrap_or_default())
    }
}

impl Read for Reader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let block = self.rest_of_block()?;
        let length = block.len().min(buffer.len());
        buffer[..length].copy_from_slice(&block[..length]);
        self.at += length as u64;
        Ok(length)
    }
}
