//! Who sees what. Matters of some kinds are seen only by the members of staff they name, and matters that name such a
//! matter only by those who see that one. The person at the desk is told to the store once ([`crate::Store::show_to`]);
//! from then on every read leaves out what they may not see, as if it were not there. What derives and checks all
//! matters reads with [`crate::Store::read_whole`].

use std::collections::HashMap;
use std::sync::OnceLock;

use rusqlite::params;

use crate::error::Result;
use crate::ids::Ids;
use crate::reader::Reader;
use crate::subject::{Subject, SubjectKind};

/// The register's cell that names who may see a matter.
pub const SEEN_BY: &str = "seen:by";
/// The register's cells that name the matters one has to see to see this one.
pub const SEEN_WITH: &str = "seen:with";

/// For whom the store reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sight {
    /// The member of staff.
    pub staff: i64,
    /// Kinds of which they see only the matters that name them ([`SEEN_BY`]).
    pub assigned: Vec<String>,
    /// Kinds of which they see only the matters that name none they do not see ([`SEEN_WITH`]).
    pub shielded: Vec<String>,
}

impl Sight {
    /// Whether not all matters of a kind are seen.
    pub(crate) fn limits(&self, kind: &str) -> bool {
        self.assigned.iter().chain(&self.shielded).any(|limited| limited == kind)
    }
}

/// What a member of staff does not see.
#[derive(Debug, Default)]
pub(crate) struct Hidden {
    matters: Ids,
    by_kind: HashMap<String, usize>,
    /// The kinds of which not all matters are seen.
    limited: Vec<String>,
    /// People known only from hidden matters; looked for when first asked for.
    people: OnceLock<Ids>,
    /// The documents of hidden matters; likewise. Who does not see a matter issues none of it.
    papers: OnceLock<Ids>,
}

impl Hidden {
    /// What the stored matters hide from somebody; none when nothing.
    pub(crate) fn from(reader: &Reader<'_>, sight: &Sight) -> Result<Option<Self>> {
        let limited = sight.assigned.iter().chain(&sight.shielded).cloned().collect();
        let mut hidden = Self { limited, ..Self::default() };
        for kind in &sight.assigned {
            let all = reader.all("list matters", "SELECT id FROM matters WHERE kind = ?1", [kind], |c| {
                c.get::<i64>("matters.id")
            })?;
            // One that was never derived names nobody yet, and is hidden too.
            let mut ids: Ids = all.into_iter().collect();
            for (named, matter) in reader.cells(kind, SEEN_BY)? {
                if named == sight.staff {
                    ids.remove(matter);
                }
            }
            hidden.add(kind, &ids);
        }
        let mut links = Vec::new();
        for kind in &sight.shielded {
            links.push((kind, reader.cells(kind, SEEN_WITH)?));
        }
        loop {
            let mut more = false;
            for (kind, cells) in &links {
                let new: Ids = cells
                    .iter()
                    .filter(|(named, matter)| {
                        hidden.matters.contains(*named) && !hidden.matters.contains(*matter)
                    })
                    .map(|(_, matter)| *matter)
                    .collect();
                more |= !new.is_empty();
                hidden.add(kind, &new);
            }
            if !more {
                break;
            }
        }
        Ok((!hidden.matters.is_empty()).then_some(hidden))
    }

    fn add(&mut self, kind: &str, ids: &Ids) {
        let mut new = 0;
        for id in ids.list() {
            new += usize::from(!self.matters.contains(id));
            self.matters.insert(id);
        }
        *self.by_kind.entry(kind.to_owned()).or_default() += new;
    }
}

impl Reader<'_> {
    /// Whether a matter is not for the eyes of the person at the desk.
    pub fn hides(&self, matter: i64) -> bool {
        self.hidden.is_some_and(|hidden| hidden.matters.contains(matter))
    }

    /// The matters not to be seen; none when there are none.
    pub(crate) fn hidden_matters(&self) -> Option<&Ids> {
        self.hidden.map(|hidden| &hidden.matters)
    }

    /// Whether not all matters of a kind are to be seen, so that a list of them as they came is not either.
    pub(crate) fn hides_kind(&self, kind: &str) -> bool {
        self.hidden.is_some_and(|hidden| hidden.limited.iter().any(|limited| limited == kind))
    }

    /// Whether an attachment that belongs to no matter is an old register with matters that are not to be seen.
    pub(crate) fn hides_register(&self, attachment: i64) -> Result<bool> {
        if self.hidden.is_none() {
            return Ok(false);
        }
        let kinds =
            self.all("find import", "SELECT kind FROM imports WHERE attachment = ?1", [attachment], |c| {
                c.get::<String>("imports.kind")
            })?;
        Ok(kinds.iter().any(|kind| self.hides_kind(kind)))
    }

    /// How many matters of a kind (of all) are not to be seen.
    pub(crate) fn hidden_count(&self, kind: Option<&str>) -> usize {
        match (self.hidden, kind) {
            (None, _) => 0,
            (Some(hidden), Some(kind)) => hidden.by_kind.get(kind).copied().unwrap_or(0),
            (Some(hidden), None) => hidden.matters.count(),
        }
    }

    /// People who are known only from matters not to be seen; none when there are none.
    pub(crate) fn hidden_people(&self) -> Result<Option<&Ids>> {
        let Some(hidden) = self.hidden else { return Ok(None) };
        if let Some(people) = hidden.people.get() {
            return Ok(Some(people));
        }
        let mut people = Ids::default();
        for matter in hidden.matters.list() {
            for person in self.known_in(matter)? {
                if !people.contains(person) && self.matters_of_person(person)?.is_empty() {
                    people.insert(person);
                }
            }
        }
        Ok(Some(hidden.people.get_or_init(|| people)))
    }

    /// The documents of matters not to be seen; none when there are none.
    pub(crate) fn hidden_papers(&self) -> Result<Option<&Ids>> {
        let Some(hidden) = self.hidden else { return Ok(None) };
        if let Some(papers) = hidden.papers.get() {
            return Ok(Some(papers));
        }
        let mut papers = Ids::default();
        for matter in hidden.matters.list() {
            let sql = "SELECT id FROM documents WHERE matter = ?1";
            for id in self.all("list documents", sql, [matter], |c| c.get::<i64>("documents.id"))? {
                papers.insert(id);
            }
        }
        Ok(Some(hidden.papers.get_or_init(|| papers)))
    }

    /// Whether a person is known only from matters not to be seen.
    pub fn hides_person(&self, person: i64) -> Result<bool> {
        Ok(self.hidden_people()?.is_some_and(|people| people.contains(person)))
    }

    /// Whether an entry of the audit chain is about something not to be seen.
    pub(crate) fn hides_entry(&self, subject: Subject, matter: Option<i64>) -> Result<bool> {
        if self.hidden.is_none() {
            return Ok(false);
        }
        if matter.is_some_and(|matter| self.hides(matter)) {
            return Ok(true);
        }
        match subject.kind {
            SubjectKind::Person => self.hides_person(subject.id),
            // A number is given before its matter or document is there to be named.
            SubjectKind::Number => {
                let holders = self.all(
                    "find what holds a number",
                    "SELECT id FROM matters WHERE number_id = ?1 UNION ALL \
                     SELECT d.matter FROM numbers n JOIN documents d ON d.number = n.text AND d.number_id = n.id \
                     WHERE n.id = ?1 AND d.matter IS NOT NULL",
                    [subject.id],
                    |c| c.get::<i64>("matters.id"),
                )?;
                Ok(holders.into_iter().any(|matter| self.hides(matter)))
            }
            SubjectKind::Office
            | SubjectKind::Setting
            | SubjectKind::Staff
            | SubjectKind::Organization
            | SubjectKind::Matter
            | SubjectKind::Party
            | SubjectKind::Journal
            | SubjectKind::Document
            | SubjectKind::Attachment
            | SubjectKind::Duty
            | SubjectKind::Register
            | SubjectKind::Draft
            | SubjectKind::Holiday
            | SubjectKind::Import
            | SubjectKind::Phrase
            | SubjectKind::Approval => Ok(false),
        }
    }

    /// The whole numbers in a register's cells and whose they are.
    fn cells(&self, kind: &str, column: &str) -> Result<Vec<(i64, i64)>> {
        self.all(
            "read register cells",
            "SELECT c.sort, c.matter FROM register_cells c JOIN register_columns n ON n.id = c.\"column\" \
             WHERE n.kind = ?1 AND n.\"column\" = ?2 AND typeof(c.sort) = 'integer'",
            params![kind, column],
            |c| Ok((c.get("register_cells.sort")?, c.get("register_cells.matter")?)),
        )
    }
}
