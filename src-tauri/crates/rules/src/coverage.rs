use crate::definitions::Definitions;
use std::collections::BTreeMap;

/// Where a claim stands, the rows it claims, and its file and line.
type Claim<'a> = (String, &'a [String], &'a str, usize);

/// Which requirement rows are claimed, and where: one entry per row of the project's list. `None` is a
/// row nobody claims. `extra` are claims made outside these definitions, as by forms: where, and the rows.
pub fn coverage(
    definitions: &Definitions,
    extra: &BTreeMap<String, Vec<String>>,
) -> BTreeMap<String, Option<Vec<String>>> {
    let mut covered: BTreeMap<String, Option<Vec<String>>> =
        definitions.requirements.keys().map(|row| (row.clone(), None)).collect();
    let mut claim = |place: &str, rows: &[String]| {
        for row in rows {
            if let Some(places) = covered.get_mut(row) {
                places.get_or_insert_default().push(place.to_owned());
            }
        }
    };
    for (place, rows, _, _) in claims(definitions).filter(|(place, ..)| !place.ends_with(CONCERNS)) {
        claim(&place, rows);
    }
    for (place, rows) in extra {
        claim(place, rows);
    }
    covered
}

/// Marks a rule's mention of a row that is no claim.
pub(crate) const CONCERNS: &str = " concerns";

/// Every claim and mention of requirement rows.
pub(crate) fn claims(definitions: &Definitions) -> impl Iterator<Item = Claim<'_>> {
    let kinds = definitions.kinds.values().flat_map(|kind| {
        let place = move |what: &str| format!("kind {}{what}", kind.id);
        let own = std::iter::once((place(""), kind.covers.as_slice()));
        let fields = kind.fields.iter().flat_map(move |field| {
            let here = place(&format!(" field {}", field.id));
            std::iter::once((here.clone(), field.covers.as_slice()))
                .chain(field.columns.iter().map(move |column| (here.clone(), column.covers.as_slice())))
        });
        let journal = kind.journal.iter().flat_map(move |entry| {
            let here = place(&format!(" entry {}", entry.id));
            std::iter::once((here.clone(), entry.covers.as_slice()))
                .chain(entry.fields.iter().map(move |field| (here.clone(), field.covers.as_slice())))
        });
        let states = kind
            .states
            .iter()
            .map(move |state| (place(&format!(" state {}", state.id)), state.covers.as_slice()));
        let steps = kind
            .transitions
            .iter()
            .map(move |step| (place(&format!(" transition {}", step.id)), step.covers.as_slice()));
        let volume = kind.volume.iter().map(move |volume| (place(" volume"), volume.covers.as_slice()));
        own.chain(fields)
            .chain(journal)
            .chain(states)
            .chain(steps)
            .chain(volume)
            .map(move |(place, rows)| (place, rows, kind.file(), 1))
    });
    let rules = definitions.rules.values().flat_map(|rule| {
        let at = &rule.at;
        [
            (format!("rule {}", rule.id), rule.covers.as_slice(), &*at.file, at.line),
            (format!("rule {}{CONCERNS}", rule.id), rule.concerns.as_slice(), &*at.file, at.line),
        ]
    });
    let reports = definitions.reports.values().map(|report| {
        (format!("report {}", report.id), report.covers.as_slice(), report.file(), report.line())
    });
    kinds.chain(rules).chain(reports).filter(|(_, rows, _, _)| !rows.is_empty())
}
