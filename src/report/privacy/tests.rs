//! What is shown of texts and people, and what is not.

use super::*;
use crate::model::{Batch, Directory};

const KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

fn privacy(show: Show) -> Privacy {
    Privacy::new(show, None)
}

fn veiled(directory: &Directory) -> Privacy {
    let mut privacy = Privacy::new(Show::Full, Pseudonyms::from_key(KEY));
    privacy.learn(&Batch::default(), directory);
    privacy
}

/// The parts of a text that spans mark.
fn marked(excerpt: &Excerpt) -> Vec<String> {
    let chars: Vec<char> = excerpt.text.chars().collect();
    excerpt.spans.iter().map(|&[from, to]| chars[from..to].iter().collect()).collect()
}

#[test]
fn numbers_of_people_are_masked_character_by_character() {
    let normaliser = Normaliser::new();
    for (text, shown) in [
        ("电话13812341234。", "电话138****1234。"),
        ("+8613812341234", "+86138****1234"),
        ("１３８１２３４１２３４", "１３８****１２３４"),
        ("身份证11010519491231002X，", "身份证110105********002X，"),
        ("卡号6222021234567890128", "卡号6222***********0128"),
        ("卡 4111 1111 1111 1111 号", "卡 4111 **** **** 1111 号"),
        ("订单20260302090000123", "订单20260302090000123"),
        ("共13812341234和110105194912310021", "共138****1234和110105194912310021"),
        ("没有号码", "没有号码"),
    ] {
        let masked = mask(text, &normaliser);
        assert_eq!(masked, shown);
        assert_eq!(masked.chars().count(), text.chars().count());
    }
}

#[test]
fn a_match_is_shown_with_a_little_around_it() {
    let long = format!("{}甲乙{}丙丁{}", "前".repeat(50), "中".repeat(60), "后".repeat(50));
    let excerpt = privacy(Show::Match).excerpt(&long, &[[50, 52], [112, 114]]).expect("shown");
    let part = |c: &str| c.repeat(20);
    let (before, between, behind) = (part("前"), part("中"), part("后"));
    assert_eq!(excerpt.text, format!("…{before}甲乙{between}…{between}丙丁{behind}…"));
    assert_eq!(marked(&excerpt), ["甲乙", "丙丁"]);
    let near = privacy(Show::Match).excerpt("一二三四五", &[[1, 2], [3, 4]]).expect("shown");
    assert_eq!((&*near.text, marked(&near)), ("一二三四五", vec!["二".into(), "四".into()]));
    let head = privacy(Show::Match).excerpt(&long, &[]).expect("shown");
    assert_eq!(head.text, format!("{}…", "前".repeat(40)));
    let whole = privacy(Show::Full).excerpt(&long, &[[50, 52]]).expect("shown");
    assert_eq!((&*whole.text, marked(&whole)), (long.as_str(), vec!["甲乙".into()]));
    assert_eq!(privacy(Show::None).excerpt(&long, &[[50, 52]]), None);
    assert_eq!(privacy(Show::None).quote(&long, Lang::Zh), "（略）");
}

#[test]
fn keys_are_32_bytes() {
    for text in ["", "00", &KEY[1..], &KEY.replace('0', "g"), &format!("{KEY}00"), &"é".repeat(32)] {
        assert!(Pseudonyms::from_key(text).is_none(), "{text}");
    }
    assert!(Pseudonyms::from_key(&format!("  {}\n", KEY.to_uppercase())).is_some());
}

#[test]
fn a_key_gives_the_same_pseudonym_whenever_and_in_whatever_order() {
    let names = |ids: &[&str]| {
        let mut pseudonyms = Pseudonyms::from_key(KEY).expect("a key");
        ids.iter()
            .map(|id| (id.to_string(), pseudonyms.person(id)))
            .collect::<std::collections::BTreeMap<_, _>>()
    };
    assert_eq!(names(&["wang", "li", "wang"]), names(&["li", "wang"]));
    let other = KEY.replace('0', "1");
    let mut other = Pseudonyms::from_key(&other).expect("a key");
    assert_ne!(names(&["wang"])["wang"], other.person("wang"));
    let mut pseudonyms = Pseudonyms::from_key(KEY).expect("a key");
    assert_ne!(pseudonyms.person("a").split_once('-'), pseudonyms.group("a").split_once('-'));
}

#[test]
fn people_who_would_share_a_pseudonym_are_told_apart() {
    let mut pseudonyms = Pseudonyms::from_key(KEY).expect("a key");
    let name = pseudonyms.person("wang");
    let mut taken = Pseudonyms::from_key(KEY).expect("a key");
    taken.take(&name, "somebody else");
    let longer = taken.person("wang");
    assert!(longer.starts_with(&name) && longer.len() == name.len() + 1, "{name} {longer}");
    assert_eq!(taken.person("wang"), longer);
}

#[test]
fn names_are_taken_out_of_texts_and_spans_follow() {
    let mut directory = Directory::default();
    let wang = directory.person("wx_wang");
    directory.person_mut(wang).name = "王建国".into();
    directory.add_name("王书记", wang);
    let group = directory.group("g1");
    directory.group_mut(group).name = "防汛群".into();
    let privacy = veiled(&directory);
    fn excerpt<'t>(privacy: &Privacy, text: &'t str, spans: &[[usize; 2]]) -> Excerpt<'t> {
        privacy.excerpt(text, spans).expect("shown")
    }
    let shown = |text: &'static str, spans: &[[usize; 2]]| excerpt(&privacy, text, spans);
    let name = privacy.directory(&directory).get_person(wang).name.to_string();
    let room = privacy.directory(&directory).get_group(group).name.to_string();
    assert!(name.starts_with("人-") && room.starts_with("群-"), "{name} {room}");
    let text = "防汛群里@王书记 辛苦，王建国(wx_wang)辛苦";
    let excerpt = shown(text, &[[9, 11], [20 + 1, 20 + 3]]);
    assert_eq!(excerpt.text, format!("{room}里@{name} 辛苦，{name}({name})辛苦"));
    assert_eq!(marked(&shown("王建国辛苦了", &[[3, 5]])), ["辛苦"]);
    assert_eq!(marked(&shown("王建国辛苦了", &[[1, 5]])), [format!("{name}辛苦")]);
    assert_eq!(shown("my_wx_wang1 wx_wang", &[]).text, format!("my_wx_wang1 {name}"));
    let unknown = shown("@赵六 在吗 a@b.cn @所有人", &[]).text;
    assert!(!unknown.contains("赵六") && unknown.ends_with(" 在吗 a@b.cn @所有人"), "{unknown}");
}
