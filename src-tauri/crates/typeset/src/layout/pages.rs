//! Pieces become pages.

use super::mark::{Mark, shift};
use super::split::Fragment;
use super::table::{Band, TableFlow};
use super::{Piece, Strip};

/// A page's own marks; furniture comes later, when the number of pages is known.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) marks: Vec<Mark>,
}

/// Fills pages.
pub(crate) struct Pages {
    done: Vec<Page>,
    page: Page,
    y: f32,
    /// Where the text starts on the first page, pt from the sheet's top.
    first_top: f32,
    /// Where it starts on the others.
    top: f32,
    bottom: f32,
    /// Nothing stands on the page yet.
    fresh: bool,
}

/// Room for rounding, pt.
const SLACK: f32 = 0.1;

impl Pages {
    pub(crate) fn new(first_top: f32, top: f32, bottom: f32) -> Self {
        Self { done: Vec::new(), page: Page::default(), y: first_top, first_top, top, bottom, fresh: true }
    }

    /// The pages, at least one, and how far down the last one is filled.
    pub(crate) fn finish(mut self) -> (Vec<Page>, f32) {
        let y = self.y;
        self.done.push(self.page);
        (self.done, y)
    }

    fn turn(&mut self) {
        self.done.push(std::mem::take(&mut self.page));
        self.y = self.top;
        self.fresh = true;
    }

    fn room(&self) -> f32 {
        self.bottom - self.y
    }

    /// The most that a page can hold.
    fn full(&self) -> f32 {
        self.bottom - self.top.min(self.first_top)
    }

    /// Places pieces one after another.
    pub(crate) fn place(&mut self, pieces: Vec<Piece>) {
        let mut pieces = pieces.into_iter().peekable();
        while let Some(piece) = pieces.next() {
            if !is_glued(&piece) {
                self.piece(piece);
                continue;
            }
            // A chain of pieces that hold on to the next.
            let mut chain = vec![piece];
            while chain.last().is_some_and(is_glued) {
                match pieces.next() {
                    Some(next) => chain.push(next),
                    None => break,
                }
            }
            let mut heights: Vec<f32> = chain.iter().map(Piece::height).collect();
            if let (Some(height), Some(last)) = (heights.last_mut(), chain.last()) {
                *height = last.first_height();
            }
            let mut height: f32 = heights.iter().sum();
            let mut together = false;
            // Of a chain that no page can hold, the end stays together: what matters is what stands with signatures.
            for (piece, own) in chain.into_iter().zip(heights) {
                if !together && height <= self.full() + SLACK {
                    self.make_room(height);
                    together = true;
                }
                height -= own;
                self.piece(piece);
            }
        }
    }

    /// Turns the page if `height` is more than is left, but not more than a page has.
    fn make_room(&mut self, height: f32) {
        if !self.fresh && height > self.room() + SLACK && height <= self.full() + SLACK {
            self.turn();
        }
    }

    fn piece(&mut self, piece: Piece) {
        match piece {
            Piece::Strip(strip) => self.strip(strip),
            Piece::Table(table) => self.table(table),
            Piece::Group(pieces) => {
                let height = pieces.iter().map(Piece::height).sum();
                self.make_room(height);
                self.place(pieces);
            }
            Piece::Break => {
                if !self.fresh {
                    self.turn();
                }
            }
        }
    }

    fn strip(&mut self, strip: Strip) {
        let before = if self.fresh { 0.0 } else { strip.before };
        if !self.fresh && before + strip.height > self.room() + SLACK {
            self.turn();
            self.draw(strip.marks, 0.0);
        } else {
            self.draw(strip.marks, before);
            self.y += before;
        }
        self.y += strip.height + strip.after;
        self.fresh = false;
    }

    fn draw(&mut self, marks: Vec<Mark>, below: f32) {
        let from = self.page.marks.len();
        self.page.marks.extend(marks);
        let y = self.y + below;
        shift(&mut self.page.marks[from..], 0.0, y);
    }

    fn table(&mut self, mut table: TableFlow) {
        let bands = std::mem::take(&mut table.bands);
        if !self.fresh {
            self.y += table.before;
        }
        let mut waiting: std::collections::VecDeque<Band> = bands.into();
        let heading: f32 = table.heading.iter().map(Band::height).sum();
        if !self.fresh && heading + waiting.front().map_or(0.0, Band::first_part) > self.room() + SLACK {
            self.turn();
        }
        let mut continued = false;
        loop {
            if let Some(strip) = table.continuation.clone().filter(|_| continued) {
                self.strip(strip);
            }
            let mut fragment = Fragment::new(&table);
            // A heading as high as a page would leave no room for rows: then it is not repeated.
            if !continued || heading < 0.6 * self.full() {
                for band in &table.heading {
                    fragment.place(band);
                }
            }
            let mut rows = 0;
            while let Some(band) = waiting.pop_front() {
                let room = self.room() - fragment.height();
                if band.fits(room + SLACK) {
                    fragment.place(&band);
                    rows += 1;
                    continue;
                }
                let forced = rows == 0 && (self.fresh || continued);
                match band.split(room.max(0.0), forced && room > 0.0) {
                    Ok((first, second)) => {
                        fragment.place(&first);
                        waiting.push_front(second);
                    }
                    Err(band) if forced => fragment.place(&band),
                    Err(band) => waiting.push_front(band),
                }
                break;
            }
            let (marks, height) = fragment.finish();
            self.draw(marks, 0.0);
            self.y += height;
            self.fresh = false;
            if waiting.is_empty() {
                break;
            }
            self.turn();
            continued = true;
        }
        self.y += table.after;
    }
}

fn is_glued(piece: &Piece) -> bool {
    match piece {
        Piece::Strip(strip) => strip.glued,
        Piece::Table(_) | Piece::Group(_) | Piece::Break => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::table::{CellBox, RowBox};
    use crate::layout::work;
    use crate::model::{Borders, Color, VerticalAlign};

    /// A table of one row with a cell of so many lines, 10 pt each.
    fn table(lines: usize) -> TableFlow {
        let line = Strip {
            height: 10.0,
            marks: vec![Mark::Bar { x: 0.0, y: 0.0, width: 1.0, height: 1.0, color: Color::Black }],
            ..Strip::default()
        };
        let cell = CellBox {
            row: 0,
            rows: 1,
            column: 0,
            columns: 1,
            strips: std::iter::repeat_n(line, lines).collect(),
            padding: 2.0,
            align: VerticalAlign::Middle,
            borders: Borders::default(),
        };
        let row = RowBox { minimum: 30.0, fixed: false, keep: false };
        TableFlow {
            edges: vec![0.0, 100.0],
            heading: Vec::new(),
            bands: vec![Band { rows: vec![row], cells: vec![cell] }],
            rules: (0.0, 0.0),
            before: 0.0,
            after: 0.0,
            continuation: None,
        }
    }

    fn lines_by_page(lines: usize) -> Vec<usize> {
        let mut pages = Pages::new(0.0, 0.0, 204.0);
        pages.place(vec![Piece::Table(table(lines))]);
        pages.finish().0.iter().map(|page| page.marks.len()).collect()
    }

    #[test]
    fn a_long_cell_goes_over_pages_line_by_line() {
        assert_eq!(lines_by_page(20), [20]);
        assert_eq!(lines_by_page(22), [20, 2]);
        assert_eq!(lines_by_page(65), [20, 20, 20, 5]);
    }

    #[test]
    fn a_long_cell_takes_work_by_its_length() {
        let effort = |lines: usize| {
            let (pages, effort) = work::of(|| lines_by_page(lines));
            assert_eq!(pages.iter().sum::<usize>(), lines);
            effort
        };
        let (short, long) = (effort(500), effort(8_000));
        assert!(short >= 500 && long <= 17 * short, "{short}, {long}");
    }
}
