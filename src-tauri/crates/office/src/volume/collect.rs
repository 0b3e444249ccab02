//! Which papers of a matter lie where in its volume.

use crate::documents::Case;
use crate::error::Result;
use crate::files;
use crate::matter::judgement::Folder;
use crate::view::AttachmentView;
use expression::Scope;
use rules::{Volume, VolumeEntry};
use store::{Document, DocumentState, Reader};

/// A place of the volume with what lies there.
pub(super) struct Filed<'a> {
    pub(super) entry: &'a VolumeEntry,
    /// Whether it belongs into the volume of such a matter.
    pub(super) applies: bool,
    /// How many papers must be there.
    pub(super) wanted: usize,
    pub(super) papers: Vec<Paper>,
}

/// A paper.
pub(super) enum Paper {
    /// An issued document, with the scan of the signed paper where there is one.
    Document { document: Box<Document>, scan: Option<AttachmentView> },
    /// Something handed in or scanned.
    Material(AttachmentView),
    /// A form that is printed with the volume.
    Made { form: String },
}

/// Every place in order. Nothing of the matter is left out but voided documents: what no place takes lies in the one
/// for the rest.
pub(super) fn collect<'a>(
    volume: &'a Volume,
    case: &Case<'_>,
    folder: &Folder,
    reader: &Reader<'_>,
) -> Result<Vec<Filed<'a>>> {
    let scope: Scope<'_> = case.scope();
    // Oldest first, as they came in.
    let mut attachments = match folder.id {
        Some(id) => files::views(reader, id)?,
        None => Vec::new(),
    };
    attachments.reverse();
    let (scans, materials): (Vec<_>, Vec<_>) =
        attachments.into_iter().partition(|one| one.document.is_some());
    let documents: Vec<&Document> = folder
        .documents
        .iter()
        .filter(|document| document.state != DocumentState::Voided && document.pdf.is_some())
        .filter(|document| !volume.own_forms().contains(&document.data.form.as_str()))
        .collect();
    let named: Vec<&str> = volume.forms().map(|(_, form)| form).collect();
    let mut filed = Vec::with_capacity(volume.entries.len());
    for entry in &volume.entries {
        let of_forms =
            entry.forms.iter().flat_map(|form| documents.iter().filter(move |one| one.data.form == *form));
        let unnamed = documents.iter().filter(|one| entry.rest && !named.contains(&one.data.form.as_str()));
        let mut papers: Vec<Paper> = of_forms
            .chain(unnamed)
            .map(|document| Paper::Document {
                document: Box::new((*document).clone()),
                scan: scans
                    .iter()
                    .rev()
                    .find(|scan| scan.document.is_some_and(|id| id.0 == document.id))
                    .cloned(),
            })
            .collect();
        let here = |one: &&AttachmentView| match one.filed_under.as_deref().and_then(|id| volume.entry(id)) {
            Some(place) => place.id == entry.id,
            None => entry.rest,
        };
        papers.extend(materials.iter().filter(here).cloned().map(Paper::Material));
        let applies = entry.applies.holds(&scope)?;
        if let Some(form) = entry.forms.first().filter(|_| entry.made && applies && papers.is_empty()) {
            papers.push(Paper::Made { form: form.clone() });
        }
        let wanted = if applies { entry.wanted(&scope)? } else { 0 };
        filed.push(Filed { entry, applies, wanted, papers });
    }
    Ok(filed)
}

impl Paper {
    /// The title the list of contents has for it.
    pub(super) fn title(&self, entry: &VolumeEntry, form_title: impl Fn(&str) -> Option<String>) -> String {
        match self {
            Self::Document { document, .. } => {
                form_title(&document.data.form).unwrap_or_else(|| document.data.title.clone())
            }
            Self::Made { .. } => entry.title.clone(),
            Self::Material(material) => {
                let stem = material.name.rsplit_once('.').map_or(material.name.as_str(), |(stem, _)| stem);
                let said = if material.note.is_empty() { stem } else { &material.note };
                if said == entry.title { said.to_owned() } else { format!("{}：{said}", entry.title) }
            }
        }
    }

    /// Whether it is a picture by its name: pictures that lie together are printed on both sides of their leaves.
    pub(super) fn is_picture(&self) -> bool {
        match self {
            Self::Material(material) => material.media_type.starts_with("image/"),
            Self::Document { .. } | Self::Made { .. } => false,
        }
    }
}
