//! Whole documents, read back from their PDFs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod reading;
#[path = "../examples/sample/mod.rs"]
mod sample;

use std::sync::LazyLock;

use proptest::prelude::*;
use reading::{outside, read, text};
use typeset::model::*;
use typeset::{Rendered, Stamp, Typesetter};

static TYPESETTER: LazyLock<Typesetter> = LazyLock::new(sample::typesetter);

fn render(document: &Document) -> Rendered {
    TYPESETTER.render(document, &Stamp::default()).unwrap()
}

fn of(blocks: Vec<Block>) -> Document {
    Document { title: "试".into(), style: "form".into(), blocks, ..Document::default() }
}

fn para(text: &str) -> Block {
    Block::Paragraph(Paragraph::text(text))
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let made_at = sample::noon();
    let stamp = Stamp { code: Some("试〔2026〕1号".into()), made_at: Some(made_at), ..Stamp::default() };
    let one = TYPESETTER.render(&sample::agreement(3), &stamp).unwrap();
    let other = sample::typesetter().render(&sample::agreement(3), &stamp).unwrap();
    assert!(one.pdf == other.pdf);
    let changed = TYPESETTER.render(&sample::agreement(4), &stamp).unwrap();
    assert!(one.pdf != changed.pdf);
}

#[test]
fn an_agreement_is_one_small_page_that_other_programs_accept() {
    let rendered = render(&sample::agreement(0));
    assert_eq!(rendered.pages, 1);
    assert!(rendered.pdf.len() <= 60_000, "{} bytes", rendered.pdf.len());
    assert!(rendered.missing.is_empty() && rendered.removed.is_empty());
    assert!(rendered.pdf.starts_with(b"%PDF-1.7"));
    if let Some((accepted, _)) = outside("qpdf", &["--check", "FILE"], &rendered.pdf) {
        assert!(accepted);
    }
    if let Some((_, words)) = outside("pdftotext", &["-layout", "FILE", "-"], &rendered.pdf) {
        assert!(words.contains("本协议一式三份，当事人、人民调解委员会各持一份。"), "{words}");
    }
    if let Some((_, fonts)) = outside("pdffonts", &["FILE"], &rendered.pdf) {
        for font in fonts.lines().skip(2) {
            let words: Vec<&str> = font.split_whitespace().collect();
            assert_eq!(words[0].as_bytes()[6], b'+', "{font}");
            assert_eq!(&words[words.len() - 5..words.len() - 2], ["yes", "yes", "yes"], "{font}");
        }
    }
}

#[test]
fn rare_characters_are_printed_and_found_again() {
    const RARE: &str = "䶮𬭎㛃堃喆𠅤";
    for face in [Face::Fangsong, Face::Title, Face::Hei, Face::Kai, Face::Song] {
        let style = TextStyle { face: Some(face), ..TextStyle::default() };
        let content = vec![Inline::styled(format!("姓名{RARE}。"), style)];
        let rendered = render(&of(vec![Block::Paragraph(Paragraph { content, ..Paragraph::default() })]));
        assert!(rendered.missing.is_empty(), "{face:?}: {:?}", rendered.missing);
        assert!(text(&rendered.pdf).contains(RARE), "{face:?}");
        if let Some((_, words)) = outside("pdftotext", &["FILE", "-"], &rendered.pdf) {
            assert!(words.contains(RARE), "{face:?}: {words}");
        }
    }
}

#[test]
fn a_sign_of_money_is_the_one_that_was_written() {
    // Fandol draws ￥ as ＄: in 仿宋 and 楷体 it has to come from another face, the one that has it in 宋体.
    let faces = |face, text: &str| {
        let style = TextStyle { face: Some(face), ..TextStyle::default() };
        let content = vec![Inline::styled(text, style)];
        let pdf = render(&of(vec![Block::Paragraph(Paragraph { content, ..Paragraph::default() })])).pdf;
        outside("pdffonts", &["FILE"], &pdf).map(|(_, fonts)| fonts)
    };
    for face in [Face::Fangsong, Face::Kai] {
        let Some(fonts) = faces(face, "￥") else { return };
        assert!(fonts.contains("DeskSong"), "{face:?}: {fonts}");
        let Some(fonts) = faces(face, "＄") else { return };
        assert!(!fonts.contains("DeskSong"), "{face:?}: {fonts}");
    }
}

const MM: f32 = 72.0 / 25.4;
/// Edges of the text on a sheet of the style `form`, pt.
const TEXT: (f32, f32) = (26.0 * MM, (210.0 - 22.0) * MM);

fn closing(signer: &str, sealed: bool) -> Block {
    Block::Closing(Closing {
        signers: vec![signer.into()],
        date: "2026年2月16日".into(),
        sealed,
        ..Closing::default()
    })
}

/// The lines of a page as text with the left and right edges of what full-width characters of 14 pt take.
fn lines_of(pdf: &[u8]) -> Vec<(String, f32, f32)> {
    let page = read(pdf).swap_remove(0);
    let mut lines: Vec<(f32, String, f32, f32)> = Vec::new();
    for shown in &page.shown {
        let width: f32 =
            shown.text.chars().map(|ch| if ch.is_ascii() { 0.5 * shown.size } else { shown.size }).sum();
        match lines.last_mut().filter(|line| (line.0 - shown.y).abs() < 0.1) {
            Some((_, text, _, right)) => {
                text.push_str(&shown.text);
                *right = right.max(shown.x + width);
            }
            None => lines.push((shown.y, shown.text.clone(), shown.x, shown.x + width)),
        }
    }
    lines.into_iter().map(|(_, text, left, right)| (text, left, right)).collect()
}

#[test]
fn a_sealed_date_stands_under_the_middle_of_the_name() {
    for (signer, date_moves) in [
        ("河口司法所", false),
        ("云水县青河镇上河村人民调解委员会", true),
        (
            "云水县青河镇上河村、下河村、大石桥村、小石桥村联合人民调解委员会驻青河镇矛盾纠纷调处中心调解室",
            true,
        ),
    ] {
        let lines = lines_of(&render(&of(vec![para("正文。"), closing(signer, true)])).pdf);
        let (date, names) = lines[1..].split_last().unwrap();
        assert_eq!(names.iter().map(|(text, ..)| text.as_str()).collect::<String>(), signer);
        assert_eq!(date.0, "2026年2月16日");
        assert_eq!((TEXT.1 - date.2 - 4.0 * 14.0).abs() > 1.0, date_moves, "{signer}: {date:?}");
        for (text, left, right) in names {
            assert!((left + right - date.1 - date.2).abs() < 2.0, "{text} is not over the date");
            assert!(*left > TEXT.0 - 1.0 && *right < TEXT.1 - 2.0 * 14.0 + 1.0, "{text}: {left} to {right}");
            assert!(names.len() == 1 || text.chars().count() > 8, "{text} stands alone");
        }
    }
}

#[test]
fn a_name_longer_than_the_line_stays_on_the_sheet_without_a_seal() {
    let signer = "云水县青河镇人民调解委员会".repeat(4);
    let lines = lines_of(&render(&of(vec![para("正文。"), closing(&signer, false)])).pdf);
    assert_eq!(lines.len(), 4, "{lines:?}");
    for (text, left, right) in &lines[1..] {
        assert!(*left > TEXT.0 - 1.0 && *right < TEXT.1 - 2.0 * 14.0 + 1.0, "{text}: {left} to {right}");
    }
}

#[test]
fn signatures_take_the_end_of_the_text_before_along() {
    let signature =
        || Block::Group(vec![Block::Signature(Signature::default()), Block::Space(Extent::Mm(50.0))]);
    // A page of this style has 28 lines.
    for (lines, along) in [(2, 2), (3, 3), (4, 2), (22, 2), (60, 2)] {
        let text = "约".repeat(32 * lines);
        let held = Paragraph { keep_with_next: true, ..Paragraph::text(text) };
        let before = 28_usize.saturating_sub(lines % 28);
        let mut blocks = vec![para(&vec!["行"; before.max(1)].join("\n"))];
        blocks.extend([Block::Paragraph(held), signature()]);
        let pages = read(&render(&of(blocks)).pdf);
        let last = pages.last().unwrap().text();
        assert_eq!(last.chars().filter(|ch| *ch == '约').count(), 32 * along, "{lines} lines: {last}");
    }
    // Where no page holds all that hangs together, its end stays together all the same.
    let held = |text: &str| Block::Paragraph(Paragraph { keep_with_next: true, ..Paragraph::text(text) });
    let mut blocks: Vec<Block> = (0..40).map(|i| held(&format!("约定{i}。"))).collect();
    blocks.push(signature());
    let last = read(&render(&of(blocks)).pdf).pop().unwrap().text();
    assert!(last.contains("约定39。"), "{last}");
}

#[test]
fn lines_to_sign_on_end_at_the_same_place() {
    let sign = |label: &str, label_over| {
        Block::Signature(Signature { label: label.into(), fill: true, label_over, ..Signature::default() })
    };
    for (over, shortest) in [(true, 35.0), (false, 25.0)] {
        let column = |labels: [&str; 2]| Column {
            blocks: labels.iter().map(|label| sign(label, over)).collect(),
            ..Column::default()
        };
        let columns = vec![column(["当事人（签名）", "申请人"]), column(["人民调解员（签名）", "记录人"])];
        let page = read(&render(&of(vec![Block::Columns(Columns { columns, gap: 1.0 })])).pdf).swap_remove(0);
        assert_eq!(page.bars.len(), 4);
        let mut ends: Vec<f32> = page.bars.iter().map(|bar| bar.x + bar.width).collect();
        ends.sort_by(f32::total_cmp);
        assert!((ends[0] - ends[1]).abs() < 0.2 && (ends[2] - ends[3]).abs() < 0.2, "{ends:?}");
        assert!((ends[3] - TEXT.1).abs() < 0.2, "{ends:?}");
        for bar in &page.bars {
            assert!(bar.width > shortest * MM, "{} mm", bar.width / MM);
        }
    }
}

#[test]
fn a_value_does_not_stick_to_its_label() {
    let page = |text: &str, width, align| {
        let blank = Blank { text: text.into(), width, align, style: TextStyle::default() };
        let content = vec![Inline::text("住址"), Inline::Blank(blank)];
        let paragraph = Paragraph { content, align: Align::Left, ..Paragraph::default() };
        read(&render(&of(vec![Block::Paragraph(paragraph)])).pdf).swap_remove(0)
    };
    for (text, width, align) in [
        ("青河镇", BlankWidth::ToEnd, Align::Left),
        ("青河镇", BlankWidth::Minimum(10.0), Align::Left),
        ("青河镇", BlankWidth::Minimum(2.0), Align::Left),
        ("青河镇", BlankWidth::Minimum(2.0), Align::Center),
        ("青河镇", BlankWidth::Fixed(10.0), Align::Left),
    ] {
        let page = page(text, width, align);
        let bar = page.bars[0];
        assert!((bar.x - TEXT.0 - 28.0).abs() < 0.2, "the line starts behind the label");
        let least = 3.0 * 14.0 + 2.0 * 0.25 * 14.0;
        assert!(bar.width > least - 0.2, "{width:?}: {}", bar.width);
    }
    // The rooms at both ends of a long value do not stand on lines of their own.
    for extra in 0..40 {
        let page = page(&"镇".repeat(60 + extra), BlankWidth::ToEnd, Align::Left);
        let lines = 1 + page.bars.iter().filter(|bar| bar.x < TEXT.0 + 1.0).count();
        let shortest = page.bars.iter().map(|bar| bar.width).fold(f32::MAX, f32::min);
        assert!(shortest > 14.0, "{extra}: a line with nothing on it");
        assert!((2..=4).contains(&lines), "{extra}: {lines}");
    }
}

#[test]
fn what_no_face_has_is_named_and_left_as_a_box() {
    let rendered = render(&of(vec![para("甲😀乙\u{202E}丙\u{0}丁👍🏽戊")]));
    assert_eq!(rendered.missing, ['👍', '😀']);
    assert_eq!(rendered.removed, ['\u{0}', '\u{202E}']);
    assert_eq!(text(&rendered.pdf), "甲乙丙丁戊");
    let document = lopdf::Document::load_mem(&rendered.pdf).unwrap();
    let page = document.get_pages()[&1];
    let content = lopdf::content::Content::decode(&document.get_page_content(page)).unwrap();
    let boxes =
        content.operations.iter().filter(|operation| operation.operator == "s" || operation.operator == "S");
    assert_eq!(boxes.count(), 2);
}

#[test]
fn a_letter_has_the_millimetres_of_the_standard() {
    const MM: f32 = 72.0 / 25.4;
    let near = |pt: f32, mm: f32, what: &str| {
        assert!((pt / MM - mm).abs() < 0.5, "{what}: {} mm instead of {mm}", pt / MM);
    };
    let rendered = render(&Document {
        style: "letter".into(),
        letterhead: Some(Letterhead {
            issuer: vec!["东安县河口镇司法所".into()],
            number: Some("河司函〔2026〕7号".into()),
            ..Letterhead::default()
        }),
        blocks: vec![para(&"函".repeat(28 * 40))],
        ..Document::default()
    });
    let pages = read(&rendered.pdf);
    let height = 297.0 * MM;
    let mut red: Vec<_> = pages[0].bars.iter().filter(|bar| bar.red).collect();
    red.sort_by(|a, b| b.y.total_cmp(&a.y));
    assert_eq!(red.len(), 4, "two double rules");
    for bar in &red {
        near(bar.width, 170.0, "length of a rule");
        near(bar.x, 20.0, "start of a rule");
    }
    assert!(red[0].height > 1.5 * red[1].height, "thick above thin");
    assert!(red[3].height > 1.5 * red[2].height, "thin above thick");
    near(red[3].y, 20.0, "lower rule over the sheet's edge");
    // The mark: the ink of these characters reaches from about 0.84 em over the baseline to 0.08 under it.
    let mark = &pages[0].shown[0];
    assert_eq!(mark.text, "东安县河口镇司法所");
    near(height - mark.y - 0.85 * mark.size, 30.0, "upper edge of the mark");
    near(mark.y - 0.085 * mark.size - (red[0].y + red[0].height), 4.0, "from the mark to the rule");
    // The number under the rule at 7/8 of a character.
    let number = pages[0].shown.iter().find(|shown| shown.text.starts_with("河司函")).unwrap();
    near(red[1].y - (number.y + 0.88 * 16.0), 14.0 / MM, "from the rule to the number");
    // The text area of the second page: 37 mm from above, 28 mm from the left, 28 characters, 22 lines.
    let lines: Vec<_> = pages[1].shown.iter().filter(|shown| shown.text.contains("函函")).collect();
    near(lines[0].x, 28.0, "left edge");
    near(height - lines[0].y - 0.88 * 16.0 - (28.95 - 16.0) / 2.0, 37.0, "upper edge");
    assert_eq!(lines[0].text.chars().count(), 28);
    near(lines[0].y - lines[1].y, 28.95 / MM, "pitch");
    assert!(pages[0].shown.iter().all(|shown| !shown.text.contains('—')), "no number on the first page");
    let number = pages[1].shown.iter().find(|shown| shown.text.contains('—')).unwrap();
    assert_eq!(number.text, "— 2 —");
    assert!(number.x < 105.0 * MM, "even pages left");
    near(number.x, 28.0 + 14.0 / MM, "one character in");
    near(number.y + 0.38 * 14.0, 35.0 - 7.0, "dashes under the text area");
}

#[test]
fn a_full_page_of_the_grid_has_22_lines_of_28_characters() {
    let rendered = render(&Document {
        style: "official".into(),
        blocks: vec![para(&"字".repeat(28 * 44))],
        ..Document::default()
    });
    assert_eq!(rendered.pages, 2);
    for page in read(&rendered.pdf) {
        let lines: Vec<_> = page.shown.iter().filter(|shown| shown.text.starts_with('字')).collect();
        assert_eq!(lines.len(), 22);
        assert!(lines.iter().all(|line| line.text.chars().count() == 28));
    }
}

fn cell(text: &str) -> Cell {
    Cell { blocks: vec![para(text)], ..Cell::default() }
}

fn grid(columns: usize, rows: Vec<Row>) -> Table {
    Table {
        columns: vec![ColumnWidth::Share(1.0); columns],
        rows,
        outer_border: 1.0,
        inner_border: 0.5,
        ..Table::default()
    }
}

#[test]
fn long_tables_go_on_with_their_heading() {
    let mut rows = vec![Row { cells: vec![cell("表头"), cell("内容")], ..Row::default() }];
    rows.extend(
        (0..100).map(|i| Row { cells: vec![cell(&format!("第{i}行")), cell("事项")], ..Row::default() }),
    );
    let table = Table { heading_rows: 1, continuation: "（续表）".into(), ..grid(2, rows) };
    let rendered = render(&of(vec![Block::Table(table)]));
    assert!(rendered.pages > 2);
    let pages = read(&rendered.pdf);
    for (i, page) in pages.iter().enumerate() {
        let text = page.text();
        assert_eq!(text.matches("表头").count(), 1);
        assert_eq!(text.contains("（续表）"), i > 0);
    }
    let all = text(&rendered.pdf);
    for i in 0..100 {
        assert_eq!(all.matches(&format!("第{i}行")).count(), 1, "row {i}");
    }
}

#[test]
fn a_growing_row_goes_on_over_pages_without_losing_a_character() {
    let long: String = (0..4000).map(|i| char::from_u32(0x4E00 + i % 900).unwrap()).collect();
    let table = grid(
        2,
        vec![
            Row { cells: vec![cell("标签"), cell(&long)], ..Row::default() },
            Row { cells: vec![cell("后一行"), cell("完")], ..Row::default() },
        ],
    );
    let rendered = render(&of(vec![Block::Table(table)]));
    assert!(rendered.pages > 2);
    let all: String = read(&rendered.pdf)
        .iter()
        .flat_map(|page| page.shown.iter())
        .filter(|shown| shown.x > 250.0 && !shown.text.contains('第'))
        .map(|shown| shown.text.clone())
        .collect();
    assert!(all.starts_with(&long), "{} of {}", all.chars().count(), 4000);
    for page in read(&rendered.pdf) {
        assert!(page.shown.iter().all(|shown| shown.y > 40.0 && shown.y < 800.0), "text outside of the page");
    }
}

#[test]
fn merged_cells_have_no_rules_inside() {
    let table = grid(
        3,
        vec![
            Row {
                cells: vec![Cell { rowspan: 2, ..cell("甲") }, Cell { colspan: 2, ..cell("乙") }],
                ..Row::default()
            },
            Row { cells: vec![cell("丙"), cell("丁")], ..Row::default() },
        ],
    );
    let bars = &read(&render(&of(vec![Block::Table(table)])).pdf)[0].bars;
    let (left, width) = (26.0 * 72.0 / 25.4, (210.0 - 26.0 - 22.0) * 72.0 / 25.4);
    let across: Vec<_> = bars.iter().filter(|bar| bar.width > bar.height).collect();
    let down: Vec<_> = bars.iter().filter(|bar| bar.width <= bar.height).collect();
    assert_eq!((across.len(), down.len()), (3, 4));
    // The rule between the rows runs under the second and third columns only.
    assert!(
        across.iter().any(|bar| (bar.width - width * 2.0 / 3.0).abs() < 3.0 && bar.x > left + width / 4.0)
    );
    // The rule between the second and third columns stands in the second row only.
    let full = down.iter().map(|bar| bar.height).fold(0.0_f32, f32::max);
    assert_eq!(down.iter().filter(|bar| bar.height < 0.7 * full).count(), 1);
}

#[test]
fn text_too_long_for_a_fixed_cell_goes_to_an_attached_page() {
    let long = "这段情况说明很长，写不进固定的格子里。".repeat(30) + "末尾。";
    let row = Row {
        cells: vec![cell("情况"), Cell { overflow_title: "纠纷简要情况".into(), ..cell(&long) }],
        height: RowHeight::Fixed(40.0),
        ..Row::default()
    };
    let rendered = render(&of(vec![Block::Table(grid(2, vec![row]))]));
    assert_eq!(rendered.overflowed, ["纠纷简要情况"]);
    assert_eq!(rendered.pages, 2);
    let pages = read(&rendered.pdf);
    assert!(pages[0].text().contains("（见附页）") && !pages[0].text().contains("末尾"));
    assert!(pages[1].text().contains(&long) && pages[1].text().contains("纠纷简要情况"));
    let fits =
        Row { cells: vec![cell("情况"), cell("短")], height: RowHeight::Fixed(40.0), ..Row::default() };
    assert!(render(&of(vec![Block::Table(grid(2, vec![fits]))])).overflowed.is_empty());
}

#[test]
fn a_group_is_not_parted_and_a_heading_not_left_behind() {
    let filling = |lines: usize| para(&vec!["行"; lines].join("\n"));
    for lines in 25..32 {
        let group = Block::Group((0..6).map(|i| para(&format!("成组{i}"))).collect());
        let pages = read(&render(&of(vec![filling(lines), group])).pdf);
        let on: Vec<bool> = pages.iter().map(|page| page.text().contains("成组")).collect();
        assert_eq!(on.iter().filter(|on| **on).count(), 1, "{lines}");
        let heading = Paragraph { keep_with_next: true, ..Paragraph::text("标题") };
        let pages = read(&render(&of(vec![filling(lines), Block::Paragraph(heading), para("正文")])).pdf);
        assert!(
            pages.iter().all(|page| page.text().contains("标题") == page.text().contains("正文")),
            "{lines}"
        );
    }
}

#[test]
fn a_heading_stands_on_the_page_where_its_table_begins() {
    for (lines, words) in (18..32).flat_map(|lines| [1, 3, 4, 9].map(|words| (lines, words))) {
        let heading = Paragraph { keep_with_next: true, ..Paragraph::text("标题") };
        let words = vec!["格里的字"; words].join("\n");
        let row = || Row { cells: vec![cell(&words)], ..Row::default() };
        let filling = para(&vec!["行"; lines].join("\n"));
        let table = Block::Table(grid(1, vec![row(), row()]));
        let pages = read(&render(&of(vec![filling, Block::Paragraph(heading), table])).pdf);
        let page = pages.iter().find(|page| page.text().contains("标题")).unwrap();
        assert!(page.text().contains("格里的字"), "{lines} lines before, in a cell:\n{words}");
    }
}

#[test]
fn blanks_keep_their_width_or_grow() {
    let blank = |text: &str, width| {
        vec![
            Inline::text("甲"),
            Inline::Blank(Blank { text: text.into(), width, ..Blank::default() }),
            Inline::text("乙"),
        ]
    };
    let line = |content| Block::Paragraph(Paragraph { content, ..Paragraph::default() });
    let long = "很长的值".repeat(40);
    let document = of(vec![
        line(blank("", BlankWidth::Minimum(10.0))),
        line(blank("值", BlankWidth::ToEnd)),
        line(blank(&long, BlankWidth::Fixed(5.0))),
    ]);
    let page = &read(&render(&document).pdf)[0];
    let width = |i: usize| page.bars[i].width;
    assert!((width(0) - 140.0).abs() < 1.0);
    // To the end of the line, less the two characters around it.
    assert!((width(1) - ((210.0 - 26.0 - 22.0) * 72.0 / 25.4 - 28.0)).abs() < 1.0);
    assert!(page.bars.len() > 6, "a long value is underlined on every line");
    assert!(page.text().contains(&format!("甲{long}乙")));
}

#[test]
fn no_hole_is_left_between_two_marks() {
    let width = |text: &str| {
        let content = vec![Inline::Blank(Blank {
            text: text.into(),
            width: BlankWidth::Minimum(0.0),
            ..Blank::default()
        })];
        let page = render(&of(vec![Block::Paragraph(Paragraph { content, ..Paragraph::default() })])).pdf;
        read(&page)[0].bars[0].width
    };
    // Eight characters of 14 pt with a quarter of one at either side, less half of one.
    assert!((width("编号：〔甲乙〕丙") - 8.0 * 14.0).abs() < 0.1, "{}", width("编号：〔甲乙〕丙"));
    assert!((width("编号甲〔甲乙〕丙") - 8.5 * 14.0).abs() < 0.1);
}

#[test]
fn two_hundred_thousand_characters_are_set_in_time() {
    let long = "根据调解笔录，双方当事人对事实没有争议。".repeat(10_000);
    let start = std::time::Instant::now();
    let rendered = render(&of(vec![para(&long)]));
    assert!(rendered.pages > 100);
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
    let start = std::time::Instant::now();
    let unbroken = "9".repeat(200_000);
    let row = Row { cells: vec![cell("号"), cell(&unbroken)], ..Row::default() };
    let rendered = render(&of(vec![Block::Table(grid(2, vec![row]))]));
    let digits = text(&rendered.pdf).matches('9').count();
    assert!(digits >= 200_000, "{digits}");
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
}

#[test]
fn every_page_carries_its_code_and_drafts_their_mark() {
    let document = of(vec![para("一"), Block::PageBreak, para("二")]);
    let plain = render(&document);
    let stamp =
        Stamp { code: Some("试〔2026〕1号".into()), watermark: Some("草稿".into()), made_at: None };
    let stamped = TYPESETTER.render(&document, &stamp).unwrap();
    for (with, without) in read(&stamped.pdf).iter().zip(read(&plain.pdf)) {
        assert!(with.bars.len() > without.bars.len() + 100);
        assert!(with.shown[0].text == "草稿", "the mark is drawn first");
    }
    let long = Stamp { code: Some("长".repeat(4000)), ..Stamp::default() };
    assert_eq!(TYPESETTER.render(&document, &long).unwrap_err().code(), "typeset.page-code");
}

#[test]
fn mistakes_are_errors_of_their_own() {
    let unknown = Document { style: "没有".into(), ..Document::default() };
    assert_eq!(TYPESETTER.render(&unknown, &Stamp::default()).unwrap_err().code(), "typeset.unknown-style");
    let wide = grid(1, vec![Row { cells: vec![cell("甲"), cell("乙")], ..Row::default() }]);
    let error = TYPESETTER.render(&of(vec![Block::Table(wide)]), &Stamp::default()).unwrap_err();
    assert_eq!(error.code(), "typeset.table");
    let form = std::fs::read_to_string(sample::assets().join("styles/form.toml")).unwrap();
    let misspelt = form.replace("large_pitch", "large_pich");
    let error = typeset::Styles::load([("form", misspelt.as_str())]).unwrap_err();
    assert_eq!(error.code(), "typeset.style");
    assert!(error.to_string().contains("large_pich"), "{error}");
    let damaged = [("a.ttf".to_owned(), b"no font".to_vec())].into();
    let faces = "[roles]\nfangsong=['a.ttf']\ntitle=['a.ttf']\nhei=['a.ttf']\nkai=['a.ttf']\nsong=['a.ttf']";
    assert_eq!(typeset::Fonts::load(damaged, faces).unwrap_err().code(), "typeset.font-damaged");
}

fn arbitrary_blocks() -> impl Strategy<Value = Vec<Block>> {
    let words = prop_oneof!["[一-龥，。、（）《》0-9a-z ]{0,60}", "\\PC{0,40}", "[一-龥，。]{200,900}",];
    let paragraph = (words.clone(), any::<bool>(), any::<bool>(), 0_u8..5, 0_u8..40).prop_map(
        |(text, a, b, align, indent)| {
            Block::Paragraph(Paragraph {
                keep_with_next: a,
                keep_together: b,
                left_indent: f32::from(indent),
                align: [Align::Left, Align::Justify, Align::Center, Align::Right, Align::Distribute]
                    [usize::from(align)],
                ..Paragraph::text(text)
            })
        },
    );
    let table = (proptest::collection::vec((words, 0_u8..3, any::<bool>(), 0_u8..120), 1..8), 1_usize..4)
        .prop_map(|(rows, span)| {
            let mut table = grid(4, Vec::new());
            for (text, height, keep, mm) in rows {
                let mm = f32::from(mm) * 4.0;
                table.rows.push(Row {
                    cells: vec![cell("标"), Cell { colspan: span, ..cell(&text) }],
                    height: [RowHeight::Auto, RowHeight::Minimum(mm), RowHeight::Fixed(mm)]
                        [usize::from(height)],
                    keep_together: keep,
                });
            }
            Block::Table(table)
        });
    proptest::collection::vec(prop_oneof![3 => paragraph, 1 => table, 1 => Just(Block::PageBreak)], 0..8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_is_typed_is_printed(blocks in arbitrary_blocks(), grouped in any::<bool>()) {
        let blocks = if grouped { vec![Block::Group(blocks)] } else { blocks };
        let rendered = render(&of(blocks));
        prop_assert!(rendered.pages < 400);
        let pages = read(&rendered.pdf);
        prop_assert_eq!(pages.len(), rendered.pages);
        for shown in pages.iter().flat_map(|page| &page.shown) {
            prop_assert!(shown.x > 0.0 && shown.x < 595.0 && shown.y > 0.0 && shown.y < 842.0, "{shown:?}");
        }
    }
}
