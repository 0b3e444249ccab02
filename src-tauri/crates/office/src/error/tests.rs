use super::*;
use std::collections::BTreeSet;

/// Sources whose errors reach a clerk; the codes stand in them as literals.
const SOURCES: &[&str] = &[
    include_str!("mod.rs"),
    include_str!("../input/mod.rs"),
    include_str!("../../../store/src/error.rs"),
    include_str!("../../../calendar/src/error.rs"),
    include_str!("../../../typeset/src/error.rs"),
    include_str!("../../../typeset/src/form/problem.rs"),
    include_str!("../../../expression/src/amount.rs"),
    include_str!("../../../rules/src/engine/mod.rs"),
];

/// Codes of expression faults are the authors' concern (they come as asset problems); only evaluation errors are not.
const EVALUATION: &str = include_str!("../../../expression/src/error.rs");

fn codes(source: &str) -> impl Iterator<Item = &str> {
    source.split("=> \"").skip(1).filter_map(|rest| rest.split_once('"')).map(|(code, _)| code).filter(
        |code| {
            code.contains(['.', '-'])
                && code.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '.' | '-'))
        },
    )
}

#[test]
fn every_code_has_a_sentence_and_a_next_step() {
    let known: BTreeSet<&str> = Message::codes().collect();
    let mut wanted: BTreeSet<&str> = SOURCES.iter().flat_map(|source| codes(source)).collect();
    wanted.extend(codes(EVALUATION).filter(|code| code.starts_with("evaluation.")));
    wanted.extend(store::StoreError::CODES);
    assert!(wanted.len() > 90, "only {} codes found", wanted.len());
    let missing: Vec<&&str> = wanted.difference(&known).collect();
    assert!(missing.is_empty(), "no message for {missing:?}");
    for code in known {
        let message = Message::of(code);
        let text = message.text(&[]);
        assert!(text.ends_with(['。', '}']), "{code}: {text}");
        assert!(!message.next(&[]).is_empty(), "{code} says nothing of what to do next");
    }
}

#[test]
fn a_sentence_is_filled_from_the_details() {
    let error = OfficeError::Input(InputError {
        field: "facts".to_owned(),
        label: "纠纷简要情况".to_owned(),
        fault: crate::input::InputFault::TooLong { limit: 50_000, length: 200_000 },
    });
    let view = error.view();
    assert_eq!(view.code, "input.too-long");
    assert_eq!(view.message, "“纠纷简要情况”太长：200000个字符，最多50000个。");
    assert_eq!(view.field.as_deref(), Some("facts"));
}

#[test]
fn no_hole_stays_open() {
    let path = PathBuf::from("/media/usb");
    let errors: Vec<OfficeError> = vec![
        OfficeError::NotSetUp { folder: path.clone() },
        OfficeError::WeakPassword { advice: "再长一些。".to_owned() },
        OfficeError::Io { operation: "read", path: path.clone(), source: std::io::Error::other("gone") },
        OfficeError::Unknown { what: "kind", id: "x".to_owned() },
        OfficeError::Missing { what: "matter", id: "12".to_owned() },
        OfficeError::TransitionNotHere { transition: "受理".to_owned(), state: "调解中".to_owned() },
        OfficeError::PrinterRefused { name: "大厅".to_owned(), detail: "no paper".to_owned() },
        OfficeError::ListTooLong { rows: 6_000, limit: 5_000 },
        OfficeError::MatterRefused { findings: Vec::new() },
        store::StoreError::WrongPassword { failed: 2, wait_seconds: 4 }.into(),
        store::StoreError::DiskFull { path, operation: "commit" }.into(),
        store::StoreError::AuditBroken { seq: 7, detail: "hash".to_owned() }.into(),
        store::StoreError::DatabaseNewer { path: PathBuf::from("office.db"), found: 9, known: 1 }.into(),
        store::StoreError::KeyFileNewer { path: PathBuf::from("keys.json"), found: 9, known: 1 }.into(),
        store::StoreError::WrongRecoveryCode { failed: 1, wait_seconds: 0 }.into(),
        calendar::CalendarError::LengthOutOfRange.into(),
        calendar::CalendarError::NotALength { text: "5 fortnights".to_owned() }.into(),
        OfficeError::AssetsBroken { problems: Vec::new() },
        OfficeError::FormValues { problems: Vec::new() },
    ];
    for error in errors {
        let view = error.view();
        assert!(
            !view.message.contains('{') && !view.next.contains('{'),
            "{}: {}{}",
            view.code,
            view.message,
            view.next
        );
    }
}

#[test]
fn wrong_password_damage_in_use_and_full_disk_are_four_sentences() {
    let path = PathBuf::from("office.db");
    let sentences: BTreeSet<String> = [
        store::StoreError::WrongPassword { failed: 1, wait_seconds: 0 },
        store::StoreError::DatabaseDamaged { path: path.clone(), operation: "open", detail: "x".to_owned() },
        store::StoreError::InUse { path: path.clone() },
        store::StoreError::DiskFull { path, operation: "commit" },
    ]
    .into_iter()
    .map(|error| OfficeError::from(error).view().message)
    .collect();
    assert_eq!(sentences.len(), 4);
}

#[test]
fn an_unknown_code_is_still_explained() {
    assert!(Message::of("no.such-code").text(&[]).contains("没有料到"));
}

#[test]
fn a_recovery_code_of_the_wrong_length_names_no_group() {
    let view = |group| OfficeError::from(store::StoreError::RecoveryCodeMistyped { group }).view();
    let (length, third) = (view(0), view(3));
    assert!([&length, &third].iter().all(|view| view.code == "store.recovery-code-mistyped"));
    assert!(length.message.contains("长度") && !format!("{}{}", length.message, length.next).contains('0'));
    assert!(third.message.contains("第3组") && !third.next.contains("长度"));
}
