//! Taking over an old register (旧台账): a table of another program, its columns matched by their headings, every cell read
//! and every row judged before anything is written; then all of it at once, or nothing.

mod cell;
mod heading;
mod leftover;
mod old_register;
mod party;
mod pasted;
mod reading;
mod reference;
mod same;
mod target;
mod template;
mod writing;

pub(crate) use old_register::OldRegister;

use crate::Session;
use crate::error::{OfficeError, Result};
use crate::jobs::Progress;
use crate::matter::derived::{IMPORT, filter_column};
use crate::view::{
    FilterCount, FilterCounts, Id, ImportChoices, ImportPage, ImportPreview, ImportQuery, ImportRequest,
    ImportView,
};
use calendar::DateTime;
use rules::{Condition, FieldType, Kind, Role};
use std::path::Path;
use std::sync::Arc;
use store::{Cell, Reader};

/// The kind as its old registers are read. Where a matter is about one person and has no parties, that person stands in
/// a row as a party does: with a name, a number, a birth date, known on file or not.
fn as_listed(kind: &Kind) -> Kind {
    let mut listed = kind.clone();
    let about = kind
        .fields
        .iter()
        .find(|field| field.field_type == FieldType::Person && matches!(field.required, Condition::Always));
    if let Some(field) = about.filter(|_| kind.roles.is_empty()) {
        listed.roles.push(Role {
            id: field.id.clone(),
            title: field.label.clone(),
            min: 1,
            max: 1,
            accepts: vec!["natural".to_owned()],
        });
    }
    listed
}

/// Whether a role is a field that names a person ([`as_listed`]).
fn is_field(kind: &Kind, role: &str) -> bool {
    kind.roles.iter().any(|known| known.id == role)
        && kind.field(role).is_some_and(|field| field.field_type == FieldType::Person)
}

/// Imports listed at most.
const LISTED: usize = 200;

impl Session {
    /// Reads a file as an old register of a kind and keeps what was understood until the next file is read: pages of it
    /// are shown by [`Session::import_page`], and [`Session::import`] takes it over. Nothing is written. `name` is the
    /// name the file was handed in under.
    ///
    /// # Errors
    /// A file that is no table, too large, locked or damaged; an unknown kind; cancelled.
    pub fn import_preview(
        &self,
        path: &Path,
        name: &str,
        request: &ImportRequest,
        now: DateTime,
        progress: &dyn Progress,
    ) -> Result<ImportPreview> {
        let read = self.understand(path, name, request, now, progress)?;
        let preview = read.preview();
        *self.old_register() = Some(Arc::new(read));
        Ok(preview)
    }

    /// The file that was read last, as it was understood.
    ///
    /// # Errors
    /// None was read.
    pub fn import_read(&self) -> Result<ImportPreview> {
        Ok(self.last_read()?.preview())
    }

    /// Rows of the file that was read last, and what would become of them.
    ///
    /// # Errors
    /// None was read.
    pub fn import_page(&self, query: &ImportQuery, choices: &ImportChoices) -> Result<ImportPage> {
        Ok(self.last_read()?.page(query, choices))
    }

    /// Forgets the file that was read last.
    pub fn import_forget(&self) {
        *self.old_register() = None;
    }

    fn last_read(&self) -> Result<Arc<OldRegister>> {
        self.old_register().clone().ok_or(OfficeError::NothingRead)
    }

    /// The imports of a kind, newest first.
    ///
    /// # Errors
    /// An unknown kind.
    pub fn imports(&self, kind: &str) -> Result<Vec<ImportView>> {
        let kind = self.assets().kind(kind)?;
        let context = self.context();
        self.read(|reader| {
            let imports = reader.imports(&kind.id, LISTED)?.into_iter();
            let count = |number: i64| u32::try_from(number).unwrap_or(0);
            Ok(imports
                .map(|import| ImportView {
                    id: Id(import.id),
                    file: import.data.file,
                    attachment: import.data.attachment.map(Id),
                    at: import.at.format("%Y-%m-%dT%H:%M").to_string(),
                    by: context.staff_name(import.staff).unwrap_or_default(),
                    added: count(import.data.added),
                    changed: count(import.data.changed),
                    skipped: count(import.data.skipped),
                })
                .collect())
        })
    }

    /// The register's filter by import, where there was one.
    pub(crate) fn import_counts(&self, reader: &Reader<'_>, kind: &Kind) -> Result<Option<FilterCounts>> {
        let mut values = Vec::new();
        for (cell, count) in reader.register_counts(&kind.id, &filter_column(IMPORT))? {
            let Cell::Integer(id) = cell else { continue };
            let import = reader.import(id)?;
            values.push(FilterCount {
                value: id.to_string(),
                label: format!("{} {}", import.at.date(), import.data.file),
                count: u32::try_from(count).unwrap_or(u32::MAX),
            });
        }
        values.reverse();
        let title = crate::kinds::filter_title(kind, IMPORT);
        Ok((!values.is_empty()).then(|| FilterCounts { filter: IMPORT.to_owned(), title, values }))
    }
}

#[cfg(test)]
mod tests;
