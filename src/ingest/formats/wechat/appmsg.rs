//! The XML of messages that are more than text: app messages (type 49), media, places, calls.
//!
//! Elements as sjzar/chatlog reads them (`internal/model/media_message.go`, `internal/model/message.go`, Apache-2.0).

use super::kinds::{self, APP};
use super::xml::walk;
use crate::ingest::Reason;
use crate::ingest::draft::decimal;
use crate::model::{Decimal, Kind, Millis};

/// What a message's XML says, as far as a message of its kind carries it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct AppMsg {
    /// Sub-type of an app message; 0 for all others.
    pub subtype: i64,
    /// Kind by sub-type. `None`: no app message, or a sub-type that is not known.
    pub kind: Option<Kind>,
    /// What a reader sees: reply, wish, notice, forwarded texts, memo, place.
    pub text: Option<String>,
    /// Title of a link or mini program.
    pub title: Option<String>,
    /// Target of a link.
    pub url: Option<String>,
    /// Name of a file.
    pub file_name: Option<String>,
    /// Size of a file, picture or video in bytes.
    pub size: Option<Decimal>,
    /// MD5 of the file, picture, video or sticker.
    pub media: Option<String>,
    /// Server id of the quoted message.
    pub quotes: Option<String>,
    /// Money that is sent, in yuan: transfers only, red packets do not say.
    pub amount: Option<Decimal>,
    /// Length of a voice, video or call.
    pub duration: Option<Millis>,
    /// Who poked.
    pub actor: Option<String>,
    /// Who was poked.
    pub subject: Option<String>,
}

/// What only some sub-types make use of.
#[derive(Default)]
struct Parts {
    description: Option<String>,
    notice: Option<String>,
    wish: Option<String>,
    memo: Option<String>,
    record: Option<String>,
    channel: Option<String>,
    pay: Option<i64>,
}

/// Reads the XML of a message.
pub fn appmsg(xml: &str) -> Result<AppMsg, Reason> {
    let (mut msg, mut parts) = (AppMsg::default(), Parts::default());
    walk(xml, &mut |path, text| {
        if !msg.media_element(path, text) && !msg.app_element(path, text) {
            parts.element(path, text);
        }
    })?;
    msg.kind = kinds::kind(APP, msg.subtype);
    msg.settle(parts)?;
    Ok(msg)
}

impl AppMsg {
    /// Takes an element of an app message; false if it is none.
    fn app_element(&mut self, path: &[&str], text: &str) -> bool {
        let own = || Some(text.to_string());
        match path {
            [_, "appmsg", "type"] => self.subtype = text.trim().parse().unwrap_or_default(),
            [_, "appmsg", "title"] => self.title = own(),
            [_, "appmsg", "url"] => self.url = own(),
            [_, "appmsg", "md5"] => self.media = own(),
            [_, "appmsg", "appattach", "totallen"] => self.size = decimal(text),
            [_, "appmsg", "refermsg", "svrid"] => self.quotes = own(),
            [_, "appmsg", "wcpayinfo", "feedesc"] => self.amount = yuan(text),
            [.., "patMsg", "records", "record", "fromUser"] => self.actor = own(),
            [.., "patMsg", "records", "record", "pattedUser"] => self.subject = own(),
            _ => return false,
        }
        true
    }

    /// Takes an element of a picture, voice, video, sticker, place or call; false if it is none.
    fn media_element(&mut self, path: &[&str], text: &str) -> bool {
        let own = || Some(text.to_string());
        match path {
            [.., "img" | "videomsg" | "emoji", "md5"] => self.media = own(),
            [.., "img" | "videomsg", "length"] => self.size = decimal(text),
            [.., "videomsg", "playlength"] => self.duration = text.trim().parse().ok().map(seconds),
            [.., "voicemsg", "voicelength"] => self.duration = text.trim().parse().ok(),
            [.., "VoIPBubbleMsg", "msg"] => self.duration = clock(text),
            [.., "location", "poiname" | "label"] => add_line(&mut self.text, text),
            _ => return false,
        }
        true
    }

    /// Puts what was found where a message of this kind carries it; the rest is dropped.
    fn settle(&mut self, parts: Parts) -> Result<(), Reason> {
        let (title, url) = (self.title.take(), self.url.take());
        let Some(kind) = self.kind else { return Ok(()) };
        if kind != Kind::File {
            self.size = None;
        }
        match kind {
            Kind::Link => {
                self.title = parts.channel.or(title);
                self.text = parts.description.filter(|_| matches!(self.subtype, 51 | 63 | 88));
                self.url = url;
            }
            Kind::MiniProgram => self.title = title,
            Kind::File => self.file_name = title,
            Kind::RedPacket => self.text = parts.wish.or(title),
            Kind::Notice => self.text = parts.notice.or(title),
            Kind::Transfer => {
                self.text = parts.memo;
                if is_receipt(parts.pay) {
                    (self.kind, self.amount) = (Some(Kind::Other), None);
                }
            }
            Kind::ChatRecord => {
                self.text = title;
                match parts.record {
                    Some(record) => forwarded(&record, &mut self.text)?,
                    None => parts.description.iter().for_each(|text| add_line(&mut self.text, text)),
                }
            }
            Kind::Other => {
                self.text = title;
                parts.description.iter().for_each(|text| add_line(&mut self.text, text));
            }
            _ => self.text = title,
        }
        Ok(())
    }
}

impl Parts {
    fn element(&mut self, path: &[&str], text: &str) {
        let own = || Some(text.to_string());
        match path {
            [_, "appmsg", "des"] | [_, "appmsg", "finderFeed" | "finderLive", "desc"] => {
                self.description = own();
            }
            [_, "appmsg", "textannouncement"] => self.notice = own(),
            [_, "appmsg", "recorditem"] => self.record = own(),
            [_, "appmsg", "finderFeed" | "finderLive", "nickname"] => self.channel = own(),
            [_, "appmsg", "wcpayinfo", "paysubtype"] => self.pay = text.trim().parse().ok(),
            [_, "appmsg", "wcpayinfo", "pay_memo"] => self.memo = own(),
            // The sender's side says the same as the receiver's.
            [_, "appmsg", "wcpayinfo", "receivertitle" | "sendertitle"] => self.wish = own(),
            _ => {}
        }
    }
}

/// The title and texts of forwarded messages, a line each. Records within records give their titles.
fn forwarded(record: &str, text: &mut Option<String>) -> Result<(), Reason> {
    walk(record, &mut |path, part| {
        if let [.., "dataitem", "datatitle" | "datadesc"] = path {
            add_line(text, part);
        }
    })
}

/// A transfer that was taken (3, 5) or sent back (4) is not another transfer.
fn is_receipt(pay: Option<i64>) -> bool {
    matches!(pay, Some(3..=5))
}

/// Money: `￥200.00`
pub fn yuan(text: &str) -> Option<Decimal> {
    decimal(&text.trim().trim_start_matches(['￥', '¥']).replace(',', ""))
}

fn seconds(seconds: i64) -> Millis {
    seconds.saturating_mul(1000)
}

/// Length of a call: `通话时长 01:23`, with hours before if there are any; a call that was not taken has no length.
pub fn clock(text: &str) -> Option<Millis> {
    let digits = text.rsplit(|c: char| !c.is_ascii_digit() && c != ':').find(|part| part.contains(':'))?;
    let mut total = 0i64;
    for part in digits.split(':') {
        total = total.checked_mul(60)?.checked_add(part.parse().ok()?)?;
    }
    Some(seconds(total))
}

fn add_line(lines: &mut Option<String>, line: &str) {
    let lines = lines.get_or_insert_default();
    if !lines.is_empty() {
        lines.push('\n');
    }
    lines.push_str(line);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn app(subtype: i64, inner: &str) -> AppMsg {
        let xml = format!(
            "<?xml version=\"1.0\"?>\n<msg><appmsg appid=\"\" sdkver=\"0\"><title>题目</title><des>说明</des>\
             <type>{subtype}</type><url>https://example.com/a?b=1&amp;c=2</url>{inner}</appmsg></msg>"
        );
        let msg = appmsg(&xml).expect("whole XML");
        assert_eq!(msg.subtype, subtype);
        AppMsg { subtype: 0, ..msg }
    }

    fn some(text: &str) -> Option<String> {
        Some(text.into())
    }

    fn of(kind: Kind) -> AppMsg {
        AppMsg { kind: Some(kind), ..AppMsg::default() }
    }

    #[test]
    fn links_files_and_quotes() {
        let url = some("https://example.com/a?b=1&c=2");
        assert_eq!(app(5, ""), AppMsg { title: some("题目"), url, ..of(Kind::Link) });
        let file = app(6, "<appattach><totallen>2048</totallen></appattach><md5>ab12</md5>");
        let (size, media) = (Some(Decimal::whole(2048)), some("ab12"));
        assert_eq!(file, AppMsg { file_name: some("题目"), size, media, ..of(Kind::File) });
        let quote = app(57, "<refermsg><type>1</type><svrid>77</svrid><content>原话</content></refermsg>");
        assert_eq!(quote, AppMsg { text: some("题目"), quotes: some("77"), ..of(Kind::Quote) });
        assert_eq!(app(33, ""), AppMsg { title: some("题目"), ..of(Kind::MiniProgram) });
        let channel = app(51, "<finderFeed><nickname>县融媒</nickname><desc>短片</desc></finderFeed>");
        assert_eq!((channel.title, channel.text), (some("县融媒"), some("短片")));
    }

    #[test]
    fn money() {
        let pay = |sub: i64| {
            let info = format!("<paysubtype>{sub}</paysubtype><feedesc><![CDATA[￥1,200.50]]></feedesc>");
            app(2000, &format!("<wcpayinfo>{info}<pay_memo>饭钱</pay_memo></wcpayinfo>"))
        };
        let amount = Some(Decimal(12_005_000));
        assert_eq!(pay(1), AppMsg { text: some("饭钱"), amount, ..of(Kind::Transfer) });
        assert_eq!(pay(3), AppMsg { text: some("饭钱"), ..of(Kind::Other) });
        let packet = app(2001, "<wcpayinfo><receivertitle>恭喜发财</receivertitle></wcpayinfo>");
        assert_eq!(packet, AppMsg { text: some("恭喜发财"), ..of(Kind::RedPacket) });
    }

    #[test]
    fn texts_of_a_group() {
        assert_eq!(app(53, ""), AppMsg { text: some("题目"), ..of(Kind::Solitaire) });
        let notice = app(87, "<textannouncement>明天停水</textannouncement>");
        assert_eq!(notice, AppMsg { text: some("明天停水"), ..of(Kind::Notice) });
        let record = app(
            19,
            "<recorditem><![CDATA[<recordinfo><title>x</title><datalist><dataitem><datadesc>一</datadesc>\
             </dataitem><dataitem><datatitle>表.xls</datatitle></dataitem></datalist></recordinfo>]]></recorditem>",
        );
        assert_eq!(record, AppMsg { text: some("题目\n一\n表.xls"), ..of(Kind::ChatRecord) });
        assert_eq!(app(19, "").text, some("题目\n说明"));
        let poke = app(
            62,
            "<patMsg><records><record><fromUser>a</fromUser><pattedUser>b</pattedUser></record></records></patMsg>",
        );
        let text = some("题目");
        assert_eq!(poke, AppMsg { text, actor: some("a"), subject: some("b"), ..of(Kind::Poke) });
        assert_eq!(app(4321, "").kind, None);
    }

    #[test]
    fn media_places_and_calls() {
        let msg = |xml: &str| appmsg(xml).expect("whole XML");
        let image = msg("<msg><img md5=\"aa\" length=\"10\"/></msg>");
        let size = Some(Decimal::whole(10));
        assert_eq!(image, AppMsg { media: some("aa"), size, ..AppMsg::default() });
        assert_eq!(msg("<msg><voicemsg voicelength=\"3200\"/></msg>").duration, Some(3200));
        assert_eq!(msg("<msg><videomsg md5=\"v\" playlength=\"7\"/></msg>").duration, Some(7000));
        let place = msg("<msg><location x=\"1\" y=\"2\" label=\"人民路1号\" poiname=\"镇政府\"/></msg>");
        assert_eq!(place.text, some("人民路1号\n镇政府"));
        let call = |text: &str| {
            msg(&format!("<voipmsg><VoIPBubbleMsg><msg>{text}</msg></VoIPBubbleMsg></voipmsg>")).duration
        };
        assert_eq!((call("通话时长 01:02:03"), call("已取消")), (Some(3_723_000), None));
    }

    #[test]
    fn what_is_no_xml_is_a_reason() {
        assert!(appmsg("你好").is_err() && appmsg("<msg><appmsg>").is_err());
        let item = "<recorditem><![CDATA[<recordinfo>]]></recorditem>";
        let xml = format!("<msg><appmsg><type>19</type>{item}</appmsg></msg>");
        assert!(appmsg(&xml).is_err());
    }
}
