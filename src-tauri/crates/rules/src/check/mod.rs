//! Checks on sound definitions, the same for `assets check` and the tests: worked examples run through
//! the engine, derivation has no circles, forbidden words are on no field.

mod example;

use crate::asset::{AssetProblem, At};
use crate::definitions::{Definitions, NATIONAL};
use crate::engine::circle;
use crate::kind::Kind;
use crate::law::{Rule, Yield};
use expression::Expression;
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
    found.extend(stored_related(definitions));
    found.extend(definitions.rules.values().flat_map(|rule| forbidden_words(definitions, rule)));
    found.extend(example::run_all(definitions));
    found
}

/// How many worked examples there are: a test that runs none proves nothing.
pub fn examples_checked(definitions: &Definitions) -> usize {
    definitions.rules.values().map(|rule| rule.examples.len()).sum()
}

/// What is stored of a matter must depend on that matter alone: nobody would tell it when another changes.
fn stored_related(definitions: &Definitions) -> Vec<AssetProblem> {
    let looks = |expression: &Expression| {
        expression.names().iter().any(|name| name == "related" || name.starts_with("related."))
    };
    const CODE: &str = "asset.related-stored";
    const MESSAGE: &str = "这里的结果要存下来，不能看别的事项（related）；只有检查和文书可以。";
    let mut found = Vec::new();
    for kind in definitions.kinds.values() {
        let columns = kind.register.columns.iter().map(|column| &column.value);
        if std::iter::once(&kind.summary).chain(columns).any(looks) {
            let at = At { file: kind.file().into(), line: 1, field: "register".to_owned() };
            found.push(at.problem(CODE, MESSAGE));
        }
    }
    let rules = definitions.rules.values().filter(|rule| rule.stored().into_iter().any(looks));
    found.extend(rules.map(|rule| rule.at.problem(CODE, MESSAGE)));
    found
}

fn forbidden_words(definitions: &Definitions, rule: &Arc<Rule>) -> Vec<AssetProblem> {
    let Yield::Forbid(words) = &rule.yields else { return Vec::new() };
    let module = definitions.kinds.get(&rule.applies_to).map(|kind| kind.module.as_str());
    let mut found = Vec::new();
    for kind in definitions.kinds.values().filter(|kind| Some(kind.module.as_str()) == module) {
        for label in labels(kind) {
            let Some(word) = words.iter().find(|word| label.contains(word.as_str())) else { continue };
            let message = format!("`{}` 不许出现“{word}”，`{}` 的“{label}”里有。", rule.id, kind.id);
            found.push(rule.at.problem("asset.forbidden-word", message));
        }
    }
    found
}

/// What stands on the fields of a kind: its own, those of its journal, and the columns of both.
fn labels(kind: &Kind) -> impl Iterator<Item = &str> {
    let entries = kind.journal.iter().flat_map(|entry| &entry.fields);
    let all = kind.fields.iter().chain(entries);
    all.flat_map(|field| std::iter::once(field).chain(&field.columns)).map(|field| field.label.as_str())
}
