//! What an identity number says about a person, and what does not fit. Nothing here refuses: old papers carry wrong
//! numbers, so a clerk may keep every warning with a reason.

use crate::view::{FindingView, IdentityCheck, KeptWarning, Particulars, PartyKind, Severity};
use calendar::Date;
use expression::identity::{Given, Problem, Sex, read};

/// Identity documents whose number follows GB 11643, as the `id-type` list calls them. A blank type is taken for one.
const RESIDENT_TYPES: [&str; 2] = ["", "resident-id"];

/// The code of a sex in the `sex` list.
pub(crate) fn sex_code(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "male",
        Sex::Female => "female",
    }
}

fn sex_of(code: &str) -> Option<Sex> {
    match code {
        "male" => Some(Sex::Male),
        "female" => Some(Sex::Female),
        _ => None,
    }
}

fn sex_word(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "男",
        Sex::Female => "女",
    }
}

/// Reads the number of a person's particulars. `path` is the party's field path (`parties.0`), empty for a record.
pub(crate) fn check(path: &str, particulars: &Particulars) -> IdentityCheck {
    let number = particulars.id_number.trim();
    if number.is_empty() || !RESIDENT_TYPES.contains(&particulars.id_type.as_str()) {
        return IdentityCheck {
            id_number: number.to_uppercase(),
            birth_date: None,
            sex: None,
            upgraded: None,
            findings: Vec::new(),
        };
    }
    let given =
        Given { sex: sex_of(&particulars.sex), birth: calendar::parse_date(&particulars.birth_date).ok() };
    let identity = read(number, given);
    let findings = identity.problems.iter().map(|problem| finding(path, problem)).collect();
    let upgraded = identity.full.clone().filter(|full| *full != identity.number);
    IdentityCheck {
        birth_date: identity.birth.map(|date| date.to_string()),
        sex: identity.sex.map(|sex| sex_code(sex).to_owned()),
        upgraded,
        findings,
        id_number: identity.number,
    }
}

/// Fills what is blank from a number that nothing is wrong with, as the window does while one is typed.
pub(crate) fn fill(particulars: &mut Particulars) {
    let said = check("", particulars);
    if !said.findings.is_empty() {
        return;
    }
    let blank = |text: &str| text.trim().is_empty();
    if blank(&particulars.birth_date) {
        particulars.birth_date = said.birth_date.unwrap_or_default();
    }
    if blank(&particulars.sex) {
        particulars.sex = said.sex.unwrap_or_default();
    }
}

/// The warnings that are not kept with a reason.
pub(crate) fn open_warnings(check: &IdentityCheck, kept: &[KeptWarning]) -> Vec<FindingView> {
    check
        .findings
        .iter()
        .filter(|finding| {
            !kept.iter().any(|kept| kept.code == finding.rule && !kept.reason.trim().is_empty())
        })
        .cloned()
        .collect()
}

/// Full years on a day; none without a birth date, or before it.
pub(crate) fn age(particulars: &Particulars, on: Date) -> Option<u32> {
    let birth = calendar::parse_date(&particulars.birth_date).ok()?;
    calendar::age_on(birth, on).ok()
}

/// Whether a kind of party is a person.
pub(crate) fn is_natural(kind: PartyKind) -> bool {
    match kind {
        PartyKind::Natural => true,
        PartyKind::Legal | PartyKind::Other => false,
    }
}

fn finding(path: &str, problem: &Problem) -> FindingView {
    let (code, field, label, message) = match problem {
        Problem::Length { found } => (
            "identity.format",
            "id_number",
            "证件号码",
            format!("居民身份证号码应为18位（旧号15位），现在是{found}位。"),
        ),
        Problem::Character { position } => {
            ("identity.format", "id_number", "证件号码", format!("证件号码第{position}位不该是这个字符。"))
        }
        Problem::CheckDigit { expected } => (
            "identity.check-digit",
            "id_number",
            "证件号码",
            format!("身份证号码的校验位不对，按前17位推算末位应为{expected}。"),
        ),
        Problem::BirthDate => {
            ("identity.format", "id_number", "证件号码", "身份证号码里的出生日期不存在。".to_owned())
        }
        Problem::SexMismatch { number } => (
            "identity.sex",
            "sex",
            "性别",
            format!("身份证号码显示性别为{}，与所填不一致。", sex_word(*number)),
        ),
        Problem::BirthMismatch { number } => (
            "identity.birth-date",
            "birth_date",
            "出生日期",
            format!("身份证号码显示出生日期为{}，与所填不一致。", calendar::cn_date(*number)),
        ),
    };
    let field = if path.is_empty() { field.to_owned() } else { format!("{path}.{field}") };
    FindingView {
        severity: Severity::Warn,
        rule: code.to_owned(),
        message,
        next: "请对照证件原件；证件上确实如此的，填写理由后可以保留。".to_owned(),
        field: Some(field),
        field_label: Some(label.to_owned()),
        citation: None,
        action: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(number: &str, sex: &str, birth: &str) -> Particulars {
        Particulars {
            id_number: number.to_owned(),
            sex: sex.to_owned(),
            birth_date: birth.to_owned(),
            ..Particulars::default()
        }
    }

    fn codes(check: &IdentityCheck) -> Vec<&str> {
        check.findings.iter().map(|finding| finding.rule.as_str()).collect()
    }

    #[test]
    fn a_good_number_gives_birth_and_sex() {
        let check = check("parties.0", &person("11010519491231002x", "female", "1949-12-31"));
        assert_eq!(check.id_number, "11010519491231002X");
        assert_eq!(check.birth_date.as_deref(), Some("1949-12-31"));
        assert_eq!(check.sex.as_deref(), Some("female"));
        assert_eq!(codes(&check), Vec::<&str>::new());
    }

    #[test]
    fn what_does_not_fit_warns_and_can_be_kept() {
        let wrong = check("parties.0", &person("110105194912310021", "male", "1950-01-01"));
        assert_eq!(codes(&wrong), ["identity.check-digit", "identity.sex", "identity.birth-date"]);
        assert_eq!(wrong.findings[1].field.as_deref(), Some("parties.0.sex"));
        let kept = [
            KeptWarning { code: "identity.check-digit".to_owned(), reason: "证件上即如此".to_owned() },
            KeptWarning { code: "identity.sex".to_owned(), reason: "  ".to_owned() },
        ];
        let open: Vec<String> =
            open_warnings(&wrong, &kept).into_iter().map(|finding| finding.rule).collect();
        assert_eq!(open, ["identity.sex", "identity.birth-date"]);
    }

    #[test]
    fn a_passport_is_not_read_as_a_resident_number() {
        let mut passport = person("e1234", "male", "1950-01-01");
        passport.id_type = "passport".to_owned();
        let check = check("", &passport);
        assert_eq!((check.id_number.as_str(), check.findings.len()), ("E1234", 0));
    }

    #[test]
    fn age_counts_full_years() {
        let on = calendar::parse_date("2026-11-22").unwrap();
        assert_eq!(age(&person("", "", "2000-11-22"), on), Some(26));
        assert_eq!(age(&person("", "", "2000-11-23"), on), Some(25));
        assert_eq!(age(&person("", "", ""), on), None);
    }
}
