//! A ruled table: a header repeated on every sheet and rows that grow with their text.

use super::block::{Align, Block};
use crate::page::{Canvas, Style, Symbol};
use crate::typography::Typesetter;
use std::ops::Range;

/// Space between a rule and the text, in millimetres.
const PADDING: f32 = 1.4;
const RULE: f32 = 0.2;
const HEAD_STYLE: Style = Style::semi_bold(7.5);
const LABEL_STYLE: Style = Style::regular(7.5);
const HEAD_PADDING: f32 = 1.6;

/// A column. Neighbouring columns with the same non-empty `group` get it as a common header.
pub(crate) struct Column {
    pub(crate) title: String,
    pub(crate) group: String,
    /// Millimetres.
    pub(crate) width: f32,
    pub(crate) align: Align,
}

impl Column {
    pub(crate) fn new(title: &str, width: f32, align: Align) -> Self {
        Self {
            title: title.to_owned(),
            group: String::new(),
            width,
            align,
        }
    }

    pub(crate) fn under(group: &str, title: &str, width: f32, align: Align) -> Self {
        Self {
            group: group.to_owned(),
            ..Self::new(title, width, align)
        }
    }
}

/// What stands in a cell.
pub(crate) enum Cell {
    Text(Block),
    /// A symbol with its label to the right.
    Symbol {
        symbol: Symbol,
        side: f32,
        label: Block,
    },
    Empty,
}

/// The shape of a table, with its left edge at `x`.
pub(crate) struct Grid {
    columns: Vec<Column>,
    titles: Vec<Block>,
    groups: Vec<Group>,
    x: f32,
    /// Every row is at least so high, in millimetres.
    row_height: f32,
    head_height: f32,
    group_height: f32,
}

struct Group {
    title: Block,
    columns: Range<usize>,
}

impl Grid {
    pub(crate) fn new(typesetter: &Typesetter, columns: Vec<Column>, x: f32, row_height: f32) -> Self {
        let titles: Vec<Block> = columns
            .iter()
            .map(|column| Block::wrap(typesetter, &column.title, HEAD_STYLE, column.width - 1.2))
            .collect();
        let groups = groups(typesetter, &columns);
        let group_height = head_height(groups.iter().map(|group| &group.title));
        let of_columns = |grouped: bool| {
            let titles = columns
                .iter()
                .zip(&titles)
                .filter(move |(column, _)| column.group.is_empty() != grouped);
            head_height(titles.map(|(_, title)| title))
        };
        let head_height = (group_height + of_columns(true)).max(of_columns(false));
        Self {
            columns,
            titles,
            groups,
            x,
            row_height,
            head_height,
            group_height,
        }
    }

    /// Height of the header, in millimetres.
    pub(crate) fn head_height(&self) -> f32 {
        self.head_height
    }

    /// Sets a text for a column: on one line in the largest of the sizes that fits, else in lines of the smallest.
    pub(crate) fn text(&self, typesetter: &Typesetter, column: usize, text: &str, style: Style, sizes: &[f32]) -> Cell {
        if text.is_empty() {
            return Cell::Empty;
        }
        let width = self
            .columns
            .get(column)
            .map_or(0.0, |column| column.width - 2.0 * PADDING);
        Cell::Text(Block::fit(typesetter, text, style, sizes, width))
    }

    /// Sets a symbol with its label for a column.
    pub(crate) fn symbol(&self, typesetter: &Typesetter, column: usize, symbol: Symbol, side: f32) -> Cell {
        let width = self
            .columns
            .get(column)
            .map_or(0.0, |column| column.width - side - 3.0 * PADDING);
        let label = Block::fit(typesetter, &symbol.label, LABEL_STYLE, &[7.5, 6.5, 5.5, 4.5], width);
        Cell::Symbol { symbol, side, label }
    }

    /// Height of a row, in millimetres.
    pub(crate) fn row_height(&self, cells: &[Cell]) -> f32 {
        cells.iter().map(content_height).fold(self.row_height, f32::max)
    }

    /// Draws the header with its top at `top`; returns where it ends.
    pub(crate) fn draw_head(&self, canvas: &mut Canvas, top: f32) -> f32 {
        let bottom = top + self.head_height();
        let edges = self.edges();
        for (index, ((column, title), x)) in self.columns.iter().zip(&self.titles).zip(&edges).enumerate() {
            let grouped = self.groups.iter().any(|group| group.columns.contains(&index));
            let cell_top = if grouped { top + self.group_height } else { top };
            title.draw_centred(canvas, (*x, cell_top), (column.width, bottom - cell_top), Align::Centre);
            let continues = self
                .groups
                .iter()
                .any(|group| group.columns.contains(&index) && group.columns.start != index);
            canvas.vertical(*x, if continues { cell_top } else { top }, bottom, RULE);
        }
        for group in &self.groups {
            self.draw_group(canvas, group, &edges, top);
        }
        let right = self.x + self.width();
        canvas.vertical(right, top, bottom, RULE);
        canvas.horizontal(self.x, right, top, RULE);
        canvas.horizontal(self.x, right, bottom, RULE);
        bottom
    }

    /// Draws rows below each other from `top`; returns where they end.
    pub(crate) fn draw_rows(&self, canvas: &mut Canvas, top: f32, rows: &[Vec<Cell>]) -> f32 {
        let edges = self.edges();
        let right = self.x + self.width();
        let mut y = top;
        for row in rows {
            let height = self.row_height(row);
            for ((cell, column), x) in row.iter().zip(&self.columns).zip(&edges) {
                draw_cell(canvas, cell, column, (*x, y), height);
            }
            y += height;
            canvas.horizontal(self.x, right, y, RULE);
        }
        if !rows.is_empty() {
            for x in edges.iter().chain([&right]) {
                canvas.vertical(*x, top, y, RULE);
            }
        }
        y
    }

    fn draw_group(&self, canvas: &mut Canvas, group: &Group, edges: &[f32], top: f32) {
        let Some(x) = edges.get(group.columns.start) else {
            return;
        };
        let width = columns_width(&self.columns, &group.columns);
        group
            .title
            .draw_centred(canvas, (*x, top), (width, self.group_height), Align::Centre);
        canvas.horizontal(*x, x + width, top + self.group_height, RULE);
    }

    fn width(&self) -> f32 {
        self.columns.iter().map(|column| column.width).sum()
    }

    fn edges(&self) -> Vec<f32> {
        let mut edge = self.x;
        self.columns
            .iter()
            .map(|column| {
                let left = edge;
                edge += column.width;
                left
            })
            .collect()
    }
}

fn groups(typesetter: &Typesetter, columns: &[Column]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut start = 0;
    for run in columns.chunk_by(|left, right| left.group == right.group) {
        let end = start + run.len();
        if let Some(first) = run.first().filter(|first| !first.group.is_empty()) {
            let width: f32 = run.iter().map(|column| column.width).sum();
            let title = Block::wrap(typesetter, &first.group, HEAD_STYLE, width - 1.2);
            groups.push(Group {
                title,
                columns: start..end,
            });
        }
        start = end;
    }
    groups
}

fn columns_width(columns: &[Column], range: &Range<usize>) -> f32 {
    columns
        .get(range.clone())
        .unwrap_or(&[])
        .iter()
        .map(|column| column.width)
        .sum()
}

/// Height of a line of headers; 0 when there are none.
fn head_height<'block>(titles: impl Iterator<Item = &'block Block>) -> f32 {
    titles
        .map(|title| title.height() + 2.0 * HEAD_PADDING)
        .fold(0.0, f32::max)
}

fn content_height(cell: &Cell) -> f32 {
    match cell {
        Cell::Text(block) if block.lines.len() > 1 => block.height() + PADDING,
        Cell::Symbol { side, label, .. } => side.max(label.height()) + PADDING / 2.0,
        Cell::Text(_) | Cell::Empty => 0.0,
    }
}

fn draw_cell(canvas: &mut Canvas, cell: &Cell, column: &Column, at: (f32, f32), height: f32) {
    let (x, y) = at;
    match cell {
        Cell::Text(block) => {
            block.draw_centred(
                canvas,
                (x + PADDING, y),
                (column.width - 2.0 * PADDING, height),
                column.align,
            );
        }
        Cell::Symbol { symbol, side, label } => {
            canvas.symbol(symbol, x + PADDING, y + (height - side) / 2.0, *side);
            let label_x = x + PADDING + side + PADDING;
            label.draw_centred(canvas, (label_x, y), (x + column.width - label_x, height), Align::Left);
        }
        Cell::Empty => {}
    }
}
