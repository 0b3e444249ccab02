//! What the tests of this crate share: the shipped assets, loaded once, and an office in a temporary folder.

use crate::view::{
    Fields, Id, JournalInput, MatterChange, NewMatter, OfficeData, Particulars, PartyInput, PartyKind,
    PersonChange, Saved, SetUpRequest, TransitionRequest,
};
use crate::{Assets, DateTime, Desk, Result, Session};
use serde_json::{Value, json};
use std::sync::{Arc, LazyLock};

static ASSETS: LazyLock<Arc<Assets>> =
    LazyLock::new(|| Arc::new(Assets::load(&Assets::locate().unwrap()).unwrap()));

/// The shipped assets.
pub(crate) fn assets() -> &'static Arc<Assets> {
    &ASSETS
}

/// A moment.
pub(crate) fn at(text: &str) -> DateTime {
    calendar::parse_datetime(text).unwrap()
}

/// An office that was just set up.
pub(crate) struct Office {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) desk: Desk,
    pub(crate) session: Arc<Session>,
}

/// The password of the office's one member of staff.
pub(crate) const PASSWORD: &str = "Tree-42-river";
/// The first day of the office.
pub(crate) const START: &str = "2026-03-02T09:00";

/// A set-up request.
pub(crate) fn request() -> SetUpRequest {
    SetUpRequest {
        office: OfficeData {
            name: "青河镇司法所".to_owned(),
            short_name: "青河司".to_owned(),
            police_station: "青河派出所".to_owned(),
            ..OfficeData::default()
        },
        staff: "周长河".to_owned(),
        packs: assets().packs().into_iter().map(|pack| pack.id).collect(),
        password: PASSWORD.to_owned(),
    }
}

/// A new office with every pack turned on.
pub(crate) fn office() -> Office {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::new(assets().clone(), folder.path().join("office"));
    desk.set_up(&request(), at(START)).unwrap();
    let session = desk.session().unwrap();
    Office { folder, desk, session }
}

/// JSON as fields.
pub(crate) fn fields(value: Value) -> Fields {
    value.as_object().cloned().unwrap()
}

/// A party with a name.
pub(crate) fn party(role: &str, name: &str) -> PartyInput {
    PartyInput {
        id: None,
        role: role.to_owned(),
        kind: PartyKind::Natural,
        record: None,
        particulars: Particulars {
            name: name.to_owned(),
            sex: "male".to_owned(),
            phone: "0000-0000001".to_owned(),
            ..Particulars::default()
        },
        update_record: false,
        kept: Vec::new(),
    }
}

/// A dispute as it comes in.
pub(crate) fn dispute() -> NewMatter {
    NewMatter {
        kind: "dispute".to_owned(),
        fields: fields(json!({
            "channel": "application", "source": "application", "initiation": "application",
            "applied_on": "2026-03-02", "category": "neighbour",
            "facts": "两家因院墙越界发生争吵。",
        })),
        parties: vec![party("applicant", "张大山"), party("respondent", "李小河")],
        draft: None,
    }
}

impl Office {
    /// Registers a matter.
    pub(crate) fn create(&self, new: &NewMatter, now: &str) -> Id {
        self.session.create_matter(new, at(now)).unwrap().id
    }

    /// A committee with a mediator: the ids of both.
    pub(crate) fn committee(&self) -> (Id, Id) {
        let committee = self.create(
            &NewMatter {
                kind: "mediation-committee".to_owned(),
                fields: fields(json!({
                    "name": "上河村人民调解委员会", "code": "上河", "committee_type": "village", "established_by": "上河村村民委员会",
                })),
                parties: Vec::new(),
                draft: None,
            },
            START,
        );
        let person = PersonChange {
            id: None,
            kind: PartyKind::Natural,
            revision: 0,
            particulars: Particulars { name: "孙调解".to_owned(), ..Particulars::default() },
            kept: Vec::new(),
        };
        let person = self.session.save_person(&person, at(START)).unwrap().id;
        let mediator = self.create(
            &NewMatter {
                kind: "mediator".to_owned(),
                fields: fields(json!({
                    "person": person, "committee": committee, "mediator_kind": "part-time", "origin": "appointed",
                    "appointed_on": "2025-01-01",
                })),
                parties: Vec::new(),
                draft: None,
            },
            START,
        );
        (committee, mediator)
    }

    /// The matter's revision now.
    pub(crate) fn revision(&self, matter: Id) -> u32 {
        self.session.read(|reader| Ok(crate::session::revision(reader.matter(matter.0)?.revision))).unwrap()
    }

    /// Saves fields.
    pub(crate) fn save(&self, matter: Id, values: Fields, now: &str) -> Result<Saved> {
        let change = MatterChange {
            matter,
            revision: self.revision(matter),
            fields: values,
            parties: None,
            responsible: None,
            draft: None,
        };
        self.session.save_matter(&change, at(now))
    }

    /// Takes a step.
    pub(crate) fn step(&self, matter: Id, transition: &str, values: Value, now: &str) -> Result<Saved> {
        let request = TransitionRequest {
            matter,
            revision: self.revision(matter),
            transition: transition.to_owned(),
            fields: fields(values),
        };
        self.session.transition(&request, at(now))
    }

    /// Writes a journal entry.
    pub(crate) fn entry(&self, matter: Id, kind: &str, on: &str, values: Value) -> Result<Saved> {
        let input = JournalInput {
            matter,
            revision: self.revision(matter),
            entry: None,
            kind: kind.to_owned(),
            on: on.to_owned(),
            at: Some("14:00".to_owned()),
            place: "上河村调解室".to_owned(),
            by: None,
            text: "双方陈述了经过，查看了院墙。".to_owned(),
            fields: fields(values),
            draft: None,
        };
        self.session.save_journal(&input, at(&format!("{on}T15:00")))
    }

    /// A dispute that is being mediated.
    pub(crate) fn mediating(&self) -> Id {
        let (committee, mediator) = self.committee();
        let matter = self.create(&dispute(), START);
        self.step(
            matter,
            "screen",
            json!({
                "facts_clear": true, "liability_clear": true, "evidence_sufficient": true,
                "dispute_class": "general", "screened_on": "2026-03-02", "appraiser_mediator": "孙调解",
            }),
            "2026-03-02T10:00",
        )
        .unwrap();
        self.step(
            matter,
            "consent",
            json!({
                "applicant_consented": true, "applicant_consent_way": "oral", "applicant_consented_on": "2026-03-02",
                "respondent_consented": true, "respondent_consent_way": "oral", "respondent_consented_on": "2026-03-02",
            }),
            "2026-03-02T11:00",
        )
        .unwrap();
        self.step(
            matter,
            "accept",
            json!({
                "accepted_on": "2026-03-02", "committee": committee, "mediators": [{ "mediator": mediator }],
            }),
            "2026-03-02T14:00",
        )
        .unwrap();
        matter
    }

    /// A dispute settled by a written agreement.
    pub(crate) fn agreed(&self) -> Id {
        let matter = self.mediating();
        self.entry(matter, "session", "2026-03-05", json!({ "outcome": "success" })).unwrap();
        self.step(
            matter,
            "agree",
            json!({
                "conclusion": "written", "agreement_on": "2026-03-05", "concluded_on": "2026-03-05",
                "agreement_content": "一、李小河于2026年4月1日前将院墙退回原处。\n二、双方再无争议。",
                "performance_ways": ["restore"], "performance_due_on": "2026-04-01",
            }),
            "2026-03-05T16:00",
        )
        .unwrap();
        matter
    }
}
