//! Exit codes: the same for all commands.

/// Nothing to complain of.
pub const CLEAN: u8 = 0;
/// Findings at or above `--fail-on`, failing tests.
pub const FOUND: u8 = 1;
/// A policy is invalid.
pub const INVALID: u8 = 2;
/// Wrong usage, unreadable or unrecognised input, a bad roster.
pub const USAGE: u8 = 3;
/// Undetermined or pending verdicts, when `--fail-on undetermined` asks.
pub const UNDETERMINED: u8 = 4;

/// Why a command ends before its work is done.
#[derive(Debug)]
pub enum Stop {
    /// With this code; all has been said.
    Code(u8),
    /// The reader of the output has gone away.
    BrokenPipe,
    /// Writing the output failed.
    Output(std::io::Error),
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Stop::BrokenPipe,
            _ => Stop::Output(error),
        }
    }
}
