//! Checks on sound definitions, the same for `assets check` and the tests: worked examples run through
//! the engine, derivation has no circles, forbidden words are on no field.

mod example;

use crate::asset::AssetProblem;
use crate::definitions::{Definitions, NATIONAL};
use crate::engine::circle;
use crate::kind::Field;
use crate::law::{Rule, Yield};
use std::sync::Arc;

/// Everything that can be checked once the definitions are read. [`Definitions::load`] has called it.
pub fn check_all(definitions: &Arc<Definitions>) -> Vec<AssetProblem> {
    let mut found = Vec::new();
    if !definitions.packs.contains_key(NATIONAL) && !definitions.packs.is_empty() {
        found.push(AssetProblem {
            file: "law".to_owned(),
            line: 1,
            field: String::new(),
            code: "asset.no-national-pack".to_owned(),
            message: format!("缺少规则包 `{NATIONAL}`。"),
        });
    }
    for kind in definitions.kinds.keys() {
        for rule in circle(definitions, kind) {
            let message = format!("`{}` 推算的正是它自己要用的栏目，成了循环。", rule.id);
            found.push(rule.at.problem("asset.derivation-circle", message));
        }
    }
    found.extend(definitions.rules.values().flat_map(|rule| forbidden_words(definitions, rule)));
    found.extend(example::run_all(definitions));
    found
}

/// How many worked examples there are: a test that runs none proves nothing.
pub fn examples_checked(definitions: &Definitions) -> usize {
    definitions.rules.values().map(|rule| rule.examples.len()).sum()
}

fn forbidden_words(definitions: &Definitions, rule: &Arc<Rule>) -> Vec<AssetProblem> {
    let Yield::Forbid(words) = &rule.yields else { return Vec::new() };
    let Some(kind) = definitions.kinds.get(&rule.applies_to) else { return Vec::new() };
    let columns = |field: &Field| field.columns.iter().map(|it| it.label.clone()).collect::<Vec<_>>();
    let mut labels: Vec<String> = kind.fields.iter().map(|field| field.label.clone()).collect();
    labels.extend(kind.fields.iter().flat_map(columns));
    labels.extend(kind.journal.iter().flat_map(|entry| &entry.fields).map(|field| field.label.clone()));
    labels
        .iter()
        .filter_map(|label| {
            let word = words.iter().find(|word| label.contains(word.as_str()))?;
            let message = format!("`{}` 不许出现“{word}”，`{}` 的“{label}”里有。", rule.id, kind.id);
            Some(rule.at.problem("asset.forbidden-word", message))
        })
        .collect()
}
