//! Why the system refuses a file, in both languages.

use std::io;

use super::Both;

/// The reason of an error of reading or writing; what is rare, in the system's own words.
pub fn reason(error: &io::Error) -> Both {
    match error.kind() {
        io::ErrorKind::NotFound => ("it does not exist", "它不存在").into(),
        io::ErrorKind::PermissionDenied => ("permission denied", "没有权限").into(),
        io::ErrorKind::IsADirectory => ("it is a folder, not a file", "它是文件夹，不是文件").into(),
        io::ErrorKind::NotADirectory => {
            ("a part of the path is no folder", "路径中有一部分不是文件夹").into()
        }
        io::ErrorKind::InvalidData => ("it is not UTF-8 text", "它不是 UTF-8 文本").into(),
        io::ErrorKind::StorageFull => ("the disk is full", "磁盘已满").into(),
        io::ErrorKind::ReadOnlyFilesystem => ("the disk is read-only", "磁盘是只读的").into(),
        // `tempfile` adds the path of a file of our own making.
        _ => error.to_string().split(" at path ").next().unwrap_or_default().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_our_own_making_is_not_named() {
        let failed =
            tempfile::Builder::new().prefix(&"x".repeat(300)).tempfile().expect_err("too long a name");
        assert!(failed.to_string().contains("xxx"));
        assert!(!reason(&failed).en.contains("xxx"), "{}", reason(&failed).en);
    }
}
