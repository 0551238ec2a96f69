//! Media of a Telegram message.

use super::super::json::objects;
use super::super::json::text as member;
use super::super::message::{file_name, seconds};
use super::Raw;
use crate::ingest::draft::{Cx, Draft, decimal};
use crate::model::Kind;

/// The kind by what the message carries; text if nothing.
pub fn kind(raw: &Raw) -> Kind {
    match raw.media_type.some() {
        Some("sticker" | "animation") => return Kind::Sticker,
        Some("video_file" | "video_message") => return Kind::Video,
        Some("voice_message") => return Kind::Voice,
        Some(_) => return Kind::File,
        None => {}
    }
    let mime = raw.mime_type.some().and_then(|mime| mime.split('/').next());
    match raw.file.some() {
        Some(_) if mime == Some("image") => Kind::Image,
        Some(_) => Kind::File,
        None if raw.photo.is_some() => Kind::Image,
        None if raw.contact_information.is_some() => Kind::Card,
        None if raw.location_information.is_some() || raw.place_name.some().is_some() => Kind::Location,
        None if raw.poll.is_some() => Kind::Vote,
        None => Kind::Text,
    }
}

/// Fills in what belongs to it. Files may not have been exported: their paths are then a remark in brackets.
pub fn read(raw: &Raw, draft: &mut Draft, cx: &mut Cx) {
    match draft.row.kind {
        Kind::File => {
            let path = raw.file.some().filter(|path| !path.starts_with('('));
            let name = raw.file_name.some().or_else(|| path.and_then(file_name));
            draft.extra().file_name = name.map(Into::into);
            draft.extra().file_size = raw.file_size.some().and_then(decimal);
        }
        Kind::Voice | Kind::Video => {
            draft.extra().duration = raw.duration_seconds.some().and_then(seconds);
        }
        Kind::Location => lines([raw.place_name.some(), raw.address.some()], draft, cx),
        Kind::Vote => {
            let Some(poll) = &raw.poll else { return };
            let options = objects(poll, "answers").filter_map(|answer| member(answer, "text"));
            let all: Vec<_> = member(poll, "question").into_iter().chain(options).collect();
            lines(all.iter().map(|line| Some(line.as_ref())), draft, cx);
        }
        _ => {}
    }
}

fn lines<'t>(parts: impl IntoIterator<Item = Option<&'t str>>, draft: &mut Draft, cx: &mut Cx) {
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    if !parts.is_empty() {
        draft.text(&parts.join("\n"), cx.batch);
    }
}
