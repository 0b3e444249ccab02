//! From a document to a PDF.

use std::sync::Arc;

use calendar::DateTime;

use crate::error::TypesetError;
use crate::font::Fonts;
use crate::layout::Piece;
use crate::layout::compose::Composer;
use crate::layout::fixed::{PageOf, Sheet};
use crate::layout::mark::{Mark, shift};
use crate::layout::pages::{Page, Pages};
use crate::model::{Align, Block, Document, Face, Inline, PageNumbers, Paragraph, TextStyle};
use crate::pdf::{About, FinishedPage, Watermark, page_code, write};
use crate::style::{MM, PageStyle, Styles};
use crate::text::atom::Report;

/// What is put on a document beside its own text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stamp {
    /// Large grey text through the page (草稿), behind the text.
    pub watermark: Option<String>,
    /// What the code at every page's foot says; the page is added as "/1". None for drafts.
    pub code: Option<String>,
    /// The date and time (of the office) written into the file; none leaves it out.
    pub made_at: Option<DateTime>,
}

/// A finished document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The file's bytes: the same for the same document, stamp, styles and fonts.
    pub pdf: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// Headings of the fixed cells whose text went to the 附页.
    pub overflowed: Vec<String>,
    /// Characters that no face has: empty boxes stand in their places, to be filled in by hand.
    pub missing: Vec<char>,
    /// Control characters and direction marks that were left out.
    pub removed: Vec<char>,
}

/// Sets documents. Holds the faces and the styles; cheap to clone, used from any number of threads.
#[derive(Debug, Clone)]
pub struct Typesetter {
    fonts: Arc<Fonts>,
    styles: Arc<Styles>,
}

impl Typesetter {
    /// A typesetter of these faces and styles.
    #[must_use]
    pub const fn new(fonts: Arc<Fonts>, styles: Arc<Styles>) -> Self {
        Self { fonts, styles }
    }

    /// The faces.
    #[must_use]
    pub const fn fonts(&self) -> &Arc<Fonts> {
        &self.fonts
    }

    /// The styles.
    #[must_use]
    pub const fn styles(&self) -> &Arc<Styles> {
        &self.styles
    }

    /// Lays a document out and writes it as PDF.
    ///
    /// # Errors
    /// If the document names no known style, a table is out of order, or the code does not fit into a QR code.
    pub fn render(&self, document: &Document, stamp: &Stamp) -> Result<Rendered, TypesetError> {
        let style = self
            .styles
            .get(&document.style)
            .ok_or_else(|| TypesetError::UnknownStyle(document.style.clone()))?;
        let mut report = Report::default();
        let laid = self.lay_out(document, style, &mut report)?;
        let count = laid.pages.len();
        let mut pages = Vec::with_capacity(count);
        for (i, marks) in laid.pages.into_iter().enumerate() {
            let mut marks = marks;
            if let Some(code) = &stamp.code {
                let place = style.page_code;
                let side = place.size * MM;
                let x = laid.sheet.width - place.right * MM - side;
                let y = laid.sheet.height - place.bottom * MM - side;
                marks.extend(page_code(&format!("{code}/{}", i + 1), x, y, side)?);
            }
            pages.push(FinishedPage {
                watermark: self.watermark(stamp, style, &laid.sheet, &mut report),
                marks,
            });
        }
        let about = About {
            title: &document.title,
            made_at: stamp.made_at,
            sheet: style.sheet(document.orientation),
        };
        let pdf = write(&self.fonts, &pages, &about)?;
        Ok(Rendered {
            pdf,
            pages: count,
            overflowed: laid.overflowed,
            missing: report.missing.into_iter().collect(),
            removed: report.removed.into_iter().collect(),
        })
    }

    fn composer<'a>(&'a self, style: &'a PageStyle, grid: f32, report: &'a mut Report) -> Composer<'a> {
        Composer { fonts: &self.fonts, style, grid, report, overflow: Vec::new() }
    }

    fn lay_out(
        &self,
        document: &Document,
        style: &PageStyle,
        report: &mut Report,
    ) -> Result<LaidOut, TypesetError> {
        let sheet = Sheet::new(style.sheet(document.orientation), document.margins.unwrap_or(style.margins));
        let grid = style.grid_spacing(sheet.text_width());
        // A grid made for other margins would pull the characters apart.
        let grid = if grid.abs() > 0.1 * style.body.size { 0.0 } else { grid };
        let mut composer = self.composer(style, grid, report);
        let (head, first_top) = match (&document.letterhead, &style.letterhead) {
            (Some(letterhead), Some(look)) => composer.letterhead(letterhead, look, &sheet),
            (Some(_) | None, _) => (Vec::new(), sheet.top),
        };
        let first_top = first_top.clamp(sheet.top.min(first_top), sheet.bottom - 100.0);
        let pieces = composer.blocks(&document.blocks, sheet.place())?;
        let mut pages = Pages::new(first_top, sheet.top, sheet.bottom);
        pages.place(pieces);
        let overflow = std::mem::take(&mut composer.overflow);
        let overflowed: Vec<String> = overflow.iter().map(|(title, _)| title.clone()).collect();
        if !overflow.is_empty() {
            let attached = attached(&overflow);
            let pieces = composer.blocks(&attached, sheet.place())?;
            pages.place(std::iter::once(Piece::Break).chain(pieces).collect());
        }
        let colophon = document.colophon.as_ref().map(|colophon| composer.colophon(colophon, &sheet));
        let (mut pages, filled) = pages.finish();
        // How many pages at the end bear no number.
        let mut bare = 0;
        if let Some((mut marks, height)) = colophon {
            if filled + height > sheet.bottom {
                pages.push(Page::default());
            }
            if style.colophon_on_even_page && pages.len() % 2 == 1 {
                // GB/T 9704 7.5: where an empty page comes before it, neither has a number.
                bare = if filled + height > sheet.bottom { 2 } else { 0 };
                pages.push(Page::default());
            }
            shift(&mut marks, 0.0, sheet.bottom - height);
            if let Some(last) = pages.last_mut() {
                last.marks.extend(marks);
            }
        }
        let numbers = document.page_numbers.unwrap_or(style.page_numbers.kind);
        let count = pages.len();
        let mut finished: Vec<Vec<Mark>> = Vec::with_capacity(count);
        for (i, page) in pages.into_iter().enumerate() {
            let mut marks = if i == 0 { head.clone() } else { Vec::new() };
            marks.extend(page.marks);
            let page = PageOf { number: i + 1, count };
            let numbers = if i + bare < count { numbers } else { PageNumbers::None };
            marks.extend(composer.furniture(&document.furniture, numbers, &sheet, page));
            finished.push(marks);
        }
        Ok(LaidOut { pages: finished, sheet, overflowed })
    }

    fn watermark(
        &self,
        stamp: &Stamp,
        style: &PageStyle,
        sheet: &Sheet,
        report: &mut Report,
    ) -> Option<Watermark> {
        let text = stamp.watermark.as_deref().filter(|text| !text.trim().is_empty())?;
        let look = style.watermark;
        let mut composer = self.composer(style, 0.0, report);
        let mut size = look.size;
        let set = |composer: &mut Composer<'_>, size: f32| {
            composer.single_line(&[Inline::styled(text, TextStyle::new(look.face, size))], None)
        };
        let (mut marks, mut width) = set(&mut composer, size);
        let widest = 0.9 * sheet.width;
        if width > widest {
            size *= widest / width;
            (marks, width) = set(&mut composer, size);
        }
        Some(Watermark { marks, width, size, grey: look.grey, angle: look.angle })
    }
}

struct LaidOut {
    pages: Vec<Vec<Mark>>,
    sheet: Sheet,
    overflowed: Vec<String>,
}

/// The 附页: the whole text of every cell that was too small, each under its heading.
fn attached(overflow: &[(String, Vec<Block>)]) -> Vec<Block> {
    let mut blocks = vec![Block::Paragraph(Paragraph {
        content: vec![Inline::styled("附　页", TextStyle::new(Face::Title, 18.0))],
        align: Align::Center,
        keep_with_next: true,
        space_after: crate::model::Extent::Pt(8.0),
        ..Paragraph::default()
    })];
    for (title, text) in overflow {
        let heading = TextStyle { face: Some(Face::Hei), ..TextStyle::default() };
        blocks.push(Block::Paragraph(Paragraph {
            content: vec![Inline::styled(format!("{title}："), heading)],
            keep_with_next: true,
            space_before: crate::model::Extent::Pt(6.0),
            ..Paragraph::default()
        }));
        blocks.extend(text.iter().cloned());
    }
    blocks
}
