//! The life of a made-up dispute, step by step with its dates.

use super::random::Random;
use super::words::{FAILED, PLOTS, POLICE, Plot, SESSIONS, SETTLED, VILLAGES};
use crate::view::Fields;
use calendar::{Date, DateTime};
use serde_json::{Value, json};

/// Who a story is told of.
pub(super) struct Cast<'a> {
    /// Names of the two parties.
    pub(super) names: [&'a str; 2],
    /// Row ids of committee and mediator, and the mediator's name.
    pub(super) committee: i64,
    pub(super) mediator: i64,
    pub(super) mediator_name: &'a str,
    /// The member of staff.
    pub(super) staff: i64,
}

/// One thing that happens.
#[derive(Debug, Clone)]
pub(super) struct Event {
    pub(super) at: DateTime,
    pub(super) what: What,
}

/// What happens.
#[derive(Debug, Clone)]
pub(super) enum What {
    /// The dispute comes in with these fields.
    Comes(Fields),
    /// A step is taken.
    Step { transition: &'static str, fields: Fields },
    /// Something is written into the journal.
    Entry { kind: &'static str, text: String, fields: Fields },
    /// A document is issued.
    Issue(&'static str),
    /// The document issued last is signed.
    Sign,
}

/// How a dispute ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Written,
    Oral,
    Failed,
    Withdrawn,
    Transferred,
}

struct Teller<'a> {
    random: &'a mut Random,
    cast: &'a Cast<'a>,
    plot: &'static Plot,
    day: Date,
    village: &'static str,
    amount: i64,
    police: bool,
    class: &'static str,
    events: Vec<Event>,
}

/// The events of a dispute that was applied for on `applied`; what lies after `end` has not happened, and where it came
/// to a halt nothing happened after so many events.
pub(super) fn tell(
    random: &mut Random,
    cast: &Cast<'_>,
    applied: Date,
    end: DateTime,
    halt: Option<usize>,
) -> Vec<Event> {
    let plot = random.one(PLOTS);
    let village = *random.one(VILLAGES);
    let amount = i64::from(random.between(plot.amounts.0, plot.amounts.1)) * 10_000;
    let police = random.chance(25);
    let class = match random.between(1, 100) {
        1..=70 => "general",
        71..=92 => "attention",
        _ => "key",
    };
    let mut teller =
        Teller { random, cast, plot, day: applied, village, amount, police, class, events: Vec::new() };
    teller.comes();
    teller.accepted();
    let ending = teller.mediated();
    teller.ended(ending);
    let mut events = teller.events;
    // Who comes on the very day has come by now.
    if let Some(first) = events.first_mut() {
        first.at = first.at.min(end);
    }
    events.truncate(halt.unwrap_or(usize::MAX));
    events.retain(|event| event.at <= end);
    events
}

impl Teller<'_> {
    fn later(&mut self, low: u32, high: u32) {
        let days = u64::from(self.random.between(low, high));
        self.day = self.day.checked_add_days(chrono::Days::new(days)).unwrap_or(self.day);
    }

    fn happens(&mut self, what: What) {
        // Each event of a day a little after the one before.
        let hour = 9 + u32::try_from(self.events.iter().filter(|event| event.at.date() == self.day).count())
            .unwrap_or(0);
        let minute = self.random.between(0, 59);
        let at = self.day.and_hms_opt(hour.min(18), minute, 0).unwrap_or_default();
        let last = self.events.last().map_or(at, |event| event.at);
        self.events.push(Event { at: at.max(last), what });
    }

    fn step(&mut self, transition: &'static str, fields: Value) {
        let fields = object(fields);
        self.happens(What::Step { transition, fields });
    }

    fn entry(&mut self, kind: &'static str, text: &str, fields: Value) {
        let text = self.filled(text);
        let fields = object(fields);
        self.happens(What::Entry { kind, text, fields });
    }

    fn today(&self) -> String {
        self.day.to_string()
    }

    fn filled(&self, text: &str) -> String {
        text.replace("{a}", self.cast.names[0])
            .replace("{b}", self.cast.names[1])
            .replace("{v}", self.village)
            .replace("{y}", &(self.amount / 100).to_string())
    }

    fn comes(&mut self) {
        let mut fields = object(json!({
            "channel": if self.police { "alarm-110" } else { "application" },
            "source": if self.police { "police" } else { "application" },
            "initiation": "application",
            "application_way": if self.random.chance(60) { "oral" } else { "written" },
            "applied_on": self.today(),
            "category": self.plot.category,
            "occurred_place": format!("青河镇{}", self.village),
            "facts": self.filled(self.plot.facts),
            "claims": [{ "text": self.filled("请求{b}停止侵害、赔偿损失，依法处理。") }],
            "people_count": 2,
            "amount_claimed": self.amount,
            "difficulty": "ordinary",
        }));
        if self.police {
            fields.extend(object(json!({
                "police_station": POLICE, "police_officer": "民警甲", "transferred_on": self.today(),
                "transfer_approver": "副所长乙", "transfer_approved_on": self.today(), "police_matter_nature": "civil",
                "received_by": self.cast.staff, "site_mediated_on": self.today(),
                "site_mediation_result": "现场调解，双方情绪平复，未达成一致。",
            })));
        }
        self.happens(What::Comes(fields));
    }

    fn accepted(&mut self) {
        self.later(0, 1);
        let (general, key) = (self.class == "general", self.class == "key");
        self.step(
            "screen",
            json!({
                "facts_clear": general, "liability_clear": general, "evidence_sufficient": general,
                "dispute_class": self.class, "class_reason": "会同甄别，按查明的事实确定。", "screened_on": self.today(),
                "appraiser_mediator": self.cast.mediator_name, "appraiser_officer": self.police.then_some("民警甲"),
                "appraiser_liaison": self.police.then_some("民警丙"),
                "lead_official": key.then_some("副镇长丁"), "resolve_measures": key.then_some("包户稳控，逐步协商。"),
                "responsible_unit": key.then_some(self.village), "responsible_person": key.then_some(self.cast.mediator_name),
            }),
        );
        self.later(0, 1);
        self.step(
            "consent",
            json!({
                "applicant_consented": true, "applicant_consent_way": "signed", "applicant_consented_on": self.today(),
                "respondent_consented": true, "respondent_consent_way": "phone", "respondent_consented_on": self.today(),
            }),
        );
        self.later(0, 1);
        self.step(
            "accept",
            json!({
                "accepted_on": self.today(), "accepted_by": self.cast.staff, "committee": self.cast.committee,
                "mediators": [{ "mediator": self.cast.mediator, "lead": true, "chosen_by_parties": false }],
                "recorder": "演示员", "rights_told_on": self.today(), "open_mediation": true,
            }),
        );
        if self.random.chance(50) {
            self.happens(What::Issue("mediation-acceptance"));
        }
    }

    fn session(&mut self, text: &str, outcome: &str) {
        self.entry(
            "session",
            text,
            json!({
                "outcome": outcome, "mediator_names": self.cast.mediator_name, "recorder": "演示员",
                "present_parties": format!("{}、{}", self.cast.names[0], self.cast.names[1]),
            }),
        );
    }

    fn mediated(&mut self) -> Ending {
        let complex = self.class != "general";
        for _ in 0..if complex { 2 } else { self.random.between(0, 1) } {
            self.later(1, 3);
            let text = *self.random.one(SESSIONS);
            self.session(text, "continue");
        }
        if complex {
            self.entry(
                if self.class == "key" { "key_report" } else { "class_tracking" },
                "将掌握的情况报告派出所领导，与专职民警沟通了事态。",
                if self.class == "key" {
                    json!({ "reporter": "民警丙", "leader_opinion": "同意按方案办理。" })
                } else {
                    json!({ "participants": "民警丙、调解员", "reported_leader": true, "reported_on": self.today() })
                },
            );
        }
        if complex && self.random.chance(40) {
            self.step(
                "extend",
                json!({
                    "extension_reason": "需要进一步核实损失数额。", "extension_applicant_agreed": true,
                    "extension_applicant_agreed_on": self.today(), "extension_respondent_agreed": true,
                    "extension_respondent_agreed_on": self.today(), "extended_on": self.today(),
                }),
            );
        }
        self.later(1, 4);
        match self.random.between(1, 100) {
            1..=70 => Ending::Written,
            71..=78 => Ending::Oral,
            79..=90 => Ending::Failed,
            91..=95 => Ending::Withdrawn,
            _ => Ending::Transferred,
        }
    }

    fn ended(&mut self, ending: Ending) {
        match ending {
            Ending::Written | Ending::Oral => self.agreed(ending == Ending::Written),
            Ending::Failed => {
                self.session(FAILED, "failure");
                self.step(
                    "fail",
                    json!({
                        "conclusion": "failed", "concluded_on": self.today(), "failure_reason": "双方对数额分歧过大。",
                        "told_other_ways": true, "told_way": "meeting", "told_on": self.today(),
                        "lead_official": "副镇长丁", "resolve_measures": "包户稳控，继续协商。", "responsible_unit": self.village,
                        "responsible_person": self.cast.mediator_name,
                    }),
                );
            }
            Ending::Withdrawn => self.step(
                "withdraw",
                json!({
                    "conclusion": "withdrawn", "concluded_on": self.today(), "failure_reason": "申请人自行和解，要求终止。",
                    "told_other_ways": true, "told_way": "phone", "told_on": self.today(),
                }),
            ),
            Ending::Transferred => self.step(
                "transfer",
                json!({
                    "conclusion": "transferred", "concluded_on": self.today(), "transfer_to": "云水县行业调解委员会",
                    "transfer_reason": "属于专业性纠纷。", "transfer_result": "已由接收单位受理。",
                    "transfer_result_on": self.today(),
                }),
            ),
        }
        let packaged = json!({ "package_result": (self.class == "key").then_some("情况稳定，没有反复。") });
        if self.police {
            self.later(0, 1);
            self.step("await_feedback", packaged);
            self.later(0, 2);
            self.step("feed_back", json!({ "feedback_on": self.today(), "feedback_receiver": "民警丙" }));
        } else {
            self.later(1, 3);
            self.step("follow", packaged);
        }
        self.visited(ending);
    }

    /// Who answers for a key dispute signs for it, else it cannot be filed.
    fn undertaken(&mut self) {
        self.happens(What::Issue("resolution-undertaking"));
        self.happens(What::Sign);
    }

    fn agreed(&mut self, written: bool) {
        self.session(SETTLED, "success");
        let due = self.day.checked_add_days(chrono::Days::new(30)).unwrap_or(self.day);
        let mut fields = object(json!({
            "conclusion": if written { "written" } else { "oral" }, "agreement_on": self.today(),
            "concluded_on": self.today(), "agreement_content": self.filled(self.plot.terms),
            "performance_ways": self.plot.ways, "performance_due_on": due.to_string(),
            "performance_detail": format!("于{}前履行完毕。", calendar::cn_date(due)), "amount": self.amount,
        }));
        if written {
            fields.insert("agreement_signed_on".to_owned(), json!(self.today()));
            fields.insert(
                "responsibility".to_owned(),
                json!(self.filled("{b}承担主要责任，{a}承担次要责任。")),
            );
        }
        self.happens(What::Step { transition: "agree", fields });
        if written {
            self.happens(What::Issue("mediation-agreement"));
            if self.random.chance(60) {
                self.happens(What::Sign);
            }
        } else {
            self.happens(What::Issue("oral-agreement-register"));
        }
    }

    fn visited(&mut self, ending: Ending) {
        let settled = matches!(ending, Ending::Written | Ending::Oral);
        self.later(7, 20);
        if settled {
            self.entry(
                "visit",
                "到{a}家回访，协议已经履行，双方没有新的争议。",
                json!({
                    "way": "door", "visitor": self.cast.mediator_name, "visitor_kind": "mediator",
                    "performance": "full", "opinion": "满意。",
                }),
            );
        } else if self.class != "general" {
            self.entry(
                "joint_visit",
                "与民警共同上门，了解{a}的诉求，做了疏导。",
                json!({
                    "officer": "民警丙", "mediator": self.cast.mediator_name, "told_channels": true,
                    "told_content": "告知通过正常途径表达诉求。",
                }),
            );
        }
        if self.class == "key" {
            self.undertaken();
        }
        self.later(3, 20);
        let (cabinet, pages) = (self.random.between(1, 4), self.random.between(8, 40));
        let file = self.random.turn();
        self.step(
            "file",
            json!({
                "performance_status": settled.then_some("full"), "settled_properly_on": self.today(),
                "file_number": format!("调卷{}-{file}", self.day.format("%Y")),
                "file_keeper": self.cast.staff, "filed_on": self.today(), "retention": "long",
                "file_place": format!("档案室{cabinet}号柜"), "file_pages": pages,
            }),
        );
    }
}

fn object(value: Value) -> Fields {
    match value {
        Value::Object(fields) => fields.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Fields::new(),
    }
}
