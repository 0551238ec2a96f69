//! The `qungui` command.

fn main() {}
