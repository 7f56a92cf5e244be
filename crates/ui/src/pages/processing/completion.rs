//! The recorded end of processing: a numbered document that nothing changes any more.

use askama::Template;

use crate::components::{Act, Cell, Clock, Column, Facts, Link, Phrase, Row, TableView, Tag};
use crate::page::Shell;
use crate::pages::lists::{ListFrame, count_of, grouped};
use crate::typography::plural;

/// Number, time, author, what was released and the statements that were formed.
#[derive(Debug, Clone, Template)]
#[template(path = "processing/completion.html")]
pub struct CompletionPage {
    pub shell: Shell,
    /// «Итоговое сочинение, 2 декабря 2026».
    pub exam: String,
    pub released: u32,
    pub held: u32,
    /// «15 декабря 2026, 17:45, Ким В. Р., РЦОИ».
    pub recorded: String,
    /// What the act started: terms and who owes them.
    pub consequences: Vec<Phrase>,
    /// The way to the bulk hand-over; none when all are handed over.
    pub act: Option<Act>,
    /// PDF, journal entry, list of released results.
    pub links: Vec<Link>,
    /// Content hash, ground, number of the journal entry.
    pub facts: Facts,
    /// The term of the first hop.
    pub clock: Option<Clock>,
    pub statements: Vec<FormedStatementRow>,
    pub list: ListFrame,
}

/// A statement that the act formed.
#[derive(Debug, Clone)]
pub struct FormedStatementRow {
    /// «№ 118».
    pub number: String,
    pub href: String,
    pub recipient: String,
    pub results: u32,
    pub state: Tag,
}

impl CompletionPage {
    fn say(&self) -> Phrase {
        let released = plural(i64::from(self.released), ["Выпущен ", "Выпущены ", "Выпущено "]);
        let say = Phrase::of(released).bold(count_of(self.released, ["результат", "результата", "результатов"]));
        match self.held {
            0 => say.text(". Задержанных нет."),
            held => say.text(format!(". Задержано: {}.", grouped(held))),
        }
    }

    fn table(&self) -> TableView {
        let columns = vec![
            Column::new("Ведомость"),
            Column::new("Кому"),
            Column::number("Результатов"),
            Column::new("Состояние"),
        ];
        let rows = self.statements.iter().map(FormedStatementRow::row).collect();
        self.list.table(
            "Сформированные ведомости",
            columns,
            rows,
            "Ведомостей нет: выпускать было нечего.",
        )
    }
}

impl FormedStatementRow {
    fn row(&self) -> Row {
        Row::new(vec![
            Cell::link(&self.number, &self.href),
            Cell::from(self.recipient.as_str()).full_line(),
            Cell::from(grouped(self.results)),
            Cell::tag(self.state.clone()),
        ])
    }
}
