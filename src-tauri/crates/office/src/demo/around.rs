//! What stands around the disputes: a mediation room, the villages' screening, the office's year, visitors at the desk,
//! the mediators' training. Everything due before today is done, so that the board shows what a kept office shows.

use super::words::{COUNTY, POLICE, VILLAGES};
use super::{Making, STAFF, Team, cast, days_before};
use crate::error::Result;
use crate::view::{Fields, Id, JournalInput, NewMatter, PartyInput, PartyKind, TransitionRequest};
use calendar::{Date, DateTime, Datelike};
use serde_json::{Value, json};

/// The screening began so many days ago.
const SCREENED: u32 = 21;
/// What was done for a visitor, and where it went.
type Done = Option<(&'static str, &'static str)>;

/// Visitors of the last weeks: so many days ago, what about, what was done, where it went. The last waits.
const VISITS: [(u32, &str, Done); 4] = [
    (16, "咨询宅基地继承", Some(("讲解了民法典的规定，告知到镇自然资源所查档。", "answered"))),
    (9, "请求法律援助追讨工资", Some(("符合条件，已帮助填写申请，转县法律援助中心。", "legal-aid"))),
    (4, "反映邻居装修噪声", Some(("电话联系双方，约定施工时间。", "answered"))),
    (1, "咨询土地流转合同", None),
];

impl Making<'_> {
    pub(super) fn around(&mut self, teams: &[Team]) -> Result<()> {
        self.trained(teams)?;
        self.room(teams)?;
        self.screening(teams)?;
        self.year()?;
        self.visitors()
    }

    pub(super) fn days_ago(&self, days: u32) -> DateTime {
        days_before(self.request.now, days)
    }

    /// Every full-time mediator had three days of training in each year since the office began.
    fn trained(&mut self, teams: &[Team]) -> Result<()> {
        let now = self.request.now;
        for team in teams {
            for year in self.days_ago(1_100).year()..=now.year() {
                let Some(on) = Date::from_ymd_opt(year, 4, 10) else { continue };
                let on = if on > now.date() { now.date() } else { on };
                let fields = json!({ "days": 3, "hours": 24, "topic": "人民调解法和文书制作", "organizer": "云水县司法局", "examination": "合格" });
                self.entry(Id(team.mediator), "training", on, "", fields)?;
            }
        }
        Ok(())
    }

    fn room(&mut self, teams: &[Team]) -> Result<()> {
        let at = self.days_ago(400);
        let committee = self.create(
            "mediation-committee",
            json!({
                "name": "青河镇人民调解委员会", "code": "青河", "committee_type": "township", "established_by": "青河镇人民政府",
                "established_on": "2017-05-01", "seal_name": format!("{COUNTY}青河镇人民调解委员会"),
                "term_from": at.date().to_string(),
            }),
            at,
        )?;
        let posted: Vec<Value> = teams
            .iter()
            .take(1)
            .map(|team| json!({ "mediator": team.mediator, "from": at.date().to_string() }))
            .collect();
        self.create(
            "mediation-room",
            json!({
                "name": "人民调解工作室", "second_name": "纠纷调处室", "room_type": "police", "committee": committee, "host": POLICE,
                "established_on": at.date().to_string(), "posted_mediators": posted,
                "liaison_officers": [{ "name": "民警丙", "from": at.date().to_string() }],
                "assistants": [{ "name": STAFF, "from": at.date().to_string() }],
                "division": [
                    { "office": "justice", "task": "规范人民调解工作室建设，派驻人民调解员。", "responsible": STAFF },
                    { "office": "police", "task": "配备设施设备，指定专职民警，做好纠纷移交、秩序维护。", "responsible": "民警丙" },
                ],
            }),
            at,
        )?;
        Ok(())
    }

    /// Weekly rounds and daily reports up to yesterday; today's are still to come.
    fn screening(&mut self, teams: &[Team]) -> Result<()> {
        let first = self.days_ago(SCREENED);
        let villages: Vec<Value> = VILLAGES
            .iter()
            .zip(teams)
            .map(|(village, team)| json!({ "village": village, "households": self.random.between(120, 900), "screener": team.mediator_name, "committee": team.committee }))
            .collect();
        let matter = Id(self.create(
            "screening",
            json!({
                "name": format!("{}年青河镇矛盾纠纷排查", first.year()), "screening_type": "regular",
                "started_on": first.date().to_string(), "organizer": "青河镇司法所", "leader": STAFF, "villages": villages,
            }),
            first,
        )?);
        let reports: Vec<Value> =
            VILLAGES.iter().map(|village| json!({ "village": village, "found": 0 })).collect();
        let rounds: Vec<Value> = villages
            .iter()
            .map(|it| json!({ "village": it["village"], "screener": it["screener"], "households": it["households"], "visited": it["households"], "found": 0 }))
            .collect();
        for ago in (1..=SCREENED).rev() {
            let on = self.days_ago(ago).date();
            self.entry(matter, "village_report", on, "", json!({ "reports": reports }))?;
            // On the last day of each week, and on the first day, that the first week has one too.
            if on.weekday().number_from_monday() == 7 || ago == SCREENED {
                let fields = json!({ "screeners": STAFF, "coverage": rounds });
                self.entry(matter, "round", on, "走访各村居，没有发现新的纠纷。", fields)?;
            }
        }
        Ok(())
    }

    fn year(&mut self) -> Result<()> {
        let today = self.request.now.date();
        let first = today.with_day(1).unwrap_or(today);
        let matter = Id(self.create(
            "work-year",
            json!({
                "year": today.year(), "first_day": first.to_string(), "archive_keeper": self.session.staff_id(),
                "goals": "调解成功率保持在95%以上，小事不出村，大事不出镇。",
                "tasks": [{ "task": "村村培育一名品牌调解员。", "responsible": STAFF }, { "task": "规范七项工作制度。", "responsible": STAFF }],
                "leading_group": [{ "unit": "青河镇", "post": "组长", "name": "镇长甲" }],
            }),
            first.and_hms_opt(9, 0, 0).unwrap_or(self.request.now),
        )?);
        self.entry(
            matter,
            "meeting",
            first,
            "",
            json!({
                "host": STAFF, "attendees": "全体人员", "recorder": STAFF, "subjects": ["disputes"],
                "trends": "邻里、婚姻家庭纠纷为主，没有群体性苗头。", "done": "按期办结。", "next_tasks": "继续排查，做好回访。",
            }),
        )
    }

    fn visitors(&mut self) -> Result<()> {
        for (ago, subject, done) in VISITS {
            let at = self.days_ago(ago);
            let party = PartyInput {
                id: None,
                role: "visitor".to_owned(),
                kind: PartyKind::Natural,
                record: None,
                particulars: cast::person(&mut self.random),
                update_record: false,
                kept: Vec::new(),
            };
            let fields = fields_of(json!({
                "received_on": at.date().to_string(), "on_duty": self.session.staff_id(), "way": "visit", "subject": subject,
            }));
            let new = NewMatter { kind: "reception".to_owned(), fields, parties: vec![party], draft: None };
            let matter = self.session.create_matter(&new, at)?.id;
            let Some((handling, outcome)) = done else { continue };
            let request = TransitionRequest {
                matter,
                revision: self.revision(matter)?,
                transition: "finish".to_owned(),
                fields: fields_of(
                    json!({ "handling": handling, "outcome": outcome, "handled_on": at.date().to_string() }),
                ),
            };
            self.session.transition(&request, at)?;
        }
        Ok(())
    }

    pub(super) fn entry(&self, matter: Id, kind: &str, on: Date, text: &str, values: Value) -> Result<()> {
        let at = on.and_hms_opt(9, 0, 0).unwrap_or(self.request.now).min(self.request.now);
        let entry = JournalInput {
            matter,
            revision: self.revision(matter)?,
            entry: None,
            kind: kind.to_owned(),
            on: on.to_string(),
            at: None,
            place: "青河镇".to_owned(),
            by: None,
            text: text.to_owned(),
            fields: fields_of(values),
            draft: None,
        };
        self.session.save_journal(&entry, at)?;
        Ok(())
    }
}

pub(super) fn fields_of(values: Value) -> Fields {
    values.as_object().cloned().unwrap_or_default()
}
