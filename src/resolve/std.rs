//! The modules shipped with qungui: policy files and phrase lists, embedded.

/// A shipped file: its path below `policies/`, and its bytes.
type Shipped = (&'static str, &'static [u8]);

macro_rules! shipped {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/policies/", $path)))),*]
    };
}

/// Every shipped file; one line adds a module or a list.
const SHIPPED: &[Shipped] = shipped![
    "std/phrases.qg",
];

/// The bytes of a shipped file (`std/phrases.qg`, `std/lists/flattery.txt`).
pub(super) fn read(path: &str) -> Option<&'static [u8]> {
    SHIPPED.iter().find(|(known, _)| *known == path).map(|(_, bytes)| *bytes)
}

/// The dotted names of the shipped modules.
pub fn modules() -> impl Iterator<Item = String> {
    SHIPPED.iter().filter_map(|(path, _)| path.strip_suffix(".qg")).map(|path| path.replace('/', "."))
}
