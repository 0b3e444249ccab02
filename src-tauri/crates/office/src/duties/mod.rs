//! Duties (期限) and their grounds (依据).

mod explanation;
mod listing;
mod sheet;
pub(crate) mod steps;

use crate::Assets;
use crate::matter::findings::citation;
use crate::view::{ActionKind, ActionView, CitationView, DutyStateView, DutyView, WindowView};
use calendar::{Date, cn_date};
use rules::{Action, Assessment, Duty, DutyState, Kind, Rule, Yield};

/// The duties of a matter: open ones first by day, then waiting ones, then done ones.
pub(crate) fn views(assets: &Assets, kind: &Kind, assessment: &Assessment, today: Date) -> Vec<DutyView> {
    let mut views: Vec<DutyView> =
        assessment.duties.iter().map(|duty| view(assets, kind, duty, today)).collect();
    views.sort_by_key(|duty| (order(duty.state), duty.due.is_none(), duty.due.clone()));
    views
}

fn order(state: DutyStateView) -> u8 {
    match state {
        DutyStateView::Overdue | DutyStateView::Open => 0,
        DutyStateView::Waiting => 1,
        DutyStateView::Done => 2,
    }
}

/// Whether something is to be done by a known day.
pub(crate) fn is_open(state: DutyStateView) -> bool {
    match state {
        DutyStateView::Open | DutyStateView::Overdue => true,
        DutyStateView::Done | DutyStateView::Waiting => false,
    }
}

/// A duty for the window.
pub(crate) fn view(assets: &Assets, kind: &Kind, duty: &Duty, today: Date) -> DutyView {
    let state = state(duty.state);
    let days = duty.due.map(|due| (due - today).num_days());
    let days_text = match (state, duty.done_on, days) {
        (DutyStateView::Done, Some(on), _) => format!("已于{}完成", cn_date(on)),
        (DutyStateView::Done, None, _) => "已完成".to_owned(),
        (DutyStateView::Waiting, _, _) => "起算日还没有填写".to_owned(),
        (DutyStateView::Open | DutyStateView::Overdue, _, Some(days)) => steps::days_text(days),
        (DutyStateView::Open | DutyStateView::Overdue, _, None) => String::new(),
    };
    DutyView {
        key: key(&duty.rule, duty.window.map(|window| window.from)),
        rule: duty.rule.clone(),
        title: duty.title.clone(),
        due: duty.due.map(|due| due.to_string()),
        due_at: duty.due_at.map(|at| at.format("%Y-%m-%dT%H:%M").to_string()),
        provisional: duty.provisional,
        state,
        days: days.and_then(|days| i32::try_from(days).ok()),
        days_text,
        done_on: duty.done_on.map(|on| on.to_string()),
        window: duty
            .window
            .map(|window| WindowView { from: window.from.to_string(), to: window.until.to_string() }),
        citation: citation(&duty.citation),
        action: action(assets, kind, duty.action.as_ref()),
    }
}

/// Names a duty within its matter: its rule, and the stretch it is about when it recurs.
pub(crate) fn key(rule: &str, window: Option<Date>) -> String {
    window.map_or_else(|| rule.to_owned(), |from| format!("{rule}@{from}"))
}

fn state(state: DutyState) -> DutyStateView {
    match state {
        DutyState::Open => DutyStateView::Open,
        DutyState::Overdue => DutyStateView::Overdue,
        DutyState::Waiting => DutyStateView::Waiting,
        DutyState::Done => DutyStateView::Done,
    }
}

/// The one step that settles a duty, with the words of its button.
pub(crate) fn action(assets: &Assets, kind: &Kind, action: Option<&Action>) -> ActionView {
    let (kind, id, label) = match action {
        Some(Action::Form(id)) => {
            let title = assets.forms_by_id().get(id).map_or(id.as_str(), |form| form.title());
            (ActionKind::Form, id.clone(), format!("打印{title}"))
        }
        Some(Action::Journal(id)) => {
            let title = kind.entry_type(id).map_or(id.as_str(), |entry| &entry.title);
            (ActionKind::Journal, id.clone(), format!("记一次{title}"))
        }
        Some(Action::Transition(id)) => {
            let label = kind.transition(id).map_or(id.as_str(), |transition| &transition.label);
            (ActionKind::Transition, id.clone(), label.to_owned())
        }
        Some(Action::Field(id)) => {
            let label = kind.field(id).map_or(id.as_str(), |field| &field.label);
            (ActionKind::Field, id.clone(), format!("填写{label}"))
        }
        None => (ActionKind::Open, String::new(), "打开事项".to_owned()),
    };
    ActionView { kind, id, label }
}

/// The step a rule names.
pub(crate) fn action_of(rule: &Rule) -> Option<&Action> {
    match &rule.yields {
        Yield::Deadline(deadline) => deadline.action.as_ref(),
        Yield::Recurring(recurring) => recurring.action.as_ref(),
        Yield::Check(_) | Yield::Derive(_) | Yield::Forbid(_) | Yield::Retention(_) => None,
    }
}

/// The article a rule cites first; an empty one when newer assets no longer have the rule.
pub(crate) fn citation_of(assets: &Assets, rule: &str) -> CitationView {
    let found = assets.definitions().rules.get(rule).and_then(|rule| rule.citations.first());
    found.map_or_else(
        || CitationView {
            pack: String::new(),
            text: String::new(),
            title: String::new(),
            section: String::new(),
            quote: String::new(),
            short: String::new(),
            certainty: crate::view::Certainty::Unverified,
        },
        |found| citation(found),
    )
}
