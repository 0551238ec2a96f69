//! A progress bar on standard error, for long logs and terminals only.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::session::Session;
use crate::ingest::Log;

/// Logs of fewer bytes are read before a bar could be seen.
const LONG: u64 = 16 << 20;

/// The bar, or none.
pub struct Progress {
    bar: Option<ProgressBar>,
    /// Output goes to the same terminal.
    shared: bool,
}

impl Progress {
    /// A bar if standard error is a terminal and the log is long.
    pub fn new(log: &Log, session: &Session, shared: bool) -> Progress {
        let total = log.progress().1;
        let bar = wanted(total, session.common.quiet, std::io::stderr().is_terminal()).then(|| {
            let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr_with_hz(10));
            let style = ProgressStyle::with_template(
                "{wide_bar} {percent}% {bytes}/{total_bytes} {bytes_per_sec} {eta}",
            );
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        Progress { bar, shared }
    }

    /// So many bytes have been read.
    pub fn at(&self, bytes: u64) {
        if let Some(bar) = &self.bar {
            bar.set_position(bytes);
        }
    }

    /// Makes room for output on the same terminal.
    pub fn hide(&self) {
        if let Some(bar) = self.bar.as_ref().filter(|_| self.shared) {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
    }

    /// Comes back after [`Progress::hide`].
    pub fn show(&self) {
        if let Some(bar) = self.bar.as_ref().filter(|_| self.shared) {
            bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        }
    }

    /// The log is read.
    pub fn done(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn wanted(bytes: u64, quiet: bool, terminal: bool) -> bool {
    bytes >= LONG && !quiet && terminal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_long_logs_have_a_bar_and_only_on_a_terminal_that_wants_it() {
        assert!(wanted(LONG, false, true));
        assert!(!wanted(LONG - 1, false, true), "a short log");
        assert!(!wanted(LONG, true, true), "told to be quiet");
        assert!(!wanted(LONG, false, false), "no terminal");
    }
}
