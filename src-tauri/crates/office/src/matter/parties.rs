//! The parties sent with a save: checked, linked to the people and organizations on file, and written.

use super::judgement::Folder;
use crate::error::{OfficeError, Result};
use crate::input::Place;
use crate::input::required;
use crate::people::{identity, mask, record};
use crate::view::{FindingView, KeptWarning, Particulars, PartyInput, PartyKind};
use rules::{Kind, Role};
use store::{Party, PartyData, Tx};

/// Code lists as the checks look into them.
pub(crate) type Codes<'a> = &'a dyn Fn(&str, &str) -> bool;

/// A party whose particulars were found acceptable; not linked yet.
#[derive(Debug, Clone)]
pub(crate) struct Accepted {
    role: String,
    kind: PartyKind,
    record: Option<i64>,
    particulars: Particulars,
    kept: Vec<KeptWarning>,
    update_record: bool,
}

impl Accepted {
    /// The party as it would be stored, linked to what it names.
    pub(crate) fn data(&self) -> PartyData {
        let natural = identity::is_natural(self.kind);
        PartyData {
            role: self.role.clone(),
            person: self.record.filter(|_| natural),
            organization: self.record.filter(|_| !natural),
            snapshot: record::snapshot(self.kind, &self.particulars, &self.kept),
        }
    }
}

/// Checks what was typed. `saved` are the matter's parties now: a number that comes back masked is the saved one.
/// Warnings without a reason are returned beside the parties; they refuse a save, not a look.
pub(crate) fn accept(
    kind: &Kind,
    inputs: &[PartyInput],
    saved: &[Party],
    codes: Codes<'_>,
) -> Result<(Vec<Accepted>, Vec<FindingView>)> {
    let mut accepted = Vec::with_capacity(inputs.len());
    let mut open = Vec::new();
    for (index, input) in inputs.iter().enumerate() {
        let path = format!("parties.{index}");
        let role = role(kind, &input.role)?;
        if !role.accepts.iter().any(|id| id == record::kind_id(input.kind)) {
            return Err(OfficeError::PartyKind { role: role.title.clone(), kind: word(input.kind) });
        }
        let mut particulars = record::checked(&path, input.kind, &input.particulars, codes)?;
        if mask::is_masked(&particulars.id_number) {
            particulars.id_number = unmasked(input, saved, &particulars.id_number);
        }
        let mut kept = Vec::new();
        for warning in &input.kept {
            let field = format!("{path}.kept");
            let reason = required(Place { field: &field, label: "保留的理由" }, &warning.reason)?;
            kept.push(KeptWarning { code: warning.code.clone(), reason });
        }
        if identity::is_natural(input.kind) {
            let check = identity::check(&path, &particulars);
            open.extend(identity::open_warnings(&check, &kept));
            kept.retain(|kept| check.findings.iter().any(|finding| finding.rule == kept.code));
        }
        accepted.push(Accepted {
            role: input.role.clone(),
            kind: input.kind,
            record: input.record.map(|id| id.0),
            particulars,
            kept,
            update_record: input.update_record,
        });
    }
    Ok((accepted, open))
}

fn role<'a>(kind: &'a Kind, id: &str) -> Result<&'a Role> {
    kind.roles
        .iter()
        .find(|role| role.id == id)
        .ok_or_else(|| OfficeError::Unknown { what: "role", id: id.to_owned() })
}

/// A kind of party in Chinese.
pub(crate) fn word(kind: PartyKind) -> &'static str {
    match kind {
        PartyKind::Natural => "自然人",
        PartyKind::Legal => "法人",
        PartyKind::Other => "非法人组织",
    }
}

/// The number behind a masked one: that of the saved party, which only then is the same.
fn unmasked(input: &PartyInput, saved: &[Party], masked: &str) -> String {
    saved
        .iter()
        .find(|party| Some(party.id) == input.id.map(|id| id.0))
        .map(|party| record::from_snapshot(&party.data.snapshot).1.id_number)
        .filter(|number| mask::masked(number) == masked)
        .unwrap_or_default()
}

/// Links the parties to people and organizations, making new records where none was chosen, and writes them.
pub(crate) fn link(tx: &mut Tx<'_>, accepted: Vec<Accepted>) -> Result<Vec<PartyData>> {
    accepted.into_iter().map(|party| linked(tx, party)).collect()
}

fn linked(tx: &mut Tx<'_>, mut party: Accepted) -> Result<PartyData> {
    party.record =
        Some(if identity::is_natural(party.kind) { person(tx, &party)? } else { organization(tx, &party)? });
    Ok(party.data())
}

fn person(tx: &mut Tx<'_>, party: &Accepted) -> Result<i64> {
    let Some(id) = party.record else {
        return Ok(tx.add_person(&record::person(&party.particulars, &party.kept))?);
    };
    let on_file = tx.person(id)?;
    let (known, kept) = record::of_person(&on_file.data);
    // What the record does not know yet is added; what it knows otherwise changes only when asked for.
    let wanted = if party.update_record {
        party.particulars.clone()
    } else {
        record::filled(&known, &party.particulars)
    };
    let kept = if party.kept.is_empty() { kept } else { party.kept.clone() };
    let data = record::person(&wanted, &kept);
    if data != on_file.data {
        tx.change_person(id, on_file.revision, &data)?;
    }
    Ok(id)
}

fn organization(tx: &mut Tx<'_>, party: &Accepted) -> Result<i64> {
    let Some(id) = party.record else {
        return Ok(tx.add_organization(&record::organization(party.kind, &party.particulars))?);
    };
    let on_file = tx.organization(id)?;
    let (kind, known) = record::of_organization(&on_file.data);
    let wanted = if party.update_record {
        party.particulars.clone()
    } else {
        record::filled(&known, &party.particulars)
    };
    let data = record::organization(if party.update_record { party.kind } else { kind }, &wanted);
    if data != on_file.data {
        tx.change_organization(id, on_file.revision, &data)?;
    }
    Ok(id)
}

/// Puts typed parties into a folder that is only looked at.
pub(crate) fn try_on(folder: &mut Folder, accepted: &[Accepted]) {
    folder.parties = accepted.iter().map(Accepted::data).collect();
}
