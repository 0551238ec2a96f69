//! The sentences in which clients tell of joins, leaves, renames, recalls and pokes.
//!
//! The Chinese ones are the templates that stand in the databases (`internal/model/message.go` of sjzar/chatlog
//! quotes them); the English ones are what the client shows in that language.

use crate::model::Kind;

/// A sentence and what it tells.
pub type Sentence = (Kind, &'static str);

/// `{by}`: who did it; `{of}`: whom it was done to, or who came or went by themselves; `{to}`: the new name.
/// The first one that fits counts, so the longer forms stand first.
const SENTENCES: &[Sentence] = &[
    (Kind::Join, "{by}邀请{of}加入了群聊"),
    (Kind::Join, "{of}通过扫描{by}分享的二维码加入群聊"),
    (Kind::Join, "{of}通过{by}的邀请二维码加入群聊"),
    (Kind::Join, "{of}加入了群聊"),
    (Kind::Join, "{by} invited {of} to the group chat"),
    (Kind::Join, "{of} joined the group chat via the QR Code shared by {by}"),
    (Kind::Join, "{of} joined group chat via the QR code shared by {by}"),
    (Kind::Join, "{of} joined the group chat"),
    (Kind::Leave, "{by}将{of}移出了群聊"),
    (Kind::Leave, "{of}被{by}移出群聊"),
    (Kind::Leave, "{of}退出了群聊"),
    (Kind::Leave, "{of}退出群聊"),
    (Kind::Leave, "{by} removed {of} from the group chat"),
    (Kind::Leave, "{of} left the group chat"),
    (Kind::Rename, "{by}修改群名为{to}"),
    (Kind::Rename, "{by} changed the group name to {to}"),
    (Kind::Recall, "{by}撤回了一条消息"),
    (Kind::Recall, "{by}撤回一条消息"),
    (Kind::Recall, "{by} has recalled a message"),
    (Kind::Recall, "{by} recalled a message"),
    (Kind::Poke, "{by}拍了拍{of}"),
    (Kind::Poke, "{by} tickled {of}"),
];

/// What a sentence tells, with the words that stand for people, without their quotation marks.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Told<'t> {
    /// Who did it.
    pub by: Option<&'t str>,
    /// Whom it was done to.
    pub of: Option<&'t str>,
}

/// The first sentence that fits. `None`: it tells of something else.
pub fn read(text: &str) -> Option<(Kind, Told<'_>)> {
    among(SENTENCES, text)
}

/// The first of some sentences that fits.
pub fn among<'t>(sentences: &[Sentence], text: &'t str) -> Option<(Kind, Told<'t>)> {
    let text = text.trim().trim_end_matches(['。', '.']);
    sentences.iter().find_map(|(kind, sentence)| Some((*kind, told(sentence, text)?)))
}

/// Lays a sentence over a text: every word of the sentence must stand there in order, and it must begin and
/// end like the sentence.
fn told<'t>(sentence: &str, text: &'t str) -> Option<Told<'t>> {
    let mut told = Told::default();
    let mut rest = text;
    let mut holes = sentence.split('{').skip(1).peekable();
    while let Some(hole) = holes.next() {
        let (name, words) = hole.split_once('}')?;
        let end = match (words.is_empty(), holes.peek().is_none()) {
            (true, _) => rest.len(),
            (false, true) => rest.len().checked_sub(words.len()).filter(|_| rest.ends_with(words))?,
            (false, false) => rest.find(words)?,
        };
        let words = end + words.len();
        match name {
            "by" => told.by = name_in(&rest[..end])?.into(),
            "of" => told.of = name_in(&rest[..end])?.into(),
            _ => {}
        }
        rest = rest.get(words..)?;
    }
    Some(told)
}

/// A name without its quotation marks; `None` if there is none.
fn name_in(text: &str) -> Option<&str> {
    let name = text.trim().trim_matches(['"', '“', '”', '「', '」']).trim();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_reads_itself() {
        for (kind, sentence) in SENTENCES {
            let text =
                sentence.replace("{by}", "\"甲\"").replace("{of}", "“乙、丙”").replace("{to}", "“新群”");
            let by = sentence.contains("{by}").then_some("甲");
            let of = sentence.contains("{of}").then_some("乙、丙");
            assert_eq!(read(&text), Some((*kind, Told { by, of })), "{text}");
        }
    }

    #[test]
    fn other_sentences_tell_nothing() {
        for text in ["甲领取了你的红包", "", "加入了群聊", "以上是打招呼的内容"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
