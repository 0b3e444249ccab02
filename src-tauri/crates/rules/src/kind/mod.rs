//! Kinds of matters (事项类型): fields, roles, journal entry types, states and transitions.

mod access;
mod carried;
mod field;
mod figure;
mod flow;
mod import;
mod raw;
mod related;
mod schema;
mod timeline;
mod volume;

pub(crate) use access::shield;
pub use access::{APPROVERS, STAFF_ROLES};
pub use carried::CarriedReport;
pub use field::{Condition, Field, FieldType, Group, Refers};
pub(crate) use figure::ITEM;
pub use figure::{Counted, Figure, FigureType};
pub use flow::{EntryType, NumberPattern, Register, RegisterColumn, Role, State, Transition};
pub use import::{Import, ImportColumn, ImportTarget, ImportWord};
pub(crate) use raw::{RawKind, condition};
pub use related::{Link, Related};
pub(crate) use schema::{report_sheet, schemas};
pub use timeline::{Lane, Marks};
pub use volume::{Volume, VolumeEntry};

use expression::{Expression, Schema};
use std::collections::BTreeSet;

/// A kind of matter.
#[derive(Debug, Clone)]
pub struct Kind {
    /// Its id, which is also its file's name.
    pub id: String,
    /// Its Chinese title.
    pub title: String,
    /// The module it belongs to, which is also its folder's name.
    pub module: String,
    /// The matter's title, from its facts.
    pub summary: Expression,
    /// The state a new matter is in.
    pub initial: String,
    /// How its matters are numbered; `None` if they are not.
    pub number: Option<NumberPattern>,
    /// The groups of fields, in order.
    pub groups: Vec<Group>,
    /// The roles of parties.
    pub roles: Vec<Role>,
    /// The fields, in order.
    pub fields: Vec<Field>,
    /// The types of journal entries.
    pub journal: Vec<EntryType>,
    /// The states, in order.
    pub states: Vec<State>,
    /// The transitions between states.
    pub transitions: Vec<Transition>,
    /// The register's columns and filters.
    pub register: Register,
    /// The field by which two of its matters are alike, a filter of the register: earlier wording is looked for among
    /// those first.
    pub alike: Option<String>,
    /// How its old registers are read.
    pub import: Import,
    /// Other matters its checks and forms may look at.
    pub related: Vec<Related>,
    /// By what of its matters other matters find them.
    pub found_by: BTreeSet<Link>,
    /// The field of staff that names who alone sees a matter of this kind, beside the heads; `None` where all staff do.
    pub assigned: Option<String>,
    /// Where its matters name matters that not all staff see: who does not see those does not see these.
    pub shielded_by: BTreeSet<Link>,
    /// What its timeline shows, lane by lane; empty where it has none.
    pub timeline: Vec<Lane>,
    /// The field with the matter it is about, under which today's duties are listed and with whose file it is kept and
    /// destroyed; `None` is the matter itself.
    pub about: Option<String>,
    /// The field with the member of staff who is responsible, where the file names one.
    pub responsible: Option<String>,
    /// What is bound together when a matter is filed, where the kind has volumes.
    pub volume: Option<Volume>,
    /// What reports count its matters by.
    pub figures: Vec<Figure>,
    /// Things in its matters that reports count one by one.
    pub counted: Vec<Counted>,
    /// The report its matters carry on paper, if they do.
    pub report: Option<CarriedReport>,
    /// The requirement rows it claims as a whole.
    pub covers: Vec<String>,
    pub(crate) schema: Schema,
    pub(crate) file: String,
}

impl Kind {
    /// The names expressions and forms of this kind may use, with their types.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The field with an id.
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// The state with an id.
    pub fn state(&self, id: &str) -> Option<&State> {
        self.states.iter().find(|state| state.id == id)
    }

    /// The transition with an id.
    pub fn transition(&self, id: &str) -> Option<&Transition> {
        self.transitions.iter().find(|transition| transition.id == id)
    }

    /// The journal entry type with an id.
    pub fn entry_type(&self, id: &str) -> Option<&EntryType> {
        self.journal.iter().find(|entry| entry.id == id)
    }

    /// The figure with an id.
    pub fn figure(&self, id: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.id == id)
    }

    /// The stages of the stage line, each once, in the order of the states.
    pub fn stages(&self) -> Vec<&str> {
        let mut stages: Vec<&str> = Vec::new();
        for state in &self.states {
            if !stages.contains(&state.stage.as_str()) {
                stages.push(&state.stage);
            }
        }
        stages
    }

    /// The related matters with an id.
    pub fn related(&self, id: &str) -> Option<&Related> {
        self.related.iter().find(|related| related.id == id)
    }

    /// The file it was read from, relative to `assets/`.
    pub fn file(&self) -> &str {
        &self.file
    }
}
