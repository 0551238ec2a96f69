//! What went wrong that week: for every rule of the library something it has to say.

use crate::people::{DATA, FARMING, FLOOD, GALA, OFFICE, PARTY, SHOW, VILLAGE, WATER, WELFARE, YOUTH};
use crate::records::Body;
use crate::week::Week;

const ZHOU: usize = 0;
const ZHENG: usize = 1;
const SHEN: usize = 2;
const FENG: usize = 3;
const HAN: usize = 4;
const CHEN: usize = 5;
const XU: usize = 6;

/// Seconds of a time of day.
fn clock(text: &str) -> usize {
    text.split(':').zip([3600, 60, 1]).map(|(part, unit)| part.parse::<usize>().unwrap_or(0) * unit).sum()
}

impl Week {
    fn say(&mut self, day: usize, at: &str, group: usize, who: usize, text: &str) -> usize {
        self.put(day, clock(at), group, who, Body::Text(text.into()))
    }

    fn link(&mut self, day: usize, at: &str, group: usize, who: usize, title: &str) {
        let url = format!("https://mp.example/s/{day}{}", clock(at));
        self.put(day, clock(at), group, who, Body::Link(title.into(), url));
    }

    fn image(&mut self, day: usize, at: &str, group: usize, who: usize, of: &str) {
        self.put(day, clock(at), group, who, Body::Image(of.into()));
    }

    fn packet(&mut self, day: usize, at: &str, group: usize, who: usize, fen: u32) {
        self.put(day, clock(at), group, who, Body::RedPacket(fen, 10));
    }

    /// Several people, one after the other.
    fn chorus(&mut self, day: usize, at: &str, every: usize, group: usize, said: &[(usize, &str)]) {
        for (index, &(who, text)) in said.iter().enumerate() {
            self.put(day, clock(at) + index * every, group, who, Body::Text(text.into()));
        }
    }

    fn at(&self, who: usize) -> String {
        format!("@{}\u{2005}", self.people[who].name)
    }
}

/// Fills the week with incidents.
pub fn fill(week: &mut Week) {
    leaders_at_work(week);
    flattery(week);
    relays(week);
    photos(week);
    demands(week);
    bursts(week);
    reports(week);
    after_hours(week);
    hobbies(week);
    privacy(week);
    secrets(week);
    notices(week);
    money(week);
    manners(week);
}

/// Nothing is wrong with these.
fn leaders_at_work(week: &mut Week) {
    let lines = [
        "上午我去县里开会，材料放桌上就行",
        "石桥村的水渠我看过了，进度可以，质量要盯住",
        "今天我在青龙村，有事打电话",
        "雨雪天气路滑，下村注意安全",
        "昨天说的抽水泵，仓库里有就先用，不够再买",
        "方案草稿放在共享盘里，请大家挑毛病",
    ];
    for (day, line) in lines.iter().enumerate() {
        week.say(day, "08:40:20", OFFICE, day % 4, line);
        week.chorus(day, "08:42:10", 70, OFFICE, &[(12 + day, "好的"), (20 + day, "明白")]);
        week.say(
            day,
            "15:12:00",
            VILLAGE,
            ZHENG,
            ["各村的沟渠先清东头", "种子明天到，先放库房", "下午我到白杨村"][day % 3],
        );
        week.say(day, "15:14:30", VILLAGE, 37 + day, "知道了，我跟村里说");
    }
}

fn flattery(week: &mut Week) {
    week.say(0, "09:00:05", OFFICE, ZHOU, "上午九点半开森林防火部署会，地点二楼会议室，不必回复");
    let roses = [
        (7, "[玫瑰][玫瑰][玫瑰]"),
        (8, "领导辛苦了！"),
        (9, "🌹🌹🌹"),
        (10, "[强][强]"),
        (11, "书记亲力亲为，向书记学习"),
    ];
    week.chorus(0, "09:01:10", 55, OFFICE, &roses);
    week.say(0, "12:41:00", PARTY, SHEN, "昨晚写了一篇学习体会，大家看看写得怎么样");
    let copies = [(7, "字字珠玑，深受启发！"), (8, "字字珠玑，深受启发！"), (9, "字字珠玑，深受启发！")];
    week.chorus(0, "12:42:00", 40, PARTY, &copies);
    let flowers = [(10, "[玫瑰]"), (11, "👍👍"), (12, "🌹"), (13, "[鼓掌][鼓掌]"), (14, "[玫瑰][强]")];
    week.chorus(0, "12:44:30", 25, PARTY, &flowers);
    week.image(0, "20:40:00", VILLAGE, 40, "night");
    week.say(0, "20:45:30", VILLAGE, ZHENG, "作风扎实，值得学习");
}

fn relays(week: &mut Week) {
    week.link(1, "12:45:00", OFFICE, 13, "郑国强到石桥村调研指导春耕备耕");
    week.link(1, "12:52:00", OFFICE, 14, "周文斌走访慰问困难群众");
    week.link(1, "13:01:00", OFFICE, 15, "柳河镇主持召开信访工作推进会");
    week.link(2, "09:05:00", SHOW, SHEN, "全市环境整治现场会召开");
    for (day, title) in
        ["美丽乡村十大样板", "垃圾分类小常识", "这些乡村太美了", "环境整治在行动"].iter().enumerate()
    {
        week.link(day, "12:50:00", SHOW, 41, title);
    }
    week.say(4, "12:50:00", SHOW, 41, "以上供参考");
}

fn photos(week: &mut Week) {
    week.say(3, "09:40:00", VILLAGE, ZHENG, "入户走访请各村拍照上传，十一点以前传完");
    for (index, who) in [36, 38, 40, 42, 44, 46].into_iter().enumerate() {
        let at = format!("09:{}:20", 46 + index * 2);
        week.image(3, &at, VILLAGE, who, &format!("visit{index}"));
    }
    for index in 0..6 {
        week.image(3, &format!("10:0{index}:10"), SHOW, 30, &format!("street{index}"));
    }
    for who in 31..35 {
        week.image(3, &format!("10:{}:00", who), SHOW, who, &format!("corner{who}"));
    }
    week.say(3, "10:40:00", SHOW, 36, "东风村的已经清完");
    for (at, group) in [("10:06:00", VILLAGE), ("10:07:00", OFFICE), ("10:08:00", WATER)] {
        week.image(3, at, group, 30, "street0");
    }
    week.say(1, "15:10:00", DATA, XU, "客户端安装完成后截图发群，方便统计");
}

fn demands(week: &mut Week) {
    week.say(0, "08:25:00", VILLAGE, XU, "驻村队员每天打卡，没打卡的说明原因");
    for (index, who) in [9, 14, 19, 24, 29, 34].into_iter().enumerate() {
        let names: Vec<String> =
            (0..=index).map(|n| format!("{}. {}", n + 1, week.people[9 + n * 5].name)).collect();
        let text = format!("#接龙\n读书会报名\n{}", names.join("\n"));
        week.put(2, clock("12:31:00") + index * 95, YOUTH, who, Body::Text(text));
    }
    week.say(2, "16:10:00", DATA, XU, "请各单位限10分钟内报出今日办件数");
    week.say(1, "10:31:00", OFFICE, ZHENG, "下午的会改到三点，地点不变");
    let said = ["收到", "收到", "好的", "收到，谢谢", "明白", "收到", "1", "收到", "已阅", "收到"];
    for (index, text) in said.iter().enumerate() {
        week.put(1, clock("10:31:40") + index * 35, OFFICE, 16 + index, Body::Text((*text).into()));
    }
    week.say(2, "10:20:00", OFFICE, XU, "最美乡村评选周五截止，每人投票，全员转发朋友圈");
    week.say(4, "11:20:00", DATA, ZHENG, "本周注册率排名如下，排名靠后的单位写说明");
    week.say(4, "16:40:00", VILLAGE, XU, "以下单位未报：石桥村、青龙村、沙湾村");
    week.say(2, "09:20:00", VILLAGE, XU, "各村把去年的巡查台账补一下，补台账的格式在共享盘");
    week.say(2, "10:50:00", VILLAGE, 21, "请各村报送材料：春耕备耕物资储备情况");
    week.say(2, "14:40:00", VILLAGE, 22, "日报表从今天起一日一报");
    week.say(3, "09:30:00", FARMING, 62, "请各村报送材料：春耕备耕物资储备情况");
}

fn bursts(week: &mut Week) {
    week.say(5, "16:00:00", OFFICE, 12, "年货券还剩四十张，要的回 1，先到先得");
    let said = ["1", "我要", "1", "加一", "留一张", "1", "还有吗", "我也要"];
    for index in 0..36 {
        week.put(
            5,
            clock("16:00:06") + index * 3 / 2,
            OFFICE,
            7 + index % 28,
            Body::Text(said[index % said.len()].into()),
        );
    }
    let pieces = "我 刚 从 村里 回来 路上 看见 一件 事 你们 猜 是 什么 就是 那座 桥 通了 真的".split(' ');
    for (index, piece) in pieces.enumerate() {
        week.put(5, clock("12:35:00") + index * 14, YOUTH, 21, Body::Text(piece.into()));
    }
    for at in ["14:03:00", "14:06:00", "14:10:00"] {
        week.say(3, at, WELFARE, 8, "请还没交表的同志抓紧交一下");
    }
    let talk = [
        "七号闸的读数不对",
        "差多少",
        "差两公分",
        "昨天校过吗",
        "校过",
        "那是水尺松了",
        "我去看看",
        "带上水平尺",
        "带了",
        "怎么样",
        "是松了",
        "重新固定",
        "好了",
        "再读一次",
        "对上了",
        "记到本子上",
        "记了",
    ];
    for (index, text) in talk.iter().enumerate() {
        week.put(4, clock("12:36:00") + index * 58, WATER, 72 + index % 2, Body::Text((*text).into()));
    }
    for index in 0..5 {
        week.put(0, clock("12:37:00") + index * 40, YOUTH, 25 + index, Body::Sticker);
    }
    for day in 0..5 {
        week.put(day, clock("17:20:00"), SHOW, 35, Body::Text("[强]".into()));
        week.put(
            day,
            clock("17:21:00"),
            SHOW,
            35,
            if day % 2 == 0 { Body::Sticker } else { Body::Text("👍".into()) },
        );
    }
    week.put(2, clock("17:22:30"), SHOW, 35, Body::Video);
}

fn reports(week: &mut Week) {
    let notice = "明天上午九点到十点全镇停电检修线路，电脑里的文件请提前保存";
    for (index, group) in [OFFICE, PARTY, VILLAGE, WATER, WELFARE, YOUTH, DATA].into_iter().enumerate() {
        week.put(1, clock("16:20:00") + index * 40, group, CHEN, Body::Text(notice.into()));
    }
    for (index, group) in [VILLAGE, WATER, FLOOD].into_iter().enumerate() {
        let file = Body::File("沟渠清淤进度.xlsx".into(), "dredging".into());
        week.put(2, clock("15:40:00") + index * 50, group, 25, file);
    }
    for day in [0, 2] {
        week.say(day, "11:05:00", OFFICE, FENG, "周五上午九点在一楼集合，分组检查各村取暖用电");
    }
}

fn after_hours(week: &mut Week) {
    week.say(1, "20:15:00", VILLAGE, ZHENG, "请各村抓紧上报返乡人数，明早九点前报给我");
    week.say(1, "21:05:00", FLOOD, FENG, "暴雪蓝色预警，请各村立即上报值守人员，限30分钟内报齐");
    week.chorus(
        1,
        "21:08:00",
        60,
        FLOOD,
        &[(36, "柳河村三人在岗"), (40, "青龙村四人在岗"), (44, "高坪村三人在岗")],
    );
    let desk = week.at(CHEN);
    week.say(2, "22:40:00", OFFICE, XU, &format!("{desk}明天的桌签做了吗"));
    week.say(3, "22:12:00", OFFICE, SHEN, "@所有人 明天的会提前到八点半，请回复");
    week.say(6, "10:02:00", VILLAGE, ZHENG, "请各村抓紧上报今天的返乡人数");
    week.say(6, "09:30:00", OFFICE, FENG, "@所有人 春节值班表已排好，见共享盘，不必回复");
    let orders = [
        "紧急！请各单位速报接口人",
        "特急：请各单位核对办件数",
        "请各部门领取密钥",
        "紧急，请各单位今天切换",
        "请各科室留一人值守系统",
    ];
    for (day, text) in orders.iter().enumerate() {
        week.say(day, "09:15:00", DATA, ZHENG, text);
        week.say(day, "09:17:00", DATA, 60 + day, "好的，正在办");
    }
}

fn hobbies(week: &mut Week) {
    week.say(1, "19:30:00", YOUTH, ZHOU, "最近在练字，可惜手上没有一方好砚，有懂行的吗");
    week.say(1, "19:36:00", YOUTH, 23, "书记，我家有一方老砚，放着也是放着，改天给您带去");
    week.say(4, "12:38:00", WATER, HAN, "下乡喝到的老白茶不错，不知哪里能买到");
    let secretary = week.at(ZHOU);
    week.say(3, "12:40:00", OFFICE, 24, &format!("{secretary}老家带来的土特产，一点心意，放您办公室了"));
    week.say(4, "17:10:00", OFFICE, ZHENG, "今天的检查先到这里");
    week.say(4, "17:16:00", OFFICE, 26, "晚上我做东，包厢订好了");
}

fn privacy(week: &mut Week) {
    week.say(1, "10:05:00", WELFARE, 9, "帮查一下补贴到账没有，老人身份证 11010519491231002X");
    let slip = week.say(2, "11:10:00", WELFARE, 10, "身份证号 11010519491231002X，发错群了");
    week.put(2, clock("11:11:30"), WELFARE, 10, Body::Revoke(slip));
    week.say(3, "11:00:00", WELFARE, 12, "打款失败的卡号 6222020200112230004，请核对");
    week.say(0, "15:20:00", WELFARE, 38, "联系人：13800000001，13900000002，15000000003");
    week.put(
        4,
        clock("10:10:00"),
        WELFARE,
        40,
        Body::File("柳河村低保户信息表.xlsx".into(), "welfare".into()),
    );
    week.say(3, "08:50:00", OFFICE, 18, "院里的川A12345挡住了消防通道，请挪一下");
}

fn secrets(week: &mut Week) {
    week.say(2, "15:05:00", OFFICE, 27, "机密★一年的那份文件谁在传阅");
    week.image(4, "12:44:00", VILLAGE, 28, "redhead");
    week.say(4, "12:45:30", VILLAGE, 28, "县里的通知，大家自己知道就行，别外传");
    week.say(5, "18:30:00", YOUTH, 29, "听说明天全县停水三天，赶紧转给家人");
}

fn notices(week: &mut Week) {
    week.say(0, "10:45:00", OFFICE, 33, "@所有人 谁把我的充电器拿走了");
    week.say(1, "11:40:00", OFFICE, ZHOU, "@所有人 周五下午大扫除，各办公室自己安排");
    week.say(2, "08:55:00", OFFICE, CHEN, "@所有人 桌签放错位置的请自行调整，不必回复");
    let villager = week.at(59);
    week.say(4, "09:10:00", VILLAGE, ZHENG, &format!("{villager}抓紧上报危房数字"));
    let deputy = week.at(SHEN);
    week.say(0, "09:40:00", WELFARE, 38, &format!("{deputy}低保名额今年还能增加吗？"));
    week.say(1, "16:50:00", WELFARE, SHEN, "名额的事县里还没定，定了就告诉大家");
    let friend = week.at(22);
    for (at, text) in [("18:05:00", "在吗"), ("18:12:00", "在不在"), ("18:25:00", "球场订好了，看到回一声")]
    {
        week.say(2, at, YOUTH, 31, &format!("{friend}{text}"));
    }
    week.say(4, "14:20:00", SHOW, ZHENG, "下周一集中清理河道，收到请回复");
    week.chorus(4, "14:30:00", 60, SHOW, &[(38, "收到"), (39, "收到")]);
    for minute in [32, 38, 47] {
        let slip = week.say(5, &format!("12:{minute}:00"), WELFARE, 13, "附件是旧版，新版稍后发");
        week.put(5, clock(&format!("12:{}:20", minute + 1)), WELFARE, 13, Body::Revoke(slip));
    }
}

fn money(week: &mut Week) {
    week.say(6, "19:58:00", YOUTH, 20, "小年都过了，该发红包了吧");
    week.packet(6, "20:00:00", YOUTH, ZHOU, 6600);
    week.chorus(6, "20:00:40", 30, YOUTH, &[(20, "谢谢书记"), (27, "领导大气"), (31, "恭喜发财")]);
    for (index, (who, fen)) in
        [(30, 8800), (34, 666), (30, 12_800), (26, 888), (34, 500)].into_iter().enumerate()
    {
        week.put(6, clock("20:02:10") + index * 75, YOUTH, who, Body::RedPacket(fen, 5));
    }
    week.say(4, "08:45:00", WATER, 71, "例会迟到发红包，二十元起");
}

fn manners(week: &mut Week) {
    week.put(1, clock("13:35:00"), FARMING, 61, Body::Voice(60));
    let point = "一是种子和化肥按村登记，谁领谁签；二是旧沟渠先清后修，塌的地方拍实；三是机耕道两侧不堆杂物；四是抽水泵每周试一次。";
    week.say(2, "13:40:00", FARMING, 60, &point.repeat(10));
    week.say(3, "18:40:00", YOUTH, 17, "自家脐橙，全场包邮，要的私聊");
    week.link(4, "18:41:00", YOUTH, 18, "就差你砍一刀");
    week.say(4, "18:42:00", YOUTH, 18, "顺手点一下");
    week.say(3, "14:15:00", GALA, 9, "舞台的钥匙还在我这，谁来拿");
    let outsider = "wmT0mRDwAAX8qf3Kq2LJd0vZpYbN5cQA".to_string();
    week.put_from(3, clock("15:30:00"), YOUTH, outsider, Body::Text("各位好，请问补贴在哪个窗口办".into()));
    week.put(2, clock("11:25:00"), VILLAGE, 33, Body::Location("石桥村三组".into()));
    week.put(
        0,
        clock("16:05:00"),
        FARMING,
        64,
        Body::ChatRecord("农资到货记录".into(), vec!["玉米种到了".into(), "先放库房".into()]),
    );
    week.say(0, "16:06:00", FARMING, 64, "到货的数和清单对得上");
}
