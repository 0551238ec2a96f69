//! The words of the language, English and Chinese, in one table.
//!
//! The grammar's keyword rules (`kw_NAME`) are written from it, which a test holds; the reference, completion and
//! the formatter read it too. The first spelling of each language is the preferred one, the others are read as well.
//!
//! # Which words are reserved
//!
//! Words that give a policy its structure cannot be names of declarations, nor stand at the head of a path:
//! those of [`Class::Item`], [`Class::Clause`], [`Class::Operator`], [`Class::Weekday`] and [`Class::Later`], in both
//! languages (of a spelling of several words, the first). All others mean something in one place only and stay free;
//! after a `.` any word is the name of a field.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::diag::{Both, nearest};

/// A keyword and its spellings.
#[derive(Debug, Clone, Copy)]
pub struct Keyword {
    /// Its name; the grammar's rule is `kw_` and this.
    pub name: &'static str,
    /// Where it belongs.
    pub class: Class,
    /// English spellings, the preferred one first. Words are separated by one blank.
    pub en: &'static [&'static str],
    /// Chinese spellings, the preferred one first.
    pub zh: &'static [&'static str],
}

/// What a keyword is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Starts a declaration.
    Item,
    /// Starts a clause of a rule.
    Clause,
    /// Continues a clause or a condition.
    Operator,
    /// A day of the week.
    Weekday,
    /// Reserved for a later version.
    Later,
    /// A unit after a number.
    Unit,
    /// A word with a meaning in one place only; not reserved.
    Place,
}

impl Keyword {
    /// All spellings, English first.
    pub fn spellings(&self) -> impl Iterator<Item = &'static str> {
        self.en.iter().chain(self.zh).copied()
    }

    /// The preferred spelling of a language, or of the other one where it has none.
    pub fn preferred(&self, chinese: bool) -> &'static str {
        let (first, second) = if chinese { (self.zh, self.en) } else { (self.en, self.zh) };
        first.first().or(second.first()).copied().unwrap_or(self.name)
    }

    /// True if its words cannot be names.
    pub fn is_reserved(&self) -> bool {
        !matches!(self.class, Class::Unit | Class::Place)
    }
}

/// Keywords by their whole spellings (units left out), and by the first words of them.
struct Index {
    whole: HashMap<&'static str, &'static Keyword>,
    first: HashMap<&'static str, Vec<&'static Keyword>>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut index = Index { whole: HashMap::new(), first: HashMap::new() };
    for keyword in KEYWORDS {
        for spelling in keyword.spellings() {
            if keyword.class != Class::Unit {
                index.whole.entry(spelling).or_insert(keyword);
            }
            index.first.entry(first_word(spelling)).or_default().push(keyword);
        }
    }
    index
});

/// The keyword that is spelled exactly so; of several, the first in the table.
pub fn find(spelling: &str) -> Option<&'static Keyword> {
    INDEX.whole.get(spelling).copied()
}

/// The keyword of this name.
pub fn named(name: &str) -> Option<&'static Keyword> {
    KEYWORDS.iter().find(|k| k.name == name)
}

/// The keywords with a spelling that starts with this word.
fn beginning(word: &str) -> impl Iterator<Item = &'static Keyword> {
    INDEX.first.get(word).into_iter().flatten().copied()
}

/// The declaration or clause keyword of this word (of a spelling of several words, its first).
pub fn starting(word: &str, class: Class) -> Option<&'static Keyword> {
    beginning(word).find(|k| k.class == class)
}

/// The spelling nearest to a word among those that start a declaration or a clause.
pub fn nearest_starting(word: &str, class: Class) -> Option<&'static str> {
    let spellings = KEYWORDS.iter().filter(|k| k.class == class).flat_map(|k| k.spellings());
    nearest(word, spellings.filter(|s| s.chars().count() > 1))
}

/// The preferred spellings of a class, between backticks.
pub fn listed(class: Class, chinese: bool) -> Both {
    let main = KEYWORDS.iter().filter(|k| k.class == class && !k.en.is_empty());
    let words: Vec<String> = main.map(|k| format!("`{}`", k.preferred(chinese))).collect();
    Both { en: words.join(", "), zh: words.join("、") }
}

/// True if a word cannot be the name of a declaration.
pub fn is_reserved(word: &str) -> bool {
    beginning(word).any(Keyword::is_reserved)
}

/// The keyword of a transcript that is spelled so.
pub fn in_transcript(word: &str) -> Option<&'static Keyword> {
    TRANSCRIPT.iter().find(|k| k.spellings().any(|s| first_word(s) == word))
}

/// The first word of a spelling.
pub fn first_word(spelling: &str) -> &str {
    spelling.split(' ').next().unwrap_or(spelling)
}

use Class::{Clause, Item, Later, Operator, Place, Unit, Weekday};

const fn word(
    name: &'static str,
    class: Class,
    en: &'static [&'static str],
    zh: &'static [&'static str],
) -> Keyword {
    Keyword { name, class, en, zh }
}

/// The table.
#[rustfmt::skip]
pub const KEYWORDS: &[Keyword] = &[
    // Declarations.
    word("policy", Item, &["policy"], &["策略", "制度"]),
    word("use", Item, &["use"], &["使用", "引入"]),
    word("hours", Item, &["hours"], &["时段"]),
    word("role", Item, &["role"], &["角色"]),
    word("param", Item, &["param"], &["参数"]),
    word("list", Item, &["list"], &["名单", "词表", "列表"]),
    word("define", Item, &["define"], &["定义"]),
    word("rule", Item, &["rule"], &["规则"]),
    word("test", Item, &["test"], &["测试"]),
    word("extends", Later, &["extends"], &["继承"]),
    word("amend", Later, &["amend"], &["修订"]),
    word("waive", Later, &["waive"], &["豁免"]),

    // Inside `policy`, and after the name of a list.
    word("version", Place, &["version"], &["版本"]),
    word("timezone", Place, &["timezone"], &["时区"]),
    word("calendar", Place, &["calendar"], &["日历"]),
    word("from", Place, &["from"], &["来自"]),

    // Clauses.
    word("severity", Clause, &["severity"], &["级别"]),
    word("basis", Clause, &["basis"], &["依据"]),
    word("remedy", Clause, &["remedy"], &["处置", "整改"]),
    word("tags", Clause, &["tags"], &["标签"]),
    word("since", Clause, &["since"], &["自", "起始于"]),
    word("each", Clause, &["each"], &["每", "逐"]),
    word("per", Clause, &["per"], &["按"]),
    word("where", Clause, &["where"], &["其中"]),
    word("when", Clause, &["when"], &["当"]),
    word("unless", Clause, &["unless"], &["除非"]),
    word("once", Clause, &["once per"], &["合并", "归并"]),
    word("report", Clause, &["report"], &["报告"]),
    word("because", Operator, &["because"], &["因为", "由于"]),
    word("until", Operator, &["until"], &["直到", "截至"]),

    // `each …` and `per log`.
    word("one_message", Place, &["message"], &["消息", "条消息"]),
    word("one_event", Place, &["event"], &["事件", "个事件"]),
    word("one_mention", Place, &["mention"], &["提及", "次提及"]),
    word("one_hour", Place, &["hour"], &["小时"]),
    word("one_day", Place, &["day"], &["天", "日"]),
    word("one_week", Place, &["week"], &["周"]),
    word("one_month", Place, &["month"], &["月"]),
    word("one_session", Place, &["session"], &["会话", "段会话"]),
    word("one_group", Place, &["group"], &["群", "个群"]),
    word("one_member", Place, &["member"], &["成员", "名成员"]),
    word("every_message", Clause, &[], &["每条消息", "逐条消息"]),
    word("every_event", Clause, &[], &["每个事件"]),
    word("every_mention", Clause, &[], &["每次提及"]),
    word("every_hour", Clause, &[], &["每小时"]),
    word("every_day", Clause, &[], &["每天", "每日"]),
    word("every_week", Clause, &[], &["每周"]),
    word("every_month", Clause, &[], &["每月"]),
    word("every_session", Clause, &[], &["每段会话"]),
    word("every_group", Clause, &[], &["每个群", "每群"]),
    word("every_member", Clause, &[], &["每名成员", "每个成员"]),
    word("gap", Place, &["gap"], &["间隔"]),
    word("longest", Place, &["at most"], &["最长", "至多"]),
    word("log", Place, &["log"], &["日志", "全部"]),

    // Conditions.
    word("and", Operator, &["and"], &["且", "并且", "而且"]),
    word("or", Operator, &["or"], &["或", "或者"]),
    word("not", Operator, &["not"], &["非", "不", "并非"]),
    word("is", Operator, &["is"], &["是", "为", "等于"]),
    word("is_not", Operator, &["is not"], &["不是", "不为", "不等于"]),
    word("less", Operator, &[], &["小于"]),
    word("less_equal", Operator, &[], &["不大于"]),
    word("greater", Operator, &[], &["大于"]),
    word("greater_equal", Operator, &[], &["不小于"]),
    word("in", Operator, &["in"], &["在", "属于"]),
    word("not_in", Operator, &["not in"], &["不在", "不属于"]),
    word("outside", Operator, &["outside"], &[]),
    word("beyond", Operator, &[], &["之外", "以外"]),
    word("inside", Operator, &[], &["内", "之内", "以内", "之中", "之间"]),
    word("contains", Operator, &["contains"], &["含", "包含", "含有"]),
    word("contains_not", Operator, &["does not contain"], &["不含", "不包含", "不含有"]),
    word("starts_with", Operator, &["starts with"], &["开头是", "开头为"]),
    word("ends_with", Operator, &["ends with"], &["结尾是", "结尾为"]),
    word("matches", Operator, &["matches"], &["匹配"]),
    word("all_of", Operator, &["all of"], &["全部", "所有"]),
    word("absent", Place, &["absent"], &["缺失", "不存在"]),
    word("present", Place, &["present"], &["存在"]),
    word("lacks", Operator, &[], &["缺失", "不存在"]),
    word("exists", Operator, &[], &["存在"]),
    word("mentions", Place, &["mentions"], &["提及"]),
    word("everyone", Place, &["everyone"], &["所有人", "全体成员"]),
    word("recalls", Place, &["recalls"], &["撤回"]),
    word("quotes", Place, &["quotes"], &["引用"]),
    word("trigger", Place, &["trigger"], &["触发消息", "触发"]),

    // Looking at other messages.
    word("followed", Operator, &["followed within"], &["随后", "此后"]),
    word("preceded", Operator, &["preceded within"], &["此前", "先前"]),
    word("by", Operator, &["by"], &[]),
    word("last", Operator, &["in last", "in the last"], &["最近", "过去"]),
    word("row", Operator, &["in a row"], &["连续"]),
    word("any", Operator, &["any"], &["任何", "任一", "有"]),
    word("no", Operator, &["no"], &["没有", "无"]),
    word("at_least", Operator, &["at least"], &["至少", "不少于"]),
    word("more_than", Operator, &["more than"], &["超过", "多于"]),
    word("at_most", Operator, &["at most"], &["至多", "最多", "不超过"]),
    word("fewer_than", Operator, &["fewer than", "less than"], &["少于", "低于", "不足"]),
    word("exactly", Operator, &["exactly"], &["恰好", "正好", "原样"]),
    word("messages", Place, &["messages", "message"], &["条消息", "消息"]),
    word("events", Place, &["events", "event"], &["个事件", "次事件", "事件"]),
    word("senders", Place, &["senders", "sender"], &["名发送者", "位发送者", "个发送者", "发送者", "人"]),
    word("groups", Place, &["groups", "group"], &["个群", "群"]),
    word("days", Place, &["days", "day"], &["天", "个日子"]),
    word("different", Place, &["different"], &["不同", "种不同", "个不同", "不同的", "种不同的", "个不同的"]),
    word("sum", Operator, &["sum"], &["合计", "总计"]),
    word("average", Operator, &["average"], &["平均"]),
    word("min", Operator, &["min"], &["最小"]),
    word("max", Operator, &["max"], &["最大"]),

    // Days of the week.
    word("monday", Weekday, &["mon", "monday"], &["周一", "星期一"]),
    word("tuesday", Weekday, &["tue", "tuesday"], &["周二", "星期二"]),
    word("wednesday", Weekday, &["wed", "wednesday"], &["周三", "星期三"]),
    word("thursday", Weekday, &["thu", "thursday"], &["周四", "星期四"]),
    word("friday", Weekday, &["fri", "friday"], &["周五", "星期五"]),
    word("saturday", Weekday, &["sat", "saturday"], &["周六", "星期六"]),
    word("sunday", Weekday, &["sun", "sunday"], &["周日", "星期日", "星期天"]),

    // Units, right after a number or one blank later.
    word("second", Unit, &["s", "sec", "second", "seconds"], &["秒", "秒钟"]),
    word("minute", Unit, &["m", "min", "minute", "minutes"], &["分钟", "分"]),
    word("hour", Unit, &["h", "hour", "hours"], &["小时", "个小时"]),
    word("day", Unit, &["d", "day", "days"], &["天", "日"]),
    word("week", Unit, &["w", "week", "weeks"], &["周", "星期", "个星期"]),
    word("workday", Unit, &["workdays", "workday"], &["个工作日", "工作日"]),
    word("workhour", Unit, &["workhours", "workhour"], &["个工作小时", "工作小时"]),
    word("yuan", Unit, &["yuan"], &["元"]),
];

/// The words of transcripts; they mean something at the start of a line, or after `expect`.
#[rustfmt::skip]
pub const TRANSCRIPT: &[Keyword] = &[
    word("roster", Place, &["roster"], &["名册"]),
    word("group", Place, &["group"], &["群"]),
    word("date", Place, &["date"], &["日期"]),
    word("covers", Place, &["covers"], &["覆盖"]),
    word("expect", Place, &["expect"], &["期望", "预期"]),
    word("at", Place, &["at"], &["于", "在"]),
    word("value", Place, &["with value"], &["值为"]),
    word("no", Place, &["no"], &["无", "没有"]),
    word("pending", Place, &["pending"], &["待定"]),
    word("undetermined", Place, &["undetermined"], &["未定", "无法判定"]),
    word("excepted", Place, &["excepted"], &["例外", "豁免"]),
];
