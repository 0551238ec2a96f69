//! System messages (types 10000 and 10002): XML with a template, or a plain sentence.

use std::collections::HashMap;

use super::sentences;
use super::xml::walk;
use crate::ingest::Reason;
use crate::model::Kind;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct System {
    /// Join, leave, rename, recall, poke, or `System`: something else.
    pub kind: Kind,
    /// What a reader sees, without markup.
    pub text: String,
    /// Who did it: of a join the inviter, of a recall or rename whoever did it.
    pub actor: Option<Party>,
    /// Who joined, left, was removed or poked.
    pub subjects: Vec<Party>,
    /// Server id of the recalled message.
    pub recalls: Option<String>,
}

/// Somebody in a system message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Party {
    /// Id, if the message has it.
    pub id: Option<String>,
    /// Display name; empty if the message has only the id.
    pub name: String,
}

impl Party {
    /// True for 你 and 我: whoever owns the database or export.
    pub fn is_owner(&self) -> bool {
        self.id.is_none() && matches!(self.name.as_str(), "你" | "我" | "You" | "you" | "I")
    }

    fn named(name: &str) -> Self {
        Party { id: None, name: name.into() }
    }
}

/// Reads a system message. XML that is broken is a reason; text of any kind is not.
pub fn system(text: &str) -> Result<System, Reason> {
    let text = text.trim();
    if !["<sysmsg", "<revokemsg", "<?xml"].iter().any(|start| text.starts_with(start)) {
        return Ok(plain(&without_tags(text)));
    }
    let mut parts = Parts::default();
    walk(text, &mut |path, text| parts.element(path, text))?;
    Ok(parts.settle())
}

/// A sentence with names in it.
fn plain(text: &str) -> System {
    settle(text, sentences::read(text))
}

/// What one of some sentences tells, if it does.
pub fn told(sentences: &[sentences::Sentence], text: &str) -> System {
    settle(text, sentences::among(sentences, text))
}

fn settle(text: &str, told: Option<(Kind, sentences::Told)>) -> System {
    let (kind, told) = told.unwrap_or((Kind::System, sentences::Told::default()));
    let names = told.of.into_iter().flat_map(|names| names.split('、'));
    let names = names.flat_map(|names| names.split(", ")).flat_map(|names| names.split(" and "));
    let subjects = names.map(|name| Party::named(name.trim().trim_matches('"'))).collect();
    System { kind, text: text.into(), actor: told.by.map(Party::named), subjects, recalls: None }
}

/// Red-packet receipts and the like hold single tags (`<img src="…"/> 甲领取了你的<_wc_custom_link_ …>红包</…>`).
fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let tag = rest[start + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '_'));
        let Some(end) = rest[start..].find('>').filter(|_| tag) else {
            out.push_str(&rest[..=start]);
            rest = &rest[start + 1..];
            continue;
        };
        out.push_str(&rest[..start]);
        rest = &rest[start + end + 1..];
    }
    out.push_str(rest);
    out.trim().to_string()
}

/// What the XML holds.
#[derive(Default)]
struct Parts {
    /// `type` of `sysmsg`.
    kind: String,
    template: Option<String>,
    sentence: Option<String>,
    recalled: Option<String>,
    poker: Option<String>,
    poked: Option<String>,
    link: String,
    links: HashMap<String, Link>,
}

/// What a placeholder of a template stands for.
#[derive(Default)]
struct Link {
    people: Vec<Party>,
    plain: Option<String>,
    separator: Option<String>,
}

impl Parts {
    fn element(&mut self, path: &[&str], text: &str) {
        let own = || Some(text.to_string());
        match path {
            ["sysmsg", "type"] => self.kind = text.into(),
            [.., "content_template", "template"] => self.template = own(),
            [.., "revokemsg", "newmsgid"] => self.recalled = own(),
            [.., "revokemsg", "replacemsg" | "content"] | ["revokemsg"] | [_, "revokemsg"] => {
                self.sentence = own();
            }
            [.., "pat", "fromusername"] => self.poker = own(),
            [.., "pat", "pattedusername"] => self.poked = own(),
            [.., "pat", "template"] => self.sentence = own(),
            [.., "delchatroommember", "plain" | "text"] => self.sentence = own(),
            [.., "link_list", "link", "name"] => {
                self.link = text.into();
                self.links.entry(text.into()).or_default();
            }
            _ => self.link_element(path, text),
        }
    }

    /// An element of the link that is being read; its `name` stands before, as an attribute.
    fn link_element(&mut self, path: &[&str], text: &str) {
        let Some(link) = self.links.get_mut(&self.link) else { return };
        match path {
            [.., "link", "memberlist", "member", "username"] => {
                link.people.push(Party { id: Some(text.into()), name: String::new() });
            }
            [.., "link", "memberlist", "member", "nickname"] => match link.people.last_mut() {
                Some(last) if last.name.is_empty() => last.name = text.into(),
                _ => link.people.push(Party::named(text)),
            },
            [.., "link", "plain"] => link.plain = Some(text.into()),
            [.., "link", "separator"] => link.separator = Some(text.into()),
            _ => {}
        }
    }

    fn settle(self) -> System {
        if let Some(template) = &self.template {
            return self.templated(template);
        }
        let text = self.sentence.clone().unwrap_or_default();
        let told = plain(&text);
        let party = |id: Option<String>| id.map(|id| Party { id: Some(id), name: String::new() });
        match self.kind.as_str() {
            "pat" => {
                let subjects = party(self.poked).into_iter().collect();
                System { kind: Kind::Poke, actor: party(self.poker), subjects, ..told }
            }
            "revokemsg" => System { kind: Kind::Recall, recalls: self.recalled, ..told },
            _ => told,
        }
    }

    /// The sentence is read before its placeholders are filled in, so that no display name can pretend.
    fn templated(&self, template: &str) -> System {
        let text = self.fill(template);
        let Some((kind, told)) = sentences::read(template) else {
            return System { kind: Kind::System, ..plain_system(text) };
        };
        let actor = told.by.and_then(|word| self.people(word).into_iter().next());
        let subjects = told.of.map(|words| self.people(words)).unwrap_or_default();
        System { kind, actor, subjects, ..plain_system(text) }
    }

    /// The people whom a word of the template stands for: a placeholder's, or the name that is written.
    fn people(&self, word: &str) -> Vec<Party> {
        let known = word.strip_prefix('$').and_then(|word| word.strip_suffix('$'));
        match known.and_then(|name| self.links.get(name)) {
            Some(link) => link.people.clone(),
            None => word.split('、').map(Party::named).collect(),
        }
    }

    fn fill(&self, template: &str) -> String {
        let mut out = String::new();
        for (index, part) in template.split('$').enumerate() {
            match self.links.get(part).filter(|_| index % 2 == 1) {
                Some(link) => out.push_str(&link.shown()),
                None => out.push_str(part),
            }
        }
        out
    }
}

impl Link {
    fn shown(&self) -> String {
        let separator = self.separator.as_deref().unwrap_or("、");
        let names: Vec<&str> = self.people.iter().map(|party| party.name.as_str()).collect();
        match &self.plain {
            Some(plain) if names.is_empty() => plain.clone(),
            _ => names.join(separator),
        }
    }
}

fn plain_system(text: String) -> System {
    System { kind: Kind::System, text, actor: None, subjects: Vec::new(), recalls: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> System {
        system(text).expect("whole XML")
    }

    fn party(id: &str, name: &str) -> Party {
        Party { id: Some(id.into()), name: name.into() }
    }

    fn template(sentence: &str) -> String {
        let member = |id: &str, name: &str| {
            format!("<member><username>{id}</username><nickname><![CDATA[{name}]]></nickname></member>")
        };
        let link = |name: &str, members: String| {
            format!(
                "<link name=\"{name}\" type=\"link_profile\"><memberlist>{members}</memberlist><separator>、</separator></link>"
            )
        };
        let inviter = link("username", member("wxid_a", "甲"));
        let invited = link("names", member("wxid_b", "乙") + &member("wxid_c", "\"丙\"退出了群聊"));
        format!(
            "<sysmsg type=\"sysmsgtemplate\"><sysmsgtemplate><content_template type=\"tmpl_type_profile\"><plain/>\
             <template><![CDATA[{sentence}]]></template><link_list>{inviter}{invited}</link_list>\
             </content_template></sysmsgtemplate></sysmsg>"
        )
    }

    #[test]
    fn a_template_gives_ids() {
        let join = read(&template("\"$username$\"邀请\"$names$\"加入了群聊"));
        assert_eq!(join.kind, Kind::Join);
        assert_eq!(join.text, "\"甲\"邀请\"乙、\"丙\"退出了群聊\"加入了群聊");
        assert_eq!(join.actor, Some(party("wxid_a", "甲")));
        assert_eq!(join.subjects, [party("wxid_b", "乙"), party("wxid_c", "\"丙\"退出了群聊")]);
        let own = read(&template("你将\"$names$\"移出了群聊"));
        assert_eq!((own.kind, own.subjects.len()), (Kind::Leave, 2));
        assert!(own.actor.is_some_and(|actor| actor.is_owner()));
        assert_eq!(read(&template("\"$names$\"说了些什么")).kind, Kind::System);
    }

    #[test]
    fn recalls() {
        let long = read(
            "<sysmsg type=\"revokemsg\"><revokemsg><newmsgid>645</newmsgid>\
             <replacemsg><![CDATA[\"张三\" 撤回了一条消息]]></replacemsg></revokemsg></sysmsg>",
        );
        assert_eq!((long.kind, long.recalls.as_deref()), (Kind::Recall, Some("645")));
        assert_eq!(long.actor, Some(Party::named("张三")));
        let old = read("<revokemsg>你撤回了一条消息</revokemsg>");
        assert_eq!((old.kind, old.recalls), (Kind::Recall, None));
        assert!(old.actor.is_some_and(|actor| actor.is_owner()));
    }

    #[test]
    fn pokes_and_removals() {
        let poke = read(
            "<sysmsg type=\"pat\"><pat><fromusername>a</fromusername><pattedusername>b</pattedusername>\
             <template><![CDATA[\"${a}\" 拍了拍 \"${b}\"]]></template></pat></sysmsg>",
        );
        assert_eq!(
            (poke.kind, poke.actor, poke.subjects),
            (Kind::Poke, Some(party("a", "")), vec![party("b", "")])
        );
        let gone = read(
            "<sysmsg type=\"delchatroommember\"><delchatroommember><plain>你将\"乙\"移出了群聊</plain></delchatroommember></sysmsg>",
        );
        assert_eq!((gone.kind, gone.subjects), (Kind::Leave, vec![Party::named("乙")]));
    }

    #[test]
    fn sentences_and_receipts() {
        let join = read("\"甲\"邀请\"乙、丙\"加入了群聊");
        assert_eq!((join.kind, join.subjects), (Kind::Join, vec![Party::named("乙"), Party::named("丙")]));
        let receipt = read(
            "<img src=\"SystemMessages_HongbaoIcon.png\"/> 甲领取了你的<_wc_custom_link_ color=\"#FD9931\">红包</_wc_custom_link_>",
        );
        assert_eq!((receipt.kind, receipt.text.as_str()), (Kind::System, "甲领取了你的红包"));
        assert_eq!(read("1 < 2").text, "1 < 2");
    }

    #[test]
    fn broken_xml_is_a_reason() {
        assert!(system("<sysmsg type=\"revokemsg\"><revokemsg>").is_err());
    }
}
