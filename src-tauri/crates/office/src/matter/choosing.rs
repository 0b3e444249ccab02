//! Finding a matter: by its number, for a reference field, by what refers to it.

use crate::Session;
use crate::error::{OfficeError, Result};
use crate::view::{Id, MatterLine};
use store::{Cell, Condition, RegisterFilter, RegisterQuery};

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

    /// Matters of a kind for a reference field: those in which the words are found, newest first; closed ones come last,
    /// and only when they are searched for.
    ///
    /// # Errors
    /// An unknown kind.
    pub fn choose_matter(&self, kind: &str, search: &str, limit: u32) -> Result<Vec<MatterLine>> {
        let kind = self.assets().kind(kind)?;
        let limit = usize::try_from(limit).unwrap_or(OFFERED).clamp(1, OFFERED);
        let query = |closed: bool, limit: usize| {
            let states = kind.states.iter().filter(|state| state.is_final == closed);
            let states = states.map(|state| Cell::Text(state.id.clone())).collect();
            RegisterQuery {
                kind: kind.id.clone(),
                filters: vec![RegisterFilter {
                    column: super::derived::STATE.to_owned(),
                    condition: Condition::OneOf(states),
                }],
                sort: None,
                search: search.to_owned(),
                offset: 0,
                limit,
            }
        };
        self.read(|reader| {
            let mut rows = reader.register(&query(false, limit))?.rows;
            if rows.len() < limit && !search.trim().is_empty() {
                rows.extend(reader.register(&query(true, limit - rows.len()))?.rows);
            }
            rows.into_iter().map(|(id, _)| self.line(reader, id, None)).collect()
        })
    }
}
