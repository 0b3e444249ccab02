use crate::testing::schema;
use crate::{Expression, Type};

fn compiled(source: &str) -> Expression {
    Expression::compile(source, &schema()).unwrap_or_else(|error| panic!("{source}: {error}"))
}

fn kind(source: &str) -> String {
    compiled(source).result_type().to_string()
}

/// Code, name and column of the error.
fn refused(source: &str) -> (&'static str, String, usize) {
    let Err(error) = Expression::compile(source, &schema()) else { panic!("{source} must be refused") };
    (error.code(), error.name().to_owned(), error.column)
}

#[test]
fn every_expression_has_a_type() {
    for (source, wanted) in [
        ("applied_on != null && applied_on < today", "bool"),
        ("count + 1", "integer"),
        ("amount * 2 + amount", "money"),
        ("amount / amount", "integer"),
        ("cn_date(today)", "text"),
        ("days_after(today, 3)", "date"),
        ("parties", "list of party"),
        ("parties.map(p, p.birth_date)", "list of date"),
        ("parties.filter(p, p.sex == '1')", "list of party"),
        ("first(parties).name", "text"),
        ("parties[0].birth_date", "date"),
        ("consent ? today : null", "date"),
        ("default(applied_on, today)", "date"),
        ("default(applied_on, '2026-01-01')", "date"),
        ("consent ? 'labour' : category", "code of category"),
        ("extra.anything.at.all", "anything"),
        ("[1, amount]", "list of money"),
        ("title.startsWith('宅') || title.contains(\"基\")", "bool"),
        ("labels('category', categories)", "list of text"),
        ("has(matter.number)", "bool"),
        ("-count", "integer"),
        ("today >= '2026-01-01'", "bool"),
        ("category in ['neighbour', 'labour']", "bool"),
        ("parties.size() + size(title)", "integer"),
        ("[] + categories", "list of code of category"),
        ("sum(parties.map(p, p.paid))", "money"),
        ("sum([count, 1])", "integer"),
        ("earliest(parties.map(p, p.birth_date))", "date"),
    ] {
        assert_eq!(kind(source), wanted, "{source}");
    }
    assert_eq!(compiled("category").result_type(), &Type::code("category"));
}

#[test]
fn a_wrong_name_is_found_wherever_it_stands() {
    let unknown = |name: &str, column| ("expression.unknown-name", name.to_owned(), column);
    assert_eq!(refused("aplied_on != null"), unknown("aplied_on", 1));
    assert_eq!(refused("\"甲乙\" + nobody"), unknown("nobody", 8));
    assert_eq!(refused("parties.all(p, q.name == '')"), unknown("q", 16));
    // A loop variable ends with its loop.
    assert_eq!(refused("parties.all(p, true) && p.name == ''"), unknown("p", 25));
    let field = |name: &str, column| ("expression.unknown-field", name.to_owned(), column);
    assert_eq!(refused("matter.nummer"), field("matter.nummer", 7));
    assert_eq!(refused("parties.exists(p, p.nmae == 'x')"), field("p.nmae", 20));
    assert_eq!(refused("parties.map(p, parties.map(q, q.name + p.age))"), field("p.age", 41));
    assert_eq!(refused("first(parties).nmae"), field("nmae", 15));
    assert_eq!(refused("has(matter.nummer)").0, "expression.unknown-field");
    assert_eq!(refused("title.length"), ("expression.not-an-object", String::new(), 6));
    assert_eq!(refused("parties.name").0, "expression.not-an-object");
}

#[test]
fn functions_are_checked() {
    assert_eq!(refused("cndate(today)"), ("expression.unknown-function", "cndate".into(), 7));
    assert_eq!(refused("cn_date()"), ("expression.wrong-arity", "cn_date".into(), 8));
    assert_eq!(refused("age_on(today)").0, "expression.wrong-arity");
    assert_eq!(refused("cn_date(count)"), ("expression.wrong-argument", "cn_date".into(), 9));
    assert_eq!(refused("capital_amount(title)").0, "expression.wrong-argument");
    assert_eq!(refused("join(categories, '、')").0, "expression.wrong-argument");
    assert_eq!(refused("cn_date('2026-02-30')").0, "expression.not-a-date");
    assert_eq!(refused("size(count)").0, "expression.wrong-argument");
    assert_eq!(refused("parties.all(p)").0, "expression.unknown-function");
    assert_eq!(refused("parties.map(p.x, p)").0, "expression.syntax");
    assert_eq!(refused("count.map(x, x)").0, "expression.not-a-list");
    assert_eq!(refused("matches(title, 'x')").0, "expression.unknown-function");
}

#[test]
fn codes_and_their_lists_are_checked() {
    assert_eq!(refused("category == 'naighbour'"), ("expression.unknown-code", "naighbour".into(), 13));
    assert_eq!(refused("category in ['labour', 'x']").0, "expression.unknown-code");
    assert_eq!(refused("'x' in categories").0, "expression.unknown-code");
    assert_eq!(refused("parties.exists(p, p.sex == '3')").0, "expression.unknown-code");
    assert_eq!(refused("label('sexx', category)"), ("expression.unknown-code-list", "sexx".into(), 7));
    assert_eq!(refused("label('sex', category)").0, "expression.wrong-argument");
    assert_eq!(refused("labels('sex', categories)").0, "expression.wrong-argument");
    assert_eq!(refused("label('sex', '7')").0, "expression.unknown-code");
    assert_eq!(refused("consent ? 'x' : category").0, "expression.unknown-code");
    assert_eq!(refused("category < 'x'").0, "expression.unknown-code");
    assert_eq!(refused("category < category").0, "expression.wrong-operands");
}

#[test]
fn operators_are_checked() {
    for source in [
        "applied_on < 5",
        "applied_on == count",
        "applied_on + 3",
        "applied_on - today",
        "title + applied_on",
        "title + count",
        "title + category",
        "met_at < today",
        "title == applied_on",
        "amount * amount",
        "count in 5",
        "count in ['x']",
        "today in categories",
        "matter == matter",
        "consent < true",
        "-title",
        "count ? 1 : 2",
        "!count",
        "count && consent",
        "consent ? 1 : 'x'",
        "default(count, 'x')",
        "[1, 'x']",
        "[today, 'x']",
        "default(applied_on, title)",
        "consent ? category : title",
        "parties['x']",
        "parties.all(p, p.name)",
    ] {
        let code = refused(source).0;
        assert!(
            matches!(code, "expression.wrong-operands" | "expression.wrong-condition"),
            "{source}: {code}"
        );
    }
    for source in [
        "today > 'tomorrow'",
        "'2026-13-01' == applied_on",
        "opens < '25:00'",
        "met_at == '2026-11-22'",
        "default(today, '')",
    ] {
        assert_eq!(refused(source).0, "expression.not-a-date", "{source}");
    }
}

#[test]
fn what_the_language_leaves_out_is_said() {
    for source in ["1.5", "b'x'", "{'a': 1}", "2u", "party{}", "r'x'", "'''x'''", "1 // one"] {
        assert_eq!(refused(source).0, "expression.unsupported", "{source}");
    }
    for source in ["", " ", "a ==", "1 +", "(", "count count", "甲 == 1", "'open", "count.?x", "a.`b`", "\0"]
    {
        let code = refused(source).0;
        assert!(matches!(code, "expression.syntax"), "{source}: {code}");
    }
    assert_eq!(refused("\"甲\" + )").2, 7);
    assert_eq!(refused("count +\n  * 2").2, 11);
}

#[test]
fn names_read_are_known() {
    let names = compiled(
        "matter.opened_on < today && parties.exists(p, p.sex == '1') && first(parties).name != title",
    );
    assert_eq!(names.names(), ["matter.opened_on", "parties", "title", "today"]);
}

#[test]
fn a_condition_must_be_one() {
    let schema = schema();
    assert!(Expression::compile_condition("today > applied_on", &schema).is_ok());
    assert!(Expression::compile_condition("extra.free", &schema).is_ok());
    let error = Expression::compile_condition("count", &schema).unwrap_err();
    assert_eq!(error.code(), "expression.wrong-condition");
}

/// On the smallest stack to be met: the main thread of Windows has 1 MiB.
#[test]
fn hostile_sources_neither_overflow_nor_hang() {
    let wrap = |front: &str, times: usize, middle: &str, back: &str| {
        format!("{}{middle}{}", front.repeat(times), back.repeat(times))
    };
    let mut sources = Vec::new();
    for times in [2, 4, 20, 24, 32, 128, 250, 4000] {
        for (front, middle, back) in [
            ("(", "count", ")"),
            ("[", "count", "]"),
            ("-(", "count", ")"),
            ("!(", "consent", ")"),
            ("size([", "count", "])"),
            ("parties[", "count", "]"),
            ("parties.map(p, ", "count", ")"),
            ("consent ? 1 : ", "2", ""),
            ("consent ? ", "1", " : 2"),
            ("", "count", " + count"),
            ("", "count", " - -count"),
            ("", "extra", ".x"),
            ("", "extra", "[0]"),
            ("", "title", ".default(title)"),
            ("", "count", " == count"),
            ("", "consent", " && consent"),
            ("", "consent", " in [consent]"),
            ("!", "consent", ""),
            ("- ", "count", ""),
            ("(", "", ""),
            ("{", "", ""),
            ("\"", "", ""),
            ("count ", "", ""),
            ("$", "", ""),
            ("\u{202e}", "", ""),
            ("\0", "", ""),
        ] {
            sources.push(wrap(front, times, middle, back));
        }
    }
    let run = move || {
        for source in &sources {
            if let Ok(expression) = Expression::compile(source, &schema()) {
                let (library, facts) = (crate::testing::library(), crate::testing::facts());
                let _ = expression.evaluate(&crate::Scope::new(&library, &facts));
            }
        }
    };
    std::thread::Builder::new().stack_size(1 << 20).spawn(run).unwrap().join().unwrap();
}
