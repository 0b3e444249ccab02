//! People in community correction (社区矫正), as a kept office has them: what was due before today is done, today's checks
//! are still to come. One is away on leave, one is about to be released, one came yesterday, one is still expected, and a
//! court asks about one.

use super::around::fields_of;
use super::random::Random;
use super::{COUNTY, Making, STAFF, cast};
use crate::error::Result;
use crate::view::{Id, NewMatter, TransitionRequest};
use calendar::{Date, DateTime, Datelike};
use serde_json::{Value, json};

/// Their own draws, so that the disputes of a seed stay what they were.
const DRAWS: u64 = 0x5ab1ec75;

/// Whom the office supervises, by the days since they came here.
struct Subject {
    came: u32,
    woman: bool,
    crime: &'static str,
    sentence: &'static str,
    correction: &'static str,
    class: &'static str,
    /// The term ends so many days after today.
    left: u32,
}

const SUBJECTS: [Subject; 4] = [
    Subject {
        came: 34,
        woman: false,
        crime: "盗窃罪",
        sentence: "有期徒刑六个月，缓刑一年",
        correction: "probation",
        class: "ordinary",
        left: 331,
    },
    Subject {
        came: 27,
        woman: true,
        crime: "危险驾驶罪",
        sentence: "拘役二个月，缓刑六个月",
        correction: "probation",
        class: "loose",
        left: 153,
    },
    Subject {
        came: 38,
        woman: false,
        crime: "故意伤害罪",
        sentence: "管制三个月",
        correction: "control",
        class: "strict",
        left: 12,
    },
    Subject {
        came: 1,
        woman: false,
        crime: "寻衅滋事罪",
        sentence: "有期徒刑十个月，缓刑一年",
        correction: "probation",
        class: "ordinary",
        left: 362,
    },
];

impl Making<'_> {
    pub(super) fn subjects(&mut self) -> Result<()> {
        self.random = Random::new(self.request.seed ^ DRAWS);
        let mut known = Vec::new();
        for subject in &SUBJECTS {
            known.push(self.supervised(subject)?);
        }
        if let [first, ..] = known.as_slice() {
            self.leave(*first)?;
        }
        self.expected()?;
        self.asked_about()
    }

    /// On a working day, so many days before today or a little earlier.
    pub(super) fn worked(&self, days: u32) -> Date {
        super::working(self.days_ago(days).date())
    }

    pub(super) fn step(&self, matter: Id, transition: &str, on: Date, fields: Value) -> Result<()> {
        let request = TransitionRequest {
            matter,
            revision: self.revision(matter)?,
            transition: transition.to_owned(),
            fields: fields_of(fields),
        };
        self.session.transition(&request, self.morning(on)).map(drop)
    }

    pub(super) fn morning(&self, on: Date) -> DateTime {
        on.and_hms_opt(9, 0, 0).unwrap_or(self.request.now).min(self.request.now)
    }

    fn sentenced(&mut self, subject: &Subject, reported: Date) -> Result<(Id, String)> {
        let woman = if subject.woman { "female" } else { "male" };
        let mut person = cast::person(&mut self.random);
        while person.sex != woman {
            person = cast::person(&mut self.random);
        }
        let (name, residence) = (person.name.clone(), person.address.clone());
        let person = self.person(person, self.morning(reported))?;
        let effective = days_from(reported, -4);
        let matter = self.create(
            "correction-subject",
            json!({
                "person": person, "crime": subject.crime, "judged_by": format!("{COUNTY}人民法院"), "sentence": subject.sentence,
                "correction_type": subject.correction, "term_from": effective.to_string(),
                "term_until": days_from(self.request.now.date(), i64::from(subject.left)).to_string(),
                "effective_on": effective.to_string(), "county_reported_on": reported.to_string(),
                "residence": residence, "execution_place": format!("{COUNTY}青河镇"), "property_penalty": "无",
            }),
            self.morning(reported),
        )?;
        Ok((Id(matter), name))
    }

    fn supervised(&mut self, subject: &Subject) -> Result<Id> {
        let staff = self.session.staff_id();
        let came = self.worked(subject.came);
        let (matter, name) = self.sentenced(subject, came)?;
        self.step(
            matter,
            "receive",
            came,
            json!({
                "office_reported_on": came.to_string(), "arrival_way": "self", "documents_checked": true, "identity_checked": true,
                "documents_received": [{ "document_kind": "judgment", "received_on": came.to_string() }],
                "checked_by": staff, "checked_on": came.to_string(), "in_charge": staff, "file_opened_on": came.to_string(),
            }),
        )?;
        let talk = json!({ "talker": STAFF, "recorder": "协理员甲", "laws_told": true, "content": "宣传社区矫正法和应当遵守的规定，了解家庭、就业情况。", "signed": true });
        self.entry(matter, "first_talk", came, "", talk)?;
        if subject.came < 7 {
            self.supervise(matter, subject, came)?;
            return Ok(matter);
        }
        let grouped = next_working(came, 1);
        self.step(
            matter,
            "form_group",
            grouped,
            json!({
                "group_formed_on": grouped.to_string(), "group_leader": staff, "group_leader_sex": "male", "pledge_signed_on": grouped.to_string(),
                "group_members": [
                    { "name": "村委会干部甲", "sex": "female", "member_kind": "village" },
                    { "name": "网格员乙", "sex": "male", "member_kind": "grid" },
                ],
            }),
        )?;
        let announced = next_working(came, 2);
        self.step(
            matter,
            "announce",
            announced,
            json!({
                "announced_on": announced.to_string(), "announcement_host": staff, "announcement_place": "青河镇司法所宣告室",
                "announcement_attendees": [{ "name": STAFF, "attendee_kind": "office", "present": true }, { "name": "村委会干部甲", "attendee_kind": "village", "present": true }],
                "attendance_announced": true, "announcement_identity_checked": true, "property_penalty": "无",
                "announced_items": ["documents", "term", "rules", "rights", "group"], "notice_signed_on": announced.to_string(), "notice_signer": name,
            }),
        )?;
        let planned = next_working(came, 3);
        self.step(matter, "serve", planned, plan(planned, staff, subject.class))?;
        self.supervise(matter, subject, came)?;
        if subject.left < 30 {
            let summed = self.worked(subject.came.min(20));
            let summary = json!({
                "summary_on": summed.to_string(), "summary": "本人能够认罪悔罪，遵守规定，按时报告。",
                "appraised_on": summed.to_string(), "appraisal": "矫正期间服从监督管理，没有违反规定的情形。",
            });
            self.step(matter, "near_end", summed, summary)?;
        }
        Ok(matter)
    }

    /// Two checks a day, a contact a week, a visit and a month's assessment, the education of who is new.
    fn supervise(&mut self, matter: Id, subject: &Subject, came: Date) -> Result<()> {
        let today = self.request.now.date();
        let mut day = came;
        while day < today {
            let round = |at: &str, activity: &str| json!({ "checked_at": at, "check_mode": "regular", "identity_ok": true, "location": "青河镇", "activity": activity });
            let checks = json!({ "rounds": [round("09:10", "上班"), round("15:30", "在家")], "activities": "在镇内上班、居住。", "identity_shown": true });
            self.entry(matter, "check", day, "", checks)?;
            let weekday = day.weekday().number_from_monday();
            if weekday == 3 || day == came {
                let contact = json!({ "contact_way": "phone", "content": "近期在厂上班，家中平安。", "identity_shown": true });
                self.entry(matter, "contact", day, "", contact)?;
            }
            if weekday == 5 {
                let visit = json!({
                    "visitors": [{ "name": STAFF, "capacity": "national" }, { "name": "网格员乙", "capacity": "grid" }],
                    "visited_kinds": ["subject"], "credential_shown": true,
                    "items_checked": ["dwelling", "supervision", "family", "friends", "work", "habits", "thoughts"],
                });
                self.entry(matter, "visit", day, "在家中，情况正常。", visit)?;
            }
            let month_ends = next(day).month() != day.month();
            if month_ends && day >= next_working(came, 2) {
                self.entry(matter, "assessment", day, "", assessment(day))?;
            }
            if day == days_from(came, 12) {
                let education = json!({ "phase": "entry", "education_form": "general", "topics": ["remorse", "law"], "theme": "入矫教育", "minutes": 120, "signed_in": true });
                self.entry(matter, "education", day, "", education)?;
            }
            day = next(day);
        }
        if subject.left < 30 {
            let yesterday = days_from(today, -1);
            let education = json!({ "phase": "exit", "education_form": "individual", "topics": ["summary", "resettlement"], "theme": "解矫教育", "minutes": 60, "signed_in": true });
            self.entry(matter, "education", yesterday, "", education)?;
        }
        Ok(())
    }

    /// Away since yesterday, back in two days.
    fn leave(&self, subject: Id) -> Result<()> {
        let staff = self.session.staff_id();
        let today = self.request.now.date();
        let applied = self.worked(6);
        let (from, until) = (days_from(today, -1), days_from(today, 2));
        let leave = Id(self.create(
            "correction-leave",
            json!({
                "subject": subject, "applied_on": applied.to_string(), "received_on": applied.to_string(), "written": true,
                "cause": "family", "reason": "父亲住院手术，需要照料。", "destination": "东湖市", "leave_from": from.to_string(),
                "leave_until": until.to_string(), "travel_way": "长途汽车", "materials": [{ "name": "住院通知单", "copies": 1 }],
                "educated_on": applied.to_string(),
            }),
            self.morning(applied),
        )?);
        let on = applied.to_string();
        let reviewed = json!({ "filled_on": on, "reviewer": staff, "reviewed_on": on, "office_agrees": true, "office_opinion": "情况属实，同意外出。" });
        self.step(leave, "review", applied, reviewed)?;
        let approved = json!({ "office_result": "approved", "office_decided_on": on, "office_approver": staff, "recorded_on": on });
        self.step(leave, "approve_office", applied, approved)?;
        let told =
            json!({ "told_on": on, "told_way": "meeting", "posted_from": on, "posted_place": "所务公开栏" });
        self.step(leave, "tell", applied, told)
    }

    /// Reported to the county yesterday, not yet here.
    fn expected(&mut self) -> Result<()> {
        let [first, ..] = &SUBJECTS;
        let expected = Subject { crime: "掩饰、隐瞒犯罪所得罪", left: 361, ..*first };
        self.sentenced(&expected, self.worked(1)).map(drop)
    }

    /// A court asks whether somebody may serve the sentence here.
    fn asked_about(&mut self) -> Result<()> {
        let received = self.worked(2);
        let person = cast::person(&mut self.random);
        let residence = person.address.clone();
        let person = self.person(person, self.morning(received))?;
        let fields = fields_of(json!({
            "commissioned_by": format!("{COUNTY}人民法院"), "commission_number": format!("（{}）云水刑委字第12号", received.year()),
            "received_on": received.to_string(), "reply_due_on": days_from(received, 9).to_string(), "person": person,
            "investigated_kind": "defendant", "crime": "诈骗罪", "proposed_type": "probation", "proposed_residence": residence,
        }));
        let new = NewMatter {
            kind: "correction-investigation".to_owned(),
            fields,
            parties: Vec::new(),
            draft: None,
        };
        self.session.create_matter(&new, self.morning(received)).map(drop)
    }
}

fn plan(on: Date, staff: i64, class: &str) -> Value {
    let mut plan = json!({ "plan_made_on": on.to_string(), "plan_maker": staff, "management_class": class });
    for (part, text) in [
        ("basics", "本地居住，有固定住所和工作。"),
        ("assessment", "认罪悔罪，再犯的可能性不大。"),
        ("psychology", "情绪稳定。"),
        ("injunction", "没有禁止令。"),
        ("reporting", "每月书面报告一次。"),
        ("visitors", "会客按规定报批。"),
        ("leave", "离开居住的市、县按规定报批。"),
        ("relocation", "迁居提前报批。"),
        ("tracking", "不使用电子定位装置。"),
        ("checks", "每天两次信息化核查。"),
        ("education", "每月参加一次教育活动。"),
        ("counselling", "需要时联系心理咨询。"),
        ("service", "按特长参加公益活动。"),
        ("help", "帮助联系就业。"),
    ] {
        plan[format!("plan_{part}")] = json!(text);
    }
    plan
}

fn assessment(on: Date) -> Value {
    json!({
        "assessed_year": on.year(), "assessed_month": on.month(), "remorse_shown": "认罪悔罪。", "rules_kept": "遵守规定。",
        "obedience": "服从管理。", "education_taken": "按时参加。", "result": "合格", "assessor": STAFF,
    })
}

fn days_from(date: Date, days: i64) -> Date {
    date.checked_add_signed(chrono::TimeDelta::days(days)).unwrap_or(date)
}

fn next(date: Date) -> Date {
    days_from(date, 1)
}

/// The so-manieth working day after a day.
fn next_working(date: Date, count: u32) -> Date {
    let mut day = date;
    for _ in 0..count {
        day = next(day);
        while day.weekday().number_from_monday() > 5 {
            day = next(day);
        }
    }
    day
}
