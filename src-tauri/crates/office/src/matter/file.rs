//! The file of a matter as the window shows it.

use super::judgement::Folder;
use super::save::on_save;
use super::shown::{self, Shown};
use super::transition;
use crate::Session;
use crate::assets::Assets;
use crate::audit;
use crate::documents;
use crate::duties;
use crate::error::Result;
use crate::files;
use crate::journal;
use crate::kinds;
use crate::people::{identity, mask, record};
use crate::session::{Context, revision};
use crate::view::{FieldState, Id, MatterHead, MatterLine, MatterView, PartyView, StagePosition, StageView};
use crate::volume::before_step;
use calendar::{Date, DateTime};
use rules::{Assessment, Kind};
use std::collections::BTreeMap;
use store::{AuditFilter, Party, Reader, Subject, SubjectKind};

/// Lines of the trail in the file.
const TRAIL: usize = 100;

impl Session {
    /// The whole file. Opening it is in the audit chain.
    ///
    /// # Errors
    /// No such matter.
    pub fn matter(&self, id: Id, now: DateTime) -> Result<MatterView> {
        self.read(|reader| Ok(reader.matter(id.0).map(|_| ())?))?;
        self.look("matter.view", Subject::new(SubjectKind::Matter, id.0), now)?;
        let context = self.context();
        let today = now.date();
        let draft = self.draft(&format!("matter:{}", id.0))?;
        self.read(|reader| {
            let folder = Folder::read(reader, id.0)?;
            let kind = self.assets().kind(&folder.matter.kind)?;
            let assessment = folder.assess(kind, &context, reader, today)?;
            let shown = Shown { assets: self.assets(), context: &context };
            let views = kinds::fields(&kind.fields);
            let references = shown.references(reader, &views, &folder.matter.fields)?;
            let values_shown = shown.fields(&views, &folder.matter.fields, &shown::names(&references));
            let duty_views = duties::views(self.assets(), kind, &assessment, today);
            let parties = self.party_views(reader, kind, id.0, today)?;
            let volume = before_step(self, &context, reader, (kind, &folder), &assessment, today)?;
            let mut findings = on_save(self.assets(), kind, &folder, &assessment);
            findings.extend(parties.iter().flat_map(|party| party.findings.clone()));
            Ok(MatterView {
                revision: revision(folder.revision),
                head: self.head(reader, &context, kind, &folder, &duty_views)?,
                values: folder.matter.fields.clone(),
                shown: values_shown,
                fields: field_states(kind, &assessment),
                references,
                parties,
                journal: journal::views(self, reader, &context, kind, &folder)?,
                documents: documents::views(self, reader, &folder)?,
                forms: documents::choices(self, &context, kind, &folder, &assessment, reader, today)?,
                attachments: files::views(reader, id.0)?,
                duties: duty_views,
                findings,
                transitions: transition::views(self.assets(), kind, &assessment.transitions, volume),
                approvals: self.approvals_of(reader, id.0)?,
                trail: audit::trail(self, reader, kind, &folder, None, TRAIL)?.0,
                draft,
                related: self.related(reader, kind, &folder, today)?,
            })
        })
    }

    fn head(
        &self,
        reader: &Reader<'_>,
        context: &Context,
        kind: &Kind,
        folder: &Folder,
        duties: &[crate::view::DutyView],
    ) -> Result<MatterHead> {
        let matter = &folder.matter;
        let state = kind.state(&matter.state);
        let id = folder.id.unwrap_or_default();
        Ok(MatterHead {
            id: Id(id),
            kind: kind.id.clone(),
            kind_title: kind.title.clone(),
            number: matter.number.clone(),
            title: matter.title.clone(),
            state: matter.state.clone(),
            state_title: state.map(|state| state.title.clone()).unwrap_or_default(),
            stages: stages(kind, folder, &entered(reader, id)?),
            opened_on: matter.opened_on.map(|date| date.to_string()).unwrap_or_default(),
            closed_on: matter.closed_on.map(|date| date.to_string()),
            responsible: matter.responsible.map(Id),
            responsible_name: context.staff_name(matter.responsible),
            next_duty: duties.iter().find(|duty| duties::is_open(duty.state) && duty.due.is_some()).cloned(),
            closed: state.is_some_and(|state| state.is_final),
            earlier_number: matter.number.is_some() && matter.number_id.is_none(),
            import: matter.import.map(Id),
        })
    }

    /// The parties with what the checks say of them. Numbers are masked.
    fn party_views(&self, reader: &Reader<'_>, kind: &Kind, id: i64, today: Date) -> Result<Vec<PartyView>> {
        let parties = reader.parties(id)?;
        parties
            .iter()
            .enumerate()
            .map(|(index, party)| party_view(self.assets(), reader, kind, index, party, today))
            .collect()
    }

    /// A matter in a list.
    pub(crate) fn line(&self, reader: &Reader<'_>, id: i64, role: Option<String>) -> Result<MatterLine> {
        let matter = reader.matter(id)?.data;
        let kind = self.assets().definitions().kinds.get(&matter.kind);
        let state = kind.and_then(|kind| kind.state(&matter.state));
        Ok(MatterLine {
            id: Id(id),
            kind_title: kind.map_or_else(|| matter.kind.clone(), |kind| kind.title.clone()),
            kind: matter.kind,
            number: matter.number,
            title: matter.title,
            state_title: state.map_or(matter.state, |state| state.title.clone()),
            opened_on: matter.opened_on.map(|date| date.to_string()).unwrap_or_default(),
            role,
        })
    }
}

/// `姓名或名称（档案：张大山）`.
fn as_on_file(assets: &Assets, difference: &record::Difference) -> String {
    let value = match difference.id {
        "sex" => assets.code_label("sex", &difference.on_file).to_owned(),
        "ethnicity" => assets.code_label("ethnicity", &difference.on_file).to_owned(),
        "id_type" => assets.code_label("id-type", &difference.on_file).to_owned(),
        "birth_date" => shown::date(&difference.on_file),
        "id_number" => mask::masked(&difference.on_file),
        _ => difference.on_file.clone(),
    };
    let value = if value.is_empty() { "没有填" } else { &value };
    format!("{}（档案：{value}）", difference.label)
}

fn party_view(
    assets: &Assets,
    reader: &Reader<'_>,
    kind: &Kind,
    index: usize,
    party: &Party,
    today: Date,
) -> Result<PartyView> {
    let (party_kind, mut particulars, kept) = record::from_snapshot(&party.data.snapshot);
    let on_file = match (party.data.person, party.data.organization) {
        (Some(id), _) => Some(record::of_person(&reader.person(id)?.data).0),
        (None, Some(id)) => Some(record::of_organization(&reader.organization(id)?.data).1),
        (None, None) => None,
    };
    let differs = on_file.map(|on_file| record::differences(&particulars, &on_file)).unwrap_or_default();
    let differs = differs.iter().map(|difference| as_on_file(assets, difference)).collect();
    let findings = if identity::is_natural(party_kind) {
        identity::open_warnings(&identity::check(&format!("parties.{index}"), &particulars), &kept)
    } else {
        Vec::new()
    };
    let age = identity::age(&particulars, today);
    let masked = identity::is_natural(party_kind) && !particulars.id_number.is_empty();
    if masked {
        particulars.id_number = mask::masked(&particulars.id_number);
    }
    let role = kind.roles.iter().find(|role| role.id == party.data.role);
    Ok(PartyView {
        id: Id(party.id),
        role: party.data.role.clone(),
        role_title: role.map(|role| role.title.clone()).unwrap_or_default(),
        kind: party_kind,
        record: party.data.person.or(party.data.organization).map(Id),
        particulars,
        masked,
        age,
        differs,
        kept,
        findings,
    })
}

/// Field states for the window.
pub(super) fn field_states(kind: &Kind, assessment: &Assessment) -> Vec<FieldState> {
    kind.fields
        .iter()
        .filter_map(|field| {
            let state = assessment.fields.get(&field.id)?;
            Some(FieldState { id: field.id.clone(), visible: state.visible, required: state.required })
        })
        .collect()
}

/// The day each state was entered last, as the audit chain tells.
fn entered(reader: &Reader<'_>, id: i64) -> Result<BTreeMap<String, Date>> {
    let mut days = BTreeMap::new();
    for operation in ["matter.create", "matter.transition"] {
        let filter = AuditFilter {
            subject: Some(Subject::new(SubjectKind::Matter, id)),
            operation: Some(operation.to_owned()),
            ..AuditFilter::default()
        };
        for entry in reader.audit(&filter, 500)? {
            let added = entry.summary.pointer("/added/state");
            let changed = entry.summary.pointer("/changed/state/1");
            if let Some(state) = added.or(changed).and_then(serde_json::Value::as_str) {
                days.entry(state.to_owned()).or_insert_with(|| entry.at.date());
            }
        }
    }
    Ok(days)
}

/// The stage line with the day of each stage: the one the file names, else the day it was entered here. A file that
/// is kept up afterwards says when things happened, not when they were typed.
fn stages(kind: &Kind, folder: &Folder, entered: &BTreeMap<String, Date>) -> Vec<StageView> {
    let current = kind.state(&folder.matter.state).map(|state| state.stage.as_str()).unwrap_or_default();
    let mut position = StagePosition::Done;
    kind.stages()
        .into_iter()
        .map(|stage| {
            let here = stage == current;
            if here {
                position = StagePosition::Current;
            }
            let states = || kind.states.iter().filter(|state| state.stage == stage);
            let named = states().find_map(|state| {
                let day = folder.matter.fields.get(state.on.as_ref()?)?.as_str()?;
                calendar::parse_date(day).ok()
            });
            let on = named.or_else(|| states().filter_map(|state| entered.get(&state.id)).min().copied());
            let view = StageView {
                title: stage.to_owned(),
                position,
                on: on.map(|date| date.to_string()).filter(|_| position != StagePosition::Ahead),
            };
            if here {
                position = StagePosition::Ahead;
            }
            view
        })
        .collect()
}
