//! A run as one JSON document, written as it goes.

use std::io::{self, Write};

use super::write::write;
use super::{Finding, PolicyLine, SourceLine, Summary};

/// Writes `{"version": 1, "tool": …, "policies": …, "findings": […], "sources": …, "summary": …}`.
pub struct Json<W> {
    out: W,
    any: bool,
    /// The finding in the making: one write is cheaper than one for each of its parts.
    line: Vec<u8>,
}

impl<W: Write> Json<W> {
    /// Begins the document.
    pub fn begin(mut out: W, policies: &[PolicyLine]) -> io::Result<Self> {
        let policies = serde_json::to_string(policies)?;
        let version = env!("CARGO_PKG_VERSION");
        writeln!(out, "{{\"version\":1,\"tool\":{{\"name\":\"qungui\",\"version\":\"{version}\"}},")?;
        write!(out, "\"policies\":{policies},\n\"findings\":[")?;
        Ok(Json { out, any: false, line: Vec::new() })
    }

    /// Writes a finding, on a line of its own.
    pub fn finding(&mut self, finding: &Finding) -> io::Result<()> {
        self.line.clear();
        self.line.extend(if self.any { &b",\n"[..] } else { b"\n" });
        self.any = true;
        write(finding, &mut self.line)?;
        self.out.write_all(&self.line)
    }

    /// Ends the document and gives the writer back.
    pub fn end(mut self, sources: &[SourceLine], summary: &Summary) -> io::Result<W> {
        self.out.write_all(b"\n],\n\"sources\":")?;
        serde_json::to_writer(&mut self.out, sources)?;
        self.out.write_all(b",\n\"summary\":")?;
        serde_json::to_writer(&mut self.out, summary)?;
        self.out.write_all(b"}\n")?;
        Ok(self.out)
    }
}
