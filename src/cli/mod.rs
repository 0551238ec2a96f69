//! Commands, arguments, exit codes: the only place that knows the terminal.

mod args;
mod exit;
mod project;
mod yaml;
