//! A record of a table as fields.

use std::ops::Range;

use csv_core::{ReadFieldResult, Reader, ReaderBuilder};

/// Takes records apart, keeping its buffers.
pub struct Fields {
    delimiter: u8,
    reader: Reader,
    text: Vec<u8>,
    /// Of each field, where it stands in `text`, and in the record with its quotes.
    ends: Vec<(Range<usize>, Range<usize>)>,
}

/// The fields of one record, without the quotes that are not theirs.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    text: &'a str,
    ends: &'a [(Range<usize>, Range<usize>)],
}

impl Fields {
    /// For tables of this delimiter.
    pub fn new(delimiter: u8) -> Self {
        let reader = ReaderBuilder::new().delimiter(delimiter).build();
        Fields { delimiter, reader, text: Vec::new(), ends: Vec::new() }
    }

    /// The fields of a record.
    pub fn split<'r>(&'r mut self, record: &'r str) -> Row<'r> {
        self.ends.clear();
        match memchr::memchr3(b'"', b'\r', b'\n', record.as_bytes()) {
            None => self.plain(record),
            Some(_) => self.quoted(record),
        }
    }

    /// Without quotes the record is what its fields say.
    fn plain<'r>(&'r mut self, record: &'r str) -> Row<'r> {
        let last = (!record.is_empty()).then_some(record.len());
        let mut from = 0;
        for end in memchr::memchr_iter(self.delimiter, record.as_bytes()).chain(last) {
            self.ends.push((from..end, from..end));
            from = end + 1;
        }
        Row { text: record, ends: &self.ends }
    }

    fn quoted(&mut self, record: &str) -> Row<'_> {
        self.reader.reset();
        if self.text.len() < record.len() {
            self.text.resize(record.len(), 0);
        }
        let (mut input, mut from, mut begun, mut written) = (record.as_bytes(), 0, 0, 0);
        // What is read once there is no more input ends the last field.
        while !record.is_empty() {
            let last = input.is_empty();
            let output = self.text.get_mut(written..).unwrap_or_default();
            let (result, read, wrote) = self.reader.read_field(input, output);
            input = input.get(read..).unwrap_or_default();
            written += wrote;
            match result {
                ReadFieldResult::Field { record_end } => {
                    let at = record.len() - input.len();
                    self.ends.push((begun..written, from..at - usize::from(!record_end)));
                    (from, begun) = (at, written);
                    if record_end {
                        break;
                    }
                }
                ReadFieldResult::InputEmpty if !last => {}
                _ => break,
            }
        }
        let text = self.text.get(..written).unwrap_or_default();
        Row { text: simdutf8::basic::from_utf8(text).unwrap_or_default(), ends: &self.ends }
    }
}

impl<'a> Row<'a> {
    /// How many fields there are.
    pub fn len(self) -> usize {
        self.ends.len()
    }

    /// A field, by its place from 0.
    pub fn get(self, index: usize) -> Option<&'a str> {
        self.text.get(self.ends.get(index)?.0.clone())
    }

    /// All fields.
    pub fn iter(self) -> impl Iterator<Item = &'a str> {
        (0..self.len()).filter_map(move |index| self.get(index))
    }

    /// Where a field stands in the record, with its quotes.
    pub fn place(self, index: usize) -> Option<Range<usize>> {
        self.ends.get(index).map(|(_, place)| place.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_and_their_places() {
        let record = "a,\"b \"\"c\"\"\r\nd\",,é\"f\",";
        let mut fields = Fields::new(b',');
        let row = fields.split(record);
        assert_eq!(row.iter().collect::<Vec<_>>(), ["a", "b \"c\"\r\nd", "", "é\"f\"", ""]);
        let places: Vec<_> = (0..row.len()).filter_map(|i| row.place(i)).map(|p| &record[p]).collect();
        assert_eq!(places, ["a", "\"b \"\"c\"\"\r\nd\"", "", "é\"f\"", ""]);
        assert_eq!(fields.split("").len(), 0);
        assert_eq!(fields.split("x").iter().collect::<Vec<_>>(), ["x"]);
        assert_eq!(fields.split("\"open,").iter().collect::<Vec<_>>(), ["open,"]);
        assert_eq!(fields.split("a,,b,").iter().collect::<Vec<_>>(), ["a", "", "b", ""]);
        assert_eq!(fields.split("a,b\rc,d").iter().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(Fields::new(b'\t').split("a,b\tc").iter().collect::<Vec<_>>(), ["a,b", "c"]);
    }
}
