//! Where a line may end: the Unicode algorithm, with the rules of Chinese official documents on top.

use unicode_linebreak::{BreakOpportunity, linebreaks};

/// Whether a line may end before an atom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Break {
    /// Never (unless a line has no other place at all).
    Never,
    /// Only where the line would otherwise be badly filled: inside dates.
    Poor,
    /// Freely.
    Free,
}

/// The character the Unicode algorithm is shown in place of `ch`, where it knows no better for Chinese:
/// curly quotes would glue everything together, and these marks must not start a line.
fn stand_in(ch: char) -> char {
    match ch {
        '“' | '‘' => '「',
        '”' | '’' => '」',
        '·' | '•' | '・' | '～' | '／' => '、',
        '￥' | '¥' => '$',
        other => other,
    }
}

/// Units and counters that stay with the number before them.
const AFTER_NUMBER: &str = "年月日号条款项元角分时点岁个件份名人次周天页级亩米户届第";

/// Characters that close: they may not start a line, and their right half is empty.
pub(crate) fn closes(ch: char) -> bool {
    matches!(
        ch,
        '。' | '，'
            | '、'
            | '；'
            | '：'
            | '！'
            | '？'
            | '）'
            | '》'
            | '〉'
            | '】'
            | '〕'
            | '」'
            | '』'
            | '”'
            | '’'
            | '．'
            | '］'
            | '｝'
    )
}

/// Characters that open: they may not end a line, and their left half is empty.
pub(crate) fn opens(ch: char) -> bool {
    matches!(ch, '（' | '《' | '〈' | '【' | '〔' | '「' | '『' | '“' | '‘' | '［' | '｛')
}

/// Characters that never start a line.
pub(crate) fn never_starts(ch: char) -> bool {
    closes(ch)
        || matches!(
            ch,
            '·' | '•'
                | '・'
                | '～'
                | '／'
                | ')'
                | ']'
                | '}'
                | ','
                | '.'
                | ';'
                | ':'
                | '!'
                | '?'
                | '%'
                | '％'
                | '℃'
                | '°'
                | '‰'
                | '々'
        )
}

/// Characters that never end a line.
pub(crate) fn never_ends(ch: char) -> bool {
    opens(ch) || matches!(ch, '(' | '[' | '{' | '￥' | '¥' | '$' | '№')
}

/// For every character, whether a line may end before it. The first is always [`Break::Never`].
pub(crate) fn breaks(chars: &[char]) -> Vec<Break> {
    let shown: String = chars.iter().map(|ch| stand_in(*ch)).collect();
    let mut found = vec![Break::Never; chars.len()];
    let mut index = 0;
    let mut offset = 0;
    for (at, kind) in linebreaks(&shown) {
        while offset < at {
            let Some(ch) = chars.get(index) else { break };
            offset += stand_in(*ch).len_utf8();
            index += 1;
        }
        match kind {
            BreakOpportunity::Mandatory | BreakOpportunity::Allowed => {
                if let Some(slot) = found.get_mut(index) {
                    *slot = Break::Free;
                }
            }
        }
    }
    for i in 1..chars.len() {
        let (a, b) = (chars[i - 1], chars[i]);
        let pair_of_marks = a == b && matches!(a, '—' | '…' | '⋯');
        let number_with_unit = numeric(a) && AFTER_NUMBER.contains(b);
        if pair_of_marks || never_starts(b) || never_ends(a) || number_with_unit {
            found[i] = Break::Never;
        } else if a == '第' && (numeric(b) || chinese_number(b))
            || (chinese_number(a) && "条款项号".contains(b))
        {
            found[i] = Break::Poor;
        } else if a == '-' && b.is_ascii_digit() {
            // Identifiers and telephone numbers.
            found[i] = found[i].min(Break::Poor);
        }
    }
    keep_dates(chars, &mut found);
    found
}

fn numeric(ch: char) -> bool {
    ch.is_ascii_digit() || ('０'..='９').contains(&ch)
}

fn chinese_number(ch: char) -> bool {
    matches!(
        ch,
        '〇' | '零' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '千'
    )
}

/// 2026年11月22日 (and 二〇二六年十一月二十二日) stays on one line if it can.
fn keep_dates(chars: &[char], found: &mut [Break]) {
    let digit = |ch: &char| numeric(*ch) || chinese_number(*ch);
    let run = |from: usize| chars[from..].iter().take_while(|ch| digit(ch)).count();
    for start in 0..chars.len() {
        if start > 0 && digit(&chars[start - 1]) {
            continue;
        }
        let year = run(start);
        if !(2..=4).contains(&year) || chars.get(start + year) != Some(&'年') {
            continue;
        }
        let mut end = start + year + 1;
        for unit in ['月', '日'] {
            let digits = run(end.min(chars.len()));
            if (1..=3).contains(&digits) && chars.get(end + digits) == Some(&unit) {
                end += digits + 1;
            }
        }
        for (i, slot) in found.iter_mut().enumerate().take(end).skip(start + 1) {
            // Inside the number itself the other rules hold.
            let inside_number =
                numeric(chars[i - 1]) && (numeric(chars[i]) || AFTER_NUMBER.contains(chars[i]));
            *slot = if inside_number { Break::Never } else { (*slot).min(Break::Poor) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shows where lines may end: `|` freely, `~` at need.
    fn shown(text: &str) -> String {
        let chars: Vec<char> = text.chars().collect();
        let found = breaks(&chars);
        let mut out = String::new();
        for (i, ch) in chars.iter().enumerate() {
            match found[i] {
                Break::Free => out.push('|'),
                Break::Poor => out.push('~'),
                Break::Never => {}
            }
            out.push(*ch);
        }
        out
    }

    #[test]
    fn table_of_rules() {
        for (text, expected) in [
            ("调解协议", "调|解|协|议"),
            ("甲、乙。", "甲、|乙。"),
            ("、“甲”、“乙”。", "、|“甲”、|“乙”。"),
            ("《人民调解法》（全文）", "《人|民|调|解|法》|（全|文）"),
            ("约——定", "约|——|定"),
            ("等……人", "等……|人"),
            ("共1,234.50元整", "共|1,234.50元|整"),
            ("于2026年11月22日在", "于|2026年~11月~22日|在"),
            ("第31条规定", "第~31条|规|定"),
            ("第三十一条规定", "第~三|十|一~条|规|定"),
            ("阿依古丽·买买提", "阿|依|古|丽·|买|买|提"),
            ("电话0417-12345678转", "电|话|0417-12345678|转"),
            ("共5%的", "共|5%|的"),
            ("用AB test吧", "用|AB |test|吧"),
            ("3～5日", "3～|5日"),
            ("〔2026〕1号文", "〔2026〕|1号|文"),
            ("￥500元", "￥500元"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn nothing_breaks_before_the_first() {
        for text in ["", "甲", "。", "a"] {
            let chars: Vec<char> = text.chars().collect();
            assert!(breaks(&chars).first().is_none_or(|first| *first == Break::Never));
        }
    }
}
