//! Statements that an organisation sends or receives.

use askama::Template;

use crate::components::{Act, Cell, Phrase, Row, RowTone, Tab, TableView, Tabs, Tag};
use crate::page::{Current, Shell};
use crate::pages::lists::{ListFrame, grouped};

/// The list of statements, those that wait for an act first.
#[derive(Debug, Clone, Template)]
#[template(path = "statements/list.html")]
pub struct StatementsPage {
    pub shell: Shell,
    /// The sentence on top: «11 ведомостей надо передать школам до конца 17 декабря».
    pub lead: Phrase,
    /// «Передать 11 школам»: the way to the bulk preview; none when nothing waits.
    pub act: Option<Act>,
    pub counts: StatementTabCounts,
    /// Filters of [`ListFrame::filter`] stand between the tabs and the table. Column keys: `number`, `exam`,
    /// `counterpart`, `results`, `state`, `due`.
    pub list: ListFrame,
    /// Heading of the third column: «Кому» for a sender, «От кого» for a recipient.
    pub counterpart_heading: String,
    pub rows: Vec<StatementRow>,
}

/// The counts of the tabs by state, with their addresses; `current` is none for «all».
#[derive(Debug, Clone, Default)]
pub struct StatementTabCounts {
    pub all: (u32, String),
    pub formed: (u32, String),
    pub handed_over: (u32, String),
    pub received: (u32, String),
    pub opened: (u32, String),
    /// Statements past their due moment: the number is red.
    pub late: (u32, String),
    pub current: Option<StatementState>,
    /// The tab «late» is shown.
    pub late_is_current: Current,
}

/// How far a statement has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatementState {
    Formed,
    HandedOver,
    Received,
    Opened,
}

impl StatementState {
    /// The state as a word in a coloured box.
    pub fn tag(self) -> Tag {
        match self {
            StatementState::Formed => Tag::amber("сформирована"),
            StatementState::HandedOver => Tag::blue("передана"),
            StatementState::Received => Tag::blue("получена"),
            StatementState::Opened => Tag::green("открыта"),
        }
    }
}

/// One statement.
#[derive(Debug, Clone)]
pub struct StatementRow {
    /// «№ 118».
    pub number: String,
    pub href: String,
    /// «Сочинение, 2 декабря 2026».
    pub exam: String,
    /// The other organisation.
    pub counterpart: String,
    pub results: u32,
    pub state: StatementState,
    /// What is owed and when: «передать до 17 декабря»; empty when nothing.
    pub due: String,
    pub lateness: Lateness,
}

/// Whether the due moment has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lateness {
    #[default]
    InTime,
    Late,
}

impl StatementsPage {
    fn tabs(&self) -> Tabs {
        let counts = &self.counts;
        let tab = |(count, href): &(u32, String), label: &str, state: Option<StatementState>| {
            let current = Current::when(|| counts.late_is_current == Current::No && counts.current == state);
            Tab::new(grouped(*count), label, href, current)
        };
        let late = Tab::new(
            grouped(counts.late.0),
            "просрочены",
            &counts.late.1,
            counts.late_is_current,
        );
        Tabs {
            label: "Ведомости по\u{a0}состоянию".to_owned(),
            items: vec![
                tab(&counts.all, "все", None),
                if counts.late.0 > 0 { late.alarming() } else { late },
                tab(&counts.formed, "сформированы", Some(StatementState::Formed)),
                tab(&counts.handed_over, "переданы", Some(StatementState::HandedOver)),
                tab(&counts.received, "получены", Some(StatementState::Received)),
                tab(&counts.opened, "открыты", Some(StatementState::Opened)),
            ],
        }
    }

    fn table(&self) -> TableView {
        let columns = vec![
            self.list.column("number", "Ведомость"),
            self.list.column("exam", "Экзамен"),
            self.list.column("counterpart", &self.counterpart_heading),
            self.list.number_column("results", "Результатов"),
            self.list.column("state", "Состояние"),
            self.list.column("due", "Срок"),
        ];
        let rows = self.rows.iter().map(StatementRow::row).collect();
        self.list.table("Ведомости", columns, rows, "Таких ведомостей нет.")
    }
}

impl StatementRow {
    fn row(&self) -> Row {
        let (due, tone) = match self.lateness {
            Lateness::Late => (Phrase::default().late(&self.due), RowTone::Wrong),
            Lateness::InTime => (Phrase::of(&self.due), RowTone::Plain),
        };
        Row::new(vec![
            Cell::link(&self.number, &self.href),
            Cell::from(self.exam.as_str()),
            Cell::from(self.counterpart.as_str()).full_line(),
            Cell::from(grouped(self.results)),
            Cell::tag(self.state.tag()),
            Cell::from(due),
        ])
        .tone(tone)
    }
}
