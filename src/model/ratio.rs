//! Exact fractions.

use std::cmp::Ordering;

/// A reduced fraction with a positive denominator. Arithmetic saturates instead of overflowing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ratio {
    num: i128,
    den: i128,
}

impl Ratio {
    /// Zero.
    pub const ZERO: Ratio = Ratio { num: 0, den: 1 };

    /// `num / den`; `None` for a zero denominator.
    pub fn new(num: i128, den: i128) -> Option<Ratio> {
        if den == 0 {
            return None;
        }
        let divisor = gcd(num.unsigned_abs(), den.unsigned_abs()).max(1) as i128;
        let sign = if den < 0 { -1 } else { 1 };
        Some(Ratio { num: sign * (num / divisor), den: (den / divisor).abs() })
    }

    /// A whole number.
    pub const fn whole(n: i64) -> Ratio {
        Ratio { num: n as i128, den: 1 }
    }

    /// Reads `12` or `0.5`; at most 18 digits on either side of the point.
    pub fn parse(text: &str) -> Option<Ratio> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        if whole.len() > 18 || fraction.len() > 18 {
            return None;
        }
        let den = 10i128.pow(fraction.len() as u32);
        let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
        Ratio::new(digits, den)
    }

    /// Numerator of the reduced fraction.
    pub fn numerator(self) -> i128 {
        self.num
    }

    /// Denominator of the reduced fraction, positive.
    pub fn denominator(self) -> i128 {
        self.den
    }

    /// The largest whole number that is not larger.
    pub fn floor(self) -> i128 {
        self.num.div_euclid(self.den)
    }

    /// The smallest whole number that is not smaller.
    pub fn ceil(self) -> i128 {
        -((-self.num).div_euclid(self.den))
    }

    /// True for whole numbers.
    pub fn is_whole(self) -> bool {
        self.den == 1
    }

    /// Sum.
    #[expect(clippy::should_implement_trait, reason = "one of four, none of which is exact beyond i128")]
    pub fn add(self, other: Ratio) -> Ratio {
        let num = self.num.saturating_mul(other.den).saturating_add(other.num.saturating_mul(self.den));
        Ratio::new(num, self.den.saturating_mul(other.den)).unwrap_or(Ratio::ZERO)
    }

    /// Difference.
    pub fn subtract(self, other: Ratio) -> Ratio {
        self.add(Ratio { num: -other.num, den: other.den })
    }

    /// Product.
    pub fn multiply(self, other: Ratio) -> Ratio {
        Ratio::new(self.num.saturating_mul(other.num), self.den.saturating_mul(other.den))
            .unwrap_or(Ratio::ZERO)
    }

    /// Quotient; `None` when dividing by zero.
    pub fn divide(self, other: Ratio) -> Option<Ratio> {
        Ratio::new(self.num.saturating_mul(other.den), self.den.saturating_mul(other.num))
    }
}

fn gcd(a: u128, b: u128) -> u128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        self.num.saturating_mul(other.den).cmp(&other.num.saturating_mul(self.den))
    }
}

impl std::fmt::Display for Ratio {
    /// `3`, `0.5`; fractions without a short decimal form are rounded to four places.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.den == 1 {
            return write!(f, "{}", self.num);
        }
        let scaled = self.num.saturating_mul(10_000);
        let rounded =
            (scaled.saturating_mul(2).saturating_add(self.den)).div_euclid(self.den.saturating_mul(2));
        let sign = if rounded < 0 { "-" } else { "" };
        let text = format!("{sign}{}.{:04}", rounded.abs() / 10_000, rounded.abs() % 10_000);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

impl serde::Serialize for Ratio {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match i64::try_from(self.num) {
            Ok(whole) if self.den == 1 => serializer.serialize_i64(whole),
            _ => serializer.serialize_f64(self.num as f64 / self.den as f64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints_decimals() {
        for text in ["0", "3", "0.5", "12.25", "0.0001"] {
            assert_eq!(Ratio::parse(text).map(|r| r.to_string()).as_deref(), Some(text));
        }
        assert_eq!(Ratio::new(2, 3).map(|r| r.to_string()).as_deref(), Some("0.6667"));
        assert_eq!(Ratio::new(1, 0), None);
    }

    #[test]
    fn compares_and_rounds_exactly() {
        let third = Ratio::new(1, 3).expect("not zero");
        assert!(third > Ratio::parse("0.333333333333333333").expect("a number"));
        assert_eq!((third.floor(), third.ceil()), (0, 1));
        assert_eq!((Ratio::new(-1, 3).expect("not zero").floor(), Ratio::whole(2).ceil()), (-1, 2));
    }
}
