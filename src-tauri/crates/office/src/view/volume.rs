//! The volume (卷宗) of a matter: what lies in it, what is missing, and the file it was bound into.

use super::{Duplex, FindingView, Id};
use serde::{Deserialize, Serialize};
use specta::Type;

/// What a kind's volume is made of, for the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct VolumeKindView {
    /// The places papers lie in, in order.
    pub entries: Vec<VolumePlaceView>,
    /// The step before which the volume is looked through.
    pub step: Option<String>,
    /// The field that says how many pages it has.
    pub pages: Option<String>,
}

/// A place in a volume; what is handed in is put under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct VolumePlaceView {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
}

/// The volume of a matter as it would be bound now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct VolumeView {
    /// Its places in order: those that belong into the volume of such a matter, and those where something lies.
    pub entries: Vec<VolumeEntryView>,
    /// What cover, contents and back lack.
    pub findings: Vec<FindingView>,
    /// How many things are missing in all.
    pub missing: u32,
    /// The file it was bound into last, while it is kept.
    pub made: Option<VolumeMade>,
}

/// A place in the volume of a matter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct VolumeEntryView {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// So many papers must be there.
    pub wanted: u32,
    /// What is there, in order.
    pub papers: Vec<VolumePaperView>,
    /// What is missing, each with the way to it in `field`: `form.<id>`, `issued.<document>`, `material.<entry>`,
    /// `attachment.<id>`, or a field.
    pub findings: Vec<FindingView>,
}

/// A paper in a volume.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct VolumePaperView {
    /// Title, as the list of contents has it.
    pub title: String,
    /// How it stands.
    pub state: VolumePaperState,
    /// The issued document it is.
    pub document: Option<Id>,
    /// The attachment it is, or the scan of the document.
    pub attachment: Option<Id>,
}

/// How a paper of a volume stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum VolumePaperState {
    /// The kept print of a document that nobody has to sign.
    Print,
    /// The kept print of a document that is not signed yet.
    Unsigned,
    /// The kept print of a document that is signed on paper and was not scanned.
    SignedOnPaper,
    /// The scan of the signed paper, in place of the print.
    Scan,
    /// Something handed in or scanned.
    Material,
    /// Printed with the volume from what is registered.
    Made,
}

/// How to bind a volume.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct VolumeRequest {
    /// The matter.
    pub matter: Id,
    /// Every paper begins on a fresh leaf.
    pub double_sided: bool,
    /// With scans and materials; without them their page numbers are left free for the papers themselves.
    pub with_scans: bool,
    /// Only a trial: with 草稿 across cover and contents, and drafts for the documents that are not issued yet.
    pub draft: bool,
}

/// A bound volume.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct VolumeMade {
    /// The matter.
    pub matter: Id,
    /// Title, also the file's name.
    pub title: String,
    /// How it was bound.
    pub request: VolumeRequest,
    /// Pages with a page number.
    pub numbered: u32,
    /// Pages of the file, cover, contents, back and blank ones too.
    pub pages: u32,
    /// Leaves of the whole volume.
    pub leaves: u32,
    /// Size, bytes.
    #[specta(type = u32)]
    pub bytes: u64,
    /// BLAKE3 of the file, hex, first 16 characters.
    pub fingerprint: String,
    /// What could not be bound, each with its file and what to do.
    pub left_out: Vec<FindingView>,
}

/// How to print a bound volume.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct VolumePrint {
    /// The matter.
    pub matter: Id,
    /// Printer; the default one when none.
    #[serde(default)]
    pub printer: Option<String>,
    /// Copies (1 to 99).
    pub copies: u32,
    /// Double-sided.
    #[serde(default)]
    pub duplex: Duplex,
}

/// `volume`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VolumeOutput {
    /// Matter number.
    pub matter: String,
    /// The file written; none when the volume was only looked through.
    pub file: Option<String>,
    /// What lies where, and what is missing.
    pub volume: VolumeView,
}
