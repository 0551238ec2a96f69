//! What WhatsApp's client writes itself: names of files, and what happens in a group.

use super::super::wechat::sentences::Sentence;
use super::when::is_mark;
use crate::model::Kind;

/// What happens in a group, in the words of the client.
pub const SENTENCES: &[Sentence] = &[
    (Kind::Join, "{by} added {of}"),
    (Kind::Join, "{of} joined using this group's invite link"),
    (Kind::Join, "{of} joined using a group link"),
    (Kind::Join, "{of} was added"),
    (Kind::Join, "{by}添加了{of}"),
    (Kind::Join, "{of}使用此群组的邀请链接加入群组"),
    (Kind::Join, "{of}通过邀请链接加入群组"),
    (Kind::Join, "{of}加入群组"),
    (Kind::Leave, "{by} removed {of}"),
    (Kind::Leave, "{of} left the group"),
    (Kind::Leave, "{of} left"),
    (Kind::Leave, "{of} was removed"),
    (Kind::Leave, "{by}移除了{of}"),
    (Kind::Leave, "{of}退出了群组"),
    (Kind::Leave, "{of}退出群组"),
    (Kind::Rename, "{by} changed the subject from {from} to {to}"),
    (Kind::Rename, "{by} changed the subject to {to}"),
    (Kind::Rename, "{by} changed the group name from {from} to {to}"),
    (Kind::Rename, "{by} changed the group name to {to}"),
    (Kind::Rename, "{by}将群组名称从{from}更改为{to}"),
    (Kind::Rename, "{by}将群组名称更改为{to}"),
    (Kind::Rename, "{by}更改了本群组的名称{to}"),
];

/// Words before a colon that is not that behind a sender.
const NO_SENDER: &[&str] =
    &[" changed the ", " created group ", "将群组名称", "更改了本群组", "端到端加密", "end-to-end encrypted"];

/// Sender and text of what stands behind the time.
pub fn split(rest: &str) -> (Option<&str>, &str) {
    let colon = |at: &usize| rest.as_bytes().get(at + 1) == Some(&b' ');
    let colon = memchr::memchr_iter(b':', rest.as_bytes()).find(colon);
    let (name, text) = match colon
        .and_then(|at| Some((rest.get(..at)?, rest.get(at + 2..)?)))
        .or_else(|| Some((rest.strip_suffix(':')?, "")))
    {
        Some(parts) => parts,
        None => return (None, rest),
    };
    // `~` stands before names that are not in the phone's contacts.
    let name = name.trim_matches(|c| is_mark(c) || c == '~' || c.is_whitespace());
    let sender = !name.is_empty() && !NO_SENDER.iter().any(|words| name.contains(words));
    if sender { (Some(name), text) } else { (None, rest) }
}

/// The chat in the name of a file: `WhatsApp Chat with 某群`, `与某群的 WhatsApp 聊天`.
pub fn chat(file: &str) -> Option<&str> {
    let english = ["WhatsApp Chat with ", "WhatsApp Chat - "];
    let chinese = || file.strip_prefix('与')?.strip_suffix("WhatsApp 聊天")?.trim_end().strip_suffix('的');
    let name = english.iter().find_map(|start| file.strip_prefix(start)).or_else(chinese)?;
    Some(name.trim_matches(['“', '”', '"', ' '])).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn senders() {
        assert_eq!(split("何芳: 收到: 好"), (Some("何芳"), "收到: 好"));
        assert_eq!(split("~\u{202f}何芳:"), (Some("何芳"), ""));
        assert_eq!(split("何芳 left").0, None);
        assert_eq!(split("何芳 changed the subject from “a: b” to “c”").0, None);
    }

    #[test]
    fn files_are_named_after_chats() {
        assert_eq!(chat("WhatsApp Chat with 防汛群"), Some("防汛群"));
        assert_eq!(chat("与“防汛群”的 WhatsApp 聊天"), Some("防汛群"));
        assert_eq!(chat("_chat"), None);
    }
}
