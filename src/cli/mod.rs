//! Commands, arguments, exit codes: the only place that knows the terminal.
