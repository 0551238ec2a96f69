//! Where the time of an evaluation goes, measured so rarely that it costs next to nothing.

/// Nanoseconds of some clock that only goes forward. Evaluation itself knows no clock.
pub type Stopwatch = fn() -> u64;

/// One message in so many is measured; what it took stands for the others.
const EVERY: u64 = 61;

/// Where the time went: estimates in nanoseconds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// Finding the rules that a message may concern: kinds, phrases, roles.
    pub waking: u64,
    /// Each rule's own work, in the plan's order.
    pub rules: Vec<Cost>,
}

/// What one rule took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    /// Nanoseconds.
    pub nanos: u64,
    /// Messages that it was shown.
    pub shown: u64,
}

impl Profile {
    /// Adds what another share of the keys took.
    pub fn add(&mut self, other: &Profile) {
        self.waking += other.waking;
        for (own, more) in self.rules.iter_mut().zip(&other.rules) {
            own.nanos += more.nanos;
            own.shown += more.shown;
        }
    }
}

/// Measures one share of the keys.
#[derive(Debug)]
pub struct Meter {
    stopwatch: Stopwatch,
    last: u64,
    /// So far.
    pub profile: Profile,
}

impl Meter {
    /// For so many rules.
    pub fn new(stopwatch: Stopwatch, rules: usize) -> Meter {
        let profile = Profile { waking: 0, rules: vec![Cost::default(); rules] };
        Meter { stopwatch, last: 0, profile }
    }

    /// Is the message at this position one to be measured?
    pub fn samples(&self, pos: u64) -> bool {
        pos % EVERY == 0
    }

    /// What follows is measured.
    pub fn start(&mut self) {
        self.last = (self.stopwatch)();
    }

    fn lap(&mut self) -> u64 {
        let now = (self.stopwatch)();
        now.saturating_sub(std::mem::replace(&mut self.last, now))
    }

    /// A sampled message's rules have been found.
    pub fn woke(&mut self) {
        self.profile.waking += self.lap() * EVERY;
    }

    /// A sampled message has been shown to a rule.
    pub fn showed(&mut self, rule: usize) {
        let nanos = self.lap() * EVERY;
        if let Some(cost) = self.profile.rules.get_mut(rule) {
            cost.nanos += nanos;
            cost.shown += EVERY;
        }
    }

    /// A rule has done what was due by the clock.
    pub fn rang(&mut self, rule: usize) {
        let nanos = self.lap();
        if let Some(cost) = self.profile.rules.get_mut(rule) {
            cost.nanos += nanos;
        }
    }
}
