//! Rule set R many times over, each copy a little different: `RULES.md`, Replication.

use std::fmt::Write as _;

use crate::words;

const NUMBER: &str = "(^|[^0-9])(1[3-9][0-9]{9}|[1-9][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx])([^0-9]|$)";

/// A policy with so many copies of each of the twelve rules. Its lists are those of a folder `lists` beside it.
pub fn policy(copies: usize) -> String {
    let mut text = String::from(
        "policy bench.copies \"Rule set R, many times\" { timezone \"Asia/Shanghai\" }\n\
         role leader \"As the log says\"\n\
         list flattery  from \"lists/flattery.txt\"\n\
         list demand    from \"lists/demand.txt\"\n\
         list sensitive from \"lists/sensitive.txt\"\n",
    );
    let sensitive = words::sensitive();
    for copy in 0..copies {
        lists(copy, &sensitive, &mut text);
        rules(copy, &mut text);
    }
    text
}

/// What is added to a name in this copy.
fn suffix(copy: usize) -> String {
    if copy == 0 { String::new() } else { format!("_{copy}") }
}

/// Each copy's lists lack the first phrases of the last copy's.
fn lists(copy: usize, sensitive: &[String], out: &mut String) {
    let Some(last) = copy.checked_sub(1) else { return };
    let (own, last_name) = (suffix(copy), suffix(last));
    let gone: Vec<String> = sensitive[10 * last..10 * copy].iter().map(|p| format!("\"{p}\"")).collect();
    let _ = writeln!(out, "list flattery{own} = flattery{last_name} - [\"{}\"]", words::flattery()[last]);
    let _ = writeln!(out, "list sensitive{own} = sensitive{last_name} - [{}]", gone.join(", "));
}

fn rules(copy: usize, out: &mut String) {
    let (name, ones, tens) = (suffix(copy), copy % 10, copy / 10);
    let mut rule = |number: usize, body: String| {
        let _ = writeln!(out, "rule R{number}{name} \"Copy {copy}\" {{ {body} }}");
    };
    let long = if copy == 0 { String::new() } else { format!("where text.length >= {copy} ") };
    let evening = 22 * 60 - copy;
    rule(1, format!("{long}when kind is red_packet"));
    rule(2, format!("where sender is not leader when text contains exactly flattery{name}"));
    rule(3, format!("when text contains exactly sensitive{name}"));
    rule(
        4,
        format!(
            "where sender is leader and mentions everyone when clock in {:02}:{:02}..07:00 or weekday in sat..sun",
            evening / 60,
            evening % 60
        ),
    );
    rule(5, format!("{long}when text matches /{NUMBER}/"));
    rule(
        6,
        format!(
            "where sender is leader when followed within {}s by at least {} senders \
             (sender is not leader and (text contains exactly flattery or emoji contains \"玫瑰\"))",
            600 - 30 * tens,
            3 + ones
        ),
    );
    rule(7, format!("per group when more than {} messages in last 5m", 100 + copy));
    let (whole, half) = ((600 - 5 * copy) / 10, (600 - 5 * copy) % 10);
    rule(
        8,
        format!(
            "each day per group when at least {} messages and more than {whole}.{half}% of messages (kind is image)",
            20 + copy
        ),
    );
    rule(
        9,
        format!(
            "per sender, exactly text where text.length >= 10 when at least {} groups in last {}s",
            3 + ones,
            86_400 - 3600 * tens
        ),
    );
    rule(
        10,
        format!(
            "where kind is link and sender is leader when followed within {}s by no message \
             (kind is text and sender is not trigger.sender)",
            7200 + 60 * copy
        ),
    );
    rule(11, format!("each day per sender when more than {} groups", 20 + copy));
    rule(
        12,
        format!(
            "where sender is leader and text contains exactly demand when followed within {}s by at least {} senders \
             (kind is image)",
            1800 - 60 * tens,
            5 + ones
        ),
    );
}
