//! The small code on every page of an issued document, drawn as bars.

use qrcode::{Color as Module, EcLevel, QrCode};

use crate::error::TypesetError;
use crate::layout::mark::Mark;
use crate::model::Color;

/// The code for `text` as a square of `side` pt with its upper left corner at (x, y). The sheet's margin is its quiet
/// zone.
pub(crate) fn page_code(text: &str, x: f32, y: f32, side: f32) -> Result<Vec<Mark>, TypesetError> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| TypesetError::PageCode)?;
    let width = code.width();
    let modules = code.to_colors();
    #[allow(clippy::cast_precision_loss)]
    let unit = side / width as f32;
    let mut marks = Vec::new();
    for (r, row) in modules.chunks(width).enumerate() {
        let mut c = 0;
        while c < row.len() {
            let run = row[c..].iter().take_while(|module| **module == Module::Dark).count();
            if run > 0 {
                #[allow(clippy::cast_precision_loss)]
                marks.push(Mark::Bar {
                    x: x + c as f32 * unit,
                    y: y + r as f32 * unit,
                    width: run as f32 * unit,
                    // Rows touch, whatever the rounding.
                    height: unit + 0.02,
                    color: Color::Black,
                });
            }
            c += run.max(1);
        }
    }
    Ok(marks)
}
