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

/// As an old program writes it: a title, headings, numbers, dates, truths and cells shown as one.
const OLD: &[u8] = include_bytes!("fixtures/台账.xls");

#[test]
fn an_old_workbook_is_read_cell_by_cell() {
    let (names, sheet) = read_bytes(OLD).unwrap();
    assert_eq!(names, ["台账"]);
    let rows = shown(&sheet);
    assert_eq!(rows[0].1[0], "纠纷登记台账");
    assert_eq!(rows[1], (2, ["编号", "申请人", "受理日期", "金额", "是否履行"].map(String::from).to_vec()));
    assert_eq!(rows[3], (4, ["2", "李四", "2024-03-03", "1051.5", "否"].map(String::from).to_vec()));
    assert!(matches!(sheet.rows[2].cells[2], Cell::Moment(_)));
    assert_eq!(sheet.merges, [Merge { rows: (5, 5), columns: (0, 1) }]);
}

/// A workbook of one sheet with these records in it, sort and content.
fn old(records: &[(u16, Vec<u8>)]) -> Vec<u8> {
    old_with(records, &[(0, "一")], &[])
}

/// The same with these sheets, by where they begin after the first, and these records before them.
fn old_with(records: &[(u16, Vec<u8>)], sheets: &[(usize, &str)], before: &[(u16, Vec<u8>)]) -> Vec<u8> {
    let record = |sort: u16, data: &[u8]| {
        let length = u16::try_from(data.len()).unwrap().to_le_bytes();
        [&sort.to_le_bytes(), length.as_slice(), data].concat()
    };
    let begin = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let globals = |at: usize| -> Vec<u8> {
        let mut out = begin(5);
        before.iter().for_each(|(sort, data)| out.extend(record(*sort, data)));
        for (after, name) in sheets {
            let mut data = u32::try_from(at + after).unwrap().to_le_bytes().to_vec();
            data.extend([0, 0, u8::try_from(name.encode_utf16().count()).unwrap(), 1]);
            data.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
            out.extend(record(0x0085, &data));
        }
        out.extend(record(0x000A, &[]));
        out
    };
    let mut stream = globals(globals(0).len());
    stream.extend(begin(0x10));
    records.iter().for_each(|(sort, data)| stream.extend(record(*sort, data)));
    stream.extend(record(0x000A, &[]));
    compound::holding(stream).unwrap()
}

/// A number in a cell.
fn number(row: u16, column: u16) -> (u16, Vec<u8>) {
    let mut data: Vec<u8> = [row, column, 0].into_iter().flat_map(u16::to_le_bytes).collect();
    data.extend(7.0_f64.to_le_bytes());
    (0x0203, data)
}

#[test]
fn an_old_workbook_that_says_it_reaches_further_than_it_does_is_read() {
    let mut extent: Vec<u8> = [0, u32::MAX].into_iter().flat_map(u32::to_le_bytes).collect();
    extent.extend([0, 0, 0xFF, 0xFF, 0, 0]);
    let (_, sheet) = read_bytes(&old(&[(0x0200, extent.clone()), number(2, 1)])).unwrap();
    assert_eq!(shown(&sheet), [(3, vec![String::new(), "7".into()])]);
    // Unless what it says lies over what is read as something else.
    let twice = old_with(&[(0x0200, extent), number(2, 1)], &[(0, "一"), (24, "二")], &[]);
    assert_eq!(read_bytes(&twice).unwrap_err().code(), "workbook.damaged");
}

#[test]
fn an_old_workbook_of_far_cells_is_refused_before_there_is_room_for_what_lies_between() {
    let far = old(&[number(0, 0), number(65_535, 255)]);
    assert!(far.len() < 20_000);
    assert_eq!(read_bytes(&far).unwrap_err().code(), "workbook.too-many-rows");
    let wide = old(&[number(0, 0), number(9_000, 65_535)]);
    assert_eq!(read_bytes(&wide).unwrap_err().code(), "workbook.too-many-columns");
    // Many sheets that are all the same one.
    let names: Vec<String> = (0..400).map(|number| number.to_string()).collect();
    let sheets: Vec<(usize, &str)> = names.iter().map(|name| (0, name.as_str())).collect();
    let again = old_with(&[number(0, 0), number(9_999, 255)], &sheets, &[]);
    assert_eq!(read_bytes(&again).unwrap_err().code(), "workbook.too-large-unpacked");
    // Rows of a whole column are only too many, and two far cells of one row are no harm.
    let column = old(&[number(0, 0), number(65_535, 3)]);
    assert_eq!(read_bytes(&column).unwrap_err().code(), "workbook.too-many-rows");
    assert_eq!(shown(&read_bytes(&old(&[number(9_999, 0), number(9_999, 255)])).unwrap().1).len(), 1);
}

#[test]
fn an_old_workbook_whose_text_stands_everywhere_is_refused() {
    // One text of eight thousand characters, meant in eight thousand cells.
    let mut shared = vec![1, 0, 0, 0, 1, 0, 0, 0];
    shared.extend(8_000_u16.to_le_bytes());
    shared.push(0);
    shared.extend([b'x'; 8_000]);
    let cell = |row: u16| {
        let mut data: Vec<u8> = [row, 0, 0].into_iter().flat_map(u16::to_le_bytes).collect();
        data.extend(0_u32.to_le_bytes());
        (0x00FD, data)
    };
    let once = old_with(&[cell(0)], &[(0, "一")], &[(0x00FC, shared.clone())]);
    assert_eq!(shown(&read_bytes(&once).unwrap().1)[0].1[0].len(), 8_000);
    let cells: Vec<(u16, Vec<u8>)> = (0..8_000).map(cell).collect();
    let everywhere = old_with(&cells, &[(0, "一")], &[(0x00FC, shared)]);
    assert_eq!(read_bytes(&everywhere).unwrap_err().code(), "workbook.too-large-unpacked");
    // A text that says it is long and is not there.
    let label = |row: u16| {
        let data: Vec<u8> = [row, 0, 0, 65_535, 0].into_iter().flat_map(u16::to_le_bytes).collect();
        (0x0204, data)
    };
    let labels: Vec<(u16, Vec<u8>)> = (0..8_000).map(label).collect();
    assert_eq!(read_bytes(&old(&labels)).unwrap_err().code(), "workbook.too-large-unpacked");
}

#[test]
fn an_old_workbook_whose_sectors_go_in_circles_is_refused() {
    let mut circle = OLD.to_vec();
    // The table of sectors: each is followed by itself.
    let table = (u32::from_le_bytes(*circle[76..].first_chunk().unwrap()) as usize + 1) * 512;
    for (number, place) in circle[table..table + 512].as_chunks_mut::<4>().0.iter_mut().enumerate() {
        *place = u32::try_from(number).unwrap().to_le_bytes();
    }
    assert_eq!(read_bytes(&circle).unwrap_err().code(), "workbook.damaged");
    // The list of tables: as long as the file is, each of them naming the first.
    let mut list = OLD.to_vec();
    list[68..72].copy_from_slice(&1_u32.to_le_bytes());
    list[1_024..1_536].fill(0);
    list[1_532..1_536].copy_from_slice(&1_u32.to_le_bytes());
    assert_eq!(read_bytes(&list).unwrap_err().code(), "workbook.damaged");
    for length in (0..4_000).step_by(97) {
        assert!(read_bytes(&OLD[..length]).is_err(), "{length}");
    }
}

#[test]
fn a_workbook_that_says_it_shares_more_texts_than_there_is_room_for_is_refused() {
    let bytes = workbook(|sheet| {
        sheet.write_string(0, 0, "编号").unwrap();
    });
    let saying = |count: &str| {
        read_bytes(&rewritten(&bytes, "xl/sharedStrings.xml", "uniqueCount=\"1\"", count)).map(|_| ())
    };
    for much in
        ["uniqueCount=\"99999999999\"", "uniqueCount = '99999999999'", "uniqueCount=\"99999999999999999999\""]
    {
        assert_eq!(saying(much).unwrap_err().code(), "workbook.damaged", "{much}");
    }
    // Programs count carelessly.
    saying("uniqueCount=\"70\"").unwrap();
    saying("").unwrap();
}

#[test]
fn a_workbook_that_shares_a_formula_by_a_number_out_of_all_bounds_is_read() {
    let bytes = workbook(|sheet| {
        sheet.write_formula(0, 0, Formula::new("=B1").set_result("7")).unwrap();
    });
    let shared = "<f t=\"shared\" ref=\"A1:A2\" si=\"99999999999\">B1</f>";
    let (_, sheet) = read_bytes(&rewritten(&bytes, "xl/worksheets/sheet1.xml", "<f>B1</f>", shared)).unwrap();
    assert_eq!(shown(&sheet), [(1, vec!["7".to_owned()])]);
}

#[test]
fn a_workbook_whose_text_stands_everywhere_is_refused() {
    let text = "调".repeat(10_000);
    let bytes = workbook(|sheet| {
        for row in 0..6_000 {
            sheet.write_string(row, 0, &text).unwrap();
        }
    });
    assert!(bytes.len() < 100_000);
    assert_eq!(read_bytes(&bytes).unwrap_err().code(), "workbook.too-large-unpacked");
}

#[test]
fn an_open_document_says_how_often_in_whatever_way_xml_allows() {
    let cell = |times: &str, text: &str| {
        format!(
            "<table:table-cell {times} office:value-type='string'><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let row = |times: &str, cells: &str| format!("<table:table-row {times}>{cells}</table:table-row>");
    let code = |rows: &str| read_bytes(&ods(rows)).unwrap_err().code();
    for times in [
        "table:number-rows-repeated='900000'",
        "table:number-rows-repeated = \"900000\"",
        "table:number-rows-repeated\n=\n'&#57;00000'",
    ] {
        assert_eq!(code(&row(times, &cell("", "x"))), "workbook.too-many-rows", "{times}");
    }
    assert_eq!(
        code(&row("", &cell("table:number-columns-repeated='16000'", "x"))),
        "workbook.too-many-columns"
    );
    assert_eq!(code(&row("table:number-rows-repeated='x'", &cell("", "x"))), "workbook.damaged");
    // A text that is meant in every cell there may be.
    let long = row(
        "table:number-rows-repeated='9000'",
        &cell("table:number-columns-repeated='200'", &"调".repeat(100)),
    );
    assert_eq!(code(&long), "workbook.too-large-unpacked");
    let blanks = row("", &cell("", "a<text:s text:c='4000000000'/>b"));
    assert!(shown(&read_bytes(&ods(&blanks)).unwrap().1)[0].1[0].len() < 2_000);
}

#[test]
fn an_open_document_keeps_the_sort_of_its_cells_and_leaves_notes_out() {
    let cell = |attributes: &str, inside: &str| {
        format!("<table:table-cell {attributes}>{inside}</table:table-cell>")
    };
    let rows = format!(
        "<table:table-header-rows><table:table-row table:number-rows-repeated='2'><table:table-cell/></table:table-row>\
         <table:table-row>{}{}{}{}{}{}{}{}</table:table-row></table:table-header-rows>",
        cell(
            "office:value-type='string'",
            "<office:annotation><text:p>备注</text:p></office:annotation><text:p>甲&amp;<text:span>乙</text:span></text:p><text:p>丙</text:p>"
        ),
        cell("office:value-type='float' office:value='350.5'", "<text:p>350.50</text:p>"),
        cell("office:value-type='boolean' office:boolean-value='true'", "<text:p>TRUE</text:p>"),
        cell("table:number-columns-repeated='2' office:value-type='string'", "<text:p>同</text:p>"),
        cell("office:value-type='time' office:time-value='PT09H30M00S'", "<text:p>09:30</text:p>"),
        cell(
            "table:formula='of:=1/0' office:value-type='string' office:string-value='' calcext:value-type='error'",
            "<text:p>#DIV/0!</text:p>"
        ),
        cell("table:formula='of:=1+1'", ""),
        cell("office:value-type='date' office:date-value='2024-03-05T09:30:00'", "<text:p>3月5日</text:p>"),
    );
    let (names, sheet) = read_bytes(&ods(&rows)).unwrap();
    assert_eq!(names, ["台账"]);
    assert_eq!(sheet.rows[0].number, 3);
    let cells = &sheet.rows[0].cells;
    assert_eq!(shown(&sheet)[0].1[..5], ["甲&乙\n丙", "350.5", "是", "同", "同"]);
    assert_eq!(cells[5], Cell::Clock("PT09H30M00S".into()));
    assert_eq!((&cells[6], &cells[7]), (&Cell::Fault("#DIV/0!".into()), &Cell::Uncomputed));
    assert_eq!(cells[8].shown(), "2024-03-05 09:30");
    // The second of two, by its name; one that is locked.
    let two = ods(&format!("{}</table:table><table:table table:name='二'>{rows}", "<table:table-row/>"));
    let (_folder, path) = file("表.ods", &two);
    assert_eq!(read(&path, None).unwrap().1.name, "二");
    assert_eq!(read(&path, Some("台账")).unwrap_err().code(), "workbook.empty");
    assert_eq!(read(&path, Some("三")).unwrap_err().code(), "workbook.no-such-sheet");
    let locked =
        rewritten(&two, "META-INF/manifest.xml", "/>", "><manifest:encryption-data/></manifest:manifest>");
    assert_eq!(read_bytes(&locked).unwrap_err().code(), "workbook.locked");
}
