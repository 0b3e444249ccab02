use std::fmt;

/// What stands in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// A number.
    Number(Number),
    /// No number can be given: a denominator is zero.
    Unknown,
    /// Nothing: to be written on by hand.
    Blank,
}

/// A number with its decimals and unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// Its digits: 963 with one decimal is 96.3.
    pub digits: i64,
    /// How many of the digits stand behind the point.
    pub decimals: u8,
    /// What it is.
    pub unit: Unit,
}

/// What a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// So many.
    Count,
    /// Yuan, with two decimals.
    Yuan,
    /// Ten thousand yuan, with two decimals.
    WanYuan,
    /// A share in percent.
    Percent,
    /// A change in percent.
    Growth,
    /// A change in percentage points.
    Points,
}

impl Cell {
    /// What it holds, if it is a number.
    pub fn number(self) -> Option<Number> {
        match self {
            Self::Number(number) => Some(number),
            Self::Unknown | Self::Blank => None,
        }
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(out),
            Self::Unknown => out.write_str("—"),
            Self::Blank => Ok(()),
        }
    }
}

impl Number {
    /// A count.
    pub fn count(digits: i64) -> Self {
        Self { digits, decimals: 0, unit: Unit::Count }
    }

    /// A sum of a figure, which is in fen where it is money.
    pub fn sum(sum: i64, unit: Unit) -> Self {
        match unit {
            Unit::Yuan => Self { digits: sum, decimals: 2, unit },
            Unit::WanYuan => Self { digits: rounded(i128::from(sum), 10_000), decimals: 2, unit },
            Unit::Count | Unit::Percent | Unit::Growth | Unit::Points => {
                Self { digits: sum, decimals: 0, unit: Unit::Count }
            }
        }
    }

    /// The number itself, for a spreadsheet: 0.963 for 96.3 %.
    pub fn value(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a spreadsheet knows no other numbers")]
        let digits = self.digits as f64;
        let scaled = digits / 10_f64.powi(i32::from(self.decimals));
        match self.unit {
            Unit::Percent | Unit::Growth => scaled / 100.0,
            Unit::Count | Unit::Yuan | Unit::WanYuan | Unit::Points => scaled,
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.digits < 0 {
            out.write_str("-")?;
        } else if matches!(self.unit, Unit::Growth | Unit::Points) && self.digits > 0 {
            out.write_str("+")?;
        }
        let places = 10_u64.pow(u32::from(self.decimals));
        let digits = self.digits.unsigned_abs();
        write!(out, "{}", digits / places)?;
        if self.decimals > 0 {
            write!(out, ".{:0width$}", digits % places, width = usize::from(self.decimals))?;
        }
        match self.unit {
            Unit::Percent | Unit::Growth => out.write_str("%"),
            Unit::Count | Unit::Yuan | Unit::WanYuan | Unit::Points => Ok(()),
        }
    }
}

/// `part` of `whole` in percent, rounded half up at the last decimal; unknown where the whole is zero.
pub(super) fn share(part: i64, whole: i64, decimals: u8) -> Cell {
    percent(i128::from(part), i128::from(whole), decimals, Unit::Percent)
}

/// How much more `now` is than `before`, in percent of `before`.
pub(super) fn growth(now: i64, before: i64, decimals: u8) -> Cell {
    percent(i128::from(now) - i128::from(before), i128::from(before), decimals, Unit::Growth)
}

fn percent(part: i128, whole: i128, decimals: u8, unit: Unit) -> Cell {
    if whole <= 0 {
        return Cell::Unknown;
    }
    let digits = rounded(part * 100 * 10_i128.pow(u32::from(decimals)), whole);
    Cell::Number(Number { digits, decimals, unit })
}

/// A quotient to the nearest whole number, halves away from zero. `by` is above zero.
fn rounded(number: i128, by: i128) -> i64 {
    let nearest = (number.abs() * 2 + by) / (by * 2) * number.signum();
    i64::try_from(nearest).unwrap_or(if nearest < 0 { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_half_up_and_never_divided_by_zero() {
        assert_eq!(share(26_014, 27_013, 1).to_string(), "96.3%");
        assert_eq!(share(1, 3, 1).to_string(), "33.3%");
        assert_eq!(share(2, 3, 2).to_string(), "66.67%");
        assert_eq!(share(1, 8, 1).to_string(), "12.5%");
        assert_eq!(share(1, 16, 1).to_string(), "6.3%");
        assert_eq!(share(0, 5, 1).to_string(), "0.0%");
        assert_eq!(share(5, 0, 1).to_string(), "—");
        assert_eq!(share(i64::MAX, 1, 1).number().unwrap().digits, i64::MAX);
    }

    #[test]
    fn changes_carry_their_sign() {
        assert_eq!(growth(12, 10, 1).to_string(), "+20.0%");
        assert_eq!(growth(10, 12, 1).to_string(), "-16.7%");
        assert_eq!(growth(10, 10, 1).to_string(), "0.0%");
        assert_eq!(growth(10, 0, 1), Cell::Unknown);
    }

    #[test]
    fn money_is_written_in_yuan_or_ten_thousands() {
        assert_eq!(Number::sum(1_234_567, Unit::Yuan).to_string(), "12345.67");
        assert_eq!(Number::sum(1_234_567, Unit::WanYuan).to_string(), "1.23");
        assert_eq!(Number::sum(-1_235_000, Unit::WanYuan).to_string(), "-1.24");
        assert!((Number::sum(1_234_567, Unit::WanYuan).value() - 1.23).abs() < 1e-9);
        assert!((share(26_014, 27_013, 1).number().unwrap().value() - 0.963).abs() < 1e-9);
    }
}
