//! Parties of a matter: who, in which role, and what was known of them then.

use rusqlite::params;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::error::Result;
use crate::reader::Reader;
use crate::subject::{Subject, SubjectKind};
use crate::transaction::Tx;
use crate::value::{Columns, as_json, object_text};

/// What is recorded of a party.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PartyData {
    /// Role id.
    pub role: String,
    /// The person, if the party is one that is on file.
    pub person: Option<i64>,
    /// The organization, if the party is one that is on file.
    pub organization: Option<i64>,
    /// Name, address and so on as they stand in this matter.
    pub snapshot: Map<String, Value>,
}

/// A stored party.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Party {
    /// Row id.
    pub id: i64,
    /// The matter.
    pub matter: i64,
    /// Place in the list, from 0.
    pub ordinal: i64,
    /// The data.
    #[serde(flatten)]
    pub data: PartyData,
}

/// The query for the parties of a matter.
pub(crate) const OF_MATTER: &str = "SELECT id, matter, ordinal, role, person, organization, snapshot FROM parties \
                                    WHERE matter = ?1 ORDER BY ordinal, id";

pub(crate) fn build(c: &mut Columns<'_, '_>) -> Result<Party> {
    Ok(Party {
        id: c.get("parties.id")?,
        matter: c.get("parties.matter")?,
        ordinal: c.get("parties.ordinal")?,
        data: PartyData {
            role: c.get("parties.role")?,
            person: c.get("parties.person")?,
            organization: c.get("parties.organization")?,
            snapshot: c.object("parties.snapshot")?,
        },
    })
}

impl Reader<'_> {
    /// The parties of a matter in their order.
    pub fn parties(&self, matter: i64) -> Result<Vec<Party>> {
        if self.hides(matter) {
            return Ok(Vec::new());
        }
        self.all("list parties", OF_MATTER, [matter], build)
    }
}

impl Tx<'_> {
    /// Replaces the parties of a matter by these, in this order. Nothing is written when they are the same.
    pub fn set_parties(&mut self, matter: i64, parties: &[PartyData]) -> Result<()> {
        let old: Vec<PartyData> = self.parties(matter)?.into_iter().map(|p| p.data).collect();
        if old == parties {
            return Ok(());
        }
        self.seen_otherwise |= self.hidden.is_some();
        self.execute("replace parties", "DELETE FROM parties WHERE matter = ?1", [matter])?;
        for (ordinal, party) in (0_i64..).zip(parties) {
            let id = self.insert(
                "add party",
                "INSERT INTO parties (matter, role, ordinal, person, organization, snapshot) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    matter,
                    party.role,
                    ordinal,
                    party.person,
                    party.organization,
                    object_text(&party.snapshot)?
                ],
            )?;
            self.touch(Subject::new(SubjectKind::Party, id));
        }
        let summary = json!({ "changed": { "parties": [as_json(&old)?, as_json(&parties)?] } });
        self.record(Subject::new(SubjectKind::Matter, matter), summary)
    }
}
