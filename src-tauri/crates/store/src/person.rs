//! People: entered once, referred to by the parties of matters and by their fields.

use chrono::NaiveDate;
use rusqlite::params;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::error::{Result, StoreError};
use crate::reader::Reader;
use crate::subject::{Subject, SubjectKind};
use crate::transaction::Tx;
use crate::value::{Columns, date_text, object_text};

/// The register's cells with the people that a matter names beside its parties.
pub const NAMES: &str = "names:person";

/// What is recorded of a person. Codes are code ids; the store does not look into them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PersonData {
    /// Name as on the identity document.
    pub name: String,
    /// Pinyin initials for search, lower case, given by the caller (`zs` for 张三); empty if unknown.
    pub initials: String,
    /// Code of the sex.
    pub sex: Option<String>,
    /// Date of birth.
    pub birth_date: Option<NaiveDate>,
    /// Code of the identity document's type.
    pub id_type: Option<String>,
    /// Number of the identity document, upper case.
    pub id_number: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Address.
    pub address: Option<String>,
    /// Everything else, by field id.
    pub extras: Map<String, Value>,
}

/// A stored person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Row id.
    pub id: i64,
    /// Counts up with each change.
    pub revision: i64,
    /// The data.
    #[serde(flatten)]
    pub data: PersonData,
}

const COLUMNS: &str =
    "id, revision, name, initials, sex, birth_date, id_type, id_number, phone, address, extras";

fn build(c: &mut Columns<'_, '_>) -> Result<Person> {
    Ok(Person {
        id: c.get("people.id")?,
        revision: c.get("people.revision")?,
        data: PersonData {
            name: c.get("people.name")?,
            initials: c.get("people.initials")?,
            sex: c.get("people.sex")?,
            birth_date: c.date("people.birth_date")?,
            id_type: c.get("people.id_type")?,
            id_number: c.get("people.id_number")?,
            phone: c.get("people.phone")?,
            address: c.get("people.address")?,
            extras: c.object("people.extras")?,
        },
    })
}

/// What a search finds a person by. Lines keep one value from running into the next.
fn search_text(data: &PersonData) -> String {
    let parts = [
        Some(data.name.as_str()),
        Some(data.initials.as_str()),
        data.id_number.as_deref(),
        data.phone.as_deref(),
        data.address.as_deref(),
    ];
    parts.into_iter().flatten().filter(|s| !s.is_empty()).collect::<Vec<_>>().join("\n")
}

impl Reader<'_> {
    /// One person.
    pub fn person(&self, id: i64) -> Result<Person> {
        self.first("read person", &format!("SELECT {COLUMNS} FROM people WHERE id = ?1"), [id], build)?
            .ok_or(StoreError::NotFound { kind: SubjectKind::Person, id })
    }

    /// People with this identity number: a possible duplicate.
    pub fn people_with_id_number(&self, id_number: &str) -> Result<Vec<Person>> {
        let sql = format!("SELECT {COLUMNS} FROM people WHERE id_number = ?1 ORDER BY id");
        self.all("find people by number", &sql, [id_number], build)
    }

    /// People with this name and, when given, this date of birth (people without one match too): possible
    /// duplicates.
    pub fn people_named(&self, name: &str, birth_date: Option<NaiveDate>) -> Result<Vec<Person>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM people WHERE name = ?1 \
             AND (?2 IS NULL OR birth_date IS NULL OR birth_date = ?2) ORDER BY id"
        );
        let found = self.all("find people by name", &sql, params![name, birth_date.map(date_text)], build)?;
        let Some(hidden) = self.hidden_people()? else { return Ok(found) };
        Ok(found.into_iter().filter(|person| !hidden.contains(person.id)).collect())
    }

    /// People, newest first, from `offset` on.
    pub fn people(&self, offset: usize, limit: usize) -> Result<Vec<Person>> {
        let hidden = self.hidden_people()?;
        let sql = format!("SELECT {COLUMNS} FROM people ORDER BY id DESC");
        self.some("list people", &sql, [], (offset, limit), |c| {
            Ok(Some(build(c)?).filter(|person| hidden.is_none_or(|hidden| !hidden.contains(person.id))))
        })
    }

    /// How many people there are.
    pub fn people_count(&self) -> Result<usize> {
        let count = self.number_of("count people", "SELECT count(*) FROM people", [])?;
        let hidden = self.hidden_people()?.map_or(0, crate::ids::Ids::count);
        Ok(usize::try_from(count).unwrap_or(0).saturating_sub(hidden))
    }
}

impl Reader<'_> {
    /// The matters that know a person, newest first; those not to be seen too.
    pub(crate) fn knowing(&self, person: i64) -> Result<Vec<i64>> {
        self.all(
            "list a person's matters",
            "SELECT matter FROM parties WHERE person = ?1 UNION \
             SELECT c.matter FROM register_columns n JOIN register_cells c ON c.\"column\" = n.id AND c.sort = ?1 \
             WHERE n.\"column\" = ?2 ORDER BY matter DESC",
            params![person, NAMES],
            |c| c.get("parties.matter"),
        )
    }

    /// The people that a matter knows, each once.
    pub(crate) fn known_in(&self, matter: i64) -> Result<Vec<i64>> {
        self.all(
            "list a matter's people",
            "SELECT person FROM parties WHERE matter = ?1 AND person IS NOT NULL UNION \
             SELECT c.sort FROM register_cells c JOIN register_columns n ON n.id = c.\"column\" \
             WHERE c.matter = ?1 AND n.\"column\" = ?2",
            params![matter, NAMES],
            |c| c.get("parties.person"),
        )
    }
}

impl Tx<'_> {
    /// Adds a person and returns the row id.
    pub fn add_person(&mut self, data: &PersonData) -> Result<i64> {
        let id = self.insert(
            "add person",
            "INSERT INTO people (revision, name, initials, sex, birth_date, id_type, id_number, phone, address, \
             extras) VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                data.name,
                data.initials,
                data.sex,
                data.birth_date.map(date_text),
                data.id_type,
                data.id_number,
                data.phone,
                data.address,
                object_text(&data.extras)?
            ],
        )?;
        let subject = Subject::new(SubjectKind::Person, id);
        self.put_search_text(subject, None, "", &search_text(data))?;
        self.record_added(subject, data)?;
        Ok(id)
    }

    /// Changes a person; `revision` is the one the change was based on.
    pub fn change_person(&mut self, id: i64, revision: i64, data: &PersonData) -> Result<()> {
        let old = self.person(id)?;
        Self::fresh(SubjectKind::Person, id, revision, old.revision)?;
        self.execute(
            "change person",
            "UPDATE people SET revision = revision + 1, name = ?2, initials = ?3, sex = ?4, birth_date = ?5, \
             id_type = ?6, id_number = ?7, phone = ?8, address = ?9, extras = ?10 WHERE id = ?1",
            params![
                id,
                data.name,
                data.initials,
                data.sex,
                data.birth_date.map(date_text),
                data.id_type,
                data.id_number,
                data.phone,
                data.address,
                object_text(&data.extras)?
            ],
        )?;
        let subject = Subject::new(SubjectKind::Person, id);
        self.put_search_text(subject, None, "", &search_text(data))?;
        self.record_changed(subject, &old.data, data)
    }
}
