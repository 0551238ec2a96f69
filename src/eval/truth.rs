//! Three values, and numbers that are not yet closed.

use crate::plan::{CompareOp, Ratio};

/// false < unknown < true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Truth {
    /// Certainly not.
    False,
    /// Cannot be told (yet).
    Unknown,
    /// Certainly.
    True,
}

impl Truth {
    /// From a certain answer.
    pub fn from(value: bool) -> Truth {
        if value { Truth::True } else { Truth::False }
    }

    /// Not.
    pub fn negate(self) -> Truth {
        match self {
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
            Truth::True => Truth::False,
        }
    }
}

/// What a number may still turn out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Range {
    /// There is no such number: comparisons are false.
    Absent,
    /// Nothing is known of it, not even whether there is one.
    Unknown,
    /// Between these, both included; `None` is without bound.
    Between(Option<Ratio>, Option<Ratio>),
}

impl Range {
    /// Exactly this.
    pub fn exact(value: Ratio) -> Range {
        Range::Between(Some(value), Some(value))
    }

    /// A count between two bounds; `None` is without bound.
    pub fn counts(low: u64, high: Option<u64>) -> Range {
        let whole = |n: u64| Ratio::whole(n as i64);
        Range::Between(Some(whole(low)), high.map(whole))
    }

    /// This or more.
    pub fn at_least(value: Ratio) -> Range {
        Range::Between(Some(value), None)
    }

    /// The number, if it is certain.
    pub fn value(self) -> Option<Ratio> {
        match self {
            Range::Between(Some(low), Some(high)) if low == high => Some(low),
            _ => None,
        }
    }

    /// What is certain of it: the number, or the lower bound of one that is still growing.
    pub fn low(self) -> Option<Ratio> {
        match self {
            Range::Between(low, _) => low,
            _ => None,
        }
    }

    /// Sum.
    pub fn add(self, other: Range) -> Range {
        self.combine(other, |(a, b), (c, d)| (both(a, c, Ratio::add), both(b, d, Ratio::add)))
    }

    /// Difference.
    pub fn subtract(self, other: Range) -> Range {
        self.combine(other, |(a, b), (c, d)| (both(a, d, Ratio::subtract), both(b, c, Ratio::subtract)))
    }

    /// Product.
    pub fn multiply(self, other: Range) -> Range {
        self.combine(other, |(a, b), (c, d)| match (a, b, c, d) {
            (Some(a), Some(b), Some(c), Some(d)) => {
                let all = [a.multiply(c), a.multiply(d), b.multiply(c), b.multiply(d)];
                (all.iter().min().copied(), all.iter().max().copied())
            }
            (Some(a), b, Some(c), d) if a >= Ratio::ZERO && c >= Ratio::ZERO => {
                (Some(a.multiply(c)), both(b, d, Ratio::multiply))
            }
            _ => (None, None),
        })
    }

    /// Quotient; absent when dividing by a certain zero.
    pub fn divide(self, other: Range) -> Range {
        if other.value() == Some(Ratio::ZERO) {
            return Range::Absent;
        }
        match (self, other) {
            (Range::Absent, _) | (_, Range::Absent) => Range::Absent,
            (Range::Between(Some(a), b), Range::Between(Some(c), d))
                if c > Ratio::ZERO && a >= Ratio::ZERO =>
            {
                let low = d.and_then(|d| a.divide(d)).unwrap_or(Ratio::ZERO);
                Range::Between(Some(low), b.and_then(|b| b.divide(c)))
            }
            (Range::Between(Some(a), Some(b)), Range::Between(Some(c), Some(d))) if c == d => {
                match (a.divide(c), b.divide(c)) {
                    (Some(x), Some(y)) => Range::Between(Some(x.min(y)), Some(x.max(y))),
                    _ => Range::Absent,
                }
            }
            _ => Range::Unknown,
        }
    }

    fn combine(self, other: Range, f: impl Fn(Bounds, Bounds) -> Bounds) -> Range {
        match (self, other) {
            (Range::Absent, _) | (_, Range::Absent) => Range::Absent,
            (Range::Unknown, _) | (_, Range::Unknown) => Range::Unknown,
            (Range::Between(a, b), Range::Between(c, d)) => {
                let (low, high) = f((a, b), (c, d));
                Range::Between(low, high)
            }
        }
    }

    /// Compares; false when a side is absent.
    pub fn compare(self, op: CompareOp, other: Range) -> Truth {
        let (Range::Between(a, b), Range::Between(c, d)) = (self, other) else {
            let absent = self == Range::Absent || other == Range::Absent;
            return if absent { Truth::False } else { Truth::Unknown };
        };
        let less = |x: Option<Ratio>, y: Option<Ratio>| matches!((x, y), (Some(x), Some(y)) if x < y);
        let at_most = |x: Option<Ratio>, y: Option<Ratio>| matches!((x, y), (Some(x), Some(y)) if x <= y);
        let (yes, no) = match op {
            CompareOp::Less => (less(b, c), at_most(d, a)),
            CompareOp::LessEqual => (at_most(b, c), less(d, a)),
            CompareOp::Greater => (less(d, a), at_most(b, c)),
            CompareOp::GreaterEqual => (at_most(d, a), less(b, c)),
            CompareOp::Equal => (a.is_some() && a == b && b == c && c == d, less(b, c) || less(d, a)),
        };
        match (yes, no) {
            (true, _) => Truth::True,
            (_, true) => Truth::False,
            _ => Truth::Unknown,
        }
    }
}

type Bounds = (Option<Ratio>, Option<Ratio>);

fn both(a: Option<Ratio>, b: Option<Ratio>, f: impl Fn(Ratio, Ratio) -> Ratio) -> Option<Ratio> {
    Some(f(a?, b?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_count_decides_only_what_more_cannot_change() {
        let open = Range::counts(3, None);
        let three = Range::exact(Ratio::whole(3));
        let four = Range::exact(Ratio::whole(4));
        assert_eq!(open.compare(CompareOp::GreaterEqual, three), Truth::True);
        assert_eq!(open.compare(CompareOp::GreaterEqual, four), Truth::Unknown);
        assert_eq!(open.compare(CompareOp::Less, three), Truth::False);
        assert_eq!(open.compare(CompareOp::LessEqual, three), Truth::Unknown);
        assert_eq!(open.compare(CompareOp::Equal, Range::exact(Ratio::whole(2))), Truth::False);
        assert_eq!(Range::Absent.compare(CompareOp::Less, three), Truth::False);
        assert_eq!(Range::Unknown.compare(CompareOp::Less, three), Truth::Unknown);
    }

    #[test]
    fn arithmetic_keeps_bounds() {
        let two = Range::exact(Ratio::whole(2));
        assert_eq!(Range::counts(3, None).add(two), Range::counts(5, None));
        assert_eq!(Range::counts(3, Some(4)).multiply(two), Range::counts(6, Some(8)));
        assert_eq!(two.divide(Range::exact(Ratio::ZERO)), Range::Absent);
        assert_eq!(Range::counts(4, Some(8)).divide(two), Range::counts(2, Some(4)));
    }
}
