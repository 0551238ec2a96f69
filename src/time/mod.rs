//! Zones, calendars, working time.
//!
//! Instants are milliseconds since 1970 in UTC; *local* times are the wall clock of a zone, written as
//! milliseconds since 1970 as if it were UTC. Days are counted from 1970-01-01. Nothing here reads the
//! machine's clock or its zone files, so that a verdict is the same everywhere.

mod calendar;
pub mod civil;
mod clocks;
mod window;
mod working;
mod zone;

pub use calendar::{Calendar, DayKind};
pub use civil::DAY;
pub use clocks::Clocks;
pub use window::Windows;
pub use zone::Zone;
