//! Drafts: what was typed and not saved yet. Kept on the disk within two seconds of typing, offered again after a crash,
//! dropped by the save of the real thing.

use crate::Session;
use crate::error::Result;
use crate::input::{self, Place};
use crate::session::{Power, allow};
use crate::view::{DraftInput, DraftView, Id};
use calendar::DateTime;
use serde_json::{Value, json};
use store::Draft;

/// Bytes a draft may take: more than the largest matter that could be saved.
const LARGEST: usize = 4 * 1024 * 1024;

impl Session {
    /// Keeps a draft. When this returns it is on the disk.
    ///
    /// # Errors
    /// A blank key; a draft of more than 4 MiB.
    pub fn keep_draft(&self, draft: &DraftInput, now: DateTime) -> Result<()> {
        allow(&self.own_role(), Power::Work)?;
        let place = Place { field: "key", label: "草稿" };
        let key = input::required(place, &draft.key)?;
        let value = json!({ "title": draft.title, "matter": draft.matter, "content": draft.content });
        let length = value.to_string().len();
        if length > LARGEST {
            return Err(place.refuse(input::InputFault::TooLong { limit: LARGEST, length }).into());
        }
        Ok(self.store().save_draft(Some(self.staff_id()), &self.draft_key(&key), &value, now)?)
    }

    /// Drafts of the person at the desk, newest first.
    ///
    /// # Errors
    /// The store's.
    pub fn drafts(&self) -> Result<Vec<DraftView>> {
        let prefix = self.draft_key("");
        self.read(|reader| {
            let drafts = reader.drafts()?.into_iter();
            let drafts = drafts.filter_map(|draft| view(&prefix, draft));
            Ok(drafts.filter(|draft| draft.matter.is_none_or(|matter| !reader.hides(matter.0))).collect())
        })
    }

    /// One draft.
    ///
    /// # Errors
    /// The store's.
    pub fn draft(&self, key: &str) -> Result<Option<DraftView>> {
        let prefix = self.draft_key("");
        let key = self.draft_key(key);
        self.read(|reader| {
            let draft = reader.draft(&key)?.and_then(|draft| view(&prefix, draft));
            Ok(draft.filter(|draft| draft.matter.is_none_or(|matter| !reader.hides(matter.0))))
        })
    }

    /// Throws a draft away on purpose.
    ///
    /// # Errors
    /// The store's.
    pub fn discard_draft(&self, key: &str, now: DateTime) -> Result<()> {
        let key = self.draft_key(key);
        self.write("draft.discard", now, |tx| Ok(tx.drop_draft(&key)?))?;
        Ok(())
    }

    /// Two people may type at the same thing, one after the other: each has a draft of their own.
    pub(crate) fn draft_key(&self, key: &str) -> String {
        format!("{}/{key}", self.staff_id())
    }
}

fn view(prefix: &str, draft: Draft) -> Option<DraftView> {
    let key = draft.key.strip_prefix(prefix)?.to_owned();
    let text = |name: &str| draft.value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    Some(DraftView {
        key,
        title: text("title"),
        matter: draft.value.get("matter").and_then(Value::as_i64).map(Id),
        at: draft.saved_at.format("%Y-%m-%dT%H:%M:%S").to_string(),
        content: draft.value.get("content").cloned().unwrap_or(Value::Null),
    })
}

#[cfg(test)]
mod tests {
    use super::LARGEST;
    use crate::testing::{START, at, office};
    use crate::view::DraftInput;
    use serde_json::json;

    #[test]
    fn a_draft_larger_than_any_matter_is_refused_and_the_one_before_stays() {
        let office = office();
        let keep = |length: usize| {
            let draft = DraftInput {
                key: "new:dispute".to_owned(),
                title: "新登记".to_owned(),
                matter: None,
                content: json!({ "facts": "x".repeat(length) }),
            };
            office.session.keep_draft(&draft, at(START))
        };
        // The rest of what is kept takes its bytes as well.
        keep(LARGEST - 200).unwrap();
        let error = keep(LARGEST).unwrap_err();
        assert_eq!(error.code(), "input.too-long", "{error:?}");
        let kept = office.session.draft("new:dispute").unwrap().unwrap();
        assert_eq!(kept.content["facts"].as_str().unwrap().len(), LARGEST - 200);
    }
}
