//! Parquet files of which every page is looked at before it is decoded: one that refers to a dictionary must have one
//! before it, the parser relies on that.

use std::io;

use parquet::basic::{Encoding, PageType};
use parquet::bloom_filter::Sbbf;
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
use parquet::file::reader::{FileReader, RowGroupReader};
use parquet::record::reader::RowIter;
use parquet::schema::types::Type;

const MISSING: &str = "a page refers to a dictionary that is not there";

/// A file.
pub struct Checked<R>(pub R);

impl<R: FileReader> FileReader for Checked<R> {
    fn metadata(&self) -> &ParquetMetaData {
        self.0.metadata()
    }
    fn num_row_groups(&self) -> usize {
        self.0.num_row_groups()
    }
    fn get_row_group(&self, group: usize) -> Result<Box<dyn RowGroupReader + '_>> {
        Ok(Box::new(Group(self.0.get_row_group(group)?)))
    }
    fn get_row_iter(&self, columns: Option<Type>) -> Result<RowIter<'_>> {
        RowIter::from_file(columns, self)
    }
}

struct Group<'f>(Box<dyn RowGroupReader + 'f>);

impl RowGroupReader for Group<'_> {
    fn metadata(&self) -> &RowGroupMetaData {
        self.0.metadata()
    }
    fn num_columns(&self) -> usize {
        self.0.num_columns()
    }
    fn get_column_page_reader(&self, column: usize) -> Result<Box<dyn PageReader>> {
        Ok(Box::new(Pages { pages: self.0.get_column_page_reader(column)?, dictionary: false }))
    }
    fn get_column_bloom_filter(&self, column: usize) -> Option<&Sbbf> {
        self.0.get_column_bloom_filter(column)
    }
    fn get_row_iter(&self, columns: Option<Type>) -> Result<RowIter<'_>> {
        RowIter::from_row_group(columns, self)
    }
}

/// The pages of a column.
struct Pages {
    pages: Box<dyn PageReader>,
    /// There was one.
    dictionary: bool,
}

impl PageReader for Pages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let Some(page) = self.pages.get_next_page()? else { return Ok(None) };
        self.dictionary |= page.page_type() == PageType::DICTIONARY_PAGE;
        #[allow(deprecated, reason = "old writers use it")]
        let refers = matches!(page.encoding(), Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY);
        if refers && !self.dictionary {
            return Err(ParquetError::General(MISSING.into()));
        }
        Ok(Some(page))
    }
    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.pages.peek_next_page()
    }
    fn skip_next_page(&mut self) -> Result<()> {
        self.pages.skip_next_page()
    }
    fn at_record_boundary(&mut self) -> Result<bool> {
        self.pages.at_record_boundary()
    }
}

impl Iterator for Pages {
    type Item = Result<Page>;
    fn next(&mut self) -> Option<Result<Page>> {
        self.get_next_page().transpose()
    }
}

/// The error of the first page, of all, that refers to a dictionary that is not there. What else is wrong with a page is
/// said of its rows.
pub fn dictionaries(reader: &dyn FileReader) -> io::Result<()> {
    for group in 0..reader.num_row_groups() {
        let group = reader.get_row_group(group).map_err(io::Error::other)?;
        for column in 0..group.num_columns() {
            let mut pages = group.get_column_page_reader(column).map_err(io::Error::other)?;
            match pages.find_map(Result::err) {
                Some(ParquetError::General(reason)) if reason == MISSING => {
                    return Err(io::Error::other(MISSING));
                }
                _ => {}
            }
        }
    }
    Ok(())
}
