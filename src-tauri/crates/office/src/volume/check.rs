//! What a volume lacks before it is filed: which document, which field, which signature.

use super::collect::{Filed, Paper, collect};
use super::of_kind;
use crate::Session;
use crate::documents::{Case, Prepared};
use crate::error::{Message, Result};
use crate::matter::judgement::Folder;
use crate::session::Context;
use crate::view::{
    AttachmentView, Detail, Fields, FindingView, Id, NeedView, Severity, VolumeEntryView, VolumePaperState,
    VolumePaperView, VolumeView,
};
use calendar::{Date, DateTime};
use rules::{Assessment, Kind, Volume, VolumeEntry};
use std::collections::BTreeSet;
use store::{Document, DocumentState, Reader};

impl Session {
    /// What lies in the volume of a matter and what is missing.
    ///
    /// # Errors
    /// No such matter; its kind has no volumes.
    pub fn volume_check(&self, matter: Id, now: DateTime) -> Result<VolumeView> {
        let context = self.context();
        let today = now.date();
        let mut view = self.read(|reader| {
            let folder = Folder::read(reader, matter.0)?;
            let kind = self.assets().kind(&folder.matter.kind)?;
            let volume = of_kind(kind)?;
            let assessment = folder.assess(kind, &context, reader, today)?;
            let case = Case::new(self, &context, reader, (kind, &folder), &assessment, today)?;
            self.looked_through(volume, &case, &folder, reader)
        })?;
        view.made = self.made_volume(matter);
        Ok(view)
    }

    fn looked_through(
        &self,
        volume: &Volume,
        case: &Case<'_>,
        folder: &Folder,
        reader: &Reader<'_>,
    ) -> Result<VolumeView> {
        let mut entries = Vec::new();
        for filed in collect(volume, case, folder, reader)? {
            let findings = self.wanting(&filed, case)?;
            if !filed.applies && filed.papers.is_empty() {
                continue;
            }
            let entry = filed.entry;
            entries.push(VolumeEntryView {
                id: entry.id.clone(),
                title: entry.title.clone(),
                wanted: u32::try_from(filed.wanted).unwrap_or(u32::MAX),
                papers: filed.papers.iter().map(|paper| self.paper_view(entry, paper)).collect(),
                findings,
            });
        }
        let mut findings: Vec<FindingView> = Vec::new();
        for form in volume.own_forms() {
            let prepared = Prepared::new(case, self.assets().form(form)?, &Fields::new())?;
            // Cover, contents and back ask for the same few fields.
            findings.extend(open_needs(&prepared.needs, "volume"));
        }
        let mut seen = BTreeSet::new();
        findings.retain(|finding| seen.insert((finding.field.clone(), finding.message.clone())));
        let all = entries.iter().flat_map(|entry| &entry.findings).chain(&findings);
        let missing = all.filter(|finding| finding.severity == Severity::Warn).count();
        let missing = u32::try_from(missing).unwrap_or(u32::MAX);
        Ok(VolumeView { entries, findings, missing, made: None })
    }

    fn paper_view(&self, entry: &VolumeEntry, paper: &Paper) -> VolumePaperView {
        let title = paper.title(entry, |form| self.form_title(form));
        let (state, document, attachment) = match paper {
            Paper::Document { document, scan } => {
                let state = match (scan, document.state) {
                    (Some(_), _) => VolumePaperState::Scan,
                    (None, DocumentState::Signed) => VolumePaperState::SignedOnPaper,
                    (None, _) if entry.signed => VolumePaperState::Unsigned,
                    (None, _) => VolumePaperState::Print,
                };
                (state, Some(Id(document.id)), scan.as_ref().map(|scan| scan.id))
            }
            Paper::Material(material) => (VolumePaperState::Material, None, Some(material.id)),
            Paper::Made { .. } => (VolumePaperState::Made, None, None),
        };
        VolumePaperView { title, state, document, attachment }
    }

    pub(super) fn form_title(&self, form: &str) -> Option<String> {
        self.assets().forms_by_id().get(form).map(|form| form.title().to_owned())
    }

    /// What a place lacks.
    fn wanting(&self, filed: &Filed<'_>, case: &Case<'_>) -> Result<Vec<FindingView>> {
        let entry = filed.entry;
        let mut findings = Vec::new();
        if filed.papers.len() < filed.wanted {
            findings.extend(self.too_few(filed, case)?);
        }
        let mut unsorted = 0_usize;
        for paper in &filed.papers {
            match paper {
                Paper::Document { document, scan } if entry.signed && scan.is_none() => {
                    findings.push(unsigned(
                        entry,
                        document,
                        &paper.title(entry, |form| self.form_title(form)),
                    ));
                }
                Paper::Document { .. } => {}
                Paper::Material(material) => {
                    unsorted += usize::from(material.filed_under.is_none());
                    findings.extend(cannot_be_bound(entry, material));
                }
                Paper::Made { form } => {
                    let prepared = Prepared::new(case, self.assets().form(form)?, &Fields::new())?;
                    findings.extend(open_needs(&prepared.needs, &entry.id));
                }
            }
        }
        if unsorted > 0 {
            let message = format!("有{unsorted}份材料没有说归在哪里，编在“{}”里。", entry.title);
            let next = "在“材料”里给每一份选好归在哪里。";
            findings.push(FindingView {
                severity: Severity::Note,
                ..warning(&entry.id, message, next, format!("material.{}", entry.id))
            });
        }
        Ok(findings)
    }

    /// Papers that have to be there and are not: the document to be issued, with the fields it lacks, or the material
    /// to be scanned.
    fn too_few(&self, filed: &Filed<'_>, case: &Case<'_>) -> Result<Vec<FindingView>> {
        let entry = filed.entry;
        let have = filed.papers.len();
        let lacks = |what: &str| {
            if have == 0 {
                format!("还没有《{what}》。")
            } else {
                format!("《{what}》应当有{}份，现在有{have}份。", filed.wanted)
            }
        };
        for form in &entry.forms {
            let form = self.assets().form(form)?;
            let prepared = Prepared::new(case, form, &Fields::new())?;
            if !prepared.offered {
                continue;
            }
            let next = if entry.signed {
                "打开它，核对后签发、打印，签了字附上扫描件。手写的，扫描后收进材料，归在这里。"
            } else {
                "打开它，核对后签发。"
            };
            let first = warning(&entry.id, lacks(form.title()), next, format!("form.{}", form.id()));
            let fields = if have == 0 { open_needs(&prepared.needs, &entry.id) } else { Vec::new() };
            return Ok(std::iter::once(first).chain(fields).collect());
        }
        let next = "扫描或者拍照后收进材料，归在这里。";
        Ok(vec![warning(&entry.id, lacks(&entry.title), next, format!("material.{}", entry.id))])
    }
}

/// What the volume lacks, said at the step that files it; nothing at other steps. What the step itself asks for is left
/// out: it is being filled in.
pub(crate) fn before_step(
    session: &Session,
    context: &Context,
    reader: &Reader<'_>,
    (kind, folder): (&Kind, &Folder),
    assessment: &Assessment,
    today: Date,
) -> Result<Option<(String, Vec<FindingView>)>> {
    let Some((volume, step)) = kind.volume.as_ref().and_then(|volume| Some((volume, volume.step.as_ref()?)))
    else {
        return Ok(None);
    };
    let Some(state) = assessment.transition(step).filter(|_| folder.id.is_some()) else { return Ok(None) };
    let case = Case::new(session, context, reader, (kind, folder), assessment, today)?;
    let view = session.looked_through(volume, &case, folder, reader)?;
    let asked = |finding: &FindingView| {
        let first = finding.field.as_deref().and_then(|field| field.split('.').next());
        first.is_some_and(|first| state.asks.iter().any(|ask| ask == first))
    };
    let findings = view.entries.into_iter().flat_map(|entry| entry.findings).chain(view.findings);
    let findings = findings.filter(|finding| finding.severity == Severity::Warn && !asked(finding));
    Ok(Some((step.clone(), findings.collect())))
}

/// What has to be filled in and is not.
fn open_needs(needs: &[NeedView], place: &str) -> Vec<FindingView> {
    let open = needs.iter().filter(|need| need.required && !need.filled);
    open.map(|need| FindingView {
        field_label: Some(need.label.clone()),
        ..warning(place, need.message.clone(), "", need.field.clone())
    })
    .collect()
}

fn unsigned(entry: &VolumeEntry, document: &Document, title: &str) -> FindingView {
    let number = document.number.clone().unwrap_or_default();
    let (message, next) = match document.state {
        DocumentState::Signed => (
            format!("《{title}》（{number}）签了字，没有附扫描件，卷宗里是没有签字的打印件。"),
            "打开它，补附签字的扫描件。",
        ),
        DocumentState::Draft | DocumentState::Issued | DocumentState::Voided => {
            (format!("《{title}》（{number}）还没有签字。"), "打印出来签字，再打开它附上扫描件。")
        }
    };
    warning(&entry.id, message, next, format!("issued.{}", document.id))
}

/// Files that are known by their names to be no pages; whether a page can be read shows when it is bound.
fn cannot_be_bound(entry: &VolumeEntry, material: &AttachmentView) -> Option<FindingView> {
    let kind = material.media_type.as_str();
    if kind == "application/pdf" || kind.starts_with("image/") || kind == "application/octet-stream" {
        return None;
    }
    Some(unbound(&entry.id, material, "bind.unknown", ""))
}

/// A file that is not bound, and why.
pub(super) fn unbound(place: &str, file: &AttachmentView, code: &str, reason: &str) -> FindingView {
    let detail = |name: &str, value: &str| Detail { name: name.to_owned(), value: value.to_owned() };
    let details = [detail("file", &file.name), detail("reason", reason)];
    let message = Message::of(code);
    warning(place, message.text(&details), &message.next(&details), format!("attachment.{}", file.id.0))
}

fn warning(place: &str, message: String, next: &str, field: String) -> FindingView {
    FindingView {
        severity: Severity::Warn,
        rule: format!("volume.{place}"),
        message,
        next: next.to_owned(),
        field: Some(field),
        field_label: None,
        citation: None,
        action: None,
    }
}
