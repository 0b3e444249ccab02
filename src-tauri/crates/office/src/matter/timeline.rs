//! A matter's whole course (全程), drawn to scale on its page.

use super::judgement::Folder;
use crate::Session;
use crate::error::Result;
use crate::view::{Id, LaneView, MarkView, TimelineView};
use calendar::DateTime;
use serde_json::Value;

impl Session {
    /// The timeline of a matter, as its kind lays it out.
    ///
    /// # Errors
    /// No such matter.
    pub fn timeline(&self, id: Id, now: DateTime) -> Result<TimelineView> {
        let context = self.context();
        let today = now.date();
        self.read(|reader| {
            let folder = Folder::read(reader, id.0)?;
            let kind = self.assets().kind(&folder.matter.kind)?;
            let facts = folder.whole_facts(kind, &context, reader)?;
            let marks = context.engine.timeline(&kind.id, facts, today)?;
            let lanes = kind.timeline.iter().map(|lane| LaneView {
                id: lane.id.clone(),
                title: lane.title.clone(),
                marks: marks
                    .iter()
                    .filter(|mark| mark.lane == lane.id)
                    .map(|mark| MarkView {
                        from: mark.from.to_string(),
                        until: mark.until.map(|until| until.to_string()),
                        text: mark.text.clone(),
                        matter: self.stands_for(&mark.item),
                    })
                    .collect(),
            });
            Ok(TimelineView { today: today.to_string(), lanes: lanes.collect() })
        })
    }

    /// The matter that a thing in a list is, if it is one.
    fn stands_for(&self, item: &Value) -> Option<Id> {
        let kind = item.get("kind")?.as_str()?;
        let id = item.get("id")?.as_str()?.parse().ok()?;
        self.assets().definitions().kinds.contains_key(kind).then_some(Id(id))
    }
}
