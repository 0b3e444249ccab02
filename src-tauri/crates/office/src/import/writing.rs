//! The rows of an old register become matters: all in one transaction, so that a cancelled or failed import leaves nothing.

use super::old_register::Row;
use super::reading::{folder, meanings_key};
use super::same::records_of;
use super::{as_listed, is_field};
use crate::Session;
use crate::error::{OfficeError, Result};
use crate::files;
use crate::jobs::Progress;
use crate::matter::judgement::Folder;
use crate::matter::parties;
use crate::people::identity;
use crate::session::{Context, changed};
use crate::view::{
    Changed, Id, ImportAction, ImportChoices, ImportOutcome, ImportPeople, KeptWarning, PartyInput,
};
use calendar::DateTime;
use rules::Kind;
use store::{ImportData, Purpose, Tx};

/// Why a doubtful number of an old register stands as it does.
const AS_FOUND: &str = "旧台账原样导入";

impl Session {
    /// Takes over the file that was read last. All or nothing: cancelled or failed, nothing was written. The file is kept
    /// with the import, and each matter names the import.
    ///
    /// # Errors
    /// No file was read; nothing to take over; a row is refused after all; cancelled.
    pub fn import(
        &self,
        choices: &ImportChoices,
        now: DateTime,
        progress: &dyn Progress,
    ) -> Result<(ImportOutcome, Changed)> {
        let read = self.last_read()?;
        let kind = &as_listed(self.assets().kind(&read.request.kind)?);
        let context = self.context();
        let fates: Vec<(&Row, ImportAction, ImportPeople)> = read
            .rows
            .iter()
            .map(|row| {
                let (action, people) = row.fate(choices);
                (row, action, people)
            })
            .collect();
        if fates.iter().all(|(_, action, _)| *action == ImportAction::Skip) {
            return Err(OfficeError::NothingToImport);
        }
        let total = u32::try_from(fates.len()).unwrap_or(u32::MAX);
        let (remembered, said) = (self.remembered(&kind.id)?, &read.request.meanings);
        let committed = self.write("matter.import", now, |tx| {
            let attachment = files::attach(tx, &read.path, None, None, Purpose::Material)?;
            let mut data = ImportData {
                kind: kind.id.clone(),
                file: read.file.clone(),
                attachment: Some(attachment),
                ..ImportData::default()
            };
            let id = tx.begin_import(&data)?;
            for ((row, action, people), done) in fates.iter().zip(1_u32..) {
                if progress.cancelled() {
                    return Err(OfficeError::ImportCancelled);
                }
                let one = Taking { session: self, context: &context, kind, import: id, now };
                let taken = match action {
                    ImportAction::New => one.add(tx, row, *people).map(|()| &mut data.added),
                    ImportAction::Update => one.fill(tx, row).map(|()| &mut data.changed),
                    ImportAction::Skip => Ok(&mut data.skipped),
                };
                *taken.map_err(|error| refused(row, error))? += 1;
                progress.step(done, total);
            }
            tx.finish_import(id, &data)?;
            let mut words = remembered.clone();
            words.retain(|word| !said.iter().any(|new| (&new.field, &new.text) == (&word.field, &word.text)));
            words.extend(said.iter().cloned());
            tx.set_setting(&meanings_key(&kind.id), &serde_json::json!(words))?;
            Ok((id, data))
        })?;
        self.import_forget();
        let (id, data) = committed.value;
        let count = |number: i64| u32::try_from(number).unwrap_or(0);
        let outcome = ImportOutcome {
            id: Id(id),
            added: count(data.added),
            changed: count(data.changed),
            skipped: count(data.skipped),
        };
        Ok((outcome, changed(&committed.changes)))
    }
}

/// What refuses a row that was thought to be fine names the row; what stops the whole stays as it is.
fn refused(row: &Row, error: OfficeError) -> OfficeError {
    if matches!(error, OfficeError::Store(_) | OfficeError::Io { .. }) {
        return error;
    }
    OfficeError::ImportRow { row: row.number, reason: error.view().message }
}

/// One row being taken over.
struct Taking<'a> {
    session: &'a Session,
    context: &'a Context,
    kind: &'a Kind,
    import: i64,
    now: DateTime,
}

impl Taking<'_> {
    fn add(&self, tx: &mut Tx<'_>, row: &Row, people: ImportPeople) -> Result<()> {
        let mut folder = folder(self.kind, row, self.now.date());
        folder.matter.import = Some(self.import);
        let inputs: Vec<PartyInput> =
            row.parties.iter().map(|party| self.linked(tx, party, people)).collect::<Result<_>>()?;
        let has_code = |list: &str, id: &str| self.session.assets().has_code(list, id);
        let (accepted, open) = parties::accept(self.kind, &inputs, &[], &has_code)?;
        if !open.is_empty() {
            return Err(OfficeError::WarningNeedsReason { findings: open });
        }
        for party in parties::link(tx, accepted)? {
            match party.person.filter(|_| is_field(self.kind, &party.role)) {
                Some(person) => {
                    folder.matter.fields.insert(party.role.clone(), person.into());
                }
                None => folder.parties.push(party),
            }
        }
        self.put(tx, &mut folder)
    }

    /// The party with the record it is taken for, and with a reason for what is doubtful of its number. Records made for
    /// earlier rows are found here too.
    fn linked(&self, tx: &Tx<'_>, party: &PartyInput, people: ImportPeople) -> Result<PartyInput> {
        let mut linked = party.clone();
        let known = records_of(tx, party)?;
        linked.record = match people {
            ImportPeople::Nobody => None,
            ImportPeople::Number => known.iter().find(|(_, by_number)| *by_number),
            ImportPeople::NumberOrName => known.iter().find(|(_, by_number)| *by_number).or(known.first()),
        }
        .map(|(id, _)| Id(*id));
        if identity::is_natural(party.kind) {
            let found = identity::check("", &party.particulars).findings.into_iter();
            let kept = found.map(|finding| KeptWarning { code: finding.rule, reason: AS_FOUND.to_owned() });
            linked.kept = kept.collect();
        }
        Ok(linked)
    }

    /// Fills the blanks of the matter on file; what stands there stays.
    fn fill(&self, tx: &mut Tx<'_>, row: &Row) -> Result<()> {
        let Some(same) = row.duplicates.first() else { return Ok(()) };
        let mut folder = Folder::read(tx, same.matter.0)?;
        self.session.refuse_closed(self.kind, &folder)?;
        for (id, value) in &row.fields {
            folder.matter.fields.entry(id.clone()).or_insert_with(|| value.clone());
        }
        if folder.matter.number.is_none() {
            folder.matter.number.clone_from(&row.matter_number);
        }
        self.put(tx, &mut folder)
    }

    fn put(&self, tx: &mut Tx<'_>, folder: &mut Folder) -> Result<()> {
        let assessment = folder.assess(self.kind, self.context, tx, self.now.date())?;
        self.session.put(tx, self.kind, self.context, folder, &assessment)
    }
}
