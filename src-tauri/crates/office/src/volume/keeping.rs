//! The bound volume in hand: it is shown, saved and printed while the office is open, and made anew afterwards.

use crate::Session;
use crate::documents::send_pdf;
use crate::error::{OfficeError, Result};
use crate::files::{named, write_whole};
use crate::jobs::Progress;
use crate::view::{Id, Printed, VolumeMade, VolumePrint};
use calendar::DateTime;
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use store::{Subject, SubjectKind};

/// The volume made last. One is kept: it can be large, and another is a click away.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    pub(crate) view: VolumeMade,
    pub(crate) pdf: Arc<Vec<u8>>,
}

impl Session {
    /// The volume of a matter, while it is the one made last.
    pub fn made_volume(&self, matter: Id) -> Option<VolumeMade> {
        let made = self.volume_in_hand();
        made.as_ref().filter(|made| made.view.matter == matter).map(|made| made.view.clone())
    }

    /// Its bytes.
    ///
    /// # Errors
    /// It was not made, or another one was made since.
    pub fn volume_bytes(&self, matter: Id) -> Result<Arc<Vec<u8>>> {
        Ok(self.in_hand(matter)?.pdf)
    }

    /// Writes it to a file. In the audit chain.
    ///
    /// # Errors
    /// As [`Session::volume_bytes`]; the file cannot be written.
    pub fn save_volume(&self, matter: Id, path: &Path, now: DateTime) -> Result<()> {
        self.may("volume.export")?;
        let made = self.in_hand(matter)?;
        self.export("volume.export", Subject::new(SubjectKind::Matter, matter.0), now, || {
            write_whole(path, &made.pdf).map_err(|error| OfficeError::io("write", path, error))?;
            Ok(((), json!({ "exported": named(path), "fingerprint": made.view.fingerprint })))
        })
    }

    /// Sends it to a printer. In the audit chain.
    ///
    /// # Errors
    /// As [`Session::volume_bytes`]; no such printer; the printer refuses.
    pub fn print_volume(
        &self,
        request: &VolumePrint,
        now: DateTime,
        progress: &dyn Progress,
    ) -> Result<Printed> {
        let made = self.in_hand(request.matter)?;
        let printer = self.printer(request.printer.as_deref())?;
        send_pdf(&made.pdf, &made.view.title, &printer, request.copies, request.duplex, progress)?;
        self.write("volume.print", now, |tx| {
            let summary = json!({
                "printer": printer, "copies": request.copies, "fingerprint": made.view.fingerprint,
            });
            Ok(tx.note(Subject::new(SubjectKind::Matter, request.matter.0), summary)?)
        })?;
        Ok(Printed { documents: Vec::new(), printer })
    }

    fn in_hand(&self, matter: Id) -> Result<Made> {
        let made = self.volume_in_hand();
        let made = made.as_ref().filter(|made| made.view.matter == matter).cloned();
        made.ok_or(OfficeError::VolumeNotMade)
    }
}
