//! What is drawn: glyphs, bars, boxes. Lengths in pt, x to the right, y downwards.

use crate::model::Color;

/// A placed glyph of a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Placed {
    pub(crate) glyph: u16,
    pub(crate) ch: char,
    /// From the run's start.
    pub(crate) x: f32,
}

/// Something drawn.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Mark {
    /// Glyphs of one file, size and colour on one baseline.
    Text { x: f32, y: f32, file: u16, size: f32, color: Color, glyphs: Vec<Placed> },
    /// A filled rectangle: rules and underlines.
    Bar { x: f32, y: f32, width: f32, height: f32, color: Color },
    /// An empty rectangle.
    Frame { x: f32, y: f32, width: f32, height: f32, color: Color },
    /// A check box standing on the baseline `y`, for text of `size`.
    Check { x: f32, y: f32, size: f32, ticked: bool, color: Color },
}

impl Mark {
    /// Moves it.
    pub(crate) fn shift(&mut self, dx: f32, dy: f32) {
        match self {
            Self::Text { x, y, .. }
            | Self::Bar { x, y, .. }
            | Self::Frame { x, y, .. }
            | Self::Check { x, y, .. } => {
                *x += dx;
                *y += dy;
            }
        }
    }
}

/// Moves all of them.
pub(crate) fn shift(marks: &mut [Mark], dx: f32, dy: f32) {
    for mark in marks {
        mark.shift(dx, dy);
    }
}
