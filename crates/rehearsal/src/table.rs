//! A table of texts: what a file holds before it has a format.

/// Headings and rows, every row as wide as the headings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// For the file's name and the sheet: «Участники».
    pub title: &'static str,
    pub headings: &'static [&'static str],
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// The cell under a heading; `None` where the row or heading is not there.
    pub fn cell(&self, row: usize, heading: &str) -> Option<&str> {
        let column = self.column(heading)?;
        self.rows.get(row)?.get(column).map(String::as_str)
    }

    /// The index of a heading.
    pub fn column(&self, heading: &str) -> Option<usize> {
        self.headings.iter().position(|known| *known == heading)
    }
}
