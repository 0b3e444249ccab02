use crate::engine::inquiry::{Inquiry, is_filled};
use crate::engine::plan::Prepared;
use crate::engine::trace::Trace;
use crate::engine::{Fault, Offer};
use crate::law::{Check, Citation, Occasion, Severity, Yield};
use serde::Serialize;
use std::sync::Arc;

/// Something wanting (提示).
#[derive(Debug, Clone, Serialize)]
pub struct Finding {
    /// The rule that says so; `None` if the kind itself does.
    pub rule: Option<String>,
    /// How grave it is.
    pub severity: Severity,
    /// When it counts.
    pub on: Occasion,
    /// What it is about, in Chinese.
    pub title: String,
    /// What is wanting, in Chinese.
    pub message: String,
    /// What to do next, in Chinese.
    pub next: Option<String>,
    /// The field it is about, or `parties`, `journal`, `documents`.
    pub field: Option<String>,
    /// The article.
    pub citation: Option<Arc<Citation>>,
    /// How it was found.
    pub trace: Option<Trace>,
    /// The one step that settles it.
    pub action: Option<Offer>,
}

/// What stands in a message where a value is unknown.
const BLANK: &str = "＿＿";

impl Inquiry<'_> {
    /// What is wanting on saving and on issuing documents.
    pub(crate) fn findings(&self, checks: &[Prepared]) -> Vec<Finding> {
        let mut findings = self.missing_fields();
        findings.extend(self.party_counts());
        for prepared in checks {
            let Yield::Check(check) = &prepared.rule.yields else { continue };
            let occasions = check.on.iter().filter(|on| match on {
                Occasion::Save | Occasion::Document(_) => true,
                Occasion::Transition(_) => false,
            });
            findings.extend(self.checked(prepared, check, occasions));
        }
        findings
    }

    /// What a check finds, once for each of these occasions.
    pub(crate) fn checked<'o>(
        &self,
        prepared: &Prepared,
        check: &Check,
        occasions: impl Iterator<Item = &'o Occasion>,
    ) -> Vec<Finding> {
        let mut occasions = occasions.peekable();
        let id = &prepared.rule.id;
        if occasions.peek().is_none() || !self.applies(prepared) || self.is_true(&check.that, id) {
            return Vec::new();
        }
        let message = match check.message.render(self.scope(), BLANK) {
            Ok(rendered) => rendered.text,
            Err(error) => {
                self.fault(Fault::new(id, &error));
                prepared.rule.title.clone()
            }
        };
        let trace = Trace::of(self, prepared, std::iter::once(&check.that));
        let action = self.offer(prepared);
        let finding = |on: &Occasion| Finding {
            rule: Some(id.clone()),
            severity: prepared.severity,
            on: on.clone(),
            title: prepared.rule.title.clone(),
            message: message.clone(),
            next: check.next.clone(),
            field: check.field.clone(),
            citation: prepared.citation().cloned(),
            trace: Some(trace.clone()),
            action: action.clone(),
        };
        occasions.map(finding).collect()
    }

    /// A finding of the kind itself, without a rule.
    pub(crate) fn plain(
        &self,
        severity: Severity,
        on: Occasion,
        field: Option<&str>,
        message: String,
    ) -> Finding {
        Finding {
            rule: None,
            severity,
            on,
            title: message.clone(),
            message,
            next: None,
            field: field.map(str::to_owned),
            citation: None,
            trace: None,
            action: None,
        }
    }

    fn missing_fields(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for field in &self.kind.fields {
            let blank = !self.values.get(&field.id).is_some_and(is_filled);
            if blank
                && !field.derived
                && self.holds(&field.visible, &field.id)
                && self.holds(&field.required, &field.id)
            {
                let message = format!("没有填“{}”。", field.label);
                findings.push(self.plain(Severity::Refuse, Occasion::Save, Some(&field.id), message));
            }
        }
        findings
    }

    /// Parties are often entered one after another, so their number is only said.
    fn party_counts(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for role in &self.kind.roles {
            let in_role = |party: &&serde_json::Value| {
                party.get("role").and_then(|it| it.as_str()) == Some(role.id.as_str())
            };
            let parties = self.values.get("parties").and_then(|it| it.as_array());
            let count = parties.map_or(0, |parties| parties.iter().filter(in_role).count());
            let message = if count < role.min as usize {
                format!("{}至少要有{}名，现在有{count}名。", role.title, role.min)
            } else if count > role.max as usize {
                format!("{}最多{}名，现在有{count}名。", role.title, role.max)
            } else {
                continue;
            };
            findings.push(self.plain(Severity::Warn, Occasion::Save, Some("parties"), message));
        }
        findings
    }
}
