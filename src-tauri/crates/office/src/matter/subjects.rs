//! Someone in community correction (社区矫正), from reporting at the county to the day the term ends.

use super::ways::{plain, refused, warned};
use crate::Quiet;
use crate::testing::{Office, START, at, office};
use crate::view::{
    DocumentRequest, DutyStateView, Fields, Id, MatterView, Particulars, PartyKind, PersonChange,
    ReportQuery, VolumeRequest,
};
use serde_json::{Value, json};

fn person(office: &Office, sex: &str) -> Id {
    let person = PersonChange {
        id: None,
        kind: PartyKind::Natural,
        revision: 0,
        particulars: Particulars {
            name: "刘小河".to_owned(),
            sex: sex.to_owned(),
            birth_date: "1990-03-04".to_owned(),
            ..Particulars::default()
        },
        kept: Vec::new(),
    };
    office.session.save_person(&person, at(START)).unwrap().id
}

fn judged(person: Id) -> Value {
    json!({
        "person": person, "crime": "盗窃罪", "judged_by": "云水县人民法院", "sentence": "有期徒刑六个月，缓刑一年",
        "sentence_kind": "imprisonment", "sentence_months": 6, "correction_type": "probation", "term_from": "2026-02-20",
        "term_until": "2027-02-19", "effective_on": "2026-02-20", "county_reported_on": "2026-03-02",
    })
}

fn member(name: &str, sex: &str) -> Value {
    json!({ "name": name, "sex": sex, "member_kind": "village" })
}

pub(super) fn has(found: &[String], rule: &str) {
    assert!(found.iter().any(|it| it == rule), "{rule}: {found:?}");
}

fn duty<'v>(view: &'v MatterView, rule: &str) -> (Option<&'v str>, DutyStateView) {
    let duty = view.duties.iter().find(|duty| duty.rule == rule);
    let duty = duty.unwrap_or_else(|| panic!("no duty {rule}"));
    (duty.due.as_deref(), duty.state)
}

/// A woman received on 4 March, her group formed, announced on 9 March, her plan made on 10 March.
pub(super) fn serving(office: &Office) -> (Id, Id) {
    let person = person(office, "female");
    let subject = office.create(&plain("correction-subject", judged(person)), START);
    let received = json!({
        "office_reported_on": "2026-03-04", "arrival_way": "self", "documents_checked": true, "identity_checked": true,
        "documents_received": [{ "document_kind": "judgment", "received_on": "2026-03-02" }],
        "in_charge": 1, "file_number": "2026-1", "file_opened_on": "2026-03-04",
    });
    office.step(subject, "receive", received, "2026-03-04T10:00").unwrap();
    let talk = json!({ "talker": "周长河", "laws_told": true, "content": "宣传规定。" });
    office.entry(subject, "first_talk", "2026-03-04", talk).unwrap();
    let group = json!({
        "group_formed_on": "2026-03-05", "group_leader": 1, "group_leader_sex": "male", "pledge_signed_on": "2026-03-05",
        "group_members": [member("赵村", "female"), member("钱河", "male")],
    });
    office.step(subject, "form_group", group, "2026-03-05T10:00").unwrap();
    let announced = json!({
        "announced_on": "2026-03-09", "announcement_host": 1, "property_penalty": "无",
        "announcement_attendees": [{ "name": "周长河", "attendee_kind": "office", "present": true }],
        "attendance_announced": true, "announcement_identity_checked": true,
        "announced_items": ["documents", "term", "rules", "rights", "group"], "notice_signed_on": "2026-03-09",
    });
    office.step(subject, "announce", announced, "2026-03-09T10:00").unwrap();
    office.step(subject, "serve", plan(), "2026-03-10T10:00").unwrap();
    (person, subject)
}

fn plan() -> Value {
    let mut plan = json!({ "plan_made_on": "2026-03-10", "plan_maker": 1 });
    for part in [
        "basics",
        "assessment",
        "psychology",
        "injunction",
        "reporting",
        "visitors",
        "leave",
        "relocation",
        "tracking",
        "checks",
        "education",
        "counselling",
        "service",
        "help",
    ] {
        plan[format!("plan_{part}")] = json!("按规定。");
    }
    plan
}

#[test]
fn reception_group_announcement_and_plan_go_in_order_and_in_time() {
    let office = office();
    let person = person(&office, "female");
    let subject = office.create(&plain("correction-subject", judged(person)), START);
    let view = office.session.matter(subject, at(START)).unwrap();
    // Three working days from the county, ten days from the judgment.
    let open = DutyStateView::Open;
    assert_eq!(duty(&view, "rudong-2024.correction-arrive"), (Some("2026-03-05"), open));
    let reported = duty(&view, "community-correction-law.report-to-county");
    assert_eq!(reported, (Some("2026-03-02"), DutyStateView::Done));
    let view = office.session.matter(subject, at("2026-03-06T09:00")).unwrap();
    assert_eq!(duty(&view, "rudong-2024.correction-nonarrival-report"), (Some("2026-03-06"), open));

    // One file for one person.
    let again = office.session.create_matter(&plain("correction-subject", judged(person)), at(START));
    assert_eq!(refused(again), ["rudong-2024.correction-one-file"]);

    let bare = json!({ "office_reported_on": "2026-03-04" });
    assert!(office.step(subject, "receive", bare, "2026-03-04T10:00").is_err(), "papers are checked first");
    let received =
        json!({ "office_reported_on": "2026-03-04", "documents_checked": true, "identity_checked": true });
    office.step(subject, "receive", received, "2026-03-04T10:00").unwrap();
    let view = office.session.matter(subject, at("2026-03-04T11:00")).unwrap();
    // Five working days from this office.
    assert_eq!(duty(&view, "rudong-2024.correction-announce"), (Some("2026-03-11"), open));
    assert_eq!(duty(&view, "rudong-2024.correction-first-talk"), (Some("2026-03-04"), open));

    // A leader and one man are too few, and there is no woman.
    let group = |members: Vec<Value>| {
        json!({
            "group_formed_on": "2026-03-05", "group_leader": 1, "group_leader_sex": "male",
            "pledge_signed_on": "2026-03-05", "group_members": members,
        })
    };
    let few =
        refused(office.step(subject, "form_group", group(vec![member("钱河", "male")]), "2026-03-05T10:00"));
    has(&few, "rudong-2024.correction-group-size");
    has(&few, "community-correction-law.group-woman");
    let enough = group(vec![member("钱河", "male"), member("赵村", "female")]);
    office.step(subject, "form_group", enough, "2026-03-05T10:00").unwrap();

    // Every step of the announcement.
    let short = json!({ "announced_on": "2026-03-09", "announcement_host": 1, "property_penalty": "无", "announced_items": ["documents"] });
    let wanting = refused(office.step(subject, "announce", short, "2026-03-09T10:00"));
    for part in ["office", "step-a", "step-b", "step-c", "step-d"] {
        has(&wanting, &format!("rudong-2024.correction-announcement-{part}"));
    }
    let announced = json!({
        "announced_on": "2026-03-09", "announcement_host": 1, "property_penalty": "无",
        "announcement_attendees": [{ "name": "周长河", "attendee_kind": "office", "present": true }],
        "attendance_announced": true, "announcement_identity_checked": true,
        "announced_items": ["documents", "term", "rules", "rights", "group"], "notice_signed_on": "2026-03-09",
    });
    office.step(subject, "announce", announced, "2026-03-09T10:00").unwrap();
    let view = office.session.matter(subject, at("2026-03-09T11:00")).unwrap();
    assert_eq!(duty(&view, "rudong-2024.correction-plan"), (Some("2026-03-16"), open));
    let thin = json!({ "plan_made_on": "2026-03-10", "plan_maker": 1, "plan_basics": "按规定。" });
    let wanting = refused(office.step(subject, "serve", thin, "2026-03-10T10:00"));
    for part in ["contents", "supervision", "education"] {
        has(&wanting, &format!("rudong-2024.correction-plan-{part}"));
    }
    office.step(subject, "serve", plan(), "2026-03-10T10:00").unwrap();
    let view = office.session.matter(subject, at("2026-03-10T11:00")).unwrap();
    assert_eq!(view.head.state, "serving");
    // The term as written, never moved to a working day.
    assert_eq!(view.values["ends_on"], json!("2027-02-19"));
}

#[test]
fn contacts_checks_visits_and_assessments_are_asked_for_and_looked_through() {
    let office = office();
    let (_, subject) = serving(&office);
    let view = office.session.matter(subject, at("2026-03-16T09:00")).unwrap();
    assert_eq!(
        duty(&view, "rudong-2024.correction-weekly-contact"),
        (Some("2026-03-08"), DutyStateView::Overdue)
    );
    office
        .entry(
            subject,
            "contact",
            "2026-03-16",
            json!({ "contact_way": "phone", "content": "在厂上班。", "identity_shown": true }),
        )
        .unwrap();
    let view = office.session.matter(subject, at("2026-03-16T10:00")).unwrap();
    assert_eq!(duty(&view, "rudong-2024.correction-weekly-contact").1, DutyStateView::Done);

    let round = |time: &str| json!({ "checked_at": time, "check_mode": "regular", "identity_ok": true, "location": "青河镇", "activity": "上班" });
    let check = |rounds: Vec<Value>, activities: Value| json!({ "rounds": rounds, "activities": activities, "identity_shown": true });
    let bare = office.entry(subject, "check", "2026-03-16", check(vec![round("09:00")], Value::Null));
    assert_eq!(refused(bare), ["rudong-2024.correction-check-contents"]);
    let both = check(vec![round("09:00"), round("15:00")], json!("在厂上班。"));
    office.entry(subject, "check", "2026-03-16", both).unwrap();
    let view = office.session.matter(subject, at("2026-03-16T16:00")).unwrap();
    assert_eq!(duty(&view, "rudong-2024.correction-daily-checks").1, DutyStateView::Done);
    let view = office.session.matter(subject, at("2026-03-18T09:00")).unwrap();
    assert_eq!(
        duty(&view, "rudong-2024.correction-daily-checks"),
        (Some("2026-03-17"), DutyStateView::Overdue)
    );

    let visit = |visitors: Value, items: Value| json!({ "visitors": visitors, "visited_kinds": ["subject"], "items_checked": items, "credential_shown": true });
    let alone = office.entry(
        subject,
        "visit",
        "2026-03-17",
        visit(json!([{ "name": "周长河", "capacity": "national" }]), json!(["dwelling"])),
    );
    assert_eq!(refused(alone), ["rudong-2024.correction-visit-two"]);
    let pair =
        json!([{ "name": "周长河", "capacity": "national" }, { "name": "赵村", "capacity": "village" }]);
    let empty = office.entry(subject, "visit", "2026-03-17", visit(pair.clone(), json!([])));
    assert_eq!(refused(empty), ["rudong-2024.correction-visit-items-any"]);
    let saved = office.entry(subject, "visit", "2026-03-17", visit(pair, json!(["dwelling"]))).unwrap();
    assert!(warned(&saved).contains(&"rudong-2024.correction-visit-items-all"), "{:?}", warned(&saved));

    let assessment = json!({
        "assessed_year": 2026, "assessed_month": 3, "remorse_shown": "好", "rules_kept": "好", "obedience": "好",
        "education_taken": "好", "result": "合格", "assessor": "周长河",
    });
    office.entry(subject, "assessment", "2026-03-30", assessment.clone()).unwrap();
    let twice = office.entry(subject, "assessment", "2026-03-31", assessment);
    assert_eq!(refused(twice), ["rudong-2024.correction-assessment-once"]);
    let view = office.session.matter(subject, at("2026-03-31T10:00")).unwrap();
    assert_eq!(duty(&view, "rudong-2024.correction-monthly-assessment").1, DutyStateView::Done);
}

#[test]
fn who_does_not_report_is_looked_for_step_by_step() {
    let office = office();
    let (_, subject) = serving(&office);
    let told = json!({
        "report_way": "face", "due_on": "2026-03-25", "told_on": "2026-03-10", "contents_told": true, "special_told": true,
        "consequences_told": true,
    });
    office.entry(subject, "report_date", "2026-03-10", told).unwrap();
    let view = office.session.matter(subject, at("2026-03-26T09:00")).unwrap();
    assert_eq!(view.values["next_report_on"], json!("2026-03-25"));
    assert_eq!(duty(&view, "rudong-2024.correction-report"), (Some("2026-03-25"), DutyStateView::Overdue));
    assert_eq!(duty(&view, "rudong-2024.correction-chase"), (Some("2026-03-26"), DutyStateView::Open));
    let unreached = |step: &str| json!({ "contact_step": step, "contacted": "刘小河", "reached": false });
    office.entry(subject, "reminder", "2026-03-26", unreached("subject")).unwrap();
    let view = office.session.matter(subject, at("2026-03-26T10:00")).unwrap();
    assert_eq!(duty(&view, "rudong-2024.correction-chase-on"), (Some("2026-03-27"), DutyStateView::Open));
    office.entry(subject, "reminder", "2026-03-26", unreached("sponsor")).unwrap();
    office.entry(subject, "reminder", "2026-03-27", unreached("visit")).unwrap();
    let view = office.session.matter(subject, at("2026-03-27T15:00")).unwrap();
    let whereabouts = duty(&view, "rudong-2024.correction-whereabouts-unknown");
    assert_eq!(whereabouts, (Some("2026-03-27"), DutyStateView::Open));

    assert!(office.step(subject, "lose", json!({}), "2026-03-27T16:00").is_err(), "first the record");
    let lost = json!({
        "absent_from": "2026-03-26", "discovered_at": "2026-03-27T15:00", "phone_tried": "无人接听", "check_tried": "离线",
        "visit_tried": "家中无人", "county_told_at": "2026-03-27T16:00",
    });
    office.entry(subject, "absence", "2026-03-27", lost).unwrap();
    office.step(subject, "lose", json!({}), "2026-03-27T16:30").unwrap();
    let view = office.session.matter(subject, at("2026-03-28T09:00")).unwrap();
    assert_eq!(view.head.state, "missing");
    assert_eq!(
        duty(&view, "community-correction-law.absence-tenth-day"),
        (Some("2026-04-05"), DutyStateView::Open)
    );
    assert_eq!(
        duty(&view, "community-correction-law.absence-month"),
        (Some("2026-04-26"), DutyStateView::Open)
    );
    assert!(
        office.step(subject, "find", json!({}), "2026-04-08T09:00").is_err(),
        "not found, and no special report"
    );
}

#[test]
fn a_term_ends_on_its_day_and_not_before() {
    let office = office();
    let (person, subject) = serving(&office);
    let view = office.session.matter(subject, at("2027-01-10T09:00")).unwrap();
    assert_eq!(duty(&view, "rudong-2024.correction-summary"), (Some("2027-01-20"), DutyStateView::Open));
    let summed =
        json!({ "summary_on": "2027-01-12", "appraised_on": "2027-01-14", "appraisal": "遵守规定。" });
    office.step(subject, "near_end", summed, "2027-01-14T09:00").unwrap();
    let out = |day: &str| json!({ "release_ground": "expired", "released_on": day, "handed_over_on": day, "handed_over_to": "本所安置帮教" });
    let early = refused(office.step(subject, "release", out("2027-02-18"), "2027-02-18T09:00"));
    assert_eq!(early, ["rudong-2024.correction-release-early"]);
    office.step(subject, "release", out("2027-02-19"), "2027-02-19T09:00").unwrap();
    let view = office.session.matter(subject, at("2027-03-01T09:00")).unwrap();
    assert_eq!(view.head.state, "released");
    let open: Vec<&str> = view
        .duties
        .iter()
        .filter(|duty| duty.state != DutyStateView::Done)
        .map(|duty| duty.rule.as_str())
        .collect();
    assert!(open.is_empty(), "nothing is asked of who was released: {open:?}");
    // Another sentence is another file.
    office
        .session
        .create_matter(&plain("correction-subject", judged(person)), at("2027-03-01T09:00"))
        .unwrap();
}

#[test]
fn papers_and_figures_come_of_what_was_registered() {
    let office = office();
    let (_, subject) = serving(&office);
    let contact = json!({ "contact_way": "phone", "content": "在厂上班。", "identity_shown": true });
    office.entry(subject, "contact", "2026-03-16", contact).unwrap();
    let counted = |report: &str, column: &str| {
        let query = ReportQuery {
            report: report.to_owned(),
            from: "2026-03-01".to_owned(),
            to: "2026-03-31".to_owned(),
            rows: None,
        };
        let view = office.session.report(&query, at("2026-04-01T09:00")).unwrap();
        let place = view.columns.iter().position(|it| it.id == column).unwrap();
        view.total[place].text.clone()
    };
    let standing = |column: &str| counted("correction-standing", column);
    assert_eq!(
        [standing("standing"), standing("women"), standing("received"), standing("left")],
        ["1", "1", "1", "0"]
    );
    assert_eq!(counted("correction-activities", "contact"), "1");

    for form in ["correction-first-talk", "correction-group-responsibility", "correction-plan"] {
        let request =
            DocumentRequest { matter: subject, form: form.to_owned(), inputs: Fields::new(), unsaved: None };
        office.session.issue_document(&request, at("2026-03-10T17:00")).unwrap_or_else(|error| {
            panic!("{form}: {error:?}");
        });
    }
    let check = office.session.volume_check(subject, at("2026-03-17T09:00")).unwrap();
    let lacking: Vec<&str> = check
        .entries
        .iter()
        .filter(|entry| !entry.findings.is_empty())
        .map(|entry| entry.id.as_str())
        .collect();
    for entry in ["legal", "reception", "announcement"] {
        assert!(lacking.contains(&entry), "{entry}: {lacking:?}");
    }
    let request = VolumeRequest { matter: subject, double_sided: false, with_scans: true, draft: true };
    let made = office.session.make_volume(&request, at("2026-03-17T09:00"), &Quiet).unwrap();
    assert!(made.pages >= 5, "cover, contents, three papers, back: {}", made.pages);
}

#[test]
fn an_investigation_needs_its_team_and_six_findings() {
    let office = office();
    let person = person(&office, "male");
    let commission = json!({
        "commissioned_by": "云水县司法局", "commission_number": "（2026）云矫委1号", "received_on": "2026-03-02", "person": person,
        "investigated_kind": "defendant", "proposed_residence": "上河村1组",
    });
    let matter = office.create(&plain("correction-investigation", commission), START);
    let view = office.session.matter(matter, at(START)).unwrap();
    assert_eq!(
        duty(&view, "rudong-2024.investigation-ten-workdays"),
        (Some("2026-03-16"), DutyStateView::Open)
    );
    let team = |second: &str| {
        json!({
            "investigated_from": "2026-03-03",
            "investigators": [
                { "name": "周长河", "capacity": "national", "recusal_declared": true },
                { "name": "赵村", "capacity": second, "recusal_declared": true, "must_recuse": second == "village" },
            ],
        })
    };
    let found = refused(office.step(matter, "investigate", team("village"), "2026-03-03T09:00"));
    has(&found, "rudong-2024.investigation-team");
    office.step(matter, "investigate", team("staff"), "2026-03-03T09:00").unwrap();
    let opinion =
        json!({ "preliminary_opinion": "suitable", "reported_on": "2026-03-09", "dwelling": "自有住房。" });
    has(
        &refused(office.step(matter, "report", opinion.clone(), "2026-03-09T09:00")),
        "rudong-2024.investigation-contents",
    );
    let mut whole = opinion;
    for item in [
        "family_relations",
        "consequences",
        "village_opinion",
        "victim_opinion",
        "proposed_injunction",
        "social_danger",
    ] {
        whole[item] = json!("已查明。");
    }
    office.step(matter, "report", whole, "2026-03-09T09:00").unwrap();
    office
        .step(
            matter,
            "submit",
            json!({ "submitted_on": "2026-03-10", "receipt": "吴机构" }),
            "2026-03-10T09:00",
        )
        .unwrap();
    assert_eq!(office.session.matter(matter, at("2026-03-10T10:00")).unwrap().head.state, "submitted");
}

#[test]
fn registering_asks_for_what_is_known_that_day() {
    let office = office();
    let definitions = office.session.definitions(at(START));
    let asked = |kind: &str| {
        let kind = definitions.kinds.iter().find(|it| it.id == kind).unwrap();
        kind.entry_fields.clone()
    };
    let subject = asked("correction-subject");
    assert!(subject.iter().any(|field| field == "person"));
    // Why it will end is asked for when it ends, though the last day hangs on it.
    assert!(!subject.iter().any(|field| field == "release_ground"), "{subject:?}");
    assert!(
        asked("correction-leave").iter().any(|field| field == "received_on"),
        "its answer is due from then on"
    );
}
