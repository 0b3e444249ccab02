//! The register on paper: a list with ruled lines on sheets that lie on their side.

use super::large;
use super::listed::ListedColumn;
use crate::Session;
use crate::documents::{pdf_view, plain};
use crate::error::{OfficeError, Result};
use crate::view::{PdfView, RegisterQuery};
use calendar::{DateTime, cn_date};
use serde_json::Value;
use typeset::Stamp;
use typeset::model::{
    Align, Block, Cell, ColumnWidth, Document, Face, Inline, Paragraph, Row, Table, TextStyle, VerticalAlign,
};

/// The page style of lists.
const STYLE: &str = "list";
/// Rows of one printed list: some 200 sheets.
const ROWS: u32 = 5_000;
/// 小五号, pt.
const TEXT: f32 = 9.0;
/// In half characters: the most that a column asks for, what a sheet holds from side to side, and the room that a cell
/// keeps beside its text.
const WIDEST: usize = 60;
const SHEET: usize = 172;
const ROOM: usize = 2;

impl Session {
    /// The whole filtered list as PDF, with these columns of the kind, or all if none is named.
    ///
    /// # Errors
    /// An unknown kind, column or filter; more rows than anybody prints; pages that cannot be laid out.
    pub fn register_pdf(&self, query: &RegisterQuery, columns: &[String], now: DateTime) -> Result<PdfView> {
        let listed = self.listed(&query.kind)?;
        let shown = listed.chosen(columns)?;
        let mut asked = self.asked(listed, query)?;
        (asked.offset, asked.limit) = (0, large(ROWS));
        let context = self.context();
        let page = self.read(|reader| {
            let behind = query.counted.as_ref().map(|counted| context.behind(reader, listed.id(), counted));
            let behind = behind.transpose()?;
            Ok(reader.register_among(&asked, behind.as_ref().map(|behind| behind.matters.as_slice()))?)
        })?;
        if page.total.count > large(ROWS) {
            let rows = u32::try_from(page.total.count).unwrap_or(u32::MAX);
            return Err(OfficeError::ListTooLong { rows, limit: ROWS });
        }
        let cells: Vec<Vec<&str>> = page.rows.iter().map(|(_, row)| texts(&shown, row)).collect();
        let narrowed = !asked.filters.is_empty() || !asked.search.is_empty() || query.counted.is_some();
        let under = format!(
            "{}　{}　{}{}{}",
            context.office.name,
            cn_date(now.date()),
            if narrowed { "按条件选出" } else { "共" },
            cells.len(),
            listed.unit()
        );
        let mut document = plain::document(&format!("{}台账", listed.title()), &[]);
        document.style = STYLE.to_owned();
        document.blocks.push(Block::Paragraph(Paragraph { align: Align::Right, ..Paragraph::text(under) }));
        document.blocks.push(Block::Table(table(&shown, &cells)));
        self.rendered_list(&document)
    }

    fn rendered_list(&self, document: &Document) -> Result<PdfView> {
        Ok(pdf_view(&self.assets().typesetter().render(document, &Stamp::default())?))
    }
}

fn texts<'a>(columns: &[ListedColumn<'_>], row: &'a serde_json::Map<String, Value>) -> Vec<&'a str> {
    columns.iter().map(|column| row.get(column.id).and_then(Value::as_str).unwrap_or_default()).collect()
}

fn table(columns: &[ListedColumn<'_>], cells: &[Vec<&str>]) -> Table {
    let heading = columns.iter().map(|column| cell(column.title, Face::Hei, Align::Center)).collect();
    let mut rows = vec![Row { cells: heading, keep_together: true, ..Row::default() }];
    rows.extend(cells.iter().map(|row| Row {
        cells: row.iter().map(|text| cell(text, Face::Song, aligned(text))).collect(),
        keep_together: true,
        ..Row::default()
    }));
    let widths = columns.iter().enumerate().map(|(index, column)| {
        let texts = cells.iter().filter_map(|row| row.get(index).copied());
        [column.title].into_iter().chain(texts).map(width).collect()
    });
    Table {
        columns: shares(&widths.collect::<Vec<_>>()),
        rows,
        heading_rows: 1,
        outer_border: 0.75,
        inner_border: 0.5,
        ..Table::default()
    }
}

fn cell(text: &str, face: Face, align: Align) -> Cell {
    let content = vec![Inline::styled(text, TextStyle::new(face, TEXT))];
    Cell {
        blocks: vec![Block::Paragraph(Paragraph { content, align, ..Paragraph::default() })],
        vertical_align: VerticalAlign::Middle,
        ..Cell::default()
    }
}

/// Amounts stand at the right, so that their points stand under each other.
fn aligned(text: &str) -> Align {
    let amount = text.strip_suffix('元').is_some_and(|figures| {
        !figures.is_empty() && figures.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'))
    });
    if amount { Align::Right } else { Align::Left }
}

/// In half characters, with the quarter that is set between figures and words.
fn width(text: &str) -> usize {
    let characters: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    let joined = |(one, other): &(char, char)| {
        one.is_alphanumeric() && other.is_alphanumeric() && one.is_ascii() != other.is_ascii()
    };
    characters + text.chars().zip(text.chars().skip(1)).filter(joined).count().div_ceil(2)
}

/// What each column gets, from the widths of its texts, the heading's first: all it asks for where the line holds it.
/// Else column by column gives way where that breaks the fewest texts, never narrower than its heading: numbers and days,
/// which are all of one length, stay whole, and sentences are set on several lines.
fn shares(columns: &[Vec<usize>]) -> Vec<ColumnWidth> {
    let widest = |texts: &Vec<usize>| texts.iter().copied().max().unwrap_or(0).clamp(1, WIDEST);
    let mut given: Vec<usize> = columns.iter().map(widest).collect();
    let lines = |texts: &[usize], width: usize| texts.iter().map(|text| text.div_ceil(width)).sum::<usize>();
    while given.iter().map(|width| width + ROOM).sum::<usize>() > SHEET {
        let narrower = columns.iter().zip(&given).enumerate().filter(|(_, (texts, width))| {
            **width > 1 && texts.first().is_none_or(|heading| *width > heading)
        });
        let cheapest = narrower.min_by_key(|(_, (texts, width))| {
            (lines(texts, **width - 1) - lines(texts, **width), std::cmp::Reverse(**width))
        });
        let Some((column, _)) = cheapest else { break };
        given[column] -= 1;
    }
    given
        .into_iter()
        .map(|width| ColumnWidth::Share(u16::try_from(width + ROOM).map_or(1.0, f32::from)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{START, at, dispute, office};

    #[test]
    fn the_list_prints_whole_with_the_columns_asked_for() {
        let office = office();
        for _ in 0..60 {
            office.create(&dispute(), START);
        }
        let query = RegisterQuery { kind: "dispute".to_owned(), limit: 10, ..RegisterQuery::default() };
        let all = office.session.register_pdf(&query, &[], at(START)).unwrap();
        assert!(all.pages > 1, "every row, not the screen's page of ten: {} pages", all.pages);
        assert!(all.missing.is_empty() && all.overflowed.is_empty());
        let few = ["number".to_owned(), "title".to_owned()];
        let narrow = office.session.register_pdf(&query, &few, at(START)).unwrap();
        assert!(narrow.pages <= all.pages && narrow.base64.len() < all.base64.len());
        let nobody = RegisterQuery { search: "没有这句话".to_owned(), ..query.clone() };
        assert_eq!(office.session.register_pdf(&nobody, &[], at(START)).unwrap().pages, 1);
        let unknown = office.session.register_pdf(&query, &["x".to_owned()], at(START)).unwrap_err();
        assert_eq!(unknown.code(), "definition.unknown");
    }

    #[test]
    fn sentences_give_way_and_numbers_stay_whole() {
        let given = |columns: &[Vec<usize>]| -> Vec<f32> {
            let columns = shares(columns).into_iter();
            columns
                .map(|column| match column {
                    ColumnWidth::Share(share) => share - 2.0,
                    ColumnWidth::Mm(_) => panic!("a share was wanted"),
                })
                .collect()
        };
        assert_eq!(given(&[vec![4, 20], vec![4, 10], vec![4, 60]]), [20.0, 10.0, 60.0], "room for all");
        let numbers = vec![4, 26, 26, 26, 26];
        let sentences = vec![4, 30, 60, 52, 44];
        let few = vec![8, 10, 50, 10, 10];
        let days = vec![8, 10, 10, 10, 10];
        let columns = [numbers.clone(), sentences, few, days.clone(), numbers, days];
        let widths = given(&columns);
        assert!((widths[0], widths[3], widths[4]) == (26.0, 10.0, 26.0), "{widths:?}");
        assert!(widths[1] >= 30.0 && widths[2] >= 10.0 && widths.iter().sum::<f32>() <= 160.0, "{widths:?}");
        assert_eq!(width("（2026）石桥人调字第15号"), 25);
        assert_eq!(aligned("3,600.00元"), Align::Right);
        assert_eq!(aligned("元"), Align::Left);
    }
}
