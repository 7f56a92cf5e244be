//! A document that is one table: something on top of each sheet, rows, an ending below the last row.

use super::grid::{Cell, Grid};
use super::paging::{Room, paginate};
use crate::DocumentError;
use crate::page::{Canvas, Sheet};

/// A table to lay out on sheets. Heights are millimetres.
pub(crate) struct Tabular<'parts> {
    pub(crate) sheet: &'parts Sheet,
    pub(crate) grid: &'parts Grid,
    pub(crate) rows: &'parts [Vec<Cell>],
    /// What stands above the table on the first sheet.
    pub(crate) first_top: f32,
    /// What stands above the table on other sheets.
    pub(crate) other_top: f32,
    /// What stands below the last row.
    pub(crate) ending: f32,
}

impl Tabular<'_> {
    /// Draws all sheets. `draw_top` gets the number of the sheet, from 1; `draw_ending` gets where the table ended.
    ///
    /// # Errors
    /// [`DocumentError::RowHigherThanSheet`], and what `draw_top` fails with.
    pub(crate) fn draw(
        &self,
        draw_top: impl Fn(&mut Canvas, usize) -> Result<(), DocumentError>,
        draw_ending: impl FnOnce(&mut Canvas, f32),
    ) -> Result<Vec<Canvas>, DocumentError> {
        let heights: Vec<f32> = self.rows.iter().map(|row| self.grid.row_height(row)).collect();
        let pages = paginate(&heights, self.room())?;
        let mut canvases = Vec::with_capacity(pages.len());
        let mut end = self.sheet.top;
        for (index, range) in pages.into_iter().enumerate() {
            let mut canvas = Canvas::new(self.sheet);
            draw_top(&mut canvas, index + 1)?;
            end = self.sheet.top + if index == 0 { self.first_top } else { self.other_top };
            let rows = self.rows.get(range).unwrap_or(&[]);
            if !rows.is_empty() || index == 0 {
                end = self.grid.draw_head(&mut canvas, end);
                end = self.grid.draw_rows(&mut canvas, end, rows);
            }
            canvases.push(canvas);
        }
        if let Some(last) = canvases.last_mut() {
            draw_ending(last, end);
        }
        Ok(canvases)
    }

    fn room(&self) -> Room {
        let table = self.sheet.text_bottom() - self.sheet.top - self.grid.head_height();
        Room {
            first: table - self.first_top,
            other: table - self.other_top,
            ending: self.ending,
        }
    }
}
