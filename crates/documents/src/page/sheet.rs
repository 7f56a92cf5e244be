//! The sheet: A4 either way, with the margins of a filed paper.

/// Points in a millimetre.
pub(crate) const POINTS_PER_MM: f32 = 72.0 / 25.4;

/// Which way a sheet lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Orientation {
    Portrait,
    Landscape,
}

/// Sizes of a sheet in millimetres; the origin is the left upper corner.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sheet {
    pub(crate) width: f32,
    pub(crate) height: f32,
    pub(crate) left: f32,
    pub(crate) right: f32,
    pub(crate) top: f32,
    /// Height kept at the bottom for the running line with the number of the sheet.
    pub(crate) bottom: f32,
}

impl Sheet {
    /// A4 with a binding margin on the left.
    pub(crate) fn a4(orientation: Orientation) -> Self {
        match orientation {
            Orientation::Portrait => Self {
                width: 210.0,
                height: 297.0,
                left: 16.0,
                right: 12.0,
                top: 10.0,
                bottom: 11.0,
            },
            Orientation::Landscape => Self {
                width: 297.0,
                height: 210.0,
                left: 14.0,
                right: 12.0,
                top: 12.0,
                bottom: 11.0,
            },
        }
    }

    /// Width between the margins.
    pub(crate) fn text_width(&self) -> f32 {
        self.width - self.left - self.right
    }

    /// Where the text ends, from the top.
    pub(crate) fn text_bottom(&self) -> f32 {
        self.height - self.bottom
    }

    /// Where the text ends, from the left.
    pub(crate) fn text_right(&self) -> f32 {
        self.width - self.right
    }
}
