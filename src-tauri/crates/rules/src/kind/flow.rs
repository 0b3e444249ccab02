use crate::kind::{Condition, Field, FieldType};
use expression::Expression;

/// How matters of a kind are numbered: per year, kind and organization, without gaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberPattern {
    /// With `{year}`, `{seq}` and any text field of the organization's own matter: `（{year}）{code}人调字第{seq}号`.
    pub pattern: String,
    /// The field that holds the organization whose sequence it is.
    pub organization: Option<String>,
}

impl NumberPattern {
    /// The fields of the organization's matter that the pattern names.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        let holes = self.pattern.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
        holes.map(|(name, _)| name).filter(|name| !matches!(*name, "year" | "seq"))
    }

    /// The text of a number; `field` gives the organization's fields, a missing one prints nothing.
    #[must_use]
    pub fn text(&self, year: i32, seq: i64, field: impl Fn(&str) -> Option<String>) -> String {
        let mut text = self.pattern.replace("{year}", &year.to_string()).replace("{seq}", &seq.to_string());
        for name in self.fields() {
            text = text.replace(&format!("{{{name}}}"), &field(name).unwrap_or_default());
        }
        text
    }
}

/// A role a party has in a matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its id.
    pub id: String,
    /// Its Chinese title.
    pub title: String,
    /// The least number of parties in this role.
    pub min: u32,
    /// The largest number.
    pub max: u32,
    /// The kinds of parties: `natural`, `legal`, `other`.
    pub accepts: Vec<String>,
}

/// A type of journal entry.
#[derive(Debug, Clone)]
pub struct EntryType {
    /// Its id.
    pub id: String,
    /// Its Chinese title.
    pub title: String,
    /// Its own fields, beside date, time, place, staff and text, which every entry has.
    pub fields: Vec<Field>,
    /// What is asked for where it is written for many matters at once (成批登记): own fields and `at`, `place`, `text`;
    /// empty where it is not. A field of
    /// rows stands for its columns: one row is added, to the entry of that day where there is one.
    pub batch: Vec<String>,
    /// Where it comes from.
    pub source: Option<String>,
    /// The requirement rows it claims.
    pub covers: Vec<String>,
}

impl EntryType {
    /// The field of rows to which a batch adds one, if it has one.
    pub fn daily(&self) -> Option<&Field> {
        let rows = self.fields.iter().filter(|field| field.field_type == FieldType::Rows);
        rows.into_iter().find(|field| self.batch.contains(&field.id))
    }
}

/// A state (环节) of a matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Its id.
    pub id: String,
    /// Its Chinese title.
    pub title: String,
    /// Its place on the stage line.
    pub stage: String,
    /// The date field that names the day of its stage, where the file has one; else it is the day of the step.
    pub on: Option<String>,
    /// The forms offered in it.
    pub forms: Vec<String>,
    /// Whether the matter is closed in it.
    pub is_final: bool,
    /// The requirement rows it claims.
    pub covers: Vec<String>,
}

/// A step from states to a state.
#[derive(Debug, Clone)]
pub struct Transition {
    /// Its id.
    pub id: String,
    /// Its Chinese label, on the button.
    pub label: String,
    /// The states it starts from.
    pub from: Vec<String>,
    /// The state it leads to.
    pub to: String,
    /// What must be true.
    pub guard: Condition,
    /// What is said when the guard is not true.
    pub refuse: Option<String>,
    /// The fields that must be filled.
    pub needs: Vec<String>,
    /// The fields asked for in this step.
    pub asks: Vec<String>,
    /// The fields set by it (or `matter.closed_on`), and to what.
    pub sets: Vec<(String, Expression)>,
    /// It opens a closed matter again: it starts from final states alone.
    pub reopens: bool,
    /// The role of the staff who may take it; others ask for their approval. `None` is everybody who may write.
    pub approved_by: Option<String>,
    /// The requirement rows it claims.
    pub covers: Vec<String>,
}

/// The register (台账) of a kind.
#[derive(Debug, Clone)]
pub struct Register {
    /// The columns in order.
    pub columns: Vec<RegisterColumn>,
    /// The fields (or `state`) it can be filtered by.
    pub filters: Vec<String>,
    /// The fields searched beside number, title, parties and journal.
    pub search: Vec<String>,
}

/// A column of a register.
#[derive(Debug, Clone)]
pub struct RegisterColumn {
    /// Its id.
    pub id: String,
    /// Its Chinese heading.
    pub title: String,
    /// Its value.
    pub value: Expression,
}
