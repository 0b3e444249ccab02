use crate::testing::{Office, START, assets, at, office};
use crate::view::{
    FilterChoice, Id, ImportAction, ImportChoices, ImportColumnChoice, ImportMeaning, ImportPeople,
    ImportPreview, ImportQuery, ImportRequest, ImportRowChoice, ImportRowView, ImportSame, ImportShow,
    ImportStanding, RegisterQuery, Severity,
};
use crate::{Progress, Quiet};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::json;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

const HEADINGS: [&str; 10] = [
    "编号",
    "申请人",
    "身份证号",
    "联系电话",
    "被申请人",
    "收到申请日期",
    "纠纷类别",
    "简要情况",
    "调解结果",
    "协议金额（万元）",
];

fn request() -> ImportRequest {
    ImportRequest { kind: "dispute".to_owned(), ..ImportRequest::default() }
}

/// An old register: a title over it, headings, these rows from the fourth on, and a line that adds them up.
fn register(office: &Office, rows: &[[&str; 10]]) -> PathBuf {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("2023年").unwrap();
    sheet.merge_range(0, 0, 0, 9, "青河镇矛盾纠纷登记台账", &Format::new()).unwrap();
    for (column, heading) in (0..).zip(HEADINGS) {
        sheet.write_string(2, column, heading).unwrap();
    }
    for (row, cells) in (3..).zip(rows) {
        for (column, text) in (0..).zip(cells) {
            if let Some(day) = text.strip_prefix("日") {
                let format = Format::new().set_num_format("yyyy/m/d");
                sheet
                    .write_datetime_with_format(
                        row,
                        column,
                        ExcelDateTime::parse_from_str(day).unwrap(),
                        &format,
                    )
                    .unwrap();
            } else if !text.is_empty() {
                sheet.write_string(row, column, *text).unwrap();
            }
        }
    }
    let last = 3 + u32::try_from(rows.len()).unwrap() + 1;
    sheet.write_string(last, 0, "合 计").unwrap();
    sheet.write_number(last, 9, 3.5).unwrap();
    let path = office.folder.path().join("旧台账.xlsx");
    workbook.save(&path).unwrap();
    path
}

fn preview(office: &Office, path: &std::path::Path, request: &ImportRequest) -> ImportPreview {
    office.session.import_preview(path, "旧台账.xlsx", request, at(START), &Quiet).unwrap()
}

fn rows(office: &Office) -> Vec<ImportRowView> {
    office.session.import_page(&ImportQuery::default(), &ImportChoices::default()).unwrap().rows
}

fn take(office: &Office, choices: &ImportChoices) -> Result<(u32, u32, u32), crate::OfficeError> {
    let (outcome, _) = office.session.import(choices, at(START), &Quiet)?;
    Ok((outcome.added, outcome.changed, outcome.skipped))
}

fn messages(row: &ImportRowView) -> String {
    row.problems
        .iter()
        .map(|problem| format!("{}：{}", problem.heading, problem.message))
        .collect::<Vec<_>>()
        .join(" | ")
}

const GOOD: [&str; 10] = [
    "青调〔2023〕1号",
    "张大山",
    "11010519491231002X",
    "13900000001",
    "李小河",
    "日2023-03-05",
    "邻里纠纷",
    "院墙越界。",
    "书面协议",
    "0.35",
];
const ANOTHER: [&str; 10] = [
    "青调〔2023〕2号",
    "王福、赵贵",
    "",
    "",
    "上河建材有限公司",
    "2023.4.6",
    "合同纠纷",
    "欠款。",
    "不成功",
    "",
];

#[test]
fn an_old_register_becomes_closed_matters_with_their_old_numbers() {
    let office = office();
    let path = register(&office, &[GOOD, ANOTHER]);
    let preview = preview(&office, &path, &request());
    assert_eq!((preview.sheet.as_str(), preview.headings), ("2023年", (3, 3)));
    let targets: Vec<&str> = preview.columns.iter().map(|column| column.target.as_str()).collect();
    assert_eq!(
        targets,
        [
            "number",
            "party:applicant",
            "party:applicant.id_number",
            "party:applicant.phone",
            "party:respondent",
            "field:applied_on",
            "field:category",
            "field:facts",
            "field:conclusion",
            "field:amount",
        ]
    );
    assert_eq!(
        (preview.counts.rows, preview.counts.ready, preview.counts.refused),
        (2, 2, 0),
        "{:#?}",
        rows(&office)
    );
    assert!(preview.notes[0].contains("合计"), "{:?}", preview.notes);
    let shown = rows(&office);
    assert_eq!((shown[0].row, shown[0].state_title.as_str()), (4, "归档"));
    assert_eq!(
        (shown[1].cells[5].text.as_str(), shown[1].cells[5].read.as_str()),
        ("2023.4.6", "2023年4月6日")
    );
    assert_eq!(take(&office, &ImportChoices::default()).unwrap(), (2, 0, 0));

    let id = office.session.matter_by_number("青调〔2023〕1号").unwrap();
    let matter = office.session.matter(id, at(START)).unwrap();
    assert_eq!(matter.values["amount"], json!(350_000));
    assert_eq!(matter.values["conclusion"], "written");
    assert_eq!(matter.head.opened_on, "2023-03-05");
    assert!(matter.head.closed && matter.head.earlier_number && matter.head.import.is_some());
    assert!(matter.duties.is_empty(), "what there was to do was done on paper: {:?}", matter.duties);
    assert_eq!(matter.parties.len(), 2);
    assert!(
        matter.trail.iter().any(|line| line.operation == "matter.import"),
        "every matter has its own trail"
    );
    // What the register does not say is not made up: no default was filled in.
    assert!(!matter.values.contains_key("source") && !matter.values.contains_key("difficulty"));

    let other = office
        .session
        .matter(office.session.matter_by_number("青调〔2023〕2号").unwrap(), at(START))
        .unwrap();
    let kinds: Vec<_> = other.parties.iter().map(|party| (party.role.as_str(), party.kind)).collect();
    use crate::view::PartyKind::{Legal, Natural};
    assert_eq!(kinds, [("applicant", Natural), ("applicant", Natural), ("respondent", Legal)]);
    assert!(office.session.check(&Quiet).unwrap().ok);
}

#[test]
fn what_was_imported_can_be_listed_and_the_file_is_kept() {
    let office = office();
    office.create(&crate::testing::dispute(), START);
    let path = register(&office, &[GOOD, ANOTHER]);
    preview(&office, &path, &request());
    take(&office, &ImportChoices::default()).unwrap();
    let imports = office.session.imports("dispute").unwrap();
    assert_eq!((imports.len(), imports[0].added, imports[0].by.as_str()), (1, 2, "周长河"));
    let bytes = office.session.attachment_bytes(imports[0].attachment.unwrap(), at(START)).unwrap();
    assert_eq!(bytes, std::fs::read(&path).unwrap());
    let query = RegisterQuery {
        kind: "dispute".to_owned(),
        filters: vec![FilterChoice {
            filter: "import".to_owned(),
            values: vec![imports[0].id.0.to_string()],
        }],
        ..RegisterQuery::default()
    };
    let page = office.session.register(&query, at(START)).unwrap();
    assert_eq!((page.total, page.all), (2, 3));
    let filter = page.filters.iter().find(|filter| filter.filter == "import").unwrap();
    assert_eq!((filter.title.as_str(), filter.values[0].count), ("导入批次", 2));
    assert!(filter.values[0].label.contains("旧台账.xlsx"));
    // Derived anew, nothing of it is lost.
    office.session.recompute(at(START), &Quiet).unwrap();
    assert_eq!(office.session.register(&query, at(START)).unwrap().total, 2);
    let trail = office
        .session
        .audit(&crate::view::AuditQuery { operation: Some("matter.import".to_owned()), ..Default::default() })
        .unwrap();
    let told: Vec<_> = trail.lines.iter().map(|line| line.summary.as_str()).collect();
    assert!(told.iter().any(|told| told.contains("旧台账.xlsx") && told.contains("2件")), "{told:?}");
}

#[test]
fn every_cell_that_cannot_be_read_is_named_by_row_and_column() {
    let office = office();
    let bad = [
        ["1", "张三", "110105194912310021", "", "李四", "2023.13.5", "院墙的事", "a", "成功", "三千"],
        ["2", "", "", "", "", "2023.1.5", "邻里纠纷", "b", "", ""],
        ["3", "王五", "", "", "赵六", "去年春天", "邻里纠纷", "c", "", ""],
    ];
    let path = register(&office, &bad);
    let preview = preview(&office, &path, &request());
    assert_eq!((preview.counts.doubtful, preview.counts.refused, preview.counts.ready), (2, 1, 0));
    let shown = rows(&office);
    let said = messages(&shown[0]);
    for words in [
        "收到申请日期：没有“2023.13.5”这一天",
        "纠纷类别：不认识“院墙的事”",
        "调解结果：不认识“成功”",
        "协议金额（万元）：看不出“三千”是多少元",
        "身份证号：身份证号码的校验位不对",
    ] {
        assert!(said.contains(words), "{words} in {said}");
    }
    assert!(
        shown[0]
            .problems
            .iter()
            .all(|problem| problem.severity == Severity::Note || !problem.next.is_empty())
    );
    assert_eq!(shown[0].cells[5].severity, Some(Severity::Warn));
    assert!(messages(&shown[1]).contains("没有当事人"), "{}", messages(&shown[1]));
    assert_eq!(shown[1].standing, ImportStanding::Refused);
    // Searching, and only those with problems.
    let found = office.session.import_page(
        &ImportQuery { search: "王五".into(), show: ImportShow::Problems, ..Default::default() },
        &ImportChoices::default(),
    );
    assert_eq!(found.unwrap().total, 1);
    // As they are, none is taken over.
    assert_eq!(take(&office, &ImportChoices::default()).unwrap_err().code(), "import.nothing-to-import");
    // Taken over all the same, what could not be read stays blank and a doubtful number keeps its reason.
    let choices = ImportChoices { doubtful: true, ..ImportChoices::default() };
    assert_eq!(take(&office, &choices).unwrap(), (2, 0, 1));
    let matter = office.session.matter(office.session.matter_by_number("1").unwrap(), at(START)).unwrap();
    assert!(!matter.values.contains_key("applied_on") && !matter.values.contains_key("amount"));
    assert_eq!(matter.parties[0].kept[0].reason, "旧台账原样导入");
}

#[test]
fn a_word_is_explained_once_and_a_column_chosen() {
    let office = office();
    let path = register(
        &office,
        &[
            ["1", "张三", "", "", "李四", "2023.1.5", "院墙", "a", "成功", ""],
            ["2", "王五", "", "", "赵六", "2023.1.6", "院墙", "b", "成功", ""],
        ],
    );
    let first = preview(&office, &path, &request());
    let unknown: Vec<(&str, &str, u32)> =
        first.unknown.iter().map(|word| (word.field.as_str(), word.text.as_str(), word.rows)).collect();
    assert_eq!(unknown, [("category", "院墙", 2), ("conclusion", "成功", 2)]);
    let meaning = |field: &str, text: &str, code: &str| ImportMeaning {
        field: field.into(),
        text: text.into(),
        code: code.into(),
    };
    let told = ImportRequest {
        meanings: vec![meaning("category", "院墙", "neighbour"), meaning("conclusion", "成功", "")],
        columns: vec![
            ImportColumnChoice { column: 3, target: "field:occurred_place".into() },
            ImportColumnChoice { column: 0, target: String::new() },
        ],
        ..request()
    };
    let second = preview(&office, &path, &told);
    assert_eq!(second.counts.ready, 2, "{:#?}", rows(&office));
    assert_eq!(
        (second.columns[0].target.as_str(), second.columns[3].target.as_str()),
        ("", "field:occurred_place")
    );
    let shown = rows(&office);
    assert_eq!((shown[0].cells[6].read.as_str(), shown[0].state_title.as_str()), ("邻里纠纷", "登记"));
    let codes: Vec<Option<&str>> = second.unknown.iter().map(|word| word.code.as_deref()).collect();
    assert_eq!(codes, [Some("neighbour"), Some("")], "what was said can be changed");
    // Once taken over, the next file's words are known, and still can be said otherwise.
    take(&office, &ImportChoices::default()).unwrap();
    let next = preview(&office, &path, &request());
    assert_eq!(next.unknown.iter().filter(|word| word.code.is_none()).count(), 0, "{:?}", next.unknown);
    assert_eq!((next.unknown[0].text.as_str(), next.unknown[0].rows), ("院墙", 2));
    let otherwise = ImportRequest { meanings: vec![meaning("category", "院墙", "other")], ..request() };
    let code = preview(&office, &path, &otherwise).unknown[0].code.clone();
    assert_eq!(code.as_deref(), Some("other"));
}

#[test]
fn what_is_on_file_already_is_offered_and_left_alone_unless_said_otherwise() {
    let office = office();
    let path = register(&office, &[GOOD]);
    preview(&office, &path, &request());
    take(&office, &ImportChoices::default()).unwrap();
    // The same file again: the same number.
    let again = preview(&office, &path, &request());
    assert_eq!((again.counts.duplicates, again.counts.known_people), (1, 1));
    let shown = rows(&office);
    assert_eq!((shown[0].duplicates[0].same, shown[0].duplicates[0].closed), (ImportSame::Number, true));
    assert!(shown[0].people[0].by_number && shown[0].people[0].description.contains("尾号002X"));
    assert_eq!(take(&office, &ImportChoices::default()).unwrap_err().code(), "import.nothing-to-import");
    // Without its number it is still the same parties on the same day.
    let mut renamed = GOOD;
    renamed[0] = "另一个号";
    let path = register(&office, &[renamed]);
    preview(&office, &path, &request());
    assert_eq!(rows(&office)[0].duplicates[0].same, ImportSame::PartiesAndDay);
    // A closed matter's blanks cannot be filled; one of its own can be made.
    let update = ImportChoices { duplicates: ImportAction::Update, ..ImportChoices::default() };
    assert_eq!(take(&office, &update).unwrap_err().code(), "import.nothing-to-import");
    let own = ImportChoices {
        rows: vec![ImportRowChoice { row: 4, action: Some(ImportAction::New), people: None }],
        ..ImportChoices::default()
    };
    assert_eq!(take(&office, &own).unwrap(), (1, 0, 0));
    let people = office
        .session
        .people(&crate::view::PeopleQuery { search: "张大山".into(), ..Default::default() })
        .unwrap();
    assert_eq!(people.total, 1, "the same number is the same person");
}

#[test]
fn blanks_of_an_open_matter_are_filled_and_what_stands_there_stays() {
    let office = office();
    let matter = office.create(&crate::testing::dispute(), START);
    let mut row = GOOD;
    (row[2], row[3], row[5], row[8]) = ("", "", "日2026-03-02", "");
    let path = register(&office, &[row]);
    preview(&office, &path, &request());
    assert_eq!(rows(&office)[0].duplicates[0].matter, matter);
    let choices = ImportChoices { duplicates: ImportAction::Update, ..ImportChoices::default() };
    assert_eq!(take(&office, &choices).unwrap(), (0, 1, 0));
    let filled = office.session.matter(matter, at(START)).unwrap();
    assert_eq!(filled.values["amount"], json!(350_000));
    assert_eq!(filled.values["facts"], "两家因院墙越界发生争吵。", "what stood there stays");
    assert_eq!(filled.head.number.as_deref(), Some("青调〔2023〕1号"));
}

#[test]
fn rows_that_stand_twice_are_taken_once() {
    let office = office();
    let mut second = GOOD;
    second[0] = "青调〔2023〕9号";
    let path = register(&office, &[GOOD, GOOD, second]);
    preview(&office, &path, &request());
    let shown = rows(&office);
    assert!(
        messages(&shown[1]).contains("编号和第4行相同")
            && messages(&shown[2]).contains("当事人和日期和第4行相同")
    );
    let choices = ImportChoices { doubtful: true, ..ImportChoices::default() };
    let page = office.session.import_page(&ImportQuery::default(), &choices).unwrap();
    let fates: Vec<ImportAction> = page.rows.iter().map(|row| row.fate).collect();
    assert_eq!(fates, [ImportAction::New, ImportAction::Skip, ImportAction::Skip]);
    assert_eq!((page.plan.added, page.plan.changed, page.plan.skipped), (1, 0, 2));
    assert_eq!(take(&office, &choices).unwrap(), (1, 0, 2), "as it was said");
}

#[test]
fn people_are_taken_for_known_ones_only_as_far_as_said() {
    let count = |people: ImportPeople| {
        let office = office();
        let headings = "编号,申请人,申请人身份证号,申请人出生日期,被申请人\n";
        let text = format!(
            "{headings}1,张三,11010519491231002X,,甲某\n2,张三,11010519491231002X,,乙某\n3,王五,,1970-01-02,丙某\n4,王五,,1970-01-02,丁某\n"
        );
        let path = office.folder.path().join("a.csv");
        std::fs::write(&path, text).unwrap();
        preview(&office, &path, &request());
        let choices = ImportChoices { people, ..ImportChoices::default() };
        assert_eq!(take(&office, &choices).unwrap(), (4, 0, 0), "{:#?}", rows(&office));
        office.session.people(&crate::view::PeopleQuery::default()).unwrap().total
    };
    assert_eq!(count(ImportPeople::Nobody), 8);
    assert_eq!(count(ImportPeople::Number), 7);
    assert_eq!(count(ImportPeople::NumberOrName), 6);
}

/// Says stop after so many steps.
struct Stopping(AtomicU32, u32);

impl Progress for Stopping {
    fn step(&self, _: u32, _: u32) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
    fn cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed) >= self.1
    }
}

#[test]
fn cancelled_nothing_was_taken_over_and_it_can_be_done_again() {
    let office = office();
    let path = register(&office, &[GOOD, ANOTHER]);
    preview(&office, &path, &request());
    let before = office.session.people(&crate::view::PeopleQuery::default()).unwrap().total;
    let stopped = office
        .session
        .import(&ImportChoices::default(), at(START), &Stopping(AtomicU32::new(0), 1))
        .unwrap_err();
    assert_eq!(stopped.code(), "import.cancelled");
    assert!(stopped.view().message.contains("一行也没有导入"));
    assert!(office.session.imports("dispute").unwrap().is_empty());
    assert_eq!(office.session.people(&crate::view::PeopleQuery::default()).unwrap().total, before);
    assert_eq!(take(&office, &ImportChoices::default()).unwrap(), (2, 0, 0));
    assert!(office.session.check(&Quiet).unwrap().ok);
    let nothing = office.session.import(&ImportChoices::default(), at(START), &Quiet).unwrap_err();
    assert_eq!(nothing.code(), "import.nothing-read");
}

#[test]
fn an_old_number_is_never_given_again() {
    let office = office();
    let (committee, _) = office.committee();
    let text = "编号,申请人,被申请人,收到申请日期\n（2026）上河人调字第1号,甲某,乙某,2026-01-05\n（2026）上河人调字第2号,丙某,丁某,2026-01-06\n";
    let path = office.folder.path().join("a.csv");
    std::fs::write(&path, encoding_rs::GB18030.encode(text).0).unwrap();
    preview(&office, &path, &request());
    take(&office, &ImportChoices::default()).unwrap();
    let mut new = crate::testing::dispute();
    new.fields.insert("committee".into(), json!(committee.0));
    let saved = office.session.create_matter(&new, at(START)).unwrap();
    assert_eq!(saved.number.as_deref(), Some("（2026）上河人调字第3号"));
    assert!(office.session.check(&Quiet).unwrap().ok, "the series has no gaps");
    // An imported matter that is gone on with keeps the number that is on its papers.
    let old = office.session.matter_by_number("（2026）上河人调字第2号").unwrap();
    let change = crate::view::MatterChange {
        matter: old,
        revision: office.revision(old),
        fields: crate::testing::fields(json!({
            "committee": committee.0, "channel": "window", "source": "application", "initiation": "application",
            "category": "neighbour", "facts": "续办。",
        })),
        parties: None,
        responsible: None,
        draft: None,
    };
    let codes = &assets().definitions().codes["discovery-channel"].items;
    let mut change = change;
    change.fields.insert("channel".into(), json!(codes[0].id));
    let saved = office.session.save_matter(&change, at(START)).unwrap();
    assert_eq!(saved.number.as_deref(), Some("（2026）上河人调字第2号"));
}

#[test]
fn committees_and_mediators_are_found_by_name() {
    let office = office();
    let (committee, mediator) = office.committee();
    let text = "申请人,被申请人,调委会,调解员,纠纷类型\n甲某,乙某,上河村人民调解委员会,孙调解,邻里纠纷\n丙某,丁某,没有的调委会,,邻里纠纷\n";
    let path = office.folder.path().join("a.csv");
    std::fs::write(&path, text).unwrap();
    preview(&office, &path, &request());
    assert!(
        messages(&rows(&office)[1]).contains("没有登记过叫“没有的调委会”的人民调解委员会"),
        "{}",
        messages(&rows(&office)[1])
    );
    take(&office, &ImportChoices::default()).unwrap();
    let page = office
        .session
        .register(&RegisterQuery { kind: "dispute".into(), ..Default::default() }, at(START))
        .unwrap();
    let matter = office.session.matter(page.rows[0].matter, at(START)).unwrap();
    assert_eq!(matter.values["committee"], json!(committee.0));
    assert_eq!(matter.values["mediators"][0]["mediator"], json!(mediator.0));
    assert!(matter.head.number.is_none(), "no number is made up for an old case");
}

#[test]
fn rows_with_a_result_may_stay_in_hand() {
    let office = office();
    let path = register(&office, &[GOOD]);
    preview(&office, &path, &ImportRequest { open: true, ..request() });
    take(&office, &ImportChoices::default()).unwrap();
    let matter = office.session.matter(Id(1), at(START)).unwrap();
    assert_eq!((matter.head.state.as_str(), matter.head.closed), ("registered", false));
}

#[test]
fn the_template_is_understood_whole_when_it_comes_back() {
    let office = office();
    for kind in assets().definitions().kinds.values() {
        let path = office.folder.path().join(format!("{}.xlsx", kind.id));
        office.session.import_template(&kind.id, &path, false).unwrap();
        let request = ImportRequest { kind: kind.id.clone(), ..ImportRequest::default() };
        let read = preview(&office, &path, &request);
        let lost: Vec<_> = read.columns.iter().filter(|column| column.target.is_empty()).collect();
        assert!(lost.is_empty(), "{}: {lost:#?}", kind.id);
        assert!(read.columns.len() > 3 || kind.fields.len() < 4, "{}", kind.id);
        assert_eq!(read.counts.rows, 0);
    }
    let path = office.folder.path().join("dispute.xlsx");
    assert_eq!(office.session.import_template("dispute", &path, false).unwrap_err().code(), "file.exists");
}

#[test]
fn rows_to_put_right_come_back_with_what_is_wrong_and_can_be_imported_again() {
    let office = office();
    let path = register(&office, &[GOOD, ["2", "王五", "", "", "赵六", "去年", "邻里纠纷", "=b", "", ""]]);
    preview(&office, &path, &request());
    let out = office.folder.path().join("要改的行.xlsx");
    let written = office.session.export_import_problems(&out, false, at(START)).unwrap();
    assert_eq!(written.rows, 1);
    let read = preview(&office, &out, &request());
    assert_eq!((read.counts.rows, read.counts.doubtful), (1, 1), "{:#?}", read.columns);
    let row = &rows(&office)[0];
    assert_eq!(row.cells[7].text, "=b");
    assert!(
        row.cells[10].text.starts_with("原第5行。收到申请日期：看不出“去年”是哪一天"),
        "{}",
        row.cells[10].text
    );
    let clean = register(&office, &[GOOD]);
    preview(&office, &clean, &request());
    let nothing =
        office.session.export_import_problems(&office.folder.path().join("b.xlsx"), false, at(START));
    assert_eq!(nothing.unwrap_err().code(), "export.nothing");
}

#[test]
fn a_list_of_people_in_correction_becomes_their_files_with_the_people_made() {
    let office = office();
    let path = office.folder.path().join("名册.csv");
    let mut text = "社区矫正在册人员名册,,,,,,,,,,,,,,\n姓名,性别,身份证号,联系电话,罪名,判决机关,原判刑期,矫正类别,矫正开始日期,矫正结束日期,居住地址,接收日期,入矫宣告日期,矫正方案日期,矫正责任人\n".to_owned();
    for at in 1..=30 {
        // A number says birth and sex by itself.
        let (sex, number) = match at {
            7 => ("", "11010519491231002X"),
            _ => (if at % 3 == 0 { "女" } else { "男" }, ""),
        };
        text += &format!(
            "某甲{at},{sex},{number},13900000{at:03},盗窃罪,云水县人民法院,有期徒刑六个月，缓刑一年,缓刑,2026.2.1,2027年1月31日,青河镇上河村{at}号,2026-02-04,2026/2/6,2026-2-9,周长河\n"
        );
    }
    std::fs::write(&path, &text).unwrap();
    let asked = ImportRequest { kind: "correction-subject".to_owned(), ..ImportRequest::default() };
    let read = preview(&office, &path, &asked);
    assert_eq!((read.counts.rows, read.counts.ready), (30, 30), "{}", messages(&rows(&office)[0]));
    let unused: Vec<_> = read.columns.iter().filter(|column| column.target.is_empty()).collect();
    assert!(unused.is_empty(), "{unused:#?}");
    let first = &rows(&office)[0];
    assert_eq!((first.title.as_str(), first.state_title.as_str()), ("某甲1", "在矫"), "{}", messages(first));
    assert!(!messages(first).contains("社区矫正对象"), "{}", messages(first));
    assert_eq!(take(&office, &ImportChoices::default()).unwrap(), (30, 0, 0));
    let query =
        RegisterQuery { kind: "correction-subject".into(), search: "某甲7".into(), ..Default::default() };
    let page = office.session.register(&query, at(START)).unwrap();
    assert_eq!((page.all, page.rows.len()), (30, 1));
    let matter = office.session.matter(page.rows[0].matter, at(START)).unwrap();
    assert_eq!(
        (matter.head.title.as_str(), matter.head.responsible_name.as_deref()),
        ("某甲7", Some("周长河"))
    );
    assert!(matter.head.number.is_none() && matter.parties.is_empty() && !matter.duties.is_empty());
    let person = Id(matter.values["person"].as_i64().unwrap());
    let person = office.session.person_for_edit(person, false, at(START)).unwrap().particulars;
    assert_eq!(
        (person.name.as_str(), person.sex.as_str(), person.phone.as_str()),
        ("某甲7", "female", "13900000007")
    );
    assert_eq!(person.birth_date, "1949-12-31");

    // The same list once more: everybody is on file.
    let again = preview(&office, &path, &asked);
    assert_eq!(again.counts.duplicates, 30);
    assert_eq!(take(&office, &ImportChoices::default()).unwrap_err().code(), "import.nothing-to-import");
}
