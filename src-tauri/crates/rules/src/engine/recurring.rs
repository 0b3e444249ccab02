use crate::engine::Fault;
use crate::engine::deadline::days_before;
use crate::engine::duty::{Duty, DutyState, Span};
use crate::engine::inquiry::Inquiry;
use crate::engine::plan::Prepared;
use crate::engine::trace::Trace;
use crate::law::Recurring;
use calendar::{Cadence, CalendarError, Counting, Date, Roll, StartDay, WindowState, WindowStatus};
use serde_json::Value;

/// How a recurring duty stands today.
struct Standing {
    state: DutyState,
    window: Span,
    missed: Vec<Span>,
    done_on: Option<Date>,
}

impl Inquiry<'_> {
    pub(crate) fn recurring(&self, prepared: &Prepared, rule: &Recurring) -> Option<Duty> {
        let id = &prepared.rule.id;
        let cadence = prepared.cadence?;
        let from = self.date(&rule.from, id);
        let until = rule.until.as_ref().and_then(|it| self.date(it, id));
        let standing = from.and_then(|from| self.standing(id, cadence, rule, from, until));
        let expressions = [Some(&rule.from), rule.until.as_ref(), Some(&rule.fulfilled)];
        let mut trace = Trace::of(self, prepared, expressions.into_iter().flatten());
        if self.traces {
            trace.set_cadence(cadence);
        }
        let due = standing.as_ref().map(|standing| standing.window.until);
        Some(Duty {
            rule: id.clone(),
            duty_key: prepared.rule.duty.clone()?,
            title: prepared.rule.title.clone(),
            due,
            due_at: None,
            provisional: false,
            state: standing.as_ref().map_or(DutyState::Waiting, |standing| standing.state),
            remind_on: due.map(|due| days_before(due, rule.remind_days)),
            window: standing.as_ref().map(|standing| standing.window),
            missed: standing.as_ref().map(|standing| standing.missed.clone()).unwrap_or_default(),
            done_on: standing.as_ref().and_then(|standing| standing.done_on),
            late: false,
            action: self.offer(prepared),
            citation: prepared.citation()?.clone(),
            also: prepared.rule.citations.iter().skip(1).cloned().collect(),
            trace,
            superseded: Vec::new(),
        })
    }

    fn standing(
        &self,
        id: &str,
        cadence: Cadence,
        rule: &Recurring,
        from: Date,
        until: Option<Date>,
    ) -> Option<Standing> {
        let fulfilled = self.fulfilled(id, rule);
        let reviewed = self.review(cadence, rule, from, until, &fulfilled);
        match reviewed {
            Ok(windows) => stand(&windows, self.today, until, fulfilled.last().copied()),
            Err(error) => {
                self.fault(Fault::calendar(id, &error));
                None
            }
        }
    }

    /// The days on which it was done, in order.
    fn fulfilled(&self, id: &str, rule: &Recurring) -> Vec<Date> {
        let mut days: Vec<Date> = match self.value(&rule.fulfilled, id) {
            Some(Value::Array(items)) => items.iter().filter_map(|item| self.as_date(item, id)).collect(),
            Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_))
            | None => Vec::new(),
        };
        days.sort_unstable();
        days
    }

    /// The windows up to and including the one today lies in, and how each stands.
    fn review(
        &self,
        cadence: Cadence,
        rule: &Recurring,
        from: Date,
        until: Option<Date>,
        fulfilled: &[Date],
    ) -> Result<Vec<WindowStatus>, CalendarError> {
        let ended = until.filter(|until| *until <= self.today);
        let horizon = match ended {
            Some(until) => until,
            // One length beyond today (or the start), so that the running window is whole.
            None => {
                let plain = Counting { start: StartDay::Excluded, roll: Roll::None };
                let far =
                    calendar::deadline(self.today.max(from), cadence.every(), plain, self.engine.calendar())?;
                until.map_or(far.due, |until| until.min(far.due))
            }
        };
        if horizon < from {
            return Ok(Vec::new());
        }
        let windows = cadence.windows(from, horizon, rule.align)?;
        let first_ahead = self.today.max(from);
        let reached: Vec<_> = windows.into_iter().filter(|window| window.start <= first_ahead).collect();
        Ok(cadence.review(&reached, fulfilled, self.today))
    }
}

/// A duty that recurs is one duty: it is about the first stretch since it was last done that went by
/// without it; if there is none, about the running one. Doing it once makes it done for now; the
/// stretches missed stay on record.
fn stand(
    windows: &[WindowStatus],
    today: Date,
    until: Option<Date>,
    last_done: Option<Date>,
) -> Option<Standing> {
    let span = |status: &WindowStatus| Span { from: status.window.start, until: status.window.end };
    let missed: Vec<Span> = windows.iter().filter(|it| it.state == WindowState::Missed).map(span).collect();
    let last = windows.last()?;
    if until.is_some_and(|until| until <= today) {
        return Some(Standing { state: DutyState::Done, window: span(last), missed, done_on: until });
    }
    let streak = windows
        .iter()
        .rev()
        .skip_while(|it| matches!(it.state, WindowState::Open | WindowState::Ahead))
        .take_while(|it| it.state == WindowState::Missed)
        .last();
    let (state, about, done_on) = match (last.state, streak) {
        (WindowState::Done, _) => (DutyState::Done, last, last.done_on.or(last_done)),
        (WindowState::Open | WindowState::Missed, Some(first)) => (DutyState::Overdue, first, None),
        (WindowState::Ahead, _) => (DutyState::Open, last, None),
        (WindowState::Open | WindowState::Missed, None) => (DutyState::Open, last, None),
    };
    Some(Standing { state, window: span(about), missed, done_on })
}
