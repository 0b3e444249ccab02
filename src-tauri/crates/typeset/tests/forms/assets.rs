//! The project's own assets, as the program loads them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use calendar::WorkCalendar;
use expression::Library;
use rules::Definitions;
use typeset::form::{Form, Forms};

/// The `assets` folder of the repository.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets").canonicalize().unwrap()
}

/// Every text asset, by its path below `assets`.
pub(crate) fn tree() -> BTreeMap<String, Vec<u8>> {
    let root = folder();
    let mut tree = BTreeMap::new();
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                if name != "fonts" && name != "icons" {
                    open.push(path);
                }
            } else if !name.ends_with(".png") {
                tree.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    tree
}

/// Everything a form is filled with.
pub(crate) struct Assets {
    pub(crate) forms: Forms,
    pub(crate) named: BTreeMap<String, Vec<String>>,
    pub(crate) requirements: Vec<String>,
    pub(crate) kinds: Vec<String>,
    pub(crate) library: Library,
}

impl Assets {
    pub(crate) fn load() -> Self {
        // Forms read no rules, only the wording of laws: a rule at fault is found by the rules' own tests.
        let mut tree = tree();
        tree.retain(|path, _| !path.starts_with("law/") || path.starts_with("law/texts/"));
        let definitions = Definitions::load(&tree).unwrap_or_else(|problems| panic!("{problems:#?}"));
        let schemas = definitions.form_schemas();
        let forms = Forms::load(&tree, &schemas).unwrap_or_else(|problems| {
            let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
            panic!("{}", told.join("\n"))
        });
        let calendar = WorkCalendar::new(definitions.holidays.values().cloned()).unwrap();
        Self {
            forms,
            named: definitions.forms_named(),
            requirements: definitions.requirements.keys().cloned().collect(),
            kinds: schemas.into_keys().collect(),
            library: Library { calendar: Arc::new(calendar), codes: definitions.code_labels() },
        }
    }
}

/// The folder of a form's examples.
pub(crate) fn examples_folder(form: &Form) -> PathBuf {
    folder().join("forms").join(form.module()).join(form.id())
}

/// The names of a form's examples: the JSON files in its folder.
pub(crate) fn examples(form: &Form) -> Vec<String> {
    let folder = examples_folder(form);
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .filter_map(|entry| entry.unwrap().file_name().to_str()?.strip_suffix(".json").map(str::to_owned))
        .collect();
    names.sort();
    names
}

/// The facts of one example, completed and with the inputs' defaults.
pub(crate) fn facts(
    assets: &Assets,
    form: &Form,
    example: &str,
) -> serde_json::Map<String, serde_json::Value> {
    let file = examples_folder(form).join(format!("{example}.json"));
    let name = file.display().to_string();
    let bytes = std::fs::read(&file).unwrap_or_else(|error| panic!("{name}: {error}"));
    let given = serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
    let values = form.values(&name, &given).unwrap_or_else(|problems| panic!("{problems:#?}"));
    form.prepare(&assets.library, values).unwrap_or_else(|error| panic!("{name}: {error}"))
}
