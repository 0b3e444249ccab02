//! Findings and articles for the window.

use super::judgement::Folder;
use crate::assets::{Assets, certainty};
use crate::duties;
use crate::view::{CitationView, FindingView, Severity};
use rules::{Citation, Finding, Kind, Role};

/// The article for the window.
pub(crate) fn citation(citation: &Citation) -> CitationView {
    CitationView {
        pack: citation.pack.clone(),
        text: citation.text.clone(),
        title: citation.text_title.clone(),
        section: citation.section.clone(),
        quote: citation.quote.clone(),
        short: format!("《{}》{}", citation.text_short, citation.section),
        certainty: certainty(citation.certainty),
    }
}

/// A severity for the window.
pub(crate) fn severity(severity: rules::Severity) -> Severity {
    match severity {
        rules::Severity::Refuse => Severity::Refuse,
        rules::Severity::Warn => Severity::Warn,
        rules::Severity::Note => Severity::Note,
    }
}

/// The label of what a field path leads to.
pub(crate) fn label(kind: &Kind, field: &str) -> Option<String> {
    let first = field.split(['.', '[']).next().unwrap_or(field);
    match first {
        "parties" => Some("当事人".to_owned()),
        "journal" => Some("经过".to_owned()),
        "documents" => Some("文书".to_owned()),
        id => kind.field(id).map(|field| field.label.clone()),
    }
}

/// A finding of a rule or of the kind itself.
pub(crate) fn finding(assets: &Assets, kind: &Kind, finding: &Finding) -> FindingView {
    let rule = finding.rule.clone().unwrap_or_else(|| format!("kind.{}", kind.id));
    FindingView {
        action: finding.action.as_ref().map(|offer| duties::offer(assets, kind, &rule, Some(offer))),
        severity: severity(finding.severity),
        rule,
        message: finding.message.clone(),
        next: finding.next.clone().unwrap_or_default(),
        field: finding.field.clone(),
        field_label: finding.field.as_deref().and_then(|field| label(kind, field)),
        citation: finding.citation.as_deref().map(citation),
    }
}

/// Roles of which the matter has no party, or too few: each leads to the parties. Other parties may still be found
/// later, so it only warns; a new matter without any party is nobody's and refuses.
pub(crate) fn missing_roles(kind: &Kind, folder: &Folder) -> Vec<FindingView> {
    let nobodys = folder.id.is_none() && folder.parties.is_empty();
    let count = |role: &Role| folder.parties.iter().filter(|party| party.role == role.id).count();
    let wanting = kind.roles.iter().filter(|role| count(role) < role.min as usize);
    wanting
        .map(|role| FindingView {
            severity: if nobodys { Severity::Refuse } else { Severity::Warn },
            rule: format!("kind.{}", kind.id),
            message: match count(role) {
                0 => format!("还没有登记{}。", role.title),
                count => format!("{}只登记了{count}个，至少要{}个。", role.title, role.min),
            },
            next: format!("在“当事人”里加上{}。", role.title),
            field: Some("parties".to_owned()),
            field_label: Some(role.title.clone()),
            citation: None,
            action: None,
        })
        .collect()
}

/// Those that refuse.
pub(crate) fn refusing(findings: &[FindingView]) -> Vec<FindingView> {
    findings.iter().filter(|finding| finding.severity == Severity::Refuse).cloned().collect()
}
