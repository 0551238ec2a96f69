//! What an undetermined verdict lacks, in words.

use super::{chinese, english};
use crate::diag::Lang;
use crate::eval::Blame;

/// The reason in words.
pub fn blame(blame: Blame, lang: Lang) -> String {
    let (en, zh) = match blame {
        Blame::Field(attr) => (
            format!("the log cannot tell `{}`", english(attr)),
            format!("消息记录无法提供“{}”", chinese(attr)),
        ),
        Blame::Roster => ("nobody's roles are known".into(), "人员角色未知".into()),
        Blame::Registry => ("the group is in no registry".into(), "群未登记".into()),
        Blame::Calendar(0) => ("the policy names no calendar".into(), "策略未指定日历".into()),
        Blame::Calendar(year) => {
            (format!("the days off of {year} are not published"), format!("{year} 年的放假安排未公布"))
        }
        Blame::Start => ("the log begins too late".into(), "消息记录开始得太晚".into()),
        Blame::Precision => ("the log's times are too coarse".into(), "消息时间不够精确".into()),
        Blame::Nickname => {
            ("people known by nickname only cannot be joined".into(), "仅有昵称的人无法跨来源对应".into())
        }
    };
    match lang {
        Lang::En => en,
        Lang::Zh => zh,
    }
}
