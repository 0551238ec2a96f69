//! Records of WeCom's 会话内容存档, as decryption gives them: one JSON object a line.

use crate::people::{Group, Person};

/// What was sent.
pub enum Body {
    Text(String),
    Image(String),
    Video,
    /// Seconds.
    Voice(u32),
    Sticker,
    /// Name, and what its hash is made of.
    File(String, String),
    /// Title and address.
    Link(String, String),
    Location(String),
    /// Text beside a picture.
    Mixed(String),
    /// Title and lines.
    ChatRecord(String, Vec<String>),
    /// Fen, and shares.
    RedPacket(u32, u32),
    /// Takes back the message of this number.
    Revoke(usize),
}

/// A message before it has its place in the log.
pub struct Record {
    /// Number in the order of making; its id comes from it.
    pub number: usize,
    /// Milliseconds since 1970.
    pub time: i64,
    pub group: usize,
    /// Who: an id of the archive.
    pub from: String,
    pub body: Body,
}

/// Well-mixed bits of a number (splitmix64).
pub fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

fn msgid(number: usize, time: i64) -> String {
    format!("{}_{}", mix(number as u64) >> 1, time / 1000)
}

fn md5(of: &str) -> String {
    let seed = of.bytes().fold(7u64, |h, b| mix(h ^ u64::from(b)));
    format!("{:016x}{:016x}", seed, mix(seed))
}

fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("\"{escaped}\"")
}

impl Record {
    /// The line of the log; `times` are those of all records by number.
    pub fn line(&self, groups: &[Group], people: &[Person], times: &[i64]) -> String {
        let group = &groups[self.group];
        let to: Vec<String> = group
            .members
            .iter()
            .map(|&m| &people[m].id)
            .filter(|id| **id != self.from)
            .map(|id| quoted(id))
            .collect();
        let (kind, payload) = self.payload(times);
        let action = if kind == "revoke" { "recall" } else { "send" };
        format!(
            r#"{{"msgid":"{}","action":"{action}","from":"{}","tolist":[{}],"roomid":"{}","msgtime":{},"msgtype":"{kind}","{}":{payload}}}"#,
            msgid(self.number, self.time),
            self.from,
            to.join(","),
            group.id,
            self.time,
            if kind == "external_redpacket" { "redpacket" } else { kind },
        )
    }

    fn payload(&self, times: &[i64]) -> (&'static str, String) {
        let own = format!("{}", self.number);
        match &self.body {
            Body::Text(text) => ("text", format!(r#"{{"content":{}}}"#, quoted(text))),
            Body::Image(of) => (
                "image",
                format!(r#"{{"md5sum":"{}","filesize":{},"sdkfileid":"FILEID"}}"#, md5(of), size(of)),
            ),
            Body::Video => (
                "video",
                format!(
                    r#"{{"md5sum":"{}","filesize":{},"play_length":12,"sdkfileid":"FILEID"}}"#,
                    md5(&own),
                    size(&own)
                ),
            ),
            Body::Voice(s) => (
                "voice",
                format!(
                    r#"{{"md5sum":"{}","voice_size":{},"play_length":{s},"sdkfileid":"FILEID"}}"#,
                    md5(&own),
                    s * 680
                ),
            ),
            Body::Sticker => (
                "emotion",
                format!(
                    r#"{{"type":1,"width":240,"height":240,"imagesize":{},"md5sum":"{}","sdkfileid":"FILEID"}}"#,
                    size(&own),
                    md5(&own)
                ),
            ),
            Body::File(name, of) => {
                let extension = name.rsplit('.').next().unwrap_or("");
                (
                    "file",
                    format!(
                        r#"{{"md5sum":"{}","filename":{},"fileext":"{extension}","filesize":{},"sdkfileid":"FILEID"}}"#,
                        md5(of),
                        quoted(name),
                        size(of)
                    ),
                )
            }
            Body::Link(title, url) => (
                "link",
                format!(
                    r#"{{"title":{},"description":"","link_url":"{url}","image_url":""}}"#,
                    quoted(title)
                ),
            ),
            Body::Location(place) => (
                "location",
                format!(
                    r#"{{"longitude":104.0668,"latitude":30.5728,"address":{0},"title":{0},"zoom":15}}"#,
                    quoted(place)
                ),
            ),
            Body::Mixed(text) => {
                let said = quoted(&format!(r#"{{"content":{}}}"#, quoted(text)));
                let picture = quoted(&format!(
                    r#"{{"md5sum":"{}","filesize":{},"sdkfileid":"FILEID"}}"#,
                    md5(&own),
                    size(&own)
                ));
                (
                    "mixed",
                    format!(
                        r#"{{"item":[{{"type":"text","content":{said}}},{{"type":"image","content":{picture}}}]}}"#
                    ),
                )
            }
            Body::ChatRecord(title, lines) => {
                let items: Vec<String> = lines.iter().map(|line| {
                    let content = quoted(&format!(r#"{{"content":{}}}"#, quoted(line)));
                    format!(r#"{{"type":"ChatRecordText","msgtime":{},"content":{content},"from_chatroom":true}}"#, self.time / 1000 - 600)
                }).collect();
                ("chatrecord", format!(r#"{{"title":{},"item":[{}]}}"#, quoted(title), items.join(",")))
            }
            Body::RedPacket(fen, shares) => (
                "redpacket",
                format!(r#"{{"type":2,"wish":"新春快乐","totalcnt":{shares},"totalamount":{fen}}}"#),
            ),
            Body::Revoke(number) => {
                ("revoke", format!(r#"{{"pre_msgid":"{}"}}"#, msgid(*number, times[*number])))
            }
        }
    }
}

fn size(of: &str) -> u64 {
    20_000 + mix(of.len() as u64 ^ u64::from(of.bytes().last().unwrap_or(0))) % 400_000
}
