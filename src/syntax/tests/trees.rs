//! Whole policies and their trees.

use super::*;

const ENGLISH: &str = include_str!("first_look.qg");
const CHINESE: &str = include_str!("first_look_zh.qg");

#[test]
fn the_first_look_of_the_language() {
    insta::assert_snapshot!(clean(ENGLISH));
}

/// Names, roles and texts of the Chinese twin, as the English one has them.
const NAMES: &[(&str, &str)] = &[
    ("发送者.姓名", "sender.name"),
    ("触发.", "trigger."),
    ("被提及者", "mention"),
    ("发送者", "sender"),
    ("'文本.长度'", "'text.length'"),
    ("'文本'", "'text'"),
    ("'表情'", "'emoji'"),
    ("'类型'", "'kind'"),
    ("'红包'", "'red_packet'"),
    ("'图片'", "'image'"),
    ("'链接'", "'link'"),
    ("'群'", "'group'"),
    ("'违规'", "'violation'"),
    ("'提示'", "'note'"),
];

#[test]
fn a_chinese_policy_has_the_tree_of_its_english_twin() {
    let mut chinese = clean(CHINESE);
    for (zh, en) in NAMES {
        chinese = chinese.replace(zh, en);
    }
    let english = clean(ENGLISH);
    for (zh, en) in chinese.lines().zip(english.lines()) {
        assert_eq!(zh, en);
    }
    assert_eq!(chinese.lines().count(), english.lines().count());
}
