use crate::testing::{facts, library, schema};
use crate::{EvaluationError, Expression, ObjectType, Schema, Scope, Type};
use calendar::CalendarError;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::borrow::Cow;

fn run(source: &str) -> Result<Option<Value>, EvaluationError> {
    let (library, facts) = (library(), facts());
    let expression = Expression::compile(source, &schema()).unwrap_or_else(|e| panic!("{source}: {e}"));
    expression.evaluate(&Scope::new(&library, &facts))
}

fn yields(source: &str, wanted: impl Into<Value>) {
    assert_eq!(run(source), Ok(Some(wanted.into())), "{source}");
}

fn unknown(source: &str) {
    assert_eq!(run(source), Ok(None), "{source}");
}

#[test]
fn the_functions_of_the_field() {
    yields("cn_date(applied_on)", "2026年11月2日");
    yields("cn_date(met_at)", "2026年11月22日");
    yields("cn_date_formal(today)", "二〇二六年十一月二十二日");
    yields("cn_datetime(met_at)", "2026年11月22日9时30分");
    yields("cn_datetime(opens)", "8时5分");
    yields("cn_number(size(parties))", "二");
    yields("capital_amount(amount)", "人民币壹仟肆佰零玖元伍角");
    yields("yuan(amount)", "1409.50");
    yields("age_on(parties[0].birth_date, today)", 46);
    yields("age_on(parties[1].birth_date, today)", 35);
    yields("days_after(applied_on, 15)", "2026-11-17");
    yields("days_after(applied_on, -2)", "2026-10-31");
    yields("workdays_after(applied_on, 5)", "2026-11-09");
    yields("months_after('2026-01-31', 1)", "2026-02-28");
    yields("days_between(applied_on, today)", 20);
    yields("days_between(today, applied_on)", -20);
    yields("year(today) * 10000 + month(today) * 100 + day(today)", 20_261_122);
    yields("label('category', category) + '纠纷'", "邻里纠纷");
    yields("join(labels('category', categories), '、')", "邻里、劳动争议");
    yields("join(parties.map(p, p.name), '、')", "张三、李四");
    yields("join([1, 2], ',')", "1,2");
    yields("mask_id('11010519491231002X')", "110105********002X");
    yields("mask_id('12345678')", "******78");
    yields("mask_id('123')", "***");
    yields("trim_ethnicity('维吾尔族')", "维吾尔");
    yields("trim_ethnicity('族') + trim_ethnicity('汉')", "族汉");
    yields("size(title)", 3);
    yields("last(parties).name", "李四");
    yields("sum([count, 4]) + sum(parties.map(p, p.paid))", 107);
    yields("sum(parties.filter(p, p.name == 'x').map(p, p.paid))", 0);
    yields("earliest([today, applied_on, accepted_on])", "2026-11-02");
    yields("default(accepted_on, applied_on)", "2026-11-02");
    yields("string(count) + '人'", "3人");
    yields("title.endsWith('地') && title.startsWith('宅') && title.contains('基')", true);
}

#[test]
fn items_are_those_of_the_list_and_copied_only_where_it_was_made() {
    let (library, facts) = (library(), facts());
    let scope = Scope::new(&library, &facts);
    let compile = |source: &str| Expression::compile(source, &schema()).unwrap();
    for (source, borrowed) in
        [("parties", true), ("parties.filter(p, p.sex == '2')", false), ("[today] + [applied_on]", false)]
    {
        let expression = compile(source);
        let items = expression.items(&scope).unwrap().unwrap();
        assert_eq!(matches!(items, Cow::Borrowed(_)), borrowed, "{source}");
        assert_eq!(expression.evaluate(&scope), Ok(Some(Value::from(items.as_ref()))), "{source}");
    }
    assert_eq!(compile("accepted_on == null ? null : parties").items(&scope), Ok(None));
    let title = compile("title");
    let refused = title.items(&scope);
    assert_eq!(refused, Err(EvaluationError::WrongType { wanted: "list", found: "text" }));
}

#[test]
fn operators_and_macros() {
    yields("7 / 2 + 7 % 2 - 2 * -3", 10);
    yields("applied_on < today && today <= '2026-11-22'", true);
    yields("category in ['labour', 'neighbour'] && 'labour' in categories", true);
    yields("parties.all(p, p.name != '') && parties.exists_one(p, p.sex == '2')", true);
    yields("parties.filter(p, p.sex == '2').map(p, p.name)", json!(["李四"]));
    yields("parties.map(p, parties.map(q, p.name + q.name))[1][0]", "李四张三");
    yields("consent == null ? 'open' : 'told'", "open");
    yields("[1] + [2, 3]", json!([1, 2, 3]));
    yields("extra.free", json!([1, "x", null]));
    yields("[] == [] && [1, 2] == [1, 2] && [1] != [2]", true);
}

#[test]
fn a_missing_value_makes_the_result_unknown() {
    unknown("accepted_on");
    unknown("accepted_on < today");
    unknown("accepted_on == today");
    unknown("accepted_on != today");
    unknown("!consent");
    unknown("consent ? 1 : 2");
    unknown("days_after(accepted_on, 3)");
    unknown("cn_date(accepted_on) + '起'");
    unknown("parties[1].paid + 1");
    unknown("parties[7].name");
    unknown("parties[-1].name");
    unknown("accepted_on in [today]");
    unknown("first(parties.filter(p, p.name == 'x'))");
    unknown("earliest(parties.map(p, accepted_on))");
    unknown("sum(extra.nothing)");
    unknown("extra.free[2] + 1");
    unknown("extra.nothing.there");
    unknown("parties.map(p, p.paid)[1]");
}

#[test]
fn unless_the_rest_decides_or_it_is_asked_for() {
    yields("accepted_on == null && applied_on != null", true);
    yields("consent && false", false);
    yields("false && consent", false);
    yields("consent || true", true);
    unknown("consent && true");
    unknown("consent || false");
    yields("parties.exists(p, p.paid > 50)", true);
    unknown("parties.exists(p, p.paid > 500)");
    unknown("parties.all(p, p.paid > 50)");
    yields("parties.all(p, p.paid > 500)", false);
    yields("size(parties.filter(p, p.paid > 50))", 1);
    yields("has(accepted_on)", false);
    yields("join(parties.map(p, p.paid == null ? null : p.name), '、')", "张三");
    yields("default(default(accepted_on, null), today)", "2026-11-22");
}

#[test]
fn names_left_out_are_missing() {
    let (library, empty) = (library(), Map::new());
    let expression = Expression::compile("matter.number", &schema()).unwrap();
    assert_eq!(expression.evaluate(&Scope::new(&library, &empty)), Ok(None));
}

#[test]
fn what_goes_wrong_has_a_reason() {
    assert_eq!(run("1 / (count - 3)"), Err(EvaluationError::DivisionByZero));
    assert_eq!(run("9223372036854775807 + count"), Err(EvaluationError::NumberOutOfRange));
    assert_eq!(run("sum([9223372036854775807, count])"), Err(EvaluationError::NumberOutOfRange));
    assert_eq!(run("cn_number(-count)"), Err(EvaluationError::NumberOutOfRange));
    assert_eq!(run("capital_amount(-amount)").unwrap_err().code(), "amount.negative");
    assert_eq!(run("days_after(today, 36501)"), Err(CalendarError::LengthOutOfRange.into()));
    assert_eq!(
        run("workdays_after(today, -9223372036854775807)").unwrap_err().code(),
        "calendar.length-out-of-range"
    );
    assert_eq!(
        run("months_after(today, 9223372036854775807)").unwrap_err().code(),
        "calendar.length-out-of-range"
    );
    assert_eq!(run("age_on(today, applied_on)").unwrap_err().code(), "calendar.end-before-start");
    assert_eq!(run("cn_date(extra.free[1])").unwrap_err().code(), "calendar.not-a-date");
    assert_eq!(run("extra.free[1] + 1").unwrap_err().code(), "evaluation.wrong-type");
    assert_eq!(run("label('sex', title)").unwrap_err().code(), "evaluation.unknown-code");
}

#[test]
fn the_fields_of_an_object_hide_outer_names_where_they_are_missing_too() {
    let (library, facts) = (library(), facts());
    let scope = Scope::new(&library, &facts);
    let of = ObjectType::new("party", [("name", Type::Text), ("title", Type::Text)]);
    let party = &facts["parties"][0];
    let inner = scope.within(&of, party);
    assert_eq!(inner.get("name"), party.get("name"));
    assert!(party.get("title").is_none() && scope.get("title").is_some());
    assert_eq!(inner.get("title"), None);
    assert_eq!(inner.get("today"), scope.get("today"));
    assert_eq!(scope.within(&of, &Value::Null).get("name"), None);
}

#[test]
fn a_bound_name_hides_an_outer_one() {
    let (library, facts) = (library(), facts());
    let scope = Scope::new(&library, &facts);
    let title = Expression::compile("title + p.name", &schema().with("p", Type::Any)).unwrap();
    for (index, party) in facts["parties"].as_array().unwrap().iter().enumerate() {
        let number = Value::from(format!("{index}"));
        let inner = scope.with("p", party);
        let inner = inner.with("title", &number);
        let wanted = format!("{index}{}", party["name"].as_str().unwrap());
        assert_eq!(title.evaluate(&inner), Ok(Some(wanted.into())));
    }
}

#[test]
fn hostile_work_ends() {
    let tens = "[1,2,3,4,5,6,7,8,9,0]";
    let nested = (0..7).fold("1".to_owned(), |body, depth| format!("{tens}.map(x{depth}, {body})"));
    assert_eq!(run(&nested), Err(EvaluationError::TooMuchWork));
    let (library, mut facts) = (library(), facts());
    facts["title"] = Value::from("长".repeat(200_000));
    let scope = Scope::new(&library, &facts);
    let evaluate = |source: &str| Expression::compile(source, &schema()).unwrap().evaluate(&scope);
    assert_eq!(evaluate("title + title"), Err(EvaluationError::TooLarge));
    assert_eq!(evaluate("join([title, title], '')"), Err(EvaluationError::TooLarge));
    assert!(evaluate("title").is_ok());
    let copies = format!("{tens}.map(x, {tens}.map(y, {tens}.map(z, title)))");
    assert_eq!(evaluate(&copies), Err(EvaluationError::TooMuchWork));
}

/// A random expression in the part of CEL that neither fails nor meets a missing value.
fn an_expression() -> impl Strategy<Value = String> {
    let number =
        prop_oneof![(-9i64..10).prop_map(|n| n.to_string()), Just("n".to_owned()), Just("m".to_owned())];
    let text = prop_oneof![Just("'甲'".to_owned()), Just("t".to_owned()), Just("''".to_owned())];
    let truth = prop_oneof![Just("true".to_owned()), Just("false".to_owned()), Just("b".to_owned())];
    let leaf = (number, text, truth);
    leaf.prop_map(|(n, t, b)| [n, t, b])
        .prop_recursive(5, 40, 3, |inner| {
            (inner.clone(), inner.clone(), inner, 0usize..12).prop_map(|(one, two, three, choice)| {
                let [n1, t1, b1] = one;
                let [n2, t2, b2] = two;
                let [n3, _, b3] = three;
                let number = match choice % 4 {
                    0 => format!("({n1} + {n2})"),
                    1 => format!("({n1} - {n2})"),
                    2 => format!("({b3} ? {n1} : {n2})"),
                    _ => format!("size([{n1}, {n2}, {n3}].filter(x, x > {n3}))"),
                };
                let text = match choice % 3 {
                    0 => format!("({t1} + {t2})"),
                    1 => format!("({b3} ? {t1} : {t2})"),
                    _ => t1.clone(),
                };
                let truth = match choice {
                    0 => format!("({b1} && {b2})"),
                    1 => format!("({b1} || {b2})"),
                    2 => format!("!({b1})"),
                    3 => format!("({n1} < {n2})"),
                    4 => format!("({n1} >= {n2})"),
                    5 => format!("({t1} == {t2})"),
                    6 => format!("({n1} != {n2})"),
                    7 => format!("({n1} in [{n2}, {n3}])"),
                    8 => format!("[{n1}, {n2}].exists(x, x < {n3} || {b3})"),
                    9 => format!("[{n1}, {n2}].all(x, [{n3}].exists(y, x < y))"),
                    10 => format!("[{n1}, {n2}, {n3}].exists_one(x, x == n)"),
                    _ => format!("([{n1}, {n2}].map(x, x + 1)[1] > {n3})"),
                };
                [number, text, truth]
            })
        })
        .prop_flat_map(|all| prop::sample::select(all.to_vec()))
}

proptest! {
    #[test]
    fn it_is_the_cel_others_speak(
        source in an_expression(), n in -9i64..10, m in -9i64..10, t in "[甲乙a]{0,3}", b in any::<bool>(),
    ) {
        let schema = Schema::new()
            .with("n", Type::Int).with("m", Type::Int).with("t", Type::Text).with("b", Type::Bool);
        let facts = json!({"n": n, "m": m, "t": t, "b": b});
        let library = library();
        match Expression::compile(&source, &schema) {
            Err(error) => prop_assert_eq!(error.code(), "expression.too-deep", "{}: {}", source, error),
            Ok(expression) => {
                let ours = expression.evaluate(&Scope::new(&library, facts.as_object().unwrap())).unwrap();
                let mut context = cel::Context::default();
                context.add_variable_from_value("n", n);
                context.add_variable_from_value("m", m);
                context.add_variable_from_value("t", t);
                context.add_variable_from_value("b", b);
                let theirs = cel::Program::compile(&source).unwrap().execute(&context).unwrap();
                prop_assert_eq!(ours, Some(theirs.json().unwrap()), "{}", source);
            }
        }
    }

    #[test]
    fn no_text_makes_it_panic(
        wild in any::<String>(), near in "[a-z().,+=<>!&|?:'\"\\[\\] 0-9{}\\\\/-]{0,40}",
    ) {
        for source in [wild, near] {
            if let Ok(expression) = Expression::compile(&source, &schema()) {
                let (library, facts) = (library(), facts());
                let once = expression.evaluate(&Scope::new(&library, &facts));
                let again = expression.evaluate(&Scope::new(&library, &facts));
                prop_assert_eq!(once, again);
            }
        }
    }
}
