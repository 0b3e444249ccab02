use std::collections::BTreeMap;
use std::sync::Arc;

use expression::{CodeLabels, ObjectType, Type};
use serde_json::json;

use super::*;
use crate::model::{BlankWidth, Block, Inline, Paragraph};

fn codes() -> Arc<CodeLabels> {
    let sexes = [("male", "男"), ("female", "女")].map(|(id, label)| (id.to_owned(), label.to_owned()));
    Arc::new(CodeLabels::new(BTreeMap::from([("sex".to_owned(), BTreeMap::from(sexes))])))
}

fn library() -> Library {
    Library { codes: codes(), ..Library::default() }
}

fn schema() -> Schema {
    let party =
        ObjectType::new("party", [("name", Type::Text), ("sex", Type::code("sex")), ("phone", Type::Text)]);
    let entry = ObjectType::new("entry", [("type", Type::Text), ("on", Type::Date), ("text", Type::Text)]);
    Schema::new()
        .with_codes(codes())
        .with("today", Type::Date)
        .with("agreed_on", Type::Date)
        .with("applied_on", Type::Date)
        .with("amount", Type::Money)
        .with("facts", Type::Text)
        .with("parties", Type::list(party.into()))
        .with("journal", Type::list(entry.into()))
}

fn form_of(parts: &str) -> String {
    format!(
        r#"<form id="f" title="T" module="m" kind="k" source="s" certainty="local" page="form">
{parts}
</form>"#
    )
}

fn parse(parts: &str) -> Form {
    Form::parse("forms/m/f.xml", &form_of(parts), &schema()).unwrap()
}

fn problems(parts: &str) -> Vec<FormProblem> {
    Form::parse("forms/m/f.xml", &form_of(parts), &schema()).unwrap_err()
}

fn compose(form: &Form, values: Value) -> Document {
    let library = library();
    let facts = form.values("values.json", &values).unwrap();
    let facts = form.prepare(&library, facts).unwrap();
    form.compose(&Scope::new(&library, &facts)).unwrap()
}

fn needs(form: &Form, values: Value) -> Vec<Need> {
    let library = library();
    let facts = form.prepare(&library, form.values("values.json", &values).unwrap()).unwrap();
    form.needs(&Scope::new(&library, &facts)).unwrap()
}

fn words(paragraph: &Paragraph) -> String {
    let mut out = String::new();
    for inline in &paragraph.content {
        match inline {
            Inline::Text(run) => out.push_str(&run.text),
            Inline::Blank(blank) => out.push_str(&format!("[{}]", blank.text)),
            Inline::Check(check) => out.push(if check.ticked { '☑' } else { '☐' }),
            Inline::Gap(_) => out.push(' '),
            Inline::Fill => out.push('→'),
            Inline::LineBreak => out.push('/'),
            Inline::PageNumber(_) | Inline::PageCount(_) => out.push('#'),
        }
    }
    out
}

fn paragraphs(document: &Document) -> Vec<String> {
    document
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Paragraph(paragraph) => Some(words(paragraph)),
            Block::Table(_)
            | Block::Rule(_)
            | Block::Columns(_)
            | Block::Group(_)
            | Block::Signature(_)
            | Block::Closing(_)
            | Block::Seal(_)
            | Block::Space(_)
            | Block::PageBreak => None,
        })
        .collect()
}

#[test]
fn elements_inside_of_each_other_without_end_are_a_problem_of_the_file() {
    let (open, close) = ("<table><row><cell>".repeat(20_000), "</cell></row></table>".repeat(20_000));
    let xml = form_of(&format!("<body>{open}{close}</body>"));
    let problems = Form::parse("f.xml", &xml, &schema()).unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].message.contains("一层套一层"), "{problems:?}");
}

#[test]
fn values_are_printed_as_papers_write_them() {
    let form = parse(
        r#"<body><p>于{agreed_on}，付{amount}；<span each="p in parties" count="i"><span if="i > 1">、</span>{p.name}（{p.sex}）</span></p></body>"#,
    );
    let document = compose(
        &form,
        json!({"agreed_on": "2026-01-05", "amount": 180_000,
               "parties": [{"name": "张大山", "sex": "male"}, {"name": "李小河", "sex": "female"}]}),
    );
    assert_eq!(paragraphs(&document), ["于2026年1月5日，付1800.00元；张大山（男）、李小河（女）"]);
}

#[test]
fn what_is_missing_is_a_blank_and_never_a_word() {
    let form = parse(
        r#"<body><p>于<date value="agreed_on"/>付{amount}，<blank width="6em">{facts}</blank></p>
           <p if="amount > 100">多</p><p if="facts == null">无</p></body>"#,
    );
    let document = compose(&form, json!({}));
    assert_eq!(paragraphs(&document), ["于 年 月 日付[]，[]", "无"]);
}

#[test]
fn a_long_text_becomes_paragraphs_and_an_empty_one_ruled_lines() {
    let form = parse(r#"<body><prose label="事实：" lines="3">{facts}</prose></body>"#);
    let filled = compose(&form, json!({"facts": "甲。\n\n 乙。"}));
    assert_eq!(paragraphs(&filled), ["事实：", "甲。", "乙。"]);
    let short = compose(&form, json!({"facts": "甲。"}));
    assert_eq!(paragraphs(&short), ["事实：甲。"]);
    let empty = compose(&form, json!({}));
    assert_eq!(paragraphs(&empty), ["事实：[]", "[]", "[]"]);
    let Some(Block::Paragraph(last)) = empty.blocks.last() else { panic!("no paragraph") };
    assert!(matches!(&last.content[..], [Inline::Blank(blank)] if blank.width == BlankWidth::ToEnd));
}

#[test]
fn checks_are_ticked_by_their_condition() {
    let form = parse(
        r#"<body><p><check when="amount > 0">有</check><check when="amount == 0">无</check></p></body>"#,
    );
    assert_eq!(paragraphs(&compose(&form, json!({"amount": 1}))), ["☑有☐无"]);
    assert_eq!(paragraphs(&compose(&form, json!({}))), ["☐有☐无"]);
}

#[test]
fn every_problem_is_told_with_its_line() {
    let found = problems(
        r#"<inputs>
  <input id="copies" label="份数" type="integer"/>
  <input id="copies" label="份数" type="integer"/>
</inputs>
<body>
  <p stile="title">{facs}</p>
  <para/>
  <p each="p in parties">{p.nmae}</p>
  <p if="amount">x</p>
  <blank/>
  <p>{parties}</p>
  <p><blank width="6cm"/></p>
</body>"#,
    );
    let told: Vec<(u32, &str)> = found.iter().map(|problem| (problem.line, problem.field.as_str())).collect();
    for expected in [
        (4, "copies"),
        (7, "p.stile"),
        (7, "facs"),
        (8, "para"),
        (9, "p.nmae"),
        (10, "p.if"),
        (11, "blank"),
        (12, "p"),
        (13, "blank.width"),
    ] {
        assert!(told.contains(&expected), "{expected:?} is not among {told:?}");
    }
    assert_eq!(told.len(), 9, "{found:#?}");
}

#[test]
fn source_and_certainty_must_be_said() {
    let found = Form::parse(
        "f.xml",
        r#"<form id="f" title="T" module="m" kind="k" page="form"><body/></form>"#,
        &schema(),
    )
    .unwrap_err();
    let fields: Vec<&str> = found.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(fields, ["form.certainty", "form.source"]);
}

#[test]
fn broken_xml_is_one_problem_with_its_line() {
    let found = Form::parse("f.xml", "<form>\n<body>\n</form>", &schema()).unwrap_err();
    assert_eq!((found.len(), found[0].line), (1, 3));
}

#[test]
fn needs_lead_to_the_field() {
    let form = parse(
        r#"<needs>
  <need each="p in parties" count="i" field="p.name" label="第{i}名当事人的姓名"/>
  <need each="p in parties" field="p.phone" label="{p.name}的电话" required="false"/>
  <need field="facts" label="事实" if="amount > 0"/>
  <ensure field="agreed_on" label="协议日期" that="agreed_on >= applied_on">协议早于申请。</ensure>
</needs><body/>"#,
    );
    let found = needs(
        &form,
        json!({"amount": 5, "agreed_on": "2026-01-04", "applied_on": "2026-01-05",
               "parties": [{"name": "张大山"}, {"phone": "1"}]}),
    );
    let open: Vec<(&str, bool, &str)> = found
        .iter()
        .filter(|need| !need.filled)
        .map(|need| (need.field.as_str(), need.blocks(), need.message.as_str()))
        .collect();
    assert_eq!(
        open,
        [
            ("parties[1].name", true, "第2名当事人的姓名没有填写。"),
            ("parties[0].phone", false, "张大山的电话没有填写，打印时留空，可以手写。"),
            ("facts", true, "事实没有填写。"),
            ("agreed_on", true, "协议早于申请。"),
        ]
    );
    let free = needs(&form, json!({"amount": 0, "applied_on": "2026-01-05"}));
    assert!(free.iter().all(|need| need.filled), "{free:#?}");
}

#[test]
fn an_input_of_rows_is_printed_row_by_row() {
    let form = parse(
        r#"<inputs><input id="items" label="目录" type="rows">
  <column id="title" label="名称" type="text"/><column id="page" label="页" type="integer"/>
</input></inputs>
<body><p each="item in document.items">{item.title} {item.page}</p></body>"#,
    );
    let rows = json!({ "document": { "items": [{ "title": "协议书", "page": 3 }, { "title": "回访" }] } });
    let lines = |values| -> Vec<String> {
        let blocks = compose(&form, values).blocks;
        let lines = blocks.iter().filter_map(|block| {
            if let Block::Paragraph(paragraph) = block { Some(words(paragraph)) } else { None }
        });
        lines.collect()
    };
    assert_eq!(lines(rows).len(), 2);
    assert_eq!(lines(json!({ "document": { "items": [{ "title": "协议书", "page": 3 }] } })), ["协议书 3"]);
    assert_eq!(lines(json!({})), Vec::<String>::new());
    let wrong = form.values("v.json", &json!({ "document": { "items": [{ "page": "三" }] } })).unwrap_err();
    assert_eq!(wrong[0].field, "document.items[0].page");
    for (columns, message) in [
        ("", "要有 <column>"),
        (r#"<column id="a" label="x" type="rows"/>"#, "没有 `rows` 这种类型"),
        (r#"<column id="a" label="x" type="text"/><column id="a" label="x" type="text"/>"#, "已经有了"),
    ] {
        let inputs =
            format!(r#"<inputs><input id="i" label="x" type="rows">{columns}</input></inputs><body/>"#);
        let found = problems(&inputs);
        assert!(found.iter().any(|problem| problem.message.contains(message)), "{found:#?}");
    }
}

#[test]
fn inputs_take_their_default_until_emptied() {
    let form = parse(
        r#"<inputs>
  <input id="copies" label="份数" type="integer" required="true" default="size(parties) + 1"/>
  <input id="entry" label="哪一次" type="journal" entry="session" default="last(journal.filter(j, j.type == 'session'))"/>
</inputs>
<body><p>{document.copies}份，{document.entry.on}</p></body>"#,
    );
    let journal = json!([{"type": "session", "on": "2026-01-04"}, {"type": "note", "on": "2026-01-05"}]);
    let given = |document: Value| json!({"parties": [{}, {}], "journal": journal, "document": document});
    assert_eq!(paragraphs(&compose(&form, given(json!(null)))), ["3份，2026年1月4日"]);
    assert_eq!(paragraphs(&compose(&form, given(json!({"copies": 5})))), ["5份，2026年1月4日"]);
    assert_eq!(paragraphs(&compose(&form, given(json!({"copies": ""})))), ["[]份，2026年1月4日"]);
    let open = needs(&form, given(json!({"copies": ""})));
    assert_eq!((open[0].field.as_str(), open[0].blocks()), ("document.copies", true));
}

#[test]
fn a_number_outside_what_its_input_takes_is_refused() {
    let form = parse(
        r#"<inputs>
  <input id="copies" label="份数" type="integer" min="1" max="99"/>
  <input id="pages" label="页数" type="integer" min="0"/>
</inputs>
<body/>"#,
    );
    let told =
        |document: Value| form.values("v.json", &json!({ "document": document })).unwrap_err().remove(0);
    for (document, field, range) in [
        (json!({"copies": 0}), "document.copies", "1到99"),
        (json!({"copies": -1}), "document.copies", "1到99"),
        (json!({"copies": 100}), "document.copies", "1到99"),
        (json!({"pages": -1}), "document.pages", "0以上"),
    ] {
        let problem = told(document);
        assert_eq!(problem.field, field);
        assert!(problem.message.contains(range), "{problem:?}");
    }
    for good in [json!({"copies": 1, "pages": 0}), json!({"copies": 99}), json!({"copies": ""}), json!(null)]
    {
        form.values("v.json", &json!({ "document": good })).unwrap();
    }
    for (attributes, field) in [
        (r#"type="integer" min="one""#, "input.min"),
        (r#"type="integer" min="5" max="4""#, "input.min"),
        (r#"type="text" max="4""#, "input.max"),
    ] {
        let xml = format!(r#"<inputs><input id="n" label="x" {attributes}/></inputs><body/>"#);
        assert_eq!(problems(&xml)[0].field, field, "{attributes}");
    }
}

#[test]
fn values_that_do_not_fit_are_named() {
    let form = parse("<inputs><input id=\"copies\" label=\"x\" type=\"integer\"/></inputs><body/>");
    let found = form
        .values(
            "v.json",
            &json!({"fact": "x", "agreed_on": "2026-02-30", "amount": -1, "facts": 3,
                    "parties": [{"name": "a"}, {"sex": "other", "nmae": "b"}], "document": {"copies": "two"}}),
        )
        .unwrap_err();
    let mut fields: Vec<&str> = found.iter().map(|problem| problem.field.as_str()).collect();
    fields.sort_unstable();
    assert_eq!(
        fields,
        ["agreed_on", "amount", "document.copies", "fact", "facts", "parties[1].nmae", "parties[1].sex"]
    );
}

#[test]
fn a_wrong_type_of_journal_entry_is_refused() {
    let form =
        parse(r#"<inputs><input id="entry" label="x" type="journal" entry="session"/></inputs><body/>"#);
    let found = form.values("v.json", &json!({"document": {"entry": {"type": "note"}}})).unwrap_err();
    assert_eq!(found[0].field, "document.entry.type");
}

#[test]
fn a_letter_has_its_parts_where_they_belong() {
    let form = parse(
        r#"<letter>
  <issuer>青河司法所</issuer><number>青司〔2026〕1号</number><signatory>某</signatory><title>关于某事的函</title>
  <addressee>青河派出所</addressee><body><p>正文。</p></body>
  <attachment>甲</attachment><attachment if="amount > 0">乙</attachment><attachment>丙</attachment>
  <closing date="today" sealed="true"><signer>青河司法所</signer></closing>
  <contact>联系人：某</contact>
</letter>"#,
    );
    let document = compose(&form, json!({"today": "2026-01-05"}));
    let head = document.letterhead.as_ref().unwrap();
    assert_eq!(
        (head.issuer.join(""), head.number.as_deref()),
        ("青河司法所".to_owned(), Some("青司〔2026〕1号"))
    );
    assert_eq!(head.signatory.as_deref(), Some("某"));
    assert_eq!(paragraphs(&document), ["关于某事的函", "青河派出所：", "正文。", "附件：1.甲", "2.丙"]);
    let Some(Block::Group(end)) = document.blocks.last() else { panic!("the end is not kept together") };
    let closing = end.iter().find_map(|block| match block {
        Block::Closing(closing) => Some(closing),
        Block::Paragraph(_)
        | Block::Table(_)
        | Block::Rule(_)
        | Block::Columns(_)
        | Block::Group(_)
        | Block::Signature(_)
        | Block::Seal(_)
        | Block::Space(_)
        | Block::PageBreak => None,
    });
    assert_eq!(closing.map(|closing| (closing.date.as_str(), closing.sealed)), Some(("2026年1月5日", true)));
}

#[test]
fn table_rows_repeat_and_headings_come_first() {
    let form = parse(
        r#"<body><table columns="20mm 1">
  <row heading="true"><cell>姓名</cell><cell>电话</cell></row>
  <row each="p in parties"><cell>{p.name}</cell><cell valign="top"><p>{p.phone}</p></cell></row>
</table></body>"#,
    );
    let document = compose(&form, json!({"parties": [{"name": "甲"}, {"name": "乙"}]}));
    let [Block::Table(table)] = &document.blocks[..] else { panic!("no table") };
    assert_eq!((table.rows.len(), table.heading_rows), (3, 1));
    let late = problems(
        r#"<body><table columns="1"><row><cell/></row><row heading="true"><cell/></row></table></body>"#,
    );
    assert_eq!(late[0].field, "row.heading");
}

#[test]
fn a_cell_with_a_value_alone_is_empty_without_it() {
    let form = parse(
        r#"<body><table columns="1 1 1">
  <row><cell>{facts}</cell><cell>第{amount}号</cell><cell><prose style="cell" lines="0">{facts}</prose></cell></row>
</table></body>"#,
    );
    let cells = |values: Value| -> Vec<Vec<Block>> {
        let document = compose(&form, values);
        let [Block::Table(table)] = &document.blocks[..] else { panic!("no table") };
        table.rows[0].cells.iter().map(|cell| cell.blocks.clone()).collect()
    };
    let empty = cells(json!({}));
    assert!(empty[0].is_empty() && empty[2].is_empty(), "the cell itself is the room to write in");
    assert!(blanks(&empty[1]), "a hole in running text is a blank to write on");
    let filled = cells(json!({"facts": "甲\n\n乙"}));
    assert_eq!((filled[0].len(), filled[2].len()), (2, 2), "each line of the value a paragraph");
}

/// Whether the first paragraph has an empty blank.
fn blanks(blocks: &[Block]) -> bool {
    let Some(Block::Paragraph(Paragraph { content, .. })) = blocks.first() else { return false };
    content.iter().any(|inline| matches!(inline, Inline::Blank(blank) if blank.text.is_empty()))
}

#[test]
fn articles_of_a_law_are_printed_word_for_word() {
    let xml = form_of(r#"<body><law text="law" section="第二条"/></body>"#);
    let schemas = BTreeMap::from([("k".to_owned(), schema())]);
    let assets = |text: &str| {
        BTreeMap::from([
            ("forms/m/f.xml".to_owned(), xml.clone().into_bytes()),
            ("forms/m/f/complete.json".to_owned(), b"{}".to_vec()),
            ("law/texts/law.md".to_owned(), text.as_bytes().to_vec()),
        ])
    };
    let forms =
        Forms::load(&assets("# 法\n\n第二条 当事人享有:\n\n（一）甲；\n\n第三条 乙。\n"), &schemas).unwrap();
    let form = forms.get("f").unwrap();
    assert_eq!(paragraphs(&compose(form, json!({}))), ["第二条 当事人享有:", "（一）甲；"]);
    let amended = Forms::load(&assets("第二条 当事人享有甲。\n"), &schemas).unwrap();
    assert_ne!(form.version(), amended.get("f").unwrap().version(), "other words, another version");
    let gone = Forms::load(&assets("第三条 乙。\n"), &schemas).unwrap_err();
    assert_eq!(gone[0].field, "law.section");
    assert_eq!(problems(r#"<body><law text="law" section="第二条"/></body>"#)[0].field, "law.text");
}

#[test]
fn forms_are_found_by_id_and_their_examples_checked() {
    let xml = form_of("<body><p>{facts}</p></body>");
    let schemas = BTreeMap::from([("k".to_owned(), schema())]);
    let assets = |example: &str| {
        BTreeMap::from([
            ("forms/m/f.xml".to_owned(), xml.clone().into_bytes()),
            ("forms/m/f/complete.json".to_owned(), example.as_bytes().to_vec()),
        ])
    };
    let forms = Forms::load(&assets(r#"{"facts": "x"}"#), &schemas).unwrap();
    assert_eq!(forms.summaries()[0].id, "f");
    assert_eq!(forms.example("f"), Some(&json!({"facts": "x"})));
    let found = Forms::load(&assets(r#"{"fact": "x"}"#), &schemas).unwrap_err();
    assert_eq!((found[0].file.as_str(), found[0].field.as_str()), ("forms/m/f/complete.json", "fact"));

    let mut elsewhere = assets("{}");
    elsewhere.insert("forms/m/g.xml".to_owned(), xml.clone().into_bytes());
    let fields: Vec<String> =
        Forms::load(&elsewhere, &schemas).unwrap_err().into_iter().map(|problem| problem.message).collect();
    assert!(fields.iter().any(|message| message.contains("用了两次")), "{fields:?}");
    assert!(Forms::load(&assets("{}"), &BTreeMap::new()).unwrap_err()[0].message.contains("没有叫"));
}

#[test]
fn parts_are_shared_and_checked_where_they_are_used() {
    let xml = form_of(r#"<body><group each="p in parties"><use part="who" heading="甲方"/></group></body>"#);
    let schemas = BTreeMap::from([("k".to_owned(), schema())]);
    let assets = |part: &str| {
        BTreeMap::from([
            ("forms/m/f.xml".to_owned(), xml.clone().into_bytes()),
            ("forms/m/f/complete.json".to_owned(), b"{}".to_vec()),
            ("forms/parts/who.xml".to_owned(), part.as_bytes().to_vec()),
        ])
    };
    let forms = Forms::load(&assets("<part><p>{heading}：{p.name}</p></part>"), &schemas).unwrap();
    let form = forms.get("f").unwrap();
    assert_eq!(paragraphs(&compose(form, json!({"parties": [{"name": "张大山"}]}))), ["甲方：张大山"]);
    let other = Forms::load(&assets("<part><p>{heading}:{p.name}</p></part>"), &schemas).unwrap();
    assert_ne!(form.version(), other.get("f").unwrap().version());

    let found = Forms::load(&assets("<part>\n<p>{p.nmae}</p></part>"), &schemas).unwrap_err();
    let told: Vec<(&str, u32, &str)> =
        found.iter().map(|problem| (problem.file.as_str(), problem.line, problem.field.as_str())).collect();
    assert_eq!(told, [("forms/parts/who.xml", 2, "p.nmae")]);
    assert_eq!(problems(r#"<body><use part="who"/></body>"#)[0].field, "use.part");
}

/// The forms of one form with this body and these parts.
fn with_parts(body: &str, parts: &[(&str, &str)]) -> Result<Forms, Vec<FormProblem>> {
    let form = form_of(&format!("<body>{body}</body>"));
    let mut assets = BTreeMap::from([
        ("forms/m/f.xml".to_owned(), form.into_bytes()),
        ("forms/m/f/complete.json".to_owned(), b"{}".to_vec()),
    ]);
    for (id, xml) in parts {
        assets.insert(format!("forms/parts/{id}.xml"), xml.as_bytes().to_vec());
    }
    Forms::load(&assets, &BTreeMap::from([("k".to_owned(), schema())]))
}

#[test]
fn a_part_uses_another_with_the_names_it_has_and_never_itself() {
    let body = r#"<group each="p in parties"><use part="outer"/></group>"#;
    let outer = r#"<part><p>一</p><use part="inner" heading="姓名"/></part>"#;
    let inner = "<part><p>{heading}：{p.name}</p></part>";
    let parts = [("outer", outer), ("inner", inner)];
    let forms = with_parts(body, &parts).unwrap();
    let values = json!({"parties": [{"name": "张大山"}]});
    assert_eq!(paragraphs(&compose(forms.get("f").unwrap(), values)), ["一", "姓名：张大山"]);
    // A change of the inner part is another version of the form.
    let changed = [("outer", outer), ("inner", "<part><p>{heading}:{p.name}</p></part>")];
    let other = with_parts(body, &changed).unwrap();
    assert_ne!(forms.get("f").unwrap().version(), other.get("f").unwrap().version());

    let found = |parts: &[(&str, &str)]| {
        let problems = with_parts(body, parts).unwrap_err();
        assert_eq!(problems.len(), 1, "{problems:?}");
        let FormProblem { file, line, field, message } = problems.into_iter().next().unwrap();
        (file, line, field, message)
    };
    let (file, line, field, message) =
        found(&[("outer", outer), ("inner", "<part>\n<p>二</p>\n<use part=\"outer\"/></part>")]);
    assert_eq!((file.as_str(), line, field.as_str()), ("forms/parts/inner.xml", 3, "use.part"));
    assert!(message.contains("outer → inner → outer"), "{message}");
    let (file, line, _, message) = found(&[("outer", "<part>\n<use part=\"outer\"/></part>")]);
    assert_eq!((file.as_str(), line), ("forms/parts/outer.xml", 2));
    assert!(message.contains("outer → outer"), "{message}");
    let (file, line, field, message) = found(&[("outer", "<part>\n<use part=\"nobody\"/></part>")]);
    assert_eq!((file.as_str(), line, field.as_str()), ("forms/parts/outer.xml", 2, "use.part"));
    assert!(message.contains("`nobody`"), "{message}");
}

#[test]
fn a_part_of_an_object_knows_its_fields_as_names() {
    // `phone` is missing in the first party: an outer value must not stand in for it.
    let part = "<part><p>{name}，{default(phone, '没有电话')}，{heading}</p></part>";
    let used = r#"<use part="who" each="p in parties" of="p" heading="{facts}"/>"#;
    let body = &format!(r#"<group each="phone in ['外面的']">{used}</group>"#);
    let forms = with_parts(body, &[("who", part)]).unwrap();
    let values =
        json!({"facts": "甲方", "parties": [{"name": "张大山"}, {"name": "李小河", "phone": "13900000001"}]});
    let printed = paragraphs(&compose(forms.get("f").unwrap(), values));
    assert_eq!(printed, ["张大山，没有电话，甲方", "李小河，13900000001，甲方"]);

    let wrong =
        with_parts(r#"<use part="who" of="facts"/>"#, &[("who", "<part><p>三</p></part>")]).unwrap_err();
    assert_eq!((wrong[0].file.as_str(), wrong[0].field.as_str()), ("forms/m/f.xml", "use.of"));
    let unknown = with_parts(body, &[("who", "<part><p>{nmae}</p></part>")]).unwrap_err();
    assert_eq!((unknown[0].file.as_str(), unknown[0].field.as_str()), ("forms/parts/who.xml", "nmae"));
}

#[test]
fn a_form_is_offered_where_its_condition_is_known_to_hold() {
    let of = |attribute: &str| {
        let xml = form_of("<body><p>甲</p></body>").replace(" page=", &format!(" {attribute} page="));
        Form::parse("forms/m/f.xml", &xml, &schema())
    };
    let offered = |attribute: &str, values: Value| {
        let (form, library) = (of(attribute).unwrap(), library());
        let facts = form.values("values.json", &values).unwrap();
        form.offered(&Scope::new(&library, &facts)).unwrap()
    };
    let (oral, open, written) = (json!({"facts": "oral"}), json!({}), json!({"facts": "written"}));
    assert!(offered("", open.clone()));
    let only_oral = r#"offered="facts == 'oral'""#;
    assert!(offered(only_oral, oral.clone()));
    assert!(!offered(only_oral, written.clone()));
    assert!(!offered(only_oral, open.clone()), "what is unknown does not hold");
    let not_oral = r#"offered="facts == null || facts != 'oral'""#;
    assert!(offered(not_oral, open) && offered(not_oral, written) && !offered(not_oral, oral));
    for (wrong, named) in
        [("nothing == 1", "nothing"), ("facts", "form.offered"), ("document.number == null", "document")]
    {
        let found = of(&format!("offered=\"{wrong}\"")).unwrap_err();
        assert_eq!((found.len(), found[0].line), (1, 1), "{wrong}");
        assert!(found[0].field.starts_with(named), "{}", found[0].field);
    }
}

#[test]
fn a_form_may_have_a_run_of_numbers_of_its_own() {
    let of = |number: &str| {
        let xml = form_of("<body><p>甲</p></body>").replace(" page=", &format!(" number=\"{number}\" page="));
        Form::parse("forms/m/f.xml", &xml, &schema())
    };
    let form = of("{short_name}函〔{year}〕{seq}号").unwrap();
    assert_eq!(
        form.number().unwrap().text(2026, 12, |hole| format!("青河{hole}")),
        "青河short_name函〔2026〕12号"
    );
    assert_eq!(parse("<body><p>甲</p></body>").number(), None);
    for wrong in ["函〔{year}〕号", "函{seq}号", "{nmae}函〔{year}〕{seq}号"] {
        let found = of(wrong).unwrap_err();
        assert_eq!((found.len(), found[0].line, found[0].field.as_str()), (1, 1, "form.number"), "{wrong}");
    }
}

#[test]
fn a_new_line_may_depend_on_a_condition() {
    let form = parse(r#"<body><p>关于{facts}<br if="size(facts) > 3"/>的函</p></body>"#);
    assert_eq!(paragraphs(&compose(&form, json!({"facts": "土地纠纷"}))), ["关于土地纠纷/的函"]);
    assert_eq!(paragraphs(&compose(&form, json!({"facts": "土地"}))), ["关于土地的函"]);
    let found = problems(r#"<body><p><br each="p in parties"/></p></body>"#);
    assert!(found.iter().any(|problem| problem.field.contains("each")), "{found:?}");
}

#[test]
fn a_line_to_sign_on_may_reach_the_edge() {
    let form = parse(
        r#"<body><signature line="fill">甲</signature><signature over="true">乙</signature><signature line="9em">丙</signature></body>"#,
    );
    let shapes: Vec<(bool, bool, f32)> = compose(&form, json!({}))
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Signature(signature) => Some((signature.fill, signature.label_over, signature.line)),
            Block::Paragraph(_)
            | Block::Table(_)
            | Block::Rule(_)
            | Block::Columns(_)
            | Block::Group(_)
            | Block::Closing(_)
            | Block::Seal(_)
            | Block::Space(_)
            | Block::PageBreak => None,
        })
        .collect();
    assert_eq!(shapes, [(true, false, 6.0), (false, true, 6.0), (false, false, 9.0)]);
    assert_eq!(problems(r#"<body><signature line="long">甲</signature></body>"#).len(), 1);
}
