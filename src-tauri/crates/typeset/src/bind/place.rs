//! Where a page or a picture lies on its sheet.

use std::fmt::Write as _;

use super::{HEIGHT, WIDTH};

/// What is drawn on a sheet: operations, and the objects they name.
#[derive(Default)]
pub(super) struct Drawing {
    pub(super) content: String,
    pub(super) objects: Vec<(String, u32)>,
}

/// A map from one plane to another: `[a b c d e f]` as PDF writes it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Matrix(pub(super) [f32; 6]);

/// A rectangle: left, bottom, right, top.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rect {
    pub(super) left: f32,
    pub(super) bottom: f32,
    pub(super) right: f32,
    pub(super) top: f32,
}

impl Rect {
    /// From two opposite corners, in whatever order they stand.
    pub(super) fn new([x1, y1, x2, y2]: [f32; 4]) -> Self {
        Self { left: x1.min(x2), bottom: y1.min(y2), right: x1.max(x2), top: y1.max(y2) }
    }

    pub(super) fn width(&self) -> f32 {
        self.right - self.left
    }

    pub(super) fn height(&self) -> f32 {
        self.top - self.bottom
    }

    /// The part both have; this one where they have none.
    pub(super) fn within(self, other: Self) -> Self {
        let part = Self {
            left: self.left.max(other.left),
            bottom: self.bottom.max(other.bottom),
            right: self.right.min(other.right),
            top: self.top.min(other.top),
        };
        if part.width() > 1.0 && part.height() > 1.0 { part } else { self }
    }

    fn corners(&self) -> [(f32, f32); 4] {
        [(self.left, self.bottom), (self.right, self.bottom), (self.right, self.top), (self.left, self.top)]
    }
}

impl Matrix {
    pub(super) const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    fn apply(&self, (x, y): (f32, f32)) -> (f32, f32) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// First this one, then another.
    pub(super) fn then(&self, next: &Self) -> Self {
        let [a, b, c, d, e, f] = self.0;
        let [na, nb, nc, nd, ne, nf] = next.0;
        Self([
            a * na + b * nc,
            a * nb + b * nd,
            c * na + d * nc,
            c * nb + d * nd,
            e * na + f * nc + ne,
            e * nb + f * nd + nf,
        ])
    }

    /// The upright rectangle around what a rectangle becomes.
    pub(super) fn around(&self, rect: &Rect) -> Rect {
        let points = rect.corners().map(|corner| self.apply(corner));
        let fold = |pick: fn((f32, f32)) -> f32, less: fn(f32, f32) -> f32| {
            points.into_iter().map(pick).reduce(less).unwrap_or(0.0)
        };
        Rect {
            left: fold(|p| p.0, f32::min),
            bottom: fold(|p| p.1, f32::min),
            right: fold(|p| p.0, f32::max),
            top: fold(|p| p.1, f32::max),
        }
    }

    /// The operation that makes it hold.
    pub(super) fn operation(&self) -> String {
        let mut out = String::new();
        for value in self.0 {
            // Writing to a string cannot fail.
            let _ = write!(out, "{} ", plain(value));
        }
        out.push_str("cm");
        out
    }
}

/// A number as PDF takes it: no exponent, no more digits than a printer can tell apart.
pub(super) fn plain(value: f32) -> String {
    let text = format!("{value:.5}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text.is_empty() || text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Turning clockwise by quarters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    None,
    Quarter,
    Half,
    ThreeQuarters,
}

impl Turn {
    /// From degrees; what is no multiple of 90 is not turned.
    pub(super) fn of_degrees(degrees: i64) -> Self {
        match degrees.rem_euclid(360) {
            90 => Self::Quarter,
            180 => Self::Half,
            270 => Self::ThreeQuarters,
            _ => Self::None,
        }
    }

    const fn once_back(self) -> Self {
        match self {
            Self::None => Self::ThreeQuarters,
            Self::Quarter => Self::None,
            Self::Half => Self::Quarter,
            Self::ThreeQuarters => Self::Half,
        }
    }

    const fn lays_down(self) -> bool {
        matches!(self, Self::Quarter | Self::ThreeQuarters)
    }

    /// Moves a rectangle to the origin and turns it there; and its size then.
    fn matrix(self, rect: &Rect) -> (Matrix, f32, f32) {
        let (width, height) = (rect.width(), rect.height());
        let (x, y) = (rect.left, rect.bottom);
        let matrix = match self {
            Self::None => [1.0, 0.0, 0.0, 1.0, -x, -y],
            Self::Quarter => [0.0, -1.0, 1.0, 0.0, -y, width + x],
            Self::Half => [-1.0, 0.0, 0.0, -1.0, width + x, height + y],
            Self::ThreeQuarters => [0.0, 1.0, -1.0, 0.0, height + y, -x],
        };
        let (width, height) = if self.lays_down() { (height, width) } else { (width, height) };
        (Matrix(matrix), width, height)
    }
}

/// Sheets that differ by so much are the same, pt.
const SAME: f32 = 3.0;
/// Left free around a page that has to be made smaller, pt.
const MARGIN: f32 = 14.0;

/// A page of a PDF: in its own size where it fits on the sheet, else turned, else made smaller. A page that lies is
/// turned with its head to the left, as GB/T 9704 places wide tables.
pub(super) fn of_page(rect: &Rect, turn: Turn, unit: f32) -> Matrix {
    let (_, width, height) = turn.matrix(rect);
    let (width, height) = (width * unit, height * unit);
    let fits = |width: f32, height: f32| width <= WIDTH + SAME && height <= HEIGHT + SAME;
    let (turn, scale) = if fits(width, height) {
        (turn, 1.0)
    } else if fits(height, width) {
        (turn.once_back(), 1.0)
    } else if width > height {
        (turn.once_back(), smaller(height, width, MARGIN))
    } else {
        (turn, smaller(width, height, MARGIN))
    };
    placed(rect, turn, scale * unit)
}

/// Left free around a picture, pt: room to bind it.
const PICTURE_MARGIN: f32 = 48.0;
/// A picture whose sides differ from those of A4 by no more is a scanned sheet, which has its own margins.
const SHEET_LIKE: f32 = 0.025;
/// A picture is not shown coarser than this, dots per inch.
const COARSEST: f32 = 110.0;

/// A picture of so many dots: as large as fits, turned if it lies, and not blown up; a scanned sheet fills its sheet.
pub(super) fn of_picture(width: u32, height: u32) -> Matrix {
    #[expect(clippy::cast_precision_loss, reason = "dots of a picture are few enough")]
    let (width, height) = (width as f32, height as f32);
    let natural = 72.0 / COARSEST;
    let shape = width.max(height) / width.min(height) / (HEIGHT / WIDTH);
    let is_sheet = (shape - 1.0).abs() <= SHEET_LIKE && width.max(height) * natural >= HEIGHT;
    let margin = if is_sheet { 0.0 } else { PICTURE_MARGIN };
    // The picture is the unit square, which is turned and then drawn out.
    let square = Rect::new([0.0, 0.0, 1.0, 1.0]);
    let small =
        width * natural <= WIDTH - 2.0 * PICTURE_MARGIN && height * natural <= HEIGHT - 2.0 * PICTURE_MARGIN;
    let lies = width > height && !small;
    let (turn, width, height) =
        if lies { (Turn::ThreeQuarters, height, width) } else { (Turn::None, width, height) };
    let scale = smaller(width, height, margin).min(natural);
    let (matrix, _, _) = turn.matrix(&square);
    let (width, height) = (width * scale, height * scale);
    matrix.then(&Matrix([width, 0.0, 0.0, height, (WIDTH - width) / 2.0, (HEIGHT - height) / 2.0]))
}

fn smaller(width: f32, height: f32, margin: f32) -> f32 {
    ((WIDTH - 2.0 * margin) / width).min((HEIGHT - 2.0 * margin) / height)
}

/// In the middle of the sheet. What fills the sheet is not moved by the fractions of a point that sizes differ by.
fn placed(rect: &Rect, turn: Turn, scale: f32) -> Matrix {
    let (matrix, width, height) = turn.matrix(rect);
    let free = |room: f32, taken: f32| if (room - taken).abs() <= SAME { 0.0 } else { (room - taken) / 2.0 };
    let (x, y) = (free(WIDTH, width * scale), free(HEIGHT, height * scale));
    matrix.then(&Matrix([scale, 0.0, 0.0, scale, x, y]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(matrix: &Matrix, point: (f32, f32)) -> (i32, i32) {
        let (x, y) = matrix.apply(point);
        #[expect(clippy::cast_possible_truncation, reason = "points on a sheet")]
        (x.round() as i32, y.round() as i32)
    }

    #[test]
    fn a_page_of_the_same_size_stays_where_it_is() {
        let a4 = Rect::new([0.0, 0.0, 595.0, 842.0]);
        assert_eq!(of_page(&a4, Turn::None, 1.0), Matrix::IDENTITY);
        let moved = Rect::new([10.0, 20.0, 605.276, 861.89]);
        assert_eq!(seen(&of_page(&moved, Turn::None, 1.0), (10.0, 20.0)), (0, 0));
    }

    #[test]
    fn a_lying_page_is_turned_with_its_head_to_the_left() {
        let lying = Rect::new([0.0, 0.0, 842.0, 595.0]);
        let matrix = of_page(&lying, Turn::None, 1.0);
        // The upper left corner goes to the lower left one, the upper right one to the upper left one.
        assert_eq!(seen(&matrix, (0.0, 595.0)), (0, 0));
        assert_eq!(seen(&matrix, (842.0, 595.0)), (0, 842));
        // A sheet that a viewer would turn by itself comes out upright.
        let turned = of_page(&lying, Turn::Quarter, 1.0);
        assert_eq!(seen(&turned, (0.0, 595.0)), (595, 842));
        assert_eq!(seen(&turned, (0.0, 0.0)), (0, 842));
    }

    #[test]
    fn a_large_page_is_made_smaller_and_a_small_one_is_not_blown_up() {
        let a3 = Rect::new([0.0, 0.0, 842.0, 1191.0]);
        let matrix = of_page(&a3, Turn::None, 1.0);
        let whole = matrix.around(&a3);
        assert!(whole.left >= MARGIN - 1.0 && whole.right <= WIDTH - MARGIN + 1.0, "{whole:?}");
        assert!(whole.top <= HEIGHT - MARGIN + 1.0 && whole.bottom >= MARGIN - 1.0, "{whole:?}");
        let receipt = Rect::new([0.0, 0.0, 200.0, 300.0]);
        let whole = of_page(&receipt, Turn::None, 1.0).around(&receipt);
        assert!((whole.width() - 200.0).abs() < 0.1 && (whole.left - 197.6).abs() < 0.1, "{whole:?}");
        // Half the size in units of twice the size.
        let units = of_page(&Rect::new([0.0, 0.0, 297.638, 420.945]), Turn::None, 2.0);
        assert_eq!(seen(&units, (297.638, 420.945)), (595, 842));
    }

    #[test]
    fn a_picture_lies_within_its_margins_whatever_its_shape() {
        for (width, height) in [(4000, 3000), (3000, 4000), (10, 9000), (9000, 10), (300, 200)] {
            let whole = of_picture(width, height).around(&Rect::new([0.0, 0.0, 1.0, 1.0]));
            assert!(whole.left >= PICTURE_MARGIN - 0.1 && whole.right <= WIDTH - PICTURE_MARGIN + 0.1);
            assert!(whole.bottom >= PICTURE_MARGIN - 0.1 && whole.top <= HEIGHT - PICTURE_MARGIN + 0.1);
        }
        let turned = of_picture(4000, 3000);
        assert_eq!(seen(&turned, (0.0, 1.0)).0, 48, "its head is at the left");
        let sheet = of_picture(1654, 2339).around(&Rect::new([0.0, 0.0, 1.0, 1.0]));
        assert!(sheet.left < 1.0 && sheet.right > WIDTH - 1.0, "a scan at 200 dpi: {sheet:?}");
        let small = of_picture(300, 200).around(&Rect::new([0.0, 0.0, 1.0, 1.0]));
        assert!((small.width() - 196.4).abs() < 0.5 && small.height() < small.width(), "{small:?}");
    }

    #[test]
    fn numbers_are_written_plainly() {
        assert_eq!(plain(1.0), "1");
        assert_eq!(plain(-0.000_001), "0");
        assert_eq!(plain(0.5), "0.5");
        assert_eq!(Matrix::IDENTITY.operation(), "1 0 0 1 0 0 cm");
    }
}
