//! The parties of a row: names, several in a cell or in several columns, and what other columns say of each.

use super::cell::{Read, Unreadable, is_nothing, split, text};
use super::target::Target;
use crate::people::record;
use crate::view::{Particulars, PartyInput, PartyKind, Severity};
use crate::workbook::Cell;
use calendar::parse_written;
use rules::{CodeList, ImportWords, Kind, Role};

/// Something to look at in a party's cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Remark {
    pub(super) column: usize,
    pub(super) severity: Severity,
    pub(super) message: String,
    pub(super) next: String,
}

/// What parties are read with.
pub(super) struct Parties<'a> {
    pub(super) kind: &'a Kind,
    pub(super) words: &'a ImportWords,
    /// The code list of a particular.
    pub(super) codes: &'a dyn Fn(&str) -> Option<&'a CodeList>,
    /// What each column fills.
    pub(super) targets: &'a [Option<Target>],
}

/// A party and the column its name stands in.
pub(super) type Named = (PartyInput, usize);

impl Parties<'_> {
    /// The parties of a row in the order of roles and columns.
    pub(super) fn read(&self, cells: &[Cell]) -> (Vec<Named>, Vec<Remark>) {
        let mut remarks = Vec::new();
        let mut parties: Vec<Named> = Vec::new();
        for role in &self.kind.roles {
            let columns = self.columns(Some(&role.id), None);
            // By column: what other columns say may go by it.
            let mut found: Vec<Vec<Named>> = Vec::new();
            for column in &columns {
                let names = self.names(cells, *column, &mut remarks);
                found.push(names.into_iter().map(|name| (self.party(role, &name), *column)).collect());
            }
            for particular in &self.words.particulars {
                if particular.id != "name" {
                    self.say(cells, role, &particular.id, &mut found, &mut remarks);
                }
            }
            parties.extend(found.into_iter().flatten());
        }
        for column in self.columns(None, None) {
            parties.extend(self.together(cells, column, &mut remarks));
        }
        (parties, remarks)
    }

    fn columns(&self, role: Option<&str>, particular: Option<&str>) -> Vec<usize> {
        let wanted =
            Target::Party { role: role.map(str::to_owned), particular: particular.map(str::to_owned) };
        let places = self.targets.iter().enumerate();
        places.filter(|(_, target)| target.as_ref() == Some(&wanted)).map(|(column, _)| column).collect()
    }

    /// One cell with the parties of all sides: the first is of the first role, the others of the second.
    fn together(&self, cells: &[Cell], column: usize, remarks: &mut Vec<Remark>) -> Vec<Named> {
        let names = self.names(cells, column, remarks);
        let mut roles = self.kind.roles.iter();
        let (Some(first), second) = (roles.next(), roles.next()) else { return Vec::new() };
        let role = |index: usize| if index == 0 { first } else { second.unwrap_or(first) };
        names.iter().enumerate().map(|(index, name)| (self.party(role(index), name), column)).collect()
    }

    fn names(&self, cells: &[Cell], column: usize, remarks: &mut Vec<Remark>) -> Vec<String> {
        let Some(cell) = cells.get(column).filter(|cell| !is_nothing(cell, self.words)) else {
            return Vec::new();
        };
        let written = match text(cell) {
            Ok(written) => written,
            Err(error) => {
                remarks.push(Remark {
                    column,
                    severity: Severity::Warn,
                    message: error.message,
                    next: error.next,
                });
                return Vec::new();
            }
        };
        let mut names = split(&written, self.words);
        for name in &mut names {
            // 张三等5人: the others are not named, so there is nothing to enter of them.
            if let Some((first, rest)) = name.split_once('等')
                && !first.is_empty()
                && (rest.is_empty()
                    || rest
                        .trim_end_matches(['人', '名', '户', '家', '位'])
                        .chars()
                        .all(|c| c.is_ascii_digit() || "一二三四五六七八九十几多".contains(c)))
            {
                remarks.push(Remark {
                    column,
                    severity: Severity::Note,
                    message: format!("“{name}”里只有{first}写了名字，其余的人没有导入。"),
                    next: "需要的，导入后在“当事人”里补上。".to_owned(),
                });
                *name = first.to_owned();
            }
        }
        names
    }

    fn party(&self, role: &Role, name: &str) -> PartyInput {
        let ending = |kind: &str| {
            let words = self.words.organizations.iter().filter(|words| words.kind == kind);
            words
                .flat_map(|words| &words.endings)
                .filter(|ending| name.ends_with(*ending))
                .map(|it| it.chars().count())
                .max()
        };
        // A person's name is hardly ever that long and ends like that.
        let kind = match (ending("legal"), ending("other")) {
            (None, None) => PartyKind::Natural,
            (legal, other) if legal >= other => PartyKind::Legal,
            (_, _) => PartyKind::Other,
        };
        PartyInput {
            id: None,
            role: role.id.clone(),
            kind,
            record: None,
            particulars: Particulars { name: name.to_owned(), ..Particulars::default() },
            update_record: false,
            kept: Vec::new(),
        }
    }

    /// Gives one particular to the parties of a role.
    fn say(
        &self,
        cells: &[Cell],
        role: &Role,
        particular: &str,
        found: &mut [Vec<Named>],
        remarks: &mut Vec<Remark>,
    ) {
        let columns = self.columns(Some(&role.id), Some(particular));
        // As many columns as there are for names: each belongs to its name; else all belong to all.
        let by_column = columns.len() == found.len();
        for (index, column) in columns.iter().enumerate() {
            let Some(cell) = cells.get(*column).filter(|cell| !is_nothing(cell, self.words)) else {
                continue;
            };
            let mut parties: Vec<&mut Named> = if by_column {
                found.get_mut(index).into_iter().flatten().collect()
            } else {
                found.iter_mut().flatten().collect()
            };
            if let Err(error) = self.give(cell, particular, &mut parties) {
                remarks.push(Remark {
                    column: *column,
                    severity: Severity::Warn,
                    message: error.message,
                    next: error.next,
                });
            }
        }
    }

    fn give(&self, cell: &Cell, particular: &str, parties: &mut [&mut Named]) -> Read<()> {
        let written = text(cell)?;
        let free = particular == "address" || particular == "employer";
        let values = if free { vec![written.clone()] } else { split(&written, self.words) };
        let lonely = |message: String| Unreadable {
            message,
            next: "请把每个人的资料分开写成几列，或者导入后再补。".to_owned(),
            word: None,
        };
        let values = match (values.len(), parties.len()) {
            (_, 0) => return Err(lonely(format!("这一行没有写姓名，不知道“{written}”是谁的。"))),
            // One address is a household's.
            (1, _) if free => vec![written; parties.len()],
            (values_count, parties_count) if values_count == parties_count => values,
            (1, _) => return Err(lonely(format!("这一行有几个人，不知道“{written}”是谁的。"))),
            (_, _) => return Err(lonely(format!("“{written}”和姓名的个数对不上。"))),
        };
        for (party, value) in parties.iter_mut().zip(values) {
            let value = self.value(particular, &value, cell)?;
            record::set(&mut party.0.particulars, particular, value);
        }
        Ok(())
    }

    fn value(&self, particular: &str, written: &str, cell: &Cell) -> Read<String> {
        if particular == "birth_date" {
            if let Cell::Moment(at) = cell {
                return Ok(at.date().to_string());
            }
            return parse_written(written).map(|day| day.to_string()).map_err(|_| Unreadable {
                message: format!("看不出“{written}”是哪一天出生。"),
                next: "请写成 1968年3月2日 的样子，年月日要齐全。".to_owned(),
                word: None,
            });
        }
        let Some(list) = (self.codes)(particular) else { return Ok(written.to_owned()) };
        let same = |label: &str| {
            label == written || label.trim_end_matches(['族', '性']) == written.trim_end_matches(['族', '性'])
        };
        let item = list.items.iter().find(|item| same(&item.label) || item.code.as_deref() == Some(written));
        item.map(|item| item.id.clone()).ok_or_else(|| Unreadable {
            message: format!("{}里没有“{written}”。", list.title),
            next: "请改成规范的写法，或者导入后再补。".to_owned(),
            word: None,
        })
    }
}
