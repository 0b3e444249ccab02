//! Correcting a record once, for everything that comes after. What issued documents and older matters say of the person
//! stays as it was then.

use super::{identity, mask, record};
use crate::Session;
use crate::error::{OfficeError, Result};
use crate::session::{changed, revision};
use crate::view::{Id, PersonChange, Saved};
use calendar::DateTime;
use store::Tx;

impl Session {
    /// Saves a record, or makes a new one.
    ///
    /// # Errors
    /// What was typed is not acceptable; a warning without a reason; saved meanwhile by somebody else.
    pub fn save_person(&self, change: &PersonChange, now: DateTime) -> Result<Saved> {
        let codes = |list: &str, id: &str| self.assets().has_code(list, id);
        let mut particulars = record::checked("", change.kind, &change.particulars, &codes)?;
        let natural = identity::is_natural(change.kind);
        let operation = if change.id.is_some() { "person.change" } else { "person.add" };
        let committed = self.write(operation, now, |tx| {
            if let Some(id) = change.id
                && natural
                && mask::is_masked(&particulars.id_number)
            {
                let saved = record::of_person(&tx.person(id.0)?.data).0.id_number;
                particulars.id_number = Some(saved)
                    .filter(|saved| mask::masked(saved) == particulars.id_number)
                    .unwrap_or_default();
            }
            let mut kept = change.kept.clone();
            if natural {
                let check = identity::check("", &particulars);
                let open = identity::open_warnings(&check, &kept);
                if !open.is_empty() {
                    return Err(OfficeError::WarningNeedsReason { findings: open });
                }
                kept.retain(|kept| check.findings.iter().any(|finding| finding.rule == kept.code));
                let data = record::person(&particulars, &kept);
                return match change.id {
                    Some(id) => {
                        let saved = tx.person(id.0)?;
                        fresh(change.revision, saved.revision)?;
                        tx.change_person(id.0, saved.revision, &data)?;
                        Ok(id.0)
                    }
                    None => Ok(tx.add_person(&data)?),
                };
            }
            save_organization(tx, change, &particulars)
        })?;
        let id = committed.value;
        let revision_now = self.read(|reader| {
            Ok(if natural { reader.person(id)?.revision } else { reader.organization(id)?.revision })
        })?;
        Ok(Saved {
            id: Id(id),
            number: None,
            revision: revision(revision_now),
            changed: changed(&committed.changes),
            findings: Vec::new(),
        })
    }
}

fn save_organization(
    tx: &mut Tx<'_>,
    change: &PersonChange,
    particulars: &crate::view::Particulars,
) -> Result<i64> {
    let data = record::organization(change.kind, particulars);
    match change.id {
        Some(id) => {
            let saved = tx.organization(id.0)?;
            fresh(change.revision, saved.revision)?;
            tx.change_organization(id.0, saved.revision, &data)?;
            Ok(id.0)
        }
        None => Ok(tx.add_organization(&data)?),
    }
}

fn fresh(seen: u32, stored: i64) -> Result<()> {
    let found = revision(stored);
    if seen == found { Ok(()) } else { Err(OfficeError::ChangedMeanwhile { expected: seen, found }) }
}
