//! Where files come from.

use std::collections::HashMap;
use std::io;
use std::path::{Component, Path, PathBuf};

/// Reads files. All that the compiler knows of a file system.
pub trait Loader {
    /// The bytes of a file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// The path with links followed; as given where there are none.
    fn canonical(&self, path: &Path) -> PathBuf {
        path.to_path_buf()
    }
}

/// The file system.
#[derive(Debug, Clone, Copy, Default)]
pub struct Files;

impl Loader for Files {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        std::fs::read(path)
    }

    fn canonical(&self, path: &Path) -> PathBuf {
        std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf())
    }
}

/// Files in memory, for tests.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    files: HashMap<PathBuf, Vec<u8>>,
}

impl Memory {
    /// Files by path.
    pub fn new<P: Into<PathBuf>, B: Into<Vec<u8>>>(files: impl IntoIterator<Item = (P, B)>) -> Self {
        Memory { files: files.into_iter().map(|(path, bytes)| (path.into(), bytes.into())).collect() }
    }
}

impl Loader for Memory {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.files.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

/// The path without `.` and with `..` taken back, as far as that goes without looking at the disk.
pub(super) fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

/// True if `path` lies in `root`, links followed. An empty root is the working folder.
pub(super) fn inside(path: &Path, root: &Path, loader: &dyn Loader) -> bool {
    let here = |p: &Path| if p.as_os_str().is_empty() { PathBuf::from(".") } else { p.to_path_buf() };
    let climbs = normal(path).components().any(|part| part == Component::ParentDir)
        && !normal(root).components().any(|part| part == Component::ParentDir);
    let textual = normal(path).starts_with(normal(root)) && !climbs;
    let (file, folder) = (loader.canonical(&here(path)), loader.canonical(&here(root)));
    // A file that is not there has no canonical form; reading it fails later.
    textual && (file.starts_with(&folder) || file == *path)
}
