//! A matter's rows and what the rules say about them.

use super::facts::{Facts, Rows};
use crate::error::Result;
use crate::session::Context;
use calendar::Date;
use rules::{Assessment, Kind};
use serde_json::{Map, Value};
use store::{Document, JournalData, MatterData, PartyData, Reader};

/// Everything stored of a matter.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Folder {
    /// Row id; none while it is only typed.
    pub(crate) id: Option<i64>,
    pub(crate) revision: i64,
    pub(crate) matter: MatterData,
    pub(crate) parties: Vec<PartyData>,
    /// Oldest first.
    pub(crate) journal: Vec<(Option<i64>, JournalData)>,
    pub(crate) documents: Vec<Document>,
}

impl From<store::Folder> for Folder {
    fn from(stored: store::Folder) -> Self {
        Self {
            id: Some(stored.matter.id),
            revision: stored.matter.revision,
            matter: stored.matter.data,
            parties: stored.parties.into_iter().map(|party| party.data).collect(),
            journal: stored.journal.into_iter().map(|entry| (Some(entry.id), entry.data)).collect(),
            documents: stored.documents,
        }
    }
}

impl Folder {
    /// A matter that is only typed.
    pub(crate) fn new(kind: &Kind, today: Date) -> Self {
        let matter = MatterData {
            kind: kind.id.clone(),
            state: kind.initial.clone(),
            opened_on: Some(today),
            ..MatterData::default()
        };
        Self {
            id: None,
            revision: 0,
            matter,
            parties: Vec::new(),
            journal: Vec::new(),
            documents: Vec::new(),
        }
    }

    /// The saved matter.
    pub(crate) fn read(reader: &Reader<'_>, id: i64) -> Result<Self> {
        Ok(Self::from(reader.folders(&[id])?.read(0)?))
    }

    pub(crate) fn rows(&self) -> Rows<'_> {
        Rows {
            id: self.id,
            matter: &self.matter,
            parties: &self.parties,
            journal: &self.journal,
            documents: &self.documents,
        }
    }

    /// Its facts, without `today` and settings.
    pub(crate) fn facts(
        &self,
        kind: &Kind,
        context: &Context,
        reader: &Reader<'_>,
    ) -> Result<Map<String, Value>> {
        Facts::new(context, reader).of(kind, self.rows())
    }

    /// Its facts with those of related matters, which checks and forms look at.
    pub(crate) fn whole_facts(
        &self,
        kind: &Kind,
        context: &Context,
        reader: &Reader<'_>,
    ) -> Result<Map<String, Value>> {
        Facts::new(context, reader).with_related(kind, self.rows())
    }

    /// What the rules say.
    pub(crate) fn assess(
        &self,
        kind: &Kind,
        context: &Context,
        reader: &Reader<'_>,
        today: Date,
    ) -> Result<Assessment> {
        let facts = self.whole_facts(kind, context, reader)?;
        let mut assessment = context.engine.assess(&kind.id, &facts, today)?;
        self.relieve(kind, &mut assessment);
        Ok(assessment)
    }

    /// A matter that came closed from an old register has no duties: what there was to do was done on paper, and nothing
    /// can be written into it any more.
    pub(crate) fn relieve(&self, kind: &Kind, assessment: &mut Assessment) {
        let closed = kind.state(&self.matter.state).is_some_and(|state| state.is_final);
        if closed && self.matter.import.is_some() {
            assessment.duties.clear();
        }
    }
}
