//! Registering and saving: checked, judged and written in one transaction.

use super::derived;
use super::findings::{finding, missing_roles, refusing};
use super::judgement::Folder;
use super::numbering;
use super::parties::{self, Accepted};
use super::related;
use super::shown::Shown;
use crate::documents::papers_of;
use crate::error::{OfficeError, Result};
use crate::input;
use crate::kinds;
use crate::session::{Context, Power, changed, revision};
use crate::view::{Fields, FindingView, Id, MatterChange, NewMatter, Saved};
use crate::{Assets, Session};
use calendar::{Date, DateTime};
use rules::{Assessment, Kind};
use serde_json::Value;
use store::{Committed, Reader, StoreError, Tx};

/// What a save inside the transaction yields.
pub(crate) struct Written {
    pub(crate) id: i64,
    pub(crate) findings: Vec<FindingView>,
}

impl Session {
    /// Registers a matter.
    ///
    /// # Errors
    /// What was typed is not acceptable; a rule refuses; a warning needs a reason.
    pub fn create_matter(&self, new: &NewMatter, now: DateTime) -> Result<Saved> {
        let kind = self.assets().kind(&new.kind)?;
        let context = self.context();
        let today = now.date();
        let fields = self.checked_fields(kind, &new.fields)?;
        let (accepted, open) =
            parties::accept(kind, &new.parties, &[], &|list, id| self.assets().has_code(list, id))?;
        if !open.is_empty() {
            return Err(OfficeError::WarningNeedsReason { findings: open });
        }
        let committed = self.write("matter.create", now, |tx| {
            let mut folder = Folder::new(kind, today);
            folder.matter.fields = fields;
            folder.matter.responsible = Some(self.answers_for(tx, kind, &folder, &context)?);
            folder.parties = parties::link(tx, accepted)?;
            let written = self.settle(tx, kind, &context, &mut folder, today)?;
            self.drop_typed(tx, new.draft.as_deref())?;
            Ok(written)
        })?;
        self.saved(committed)
    }

    /// Who answers for a new matter: who answers for the matter it is about, and else who registers it.
    pub(super) fn answers_for(
        &self,
        reader: &Reader<'_>,
        kind: &Kind,
        folder: &Folder,
        context: &Context,
    ) -> Result<i64> {
        let about = kind.about.as_ref().and_then(|field| folder.matter.fields.get(field)?.as_i64());
        let named = match about.map(|about| reader.matter(about)) {
            Some(Ok(matter)) => matter.data.responsible,
            // What is about nothing that can be seen is refused where it is judged.
            Some(Err(StoreError::NotFound { .. })) | None => None,
            Some(Err(error)) => return Err(error.into()),
        };
        let still_here = |id: &i64| context.staff.get(id).is_some_and(|staff| staff.active);
        Ok(named.filter(still_here).unwrap_or_else(|| self.staff_id()))
    }

    /// Saves fields, parties, responsible.
    ///
    /// # Errors
    /// As [`Session::create_matter`]; the matter was saved meanwhile, or is closed.
    pub fn save_matter(&self, change: &MatterChange, now: DateTime) -> Result<Saved> {
        let context = self.context();
        let today = now.date();
        let committed = self.write("matter.save", now, |tx| {
            let mut folder = open_for_change(tx, change.matter, change.revision)?;
            let kind = self.assets().kind(&folder.matter.kind)?;
            self.refuse_closed(kind, &folder)?;
            for (id, value) in self.checked_fields(kind, &change.fields)? {
                set(&mut folder.matter.fields, id, value);
            }
            if let Some(responsible) = change.responsible {
                tx.staff_member(responsible.0)?;
                folder.matter.responsible = Some(responsible.0);
            }
            if let Some(inputs) = &change.parties {
                let saved = tx.parties(change.matter.0)?;
                let (accepted, open): (Vec<Accepted>, _) =
                    parties::accept(kind, inputs, &saved, &|list, id| self.assets().has_code(list, id))?;
                if !open.is_empty() {
                    return Err(OfficeError::WarningNeedsReason { findings: open });
                }
                folder.parties = parties::link(tx, accepted)?;
            }
            let written = self.settle(tx, kind, &context, &mut folder, today)?;
            self.drop_typed(tx, change.draft.as_deref())?;
            Ok(written)
        })?;
        self.saved(committed)
    }

    /// Judges the folder and writes everything of it: number, title, derived fields, parties, duties, register, search.
    /// A refusing finding rolls the transaction back.
    pub(crate) fn settle(
        &self,
        tx: &mut Tx<'_>,
        kind: &Kind,
        context: &Context,
        folder: &mut Folder,
        today: Date,
    ) -> Result<Written> {
        numbering::give(tx, kind, folder, today)?;
        let assessment = folder.assess(kind, context, tx, today)?;
        let findings = on_save(self.assets(), kind, folder, &assessment);
        let refused = refusing(&findings);
        if !refused.is_empty() {
            return Err(OfficeError::MatterRefused { findings: refused });
        }
        self.refuse_out_of_sight(tx, kind, folder)?;
        self.put(tx, kind, context, folder, &assessment)?;
        let id = folder.id.unwrap_or_default();
        Ok(Written { id, findings })
    }

    /// Refuses to name a matter that the person at the desk does not see, and to put this one out of their own sight:
    /// what was typed would be gone before their eyes.
    fn refuse_out_of_sight(&self, tx: &Tx<'_>, kind: &Kind, folder: &Folder) -> Result<()> {
        for link in &kind.shielded_by {
            for cell in related::held(link, &folder.matter) {
                if let store::Cell::Integer(id) = cell
                    && tx.hides(id)
                {
                    return Err(OfficeError::Missing { what: "matter", id: id.to_string() });
                }
            }
        }
        let Some(field) = kind.assigned.as_deref() else { return Ok(()) };
        let named = folder.matter.fields.get(field).and_then(Value::as_i64);
        if named == Some(self.staff_id()) || self.can(Power::Approve) {
            return Ok(());
        }
        let label = kind.field(field).map(|field| field.label.clone()).unwrap_or_default();
        Err(OfficeError::OutOfSight { kind: kind.title.clone(), label })
    }

    /// Gives the folder its number, if it can have one yet.
    pub(crate) fn number(
        &self,
        tx: &mut Tx<'_>,
        kind: &Kind,
        folder: &mut Folder,
        today: Date,
    ) -> Result<()> {
        numbering::give(tx, kind, folder, today)
    }

    /// Writes a judged folder.
    pub(crate) fn put(
        &self,
        tx: &mut Tx<'_>,
        kind: &Kind,
        context: &Context,
        folder: &mut Folder,
        assessment: &Assessment,
    ) -> Result<()> {
        derived::apply(kind, folder, assessment);
        let search = derived::search(kind, folder);
        let id = match folder.id {
            Some(id) => {
                tx.change_matter(id, folder.revision, &folder.matter, &search)?;
                id
            }
            None => tx.add_matter(&folder.matter, &search)?,
        };
        folder.id = Some(id);
        tx.set_parties(id, &folder.parties)?;
        let shown = Shown { assets: self.assets(), context };
        let row = derived::row(kind, folder, assessment, &shown);
        let papers = papers_of(kind, folder);
        let duties = derived::duties(assessment);
        derived::store(tx, kind, id, (&row, &assessment.figures), &papers, &duties)?;
        Ok(())
    }

    /// Every value by its field's type; unknown and derived fields are refused.
    pub(super) fn checked_fields(&self, kind: &Kind, typed: &Fields) -> Result<Fields> {
        let mut taken = Fields::new();
        for (id, value) in typed {
            let field = kind
                .field(id)
                .filter(|field| !field.derived)
                .ok_or_else(|| OfficeError::Unknown { what: "field", id: id.clone() })?;
            let view = kinds::field(field);
            let value = input::checked(id, &view, value, &|list, id| self.assets().has_code(list, id))?;
            taken.insert(id.clone(), value);
        }
        Ok(taken)
    }

    /// A closed matter is read-only.
    pub(crate) fn refuse_closed(&self, kind: &Kind, folder: &Folder) -> Result<()> {
        let closed = kind.state(&folder.matter.state).is_some_and(|state| state.is_final);
        if closed { Err(OfficeError::MatterClosed) } else { Ok(()) }
    }

    pub(crate) fn drop_typed(&self, tx: &mut Tx<'_>, draft: Option<&str>) -> Result<()> {
        match draft {
            Some(key) => Ok(tx.drop_draft(&self.draft_key(key))?),
            None => Ok(()),
        }
    }

    pub(crate) fn saved(&self, committed: Committed<Written>) -> Result<Saved> {
        let Committed { value: Written { id, findings }, changes } = committed;
        let matter = self.read_whole(|reader| Ok(reader.matter(id)?))?;
        Ok(Saved {
            id: Id(id),
            number: matter.data.number,
            revision: revision(matter.revision),
            changed: changed(&changes),
            findings,
        })
    }
}

/// The folder, if nobody saved it since the clerk saw it.
pub(crate) fn open_for_change(tx: &Tx<'_>, id: Id, seen: u32) -> Result<Folder> {
    let folder = Folder::read(tx, id.0)?;
    let found = revision(folder.revision);
    if found == seen { Ok(folder) } else { Err(OfficeError::ChangedMeanwhile { expected: seen, found }) }
}

/// Blank values are not kept.
pub(super) fn set(fields: &mut Fields, id: String, value: Value) {
    if value.is_null() {
        fields.remove(&id);
    } else {
        fields.insert(id, value);
    }
}

/// What is wanting on saving.
pub(super) fn on_save(
    assets: &Assets,
    kind: &Kind,
    folder: &Folder,
    assessment: &Assessment,
) -> Vec<FindingView> {
    let found = assessment.findings_on_save().map(|found| finding(assets, kind, found));
    found.chain(missing_roles(kind, folder)).collect()
}
