//! What is on file already: the same matter, the same people. Offered, never decided.

use super::is_field;
use super::old_register::Row;
use crate::Session;
use crate::error::Result;
use crate::matter::judgement::Folder;
use crate::people::{identity, record};
use crate::view::{Id, ImportDuplicate, ImportPerson, ImportSame, PartyInput};
use rules::Kind;
use store::Reader;

impl Session {
    /// Matters of the kind that are the same: by number, or by all parties' names and the day they came in.
    pub(super) fn same_matters(
        &self,
        reader: &Reader<'_>,
        kind: &Kind,
        row: &Row,
    ) -> Result<Vec<ImportDuplicate>> {
        let mut found = Vec::new();
        if let Some(number) = &row.matter_number
            && let Some(matter) = reader.matter_by_number(number)?
            && matter.data.kind == kind.id
        {
            found.push((matter.id, ImportSame::Number));
        }
        if let (Some(first), Some(day)) = (row.parties.first(), row.opened_on) {
            for id in matters_of(reader, first)? {
                if found.iter().any(|(known, _)| *known == id) {
                    continue;
                }
                let folder = Folder::read(reader, id)?;
                let on_day = folder.matter.kind == kind.id && folder.matter.opened_on == Some(day);
                if on_day && names_of(&folder) == names(&row.parties) {
                    found.push((id, ImportSame::PartiesAndDay));
                }
            }
        }
        if let (Some(party), Some(day)) =
            (row.parties.iter().find(|party| is_field(kind, &party.role)), row.opened_on)
        {
            for id in self.matters_about(reader, kind, party)? {
                let same = reader.matter(id)?.data.opened_on == Some(day);
                if same && !found.iter().any(|(known, _)| *known == id) {
                    found.push((id, ImportSame::PartiesAndDay));
                }
            }
        }
        let mut duplicates = Vec::with_capacity(found.len());
        for (id, same) in found {
            let matter = reader.matter(id)?.data;
            let closed = kind.state(&matter.state).is_some_and(|state| state.is_final);
            duplicates.push(ImportDuplicate {
                matter: Id(id),
                number: matter.number,
                title: matter.title,
                same,
                closed,
            });
        }
        Ok(duplicates)
    }

    /// Matters of the kind whose field names somebody of a person's name.
    fn matters_about(&self, reader: &Reader<'_>, kind: &Kind, party: &PartyInput) -> Result<Vec<i64>> {
        let mut matters = Vec::new();
        for person in reader.people_named(party.particulars.name.trim(), None)? {
            matters.extend(self.matters_naming(reader, kind, &party.role, person.id)?);
        }
        Ok(matters)
    }

    /// Records that a party may be.
    pub(super) fn known(&self, reader: &Reader<'_>, party: &PartyInput) -> Result<Vec<ImportPerson>> {
        let natural = identity::is_natural(party.kind);
        let found = records_of(reader, party)?;
        let mut known = Vec::with_capacity(found.len());
        for (id, by_number) in found {
            let line = self.person_line(reader, id, !natural)?;
            let number =
                if natural { reader.person(id)?.data.id_number } else { reader.organization(id)?.data.code };
            let description = crate::people::description(&line, &number.unwrap_or_default());
            known.push(ImportPerson {
                name: party.particulars.name.clone(),
                record: Id(id),
                by_number,
                description,
            });
        }
        Ok(known)
    }
}

/// Records that a party may be: by its number (true), or by name and birth date, an organization by its whole name.
pub(super) fn records_of(reader: &Reader<'_>, party: &PartyInput) -> Result<Vec<(i64, bool)>> {
    let its = &party.particulars;
    let number = its.id_number.trim().to_uppercase();
    let mut found: Vec<(i64, bool)> = Vec::new();
    if identity::is_natural(party.kind) {
        if !number.is_empty() {
            found.extend(reader.people_with_id_number(&number)?.into_iter().map(|person| (person.id, true)));
        }
        if let Ok(birth) = calendar::parse_date(&its.birth_date) {
            for person in reader.people_named(&its.name, Some(birth))? {
                if person.data.birth_date == Some(birth) && !found.iter().any(|(id, _)| *id == person.id) {
                    found.push((person.id, false));
                }
            }
        }
        return Ok(found);
    }
    let code = Some(number.as_str()).filter(|code| !code.is_empty());
    for row in reader.organizations_like(&its.name, code)? {
        found.push((row.id, code.is_some() && row.data.code.as_deref() == code));
    }
    Ok(found)
}

/// The matters of anybody with a party's name, newest first.
fn matters_of(reader: &Reader<'_>, party: &PartyInput) -> Result<Vec<i64>> {
    let name = party.particulars.name.trim();
    let mut matters = Vec::new();
    if identity::is_natural(party.kind) {
        for person in reader.people_named(name, None)? {
            matters.extend(reader.matters_of_person(person.id)?);
        }
    } else {
        for organization in reader.organizations_like(name, None)? {
            matters.extend(reader.matters_of_organization(organization.id)?);
        }
    }
    Ok(matters)
}

/// All parties' names, in no order.
pub(super) fn names(parties: &[PartyInput]) -> Vec<String> {
    let mut names: Vec<String> = parties.iter().map(|party| party.particulars.name.clone()).collect();
    names.sort();
    names
}

fn names_of(folder: &Folder) -> Vec<String> {
    let parties = folder.parties.iter().map(|party| record::from_snapshot(&party.snapshot).1.name);
    let mut names: Vec<String> = parties.collect();
    names.sort();
    names
}
