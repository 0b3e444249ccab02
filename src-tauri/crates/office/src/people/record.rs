//! Particulars between the window, the parties of matters and the records of people and organizations.

use super::identity;
use super::initials::initials;
use super::mask::is_masked;
use crate::error::Result;
use crate::input::{Place, line, name};
use crate::view::{KeptWarning, Particulars, PartyKind};
use serde_json::{Map, Value, json};
use store::{OrganizationData, PersonData};

/// One particular: its id, its label, and where it stands.
struct Part {
    id: &'static str,
    label: &'static str,
    get: fn(&Particulars) -> &String,
    set: fn(&mut Particulars) -> &mut String,
}

macro_rules! parts {
    ($($id:ident = $label:literal),+ $(,)?) => {
        &[$(Part { id: stringify!($id), label: $label, get: |p| &p.$id, set: |p| &mut p.$id }),+]
    };
}

/// Every particular but the name.
const PARTS: &[Part] = parts! {
    sex = "性别",
    birth_date = "出生日期",
    ethnicity = "民族",
    id_type = "证件类型",
    id_number = "证件号码",
    occupation = "职业或职务",
    employer = "工作单位",
    phone = "联系电话",
    address = "住址",
    representative = "法定代表人",
    representative_title = "代表人职务",
    agent = "委托代理人",
};

/// Particulars that belong to one matter, not to the person.
const OF_MATTER: &[&str] = &["agent"];
/// What a person's row has a column for; the rest goes into its extras.
const PERSON_COLUMNS: &[&str] = &["sex", "birth_date", "id_type", "id_number", "phone", "address"];
/// What an organization's row has a column for.
const ORGANIZATION_COLUMNS: &[&str] = &["id_number", "phone", "address"];

/// The labels of all particulars, by id; for the audit page.
pub(crate) fn label(id: &str) -> Option<&'static str> {
    match id {
        "name" => Some("姓名或名称"),
        "kind" => Some("类别"),
        _ => PARTS.iter().find(|part| part.id == id).map(|part| part.label),
    }
}

/// Sets a particular by its id; the name has its own place and ids that are none are passed over.
pub(crate) fn set(particulars: &mut Particulars, id: &str, value: String) {
    if let Some(part) = PARTS.iter().find(|part| part.id == id) {
        *(part.set)(particulars) = value;
    }
}

/// The id of a kind of party, as the `party-kind` list and the assets call it.
pub(crate) fn kind_id(kind: PartyKind) -> &'static str {
    match kind {
        PartyKind::Natural => "natural",
        PartyKind::Legal => "legal",
        PartyKind::Other => "other",
    }
}

/// The kind of party of an id; what is not known counts as another organization.
pub(crate) fn kind_of(id: &str) -> PartyKind {
    match id {
        "natural" => PartyKind::Natural,
        "legal" => PartyKind::Legal,
        _ => PartyKind::Other,
    }
}

/// Looks at everything typed: lengths, characters, codes, dates; and writes the number in its normal way. `path` is
/// the field path before the particular (`parties.0`), empty for a record of its own.
pub(crate) fn checked(
    path: &str,
    kind: PartyKind,
    typed: &Particulars,
    codes: &dyn Fn(&str, &str) -> bool,
) -> Result<Particulars> {
    let at = |id: &str| if path.is_empty() { id.to_owned() } else { format!("{path}.{id}") };
    let mut taken = Particulars {
        name: name(Place { field: &at("name"), label: "姓名或名称" }, &typed.name)?,
        ..Particulars::default()
    };
    for part in PARTS {
        let field = at(part.id);
        let place = Place { field: &field, label: part.label };
        *(part.set)(&mut taken) = line(place, (part.get)(typed))?;
    }
    for (id, list, value) in [
        ("sex", "sex", &taken.sex),
        ("ethnicity", "ethnicity", &taken.ethnicity),
        ("id_type", "id-type", &taken.id_type),
    ] {
        if !value.is_empty() && !codes(list, value) {
            let field = at(id);
            let place = Place { field: &field, label: label(id).unwrap_or(id) };
            return Err(place.refuse(crate::input::InputFault::UnknownCode { value: value.clone() }).into());
        }
    }
    if !taken.birth_date.is_empty() {
        let field = at("birth_date");
        let place = Place { field: &field, label: "出生日期" };
        let date = calendar::parse_date(&taken.birth_date).map_err(|_| {
            place.refuse(crate::input::InputFault::ImpossibleDate { value: taken.birth_date.clone() })
        })?;
        taken.birth_date = date.to_string();
    }
    if identity::is_natural(kind) && !is_masked(&taken.id_number) {
        taken.id_number = identity::check(path, &taken).id_number;
    }
    Ok(taken)
}

/// Particulars as a party's snapshot holds them: blank ones are left out.
pub(crate) fn snapshot(
    kind: PartyKind,
    particulars: &Particulars,
    kept: &[KeptWarning],
) -> Map<String, Value> {
    let mut map = Map::new();
    map.insert("kind".to_owned(), Value::from(kind_id(kind)));
    map.insert("name".to_owned(), Value::from(particulars.name.as_str()));
    for part in PARTS {
        let value = (part.get)(particulars);
        if !value.is_empty() {
            map.insert(part.id.to_owned(), Value::from(value.as_str()));
        }
    }
    if !kept.is_empty() {
        map.insert("kept".to_owned(), json!(kept));
    }
    map
}

/// Particulars from a snapshot.
pub(crate) fn from_snapshot(snapshot: &Map<String, Value>) -> (PartyKind, Particulars, Vec<KeptWarning>) {
    let text = |id: &str| snapshot.get(id).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut particulars = Particulars { name: text("name"), ..Particulars::default() };
    for part in PARTS {
        *(part.set)(&mut particulars) = text(part.id);
    }
    (kind_of(&text("kind")), particulars, kept_in(snapshot))
}

/// A party as expressions and forms see it; what is blank is left out.
pub(crate) fn fact(role: &str, record: Option<i64>, snapshot: &Map<String, Value>) -> Value {
    let mut fact = snapshot.clone();
    fact.remove("kept");
    fact.insert("role".to_owned(), Value::from(role));
    if let Some(id) = record {
        fact.insert("id".to_owned(), Value::from(id.to_string()));
    }
    Value::Object(fact)
}

/// The person's record from particulars; what belongs to one matter only is left out.
pub(crate) fn person(particulars: &Particulars, kept: &[KeptWarning]) -> PersonData {
    let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    PersonData {
        name: particulars.name.clone(),
        initials: initials(&particulars.name),
        sex: some(&particulars.sex),
        birth_date: calendar::parse_date(&particulars.birth_date).ok(),
        id_type: some(&particulars.id_type),
        id_number: some(&particulars.id_number),
        phone: some(&particulars.phone),
        address: some(&particulars.address),
        extras: extras(particulars, PERSON_COLUMNS, kept),
    }
}

/// Particulars of a person's record.
pub(crate) fn of_person(data: &PersonData) -> (Particulars, Vec<KeptWarning>) {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let mut particulars = from_extras(&data.name, &data.extras);
    particulars.sex = text(&data.sex);
    particulars.birth_date = data.birth_date.map(|date| date.to_string()).unwrap_or_default();
    particulars.id_type = text(&data.id_type);
    particulars.id_number = text(&data.id_number);
    particulars.phone = text(&data.phone);
    particulars.address = text(&data.address);
    (particulars, kept_in(&data.extras))
}

/// The organization's record from particulars.
pub(crate) fn organization(kind: PartyKind, particulars: &Particulars) -> OrganizationData {
    let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let mut extras = extras(particulars, ORGANIZATION_COLUMNS, &[]);
    extras.insert("kind".to_owned(), Value::from(kind_id(kind)));
    OrganizationData {
        name: particulars.name.clone(),
        initials: initials(&particulars.name),
        code: some(&particulars.id_number),
        phone: some(&particulars.phone),
        address: some(&particulars.address),
        extras,
    }
}

/// Kind and particulars of an organization's record.
pub(crate) fn of_organization(data: &OrganizationData) -> (PartyKind, Particulars) {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let mut particulars = from_extras(&data.name, &data.extras);
    particulars.id_number = text(&data.code);
    particulars.phone = text(&data.phone);
    particulars.address = text(&data.address);
    let kind = data.extras.get("kind").and_then(Value::as_str).map_or(PartyKind::Legal, kind_of);
    (kind, particulars)
}

/// A particular of a party that is not as the record has it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    /// Its id.
    pub(crate) id: &'static str,
    /// Its label.
    pub(crate) label: &'static str,
    /// What the record has; blank when nothing.
    pub(crate) on_file: String,
}

/// In what a party of a matter differs from the record as it is now, whichever of the two was changed.
pub(crate) fn differences(party: &Particulars, record: &Particulars) -> Vec<Difference> {
    let mut found = Vec::new();
    if party.name != record.name {
        found.push(Difference { id: "name", label: "姓名或名称", on_file: record.name.clone() });
    }
    for part in PARTS.iter().filter(|part| !OF_MATTER.contains(&part.id)) {
        if (part.get)(party) != (part.get)(record) {
            found.push(Difference { id: part.id, label: part.label, on_file: (part.get)(record).clone() });
        }
    }
    found
}

/// The record's particulars with what the party knows and the record does not.
pub(crate) fn filled(record: &Particulars, party: &Particulars) -> Particulars {
    let mut filled = record.clone();
    for part in PARTS.iter().filter(|part| !OF_MATTER.contains(&part.id)) {
        let place = (part.set)(&mut filled);
        if place.is_empty() {
            place.clone_from((part.get)(party));
        }
    }
    filled
}

fn extras(particulars: &Particulars, columns: &[&str], kept: &[KeptWarning]) -> Map<String, Value> {
    let mut extras: Map<String, Value> = PARTS
        .iter()
        .filter(|part| !columns.contains(&part.id) && !OF_MATTER.contains(&part.id))
        .map(|part| (part.id, (part.get)(particulars)))
        .filter(|(_, value)| !value.is_empty())
        .map(|(id, value)| (id.to_owned(), Value::from(value.as_str())))
        .collect();
    if !kept.is_empty() {
        extras.insert("kept".to_owned(), json!(kept));
    }
    extras
}

fn from_extras(name: &str, extras: &Map<String, Value>) -> Particulars {
    let mut particulars = Particulars { name: name.to_owned(), ..Particulars::default() };
    for part in PARTS {
        if let Some(value) = extras.get(part.id).and_then(Value::as_str) {
            value.clone_into((part.set)(&mut particulars));
        }
    }
    particulars
}

fn kept_in(map: &Map<String, Value>) -> Vec<KeptWarning> {
    map.get("kept").and_then(|kept| serde_json::from_value(kept.clone()).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn particulars() -> Particulars {
        Particulars {
            name: "赵大明".to_owned(),
            sex: "male".to_owned(),
            birth_date: "1970-05-01".to_owned(),
            ethnicity: "han".to_owned(),
            phone: "13900000001".to_owned(),
            occupation: "农民".to_owned(),
            agent: "赵小明".to_owned(),
            ..Particulars::default()
        }
    }

    #[test]
    fn particulars_go_through_a_snapshot_and_a_record() {
        let kept = vec![KeptWarning { code: "identity.sex".to_owned(), reason: "原件如此".to_owned() }];
        let map = snapshot(PartyKind::Natural, &particulars(), &kept);
        assert_eq!(from_snapshot(&map), (PartyKind::Natural, particulars(), kept.clone()));
        let (mut back, back_kept) = of_person(&person(&particulars(), &kept));
        assert_eq!(back.agent, "", "an agent belongs to the matter");
        back.agent = "赵小明".to_owned();
        assert_eq!((back, back_kept), (particulars(), kept));
    }

    #[test]
    fn an_organization_keeps_its_kind_and_code() {
        let typed = Particulars {
            name: "某某村民委员会".to_owned(),
            id_number: "55210000000000000X".to_owned(),
            representative: "王五".to_owned(),
            ..Particulars::default()
        };
        let data = organization(PartyKind::Other, &typed);
        assert_eq!(data.code.as_deref(), Some("55210000000000000X"));
        assert_eq!(of_organization(&data), (PartyKind::Other, typed));
    }

    #[test]
    fn facts_have_what_is_known() {
        let fact = fact("applicant", Some(7), &snapshot(PartyKind::Natural, &particulars(), &[]));
        assert_eq!(fact["role"], "applicant");
        assert_eq!(fact["id"], "7");
        assert!(fact.get("employer").is_none() && fact.get("kept").is_none());
        assert_eq!(fact["kind"], "natural");
    }

    #[test]
    fn a_record_that_moved_on_is_named() {
        let mut record = particulars();
        record.agent = String::new();
        record.phone = "13900000002".to_owned();
        let found = differences(&particulars(), &record);
        assert_eq!((found.len(), found[0].id, &found[0].on_file), (1, "phone", &record.phone));
    }

    #[test]
    fn bad_particulars_name_their_field() {
        let mut typed = particulars();
        typed.birth_date = "1970-02-30".to_owned();
        let error = checked("parties.1", PartyKind::Natural, &typed, &|_, _| true).unwrap_err();
        assert_eq!(error.code(), "input.impossible-date");
        assert_eq!(error.view().field.as_deref(), Some("parties.1.birth_date"));
        typed = particulars();
        typed.ethnicity = "elf".to_owned();
        let error = checked("", PartyKind::Natural, &typed, &|_, id| id != "elf").unwrap_err();
        assert_eq!(error.code(), "input.unknown-code");
    }
}
