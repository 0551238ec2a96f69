//! A run as JSON lines: one finding a line, then one line with sources and summary.

use std::io::{self, Write};

use super::write::write;
use super::{Finding, SourceLine, Summary};

/// Writes findings as they come.
pub struct Jsonl<W> {
    out: W,
    /// The line in the making: one write is cheaper than one for each of its parts.
    line: Vec<u8>,
}

impl<W: Write> Jsonl<W> {
    /// Onto this writer.
    pub fn new(out: W) -> Self {
        Jsonl { out, line: Vec::new() }
    }

    /// Writes a finding.
    pub fn finding(&mut self, finding: &Finding) -> io::Result<()> {
        self.line.clear();
        write(finding, &mut self.line)?;
        self.line.push(b'\n');
        self.out.write_all(&self.line)
    }

    /// Hands on what was written.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Writes the last line and gives the writer back.
    pub fn end(mut self, sources: &[SourceLine], summary: &Summary) -> io::Result<W> {
        self.out.write_all(b"{\"sources\":")?;
        serde_json::to_writer(&mut self.out, sources)?;
        self.out.write_all(b",\"summary\":")?;
        serde_json::to_writer(&mut self.out, summary)?;
        self.out.write_all(b"}\n")?;
        Ok(self.out)
    }
}
