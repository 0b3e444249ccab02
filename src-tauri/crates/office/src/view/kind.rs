//! Definitions as the window needs them: it draws every screen of a matter from these.

use super::{Certainty, RegisterListView};
use serde::{Deserialize, Serialize};
use specta::Type;

/// A kind of matter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct KindView {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Module.
    pub module: String,
    /// Groups in order.
    pub groups: Vec<GroupView>,
    /// Fields in order.
    pub fields: Vec<FieldView>,
    /// Party roles.
    pub roles: Vec<RoleView>,
    /// Journal entry types.
    pub journal: Vec<JournalTypeView>,
    /// States.
    pub states: Vec<StateView>,
    /// The state a new matter is in.
    pub initial: String,
    /// The stage line, in order.
    pub stages: Vec<String>,
    /// Transitions.
    pub transitions: Vec<TransitionView>,
    /// Register columns.
    pub columns: Vec<ColumnView>,
    /// Register filters: field ids, or `state`, `responsible`, `year`.
    pub filters: Vec<FilterView>,
    /// Forms of this kind.
    pub forms: Vec<FormView>,
    /// What its volumes are made of, where it has any.
    pub volume: Option<super::VolumeKindView>,
    /// Fields asked for on the 登记 page: the fewest that make the matter exist.
    pub entry_fields: Vec<String>,
    /// Its matters have a timeline.
    pub timeline: bool,
    /// The report its matters carry on paper: which fields say which, over which days.
    pub report: Option<CarriedReportView>,
}

/// The fields that say which report a matter carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct CarriedReportView {
    /// The code field with the report's id.
    pub id: String,
    /// The date field with the first day.
    pub from: String,
    /// The date field with the last day.
    pub to: String,
}

/// A group of fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct GroupView {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
}

/// Type of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// One line of text.
    Text,
    /// Several lines.
    Paragraph,
    /// Day.
    Date,
    /// Moment.
    Datetime,
    /// Time of day.
    Time,
    /// Whole number.
    Integer,
    /// Fen.
    Money,
    /// Yes or no.
    Bool,
    /// One code.
    Code,
    /// Several codes.
    Codes,
    /// A member of staff (row id).
    Staff,
    /// A person (row id).
    Person,
    /// An organization (row id).
    Organization,
    /// Another matter (row id).
    Matter,
    /// Rows with columns.
    Rows,
    /// A journal entry of the matter (row id), of the type in `of`; only in a form's inputs.
    Journal,
    /// A party of the matter (row id); only in a form's inputs.
    Party,
}

/// A field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct FieldView {
    /// Id.
    pub id: String,
    /// Label.
    pub label: String,
    /// Type.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// Group id.
    pub group: Option<String>,
    /// Code list for `code` and `codes`.
    pub codes: Option<String>,
    /// Kind for `matter`, entry type for `journal`.
    pub of: Option<String>,
    /// Columns for `rows`.
    pub columns: Vec<FieldView>,
    /// Hint under the label.
    pub hint: Option<String>,
    /// Whether it is always required; otherwise `MatterView.fields` tells.
    pub always_required: bool,
    /// A rule derives it; not typed.
    pub derived: bool,
    /// Source (`MED-011`).
    pub source: Option<String>,
}

/// Who may be a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum PartyKind {
    /// A person.
    Natural,
    /// A legal person.
    Legal,
    /// Another organization.
    Other,
}

/// A role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RoleView {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// At least so many.
    pub min: u32,
    /// At most so many.
    pub max: u32,
    /// Kinds of party it takes.
    pub accepts: Vec<PartyKind>,
}

/// A journal entry type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct JournalTypeView {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Its own fields, beside on, at, place, by and text.
    pub fields: Vec<FieldView>,
    /// What is asked for where it is written for many matters at once, in order; empty where it is not.
    pub batch: Vec<String>,
}

/// A state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct StateView {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Its stage on the stage line.
    pub stage: String,
    /// Forms offered first in it.
    pub forms: Vec<String>,
    /// Nothing comes after.
    pub is_final: bool,
}

/// A transition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TransitionView {
    /// Id.
    pub id: String,
    /// Label of the button.
    pub label: String,
    /// From these states.
    pub from: Vec<String>,
    /// To this state.
    pub to: String,
    /// Field ids asked for in the step.
    pub asks: Vec<String>,
}

/// A register column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ColumnView {
    /// Id, also for sorting.
    pub id: String,
    /// Title.
    pub title: String,
    /// Numbers and money are set to the right.
    pub right: bool,
}

/// A register filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct FilterView {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
}

/// A form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct FormView {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Module.
    pub module: String,
    /// Source.
    pub source: String,
    /// How sure.
    pub certainty: Certainty,
}

/// A code list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct CodeListView {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Items in order.
    pub items: Vec<CodeView>,
}

/// One code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct CodeView {
    /// Id (the stored value).
    pub id: String,
    /// Label.
    pub label: String,
    /// Pinyin initials of the label, several spellings separated by blanks.
    pub initials: String,
    /// Still offered today.
    pub current: bool,
}

/// A line of work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ModuleView {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
}

/// All definitions, fetched once after unlocking.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct DefinitionsView {
    /// The lines of work, in order.
    pub modules: Vec<ModuleView>,
    /// Kinds, in the order of their modules and of what is most used in them.
    pub kinds: Vec<KindView>,
    /// Code lists.
    pub codes: Vec<CodeListView>,
    /// The register of papers.
    pub papers: RegisterListView,
}
