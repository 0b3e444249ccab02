//! Findings and articles for the window.

use crate::assets::certainty;
use crate::view::{CitationView, FindingView, Severity};
use rules::{Citation, Finding, Kind};

/// The article for the window.
pub(crate) fn citation(citation: &Citation) -> CitationView {
    CitationView {
        pack: citation.pack.clone(),
        text: citation.text.clone(),
        title: citation.text_title.clone(),
        section: citation.section.clone(),
        quote: citation.quote.clone(),
        short: format!("《{}》{}", citation.text_title, citation.section),
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
pub(crate) fn finding(kind: &Kind, finding: &Finding) -> FindingView {
    FindingView {
        severity: severity(finding.severity),
        rule: finding.rule.clone().unwrap_or_else(|| format!("kind.{}", kind.id)),
        message: finding.message.clone(),
        next: finding.next.clone().unwrap_or_default(),
        field: finding.field.clone(),
        field_label: finding.field.as_deref().and_then(|field| label(kind, field)),
        citation: finding.citation.as_deref().map(citation),
    }
}

/// Those that refuse.
pub(crate) fn refusing(findings: &[FindingView]) -> Vec<FindingView> {
    findings.iter().filter(|finding| finding.severity == Severity::Refuse).cloned().collect()
}
