//! English numbers of things.

/// The word for so many.
pub fn plural(n: u64, word: &str) -> String {
    if n == 1 { word.to_string() } else { format!("{word}s") }
}

/// So many, with the word.
pub fn count(n: u64, word: &str) -> String {
    format!("{n} {}", plural(n, word))
}
