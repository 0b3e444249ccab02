//! Money: whole fen, never negative, written as figures and in the capital form of bills
//! (《支付结算办法》附一).

use calendar::cn_number;
use thiserror::Error;

/// The largest amount that can be written: 1 万亿元, in fen.
pub const LARGEST: i64 = 100_000_000_000_000;

/// Why an amount cannot be written or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AmountError {
    /// Less than zero.
    #[error("金额不能是负数")]
    Negative,
    /// More than 1 万亿元.
    #[error("金额不能超过一万亿元")]
    TooLarge,
    /// Not a number of yuan with at most two decimals.
    #[error("不是最多两位小数的金额")]
    NotAnAmount,
}

impl AmountError {
    /// The stable code by which the shell finds its sentence.
    pub fn code(self) -> &'static str {
        match self {
            Self::Negative => "amount.negative",
            Self::TooLarge => "amount.too-large",
            Self::NotAnAmount => "amount.not-an-amount",
        }
    }
}

/// The capital form, `人民币壹仟肆佰零玖元伍角`, of an amount in fen. 整 is written after 元 and, as the source
/// leaves open, not after 角; an optional 零 is not written.
pub fn capital(fen: i64) -> Result<String, AmountError> {
    let fen = checked(fen)?;
    let (yuan, jiao, cents) = (fen / 100, fen / 10 % 10, fen % 10);
    let mut text = String::from("人民币");
    if yuan > 0 || fen == 0 {
        text.push_str(&capital_number(yuan));
        text.push('元');
    }
    match (jiao, cents) {
        (0, 0) => text.push('整'),
        (0, cents) => {
            // 元零肆分, but 伍分 alone: there is nothing before it to mistake it for 角.
            if yuan > 0 {
                text.push('零');
            }
            text.push_str(&capital_number(cents));
            text.push('分');
        }
        (jiao, cents) => {
            text.push_str(&capital_number(jiao));
            text.push('角');
            if cents > 0 {
                text.push_str(&capital_number(cents));
                text.push('分');
            }
        }
    }
    Ok(text)
}

/// The amount in yuan with two decimals, `1409.50`, of an amount in fen.
pub fn yuan(fen: i64) -> Result<String, AmountError> {
    let fen = checked(fen)?;
    Ok(format!("{}.{:02}", fen / 100, fen % 100))
}

/// The fen of an amount in yuan as a clerk types it: `1409.5`, `1,409.50`, `￥1409.50`, full-width digits,
/// with or without 元.
pub fn parse_yuan(text: &str) -> Result<i64, AmountError> {
    // The largest amount has sixteen digits and a few separators.
    if text.chars().nth(40).is_some() {
        return Err(AmountError::NotAnAmount);
    }
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).filter_map(half_width).collect();
    let plain = plain.strip_prefix(['¥', '￥']).unwrap_or(&plain);
    let plain = plain.strip_suffix('元').unwrap_or(plain);
    if let Some(positive) = plain.strip_prefix('-') {
        return Err(parse_plain(positive).map_or_else(|error| error, |_| AmountError::Negative));
    }
    parse_plain(plain)
}

fn parse_plain(plain: &str) -> Result<i64, AmountError> {
    let (whole, decimals) = plain.split_once('.').unwrap_or((plain, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(decimals) || decimals.len() > 2 {
        return Err(AmountError::NotAnAmount);
    }
    // Digits that do not fit are an amount, only far too large a one.
    let whole: i64 = whole.parse().map_err(|_| AmountError::TooLarge)?;
    let cents: i64 = format!("{decimals:0<2}").parse().map_err(|_| AmountError::NotAnAmount)?;
    let fen = whole.checked_mul(100).and_then(|fen| fen.checked_add(cents)).ok_or(AmountError::TooLarge)?;
    checked(fen)?;
    Ok(fen)
}

fn half_width(c: char) -> Option<char> {
    match c {
        ',' | '，' => None,
        '０'..='９' | '．' | '－' => char::from_u32(u32::from(c) - 0xFEE0),
        other => Some(other),
    }
}

fn checked(fen: i64) -> Result<u64, AmountError> {
    if fen > LARGEST {
        return Err(AmountError::TooLarge);
    }
    u64::try_from(fen).map_err(|_| AmountError::Negative)
}

/// The capital characters for a number. Unlike plain numerals they always begin with a digit: 壹拾.
fn capital_number(number: u64) -> String {
    let plain = cn_number(number);
    let one = if plain.starts_with('十') { "一" } else { "" };
    one.chars().chain(plain.chars()).map(capital_character).collect()
}

fn capital_character(plain: char) -> char {
    match plain {
        '一' => '壹',
        '二' => '贰',
        '三' => '叁',
        '四' => '肆',
        '五' => '伍',
        '六' => '陆',
        '七' => '柒',
        '八' => '捌',
        '九' => '玖',
        '十' => '拾',
        '百' => '佰',
        '千' => '仟',
        same => same,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_examples_of_the_source() {
        for (fen, text) in [
            (1_640_902, "人民币壹万陆仟肆佰零玖元零贰分"),
            (32_504, "人民币叁佰贰拾伍元零肆分"),
            (140_950, "人民币壹仟肆佰零玖元伍角"),
            (600_714, "人民币陆仟零柒元壹角肆分"),
        ] {
            assert_eq!(capital(fen).unwrap(), text);
        }
    }

    #[test]
    fn zeros_and_round_sums() {
        for (fen, text) in [
            (0, "人民币零元整"),
            (5, "人民币伍分"),
            (50, "人民币伍角"),
            (1000, "人民币壹拾元整"),
            (1_200, "人民币壹拾贰元整"),
            (10_005, "人民币壹佰元零伍分"),
            (10_700_053, "人民币壹拾万柒仟元伍角叁分"),
            (168_032, "人民币壹仟陆佰捌拾元叁角贰分"),
            (1_000_000, "人民币壹万元整"),
            (10_000_000_100, "人民币壹亿零壹元整"),
            (10_001_000_000, "人民币壹亿零壹万元整"),
            (LARGEST, "人民币壹万亿元整"),
        ] {
            assert_eq!(capital(fen).unwrap(), text);
        }
    }

    #[test]
    fn negative_and_too_large_are_refused() {
        for fen in [-1, i64::MIN] {
            assert_eq!(capital(fen), Err(AmountError::Negative));
            assert_eq!(yuan(fen), Err(AmountError::Negative));
        }
        for fen in [LARGEST + 1, i64::MAX] {
            assert_eq!(capital(fen), Err(AmountError::TooLarge));
            assert_eq!(yuan(fen), Err(AmountError::TooLarge));
        }
    }

    #[test]
    fn typed_amounts() {
        for (text, fen) in [
            ("1409.5", 140_950),
            ("1,409.50", 140_950),
            ("￥1409.50", 140_950),
            ("１４０９．５元", 140_950),
            (" 0.05 ", 5),
            ("007", 700),
            ("1000000000000", LARGEST),
        ] {
            assert_eq!(parse_yuan(text), Ok(fen), "{text}");
        }
        for text in ["", "元", "1.", ".5", "1.005", "1e3", "1.2.3", "一百", "+5", "--5", "-"] {
            assert_eq!(parse_yuan(text), Err(AmountError::NotAnAmount), "{text}");
        }
        assert_eq!(parse_yuan("-5"), Err(AmountError::Negative));
        assert_eq!(parse_yuan("1000000000000.01"), Err(AmountError::TooLarge));
        assert_eq!(parse_yuan("99999999999999999999"), Err(AmountError::TooLarge));
        assert_eq!(parse_yuan(&"9".repeat(200_000)), Err(AmountError::NotAnAmount));
    }

    /// Reads a capital form back, by the meaning of its characters and nothing of how it was written.
    fn read_capital(text: &str) -> u64 {
        let (mut total, mut section, mut digit) = (0, 0, 0);
        for c in text.strip_prefix("人民币").unwrap().chars() {
            match c {
                '元' | '万' | '亿' | '角' | '分' => {
                    section += digit;
                    digit = 0;
                    match c {
                        '亿' => (total, section) = ((total + section) * 100_000_000, 0),
                        '万' => (total, section) = (total + section * 10_000, 0),
                        '元' => (total, section) = ((total + section) * 100, 0),
                        '角' => (total, section) = (total + section * 10, 0),
                        '分' => (total, section) = (total + section, 0),
                        _ => unreachable!(),
                    }
                }
                '拾' | '佰' | '仟' => {
                    assert!(digit > 0, "{text}");
                    section += digit
                        * [("拾", 10), ("佰", 100), ("仟", 1000)]
                            .iter()
                            .find(|(unit, _)| unit.starts_with(c))
                            .unwrap()
                            .1;
                    digit = 0;
                }
                '零' | '整' => assert_eq!(digit, 0, "{text}"),
                numeral => {
                    assert_eq!(digit, 0, "{text}");
                    digit =
                        "壹贰叁肆伍陆柒捌玖".chars().position(|known| known == numeral).unwrap() as u64 + 1;
                }
            }
        }
        total
    }

    proptest! {
        #[test]
        fn the_capital_form_says_the_number(
            fen in prop_oneof![0..=LARGEST, 0i64..100_000, (0i64..1_000_000).prop_map(|n| n * 100_000_000)],
        ) {
            let text = capital(fen).unwrap();
            prop_assert_eq!(read_capital(&text), fen as u64, "{}", text);
            prop_assert!(!text.contains("零零") && !text.contains("零元整") || fen == 0, "{}", text);
            prop_assert_eq!(text.ends_with('整'), fen % 100 == 0);
            prop_assert_eq!(parse_yuan(&yuan(fen).unwrap()), Ok(fen));
        }
    }
}
