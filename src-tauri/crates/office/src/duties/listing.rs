//! `duties`: what is due, for scripts.

use super::{citation_of, key};
use crate::Session;
use crate::error::Result;
use crate::matter::judgement::Folder;
use crate::view::{DutiesOutput, DutyOutput};
use calendar::{Date, DateTime};
use rules::{Duty, DutyState};
use store::Reader;

impl Session {
    /// Duties that are not done, of all matters; or all duties of one matter. Judged by the day given, which need not be
    /// the day the office is at, and written nowhere.
    ///
    /// # Errors
    /// No such matter.
    pub fn duties(&self, matter: Option<&str>, now: DateTime) -> Result<DutiesOutput> {
        let today = now.date();
        let mut rows: Vec<(Option<Date>, DutyOutput)> = Vec::new();
        if let Some(number) = matter {
            let id = self.matter_by_number(number)?.0;
            rows.extend(self.read(|reader| self.duties_of(reader, id, today, true))?);
        } else {
            let ids = self.read(|reader| Ok(reader.matter_ids(None, 0, usize::MAX >> 1)?))?;
            self.read(|reader| {
                for id in ids {
                    rows.extend(self.duties_of(reader, id, today, false)?);
                }
                Ok(())
            })?;
        }
        rows.sort_by(|(a, one), (b, other)| {
            (a.is_none(), a, &one.matter).cmp(&(b.is_none(), b, &other.matter))
        });
        Ok(DutiesOutput { duties: rows.into_iter().map(|(_, row)| row).collect() })
    }

    fn duties_of(
        &self,
        reader: &Reader<'_>,
        id: i64,
        today: Date,
        done_too: bool,
    ) -> Result<Vec<(Option<Date>, DutyOutput)>> {
        let context = self.context();
        let folder = Folder::read(reader, id)?;
        let kind = self.assets().kind(&folder.matter.kind)?;
        let facts = folder.facts(kind, &context, reader)?;
        let mut assessment = context.engine.recompute(&kind.id, facts, today)?;
        folder.relieve(kind, &mut assessment);
        let number = folder.matter.number.clone().unwrap_or_else(|| format!("#{id}"));
        let listed = assessment.duties.iter().filter(|duty| done_too || duty.state != DutyState::Done);
        Ok(listed.map(|duty| (duty.due, self.duty_output(&number, duty))).collect())
    }

    fn duty_output(&self, number: &str, duty: &Duty) -> DutyOutput {
        let citation = citation_of(self.assets(), &duty.rule);
        let due = duty.due_at.map(|at| at.format("%Y-%m-%dT%H:%M").to_string());
        DutyOutput {
            matter: number.to_owned(),
            key: key(&duty.rule, duty.window.map(|window| window.from)),
            title: duty.title.clone(),
            due: due.or_else(|| duty.due.map(|due| due.to_string())),
            provisional: duty.provisional,
            state: duty.state.name().to_owned(),
            rule: duty.rule.clone(),
            article: citation.short,
            quote: citation.quote,
        }
    }
}
