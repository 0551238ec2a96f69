//! An inspection for people.

use std::fmt::Write;

use super::{GroupSheet, Inspection, SourceSheet};
use crate::diag::Lang;
use crate::fields::Attr;
use crate::report::findings::{chinese, english};
use crate::report::{Paint, Style, count, escape, width};

/// Groups listed; the rest is counted.
const GROUPS: usize = 20;
/// Columns of a line, and of the names at its beginning.
const WIDE: usize = 100;
const INDENT: usize = 15;

/// The whole inspection. `describe`: what the format of a name is.
pub fn terminal(inspection: &Inspection, describe: &dyn Fn(&str) -> &'static str, style: Style) -> String {
    let mut screen = Screen { style, out: String::new() };
    for source in &inspection.sources {
        screen.source(source, describe(&source.line.format), &inspection.timezone);
    }
    screen.groups(inspection);
    screen.out
}

struct Screen {
    style: Style,
    out: String,
}

impl Screen {
    fn pick(&self, en: &str, zh: &str) -> String {
        self.style.lang.pick(en, zh).to_string()
    }

    /// A line with its name; long lists go on below.
    fn line(&mut self, en: &str, zh: &str, text: &str) {
        if text.is_empty() {
            return;
        }
        let name = self.pick(en, zh);
        let pad = " ".repeat((INDENT - 2).saturating_sub(width(&name)));
        let mut column = INDENT;
        let _ = write!(self.out, "  {}{pad}", self.style.paint(Paint::Dim, &name));
        let mut blank = "";
        for word in text.split(' ') {
            if column > INDENT && column + blank.len() + width(word) > WIDE {
                let _ = write!(self.out, "\n{}", " ".repeat(INDENT));
                (column, blank) = (INDENT, "");
            }
            self.out.push_str(blank);
            self.out.push_str(word);
            column += blank.len() + width(word);
            // Chinese punctuation brings its own space.
            blank = if word.ends_with(['，', '、', '；', '：']) { "" } else { " " };
        }
        self.out.push('\n');
    }

    fn source(&mut self, source: &SourceSheet, format: &str, zone: &str) {
        let line = &source.line;
        let _ = writeln!(self.out, "{}", self.style.paint(Paint::Bold, &escape(&line.path)));
        let sign = match source.sign.as_str() {
            "" => self.pick("told by its files", "依据文件夹中的文件"),
            sign => format!("{} `{}`", self.pick("told by", "依据"), escape(sign)),
        };
        self.line("format", "格式", &format!("{}: {format}, {sign}", line.format));
        self.line("encoding", "编码", &escape(&line.encoding));
        let (messages, events, skipped) = (line.messages, line.events, line.skipped);
        let (duplicates, displaced) = (line.duplicates, source.displaced);
        let counts = match self.style.lang {
            Lang::En => format!(
                "{}, {}; {skipped} bad, {duplicates} duplicate, {displaced} out of order",
                count(messages, "message"),
                count(events, "event")
            ),
            Lang::Zh => format!(
                "{messages} 条消息， {events} 个事件； {skipped} 条有误， {duplicates} 条重复， {displaced} 条乱序"
            ),
        };
        self.line("records", "记录", &counts);
        self.time(source, zone);
        self.kinds(source);
        self.fields(source);
        self.out.push('\n');
    }

    fn time(&mut self, source: &SourceSheet, zone: &str) {
        let line = &source.line;
        let show = |time: &Option<String>| time.clone().unwrap_or_else(|| "?".into());
        let precision = match source.precision_ms {
            ..1000 => self.pick("milliseconds", "毫秒"),
            1000..60_000 => self.pick("seconds", "秒"),
            _ => self.pick("minutes", "分钟"),
        };
        self.line("time", "时间", &format!("{} .. {}", show(&line.first), show(&line.last)));
        self.line("precision", "精度", &precision);
        if let Some([from, to]) = &line.covers {
            self.line("covers", "覆盖", &format!("{from} .. {to}"));
        }
        if source.local_times > 0 {
            let n = source.local_times;
            let text = match self.style.lang {
                Lang::En => format!("{n} times name none, read in {zone}"),
                Lang::Zh => format!("{n} 个时间未注明，按 {zone} 读取"),
            };
            self.line("zone", "时区", &text);
        }
    }

    fn kinds(&mut self, source: &SourceSheet) {
        let name = |kind: crate::model::Kind| self.style.lang.pick(kind.name(), kind.chinese());
        let seen = source.kinds.iter().filter(|kind| kind.count > 0);
        let seen: Vec<_> = seen.map(|kind| format!("{} {}", name(kind.kind), kind.count)).collect();
        let never: Vec<_> = source.kinds.iter().filter(|k| !k.supplied).map(|k| name(k.kind)).collect();
        let never = never.join(self.comma());
        self.line("kinds", "类型", &seen.join(self.comma()));
        self.line("not recorded", "不记录", &never);
    }

    fn fields(&mut self, source: &SourceSheet) {
        let name = |attr: Attr| if self.style.lang == Lang::En { english(attr) } else { chinese(attr) };
        let can = source.fields.iter().filter(|field| field.supplied);
        let can: Vec<_> = can
            .map(|field| match field.count {
                Some(count) => format!("{} {count}", name(field.attr)),
                None => name(field.attr),
            })
            .collect();
        let cannot = source.fields.iter().filter(|field| !field.supplied);
        let cannot: Vec<_> = cannot.map(|field| name(field.attr)).collect();
        let (can, cannot) = (can.join(self.comma()), cannot.join(self.comma()));
        self.line("answers", "能回答", &can);
        self.line("cannot tell", "不能回答", &cannot);
    }

    fn groups(&mut self, inspection: &Inspection) {
        let (groups, people, senders) = (inspection.groups.len(), inspection.people, inspection.senders);
        let head = match self.style.lang {
            Lang::En => format!("{groups} groups; {people} people, {senders} of them wrote"),
            Lang::Zh => format!("{groups} 个群； {people} 人，其中 {senders} 人发过言"),
        };
        let _ = writeln!(self.out, "{}", self.style.paint(Paint::Bold, &head));
        for group in inspection.groups.iter().take(GROUPS) {
            self.group(group);
        }
        let more = groups.saturating_sub(GROUPS);
        if more > 0 {
            let text = match self.style.lang {
                Lang::En => format!("  and {more} more (all with --format json)"),
                Lang::Zh => format!("  另有 {more} 个（用 --format json 查看全部）"),
            };
            let _ = writeln!(self.out, "{text}");
        }
    }

    fn group(&mut self, group: &GroupSheet) {
        let name = match group.name == group.id {
            true => String::new(),
            false => format!("  {}", escape(&group.name)),
        };
        let (messages, events, people) = (group.messages, group.events, group.people);
        let counts = match self.style.lang {
            Lang::En => {
                let people = format!("{people} {}", if people == 1 { "person" } else { "people" });
                format!("{}, {}, {people}", count(messages, "message"), count(events, "event"))
            }
            Lang::Zh => format!("{messages} 条消息，{events} 个事件，{people} 人"),
        };
        let owner = group
            .owner
            .as_ref()
            .map(|owner| format!("{}{}", self.pick(", owner ", "，群主 "), escape(&owner.name)));
        let _ = writeln!(self.out, "  {}{name}  {counts}{}", escape(&group.id), owner.unwrap_or_default());
    }

    fn comma(&self) -> &'static str {
        match self.style.lang {
            Lang::En => ", ",
            Lang::Zh => "、 ",
        }
    }
}
