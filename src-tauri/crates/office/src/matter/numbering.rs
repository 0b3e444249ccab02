//! Numbers of matters: per year, kind and organization, without gaps.

use super::judgement::Folder;
use crate::error::Result;
use calendar::{Date, Datelike};
use rules::Kind;
use store::{NumberSeries, Tx};

/// Gives the matter its number as soon as what scopes its series is known. A matter that moves to another organization
/// gets a number there; the old one is voided, stays visible and is never given again.
pub(super) fn give(tx: &mut Tx<'_>, kind: &Kind, folder: &mut Folder, today: Date) -> Result<()> {
    let Some(pattern) = &kind.number else { return Ok(()) };
    // A number that an old register gave is the one on all its papers; it stays and is no part of a series.
    if folder.matter.number.is_some() && folder.matter.number_id.is_none() {
        return Ok(());
    }
    let organization = match &pattern.organization {
        Some(field) => match folder.matter.fields.get(field).and_then(serde_json::Value::as_i64) {
            Some(id) => Some(id),
            None => return Ok(()),
        },
        None => None,
    };
    if let Some(number) = folder.matter.number_id {
        let before = tx.matter(folder.id.unwrap_or_default())?.data;
        let same = pattern
            .organization
            .as_ref()
            .is_none_or(|field| before.fields.get(field).and_then(serde_json::Value::as_i64) == organization);
        if same {
            return Ok(());
        }
        tx.void_number(number, "改由其他组织受理，另行编号")?;
    }
    let year = folder.matter.opened_on.unwrap_or(today).year();
    let series = NumberSeries { kind: kind.id.clone(), organization, year };
    let scope = match organization {
        Some(id) => Some(tx.matter(id)?.data.fields),
        None => None,
    };
    let number = loop {
        let number = tx.allocate_number(&series, |seq| {
            pattern.text(year, seq, |field| Some(scope.as_ref()?.get(field)?.as_str()?.to_owned()))
        })?;
        if tx.matter_by_number(&number.text)?.is_none() {
            break number;
        }
        // No number stands on two cases: what the old register used up is used up here too, and stays visible as that.
        tx.void_number(number.id, "旧台账里已经用了这个编号")?;
    };
    folder.matter.number = Some(number.text);
    folder.matter.number_id = Some(number.id);
    Ok(())
}
