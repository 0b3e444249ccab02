//! Judging what is typed without saving it, and what a new matter starts with.

use super::file::field_states;
use super::judgement::Folder;
use super::parties;
use super::save::{on_save, set};
use super::transition;
use crate::Session;
use crate::duties;
use crate::error::{OfficeError, Result};
use crate::people::record;
use crate::view::{
    DraftAssessment, FieldState, Fields, Id, JournalInput, MatterDraft, Particulars, PartyInput,
    UnsavedMatter,
};
use crate::volume::before_step;
use calendar::{Date, DateTime};
use rules::{Field, FieldType, Kind};
use serde_json::{Value, json};
use store::{Reader, Subject, SubjectKind};

impl Session {
    /// Judges what is typed without saving: visible and required fields, findings, title, duties, steps.
    ///
    /// # Errors
    /// A value that is not acceptable (with its own code and field).
    pub fn assess_draft(&self, draft: &MatterDraft, now: DateTime) -> Result<DraftAssessment> {
        let kind = self.assets().kind(&draft.kind)?;
        let context = self.context();
        let today = now.date();
        let unsaved = UnsavedMatter { fields: draft.fields.clone(), parties: draft.parties.clone() };
        self.read(|reader| {
            let (folder, warnings) = self.tried(reader, kind, draft.matter, Some(&unsaved), today)?;
            let assessment = folder.assess(kind, &context, reader, today)?;
            let volume = before_step(self, &context, reader, (kind, &folder), &assessment, today)?;
            let mut findings = on_save(self.assets(), kind, &folder, &assessment);
            findings.extend(warnings);
            Ok(DraftAssessment {
                title: assessment.title.clone(),
                fields: field_states(kind, &assessment),
                derived: assessment.derived.clone(),
                findings,
                duties: duties::views(self.assets(), kind, &assessment, today),
                transitions: transition::views(self.assets(), kind, &assessment.transitions, volume),
            })
        })
    }

    /// The folder as it would be with what is typed, and the warnings on its parties.
    pub(crate) fn tried(
        &self,
        reader: &Reader<'_>,
        kind: &Kind,
        matter: Option<Id>,
        unsaved: Option<&UnsavedMatter>,
        today: Date,
    ) -> Result<(Folder, Vec<crate::view::FindingView>)> {
        let mut folder = match matter {
            Some(id) => Folder::read(reader, id.0)?,
            None => Folder::new(kind, today),
        };
        let typed = match unsaved {
            Some(unsaved) => self.checked_fields(kind, &unsaved.fields)?,
            None => Fields::new(),
        };
        for (id, value) in typed {
            set(&mut folder.matter.fields, id, value);
        }
        if matter.is_none() {
            folder.matter.responsible = Some(self.answers_for(reader, kind, &folder, &self.context())?);
        }
        let Some(unsaved) = unsaved else { return Ok((folder, Vec::new())) };
        let mut warnings = Vec::new();
        if let Some(inputs) = &unsaved.parties {
            // A party without a name yet is one that is being typed.
            let named: Vec<PartyInput> =
                inputs.iter().filter(|input| !input.particulars.name.trim().is_empty()).cloned().collect();
            let saved = match folder.id {
                Some(id) => reader.parties(id)?,
                None => Vec::new(),
            };
            let codes = |list: &str, id: &str| self.assets().has_code(list, id);
            let (accepted, open) = parties::accept(kind, &named, &saved, &codes)?;
            parties::try_on(&mut folder, &accepted);
            warnings = open;
        }
        Ok((folder, warnings))
    }

    /// The values the fields of a new matter start with, given what is known of it already (whom it is about).
    ///
    /// # Errors
    /// An unknown kind.
    pub fn defaults(&self, kind: &str, given: &Fields, now: DateTime) -> Result<Fields> {
        let kind = self.assets().kind(kind)?;
        let context = self.context();
        let today = now.date();
        self.read(|reader| {
            let mut folder = Folder::new(kind, today);
            folder.matter.fields.clone_from(given);
            let facts = folder.facts(kind, &context, reader)?;
            Ok(as_stored(&kind.fields, context.engine.defaults(&kind.id, &facts, today)?))
        })
    }

    /// The values the own fields of a new journal entry start with.
    ///
    /// # Errors
    /// No such matter; an unknown type of entry.
    pub fn entry_defaults(&self, matter: Id, entry_type: &str, now: DateTime) -> Result<Fields> {
        let context = self.context();
        let today = now.date();
        self.read(|reader| {
            let folder = Folder::read(reader, matter.0)?;
            let kind = self.assets().kind(&folder.matter.kind)?;
            let facts = folder.facts(kind, &context, reader)?;
            let defaults = context.engine.entry_defaults(&kind.id, entry_type, &facts, today)?;
            let fields = kind.entry_type(entry_type).map(|known| known.fields.as_slice());
            Ok(as_stored(fields.unwrap_or_default(), defaults))
        })
    }

    /// Which own fields of a journal entry are shown and must be filled, given what is typed of it so far.
    ///
    /// # Errors
    /// An unknown type of entry.
    pub fn entry_fields(&self, entry: &JournalInput, now: DateTime) -> Result<Vec<FieldState>> {
        let context = self.context();
        let today = now.date();
        self.read(|reader| {
            let folder = Folder::read(reader, entry.matter.0)?;
            let kind = self.assets().kind(&folder.matter.kind)?;
            let facts = folder.facts(kind, &context, reader)?;
            let states = context.engine.entry_fields(&kind.id, &entry.kind, &entry.fields, &facts, today)?;
            let states = states.into_iter().map(|(id, state)| FieldState {
                id,
                visible: state.visible,
                required: state.required,
            });
            Ok(states.collect())
        })
    }

    /// Full particulars of a party, its number unmasked. In the audit chain.
    ///
    /// # Errors
    /// No such party.
    pub fn party_for_edit(&self, matter: Id, party: Id, now: DateTime) -> Result<Particulars> {
        let committed = self.write("party.view-number", now, |tx| {
            let found = tx.parties(matter.0)?.into_iter().find(|row| row.id == party.0);
            let found =
                found.ok_or_else(|| OfficeError::Missing { what: "party", id: party.0.to_string() })?;
            let particulars = record::from_snapshot(&found.data.snapshot).1;
            let summary = json!({ "number_shown": particulars.name });
            tx.note(Subject::new(SubjectKind::Matter, matter.0), summary)?;
            Ok(particulars)
        })?;
        Ok(committed.value)
    }
}

/// Values of expressions as fields hold them: a reference by its row, rows with their own columns only.
pub(crate) fn as_stored(fields: &[Field], values: Fields) -> Fields {
    let known = |(id, value): (String, Value)| {
        let field = fields.iter().find(|field| field.id == id)?;
        Some((id, stored(field, value)?))
    };
    values.into_iter().filter_map(known).collect()
}

fn stored(field: &Field, value: Value) -> Option<Value> {
    match (field.field_type, value) {
        (
            FieldType::Staff | FieldType::Person | FieldType::Organization | FieldType::Matter,
            Value::Object(fact),
        ) => {
            let id: i64 = fact.get("id")?.as_str()?.parse().ok()?;
            Some(id.into())
        }
        (FieldType::Rows, Value::Array(rows)) => {
            let row = |row: Value| match row {
                Value::Object(cells) => Some(Value::Object(as_stored(&field.columns, cells))),
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => None,
            };
            Some(rows.into_iter().filter_map(row).collect())
        }
        (_, value) => Some(value),
    }
}
