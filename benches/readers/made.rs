//! One conversation in every format: fifty people, three messages a second.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use qungui::context::{read_columns, yaml};
use qungui::diag::Problems;
use qungui::ingest::{ColumnMap, show_time};
use qungui::source::Sources;

use crate::bare::Bare;

/// A format, and how its messages are written. In a message stand `{n}`, `{s}` (seconds since 1970), `{date}` (local, to the
/// second), `{minute}` (to the minute), `{rfc}`, `{id}` and `{name}` (of the sender), `{text}`.
pub struct Made {
    pub format: &'static str,
    pub file: &'static str,
    pub bare: Bare,
    head: &'static str,
    message: &'static str,
    between: &'static str,
    tail: &'static str,
}

const fn lines(format: &'static str, message: &'static str) -> Made {
    let file = "log.jsonl";
    Made { format, file, bare: Bare::JsonLines, head: "", message, between: "\n", tail: "\n" }
}

const fn json(format: &'static str, head: &'static str, message: &'static str, tail: &'static str) -> Made {
    Made { format, file: "log.json", bare: Bare::Json, head, message, between: ",\n", tail }
}

const fn csv(format: &'static str, time: usize, head: &'static str, message: &'static str) -> Made {
    let bare = Bare::Csv { time, form: SECOND };
    Made { format, file: "防汛群.csv", bare, head, message, between: "\r\n", tail: "\r\n" }
}

const fn text(format: &'static str, file: &'static str, bare: Bare, message: &'static str) -> Made {
    Made { format, file, bare, head: "", message, between: "\n", tail: "\n" }
}

const SECOND: &str = "%Y-%m-%d %H:%M:%S";
const MINUTE: &str = "%Y/%m/%d %H:%M";

pub const ALL: &[Made] = &[
    lines(
        "native",
        r#"{"id":"{n}","time":"{rfc}","group":"g1","sender":"{id}","kind":"text","text":"{text}","mentions":[],"emoji":["玫瑰"]}"#,
    ),
    lines(
        "wecom",
        r#"{"msgid":"{n}_1","action":"send","from":"{id}","tolist":["a","b"],"roomid":"wr1","msgtime":{s}000,"msgtype":"text","text":{"content":"{text}"}}"#,
    ),
    lines(
        "feishu",
        r#"{"message_id":"om_{n}","msg_type":"text","create_time":"{s}000","update_time":"{s}000","deleted":false,"updated":false,"chat_id":"oc_1","sender":{"id":"{id}","id_type":"open_id","sender_type":"user","tenant_key":"t"},"body":{"content":"{\"text\":\"{text}\"}"}}"#,
    ),
    lines(
        "dingtalk",
        r#"{"conversationId":"cid1","conversationTitle":"防汛群","conversationType":"2","msgId":"m{n}","createAt":{s}000,"senderNick":"{name}","senderStaffId":"{id}","senderId":"$:{id}","chatbotUserId":"bot","sessionWebhook":"https://example.org/","msgtype":"text","text":{"content":"{text}"}}"#,
    ),
    lines("json", r#"{"no":{n},"when":"{date}","who":{"id":"{id}","name":"{name}"},"said":"{text}"}"#),
    json(
        "chatlab",
        r#"{"chatlab":{"version":"0.0.2"},"meta":{"name":"防汛群","platform":"wechat","type":"group","groupId":"1@chatroom"},"members":[],"messages":["#,
        r#"{"sender":"{id}","accountName":"{name}","timestamp":{s},"type":0,"content":"{text}","platformMessageId":"{n}"}"#,
        "]}",
    ),
    json(
        "pywxdump",
        "[",
        r#"{"id":{n},"MsgSvrID":"7{n}","type_name":"文本","is_sender":0,"talker":"{id}","room_name":"45@chatroom","msg":"{text}","src":"","extra":{},"CreateTime":"{date}"}"#,
        "]",
    ),
    json(
        "chatlog",
        "[",
        r#"{"seq":{n},"time":"{rfc}","talker":"45@chatroom","talkerName":"防汛群","isChatRoom":true,"sender":"{id}","senderName":"{name}","isSelf":false,"type":1,"subType":0,"content":"{text}"}"#,
        "]",
    ),
    json(
        "weflow",
        r#"{"weflow":{"version":"1.0.3"},"session":{"accountId":"45@chatroom","nickname":"防汛群","type":"群聊"},"messages":["#,
        r#"{"localId":{n},"createTime":{s},"formattedTime":"{date}","type":"文本消息","localType":1,"content":"{text}","isSend":0,"senderUsername":"{id}","senderDisplayName":"{name}","source":"","platformMessageId":"8{n}"}"#,
        "]}",
    ),
    json(
        "qq",
        r#"{"metadata":{"name":"QQChatExporter V4","version":"4.0.0"},"chatInfo":{"name":"防汛群","type":"group"},"messages":["#,
        r#"{"id":"7{n}","seq":"{n}","timestamp":{s}000,"sender":{"uid":"u_{id}","uin":"{id}","name":"{name}"},"type":"text","content":{"text":"{text}","html":"","elements":[{"type":"text","data":{"text":"{text}"}}],"resources":[]},"recalled":false,"system":false}"#,
        "]}",
    ),
    json(
        "telegram",
        r#"{"name":"防汛群","type":"private_supergroup","id":45,"messages":["#,
        r#"{"id":{n},"type":"message","date":"{rfc}","date_unixtime":"{s}","from":"{name}","from_id":"{id}","text":"{text}"}"#,
        "]}",
    ),
    json(
        "discord",
        r#"{"guild":{"id":"1","name":"某镇"},"channel":{"id":"45","type":"GuildTextChat","category":"工作","name":"防汛"},"messages":["#,
        r#"{"id":"{n}","type":"Default","timestamp":"{rfc}","isPinned":false,"content":"{text}","author":{"id":"{id}","name":"{name}","discriminator":"0000","nickname":"{name}","isBot":false,"roles":[]},"attachments":[],"embeds":[],"stickers":[],"reactions":[],"mentions":[]}"#,
        "]}",
    ),
    csv(
        "memotrace-csv",
        3,
        "消息ID,类型,发送人,时间,内容,备注,昵称,更多信息\r\n",
        "{n},文本,{name},{date},{text},,{name},",
    ),
    csv(
        "memotrace1-csv",
        8,
        "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender\r\n",
        "{n},12,1,0,0,{s},2,{text},{date},,{name},{id}",
    ),
    csv(
        "pywxdump-csv",
        8,
        "id,MsgSvrID,type_name,is_sender,talker,room_name,msg,src,CreateTime\r\n",
        "{n},6{n},文本,0,{id},48@chatroom,{text},,{date}",
    ),
    csv(
        "chatlog-csv",
        0,
        "Time,SenderName,Sender,TalkerName,Talker,Content\r\n",
        "{date},{name},{id},防汛群,48@chatroom,{text}",
    ),
    csv("table", 1, "序号,时间,工号,姓名,内容\r\n", "{n},{date},{id},{name},{text}"),
    text(
        "memotrace-txt",
        "防汛群.txt",
        Bare::Text { head: r"^(?<time>\d{4}-\d\d-\d\d \d{1,2}:\d\d:\d\d) (?<who>.+)$", form: SECOND },
        "{date} {name}\n{text}\n",
    ),
    text(
        "chatlog-txt",
        "防汛群.txt",
        Bare::Text {
            head: r"^(?<who>.+)\((?<id>\S+)\) (?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)$",
            form: SECOND,
        },
        "{name}({id}) {date}\n{text}\n",
    ),
    Made {
        head: "消息记录（此消息记录为文本格式，不支持重新导入）\n\n================================================================\n消息分组:工作群\n================================================================\n消息对象:防汛群\n================================================================\n\n",
        ..text(
            "qq-txt",
            "防汛群.txt",
            Bare::Text {
                head: r"^(?<time>\d{4}-\d\d-\d\d \d{1,2}:\d\d:\d\d) (?<who>.+)\((?<id>\d+)\)$",
                form: SECOND,
            },
            "{date} {name}({account})\n{text}\n",
        )
    },
    text(
        "whatsapp",
        "与“防汛群”的 WhatsApp 聊天.txt",
        Bare::Text {
            head: r"^(?<time>\d{4}/\d{1,2}/\d{1,2} \d{1,2}:\d\d) - (?<who>[^:]+): (?<said>.*)$",
            form: MINUTE,
        },
        "{minute} - {name}: {text}",
    ),
    text(
        "wechat-copy",
        "防汛群.txt",
        Bare::Text { head: r"^(?<who>.+) (?<time>\d{4}/\d{1,2}/\d{1,2} \d{1,2}:\d\d)$", form: MINUTE },
        "{name} {minute}\n{text}\n",
    ),
];

/// A Slack export of one channel, a file a day.
pub fn slack(path: &Path, messages: usize) {
    let folder = path.join("防汛群");
    std::fs::create_dir_all(&folder).unwrap();
    let users: Vec<_> = (0..50).map(|n| format!(r#"{{"id":"wxid_{n}","name":"he{n}"}}"#)).collect();
    std::fs::write(path.join("users.json"), format!("[{}]", users.join(","))).unwrap();
    std::fs::write(path.join("channels.json"), r#"[{"id":"C1","name":"防汛群"}]"#).unwrap();
    let day = json(
        "slack",
        "[",
        r#"{"client_msg_id":"m{n}","type":"message","text":"{text}","user":"{id}","ts":"{s}.{micro}","team":"T1","user_team":"T1","user_profile":{"real_name":"{name}","display_name":"{name}","is_restricted":false},"blocks":[{"type":"rich_text","block_id":"b{n}","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"{text}"}]}]}]}"#,
        "]",
    );
    for (index, from) in (0..messages).step_by(A_DAY).enumerate() {
        day.write_some(&folder.join(format!("day{index:03}.json")), from..messages.min(from + A_DAY));
    }
}

/// Messages of a day.
const A_DAY: usize = 20_000;

/// The map that the formats of no known program need.
pub fn columns(path: &Path) -> Option<Arc<ColumnMap>> {
    let text = match path.extension()?.to_str()? {
        "csv" => "{ id: 序号, time: 时间, sender: 工号, sender.name: 姓名, text: 内容 }",
        "jsonl" => "{ id: no, time: when, sender: who.id, sender.name: who.name, text: said }",
        _ => return None,
    };
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    let file = sources.add("qungui.yaml", text);
    let node = yaml::parse(&sources, file, &mut problems).unwrap();
    read_columns(&node, &mut problems).map(Arc::new)
}

impl Made {
    /// Writes so many messages.
    pub fn write(&self, path: &Path, messages: usize) {
        self.write_some(path, 0..messages);
    }

    fn write_some(&self, path: &Path, messages: Range<usize>) {
        let zone = qungui::ingest::Options::default().timezone;
        let mut out = BufWriter::new(File::create(path).unwrap());
        write!(out, "{}", self.head).unwrap();
        for n in messages.clone() {
            let seconds = 1_772_413_200 + n as i64 / 3;
            let rfc = show_time(seconds * 1000, &zone);
            let date = rfc[..19].replace('T', " ");
            let person = n % 50;
            let text = format!("第{n}条消息：今天下午三点在二楼会议室开会，请各位准时参加[玫瑰]");
            let message = [
                ("{n}", n.to_string()),
                ("{micro}", format!("{:06}", n % 3)),
                ("{s}", seconds.to_string()),
                ("{minute}", date[..16].replace('-', "/")),
                ("{date}", date),
                ("{rfc}", rfc),
                ("{id}", format!("wxid_{person}")),
                ("{account}", format!("{}", 10_000 + person)),
                ("{name}", format!("何{}", char::from_u32(0x4e00 + person as u32).unwrap())),
                ("{text}", text),
            ];
            let message =
                message.iter().fold(self.message.to_string(), |all, (hole, value)| all.replace(hole, value));
            let between = if n == messages.start { "" } else { self.between };
            write!(out, "{between}{message}").unwrap();
        }
        write!(out, "{}", self.tail).unwrap();
        out.flush().unwrap();
    }
}
