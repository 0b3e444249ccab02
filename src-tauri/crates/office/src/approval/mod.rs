//! Approvals (审批): a step or a document that somebody else has to approve is asked for, and done when it is approved, in
//! the same transaction. Who asked, who approved and when stays.

use crate::Session;
use crate::error::{OfficeError, Result};
use crate::input::{self, Place};
use crate::kinds;
use crate::matter::shown::Shown;
use crate::session::{Power, changed, role_title};
use crate::view::{
    ApprovalRequest, ApprovalStage, ApprovalValue, ApprovalView, ApprovalsView, FieldType, Id, Saved,
};
use calendar::DateTime;
use serde_json::{Value, json};
use store::{Approval, ApprovalData, ApprovalState, Changes, Reader, StoreError, Tx};

/// Decided ones on the page.
const DECIDED: usize = 100;
/// What a destruction is called among them.
pub(crate) const DESTRUCTION: &str = "destruction";

impl Session {
    /// Asks for the approval of a step or a document. The step must be possible as things stand.
    ///
    /// # Errors
    /// It needs no approval; it is asked for already; the step is refused; the matter was saved meanwhile.
    pub fn ask_approval(&self, request: &ApprovalRequest, now: DateTime) -> Result<Saved> {
        let data = self.read(|reader| self.asked_for(reader, request))?;
        let committed = self.write("approval.ask", now, |tx| {
            match request {
                ApprovalRequest::Transition(step) => {
                    self.judge_step(tx, step, now)?;
                }
                ApprovalRequest::Document(document) => {
                    tx.matter(document.matter.0)?;
                }
            }
            let waits = |row: &Approval| {
                row.state == ApprovalState::Asked
                    && (&row.data.what, &row.data.target) == (&data.what, &data.target)
            };
            let matter = data.matter.unwrap_or_default();
            if tx.approvals_of(matter)?.iter().any(waits) {
                return Err(OfficeError::ApprovalAsked { title: self.title_of(tx, &data) });
            }
            Ok(tx.ask_approval(&data)?)
        })?;
        Ok(saved(Id(committed.value), &committed.changes))
    }

    /// What waits, and what was decided lately.
    ///
    /// # Errors
    /// The store's.
    pub fn approvals(&self) -> Result<ApprovalsView> {
        self.read(|reader| {
            let view = |rows: Vec<Approval>| rows.iter().map(|row| self.approval_view(reader, row)).collect();
            let mut decided = reader.approvals_lately(DECIDED)?;
            decided.retain(|row| row.state != ApprovalState::Asked);
            Ok(ApprovalsView { waiting: view(reader.approvals_asked()?), decided: view(decided) })
        })
    }

    /// Approves, and does what was asked for.
    ///
    /// # Errors
    /// Not in a role that approves it; it was decided already; what was asked for is not possible any more (then nothing is
    /// decided).
    pub fn approve(&self, id: Id, now: DateTime) -> Result<Saved> {
        let row = self.read(|reader| Ok(reader.approval(id.0)?))?;
        if row.data.what == DESTRUCTION {
            return self.destroy(id, now);
        }
        let committed = self.write("approval.approve", now, |tx| {
            let row = self.waiting(tx, id)?;
            match request_of(&row.data)? {
                ApprovalRequest::Transition(mut step) => {
                    // The matter may have gone on since; what was asked for is judged as it is now.
                    step.revision = crate::session::revision(tx.matter(step.matter.0)?.revision);
                    self.take_step(tx, &step, now)?;
                }
                ApprovalRequest::Document(document) => {
                    self.issue_in(tx, &document, now)?;
                }
            }
            Ok(tx.decide_approval(id.0, ApprovalState::Approved, None)?)
        })?;
        Ok(saved(id, &committed.changes))
    }

    /// Refuses with a reason.
    ///
    /// # Errors
    /// Not in a role that approves it; it was decided already; no reason.
    pub fn refuse_approval(&self, id: Id, reason: &str, now: DateTime) -> Result<Saved> {
        let reason = input::required(Place { field: "reason", label: "退回理由" }, reason)?;
        let committed = self.write("approval.refuse", now, |tx| {
            self.waiting(tx, id)?;
            Ok(tx.decide_approval(id.0, ApprovalState::Refused, Some(&reason))?)
        })?;
        Ok(saved(id, &committed.changes))
    }

    /// Takes back what one asked for oneself.
    ///
    /// # Errors
    /// Somebody else asked for it; it was decided already.
    pub fn withdraw_approval(&self, id: Id, now: DateTime) -> Result<Saved> {
        let committed = self.write("approval.withdraw", now, |tx| {
            let row = asked(tx, id)?;
            if row.asked_by != self.staff_id() {
                return Err(OfficeError::Missing { what: "approval", id: id.0.to_string() });
            }
            Ok(tx.decide_approval(id.0, ApprovalState::Withdrawn, None)?)
        })?;
        Ok(saved(id, &committed.changes))
    }

    /// Refuses what has to be approved by somebody else; what the person at the desk approves by doing it is noted as
    /// asked and approved by them.
    pub(crate) fn approve_by_doing(
        &self,
        tx: &mut Tx<'_>,
        approved_by: Option<&str>,
        title: &str,
        request: &ApprovalRequest,
    ) -> Result<()> {
        let Some(role) = approved_by else { return Ok(()) };
        if !self.holds(role) {
            return Err(OfficeError::ApprovalNeeded { title: title.to_owned(), by: role_title(role) });
        }
        let data = self.asked_for(tx, request)?;
        let matter = data.matter.unwrap_or_default();
        // What somebody asked for is answered by this.
        let waiting = tx.approvals_of(matter)?.into_iter().find(|row| {
            row.state == ApprovalState::Asked
                && (&row.data.what, &row.data.target) == (&data.what, &data.target)
        });
        let id = match waiting {
            Some(row) => row.id,
            None => tx.ask_approval(&data)?,
        };
        Ok(tx.decide_approval(id, ApprovalState::Approved, None)?)
    }

    /// Approvals of a matter, for its page.
    pub(crate) fn approvals_of(&self, reader: &Reader<'_>, matter: i64) -> Result<Vec<ApprovalView>> {
        Ok(reader.approvals_of(matter)?.iter().map(|row| self.approval_view(reader, row)).collect())
    }

    /// Whether the person at the desk approves what this role approves.
    pub(crate) fn holds(&self, role: &str) -> bool {
        self.own_role() == role && self.can(Power::Approve)
    }

    /// The row, if it still waits and is for the person at the desk to decide.
    pub(crate) fn waiting(&self, tx: &Tx<'_>, id: Id) -> Result<Approval> {
        let row = asked(tx, id)?;
        if self.holds(&row.data.role) { Ok(row) } else { Err(OfficeError::HeadOnly) }
    }

    fn asked_for(&self, reader: &Reader<'_>, request: &ApprovalRequest) -> Result<ApprovalData> {
        let (matter, what, target, role) = match request {
            ApprovalRequest::Transition(step) => {
                let kind = self.assets().kind(&reader.matter(step.matter.0)?.data.kind)?;
                let transition = kind.transition(&step.transition).ok_or_else(|| OfficeError::Unknown {
                    what: "transition",
                    id: step.transition.clone(),
                })?;
                (step.matter, "transition", &step.transition, transition.approved_by.clone())
            }
            ApprovalRequest::Document(document) => {
                let form = self.assets().form(&document.form)?;
                (document.matter, "document", &document.form, form.approved_by().map(str::to_owned))
            }
        };
        let role = role.ok_or_else(|| OfficeError::Unknown { what: "approval", id: target.clone() })?;
        Ok(ApprovalData {
            matter: Some(matter.0),
            what: what.to_owned(),
            target: target.clone(),
            role,
            request: json!(request),
        })
    }

    fn approval_view(&self, reader: &Reader<'_>, row: &Approval) -> ApprovalView {
        let context = self.context();
        let moment = |at: DateTime| at.format("%Y-%m-%dT%H:%M").to_string();
        let matter = row.data.matter.and_then(|id| reader.matter(id).ok());
        let matter_title = matter.as_ref().map(|matter| {
            let number = matter.data.number.clone().unwrap_or_default();
            format!("{number} {}", matter.data.title).trim().to_owned()
        });
        let asked = row.state == ApprovalState::Asked;
        let (stage, stage_title) = match row.state {
            ApprovalState::Asked => (ApprovalStage::Asked, "待审批"),
            ApprovalState::Approved => (ApprovalStage::Approved, "已同意"),
            ApprovalState::Refused => (ApprovalStage::Refused, "已退回"),
            ApprovalState::Withdrawn => (ApprovalStage::Withdrawn, "已撤回"),
        };
        ApprovalView {
            id: Id(row.id),
            what: row.data.what.clone(),
            title: self.title_of(reader, &row.data),
            matter: row.data.matter.map(Id),
            matter_title: matter_title.unwrap_or_default(),
            values: self.values_of(reader, &row.data),
            by: role_title(&row.data.role),
            stage,
            stage_title: stage_title.to_owned(),
            asked_by: context.staff_name(Some(row.asked_by)).unwrap_or_default(),
            asked_at: moment(row.asked_at),
            decided_by: context.staff_name(row.decided_by),
            decided_at: row.decided_at.map(moment),
            reason: row.reason.clone(),
            mine: asked && self.holds(&row.data.role),
            own: asked && row.asked_by == self.staff_id(),
        }
    }

    /// What is asked for, in words.
    fn title_of(&self, reader: &Reader<'_>, data: &ApprovalData) -> String {
        match data.what.as_str() {
            "transition" => {
                let kind = data.matter.and_then(|id| reader.matter(id).ok()).map(|matter| matter.data.kind);
                let kind = kind.and_then(|kind| self.assets().definitions().kinds.get(&kind));
                let step = kind.and_then(|kind| kind.transition(&data.target));
                format!("办理“{}”", step.map_or(data.target.as_str(), |step| step.label.as_str()))
            }
            "document" => {
                let title = self.assets().form(&data.target).map(|form| form.title().to_owned());
                format!("签发《{}》", title.unwrap_or_else(|_| data.target.clone()))
            }
            DESTRUCTION => {
                let count = data.request.get("matters").and_then(Value::as_array).map_or(0, Vec::len);
                format!("销毁{count}件到期档案")
            }
            other => other.to_owned(),
        }
    }

    /// The values that go with it, as shown.
    fn values_of(&self, reader: &Reader<'_>, data: &ApprovalData) -> Vec<ApprovalValue> {
        let Ok(ApprovalRequest::Transition(step)) = request_of(data) else { return Vec::new() };
        let kind = reader.matter(step.matter.0).ok().map(|matter| matter.data.kind);
        let Some(kind) = kind.and_then(|kind| self.assets().definitions().kinds.get(&kind)) else {
            return Vec::new();
        };
        let context = self.context();
        let shown = Shown { assets: self.assets(), context: &context };
        let name = |field: FieldType, id: i64| {
            let known = shown.reference(reader, "", field, id).ok().flatten();
            known.map_or_else(|| format!("第{id}号"), |known| known.title)
        };
        let fields = shown.fields(&kinds::fields(&kind.fields), &step.fields, &name);
        fields.into_iter().map(|field| ApprovalValue { label: field.label, value: field.text }).collect()
    }

    /// The step as it would be taken, without taking it.
    fn judge_step(
        &self,
        tx: &mut Tx<'_>,
        step: &crate::view::TransitionRequest,
        now: DateTime,
    ) -> Result<()> {
        let mut folder = crate::matter::open_for_change(tx, step.matter, step.revision)?;
        self.step_allowed(tx, &mut folder, step, now).map(|_| ())
    }
}

/// The row, if it still waits.
fn asked(tx: &Tx<'_>, id: Id) -> Result<Approval> {
    let row = match tx.approval(id.0) {
        Ok(row) => row,
        Err(StoreError::NotFound { .. }) => {
            return Err(OfficeError::Missing { what: "approval", id: id.0.to_string() });
        }
        Err(other) => return Err(other.into()),
    };
    if row.state == ApprovalState::Asked { Ok(row) } else { Err(OfficeError::ApprovalDecided) }
}

fn request_of(data: &ApprovalData) -> Result<ApprovalRequest> {
    serde_json::from_value(data.request.clone())
        .map_err(|_| OfficeError::Unknown { what: "approval", id: data.what.clone() })
}

pub(crate) fn saved(id: Id, changes: &Changes) -> Saved {
    Saved { id, number: None, revision: 0, changed: changed(changes), findings: Vec::new() }
}

#[cfg(test)]
mod tests;
