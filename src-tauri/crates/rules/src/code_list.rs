use crate::asset::At;
use crate::law::Certainty;
use crate::read::{Problems, TomlTable};
use calendar::Date;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A code list (代码表).
#[derive(Debug, Clone, Serialize)]
pub struct CodeList {
    /// Its id, which is also its file's name.
    pub id: String,
    /// Its Chinese title.
    pub title: String,
    /// Where it was published.
    pub source: String,
    /// How certain it is.
    pub certainty: Certainty,
    /// What is to be known about it.
    pub note: Option<String>,
    /// The items in the order they are offered in.
    pub items: Vec<CodeItem>,
    /// For another list: the id there of an id here.
    pub maps: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(skip)]
    pub(crate) at: At,
}

/// An item of a code list.
#[derive(Debug, Clone, Serialize)]
pub struct CodeItem {
    /// What is stored.
    pub id: String,
    /// What is read.
    pub label: String,
    /// Its number in the standard the list comes from.
    pub code: Option<String>,
    /// The first day it may be chosen.
    pub from: Option<Date>,
    /// The last day it may be chosen.
    pub until: Option<Date>,
}

impl CodeList {
    /// The item with an id.
    pub fn item(&self, id: &str) -> Option<&CodeItem> {
        self.items.iter().find(|item| item.id == id)
    }

    pub(crate) fn read(table: &TomlTable<'_>) -> Self {
        let mut seen = BTreeSet::new();
        let mut items = Vec::new();
        for entry in table.tables("items") {
            let item = CodeItem {
                id: entry.id("id", "-_"),
                label: entry.required_text("label"),
                code: entry.text("code"),
                from: entry.date("from"),
                until: entry.date("until"),
            };
            entry.finish();
            if !seen.insert(item.id.clone()) {
                table.problems().add(&entry.at(), "asset.duplicate-id", format!("`{}` 写了两次。", item.id));
            }
            if let (Some(from), Some(until)) = (item.from, item.until)
                && from > until
            {
                table.problems().add(&entry.at(), "asset.dates-disordered", "`from` 晚于 `until`。");
            }
            items.push(item);
        }
        let mut maps = BTreeMap::new();
        for (other, value) in table.table("map").map(|map| map.entries()).unwrap_or_default() {
            let Some(map) = value.table() else { continue };
            let pairs = map.entries().into_iter().filter_map(|(key, value)| Some((key, value.text()?)));
            maps.insert(other, pairs.collect());
        }
        let list = Self {
            id: table.id("id", "-"),
            title: table.required_text("title"),
            source: table.required_text("source"),
            certainty: Certainty::read(table),
            note: table.text("note"),
            items,
            maps,
            at: table.at(),
        };
        table.finish();
        list
    }

    /// Finds what the maps name and does not exist, and what they leave out.
    pub(crate) fn check_maps(&self, lists: &BTreeMap<String, Self>, problems: &Problems) {
        for (other, map) in &self.maps {
            let Some(target) = lists.get(other) else {
                problems.add(
                    &self.at,
                    "asset.unknown-code-list",
                    format!("对照到的代码表 `{other}` 不存在。"),
                );
                continue;
            };
            for (from, to) in map {
                for (list, id) in [(self, from), (target, to)] {
                    if list.item(id).is_none() {
                        let message = format!("对照到 `{other}`：代码表 `{}` 没有 `{id}`。", list.id);
                        problems.add(&self.at, "asset.unknown-code", message);
                    }
                }
            }
            for item in self.items.iter().filter(|item| !map.contains_key(&item.id)) {
                let message = format!("对照到 `{other}` 时漏了 `{}`。", item.id);
                problems.add(&self.at, "asset.map-incomplete", message);
            }
        }
    }
}
