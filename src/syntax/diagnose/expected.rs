//! What could have stood at a place, in people's words.

use crate::diag::Both;
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::{self, Keyword};

/// The keyword of a grammar rule.
fn keyword(node: Rule) -> Option<&'static Keyword> {
    keywords::named(format!("{node:?}").strip_prefix("kw_")?)
}

/// The spellings that would have been read.
pub fn words(rules: &[Rule]) -> Vec<&'static str> {
    rules.iter().filter_map(|r| keyword(*r)).flat_map(|k| k.spellings()).map(keywords::first_word).collect()
}

/// What would have been read: kinds of things first, then words, at most four.
pub fn describe(rules: &[Rule], chinese: bool) -> Both {
    let mut nouns: Vec<(String, String)> = Vec::new();
    let mut words: Vec<(String, String)> = Vec::new();
    for node in rules {
        let (list, entry) = match (noun(*node), keyword(*node)) {
            (Some((en, zh)), _) => (&mut nouns, (en.to_string(), zh.to_string())),
            (None, Some(k)) => {
                let word = format!("`{}`", k.preferred(chinese));
                (&mut words, (word.clone(), word))
            }
            (None, None) => continue,
        };
        if !list.contains(&entry) {
            list.push(entry);
        }
    }
    // Beside a kind of thing, words of other kinds are noise once there are many.
    if !nouns.is_empty() && words.len() + nouns.len() > 4 {
        words.clear();
    }
    nouns.extend(words);
    nouns.truncate(5);
    if nouns.is_empty() {
        nouns.push(("something else".into(), "别的内容".into()));
    }
    let (en, zh): (Vec<String>, Vec<String>) = nouns.into_iter().unzip();
    Both { en: list(&en, ", ", " or "), zh: list(&zh, "、", "或") }
}

fn list(parts: &[String], comma: &str, or: &str) -> String {
    match parts {
        [init @ .., last] if !init.is_empty() => format!("{}{or}{last}", init.join(comma)),
        _ => parts.join(comma),
    }
}

/// The kind of thing that a rule reads.
fn noun(node: Rule) -> Option<(&'static str, &'static str)> {
    Some(match node {
        Rule::item => ("a declaration", "声明"),
        Rule::clause | Rule::policy_clause => ("a clause", "子句"),
        Rule::condition | Rule::operand | Rule::comparison => ("a condition", "条件"),
        Rule::sum | Rule::product | Rule::ranged | Rule::atom | Rule::values => ("a value", "值"),
        Rule::presence | Rule::matching | Rule::containing | Rule::belonging | Rule::relating => {
            ("a comparison such as `is` or `contains`", "比较，如 `是`、`含`")
        }
        Rule::conjunction | Rule::disjunction => ("`and` or `or`", "`且` 或 `或`"),
        Rule::path | Rule::key | Rule::head | Rule::part | Rule::different => {
            ("a field or name", "字段或名称")
        }
        Rule::name | Rule::word => ("a name", "名称"),
        Rule::string => ("a text in quotes", "引号中的文字"),
        Rule::words => ("a list of texts in `[ ]`", "`[ ]` 中的词表"),
        Rule::length | Rule::duration => ("a length of time such as `10m`", "时长，如 `10分钟`"),
        Rule::day | Rule::date => ("a date such as `2026-10-01`", "日期，如 `2026-10-01`"),
        Rule::clock_range | Rule::clock => {
            ("a range of times such as `08:30..12:00`", "时刻范围，如 `08:30..12:00`")
        }
        Rule::day_range | Rule::weekday | Rule::hours_span => {
            ("days such as `mon..fri`", "星期，如 `周一至周五`")
        }
        Rule::count | Rule::count_term | Rule::count_atom | Rule::count_number | Rule::percent => {
            ("a number", "数字")
        }
        Rule::amount => ("an amount such as `at least 3`", "数量，如 `至少 3`"),
        Rule::noun => {
            ("`messages`, `senders` or another thing that is counted", "`条消息`、`名发送者` 等所数之物")
        }
        Rule::target => ("`message`, `day` or another thing that is judged", "`条消息`、`天` 等评判对象"),
        Rule::session => ("`gap` and a length of time", "`间隔` 和时长"),
        Rule::list_term => ("a list in `[ ]` or the name of one", "`[ ]` 中的词表或词表名"),
        Rule::lbrace => ("`{`", "`{`"),
        Rule::rbrace => ("`}`", "`}`"),
        Rule::lparen | Rule::bracket => ("`(`", "`(`"),
        Rule::rparen => ("`)`", "`)`"),
        Rule::lbracket => ("`[`", "`[`"),
        Rule::rbracket => ("`]`", "`]`"),
        Rule::equals => ("`=`", "`=`"),
        Rule::comma => ("`,`", "`,`"),
        Rule::range_mark => ("`..`", "`..`"),
        Rule::EOI => ("the end", "结尾"),
        _ => return None,
    })
}
