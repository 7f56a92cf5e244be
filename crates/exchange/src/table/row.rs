//! One row of a file, kept as a single text so that hundreds of thousands of rows stay small.

/// A row with its number in the file (1-based: the line of a text file, the row of a sheet).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    number: u32,
    text: String,
    /// Where each cell ends in `text`.
    ends: Vec<u32>,
    notes: Vec<CellNote>,
}

/// Something about a cell that its text does not show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellNote {
    /// 0-based.
    pub column: usize,
    pub kind: CellNoteKind,
}

/// What there may be to say about a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CellNoteKind {
    /// A formula; the value is what the spreadsheet program last computed.
    FormulaValue,
    /// A formula without a computed value.
    FormulaWithoutValue,
    /// «#Н/Д» and the like.
    ErrorValue,
    /// Merged with the cell above; the value was carried down. The range, "B5:B9".
    MergedDown(String),
    /// Merged with a cell of another column; no value is guessed. The range, "B5:D5".
    MergedAcross(String),
    /// The value stands in another file, which a .dbf only points to.
    Memo,
}

impl SheetRow {
    pub fn new<'a>(number: u32, cells: impl IntoIterator<Item = &'a str>) -> Self {
        let mut row = Self {
            number,
            text: String::new(),
            ends: Vec::new(),
            notes: Vec::new(),
        };
        for cell in cells {
            row.push(cell);
        }
        row
    }

    /// An empty row with room for so many bytes of text and so many cells.
    pub(crate) fn with_room(number: u32, bytes: usize, cells: usize) -> Self {
        Self {
            number,
            text: String::with_capacity(bytes),
            ends: Vec::with_capacity(cells),
            notes: Vec::new(),
        }
    }

    /// 1-based.
    pub const fn number(&self) -> u32 {
        self.number
    }

    /// How many cells there are; cells beyond are empty.
    pub const fn width(&self) -> usize {
        self.ends.len()
    }

    /// The text of a 0-based column; empty beyond the last cell.
    pub fn cell(&self, column: usize) -> &str {
        let end = self.ends.get(column).copied();
        let start = column
            .checked_sub(1)
            .map_or(Some(0), |before| self.ends.get(before).copied());
        match (start, end) {
            (Some(start), Some(end)) => self.text.get(start as usize..end as usize).unwrap_or_default(),
            _ => "",
        }
    }

    pub fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.width()).map(|column| self.cell(column))
    }

    pub fn notes(&self) -> &[CellNote] {
        &self.notes
    }

    pub fn is_blank(&self) -> bool {
        self.text.trim_start().is_empty() && self.notes.is_empty()
    }

    /// The row without blank cells behind the last one that has text.
    pub(crate) fn without_blank_end(self) -> Self {
        let width = (0..self.width())
            .rev()
            .find(|column| !self.cell(*column).trim().is_empty())
            .map_or(0, |last| last + 1);
        let cells = Self::new(self.number, (0..width).map(|column| self.cell(column)));
        Self {
            notes: self.notes,
            ..cells
        }
    }

    pub(crate) fn push(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
    }

    /// Puts a text into an empty cell; a cell that has one keeps it.
    pub(crate) fn fill(&mut self, column: usize, text: &str) {
        if !self.cell(column).trim().is_empty() {
            return;
        }
        let width = self.width().max(column + 1);
        let filled = (0..width).map(|at| if at == column { text } else { self.cell(at) });
        let Self { text, ends, .. } = Self::new(self.number, filled);
        (self.text, self.ends) = (text, ends);
    }

    pub(crate) fn note(&mut self, column: usize, kind: CellNoteKind) {
        self.notes.push(CellNote { column, kind });
    }

    /// Bytes of text, for the limit on all cells together.
    pub(crate) const fn text_bytes(&self) -> usize {
        self.text.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_as_they_went_in() {
        let row = SheetRow::new(7, ["", "Ёлкина", "", "031457"]);
        assert_eq!(row.cells().collect::<Vec<_>>(), ["", "Ёлкина", "", "031457"]);
        assert_eq!(
            (row.number(), row.width(), row.cell(4), row.is_blank()),
            (7, 4, "", false)
        );
        assert!(SheetRow::new(1, ["", " \u{a0}"]).is_blank());
    }
}
