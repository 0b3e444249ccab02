//! Finding a matter: by its number, for a reference field, by what refers to it.

use super::derived::filter_column;
use crate::Session;
use crate::error::{OfficeError, Result};
use crate::view::{Id, MatterLine};
use rules::Kind;
use store::{Cell, Condition, Reader, RegisterFilter, RegisterQuery};

/// Matters offered at most.
const OFFERED: usize = 100;

impl Session {
    /// The id of a matter by its number, or by `#12` while it has none.
    ///
    /// # Errors
    /// No such matter.
    pub fn matter_by_number(&self, number: &str) -> Result<Id> {
        let number = number.trim();
        let missing = || OfficeError::Missing { what: "matter", id: number.to_owned() };
        self.read(|reader| {
            if let Some(id) = number.strip_prefix('#').and_then(|id| id.parse().ok()) {
                return Ok(Id(reader.matter(id)?.id));
            }
            reader.matter_by_number(number)?.map(|matter| Id(matter.id)).ok_or_else(missing)
        })
    }

    /// Matters of a kind for a reference field: those in which the words are found, newest first, closed ones left out.
    ///
    /// # Errors
    /// An unknown kind.
    pub fn choose_matter(&self, kind: &str, search: &str, limit: u32) -> Result<Vec<MatterLine>> {
        let kind = self.assets().kind(kind)?;
        let open = kind.states.iter().filter(|state| !state.is_final);
        let open = open.map(|state| Cell::Text(state.id.clone())).collect();
        let query = RegisterQuery {
            kind: kind.id.clone(),
            filters: vec![RegisterFilter {
                column: super::derived::STATE.to_owned(),
                condition: Condition::OneOf(open),
            }],
            sort: None,
            search: search.to_owned(),
            offset: 0,
            limit: usize::try_from(limit).unwrap_or(OFFERED).clamp(1, OFFERED),
        };
        self.read(|reader| {
            let page = reader.register(&query)?;
            page.rows.into_iter().map(|(id, _)| self.line(reader, id, None)).collect()
        })
    }

    /// Matters of a kind whose reference field holds this matter, newest first.
    pub(super) fn matters_with(
        &self,
        reader: &Reader<'_>,
        kind: &Kind,
        field: &str,
        id: i64,
    ) -> Result<Vec<MatterLine>> {
        let query = RegisterQuery {
            kind: kind.id.clone(),
            filters: vec![RegisterFilter {
                column: filter_column(field),
                condition: Condition::OneOf(vec![Cell::Integer(id)]),
            }],
            sort: None,
            search: String::new(),
            offset: 0,
            limit: OFFERED,
        };
        let page = reader.register(&query)?;
        page.rows.into_iter().map(|(id, _)| self.line(reader, id, None)).collect()
    }
}
