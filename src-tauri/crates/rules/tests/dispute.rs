//! A dispute from registration to filing, judged by the shipped rules of all packs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use rules::{Action, DutyState, Severity};
use serde_json::{Value, json};
use support::{ALL_PACKS, day, engine, facts};

fn police_dispute() -> Value {
    json!({
        "channel": "alarm-110", "source": "police", "police_station": "某派出所", "police_officer": "民警一",
        "transferred_on": "2026-02-01", "transfer_approver": "副所长", "transfer_approved_on": "2026-02-01",
        "initiation": "application", "applied_on": "2026-02-01", "category": "neighbour",
        "facts": "因通行发生争执。", "dispute_class": "attention", "screened_on": "2026-02-02",
        "appraiser_mediator": "丁", "appraiser_officer": "民警一", "appraiser_liaison": "民警二",
        "applicant_consented": true, "respondent_consented": true, "accepted_on": "2026-02-02",
        "site_mediated_on": "2026-02-01", "site_mediation_result": "未成",
        "matter": {"number": "（2026）人调字第1号", "state": "mediating", "opened_on": "2026-02-01"},
        "parties": [
            {"role": "applicant", "kind": "natural", "name": "赵甲"},
            {"role": "respondent", "kind": "natural", "name": "钱乙"}
        ],
        "journal": [{"type": "session", "on": "2026-02-04", "outcome": "continue"}]
    })
}

fn with(mut base: Value, changes: Value) -> Value {
    for (name, value) in facts(changes) {
        base[name] = value;
    }
    base
}

#[test]
fn the_fifteen_days_end_after_spring_festival_and_say_why() {
    let engine = engine(&ALL_PACKS, json!({}));
    let assessment = engine.assess("dispute", &facts(police_dispute()), day("2026-02-20")).unwrap();
    assert_eq!(assessment.faults, []);
    assert_eq!(assessment.title, "赵甲、钱乙邻里纠纷");
    let duty = assessment.duties.iter().find(|duty| duty.duty_key == "dispute.settle").unwrap();
    assert_eq!(duty.due, Some(day("2026-02-24")));
    assert_eq!(duty.state, DutyState::Open);
    assert_eq!(duty.remind_on, Some(day("2026-02-21")));
    assert_eq!(
        duty.action.as_ref().map(|offer| &offer.action),
        Some(&Action::Transition("agree".to_owned()))
    );
    assert_eq!(assessment.derived["settle_due_on"], "2026-02-24");
    let lines = duty.trace.lines().join("\n");
    for part in [
        "应自收到当事人申请之日起15日内调解完毕",
        "收到申请日期＝2026年2月1日",
        "第二百零三条",
        "2026年2月16日：期间的最后一日",
        "春节假日，顺延",
        "2026年2月24日：到期日",
        "2026年部分节假日安排",
    ] {
        assert!(lines.contains(part), "`{part}` is not in:\n{lines}");
    }
    assert!(lines.contains("本所设置：地方文件中的“日”怎么算＝次日起算，末日遇休假日顺延"), "{lines}");
}

#[test]
fn without_the_local_pack_the_law_sets_no_fifteen_days() {
    let engine = engine(&[], json!({}));
    let assessment = engine.assess("dispute", &facts(police_dispute()), day("2026-02-20")).unwrap();
    assert!(assessment.duties.iter().all(|duty| duty.duty_key != "dispute.settle"));
    assert!(!assessment.derived.contains_key("settle_due_on"));
}

#[test]
fn a_dispute_from_before_the_document_is_not_judged_by_it() {
    let engine = engine(&ALL_PACKS, json!({}));
    let before = with(police_dispute(), json!({"applied_on": "2017-11-28"}));
    let on = with(police_dispute(), json!({"applied_on": "2017-11-29"}));
    let keys = |facts_: Value| {
        let assessment = engine.assess("dispute", &facts(facts_), day("2026-02-20")).unwrap();
        assessment.duties.iter().any(|duty| duty.duty_key == "dispute.settle")
    };
    assert!(!keys(before));
    assert!(keys(on));
}

#[test]
fn a_transition_says_what_is_wanting_and_what_can_be_asked_for() {
    let engine = engine(&ALL_PACKS, json!({}));
    let assessment = engine.assess("dispute", &facts(police_dispute()), day("2026-02-10")).unwrap();
    let ids: Vec<&str> = assessment.transitions.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["extend", "agree", "fail", "refuse", "withdraw", "transfer"]);
    let extend = assessment.transition("extend").unwrap();
    assert!(!extend.allowed);
    assert!(extend.askable, "{:?}", extend.findings);
    assert!(extend.findings.iter().any(|finding| finding.field.as_deref() == Some("extension_reason")));
    let consent = extend.findings.iter().find(|finding| finding.rule.is_some()).unwrap();
    assert_eq!(consent.severity, Severity::Refuse);
    assert!(consent.citation.as_ref().unwrap().quote.contains("经双方当事人同意的"));

    let agreed = json!({
        "extension_reason": "等待鉴定", "extended_on": "2026-02-10",
        "extension_applicant_agreed": true, "extension_applicant_agreed_on": "2026-02-10",
        "extension_respondent_agreed": true, "extension_respondent_agreed_on": "2026-02-10"
    });
    let filled = with(police_dispute(), agreed.clone());
    let assessment = engine.assess("dispute", &facts(filled), day("2026-02-10")).unwrap();
    let extend = assessment.transition("extend").unwrap();
    assert!(extend.allowed, "{:?}", extend.findings);
    assert_eq!(assessment.derived["extended_due_on"], "2026-03-11");

    // A general dispute cannot be extended, whatever is asked for.
    let general = with(with(police_dispute(), agreed), json!({"dispute_class": "general"}));
    let assessment = engine.assess("dispute", &facts(general), day("2026-02-10")).unwrap();
    let extend = assessment.transition("extend").unwrap();
    assert!(!extend.allowed && !extend.askable);
}

#[test]
fn agreeing_sets_the_day_of_conclusion() {
    let engine = engine(&ALL_PACKS, json!({}));
    let agreed =
        json!({"conclusion": "written", "agreement_on": "2026-02-11", "agreement_content": "乙赔礼道歉。"});
    let assessment =
        engine.assess("dispute", &facts(with(police_dispute(), agreed)), day("2026-02-11")).unwrap();
    let agree = assessment.transition("agree").unwrap();
    assert!(agree.allowed, "{:?}", agree.findings);
    assert_eq!(agree.sets["concluded_on"], "2026-02-11");
    assert_eq!((agree.to.as_str(), agree.to_title.as_str()), ("agreed", "达成协议"));
}

#[test]
fn late_feedback_is_marked_and_filing_without_it_refused() {
    let engine = engine(&ALL_PACKS, json!({}));
    let done = json!({
        "conclusion": "written", "concluded_on": "2026-03-10", "feedback_on": "2026-03-16",
        "matter": {"state": "follow_up", "opened_on": "2026-02-01"}
    });
    let concluded = with(police_dispute(), done);
    let assessment = engine.assess("dispute", &facts(concluded.clone()), day("2026-03-20")).unwrap();
    let duty = assessment.duties.iter().find(|duty| duty.duty_key == "dispute.feedback").unwrap();
    assert_eq!((duty.state, duty.late, duty.done_on), (DutyState::Done, true, Some(day("2026-03-16"))));

    let without = with(concluded, json!({"feedback_on": null}));
    let assessment = engine.assess("dispute", &facts(without), day("2026-03-20")).unwrap();
    let file = assessment.transition("file").unwrap();
    let finding = file.findings.iter().find(|it| it.field.as_deref() == Some("feedback_on")).unwrap();
    assert_eq!(finding.severity, Severity::Refuse);
    // The step does not ask for it, so offering the step would lead nowhere.
    assert!(!file.askable);
}

#[test]
fn fields_show_and_require_by_what_is_known() {
    let engine = engine(&ALL_PACKS, json!({}));
    let assessment = engine.assess("dispute", &facts(json!({})), day("2026-02-10")).unwrap();
    assert!(assessment.fields["channel"].required);
    assert!(!assessment.fields["police_officer"].visible, "unknown source must not show police fields");
    assert!(assessment.findings_on_save().any(|it| it.field.as_deref() == Some("channel")));
    assert!(assessment.findings_on_save().all(|it| it.field.as_deref() != Some("police_officer")));
    let police = engine.assess("dispute", &facts(json!({"source": "police"})), day("2026-02-10")).unwrap();
    assert!(police.fields["police_officer"].required);
    assert!(police.findings_on_save().any(|it| it.field.as_deref() == Some("police_officer")));
    let office = json!({"office": {"police_station": "某派出所"}});
    let defaults = engine.defaults("dispute", &facts(office), day("2026-02-10")).unwrap();
    assert_eq!(defaults["applied_on"], "2026-02-10");
    assert_eq!(defaults["police_station"], "某派出所");
    assert_eq!(defaults["difficulty"], "ordinary");
}

#[test]
fn entry_fields_follow_the_entry() {
    let engine = engine(&ALL_PACKS, json!({}));
    let state = |entry: Value| {
        engine
            .entry_fields("dispute", "session", &facts(entry), &facts(json!({})), day("2026-02-10"))
            .unwrap()["next_on"]
    };
    assert!(state(json!({"outcome": "continue"})).visible);
    assert!(!state(json!({"outcome": "success"})).visible);
    assert!(!state(json!({})).visible);
}

#[test]
fn document_findings_stand_with_their_form() {
    let engine = engine(&ALL_PACKS, json!({}));
    let assessment = engine.assess("dispute", &facts(police_dispute()), day("2026-02-10")).unwrap();
    let refused: Vec<_> = assessment
        .findings_for_document("mediation-agreement")
        .filter(|finding| finding.severity == Severity::Refuse)
        .collect();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].field.as_deref(), Some("agreement_content"));
    assert!(assessment.findings_for_document("oral-agreement-register").count() >= 1);
}

#[test]
fn a_setting_changes_the_outcome_and_a_wrong_one_is_refused() {
    let engine = engine(&ALL_PACKS, json!({"local_period_counting": "civil-code-no-roll"}));
    let assessment = engine.assess("dispute", &facts(police_dispute()), day("2026-02-20")).unwrap();
    let duty = assessment.duties.iter().find(|duty| duty.duty_key == "dispute.settle").unwrap();
    assert_eq!((duty.due, duty.state), (Some(day("2026-02-16")), DutyState::Overdue));
}

#[test]
fn a_year_without_a_table_is_provisional() {
    let engine = engine(&ALL_PACKS, json!({}));
    let later = with(police_dispute(), json!({"applied_on": "2030-03-01"}));
    let assessment = engine.assess("dispute", &facts(later), day("2030-03-02")).unwrap();
    let duty = assessment.duties.iter().find(|duty| duty.duty_key == "dispute.settle").unwrap();
    assert!(duty.provisional);
    assert!(
        duty.trace.lines().iter().any(|line| line.contains("没有2030年的表")),
        "{:?}",
        duty.trace.lines()
    );
}
