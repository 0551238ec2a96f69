//! Synthetic chat logs for measuring: deterministic by seed, in the shapes of a work group's chat over 90 days.
//!
//! Also the word lists that grow by tens, and the policies that hold many copies of each rule.

mod chat;
pub mod copies;
mod day;
mod groups;
mod message;
mod rng;
mod texts;
pub mod words;
mod write;

pub use chat::generate;
pub use groups::Groups;
pub use message::{Kind, Mentions, Message, Role};
pub use write::{Format, group_id, person_id, roster, write};

/// What log to make.
#[derive(Debug, Clone)]
pub struct Options {
    /// How many messages, system messages included.
    pub messages: usize,
    /// How many groups.
    pub groups: usize,
    /// How many people there are to be members.
    pub members: usize,
    /// The same seed gives the same log.
    pub seed: u64,
    /// Punctuation as Chinese input methods write it: most such texts change under NFKC. No phrase holds any.
    pub full_width: bool,
}

impl Options {
    /// As many groups and people as such a log has by default: one for 500 messages, one for 50.
    pub fn of(messages: usize) -> Options {
        let (groups, members) = ((messages / 500).max(1), (messages / 50).max(20));
        Options { messages, groups, members, seed: 1, full_width: false }
    }
}

/// A whole log as text.
pub fn log(options: &Options, format: Format) -> String {
    let mut text = String::new();
    generate(options, &mut |number, message| write(number, message, format, &mut text));
    text
}
