//! What the person at the desk looked at, in the audit chain.

use super::Session;
use crate::error::Result;
use calendar::DateTime;
use chrono::TimeDelta;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use store::{Subject, SubjectKind};

/// Looking at the same thing again within this time is the same look: the window reads a matter anew after each change of
/// it. Counted from the look that was recorded, so that a thing looked at all day is recorded all day.
const SAME_LOOK: TimeDelta = TimeDelta::minutes(30);

/// When a thing was last recorded as looked at. It begins anew with every unlock.
#[derive(Debug, Default)]
pub(super) struct Looks(Mutex<HashMap<(&'static str, Subject), DateTime>>);

impl Session {
    /// Records a look, unless it is still the same one.
    pub(crate) fn look(&self, operation: &'static str, subject: Subject, now: DateTime) -> Result<()> {
        let mut looks = self.looks.0.lock().unwrap_or_else(PoisonError::into_inner);
        let same = looks
            .get(&(operation, subject))
            .is_some_and(|at| (TimeDelta::zero()..SAME_LOOK).contains(&(now - *at)));
        // Papers and scans are looked at inside a matter or a person's page: those are what was opened lately.
        let within = matches!(subject.kind, SubjectKind::Document | SubjectKind::Attachment);
        if same && within {
            return Ok(());
        }
        self.write(operation, now, |tx| {
            match (same, within) {
                (true, _) => tx.viewed_again(subject)?,
                (false, true) => tx.note(subject, serde_json::json!({ "viewed": true }))?,
                (false, false) => tx.viewed(subject)?,
            }
            Ok(())
        })?;
        if !same {
            looks.insert((operation, subject), now);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{PASSWORD, START, at, dispute, office};
    use crate::view::AuditQuery;

    #[test]
    fn looking_again_is_the_same_look_for_half_an_hour_and_one_session() {
        let office = office();
        let (first, second) = (office.create(&dispute(), START), office.create(&dispute(), START));
        let looks = |session: &crate::Session| {
            let query = AuditQuery { operation: Some("matter.view".to_owned()), ..AuditQuery::default() };
            session.audit(&query).unwrap().lines.len()
        };
        for minute in [1, 2, 30] {
            office.session.matter(first, at(&format!("2026-03-02T09:{minute:02}"))).unwrap();
        }
        assert_eq!(looks(&office.session), 1);
        office.session.matter(second, at("2026-03-02T09:30")).unwrap();
        assert_eq!(looks(&office.session), 2, "another matter is another look");
        office.session.matter(first, at("2026-03-02T09:30")).unwrap();
        let recent =
            office.session.board(&crate::view::BoardQuery::default(), at("2026-03-02T09:30")).unwrap();
        assert_eq!(recent.recent.len(), 2);
        office.session.matter(first, at("2026-03-02T09:31")).unwrap();
        assert_eq!(looks(&office.session), 3, "half an hour after the one recorded");
        office.session.matter(first, at("2026-03-02T09:00")).unwrap();
        assert_eq!(looks(&office.session), 4, "a clock set back hides nothing");
        // The folder goes last.
        let crate::testing::Office { folder: _folder, desk, session } = office;
        desk.lock(at("2026-03-02T09:32")).unwrap();
        drop(session);
        let session = desk.unlock("周长河", PASSWORD, at("2026-03-02T09:33")).unwrap();
        session.matter(first, at("2026-03-02T09:33")).unwrap();
        assert_eq!(looks(&session), 5, "a new session looks anew");
    }
}
