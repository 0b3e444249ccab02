use crate::testing::{START, at, dispute, fields, office, party};
use crate::view::{EarlierPick, EarlierQuery, Fields, MatterDraft, PhraseInput, PhraseQuery};
use serde_json::json;

fn phrase(kind: &str, field: &str, text: &str) -> PhraseInput {
    PhraseInput { id: None, revision: 0, kind: kind.into(), field: field.into(), text: text.into() }
}

fn draft(values: serde_json::Value) -> MatterDraft {
    MatterDraft {
        kind: "dispute".into(),
        matter: None,
        fields: fields(values),
        parties: Some(vec![
            party("applicant", "钱多"),
            party("applicant", "钱少"),
            party("respondent", "孙好"),
        ]),
    }
}

fn query(field: &str, search: &str) -> PhraseQuery {
    PhraseQuery { kind: "dispute".into(), field: field.into(), search: search.into() }
}

#[test]
fn phrases_are_listed_for_their_field_and_found_by_text_or_initials() {
    let office = office();
    let keep = |input: &PhraseInput| office.session.save_phrase(input, at(START)).unwrap();
    keep(&phrase("", "", "双方互谅互让，再无争议。"));
    keep(&phrase("dispute", "agreement_content", "{被申请人}于三日内付清。"));
    keep(&phrase("dispute", "step.claims.3.text", "请求返还借款"));
    keep(&phrase("dispute", "journal.text", "双方到场。"));
    let texts = |query: &PhraseQuery| {
        office.session.phrases(query).unwrap().into_iter().map(|phrase| phrase.text).collect::<Vec<_>>()
    };
    assert_eq!(
        texts(&query("agreement_content", "")),
        ["{被申请人}于三日内付清。", "双方互谅互让，再无争议。"]
    );
    assert_eq!(texts(&query("claims.0.text", "")), ["请求返还借款", "双方互谅互让，再无争议。"]);
    assert_eq!(texts(&query("claims.0.text", "qqfh")), ["请求返还借款"]);
    assert_eq!(texts(&query("facts", "再无")), ["双方互谅互让，再无争议。"]);
    assert_eq!(texts(&PhraseQuery::default()).len(), 4);
    let all = office.session.phrases(&PhraseQuery::default()).unwrap();
    let path = office.folder.path().join("常用语.xlsx");
    let written = office.session.export_phrases(&PhraseQuery::default(), &path, false, at(START)).unwrap();
    assert_eq!(written.rows, 4);
    let places: Vec<&str> = all.iter().map(|phrase| phrase.place.as_str()).collect();
    assert_eq!(places, ["矛盾纠纷 · 协议内容", "矛盾纠纷 · 申请事项的请求", "矛盾纠纷 · 经过", "通用"]);
}

#[test]
fn phrases_are_changed_ordered_and_thrown_away_with_a_trail() {
    let office = office();
    let [one, two] =
        ["甲", "乙"].map(|text| office.session.save_phrase(&phrase("", "", text), at(START)).unwrap());
    let mut change = phrase("dispute", "facts", "甲二");
    (change.id, change.revision) = (Some(one.id), one.revision);
    let changed = office.session.save_phrase(&change, at(START)).unwrap();
    assert_eq!((changed.text.as_str(), changed.place.as_str()), ("甲二", "矛盾纠纷 · 纠纷简要情况"));
    assert_eq!(
        office.session.save_phrase(&change, at(START)).unwrap_err().code(),
        "matter.changed-meanwhile"
    );
    office.session.order_phrases(&[two.id, one.id], at(START)).unwrap();
    let order: Vec<_> =
        office.session.read(|reader| Ok(reader.phrases()?)).unwrap().into_iter().map(|it| it.id).collect();
    assert_eq!(order, [two.id.0, one.id.0]);
    office.session.remove_phrase(two.id, at(START)).unwrap();
    assert_eq!(office.session.phrases(&PhraseQuery::default()).unwrap().len(), 1);
    let trail = office.session.audit(&crate::view::AuditQuery::default()).unwrap();
    let first = &trail.lines[0];
    assert_eq!((first.operation_title.as_str(), first.summary.as_str()), ("删除常用语", "乙"));
    for (bad, code) in [
        (phrase("", "", "  "), "input.blank"),
        (phrase("dispute", "nowhere", "甲"), "definition.unknown"),
        (phrase("nothing", "", "甲"), "definition.unknown"),
    ] {
        assert_eq!(office.session.save_phrase(&bad, at(START)).unwrap_err().code(), code);
    }
}

#[test]
fn braces_are_filled_from_what_is_typed_and_the_unknown_stays() {
    let office = office();
    let text = "{申请人}与{被申请人}：{涉及金额}，{纠纷类型}，{今天}，{协议金额}，{没有的}，{第三人}，{未完";
    let filled = office
        .session
        .fill_phrase(text, &draft(json!({ "amount_claimed": 350_000, "category": "neighbour" })), at(START))
        .unwrap();
    assert_eq!(
        filled.text,
        "钱多、钱少与孙好：3,500.00元，邻里纠纷，2026年3月2日，{协议金额}，{没有的}，{第三人}，{未完"
    );
    assert_eq!(filled.open, ["{协议金额}", "{没有的}", "{第三人}"]);
}

#[test]
fn earlier_wording_of_the_same_category_comes_first_and_keeps_its_names_unless_asked() {
    let office = office();
    let earlier = |category: &str, names: [&str; 2], text: &str| {
        let mut new = dispute();
        new.fields.insert("category".into(), json!(category));
        new.fields.insert("agreement_content".into(), json!(text));
        new.parties = vec![party("applicant", names[0]), party("respondent", names[1])];
        office.create(&new, START)
    };
    earlier("contract", ["甲某", "乙某"], "乙某付清货款。");
    let old = earlier("neighbour", ["王德", "王德福"], "王德福拆墙，王德不再追究。");
    earlier("neighbour", ["丙某", "丁某"], "王德福拆墙，王德不再追究。");
    let look = |search: &str| {
        let query = EarlierQuery {
            draft: draft(json!({ "category": "neighbour" })),
            field: "step.agreement_content".into(),
            search: search.into(),
            limit: 0,
        };
        office.session.earlier_texts(&query, at(START)).unwrap()
    };
    let found = look("");
    let texts: Vec<(&str, bool)> = found.iter().map(|one| (one.text.as_str(), one.alike)).collect();
    assert_eq!(texts, [("王德福拆墙，王德不再追究。", true), ("乙某付清货款。", false)]);
    assert_eq!(look("货款").len(), 1);
    assert!(look("没有这样的字").is_empty());
    // As it stands, or with the other names: by role, the longer name first, nobody's name made up.
    let pick = |replace_names: bool| EarlierPick {
        matter: old,
        text: "王德福拆墙，王德不再追究。".into(),
        draft: draft(json!({ "category": "neighbour" })),
        replace_names,
    };
    assert_eq!(
        office.session.take_earlier(&pick(false), at(START)).unwrap().text,
        "王德福拆墙，王德不再追究。"
    );
    assert_eq!(office.session.take_earlier(&pick(true), at(START)).unwrap().text, "孙好拆墙，钱多不再追究。");
    let mut alone = pick(true);
    alone.draft.parties = Some(vec![party("applicant", "钱多")]);
    let taken = office.session.take_earlier(&alone, at(START)).unwrap();
    assert_eq!((taken.text.as_str(), taken.open), ("王德福拆墙，钱多不再追究。", vec!["王德福".to_owned()]));
    let trail = office.session.matter(old, at(START)).unwrap().trail;
    assert!(trail.iter().any(|line| line.operation_title == "取用以前的写法"));
}

#[test]
fn texts_of_the_journal_are_patterns_too() {
    let office = office();
    let matter = office.create(&dispute(), START);
    office.entry(matter, "note", "2026-03-03", json!({})).unwrap();
    let query = EarlierQuery {
        draft: MatterDraft { kind: "dispute".into(), matter: None, fields: Fields::new(), parties: None },
        field: "journal.text".into(),
        search: String::new(),
        limit: 5,
    };
    let found = office.session.earlier_texts(&query, at(START)).unwrap();
    assert_eq!(found[0].text, "双方陈述了经过，查看了院墙。");
    // The matter being written is no pattern for itself.
    let own = EarlierQuery { draft: MatterDraft { matter: Some(matter), ..query.draft.clone() }, ..query };
    assert!(office.session.earlier_texts(&own, at(START)).unwrap().is_empty());
}
