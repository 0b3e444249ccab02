//! Taking a step: the fields it asks for, its guard and the rules on it, the new state.

use super::findings::{finding, refusing};
use super::judgement::Folder;
use super::save::{Written, open_for_change, set};
use crate::error::{OfficeError, Result};
use crate::session::role_title;
use crate::view::{ApprovalRequest, FindingView, Saved, Severity, TransitionNow, TransitionRequest};
use crate::{Assets, Session};
use calendar::{Date, DateTime};
use rules::{Kind, Transition, TransitionState};
use serde_json::Value;
use store::Tx;

/// The one name beside fields that a step may set.
const CLOSED_ON: &str = "matter.closed_on";

impl Session {
    /// Takes a step: saves what it asks for, and moves the matter, in one go.
    ///
    /// # Errors
    /// The step does not start here; its guard or a rule refuses; what was typed is not acceptable.
    pub fn transition(&self, request: &TransitionRequest, now: DateTime) -> Result<Saved> {
        let committed = self.write("matter.transition", now, |tx| {
            let kind = self.assets().kind(&tx.matter(request.matter.0)?.data.kind)?;
            if let Some(step) = kind.transition(&request.transition) {
                let asked = ApprovalRequest::Transition(request.clone());
                self.approve_by_doing(tx, step.approved_by.as_deref(), &step.label, &asked)?;
            }
            self.take_step(tx, request, now)
        })?;
        self.saved(committed)
    }

    /// Takes the step, whoever approved it.
    pub(crate) fn take_step(
        &self,
        tx: &mut Tx<'_>,
        request: &TransitionRequest,
        now: DateTime,
    ) -> Result<Written> {
        let context = self.context();
        let today = now.date();
        let mut folder = open_for_change(tx, request.matter, request.revision)?;
        let (kind, transition, passed) = self.step_allowed(tx, &mut folder, request, now)?;
        folder.matter.state.clone_from(&transition.to);
        if kind.state(&transition.to).is_some_and(|state| state.is_final) {
            folder.matter.closed_on.get_or_insert(today);
        } else if transition.reopens {
            folder.matter.closed_on = None;
        }
        let mut written: Written = self.settle(tx, kind, &context, &mut folder, today)?;
        written.findings.extend(passed);
        Ok(written)
    }

    /// Puts what the step asks for and sets into the folder, and judges whether it may be taken; gives what is only said
    /// of it.
    pub(crate) fn step_allowed(
        &self,
        tx: &Tx<'_>,
        folder: &mut Folder,
        request: &TransitionRequest,
        now: DateTime,
    ) -> Result<(&Kind, &Transition, Vec<FindingView>)> {
        let context = self.context();
        let kind = self.assets().kind(&folder.matter.kind)?;
        let transition = kind
            .transition(&request.transition)
            .ok_or_else(|| OfficeError::Unknown { what: "transition", id: request.transition.clone() })?;
        if !transition.from.contains(&folder.matter.state) {
            let state = kind.state(&folder.matter.state).map(|state| state.title.clone());
            return Err(OfficeError::TransitionNotHere {
                transition: transition.label.clone(),
                state: state.unwrap_or_default(),
            });
        }
        for (id, value) in self.checked_fields(kind, &request.fields)? {
            set(&mut folder.matter.fields, id, value);
        }
        let assessment = folder.assess(kind, &context, tx, now.date())?;
        let state = assessment.transition(&transition.id);
        let passed = self.passed(kind, state)?;
        for (name, value) in state.map(|state| state.sets.clone()).unwrap_or_default() {
            set_in(folder, &name, value);
        }
        Ok((kind, transition, passed))
    }

    /// Refuses a step that is not allowed; gives back what is only said of it.
    fn passed(&self, kind: &Kind, state: Option<&TransitionState>) -> Result<Vec<FindingView>> {
        let Some(state) = state else { return Ok(Vec::new()) };
        let findings: Vec<_> =
            state.findings.iter().map(|found| finding(self.assets(), kind, found)).collect();
        if state.allowed {
            return Ok(findings.into_iter().filter(|found| found.severity != Severity::Refuse).collect());
        }
        let refused = refusing(&findings);
        Err(OfficeError::TransitionRefused { findings: if refused.is_empty() { findings } else { refused } })
    }
}

fn set_in(folder: &mut Folder, name: &str, value: Value) {
    if name == CLOSED_ON {
        folder.matter.closed_on = value.as_str().and_then(date);
    } else {
        set(&mut folder.matter.fields, name.to_owned(), value);
    }
}

fn date(text: &str) -> Option<Date> {
    calendar::parse_date(text).ok()
}

/// Transitions for the window, with what else is to be said at one of them.
pub(super) fn views(
    assets: &Assets,
    kind: &Kind,
    transitions: &[TransitionState],
    more: Option<(String, Vec<FindingView>)>,
) -> Vec<TransitionNow> {
    let (step, more) = more.unwrap_or_default();
    let said = |id: &str| if id == step { more.as_slice() } else { &[] };
    transitions
        .iter()
        .map(|state| TransitionNow {
            id: state.id.clone(),
            label: state.label.clone(),
            to_title: state.to_title.clone(),
            allowed: state.allowed,
            askable: state.askable,
            asks: state.asks.clone(),
            approved_by: kind
                .transition(&state.id)
                .and_then(|step| step.approved_by.as_deref())
                .map(role_title),
            findings: state
                .findings
                .iter()
                .map(|found| finding(assets, kind, found))
                .chain(said(&state.id).iter().cloned())
                .collect(),
        })
        .collect()
}
