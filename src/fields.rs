//! The fields that policies can read, in one table: names in both languages, types, and what they need.
//!
//! The reference, completion, "did you mean", type checking and capabilities all read [`TABLE`].

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// The type of a field's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Type {
    /// A string.
    Text,
    /// A list of strings.
    Texts,
    /// A plain number.
    Number,
    /// Money, in yuan.
    Money,
    /// A length of time, in milliseconds.
    Duration,
    /// An instant.
    Time,
    /// A calendar date, as days since 1970-01-01.
    Date,
    /// A time of day, as milliseconds since midnight.
    Clock,
    /// A weekday, Monday 1 to Sunday 7.
    Weekday,
    /// True or false.
    Flag,
    /// The kind of a message or event.
    Kind,
    /// A person.
    Person,
    /// A list of people.
    People,
    /// A group.
    Group,
    /// A message, by id.
    Message,
}

/// What a field belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Of {
    /// The message itself: `text`.
    Message,
    /// A person: `sender.unit`, `mention.name`, `member.level`, `subject.id`, `inviter.id`, `group.owner.name`.
    Person,
    /// The group: `group.size`.
    Group,
}

macro_rules! fields {
    ($($variant:ident $of:ident $type:ident $en:literal $zh:literal $source:ident $doc:literal $doc_zh:literal;)*) => {
        /// An attribute of a message, a person or a group.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Attr { $(#[doc = $doc] $variant),* }

        /// Every attribute.
        pub const TABLE: &[Info] = &[$(Info {
            attr: Attr::$variant, of: Of::$of, kind: Type::$type, en: $en, zh: $zh, from: From::$source,
            doc: $doc, doc_zh: $doc_zh,
        }),*];
    };
}

/// Where a value comes from, and so what is to blame when it is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum From {
    /// Every log has it.
    Always,
    /// The log, if its format supplies it.
    Log,
    /// The roster.
    Roster,
    /// The group registry.
    Registry,
    /// The calendar of days off.
    Calendar,
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Info {
    /// The attribute.
    pub attr: Attr,
    /// What has it.
    pub of: Of,
    /// Its type.
    pub kind: Type,
    /// English name; dotted names are written as such (`text.length`).
    pub en: &'static str,
    /// Chinese name (`文本.长度`).
    pub zh: &'static str,
    /// Where it comes from.
    pub from: From,
    /// What it is.
    pub doc: &'static str,
    /// What it is, in Chinese.
    pub doc_zh: &'static str,
}

fields! {
    Id Message Message "id" "编号" Always "id of the message" "消息编号";
    Time Message Time "time" "时间" Always "when it was sent" "发送时间";
    Date Message Date "date" "日期" Always "calendar date in the policy's time zone" "策略时区中的日期";
    Clock Message Clock "clock" "时刻" Always "time of day in the policy's time zone" "策略时区中的时刻";
    Weekday Message Weekday "weekday" "星期" Always "day of the week" "星期几";
    Kind Message Kind "kind" "类型" Log "kind of message or event" "消息或事件的类型";
    Text Message Text "text" "文本" Log "text as written" "消息文本";
    TextLength Message Number "text.length" "文本.长度" Log "Unicode scalar values of the text; 0 without text" "文本字数，无文本为 0";
    TextIdCards Message Texts "text.id_cards" "文本.身份证号" Log "resident identity numbers in the text, check digit verified" "文本中校验位正确的身份证号";
    TextMobiles Message Texts "text.mobiles" "文本.手机号" Log "mobile numbers in the text" "文本中的手机号";
    TextBankCards Message Texts "text.bank_cards" "文本.银行卡号" Log "bank card numbers in the text, Luhn digit verified" "文本中校验位正确的银行卡号";
    TextOnlyEmoji Message Flag "text.only_emoji" "文本.仅表情" Log "the text holds nothing but faces" "文本只有表情";
    Emoji Message Texts "emoji" "表情" Log "faces: those the record lists and those in the text" "表情：记录所列与文本中的";
    Mentions Message People "mentions" "提及" Log "people named with @" "被 @ 的人";
    MentionsCount Message Number "mentions.count" "提及.数量" Log "how many people are named" "被 @ 的人数";
    Quotes Message Message "quotes" "引用消息" Log "message that this one quotes" "所引用的消息";
    Recalls Message Message "recalls" "撤回消息" Log "message that this event recalls" "所撤回的消息";
    Recalled Message Flag "recalled" "已撤回" Log "the record says it was recalled" "记录标明已撤回";
    LinkUrl Message Text "link.url" "链接.地址" Log "link target" "链接地址";
    LinkDomain Message Text "link.domain" "链接.域名" Log "host of the link target" "链接域名";
    LinkTitle Message Text "link.title" "链接.标题" Log "link title" "链接标题";
    FileName Message Text "file.name" "文件.名称" Log "file name" "文件名";
    FileExtension Message Text "file.extension" "文件.扩展名" Log "file name after the last dot, lower case" "文件扩展名（小写）";
    FileSize Message Number "file.size" "文件.大小" Log "bytes" "字节数";
    Media Message Text "media" "媒体" Log "hash of the picture, voice, video or file" "图片、语音、视频、文件的哈希";
    Amount Message Money "amount" "金额" Log "yuan of a red packet or transfer" "红包或转账金额（元）";
    Packets Message Number "packets" "红包个数" Log "shares of a red packet" "红包个数";
    Duration Message Duration "duration" "时长" Log "length of a voice, video or call" "语音、视频、通话时长";
    Bot Message Flag "bot" "机器人" Log "sent by a robot" "由机器人发送";
    Gap Message Duration "gap" "间隔" Always "time since the previous message of the key; absent for the first" "距同一分区上一条消息的时间，首条没有";
    Workday Message Flag "workday" "工作日" Calendar "a working day, make-up days included" "工作日（含调休上班）";
    Holiday Message Flag "holiday" "节假日" Calendar "a statutory day off" "法定放假日";
    Weekend Message Flag "weekend" "周末" Always "Saturday or Sunday by the plain calendar" "周六或周日";
    PersonId Person Text "id" "编号" Log "id in the log" "编号";
    PersonName Person Text "name" "姓名" Log "name from the roster, else the display name" "名册中的姓名，否则为显示名";
    PersonNickname Person Text "nickname" "昵称" Log "display name at that moment" "当时的群昵称";
    PersonRoles Person Texts "roles" "角色" Roster "roles at that moment" "当时的角色";
    PersonUnit Person Text "unit" "单位" Roster "unit" "单位";
    PersonLevel Person Number "level" "级别" Roster "level" "级别";
    PersonKnown Person Flag "known" "在册" Roster "stands in the roster" "在名册中";
    PersonJoined Person Time "joined" "加入时间" Roster "when the person joined" "加入时间";
    PersonGroupCount Person Number "group_count" "群数" Registry "registered groups that the person is in" "登记所在群数";
    GroupId Group Text "id" "编号" Always "id in the log" "群编号";
    GroupName Group Text "name" "名称" Log "name" "群名称";
    GroupUnit Group Text "unit" "单位" Registry "unit that keeps it" "所属单位";
    GroupPurpose Group Text "purpose" "用途" Registry "purpose" "用途";
    GroupOwner Group Person "owner" "群主" Registry "owner" "群主";
    GroupSize Group Number "size" "人数" Registry "number of members" "群人数";
    GroupTags Group Texts "tags" "标签" Registry "tags" "标签";
    GroupCreated Group Time "created" "建群时间" Registry "when it was created" "建群时间";
    GroupEnds Group Time "ends" "任务截止" Registry "when its task ends" "任务截止时间";
}

/// Whose attribute a path reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// The sender of the message.
    Sender,
    /// The person judged by `each member`, or the registered member of a window rule `per member`.
    Member,
    /// The mentioned person judged by `each mention`.
    Mention,
    /// The person an event is about.
    Subject,
    /// Who brought the subject in.
    Inviter,
    /// The group's owner.
    Owner,
}

/// A field: whose, and which attribute. `who` is `None` for fields of the message and the group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Field {
    /// A field of the message.
    Message(Attr),
    /// A person as such (`sender`, compared by identity).
    Person(Who),
    /// An attribute of a person.
    OfPerson(Who, Attr),
    /// The group as such.
    Group,
    /// An attribute of the group.
    OfGroup(Attr),
}

impl Attr {
    /// Its row in the table.
    pub fn info(self) -> &'static Info {
        &TABLE[self as usize]
    }

    /// The attribute of the log that this one is derived from; itself if it is not derived.
    pub fn base(self) -> Attr {
        match self {
            Attr::TextLength
            | Attr::TextIdCards
            | Attr::TextMobiles
            | Attr::TextBankCards
            | Attr::TextOnlyEmoji => Attr::Text,
            Attr::LinkDomain => Attr::LinkUrl,
            Attr::FileExtension => Attr::FileName,
            Attr::MentionsCount => Attr::Mentions,
            other => other,
        }
    }
}

impl Who {
    /// All, with their English and Chinese names in policies.
    pub const ALL: &[(Who, &str, &str)] = &[
        (Who::Sender, "sender", "发送者"),
        (Who::Member, "member", "成员"),
        (Who::Mention, "mention", "被提及者"),
        (Who::Subject, "subject", "当事人"),
        (Who::Inviter, "inviter", "邀请人"),
        (Who::Owner, "group.owner", "群.群主"),
    ];

    /// English and Chinese name.
    pub fn names(self) -> (&'static str, &'static str) {
        Self::ALL.iter().find(|(who, ..)| *who == self).map_or(("", ""), |&(_, en, zh)| (en, zh))
    }
}

impl Field {
    /// The type of its value.
    pub fn value_type(self) -> Type {
        match self {
            Field::Message(attr) | Field::OfPerson(_, attr) | Field::OfGroup(attr) => attr.info().kind,
            Field::Person(_) => Type::Person,
            Field::Group => Type::Group,
        }
    }

    /// Its English name as written in a policy.
    pub fn english(self) -> String {
        match self {
            Field::Message(attr) => attr.info().en.into(),
            Field::Person(who) => who.names().0.into(),
            Field::OfPerson(who, attr) => format!("{}.{}", who.names().0, attr.info().en),
            Field::Group => "group".into(),
            Field::OfGroup(attr) => format!("group.{}", attr.info().en),
        }
    }

    /// Its Chinese name as written in a policy.
    pub fn chinese(self) -> String {
        match self {
            Field::Message(attr) => attr.info().zh.into(),
            Field::Person(who) => who.names().1.into(),
            Field::OfPerson(who, attr) => format!("{}.{}", who.names().1, attr.info().zh),
            Field::Group => "群".into(),
            Field::OfGroup(attr) => format!("群.{}", attr.info().zh),
        }
    }

    /// Where its value comes from.
    pub fn from(self) -> From {
        match self {
            Field::Message(attr) | Field::OfPerson(_, attr) | Field::OfGroup(attr) => attr.info().from,
            Field::Person(Who::Sender | Who::Member | Who::Mention) | Field::Group => From::Always,
            Field::Person(Who::Subject | Who::Inviter) => From::Log,
            Field::Person(Who::Owner) => From::Registry,
        }
    }
}

/// Every field that a path can name.
pub fn all() -> impl Iterator<Item = Field> {
    let message = TABLE.iter().filter(|i| i.of == Of::Message).map(|i| Field::Message(i.attr));
    let people = Who::ALL.iter().flat_map(|&(who, ..)| {
        let own = std::iter::once(Field::Person(who));
        own.chain(TABLE.iter().filter(|i| i.of == Of::Person).map(move |i| Field::OfPerson(who, i.attr)))
    });
    let group = std::iter::once(Field::Group).chain(
        TABLE
            .iter()
            .filter(|i| i.of == Of::Group && i.attr != Attr::GroupOwner)
            .map(|i| Field::OfGroup(i.attr)),
    );
    message.chain(people).chain(group)
}

/// The field of a dotted path, in either language (`sender.unit`, `发送者.单位`).
pub fn find(path: &str) -> Option<Field> {
    static NAMES: LazyLock<FxHashMap<String, Field>> = LazyLock::new(|| {
        all().flat_map(|field| [(field.english(), field), (field.chinese(), field)]).collect()
    });
    NAMES.get(path).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_attributes() {
        for (index, info) in TABLE.iter().enumerate() {
            assert_eq!(info.attr as usize, index, "{}", info.en);
        }
    }

    #[test]
    fn every_field_is_found_under_both_its_names_and_no_name_is_shared() {
        for field in all() {
            assert_eq!(find(&field.english()), Some(field), "{}", field.english());
            assert_eq!(find(&field.chinese()), Some(field), "{}", field.chinese());
        }
    }
}
