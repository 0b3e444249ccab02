//! Definitions for the window: it draws every screen of a matter from these.

use crate::Assets;
use crate::Session;
use crate::assets::form_certainty;
use crate::error::{OfficeError, Result};
use crate::matter::derived::IMPORT;
use crate::people::{initials, record};
use crate::register::papers_view;
use crate::view::{
    CarriedReportView, CodeListView, CodeView, ColumnView, DefinitionsView, FieldType, FieldView, FilterView,
    FormView, GroupView, JournalTypeView, KindView, ModuleView, RoleView, StateView, TextView,
    TransitionView, VolumeKindView, VolumePlaceView,
};
use calendar::DateTime;
use rules::{Condition, Field, Kind, Yield};
use std::collections::BTreeSet;

impl Session {
    /// All kinds and code lists, fetched once after unlocking. `now` tells which codes are still offered.
    pub fn definitions(&self, now: DateTime) -> DefinitionsView {
        let assets = self.assets();
        let today = now.date();
        let codes = assets.definitions().codes.values().map(|list| CodeListView {
            id: list.id.clone(),
            title: list.title.clone(),
            items: list
                .items
                .iter()
                .map(|item| CodeView {
                    id: item.id.clone(),
                    label: item.label.clone(),
                    initials: initials(&item.label),
                    current: item.from.is_none_or(|from| from <= today)
                        && item.until.is_none_or(|until| today <= until),
                })
                .collect(),
        });
        let definitions = assets.definitions();
        let listed = definitions.modules.iter().flat_map(|module| &module.kinds);
        let kinds = listed.filter_map(|id| definitions.kinds.get(id)).map(|kind| kind_view(assets, kind));
        let modules = definitions
            .modules
            .iter()
            .map(|module| ModuleView { id: module.id.clone(), title: module.title.clone() });
        DefinitionsView {
            modules: modules.collect(),
            kinds: kinds.collect(),
            codes: codes.collect(),
            papers: papers_view(),
        }
    }

    /// A whole law text.
    ///
    /// # Errors
    /// An unknown text.
    pub fn text(&self, id: &str) -> Result<TextView> {
        let unknown = || OfficeError::Unknown { what: "text", id: id.to_owned() };
        let text = self.assets().definitions().texts.get(id).ok_or_else(unknown)?;
        Ok(TextView {
            id: text.id.clone(),
            title: text.title.clone(),
            number: text.number.clone().unwrap_or_default(),
            status: status(&text.status).to_owned(),
            source: text.source.clone(),
            effective_from: Some(text.effective_from.to_string()),
            body: wording(&text.content),
        })
    }
}

/// A text's words without the marks of its headings, which are for the file and not for reading.
pub(crate) fn wording(markdown: &str) -> String {
    let lines = markdown.lines().map(|line| {
        let bare = line.trim_start_matches('#');
        if bare.len() < line.len() && bare.starts_with(' ') { bare.trim_start() } else { line }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A text's status in Chinese.
pub(crate) fn status(id: &str) -> &str {
    match id {
        "in-force" => "现行有效",
        "repealed" => "已废止",
        "report" => "地方做法的报道",
        other => other,
    }
}

fn kind_view(assets: &Assets, kind: &Kind) -> KindView {
    let forms: Vec<FormView> = assets
        .forms_by_id()
        .iter()
        .filter(|form| form.kind() == kind.id)
        .map(|form| FormView {
            id: form.id().to_owned(),
            title: form.title().to_owned(),
            module: form.module().to_owned(),
            source: form.source().to_owned(),
            certainty: form_certainty(form.certainty()),
        })
        .collect();
    KindView {
        id: kind.id.clone(),
        title: kind.title.clone(),
        module: kind.module.clone(),
        groups: kind
            .groups
            .iter()
            .map(|group| GroupView { id: group.id.clone(), title: group.title.clone() })
            .collect(),
        fields: fields(&kind.fields),
        roles: kind
            .roles
            .iter()
            .map(|role| RoleView {
                id: role.id.clone(),
                title: role.title.clone(),
                min: role.min,
                max: role.max,
                accepts: role.accepts.iter().map(|id| record::kind_of(id)).collect(),
            })
            .collect(),
        journal: kind
            .journal
            .iter()
            .map(|entry| JournalTypeView {
                id: entry.id.clone(),
                title: entry.title.clone(),
                fields: fields(&entry.fields),
                batch: entry.batch.clone(),
            })
            .collect(),
        states: kind
            .states
            .iter()
            .map(|state| StateView {
                id: state.id.clone(),
                title: state.title.clone(),
                stage: state.stage.clone(),
                forms: state.forms.clone(),
                is_final: state.is_final,
            })
            .collect(),
        initial: kind.initial.clone(),
        stages: kind.stages().into_iter().map(str::to_owned).collect(),
        transitions: kind
            .transitions
            .iter()
            .map(|transition| TransitionView {
                id: transition.id.clone(),
                label: transition.label.clone(),
                from: transition.from.clone(),
                to: transition.to.clone(),
                asks: transition.asks.clone(),
            })
            .collect(),
        columns: kind
            .register
            .columns
            .iter()
            .map(|column| ColumnView {
                id: column.id.clone(),
                title: column.title.clone(),
                right: kind.field(&column.id).is_some_and(|field| {
                    matches!(field.field_type, rules::FieldType::Integer | rules::FieldType::Money)
                }),
            })
            .collect(),
        filters: kind
            .register
            .filters
            .iter()
            .map(|id| FilterView { id: id.clone(), title: filter_title(kind, id) })
            .collect(),
        forms,
        volume: kind.volume.as_ref().map(volume_view),
        entry_fields: entry_fields(assets, kind),
        timeline: !kind.timeline.is_empty(),
        report: kind.report.as_ref().map(|report| CarriedReportView {
            id: report.id.clone(),
            from: report.from.clone(),
            to: report.to.clone(),
        }),
    }
}

fn volume_view(volume: &rules::Volume) -> VolumeKindView {
    VolumeKindView {
        entries: volume
            .entries
            .iter()
            .filter(|entry| !entry.made)
            .map(|entry| VolumePlaceView { id: entry.id.clone(), title: entry.title.clone() })
            .collect(),
        step: volume.step.clone(),
        pages: volume.pages.clone(),
    }
}

/// What a filter is called.
pub(crate) fn filter_title(kind: &Kind, id: &str) -> String {
    match id {
        "state" => "环节".to_owned(),
        IMPORT => "导入批次".to_owned(),
        id => kind.field(id).map_or_else(|| id.to_owned(), |field| field.label.clone()),
    }
}

/// The fewest fields that make a matter exist: those that must be filled always, and those from which a period of the
/// law starts to run the moment the matter comes in.
fn entry_fields(assets: &Assets, kind: &Kind) -> Vec<String> {
    let starts: BTreeSet<&str> = assets
        .definitions()
        .rules
        .values()
        .filter(|rule| rule.applies_to == kind.id)
        .filter_map(|rule| match &rule.yields {
            Yield::Deadline(deadline) => Some(deadline),
            Yield::Recurring(_)
            | Yield::Check(_)
            | Yield::Derive(_)
            | Yield::Forbid(_)
            | Yield::Retention(_) => None,
        })
        .flat_map(|deadline| deadline.due.from().names())
        .map(String::as_str)
        .collect();
    kind.fields
        .iter()
        .filter(|field| !field.derived)
        .filter(|field| {
            // A deadline may ask other things of a matter than the day it starts from; those come with their steps.
            let day = matches!(field.field_type, rules::FieldType::Date | rules::FieldType::DateTime);
            always(&field.required) || (day && field.default.is_some() && starts.contains(field.id.as_str()))
        })
        .map(|field| field.id.clone())
        .collect()
}

fn always(condition: &Condition) -> bool {
    match condition {
        Condition::Always => true,
        Condition::Never | Condition::When(_) => false,
    }
}

/// Fields for the window, in order.
pub(crate) fn fields(fields: &[Field]) -> Vec<FieldView> {
    fields.iter().map(field).collect()
}

/// A field for the window.
pub(crate) fn field(field: &Field) -> FieldView {
    FieldView {
        id: field.id.clone(),
        label: field.label.clone(),
        kind: field_type(field.field_type),
        group: Some(field.group.clone()).filter(|group| !group.is_empty()),
        codes: field.codes.clone(),
        of: field.of.clone(),
        columns: fields(&field.columns),
        hint: field.hint.clone(),
        always_required: always(&field.required),
        derived: field.derived,
        source: field.source.clone(),
    }
}

fn field_type(kind: rules::FieldType) -> FieldType {
    match kind {
        rules::FieldType::Text => FieldType::Text,
        rules::FieldType::Paragraph => FieldType::Paragraph,
        rules::FieldType::Date => FieldType::Date,
        rules::FieldType::Time => FieldType::Time,
        rules::FieldType::DateTime => FieldType::Datetime,
        rules::FieldType::Integer => FieldType::Integer,
        rules::FieldType::Money => FieldType::Money,
        rules::FieldType::Bool => FieldType::Bool,
        rules::FieldType::Code => FieldType::Code,
        rules::FieldType::Codes => FieldType::Codes,
        rules::FieldType::Staff => FieldType::Staff,
        rules::FieldType::Person => FieldType::Person,
        rules::FieldType::Organization => FieldType::Organization,
        rules::FieldType::Matter => FieldType::Matter,
        rules::FieldType::Rows => FieldType::Rows,
    }
}
