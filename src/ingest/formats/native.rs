//! Qungui's own format: one JSON object a line.

mod about;
mod record;
mod write;

use serde::Deserialize;
pub use write::{Header, Writer};

use super::flat::{self, Flat, Key, Reader, Value};
use super::json::{Amount, File, Flag, Link, List, People, Ref, Text};
use super::{Fit, Parser, supplies};
use crate::diag::codes::inputs as code;
use crate::diag::{Diagnostic, Problems, nearest};
use crate::fields::Attr;
use crate::ingest::detect::Sample;
use crate::ingest::draft::{Cx, Draft, decimal};
use crate::ingest::quick::Sign;
use crate::ingest::{Reason, mentions, stamp};
use crate::model::{Kind, PersonId, SourceFacts};

/// Where the time of a record stands.
pub const TIME: Sign = Sign { key: "\"time\":\"", name: "\"time\"", elsewhere: None };

/// The parser of one file, set up by its header.
pub struct Native {
    facts: SourceFacts,
    platform: String,
    covers: Option<(i64, i64)>,
    flat: Reader<{ FLAT.len() }>,
    clock: stamp::Clock,
}

/// The fields of flat records, in the order in which writers usually put them.
static FLAT: [Key; 11] = [
    Key::new("\"id\":\"", Value::String),
    Key::new("\"time\":\"", Value::Time),
    Key::new("\"group\":\"", Value::String),
    Key::new("\"sender\":\"", Value::String),
    Key::new("\"role\":\"", Value::String),
    Key::new("\"kind\":\"", Value::String),
    Key::new("\"text\":\"", Value::Text),
    Key::new("\"mentions\":[", Value::List),
    Key::new("\"emoji\":[", Value::List),
    Key::new("\"media\":\"", Value::String),
    Key::new("\"quotes\":\"", Value::String),
];

#[derive(Deserialize)]
struct Raw<'a> {
    #[serde(borrow, default)]
    id: Text<'a>,
    #[serde(borrow, default)]
    time: Text<'a>,
    #[serde(borrow, default)]
    group: Ref<'a>,
    #[serde(borrow, default)]
    sender: Ref<'a>,
    #[serde(borrow, default)]
    role: Text<'a>,
    #[serde(borrow, default)]
    roles: List<'a>,
    #[serde(borrow, default)]
    nickname: Text<'a>,
    #[serde(borrow, default)]
    kind: Text<'a>,
    #[serde(borrow, default)]
    text: Text<'a>,
    #[serde(borrow, default)]
    mentions: People<'a>,
    #[serde(borrow, default)]
    emoji: List<'a>,
    #[serde(borrow, default)]
    quotes: Text<'a>,
    #[serde(borrow, default)]
    recalls: Text<'a>,
    #[serde(default)]
    recalled: Flag,
    #[serde(default)]
    bot: Flag,
    #[serde(borrow, default)]
    link: Link<'a>,
    #[serde(borrow, default)]
    file: File<'a>,
    #[serde(borrow, default)]
    media: Text<'a>,
    #[serde(default)]
    amount: Amount,
    #[serde(default)]
    packets: Amount,
    #[serde(default)]
    duration: Amount,
    #[serde(borrow, default)]
    subject: Ref<'a>,
    #[serde(borrow, default)]
    inviter: Ref<'a>,
}

/// The fields by which the format is known.
const FIELDS: &[&str] = &[
    "id", "time", "group", "sender", "role", "roles", "kind", "text", "mentions", "emoji", "quotes",
    "recalls", "link", "file", "media", "amount", "packets", "subject", "inviter", "recalled", "bot",
    "nickname", "duration",
];

/// Recognises `{"qungui":1…}` or a record with `time` and `group` or `sender`.
pub fn fits(sample: &Sample) -> Option<Fit> {
    if sample.array {
        return None;
    }
    if sample.has("qungui") {
        return Some(Fit { score: 100, sign: "qungui".into() });
    }
    if !sample.has("time") || !(sample.has("group") || sample.has("sender")) {
        return None;
    }
    let score = sample.keys.iter().filter(|key| FIELDS.contains(&key.as_str())).count() as u32;
    let sign = if sample.has("sender") { "sender" } else { "group" };
    Some(Fit { score, sign: sign.into() })
}

impl Native {
    /// Reads the header, if the sample begins with one. Mistakes in it are reported, and what is wrong is
    /// left out.
    pub fn new(name: &str, sample: &Sample, problems: &mut Problems) -> Self {
        let mut native = Native {
            facts: SourceFacts::default(),
            platform: "native".into(),
            covers: None,
            flat: Reader::new(&FLAT),
            clock: stamp::Clock::default(),
        };
        if !carries_roles(&sample.text) {
            native.facts.supplies = native.facts.supplies.without(Attr::PersonRoles);
        }
        let line = sample.text.lines().next().unwrap_or_default();
        if sample.has("qungui") {
            match serde_json::from_str::<Header>(line) {
                Ok(header) => native.apply(name, header, problems),
                Err(error) => problems.push(bad_header(name, &Reason::json(&error))),
            }
        }
        native
    }

    fn apply(&mut self, name: &str, header: Header, problems: &mut Problems) {
        if header.qungui != 1 {
            problems.push(bad_header(name, &Reason::value("qungui", &header.qungui.to_string())));
        }
        if let Some(names) = &header.supplies {
            let (supplies, unknown) = supplies::declared(names);
            self.facts.supplies = supplies;
            unknown_fields(name, unknown, problems);
        }
        let (supplies, unknown) = supplies::without(self.facts.supplies, &header.lacks);
        self.facts.supplies = supplies;
        unknown_fields(name, unknown, problems);
        if let Some(names) = &header.kinds {
            self.facts.kinds = 0;
            for kind in names {
                match read_kind(kind) {
                    Ok(kind) => self.facts.kinds |= kind.bit(),
                    Err(reason) => problems.push(bad_header(name, &reason)),
                }
            }
        }
        if let Some((from, to)) = &header.covers {
            match (stamp::rfc3339(from.as_bytes()), stamp::rfc3339(to.as_bytes())) {
                (Some(from), Some(to)) if from < to => self.covers = Some((from, to)),
                _ => problems.push(bad_header(name, &Reason::value("covers", &format!("{from}, {to}")))),
            }
        }
        match header.precision.as_deref() {
            None | Some("millisecond") => {}
            Some("second") => self.facts.precision = 1000,
            Some("minute") => self.facts.precision = 60_000,
            Some("day") => self.facts.precision = 86_400_000,
            Some(other) => problems.push(bad_header(name, &Reason::value("precision", other))),
        }
        if let Some(platform) = header.platform {
            self.platform = platform;
        }
    }
}

fn unknown_fields(name: &str, unknown: Vec<supplies::Unknown>, problems: &mut Problems) {
    for (field, near) in unknown {
        let diagnostic = Diagnostic::new(code::HEADER_UNKNOWN_FIELD).arg("field", field).maybe("near", near);
        problems.push(diagnostic.place(format!("{name}:1")));
    }
}

fn bad_header(name: &str, reason: &Reason) -> Diagnostic {
    Diagnostic::new(code::BAD_HEADER).arg("reason", reason.0.clone()).place(format!("{name}:1"))
}

/// Without a header, roles count as supplied if one of the first records carries them.
fn carries_roles(text: &str) -> bool {
    text.contains("\"role\":") || text.contains("\"roles\":")
}

impl Parser for Native {
    fn facts(&self) -> SourceFacts {
        self.facts.clone()
    }

    fn platform(&self) -> String {
        self.platform.clone()
    }

    fn covers(&self) -> Option<(i64, i64)> {
        self.covers
    }

    #[inline]
    fn swift(&mut self, block: &str, at: usize, cx: &mut Cx) -> Option<usize> {
        let (flat, next) = self.flat.read(block, at)?;
        flat_message(&flat, &mut self.clock, cx)?.put(cx.batch);
        Some(next)
    }

    fn record(&mut self, text: &str, _part: &str, cx: &mut Cx) -> Result<Option<Draft>, Reason> {
        let flat = self.flat.read(text, 0).filter(|(_, next)| *next == text.len());
        if let Some(draft) = flat.and_then(|(flat, _)| flat_message(&flat, &mut self.clock, cx)) {
            return Ok(Some(draft));
        }
        if text.trim_ascii().is_empty() {
            return Ok(None);
        }
        let raw: Raw = serde_json::from_str(text).map_err(|error| Reason::json(&error))?;
        let Some(time) = raw.time.0.as_deref() else {
            let aside = about::read(text, cx.directory) || text.contains("\"qungui\"");
            return if aside { Ok(None) } else { Err(Reason::missing("time")) };
        };
        let time = cx.time("time", time)?;
        let group = raw.group.id().ok_or_else(|| Reason::missing("group"))?;
        let kind = kind_of(&raw)?;
        // A sender's name is the nickname, too, if the log records nicknames at all; but a name in place of an
        // id is no nickname beside it.
        let recorded = self.facts.supplies.has(Attr::PersonNickname) && raw.sender.id().is_some();
        let implied = raw.sender.name.0.as_deref().filter(|_| recorded);
        let name = raw.nickname.0.as_deref().or(implied);
        let sender = person(&raw.sender, raw.nickname.0.as_deref(), group, cx);
        let sender = sender.ok_or_else(|| Reason::missing("sender"))?;
        let group = cx.group(group, raw.group.name.0.as_deref());
        let mut draft = Draft::new(cx.batch, time, group, sender, kind);
        if let Some(name) = name {
            draft.nickname = Some(name.into());
        }
        usual(&raw, &mut draft, cx);
        rare(&raw, &mut draft, cx)?;
        Ok(Some(draft))
    }
}

/// The message of a flat record; `None` if something is missing or wrong with it.
#[inline(always)]
fn flat_message(flat: &Flat<'_, '_, { FLAT.len() }>, clock: &mut stamp::Clock, cx: &mut Cx) -> Option<Draft> {
    let [id, time, group, sender, role, kind, text, mentions, emoji, media, quotes] =
        std::array::from_fn(|field| flat.get(field));
    let time = clock.read(time?.as_bytes()).filter(|&time| stamp::plausible(time))?;
    let unescaped: Option<String> = if flat.escaped { Some(serde_json::from_str(text?).ok()?) } else { None };
    let text = unescaped.as_deref().or(text);
    let (group, sender, kind) = (group?, sender?, Kind::from_name(kind?)?);
    if group.is_empty() || sender.is_empty() {
        return None;
    }
    let (group, sender) = (cx.directory.group(group), cx.directory.person(sender));
    let mut draft = Draft::new(cx.batch, time, group, sender, kind);
    if let Some(id) = id {
        draft.id(id, cx.batch);
    }
    if let Some(text) = text {
        draft.text(text, cx.batch);
    }
    if let Some(role) = role {
        draft.role(role, cx.directory);
    }
    if let Some(media) = media {
        draft.extra().media = Some(media.into());
    }
    if let Some(quotes) = quotes {
        draft.extra().quotes = Some(quotes.into());
    }
    if let Some(mentions) = mentions {
        draft.row.has_mentions = true;
        if !mentions.is_empty() {
            mentioned(mentions, text.unwrap_or_default(), &mut draft, cx);
        }
    }
    for name in emoji.into_iter().filter(|emoji| !emoji.is_empty()).flat_map(flat::strings) {
        draft.emoji(name, cx.batch);
    }
    Some(draft)
}

/// Takes note of a list of mentions.
#[inline(never)]
fn mentioned(list: &str, text: &str, draft: &mut Draft, cx: &mut Cx) {
    let mut named = false;
    flat::strings(list).for_each(|id| named |= mention(id, draft, cx));
    if named {
        mentions::find(text, draft, cx);
    }
}

/// Takes note of one entry of `mentions`. True for `@`: those whom the text names are meant, too.
fn mention(id: &str, draft: &mut Draft, cx: &mut Cx) -> bool {
    match id {
        "" => {}
        "all" => draft.row.everyone = true,
        "@" => return true,
        id => {
            let person = cx.directory.person(id);
            draft.mention(person, cx.batch);
        }
    }
    false
}

/// The person that a record names: by id, or by a name that stands for one person in `in` (default: in the
/// group). `name`: what to call somebody whose name the record leaves out.
fn person(who: &Ref, name: Option<&str>, group: &str, cx: &mut Cx) -> Option<PersonId> {
    let own = who.name.0.as_deref();
    match (who.id(), own) {
        (Some(id), _) => Some(cx.person(id, own.or(name))),
        (None, Some(own)) if !own.is_empty() => {
            Some(cx.directory.person_by_nickname(who.scope.0.as_deref().unwrap_or(group), own))
        }
        _ => None,
    }
}

/// The kind that is written, or else the one that the other fields imply.
fn kind_of(raw: &Raw) -> Result<Kind, Reason> {
    match raw.kind.0.as_deref() {
        Some(name) => read_kind(name),
        None if raw.recalls.0.is_some() => Ok(Kind::Recall),
        None if raw.link.url.0.is_some() => Ok(Kind::Link),
        None if raw.file.name.0.is_some() => Ok(Kind::File),
        None if raw.text.0.is_some() => Ok(Kind::Text),
        None => Ok(Kind::Other),
    }
}

fn read_kind(name: &str) -> Result<Kind, Reason> {
    let chinese = || Kind::ALL.iter().copied().find(|kind| kind.chinese() == name);
    Kind::from_name(name).or_else(chinese).ok_or_else(|| {
        let near = nearest(name, Kind::ALL.iter().map(|kind| kind.name()));
        match near {
            Some(near) => Reason::new(
                format!("`kind` cannot be `{name}`; did you mean `{near}`"),
                format!("`kind` 不能是 `{name}`；是否想写 `{near}`"),
            ),
            None => Reason::value("kind", name),
        }
    })
}

fn usual(raw: &Raw, draft: &mut Draft, cx: &mut Cx) {
    if let Some(id) = &raw.id.0 {
        draft.id(id, cx.batch);
    }
    if let Some(text) = &raw.text.0 {
        draft.text(text, cx.batch);
    }
    if let Some(mentions) = &raw.mentions.0 {
        draft.row.has_mentions = true;
        let mut named = false;
        for who in mentions {
            match who.id() {
                Some(id) => named |= mention(id, draft, cx),
                None => {
                    if let Some(person) = person(who, None, raw.group.id().unwrap_or(""), cx) {
                        draft.mention(person, cx.batch);
                    }
                }
            }
        }
        if named {
            mentions::find(raw.text.0.as_deref().unwrap_or(""), draft, cx);
        }
    }
    for name in raw.emoji.0.iter().flatten() {
        draft.emoji(name, cx.batch);
    }
    if let Some(roles) = &raw.roles.0 {
        draft.row.has_roles = true;
        for role in roles {
            draft.role(role, cx.directory);
        }
    }
    if let Some(role) = &raw.role.0 {
        draft.role(role, cx.directory);
    }
    draft.row.recalled = raw.recalled.0;
    draft.row.bot = raw.bot.0;
}

fn rare(raw: &Raw, draft: &mut Draft, cx: &mut Cx) -> Result<(), Reason> {
    let own = |text: &Text| text.0.as_deref().map(Box::from);
    let number = |field: &str, amount: &Amount| match &amount.0 {
        None => Ok(None),
        Some(text) => decimal(text).map(Some).ok_or_else(|| Reason::value(field, text)),
    };
    if let Some(quotes) = own(&raw.quotes) {
        draft.extra().quotes = Some(quotes);
    }
    if let Some(recalls) = own(&raw.recalls) {
        draft.extra().recalls = Some(recalls);
    }
    if let Some(media) = own(&raw.media) {
        draft.extra().media = Some(media);
    }
    if raw.link.url.0.is_some() || raw.link.title.0.is_some() {
        draft.extra().link_url = own(&raw.link.url);
        draft.extra().link_title = own(&raw.link.title);
    }
    if raw.file.name.0.is_some() || raw.file.size.0.is_some() {
        draft.extra().file_name = own(&raw.file.name);
        draft.extra().file_size = number("file.size", &raw.file.size)?;
    }
    if let Some(amount) = number("amount", &raw.amount)? {
        draft.extra().amount = Some(amount);
    }
    if let Some(packets) = number("packets", &raw.packets)? {
        draft.extra().packets = Some(packets);
    }
    if let Some(seconds) = number("duration", &raw.duration)? {
        draft.extra().duration = Some(seconds.0 / 10);
    }
    let group = raw.group.id().unwrap_or("");
    if let Some(subject) = person(&raw.subject, None, group, cx) {
        draft.extra().subject = Some(subject);
    }
    if let Some(inviter) = person(&raw.inviter, None, group, cx) {
        draft.extra().inviter = Some(inviter);
    }
    Ok(())
}
