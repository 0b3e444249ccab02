//! Binding a volume: every paper in its place, numbered on, in one file.

use super::check::unbound;
use super::collect::{Filed, Paper, collect};
use super::contents::{Counts, Line};
use super::keeping::Made;
use super::of_kind;
use super::sheets::Sheets;
use crate::Session;
use crate::documents::{Case, Prepared, draft_stamp};
use crate::error::{OfficeError, Result};
use crate::jobs::{Progress, go_on};
use crate::matter::judgement::Folder;
use crate::view::{AttachmentView, Fields, FindingView, Id, VolumeMade, VolumeRequest};
use calendar::DateTime;
use serde_json::json;
use std::sync::Arc;
use store::{StoreError, Subject, SubjectKind};
use typeset::bind::{Binder, Bookmark, Limits, Page, Source};
use typeset::{Stamp, TypesetError};

/// What the list of contents says of a file that could not be bound.
const LEFT_OUT: &str = "未编入，另附";
/// What it says of a paper whose place is left free.
const ORIGINAL: &str = "原件";

/// A paper to be bound.
struct Item {
    /// The place it lies in.
    place: String,
    title: String,
    /// Where its pages come from, the best first: the next one is taken when one cannot be read.
    from: Vec<Origin>,
    picture: bool,
}

/// Where pages come from.
enum Origin {
    /// The kept print of a document.
    Kept(Id),
    /// A scan or a material.
    File(Box<AttachmentView>),
    /// Printed for this volume.
    Pages(Vec<u8>),
}

/// The papers laid one on another so far.
struct Stack {
    binder: Binder,
    sheets: Sheets,
    order: Vec<Page>,
    bookmarks: Vec<Bookmark>,
    lines: Vec<Line>,
    left_out: Vec<FindingView>,
    /// The last paper's place, if its pages were pictures that were bound; the next picture lies on its back.
    pictures_of: Option<String>,
    /// The last paper's pages were left free: the blank behind it is its own.
    free: bool,
}

impl Session {
    /// Binds the volume of a matter and keeps it in hand. In the audit chain. What cannot be read is left out and named.
    ///
    /// # Errors
    /// No such matter; its kind has no volumes; too large; cancelled.
    pub fn make_volume(
        &self,
        request: &VolumeRequest,
        now: DateTime,
        progress: &dyn Progress,
    ) -> Result<VolumeMade> {
        let (title, items) = self.volume_items(request, now)?;
        let total = u32::try_from(items.len()).unwrap_or(u32::MAX).saturating_add(2);
        let mut stack = Stack {
            binder: Binder::new(self.assets().typesetter().fonts(), Limits::default())?,
            sheets: Sheets::new(request.double_sided),
            order: Vec::new(),
            bookmarks: Vec::new(),
            lines: Vec::new(),
            left_out: Vec::new(),
            pictures_of: None,
            free: false,
        };
        for (item, done) in items.into_iter().zip(0..) {
            go_on(progress)?;
            progress.step(done, total);
            self.lay(item, request, &mut stack)?;
        }
        stack.close_leaf()?;
        go_on(progress)?;
        progress.step(total.saturating_sub(2), total);
        let counts = Counts { numbered: stack.sheets.last(), leaves: stack.sheets.leaves() };
        let leaves_of = |pages: usize| {
            let mut sheets = Sheets::new(request.double_sided);
            sheets.unnumbered(pages);
            sheets.leaves()
        };
        let wrapping = self.wrapping(request.matter, &stack.lines, counts, request.draft, leaves_of, now)?;
        let leaves = wrapping.leaves;
        let (pages, pdf, left_out) = stack.wrapped(wrapping, &title, request.double_sided)?;
        go_on(progress)?;
        let made = VolumeMade {
            matter: request.matter,
            title,
            request: request.clone(),
            numbered: counts.numbered,
            pages: u32::try_from(pages).unwrap_or(u32::MAX),
            leaves,
            bytes: u64::try_from(pdf.len()).unwrap_or(u64::MAX),
            fingerprint: blake3::hash(&pdf).to_hex()[..16].to_owned(),
            left_out,
        };
        self.write("volume.make", now, |tx| {
            Ok(tx.note(Subject::new(SubjectKind::Matter, request.matter.0), said(&made))?)
        })?;
        *self.volume_in_hand() = Some(Made { view: made.clone(), pdf: Arc::new(pdf) });
        progress.step(total, total);
        Ok(made)
    }

    /// The volume's title and its papers in order.
    fn volume_items(&self, request: &VolumeRequest, now: DateTime) -> Result<(String, Vec<Item>)> {
        let context = self.context();
        let today = now.date();
        self.read(|reader| {
            let folder = Folder::read(reader, request.matter.0)?;
            let kind = self.assets().kind(&folder.matter.kind)?;
            let volume = of_kind(kind)?;
            let assessment = folder.assess(kind, &context, reader, today)?;
            let case = Case::new(self, &context, reader, (kind, &folder), &assessment, today)?;
            let stamp = if request.draft { draft_stamp() } else { Stamp::default() };
            let print = |form: &str| -> Result<Option<Vec<u8>>> {
                let prepared = Prepared::new(&case, self.assets().form(form)?, &Fields::new())?;
                prepared.offered.then(|| Ok(prepared.render(self, &context, &stamp)?.pdf)).transpose()
            };
            let mut items = Vec::new();
            for filed in collect(volume, &case, &folder, reader)? {
                for paper in &filed.papers {
                    items.extend(self.item(&filed, paper, &print)?);
                }
                if request.draft && filed.papers.len() < filed.wanted {
                    for form in &filed.entry.forms {
                        if let Some(pdf) = print(form)? {
                            let title = self.form_title(form).unwrap_or_else(|| filed.entry.title.clone());
                            items.push(Item::printed(&filed, title, pdf));
                            break;
                        }
                    }
                }
            }
            let number = folder.matter.number.clone().unwrap_or_default();
            Ok((format!("卷宗 {number} {}", folder.matter.title).replace("  ", " "), items))
        })
    }

    fn item(
        &self,
        filed: &Filed<'_>,
        paper: &Paper,
        print: &dyn Fn(&str) -> Result<Option<Vec<u8>>>,
    ) -> Result<Option<Item>> {
        let title = paper.title(filed.entry, |form| self.form_title(form));
        let from = match paper {
            Paper::Document { document, scan } => {
                let kept = Origin::Kept(Id(document.id));
                scan.iter().map(|scan| Origin::File(Box::new(scan.clone()))).chain([kept]).collect()
            }
            Paper::Material(material) => vec![Origin::File(Box::new(material.clone()))],
            Paper::Made { form } => {
                return Ok(print(form)?.map(|pdf| Item::printed(filed, title, pdf)));
            }
        };
        Ok(Some(Item { place: filed.entry.id.clone(), title, from, picture: paper.is_picture() }))
    }

    /// Lays one paper on the stack.
    fn lay(&self, item: Item, request: &VolumeRequest, stack: &mut Stack) -> Result<()> {
        for from in &item.from {
            let original = matches!(from, Origin::File(_)) && !request.with_scans;
            let laid = self.bytes_of(from).and_then(|bytes| {
                let source = Source::open(bytes)?;
                if original { stack.leave_free(&item, source.pages()) } else { stack.put(&item, source) }
            });
            match (laid, from) {
                (Ok(()), _) => return Ok(()),
                (Err(error), Origin::File(file)) if is_files_own(&error) => {
                    stack.left_out.push(reason(&item.place, file, &error));
                }
                (Err(error), _) => return Err(error),
            }
        }
        stack.lines.push(Line { title: item.title, pages: None, note: LEFT_OUT });
        Ok(())
    }

    fn bytes_of(&self, from: &Origin) -> Result<Vec<u8>> {
        match from {
            Origin::Kept(document) => Ok(self.kept(*document)?.1),
            Origin::File(file) => Ok(self.store().attachment_bytes(file.id.0)?),
            Origin::Pages(pdf) => Ok(pdf.clone()),
        }
    }
}

impl Item {
    fn printed(filed: &Filed<'_>, title: String, pdf: Vec<u8>) -> Self {
        Self { place: filed.entry.id.clone(), title, from: vec![Origin::Pages(pdf)], picture: false }
    }
}

impl Stack {
    /// Puts the pages of a paper on the stack.
    fn put(&mut self, item: &Item, source: Source) -> Result<()> {
        let runs_on = item.picture && self.pictures_of.as_ref() == Some(&item.place);
        let mut sheets = self.sheets;
        let blank = !runs_on && sheets.fresh_leaf() && !self.free;
        let first = sheets.last() + 1;
        let numbers = sheets.numbered(source.pages());
        let pages = self.binder.add(source, &numbers)?;
        if blank {
            self.order.push(self.binder.blank()?);
        }
        if let Some(page) = pages.first() {
            self.bookmarks.push(Bookmark { title: item.title.clone(), page: *page });
        }
        self.order.extend(pages);
        self.sheets = sheets;
        self.free = false;
        self.pictures_of = item.picture.then(|| item.place.clone());
        self.list(item, (first, self.sheets.last()), "");
        Ok(())
    }

    /// Leaves the pages of a paper free: the paper itself is put there.
    fn leave_free(&mut self, item: &Item, pages: usize) -> Result<()> {
        self.close_leaf()?;
        let first = self.sheets.last() + 1;
        self.sheets.numbered(pages);
        self.free = true;
        self.pictures_of = None;
        self.list(item, (first, self.sheets.last()), ORIGINAL);
        Ok(())
    }

    /// An empty back, where the last paper ends on a front.
    fn close_leaf(&mut self) -> Result<()> {
        if self.sheets.fresh_leaf() && !self.free {
            self.order.push(self.binder.blank()?);
        }
        Ok(())
    }

    /// A line of the list of contents; pictures of one title are one line.
    fn list(&mut self, item: &Item, pages: (u32, u32), note: &'static str) {
        if let Some(last) = self.lines.last_mut().filter(|_| item.picture)
            && last.title == item.title
            && last.note == note
            && let Some((_, end)) = &mut last.pages
        {
            *end = pages.1;
            return;
        }
        self.lines.push(Line { title: item.title.clone(), pages: Some(pages), note });
    }

    /// The whole file between cover and back: its pages and bytes, and what was left out.
    fn wrapped(
        mut self,
        wrapping: super::contents::Wrapping,
        title: &str,
        double_sided: bool,
    ) -> Result<(usize, Vec<u8>, Vec<FindingView>)> {
        let mut order = Vec::new();
        let mut bookmarks = Vec::new();
        let mut add = |binder: &mut Binder, pdf: Vec<u8>, name: &str, order: &mut Vec<Page>| -> Result<()> {
            let pages = binder.add(Source::open(pdf)?, &[])?;
            bookmarks.extend(pages.first().map(|page| Bookmark { title: name.to_owned(), page: *page }));
            let odd = double_sided && pages.len() % 2 == 1;
            order.extend(pages);
            if odd {
                order.push(binder.blank()?);
            }
            Ok(())
        };
        add(&mut self.binder, wrapping.cover, "封面", &mut order)?;
        add(&mut self.binder, wrapping.contents, "卷内目录", &mut order)?;
        order.append(&mut self.order);
        let mut back = Vec::new();
        add(&mut self.binder, wrapping.back, "封底", &mut back)?;
        order.extend(back);
        // The back's mark goes behind those of the papers.
        let at = bookmarks.len().saturating_sub(1);
        bookmarks.splice(at..at, self.bookmarks);
        let pdf = self.binder.finish(title, &order, &bookmarks)?;
        Ok((order.len(), pdf, self.left_out))
    }
}

/// Whether an error is the one file's, so that the others can be bound.
fn is_files_own(error: &OfficeError) -> bool {
    matches!(
        error,
        OfficeError::Typeset(
            TypesetError::SourceLocked
                | TypesetError::SourceBroken(_)
                | TypesetError::SourceUnknown
                | TypesetError::SourceTooLarge
        ) | OfficeError::Store(StoreError::AttachmentMissing { .. } | StoreError::AttachmentDamaged { .. })
    )
}

/// Why a file was left out.
fn reason(place: &str, file: &AttachmentView, error: &OfficeError) -> FindingView {
    let said = if let OfficeError::Typeset(TypesetError::SourceBroken(said)) = error { said } else { "" };
    // A file that the disk lost is no page that can be read.
    let code = if matches!(error, OfficeError::Store(_)) { "bind.lost" } else { error.code() };
    unbound(place, file, code, said)
}

/// What the trail keeps of it.
fn said(made: &VolumeMade) -> serde_json::Value {
    let sides = if made.request.double_sided { "双面" } else { "单面" };
    let draft = if made.request.draft { "，试排" } else { "" };
    let left_out = match made.left_out.len() {
        0 => String::new(),
        count => format!("，{count}份没有编入"),
    };
    json!({
        "note": format!("{}页，{}张，{sides}{draft}{left_out}", made.numbered, made.leaves),
        "fingerprint": made.fingerprint,
        "left_out": made.left_out.iter().map(|finding| &finding.message).collect::<Vec<_>>(),
    })
}
