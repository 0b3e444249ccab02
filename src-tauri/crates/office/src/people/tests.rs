use crate::testing::{START, at, dispute, fields, office, party};
use crate::view::*;
use serde_json::json;

/// A public test number: 110105, born 1949-12-31, female.
const NUMBER: &str = "11010519491231002X";

fn known() -> PartyInput {
    let mut party = party("applicant", "赵玉兰");
    party.particulars.sex = "female".to_owned();
    party.particulars.birth_date = "1949-12-31".to_owned();
    party.particulars.id_type = "resident-id".to_owned();
    party.particulars.id_number = NUMBER.to_owned();
    party
}

fn with(applicant: PartyInput) -> NewMatter {
    let mut new = dispute();
    new.parties[0] = applicant;
    new
}

#[test]
fn the_same_person_is_offered_and_never_merged() {
    let office = office();
    office.create(&with(known()), START);
    let probe = |name: &str, number: &str, birth: &str| PersonProbe {
        kind: Some(PartyKind::Natural),
        name: name.to_owned(),
        id_number: number.to_owned(),
        birth_date: birth.to_owned(),
        phone: String::new(),
    };
    let offers = office.session.suggest_people(&probe("", "11010519491231002x", "")).unwrap();
    assert_eq!((offers.len(), offers[0].reason), (1, OfferReason::SameIdNumber));
    assert_eq!(offers[0].particulars.id_number, NUMBER, "whoever typed it has seen it");
    let offers = office.session.suggest_people(&probe("赵玉兰", "", "1949-12-31")).unwrap();
    assert_eq!(offers[0].reason, OfferReason::SameNameAndBirth);
    assert!(offers[0].particulars.id_number.contains('*') && offers[0].description.contains("证件尾号002X"));
    let offers = office.session.suggest_people(&probe("zyl", "", "")).unwrap();
    assert_eq!(offers[0].reason, OfferReason::Name);

    // Not chosen: a second record, and both pages say that they look alike.
    office.create(&with(known()), START);
    let people = office
        .session
        .people(&PeopleQuery { search: "赵玉兰".to_owned(), ..PeopleQuery::default() })
        .unwrap();
    assert_eq!(people.total, 2);
    let page = office.session.person(people.lines[0].id, false, at(START)).unwrap();
    assert_eq!(page.alike.len(), 1);
    // Chosen: one record with two matters.
    let mut chosen = known();
    chosen.record = Some(people.lines[0].id);
    office.create(&with(chosen), START);
    let page = office.session.person(people.lines[0].id, false, at(START)).unwrap();
    assert_eq!(page.matters.len(), 2);
    assert_eq!(page.matters[0].role.as_deref(), Some("申请人"));
}

#[test]
fn a_number_that_does_not_fit_warns_and_is_kept_only_with_a_reason() {
    let office = office();
    let mut wrong = known();
    wrong.particulars.id_number = "110105194912310021".to_owned();
    wrong.particulars.sex = "male".to_owned();
    let error = office.session.create_matter(&with(wrong.clone()), at(START)).unwrap_err();
    assert_eq!(error.code(), "party.warning-needs-reason");
    let rules: Vec<&str> = error.findings().iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(rules, ["identity.check-digit", "identity.sex"]);
    assert_eq!(error.view().field.as_deref(), Some("parties.0.id_number"));
    wrong.kept = rules
        .iter()
        .map(|rule| KeptWarning { code: (*rule).to_owned(), reason: "证件原件如此".to_owned() })
        .collect();
    let matter = office.create(&with(wrong), START);
    let view = office.session.matter(matter, at(START)).unwrap();
    assert_eq!(view.parties[0].kept.len(), 2);
    assert_eq!(view.parties[0].findings, vec![]);
}

#[test]
fn numbers_are_masked_and_looking_at_one_is_on_record() {
    let office = office();
    let matter = office.create(&with(known()), START);
    let view = office.session.matter(matter, at(START)).unwrap();
    let party = &view.parties[0];
    assert_eq!((party.particulars.id_number.as_str(), party.masked), ("110105********002X", true));
    let full = office.session.party_for_edit(matter, party.id, at("2026-03-02T09:30")).unwrap();
    assert_eq!(full.id_number, NUMBER);
    let query = AuditQuery { operation: Some("party.view-number".to_owned()), ..AuditQuery::default() };
    let seen = office.session.audit(&query).unwrap();
    assert_eq!((seen.lines.len(), seen.lines[0].actor.as_str()), (1, "周长河"));

    // A masked number sent back means: as it was.
    let send = |number: &str| {
        let mut inputs: Vec<PartyInput> = Vec::new();
        for party in &view.parties {
            let mut input = crate::testing::party(&party.role, &party.particulars.name);
            input.id = Some(party.id);
            input.record = party.record;
            input.particulars = party.particulars.clone();
            inputs.push(input);
        }
        inputs[0].particulars.id_number = number.to_owned();
        MatterChange {
            matter,
            revision: office.revision(matter),
            fields: Fields::new(),
            parties: Some(inputs),
            responsible: None,
            draft: None,
        }
    };
    office.session.save_matter(&send("110105********002X"), at(START)).unwrap();
    let view_again = office.session.matter(matter, at(START)).unwrap();
    let full = office.session.party_for_edit(matter, view_again.parties[0].id, at(START)).unwrap();
    assert_eq!(full.id_number, NUMBER);
}

#[test]
fn a_phone_is_corrected_once_and_matters_keep_what_was_said_then() {
    let office = office();
    let matter = office.create(&with(known()), START);
    let record = office.session.matter(matter, at(START)).unwrap().parties[0].record.unwrap();
    let page = office.session.person_for_edit(record, false, at(START)).unwrap();
    let mut particulars = page.particulars.clone();
    particulars.phone = "0000-0000099".to_owned();
    let change = PersonChange {
        id: Some(record),
        kind: PartyKind::Natural,
        revision: page.revision,
        particulars,
        kept: Vec::new(),
    };
    office.session.save_person(&change, at(START)).unwrap();
    assert_eq!(
        office.session.save_person(&change, at(START)).unwrap_err().code(),
        "matter.changed-meanwhile"
    );
    let view = office.session.matter(matter, at(START)).unwrap();
    assert_eq!(view.parties[0].particulars.phone, "0000-0000001");
    let differs = &view.parties[0].differs;
    assert!(differs.len() == 1 && differs[0].starts_with("联系电话（档案："), "{differs:?}");
    assert!(differs[0].contains(&change.particulars.phone), "{differs:?}");
    let found = office
        .session
        .people(&PeopleQuery { search: "0000099".to_owned(), ..PeopleQuery::default() })
        .unwrap();
    assert_eq!(found.total, 1);
    let tail =
        office.session.people(&PeopleQuery { search: "002X".to_owned(), ..PeopleQuery::default() }).unwrap();
    assert_eq!((tail.total, tail.lines[0].id_masked.as_str()), (1, "110105********002X"));
}

#[test]
fn an_organization_is_a_party_and_has_a_page() {
    let office = office();
    let mut firm = party("respondent", "青河镇利民超市");
    firm.kind = PartyKind::Legal;
    firm.particulars.sex = String::new();
    firm.particulars.representative = "钱经理".to_owned();
    let mut new = dispute();
    new.parties[1] = firm;
    new.fields.extend(fields(json!({ "category": "consumption" })));
    let matter = office.create(&new, START);
    let view = office.session.matter(matter, at(START)).unwrap();
    let id = view.parties[1].record.unwrap();
    let page = office.session.person(id, true, at(START)).unwrap();
    assert_eq!((page.kind, page.matters.len()), (PartyKind::Legal, 1));
    assert_eq!(page.particulars.representative, "钱经理");
    let query = PeopleQuery { organizations: true, search: "利民".to_owned(), ..PeopleQuery::default() };
    assert_eq!(office.session.people(&query).unwrap().total, 1);
    let mut mediator = dispute();
    mediator.parties[0].role = "judge".to_owned();
    assert_eq!(office.session.create_matter(&mediator, at(START)).unwrap_err().code(), "definition.unknown");
}

#[test]
fn the_first_character_offers_those_whose_name_begins_with_it() {
    let office = office();
    let mut named = party("applicant", "郑建平");
    named.particulars.address = "青河镇郑家村".to_owned();
    let mut elsewhere = party("respondent", "李小河");
    elsewhere.particulars.address = "青河镇郑家村".to_owned();
    let mut new = dispute();
    new.parties = vec![named, elsewhere];
    office.create(&new, START);
    let offered = |name: &str, phone: &str| {
        let probe = PersonProbe {
            kind: Some(PartyKind::Natural),
            name: name.to_owned(),
            id_number: String::new(),
            birth_date: String::new(),
            phone: phone.to_owned(),
        };
        let offers = office.session.suggest_people(&probe).unwrap();
        offers.into_iter().map(|offer| offer.particulars.name).collect::<Vec<_>>()
    };
    assert_eq!(offered("郑", ""), ["郑建平"], "an address that holds it is no reason");
    assert_eq!(offered("z", ""), ["郑建平"]);
    assert!(offered("河", "").is_empty(), "nobody's name begins with it");
    assert!(offered("", "0").is_empty(), "a single figure is no telephone");
}

/// The rows of a written workbook's only sheet, as shown.
fn written(path: &std::path::Path) -> Vec<Vec<String>> {
    let (_, sheet) = crate::workbook::read(path, None).unwrap();
    sheet.rows.iter().map(|row| row.cells.iter().map(crate::workbook::Cell::shown).collect()).collect()
}

#[test]
fn people_and_organizations_are_written_whole_and_masked() {
    let office = office();
    office.create(&with(known()), START);
    for number in 0..620 {
        let change = PersonChange {
            id: None,
            kind: PartyKind::Legal,
            revision: 0,
            particulars: Particulars { name: format!("第{number}公司"), ..Particulars::default() },
            kept: Vec::new(),
        };
        office.session.save_person(&change, at(START)).unwrap();
    }
    let folder = office.folder.path();
    let export = |query: &PeopleQuery, name: &str| {
        office.session.export_people(query, &folder.join(name), false, at(START), &crate::Quiet).unwrap()
    };
    let people = PeopleQuery { search: "赵玉".to_owned(), ..PeopleQuery::default() };
    assert_eq!(export(&people, "人员.xlsx").rows, 1);
    let rows = written(&folder.join("人员.xlsx"));
    assert_eq!(rows[0], ["姓名", "性别", "出生日期", "证件号码", "电话", "住址", "事项"]);
    assert_eq!(rows[1][..3], ["赵玉兰", "女", "1949-12-31"]);
    assert!(rows[1][3].contains('*') && rows[1][3].ends_with("002X"), "{}", rows[1][3]);
    // More than a page of them.
    let organizations = PeopleQuery { organizations: true, ..PeopleQuery::default() };
    assert_eq!(export(&organizations, "单位.xlsx").rows, 620);
    let found = PeopleQuery { organizations: true, search: "公司".to_owned(), ..PeopleQuery::default() };
    assert_eq!(export(&found, "单位2.xlsx").rows, 620);
    let trail = office
        .session
        .audit(&AuditQuery { operation: Some("people.export".to_owned()), ..AuditQuery::default() });
    assert_eq!(trail.unwrap().lines.len(), 3);
}
