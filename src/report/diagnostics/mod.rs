//! Diagnostics for people and for programs.

mod json;
mod snippet;
mod terminal;

pub use json::{Item, json};
pub use terminal::{LIMIT, terminal};

#[cfg(test)]
mod tests;
