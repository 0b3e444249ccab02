//! One page per person: all matters, all documents.

use super::{identity, mask, record};
use crate::Session;
use crate::documents;
use crate::error::{OfficeError, Result};
use crate::session::revision;
use crate::view::{
    DocumentView, Id, KeptWarning, MatterLine, Particulars, PartyKind, PersonLine, PersonView,
};
use calendar::DateTime;
use rules::{Field, FieldType, Kind};
use serde_json::{Map, Value, json};
use store::{Reader, Subject, SubjectKind};

/// Documents of a person at most.
const DOCUMENTS: usize = 500;

impl Session {
    /// One person (or organization) with all matters and documents. In the audit chain.
    ///
    /// # Errors
    /// No such record.
    pub fn person(&self, id: Id, organization: bool, now: DateTime) -> Result<PersonView> {
        let page = self.read(|reader| self.person_page(reader, id.0, organization, now, true))?;
        self.look("person.view", subject(id, organization), now)?;
        Ok(page)
    }

    /// The same with its number in full, to be edited. In the audit chain.
    ///
    /// # Errors
    /// No such record.
    pub fn person_for_edit(&self, id: Id, organization: bool, now: DateTime) -> Result<PersonView> {
        self.write("person.view-number", now, |tx| {
            Ok(tx.note(subject(id, organization), json!({ "number_shown": true }))?)
        })?;
        self.read(|reader| self.person_page(reader, id.0, organization, now, false))
    }

    fn person_page(
        &self,
        reader: &Reader<'_>,
        id: i64,
        organization: bool,
        now: DateTime,
        masking: bool,
    ) -> Result<PersonView> {
        let (kind, revision_now, mut particulars, kept, matters) = if organization {
            let row = reader.organization(id)?;
            let (kind, particulars) = record::of_organization(&row.data);
            (kind, row.revision, particulars, Vec::<KeptWarning>::new(), reader.matters_of_organization(id)?)
        } else {
            if reader.hides_person(id)? {
                return Err(OfficeError::Missing { what: "person", id: id.to_string() });
            }
            let row = reader.person(id)?;
            let (particulars, kept) = record::of_person(&row.data);
            (PartyKind::Natural, row.revision, particulars, kept, reader.matters_of_person(id)?)
        };
        let findings = if organization {
            Vec::new()
        } else {
            identity::open_warnings(&identity::check("", &particulars), &kept)
        };
        let age = identity::age(&particulars, now.date());
        let alike = if organization { Vec::new() } else { self.alike(reader, id, &particulars)? };
        let masked = masking && !organization && !particulars.id_number.is_empty();
        if masked {
            particulars.id_number = mask::masked(&particulars.id_number);
        }
        let mut lines = Vec::with_capacity(matters.len());
        for matter in &matters {
            lines.push(self.matter_of(reader, *matter, id, organization)?);
        }
        Ok(PersonView {
            id: Id(id),
            kind,
            revision: revision(revision_now),
            particulars,
            masked,
            age,
            kept,
            findings,
            matters: lines,
            documents: self.documents_of(reader, &matters)?,
            alike,
        })
    }

    /// A matter with the role the person has in it.
    fn matter_of(&self, reader: &Reader<'_>, matter: i64, id: i64, organization: bool) -> Result<MatterLine> {
        let parties = reader.parties(matter)?;
        let party = parties.iter().find(|party| {
            let record = if organization { party.data.organization } else { party.data.person };
            record == Some(id)
        });
        let data = reader.matter(matter)?.data;
        let kind = self.assets().definitions().kinds.get(&data.kind);
        let role = match party {
            Some(party) => {
                let role = kind.and_then(|kind| kind.roles.iter().find(|role| role.id == party.data.role));
                Some(role.map_or_else(|| party.data.role.clone(), |role| role.title.clone()))
            }
            None => kind.and_then(|kind| named_as(kind, &data.fields, id)),
        };
        self.line(reader, matter, role)
    }

    fn documents_of(&self, reader: &Reader<'_>, matters: &[i64]) -> Result<Vec<DocumentView>> {
        let mut views = Vec::new();
        for matter in matters {
            for document in reader.documents(*matter)?.iter().rev() {
                if views.len() == DOCUMENTS {
                    return Ok(views);
                }
                views.push(documents::view(self, reader, document)?);
            }
        }
        Ok(views)
    }

    /// Records that look like the same person.
    fn alike(&self, reader: &Reader<'_>, id: i64, particulars: &Particulars) -> Result<Vec<PersonLine>> {
        let mut ids: Vec<i64> = Vec::new();
        if !particulars.id_number.is_empty() {
            ids.extend(reader.people_with_id_number(&particulars.id_number)?.into_iter().map(|row| row.id));
        }
        if let Ok(birth) = calendar::parse_date(&particulars.birth_date) {
            let named = reader.people_named(&particulars.name, Some(birth))?;
            ids.extend(named.into_iter().filter(|row| row.data.birth_date == Some(birth)).map(|row| row.id));
        }
        ids.sort_unstable();
        ids.dedup();
        ids.into_iter()
            .filter(|other| *other != id)
            .map(|other| self.person_line(reader, other, false))
            .collect()
    }
}

/// The label of the field that names somebody, the column's where it is one of rows.
fn named_as(kind: &Kind, fields: &Map<String, Value>, id: i64) -> Option<String> {
    let names = |field: &Field, value: Option<&Value>| {
        field.field_type == FieldType::Person && value.and_then(Value::as_i64) == Some(id)
    };
    kind.fields.iter().find_map(|field| {
        let value = fields.get(&field.id);
        if names(field, value) {
            return Some(field.label.clone());
        }
        let rows = value.and_then(Value::as_array)?;
        let column =
            field.columns.iter().find(|column| rows.iter().any(|row| names(column, row.get(&column.id))));
        column.map(|column| column.label.clone())
    })
}

pub(super) fn subject(id: Id, organization: bool) -> Subject {
    let kind = if organization { SubjectKind::Organization } else { SubjectKind::Person };
    Subject::new(kind, id.0)
}
