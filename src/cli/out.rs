//! Where output goes: standard output, a file that appears only when it is complete, or what is no file.

use std::borrow::Cow;
use std::fs::{self, File};
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
    /// Standard output, a terminal that is shown JSON: what it would obey is escaped as JSON allows.
    Terminal(BufWriter<io::Stdout>),
    /// What has a name but is no file, such as a pipe or `/dev/null`: nothing may take its place.
    Device(BufWriter<File>),
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
        if fs::metadata(path).is_ok_and(|meta| !meta.is_file() && !meta.is_dir()) {
            let device = File::options().write(true).open(path)?;
            return Ok(Out::Device(BufWriter::with_capacity(BUFFER, device)));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let file =
            tempfile::Builder::new().prefix(".qungui-").tempfile_in(folder.unwrap_or(Path::new(".")))?;
        Ok(Out::File { writer: BufWriter::with_capacity(BUFFER, file), path: path.to_path_buf() })
    }

    /// The same, for JSON.
    pub fn for_json(self) -> Out {
        match self {
            Out::Stdout(writer) if io::stdout().is_terminal() => Out::Terminal(writer),
            other => other,
        }
    }

    /// Writes what is left, and moves a file to its place.
    pub fn finish(self) -> io::Result<()> {
        match self {
            Out::Stdout(mut writer) | Out::Terminal(mut writer) => writer.flush(),
            Out::Device(mut writer) => writer.flush(),
            Out::File { writer, path } => {
                let file = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
                file.persist(path).map(drop).map_err(|failed| failed.error)
            }
        }
    }

    /// Whether it is a terminal.
    pub fn is_terminal(&self) -> bool {
        matches!(self, Out::Stdout(_) | Out::Terminal(_)) && io::stdout().is_terminal()
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Out::Stdout(writer) => writer.write(bytes),
            Out::Terminal(writer) => writer.write_all(&escaped(bytes)).map(|()| bytes.len()),
            Out::Device(writer) => writer.write(bytes),
            Out::File { writer, .. } => writer.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Out::Stdout(writer) | Out::Terminal(writer) => writer.flush(),
            Out::Device(writer) => writer.flush(),
            Out::File { writer, .. } => writer.flush(),
        }
    }
}

/// JSON in which no character acts on a terminal or turns the direction of its text: outside ASCII they stand in
/// strings only. JSON escapes the others itself.
fn escaped(json: &[u8]) -> Cow<'_, [u8]> {
    let acts = |c: char| matches!(c, '\u{7f}'..='\u{9f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    match std::str::from_utf8(json) {
        Ok(text) if text.contains(acts) => {
            let mut out = String::with_capacity(text.len() + 16);
            for c in text.chars() {
                match acts(c) {
                    true => out.push_str(&format!("\\u{:04x}", u32::from(c))),
                    false => out.push(c),
                }
            }
            Cow::Owned(out.into_bytes())
        }
        _ => Cow::Borrowed(json),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_on_a_terminal_holds_nothing_that_acts_and_says_the_same() {
        let text = "领导\u{202e}好\u{9b}31m\u{7f}“\u{2028}”\u{feff}🌹";
        let json = serde_json::to_vec(text).expect("a string");
        let shown = String::from_utf8(escaped(&json).into_owned()).expect("UTF-8");
        assert_eq!(shown, "\"领导\\u202e好\\u009b31m\\u007f“\\u2028”\\ufeff🌹\"");
        assert_eq!(serde_json::from_str::<String>(&shown).expect("JSON"), text);
        assert!(matches!(escaped("{\"a\":\"“好”\"}\n".as_bytes()), Cow::Borrowed(_)));
    }
}
