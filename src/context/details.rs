//! Details of groups as chat systems give them, read as a registry: JSON, told by content.
//!
//! * WeCom's answers to `externalcontact/groupchat/get` (`group_chat`), `appchat/get` (`chat_info`) and
//!   `msgaudit/groupchat/get` (`roomname`, with the `roomid` that was asked for put beside it), as the
//!   interfaces are documented at developer.work.weixin.qq.com;
//! * ChatLab files (`meta` and `members`), documents or JSON lines.
//!
//! Several may stand in one file, in an array or one after the other.

use serde::Deserialize;
use serde_json::Value;

use crate::diag::codes::inputs::BAD_DETAILS;
use crate::diag::{Both, Diagnostic, Problems};
use crate::model::{Directory, GroupId};
use crate::source::{FileId, Span};

/// The parts of an answer that tell of a group; all others, such as messages, are passed over.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Answer {
    errcode: Value,
    errmsg: Value,
    group_chat: Value,
    chat_info: Value,
    roomid: Value,
    roomname: Value,
    room_create_time: Value,
    creator: Value,
    meta: Value,
    members: Value,
    _type: Value,
    #[serde(rename = "platformId")]
    platform_id: Value,
    #[serde(rename = "accountName")]
    account_name: Value,
    #[serde(rename = "groupNickname")]
    group_nickname: Value,
}

/// What an answer says of one group: values as they stand there.
struct Details<'a> {
    id: &'a Value,
    name: &'a Value,
    owner: &'a Value,
    created: &'a Value,
    members: &'a Value,
}

/// Reads details of groups into the directory; false if the text holds none, whatever else it is.
pub fn load(text: &str, file: FileId, directory: &mut Directory, problems: &mut Problems) -> bool {
    let json: String = text.split_inclusive('\n').filter(|line| !line.starts_with('#')).collect();
    let json = json.trim_start_matches('\u{feff}').trim_start();
    let answers: Box<dyn Iterator<Item = serde_json::Result<Answer>>> = match json.chars().next() {
        Some('{') => Box::new(serde_json::Deserializer::from_str(json).into_iter()),
        Some('[') => match serde_json::from_str::<Vec<Answer>>(json) {
            Ok(answers) => Box::new(answers.into_iter().map(Ok)),
            Err(_) => return false,
        },
        _ => return false,
    };
    let mut reader = Reader { file, directory, problems, group: None };
    for (index, answer) in answers.enumerate() {
        match answer {
            Ok(answer) if index == 0 && !answer.is_known() => return false,
            Ok(answer) => reader.answer(&answer),
            Err(_) if index == 0 => return false,
            Err(error) => {
                reader.bad(error.to_string().into());
                break;
            }
        }
    }
    true
}

impl Answer {
    fn is_known(&self) -> bool {
        [&self.group_chat, &self.chat_info, &self.roomname, &self.meta, &self.errcode]
            .iter()
            .any(|v| !v.is_null())
    }
}

struct Reader<'a> {
    file: FileId,
    directory: &'a mut Directory,
    problems: &'a mut Problems,
    /// The group of the header, for members on lines of their own.
    group: Option<GroupId>,
}

impl Reader<'_> {
    fn answer(&mut self, answer: &Answer) {
        let nothing = &Value::Null;
        if let (chat @ Value::Object(_), _) | (_, chat @ Value::Object(_)) =
            (&answer.group_chat, &answer.chat_info)
        {
            let or = |a: &str, b: &str| chat.get(a).or_else(|| chat.get(b)).unwrap_or(nothing).clone();
            let (id, members) = (or("chat_id", "chatid"), or("member_list", "userlist"));
            let of = |key: &str| chat.get(key).unwrap_or(nothing);
            let (name, owner, created) = (of("name"), of("owner"), of("create_time"));
            self.group(&Details { id: &id, name, owner, created, members: &members });
        } else if answer.meta.is_object() {
            let of = |key: &str| answer.meta.get(key).unwrap_or(nothing);
            let id = answer.meta.get("groupId").unwrap_or(of("name"));
            let owner = if of("type") == "group" { of("ownerId") } else { nothing };
            let members = &answer.members;
            self.group(&Details { id, name: of("name"), owner, created: nothing, members });
        } else if !answer.roomname.is_null() {
            self.group(&Details {
                id: &answer.roomid,
                name: &answer.roomname,
                owner: &answer.creator,
                created: &answer.room_create_time,
                members: &answer.members,
            });
        } else if let (Some(group), Some(id)) = (self.group, text(&answer.platform_id)) {
            self.member(group, &id, [&answer.account_name, &answer.group_nickname]);
        } else if answer.errcode.as_i64().is_some_and(|code| code != 0) {
            let said = text(&answer.errmsg).unwrap_or_default().replace('`', "'");
            let (en, zh) =
                (format!("the answer is an error, `{said}`"), format!("接口返回的是错误 `{said}`"));
            self.bad(Both { en, zh });
        }
    }

    fn group(&mut self, details: &Details) {
        let Some(id) = text(details.id) else {
            return self.bad(("no id says which group it is", "没有编号说明是哪个群").into());
        };
        let group = self.directory.group(&id);
        let owner = text(details.owner).map(|owner| self.directory.person(&owner));
        let known = self.directory.group_mut(group);
        known.known = true;
        known.name = text(details.name).unwrap_or(id).into();
        known.owner = owner;
        known.created = details.created.as_i64().filter(|&seconds| seconds > 0).map(|seconds| seconds * 1000);
        known.members.clear();
        known.size = None;
        self.group = Some(group);
        for member in details.members.as_array().into_iter().flatten() {
            let of = |key: &str| member.get(key).unwrap_or(&Value::Null);
            let ids = [member, of("userid"), of("memberid"), of("platformId")];
            if let Some(id) = ids.into_iter().find_map(text) {
                self.member(
                    group,
                    &id,
                    [of("accountName"), of("name"), of("groupNickname"), of("group_nickname")],
                );
            }
        }
    }

    /// A member with their names, the one that the group uses last.
    fn member<const N: usize>(&mut self, group: GroupId, id: &str, names: [&Value; N]) {
        let person = self.directory.person(id);
        for name in names.into_iter().filter_map(text) {
            self.directory.add_name(&name, person);
            if !self.directory.get_person(person).known {
                self.directory.person_mut(person).name = name.into();
            }
        }
        let known = self.directory.group_mut(group);
        if !known.members.contains(&person) {
            known.members.push(person);
            known.size = Some(known.members.len() as i64);
        }
    }

    fn bad(&mut self, reason: Both) {
        self.problems.push(Diagnostic::at(BAD_DETAILS, Span::new(self.file, 0, 0)).arg("reason", reason));
    }
}

/// Text that is not empty, or a number.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
