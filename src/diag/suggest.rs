//! "Did you mean": the nearest known word.

/// The candidate nearest to `word`, if one is near enough to be meant: at most a third of its characters
/// differ (one for short words; two-character words must share a character).
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_of(word, candidates.into_iter().map(|c| (c, c)))
}

/// Like [`nearest`], for candidates that carry a value.
pub fn nearest_of<'a, T>(word: &str, candidates: impl IntoIterator<Item = (&'a str, T)>) -> Option<T> {
    let length = word.chars().count();
    let limit = (length / 3).max(1);
    candidates
        .into_iter()
        // Each character more or less is an edit: most candidates need no closer look.
        .filter(|(text, _)| text.chars().count().abs_diff(length) <= limit)
        .map(|(text, value)| (distance(word, text), text, value))
        .filter(|(d, text, _)| *d <= limit && *d < length.max(text.chars().count()))
        .min_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)))
        .map(|(_, _, value)| value)
}

/// Edits (insert, delete, replace, swap of neighbours) between two words, ignoring ASCII case.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().map(|c| c.to_ascii_lowercase()).collect();
    let b: Vec<char> = b.chars().map(|c| c.to_ascii_lowercase()).collect();
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let mut best = replaced.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    best = best.min(rows[i - 2][j - 2] + 1);
                }
                best
            };
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_near_words_only() {
        assert_eq!(nearest("sedner", ["sender", "text"]), Some("sender"));
        assert_eq!(nearest("发送人", ["发送者", "文本"]), Some("发送者"));
        assert_eq!(nearest("xyz", ["sender", "text"]), None);
        assert_eq!(nearest("组", ["群"]), None);
    }
}
