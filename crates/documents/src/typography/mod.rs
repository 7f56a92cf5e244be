//! The font: parsed once, measured and broken into lines without I/O, embedded by copying.

mod alphabet;
mod embedding;
mod face;
mod shaped;
mod typesetter;

pub(crate) use embedding::{Extent, OBJECTS_PER_FACE};
pub(crate) use shaped::Line;
pub use typesetter::Typesetter;
pub(crate) use typesetter::{FIRST_FONT_OBJECT, Weight};
