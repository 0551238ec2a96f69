//! Messages as lines of JSON.

use std::fmt::Write as _;

use crate::day::{DAY, date, epoch_millis};
use crate::groups::Groups;
use crate::message::{Kind, Mentions, Message};

/// How a log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Qungui's own.
    Native,
    /// WeCom's message archive, decrypted. Mentions and faces stand in the text, roles nowhere.
    Wecom,
}

/// Id of a group by number.
pub fn group_id(group: u32) -> String {
    format!("g{group:05}")
}

/// Id of a person by number.
pub fn person_id(person: u32) -> String {
    format!("u{person:06}")
}

/// Appends a message as a line.
pub fn write(number: u64, message: &Message, format: Format, out: &mut String) {
    // Writing to a string does not fail.
    let _ = match format {
        Format::Native => native(number, message, out),
        Format::Wecom => wecom(number, message, out),
    };
}

fn native(number: u64, message: &Message, out: &mut String) -> std::fmt::Result {
    let ((year, month, day), clock) = (date(message.time), message.time % DAY);
    write!(
        out,
        "{{\"id\":\"m{number:09}\",\"time\":\"{year}-{month:02}-{day:02}T{:02}:{:02}:{:02}+08:00\",\"group\":\"g{:05}\",",
        clock / 3600,
        clock / 60 % 60,
        clock % 60,
        message.group
    )?;
    match message.sender {
        Some(sender) => write!(out, "\"sender\":\"u{sender:06}\"")?,
        None => out.push_str("\"sender\":\"system\""),
    }
    write!(out, ",\"role\":\"{}\",\"kind\":\"{}\",\"text\":", message.role.name(), message.kind.name())?;
    quoted(&message.text, out);
    match message.mentions {
        Mentions::Nobody => out.push_str(",\"mentions\":[]"),
        Mentions::Everyone => out.push_str(",\"mentions\":[\"all\"]"),
        Mentions::One(who) => write!(out, ",\"mentions\":[\"u{who:06}\"]")?,
    }
    out.push_str(",\"emoji\":[");
    for (i, face) in message.emoji.iter().enumerate() {
        write!(out, "{}\"{face}\"", if i == 0 { "" } else { "," })?;
    }
    out.push_str("]}\n");
    Ok(())
}

fn wecom(number: u64, message: &Message, out: &mut String) -> std::fmt::Result {
    let time = epoch_millis(message.time);
    write!(out, "{{\"msgid\":\"m{number:09}\",\"action\":\"send\",\"from\":\"")?;
    match message.sender {
        Some(sender) => write!(out, "u{sender:06}")?,
        None => out.push_str("system"),
    }
    // An archive lists every member; few are the harder case, since a list is skipped faster than the rest is read.
    write!(
        out,
        "\",\"tolist\":[\"u{:06}\",\"u{:06}\"],",
        message.group * 7 % 1000,
        message.group * 11 % 1000
    )?;
    write!(out, "\"roomid\":\"g{:05}\",\"msgtime\":{time},\"msgtype\":", message.group)?;
    payload(message, out)?;
    out.push_str("}\n");
    Ok(())
}

fn payload(message: &Message, out: &mut String) -> std::fmt::Result {
    let hash = u128::from(message.time) * 0x9e37_79b9_7f4a_7c15_f39c_c060;
    let mut value = |name: &str, rest: &str, text: &str, end: &str| {
        out.push_str(name);
        out.push_str(rest);
        quoted(text, out);
        out.push_str(end);
    };
    match message.kind {
        Kind::Text => value("\"text\",", "\"text\":{\"content\":", &content(message), "}"),
        Kind::Link => {
            value("\"link\",", "\"link\":{\"title\":", &message.text, ",\"link_url\":\"https://a.example/\"}")
        }
        Kind::File => value("\"file\",", "\"file\":{\"filename\":", &message.text, ",\"filesize\":18181}"),
        Kind::RedPacket => value(
            "\"redpacket\",",
            "\"redpacket\":{\"type\":1,\"wish\":",
            &message.text,
            ",\"totalcnt\":10,\"totalamount\":888}",
        ),
        Kind::Location => value(
            "\"location\",",
            "\"location\":{\"longitude\":105.5,\"latitude\":39.6,\"address\":",
            &message.text,
            "}",
        ),
        Kind::Image => write!(out, "\"image\",\"image\":{{\"md5sum\":\"{hash:032x}\",\"filesize\":70961}}")?,
        Kind::Sticker => write!(
            out,
            "\"emotion\",\"emotion\":{{\"type\":1,\"md5sum\":\"{hash:032x}\",\"imagesize\":4961}}"
        )?,
        Kind::Voice => write!(
            out,
            "\"voice\",\"voice\":{{\"md5sum\":\"{hash:032x}\",\"voice_size\":6810,\"play_length\":10}}"
        )?,
        Kind::Video => write!(
            out,
            "\"video\",\"video\":{{\"md5sum\":\"{hash:032x}\",\"filesize\":15169724,\"play_length\":108}}"
        )?,
        Kind::System => out.push_str("\"agree\",\"agree\":{\"userid\":\"system\"}"),
    }
    Ok(())
}

/// The text as a member sees it.
fn content(message: &Message) -> String {
    let mut text = match message.mentions {
        Mentions::Nobody => String::new(),
        Mentions::Everyone => "@所有人 ".to_string(),
        Mentions::One(who) => format!("@u{who:06} "),
    };
    text.push_str(&message.text);
    message.emoji.iter().for_each(|face| text.extend(["[", face, "]"]));
    text
}

fn quoted(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            other => out.push(other),
        }
    }
    out.push('"');
}

/// A roster, in which whoever leads some group is a leader everywhere: for logs that record no roles.
pub fn roster(groups: &Groups) -> String {
    let leader = |who: u32| format!("  - {{id: {0}, name: {0}, roles: [leader]}}\n", person_id(who));
    let people: String = groups.all_leaders().into_iter().map(leader).collect();
    format!("people:\n{people}")
}
