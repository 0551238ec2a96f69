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
        _ => error.to_string().into(),
    }
}
