//! Temporary files, and which error says that there can be none.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::PathBuf;

use tempfile::NamedTempFile;

/// No temporary file can be made.
#[derive(Debug)]
pub struct NoTemporary {
    /// Where.
    pub folder: PathBuf,
    /// Why.
    pub error: io::Error,
}

impl fmt::Display for NoTemporary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no temporary file in {}: {}", self.folder.display(), self.error)
    }
}

impl Error for NoTemporary {}

/// A new temporary file.
pub fn file() -> io::Result<NamedTempFile> {
    NamedTempFile::new().map_err(|error| {
        let folder = std::env::temp_dir();
        io::Error::new(error.kind(), NoTemporary { folder, error })
    })
}

/// What an error says of temporary files.
pub fn missing(error: &io::Error) -> Option<&NoTemporary> {
    error.get_ref()?.downcast_ref()
}
