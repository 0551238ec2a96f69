//! Ordinary talk: short conversations of a few people about everyday work.

use crate::people::{FLOOD, INSPECTION, SILENT, VILLAGES};
use crate::records::Body;
use crate::week::Week;

/// An opening line, and answers in turn. `{v}` a village, `{n}` a number, `{p}` the other's name, `{t}` a thing.
/// A line that begins with `=` is sent by whoever sent the line before, one with `!` is not text (see [`body`]).
const TOPICS: &[&[&str]] = &[
    &[
        "{v}的{t}表谁在管",
        "我在管，怎么了",
        "第{n}行和上次的数不一样",
        "我看看，上次是{n}",
        "应该是合并单元格错位了",
        "改好了，重新传一份",
        "=!file",
        "这版对了",
    ],
    &["今天去{v}的车几点走", "八点半，院子里集合", "还有位子吗", "还有{n}个", "那算我一个", "行，带上雨鞋"],
    &[
        "{v}东头的沟昨晚又堵了",
        "叫施工队去了吗",
        "叫了，{n}个人，中午能清完",
        "=!image",
        "=清出来的淤泥先堆在路边了",
        "下午派车拉走",
    ],
    &["谁有财政所的电话", "座机换了，尾号{n}", "打通了，谢谢", "不客气"],
    &["食堂明天还开吗", "开，{n}点前报饭就行", "我们组{n}个人", "记上了"],
    &[
        "打印机又卡纸了",
        "后盖打开，把那张抽出来",
        "抽出来了，还是报错",
        "关机等{n}秒再开",
        "好了[微笑]",
        "下次少放点纸",
    ],
    &[
        "{v}老张家的危房鉴定出来没有",
        "出来了，C级",
        "那要修哪里",
        "西墙和房梁，预算{n}千",
        "能走今年的改造款吗",
        "能，先公示七天",
        "公示贴了，在村口",
    ],
    &[
        "{t}发到几户了",
        "{v}发了{n}户，还差两户",
        "差的是哪两户",
        "外出打工的，联系上了，明天来领",
        "领的时候签字",
    ],
    &[
        "这个政策问答讲得清楚",
        "=!link",
        "=第三条跟我们有关，补贴按亩算",
        "按哪年的亩数",
        "按去年确权的，{v}多{n}亩",
        "那要跟村里说一声",
    ],
    &["今天路上有冰，开车慢点", "{v}那段坡最滑", "撒了融雪剂，{n}袋", "中午太阳出来就好了"],
    &["{p}，上周的会议纪要在你那吗", "在，我找一下", "=!file", "=第{n}页有你要的那段", "看到了"],
    &[
        "{v}的抽水泵坏了一台",
        "什么型号的",
        "七点五千瓦的那台",
        "仓库还有一台，{n}号架子上",
        "我下午去拉",
        "登记一下",
    ],
    &["春耕的种子到货了", "多少", "玉米{n}袋，水稻少一点", "先放{v}的库房", "防潮垫有吗", "有，昨天铺好了"],
    &[
        "{v}有两位老人想办高龄补贴",
        "满八十了吗",
        "一位满了，一位差{n}个月",
        "满了的先办，带户口本",
        "户口本在儿子那",
        "复印件也可以",
    ],
    &["会议室钥匙在谁那", "在我抽屉里，自己拿", "空调遥控器呢", "墙上，电池刚换的"],
    &["{n}号的值班我想跟人换", "我可以，我本来排在{n}号", "那说好了，我跟办公室讲", "行"],
    &["水质检测的瓶子还有吗", "还有{n}个", "够了，明天去{v}取样", "取三个点，记得写时间", "好的，GPS也记上"],
    &[
        "{v}的广播响不了",
        "功放烧了，已经修了",
        "修好没有",
        "刚试过，声音有点小，{n}米外听不清",
        "喇叭换个方向试试",
        "换了，好多了",
    ],
    &["系统登不上去", "换个浏览器", "换了还是不行，提示{n}", "那是服务器在升级，下午再试", "知道了"],
    &[
        "{p}，{v}的路灯有{n}盏不亮",
        "线路还是灯泡",
        "像是线路，一整排都不亮",
        "我联系供电所",
        "供电所说明天上午来",
        "好",
    ],
    &["上报的口径改了，看第二页", "改成什么了", "按常住人口算，不按户籍", "那{v}要减{n}人", "对，其他村不变"],
    &["捡到一串车钥匙，在{v}村委会", "什么牌子的", "上面有个小熊", "是我的！马上来拿", "下次挂脖子上"],
    &[
        "下周的培训几个人去",
        "每站一个，{n}号报到",
        "住宿怎么安排",
        "集中住，自己带洗漱用品",
        "我去吧",
        "好，给你记上",
    ],
    &[
        "{v}的桥护栏撞坏了",
        "人没事吧",
        "没事，三轮车蹭的",
        "先放个警示桶",
        "放了{n}个",
        "=!image",
        "=现场是这样",
        "周内修",
    ],
    &["自来水这两天有点浑", "上游在清淤，{n}天就好", "要不要贴个告示", "贴了，{v}也贴了"],
    &[
        "{t}的经费批了没有",
        "批了，比报的少{n}千",
        "少的那块怎么办",
        "先做急的，剩下的等二季度",
        "行，那先做{v}的",
    ],
    &["孩子放学接不了，先走半小时", "去吧，材料放我桌上", "放好了，第{n}份还没盖章", "我来盖"],
    &[
        "{v}有人问养老保险断缴怎么补",
        "断了几年",
        "{n}年",
        "可以补，带身份证到窗口",
        "要不要本人来",
        "要本人来，腿脚不便的可以上门",
    ],
    &["停水通知看到了吗", "看到了，{n}号上午", "{v}不在范围里吧", "不在", "那就好"],
    &["{p}，相机在你那吗", "在，电充满了", "我明天拍水渠用", "存储卡里的先导出来", "导好了，{n}张"],
    &[
        "有没有人会修电动车",
        "什么毛病",
        "骑{n}里地就没电",
        "电池老了，换一组吧",
        "多少钱",
        "问问{v}修车的老李",
    ],
    &["鱼塘那边有人反映有味", "去看过了，是饲料发酵", "让他们盖上", "盖了，{n}天内搬走", "!voice"],
];

const THINGS: &[&str] =
    &["农资", "棉被", "水管", "路灯改造", "水渠维修", "危房改造", "防火巡查", "厕所改造", "种粮补贴"];

const TITLES: &[&str] =
    &["种粮补贴政策问答", "森林防火小知识", "医保参保常见问题", "农机购置补贴怎么领", "冬季用火用电提示"];

/// Fills the week with conversations.
pub fn fill(week: &mut Week) {
    for day in 0..7 {
        for group in 0..week.groups.len() {
            let threads = match (day, group) {
                (6, FLOOD) => 1,
                (6, _) => usize::from(week.groups[group].threads > 5),
                _ => week.groups[group].threads,
            };
            for _ in 0..threads {
                thread(week, day, group);
            }
        }
    }
    let owner = week.groups[INSPECTION].members[1];
    week.put(0, 9 * 3600 + 120, INSPECTION, owner, Body::Text("迎检的展板还在仓库，谁要用自己取".into()));
}

/// A second of the day at which people begin to talk.
fn start(week: &mut Week) -> usize {
    let hour = week.one(&[8, 9, 9, 9, 10, 10, 10, 11, 11, 13, 14, 14, 15, 15, 15, 16, 16, 17, 18, 19, 20]);
    hour * 3600 + 1800 + week.below(2700)
}

fn thread(week: &mut Week, day: usize, group: usize) {
    let topic = week.one(TOPICS);
    let members: Vec<usize> =
        week.groups[group].members.iter().copied().filter(|m| *m > 5 && !SILENT.contains(m)).collect();
    let count = 2 + week.below(3);
    let mut cast: Vec<usize> = Vec::new();
    while cast.len() < count {
        let who = week.one(&members);
        if !cast.contains(&who) {
            cast.push(who);
        }
    }
    let mut second = start(week);
    let mut turn = 0;
    for line in topic {
        if line.starts_with('=') {
            turn -= 1;
        }
        let who = cast[turn % cast.len()];
        let other = cast[(turn + 1) % cast.len()];
        let body = body(week, line.trim_start_matches('='), other);
        week.put(day, second, group, who, body);
        second += 12 + week.below(110);
        turn += 1;
    }
}

fn body(week: &mut Week, line: &str, other: usize) -> Body {
    let own = week.below(1 << 30).to_string();
    match line {
        "!image" => Body::Image(own),
        "!voice" => Body::Voice(5 + week.below(30) as u32),
        "!file" => Body::File(format!("{}情况{}.docx", week.one(THINGS), week.below(30) + 1), own),
        "!link" => Body::Link(week.one(TITLES).into(), format!("https://mp.example/s/{own}")),
        _ if week.below(60) == 0 => Body::Mixed(say(week, line, other)),
        _ => Body::Text(say(week, line, other)),
    }
}

fn say(week: &mut Week, line: &str, other: usize) -> String {
    let mut text = line.replace("{v}", week.one(VILLAGES)).replace("{t}", week.one(THINGS));
    while text.contains("{n}") {
        let number = (week.below(28) + 2).to_string();
        text = text.replacen("{n}", &number, 1);
    }
    text.replace("{p}", &format!("@{}\u{2005}", week.people[other].name))
}
