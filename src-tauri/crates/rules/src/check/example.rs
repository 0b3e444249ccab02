use crate::asset::AssetProblem;
use crate::definitions::Definitions;
use crate::engine::{DutyState, Engine, Outcome};
use crate::law::{Example, ExampleKind, Rule, Yield};
use calendar::WorkCalendar;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

/// Runs every worked example of every rule.
pub(super) fn run_all(definitions: &Arc<Definitions>) -> Vec<AssetProblem> {
    let mut engines = Engines { definitions, made: BTreeMap::new() };
    let mut found = Vec::new();
    for rule in definitions.rules.values() {
        for example in &rule.examples {
            for message in run(&mut engines, rule, example) {
                let message = format!("`{}` 的例子“{}”算出来不一样：{message}。", rule.id, example.name);
                found.push(example.at.problem("asset.example-failed", message));
            }
        }
    }
    found
}

/// Engines of the national pack and one other, by that pack and the settings.
struct Engines<'a> {
    definitions: &'a Arc<Definitions>,
    made: BTreeMap<(String, String), Engine>,
}

impl Engines<'_> {
    fn of(&mut self, pack: &str, settings: &Map<String, Value>) -> Result<&Engine, String> {
        let key = (pack.to_owned(), serde_json::to_string(settings).map_err(|error| error.to_string())?);
        match self.made.entry(key) {
            Entry::Occupied(entry) => Ok(entry.into_mut()),
            Entry::Vacant(entry) => {
                let tables = self.definitions.holidays.values().cloned();
                let calendar = WorkCalendar::new(tables).map_err(|error| error.to_string())?;
                let packs = [pack.to_owned()];
                let engine = Engine::new(self.definitions.clone(), &packs, settings, calendar)
                    .map_err(|error| error.to_string())?;
                Ok(entry.insert(engine))
            }
        }
    }
}

fn run(engines: &mut Engines<'_>, rule: &Arc<Rule>, example: &Example) -> Vec<String> {
    if let Yield::Forbid(words) = &rule.yields {
        return forbid(words, example);
    }
    let outcome = engines.of(&rule.pack, &example.settings).and_then(|engine| {
        engine.outcome_of(rule, &example.facts, example.today).map_err(|it| it.to_string())
    });
    match outcome {
        Ok(outcome) => compare(rule, example, &outcome),
        Err(message) => vec![message],
    }
}

fn forbid(words: &[String], example: &Example) -> Vec<String> {
    let label = example.facts.get("label").and_then(Value::as_str).unwrap_or_default();
    let hit = words.iter().any(|word| label.contains(word.as_str()));
    let mut wrong = Vec::new();
    expect(&mut wrong, "finding", example.expect.finding, Some(hit));
    if (example.kind == ExampleKind::Fail) != hit && example.kind != ExampleKind::Boundary {
        wrong.push("通过的例子不该查出问题，不通过的例子应当查出".to_owned());
    }
    wrong
}

fn expect<T: PartialEq + std::fmt::Debug>(
    wrong: &mut Vec<String>,
    what: &str,
    wanted: Option<T>,
    found: Option<T>,
) {
    if wanted.is_some() && wanted != found {
        wrong.push(format!("`{what}` 应是 {wanted:?}，算出 {found:?}"));
    }
}

fn compare(rule: &Rule, example: &Example, outcome: &Outcome) -> Vec<String> {
    let wanted = &example.expect;
    let mut wrong = outcome.faults.clone();
    let duty = outcome.duty.as_ref();
    expect(&mut wrong, "applies", wanted.applies, Some(outcome.applies));
    let due = duty.and_then(|duty| duty.due).map(|due| due.to_string());
    expect(
        &mut wrong,
        "due",
        wanted.due.clone(),
        due.or_else(|| outcome.retained_until.map(|until| until.to_string())),
    );
    let minute = duty.and_then(|duty| duty.due_at).map(|at| at.format("%Y-%m-%dT%H:%M").to_string());
    expect(&mut wrong, "due_at", wanted.due_at.clone(), minute);
    let state = duty.map(|duty| duty.state.name());
    expect(&mut wrong, "state", wanted.state.as_deref(), state);
    expect(&mut wrong, "provisional", wanted.provisional, duty.map(|duty| duty.provisional));
    let missed = duty.and_then(|duty| u32::try_from(duty.missed.len()).ok());
    expect(&mut wrong, "missed", wanted.missed, missed);
    if !wanted.window.is_empty() {
        let window = duty
            .and_then(|duty| duty.window)
            .map(|window| vec![window.from.to_string(), window.until.to_string()]);
        expect(&mut wrong, "window", Some(wanted.window.clone()), window);
    }
    expect(&mut wrong, "finding", wanted.finding, Some(outcome.finding));
    expect(&mut wrong, "value", wanted.value.as_ref(), outcome.value.as_ref());
    expect(&mut wrong, "with", wanted.with.as_ref(), outcome.with.as_ref());
    wrong.extend(misnamed(rule, example, outcome));
    wrong
}

/// Whether an example shows what it is named for.
fn misnamed(rule: &Rule, example: &Example, outcome: &Outcome) -> Option<String> {
    let broken = match &rule.yields {
        Yield::Deadline(_) | Yield::Recurring(_) => {
            outcome.duty.as_ref().is_some_and(|duty| duty.state == DutyState::Overdue)
        }
        Yield::Check(_) => outcome.finding,
        // A value that is not yielded is how a derivation fails.
        Yield::Derive(_) => outcome.value.is_none(),
        Yield::Retention(_) => outcome.retained_until.is_none(),
        Yield::Forbid(_) => return None,
    };
    match (example.kind, broken) {
        (ExampleKind::Pass, true) => Some("标的是 `pass`，算出来却违反了规则".to_owned()),
        (ExampleKind::Fail, false) => Some("标的是 `fail`，算出来却没有违反规则".to_owned()),
        (ExampleKind::Pass | ExampleKind::Fail | ExampleKind::Boundary, _) => None,
    }
}
