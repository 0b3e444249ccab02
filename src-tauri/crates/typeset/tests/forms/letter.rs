//! Every letter the office sends, measured on the printed page against GB/T 9704-2012 10.1 (信函格式).

use std::cell::RefCell;

use expression::Scope;
use typeset::Stamp;

use crate::assets::{self, Assets};
use crate::golden::typesetter;
use crate::reading::{PageRead, Shown, outside, read};

/// Points in a millimetre.
const MM: f32 = 72.0 / 25.4;
/// How far a place may be off, mm.
const OFF: f32 = 0.5;
/// A4, mm.
const SHEET: (f32, f32) = (210.0, 297.0);
/// Edges of the text area (版心) from the sheet's left and lower edge, mm.
const TEXT: (f32, f32, f32, f32) = (28.0, 184.0, 35.0, 260.0);
/// Size 3 (三号), and the pitch of 22 lines in 225 mm, pt.
const SIZE: f32 = 16.0;
const PITCH: f32 = 28.95;
/// How far the ink of Chinese characters reaches over and under the baseline, em.
const INK: (f32, f32) = (0.85, 0.085);
/// How far a line of size 3 reaches over and under the baseline as the standard counts characters, em.
const BOX: (f32, f32) = (0.88, 0.12);

struct Letter<'a> {
    name: String,
    pages: &'a [PageRead],
    pdf: &'a [u8],
    /// The farthest that any place of any letter was off, mm, and what it was.
    farthest: &'a RefCell<(f32, String)>,
}

/// A line of text: its operations that stand on one baseline.
struct Line<'a> {
    text: String,
    left: f32,
    baseline: f32,
    first: &'a Shown,
}

impl Letter<'_> {
    /// Both in mm.
    fn near(&self, found: f32, wanted: f32, what: &str) {
        let off = (found - wanted).abs();
        assert!(off < OFF, "{}: {what}: {found} mm instead of {wanted}", self.name);
        let mut farthest = self.farthest.borrow_mut();
        if off > farthest.0 {
            *farthest = (off, format!("{}: {what}", self.name));
        }
    }

    /// The lines of a page from above, in mm from the sheet's left and upper edge.
    fn lines(&self, page: usize) -> Vec<Line<'_>> {
        let mut lines: Vec<Line<'_>> = Vec::new();
        for shown in &self.pages[page].shown {
            let baseline = SHEET.1 - shown.y / MM;
            match lines.iter_mut().find(|line| (line.baseline - baseline).abs() < 0.1) {
                Some(line) => {
                    line.text.push_str(&shown.text);
                    line.left = line.left.min(shown.x / MM);
                }
                None => {
                    lines.push(Line { text: shown.text.clone(), left: shown.x / MM, baseline, first: shown });
                }
            }
        }
        lines.sort_by(|one, other| one.baseline.total_cmp(&other.baseline));
        lines
    }

    /// The two red double rules: where they lie and which line of each is the thick one.
    fn rules(&self) -> (f32, f32) {
        let mut red: Vec<_> = self.pages[0].bars.iter().filter(|bar| bar.red).collect();
        red.sort_by(|one, other| other.y.total_cmp(&one.y));
        let [above, under, upper, lower] = red[..] else { panic!("{}: {} red bars", self.name, red.len()) };
        for bar in &red {
            self.near(bar.width / MM, 170.0, "length of a red rule");
            self.near(bar.x / MM, (SHEET.0 - 170.0) / 2.0, "a red rule stands in the middle");
        }
        assert!(above.height > 1.5 * under.height, "{}: first rule thick above thin", self.name);
        assert!(lower.height > 1.5 * upper.height, "{}: second rule thin above thick", self.name);
        self.near(lower.y / MM, 20.0, "second rule over the sheet's lower edge");
        (SHEET.1 - (above.y + above.height) / MM, SHEET.1 - under.y / MM)
    }

    fn head(&self, number: Option<&str>) {
        let (rule_top, rule_end) = self.rules();
        let lines = self.lines(0);
        let mark = &lines[0];
        assert!(mark.first.red, "{}: the mark is red", self.name);
        assert!(!mark.text.ends_with("文件"), "{}: a letter's mark has no 文件", self.name);
        let size = mark.first.size / MM;
        self.near(mark.baseline - INK.0 * size, 30.0, "upper edge of the mark");
        self.near(rule_top - (mark.baseline + INK.1 * size), 4.0, "from the mark to the rule");
        let middle = (TEXT.0 + TEXT.1) / 2.0;
        self.near(self.middle(0, mark), middle, "the mark stands over the text's middle");
        let mut above = rule_end;
        if let Some(number) = number {
            let line = &lines[1];
            assert_eq!(line.text, number, "{}", self.name);
            self.near(
                line.baseline - BOX.0 * SIZE / MM - rule_end,
                SIZE * 7.0 / 8.0 / MM,
                "from the rule to the number",
            );
            self.near(self.extent(0, line).1, TEXT.1, "the number ends at the text's right edge");
            above = line.baseline + BOX.1 * SIZE / MM;
        }
        let title: Vec<_> = lines.iter().filter(|line| (line.first.size - 22.0).abs() < 0.1).collect();
        assert!(!title.is_empty(), "{}: a title of size 2", self.name);
        for line in &title {
            self.near(self.middle(0, line), middle, "the title stands in the middle");
        }
        // Two empty lines; the title's own line is as high as two of its sizes' pitch allows, its glyphs in the middle.
        let gap = title[0].baseline - INK.0 * 22.0 / MM - above;
        assert!(
            (2.0 * PITCH / MM..2.6 * PITCH / MM).contains(&gap),
            "{}: {gap} mm over the title",
            self.name
        );
    }

    fn text(&self) {
        let lines = self.lines(0);
        let body: Vec<_> = lines.iter().filter(|line| (line.first.size - SIZE).abs() < 0.1).collect();
        let addressee = body.iter().find(|line| line.text.ends_with('：')).unwrap();
        self.near(addressee.left, TEXT.0, "the addressee begins at the text's left edge");
        let first = body.iter().find(|line| line.baseline > addressee.baseline + 1.0).unwrap();
        self.near(first.left, TEXT.0 + 2.0 * SIZE / MM, "a paragraph begins two characters in");
        for (page, _) in self.pages.iter().enumerate() {
            for line in self.lines(page).iter().filter(|line| (line.first.size - SIZE).abs() < 0.1) {
                assert!(line.left > TEXT.0 - OFF, "{}: {} left of the text", self.name, line.text);
                assert!(
                    line.baseline < SHEET.1 - TEXT.2 + OFF,
                    "{}: {} under the text",
                    self.name,
                    line.text
                );
            }
        }
    }

    fn closing(&self, date: &str) {
        let last = |page: &usize| self.lines(*page).iter().any(|line| line.text == date);
        let page = (0..self.pages.len()).rfind(last).unwrap_or_else(|| panic!("{}: {date}", self.name));
        let lines = self.lines(page);
        let at = lines.iter().rposition(|line| line.text == date).unwrap();
        let signer = &lines[at - 1];
        let over = self.middle(page, signer);
        self.near(over, self.middle(page, &lines[at]), "the name stands over the middle of the date");
        // A name so long that it would leave the text takes the date along.
        if signer.text.chars().count() <= 12 {
            let (_, right) = self.extent(page, &lines[at]);
            self.near(right, TEXT.1 - 4.0 * SIZE / MM, "the date ends four characters from the right");
        }
        let apart = lines[at].baseline - signer.baseline;
        self.near(apart, PITCH / MM, "the date stands one line under the name");
    }

    /// Where the last word of a line begins and ends, mm: by the advances of its glyphs, as poppler reads them.
    fn extent(&self, page: usize, line: &Line<'_>) -> (f32, f32) {
        let number = (page + 1).to_string();
        let arguments = ["-bbox", "-f", &number, "-l", &number, "FILE", "-"];
        let (_, words) = outside("pdftotext", &arguments, self.pdf).expect("pdftotext (poppler-utils)");
        let edge = |word: &str, name: &str| {
            let value = word.split(name).nth(1)?.split('"').nth(1)?;
            Some(value.parse::<f32>().ok()? / MM)
        };
        let on_line = |word: &&str| {
            let (top, bottom) = (edge(word, "yMin="), edge(word, "yMax="));
            top.is_some_and(|top| top < line.baseline) && bottom.is_some_and(|bottom| bottom > line.baseline)
        };
        let word = words.lines().rfind(on_line);
        let word = word.unwrap_or_else(|| panic!("{}: no `{}` on page {number}", self.name, line.text));
        (edge(word, "xMin=").unwrap(), edge(word, "xMax=").unwrap())
    }

    fn middle(&self, page: usize, line: &Line<'_>) -> f32 {
        let (left, right) = self.extent(page, line);
        (left + right) / 2.0
    }

    fn page_numbers(&self) {
        let of = |page: usize| self.lines(page).into_iter().find(|line| line.text.starts_with('—'));
        assert!(of(0).is_none(), "{}: the first page has no number", self.name);
        for page in 1..self.pages.len() {
            let line = of(page).unwrap_or_else(|| panic!("{}: page {} has no number", self.name, page + 1));
            assert_eq!(line.text, format!("— {} —", page + 1), "{}", self.name);
            assert!((line.first.size - 14.0).abs() < 0.1, "{}: size 4", self.name);
            let dash = SHEET.1 - line.baseline + 0.38 * 14.0 / MM;
            self.near(dash, TEXT.2 - 7.0, "the dashes stand 7 mm under the text");
            let one = 14.0 / MM;
            // Page 2 is the back of the sheet: one character from the left, page 3 one from the right.
            if page % 2 == 1 {
                self.near(line.left, TEXT.0 + one, "an even page has its number at the left");
            } else {
                let (_, right) = self.extent(page, &line);
                self.near(right, TEXT.1 - one, "an odd page has its number at the right");
            }
        }
    }
}

#[test]
fn every_letter_stands_where_the_standard_wants_it() {
    let assets = Assets::load();
    let typesetter = typesetter();
    let mut measured = Vec::new();
    let farthest = RefCell::new((0.0, String::new()));
    for form in assets.forms.iter() {
        for example in ["complete", "overflow"] {
            let facts = assets::facts(&assets, form, example);
            let document = form.compose(&Scope::new(&assets.library, &facts)).unwrap();
            if document.style != "letter" {
                continue;
            }
            let pdf = typesetter.render(&document, &Stamp::default()).unwrap().pdf;
            let pages = read(&pdf);
            let name = format!("{}/{example}", form.id());
            let letter = Letter { name, pages: &pages, pdf: &pdf, farthest: &farthest };
            let head = document.letterhead.unwrap();
            letter.head(head.number.as_deref());
            letter.page_numbers();
            if example == "complete" {
                letter.text();
                let day = facts["document"]["dated_on"].as_str().unwrap_or_default();
                letter.closing(&calendar::cn_date(day.parse().unwrap()));
            }
            measured.push(form.id().to_owned());
        }
    }
    let (off, what) = farthest.into_inner();
    println!("{} letters measured; farthest off: {off:.3} mm ({what})", measured.len());
    for wanted in ["mediation-feedback", "shared-inquiry-letter", "shared-inquiry-reply"] {
        assert!(measured.iter().any(|id| id == wanted), "{wanted} is a letter");
    }
}
