//! Types, units and meaning: a resolved policy becomes a `Checked` one or a list of problems.
