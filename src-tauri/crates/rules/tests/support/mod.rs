//! What the whole-crate tests share: the shipped assets and engines of them.
#![allow(dead_code, clippy::redundant_pub_crate)]

use rules::{AssetTree, Definitions, Engine};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(crate) fn assets() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets")
}

fn read_into(tree: &mut AssetTree, root: &Path, folder: &Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_into(tree, root, &path);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            tree.insert(name, std::fs::read(&path).unwrap());
        }
    }
}

pub(crate) fn tree() -> AssetTree {
    let root = assets();
    let mut tree = AssetTree::new();
    for folder in ["kinds", "law", "codes", "holidays", "reports", "requirements"] {
        read_into(&mut tree, &root, &root.join(folder));
    }
    for file in ["glossary.toml", "modules.toml"] {
        tree.insert(file.to_owned(), std::fs::read(root.join(file)).unwrap());
    }
    tree
}

pub(crate) fn load() -> Definitions {
    Definitions::load(&tree()).unwrap_or_else(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{} problems:\n{}", lines.len(), lines.join("\n"));
    })
}

pub(crate) const ALL_PACKS: [&str; 5] = [
    "liaoning-yingkou-2017",
    "jiangsu-rudong-2024",
    "hunan-lixian-2023",
    "zhejiang-linhai-gucheng-2020",
    "hebei-hengshui-2020",
];

pub(crate) fn engine(packs: &[&str], settings: Value) -> Engine {
    let definitions = Arc::new(load());
    let calendar = calendar::WorkCalendar::new(definitions.holidays.values().cloned()).unwrap();
    let packs: Vec<String> = packs.iter().map(|pack| (*pack).to_owned()).collect();
    Engine::new(definitions, &packs, &facts(settings), calendar).unwrap()
}

pub(crate) fn facts(value: Value) -> Map<String, Value> {
    let Value::Object(map) = value else { panic!("no object: {value}") };
    map
}

pub(crate) fn day(text: &str) -> rules::Date {
    text.parse().unwrap()
}
