//! What people write.

use crate::rng::{Rng, sums};
use crate::words;

const EVERYDAY: &[&str] = &[
    "收到",
    "好的",
    "明白",
    "好",
    "OK",
    "在的",
    "知道了",
    "马上",
    "已完成",
    "谢谢",
    "辛苦大家",
    "收到,马上办理",
    "今天下午{n}点开会,请准时参加",
    "请问{w}的材料在哪里领?",
    "{w}那边已经联系过了",
    "麻烦把{w}的表格再发一遍",
    "明天{n}号值班的是谁?",
    "我这边还差{n}份,晚点补上",
    "{w}已经处理好了,请查收",
    "大家注意安全,路上有点堵",
    "有没有人知道{w}的电话",
    "快递放门口了,取件码{n}{n}",
    "这个月的考勤表请核对,有问题找{w}",
    "午饭一起吗",
    "天气不错",
    "停水通知:{n}号上午停水,请提前储水",
    "孩子发烧了,请假一天",
    "群公告看一下",
    "接龙 {n}. {w}",
    "文件已上传,编号{n}{n}{n}",
];
const ORDERS: &[&str] = &[
    "请各部门按照要求于{n}日前完成{w}工作",
    "下周检查组来访,务必做好准备",
    "关于{w}的通知请认真学习",
    "今天的会议很重要",
    "把这个月的数据报一下",
    "请大家转发并点赞",
    "昨天现场会开得不错",
    "{w}项目要抓紧,不能拖",
    "值班人员务必在岗",
    "学习材料,请阅读",
];
const REPORTS: &[&str] = &[
    "今日{w}巡查完毕,共发现问题{n}处,已整改{n}处,情况正常",
    "{w}村今日入户走访{n}户,收集意见{n}条,无异常情况",
    "截至{n}时,{w}辖区防汛值守到位,未发现险情",
    "{w}小区核查{n}人,登记{n}人,未到{n}人,特此报告",
];
const FACES: &[&str] = &[
    "玫瑰", "强", "鼓掌", "微笑", "呲牙", "抱拳", "OK", "握手", "捂脸", "爱心", "加油", "咖啡", "庆祝",
    "合十",
];
const POOL: usize = 600_000;

/// Writes texts.
pub struct Texts {
    pool: Vec<char>,
    lengths: Vec<usize>,
    /// Phrases of praise.
    pub flattery: Vec<&'static str>,
    demand: Vec<&'static str>,
    sensitive: Vec<String>,
}

impl Texts {
    /// Draws which characters are common.
    pub fn new(rng: &mut Rng) -> Texts {
        let mut hanzi = words::hanzi();
        rng.shuffle(&mut hanzi);
        let common = sums((0..hanzi.len()).map(|i| 1.0 / (i as f64 + 15.0)));
        let mut pool: Vec<char> = (0..POOL).map(|_| hanzi[rng.weighted(&common)]).collect();
        for i in (0..POOL - 8).step_by(9) {
            pool[i + rng.below(8)] = *rng.pick(&[',', ',', ',', '。', '!', '?', '、', ' ']);
        }
        let length = |_| ((2.6 + 0.75 * rng.normal()).exp() as usize).clamp(2, 60);
        Texts {
            lengths: (0..4096).map(length).collect(),
            pool,
            flattery: words::flattery(),
            demand: words::demand(),
            sensitive: words::sensitive().drain(..words::SIZES[2]).collect(),
        }
    }

    /// So many characters of running text.
    pub fn running(&self, n: usize, rng: &mut Rng) -> String {
        let at = rng.below(POOL - n);
        self.pool[at..at + n].iter().collect()
    }

    /// Fills numbers and words into a pattern.
    pub fn fill(&self, pattern: &str, rng: &mut Rng) -> String {
        let word = self.running(2 + rng.below(3), rng);
        let mut text = String::with_capacity(pattern.len() + 8);
        let mut parts = pattern.split('{');
        text.push_str(parts.next().unwrap_or_default());
        for part in parts {
            match part.split_once('}') {
                Some(("n", rest)) => text.push_str(&format!("{}{rest}", 1 + rng.below(97))),
                Some((_, rest)) => text.extend([word.as_str(), rest]),
                None => text.push_str(part),
            }
        }
        text
    }

    /// Small talk; one in a hundred holds something to find, or something that looks like it.
    pub fn casual(&self, rng: &mut Rng) -> String {
        let mut text = if rng.chance(0.45) {
            let pattern = *rng.pick(EVERYDAY);
            self.fill(pattern, rng)
        } else {
            let n = *rng.pick(&self.lengths);
            self.running(n, rng)
        };
        let u = rng.unit();
        if u < 0.012 {
            let spice = self.spice(u, rng);
            let at = rng.below(text.chars().count() + 1);
            let at = text.char_indices().nth(at).map_or(text.len(), |(at, _)| at);
            text.insert_str(at, &spice);
        }
        text
    }

    fn spice(&self, u: f64, rng: &mut Rng) -> String {
        match u {
            _ if u < 0.001 => rng.pick(&self.sensitive).clone(),
            _ if u < 0.002 => format!("1{}{:09}", 3 + rng.below(7), rng.below(1_000_000_000)),
            _ if u < 0.0025 => identity(rng),
            _ if u < 0.006 => format!("单号{}", 10f64.powf(8.0 + rng.unit() * 12.0) as u128),
            _ if u < 0.008 => format!("\"{}\"", self.running(4, rng)),
            _ if u < 0.010 => format!("\n{}", self.running(6, rng)),
            _ => rng.pick(&self.flattery).to_string(),
        }
    }

    /// A phrase that asks for pictures.
    pub fn demand(&self, rng: &mut Rng) -> &'static str {
        rng.pick::<&str>(&self.demand)
    }

    /// What a leader writes.
    pub fn order(&self, rng: &mut Rng) -> String {
        let pattern = *rng.pick(ORDERS);
        self.fill(pattern, rng)
    }

    /// What is reported to many groups.
    pub fn report(&self, rng: &mut Rng) -> String {
        let pattern = *rng.pick(REPORTS);
        self.fill(pattern, rng)
    }

    /// So often one or two faces.
    pub fn faces(&self, share: f64, rng: &mut Rng) -> Vec<&'static str> {
        if !rng.chance(share) {
            return Vec::new();
        }
        let count = if rng.chance(0.7) { 1 } else { 2 };
        (0..count).map(|_| *rng.pick(FACES)).collect()
    }
}

/// What looks like the number of an identity card (the check digit is not computed).
fn identity(rng: &mut Rng) -> String {
    let (place, year, month) = (110_000 + rng.below(500_000), 1950 + rng.below(60), 1 + rng.below(12));
    let (day, serial, check) = (1 + rng.below(28), rng.below(1000), *rng.pick(b"0123456789X") as char);
    format!("{place:06}{year}{month:02}{day:02}{serial:03}{check}")
}
