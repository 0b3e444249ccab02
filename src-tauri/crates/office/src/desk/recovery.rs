//! The recovery code's sheet for the sealed envelope.

use crate::Assets;
use crate::documents::{pdf_view, plain};
use crate::error::Result;
use crate::view::{IssuedCode, OfficeData, PdfView};
use calendar::{DateTime, cn_date};
use store::RecoveryCode;
use typeset::Stamp;

/// Groups on one line of the sheet.
const ON_A_LINE: usize = 3;

/// A code as it is shown this once, with the sheet to print and put into the safe.
pub(crate) fn issued(
    assets: &Assets,
    office: &OfficeData,
    staff: &str,
    code: &RecoveryCode,
    now: DateTime,
) -> Result<IssuedCode> {
    let groups: Vec<String> = code.grouped().split('-').map(str::to_owned).collect();
    let sheet = sheet(assets, office, staff, &groups, now)?;
    Ok(IssuedCode { recovery_code: groups, sheet })
}

fn sheet(
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
