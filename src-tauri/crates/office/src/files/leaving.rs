//! The one way out of the program: whoever may not is refused before anything is written, and what went out stands in
//! the trail, by the name of its file. Where it went on this machine tells nobody anything later.

use super::write_whole;
use crate::Session;
use crate::error::{OfficeError, Result};
use crate::view::{ExportOutcome, Id};
use crate::workbook::List;
use calendar::DateTime;
use serde_json::{Value, json};
use std::path::Path;
use store::{Subject, SubjectKind};

impl Session {
    /// Has something written that leaves the program, and notes what `write` says of it.
    pub(crate) fn export<T>(
        &self,
        operation: &str,
        subject: Subject,
        now: DateTime,
        write: impl FnOnce() -> Result<(T, Value)>,
    ) -> Result<T> {
        self.may(operation)?;
        let (done, summary) = write()?;
        self.write(operation, now, |tx| Ok(tx.note(subject, summary)?))?;
        Ok(done)
    }

    /// A list as an Excel file.
    pub(crate) fn export_list(
        &self,
        operation: &str,
        list: List,
        path: &Path,
        overwrite: bool,
        now: DateTime,
    ) -> Result<ExportOutcome> {
        let rows = self.export(operation, Subject::OFFICE, now, || {
            let what = list.title();
            let rows = list.save(path, overwrite, Vec::new())?;
            Ok((rows, json!({ "exported": named(path), "what": what, "rows": rows })))
        })?;
        Ok(ExportOutcome { path: path.display().to_string(), rows })
    }

    /// Bytes as a file.
    pub(crate) fn export_bytes(
        &self,
        operation: &str,
        subject: Subject,
        path: &Path,
        bytes: &[u8],
        now: DateTime,
    ) -> Result<()> {
        self.export(operation, subject, now, || {
            write_whole(path, bytes).map_err(|error| OfficeError::io("write", path, error))?;
            Ok(((), json!({ "exported": named(path) })))
        })
    }

    /// Pages or a picture that the window holds (a list, a report, the trail, an explanation) as a file; of a matter
    /// where there is one. In the audit chain.
    ///
    /// # Errors
    /// Whoever is at the desk may not export; the file cannot be written.
    pub fn export_page(&self, bytes: &[u8], path: &Path, matter: Option<Id>, now: DateTime) -> Result<()> {
        let subject = matter.map_or(Subject::OFFICE, |matter| Subject::new(SubjectKind::Matter, matter.0));
        self.export_bytes("page.export", subject, path, bytes, now)
    }
}

/// A file by its name alone.
pub(crate) fn named(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use crate::error::Result;
    use crate::testing::{Office, START, at, office};
    use crate::view::{
        AuditQuery, DocumentRequest, Fields, PeopleQuery, PhraseQuery, RegisterQuery, ReportQuery,
        VolumeRequest,
    };
    use crate::{PapersQuery, Quiet, Session};
    use std::path::{Path, PathBuf};

    type Way = Box<dyn Fn(&Session, &Path) -> Result<()>>;

    /// Every way by which something leaves the program, with the operation it is noted as.
    fn ways(office: &Office) -> Vec<(&'static str, Way)> {
        let matter = office.agreed();
        let form = "mediation-agreement".to_owned();
        let asked = DocumentRequest { matter, form, inputs: Fields::new(), unsaved: None };
        let issued = office.session.issue_document(&asked, at("2026-03-05T17:00")).unwrap();
        let document = issued.document.id;
        let number = office.session.matter(matter, at(START)).unwrap().head.number.unwrap();
        let report = || ReportQuery {
            report: "dispute-statistics".to_owned(),
            from: "2026-03-01".to_owned(),
            to: "2026-03-31".to_owned(),
            rows: None,
        };
        let (excel, paper) = (report(), report());
        let file = |folder: &Path, name: &str| folder.join(name);
        let volume = VolumeRequest { matter, double_sided: false, with_scans: true, draft: true };
        let (of_matter, of_volume) = (number.clone(), number);
        let now = || at("2026-03-20T10:00");
        vec![
            ("document.export", Box::new(move |s, f| s.save_document(document, &file(f, "a.pdf"), now()))),
            (
                "document.export",
                Box::new(move |s, f| s.print_to_folder(Some(&of_matter), None, f, now(), &Quiet).map(drop)),
            ),
            (
                "document.export",
                Box::new(move |s, f| s.print_to_folder(None, None, f, now(), &Quiet).map(drop)),
            ),
            (
                "register.export",
                Box::new(move |s, f| {
                    let query = RegisterQuery { kind: "dispute".to_owned(), ..RegisterQuery::default() };
                    s.export_register(&query, &file(f, "b.xlsx"), false, now(), &Quiet).map(drop)
                }),
            ),
            (
                "papers.export",
                Box::new(move |s, f| {
                    let query = PapersQuery { from: None, until: None, words: String::new() };
                    s.export_papers(&query, &file(f, "c.xlsx"), false, now(), &Quiet).map(drop)
                }),
            ),
            (
                "report.export",
                Box::new(move |s, f| s.export_report(&excel, &file(f, "d.xlsx"), false, now()).map(drop)),
            ),
            ("report.export", Box::new(move |s, f| s.export_report_pdf(&paper, &file(f, "e.pdf"), now()))),
            (
                "audit.export",
                Box::new(move |s, f| {
                    s.export_audit(&AuditQuery::default(), &file(f, "f.xlsx"), false, now(), &Quiet).map(drop)
                }),
            ),
            (
                "people.export",
                Box::new(move |s, f| {
                    s.export_people(&PeopleQuery::default(), &file(f, "g.xlsx"), false, now(), &Quiet)
                        .map(drop)
                }),
            ),
            (
                "phrase.export",
                Box::new(move |s, f| {
                    s.export_phrases(&PhraseQuery::default(), &file(f, "h.xlsx"), false, now()).map(drop)
                }),
            ),
            (
                "volume.export",
                Box::new(move |s, f| {
                    s.volume_to_folder(&volume, &of_volume, Some(f), now(), &Quiet).map(drop)
                }),
            ),
            ("volume.export", Box::new(move |s, f| s.save_volume(matter, &file(f, "i.pdf"), now()))),
            // What the window holds: printed lists and reports, the trail, an explanation, a drawing.
            ("page.export", Box::new(move |s, f| s.export_page(b"%PDF", &file(f, "j.pdf"), None, now()))),
            (
                "page.export",
                Box::new(move |s, f| s.export_page(b"png", &file(f, "k.png"), Some(matter), now())),
            ),
        ]
    }

    fn files(folder: &Path) -> Vec<PathBuf> {
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
    }

    #[test]
    fn every_way_out_adds_one_entry_and_is_not_for_who_may_only_look() {
        let office = office();
        let ways = ways(&office);
        for (operation, way) in &ways {
            let folder = tempfile::tempdir().unwrap();
            let query = AuditQuery { operation: Some((*operation).to_owned()), ..AuditQuery::default() };
            let before = office.session.audit(&query).unwrap().lines.len();
            way(&office.session, folder.path()).unwrap();
            let lines = office.session.audit(&query).unwrap().lines;
            assert_eq!(lines.len(), before + 1, "{operation}");
            assert!(!files(folder.path()).is_empty(), "{operation}");
            let said = &lines[0].summary;
            let place = folder.path().display().to_string();
            assert!(said.contains("导出为") && !said.contains(&place), "{operation}: {said}");
        }
        office.hire("钱长安", "reader");
        let office = office.seat("钱长安");
        for (operation, way) in &ways {
            let folder = tempfile::tempdir().unwrap();
            assert_eq!(
                way(&office.session, folder.path()).unwrap_err().code(),
                "staff.read-only",
                "{operation}"
            );
            assert!(files(folder.path()).is_empty(), "{operation}: nothing was written");
        }
    }
}
