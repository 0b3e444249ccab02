use crate::Quiet;
use crate::testing::{START, at, dispute, office};
use crate::view::{OfficeData, RuleSettingChange};
use serde_json::json;

fn due(office: &crate::testing::Office, matter: crate::view::Id) -> Option<(String, bool)> {
    let view = office.session.matter(matter, at(START)).unwrap();
    let duty = view.duties.into_iter().find(|duty| duty.rule == "yingkou-2017.settle-in-15-days")?;
    Some((duty.due?, duty.provisional))
}

#[test]
fn a_holiday_file_moves_what_was_provisional() {
    let office = office();
    let mut new = dispute();
    new.fields.insert("applied_on".to_owned(), json!("2027-09-17"));
    let matter = office.create(&new, "2027-09-17T09:00");
    let (before, provisional) = due(&office, matter).unwrap();
    assert!(provisional, "2027 has no table yet");
    let path = office.folder.path().join("2027.csv");
    let mut lines = "日期,节日,休班\n".to_owned();
    for day in 1..=7 {
        lines.push_str(&format!("2027-10-{day:02},国庆节,休\n"));
    }
    std::fs::write(&path, lines).unwrap();
    let preview = office.session.preview_holidays(&path).unwrap();
    assert_eq!((preview.tables[0].year, preview.replaces.len()), (2027, 0));
    let moved = office.session.import_holidays(&path, at(START), &Quiet).unwrap();
    assert_eq!((moved.matters, moved.moved), (1, 1));
    let (after, provisional) = due(&office, matter).unwrap();
    assert_eq!(before, "2027-10-04");
    assert_eq!((after.as_str(), provisional), ("2027-10-08", false));
    let settings = office.session.settings().unwrap();
    assert!(settings.holidays.iter().any(|table| table.year == 2027 && table.imported));
}

#[test]
fn turning_a_pack_off_takes_its_duties_away() {
    let office = office();
    let matter = office.create(&dispute(), START);
    assert!(due(&office, matter).is_some());
    let changed = office.session.choose_packs(&[], at(START), &Quiet).unwrap();
    assert!(changed.moved == 1 && changed.changed.settings);
    assert!(due(&office, matter).is_none());
    let packs = office.session.settings().unwrap().packs;
    assert!(packs.iter().all(|pack| pack.on == pack.always));
    let error = office.session.choose_packs(&["atlantis".to_owned()], at(START), &Quiet).unwrap_err();
    assert_eq!(error.code(), "definition.unknown");
}

#[test]
fn rule_settings_have_reasons_and_take_only_their_values() {
    let office = office();
    let settings = office.session.settings().unwrap().rule_settings;
    assert!(!settings.is_empty() && settings.iter().all(|setting| !setting.reason.is_empty()));
    let first = settings.iter().find(|setting| setting.choices.len() > 1).unwrap();
    let other = first.choices.iter().find(|choice| choice.value != first.value).unwrap();
    let change = |value: serde_json::Value| vec![RuleSettingChange { id: first.id.clone(), value }];
    let error = office.session.save_rule_settings(&change(json!({})), at(START), &Quiet).unwrap_err();
    assert_eq!(error.code(), "settings.value");
    office.session.save_rule_settings(&change(other.value.clone()), at(START), &Quiet).unwrap();
    let value = |id: &str| {
        let settings = office.session.settings().unwrap().rule_settings;
        settings.into_iter().find(|setting| setting.id == id).unwrap().value
    };
    assert_eq!(value(&first.id), other.value);
    office.session.save_rule_settings(&change(serde_json::Value::Null), at(START), &Quiet).unwrap();
    assert_eq!(value(&first.id), first.default);
}

#[test]
fn small_settings_are_kept_and_bounded() {
    let office = office();
    let session = &office.session;
    session.set_zoom(125, at(START)).unwrap();
    session.set_idle_minutes(5, at(START)).unwrap();
    let me = session.me().unwrap();
    assert_eq!((me.zoom, me.idle_minutes), (125, 5));
    assert_eq!(session.set_zoom(500, at(START)).unwrap_err().code(), "settings.value");
    assert_eq!(session.set_idle_minutes(0, at(START)).unwrap_err().code(), "settings.value");
    session.save_preferences(&json!({ "density": "close" }), at(START)).unwrap();
    assert_eq!(session.preferences().unwrap()["density"], "close");
    let large = json!("甲".repeat(100_000));
    assert_eq!(session.save_preferences(&large, at(START)).unwrap_err().code(), "settings.value");
    let renamed = OfficeData { name: "石桥镇司法所".to_owned(), ..OfficeData::default() };
    session.save_office(&renamed, at(START)).unwrap();
    assert_eq!(office.desk.state(at(START)).unwrap().office_name.as_deref(), Some("石桥镇司法所"));
}
