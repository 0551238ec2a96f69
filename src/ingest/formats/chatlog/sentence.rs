//! System sentences with the people in them as chatlog writes them: `昵称(wxid)`, and in pokes `${wxid}`.

use super::super::wechat::system::{Party, System, system};
use crate::ingest::Reason;

/// Reads a sentence and tells ids from names.
pub fn read(content: &str) -> Result<System, Reason> {
    let mut told = system(content)?;
    told.actor.iter_mut().chain(&mut told.subjects).for_each(identify);
    Ok(told)
}

fn identify(party: &mut Party) {
    if let Some(id) = party.name.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')) {
        *party = Party { id: Some(id.into()), name: String::new() };
        return;
    }
    let parts = party.name.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    if let Some((name, id)) = parts.filter(|(_, id)| is_account(id)) {
        *party = Party { id: Some(id.into()), name: name.into() };
    }
}

/// Accounts are ASCII; what stands in brackets in a display name seldom is.
fn is_account(id: &str) -> bool {
    id.len() >= 6 && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'@'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Kind;

    #[test]
    fn people_by_id() {
        let told =
            read("\"王一(wxid_wang)\"邀请\"李四(wxid_li)、小赵(值班)\"加入了群聊").expect("plain text");
        assert_eq!(told.kind, Kind::Join);
        let wang = Party { id: Some("wxid_wang".into()), name: "王一".into() };
        assert_eq!(told.actor, Some(wang));
        let li = Party { id: Some("wxid_li".into()), name: "李四".into() };
        let zhao = Party { id: None, name: "小赵(值班)".into() };
        assert_eq!(told.subjects, [li, zhao]);
        let poke = read("\"${wxid_wang}\" 拍了拍 \"${wxid_li}\"").expect("plain text");
        assert_eq!(poke.actor.and_then(|party| party.id).as_deref(), Some("wxid_wang"));
    }
}
