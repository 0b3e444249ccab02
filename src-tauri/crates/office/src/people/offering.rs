//! Offering known people for what is typed. The clerk chooses; the program never merges.

use super::identity;
use super::listing::description;
use super::record;
use crate::Session;
use crate::error::Result;
use crate::view::{IdentityCheck, OfferReason, Particulars, PartyKind, PersonOffer, PersonProbe};
use calendar::{Date, DateTime};
use std::collections::BTreeMap;
use store::{Reader, SearchQuery, SearchScope};

/// Offers at most.
const OFFERED: usize = 12;
/// People looked at for a single character, which may stand in many an address.
const LOOKED_AT: usize = 1_000;

impl Session {
    /// Known people for what is typed, the surest reason first: the same ID number, the same name and birth date, the
    /// same phone, a name that begins alike.
    ///
    /// # Errors
    /// The store's.
    pub fn suggest_people(&self, probe: &PersonProbe) -> Result<Vec<PersonOffer>> {
        let natural = probe.kind.is_none_or(identity::is_natural);
        self.read(|reader| {
            let mut found: BTreeMap<i64, OfferReason> = BTreeMap::new();
            let mut offer = |id: i64, reason: OfferReason| {
                found.entry(id).and_modify(|known| *known = (*known).min(reason)).or_insert(reason);
            };
            if natural {
                for id in same_people(reader, probe)? {
                    offer(id.0, id.1);
                }
            } else {
                let code = Some(probe.id_number.trim()).filter(|code| !code.is_empty());
                for row in reader.organizations_like(probe.name.trim(), code)? {
                    let same = code.is_some() && row.data.code.as_deref() == code;
                    offer(row.id, if same { OfferReason::SameIdNumber } else { OfferReason::Name });
                }
            }
            for (words, reason) in
                [(probe.phone.trim(), OfferReason::SamePhone), (probe.name.trim(), OfferReason::Name)]
            {
                let found = match (words.chars().count(), reason) {
                    (0, _) | (1, OfferReason::SamePhone) => Vec::new(),
                    (1, _) => beginning(reader, words, natural)?,
                    (_, _) => alike(reader, words, natural, OFFERED)?,
                };
                for id in found {
                    offer(id, reason);
                }
            }
            let mut found: Vec<(i64, OfferReason)> = found.into_iter().collect();
            found.sort_by_key(|(id, reason)| (*reason, std::cmp::Reverse(*id)));
            found.truncate(OFFERED);
            found.into_iter().map(|(id, reason)| self.offer(reader, id, reason, natural)).collect()
        })
    }

    fn offer(&self, reader: &Reader<'_>, id: i64, reason: OfferReason, natural: bool) -> Result<PersonOffer> {
        let line = self.person_line(reader, id, !natural)?;
        let (kind, mut particulars) = if natural {
            (PartyKind::Natural, record::of_person(&reader.person(id)?.data).0)
        } else {
            record::of_organization(&reader.organization(id)?.data)
        };
        let description = description(&line, &particulars.id_number);
        // Whoever typed the whole number has seen it; nobody else learns it from an offer.
        if natural && reason != OfferReason::SameIdNumber {
            particulars.id_number = super::mask::masked(&particulars.id_number);
        }
        Ok(PersonOffer { id: line.id, kind, reason, particulars, description, matters: line.matters })
    }

    /// What particulars give by themselves: birth date and sex from the number, warnings.
    pub fn check_identity(&self, particulars: &Particulars, now: DateTime) -> IdentityCheck {
        let mut check = identity::check("", particulars);
        let born_later = |date: &String| calendar::parse_date(date).is_ok_and(|birth| birth > now.date());
        // A birth date of tomorrow is one that does not exist yet.
        check.birth_date = check.birth_date.filter(|date| !born_later(date));
        check
    }
}

/// People who are the same by number, or by name and birth date.
fn same_people(reader: &Reader<'_>, probe: &PersonProbe) -> Result<Vec<(i64, OfferReason)>> {
    let mut same = Vec::new();
    let number = probe.id_number.trim().to_uppercase();
    if !number.is_empty() {
        let people = reader.people_with_id_number(&number)?;
        same.extend(people.into_iter().map(|person| (person.id, OfferReason::SameIdNumber)));
    }
    let birth: Option<Date> = calendar::parse_date(probe.birth_date.trim()).ok();
    if birth.is_some() && !probe.name.trim().is_empty() {
        let people = reader.people_named(probe.name.trim(), birth)?;
        let people = people.into_iter().filter(|person| person.data.birth_date == birth);
        same.extend(people.map(|person| (person.id, OfferReason::SameNameAndBirth)));
    }
    Ok(same)
}

/// Those whose name, or its initials, begins with what was typed.
fn beginning(reader: &Reader<'_>, words: &str, natural: bool) -> Result<Vec<i64>> {
    let words = store::normalise(words);
    let mut found = Vec::new();
    for id in alike(reader, &words, natural, LOOKED_AT)? {
        let (name, initials) = if natural {
            let person = reader.person(id)?.data;
            (person.name, person.initials)
        } else {
            let organization = reader.organization(id)?.data;
            (organization.name, organization.initials)
        };
        if [name, initials].iter().any(|text| store::normalise(text).starts_with(&words)) {
            found.push(id);
        }
        if found.len() == OFFERED {
            break;
        }
    }
    Ok(found)
}

/// Those with the words anywhere in their particulars, the latest first.
fn alike(reader: &Reader<'_>, words: &str, natural: bool, limit: usize) -> Result<Vec<i64>> {
    let scope = if natural { SearchScope::People } else { SearchScope::Organizations };
    let query = SearchQuery { text: words.to_owned(), scope, offset: 0, limit, cap: limit };
    Ok(reader.search(&query)?.hits.into_iter().map(|hit| hit.subject.id).collect())
}
