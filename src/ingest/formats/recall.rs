//! What is found out about a sender by what a record says of them: most records say what one of the last has said.

use std::hash::Hasher;

use rustc_hash::FxHasher;

/// So many are remembered; each in a place of its own, from which another one may drive it.
const PLACES: usize = 1024;
/// Longer words are not remembered, so that memory stays small.
const LONGEST: usize = 256;

/// Remembers what was found out by words that mean the same whenever they come.
pub struct Recall<const N: usize, T>(Vec<Option<([Box<str>; N], T)>>);

impl<const N: usize, T> Default for Recall<N, T> {
    fn default() -> Self {
        Recall(Vec::new())
    }
}

impl<const N: usize, T: Copy> Recall<N, T> {
    /// What was found out by these words.
    pub fn get(&self, words: [&str; N]) -> Option<T> {
        let (known, found) = self.0.get(place(words))?.as_ref()?;
        // An empty box points nowhere: to compare what is there can cost a processor hundreds of steps.
        let same =
            |(known, word): (&str, &str)| known.len() == word.len() && (word.is_empty() || known == word);
        known.iter().map(|known| &**known).zip(words).all(same).then_some(*found)
    }

    /// Remembers it, and gives it back.
    pub fn put(&mut self, words: [&str; N], found: T) -> T {
        if words.iter().map(|word| word.len()).sum::<usize>() <= LONGEST {
            self.0.resize_with(PLACES, || None);
            if let Some(free) = self.0.get_mut(place(words)) {
                *free = Some((words.map(Box::from), found));
            }
        }
        found
    }
}

fn place<const N: usize>(words: [&str; N]) -> usize {
    let mut hasher = FxHasher::default();
    words.iter().for_each(|word| hasher.write(word.as_bytes()));
    hasher.finish() as usize % PLACES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_recalled_is_what_was_put_by_these_words() {
        let mut recall = Recall::default();
        assert_eq!(recall.get(["", ""]), None);
        let words = |n: usize| [n.to_string(), format!("{}", n % 7)];
        for n in 0..5 * PLACES {
            let words = words(n);
            assert_eq!(recall.get([&words[0], &words[1]]), None, "{n}");
            assert_eq!(recall.put([&words[0], &words[1]], n), n);
            assert_eq!(recall.get([&words[0], &words[1]]), Some(n));
        }
        let found = |n: usize| recall.get([&words(n)[0], &words(n)[1]]);
        assert!((0..5 * PLACES).all(|n| found(n).is_none_or(|found| found == n)));
        recall.put(["ab", "c"], 1);
        assert_eq!((recall.get(["ab", "c"]), recall.get(["a", "bc"])), (Some(1), None));
        recall.put([&"x".repeat(LONGEST), "y"], 2);
        assert_eq!(recall.get([&"x".repeat(LONGEST), "y"]), None);
    }
}
