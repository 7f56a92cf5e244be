//! A dense table with search, sorting, paging and files to take away: plain links and one GET form.

use askama::Template;

use super::{Link, Phrase, PostForm, Tag, html_safe};
use crate::page::Current;

/// A list of rows. On a phone every row folds into a card labelled with its columns.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "components/table.html")]
pub struct TableView {
    /// What the table holds, read by screen readers and shown above it unless [`TableView::hide_caption`].
    pub caption: String,
    pub hide_caption: bool,
    pub search: Option<SearchBox>,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    /// Cells of the total row; empty for none.
    pub total: Vec<Cell>,
    pub pager: Option<Pager>,
    /// «таблица .xlsx», «список шестнадцати .xlsx»
    pub export_links: Vec<Link>,
    /// «Обновлено в 09:20»
    pub note: String,
    /// Shown instead of the table when there are no rows: what it means and what to do.
    pub empty_text: Phrase,
}

#[derive(Debug, Clone, Default)]
pub struct Column {
    pub label: String,
    pub align: Align,
    pub sort: Option<Sort>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    #[default]
    Start,
    /// Numbers.
    End,
}

/// The link in a column's heading.
#[derive(Debug, Clone)]
pub enum Sort {
    /// Sorts by this column.
    Offered(String),
    /// Already sorted upwards; the address sorts downwards.
    Ascending(String),
    /// Already sorted downwards; the address sorts upwards.
    Descending(String),
}

impl Sort {
    fn href(&self) -> &str {
        match self {
            Self::Offered(href) | Self::Ascending(href) | Self::Descending(href) => href,
        }
    }

    fn aria(&self) -> &'static str {
        match self {
            Self::Offered(_) => "none",
            Self::Ascending(_) => "ascending",
            Self::Descending(_) => "descending",
        }
    }

    fn arrow(&self) -> &'static str {
        match self {
            Self::Offered(_) => "",
            Self::Ascending(_) => " ↑",
            Self::Descending(_) => " ↓",
        }
    }
}

impl Column {
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            ..Self::default()
        }
    }

    /// A column of numbers.
    pub fn number(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            align: Align::End,
            sort: None,
        }
    }

    #[must_use]
    pub fn sorted(mut self, sort: Sort) -> Self {
        self.sort = Some(sort);
        self
    }

    fn aria_sort(&self) -> &'static str {
        self.sort.as_ref().map_or("none", Sort::aria)
    }
}

/// One row; its first cell names it and is the row's header.
#[derive(Debug, Clone, Default)]
pub struct Row {
    pub cells: Vec<Cell>,
    pub tone: RowTone,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RowTone {
    #[default]
    Plain,
    /// Still to be done.
    Open,
    /// Late or wrong.
    Wrong,
    /// Blocked or out of force.
    Faded,
}

impl RowTone {
    fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Open => "is-open",
            Self::Wrong => "is-err",
            Self::Faded => "is-faded",
        }
    }
}

#[derive(Debug, Clone, Default)]
pub struct Cell {
    pub content: Phrase,
    /// On a phone the cell takes a whole line and needs no label.
    pub full_line: bool,
    /// A small form or button in the cell.
    pub act: Option<super::Act>,
}

impl Cell {
    pub fn new(content: impl Into<Phrase>) -> Self {
        Self {
            content: content.into(),
            ..Self::default()
        }
    }

    pub fn link(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self::new(Phrase::linked(label, href))
    }

    pub fn tag(tag: Tag) -> Self {
        Self::new(Phrase::default().tag(tag))
    }

    pub fn act(act: super::Act) -> Self {
        Self {
            act: Some(act),
            ..Self::default()
        }
    }

    /// A cell without a content: nothing to say here.
    pub fn empty() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn full_line(mut self) -> Self {
        self.full_line = true;
        self
    }

    fn is_empty(&self) -> bool {
        self.content.is_empty() && self.act.is_none()
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<Phrase> for Cell {
    fn from(content: Phrase) -> Self {
        Self::new(content)
    }
}

impl Row {
    pub fn new(cells: Vec<Cell>) -> Self {
        Self {
            cells,
            tone: RowTone::Plain,
        }
    }

    #[must_use]
    pub fn tone(mut self, tone: RowTone) -> Self {
        self.tone = tone;
        self
    }
}

/// A form that narrows the table: GET, or POST where names are typed into it.
#[derive(Debug, Clone, Default)]
pub struct SearchBox {
    pub action: String,
    /// Makes it post; its address stands here instead of [`Self::action`].
    pub post: Option<PostForm>,
    /// Visible label: «Фамилия, школа или класс».
    pub label: String,
    /// Name of the field, `q` as a rule.
    pub name: String,
    pub value: String,
    /// Other parts of the address to keep (filter, sort).
    pub kept: Vec<(String, String)>,
    /// Shows all again; none when nothing is searched.
    pub reset_href: String,
}

/// «Показаны 1–50 из 418» with links to neighbours.
#[derive(Debug, Clone, Default)]
pub struct Pager {
    pub summary: String,
    pub previous: Option<String>,
    pub next: Option<String>,
    /// Page number, address, whether it is this one; an empty address is a gap.
    pub pages: Vec<(String, String, Current)>,
}

impl TableView {
    fn label_of(&self, index: &usize) -> &str {
        self.columns.get(*index).map_or("", |column| column.label.as_str())
    }

    fn class_of(&self, index: &usize, cell: &Cell) -> &'static str {
        let at_end = self
            .columns
            .get(*index)
            .is_some_and(|column| column.align == Align::End);
        match (at_end, cell.full_line) {
            (true, true) => "r full",
            (true, false) => "r",
            (false, true) => "full",
            (false, false) => "",
        }
    }
}

html_safe!(TableView);
