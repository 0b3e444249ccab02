//! Requests and decisions of community correction (社区矫正), from the application to the file, with the people they concern.

use super::subjects::has;
use super::ways::{plain, refused, warned};
use crate::Quiet;
use crate::testing::{Office, START, at, fields, office};
use crate::view::{
    ApprovalRequest, DocumentRequest, DutyStateView, Id, ImportChoices, ImportRequest, Particulars,
    PartyKind, PersonChange, ReportQuery, TransitionRequest,
};
use serde_json::{Value, json};

/// Someone on probation until the end of the year, born on a day.
fn subject_born(office: &Office, birth_date: &str) -> Id {
    let person = PersonChange {
        id: None,
        kind: PartyKind::Natural,
        revision: 0,
        particulars: Particulars {
            name: "王山水".to_owned(),
            sex: "male".to_owned(),
            birth_date: birth_date.to_owned(),
            ..Particulars::default()
        },
        kept: Vec::new(),
    };
    let person = office.session.save_person(&person, at(START)).unwrap().id;
    let values = json!({
        "person": person, "crime": "盗窃罪", "judged_by": "云水县人民法院", "sentence": "有期徒刑一年，缓刑一年",
        "correction_type": "probation", "term_from": "2026-01-01", "term_until": "2026-12-31",
        "county_reported_on": "2026-01-05", "leave_rules_told_on": "2026-01-06",
        "sponsors": [{ "sponsor_kind": "guarantor", "name": "王大山" }],
    });
    office.create(&plain("correction-subject", values), START)
}

fn subject(office: &Office) -> Id {
    subject_born(office, "1985-06-01")
}

pub(super) fn with(mut values: Value, more: Value) -> Value {
    values.as_object_mut().unwrap().extend(fields(more));
    values
}

fn leave(subject: Id, from: &str, until: &str) -> Value {
    json!({
        "subject": subject, "applied_on": "2026-03-02", "received_on": "2026-03-02", "cause": "family",
        "reason": "父亲手术，需要照料。", "destination": "江宁省东湖市", "leave_from": from, "leave_until": until,
        "travel_way": "长途汽车", "written": true, "materials": [{ "name": "住院通知单", "copies": 1 }],
    })
}

const REVIEWED: &str = "2026-03-02T10:00";

pub(super) fn review() -> Value {
    json!({ "filled_on": "2026-03-02", "reviewed_on": "2026-03-02", "office_opinion": "情况属实。" })
}

/// The county's answer as it came back.
pub(super) fn county(result: &str, on: &str) -> Value {
    json!({ "county_result": result, "county_decided_on": on, "county_approver": "周机构" })
}

/// Issues a document of a form.
fn issue(office: &Office, matter: Id, form: &str, inputs: Value, now: &str) -> crate::Result<Id> {
    let request = DocumentRequest { matter, form: form.to_owned(), inputs: fields(inputs), unsaved: None };
    office.session.issue_document(&request, at(now)).map(|issued| issued.document.id)
}

#[test]
fn who_answers_for_a_subject_answers_for_its_requests_and_the_head_approves_a_week() {
    let office = office();
    let clerk = office.hire("甲办", "clerk");
    let subject = subject(&office);
    let begun = office.create(&plain("correction-leave", leave(subject, "2026-04-06", "2026-04-08")), START);
    assert_eq!(office.session.matter(begun, at(START)).unwrap().head.responsible, Some(Id(1)));
    office.save(subject, fields(json!({ "in_charge": clerk })), START).unwrap();
    // Registered by the head, it is the clerk's who is in charge of the subject.
    let week = office.create(&plain("correction-leave", leave(subject, "2026-03-06", "2026-03-12")), START);
    assert_eq!(office.session.matter(week, at(START)).unwrap().head.responsible, Some(clerk));

    let office = office.seat("甲办");
    office.step(week, "review", review(), REVIEWED).unwrap();
    let own = json!({ "office_result": "approved", "office_decided_on": "2026-03-02", "office_approver": 1, "recorded_on": "2026-03-02" });
    let direct = office.step(week, "approve_office", own.clone(), REVIEWED).unwrap_err();
    assert_eq!(direct.code(), "approval.needed");
    let request = ApprovalRequest::Transition(TransitionRequest {
        matter: week,
        revision: office.revision(week),
        transition: "approve_office".to_owned(),
        fields: fields(own),
    });
    let asked = office.session.ask_approval(&request, at(REVIEWED)).unwrap().id;
    let office = office.seat("周长河");
    office.session.approve(asked, at(REVIEWED)).unwrap();
    let approved = office.session.matter(week, at(REVIEWED)).unwrap();
    assert_eq!((approved.head.state.as_str(), approved.approvals[0].asked_by.as_str()), ("approved", "甲办"));
    // The head does it at once.
    office.step(begun, "review", review(), REVIEWED).unwrap();
    let no = json!({ "office_result": "refused", "office_decided_on": "2026-03-02" });
    office.step(begun, "refuse_office", no, REVIEWED).unwrap();

    // Who has left answers for nothing new.
    office.session.set_staff_active(clerk, false, None, at(REVIEWED)).unwrap();
    let later =
        office.create(&plain("correction-leave", leave(subject, "2026-05-06", "2026-05-07")), REVIEWED);
    assert_eq!(office.session.matter(later, at(REVIEWED)).unwrap().head.responsible, Some(Id(1)));
}

#[test]
fn seven_days_are_the_office_s_own_and_eight_the_county_s() {
    let office = office();
    let subject = subject(&office);
    let week = office.create(&plain("correction-leave", leave(subject, "2026-03-06", "2026-03-12")), START);
    let facts = office.session.matter(week, at(START)).unwrap();
    assert_eq!(facts.values["leave_days"], json!(7));
    assert_eq!(facts.values["approval_level"], json!("office"));
    // The approval form carries the office's opinion, so it comes after the review; the notice after the decision.
    assert!(issue(&office, week, "correction-leave-approval", json!({}), START).is_err());
    office.step(week, "review", review(), REVIEWED).unwrap();
    issue(&office, week, "correction-leave-approval", json!({}), REVIEWED).unwrap();
    assert!(issue(&office, week, "correction-leave-notice", json!({}), REVIEWED).is_err());
    let early =
        json!({ "office_result": "approved", "office_decided_on": "2026-03-01", "office_approver": 1 });
    has(&refused(office.step(week, "approve_office", early, REVIEWED)), "rudong-2024.leave-decided-after");
    let own = json!({ "office_result": "approved", "office_decided_on": "2026-03-02", "office_approver": 1, "recorded_on": "2026-03-02" });
    office.step(week, "approve_office", own.clone(), REVIEWED).unwrap();
    issue(&office, week, "correction-leave-notice", json!({}), REVIEWED).unwrap();

    // Another leave of the same person may not overlap; the day of return counts.
    let overlap = office
        .session
        .create_matter(&plain("correction-leave", leave(subject, "2026-03-12", "2026-03-20")), at(START));
    assert_eq!(refused(overlap), ["rudong-2024.leave-overlap"]);
    // The next day does not overlap, but the two are one absence of more than seven days.
    let next = office
        .session
        .create_matter(&plain("correction-leave", leave(subject, "2026-03-13", "2026-03-16")), at(START));
    assert!(warned(&next.unwrap()).contains(&"rudong-2024.leave-in-pieces"));
    let eight = office.create(&plain("correction-leave", leave(subject, "2026-04-06", "2026-04-13")), START);
    assert_eq!(office.session.matter(eight, at(START)).unwrap().values["approval_level"], json!("county"));
    office.step(eight, "review", review(), REVIEWED).unwrap();
    has(&refused(office.step(eight, "approve_office", own, REVIEWED)), "rudong-2024.leave-office-seven-days");
    office.step(eight, "report", json!({ "reported_on": "2026-03-03" }), "2026-03-03T09:00").unwrap();
    office.step(eight, "refuse", county("refused", "2026-03-05"), "2026-03-06T09:00").unwrap();

    // Told, seen to while away, back with tickets, posted, filed.
    let told =
        json!({ "told_on": "2026-03-04", "guarantor_told_on": "2026-03-04", "posted_from": "2026-03-04" });
    let saved = office.step(week, "tell", told, "2026-03-04T09:00").unwrap();
    assert!(!warned(&saved).contains(&"rudong-2024.leave-told-all"), "{:?}", warned(&saved));
    let facts = office.session.matter(week, at("2026-03-13T09:00")).unwrap();
    assert_eq!(facts.values["posted_until"], json!("2026-03-11"));
    issue(&office, week, "correction-leave-posting", json!({ "shown": "王某" }), "2026-03-04T09:30").unwrap();
    let overdue = |rule: &str, day: &str| {
        let view = office.session.matter(week, at(day)).unwrap();
        view.duties.iter().any(|duty| duty.rule == rule && duty.state == DutyStateView::Overdue)
    };
    assert!(overdue("rudong-2024.leave-return", "2026-03-13T09:00"));
    assert!(overdue("rudong-2024.leave-monitor", "2026-03-13T09:00"));
    office.entry(week, "monitor", "2026-03-09", json!({ "way": "video", "location": "东湖市" })).unwrap();
    let back = json!({
        "returned_on": "2026-03-12", "cancelled_on": "2026-03-13", "travel_receipts": true, "cancel_conclusion": "票据和行程相符。",
    });
    office.step(week, "end", back, "2026-03-13T09:00").unwrap();
    assert!(!overdue("rudong-2024.leave-return", "2026-03-16T09:00"));
    let file = json!({ "filed_on": "2026-03-16" });
    has(
        &refused(office.step(week, "file", file.clone(), "2026-03-16T09:00")),
        "rudong-2024.leave-filed-posted",
    );
    office
        .step(week, "file", with(file, json!({ "posting_ended_on": "2026-03-11" })), "2026-03-16T09:00")
        .unwrap();
    assert_eq!(office.session.matter(week, at("2026-03-16T10:00")).unwrap().head.state, "filed");
    // Both decisions are in the month's figures, one of them granted for seven days.
    let query = ReportQuery {
        report: "correction-leaves".to_owned(),
        from: "2026-03-01".to_owned(),
        to: "2026-03-31".to_owned(),
        rows: None,
    };
    let figures = office.session.report(&query, at("2026-04-01T09:00")).unwrap();
    let counted = |column: &str| {
        let place = figures.columns.iter().position(|it| it.id == column).unwrap();
        figures.total[place].text.clone()
    };
    assert_eq!(
        ["decided", "approved", "refused", "days", "returned"].map(counted),
        ["2", "1", "1", "7", "1"]
    );
    // The subject's own file shows the leaves.
    let own = office.session.matter(subject, at("2026-03-16T10:00")).unwrap();
    let related = own.related.iter().flat_map(|group| &group.rows);
    assert!(related.into_iter().any(|row| row.matter == week), "{:?}", own.related);
}

#[test]
fn an_urgent_leave_goes_first_and_its_papers_follow() {
    let office = office();
    let subject = subject(&office);
    let bare = json!({
        "subject": subject, "applied_on": "2026-03-02", "cause": "medical", "reason": "急性阑尾炎。", "destination": "江宁省东湖市",
        "leave_from": "2026-03-02", "leave_until": "2026-03-05", "urgent": true, "urgent_way": "phone",
        "urgent_applied_at": "2026-03-02T06:30",
    });
    let found = refused(office.session.create_matter(&plain("correction-leave", bare.clone()), at(START)));
    has(&found, "rudong-2024.leave-urgent-record");
    let away =
        office.create(&plain("correction-leave", with(bare, json!({ "travel_way": "救护车" }))), START);
    office.step(away, "review", review(), REVIEWED).unwrap();
    let own = json!({ "office_result": "approved", "office_decided_on": "2026-03-02", "office_approver": 1 });
    office.step(away, "approve_office", own, REVIEWED).unwrap();
    let view = office.session.matter(away, at("2026-03-10T09:00")).unwrap();
    let duty = view.duties.iter().find(|duty| duty.rule == "rudong-2024.leave-urgent-supplement").unwrap();
    assert_eq!((duty.due.as_deref(), duty.state), (Some("2026-03-09"), DutyStateView::Overdue));
    // Approved and not taken after all: it is written off, and its days are free again.
    let again = plain("correction-leave", leave(subject, "2026-03-04", "2026-03-06"));
    assert_eq!(refused(office.session.create_matter(&again, at(START))), ["rudong-2024.leave-overlap"]);
    let off = json!({ "cancelled_on": "2026-03-02", "cancel_conclusion": "病情缓解，没有外出。" });
    office.step(away, "unused", off, REVIEWED).unwrap();
    office.session.create_matter(&again, at(START)).unwrap();
}

/// A sanction that the county approved.
fn sanctioned(office: &Office, subject: Id, measure: &str, ground: &str) -> Id {
    let grounds = if measure == "admonition" { "admonition_grounds" } else { "warning_grounds" };
    let values = json!({
        "subject": subject, "measure": measure, "proposed_on": "2026-03-02", "facts": "未按规定报告。", "evidence": "联系记录",
        grounds: [ground],
    });
    let matter = office.create(&plain("correction-sanction", values), START);
    office.step(matter, "review", review(), REVIEWED).unwrap();
    office.step(matter, "report", json!({ "reported_on": "2026-03-02" }), REVIEWED).unwrap();
    office.step(matter, "approve", county("approved", "2026-03-03"), "2026-03-03T09:00").unwrap();
    matter
}

#[test]
fn sanctions_need_facts_and_add_up_only_as_a_warning() {
    let office = office();
    let subject = subject(&office);
    let bare = json!({ "subject": subject, "measure": "admonition", "proposed_on": "2026-03-02", "admonition_grounds": ["rules-slight"] });
    let first = office.create(&plain("correction-sanction", bare), START);
    assert_eq!(refused(office.step(first, "review", review(), REVIEWED)), ["rudong-2024.sanction-facts"]);
    let facts = with(review(), json!({ "facts": "未按规定报告。", "evidence": "联系记录" }));
    office.step(first, "review", facts, REVIEWED).unwrap();
    office.step(first, "report", json!({ "reported_on": "2026-03-02" }), REVIEWED).unwrap();
    let before = refused(office.step(first, "approve", county("approved", "2026-02-27"), "2026-03-03T09:00"));
    assert_eq!(before, ["rudong-2024.sanction-decided-after"]);
    office.step(first, "approve", county("approved", "2026-03-03"), "2026-03-03T09:00").unwrap();
    sanctioned(&office, subject, "admonition", "education");

    // A third admonition is the officer's to propose, and said.
    let third = json!({ "subject": subject, "measure": "admonition", "proposed_on": "2026-03-04", "facts": "又未报告。" });
    let saved =
        office.session.create_matter(&plain("correction-sanction", third), at("2026-03-04T09:00")).unwrap();
    assert_eq!(warned(&saved), ["community-correction-law.sanction-two-admonitions"]);
    sanctioned(&office, subject, "warning", "two-admonitions");
    sanctioned(&office, subject, "warning", "rules");

    // Two warnings carry a proposal to revoke; an arrest goes only with one, and the measure must fit the sentence.
    let change = |measure: &str, more: Value| {
        let values = json!({
            "subject": subject, "measure": measure, "proposed_on": "2026-03-10", "facts": "两次警告仍不改正。", "evidence": "警告决定书两份",
        });
        office.session.create_matter(&plain("correction-change", with(values, more)), at("2026-03-10T09:00"))
    };
    assert_eq!(refused(change("revoke-parole", json!({}))), ["rudong-2024.change-fits"]);
    let revoke = change("revoke-probation", json!({ "revocation_grounds": ["two-warnings"] })).unwrap().id;
    let arrest = |office: &Office| {
        let more = json!({ "revocation": revoke, "arrest_grounds": ["flight"] });
        let values = json!({ "subject": subject, "measure": "arrest", "proposed_on": "2026-03-10", "facts": "可能逃跑。", "evidence": "通话记录" });
        office.session.create_matter(&plain("correction-change", with(values, more)), at("2026-03-10T09:00"))
    };
    assert_eq!(refused(arrest(&office)), ["rudong-2024.change-arrest"]);
    let ten = |hour: &str| format!("2026-03-10T{hour}:00");
    let reviewed = json!({ "reviewed_on": "2026-03-10", "office_opinion": "建议提请。" });
    office.step(revoke, "review", reviewed, &ten("10")).unwrap();
    let saved = office.step(revoke, "report", json!({ "reported_on": "2026-03-10" }), &ten("11")).unwrap();
    assert!(
        !warned(&saved).contains(&"community-correction-law.change-two-warnings"),
        "{:?}",
        warned(&saved)
    );
    arrest(&office).unwrap();
    let answer = with(
        county("approved", "2026-03-12"),
        json!({ "suggested_on": "2026-03-12", "authority": "云水县人民法院" }),
    );
    office.step(revoke, "approve", answer, "2026-03-13T09:00").unwrap();
    office
        .save(revoke, fields(json!({ "authority_received_on": "2026-03-13" })), "2026-03-13T10:00")
        .unwrap();
    let view = office.session.matter(revoke, at("2026-04-14T09:00")).unwrap();
    let duty =
        view.duties.iter().find(|duty| duty.rule == "community-correction-law.change-ruling-revoke").unwrap();
    assert_eq!((duty.due.as_deref(), duty.state), (Some("2026-04-13"), DutyStateView::Overdue));
    let ruling =
        json!({ "ruling": "granted", "ruled_on": "2026-04-10", "ruling_number": "（2026）云水刑更1号" });
    office.step(revoke, "grant", ruling, "2026-04-14T09:00").unwrap();
    // The posting, and a word about the subject's own file, which is not closed yet.
    let file = json!({ "filed_on": "2026-04-24" });
    has(
        &refused(office.step(revoke, "file", file.clone(), "2026-04-24T09:00")),
        "rudong-2024.change-filed-posted",
    );
    let posted = with(file, json!({ "posted_from": "2026-04-14", "posting_ended_on": "2026-04-21" }));
    let saved = office.step(revoke, "file", posted, "2026-04-24T09:00").unwrap();
    assert!(warned(&saved).contains(&"rudong-2024.change-subject-follows"), "{:?}", warned(&saved));
    // The subject's own file knows what was granted, and speaks up where a new end of term was not.
    let ruling = json!({ "new_until": "2026-10-01", "ruling_number": "（2026）云水刑更2号", "ruled_by": "云水市中级人民法院" });
    let saved = office.entry(subject, "term_change", "2026-04-24", ruling);
    assert!(warned(&saved.unwrap()).contains(&"rudong-2024.subject-term-ruled"));
}

#[test]
fn a_minor_is_never_posted() {
    let office = office();
    let subject = subject_born(&office, "2009-05-05");
    let matter = sanctioned(&office, subject, "admonition", "education");
    let told = json!({ "told_on": "2026-03-04", "signed_for": true });
    let posted = with(told.clone(), json!({ "posted_from": "2026-03-04" }));
    assert_eq!(
        refused(office.step(matter, "tell", posted, "2026-03-04T09:00")),
        ["community-correction-law.sanction-minor-not-posted"]
    );
    office.step(matter, "tell", told, "2026-03-04T09:00").unwrap();
    let notice = json!({ "shown": "王某", "from": "2026-03-04", "until": "2026-03-11" });
    assert!(issue(&office, matter, "correction-sanction-posting", notice, "2026-03-04T10:00").is_err());
    issue(
        &office,
        matter,
        "correction-admonition-decision",
        json!({ "agency": "云水县社区矫正机构" }),
        "2026-03-04T10:00",
    )
    .unwrap();
    let view = office.session.matter(matter, at("2026-03-20T09:00")).unwrap();
    assert!(!view.duties.iter().any(|duty| duty.rule == "rudong-2024.sanction-post"), "{:?}", view.duties);
    office
        .step(
            matter,
            "file",
            json!({ "filed_on": "2026-03-20", "posting_note": "未成年人，不公示。" }),
            "2026-03-20T09:00",
        )
        .unwrap();
}

#[test]
fn a_tracking_device_is_worn_three_months_and_again_only_after_an_evaluation() {
    let office = office();
    let subject = subject(&office);
    let device = |from: &str, until: &str, more: Value| {
        let values = json!({
            "subject": subject, "proposed_on": "2026-03-02", "grounds": ["left"], "facts": "三月一日未经批准离开云水县。",
            "use_from": from, "use_until": until,
        });
        office.session.create_matter(&plain("correction-tracking", with(values, more)), at(START))
    };
    assert_eq!(
        refused(device("2026-03-10", "2026-06-11", json!({}))),
        ["community-correction-law.tracking-three-months"]
    );
    let first = device("2026-03-10", "2026-06-10", json!({})).unwrap().id;
    office.step(first, "review", review(), REVIEWED).unwrap();
    office.step(first, "report", json!({ "reported_on": "2026-03-02" }), REVIEWED).unwrap();
    office.step(first, "approve", county("approved", "2026-03-06"), "2026-03-09T09:00").unwrap();
    let worn = json!({ "told_on": "2026-03-10", "worn_on": "2026-03-10", "device_number": "0001" });
    has(
        &refused(office.step(first, "tell", worn.clone(), "2026-03-10T09:00")),
        "community-correction-law.tracking-bureau",
    );
    office
        .save(
            first,
            fields(json!({ "bureau_approver": "李局长", "bureau_decided_on": "2026-03-09" })),
            "2026-03-10T09:00",
        )
        .unwrap();
    office.step(first, "tell", worn, "2026-03-10T09:00").unwrap();
    let other = json!({ "purpose": "other" });
    assert_eq!(
        refused(office.entry(first, "information", "2026-03-12", other)),
        ["rudong-2024.tracking-secret"]
    );

    let renewal = device("2026-06-11", "2026-09-10", json!({ "renewal_of": first })).unwrap().id;
    let deliberated =
        with(review(), json!({ "deliberation": "三人合议，仍有必要。", "deliberated_on": "2026-03-02" }));
    office.step(renewal, "review", deliberated, REVIEWED).unwrap();
    let report = json!({ "reported_on": "2026-06-08" });
    has(
        &refused(office.step(renewal, "report", report.clone(), "2026-06-08T09:00")),
        "rudong-2024.tracking-renewal",
    );
    let evaluated = json!({ "evaluated_on": "2026-06-05", "conclusion": "continue", "evaluation": "仍多次未按时报告。", "ended_on": "2026-06-10" });
    office.step(first, "end", evaluated, "2026-06-08T09:00").unwrap();
    office.step(renewal, "report", report, "2026-06-08T09:30").unwrap();
}

#[test]
fn visits_moves_entries_and_exemptions_ask_for_what_their_articles_ask_for() {
    let office = office();
    let subject = subject(&office);
    let request = |kind: &str, values: Value| {
        let base = json!({ "subject": subject, "applied_on": "2026-03-02", "received_on": "2026-03-02", "reason": "工作需要。" });
        office.session.create_matter(&plain(kind, with(base, values)), at(START))
    };
    // Three days before a visit.
    let soon = request(
        "correction-visitor",
        json!({ "met_name": "赵某", "met_kind": "victim", "meet_on": "2026-03-04" }),
    );
    assert_eq!(warned(&soon.unwrap()), ["rudong-2024.visitor-three-days"]);
    // A month before another place, whose bureau gets the file first.
    let moving = json!({
        "change_kind": "jurisdiction", "new_address": "东湖市", "new_agency": "东湖市社区矫正机构", "planned_on": "2026-04-01",
        "written": true, "materials": [{ "name": "劳动合同" }],
    });
    let saved = request("correction-relocation", moving).unwrap();
    assert_eq!(warned(&saved), ["rudong-2024.relocation-month-before"]);
    office.step(saved.id, "review", review(), REVIEWED).unwrap();
    office.step(saved.id, "report", json!({ "reported_on": "2026-03-04" }), "2026-03-04T09:00").unwrap();
    office.step(saved.id, "approve", county("approved", "2026-03-10"), "2026-03-11T09:00").unwrap();
    office
        .step(
            saved.id,
            "tell",
            json!({ "told_on": "2026-03-11", "posted_from": "2026-03-11" }),
            "2026-03-11T10:00",
        )
        .unwrap();
    let done = json!({ "ended_on": "2026-03-20" });
    has(
        &refused(office.step(saved.id, "end", done.clone(), "2026-03-20T09:00")),
        "rudong-2024.relocation-archive",
    );
    let handed = with(done, json!({ "handed_over_on": "2026-03-18", "archive_receiver": "李某" }));
    office.step(saved.id, "end", handed, "2026-03-20T09:00").unwrap();
    // Only who is under an injunction asks to enter a place.
    let enter = json!({ "place": "云水县人民医院旁酒店", "enter_from": "2026-03-10T09:00", "enter_until": "2026-03-10T11:00" });
    assert_eq!(refused(request("correction-entry", enter.clone())), ["rudong-2024.entry-injunction"]);
    let ban = json!({ "injunction": "禁止进入酒店。", "injunction_from": "2026-01-01", "injunction_until": "2026-06-30" });
    office.save(subject, fields(ban), START).unwrap();
    request("correction-entry", enter).unwrap();
    // No paper, no request.
    let exempt = request("correction-exemption", json!({ "cause": "disability" })).unwrap().id;
    office.step(exempt, "review", review(), REVIEWED).unwrap();
    let report = json!({ "reported_on": "2026-03-03" });
    assert_eq!(
        refused(office.step(exempt, "report", report.clone(), "2026-03-03T09:00")),
        ["rudong-2024.exemption-written"]
    );
    office
        .save(
            exempt,
            fields(json!({ "written": true, "materials": [{ "name": "残疾证复印件" }] })),
            "2026-03-03T09:00",
        )
        .unwrap();
    office.step(exempt, "report", report, "2026-03-03T09:10").unwrap();
    // Regular trips are approved for a time that is written down, and looked after.
    let trips = json!({ "places": [{ "place": "东湖市" }], "frequency": "每周两次", "written": true, "materials": [{ "name": "用工证明" }] });
    let travel = request("correction-travel", trips).unwrap().id;
    office.step(travel, "review", review(), REVIEWED).unwrap();
    office.step(travel, "report", json!({ "reported_on": "2026-03-02" }), REVIEWED).unwrap();
    let yes = county("approved", "2026-03-05");
    assert_eq!(
        refused(office.step(travel, "approve", yes.clone(), "2026-03-06T09:00")),
        ["rudong-2024.travel-validity"]
    );
    let valid = with(yes, json!({ "valid_from": "2026-03-05", "valid_until": "2026-09-04" }));
    office.step(travel, "approve", valid, "2026-03-06T09:00").unwrap();
    let view = office.session.matter(travel, at("2026-04-06T09:00")).unwrap();
    let duty = view.duties.iter().find(|duty| duty.rule == "rudong-2024.travel-monitor").unwrap();
    assert_eq!(duty.state, DutyStateView::Overdue);
    // Praise before six months is the officer's to weigh.
    let praise = json!({ "subject": subject, "proposed_on": "2026-03-02", "grounds": ["repentance"], "facts": "按时报告。", "evidence": "月考核表" });
    let praise = office.session.create_matter(&plain("correction-reward", praise), at(START)).unwrap().id;
    let saved = office.step(praise, "review", review(), REVIEWED).unwrap();
    assert!(warned(&saved).contains(&"community-correction-law.reward-six-months"), "{:?}", warned(&saved));
}

#[test]
fn a_commutation_moves_the_end_of_the_term_by_its_ruling() {
    let office = office();
    let subject = subject(&office);
    let values = json!({
        "subject": subject, "measure": "commutation", "proposed_on": "2026-03-02", "facts": "阻止他人重大犯罪活动。", "evidence": "公安机关证明",
        "commutation_grounds": ["merit-crime"],
    });
    let change = office.create(&plain("correction-change", values), START);
    office.step(change, "review", review(), REVIEWED).unwrap();
    office.step(change, "report", json!({ "reported_on": "2026-03-02" }), REVIEWED).unwrap();
    // No new end of the term before the court has said so.
    let early = fields(json!({ "new_term_until": "2026-10-01" }));
    assert_eq!(refused(office.save(change, early, REVIEWED)), ["rudong-2024.change-new-term"]);
    let answer = with(
        county("approved", "2026-03-06"),
        json!({ "suggested_on": "2026-03-06", "authority": "云水市中级人民法院" }),
    );
    office.step(change, "approve", answer, "2026-03-09T09:00").unwrap();
    let ruling = json!({
        "ruling": "granted", "ruled_on": "2026-04-01", "ruling_number": "（2026）云水刑更2号", "new_term_until": "2026-10-01",
        "authority_received_on": "2026-03-09", "told_on": "2026-04-03",
    });
    office.step(change, "grant", ruling, "2026-04-03T09:00").unwrap();
    let entry = json!({
        "ruling_number": "（2026）云水刑更2号", "ruled_by": "云水市中级人民法院", "new_until": "2026-10-01",
    });
    let saved = office.entry(subject, "term_change", "2026-04-03", entry).unwrap();
    assert!(!warned(&saved).contains(&"rudong-2024.subject-term-ruled"), "{:?}", warned(&saved));
    assert_eq!(
        office.session.matter(subject, at("2026-04-03T16:00")).unwrap().values["ends_on"],
        json!("2026-10-01")
    );
    let file =
        json!({ "filed_on": "2026-04-15", "posted_from": "2026-04-03", "posting_ended_on": "2026-04-13" });
    let saved = office.step(change, "file", file, "2026-04-15T09:00").unwrap();
    assert!(warned(&saved).is_empty(), "{:?}", warned(&saved));
}

#[test]
fn an_old_register_of_leaves_finds_its_people() {
    let office = office();
    let subject = subject(&office);
    let text = "姓名,申请日期,事由,请假理由,目的地,外出日期,结束日期,交通工具,销假日期\n\
        王山水,2026-01-10,看病,复查,江宁省东湖市,2026-01-12,2026-01-14,汽车,2026-01-15\n\
        没登记的人,2026-01-10,看病,复查,江宁省东湖市,2026-01-12,2026-01-14,汽车,2026-01-15\n";
    let path = office.folder.path().join("外出台账.csv");
    std::fs::write(&path, text).unwrap();
    let request = ImportRequest { kind: "correction-leave".to_owned(), ..ImportRequest::default() };
    office.session.import_preview(&path, "外出台账.csv", &request, at(START), &Quiet).unwrap();
    let (outcome, _) = office.session.import(&ImportChoices::default(), at(START), &Quiet).unwrap();
    assert_eq!(outcome.added, 1, "{outcome:?}");
    let own = office.session.matter(subject, at(START)).unwrap();
    let leaves = own.related.iter().find(|group| group.kind == "correction-leave").unwrap();
    let leave = office.session.matter(leaves.rows[0].matter, at(START)).unwrap();
    assert_eq!((leave.head.state.as_str(), &leave.values["leave_days"]), ("filed", &json!(3)));
    // What was taken over counts: a new leave may not fall into it.
    let again = plain("correction-leave", self::leave(subject, "2026-01-14", "2026-01-16"));
    assert_eq!(refused(office.session.create_matter(&again, at(START))), ["rudong-2024.leave-overlap"]);
}
