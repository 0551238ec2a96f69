//! The names that the senders of a source bear, for what a log tells of people by name only.

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use crate::model::PersonId;

/// Senders by display name. Documents are read ahead, so all are known before the first message is delivered.
#[derive(Debug, Default)]
pub struct Called(HashMap<Box<str>, Option<PersonId>, FxBuildHasher>);

impl Called {
    /// A sender bears a name. A name that two people bear finds neither.
    pub fn note(&mut self, name: &str, sender: PersonId) {
        match self.0.get_mut(name) {
            Some(known) if *known != Some(sender) => *known = None,
            Some(_) => {}
            None => {
                self.0.insert(name.into(), Some(sender));
            }
        }
    }

    /// The one sender who bears a name.
    pub fn find(&self, name: &str) -> Option<PersonId> {
        self.0.get(name).copied().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_finds_one_person_or_nobody() {
        let mut called = Called::default();
        let (wang, li) = (PersonId(0), PersonId(1));
        for (name, sender) in [("王", wang), ("王", wang), ("小李", li), ("值班员", wang), ("值班员", li)]
        {
            called.note(name, sender);
        }
        assert_eq!(
            ["王", "小李", "值班员", "赵"].map(|name| called.find(name)),
            [Some(wang), Some(li), None, None]
        );
    }
}
