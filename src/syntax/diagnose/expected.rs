//! What could have stood at a place, in people's words.

use crate::diag::Both;
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::{self, Class, KEYWORDS, Keyword};

/// The keyword of a grammar rule.
fn keyword(node: Rule) -> Option<&'static Keyword> {
    keywords::named(format!("{node:?}").strip_prefix("kw_")?)
}

/// The keywords that a rule of several forms can start with, by name; a `*` stands for the rest of a name.
fn openers(node: Rule) -> &'static [&'static str] {
    match node {
        Rule::target => &["one_*"],
        Rule::noun => &["messages", "events", "senders", "groups", "days", "different"],
        Rule::conjunction | Rule::disjunction => &["and", "or"],
        Rule::relating => &["is", "is_not"],
        Rule::containing => &["contains", "contains_not", "starts_with", "ends_with"],
        Rule::belonging => &["in", "not_in", "outside"],
        Rule::matching => &["matches"],
        Rule::presence => &["lacks", "exists"],
        Rule::because => &["because"],
        Rule::until => &["until"],
        Rule::window => &["last"],
        Rule::tail => &["row", "last"],
        Rule::condition | Rule::operand | Rule::phrase => &[
            "not",
            "any",
            "no",
            "at_least",
            "more_than",
            "at_most",
            "fewer_than",
            "followed",
            "preceded",
            "in",
        ],
        Rule::session => &["gap"],
        _ => &[],
    }
}

/// Spellings (of several words, the first) that would have been read.
pub fn words(rules: &[Rule]) -> Vec<&'static str> {
    let named = |name: &str| {
        KEYWORDS
            .iter()
            .filter(move |k| match name.strip_suffix('*') {
                Some(start) => k.name.starts_with(start),
                None => k.name == name,
            })
            .collect::<Vec<_>>()
    };
    let open = rules.iter().flat_map(|r| openers(*r)).flat_map(|name| named(name));
    let classes = rules.iter().filter_map(|r| match r {
        Rule::clause => Some(Class::Clause),
        Rule::item => Some(Class::Item),
        _ => None,
    });
    let starting = classes.flat_map(|class| KEYWORDS.iter().filter(move |k| k.class == class));
    let single = rules.iter().filter_map(|r| keyword(*r));
    open.chain(starting).chain(single).flat_map(|k| k.spellings()).map(keywords::first_word).collect()
}

/// What would have been read: kinds of things first, then words, at most four. Words are those of the file's language.
pub fn describe(rules: &[Rule], chinese: bool) -> Both {
    let (mut nouns, mut words) = (Vec::new(), Vec::new());
    if rules.contains(&Rule::range_mark) {
        words.push(("`..`".to_string(), "`..`".to_string()));
    }
    for node in rules {
        let known = keyword(*node).filter(|k| !(if chinese { k.zh } else { k.en }).is_empty());
        let (list, entry) = match (noun(*node), known) {
            (Some((en, zh)), _) => (&mut nouns, (spelled(en, chinese), spelled(zh, chinese))),
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
    // Beside a whole value or condition, single words are noise.
    let broad =
        |(en, _): &(String, String)| en == "a value" || en == "a condition" || en.starts_with("a comparison");
    if !nouns.iter().any(broad) {
        nouns.extend(words);
    }
    nouns.truncate(4);
    if nouns.is_empty() {
        return nothing();
    }
    let (en, zh): (Vec<String>, Vec<String>) = nouns.into_iter().unzip();
    let zh = list(&zh, "、", "或");
    let zh = if zh.starts_with('`') { format!(" {zh}") } else { zh };
    Both { en: list(&en, ", ", " or "), zh }
}

/// What is said when nothing more could have been read.
pub fn nothing() -> Both {
    ("nothing more", "别无他物").into()
}

fn list(parts: &[String], comma: &str, or: &str) -> String {
    match parts {
        [init @ .., last] if !init.is_empty() => format!("{}{or}{last}", init.join(comma)),
        _ => parts.join(comma),
    }
}

/// Puts the preferred spellings of keywords in place of `%name`.
fn spelled(text: &str, chinese: bool) -> String {
    let mut parts = text.split('%');
    let mut out = parts.next().unwrap_or("").to_string();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(part.len());
        let (name, rest) = part.split_at(end);
        out.push_str(keywords::named(name).map_or(name, |k| k.preferred(chinese)));
        out.push_str(rest);
    }
    out
}

/// The kind of thing that a rule reads.
fn noun(node: Rule) -> Option<(&'static str, &'static str)> {
    Some(match node {
        Rule::item => ("a declaration", "声明"),
        Rule::clause | Rule::policy_clause => ("a clause", "子句"),
        Rule::condition | Rule::operand | Rule::comparison => ("a condition", "条件"),
        Rule::sum | Rule::product | Rule::ranged | Rule::atom | Rule::values => ("a value", "值"),
        Rule::presence | Rule::matching | Rule::containing | Rule::belonging | Rule::relating => {
            ("a comparison such as `%is` or `%contains`", "比较（如 `%is`、`%contains`）")
        }
        Rule::conjunction | Rule::disjunction => ("`%and` or `%or`", "`%and`、`%or`"),
        Rule::path | Rule::key | Rule::head | Rule::part | Rule::different => {
            ("a field or name", "字段或名称")
        }
        Rule::name | Rule::word => ("a name", "名称"),
        Rule::string => ("a text in quotes", "引号中的文字"),
        Rule::words => ("a list of texts in `[ ]`", "`[ ]` 中的词表"),
        Rule::length | Rule::duration => ("a length of time such as `10m`", "时长（如 `10分钟`）"),
        Rule::day | Rule::date => ("a date such as `2026-10-01`", "日期（如 `2026-10-01`）"),
        Rule::clock_range | Rule::clock => {
            ("a range of times such as `08:30..12:00`", "时刻范围（如 `08:30..12:00`）")
        }
        Rule::day_range | Rule::weekday | Rule::hours_span => {
            ("days such as `%monday..%friday`", "星期（如 `%monday..%friday`）")
        }
        Rule::count | Rule::count_term | Rule::count_atom | Rule::count_number | Rule::percent => {
            ("a number", "数字")
        }
        Rule::amount => ("an amount such as `%at_least 3`", "数量（如 `%at_least 3`）"),
        Rule::noun => {
            ("`%messages`, `%senders` or another thing that is counted", "`%messages`、`%senders` 等所数之物")
        }
        Rule::target => (
            "`%one_message`, `%one_day` or another thing that is judged",
            "`%one_message`、`%one_day` 等评判对象",
        ),
        Rule::session => ("`%gap` and a length of time", "`%gap` 和时长"),
        Rule::list_term => ("a list in `[ ]` or the name of one", "`[ ]` 中的词表或词表名"),
        Rule::because => ("`%because`", "`%because`"),
        Rule::until => ("`%until`", "`%until`"),
        Rule::lbrace => ("`{`", "`{`"),
        Rule::rbrace => ("`}`", "`}`"),
        Rule::lparen => ("`(`", "`(`"),
        Rule::rparen => ("`)`", "`)`"),
        Rule::lbracket => ("`[`", "`[`"),
        Rule::rbracket => ("`]`", "`]`"),
        Rule::equals => ("`=`", "`=`"),
        Rule::comma => ("`,`", "`,`"),
        Rule::from_file => ("`%from` and a file", "`%from` 与文件"),
        _ => return None,
    })
}
