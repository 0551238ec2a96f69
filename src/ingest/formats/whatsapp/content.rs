//! What WhatsApp writes in place of a message that is no text: `<Media omitted>`, `图像已省略`, `a.jpg (file attached)`.

use crate::ingest::draft::Draft;
use crate::model::Kind;

/// Files by what their names end with.
const FILES: &[(&[&str], Kind)] = &[
    (&["jpg", "jpeg", "png", "heic"], Kind::Image),
    (&["webp"], Kind::Sticker),
    (&["mp4", "mov", "3gp"], Kind::Video),
    (&["opus", "m4a", "aac", "ogg", "amr", "mp3"], Kind::Voice),
    (&["vcf"], Kind::Card),
];

/// Words for what was left out of the export, behind which clients put that it was.
const THINGS: &[(&[&str], Kind)] = &[
    (&["image", "图像", "图片", "照片", "圖片"], Kind::Image),
    (&["sticker", "gif", "贴图", "貼圖", "动图"], Kind::Sticker),
    (&["video", "视频", "視訊", "影片"], Kind::Video),
    (&["audio", "语音", "音频", "語音", "音訊"], Kind::Voice),
    (&["contact card", "名片", "联系人"], Kind::Card),
    (&["document", "文档", "文件"], Kind::File),
];
const OMITTED: &[&str] = &["omitted", "省略", "忽略", "略去"];
const DELETED: &[&str] = &[
    "this message was deleted",
    "you deleted this message",
    "此消息已删除",
    "这条消息已删除",
    "您已删除此消息",
    "您已删除这条消息",
    "此訊息已刪除",
];

/// No word for a message that was deleted is longer, in bytes.
const SHORT: usize = 32;

/// Puts in what the text stands for; false if it is just text. `own`: the client wrote it, by its mark.
pub fn put(text: &str, own: bool, draft: &mut Draft) -> bool {
    let line = text.trim().trim_end_matches(['.', '。']);
    // What the client writes in a message's place is short.
    let small =
        if own || line.len() <= SHORT || line.starts_with('<') { line.to_lowercase() } else { String::new() };
    if DELETED.contains(&small.as_str()) {
        draft.row.kind = Kind::Other;
        draft.row.recalled = true;
        return true;
    }
    if let Some(name) = attached(line) {
        draft.row.kind = file(name);
        draft.extra().file_name = Some(name.into());
        return true;
    }
    if omitted(&small, own) {
        draft.row.kind = THINGS
            .iter()
            .find(|(words, _)| own && words.iter().any(|word| small.contains(word)))
            .map_or(Kind::Other, |(_, kind)| *kind);
        return true;
    }
    let starts = |words: &[&str]| words.iter().any(|word| line.starts_with(word));
    if starts(&["location: https://", "Location: https://", "位置: https://", "位置：https://"]) {
        draft.row.kind = Kind::Location;
    } else if own && starts(&["POLL:", "投票：", "投票:"]) || starts(&["POLL:\n"]) {
        draft.row.kind = Kind::Vote;
    }
    draft.row.kind != Kind::Text
}

/// `<Media omitted>`, or with the client's mark `image omitted`.
fn omitted(small: &str, own: bool) -> bool {
    let inner = small.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    let words = inner.or(Some(small).filter(|_| own && small.chars().count() <= 40));
    words.is_some_and(|words| OMITTED.iter().any(|word| words.contains(word)))
}

/// The file of `IMG-1.jpg (file attached)`, or of `<attached: 1-PHOTO.jpg>`.
fn attached(line: &str) -> Option<&str> {
    let line = line.lines().next()?.trim();
    let behind = [" (file attached)", " (文件附件)", "（文件附件）", " (附件)"];
    if let Some(name) = behind.iter().find_map(|words| line.strip_suffix(words)) {
        return Some(name);
    }
    let inner = line.strip_prefix('<')?.strip_suffix('>')?;
    let before = ["attached:", "附件：", "附件:", "已附加:", "已附加："];
    before.iter().find_map(|words| inner.strip_prefix(words)).map(str::trim)
}

fn file(name: &str) -> Kind {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    let known = FILES.iter().find(|(extensions, _)| extensions.contains(&extension.as_str()));
    known.map_or(Kind::File, |(_, kind)| *kind)
}
