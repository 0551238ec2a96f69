//! Normalised text, phrase scanning, faces and numbers in text.
//!
//! What policies compare is a normalised view of the text ([`Normaliser`]); what reports quote is the text as
//! written ([`Mapped`] leads back). See `docs/text.md`.

mod emoji;
mod faces;
mod filter;
mod finder;
mod fingerprint;
mod folded;
mod mapped;
mod normalise;
mod numbers;
mod phrases;
mod tables;
mod visible;

pub use faces::{face_name, faces, may_be_only_emoji, only_emoji};
pub use finder::{Finder, Hits};
pub use fingerprint::Fingerprints;
pub use mapped::Mapped;
pub use normalise::Normaliser;
pub use numbers::{bank_cards, has_bank_card, has_id_card, has_mobile, id_cards, may_hold_number, mobiles};
pub use phrases::Phrases;
pub use visible::visible;

/// Length of a text as policies count it: Unicode scalar values.
pub fn length(text: &str) -> usize {
    text.chars().count()
}
