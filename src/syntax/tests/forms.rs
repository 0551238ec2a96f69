//! Every form of conditions, clauses and transcripts, in both languages.

use super::*;

/// The shape with fields and kinds under their English names.
fn english(shape: &str) -> String {
    let mut out = String::new();
    for (index, part) in shape.split('\'').enumerate() {
        let kind = crate::model::Kind::ALL.iter().find(|k| k.chinese() == part).map(|k| k.name().to_string());
        let trigger = part.strip_prefix("触发.").and_then(crate::fields::find);
        let name = match index % 2 {
            0 => None,
            _ => crate::fields::find(part)
                .map(|f| f.english())
                .or(kind)
                .or(trigger.map(|f| format!("trigger.{}", f.english()))),
        };
        out.push_str(if index > 0 { "'" } else { "" });
        out.push_str(name.as_deref().unwrap_or(part));
    }
    out
}

/// Conditions and the same in Chinese.
const CONDITIONS: &[(&str, &str)] = &[
    ("any message", "有 消息"),
    ("no events (kind is join)", "没有 事件 (类型 是 入群)"),
    ("exactly 3 messages", "恰好 3条消息"),
    ("at most 2 groups", "至多 2 个群"),
    ("fewer than 5 senders", "少于 5 人"),
    ("less than 10% of messages (kind is text)", "不足 10% 的 消息（类型 为 文本）"),
    ("at least 3 days in last 30d", "最近 30天 内 至少 3 天"),
    ("at least 3 different text in last 1d", "过去 1天 内 至少 3 种不同 文本"),
    ("at least 3 different exactly text in last 1d", "最近 1天内 至少 3 个不同 原样 文本"),
    ("in last 5m more than 0.8 * group.size senders", "最近 5分钟 内 超过 0.8 * 群.人数 名发送者"),
    ("more than (group.size - 1) / 2 senders in last 1w", "超过（群.人数 - 1）/ 2 位发送者 最近 1周 内"),
    ("at least 5 messages in a row (kind is image)", "连续 5条消息 (类型 是 图片)"),
    ("more than 5 messages in a row (kind is image)", "超过 连续 5条消息 (类型 是 图片)"),
    (
        "preceded within 2h by any message (sender is trigger.sender)",
        "此前 2小时 内 有 消息 (发送者 是 触发.发送者)",
    ),
    (
        "followed within 2 workdays by any event (recalls trigger)",
        "随后 2个工作日 内 有 事件 (撤回 触发消息)",
    ),
    (
        "followed within 30m by any message (kind is image and followed within 10m by no message (quotes trigger))",
        "随后 30分钟 内 有 消息 (类型 是 图片 且 随后 10分 内 没有 消息 (引用 触发消息))",
    ),
    ("sum amount (kind is transfer) in last 1d >= 200 yuan", "最近 1天 内 合计 金额 (类型 是 转账) >= 200元"),
    ("average text.length > 5 and max amount < 1.5 yuan", "平均 文本.长度 大于 5 且 最大 金额 小于 1.5 元"),
    ("gap > 1w", "间隔 大于 1周"),
    ("kind in [image, video]", "类型 属于 [图片、视频]"),
    ("kind not in [image, video,]", "类型 不在 [图片，视频，]"),
    ("clock in 22:00..07:00", "时刻 在 22:00至07:00 之间"),
    ("weekday in sat..sun", "星期 在 周六到星期日"),
    ("date in 2026-10-01..2026-10-07", "日期 在 2026年10月1日至2026年10月7日 之内"),
    ("in work and not outside work", "在 work 内 且 非 work 之外"),
    ("outside work", "不在 work 内"),
    ("outside work", "在 work 之外"),
    ("link.url is absent", "链接.地址 缺失"),
    ("link.url is present", "链接.地址 存在"),
    ("link.url is not absent", "链接.地址 不是 缺失"),
    ("text contains all of [\"a\", \"b\"]", "文本 含 全部 [\"a\", “b”]"),
    ("text does not contain exactly \"主任\"", "文本 不含 原样 \"主任\""),
    ("text starts with \"a\" or text ends with exactly text", "文本 开头是 \"a\" 或 文本 结尾是 原样 文本"),
    ("text matches /^\\d{3}\\/(a|b)$/i", "文本 匹配 /^\\d{3}\\/(a|b)$/i"),
    ("not (bot or mentions everyone)", "非（机器人 或 提及 所有人）"),
    ("mentions contains trigger.sender", "提及 含 触发.发送者"),
    ("text.length * 2 + 1 <= 1 + 2 * packets", "文本.长度 * 2 + 1 不大于 1 + 2 * 红包个数"),
];

#[test]
fn conditions_have_one_tree_in_both_languages() {
    let mut shapes = String::new();
    for (en, zh) in CONDITIONS {
        let left = clean(&format!("rule r {{ when {en} }}"));
        let right = english(&clean(&format!("规则 r {{ 当 {zh} }}")));
        assert_eq!(left, right, "{en} | {zh}");
        shapes.push_str(&format!("{en}\n    {}\n", left.lines().nth(1).unwrap_or("").trim()));
    }
    insta::assert_snapshot!(shapes);
}

/// Clauses and the same in Chinese.
const CLAUSES: &[(&str, &str)] = &[
    ("each message", "每 消息"),
    ("each message", "每条消息"),
    ("each event", "每个事件"),
    ("each mention", "每次提及"),
    ("each hour", "每小时"),
    ("each week", "每周"),
    ("each month", "每 月"),
    ("each session gap 5m at most 2h", "每段会话 间隔 5分钟 最长 2小时"),
    ("each member", "每名成员"),
    ("each group", "每个群"),
    ("per log", "按 全部"),
    ("per sender, exactly text", "按 发送者、原样 文本"),
    ("tags [\"a\", \"b\"]", "标签 [“a”、\"b\"]"),
    ("since 2026-01-01", "自 2026-01-01"),
    ("once per 1h", "合并 1小时"),
    ("remedy \"a\\n\\u{41}\"", "整改 “a\\nA”"),
    ("unless bot because \"x\" until 2027-12-31", "除非 机器人 由于 \"x\" 截至 2027-12-31"),
    ("unless bot until END because \"x\"", "除非 机器人 直到 END 因为 \"x\""),
];

#[test]
fn clauses_have_one_tree_in_both_languages() {
    for (en, zh) in CLAUSES {
        let left = clean(&format!("rule r \"t\" {{ {en} when bot }}"));
        let right = english(&clean(&format!("规则 r “t” ｛ {zh} 当 机器人 ｝")));
        assert_eq!(left, right, "{en} | {zh}");
    }
}

#[test]
fn transcripts_are_raw() {
    let text = r##"test "t" {
        # a comment
        roster 王书记: leader, member   # another
        roster 小李
        group 镇党建 工作群
        date 2026-03-02
        covers 2026-03-01..2026-03-02 18:00
        covers 08:00..24:00
        09:00 王书记: 大家好 { "x" # not a comment }
        | second line
        |   indented
        09:01:30 小李：<image hash=a1 name="b c">
        09:02 小李: <red_packet 8.88> 新年好
        | 快乐
        09:03 小李: <link https://example.com/?a=b "标题 <1>">
        09:04 <recall 09:01>
        09:05 小李: \<image>
        09:06 小李:
        09:07 小李: @所有人 a: b
        expect a.b at 09:00 with value 0.5
        expect pending a
        expect undetermined a at 9:00
        expect excepted a
        expect no a
        expect pending
    }"##;
    insta::assert_snapshot!(clean(text));
}

#[test]
fn chinese_transcripts_have_the_same_lines() {
    let english = "test \"t\" {\nroster a: b, c\ngroup g\ndate 2026-03-02\ncovers 08:00..18:00\n09:00 a: x\nexpect r at 09:00 with value 3\nexpect no r\nexpect pending r\nexpect undetermined r\nexpect excepted r\n}";
    let chinese = "测试 “t” ｛\n名册 a：b、c\n群 g\n日期 2026年3月2日\n覆盖 08:00至18:00\n０９：００ a：x\n期望 r 于 09:00 值为 3\n期望 无 r\n期望 待定 r\n期望 未定 r\n期望 例外 r\n｝";
    assert_eq!(clean(english), clean(chinese));
}

#[test]
fn documentation_stands_right_above_what_it_documents() {
    let text = "## not this: a line is empty\n\n## first\n##second\nrule r { when bot } # x\n## and\n# but\nrule s { when bot }";
    let (_, tree, problems) = read(text);
    assert!(problems.is_empty());
    let docs: Vec<&str> = tree.items.iter().map(|i| i.doc.as_str()).collect();
    assert_eq!(docs, ["first\nsecond", ""]);
    assert_eq!(tree.comments.len(), 6);
}

#[test]
fn places_hold_neither_blanks_nor_comments() {
    let text = "rule r {\n    when bot # why\n\n    # more\n    unless  workday   # x\n}\n";
    let (sources, tree, _) = read(text);
    let Some(ast::ItemKind::Rule(rule)) = tree.items.first().map(|i| &i.kind) else { panic!("a rule") };
    let clauses: Vec<&str> = rule.clauses.iter().map(|c| sources.slice(c.span)).collect();
    assert_eq!(clauses, ["when bot", "unless  workday"]);
}
