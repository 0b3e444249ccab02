use crate::kind::Kind;
use crate::read::TomlTable;
use std::collections::{BTreeMap, BTreeSet};

/// A line of work (人民调解, 社区矫正 …): what the window lists its kinds under, and in which order.
#[derive(Debug, Clone)]
pub struct Module {
    /// Id; also the folder's name of its kinds, forms and reports.
    pub id: String,
    /// What clerks read.
    pub title: String,
    /// Ids of its kinds, the most used first.
    pub kinds: Vec<String>,
}

impl Module {
    /// Reads `modules.toml`. Every kind stands under its own module, once.
    pub(crate) fn read_all(table: &TomlTable<'_>, kinds: &BTreeMap<String, Kind>) -> Vec<Self> {
        let mut placed = BTreeSet::new();
        let mut modules: Vec<Self> = Vec::new();
        let mut misnamed = false;
        for entry in table.tables("modules") {
            let id = entry.id("id", "-");
            let title = entry.required_text("title");
            let listed = entry.located_texts("kinds");
            entry.finish();
            if modules.iter().any(|module| module.id == id) {
                table.problems().add(&entry.at(), "asset.duplicate-id", format!("`{id}` 写了两次。"));
            }
            for (kind, at) in &listed {
                if kinds.get(kind).is_none_or(|kind| kind.module != id) {
                    let message = format!("`{id}` 里没有叫 `{kind}` 的事项类型。");
                    table.problems().add(at, "asset.unknown-kind", message);
                    misnamed = true;
                } else if !placed.insert(kind.clone()) {
                    table.problems().add(at, "asset.duplicate-id", format!("`{kind}` 写了两次。"));
                }
            }
            modules.push(Self { id, title, kinds: listed.into_iter().map(|(kind, _)| kind).collect() });
        }
        table.finish();
        // Where a name is wrong, the kind that was meant by it is missing for that reason.
        for kind in kinds.keys().filter(|kind| !misnamed && !placed.contains(*kind)) {
            let message = format!("事项类型 `{kind}` 没有列进来，窗口里就找不到它。");
            table.problems().add(&table.at(), "asset.unlisted-kind", message);
        }
        modules
    }
}
