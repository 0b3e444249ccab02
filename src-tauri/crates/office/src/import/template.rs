//! A workbook to fill in: the headings an import understands, hints in notes, code lists to choose from.

use super::target::letter;
use super::{as_listed, is_field};
use crate::Session;
use crate::error::Result;
use crate::people::record;
use crate::workbook::{Column, List, Sort};
use rules::{Field, FieldType, ImportTarget, Kind};
use rust_xlsxwriter::{DataValidation, Format, Note, Worksheet};
use std::path::Path;

/// Rows below the headings that get a list to choose from.
const ROWS: u32 = 2_000;
/// The sheet with the code lists.
const LISTS: &str = "选项";

/// A heading, its hint, and what can be chosen below it.
struct Heading {
    title: String,
    hint: String,
    choices: Vec<String>,
}

impl Session {
    /// Writes the workbook.
    ///
    /// # Errors
    /// An unknown kind; the file exists or cannot be written.
    pub fn import_template(&self, kind: &str, path: &Path, overwrite: bool) -> Result<()> {
        let kind = &as_listed(self.assets().kind(kind)?);
        let headings = self.headings(kind);
        let columns = headings.iter().map(|heading| Column::new(&heading.title, Sort::Text)).collect();
        let mut list = List::new(&kind.title, columns)?;
        let mut lists = Worksheet::new();
        lists.set_name(LISTS)?;
        // Text, so that numbers of documents and people stay whole.
        let text = Format::new().set_num_format("@");
        let mut used = 0_u16;
        for (index, heading) in (0_u16..).zip(&headings) {
            let sheet = list.sheet();
            sheet.set_column_format(index, &text)?;
            if !heading.hint.is_empty() {
                sheet.insert_note(0, index, &Note::new(&heading.hint).set_author(""))?;
            }
            if heading.choices.is_empty() {
                continue;
            }
            lists.write_string(0, used, &heading.title)?;
            for (row, choice) in (1_u32..).zip(&heading.choices) {
                lists.write_string(row, used, choice)?;
            }
            let column = letter(usize::from(used));
            let range = format!("={LISTS}!${column}$2:${column}${}", heading.choices.len() + 1);
            let choose = DataValidation::new()
                .allow_list_formula(range.as_str().into())
                .ignore_blank(true)
                .show_error_message(false);
            list.sheet().add_data_validation(1, index, ROWS, index, &choose)?;
            used += 1;
        }
        list.save(path, overwrite, vec![lists])?;
        Ok(())
    }

    /// The number, what the kind names of its old registers, in its order; without that what must be filled and what the
    /// register shows.
    fn headings(&self, kind: &Kind) -> Vec<Heading> {
        let mut headings = vec![Heading {
            title: "编号".to_owned(),
            hint: "旧台账上的编号，原样写；没有的留空。".to_owned(),
            choices: Vec::new(),
        }];
        let named: Vec<&ImportTarget> = kind.import.columns.iter().map(|column| &column.target).collect();
        for role in &kind.roles {
            headings.push(Heading {
                title: role.title.clone(),
                hint: "姓名或者单位全称；几个人用顿号隔开。".to_owned(),
                choices: Vec::new(),
            });
            if role.min > 0 {
                for particular in ["id_number", "phone", "address"] {
                    let label = record::label(particular).unwrap_or(particular);
                    headings.push(Heading {
                        title: format!("{}{label}", role.title),
                        hint: "几个人的，按姓名的顺序用顿号隔开。".to_owned(),
                        choices: Vec::new(),
                    });
                }
            }
        }
        let shown = |field: &Field| kind.register.columns.iter().any(|column| column.id == field.id);
        let fields: Vec<&Field> = if named.is_empty() {
            let own = kind.fields.iter().filter(|field| !field.derived);
            own.filter(|field| matches!(field.required, rules::Condition::Always) || shown(field)).collect()
        } else {
            named
                .into_iter()
                .filter_map(|target| match target {
                    ImportTarget::Field(id) => kind.field(id),
                    ImportTarget::Role(_) => None,
                })
                .collect()
        };
        // Who stands among the parties stands there once.
        let fields = fields.into_iter().filter(|field| !is_field(kind, &field.id));
        headings.extend(fields.map(|field| self.heading(field)));
        headings
    }

    fn heading(&self, field: &Field) -> Heading {
        let list = field.codes.as_ref().and_then(|list| self.assets().definitions().codes.get(list));
        let labels = list.map(|list| list.items.iter().map(|item| item.label.clone()).collect::<Vec<_>>());
        let hint = match field.field_type {
            FieldType::Date => "写成 2024-3-5 的样子，年月日要齐全。",
            FieldType::DateTime => "写成 2024-3-5 9:30 的样子。",
            FieldType::Time => "写成 9:30 的样子。",
            FieldType::Money => "单位是元，最多两位小数。",
            FieldType::Integer => "只写数字。",
            FieldType::Bool => "写“是”或者“否”。",
            FieldType::Code => "从下拉的选项里选一个。",
            FieldType::Codes => "从“选项”表里选，几个用顿号隔开。",
            FieldType::Staff => "工作人员的姓名。",
            FieldType::Person => "已经登记的人员的姓名。",
            FieldType::Organization => "已经登记的单位的全称。",
            FieldType::Matter => "已经登记的名称或者编号。",
            FieldType::Rows => "几项用顿号或者分号隔开。",
            FieldType::Text | FieldType::Paragraph => "",
        };
        Heading { title: field.label.clone(), hint: hint.to_owned(), choices: labels.unwrap_or_default() }
    }
}
