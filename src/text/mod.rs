//! Normalised text, phrase scanning, faces and numbers in text.
