//! The end of retention periods (档案到期): what has reached it is listed, proposed, approved by the head, and destroyed.
//! The bare fact stays, and a list of it can be printed.

mod sheet;

use crate::Session;
use crate::approval::{DESTRUCTION, saved};
use crate::duties::citation_of;
use crate::error::{OfficeError, Result};
use crate::matter::derived::{KEPT_UNTIL, kept_until};
use crate::matter::judgement::Folder;
use crate::session::HEAD;
use crate::view::{ApprovalView, DestroyedLine, Id, RetentionLine, RetentionView, Saved};
use calendar::{Date, DateTime};
use rules::{Kind, Yield};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use store::{
    ApprovalData, ApprovalState, Cell, Condition, Destroyed, Destruction, Reader, RegisterFilter,
    RegisterQuery,
};

/// Lines on the page; who has more destroys these first.
const MOST: usize = 500;

impl Session {
    /// What has reached the end of its period, the proposals that wait, and what was destroyed.
    ///
    /// # Errors
    /// The store's.
    pub fn retention(&self, now: DateTime) -> Result<RetentionView> {
        // The periods are derived with everything else; a new program or new rules derive them anew.
        self.begin_day(now)?;
        let today = now.date();
        let proposals: Vec<ApprovalView> =
            self.approvals()?.waiting.into_iter().filter(|row| row.what == DESTRUCTION).collect();
        self.read(|reader| {
            let proposed = proposed(reader)?;
            let mut due = Vec::new();
            for kind in self.assets().definitions().kinds.values() {
                due.extend(self.due_of(reader, kind, today, &proposed)?);
            }
            due.sort_by(|a, b| (&a.kept_until, a.matter.0).cmp(&(&b.kept_until, b.matter.0)));
            due.truncate(MOST);
            let destroyed = reader.destructions()?.into_iter().map(|row| self.destroyed_line(row)).collect();
            let rules = self.assets().definitions().rules.values();
            let packs = self.context();
            let in_use = packs.engine.packs_in_use();
            let ruled = rules
                .filter(|rule| in_use.contains(&rule.pack))
                .any(|rule| matches!(rule.yields, Yield::Retention(_)));
            Ok(RetentionView { due, proposals, destroyed, ruled })
        })
    }

    /// Proposes the destruction of matters whose period has ended.
    ///
    /// # Errors
    /// One is still to be kept or not closed; none is named; one is proposed already.
    pub fn propose_destruction(&self, matters: &[Id], now: DateTime) -> Result<Saved> {
        let matters: BTreeSet<i64> = matters.iter().map(|matter| matter.0).collect();
        if matters.is_empty() {
            return Err(OfficeError::Missing { what: "matter", id: String::new() });
        }
        let committed = self.write("retention.propose", now, |tx| {
            let proposed = proposed(tx)?;
            for matter in &matters {
                self.ended(tx, *matter, now.date())?;
                if proposed.contains(matter) {
                    let title = tx.matter(*matter)?.data.title;
                    return Err(OfficeError::ApprovalAsked { title: format!("销毁{title}") });
                }
            }
            let data = ApprovalData {
                matter: None,
                what: DESTRUCTION.to_owned(),
                target: String::new(),
                role: HEAD.to_owned(),
                request: json!({ "matters": matters }),
            };
            Ok(tx.ask_approval(&data)?)
        })?;
        Ok(saved(Id(committed.value), &committed.changes))
    }

    /// Destroys what was proposed, all in one go.
    ///
    /// # Errors
    /// Not the head; whoever proposed it, where there is somebody else; one is still to be kept.
    pub(crate) fn destroy(&self, id: Id, now: DateTime) -> Result<Saved> {
        let context = self.context();
        let committed = self.write("retention.destroy", now, |tx| {
            let row = self.waiting(tx, id)?;
            let alone = context.staff.values().filter(|staff| staff.active).count() < 2;
            if row.asked_by == self.staff_id() && !alone {
                return Err(OfficeError::SecondPerson);
            }
            let matters =
                row.data.request.get("matters").and_then(Value::as_array).cloned().unwrap_or_default();
            let name = |staff: i64| context.staff_name(Some(staff)).unwrap_or_default();
            for matter in matters.iter().filter_map(Value::as_i64) {
                let (until, basis) = self.ended(tx, matter, now.date())?;
                let why = Destruction {
                    kept_until: Some(until.to_string()),
                    basis,
                    asked_by: name(row.asked_by),
                    approved_by: name(self.staff_id()),
                };
                // What is about it belongs to its file.
                let kind = self.assets().kind(&tx.matter(matter)?.data.kind)?;
                for own in self.belonging(tx, kind, matter)? {
                    tx.destroy(own, &why)?;
                }
                tx.destroy(matter, &why)?;
            }
            tx.compact_search()?;
            Ok(tx.decide_approval(id.0, ApprovalState::Approved, None)?)
        })?;
        // What was made of matters and is still in hand may be of one that is gone.
        *self.volume_in_hand() = None;
        Ok(saved(id, &committed.changes))
    }

    /// The last day a matter had to be kept and by which articles; refused while it is to be kept.
    fn ended(&self, reader: &Reader<'_>, matter: i64, today: Date) -> Result<(Date, String)> {
        let folder = Folder::read(reader, matter)?;
        let kind = self.assets().kind(&folder.matter.kind)?;
        let number = || folder.matter.number.clone().unwrap_or_else(|| folder.matter.title.clone());
        let assessment = folder.assess(kind, &self.context(), reader, today)?;
        let closed = kind.state(&folder.matter.state).is_some_and(|state| state.is_final);
        let until = kept_until(&assessment.retentions).filter(|until| closed && *until < today);
        let until = until.ok_or_else(|| OfficeError::StillKept { number: number() })?;
        for own in self.belonging(reader, kind, matter)? {
            let data = reader.matter(own)?.data;
            if !self.assets().kind(&data.kind)?.state(&data.state).is_some_and(|state| state.is_final) {
                return Err(OfficeError::OpenInFile { number: number(), title: data.title });
            }
        }
        let basis: Vec<String> = assessment
            .retentions
            .iter()
            .map(|retention| format!("{}{}", retention.citation.text_short, retention.citation.section))
            .collect();
        Ok((until, basis.join("；")))
    }

    fn due_of(
        &self,
        reader: &Reader<'_>,
        kind: &Kind,
        today: Date,
        proposed: &BTreeSet<i64>,
    ) -> Result<Vec<RetentionLine>> {
        let yesterday = today.pred_opt().unwrap_or(today).to_string();
        let query = RegisterQuery {
            kind: kind.id.clone(),
            filters: vec![RegisterFilter {
                column: KEPT_UNTIL.to_owned(),
                condition: Condition::Between(None, Some(Cell::Text(yesterday))),
            }],
            sort: None,
            search: String::new(),
            offset: 0,
            limit: MOST,
        };
        let mut lines = Vec::new();
        for (id, _) in reader.register(&query)?.rows {
            let folder = Folder::read(reader, id)?;
            if !kind.state(&folder.matter.state).is_some_and(|state| state.is_final) {
                continue;
            }
            let assessment = folder.assess(kind, &self.context(), reader, today)?;
            let Some(until) = kept_until(&assessment.retentions) else { continue };
            lines.push(RetentionLine {
                matter: Id(id),
                kind_title: kind.title.clone(),
                number: folder.matter.number,
                title: folder.matter.title,
                closed_on: folder.matter.closed_on.map(|day| day.to_string()),
                kept_until: until.to_string(),
                citations: assessment
                    .retentions
                    .iter()
                    .map(|retention| citation_of(self.assets(), &retention.rule))
                    .collect(),
                proposed: proposed.contains(&id),
                with: crate::register::small(self.belonging(reader, kind, id)?.len()),
            });
        }
        Ok(lines)
    }

    fn destroyed_line(&self, row: Destroyed) -> DestroyedLine {
        let kind = self.assets().definitions().kinds.get(&row.kind);
        DestroyedLine {
            kind_title: kind.map_or(row.kind, |kind| kind.title.clone()),
            number: row.number,
            opened_on: row.opened_on,
            closed_on: row.closed_on,
            kept_until: row.destruction.kept_until,
            basis: row.destruction.basis,
            asked_by: row.destruction.asked_by,
            approved_by: row.destruction.approved_by,
            destroyed_at: row.destroyed_at.get(..16).unwrap_or(&row.destroyed_at).to_owned(),
        }
    }
}

/// The matters of a proposal.
fn matters_of(reader: &Reader<'_>, proposal: i64) -> Result<BTreeSet<i64>> {
    let row = reader.approval(proposal)?;
    let matters = row.data.request.get("matters").and_then(Value::as_array).cloned().unwrap_or_default();
    Ok(matters.iter().filter_map(Value::as_i64).collect())
}

/// Matters whose destruction is proposed.
fn proposed(reader: &Reader<'_>) -> Result<BTreeSet<i64>> {
    let waiting = reader.approvals_asked()?;
    let destructions = waiting.iter().filter(|row| row.data.what == DESTRUCTION);
    let matters = destructions.filter_map(|row| row.data.request.get("matters")?.as_array().cloned());
    Ok(matters.flatten().filter_map(|matter| matter.as_i64()).collect())
}

#[cfg(test)]
mod tests;
