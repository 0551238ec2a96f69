//! Valid, but probably not meant.
