//! Where the time of an evaluation goes: measured once a stretch of messages, which costs next to nothing.

/// Nanoseconds of some clock that only goes forward. Evaluation itself knows no clock.
pub type Stopwatch = fn() -> u64;

/// Where the time went, in nanoseconds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// Asking the conditions that all rules share: kinds, phrases, roles.
    pub conditions: u64,
    /// Each rule's own work, in the plan's order.
    pub rules: Vec<Cost>,
}

/// What one rule took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    /// Nanoseconds.
    pub nanos: u64,
    /// Messages that concerned it.
    pub shown: u64,
}

impl Profile {
    /// Adds what another share of the keys took.
    pub fn add(&mut self, other: &Profile) {
        self.conditions += other.conditions;
        for (own, more) in self.rules.iter_mut().zip(&other.rules) {
            own.nanos += more.nanos;
            own.shown = own.shown.max(more.shown);
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
        let profile = Profile { conditions: 0, rules: vec![Cost::default(); rules] };
        Meter { stopwatch, last: 0, profile }
    }

    /// What follows is measured.
    pub fn start(&mut self) {
        self.last = (self.stopwatch)();
    }

    fn lap(&mut self) -> u64 {
        let now = (self.stopwatch)();
        now.saturating_sub(std::mem::replace(&mut self.last, now))
    }

    /// Conditions have been asked.
    pub fn asked(&mut self) {
        self.profile.conditions += self.lap();
    }

    /// Some messages, so many of which concerned them, have passed rules that share their work: what it took is
    /// divided among them.
    pub fn ran(&mut self, rules: &[usize], shown: u64) {
        let nanos = self.lap() / rules.len().max(1) as u64;
        for &rule in rules {
            if let Some(cost) = self.profile.rules.get_mut(rule) {
                cost.nanos += nanos;
                cost.shown += shown;
            }
        }
    }
}
