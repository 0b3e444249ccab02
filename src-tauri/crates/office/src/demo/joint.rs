//! Work with the police station (两所联动): a letter that waits for its reply, one to be replied to, one that is answered,
//! the month's meeting with what was decided, legal aid on its way.

use super::around::fields_of;
use super::random::Random;
use super::{Making, POLICE, STAFF, cast};
use crate::error::Result;
use crate::view::{DocumentRequest, Id, NewMatter, PartyInput, PartyKind};
use calendar::{Date, Datelike};
use serde_json::{Value, json};

/// Their own draws, so that the disputes of a seed stay what they were.
const DRAWS: u64 = 0x10_1447;

impl Making<'_> {
    pub(super) fn joint(&mut self) -> Result<()> {
        self.random = Random::new(self.request.seed ^ DRAWS);
        self.together()?;
        let answered = self.inquiry(self.worked(12))?;
        self.drafted(answered, self.worked(12))?;
        self.sent(answered, self.worked(12))?;
        self.replied(answered, self.worked(10))?;
        self.asked(self.worked(1))?;
        // The one letter that is a document goes out today: numbers are given in the order of their days.
        let today = self.request.now.date();
        let waits = self.inquiry(today)?;
        self.drafted(waits, today)?;
        self.letter(waits)?;
        self.sent(waits, today)?;
        self.aid(self.worked(5))
    }

    fn together(&mut self) -> Result<()> {
        let today = self.request.now.date();
        let staff = self.session.staff_id();
        // From the first of the month before last, so that two months' meetings stand in the journal.
        let first = (0..2).fold(today.with_day(1).unwrap_or(today), |day, _| month_before(day));
        let matter = Id(self.create(
            "police-linkage",
            json!({
                "station": POLICE, "started_on": first.to_string(),
                "liaisons": [
                    { "unit": "justice", "name": STAFF, "from": first.to_string() },
                    { "unit": "police", "name": "民警丙", "from": first.to_string() },
                ],
                "lookup_officers": [{ "staff": staff, "from": first.to_string() }],
            }),
            first.and_hms_opt(9, 0, 0).unwrap_or(self.request.now),
        )?);
        for month in [first, month_after(first)] {
            let on = super::working(month.with_day(20).unwrap_or(month));
            for meeting in ["monthly", "routine"] {
                self.entry(matter, "meeting", on, "", meeting_of(meeting, on))?;
            }
        }
        Ok(())
    }

    fn inquiry(&mut self, on: Date) -> Result<Id> {
        let fields = json!({
            "direction": "out", "area": "information", "counterpart": POLICE, "person_class": "suspect", "handler": self.session.staff_id(),
            "drafted_on": on.to_string(), "purpose": "核实拟适用社区矫正的人的居住情况。",
            "items": [{ "item": "household", "content": "现住址、同住的家庭成员", "need": "确定执行地" }],
            "use_scope": "只用于本次调查评估。", "secrecy_scope": "限承办人知悉。",
            "legal_basis": "两所联动工作意见关于信息资源共享的规定",
        });
        self.registered("shared-inquiry", "subject", fields, on)
    }

    fn registered(&mut self, kind: &str, role: &str, fields: Value, on: Date) -> Result<Id> {
        let party = PartyInput {
            id: None,
            role: role.to_owned(),
            kind: PartyKind::Natural,
            record: None,
            particulars: cast::person(&mut self.random),
            update_record: false,
            kept: Vec::new(),
        };
        let new =
            NewMatter { kind: kind.to_owned(), fields: fields_of(fields), parties: vec![party], draft: None };
        Ok(self.session.create_matter(&new, self.morning(on))?.id)
    }

    fn drafted(&self, matter: Id, on: Date) -> Result<()> {
        self.step(matter, "draft", on, json!({}))
    }

    fn letter(&self, matter: Id) -> Result<()> {
        let request = DocumentRequest {
            matter,
            form: "shared-inquiry-letter".to_owned(),
            inputs: fields_of(json!({ "contact": STAFF, "contact_phone": "0000-0000001" })),
            unsaved: None,
        };
        self.session.issue_document(&request, self.request.now).map(drop)
    }

    fn sent(&self, matter: Id, on: Date) -> Result<()> {
        let day = on.to_string();
        let sealed = json!({ "signer": STAFF, "signed_on": day, "sealed": true, "submitted_on": day, "delivered_on": day });
        self.step(matter, "submit", on, sealed)
    }

    fn replied(&self, matter: Id, on: Date) -> Result<()> {
        let until = self.request.now.date().checked_add_days(chrono::Days::new(20)).unwrap_or(on);
        let reply = json!({
            "replied_on": on.to_string(), "can_provide": "yes", "reply_use_scope": "只用于本次调查评估。", "reply_secrecy": "不得外传。",
            "use_until": until.to_string(), "received_papers": [{ "name": "户籍信息", "copies": 1, "kept": "保密柜" }],
        });
        self.step(matter, "answered", on, reply)?;
        self.step(matter, "use", on, json!({}))
    }

    fn asked(&mut self, on: Date) -> Result<()> {
        let fields = json!({
            "direction": "in", "area": "information", "counterpart": POLICE, "their_number": format!("青派查〔{}〕5号", on.year()),
            "received_on": on.to_string(), "purpose": "核实调解协议履行情况。",
        });
        self.registered("shared-inquiry", "subject", fields, on).map(drop)
    }

    fn aid(&mut self, on: Date) -> Result<()> {
        let day = on.to_string();
        let fields = json!({
            "area": "legal-aid", "from_police": true, "station": POLICE, "came_on": day, "route": "civil", "cause": "劳动争议", "facts": "在工地务工三个月，工资未付。",
        });
        let aid = self.registered("legal-aid-transfer", "applicant", fields, on)?;
        self.step(aid, "apply", on, json!({ "applied_on": day, "told_right": true, "told_on": day }))?;
        let review = json!({ "review_opinion": "材料齐全。", "reviewer": self.session.staff_id(), "reviewed_on": day });
        self.step(aid, "review", on, review)?;
        let sent =
            json!({ "agency": "云水县法律援助中心", "transferred_on": day, "agency_received_on": day });
        self.step(aid, "transfer", on, sent)
    }
}

fn meeting_of(kind: &str, on: Date) -> Value {
    let due = on.checked_add_days(chrono::Days::new(10)).unwrap_or(on).to_string();
    json!({
        "meeting_type": kind, "host": STAFF, "recorder": "协理员甲",
        "attendees": [
            { "attendee": "justice-head", "name": STAFF }, { "attendee": "station-leader", "name": "副所长乙" },
            { "attendee": "liaison-police", "name": "民警丙" }, { "attendee": "mediator", "name": "驻所调解员丁" },
        ],
        "progress": "通报了本月警司联调和信息共享情况。", "analysis": "邻里、债务纠纷为主，没有群体性苗头。",
        "decisions": [{ "decided": "共同走访渠口沿线农户，排查用水纠纷。", "unit": "青河镇司法所", "person": STAFF, "due_on": due, "done_on": due, "result": "已走访，未发现新的纠纷。" }],
    })
}

fn month_before(first: Date) -> Date {
    first.pred_opt().and_then(|day| day.with_day(1)).unwrap_or(first)
}

fn month_after(first: Date) -> Date {
    first.checked_add_months(chrono::Months::new(1)).unwrap_or(first)
}
