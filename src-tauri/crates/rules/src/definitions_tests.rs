use crate::asset::{AssetProblem, AssetTree};
use crate::testing::{EXAMPLES, KIND, answer_rule, citation, problems, tree};

const SINCE: &str = "from = \"2020-01-01\"";

fn sound() -> AssetTree {
    tree(&answer_rule("law.answer", 10, SINCE), "", "")
}

/// The tree with one text replaced by another in one file; the text must be there.
fn changed(path: &str, from: &str, to: &str) -> AssetTree {
    let mut tree = sound();
    let text = String::from_utf8(tree[path].clone()).unwrap();
    assert!(text.contains(from), "{path} has no {from}");
    tree.insert(path.to_owned(), text.replacen(from, to, 1).into_bytes());
    tree
}

/// The one problem of a tree with this code.
fn only(tree: &AssetTree, code: &str) -> AssetProblem {
    let found = problems(tree);
    let with_code: Vec<_> = found.iter().filter(|problem| problem.code == code).collect();
    assert_eq!(with_code.len(), 1, "{found:#?}");
    with_code[0].clone()
}

fn line_of(tree: &AssetTree, path: &str, text: &str) -> usize {
    let file = String::from_utf8(tree[path].clone()).unwrap();
    file.lines().position(|line| line.contains(text)).unwrap() + 1
}

#[test]
fn the_small_world_is_sound() {
    assert_eq!(problems(&sound()), []);
}

#[test]
fn a_wrong_name_in_an_expression_names_file_line_and_field() {
    let tree = changed("law/national/rules.toml", "start = \"received_on\"", "start = \"recieved_on\"");
    let problem = only(&tree, "expression.unknown-name");
    assert_eq!(problem.file, "law/national/rules.toml");
    assert_eq!(problem.line, line_of(&tree, "law/national/rules.toml", "recieved_on"));
    assert_eq!(problem.field, "rule[0].deadline.start");
    assert!(problem.message.contains("recieved_on"), "{}", problem.message);
}

#[test]
fn an_unknown_key_is_refused_where_it_stands() {
    let tree = changed("kinds/demo/case.toml", "label = \"名称\"", "label = \"名称\", lable = \"名\"");
    let problem = only(&tree, "asset.unknown-key");
    assert_eq!(problem.line, line_of(&tree, "kinds/demo/case.toml", "lable"));
    assert_eq!(problem.field, "fields[0].lable");
}

#[test]
fn each_mistake_has_its_own_code() {
    let kind = "kinds/demo/case.toml";
    let rules = "law/national/rules.toml";
    let cases = [
        (kind, "type = \"datetime\"", "type = \"moment\"", "asset.bad-value"),
        (kind, "min = 1", "min = \"1\"", "asset.wrong-type"),
        (kind, "id = \"answered_on\"", "id = \"received_on\"", "asset.duplicate-id"),
        (kind, "codes = \"colour\"", "codes = \"color\"", "asset.unknown-code-list"),
        (kind, "group = \"base\", required", "group = \"bass\", required", "asset.unknown-group"),
        (kind, "to = \"closed\"", "to = \"shut\"", "asset.unknown-state"),
        (kind, "filters = [\"state\"]", "filters = [\"stat\"]", "asset.unknown-field"),
        (kind, "title = \"案件\"\n", "", "asset.missing-key"),
        (kind, "module = \"demo\"", "module = \"other\"", "asset.wrong-file"),
        (kind, "stage = \"办结\", final = true", "stage = \"办结\"", "asset.dead-end"),
        (kind, "from = [\"open\"]", "from = [\"open\", \"closed\"]", "asset.dead-end"),
        (kind, "from = [\"open\"]", "reopens = true\nfrom = [\"closed\"]", "asset.bad-value"),
        (kind, "stage = \"办结\",", "stage = \"办结\", on = \"shut_on\",", "asset.unknown-field"),
        (kind, "stage = \"办结\",", "stage = \"办结\", on = \"name\",", "asset.bad-value"),
        (
            kind,
            "to = \"closed\"\n",
            "to = \"closed\"\nguard = \"name != null\"\n",
            "asset.guard-without-words",
        ),
        (kind, "to = \"closed\"\n", "to = \"closed\"\nneeds = [\"nmae\"]\n", "asset.unknown-field"),
        (kind, "to = \"closed\"\n", "to = \"closed\"\napproved_by = \"reader\"\n", "asset.bad-value"),
        (
            kind,
            "initial = \"open\"\n",
            "initial = \"open\"\nrestricted = \"assigned\"\n",
            "asset.missing-key",
        ),
        (kind, "initial = \"open\"\n", "initial = \"open\"\nassigned = \"name\"\n", "asset.needless-key"),
        (
            kind,
            "initial = \"open\"\n",
            "initial = \"open\"\nrestricted = \"secret\"\nassigned = \"name\"\n",
            "asset.bad-value",
        ),
        (
            kind,
            "initial = \"open\"\n",
            "initial = \"open\"\nrestricted = \"assigned\"\nassigned = \"name\"\n",
            "asset.bad-value",
        ),
        (
            kind,
            "initial = \"open\"\n",
            "initial = \"open\"\nrestricted = \"assigned\"\nassigned = \"in_charge\"\n",
            "asset.unknown-field",
        ),
        (kind, "value = \"name\"", "value = \"name + 1\"", "expression.wrong-operands"),
        (rules, "counting = \"plain\"", "counting = \"plane\"", "asset.unknown-counting"),
        (rules, "applies_to = \"case\"", "applies_to = \"cases\"", "asset.unknown-kind"),
        (rules, "done_on = \"answered_on\"", "done_on = \"name\"", "asset.wrong-result"),
        (rules, "done = \"answered_on != null\"", "done = \"answered_on\"", "asset.wrong-result"),
        (rules, "length = \"10 days\"", "length = \"ten days\"", "asset.bad-value"),
        (rules, "length = \"10 days\"", "length = \"settings.days\"", "asset.unknown-setting"),
        (rules, "duty = \"case.answer\"\n", "", "asset.bad-duty"),
        (rules, "certainty = \"official\"\nwhen", "certainty = \"sure\"\nwhen", "asset.bad-value"),
        (rules, "2020-01-01\" }", "2019-12-31\" }", "asset.dates-disordered"),
        (rules, "2020-01-01\" }", "2021-01-01\", until = \"2020-06-01\" }", "asset.dates-disordered"),
        (rules, "2020-01-01\" }", "2020-13-01\" }", "asset.bad-date"),
        (rules, "kind = \"boundary\"", "kind = \"pass\"", "asset.example-missing"),
        (rules, "expect = { applies = false }", "expect = {}", "asset.example-without-expectation"),
        (
            rules,
            "title = \"答复\"\n",
            "title = \"答复\"\ncovers = [\"DEM-003\"]\n",
            "asset.unknown-requirement",
        ),
        ("codes/colour.toml", "id = \"colour\"", "id = \"colours\"", "asset.wrong-file"),
        ("law/texts/law.toml", "status = \"in-force\"", "status = \"alive\"", "asset.bad-value"),
        ("law/city/pack.toml", "texts = [\"law\"]", "texts = [\"lore\"]", "asset.unknown-text"),
        ("law/city/pack.toml", "level = \"city\"", "level = \"town\"", "asset.bad-value"),
    ];
    for (path, from, to, code) in cases {
        let found = problems(&changed(path, from, to));
        let codes: Vec<&str> = found.iter().map(|problem| problem.code.as_str()).collect();
        assert!(codes.contains(&code), "{from} -> {to}: {found:#?}");
        assert!(found.iter().all(|problem| problem.line > 0 && !problem.message.is_empty()));
    }
}

/// The rule with this under `action`.
fn offering(action: &str) -> AssetTree {
    let done = "done_on = \"answered_on\"\n";
    changed("law/national/rules.toml", done, &format!("{done}action = {{ {action} }}\n"))
}

#[test]
fn what_is_written_beforehand_is_checked_by_name_and_type() {
    let fitting = [
        "field = \"name\", with = { name = 'default(name, \"甲\")' }",
        "field = \"colour\", with = { colour = '\"red\"' }",
        "journal = \"visit\", from = 'first(journal)', with = { on = 'from.on', text = '\"照\" + from.text' }",
        "field = \"answered_on\", with = { answered_on = 'today' }",
    ];
    for action in fitting {
        assert_eq!(problems(&offering(action)), [], "{action}");
    }
    let wrong = [
        ("journal = \"visits\"", "asset.unknown-action", "不存在"),
        ("journal = \"visit\", field = \"name\"", "asset.bad-action", "只能写一项"),
        ("form = \"paper\", with = { name = 'name' }", "asset.bad-action", "打印文书"),
        ("field = \"name\", from = 'first(journal)'", "asset.needless-key", "同 `with` 一起"),
        ("field = \"name\", from = 'name', with = { name = 'name' }", "asset.wrong-result", "一件事项"),
        ("field = \"name\", with = { nome = 'name' }", "asset.unknown-field", "没有叫 `nome`"),
        ("journal = \"visit\", with = { name = 'name' }", "asset.unknown-field", "经过 `visit`"),
        ("transition = \"close\", with = { name = 'name' }", "asset.not-asked", "不问 `name`"),
        ("field = \"due_on\", with = { due_on = 'today' }", "asset.not-fillable", "不能预先填"),
        ("field = \"name\", with = { name = 'today' }", "asset.wrong-result", "要的是 `text`"),
        ("journal = \"visit\", with = { on = 'name' }", "asset.wrong-result", "要的是 `date`"),
        ("field = \"colour\", with = { colour = 'name' }", "asset.wrong-result", "code of colour"),
        ("field = \"colour\", with = { colour = '\"green\"' }", "asset.wrong-result", "code of colour"),
        ("field = \"name\", with = { name = 'nobody' }", "expression.unknown-name", "nobody"),
    ];
    for (action, code, says) in wrong {
        let found = problems(&offering(action));
        assert_eq!(found.len(), 1, "{action}: {found:#?}");
        assert_eq!(found[0].code, code, "{action}");
        assert!(found[0].message.contains(says), "{action}: {}", found[0].message);
        assert_eq!(found[0].file, "law/national/rules.toml");
    }
}

#[test]
fn what_points_to_somebody_is_not_written_beforehand() {
    let mut tree = offering("field = \"in_charge\", with = { in_charge = 'in_charge' }");
    let kind = String::from_utf8(tree["kinds/demo/case.toml"].clone()).unwrap();
    let staff =
        "fields = [\n  { id = \"in_charge\", label = \"责任人\", type = \"staff\", group = \"base\" },";
    tree.insert("kinds/demo/case.toml".to_owned(), kind.replacen("fields = [", staff, 1).into_bytes());
    only(&tree, "asset.not-fillable");
}

#[test]
fn all_problems_are_found_at_once() {
    let mut tree = changed("kinds/demo/case.toml", "codes = \"colour\"", "codes = \"color\"");
    tree.insert("codes/sex.toml".to_owned(), b"id = \"sex\"\ntitle = 3\n".to_vec());
    tree.insert("codes/id-type.toml".to_owned(), vec![0xff, 0xfe]);
    tree.insert("codes/more.toml".to_owned(), b"id = \n".to_vec());
    let found = problems(&tree);
    for code in [
        "asset.unknown-code-list",
        "asset.wrong-type",
        "asset.missing-key",
        "asset.not-utf8",
        "asset.not-toml",
    ] {
        assert!(found.iter().any(|problem| problem.code == code), "{code}: {found:#?}");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_told_once() {
    let broken = |path: &str| {
        let mut tree = sound();
        assert!(tree.contains_key(path), "{path} of {:?}", tree.keys());
        tree.insert(path.to_owned(), b"= broken".to_vec());
        problems(&tree)
    };
    for path in ["kinds/demo/case.toml", "law/national/pack.toml", "codes/colour.toml", "law/texts/law.toml"]
    {
        let found = broken(path);
        let told: Vec<(&str, &str)> =
            found.iter().map(|problem| (problem.file.as_str(), problem.code.as_str())).collect();
        assert_eq!(told, [(path, "asset.not-toml")], "{found:#?}");
    }
    // Renamed, it is missing under its old name.
    let found = problems(&changed("kinds/demo/case.toml", "id = \"case\"", "id = \"cases\""));
    assert!(found.iter().all(|problem| problem.file == "kinds/demo/case.toml"), "{found:#?}");
    // What is wrong for another reason is still told.
    let mut tree = changed("law/national/rules.toml", "applies_to = \"case\"", "applies_to = \"casus\"");
    tree.insert("codes/more.toml".to_owned(), b"= broken".to_vec());
    assert_eq!(only(&tree, "asset.unknown-kind").file, "law/national/rules.toml");
}

#[test]
fn a_quote_must_stand_in_the_text_word_for_word() {
    let rule = answer_rule("law.answer", 10, SINCE);
    let paraphrase = rule.replacen(&citation("收到之日起十日内答复"), &citation("收到之日起10日内答复"), 1);
    let problem = only(&tree(&paraphrase, "", ""), "asset.quote-not-found");
    assert_eq!(problem.field, "rule[0].citation.quote");

    // Only a line wrap may lie between.
    let wrapped = rule.replacen(&citation("收到之日起十日内答复"), &citation("每月走访一次，不得遗漏"), 1);
    assert_eq!(problems(&tree(&wrapped, "", "")), []);
    let spaced = rule.replacen(&citation("收到之日起十日内答复"), &citation("收到之日起 十日内答复"), 1);
    only(&tree(&spaced, "", ""), "asset.quote-not-found");
}

#[test]
fn a_changed_quote_no_longer_fits_its_hash() {
    let rule = answer_rule("law.answer", 10, SINCE).replacen("收到之日起十日内答复", "十日内答复", 1);
    only(&tree(&rule, "", ""), "asset.wrong-hash");
}

#[test]
fn an_example_that_does_not_come_out_is_a_problem() {
    let wrong = answer_rule("law.answer", 10, SINCE).replacen(
        "expect = { applies = true }",
        "expect = { due = \"2026-03-13\" }",
        1,
    );
    let problem = only(&tree(&wrong, "", ""), "asset.example-failed");
    assert!(problem.message.contains("2026-03-12"), "{}", problem.message);
    assert!(problem.field.starts_with("rule[0].examples[0]"), "{}", problem.field);
}

#[test]
fn an_example_says_what_a_press_begins_with() {
    let done = "done_on = \"answered_on\"\n";
    let offering =
        format!("{done}action = {{ field = \"answered_on\", with = {{ answered_on = 'today' }} }}\n");
    let expecting = |day: &str| {
        let expect = format!("expect = {{ with = {{ answered_on = \"{day}\" }} }}");
        let rule = answer_rule("law.answer", 10, SINCE).replace(done, &offering);
        tree(&rule.replacen("expect = { applies = true }", &expect, 1), "", "")
    };
    assert_eq!(problems(&expecting("2026-03-02")), []);
    let problem = only(&expecting("2026-03-03"), "asset.example-failed");
    assert!(problem.message.contains("`with`"), "{}", problem.message);
}

#[test]
fn an_example_must_show_what_it_is_named_for() {
    let wrong = answer_rule("law.answer", 10, SINCE).replacen("2027-03-02", "2026-03-03", 1);
    let problem = only(&tree(&wrong, "", ""), "asset.example-failed");
    assert!(problem.message.contains("fail"), "{}", problem.message);
}

#[test]
fn rules_may_not_derive_each_other_in_a_circle() {
    let rule = format!(
        r#"
[[rule]]
id = "law.circle"
title = "循环"
applies_to = "case"
in_force = {{ {SINCE} }}
certainty = "official"
when = "received_on != null"
{}
[rule.derive]
field = "due_on"
value = "days_after(due_on, 1)"
{}"#,
        citation("收到之日起十日内答复"),
        EXAMPLES,
    );
    only(&tree(&rule, "", ""), "asset.derivation-circle");
}

#[test]
fn forbidden_words_are_looked_for_in_the_labels() {
    let rule = format!(
        r#"
[[rule]]
id = "law.no-fee"
title = "不收费"
applies_to = "case"
in_force = {{ {SINCE} }}
certainty = "official"
{}
[rule.forbid]
labels = ["颜色"]
[[rule.examples]]
name = "没有"
kind = "pass"
today = "2026-03-02"
facts = {{ label = "名称" }}
expect = {{ finding = false }}
[[rule.examples]]
name = "有"
kind = "fail"
today = "2026-03-02"
facts = {{ label = "颜色" }}
expect = {{ finding = true }}
[[rule.examples]]
name = "其中有"
kind = "boundary"
today = "2026-03-02"
facts = {{ label = "主要颜色" }}
expect = {{ finding = true }}
"#,
        citation("收到之日起十日内答复")
    );
    let problem = only(&tree(&rule, "", ""), "asset.forbidden-word");
    assert!(problem.message.contains("颜色"));
}

/// Other cases of the same name, and cases that name this one.
const RELATED: &str = r#"
[[related]]
id = "namesakes"
title = "同名的案件"
kind = "case"
by = "name"
to = "name"
[register]
"#;

#[test]
fn related_matters_are_named_by_both_ends() {
    let kind = "kinds/demo/case.toml";
    let with = |from: &str, to: &str| changed(kind, "[register]\n", &RELATED.replace(from, to));
    let definitions = crate::Definitions::load(&with("", "")).unwrap();
    let case = &definitions.kinds["case"];
    assert!(case.schema().get("related").is_some());
    assert_eq!(case.found_by.len(), 1, "{:?}", case.found_by);
    for (from, to, code) in [
        ("kind = \"case\"", "kind = \"cases\"", "asset.unknown-kind"),
        ("by = \"name\"", "by = \"nmae\"", "asset.unknown-field"),
        ("to = \"name\"", "to = \"colour\"", "asset.bad-value"),
        ("to = \"name\"\n", "", "asset.bad-value"),
        ("to = \"name\"", "to = \"parties\"", "asset.bad-value"),
    ] {
        only(&with(from, to), code);
    }
}

#[test]
fn what_is_stored_may_not_look_at_other_matters() {
    let kind = "kinds/demo/case.toml";
    let register = RELATED.replace("[register]\n", "[register]");
    let mut tree = changed(kind, "[register]", &register);
    let text = String::from_utf8(tree[kind].clone()).unwrap();
    let shown = text.replace("value = \"name\"", "value = \"size(related.namesakes)\"");
    tree.insert(kind.to_owned(), shown.into_bytes());
    only(&tree, "asset.related-stored");

    let rule = answer_rule("law.answer", 10, SINCE)
        .replace("done = \"answered_on != null\"", "done = \"size(related.namesakes) > 0\"");
    let mut tree = changed(kind, "[register]", &register);
    let counting = String::from_utf8(tree["law/national/rules.toml"].clone()).unwrap();
    let head = counting.split("[[rule]]").next().unwrap_or_default().to_owned();
    tree.insert("law/national/rules.toml".to_owned(), format!("{head}{rule}").into_bytes());
    only(&tree, "asset.related-stored");
}

#[test]
fn a_choice_offers_answers_and_a_row_may_say_why_it_is_left_out() {
    let setting = "\n[[setting]]\nid = \"begin\"\ntitle = \"从哪天起\"\nkind = \"choice\"\ndefault = \"received\"\nreason = \"没有写\"\n";
    let offered = "options = [{ value = \"received\", label = \"收到\" }, { value = \"reported\", label = \"接报\" }]\n";
    let rules = answer_rule("law.answer", 10, SINCE);
    assert_eq!(problems(&tree(&format!("{setting}{offered}{rules}"), "", "")), []);
    only(&tree(&format!("{setting}{rules}"), "", ""), "asset.bad-setting");
    let other = setting.replace("default = \"received\"", "default = \"never\"");
    only(&tree(&format!("{other}{offered}{rules}"), "", ""), "asset.bad-setting");

    let why =
        changed("requirements/demo.toml", "title = \"走访\"", "title = \"走访\"\nleft_out = \"另有系统\"");
    let definitions = crate::Definitions::load(&why).unwrap();
    assert_eq!(definitions.requirements["DEM-002"].left_out.as_deref(), Some("另有系统"));
}

#[test]
fn the_same_rule_id_in_two_packs_is_a_problem() {
    let rule = answer_rule("law.answer", 10, SINCE);
    let problem = only(&tree(&rule, &rule, ""), "asset.duplicate-id");
    assert!(problem.message.contains("law.answer"));
}

#[test]
fn forms_named_must_exist_where_forms_are_loaded() {
    let mut tree = changed(
        "kinds/demo/case.toml",
        "title = \"办理\", stage = \"办理\"",
        "title = \"办理\", stage = \"办理\", forms = [\"reply\"]",
    );
    assert_eq!(problems(&tree), []);
    tree.insert("forms/demo/other.xml".to_owned(), Vec::new());
    only(&tree, "asset.unknown-form");
    tree.insert("forms/demo/reply.xml".to_owned(), Vec::new());
    assert_eq!(problems(&tree), []);
}

#[test]
fn kinds_have_a_schema_of_fields_and_scope() {
    assert!(KIND.contains("received_on"));
    let definitions = crate::Definitions::load(&sound()).unwrap();
    let schema = definitions.kinds["case"].schema();
    for name in ["received_on", "parties", "journal", "matter", "office", "today", "documents", "settings"] {
        assert!(schema.get(name).is_some(), "{name}");
    }
}

#[test]
fn what_names_a_restricted_matter_is_shielded_by_it_through_any_number_of_kinds() {
    let path = "kinds/demo/case.toml";
    let mut tree = sound();
    let case = String::from_utf8(tree[path].clone()).unwrap();
    let staff = "  { id = \"in_charge\", label = \"责任人\", type = \"staff\", group = \"base\" },\n  { id = \"received_on\"";
    let restricted = case
        .replacen(
            "initial = \"open\"\n",
            "initial = \"open\"\nrestricted = \"assigned\"\nassigned = \"in_charge\"\n",
            1,
        )
        .replacen("  { id = \"received_on\"", staff, 1);
    tree.insert(path.to_owned(), restricted.into_bytes());
    let mut naming = |id: &str, field: &str| {
        let text = case.replacen("id = \"case\"", &format!("id = \"{id}\""), 1).replacen(
            "  { id = \"received_on\"",
            &format!("  {field},\n  {{ id = \"received_on\""),
            1,
        );
        tree.insert(format!("kinds/demo/{id}.toml"), text.into_bytes());
    };
    naming(
        "leave",
        "{ id = \"subject\", label = \"对象\", type = \"matter\", of = \"case\", group = \"base\" }",
    );
    naming(
        "summary",
        "{ id = \"leaves\", label = \"请假\", type = \"rows\", group = \"base\", columns = [ { id = \"leave\", label = \"请假\", type = \"matter\", of = \"leave\" } ] }",
    );
    naming("other", "{ id = \"note\", label = \"备注\", type = \"text\", group = \"base\" }");
    let listed =
        "[[modules]]\nid = \"demo\"\ntitle = \"试\"\nkinds = [\"case\", \"leave\", \"summary\", \"other\"]\n";
    tree.insert("modules.toml".to_owned(), listed.into());
    let kinds = crate::Definitions::load(&tree).unwrap().kinds;
    assert_eq!(kinds["case"].assigned.as_deref(), Some("in_charge"));
    let links = |kind: &str| kinds[kind].shielded_by.iter().cloned().collect::<Vec<_>>();
    assert_eq!(links("leave"), [crate::Link::Field("subject".to_owned())]);
    assert_eq!(links("summary"), [crate::Link::Column("leaves".to_owned(), "leave".to_owned())]);
    assert_eq!((links("case"), links("other")), (Vec::new(), Vec::new()));
    assert!(kinds["leave"].assigned.is_none());
}
