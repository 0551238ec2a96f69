//! Keyed pseudonyms: the same key gives the same person the same name in every run and log, and nobody
//! without the key can tell who it is, or test a guess.

use std::borrow::Cow;
use std::collections::HashMap;

use super::scrub::Scrubber;
use crate::model::{Batch, Directory, Extra, Msg};

/// Digits of a pseudonym, unless two people would share it.
const DIGITS: usize = 8;

/// Gives pseudonyms.
pub struct Pseudonyms {
    key: [u8; 32],
    /// Whose each pseudonym is.
    taken: HashMap<String, String>,
}

impl Pseudonyms {
    /// A key: 64 hexadecimal digits, blanks around them left out. `None` if it is not one.
    pub fn from_key(text: &str) -> Option<Pseudonyms> {
        let text = text.trim();
        let mut key = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        for (index, byte) in key.iter_mut().enumerate() {
            *byte = u8::from_str_radix(text.get(2 * index..2 * index + 2)?, 16).ok()?;
        }
        Some(Pseudonyms { key, taken: HashMap::new() })
    }

    /// A person's: `人-3f9a2c10`.
    pub fn person(&mut self, id: &str) -> String {
        self.of("人", id)
    }

    /// A group's: `群-3f9a2c10`.
    pub fn group(&mut self, id: &str) -> String {
        self.of("群", id)
    }

    /// The first digits of the hash that nobody else of this run has.
    fn of(&mut self, what: &str, id: &str) -> String {
        let whole = self.hash(what, id);
        for digits in DIGITS..whole.len() {
            let name = format!("{what}-{}", &whole[..digits]);
            match self.taken.get(&name) {
                Some(owner) if owner != id => {}
                Some(_) => return name,
                None => {
                    self.taken.insert(name.clone(), id.to_string());
                    return name;
                }
            }
        }
        format!("{what}-{whole}")
    }

    #[cfg(test)]
    pub(super) fn take(&mut self, name: &str, owner: &str) {
        self.taken.insert(name.into(), owner.into());
    }

    /// The same for what need not be told apart from all others.
    pub(super) fn short(&self, what: &str, id: &str) -> String {
        format!("{what}-{}", &self.hash(what, id)[..DIGITS])
    }

    fn hash(&self, what: &str, id: &str) -> String {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        hasher.update(what.as_bytes()).update(&[0]).update(id.as_bytes());
        hasher.finalize().to_hex().to_string()
    }
}

/// The people and groups of a run behind their pseudonyms.
pub struct Veil {
    pseudonyms: Pseudonyms,
    /// The directory as it is shown.
    shown: Directory,
    /// How much of the real one it was made from.
    known: (usize, usize, usize),
    scrubber: Scrubber,
}

impl Veil {
    /// Nobody is known yet.
    pub fn new(pseudonyms: Pseudonyms) -> Veil {
        Veil { pseudonyms, shown: Directory::default(), known: (0, 0, 0), scrubber: Scrubber::default() }
    }

    /// The directory as it is shown.
    pub fn directory(&self) -> &Directory {
        &self.shown
    }

    /// Takes note of who has been seen, and under which names.
    pub fn learn(&mut self, batch: &Batch, directory: &Directory) {
        let size = (directory.people().len(), directory.groups().len(), directory.roles.len());
        if self.known != size {
            self.known = size;
            let pseudonyms = std::cell::RefCell::new(&mut self.pseudonyms);
            self.shown = directory
                .renamed(|id| pseudonyms.borrow_mut().person(id), |id| pseudonyms.borrow_mut().group(id));
        }
        for (real, shown) in directory.people().iter().zip(self.shown.people()) {
            self.scrubber.add(&real.id, &shown.id);
            self.scrubber.add(&real.name, &shown.id);
        }
        for (real, shown) in directory.groups().iter().zip(self.shown.groups()) {
            self.scrubber.add(&real.id, &shown.id);
            self.scrubber.add(&real.name, &shown.id);
        }
        for (name, person) in directory.names().chain(directory.aliases()) {
            match person {
                Some(person) => self.scrubber.add(name, &self.shown.get_person(person).id),
                None => self.scrubber.add(name, &self.pseudonyms.short("人", name)),
            }
        }
        for row in &batch.rows {
            if let Some(nickname) = (Msg { batch, row }).extra().and_then(|e| e.nickname.as_deref()) {
                self.scrubber.add(nickname, &self.shown.get_person(row.sender).id);
            }
        }
        self.scrubber.build();
    }

    /// A text without the names of known people and groups, and of whoever is named after `@`.
    pub fn scrub(&self, text: &str, spans: &[[usize; 2]]) -> (String, Vec<[usize; 2]>) {
        self.scrubber.scrub(text, spans, &|name| self.pseudonyms.short("人", name))
    }

    /// A path.
    pub fn path(&self, path: &str) -> String {
        self.pseudonyms.short("源", path)
    }

    /// An id; one made from content is hashed once more, with the key.
    pub fn message<'i>(&self, id: &'i str) -> Cow<'i, str> {
        match id.strip_prefix('~') {
            Some(made) => Cow::Owned(format!("~{}", &self.pseudonyms.hash("~", made)[..24])),
            None => Cow::Borrowed(id),
        }
    }

    /// Messages with everything scrubbed that may name somebody.
    pub fn batch(&self, batch: &Batch) -> Batch {
        let mut shown = Batch::default();
        for index in 0..batch.rows.len() {
            let msg = batch.msg(index);
            batch.copy_to(index, &mut shown);
            let id = shown.put(&self.message(msg.id()));
            let text = shown.put(&self.text(msg.text().unwrap_or("")));
            let Some(row) = shown.rows.last_mut() else { continue };
            (row.id, row.text) = (id, text);
            if let Some(extra) = shown.extras.get_mut(row.extra as usize) {
                let sender = &self.shown.get_person(row.sender).id;
                self.extra(extra, sender);
            }
        }
        shown
    }

    fn extra(&self, extra: &mut Extra, sender: &str) {
        if let Some(nickname) = &mut extra.nickname {
            *nickname = sender.into();
        }
        for id in [&mut extra.quotes, &mut extra.recalls].into_iter().flatten() {
            *id = self.message(id).into();
        }
        let texts = [&mut extra.link_url, &mut extra.link_title, &mut extra.file_name];
        for text in texts.into_iter().flatten() {
            *text = self.text(text).into();
        }
    }

    fn text(&self, text: &str) -> String {
        self.scrub(text, &[]).0
    }
}
