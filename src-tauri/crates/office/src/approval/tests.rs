use crate::testing::{Office, START, at, fields, office_of, restricted_assets};
use crate::view::{
    ApprovalRequest, ApprovalStage, AuditQuery, DocumentRequest, Fields, Id, NewMatter, Saved,
    TransitionRequest,
};
use serde_json::json;

fn drafted(office: &Office) -> Id {
    let (_, mediator) = office.committee();
    let dispute = office.create(&crate::testing::dispute(), START);
    let items = json!([{ "dispute": dispute, "mediator": mediator, "amount": 10_000 }]);
    let new = NewMatter {
        kind: "subsidy".to_owned(),
        fields: fields(json!({ "name": "上半年补贴", "applied_on": "2026-03-01", "items": items })),
        parties: Vec::new(),
        draft: None,
    };
    office.create(&new, START)
}

fn step(office: &Office, matter: Id) -> ApprovalRequest {
    ApprovalRequest::Transition(TransitionRequest {
        matter,
        revision: office.revision(matter),
        transition: "approve".to_owned(),
        fields: fields(json!({ "approver": "周长河", "approved_on": "2026-03-02" })),
    })
}

fn code(result: crate::Result<Saved>) -> &'static str {
    result.unwrap_err().code()
}

fn state(office: &Office, matter: Id) -> String {
    office.session.matter(matter, at(START)).unwrap().head.state
}

#[test]
fn a_step_that_needs_approval_is_asked_for_and_done_by_the_head() {
    let office = office_of(restricted_assets());
    office.hire("甲办", "clerk");
    let office = office.seat("甲办");
    let matter = drafted(&office);
    let ApprovalRequest::Transition(direct) = step(&office, matter) else { unreachable!() };
    assert_eq!(code(office.session.transition(&direct, at(START))), "approval.needed");
    assert_eq!(state(&office, matter), "drafted");
    // What could not be done is not asked for.
    let mut bare = direct;
    bare.fields = Fields::new();
    let refused = office.session.ask_approval(&ApprovalRequest::Transition(bare), at(START));
    assert_eq!(code(refused), "transition.refused");
    let asked = office.session.ask_approval(&step(&office, matter), at(START)).unwrap().id;
    assert_eq!(code(office.session.ask_approval(&step(&office, matter), at(START))), "approval.asked");
    assert_eq!(code(office.session.approve(asked, at(START))), "staff.head-only");
    assert_eq!(code(office.session.refuse_approval(asked, "不", at(START))), "staff.head-only");
    let view = &office.session.matter(matter, at(START)).unwrap();
    assert_eq!(view.approvals[0].stage, ApprovalStage::Asked);
    let button = view.transitions.iter().find(|step| step.id == "approve").unwrap();
    assert_eq!(button.approved_by.as_deref(), Some("所长"));
    // The matter goes on meanwhile: the approval is of what is there then.
    office.save(matter, fields(json!({ "standard": "每件两百元" })), START).unwrap();

    let office = office.seat("周长河");
    let waiting = office.session.approvals().unwrap().waiting;
    assert_eq!(waiting.len(), 1);
    let (line, now) = (&waiting[0], "2026-03-03T10:00");
    assert_eq!((line.asked_by.as_str(), line.mine, line.own), ("甲办", true, false));
    assert!(line.title.contains("审批") || line.title.starts_with("办理"), "{}", line.title);
    assert!(line.values.iter().any(|value| value.value == "周长河"), "{:?}", line.values);
    office.session.approve(asked, at(now)).unwrap();
    assert_eq!(state(&office, matter), "approved");
    let shown = &office.session.matter(matter, at(now)).unwrap().approvals[0];
    assert_eq!(
        (shown.stage, shown.decided_by.as_deref(), shown.decided_at.as_deref()),
        (ApprovalStage::Approved, Some("周长河"), Some(now))
    );
    assert_eq!(code(office.session.approve(asked, at(now))), "approval.decided");
    let line = &office
        .session
        .audit(&AuditQuery { operation: Some("approval.approve".into()), ..AuditQuery::default() });
    assert!(line.as_ref().unwrap().lines.iter().all(|line| line.actor == "周长河"));
}

#[test]
fn refused_and_withdrawn_change_nothing_and_can_be_asked_again() {
    let office = office_of(restricted_assets());
    office.hire("甲办", "clerk");
    let office = office.seat("甲办");
    let matter = drafted(&office);
    let first = office.session.ask_approval(&step(&office, matter), at(START)).unwrap().id;
    office.session.withdraw_approval(first, at(START)).unwrap();
    let second = office.session.ask_approval(&step(&office, matter), at(START)).unwrap().id;
    let office = office.seat("周长河");
    assert_eq!(code(office.session.withdraw_approval(second, at(START))), "record.missing");
    assert_eq!(code(office.session.refuse_approval(second, " ", at(START))), "input.blank");
    office.session.refuse_approval(second, "标准没有写", at(START)).unwrap();
    assert_eq!(state(&office, matter), "drafted");
    let approvals = office.session.matter(matter, at(START)).unwrap().approvals;
    let stages: Vec<ApprovalStage> = approvals.iter().map(|row| row.stage).collect();
    assert_eq!(stages, [ApprovalStage::Refused, ApprovalStage::Withdrawn]);
    assert_eq!(approvals[0].reason.as_deref(), Some("标准没有写"));
    // Who approves does it at once; that is kept like any approval.
    let ApprovalRequest::Transition(direct) = step(&office, matter) else { unreachable!() };
    office.session.transition(&direct, at(START)).unwrap();
    let approvals = office.session.matter(matter, at(START)).unwrap().approvals;
    assert_eq!((approvals.len(), approvals[0].stage), (3, ApprovalStage::Approved));
    assert_eq!(
        (approvals[0].asked_by.as_str(), approvals[0].decided_by.as_deref()),
        ("周长河", Some("周长河"))
    );
}

#[test]
fn a_document_that_needs_approval_is_issued_by_it() {
    let office = office_of(restricted_assets());
    let clerk = office.hire("甲办", "clerk");
    let office = office.seat("甲办");
    let new = NewMatter {
        kind: "reception".to_owned(),
        fields: fields(json!({
            "received_on": "2026-03-02", "received_time": "09:00", "on_duty": clerk, "subject": "咨询", "details": "问宅基地。",
            "handling": "讲解了规定。", "outcome": "answered", "handled_on": "2026-03-02",
        })),
        parties: vec![crate::testing::party("visitor", "张大山")],
        draft: None,
    };
    let matter = office.create(&new, START);
    let request =
        DocumentRequest { matter, form: "reception-record".into(), inputs: Fields::new(), unsaved: None };
    let refused = office.session.issue_document(&request, at(START)).map(|issued| issued.document.id);
    assert_eq!(refused.unwrap_err().code(), "approval.needed");
    let asked = office.session.ask_approval(&ApprovalRequest::Document(request), at(START)).unwrap().id;
    let office = office.seat("周长河");
    office.session.approve(asked, at(START)).unwrap();
    let documents = office.session.matter(matter, at(START)).unwrap().documents;
    assert_eq!(documents.len(), 1);
    // What needs nobody's approval is not asked for.
    let plain = DocumentRequest { matter, form: "case-sheet".into(), inputs: Fields::new(), unsaved: None };
    let error = office.session.ask_approval(&ApprovalRequest::Document(plain), at(START)).unwrap_err();
    assert_eq!(error.code(), "definition.unknown");
}
