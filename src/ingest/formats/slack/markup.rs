//! Slack's markup in text: `<@U1>`, `<#C1|name>`, `<!channel>`, `<https://…|label>`, `&amp;`.

use std::collections::HashMap;

/// A text without markup, and what the markup said.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plain {
    /// As a person reads it.
    pub text: String,
    /// Ids of the people named, in order.
    pub people: Vec<String>,
    /// `<!channel>`, `<!here>` or `<!everyone>`.
    pub everyone: bool,
    /// The first link and its label.
    pub link: Option<(String, Option<String>)>,
    /// There is nothing but that link.
    pub only_link: bool,
}

/// Takes the markup out. Users show under their display names.
pub fn plain(raw: &str, users: &HashMap<String, String>) -> Plain {
    let mut plain = Plain::default();
    let mut rest = raw;
    while let Some(open) = rest.find('<') {
        plain.text.push_str(&unescape(&rest[..open]));
        rest = &rest[open..];
        let Some(close) = rest.find('>') else { break };
        mark(&rest[1..close], users, &mut plain);
        rest = &rest[close + 1..];
    }
    plain.text.push_str(&unescape(rest));
    let trimmed = raw.trim();
    plain.only_link =
        plain.link.is_some() && trimmed.starts_with("<http") && trimmed.find('>') == Some(trimmed.len() - 1);
    plain
}

fn mark(inner: &str, users: &HashMap<String, String>, plain: &mut Plain) {
    let (target, label) = match inner.split_once('|') {
        Some((target, label)) => (target, Some(unescape(label))),
        None => (inner, None),
    };
    if let Some(id) = target.strip_prefix('@') {
        let name = users.get(id).map(String::as_str).or(label.as_deref()).unwrap_or(id);
        plain.text.push('@');
        plain.text.push_str(name);
        plain.people.push(id.to_string());
    } else if let Some(id) = target.strip_prefix('#') {
        plain.text.push('#');
        plain.text.push_str(label.as_deref().unwrap_or(id));
    } else if let Some(command) = target.strip_prefix('!') {
        let command = command.split('^').next().unwrap_or(command);
        plain.everyone |= matches!(command, "channel" | "here" | "everyone" | "group");
        plain.text.push('@');
        plain.text.push_str(label.as_deref().map_or(command, |l| l.trim_start_matches('@')));
    } else {
        let url = unescape(target);
        plain.text.push_str(label.as_deref().unwrap_or(&url));
        if plain.link.is_none() {
            plain.link = Some((url, label));
        }
    }
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> Plain {
        plain(raw, &HashMap::from([("U1".to_string(), "wang".to_string())]))
    }

    #[test]
    fn people_channels_and_entities() {
        let read = read("<@U1> &amp; <@U2|li>: see <#C1|general> &lt;3 <!here|@here>");
        assert_eq!(read.text, "@wang & @li: see #general <3 @here");
        assert_eq!(read.people, ["U1", "U2"]);
        assert!(read.everyone);
        assert_eq!(read.link, None);
    }

    #[test]
    fn links() {
        let only = read("<https://a.example/?x=1&amp;y=2|label>");
        assert_eq!(only.link, Some(("https://a.example/?x=1&y=2".into(), Some("label".into()))));
        assert!(only.only_link);
        assert_eq!(only.text, "label");
        assert!(!read("see <https://a.example>").only_link);
        assert_eq!(read("a < b").text, "a < b");
    }
}
