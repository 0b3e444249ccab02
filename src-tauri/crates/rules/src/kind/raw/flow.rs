//! States and the steps between them, as written.

use super::{RawKind, check_ids, condition};
use crate::asset::At;
use crate::kind::{Condition, FieldType, State, Transition, access};
use crate::read::{Compiler, Problems, Source, TomlTable, Wanted};
use std::collections::BTreeSet;

#[derive(Debug)]
pub(super) struct RawTransition {
    pub(super) id: String,
    label: String,
    from: Vec<(String, At)>,
    to: String,
    guard: Option<Source>,
    refuse: Option<String>,
    needs: Vec<(String, At)>,
    asks: Vec<(String, At)>,
    sets: Vec<(String, Source)>,
    reopens: bool,
    approved_by: Option<(String, At)>,
    covers: Vec<String>,
    at: At,
}

pub(super) fn read_state(table: &TomlTable<'_>) -> (State, At) {
    let state = State {
        id: table.id("id", "_"),
        title: table.required_text("title"),
        stage: table.required_text("stage"),
        on: table.text("on"),
        forms: table.texts("forms"),
        is_final: table.flag("final"),
        covers: table.texts("covers"),
    };
    table.finish();
    (state, table.at())
}

pub(super) fn read_transition(table: &TomlTable<'_>) -> RawTransition {
    let sets = table.table("sets").map(|sets| sets.entries()).unwrap_or_default();
    let step = RawTransition {
        id: table.id("id", "_"),
        label: table.required_text("label"),
        from: table.located_texts("from"),
        to: table.required_text("to"),
        guard: Source::read(table, "guard"),
        refuse: table.text("refuse"),
        needs: table.located_texts("needs"),
        asks: table.located_texts("asks"),
        sets: sets
            .into_iter()
            .filter_map(|(field, value)| Some((field, Source { text: value.text()?, at: value.at() })))
            .collect(),
        reopens: table.flag("reopens"),
        approved_by: table.text("approved_by").map(|role| (role, table.at_key("approved_by"))),
        covers: table.texts("covers"),
        at: table.at(),
    };
    table.finish();
    step
}

pub(super) fn compile_transition(step: &RawTransition, compiler: &Compiler<'_>) -> Transition {
    Transition {
        id: step.id.clone(),
        label: step.label.clone(),
        from: step.from.iter().map(|(from, _)| from.clone()).collect(),
        to: step.to.clone(),
        guard: condition(compiler, step.guard.as_ref(), Condition::Always),
        refuse: step.refuse.clone(),
        needs: step.needs.iter().map(|(field, _)| field.clone()).collect(),
        asks: step.asks.iter().map(|(field, _)| field.clone()).collect(),
        sets: step
            .sets
            .iter()
            .filter_map(|(field, source)| {
                Some((field.clone(), compiler.expression(source, Wanted::Anything)?))
            })
            .collect(),
        reopens: step.reopens,
        approved_by: step.approved_by.as_ref().map(|(role, _)| role.clone()),
        covers: step.covers.clone(),
    }
}

impl RawKind {
    pub(super) fn check_flow(&self, problems: &Problems) {
        check_ids(self.states.iter().map(|(state, at)| (state.id.as_str(), at)), problems);
        check_ids(self.transitions.iter().map(|step| (step.id.as_str(), &step.at)), problems);
        let known: BTreeSet<&str> = self.states.iter().map(|(state, _)| state.id.as_str()).collect();
        let unknown = |name: &str, at: &At| {
            if !known.contains(name) {
                problems.add(at, "asset.unknown-state", format!("没有叫 `{name}` 的环节。"));
            }
        };
        unknown(&self.initial, &self.at);
        let is_final = |name: &str| self.states.iter().any(|(state, _)| state.id == name && state.is_final);
        for step in &self.transitions {
            if step.reopens && (is_final(&step.to) || step.from.iter().any(|(from, _)| !is_final(from))) {
                let message = "`reopens` 的一步从办结的环节走到没有办结的环节。";
                problems.add(&step.at, "asset.bad-value", message);
            }
            unknown(&step.to, &step.at);
            for (from, at) in &step.from {
                unknown(from, at);
            }
            if let Some((role, at)) = &step.approved_by {
                access::check_approver(role, at, problems);
            }
            if step.guard.is_some() != step.refuse.is_some() {
                problems.add(&step.at, "asset.guard-without-words", "`guard` 和 `refuse` 要一起写。");
            }
            for (field, at) in step.needs.iter().chain(&step.asks) {
                if !self.has_field(field) {
                    problems.add(at, "asset.unknown-field", format!("没有叫 `{field}` 的栏目。"));
                }
            }
            for (field, source) in &step.sets {
                if field != "matter.closed_on" && !self.has_field(field) {
                    problems.add(&source.at, "asset.unknown-field", format!("没有叫 `{field}` 的栏目。"));
                }
            }
        }
        let mut reached = BTreeSet::from([self.initial.as_str()]);
        loop {
            let before = reached.len();
            for step in &self.transitions {
                if step.from.iter().any(|(from, _)| reached.contains(from.as_str())) {
                    reached.insert(&step.to);
                }
            }
            if reached.len() == before {
                break;
            }
        }
        for (state, at) in &self.states {
            match state.on.as_ref().map(|id| (id, self.field_type(id))) {
                Some((id, None)) => {
                    problems.add(at, "asset.unknown-field", format!("没有叫 `{id}` 的栏目。"));
                }
                Some((id, Some(kind))) if kind != FieldType::Date => {
                    problems.add(at, "asset.bad-value", format!("`on` 要写日期栏目，`{id}` 不是。"));
                }
                Some(_) | None => {}
            }
            if !reached.contains(state.id.as_str()) {
                problems.add(at, "asset.unreachable-state", format!("没有一步能走到环节 `{}`。", state.id));
            }
            let onward = self.transitions.iter().filter(|step| !step.reopens);
            let leaves = onward.flat_map(|step| &step.from).any(|(from, _)| *from == state.id);
            if leaves == state.is_final {
                let message =
                    if leaves { "办结的环节还能走出去。" } else { "走不出这个环节。" };
                problems.add(at, "asset.dead-end", format!("`{}`：{message}", state.id));
            }
        }
    }
}
