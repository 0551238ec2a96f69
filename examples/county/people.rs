//! Who is in the county, and in which groups.

/// A person of the roster.
pub struct Person {
    pub id: String,
    pub name: String,
    pub nickname: &'static str,
    pub roles: &'static [&'static str],
    pub unit: String,
    pub level: u8,
}

/// A group of the registry.
pub struct Group {
    pub id: &'static str,
    pub name: &'static str,
    pub unit: &'static str,
    pub purpose: &'static str,
    pub owner: Option<usize>,
    pub size: Option<usize>,
    pub tags: &'static [&'static str],
    pub ends: Option<&'static str>,
    pub members: Vec<usize>,
    /// Conversations on a working day.
    pub threads: usize,
}

const LEADER: &[&str] = &["leader", "领导"];

/// Those who have a part of their own: name, id, nickname, roles, unit, level.
type Named = (&'static str, &'static str, &'static str, &'static [&'static str], &'static str, u8);
const NAMED: &[Named] = &[
    ("周文斌", "ZhouWenBin", "周书记", LEADER, "柳河镇党委", 9),
    ("郑国强", "ZhengGuoQiang", "郑镇长", LEADER, "柳河镇政府", 9),
    ("沈玉兰", "ShenYuLan", "沈书记", LEADER, "柳河镇党委", 8),
    ("冯志远", "FengZhiYuan", "冯镇长", LEADER, "柳河镇政府", 8),
    ("韩立新", "HanLiXin", "韩局长", LEADER, "县水利局", 8),
    ("陈思雨", "ChenSiYu", "小陈", &["notifier", "值班员"], "柳河镇党政办", 3),
    ("许建军", "XuJianJun", "许主任", &[], "柳河镇党政办", 5),
];

const SURNAMES: &[(&str, &str)] = &[
    ("李", "Li"),
    ("张", "Zhang"),
    ("刘", "Liu"),
    ("杨", "Yang"),
    ("赵", "Zhao"),
    ("黄", "Huang"),
    ("吴", "Wu"),
    ("徐", "Xu"),
    ("孙", "Sun"),
    ("胡", "Hu"),
    ("朱", "Zhu"),
    ("高", "Gao"),
    ("林", "Lin"),
    ("何", "He"),
    ("郭", "Guo"),
    ("马", "Ma"),
    ("罗", "Luo"),
    ("梁", "Liang"),
    ("宋", "Song"),
    ("唐", "Tang"),
];

const GIVEN: &[(&str, &str)] = &[
    ("建国", "JianGuo"),
    ("秀英", "XiuYing"),
    ("志强", "ZhiQiang"),
    ("丽娟", "LiJuan"),
    ("海涛", "HaiTao"),
    ("晓燕", "XiaoYan"),
    ("文杰", "WenJie"),
    ("春梅", "ChunMei"),
    ("立军", "LiJun"),
    ("玉珍", "YuZhen"),
    ("永福", "YongFu"),
    ("小芳", "XiaoFang"),
    ("明辉", "MingHui"),
    ("雪琴", "XueQin"),
    ("大勇", "DaYong"),
    ("红霞", "HongXia"),
    ("国栋", "GuoDong"),
    ("佳怡", "JiaYi"),
    ("俊峰", "JunFeng"),
    ("美玲", "MeiLing"),
    ("成林", "ChengLin"),
    ("桂花", "GuiHua"),
    ("世杰", "ShiJie"),
    ("慧敏", "HuiMin"),
    ("振华", "ZhenHua"),
    ("婷婷", "TingTing"),
    ("光明", "GuangMing"),
    ("素珍", "SuZhen"),
    ("天宇", "TianYu"),
    ("艳萍", "YanPing"),
];

/// The villages; also places in what people say.
pub const VILLAGES: &[&str] = &[
    "柳河村",
    "下坝村",
    "上坝村",
    "石桥村",
    "青龙村",
    "白杨村",
    "新民村",
    "东风村",
    "双河村",
    "高坪村",
    "沙湾村",
    "梨园村",
];

const STATIONS: &[&str] = &["农业站", "水利站", "民政办", "财政所", "文化站", "应急办"];

/// Everybody. The first seven have a part of their own, those from 7 sit in the town's offices, from 36 in
/// the villages, from 60 in the county's bureaus.
pub fn all() -> Vec<Person> {
    let named = NAMED.iter().map(|&(name, id, nickname, roles, unit, level)| Person {
        id: id.into(),
        name: name.into(),
        nickname,
        roles,
        unit: unit.into(),
        level,
    });
    named.chain((NAMED.len()..82).map(ordinary)).collect()
}

fn ordinary(index: usize) -> Person {
    let (surname, surname_id) = SURNAMES[index % SURNAMES.len()];
    let (given, given_id) = GIVEN[(index * 7 + index / SURNAMES.len()) % GIVEN.len()];
    let unit = match index {
        0..36 => format!("柳河镇{}", STATIONS[index % STATIONS.len()]),
        36..60 => VILLAGES[index % VILLAGES.len()].to_string(),
        60..70 => "县农业农村局".to_string(),
        _ => "县水利局".to_string(),
    };
    Person {
        id: format!("{surname_id}{given_id}"),
        name: format!("{surname}{given}"),
        nickname: "",
        roles: &[],
        unit,
        level: 2,
    }
}

/// Two people who are on the roster and never write.
pub const SILENT: &[usize] = &[80, 81];

/// The groups' places in [`groups`].
pub const OFFICE: usize = 0;
pub const PARTY: usize = 1;
pub const VILLAGE: usize = 2;
pub const FARMING: usize = 3;
pub const WATER: usize = 4;
pub const FLOOD: usize = 5;
pub const WELFARE: usize = 6;
pub const GALA: usize = 7;
pub const YOUTH: usize = 8;
pub const SHOW: usize = 9;
pub const DATA: usize = 10;
pub const INSPECTION: usize = 11;

/// The registry.
pub fn groups() -> Vec<Group> {
    let group = |id, name, unit, purpose, owner, members: Vec<usize>, threads| Group {
        id,
        name,
        unit,
        purpose,
        owner: Some(owner),
        size: None,
        tags: &[],
        ends: None,
        members,
        threads,
    };
    let join =
        |heads: &[usize], tail: std::ops::Range<usize>| heads.iter().copied().chain(tail).collect::<Vec<_>>();
    vec![
        group("wrLH01office", "柳河镇机关工作群", "柳河镇", "机关日常", 0, (0..36).collect(), 12),
        group("wrLH02party", "柳河镇党建群", "柳河镇", "党建", 2, (0..24).collect(), 1),
        group(
            "wrLH03village",
            "柳河镇包村干部群",
            "柳河镇",
            "包村工作",
            1,
            join(&[0, 1, 3, 5, 6, 7], 20..60),
            11,
        ),
        group(
            "wrXN04farming",
            "全县农业农村系统群",
            "县农业农村局",
            "系统工作",
            1,
            join(&[1, 5, 7], 14..24).into_iter().chain(60..70).collect(),
            7,
        ),
        group(
            "wrXS05water",
            "全县水利系统群",
            "县水利局",
            "系统工作",
            4,
            join(&[3, 4, 5, 7], 24..32).into_iter().chain(70..80).collect(),
            7,
        ),
        Group {
            tags: &["emergency"],
            ..group(
                "wrLH06flood",
                "柳河镇防汛应急群",
                "柳河镇",
                "防汛应急",
                3,
                join(&[0, 1, 3, 4, 5], 24..50),
                1,
            )
        },
        group(
            "wrLH07welfare",
            "柳河镇民政服务群",
            "柳河镇",
            "民政服务",
            2,
            join(&[2, 5, 7], 6..14).into_iter().chain((36..60).step_by(2)).collect(),
            6,
        ),
        Group {
            ends: Some("2026-02-11"),
            ..group("wrLH08gala", "春节文艺汇演筹备群", "柳河镇", "汇演筹备", 2, join(&[2, 5, 7], 8..30), 3)
        },
        group("wrLH09youth", "柳河镇青年干部群", "柳河镇", "青年干部学习", 2, join(&[0, 5], 6..50), 6),
        group("wrLH10show", "秀美柳河工作群", "柳河镇", "环境整治", 1, join(&[0, 1, 2, 5], 6..42), 0),
        Group {
            purpose: "",
            size: Some(231),
            ..group("wrXZ11data", "全县数据对接群", "县政府办", "", 1, join(&[1, 5], 6..80), 4)
        },
        Group {
            owner: None,
            ..group("wrXZ12inspect", "双创迎检群", "柳河镇", "双创迎检", 0, join(&[5], 6..16), 0)
        },
    ]
}
