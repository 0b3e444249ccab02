use crate::asset::At;
use crate::code_list::CodeList;
use crate::kind::raw::check_ids;
use crate::read::{Compiler, Problems, Source, TomlTable, Wanted};
use expression::{Expression, Type};
use std::collections::{BTreeMap, BTreeSet};

/// The most figures a kind may have: reports read them all for each of many matters.
const MOST: usize = 64;

/// A value of a matter that reports count by (统计项): evaluated whenever the matter is derived, and kept.
#[derive(Debug, Clone)]
pub struct Figure {
    /// Its id, by which reports name it.
    pub id: String,
    /// Its Chinese title.
    pub title: String,
    /// What it holds.
    pub holds: FigureType,
    /// Its value; a list where a matter has several (its mediators).
    pub value: Expression,
}

/// Things in a matter that reports count one by one (排查 in a year's screening): each has figures of its own.
#[derive(Debug, Clone)]
pub struct Counted {
    /// Its id; reports name it `kind/id`.
    pub id: String,
    /// Its Chinese title.
    pub title: String,
    /// The list of them.
    pub each: Expression,
    /// What they are counted by; their expressions know the thing as `item`.
    pub figures: Vec<Figure>,
}

/// The name of the thing in the expressions of its figures.
pub(crate) const ITEM: &str = "item";

/// What a figure holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FigureType {
    /// A day.
    Date,
    /// A whole number.
    Integer,
    /// Fen.
    Money,
    /// True or false.
    Bool,
    /// Ids of this code list.
    Code(String),
    /// Row ids of matters of this kind.
    Matter(String),
    /// Row ids of members of staff.
    Staff,
    /// Text, counted by as it is written.
    Text,
}

/// Things that are counted, as written.
#[derive(Debug)]
pub(crate) struct RawCounted {
    id: String,
    title: String,
    each: Option<Source>,
    figures: Vec<RawFigure>,
    at: At,
}

impl RawCounted {
    pub(crate) fn read(table: &TomlTable<'_>) -> Self {
        let counted = Self {
            id: table.id("id", "_"),
            title: table.required_text("title"),
            each: Source::required(table, "each"),
            figures: table.tables("figures").iter().map(RawFigure::read).collect(),
            at: table.at(),
        };
        table.finish();
        counted
    }

    pub(crate) fn check_all(
        counted: &[Self],
        lists: &BTreeMap<String, CodeList>,
        kinds: &BTreeSet<String>,
        problems: &Problems,
    ) {
        check_ids(counted.iter().map(|counted| (counted.id.as_str(), &counted.at)), problems);
        for counted in counted {
            RawFigure::check_all(&counted.figures, lists, kinds, problems);
        }
    }

    pub(crate) fn compile(&self, compiler: &Compiler<'_>) -> Option<Counted> {
        let source = self.each.as_ref()?;
        let each = compiler.expression(source, Wanted::Anything)?;
        let Type::List(element) = each.result_type() else {
            let message = format!("结果应当是一列，现在是 `{}`。", each.result_type());
            compiler.problems.add(&source.at, "asset.wrong-result", message);
            return None;
        };
        let item = element.as_ref().clone();
        let schema = compiler.schema.clone().with(ITEM, item);
        let inner = Compiler { schema: &schema, problems: compiler.problems };
        Some(Counted {
            id: self.id.clone(),
            title: self.title.clone(),
            each,
            figures: self.figures.iter().filter_map(|figure| figure.compile(&inner)).collect(),
        })
    }
}

/// A figure as written.
#[derive(Debug)]
pub(crate) struct RawFigure {
    pub(crate) id: String,
    title: String,
    word: String,
    codes: Option<String>,
    of: Option<String>,
    value: Option<Source>,
    at: At,
}

impl RawFigure {
    pub(crate) fn read(table: &TomlTable<'_>) -> Self {
        let figure = Self {
            id: table.id("id", "_"),
            title: table.required_text("title"),
            word: table.required_text("type"),
            codes: table.text("codes"),
            of: table.text("of"),
            value: Source::required(table, "value"),
            at: table.at(),
        };
        table.finish();
        figure
    }

    /// What it holds; `None` if the word, or what has to stand beside it, is wrong.
    fn holds(&self) -> Option<FigureType> {
        match (self.word.as_str(), &self.codes, &self.of) {
            ("date", None, None) => Some(FigureType::Date),
            ("integer", None, None) => Some(FigureType::Integer),
            ("money", None, None) => Some(FigureType::Money),
            ("bool", None, None) => Some(FigureType::Bool),
            ("staff", None, None) => Some(FigureType::Staff),
            ("text", None, None) => Some(FigureType::Text),
            ("code", Some(list), None) => Some(FigureType::Code(list.clone())),
            ("matter", None, Some(kind)) => Some(FigureType::Matter(kind.clone())),
            (_, _, _) => None,
        }
    }

    /// Finds names that do not exist and ids that stand twice.
    pub(crate) fn check_all(
        figures: &[Self],
        lists: &BTreeMap<String, CodeList>,
        kinds: &BTreeSet<String>,
        problems: &Problems,
    ) {
        check_ids(figures.iter().map(|figure| (figure.id.as_str(), &figure.at)), problems);
        if let Some(figure) = figures.get(MOST) {
            problems.add(&figure.at, "asset.too-many", format!("一种事项最多 {MOST} 个统计项。"));
        }
        for figure in figures {
            match figure.holds() {
                Some(FigureType::Code(list)) if !lists.contains_key(&list) => {
                    problems.add(
                        &figure.at,
                        "asset.unknown-code-list",
                        format!("没有叫 `{list}` 的代码表。"),
                    );
                }
                Some(FigureType::Matter(kind)) if !kinds.contains(&kind) => {
                    problems.add(&figure.at, "asset.unknown-kind", format!("没有叫 `{kind}` 的事项类型。"));
                }
                Some(_) => {}
                None => problems.add(
                    &figure.at,
                    "asset.bad-value",
                    "`type` 只能是 date、integer、money、bool、staff、text、code（要写 `codes`）、matter（要写 `of`）。",
                ),
            }
        }
    }

    pub(crate) fn compile(&self, compiler: &Compiler<'_>) -> Option<Figure> {
        let holds = self.holds()?;
        let source = self.value.as_ref()?;
        let value = compiler.expression(source, Wanted::Anything)?;
        // What is kept must not change with the day.
        if value.names().iter().any(|name| name == "today") {
            compiler.problems.add(
                &source.at,
                "asset.figure-of-today",
                "统计项不能用 `today`：它存下来就不再变。",
            );
        }
        if !holds.takes(value.result_type()) {
            let message = format!("结果应当是 `{}`，现在是 `{}`。", self.word, value.result_type());
            compiler.problems.add(&source.at, "asset.wrong-result", message);
        }
        Some(Figure { id: self.id.clone(), title: self.title.clone(), holds, value })
    }
}

impl FigureType {
    /// Whether a value of this type can be kept; several of them too where one of several counts.
    fn takes(&self, found: &Type) -> bool {
        match (self, found) {
            (_, Type::Any)
            | (Self::Date, Type::Date)
            | (Self::Integer, Type::Int)
            | (Self::Money, Type::Money | Type::Int)
            | (Self::Bool, Type::Bool)
            | (Self::Matter(_) | Self::Staff | Self::Text | Self::Code(_), Type::Text) => true,
            (Self::Code(list), Type::Code(found)) => **found == **list,
            (Self::Code(_) | Self::Matter(_) | Self::Staff | Self::Text, Type::List(element)) => {
                !matches!(**element, Type::List(_)) && self.takes(element)
            }
            (
                Self::Date
                | Self::Integer
                | Self::Money
                | Self::Bool
                | Self::Code(_)
                | Self::Matter(_)
                | Self::Staff
                | Self::Text,
                _,
            ) => false,
        }
    }
}
