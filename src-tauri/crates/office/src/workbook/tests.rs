use super::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use std::io::Write;

fn file(name: &str, bytes: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

fn read_bytes(bytes: &[u8]) -> Result<(Vec<String>, Sheet), WorkbookError> {
    let (_folder, path) = file("表.xlsx", bytes);
    read(&path, None)
}

fn workbook(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet());
    workbook.save_to_buffer().unwrap()
}

fn shown(sheet: &Sheet) -> Vec<(u32, Vec<String>)> {
    sheet.rows.iter().map(|row| (row.number, row.cells.iter().map(Cell::shown).collect())).collect()
}

#[test]
fn cells_keep_their_sort_and_blank_rows_their_numbers() {
    let bytes = workbook(|sheet| {
        sheet.write_string(0, 0, " 标题 ").unwrap();
        sheet.write_number(2, 0, 3.0).unwrap();
        sheet.write_number(2, 1, 0.1 + 0.2).unwrap();
        let day = Format::new().set_num_format("yyyy-mm-dd");
        sheet.write_datetime_with_format(2, 2, ExcelDateTime::from_ymd(2024, 3, 5).unwrap(), &day).unwrap();
        sheet.write_boolean(2, 3, true).unwrap();
        sheet.write_formula(2, 4, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
        sheet.write_formula(2, 5, Formula::new("=A3&\"人\"").set_result("3人")).unwrap();
        sheet.write_formula(2, 6, Formula::new("=A3&B3").set_result("77")).unwrap();
        sheet.merge_range(3, 0, 3, 1, "并", &Format::new()).unwrap();
    });
    // As programs write it that only make files: a formula without its result.
    let bytes = rewritten(&bytes, "xl/worksheets/sheet1.xml", "<v>77</v>", "");
    let (names, sheet) = read_bytes(&bytes).unwrap();
    assert_eq!(names, ["Sheet1"]);
    let rows = shown(&sheet);
    assert_eq!(
        rows[0],
        (
            1,
            vec![
                "标题".into(),
                String::new(),
                String::new(),
                String::new(),
                String::new(),
                String::new(),
                String::new()
            ]
        )
    );
    assert_eq!(rows[1].0, 3);
    assert_eq!(rows[1].1[..6], ["3", "0.3", "2024-03-05", "是", "#DIV/0!", "3人"]);
    assert_eq!(sheet.rows[1].cells[4], Cell::Fault("#DIV/0!".into()));
    assert_eq!(sheet.rows[1].cells[6], Cell::Uncomputed);
    assert_eq!(sheet.merges, [Merge { rows: (3, 3), columns: (0, 1) }]);
}

#[test]
fn the_first_sheet_with_anything_in_it_is_taken_and_hidden_ones_are_not() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("空").unwrap();
    let hidden = workbook.add_worksheet();
    hidden.set_name("藏").unwrap().write_string(0, 0, "x").unwrap();
    hidden.set_hidden(true);
    workbook.add_worksheet().set_name("台账").unwrap().write_string(0, 0, "编号").unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let (names, sheet) = read_bytes(&bytes).unwrap();
    assert_eq!((names, sheet.name.as_str()), (vec!["空".to_owned(), "台账".to_owned()], "台账"));
    let (_folder, path) = file("表.xlsx", &bytes);
    assert_eq!(read(&path, Some("空")).unwrap_err().code(), "workbook.empty");
    assert_eq!(read(&path, Some("藏")).unwrap_err().code(), "workbook.no-such-sheet");
}

#[test]
fn days_of_old_macs_are_read_as_they_are_meant() {
    let bytes = workbook(|sheet| {
        let day = Format::new().set_num_format("yyyy-mm-dd");
        sheet.write_number_with_format(0, 0, 43_894.0, &day).unwrap();
        sheet.write_number(0, 1, 43_894.0).unwrap();
    });
    let (_, usual) = read_bytes(&bytes).unwrap();
    assert_eq!(shown(&usual)[0].1[0], "2020-03-04");
    let (_, old) =
        read_bytes(&rewritten(&bytes, "xl/workbook.xml", "<workbookPr", "<workbookPr date1904=\"1\""))
            .unwrap();
    assert_eq!(shown(&old)[0].1[0], "2024-03-05");
    assert_eq!(old.day(43_894.0).unwrap().to_string(), "2024-03-05");
}

/// The same package with a text in one of its files replaced.
fn rewritten(bytes: &[u8], file: &str, from: &str, to: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let mut content = Vec::new();
        std::io::copy(&mut entry, &mut content).unwrap();
        let name = entry.name().unwrap().into_owned();
        if name == file {
            let text = String::from_utf8(content).unwrap();
            assert!(text.contains(from), "{text}");
            content = text.replace(from, to).into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&content).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn delimited_text_of_every_usual_encoding_is_read() {
    let text = "编号,申请人,金额\n\n1,\"张三\n李四\",\"=\"\"0012\"\"\"\n2,王五,3\n";
    let gb = encoding_rs::GB18030.encode(text).0.into_owned();
    let mut marked = "\u{FEFF}".as_bytes().to_vec();
    marked.extend(text.as_bytes());
    let wide: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(text.replace(',', "\t").encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    for bytes in [text.as_bytes().to_vec(), gb, marked, wide] {
        let (names, sheet) = read_bytes(&bytes).unwrap();
        assert!(names.is_empty());
        let rows = shown(&sheet);
        assert_eq!(rows[0], (1, vec!["编号".to_owned(), "申请人".into(), "金额".into()]));
        assert_eq!(
            rows[1],
            (3, vec!["1".to_owned(), "张三\n李四".into(), "0012".into()]),
            "a blank line is a row"
        );
        assert_eq!(rows[2].0, 4, "a line break in a cell is none");
    }
}

#[test]
fn what_is_no_table_has_its_own_sentence() {
    let code = |bytes: &[u8]| read_bytes(bytes).unwrap_err().code();
    assert_eq!(code(b""), "workbook.empty");
    assert_eq!(code(b"\x89PNG\r\n\x1a\n\0\0\0"), "workbook.unknown-form");
    assert_eq!(code("<html><table><tr><td>1</td></tr></table>".as_bytes()), "workbook.web-page");
    assert_eq!(code(b"\xff\xfe\x00\xd8\x00\xd8"), "workbook.unknown-encoding");
    let good = workbook(|sheet| {
        sheet.write_string(0, 0, "编号").unwrap();
    });
    assert_eq!(code(&good[..good.len() / 2]), "workbook.damaged");
    let mut locked = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(code(&locked), "workbook.locked");
    assert_eq!(code(&[&locked[..8], &[0; 2_000]].concat()), "workbook.damaged");
    assert_eq!(read(Path::new("/nowhere/台账.xlsx"), None).unwrap_err().code(), "file.io");
}

#[test]
fn a_package_of_something_else_is_no_workbook() {
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    out.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    out.write_all(b"<w/>").unwrap();
    assert_eq!(read_bytes(&out.finish().unwrap().into_inner()).unwrap_err().code(), "workbook.unknown-form");
}

#[test]
fn what_would_take_all_memory_is_refused_before_it_does() {
    // A bomb: two hundred megabytes of one character.
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    out.start_file("xl/workbook.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let piece = vec![b' '; 1024 * 1024];
    for _ in 0..200 {
        out.write_all(&piece).unwrap();
    }
    let bomb = out.finish().unwrap().into_inner();
    assert!(bomb.len() < 1024 * 1024);
    assert_eq!(read_bytes(&bomb).unwrap_err().code(), "workbook.too-large-unpacked");
    // A file that is simply too large.
    assert_eq!(read_bytes(&vec![b'1'; 21 * 1024 * 1024]).unwrap_err().code(), "workbook.too-large");
    // Cells far away from each other, which a table in memory would have all between.
    let far = workbook(|sheet| {
        sheet.write_string(0, 0, "a").unwrap();
        sheet.write_string(1_048_575, 16_383, "b").unwrap();
    });
    assert_eq!(read_bytes(&far).unwrap_err().code(), "workbook.too-many-rows");
    let wide = workbook(|sheet| {
        sheet.write_string(0, 300, "a").unwrap();
    });
    assert_eq!(read_bytes(&wide).unwrap_err().code(), "workbook.too-many-columns");
    let long: String = (0..10_001).map(|row| format!("{row},x\n")).collect();
    assert_eq!(read_bytes(long.as_bytes()).unwrap_err().code(), "workbook.too-many-rows");
}

/// An OpenDocument sheet with these rows.
fn ods(rows: &str) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    out.start_file("mimetype", options).unwrap();
    out.write_all(b"application/vnd.oasis.opendocument.spreadsheet").unwrap();
    out.start_file("META-INF/manifest.xml", options).unwrap();
    out.write_all(
        b"<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>",
    )
    .unwrap();
    out.start_file("content.xml", options).unwrap();
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>\
         <table:table table:name=\"台账\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    out.write_all(content.as_bytes()).unwrap();
    out.finish().unwrap().into_inner()
}

#[test]
fn an_open_document_is_read_unless_a_few_bytes_stand_for_all_memory() {
    let cell = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let day = "<table:table-cell office:value-type=\"date\" office:date-value=\"2024-03-05\"><text:p>3/5</text:p></table:table-cell>";
    let good = ods(&format!(
        "<table:table-row>{}{}</table:table-row><table:table-row>{}{day}</table:table-row>\
         <table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>",
        cell("编号"),
        cell("日期"),
        cell("1")
    ));
    let (_, sheet) = read_bytes(&good).unwrap();
    assert_eq!(shown(&sheet)[1], (2, vec!["1".to_owned(), "2024-03-05".into()]));
    let rows =
        format!("<table:table-row table:number-rows-repeated=\"900000\">{}</table:table-row>", cell("x"));
    assert_eq!(read_bytes(&ods(&rows)).unwrap_err().code(), "workbook.too-many-rows");
    let apart = format!(
        "<table:table-row>{a}</table:table-row><table:table-row table:number-rows-repeated=\"99999999999\"><table:table-cell/></table:table-row>\
         <table:table-row>{a}</table:table-row>",
        a = cell("x")
    );
    assert_eq!(read_bytes(&ods(&apart)).unwrap_err().code(), "workbook.too-many-rows");
    let wide = "<table:table-row><table:table-cell table:number-columns-repeated=\"16000\" office:value-type=\"float\" office:value=\"1\"/></table:table-row>";
    assert_eq!(read_bytes(&ods(wide)).unwrap_err().code(), "workbook.too-many-columns");
}

#[test]
fn a_list_is_written_with_sorted_cells_and_without_formulas() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("表.xlsx");
    let columns = vec![
        Column::new("甲", Sort::Text),
        Column::new("金额", Sort::Money),
        Column::new("日期", Sort::Day),
        Column::new("数", Sort::Count),
    ];
    let mut list = List::new("a/b:表", columns).unwrap();
    list.row(["=1+1", "1,409.50元", "2024-03-05", "3"]).unwrap();
    list.row(["", "不详", "不详", ""]).unwrap();
    assert_eq!(list.save(&path, false, Vec::new()).unwrap(), 2);
    let (names, sheet) = read(&path, None).unwrap();
    assert_eq!(names, ["ab表"]);
    assert_eq!(sheet.rows[0].cells[1], Cell::Text("金额（元）".into()));
    assert_eq!(sheet.rows[1].cells[0], Cell::Text("=1+1".into()));
    assert_eq!(sheet.rows[1].cells[1], Cell::Number(1409.5));
    assert!(matches!(sheet.rows[1].cells[2], Cell::Moment(_)));
    assert_eq!(sheet.rows[2].cells[1], Cell::Text("不详".into()));
    let again = List::new("表", vec![Column::new("甲", Sort::Text)]).unwrap().save(&path, false, Vec::new());
    assert_eq!(again.unwrap_err().code(), "file.exists");
}
