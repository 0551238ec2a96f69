//! Kinds of Discord's messages and files.

use super::super::{message, supplies};
use crate::model::Kind;

/// Names of `MessageKind`; whatever else it names is of the system.
pub const TYPES: &[(&str, Kind)] = &[
    ("Default", Kind::Text),
    ("Reply", Kind::Quote),
    ("ThreadStarterMessage", Kind::Text),
    ("ChatInputCommand", Kind::Text),
    ("ContextMenuCommand", Kind::Text),
    ("Call", Kind::Call),
    ("RecipientAdd", Kind::Join),
    ("UserJoin", Kind::Join),
    ("GuildMemberJoin", Kind::Join),
    ("RecipientRemove", Kind::Leave),
    ("ChannelNameChange", Kind::Rename),
];

/// Kinds of files by the ends of their names.
const FILES: &[(&[&str], Kind)] = &[
    (&["png", "jpg", "jpeg", "gif", "webp", "bmp", "svg", "heic"], Kind::Image),
    (&["mp4", "webm", "mov", "avi", "mkv"], Kind::Video),
    (&["mp3", "wav", "ogg", "flac", "m4a"], Kind::Voice),
];

/// The kind of a type. Those without a name yet are numbers, of which nothing is known.
pub fn kind(name: &str) -> Option<Kind> {
    let numbered = name.bytes().all(|b| b.is_ascii_digit());
    message::kind(TYPES, name).or((!numbered).then_some(Kind::System))
}

/// The kind of a file by its name.
pub fn of_file(name: &str) -> Kind {
    let end = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default();
    let known = FILES.iter().find(|(ends, _)| ends.contains(&end.as_str()));
    known.map_or(Kind::File, |(_, kind)| *kind)
}

/// The kinds that can be told. A channel of a server does not say who leaves it.
pub fn carried() -> u32 {
    let told =
        TYPES.iter().filter(|(_, kind)| *kind != Kind::Leave).fold(0, |mask, (_, kind)| mask | kind.bit());
    use Kind::*;
    told | supplies::kinds(&[Image, Video, Voice, File, Link, Sticker, ChatRecord, Other, System])
}
