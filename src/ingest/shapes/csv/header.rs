//! The header of a table, told from its first lines.

use super::super::{Item, Records, SMALL};
use super::{Csv, Dialect, Fields};

/// So many records may stand before the header: blank ones, a title that Excel put in a row of its own.
const BEFORE: u32 = 5;
/// Rows of the body that are kept to look at.
const ROWS: usize = 20;

/// What the first lines of a table say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// How the table is written.
    pub dialect: Dialect,
    /// The names of the columns.
    pub names: Vec<String>,
    /// The first rows below.
    pub rows: Vec<Vec<String>>,
}

impl Header {
    /// The header of a text that may be a table: its first record of at least two names, with the delimiter
    /// that gives the most of them. Excel may name the delimiter in a line of its own (`sep=;`).
    pub fn of(text: &str) -> Option<Header> {
        let first = text.trim_start_matches('\u{feff}').as_bytes();
        let told = |delimiter: &u8| !first.starts_with(b"sep=") || first.get(4) == Some(delimiter);
        let all = [b',', b'\t', b';'].into_iter().filter(told);
        let all = all.filter_map(|delimiter| Header::with(text, delimiter));
        all.min_by_key(|header| (header.dialect.head, std::cmp::Reverse(header.names.len())))
    }

    fn with(text: &str, delimiter: u8) -> Option<Header> {
        let dialect = Dialect { delimiter, head: 0 };
        let mut records = Csv::new(text.as_bytes(), SMALL, dialect);
        let mut fields = Fields::new(delimiter);
        let mut header = Header { dialect, names: Vec::new(), rows: Vec::new() };
        while let Ok(Some(record)) = records.next() {
            let found = !header.names.is_empty();
            header.dialect.head += u32::from(!found);
            let Item::Record { text, .. } = record else { continue };
            let row: Vec<String> = fields.split(text).iter().map(|name| name.trim().to_string()).collect();
            match row.iter().filter(|name| !name.is_empty()).count() {
                0 => {}
                _ if found => header.rows.push(row),
                2.. => header.names = row,
                _ => {}
            }
            if header.rows.len() == ROWS || (header.names.is_empty() && header.dialect.head > BEFORE) {
                break;
            }
        }
        (!header.names.is_empty()).then_some(header)
    }

    /// The place of a column from 0. Case, blanks and underscores do not count.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| alike(known, name))
    }

    /// True if there are rows, all as long as the header: hardly prose with commas in it.
    pub fn is_even(&self) -> bool {
        !self.rows.is_empty() && self.rows.iter().all(|row| row.len() == self.names.len())
    }

    /// True if there are columns of all these names.
    pub fn has(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.find(name).is_some())
    }
}

/// True if two names of columns differ only in case, blanks and underscores.
pub fn alike(a: &str, b: &str) -> bool {
    let letters = |text: &'_ str| -> String {
        text.chars().filter(|c| !c.is_whitespace() && *c != '_').flat_map(char::to_lowercase).collect()
    };
    a == b || letters(a) == letters(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Option<(char, u32, String)> {
        let header = Header::of(text)?;
        Some((char::from(header.dialect.delimiter), header.dialect.head, header.names.join("|")))
    }

    #[test]
    fn the_delimiter_and_the_place_of_the_header() {
        assert_eq!(names("a,b\n1;2;3,4"), Some((',', 1, "a|b".into())));
        assert_eq!(names("\u{feff}时间\t发送人\t内容\r\n"), Some(('\t', 1, "时间|发送人|内容".into())));
        assert_eq!(names("sep=;\n时间;\"内,容\"\n"), Some((';', 2, "时间|内,容".into())));
        assert_eq!(
            names("县直机关群聊天记录,,\n\n时间,发送人,内容\n"),
            Some((',', 3, "时间|发送人|内容".into()))
        );
        assert_eq!(names("one line\nanother\n"), None);
        assert_eq!(names(""), None);
    }

    #[test]
    fn columns_are_found_by_name() {
        let header = Header::of("Msg_ID,发送 人\n1,a\n").expect("a header");
        assert!(header.has(&["msgid", "发送人"]) && !header.has(&["sender"]));
        assert_eq!(header.rows, [["1", "a"]]);
    }
}
