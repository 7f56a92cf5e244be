//! What the long lists of staff pages share: the frame of a table of typed rows.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::components::{Column, FilterForm, Link, Pager, Phrase, PostForm, Row, SearchBox, Sort, TableView};
use crate::page::{Current, NavItem, Shell};
use crate::typography::{counted, number, tie};

/// The links between the pages of a list that stands outside a [`TableView`].
#[derive(Debug, Clone, Template)]
#[template(path = "lists/pager.html")]
pub(crate) struct PagerView<'a> {
    pub(crate) pager: &'a Pager,
}

impl HtmlSafe for PagerView<'_> {}

/// Search, sorting, paging and files of a list; the page itself knows its columns and rows.
#[derive(Debug, Clone, Default)]
pub struct ListFrame {
    /// One box; for several filters use [`ListFrame::filter`] instead.
    pub search: Option<SearchBox>,
    pub filter: Option<FilterForm>,
    /// Key of a column (named in each page's documentation) and the link in its heading.
    pub sorts: Vec<(&'static str, Sort)>,
    pub pager: Option<Pager>,
    pub export_links: Vec<Link>,
    /// «Обновлено в 09:20».
    pub note: String,
}

impl ListFrame {
    /// A column that may be sorted, if the caller gave a link for its key.
    pub(crate) fn column(&self, key: &str, label: &str) -> Column {
        self.with_sort(key, Column::new(label))
    }

    /// The same for numbers.
    pub(crate) fn number_column(&self, key: &str, label: &str) -> Column {
        self.with_sort(key, Column::number(label))
    }

    fn with_sort(&self, key: &str, column: Column) -> Column {
        match self.sorts.iter().find(|(sorted, _)| *sorted == key) {
            Some((_, sort)) => column.sorted(sort.clone()),
            None => column,
        }
    }

    /// The table under a hidden caption.
    pub(crate) fn table(&self, caption: &str, columns: Vec<Column>, rows: Vec<Row>, empty_text: &str) -> TableView {
        TableView {
            caption: caption.to_owned(),
            hide_caption: true,
            search: self.search.clone(),
            columns,
            rows,
            total: Vec::new(),
            pager: self.pager.clone(),
            export_links: self.export_links.clone(),
            note: self.note.clone(),
            empty_text: Phrase::of(empty_text),
        }
    }
}

/// `4312` → `4 312` with a no-break space.
pub(crate) fn grouped(value: u32) -> String {
    number(i64::from(value))
}

/// `21, ["строка", "строки", "строк"]` → `21 строка`.
pub(crate) fn count_of(value: u32, forms: [&str; 3]) -> String {
    counted(i64::from(value), forms)
}

/// The form of a word that the number asks for.
pub(crate) fn form_of(value: u32, forms: [&str; 3]) -> &str {
    crate::typography::plural(i64::from(value), forms)
}

/// A shell as an operator of the demo region sees it; samples of the pages start from it.
///
/// `section` is the navigation item that is current; `trail` are the breadcrumbs after it, without the page itself.
pub(crate) fn sample_shell(title: &str, section: &str, trail: &[&str]) -> Shell {
    let sections = [
        "Обязательства",
        "Загрузки",
        "Обработка",
        "Ведомости",
        "Участники",
        "Организации",
        "Журнал",
    ];
    let nav = sections.map(|label| NavItem::new(label, "/", Current::when(|| label == section)));
    let mut breadcrumbs = vec![Link::new(section, "/")];
    breadcrumbs.extend(trail.iter().map(|&label| Link::new(tie(label), "/")));
    if title == section {
        breadcrumbs.clear();
    }
    Shell {
        nav: nav.to_vec(),
        person_line: "Ким Вера Романовна, оператор РЦОИ".to_owned(),
        organisation_line: "РЦОИ: Кузбасский центр мониторинга качества образования".to_owned(),
        help: Some(Link::new("Помощь: 8\u{a0}(3842)\u{a0}00-00-00", "tel:+73842000000")),
        terms_href: "/terms".to_owned(),
        search: Some(PostForm::new("/search", "c2FtcGxl", "")),
        sign_out: Some(PostForm::new("/sign-out", "c2FtcGxl", "")),
        breadcrumbs,
        ..Shell::sample_signed_out(&tie(title))
    }
}
