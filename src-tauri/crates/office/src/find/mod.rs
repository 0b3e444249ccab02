//! Ctrl+K: people, matters, numbers, words.

use crate::Session;
use crate::error::Result;
use crate::people::mask::{self, tail};
use crate::people::record;
use crate::view::{Found, FoundKind, Id};
use calendar::DateTime;
use store::{DocumentState, Reader, SearchQuery, SearchScope, Snippet, SubjectKind};

/// Hits of each sort at most.
const MOST: u32 = 50;
/// Hits counted at most; beyond, nobody scrolls.
const CAP: usize = 500;

impl Session {
    /// People, organizations, matters and documents in which every word is found; at most `limit` of each, matters of
    /// that very number first.
    ///
    /// # Errors
    /// The store's.
    pub fn find(&self, words: &str, limit: u32, now: DateTime) -> Result<Vec<Found>> {
        let words = words.trim();
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let limit = usize::try_from(limit.clamp(1, MOST)).unwrap_or(1);
        let found = self.read(|reader| {
            let mut found = Vec::new();
            if let Some(matter) = reader.matter_by_number(words)? {
                found.push(self.found_matter(reader, matter.id, None)?);
            }
            let hits = |scope| {
                let query = SearchQuery { text: words.to_owned(), scope, offset: 0, limit, cap: CAP };
                Ok::<_, crate::OfficeError>(reader.search(&query)?.hits)
            };
            for hit in hits(SearchScope::People)? {
                found.push(self.found_person(reader, hit.subject.id)?);
            }
            for hit in hits(SearchScope::Organizations)? {
                found.push(found_organization(reader, hit.subject.id)?);
            }
            for hit in hits(SearchScope::Matters(None))? {
                let Some(matter) = hit.matter else { continue };
                let known = |one: &Found| one.kind == FoundKind::Matter && one.id == Id(matter);
                // Papers carry their matter's number: whoever looks for a part of it looks for the matter first.
                let document = hit.subject.kind == SubjectKind::Document;
                if !found.iter().any(known) {
                    let snippet = Some(&hit.snippet).filter(|_| !document);
                    found.push(self.found_matter(reader, matter, snippet)?);
                }
            }
            for hit in hits(SearchScope::Papers)? {
                found.push(found_document(reader, hit.subject.id, &hit.snippet)?);
            }
            Ok(found)
        })?;
        self.looked_up("查找", words, found.len());
        self.write_many_look_ups(now)?;
        Ok(found)
    }

    fn found_matter(&self, reader: &Reader<'_>, id: i64, snippet: Option<&Snippet>) -> Result<Found> {
        let line = self.line(reader, id, None)?;
        let parts = [Some(line.kind_title), line.number, Some(line.state_title)];
        let said = snippet.filter(|snippet| !snippet.hit.is_empty() && !line.title.contains(&snippet.hit));
        Ok(Found {
            kind: FoundKind::Matter,
            id: Id(id),
            matter: Some(Id(id)),
            title: line.title,
            subtitle: parts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            excerpt: said.map(excerpt),
        })
    }

    fn found_person(&self, reader: &Reader<'_>, id: i64) -> Result<Found> {
        let (particulars, _) = record::of_person(&reader.person(id)?.data);
        let year = particulars.birth_date.get(..4).map(|year| format!("{year}年生"));
        let tail = Some(tail(&particulars.id_number)).filter(|tail| !tail.is_empty());
        let sex = self.assets().code_label("sex", &particulars.sex).to_owned();
        let parts = [Some(sex), year, tail.map(|tail| format!("证件尾号{tail}")), Some(particulars.address)];
        let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
        Ok(Found {
            kind: FoundKind::Person,
            id: Id(id),
            matter: None,
            title: particulars.name,
            subtitle: parts.join(" · "),
            excerpt: None,
        })
    }
}

fn found_organization(reader: &Reader<'_>, id: i64) -> Result<Found> {
    let (_, particulars) = record::of_organization(&reader.organization(id)?.data);
    Ok(Found {
        kind: FoundKind::Organization,
        id: Id(id),
        matter: None,
        title: particulars.name,
        subtitle: particulars.address,
        excerpt: None,
    })
}

fn found_document(reader: &Reader<'_>, id: i64, snippet: &Snippet) -> Result<Found> {
    let document = reader.document(id)?;
    let number = document.number.unwrap_or_default();
    let said = [&number, &document.data.title].into_iter().any(|text| text.contains(&snippet.hit));
    let voided = document.state == DocumentState::Voided;
    Ok(Found {
        kind: FoundKind::Document,
        id: Id(id),
        matter: document.data.matter.map(Id),
        title: document.data.title,
        subtitle: if voided { format!("{number} · 已作废") } else { number },
        excerpt: (!said).then(|| excerpt(snippet)),
    })
}

/// The words around a hit, with what nobody needs to read there masked.
fn excerpt(snippet: &Snippet) -> String {
    mask::excerpt(&format!("{}{}{}", snippet.before, snippet.hit, snippet.after))
}
