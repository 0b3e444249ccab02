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

/// The shipped assets with some files changed: what no shipped kind uses yet is tested on those that are there.
pub(crate) fn changed_assets(change: impl Fn(&str, String) -> String, added: &[(&str, &str)]) -> Arc<Assets> {
    let shipped = Assets::locate().unwrap();
    let folder = tempfile::tempdir().unwrap();
    copy(&shipped, folder.path(), "", &change);
    for (path, text) in added {
        std::fs::write(folder.path().join(path), text).unwrap();
    }
    let assets = match Assets::load(folder.path()) {
        Ok(assets) => Arc::new(assets),
        Err(error) => panic!("{error:?}"),
    };
    // Fonts are read when a character needs them: the folder stays as long as the test.
    std::mem::forget(folder);
    assets
}

fn copy(from: &std::path::Path, to: &std::path::Path, below: &str, change: &dyn Fn(&str, String) -> String) {
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let (path, target) = (entry.path(), to.join(&name));
        let own = format!("{below}{name}");
        if path.is_dir() {
            std::fs::create_dir_all(&target).unwrap();
            copy(&path, &target, &format!("{own}/"), change);
        } else if own.ends_with(".toml") || own.ends_with(".xml") {
            let text = std::fs::read_to_string(&path).unwrap();
            std::fs::write(&target, change(&own, text)).unwrap();
        } else {
            let linked = std::fs::hard_link(&path, &target);
            linked.or_else(|_| std::fs::copy(&path, &target).map(drop)).unwrap();
        }
    }
}

/// What the tests of access use: 值班接待 is seen only by whoever was on duty (as 责任人 of a correction subject), a
/// subsidy may name one, its approval and the reception's paper are the head's, and receptions are kept for one year.
pub(crate) fn restricted_assets() -> &'static Arc<Assets> {
    static ASSETS: LazyLock<Arc<Assets>> = LazyLock::new(|| {
        changed_assets(
            |path, text| {
                match path {
                "kinds/mediation/reception.toml" => {
                    text.replacen("initial = \"received\"", "initial = \"received\"\nrestricted = \"assigned\"\nassigned = \"on_duty\"", 1)
                }
                "kinds/mediation/subsidy.toml" => text
                    .replacen(
                        "  { id = \"applied_on\"",
                        "  { id = \"visit\", label = \"有关接待\", type = \"matter\", of = \"reception\", group = \"base\" },\n  { id = \"applied_on\"",
                        1,
                    )
                    .replacen("id = \"approve\"\n", "id = \"approve\"\napproved_by = \"head\"\n", 1),
                "forms/mediation/reception-record.xml" => text.replacen(" kind=\"reception\"", " kind=\"reception\" approved-by=\"head\"", 1),
                _ => text,
            }
            },
            &[("law/national/kept.toml", &KEPT.replace("KIND", "reception").replace("DAY", "handled_on"))],
        )
    });
    &ASSETS
}

/// A retention rule as a pack writes it; quote and period are the test's.
const KEPT: &str = include_str!("../../../../tests/support/kept.toml");

/// An office with these assets, whose head is 周长河.
pub(crate) fn office_of(assets: &Arc<Assets>) -> Office {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::new(assets.clone(), folder.path().join("office"));
    desk.set_up(&request(), at(START)).unwrap();
    let session = desk.session().unwrap();
    Office { folder, desk, session }
}

impl Office {
    /// Adds a member of staff with the head's password; the head must be at the desk.
    pub(crate) fn hire(&self, name: &str, role: &str) -> Id {
        let staff = crate::view::NewStaff {
            name: name.to_owned(),
            password: PASSWORD.to_owned(),
            role: role.to_owned(),
        };
        self.session.add_staff(&staff, at(START)).unwrap().id
    }

    /// Puts somebody else at the desk.
    pub(crate) fn seat(self, name: &str) -> Self {
        let Self { folder, desk, session } = self;
        desk.lock(at(START)).unwrap();
        // The old session holds the folder until it is gone.
        drop(session);
        let session = desk.unlock(name, PASSWORD, at(START)).unwrap();
        Self { folder, desk, session }
    }
}
