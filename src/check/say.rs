//! Types and anchors in words.

use super::operand::{Operand, Unit};
use super::rule::{Anchor, Unit as Calendar};
use crate::diag::Both;
use crate::fields::{Field, Type};

/// A field's type in words.
pub(super) fn type_name(kind: Type) -> Both {
    match kind {
        Type::Text => ("text", "文本"),
        Type::Texts => ("a list of texts", "文本列表"),
        Type::Number => ("a number", "数字"),
        Type::Money => ("money", "金额"),
        Type::Duration => ("a length of time", "一段时间"),
        Type::Time => ("an instant", "时间点"),
        Type::Date => ("a date", "日期"),
        Type::Clock => ("a time of day", "时刻"),
        Type::Weekday => ("a weekday", "星期几"),
        Type::Flag => ("a yes-or-no", "是非"),
        Type::Kind => ("a kind of message", "消息类型"),
        Type::Person => ("a person", "人"),
        Type::People => ("a list of people", "人员列表"),
        Type::Group => ("a group", "群"),
        Type::Message => ("a message", "消息"),
    }
    .into()
}

/// A number's unit in words.
pub(super) fn unit_name(unit: Unit) -> Both {
    match unit {
        Unit::Plain => ("a number", "数字"),
        Unit::Percent => ("a percentage", "百分比"),
        Unit::Money => ("money", "金额"),
        Unit::Duration => ("a length of time", "一段时间"),
        Unit::Time => ("an instant", "时间点"),
        Unit::Date => ("a date", "日期"),
        Unit::Clock => ("a time of day", "时刻"),
        Unit::Weekday => ("a weekday", "星期几"),
    }
    .into()
}

/// What an operand is, in words.
pub(super) fn sort(operand: &Operand) -> Both {
    match operand {
        Operand::Error => ("unreadable", "无法读取").into(),
        Operand::Field { field, .. } => type_name(field.value_type()),
        Operand::Number { unit, .. } => unit_name(*unit),
        Operand::Work(_) => ("a length of working time", "一段工作时间").into(),
        Operand::Text { .. } => ("text", "文本").into(),
        Operand::Words { .. } => ("a list of phrases", "短语名单").into(),
        Operand::Pattern(..) => ("a pattern", "正则表达式").into(),
        Operand::Kind(_) => ("a kind of message", "消息类型").into(),
        Operand::Role(_) => ("a role", "角色").into(),
        Operand::Hours(_) => ("named hours", "时段").into(),
        Operand::Range(..) => ("a range", "范围").into(),
        Operand::Items(_) => ("a list", "列表").into(),
        Operand::Condition => ("a condition", "条件").into(),
    }
}

/// What a rule judges, in words.
pub(super) fn anchor_name(anchor: &Anchor) -> Both {
    match anchor {
        Anchor::Message => ("messages", "消息"),
        Anchor::Event => ("events", "事件"),
        Anchor::Mention => ("mentions", "提及"),
        Anchor::Calendar(Calendar::Hour) => ("hours", "每小时"),
        Anchor::Calendar(Calendar::Day) => ("days", "每日"),
        Anchor::Calendar(Calendar::Week) => ("weeks", "每周"),
        Anchor::Calendar(Calendar::Month) => ("months", "每月"),
        Anchor::Session { .. } => ("sessions", "会话"),
        Anchor::Group => ("groups", "群"),
        Anchor::Member => ("members", "成员"),
    }
    .into()
}

/// A field's name in both languages.
pub(super) fn field_name(field: Field) -> Both {
    Both { en: field.english(), zh: field.chinese() }
}
