//! Parts that documents are laid out from.

mod block;
mod ending;
mod flow;
mod grid;
mod heading;
mod paging;
mod running_line;
mod signature;
mod tabular;

pub(crate) use block::{Align, Block};
pub(crate) use ending::Ending;
pub(crate) use flow::{Item, draw_flow};
pub(crate) use grid::{Cell, Column, Grid};
pub(crate) use heading::Heading;
pub(crate) use running_line::draw_running_lines;
pub use signature::Signatory;
pub(crate) use signature::{HandoverBlock, HandoverSide, Seal, draw_signature_row, signature_row_height};
pub(crate) use tabular::Tabular;
