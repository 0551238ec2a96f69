//! What a log is made of: messages and events, people, groups, and where they were read.
//!
//! Text lives in the arena of a [`Batch`]; a [`Row`] is small, fixed in size and refers to it, so that reading
//! a message allocates nothing once a batch's buffers have grown.

mod batch;
mod bits;
mod coverage;
mod directory;
mod intern;
mod kind;
mod news;
mod ratio;

pub use batch::{Batch, Extra, Msg, Origin, Row, Slice};
pub use bits::Bits;
pub use coverage::{Coverage, SourceCover, SourceFacts, Supplies};
pub use directory::{Directory, Entry, Group, GroupId, Person, PersonId, RoleMask, RoleSpan};
pub use kind::Kind;
pub use news::News;
pub use ratio::Ratio;

/// Milliseconds: of a duration, or since 1970-01-01T00:00:00Z.
pub type Millis = i64;

/// A decimal number with four places, as messages carry them (yuan, bytes, counts).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(pub i64);

impl Decimal {
    /// Parts of one.
    pub const SCALE: i64 = 10_000;

    /// A whole number; saturates.
    pub fn whole(n: i64) -> Self {
        Decimal(n.saturating_mul(Self::SCALE))
    }
}
