//! Lists of people and organizations.

use super::mask::{masked, tail};
use super::record;
use crate::Session;
use crate::assets::Assets;
use crate::error::Result;
use crate::input::{self, Place};
use crate::view::{Id, PartyKind, PeoplePage, PeopleQuery, PersonLine};
use store::{Organization, Person, Reader, SearchQuery, SearchScope};

/// Lines on a page.
const PAGE: u32 = 500;
/// Hits counted at most.
const COUNTED: usize = 10_000;

impl Session {
    /// A page of people or organizations: by name, pinyin initials, any part of the ID number, telephone, address.
    ///
    /// # Errors
    /// A search text that is not acceptable.
    pub fn people(&self, query: &PeopleQuery) -> Result<PeoplePage> {
        self.people_counted(query, COUNTED)
    }

    /// The same, with at most so many hits looked at.
    pub(super) fn people_counted(&self, query: &PeopleQuery, counted: usize) -> Result<PeoplePage> {
        let search = input::line(Place { field: "search", label: "查找" }, &query.search)?;
        let limit = if query.limit == 0 { PAGE } else { query.limit.min(PAGE) };
        let (offset, limit) = (size(query.offset), size(limit));
        let page: PeoplePage = self.read(|reader| {
            let (ids, total) = if search.is_empty() {
                all(reader, query.organizations, offset, limit)?
            } else {
                found(reader, query.organizations, &search, (offset, limit), counted)?
            };
            let lines = ids.into_iter().map(|id| self.person_line(reader, id, query.organizations));
            Ok(PeoplePage {
                lines: lines.collect::<Result<_>>()?,
                total: u32::try_from(total).unwrap_or(u32::MAX),
            })
        })?;
        self.looked_up(if query.organizations { "单位" } else { "人员" }, &search, size(page.total));
        Ok(page)
    }

    pub(crate) fn person_line(&self, reader: &Reader<'_>, id: i64, organization: bool) -> Result<PersonLine> {
        if organization {
            organization_line(reader, &reader.organization(id)?)
        } else {
            person_line(self.assets(), reader, &reader.person(id)?)
        }
    }
}

fn size(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

fn all(reader: &Reader<'_>, organizations: bool, offset: usize, limit: usize) -> Result<(Vec<i64>, usize)> {
    if organizations {
        let ids = reader.organizations(offset, limit)?.into_iter().map(|row| row.id).collect();
        return Ok((ids, reader.organizations(0, COUNTED)?.len()));
    }
    let ids = reader.people(offset, limit)?.into_iter().map(|row| row.id).collect();
    Ok((ids, reader.people_count()?))
}

fn found(
    reader: &Reader<'_>,
    organizations: bool,
    text: &str,
    (offset, limit): (usize, usize),
    cap: usize,
) -> Result<(Vec<i64>, usize)> {
    let scope = if organizations { SearchScope::Organizations } else { SearchScope::People };
    let page = reader.search(&SearchQuery { text: text.to_owned(), scope, offset, limit, cap })?;
    Ok((page.hits.into_iter().map(|hit| hit.subject.id).collect(), page.count))
}

fn person_line(assets: &Assets, reader: &Reader<'_>, person: &Person) -> Result<PersonLine> {
    let (particulars, _) = record::of_person(&person.data);
    Ok(PersonLine {
        id: Id(person.id),
        kind: PartyKind::Natural,
        sex: assets.code_label("sex", &particulars.sex).to_owned(),
        id_masked: masked(&particulars.id_number),
        name: particulars.name,
        birth_date: particulars.birth_date,
        phone: particulars.phone,
        address: particulars.address,
        matters: u32::try_from(reader.matters_of_person(person.id)?.len()).unwrap_or(u32::MAX),
    })
}

fn organization_line(reader: &Reader<'_>, organization: &Organization) -> Result<PersonLine> {
    let (kind, particulars) = record::of_organization(&organization.data);
    Ok(PersonLine {
        id: Id(organization.id),
        kind,
        sex: String::new(),
        birth_date: String::new(),
        id_masked: particulars.id_number,
        name: particulars.name,
        phone: particulars.phone,
        address: particulars.address,
        matters: u32::try_from(reader.matters_of_organization(organization.id)?.len()).unwrap_or(u32::MAX),
    })
}

/// What tells two people of one name apart: `男，1968年3月2日生，证件尾号 1231，2件事项`.
pub(crate) fn description(line: &PersonLine, number: &str) -> String {
    let mut parts = Vec::new();
    if !line.sex.is_empty() {
        parts.push(line.sex.clone());
    }
    if let Ok(birth) = calendar::parse_date(&line.birth_date) {
        parts.push(format!("{}生", calendar::cn_date(birth)));
    }
    let tail = tail(number);
    if !tail.is_empty() {
        parts.push(format!("证件尾号{tail}"));
    }
    if !line.address.is_empty() {
        parts.push(line.address.clone());
    }
    parts.push(format!("{}件事项", line.matters));
    parts.join("，")
}
