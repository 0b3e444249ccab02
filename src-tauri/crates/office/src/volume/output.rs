//! `volume`: the bound volume as a file in a folder.

use crate::Session;
use crate::documents::write_named;
use crate::error::{OfficeError, Result};
use crate::files::named;
use crate::jobs::Progress;
use crate::view::{VolumeOutput, VolumeRequest};
use calendar::DateTime;
use serde_json::json;
use std::path::Path;
use store::{Subject, SubjectKind};

impl Session {
    /// Looks the volume of a matter through and, unless no folder is given, binds it into a file there.
    ///
    /// # Errors
    /// As [`Session::make_volume`]; the folder cannot be written.
    pub fn volume_to_folder(
        &self,
        request: &VolumeRequest,
        number: &str,
        folder: Option<&Path>,
        now: DateTime,
        progress: &dyn Progress,
    ) -> Result<VolumeOutput> {
        let mut volume = self.volume_check(request.matter, now)?;
        let file = match folder {
            None => None,
            Some(folder) => {
                // Binding takes long: who may not is told before.
                self.may("volume.export")?;
                std::fs::create_dir_all(folder)
                    .map_err(|error| OfficeError::io("create folder", folder, error))?;
                let made = self.make_volume(request, now, progress)?;
                let bytes = self.volume_bytes(request.matter)?;
                let subject = Subject::new(SubjectKind::Matter, request.matter.0);
                let path = self.export("volume.export", subject, now, || {
                    let path = write_named(folder, &made.title, &bytes)?;
                    let file = named(Path::new(&path));
                    Ok((path, json!({ "exported": file, "fingerprint": made.fingerprint })))
                })?;
                volume.made = Some(made);
                Some(path)
            }
        };
        Ok(VolumeOutput { matter: number.to_owned(), file, volume })
    }
}
