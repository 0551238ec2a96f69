//! Logs: found, recognised, read, put in order, and merged into one stream of messages.
//!
//! [`open`] tells what the named files are and what they cover; [`Log::next`] hands on batches of messages in
//! event order: time, rank of the source (argument order, then path), position within the source.
//! [`Log::fetch`] reads one record again, for reports. `docs/inputs.md` describes the formats.

mod ahead;
mod called;
mod column_map;
mod damage;
mod dates;
mod decode;
mod detect;
mod draft;
mod files;
mod find;
mod formats;
mod identity;
mod intake;
mod live;
mod local;
mod log;
mod mentions;
mod places;
mod problems;
mod quick;
mod shapes;
mod source;
mod stamp;
mod survey;
#[cfg_attr(not(any(feature = "sqlite", feature = "parquet")), allow(dead_code))]
mod tables;
mod temporary;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use jiff::tz::TimeZone;

pub use ahead::{Reader, Work};
pub use column_map::{ColumnMap, Field, Place};
pub use dates::{DateOrder, ToldDates};
pub use draft::decimal;
pub use formats::{Format, Header as NativeHeader, Writer as NativeWriter};
pub use local::LocalClock;
pub use log::{Log, SourceReport, open, open_apart};
pub use places::Places;
pub use problems::{Reason, RecordProblem};
pub use shapes::MAX_RECORD;
use shapes::Shape;
pub use shapes::csv::{Cell, Table, alike};
pub use stamp::{EARLIEST, LATEST, Stamp, epoch as epoch_time, parse as parse_time, show as show_time};

use crate::model::Millis;

/// How logs are read.
#[derive(Debug, Clone)]
pub struct Options {
    /// Read as this format, whatever fits best.
    pub from: Option<Format>,
    /// The zone of times that name none.
    pub timezone: TimeZone,
    /// What logs leave open about their dates.
    pub dates: ToldDates,
    /// `--covers FROM..TO`: what every source covers, the end not included.
    pub covers: Option<(Millis, Millis)>,
    /// `--complete`: nothing is missing before or after.
    pub complete: bool,
    /// `--lateness`: standard input is a stream, and messages come at most so much later than newer ones.
    pub lateness: Option<Millis>,
    /// `--strict`: stop at the first record that cannot be read.
    pub strict: bool,
    /// What the columns of tables of no known program mean.
    pub columns: Option<Arc<ColumnMap>>,
    /// How many threads may look ahead side by side. What is read does not depend on it.
    pub threads: usize,
}

impl Default for Options {
    fn default() -> Self {
        let shanghai = TimeZone::get("Asia/Shanghai");
        let timezone = shanghai.unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(8)));
        Options {
            from: None,
            timezone,
            dates: ToldDates::default(),
            covers: None,
            complete: false,
            lateness: None,
            strict: false,
            columns: None,
            threads: 1,
        }
    }
}
