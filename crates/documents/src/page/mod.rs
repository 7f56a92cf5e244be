//! The paper: its size, drawing on it, and writing it out as PDF.

mod assemble;
mod canvas;
mod code;
mod sheet;

pub(crate) use assemble::{Properties, assemble, compress_thoroughly};
pub(crate) use canvas::{Canvas, Ink, Style};
pub use code::Code;
pub(crate) use code::Symbol;
pub use sheet::Orientation;
pub(crate) use sheet::{POINTS_PER_MM, Sheet};
