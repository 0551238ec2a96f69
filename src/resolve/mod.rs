//! Names, imports and scopes.
