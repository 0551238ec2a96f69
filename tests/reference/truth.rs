//! Three values and amounts as intervals, as the language defines them.

use qungui::eval::Blame;
use qungui::plan::{CompareOp, Ratio};

/// Why something is not decided.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cause {
    /// Something looked at reaches past the end.
    pub pending: bool,
    /// What is unknown, in reading order.
    pub blames: Vec<Blame>,
}

impl Cause {
    pub fn blame(blame: Blame) -> Cause {
        Cause { pending: false, blames: vec![blame] }
    }

    pub fn and(mut self, other: &Cause) -> Cause {
        self.pending |= other.pending;
        self.blames.extend(&other.blames);
        self
    }
}

/// false < unknown < true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tri {
    False,
    Unknown(Cause),
    True,
}

impl Tri {
    pub fn of(holds: bool) -> Tri {
        if holds { Tri::True } else { Tri::False }
    }

    pub fn blamed(blame: Blame) -> Tri {
        Tri::Unknown(Cause::blame(blame))
    }

    pub fn decided(&self) -> bool {
        !matches!(self, Tri::Unknown(_))
    }

    pub fn not(self) -> Tri {
        match self {
            Tri::False => Tri::True,
            Tri::True => Tri::False,
            unknown => unknown,
        }
    }

    pub fn all(parts: impl IntoIterator<Item = Tri>) -> Tri {
        let mut cause: Option<Cause> = None;
        for part in parts {
            match part {
                Tri::False => return Tri::False,
                Tri::True => {}
                Tri::Unknown(more) => cause = Some(cause.unwrap_or_default().and(&more)),
            }
        }
        cause.map_or(Tri::True, Tri::Unknown)
    }

    pub fn any(parts: impl IntoIterator<Item = Tri>) -> Tri {
        Tri::all(parts.into_iter().map(Tri::not)).not()
    }
}

/// A number or an infinity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ext {
    Low,
    At(Ratio),
    High,
}

impl Ext {
    fn add(self, other: Ext) -> Ext {
        match (self, other) {
            (Ext::At(a), Ext::At(b)) => Ext::At(a.add(b)),
            (Ext::At(_), infinite) => infinite,
            (infinite, _) => infinite,
        }
    }

    fn negate(self) -> Ext {
        match self {
            Ext::Low => Ext::High,
            Ext::High => Ext::Low,
            Ext::At(a) => Ext::At(Ratio::ZERO.subtract(a)),
        }
    }

    fn multiply(self, other: Ext) -> Ext {
        let zero = Ext::At(Ratio::ZERO);
        match (self, other) {
            (Ext::At(a), Ext::At(b)) => Ext::At(a.multiply(b)),
            _ if self == zero || other == zero => zero,
            _ if (self < zero) == (other < zero) => Ext::High,
            _ => Ext::Low,
        }
    }
}

/// A number of which only this much is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    /// It lies between these, if it is there at all.
    pub range: Option<(Ext, Ext)>,
    /// It may be absent.
    pub absent: bool,
    /// Why it is not exact.
    pub cause: Cause,
    /// What has been measured so far.
    pub now: Option<Ratio>,
}

impl Amount {
    pub fn exact(value: Ratio) -> Amount {
        Amount::between(Ext::At(value), Ext::At(value), Cause::default(), Some(value))
    }

    pub fn between(low: Ext, high: Ext, cause: Cause, now: Option<Ratio>) -> Amount {
        Amount { range: Some((low, high)), absent: false, cause, now }
    }

    pub fn absent() -> Amount {
        Amount { range: None, absent: true, cause: Cause::default(), now: None }
    }

    pub fn unknown(blame: Blame) -> Amount {
        Amount { absent: true, ..Amount::between(Ext::Low, Ext::High, Cause::blame(blame), None) }
    }

    pub fn is_exact(&self) -> bool {
        match self.range {
            Some((low, high)) => low == high && !self.absent,
            None => true,
        }
    }

    fn combine(
        &self,
        other: &Amount,
        range: impl Fn((Ext, Ext), (Ext, Ext)) -> (Ext, Ext),
        now: impl Fn(Ratio, Ratio) -> Option<Ratio>,
    ) -> Amount {
        Amount {
            range: self.range.zip(other.range).map(|(a, b)| range(a, b)),
            absent: self.absent || other.absent,
            cause: self.cause.clone().and(&other.cause),
            now: self.now.zip(other.now).and_then(|(a, b)| now(a, b)),
        }
    }

    pub fn add(&self, other: &Amount) -> Amount {
        self.combine(other, |a, b| (a.0.add(b.0), a.1.add(b.1)), |a, b| Some(a.add(b)))
    }

    pub fn subtract(&self, other: &Amount) -> Amount {
        let range = |a: (Ext, Ext), b: (Ext, Ext)| (a.0.add(b.1.negate()), a.1.add(b.0.negate()));
        self.combine(other, range, |a, b| Some(a.subtract(b)))
    }

    pub fn multiply(&self, other: &Amount) -> Amount {
        self.combine(other, corners, |a, b| Some(a.multiply(b)))
    }

    pub fn divide(&self, other: &Amount) -> Amount {
        let zero = Ext::At(Ratio::ZERO);
        let holds_zero = other.range.is_some_and(|(low, high)| low <= zero && zero <= high);
        let range = |a: (Ext, Ext), b: (Ext, Ext)| {
            if holds_zero { (Ext::Low, Ext::High) } else { corners(a, (invert(b.1), invert(b.0))) }
        };
        let mut amount = self.combine(other, range, |a, b| a.divide(b));
        amount.absent |= holds_zero;
        if other.range == Some((zero, zero)) {
            amount.range = None;
        }
        amount
    }
}

fn corners(a: (Ext, Ext), b: (Ext, Ext)) -> (Ext, Ext) {
    let all = [a.0.multiply(b.0), a.0.multiply(b.1), a.1.multiply(b.0), a.1.multiply(b.1)];
    (all.into_iter().min().unwrap_or(Ext::Low), all.into_iter().max().unwrap_or(Ext::High))
}

fn invert(end: Ext) -> Ext {
    match end {
        Ext::At(a) => Ratio::whole(1).divide(a).map_or(Ext::High, Ext::At),
        _ => Ext::At(Ratio::ZERO),
    }
}

/// Compares two amounts: decided when all that they may be agrees.
pub fn compare(op: CompareOp, left: &Amount, right: &Amount) -> Tri {
    let (mut can_hold, mut can_fail) = (false, left.absent || right.absent);
    if let (Some((a, b)), Some((c, d))) = (left.range, right.range) {
        let (holds, fails) = match op {
            CompareOp::Less => (a < d, b >= c),
            CompareOp::LessEqual => (a <= d, b > c),
            CompareOp::Greater => (b > c, a <= d),
            CompareOp::GreaterEqual => (b >= c, a < d),
            CompareOp::Equal => (a <= d && c <= b, !(a == b && c == d && a == c)),
        };
        can_hold |= holds;
        can_fail |= fails;
    }
    match (can_hold, can_fail) {
        (true, false) => Tri::True,
        (true, true) => Tri::Unknown(left.cause.clone().and(&right.cause)),
        _ => Tri::False,
    }
}
