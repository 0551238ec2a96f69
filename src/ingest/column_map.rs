//! Where the fields of messages stand in a table, or in JSON, that no known program wrote: the user says so.

use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::model::Kind;
use crate::source::Span;

macro_rules! fields {
    ($($variant:ident $en:literal [$($zh:literal),*];)*) => {
        /// A field of a message that a column can hold.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[allow(missing_docs, reason = "the names say what they are")]
        pub enum Field { $($variant),* }

        impl Field {
            /// All fields.
            pub const ALL: &[Field] = &[$(Field::$variant),*];
            /// Their names in English and Chinese, in the same order.
            pub const NAMES: &[(&str, &[&str])] = &[$(($en, &[$($zh),*])),*];
        }
    };
}

fields! {
    Id "id" ["编号"];
    Time "time" ["时间"];
    Group "group" ["群"];
    GroupName "group.name" ["群.名称"];
    Sender "sender" ["发送人"];
    SenderName "sender.name" ["发送人.姓名"];
    Nickname "nickname" ["昵称"];
    Role "role" ["角色"];
    Kind "kind" ["类型"];
    Text "text" ["文本"];
    Mentions "mentions" ["提及"];
    Emoji "emoji" ["表情"];
    Quotes "quotes" ["引用消息"];
    Recalls "recalls" ["撤回消息"];
    Recalled "recalled" ["已撤回"];
    LinkUrl "link.url" ["链接.地址"];
    LinkTitle "link.title" ["链接.标题"];
    FileName "file.name" ["文件.名称"];
    FileSize "file.size" ["文件.大小"];
    Media "media" ["媒体"];
    Amount "amount" ["金额"];
    Packets "packets" ["红包个数"];
    Duration "duration" ["时长"];
    Bot "bot" ["机器人"];
    Subject "subject" ["对象"];
    Inviter "inviter" ["邀请人"];
}

impl Field {
    /// Its English name.
    pub fn name(self) -> &'static str {
        Field::NAMES.get(self as usize).map_or("", |(name, _)| name)
    }
}

/// What a user says of the columns of a table, or of the members of JSON records.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ColumnMap {
    /// The fields that are there, and where.
    pub fields: Vec<(Field, Place)>,
    /// The kinds that values of the kind's column stand for; empty: the names of the kinds.
    pub kinds: Vec<(String, Kind)>,
    /// The kind of all other values.
    pub other: Option<Kind>,
    /// How times are written, as `strptime` has it; `None`: they tell.
    pub format: Option<String>,
    /// The zone of times that name none, instead of the run's.
    pub zone: Option<TimeZone>,
    /// The array of a JSON document that holds the records, as a dotted path.
    pub records: Option<Arc<str>>,
}

/// Where a field stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Place {
    /// Nowhere: it is the same for all records.
    Value(String),
    /// In a column, or in several, which are put together with a blank between them; of JSON, at a dotted path.
    Columns(Vec<(String, Span)>),
}

impl ColumnMap {
    /// Where a field stands, if anywhere.
    pub fn place(&self, field: Field) -> Option<&Place> {
        self.fields.iter().find(|(own, _)| *own == field).map(|(_, place)| place)
    }

    /// Every column that is named, and where the user names it.
    pub fn columns(&self) -> impl Iterator<Item = (Field, &str, Span)> {
        self.fields.iter().flat_map(|(field, place)| {
            let columns = match place {
                Place::Value(_) => &[][..],
                Place::Columns(columns) => columns,
            };
            columns.iter().map(|(name, span)| (*field, name.as_str(), *span))
        })
    }
}
