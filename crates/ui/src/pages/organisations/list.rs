//! The tree: the ministry's own schools and colleges, then municipalities with their schools.

use askama::Template;

use crate::components::{Cell, Link, Phrase, Row, RowTone, TableView};
use crate::page::Shell;
use crate::pages::lists::{ListFrame, count_of, grouped};

/// All organisations as branches with counts, or the answer of a search as one flat list.
#[derive(Debug, Clone, Template)]
#[template(path = "organisations/list.html")]
pub struct OrganisationsPage {
    pub shell: Shell,
    /// «1 РЦОИ, 6 муниципалитетов, 60 школ, 4 колледжа».
    pub lead: Phrase,
    /// Search box and files; shown above the branches. Column keys in a flat list: `name`, `code`, `parent`,
    /// `participants`.
    pub list: ListFrame,
    /// Branches of the tree; empty when something is searched.
    pub branches: Vec<OrganisationBranch>,
    /// What was found; none when nothing is searched.
    pub found: Option<Vec<OrganisationRow>>,
    /// Where organisations are imported; empty for who may not.
    pub import_href: String,
}

/// A municipality, or the ministry, with what belongs to it.
#[derive(Debug, Clone)]
pub struct OrganisationBranch {
    pub name: Link,
    pub code: String,
    pub schools: u32,
    pub participants: u32,
    /// How many of them have no responsible person with an order in force.
    pub without_responsible: u32,
    pub rows: Vec<OrganisationRow>,
    /// Opened at first: a branch with a single school or the reader's own.
    pub opening: BranchOpening,
}

/// Whether a branch shows its schools at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BranchOpening {
    #[default]
    Closed,
    Open,
}

/// One school, college or body.
#[derive(Debug, Clone)]
pub struct OrganisationRow {
    pub name: String,
    pub href: String,
    /// Code in РИС, with its leading zeros.
    pub code: String,
    /// «школа», «колледж», «муниципальный орган».
    pub kind: String,
    /// The organisation above; shown in a flat list only.
    pub parent: String,
    pub participants: u32,
    /// «Рудакова Е. С.», or empty when nobody is named.
    pub responsible: String,
}

impl OrganisationsPage {
    fn found_table(&self, rows: &[OrganisationRow]) -> TableView {
        let columns = vec![
            self.list.column("name", "Организация"),
            self.list.column("code", "Код"),
            self.list.column("parent", "Кому подчинена"),
            self.list.number_column("participants", "Участников"),
            self.list.column("responsible", "Ответственное лицо"),
        ];
        let rows = rows.iter().map(OrganisationRow::flat_row).collect();
        let list = ListFrame {
            search: None,
            ..self.list.clone()
        };
        list.table(
            "Найденные организации",
            columns,
            rows,
            "Ничего не\u{a0}найдено. Ищите по\u{a0}названию, номеру, городу или коду.",
        )
    }

    fn search_only(&self) -> Option<SearchOnly> {
        self.list.search.clone().map(|search| SearchOnly { search })
    }
}

/// The search box alone, above the tree.
#[derive(Debug, Clone, Template)]
#[template(path = "organisations/search.html")]
struct SearchOnly {
    search: crate::components::SearchBox,
}

impl askama::filters::HtmlSafe for SearchOnly {}

impl OrganisationBranch {
    fn is_open(&self) -> bool {
        self.opening == BranchOpening::Open
    }

    fn counts(&self) -> String {
        let schools = count_of(self.schools, ["организация", "организации", "организаций"]);
        let participants = count_of(self.participants, ["участник", "участника", "участников"]);
        format!("{schools}, {participants}")
    }

    fn gap(&self) -> String {
        match self.without_responsible {
            0 => String::new(),
            count => format!("без ответственного лица: {}", grouped(count)),
        }
    }

    fn table(&self) -> TableView {
        let list = ListFrame::default();
        let columns = vec![
            list.column("name", "Организация"),
            list.column("code", "Код"),
            list.column("kind", "Вид"),
            list.number_column("participants", "Участников"),
            list.column("responsible", "Ответственное лицо"),
        ];
        let rows = self.rows.iter().map(OrganisationRow::branch_row).collect();
        list.table(&self.name.label, columns, rows, "Подведомственных организаций нет.")
    }
}

impl OrganisationRow {
    fn flat_row(&self) -> Row {
        self.row_with(&self.parent)
    }

    fn branch_row(&self) -> Row {
        self.row_with(&self.kind)
    }

    fn row_with(&self, third: &str) -> Row {
        let (responsible, tone) = if self.responsible.is_empty() {
            (Phrase::default().late("не\u{a0}назначено"), RowTone::Open)
        } else {
            (Phrase::of(&self.responsible), RowTone::Plain)
        };
        Row::new(vec![
            Cell::link(&self.name, &self.href),
            Cell::from(self.code.as_str()),
            Cell::from(third),
            Cell::from(grouped(self.participants)),
            Cell::from(responsible),
        ])
        .tone(tone)
    }
}
