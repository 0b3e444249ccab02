use crate::engine::duty::{Duty, DutyState};
use crate::engine::inquiry::Inquiry;
use crate::engine::plan::Prepared;
use crate::engine::trace::Trace;
use crate::law::{Deadline, DueDay};
use calendar::Date;

impl Inquiry<'_> {
    /// The last day: `None` if it cannot be found, `Some(None)` while what it hangs on is unknown.
    pub(crate) fn due_day(&self, prepared: &Prepared, rule: &Deadline) -> Option<Option<calendar::Deadline>> {
        match &rule.due {
            DueDay::Counted { start, .. } => self.period(prepared, start),
            DueDay::Named(day) => {
                let named =
                    |due| calendar::Deadline { due, due_at: None, provisional: false, steps: Vec::new() };
                Some(self.date(day, &prepared.rule.id).map(named))
            }
        }
    }

    pub(crate) fn deadline(&self, prepared: &Prepared, rule: &Deadline) -> Option<Duty> {
        let id = &prepared.rule.id;
        let period = self.due_day(prepared, rule)?;
        let due = period.as_ref().map(|period| period.due);
        let done = self.holds(&rule.done, id);
        let done_on = if done { rule.done_on.as_ref().and_then(|it| self.date(it, id)) } else { None };
        let state = match due {
            _ if done => DutyState::Done,
            None => DutyState::Waiting,
            Some(due) if self.today > due => DutyState::Overdue,
            Some(_) => DutyState::Open,
        };
        let expressions = [Some(rule.due.from()), rule.done.expression(), rule.done_on.as_ref()];
        let mut trace = Trace::of(self, prepared, expressions.into_iter().flatten());
        match (&rule.due, &period) {
            (DueDay::Counted { .. }, Some(period)) => trace.count(self, &period.steps, period.due),
            (DueDay::Named(_), Some(period)) => trace.named(period.due),
            (_, None) => {}
        }
        Some(Duty {
            rule: id.clone(),
            duty_key: prepared.rule.duty.clone()?,
            title: prepared.rule.title.clone(),
            due,
            due_at: period.as_ref().and_then(|period| period.due_at),
            provisional: period.as_ref().is_some_and(|period| period.provisional),
            state,
            remind_on: due.map(|due| days_before(due, rule.remind_days)),
            window: None,
            missed: Vec::new(),
            done_on,
            late: matches!((done_on, due), (Some(done_on), Some(due)) if done_on > due),
            action: self.offer(prepared),
            citation: prepared.citation()?.clone(),
            also: prepared.rule.citations.iter().skip(1).cloned().collect(),
            trace,
            superseded: Vec::new(),
        })
    }
}

/// So many days before, or the date itself where the calendar ends.
pub(crate) fn days_before(date: Date, days: u32) -> Date {
    date.checked_sub_days(chrono::Days::new(u64::from(days))).unwrap_or(date)
}
