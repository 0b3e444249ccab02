//! What a column of an old register may fill, and which it fills by its heading.

use super::heading::{Headings, plain};
use crate::people::record;
use crate::view::{ImportColumnChoice, ImportTargetView};
use rules::{FieldType, ImportTarget, ImportWords, Kind, ParticularWords};
use std::collections::HashMap;

/// What a column fills.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Target {
    /// The matter's number.
    Number,
    /// The member of staff responsible.
    Responsible,
    /// A field, by its id.
    Field(String),
    /// Parties: names where there is no particular. With no role the first is of the first role, the rest of the second.
    Party { role: Option<String>, particular: Option<String> },
}

impl Target {
    pub(super) fn id(&self) -> String {
        match self {
            Self::Number => "number".to_owned(),
            Self::Responsible => "responsible".to_owned(),
            Self::Field(id) => format!("field:{id}"),
            Self::Party { role: None, .. } => "parties".to_owned(),
            Self::Party { role: Some(role), particular: None } => format!("party:{role}"),
            Self::Party { role: Some(role), particular: Some(particular) } => {
                format!("party:{role}.{particular}")
            }
        }
    }

    /// Several columns may name parties; everything else has one place.
    fn takes_several(&self) -> bool {
        matches!(self, Self::Party { role: Some(_), .. })
    }
}

/// Everything that columns of a kind may fill, in the order they are offered in.
pub(super) struct Targets<'a> {
    kind: &'a Kind,
    words: &'a ImportWords,
    all: Vec<(Target, ImportTargetView)>,
    /// Targets by their headings.
    by_heading: HashMap<String, Target>,
    /// Particulars by headings that name no party: they belong to the party at their left.
    loose: HashMap<String, String>,
}

impl<'a> Targets<'a> {
    pub(super) fn of(kind: &'a Kind, words: &'a ImportWords) -> Self {
        let mut targets =
            Self { kind, words, all: Vec::new(), by_heading: HashMap::new(), loose: HashMap::new() };
        let import = &kind.import;
        targets.add(Target::Number, "编号", "", &import.number);
        let names = |wanted: &ImportTarget| {
            let columns = import.columns.iter().filter(|column| column.target == *wanted);
            columns.flat_map(|column| column.names.clone()).collect::<Vec<_>>()
        };
        if kind.roles.len() > 1 {
            let several = Target::Party { role: None, particular: None };
            targets.add(several, "当事人（各方写在一格里）", "当事人", &import.parties);
        }
        for role in &kind.roles {
            let mut called = vec![role.title.clone()];
            called.extend(names(&ImportTarget::Role(role.id.clone())));
            called.extend(names(&ImportTarget::Field(role.id.clone())));
            targets.add_role(&role.id, &role.title, &called);
        }
        let is_role = |id: &str| kind.roles.iter().any(|role| role.id == id);
        for field in kind.fields.iter().filter(|field| !field.derived && !is_role(&field.id)) {
            let group = kind.groups.iter().find(|group| group.id == field.group);
            let group = group.map(|group| group.title.as_str()).unwrap_or_default();
            let names = names(&ImportTarget::Field(field.id.clone()));
            targets.add(Target::Field(field.id.clone()), &field.label, group, &names);
        }
        targets.add(Target::Responsible, "承办人（工作人员）", "", &words.responsible);
        for particular in words.particulars.iter().filter(|particular| particular.id != "name") {
            for name in &particular.names {
                targets.loose.entry(plain(name)).or_insert_with(|| particular.id.clone());
            }
        }
        targets
    }

    fn add_role(&mut self, role: &str, title: &str, called: &[String]) {
        let under = |particular: &ParticularWords| {
            let names = called.iter().flat_map(|called| {
                particular
                    .names
                    .iter()
                    .flat_map(move |name| [format!("{called}{name}"), format!("{called}的{name}")])
            });
            names.collect::<Vec<_>>()
        };
        let (named, others): (Vec<_>, Vec<_>) =
            self.words.particulars.iter().partition(|particular| particular.id == "name");
        let names = called.iter().cloned().chain(named.into_iter().flat_map(under)).collect::<Vec<_>>();
        let party = |particular| Target::Party { role: Some(role.to_owned()), particular };
        self.add(party(None), &format!("{title}（姓名或名称）"), "当事人", &names);
        for particular in others {
            let label = record::label(&particular.id).unwrap_or(&particular.id);
            self.add(
                party(Some(particular.id.clone())),
                &format!("{title}{label}"),
                "当事人",
                &under(particular),
            );
        }
    }

    fn add(&mut self, target: Target, title: &str, group: &str, names: &[String]) {
        let view = ImportTargetView { id: target.id(), title: title.to_owned(), group: group.to_owned() };
        for name in names.iter().map(String::as_str).chain([title]) {
            self.by_heading.entry(plain(name)).or_insert_with(|| target.clone());
        }
        self.all.push((target, view));
    }

    pub(super) fn views(&self) -> Vec<ImportTargetView> {
        self.all.iter().map(|(_, view)| view.clone()).collect()
    }

    /// The target with an id.
    fn with_id(&self, id: &str) -> Option<&Target> {
        self.all.iter().find(|(_, view)| view.id == id).map(|(target, _)| target)
    }

    /// What a heading names by itself.
    pub(super) fn named(&self, heading: &str) -> Option<&Target> {
        let heading = plain(heading);
        let numbered = |c: char| c.is_ascii_digit() || "一二三四五六".contains(c);
        self.by_heading
            .get(&heading)
            .or_else(|| {
                // 申请人1, 申请人二: further columns of the same sort.
                let bare = heading.trim_end_matches(numbered);
                self.by_heading.get(bare).filter(|target| target.takes_several())
            })
            .or_else(|| {
                // 金额（万元）: the unit is read from the heading, the name is what is before it.
                let bare = heading.strip_suffix("万元").or(heading.strip_suffix('元'))?;
                self.by_heading.get(bare).filter(|target| self.is_money(target))
            })
    }

    /// Whether a heading is one that registers have, also one that only says what is known of a party.
    pub(super) fn knows(&self, heading: &str) -> bool {
        self.named(heading).is_some() || self.loose.contains_key(&plain(heading))
    }

    fn is_money(&self, target: &Target) -> bool {
        matches!(target, Target::Field(id) if self.kind.field(id).is_some_and(|field| field.field_type == FieldType::Money))
    }

    /// What each column fills, and why not where its heading is known and it fills nothing.
    pub(super) fn matched(
        &self,
        headings: &Headings,
        chosen: &[ImportColumnChoice],
    ) -> Vec<(Option<Target>, String)> {
        let mut taken: HashMap<Target, usize> = HashMap::new();
        let mut matched: Vec<(Option<Target>, String)> = vec![(None, String::new()); headings.columns.len()];
        // What the clerk says comes first, wherever it stands.
        for choice in chosen {
            let Some(place) = matched.get_mut(choice.column as usize) else { continue };
            if let Some(target) = self.with_id(&choice.target) {
                taken.entry(target.clone()).or_insert(choice.column as usize);
                *place = (Some(target.clone()), String::new());
            }
        }
        let mut party_at_left: Option<String> = None;
        for (column, parts) in headings.columns.iter().enumerate() {
            let told = chosen.iter().any(|choice| choice.column as usize == column);
            let found = if told {
                matched[column].0.clone()
            } else {
                self.of_heading(parts, party_at_left.as_deref())
            };
            if let Some(Target::Party { role: Some(role), .. }) = &found {
                party_at_left = Some(role.clone());
            }
            if told {
                continue;
            }
            let Some(found) = found else { continue };
            let first = taken.get(&found).copied().filter(|_| !found.takes_several());
            matched[column] = match first {
                Some(first) => (None, format!("{} 列已经填了这一项，这一列没有用。", letter(first))),
                None => {
                    taken.insert(found.clone(), column);
                    (Some(found), String::new())
                }
            };
        }
        matched
    }

    fn of_heading(&self, parts: &[String], party_at_left: Option<&str>) -> Option<Target> {
        let joined = parts.concat();
        if let Some(target) = self.named(&joined) {
            return Some(target.clone());
        }
        let last = parts.last()?;
        if let Some(target) = self.named(last) {
            return Some(target.clone());
        }
        let particular = self.loose.get(&plain(last))?;
        // Under a heading that names a party it is that party's, else the party's at its left.
        let above = parts.iter().rev().skip(1).find_map(|part| match self.named(part) {
            Some(Target::Party { role: Some(role), .. }) => Some(role.as_str()),
            Some(_) | None => None,
        });
        let role = above.or(party_at_left)?;
        Some(Target::Party { role: Some(role.to_owned()), particular: Some(particular.clone()) })
    }
}

/// A column as other programs call it: `A`, `Z`, `AA`.
pub(super) fn letter(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assets;

    fn matched(headings: &[&[&str]]) -> Vec<String> {
        let definitions = assets().definitions();
        let targets = Targets::of(&definitions.kinds["dispute"], &definitions.import_words);
        let columns =
            headings.iter().map(|parts| parts.iter().map(|part| (*part).to_owned()).collect()).collect();
        let found = targets.matched(&Headings { rows: (1, 1), columns }, &[]);
        found.into_iter().map(|(target, _)| target.map(|target| target.id()).unwrap_or_default()).collect()
    }

    #[test]
    fn labels_and_other_names_are_known() {
        let found = matched(&[
            &["编号"],
            &["纠纷类型"],
            &["收到申请日期"],
            &["申请人"],
            &["被申请人"],
            &["协议金额（万元）"],
            &["民警心情"],
        ]);
        let wanted = [
            "number",
            "field:category",
            "field:applied_on",
            "party:applicant",
            "party:respondent",
            "field:amount",
            "",
        ];
        assert_eq!(found, wanted);
    }

    #[test]
    fn what_is_known_of_a_party_belongs_to_the_one_at_its_left() {
        let found =
            matched(&[&["申请人"], &["身份证号"], &["电话"], &["被申请人"], &["联系电话"], &["申请人住址"]]);
        let wanted = [
            "party:applicant",
            "party:applicant.id_number",
            "party:applicant.phone",
            "party:respondent",
            "party:respondent.phone",
            "party:applicant.address",
        ];
        assert_eq!(found, wanted);
    }

    #[test]
    fn headings_over_several_rows_are_read_together() {
        let found =
            matched(&[&["被申请人", "姓名"], &["被申请人", "电话"], &["当事人情况", "申请人"], &["申请人2"]]);
        assert_eq!(
            found,
            ["party:respondent", "party:respondent.phone", "party:applicant", "party:applicant"]
        );
    }

    #[test]
    fn a_second_column_for_one_place_is_left_out_and_said() {
        let definitions = assets().definitions();
        let targets = Targets::of(&definitions.kinds["dispute"], &definitions.import_words);
        let columns = vec![vec!["纠纷类型".to_owned()], vec!["纠纷类型".to_owned()]];
        let headings = Headings { rows: (1, 1), columns };
        let found = targets.matched(&headings, &[]);
        assert!(found[1].0.is_none() && found[1].1.starts_with("A 列"), "{found:?}");
        // Unless the clerk says which.
        let choice = ImportColumnChoice { column: 1, target: "field:category".to_owned() };
        let found = targets.matched(&headings, &[choice]);
        assert_eq!((found[0].0.is_none(), found[1].0.is_some()), (true, true));
    }

    #[test]
    fn columns_are_called_as_other_programs_call_them() {
        assert_eq!([0, 25, 26, 255].map(letter), ["A", "Z", "AA", "IV"]);
    }
}
