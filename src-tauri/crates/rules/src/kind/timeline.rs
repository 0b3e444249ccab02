use crate::asset::At;
use crate::kind::figure::ITEM;
use crate::kind::raw::check_ids;
use crate::read::{Compiler, Problems, Source, TomlTable, Wanted};
use expression::{Expression, Type};

/// A lane of a matter's timeline (全程): marks of one sort, drawn side by side to scale.
#[derive(Debug, Clone)]
pub struct Lane {
    /// Its id.
    pub id: String,
    /// Its Chinese title.
    pub title: String,
    /// Where its marks come from.
    pub marks: Vec<Marks>,
}

/// Days or periods in a lane: one of the matter itself, or one for each thing in a list, which the expressions then
/// know as `item`.
#[derive(Debug, Clone)]
pub struct Marks {
    /// The list of things; `None` for the matter itself.
    pub each: Option<Expression>,
    /// The day, or the first one of a period.
    pub from: Expression,
    /// The last day of a period.
    pub until: Option<Expression>,
    /// What it is called.
    pub text: Expression,
}

/// A [`Lane`] as written.
#[derive(Debug)]
pub(crate) struct RawLane {
    id: String,
    title: String,
    marks: Vec<RawMarks>,
    at: At,
}

#[derive(Debug)]
struct RawMarks {
    each: Option<Source>,
    from: Option<Source>,
    until: Option<Source>,
    text: Option<Source>,
}

impl RawLane {
    pub(crate) fn read(table: &TomlTable<'_>) -> Self {
        let lane = Self {
            id: table.id("id", "_"),
            title: table.required_text("title"),
            marks: table.tables("marks").iter().map(RawMarks::read).collect(),
            at: table.at(),
        };
        table.finish();
        if lane.marks.is_empty() {
            table.problems().add(&lane.at, "asset.missing-key", "时间线的一行缺少 `marks`。");
        }
        lane
    }

    pub(crate) fn check_all(lanes: &[Self], problems: &Problems) {
        check_ids(lanes.iter().map(|lane| (lane.id.as_str(), &lane.at)), problems);
    }

    pub(crate) fn compile(&self, compiler: &Compiler<'_>) -> Lane {
        Lane {
            id: self.id.clone(),
            title: self.title.clone(),
            marks: self.marks.iter().filter_map(|marks| marks.compile(compiler)).collect(),
        }
    }
}

impl RawMarks {
    fn read(table: &TomlTable<'_>) -> Self {
        let marks = Self {
            each: Source::read(table, "each"),
            from: Source::required(table, "from"),
            until: Source::read(table, "until"),
            text: Source::required(table, "text"),
        };
        table.finish();
        marks
    }

    fn compile(&self, compiler: &Compiler<'_>) -> Option<Marks> {
        let Some(source) = &self.each else { return self.of(compiler, None) };
        let each = compiler.expression(source, Wanted::Anything)?;
        let Type::List(element) = each.result_type() else {
            let message = format!("结果应当是一列，现在是 `{}`。", each.result_type());
            compiler.problems.add(&source.at, "asset.wrong-result", message);
            return None;
        };
        let schema = compiler.schema.clone().with(ITEM, element.as_ref().clone());
        self.of(&Compiler { schema: &schema, problems: compiler.problems }, Some(each))
    }

    fn of(&self, compiler: &Compiler<'_>, each: Option<Expression>) -> Option<Marks> {
        let day = |source: Option<&Source>| {
            let source = source?;
            let found = compiler.expression(source, Wanted::Anything)?;
            if !matches!(found.result_type(), Type::Date | Type::DateTime | Type::Any) {
                let message = format!("结果应当是日期，现在是 `{}`。", found.result_type());
                compiler.problems.add(&source.at, "asset.wrong-result", message);
            }
            Some(found)
        };
        Some(Marks {
            each,
            from: day(self.from.as_ref())?,
            until: day(self.until.as_ref()),
            text: compiler.optional(self.text.as_ref(), Wanted::Text)?,
        })
    }
}
