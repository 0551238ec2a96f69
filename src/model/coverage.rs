//! What a log covers, and what its sources can answer.

use super::{GroupId, Millis};
use crate::fields::Attr;

/// The attributes that a source can supply; those it cannot are *unknown*, not absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Supplies(u64);

impl Supplies {
    /// Everything.
    pub const ALL: Supplies = Supplies(u64::MAX);
    /// Nothing.
    pub const NONE: Supplies = Supplies(0);

    /// With one more attribute.
    pub fn with(self, attr: Attr) -> Supplies {
        Supplies(self.0 | 1 << attr.base() as u64)
    }

    /// Without an attribute.
    pub fn without(self, attr: Attr) -> Supplies {
        Supplies(self.0 & !(1 << attr.base() as u64))
    }

    /// Can it supply this, or what it is derived from?
    pub fn has(self, attr: Attr) -> bool {
        self.0 >> attr.base() as u64 & 1 == 1
    }
}

/// The range of one source. Both ends are open: the instants of the first and last message may be cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceCover {
    /// Covered after this instant.
    pub after: Millis,
    /// Covered before this instant; `None`: up to the last message of the log, known when it has been read.
    pub before: Option<Millis>,
    /// The groups it carries; `None`: every group of the log (a single source).
    pub groups: Option<Vec<GroupId>>,
}

/// What the log as a whole covers. One row a source, in rank order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coverage {
    /// `--complete`: nothing is missing before or after.
    pub complete: bool,
    /// The sources.
    pub sources: Vec<SourceCover>,
}

/// What the evaluator needs to know of a source. Rows refer to it by [`super::Origin::source`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFacts {
    /// What it can supply. Roles: [`Attr::PersonRoles`], if its records carry roles.
    pub supplies: Supplies,
    /// Its times are exact to this: 1, 1000 or 60000 ms.
    pub precision: Millis,
    /// The kinds that it can carry ([`super::Kind::bit`]); of the others it cannot say whether there were any.
    pub kinds: u32,
}

impl SourceFacts {
    /// A source that can answer everything.
    pub const FULL: SourceFacts = SourceFacts { supplies: Supplies::ALL, precision: 1, kinds: u32::MAX };
}

impl Default for SourceFacts {
    fn default() -> Self {
        SourceFacts::FULL
    }
}
