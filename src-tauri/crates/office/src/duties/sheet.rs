//! 计算依据 as a page to print.

use crate::Session;
use crate::documents::{self, plain};
use crate::error::Result;
use crate::view::{Id, PdfView};
use calendar::{DateTime, cn_date, cn_datetime};
use typeset::Stamp;

impl Session {
    /// 计算依据 as PDF.
    ///
    /// # Errors
    /// The matter no longer has such a duty.
    pub fn explanation_pdf(&self, matter: Id, duty: &str, now: DateTime) -> Result<PdfView> {
        let (folder, found) = self.duty(matter, duty, now.date())?;
        let mut lines = vec![format!("事项：{}", folder.matter.title)];
        lines.extend(folder.matter.number.map(|number| format!("编号：{number}")));
        lines.push(format!("期限：{}", found.title));
        if let Some(due) = found.due {
            let due = found.due_at.map_or_else(|| cn_date(due), cn_datetime);
            lines.push(format!("到期：{due}{}", if found.provisional { "（暂定）" } else { "" }));
        }
        lines.extend(found.trace.lines());
        for other in &found.superseded {
            lines.push(format!(
                "另有规定：{}（《{}》{}）{}",
                other.title,
                other.citation.text_title,
                other.citation.section,
                other.due.map(|due| format!("，到期{}", cn_date(due))).unwrap_or_default()
            ));
        }
        lines.push(format!("{}　{}打印", self.context().office.name, cn_date(now.date())));
        let document = plain::document("期限计算依据", &lines);
        let rendered = self.assets().typesetter().render(&document, &Stamp::default())?;
        Ok(documents::pdf_view(&rendered))
    }
}
