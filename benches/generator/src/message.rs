//! One message, before it is written.

/// A message of the log.
#[derive(Debug, Clone)]
pub struct Message {
    /// Seconds since the start of the first day.
    pub time: u32,
    /// Number of the group.
    pub group: u32,
    /// Number of the sender; `None` when the system speaks.
    pub sender: Option<u32>,
    /// Role of the sender in that group.
    pub role: Role,
    /// What was sent.
    pub kind: Kind,
    /// As written.
    pub text: String,
    /// Who is named.
    pub mentions: Mentions,
    /// Names of faces.
    pub emoji: Vec<&'static str>,
}

/// A sender's role in the group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Role {
    Leader,
    Admin,
    Member,
}

impl Role {
    /// As logs write it.
    pub fn name(self) -> &'static str {
        match self {
            Role::Leader => "leader",
            Role::Admin => "admin",
            Role::Member => "member",
        }
    }
}

/// What was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Kind {
    Text,
    Image,
    Sticker,
    Link,
    File,
    RedPacket,
    Video,
    Voice,
    Location,
    System,
}

impl Kind {
    /// As logs write it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Image => "image",
            Kind::Sticker => "sticker",
            Kind::Link => "link",
            Kind::File => "file",
            Kind::RedPacket => "red_packet",
            Kind::Video => "video",
            Kind::Voice => "voice",
            Kind::Location => "location",
            Kind::System => "system",
        }
    }
}

/// Who is named in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Mentions {
    Nobody,
    Everyone,
    One(u32),
}
