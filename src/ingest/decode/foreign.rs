//! Files that hold no text, told by their first bytes, with what to do about each.

use crate::diag::Both;

type Sign = (usize, &'static [u8], &'static str, &'static str);

const OFFICE: (&str, &str) =
    ("an Office file; save it as CSV UTF-8, or as plain text", "Office 文件，请另存为 CSV UTF-8 或纯文本");

/// Place, bytes, and what they tell. The first that is found counts.
const SIGNS: &[Sign] = &[
    (30, b"[Content_Types].xml", OFFICE.0, OFFICE.1),
    (30, b"_rels/.rels", OFFICE.0, OFFICE.1),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OFFICE.0, OFFICE.1),
    (0, b"PK\x03\x04", "a zip archive; unpack it first", "zip 压缩包，请先解压"),
    (0, b"PK\x05\x06", "an empty zip archive", "空的 zip 压缩包"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it first", "7z 压缩包，请先解压"),
    (0, b"Rar!\x1a\x07", "a rar archive; unpack it first", "rar 压缩包，请先解压"),
    (0, b"BZh", "a bzip2 file; unpack it first", "bzip2 压缩文件，请先解压"),
    (0, b"\xfd7zXZ\0", "an xz file; unpack it first", "xz 压缩文件，请先解压"),
    (257, b"ustar", "a tar archive; unpack it first", "tar 归档，请先解包"),
    (0, b"\x1f\x8b", "packed twice; unpack it first", "经多次压缩，请先解压"),
    (0, b"\x28\xb5\x2f\xfd", "packed twice; unpack it first", "经多次压缩，请先解压"),
    (0, b"SQLite format 3\0", "an SQLite database; export its messages first", "SQLite 数据库，请先导出消息"),
    (0, b"%PDF", "a PDF file", "PDF 文件"),
    (0, b"\xff\xd8\xff", "a picture", "图片"),
    (0, b"\x89PNG", "a picture", "图片"),
    (0, b"\xff\xfe\0\0", "UTF-32 text; save it as UTF-8", "UTF-32 文本，请另存为 UTF-8"),
    (0, b"\0\0\xfe\xff", "UTF-32 text; save it as UTF-8", "UTF-32 文本，请另存为 UTF-8"),
];

/// What a file that begins like this is, if it is no text.
pub fn of(head: &[u8]) -> Option<Both> {
    let stands = |at: usize, sign: &[u8]| head.get(at..).is_some_and(|rest| rest.starts_with(sign));
    // `BZh` and `Rar!` could begin a text; packed files have bytes that no text has.
    let binary = || head.iter().take(512).any(|&b| b < 9);
    let (.., en, zh) =
        SIGNS.iter().find(|(at, sign, ..)| stands(*at, sign) && (sign.len() > 3 || binary()))?;
    Some((*en, *zh).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_told() {
        let told = |head: &[u8]| of(head).map(|both| both.en).unwrap_or_default();
        let office = [b"PK\x03\x04".as_slice(), &[0; 26], b"[Content_Types].xml"].concat();
        let tar = [[0; 257].as_slice(), b"ustar\0"].concat();
        for (head, word) in [
            (b"PK\x03\x04\x14\0".as_slice(), "zip"),
            (&office, "Office"),
            (&tar, "tar"),
            (b"7z\xbc\xaf\x27\x1c\0", "7z"),
            (b"Rar!\x1a\x07\0", "rar"),
            (b"BZh91AY&SY\0", "bzip2"),
            (b"\xfd7zXZ\0", "xz"),
        ] {
            assert!(told(head).contains(word), "{}", told(head));
        }
        for text in ["BZh is a name", "{}", ""] {
            assert_eq!(told(text.as_bytes()), "");
        }
    }
}
