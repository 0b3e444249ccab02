//! Braces of a phrase, and names of an earlier matter, filled in from the matter being written.

use crate::Session;
use crate::error::Result;
use crate::kinds;
use crate::matter::judgement::Folder;
use crate::matter::shown::{self, Shown};
use crate::people::record;
use crate::view::{FilledText, MatterDraft, UnsavedMatter};
use calendar::{DateTime, cn_date};
use rules::Kind;
use std::collections::BTreeMap;
use store::Reader;

impl Session {
    pub(super) fn filled(&self, text: &str, draft: &MatterDraft, now: DateTime) -> Result<FilledText> {
        if !text.contains(['{', '｛']) {
            return Ok(FilledText { text: text.to_owned(), open: Vec::new() });
        }
        let words = self.read(|reader| self.words_of(reader, draft, now))?;
        let (mut out, mut open) = (String::with_capacity(text.len()), Vec::new());
        let mut rest = text;
        while let Some(start) = rest.find(['{', '｛']) {
            out.push_str(&rest[..start]);
            rest = &rest[start..];
            let Some((whole, name, after)) = braced(rest) else { break };
            match words.get(name.trim()).filter(|word| !word.is_empty()) {
                Some(word) => out.push_str(word),
                None => {
                    out.push_str(whole);
                    open.push(whole.to_owned());
                }
            }
            rest = after;
        }
        out.push_str(rest);
        Ok(FilledText { text: out, open })
    }

    /// What braces may name, for the matter being written.
    fn words_of(
        &self,
        reader: &Reader<'_>,
        draft: &MatterDraft,
        now: DateTime,
    ) -> Result<BTreeMap<String, String>> {
        let kind = self.assets().kind(&draft.kind)?;
        let folder = self.being_written(reader, draft, now)?;
        let context = self.context();
        let shown = Shown { assets: self.assets(), context: &context };
        let views = kinds::fields(&kind.fields);
        let references = shown.references(reader, &views, &folder.matter.fields)?;
        let mut words = BTreeMap::new();
        for field in shown.fields(&views, &folder.matter.fields, &shown::names(&references)) {
            words.insert(field.label, field.text);
        }
        for (role, names) in names_by_role(kind, &folder) {
            words.insert(role, names.join("、"));
        }
        words.insert("今天".to_owned(), cn_date(now.date()));
        words.insert("司法所".to_owned(), context.office.name.clone());
        words.insert("编号".to_owned(), folder.matter.number.clone().unwrap_or_default());
        words.insert("承办人".to_owned(), context.staff_name(folder.matter.responsible).unwrap_or_default());
        Ok(words)
    }

    /// The matter as it would be with what is typed.
    pub(super) fn being_written(
        &self,
        reader: &Reader<'_>,
        draft: &MatterDraft,
        now: DateTime,
    ) -> Result<Folder> {
        let kind = self.assets().kind(&draft.kind)?;
        let unsaved = UnsavedMatter { fields: draft.fields.clone(), parties: draft.parties.clone() };
        Ok(self.tried(reader, kind, draft.matter, Some(&unsaved), now.date())?.0)
    }
}

/// The braced word at the start of a text: the whole of it, the word, and what is behind.
fn braced(text: &str) -> Option<(&str, &str, &str)> {
    let inner = text.char_indices().nth(1)?.0;
    let end = text.find(['}', '｝'])?;
    let after = text[end..].char_indices().nth(1).map_or(text.len(), |(next, _)| end + next);
    Some((&text[..after], &text[inner..end], &text[after..]))
}

/// The names of a matter's parties by the title of their role, in order.
pub(super) fn names_by_role(kind: &Kind, folder: &Folder) -> Vec<(String, Vec<String>)> {
    let of = |role: &str| {
        let parties = folder.parties.iter().filter(|party| party.role == role);
        parties
            .map(|party| record::from_snapshot(&party.snapshot).1.name)
            .filter(|name| !name.is_empty())
            .collect()
    };
    kind.roles.iter().map(|role| (role.title.clone(), of(&role.id))).collect()
}

/// Which name comes in the place of which: by role and order. A party without a counterpart has none.
pub(super) fn counterparts(kind: &Kind, earlier: &Folder, now: &Folder) -> Vec<(String, Option<String>)> {
    let mut pairs: Vec<(String, Option<String>)> = Vec::new();
    for ((_, old), (_, new)) in names_by_role(kind, earlier).into_iter().zip(names_by_role(kind, now)) {
        for (index, name) in old.into_iter().enumerate() {
            if !pairs.iter().any(|(known, _)| *known == name) {
                pairs.push((name, new.get(index).cloned()));
            }
        }
    }
    // 王德福 before 王德: the longer name is meant where both fit.
    pairs.sort_by_key(|(name, _)| std::cmp::Reverse(name.chars().count()));
    pairs
}

/// The text with each name in its counterpart's place, all at once: a new name that is also an old one stays.
pub(super) fn renamed(text: &str, pairs: &[(String, Option<String>)]) -> FilledText {
    let (mut out, mut open) = (String::with_capacity(text.len()), Vec::new());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let Some((old, new)) = pairs.iter().find(|(old, _)| rest.starts_with(old.as_str())) else {
            out.push(character);
            rest = &rest[character.len_utf8()..];
            continue;
        };
        match new {
            Some(new) => out.push_str(new),
            None => {
                out.push_str(old);
                if !open.contains(old) {
                    open.push(old.clone());
                }
            }
        }
        rest = &rest[old.len()..];
    }
    FilledText { text: out, open }
}
