//! What happens in the groups, day by day.

use crate::Options;
use crate::day::{DAY, DAYS, Rhythm};
use crate::groups::Groups;
use crate::message::{Kind, Mentions, Message, Role};
use crate::rng::Rng;
use crate::texts::Texts;

/// Makes a log: messages in order of time, each with its number from 1.
pub fn generate(options: &Options, sink: &mut dyn FnMut(u64, &Message)) {
    let mut chat = Chat::new(options);
    let (rhythm, mut number, mut done) = (Rhythm::new(), 0, 0);
    for day in 0..DAYS {
        let budget = rhythm.until(day, options.messages).saturating_sub(done);
        while chat.out.len() < budget {
            let time = day * DAY + rhythm.second(&mut chat.rng);
            chat.happen(time);
        }
        chat.out.sort_by_key(|message| message.time);
        let due = chat.out.partition_point(|message| message.time < (day + 1) * DAY);
        let due = if day + 1 < DAYS { due } else { chat.out.len().min(budget) };
        for message in chat.out.drain(..due) {
            number += 1;
            sink(number, &message);
        }
        done += due;
    }
}

impl Groups {
    /// The groups of such a log.
    pub fn of(options: &Options) -> Groups {
        Chat::new(options).groups
    }
}

struct Chat {
    rng: Rng,
    texts: Texts,
    groups: Groups,
    full_width: bool,
    out: Vec<Message>,
}

impl Chat {
    fn new(options: &Options) -> Chat {
        let mut rng = Rng::new(options.seed);
        let texts = Texts::new(&mut rng);
        let groups = Groups::new(options.groups, options.members, &mut rng);
        Chat { rng, texts, groups, full_width: options.full_width, out: Vec::new() }
    }

    fn happen(&mut self, time: u32) {
        let group = self.groups.any(&mut self.rng);
        match self.rng.unit() {
            u if u < 0.955 => self.plain(time, group),
            u if u < 0.992 => self.leader(time, group),
            u if u < 0.9965 => self.report(time),
            u if u < 0.9975 => self.check_in(time, group),
            u if u < 0.9977 => self.burst(time, group),
            _ => self.plain(time, group),
        }
    }

    /// A message without mentions and faces.
    fn put(
        &mut self,
        time: u32,
        group: usize,
        sender: u32,
        role: Role,
        kind: Kind,
        text: String,
    ) -> &mut Message {
        let text = if self.full_width { text.chars().map(widen).collect() } else { text };
        let (sender, group) = (Some(sender), group as u32);
        self.out.push(Message {
            time,
            group,
            sender,
            role,
            kind,
            text,
            mentions: Mentions::Nobody,
            emoji: vec![],
        });
        let last = self.out.len() - 1;
        &mut self.out[last]
    }

    fn within(&mut self, span: f64) -> u32 {
        (self.rng.unit() * span) as u32
    }

    fn member(&mut self, group: usize) -> u32 {
        self.groups.member(group, &mut self.rng)
    }

    fn plain(&mut self, time: u32, group: usize) {
        let admin = self.rng.chance(0.05);
        let (who, role) = match admin {
            true => (self.groups.admin(group), Role::Admin),
            false => (self.member(group), Role::Member),
        };
        let u = self.rng.unit();
        let (kind, text) = match u {
            _ if u < 0.76 => return self.said(time, group, who, role),
            _ if u < 0.86 => (Kind::Image, String::new()),
            _ if u < 0.90 => (Kind::Sticker, String::new()),
            _ if u < 0.93 => (Kind::Link, self.running(6, 20)),
            _ if u < 0.95 => (Kind::File, self.running(4, 8) + ".docx"),
            _ if u < 0.96 => (Kind::RedPacket, "恭喜发财,大吉大利".to_string()),
            _ if u < 0.97 => (Kind::Video, String::new()),
            _ if u < 0.98 => (Kind::Voice, String::new()),
            _ if u < 0.985 => (Kind::Location, format!("{}路{}号", self.running(5, 1), self.rng.below(200))),
            _ => (Kind::System, format!("{}加入了群聊", crate::person_id(who))),
        };
        let role = if kind == Kind::System { Role::Member } else { role };
        let message = self.put(time, group, who, role, kind, text);
        if kind == Kind::System {
            message.sender = None;
        }
    }

    fn running(&mut self, least: usize, spread: usize) -> String {
        let n = least + self.rng.below(spread);
        self.texts.running(n, &mut self.rng)
    }

    fn said(&mut self, time: u32, group: usize, who: u32, role: Role) {
        let named = self.rng.chance(0.04).then(|| self.member(group));
        let (text, faces) = (self.texts.casual(&mut self.rng), self.texts.faces(0.14, &mut self.rng));
        let message = self.put(time, group, who, role, Kind::Text, text);
        message.mentions = named.map_or(Mentions::Nobody, Mentions::One);
        message.emoji = faces;
    }

    fn leader(&mut self, mut time: u32, group: usize) {
        let who = self.groups.leader(group, &mut self.rng);
        let u = self.rng.unit();
        let everyone = if u < 0.08 { Mentions::Everyone } else { Mentions::Nobody };
        if u < 0.08 && self.rng.chance(0.25) {
            time = time - time % DAY + 22 * 3600 + self.within(7200.0);
        }
        match u {
            _ if u < 0.16 => self.link(time, group, who, everyone),
            _ if u < 0.21 => self.demand(time, group, who),
            _ if u < 0.24 => {
                self.put(time, group, who, Role::Leader, Kind::Image, String::new());
            }
            _ => {
                let order = self.rng.chance(0.6);
                let text =
                    if order { self.texts.order(&mut self.rng) } else { self.texts.casual(&mut self.rng) };
                let faces = self.texts.faces(0.1, &mut self.rng);
                let message = self.put(time, group, who, Role::Leader, Kind::Text, text);
                (message.mentions, message.emoji) = (everyone, faces);
            }
        }
        if self.rng.chance(0.15) {
            self.chorus(time, group);
        }
    }

    fn link(&mut self, time: u32, group: usize, who: u32, mentions: Mentions) {
        let title = self.running(12, 1);
        self.put(time, group, who, Role::Leader, Kind::Link, title).mentions = mentions;
        if self.rng.chance(0.5) {
            let (when, by) = (time + self.within(9000.0), self.member(group));
            let text = self.texts.casual(&mut self.rng);
            self.put(when, group, by, Role::Member, Kind::Text, text);
        }
    }

    fn demand(&mut self, time: u32, group: usize, who: u32) {
        let text = self.texts.fill("今天{w}工作,", &mut self.rng) + self.texts.demand(&mut self.rng);
        self.put(time, group, who, Role::Leader, Kind::Text, text).mentions = Mentions::Everyone;
        let span = if self.rng.chance(0.5) { 1500.0 } else { 4000.0 };
        for _ in 0..self.rng.below(14) {
            let (when, by) = (time + 20 + self.within(span), self.member(group));
            self.put(when, group, by, Role::Member, Kind::Image, String::new());
        }
    }

    fn chorus(&mut self, time: u32, group: usize) {
        let span = if self.rng.chance(0.8) { 500.0 } else { 900.0 };
        for _ in 0..3 + self.rng.below(10) {
            let (v, when, by) = (self.rng.unit(), time + 5 + self.within(span), self.member(group));
            let mut text = "收到".to_string();
            if v < 0.6 {
                text = self.rng.pick(&self.texts.flattery).to_string();
                if v < 0.25 {
                    text = text + "!" + &self.running(3, 1);
                }
            }
            let emoji = match v {
                _ if v < 0.15 => vec!["玫瑰", "强"],
                _ if v < 0.6 => vec![],
                _ if v < 0.85 => vec!["玫瑰"; 3],
                _ => vec!["强"],
            };
            self.put(when, group, by, Role::Member, Kind::Text, text).emoji = emoji;
        }
    }

    fn burst(&mut self, time: u32, group: usize) {
        let span = 150.0 + self.rng.unit() * 170.0;
        for _ in 0..90 + self.rng.below(90) {
            let when = time + self.within(span);
            self.plain(when, group);
        }
    }

    fn check_in(&mut self, time: u32, group: usize) {
        let text = self.texts.demand(&mut self.rng).to_string() + ",今天之内";
        let head = self.groups.head(group);
        self.put(time, group, head, Role::Leader, Kind::Text, text).mentions = Mentions::Everyone;
        for _ in 0..15 + self.rng.below(45) {
            let (when, by) = (time + 10 + self.within(9000.0), self.member(group));
            let kind = if self.rng.chance(0.9) { Kind::Image } else { Kind::Text };
            let text = if self.rng.chance(0.9) { "" } else { "已打卡" };
            self.put(when, group, by, Role::Member, kind, text.to_string());
        }
    }

    fn report(&mut self, time: u32) {
        let who = self.rng.below(self.groups.cadres) as u32;
        let text = self.texts.report(&mut self.rng);
        let (groups, span) = match self.rng.unit() {
            u if u < 0.9 => (2 + self.rng.below(6), 7_200.0),
            u if u < 0.97 => (2 + self.rng.below(4), 100_000.0),
            _ => (15 + self.rng.below(20), 20_000.0),
        };
        for _ in 0..groups {
            let (when, group) = (time + self.within(span), self.rng.below(self.groups.count()));
            self.put(when, group, who, Role::Member, Kind::Text, text.clone());
        }
    }
}

fn widen(c: char) -> char {
    match c {
        ',' => '，',
        '?' => '？',
        '!' => '！',
        ':' => '：',
        ';' => '；',
        '(' => '（',
        ')' => '）',
        other => other,
    }
}
