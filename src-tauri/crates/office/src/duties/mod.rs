//! Duties (期限) and their grounds (依据).

mod explanation;
mod listing;
mod sheet;
pub(crate) mod steps;

use crate::Assets;
use crate::matter::findings::citation;
use crate::view::{ActionKind, ActionView, CitationView, DutyStateView, DutyView, Fields, Id, WindowView};
use calendar::{Date, cn_date};
use rules::{Action, Assessment, Duty, DutyState, Kind, Offer, Rule};

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
        action: offer(assets, kind, &duty.rule, duty.action.as_ref()),
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
pub(crate) fn action(assets: &Assets, kind: &Kind, rule: &str, action: Option<&Action>) -> ActionView {
    let (kind, id, label) = match action {
        Some(Action::Form(id)) => {
            let title = assets.forms_by_id().get(id).map_or(id.as_str(), |form| form.title());
            (ActionKind::Form, id, format!("打印{title}"))
        }
        Some(Action::Journal(id)) => {
            let title = kind.entry_type(id).map_or(id.as_str(), |entry| &entry.title);
            (ActionKind::Journal, id, format!("记一次{title}"))
        }
        Some(Action::Transition(id)) => {
            let label = kind.transition(id).map_or(id.as_str(), |transition| &transition.label);
            (ActionKind::Transition, id, label.to_owned())
        }
        Some(Action::Field(id)) => {
            let label = kind.field(id).map_or(id.as_str(), |field| &field.label);
            (ActionKind::Field, id, format!("填写{label}"))
        }
        None => return no_action(),
    };
    ActionView { kind, id: id.clone(), label, rule: rule.to_owned(), ..no_action() }
}

/// Nothing but to look.
pub(crate) fn no_action() -> ActionView {
    ActionView {
        kind: ActionKind::Open,
        id: String::new(),
        label: "打开事项".to_owned(),
        rule: String::new(),
        with: Fields::new(),
        source: String::new(),
        source_matter: None,
    }
}

/// The same with what is written there beforehand, and where that is taken from.
pub(crate) fn offer(assets: &Assets, kind: &Kind, rule: &str, offer: Option<&Offer>) -> ActionView {
    let plain = action(assets, kind, rule, offer.map(|offer| &offer.action));
    let Some(offer) = offer.filter(|offer| !offer.with.is_empty()) else { return plain };
    let text = |name: &str| offer.from.get(name).and_then(serde_json::Value::as_str);
    let day = text("on").and_then(|on| calendar::parse_date(on).ok()).map(cn_date);
    let entry = text("type").and_then(|id| kind.entry_type(id));
    let source = match (text("title"), text("number"), entry) {
        (Some(title), Some(number), _) => format!("“{title}”（{number}）"),
        (Some(title), None, _) => format!("“{title}”"),
        (None, _, Some(entry)) => format!("{}的“{}”", day.unwrap_or_default(), entry.title),
        (None, _, None) => "本事项的登记".to_owned(),
    };
    let matter = text("kind").and(text("id")).and_then(|id| id.parse().ok()).map(Id);
    ActionView { with: offer.with.clone(), source, source_matter: matter, ..plain }
}

/// The step a rule names.
pub(crate) fn action_of(rule: &Rule) -> Option<&Action> {
    rule.yields.action().map(|rule| &rule.action)
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
