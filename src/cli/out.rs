//! Where output goes: standard output, or a file that appears only when it is complete.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::args::When;

/// Written at once.
const BUFFER: usize = 64 << 10;

/// The output of a command.
pub enum Out {
    /// Standard output.
    Stdout(BufWriter<io::Stdout>),
    /// A file, written beside its place and moved there by [`Out::finish`].
    File {
        /// The file in the making.
        writer: BufWriter<NamedTempFile>,
        /// Its place.
        path: PathBuf,
    },
}

impl Out {
    /// Opens the output.
    pub fn open(path: Option<&Path>) -> io::Result<Out> {
        let Some(path) = path else {
            return Ok(Out::Stdout(BufWriter::with_capacity(BUFFER, io::stdout())));
        };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let file =
            tempfile::Builder::new().prefix(".qungui-").tempfile_in(folder.unwrap_or(Path::new(".")))?;
        Ok(Out::File { writer: BufWriter::with_capacity(BUFFER, file), path: path.to_path_buf() })
    }

    /// Writes what is left, and moves a file to its place.
    pub fn finish(self) -> io::Result<()> {
        match self {
            Out::Stdout(mut writer) => writer.flush(),
            Out::File { writer, path } => {
                let file = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
                file.persist(path).map(drop).map_err(|failed| failed.error)
            }
        }
    }

    /// Whether it is a terminal.
    pub fn is_terminal(&self) -> bool {
        matches!(self, Out::Stdout(_)) && io::stdout().is_terminal()
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Out::Stdout(writer) => writer.write(bytes),
            Out::File { writer, .. } => writer.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Out::Stdout(writer) => writer.flush(),
            Out::File { writer, .. } => writer.flush(),
        }
    }
}

/// Whether to use colours on a stream.
pub fn color(when: When, terminal: bool) -> bool {
    let wanted = || std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let able = || std::env::var_os("TERM").is_none_or(|term| term != "dumb");
    match when {
        When::Always => true,
        When::Never => false,
        When::Auto => terminal && wanted() && able(),
    }
}
