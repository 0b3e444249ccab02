//! What the person at the desk looked at, in the audit chain.

use super::Session;
use super::permission::Power;
use crate::error::Result;
use crate::people::mask;
use calendar::DateTime;
use chrono::TimeDelta;
use serde_json::json;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use store::{AuditEntry, LOOK_UP, Subject, SubjectKind};

/// Looking at the same thing again within this time is the same look: the window reads a matter anew after each change of
/// it. Counted from the look that was recorded, so that a thing looked at all day is recorded all day.
const SAME_LOOK: TimeDelta = TimeDelta::minutes(30);

/// When a thing was last recorded as looked at. It begins anew with every unlock.
#[derive(Debug, Default)]
pub(super) struct Looks(Mutex<HashMap<(&'static str, Subject), DateTime>>);

/// What was looked for and is not written down yet: whoever types a word types all of its beginnings, and a search is not to
/// wait for a disk. It is written with the next look at something, when enough has gathered, and when the desk is locked.
#[derive(Debug, Default)]
pub(super) struct LookUps(Mutex<Vec<LookUp>>);

#[derive(Debug)]
struct LookUp {
    /// Where, as the window calls it.
    place: String,
    words: String,
    found: usize,
}

/// Look-ups that gather at most, where a moment is known to write them.
const GATHERED: usize = 20;
/// From so many characters on a word of digits is taken for an identity number.
const NUMBER: usize = 15;

impl Session {
    /// Notes that somebody looked for words; typing on is the same look-up.
    pub(crate) fn looked_up(&self, place: &str, words: &str, found: usize) {
        let words: Vec<String> = words
            .split_whitespace()
            .map(|word| {
                let digits = word.chars().filter(char::is_ascii_digit).count();
                if digits >= NUMBER - 1 { mask::masked(word) } else { word.to_owned() }
            })
            .collect();
        let words = words.join(" ");
        if words.is_empty() {
            return;
        }
        let mut pending = self.look_ups.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(last) = pending.last_mut()
            && last.place == place
            && (words.starts_with(&last.words) || last.words.starts_with(&words))
        {
            (last.words, last.found) = (words, found);
            return;
        }
        pending.push(LookUp { place: place.to_owned(), words, found });
    }

    /// Writes down what was looked for, where enough has gathered.
    pub(crate) fn write_many_look_ups(&self, now: DateTime) -> Result<()> {
        let many = self.look_ups.0.lock().unwrap_or_else(PoisonError::into_inner).len() >= GATHERED;
        if many { self.write_look_ups(now) } else { Ok(()) }
    }

    /// Writes down what was looked for since the last time.
    pub(crate) fn write_look_ups(&self, now: DateTime) -> Result<()> {
        let pending = std::mem::take(&mut *self.look_ups.0.lock().unwrap_or_else(PoisonError::into_inner));
        if pending.is_empty() {
            return Ok(());
        }
        self.write(LOOK_UP, now, |tx| {
            for one in &pending {
                let said = json!({ "looked_for": one.words, "in": one.place, "found": one.found });
                tx.note(Subject::OFFICE, said)?;
            }
            Ok(())
        })?;
        Ok(())
    }

    /// Whether what somebody else looked for is not for the person at the desk: it may name whom they do not see.
    pub(crate) fn hides_words(&self, entry: &AuditEntry) -> bool {
        entry.operation == LOOK_UP && entry.actor.staff != Some(self.staff) && !self.can(Power::Approve)
    }

    /// Records a look, unless it is still the same one.
    pub(crate) fn look(&self, operation: &'static str, subject: Subject, now: DateTime) -> Result<()> {
        self.write_look_ups(now)?;
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
    use super::GATHERED;
    use crate::testing::{PASSWORD, START, at, dispute, office};
    use crate::view::{AuditQuery, PeopleQuery, RegisterQuery};

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

    #[test]
    fn what_was_looked_for_stands_in_the_trail_once_and_for_those_it_is_for() {
        let office = office();
        office.hire("甲办", "clerk");
        let matter = office.create(&dispute(), START);
        let said = |session: &crate::Session| {
            let query = AuditQuery { operation: Some(store::LOOK_UP.to_owned()), ..AuditQuery::default() };
            let lines = session.audit(&query).unwrap().lines;
            lines.into_iter().rev().map(|line| line.summary).collect::<Vec<_>>()
        };
        let session = &office.session;
        for words in ["张", "张 三", "张 三  "] {
            session.find(words, 10, at(START)).unwrap();
        }
        session.find("  ", 10, at(START)).unwrap();
        let people = PeopleQuery { search: "11010519491231002X".to_owned(), ..PeopleQuery::default() };
        session.people(&people).unwrap();
        let register =
            RegisterQuery { kind: "dispute".into(), search: "土地".into(), ..RegisterQuery::default() };
        session.register(&register, at(START)).unwrap();
        assert_eq!(said(session), Vec::<String>::new(), "no search waits for a disk");
        session.matter(matter, at("2026-03-02T10:00")).unwrap();
        let found = said(session);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].starts_with("在查找找“张 三”，找到"), "{found:?}");
        assert!(found[1].starts_with("在人员找“110105********002X”，找到0条"), "{found:?}");
        assert!(found[2].starts_with("在台账“矛盾纠纷”找“土地”"), "{found:?}");
        // Nobody goes without a trace: locking writes what is left.
        session.find("李四", 10, at(START)).unwrap();
        let office = office.seat("甲办");
        let found = said(&office.session);
        assert_eq!(found.len(), 4);
        assert!(found.iter().all(|words| words == "查找的内容只有本人和所长能看"), "{found:?}");
        office.session.find("王五", 10, at(START)).unwrap();
        let office = office.seat("周长河");
        let found = said(&office.session);
        assert!(found[3].contains("李四") && found[4].contains("王五"), "{found:?}");
        // Many are written without a look.
        for n in 0..GATHERED {
            office.session.find(&format!("{n}号"), 10, at(START)).unwrap();
        }
        assert_eq!(said(&office.session).len(), 5 + GATHERED);
    }
}
