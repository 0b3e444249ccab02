use super::condition::{Path, Test};
use super::countable::Countable;
use super::{By, Grouping, Line, Reader};
use crate::kind::FigureType;
use crate::read::TomlTable;
use std::collections::{BTreeMap, BTreeSet};

/// A natural stretch of days by its word.
pub(super) fn natural(word: &str) -> Option<calendar::Unit> {
    let units =
        [calendar::Unit::Month, calendar::Unit::Quarter, calendar::Unit::HalfYear, calendar::Unit::Year];
    units.into_iter().find(|unit| unit.singular() == word)
}

impl Reader<'_> {
    /// One way to group rows; `counted` are the kinds that columns count.
    pub(super) fn grouping(
        &self,
        table: &TomlTable<'_>,
        kind: Countable<'_>,
        counted: &BTreeSet<&str>,
    ) -> Option<Grouping> {
        let id = table.id("id", "_");
        let title = table.required_text("title");
        let by = match (table.text("by"), table.text("every"), table.has("lines")) {
            (Some(figure), None, false) => self.by_figure(table, &figure, kind, counted),
            (None, Some(word), false) => {
                let unit = natural(&word);
                if unit.is_none() {
                    let message = "`every` 只能是 month、quarter、half-year、year。";
                    self.problems.add(&table.at_key("every"), "asset.bad-value", message);
                }
                unit.map(By::Every)
            }
            (None, None, true) => self.lines(table, kind, counted),
            (_, _, _) => {
                let message = "一种行要写 `by`、`every`、`lines` 其中之一。";
                self.problems.add(&table.at(), "asset.bad-value", message);
                None
            }
        };
        table.finish();
        Some(Grouping { id, title, by: by? })
    }

    fn by_figure(
        &self,
        table: &TomlTable<'_>,
        figure: &str,
        kind: Countable<'_>,
        counted: &BTreeSet<&str>,
    ) -> Option<By> {
        let mapped = table.text("as");
        let mut named: BTreeMap<String, String> = BTreeMap::from([(kind.id.to_owned(), figure.to_owned())]);
        for (other, value) in table.table("others").map(|others| others.entries()).unwrap_or_default() {
            if let Some(figure) = value.text() {
                named.insert(other, figure);
            }
        }
        let mut paths = BTreeMap::new();
        let mut types: Vec<FigureType> = Vec::new();
        for id in counted {
            let found = named.get(*id).zip(Countable::find(self.kinds, id));
            let Some((figure, kind)) = found else {
                let message = format!("列里还统计 `{id}`，`others` 里没有写它按哪个统计项分行。");
                self.problems.add(&table.at(), "asset.missing-key", message);
                continue;
            };
            match Path::resolve(figure, kind, self.kinds) {
                Ok((path, holds)) => {
                    paths.insert((*id).to_owned(), path);
                    types.push(holds);
                }
                Err(message) => self.problems.add(&table.at_key("by"), "asset.unknown-figure", message),
            }
        }
        let first = types.first()?.clone();
        if types.iter().any(|other| *other != first) {
            let message = "几种事项分行的统计项类型不同，合不成一张表。";
            self.problems.add(&table.at_key("others"), "asset.wrong-type", message);
        }
        let list = match &first {
            FigureType::Code(list) => Some(list.clone()),
            FigureType::Date
            | FigureType::Integer
            | FigureType::Money
            | FigureType::Bool
            | FigureType::Matter(_)
            | FigureType::Staff
            | FigureType::Text => None,
        };
        match (list, mapped) {
            (Some(list), mapped) => {
                let (codes, mapping) = self.mapping(table, &list, mapped.as_deref())?;
                Some(By::Figure { paths, codes: Some(codes), mapping })
            }
            (None, None) => Some(By::Figure { paths, codes: None, mapping: BTreeMap::new() }),
            (None, Some(_)) => {
                let message = "`as` 只能用在代码统计项上。";
                self.problems.add(&table.at_key("as"), "asset.needless-key", message);
                None
            }
        }
    }

    fn lines(&self, table: &TomlTable<'_>, kind: Countable<'_>, counted: &BTreeSet<&str>) -> Option<By> {
        if counted.iter().any(|id| *id != kind.id) {
            let message = "列里还统计别的事项类型，不能用固定的行（lines）。";
            self.problems.add(&table.at_key("lines"), "asset.bad-value", message);
        }
        let mut seen = BTreeSet::new();
        let mut lines = Vec::new();
        for entry in table.tables("lines") {
            let line = Line {
                id: entry.id("id", "_-"),
                title: entry.required_text("title"),
                conditions: self.conditions(&entry, kind),
            };
            entry.finish();
            if !seen.insert(line.id.clone()) {
                self.problems.add(&entry.at(), "asset.duplicate-id", format!("`{}` 写了两次。", line.id));
            }
            // Such a line would hold every matter without saying so.
            if line.conditions.is_empty() && entry.has("where") {
                self.problems.add(&entry.at_key("where"), "asset.blank", "`where` 里没有条件。");
            }
            if line
                .conditions
                .iter()
                .any(|condition| matches!(&condition.test, Test::OneOf(ids) if ids.is_empty()))
            {
                self.problems.add(&entry.at_key("where"), "asset.blank", "`where` 里有一项没有值。");
            }
            lines.push(line);
        }
        Some(By::Lines(lines))
    }
}
