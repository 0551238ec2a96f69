//! How records stand in a file, one shape a file.

pub mod csv;
