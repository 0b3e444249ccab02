//! `print`: documents as files in a folder.

use super::preparing::plain_request;
use super::{missing, status};
use crate::Session;
use crate::error::{OfficeError, Result};
use crate::files::named;
use crate::jobs::{Progress, go_on};
use crate::matter::judgement::Folder;
use crate::view::{Id, PrintOutput, PrintedFile, SkippedForm};
use calendar::DateTime;
use serde_json::json;
use std::path::{Path, PathBuf};
use store::{DocumentState, Subject, SubjectKind};

impl Session {
    /// Issued documents as they are kept, and the other forms of the matter's state that are offered for it as drafts,
    /// into a folder. All matters when none is named.
    ///
    /// # Errors
    /// No such matter or form; the folder cannot be written.
    pub fn print_to_folder(
        &self,
        matter: Option<&str>,
        form: Option<&str>,
        folder: &Path,
        now: DateTime,
        progress: &dyn Progress,
    ) -> Result<PrintOutput> {
        self.may("document.export")?;
        std::fs::create_dir_all(folder).map_err(|error| OfficeError::io("create folder", folder, error))?;
        if let Some(form) = form {
            self.assets().form(form)?;
        }
        let ids = match matter {
            Some(number) => vec![self.matter_by_number(number)?.0],
            None => self.read(|reader| Ok(reader.matter_ids(None, 0, usize::MAX >> 1)?))?,
        };
        let subject = match (matter, ids.first()) {
            (Some(_), Some(id)) => Subject::new(SubjectKind::Matter, *id),
            (None, _) | (_, None) => Subject::OFFICE,
        };
        let mut output = PrintOutput { files: Vec::new(), skipped: Vec::new() };
        let ended = self.print_matters(&ids, form, folder, now, progress, &mut output);
        if output.files.is_empty() {
            return ended.map(|()| output);
        }
        // What was written before it was stopped is out; why it was stopped is told first.
        let noted = self.export("document.export", subject, now, || {
            Ok(((), json!({ "exported": named(folder), "files": output.files.len() })))
        });
        ended.and(noted).map(|()| output)
    }

    fn print_matters(
        &self,
        ids: &[i64],
        form: Option<&str>,
        folder: &Path,
        now: DateTime,
        progress: &dyn Progress,
        output: &mut PrintOutput,
    ) -> Result<()> {
        let total = u32::try_from(ids.len()).unwrap_or(u32::MAX);
        for (id, done) in ids.iter().zip(1_u32..) {
            go_on(progress)?;
            self.print_matter(*id, form, folder, now, output)?;
            progress.step(done, total);
        }
        Ok(())
    }

    fn print_matter(
        &self,
        id: i64,
        only: Option<&str>,
        out: &Path,
        now: DateTime,
        output: &mut PrintOutput,
    ) -> Result<()> {
        let folder = self.read(|reader| Folder::read(reader, id))?;
        let kind = self.assets().kind(&folder.matter.kind)?;
        let number = folder.matter.number.clone().unwrap_or_else(|| format!("#{id}"));
        let mut done: Vec<&str> = Vec::new();
        for document in folder.documents.iter().filter(|document| document.state != DocumentState::Voided) {
            if document.pdf.is_none() || only.is_some_and(|form| form != document.data.form) {
                continue;
            }
            let (row, bytes) = self.kept(Id(document.id))?;
            let own = row.number.unwrap_or_default();
            let path = write_named(out, &format!("{own} {}", document.data.title), &bytes)?;
            done.push(&document.data.form);
            output.files.push(PrintedFile {
                matter: number.clone(),
                form: document.data.form.clone(),
                path,
                number: Some(own),
                missing: status::missing(document),
            });
        }
        let here = kind.state(&folder.matter.state).map(|state| state.forms.clone()).unwrap_or_default();
        let wanted = match only {
            Some(form) => vec![form.to_owned()],
            None => here,
        };
        for form in wanted.into_iter().filter(|form| !done.contains(&form.as_str())) {
            let title = self.assets().form(&form)?.title().to_owned();
            let request = plain_request(id, &form);
            let draft = match only {
                Some(_) => self.draft_page(&request, now).map(Some),
                None => self.offered_draft(&request, now),
            };
            match draft {
                Ok(None) => {}
                Ok(Some(rendered)) => {
                    let path = write_named(out, &format!("{number} {title} 草稿"), &rendered.pdf)?;
                    let missing = missing(&rendered);
                    output.files.push(PrintedFile {
                        matter: number.clone(),
                        form,
                        path,
                        number: None,
                        missing,
                    });
                }
                Err(error @ OfficeError::FormNotOfKind { .. }) => {
                    let why = error.view().message;
                    output.skipped.push(SkippedForm { matter: number.clone(), form, why });
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// Writes a file under a name that every system takes.
pub(crate) fn write_named(folder: &Path, name: &str, bytes: &[u8]) -> Result<String> {
    let name: String = name
        .chars()
        .map(|c| {
            if c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') {
                '_'
            } else {
                c
            }
        })
        .take(80)
        .collect();
    let mut path: PathBuf = folder.join(format!("{name}.pdf"));
    for copy in 2.. {
        // Printing into the same folder again leaves one file of the same content.
        if !path.exists() || std::fs::read(&path).is_ok_and(|there| there == bytes) {
            break;
        }
        path = folder.join(format!("{name} ({copy}).pdf"));
    }
    crate::files::write_whole(&path, bytes).map_err(|error| OfficeError::io("write", &path, error))?;
    Ok(path.display().to_string())
}
