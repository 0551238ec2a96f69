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
    "std/faces.qg",
    "std/hours.qg",
    "std/phrases.qg",
    "std/短语.qg",
    "std/表情.qg",
    "std/lists/acknowledgements.txt",
    "std/lists/banquets.txt",
    "std/lists/canvassing.txt",
    "std/lists/checkin_demands.txt",
    "std/lists/citizens_files.txt",
    "std/lists/commendations.txt",
    "std/lists/demands.txt",
    "std/lists/emergencies.txt",
    "std/lists/flattery.txt",
    "std/lists/flower_faces.txt",
    "std/lists/forward_demands.txt",
    "std/lists/hearsay.txt",
    "std/lists/hobby_hints.txt",
    "std/lists/instant_demands.txt",
    "std/lists/leader_news.txt",
    "std/lists/material_demands.txt",
    "std/lists/money_faces.txt",
    "std/lists/offers.txt",
    "std/lists/packet_fines.txt",
    "std/lists/packet_requests.txt",
    "std/lists/photo_demands.txt",
    "std/lists/praise.txt",
    "std/lists/praise_bait.txt",
    "std/lists/ranking.txt",
    "std/lists/reply_requests.txt",
    "std/lists/reply_words.txt",
    "std/lists/sales.txt",
    "std/lists/screenshot_demands.txt",
    "std/lists/secrecy_marks.txt",
    "std/lists/secrecy_warnings.txt",
    "std/lists/shaming.txt",
    "std/lists/spread_calls.txt",
    "std/lists/thanks.txt",
    "std/lists/urgency.txt",
];

/// The bytes of a shipped file (`std/phrases.qg`, `std/lists/flattery.txt`).
pub(super) fn read(path: &str) -> Option<&'static [u8]> {
    SHIPPED.iter().find(|(known, _)| *known == path).map(|(_, bytes)| *bytes)
}

/// The dotted names of the shipped modules.
pub fn modules() -> impl Iterator<Item = String> {
    SHIPPED.iter().filter_map(|(path, _)| path.strip_suffix(".qg")).map(|path| path.replace('/', "."))
}
