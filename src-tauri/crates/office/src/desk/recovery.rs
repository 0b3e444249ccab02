//! The recovery code's sheet, and which of its groups the clerk types to show that it was written down.

use crate::Assets;
use crate::documents::{pdf_view, plain};
use crate::error::Result;
use crate::view::{OfficeData, PdfView};
use calendar::{DateTime, cn_date};
use typeset::Stamp;

/// Groups on one line of the sheet.
const ON_A_LINE: usize = 3;

/// The sheet to print and put into the safe.
pub(super) fn sheet(
    assets: &Assets,
    office: &OfficeData,
    staff: &str,
    groups: &[String],
    now: DateTime,
) -> Result<PdfView> {
    let lines = [
        format!("单位：{}", office.name),
        format!("制作：{}，{}", staff, cn_date(now.date())),
        "用途：所有工作人员都忘记密码时，凭恢复码打开司法所工作台，重新设置密码。".to_owned(),
        "保管：打印一份，装入信封封好，放进保险柜；不要拍照，不要存在电脑里。任何人拿到它都能打开全部资料。"
            .to_owned(),
    ];
    let mut document = plain::document("司法所工作台恢复码", &lines);
    for line in groups.chunks(ON_A_LINE) {
        document.blocks.push(plain::large(&line.join("  -  ")));
    }
    let foot = ["签收：　　　　　　　　　　日期：".to_owned()];
    document.blocks.extend(plain::document("", &foot).blocks.into_iter().skip(1));
    Ok(pdf_view(&assets.typesetter().render(&document, &Stamp::default())?))
}

/// The groups asked for, counted from 1: the second and the last but one, which nobody types from memory.
pub(super) fn asked(groups: &[String]) -> Vec<u32> {
    let count = u32::try_from(groups.len()).unwrap_or(0);
    let mut asked = vec![2.min(count), count.saturating_sub(1)];
    asked.retain(|group| *group > 0);
    asked.dedup();
    asked
}
