//! What all logs from WeChat share, whoever wrote them down: type numbers, the XML of app messages, and the
//! sentences and XML of system messages.

pub mod appmsg;
#[cfg(feature = "sqlite")]
pub mod db;
pub mod dumped;
pub mod event;
pub mod kinds;
pub mod message;
pub mod names;
pub mod rendered;
pub mod sentences;
pub mod source;
pub mod system;
pub mod xml;

use super::supplies;
use crate::fields::Attr;
use crate::model::{Kind, SourceFacts, Supplies};

/// What the databases can answer. `named`: contacts were found.
///
/// Not in them: roles, nicknames of the moment, robots, shares and amounts of red packets. A recalled message is
/// replaced by the sentence about it. Leaving is told to the owner of a group only.
pub fn facts(named: bool) -> SourceFacts {
    let mut lacks = vec![
        Attr::PersonRoles,
        Attr::PersonNickname,
        Attr::Bot,
        Attr::Amount,
        Attr::Packets,
        Attr::Recalled,
        Attr::Recalls,
    ];
    if !named {
        lacks.extend([Attr::PersonName, Attr::GroupName]);
    }
    let supplies = lacks.into_iter().fold(Supplies::ALL, Supplies::without);
    use Kind::*;
    let kinds = !supplies::kinds(&[Vote, Form, Meeting, Todo, Leave]);
    SourceFacts { supplies, precision: 1000, kinds }
}
