//! The list of what was destroyed (销毁清册), and of what is proposed, on paper.

use crate::Session;
use crate::documents::{self, plain};
use crate::error::{OfficeError, Result};
use crate::view::{Id, PdfView};
use calendar::{DateTime, cn_date};
use typeset::Stamp;

impl Session {
    /// 档案销毁清册: what was destroyed from one day to another (both blank: all of it), with lines to sign on. It holds no
    /// titles: they name people.
    ///
    /// # Errors
    /// A day that does not exist; nothing was destroyed then.
    pub fn destruction_list(&self, from: &str, until: &str, now: DateTime) -> Result<PdfView> {
        for day in [from, until].into_iter().filter(|day| !day.is_empty()) {
            calendar::parse_date(day)?;
        }
        let day_of = |row: &store::Destroyed| row.destroyed_at.get(..10).unwrap_or_default().to_owned();
        let mut destroyed = self.read(|reader| Ok(reader.destructions()?))?;
        destroyed.retain(|row| {
            let day = day_of(row);
            (from.is_empty() || day.as_str() >= from) && (until.is_empty() || day.as_str() <= until)
        });
        destroyed.reverse();
        if destroyed.is_empty() {
            return Err(OfficeError::NothingToExport);
        }
        let context = self.context();
        let columns = [
            ("序号", 5.0),
            ("编号", 16.0),
            ("事项类型", 11.0),
            ("办结日期", 14.0),
            ("保管至", 14.0),
            ("依据", 15.0),
            ("提请人", 8.0),
            ("批准人", 8.0),
            ("销毁日期", 14.0),
        ];
        let kinds = &self.assets().definitions().kinds;
        let rows: Vec<Vec<String>> = destroyed
            .iter()
            .zip(1_u32..)
            .map(|(row, place)| {
                vec![
                    place.to_string(),
                    row.number.clone().unwrap_or_else(|| format!("登记第{}号", row.matter)),
                    kinds.get(&row.kind).map_or_else(|| row.kind.clone(), |kind| kind.title.clone()),
                    row.closed_on.clone().unwrap_or_default(),
                    row.destruction.kept_until.clone().unwrap_or_default(),
                    row.destruction.basis.clone(),
                    row.destruction.asked_by.clone(),
                    row.destruction.approved_by.clone(),
                    day_of(row),
                ]
            })
            .collect();
        let above = [format!("单位：{}", context.office.name), format!("件数：{}件", rows.len())];
        let below = [
            "说明：本清册所列事项的内容、经过、文书、材料和索引已从程序中删除，编号不再使用；以后从旧备份恢复时，会再次删除。".to_owned(),
            format!("打印：{}", cn_date(now.date())),
            "批准人签名：　　　　　　　　　监销人签名：　　　　　　　　　日期：".to_owned(),
        ];
        let document = plain::list("档案销毁清册", &above, &columns, &rows, &below);
        Ok(documents::pdf_view(&self.assets().typesetter().render(&document, &Stamp::default())?))
    }

    /// 拟销毁档案清单: what a proposal holds, with titles and articles, for those who look it through on paper.
    ///
    /// # Errors
    /// No such proposal.
    pub fn proposal_list(&self, proposal: Id, now: DateTime) -> Result<PdfView> {
        let view = self.retention(now)?;
        let asked = view
            .proposals
            .iter()
            .find(|row| row.id == proposal)
            .ok_or_else(|| OfficeError::Missing { what: "approval", id: proposal.0.to_string() })?;
        let matters = self.read(|reader| super::matters_of(reader, proposal.0))?;
        let columns = [
            ("序号", 5.0),
            ("编号", 18.0),
            ("题名", 25.0),
            ("办结日期", 15.0),
            ("保管至", 15.0),
            ("依据", 22.0),
        ];
        let rows: Vec<Vec<String>> = view
            .due
            .iter()
            .filter(|line| matters.contains(&line.matter.0))
            .zip(1_u32..)
            .map(|(line, place)| {
                let basis: Vec<String> = line.citations.iter().map(|cited| cited.short.clone()).collect();
                vec![
                    place.to_string(),
                    line.number.clone().unwrap_or_default(),
                    if line.with == 0 {
                        line.title.clone()
                    } else {
                        format!("{}（连同所附{}件）", line.title, line.with)
                    },
                    line.closed_on.clone().unwrap_or_default(),
                    line.kept_until.clone(),
                    basis.join("；"),
                ]
            })
            .collect();
        let above = [
            format!("单位：{}", self.context().office.name),
            format!("提请人：{}　　提请时间：{}", asked.asked_by, asked.asked_at.replace('T', " ")),
        ];
        let below = [
            "审核意见：".to_owned(),
            "批准人签名：　　　　　　　　　监销人签名：　　　　　　　　　日期：".to_owned(),
        ];
        let document = plain::list("拟销毁档案清单", &above, &columns, &rows, &below);
        Ok(documents::pdf_view(&self.assets().typesetter().render(&document, &Stamp::default())?))
    }
}
