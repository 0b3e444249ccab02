//! The file of a matter.

use super::{
    AuditLine, DocumentView, DutyView, Fields, FindingView, FormChoice, Id, JournalView, PartyInput,
    PartyView, ShownField,
};
use serde::{Deserialize, Serialize};
use specta::Type;

/// A new matter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct NewMatter {
    /// Kind id.
    pub kind: String,
    /// Field values.
    pub fields: Fields,
    /// Parties.
    #[serde(default)]
    pub parties: Vec<PartyInput>,
    /// Draft to drop with the save.
    #[serde(default)]
    pub draft: Option<String>,
}

/// A change to a matter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct MatterChange {
    /// Matter.
    pub matter: Id,
    /// The revision the clerk saw; another one is refused with `matter.changed-meanwhile`.
    pub revision: u32,
    /// Changed fields only.
    #[serde(default)]
    pub fields: Fields,
    /// The whole new list of parties, or none to leave them.
    #[serde(default)]
    pub parties: Option<Vec<PartyInput>>,
    /// Member of staff responsible, or none to leave it.
    #[serde(default)]
    pub responsible: Option<Id>,
    /// Draft to drop with the save.
    #[serde(default)]
    pub draft: Option<String>,
}

/// A matter being typed, judged without saving.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct MatterDraft {
    /// Kind id.
    pub kind: String,
    /// The saved matter, none for a new one.
    #[serde(default)]
    pub matter: Option<Id>,
    /// All field values typed (over the saved ones).
    pub fields: Fields,
    /// Parties typed, or none for the saved ones.
    #[serde(default)]
    pub parties: Option<Vec<PartyInput>>,
}

/// What a matter being typed would be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct DraftAssessment {
    /// Title it would have.
    pub title: String,
    /// Field states.
    pub fields: Vec<FieldState>,
    /// Derived values by field id.
    pub derived: Fields,
    /// Findings of saving it, and of the parties' particulars.
    pub findings: Vec<FindingView>,
    /// Duties it would have.
    pub duties: Vec<DutyView>,
    /// Transitions from its state.
    pub transitions: Vec<TransitionNow>,
}

/// A field now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct FieldState {
    /// Field id.
    pub id: String,
    /// Shown.
    pub visible: bool,
    /// Must be filled: 必填.
    pub required: bool,
}

/// A step on the stage line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct StageView {
    /// Title.
    pub title: String,
    /// `done`, `current` or `ahead`.
    pub position: StagePosition,
    /// Day it was entered.
    pub on: Option<String>,
}

/// Where a stage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum StagePosition {
    /// Behind.
    Done,
    /// Here.
    Current,
    /// To come.
    Ahead,
}

/// The head of the folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct MatterHead {
    /// Matter.
    pub id: Id,
    /// Kind id.
    pub kind: String,
    /// Kind title.
    pub kind_title: String,
    /// Number.
    pub number: Option<String>,
    /// Title.
    pub title: String,
    /// State id.
    pub state: String,
    /// State title.
    pub state_title: String,
    /// Stage line.
    pub stages: Vec<StageView>,
    /// Registered on.
    pub opened_on: String,
    /// Closed on.
    pub closed_on: Option<String>,
    /// Responsible member of staff.
    pub responsible: Option<Id>,
    /// Name of the responsible member of staff.
    pub responsible_name: Option<String>,
    /// The next duty.
    pub next_duty: Option<DutyView>,
    /// In a final state: read-only.
    pub closed: bool,
    /// The number was given by an old register and is no part of a series.
    pub earlier_number: bool,
    /// The import that brought it: the value of the register's filter `import`.
    pub import: Option<Id>,
}

/// A transition now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct TransitionNow {
    /// Id.
    pub id: String,
    /// Label.
    pub label: String,
    /// State it leads to.
    pub to_title: String,
    /// Allowed as things stand.
    pub allowed: bool,
    /// May be tried: allowed, or only what the step itself asks for is wanting.
    pub askable: bool,
    /// Fields asked for in the step.
    pub asks: Vec<String>,
    /// Title of the role that has to approve it.
    pub approved_by: Option<String>,
    /// What stands against it or is to be known.
    pub findings: Vec<FindingView>,
}

/// A step to take.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct TransitionRequest {
    /// Matter.
    pub matter: Id,
    /// Revision seen.
    pub revision: u32,
    /// Transition id.
    pub transition: String,
    /// Values asked for.
    #[serde(default)]
    pub fields: Fields,
}

/// A matter that a field of this one refers to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Reference {
    /// Field id.
    pub field: String,
    /// Row id.
    pub id: Id,
    /// Title shown.
    pub title: String,
    /// Number, for a matter.
    pub number: Option<String>,
}

/// An attachment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AttachmentView {
    /// Row id.
    pub id: Id,
    /// File name.
    pub name: String,
    /// MIME type by its name.
    pub media_type: String,
    /// Size in bytes.
    #[specta(type = u32)]
    pub bytes: u64,
    /// Note.
    pub note: String,
    /// The document it is the scan of.
    pub document: Option<Id>,
    /// Where it lies in the matter's volume: the id of a place of it.
    pub filed_under: Option<String>,
    /// Attached at.
    pub at: String,
    /// Attached by.
    pub by: String,
}

/// The whole file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct MatterView {
    /// Revision: send it with every change.
    pub revision: u32,
    /// Head.
    pub head: MatterHead,
    /// Values by field id, derived ones included.
    pub values: Fields,
    /// Values as shown (code labels, Chinese dates, yuan).
    pub shown: Vec<ShownField>,
    /// Field states.
    pub fields: Vec<FieldState>,
    /// Referred matters, people, organizations and staff.
    pub references: Vec<Reference>,
    /// Parties.
    pub parties: Vec<PartyView>,
    /// Journal, newest first.
    pub journal: Vec<JournalView>,
    /// Documents made, newest first.
    pub documents: Vec<DocumentView>,
    /// Forms for the matter as it stands, those of this state first.
    pub forms: Vec<FormChoice>,
    /// Attachments.
    pub attachments: Vec<AttachmentView>,
    /// Duties: open ones first by day, then done ones.
    pub duties: Vec<DutyView>,
    /// Findings of the saved matter.
    pub findings: Vec<FindingView>,
    /// Transitions from this state.
    pub transitions: Vec<TransitionNow>,
    /// Approvals asked for and decided, newest first.
    pub approvals: Vec<super::ApprovalView>,
    /// Audit trail, newest first, at most 100 lines.
    pub trail: Vec<AuditLine>,
    /// A draft of this matter waits.
    pub draft: Option<super::DraftView>,
    /// Other matters that name this one or that its kind looks at, by kind; also kinds of which there is none yet.
    pub related: Vec<RelatedGroup>,
}

/// Matters that have to do with one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct RelatedGroup {
    /// Id within the matter.
    pub id: String,
    /// What they are.
    pub title: String,
    /// Their kind.
    pub kind: String,
    /// Their field that names this matter: a new one starts with it. None where they are found otherwise.
    pub field: Option<String>,
    /// Newest first, at most 100, as their register shows them.
    pub rows: Vec<super::RegisterRow>,
    /// All of them.
    pub total: u32,
}

/// A matter's whole course, lane by lane.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct TimelineView {
    /// Today.
    pub today: String,
    /// Lanes in order, also those without marks.
    pub lanes: Vec<LaneView>,
}

/// A lane of a timeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct LaneView {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Its marks by day.
    pub marks: Vec<MarkView>,
}

/// A day or a period in a lane.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct MarkView {
    /// Day, or the first one.
    pub from: String,
    /// Last day of a period.
    pub until: Option<String>,
    /// What it is called.
    pub text: String,
    /// The other matter it stands for.
    pub matter: Option<Id>,
}

/// A matter in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct MatterLine {
    /// Matter.
    pub id: Id,
    /// Kind id.
    pub kind: String,
    /// Kind title.
    pub kind_title: String,
    /// Number.
    pub number: Option<String>,
    /// Title.
    pub title: String,
    /// State title.
    pub state_title: String,
    /// Registered on.
    pub opened_on: String,
    /// The role, where a person is looked at.
    pub role: Option<String>,
}

/// A file to attach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AttachRequest {
    /// Matter.
    pub matter: Id,
    /// Files on disk.
    pub paths: Vec<String>,
    /// Note.
    #[serde(default)]
    pub note: String,
    /// Where they lie in the matter's volume.
    #[serde(default)]
    pub filed_under: Option<String>,
}

/// An attachment's content for the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AttachmentContent {
    /// File name.
    pub name: String,
    /// MIME type.
    pub media_type: String,
    /// Bytes, base64.
    pub base64: String,
}
