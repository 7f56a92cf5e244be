//! One exam: how far its results are, by municipality.

use askama::Template;

use crate::components::{Act, Cell, Clock, Column, Phrase, Row, TableView};
use crate::page::Shell;
use crate::pages::lists::{ListFrame, count_of, grouped};

/// Counts, term, municipalities, earlier completions.
#[derive(Debug, Clone, Template)]
#[template(path = "processing/exam.html")]
pub struct ExamPage {
    pub shell: Shell,
    /// The sentence on top: «1 984 результата получены и ждут выпуска, 7 задержаны».
    pub lead: Phrase,
    pub counts: ExamCounts,
    /// Where each number leads, in the order registered, received, held, released; empty for no link.
    pub count_hrefs: [String; 4],
    /// The term of processing, if one runs.
    pub clock: Option<Clock>,
    /// The way to the preview of the end of processing; none for who may only look.
    pub act: Option<Act>,
    /// Column keys: `organisation`, `registered`, `received`, `held`, `released`.
    pub municipalities: Vec<MunicipalityRow>,
    pub list: ListFrame,
    pub completions: Vec<CompletionRow>,
}

/// How many sittings of an exam have a result in each state; `registered` counts all sittings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ExamCounts {
    pub registered: u32,
    /// Received and not yet released nor held.
    pub received: u32,
    pub held: u32,
    pub released: u32,
}

/// A municipality, a state school or a college of the region.
#[derive(Debug, Clone)]
pub struct MunicipalityRow {
    pub name: String,
    pub href: String,
    pub counts: ExamCounts,
}

/// An earlier end of processing of the same exam.
#[derive(Debug, Clone)]
pub struct CompletionRow {
    /// «№ 1».
    pub number: String,
    pub href: String,
    pub recorded_at: String,
    pub by: String,
    pub released: u32,
}

impl ExamCounts {
    /// Sittings without any result yet.
    pub fn missing(&self) -> u32 {
        self.registered
            .saturating_sub(self.received + self.held + self.released)
    }
}

/// One number of the overview.
struct Figure<'a> {
    count: String,
    label: &'static str,
    href: &'a str,
}

impl ExamPage {
    fn figures(&self) -> Vec<Figure<'_>> {
        let numbers = [
            self.counts.registered,
            self.counts.received,
            self.counts.held,
            self.counts.released,
        ];
        let labels = ["участников", "получено, ждут выпуска", "задержано", "выпущено"];
        let figures = numbers.into_iter().zip(labels).zip(&self.count_hrefs);
        figures
            .map(|((count, label), href)| Figure {
                count: grouped(count),
                label,
                href,
            })
            .collect()
    }

    fn missing_line(&self) -> String {
        match self.counts.missing() {
            0 => "Результаты есть по\u{a0}всем участникам.".to_owned(),
            missing => format!(
                "Результатов ещё нет у\u{a0}{}.",
                count_of(missing, ["участника", "участников", "участников"])
            ),
        }
    }

    fn table(&self) -> TableView {
        let list = &self.list;
        let columns = vec![
            list.column("organisation", "Кому передают"),
            list.number_column("registered", "Участников"),
            list.number_column("received", "Ждут выпуска"),
            list.number_column("held", "Задержано"),
            list.number_column("released", "Выпущено"),
            Column::number("Нет результата"),
        ];
        let rows = self.municipalities.iter().map(MunicipalityRow::row).collect();
        let mut table = list.table(
            "По муниципалитетам, государственным школам и\u{a0}колледжам",
            columns,
            rows,
            "Участников этого экзамена нет.",
        );
        table.total = total_cells(&self.counts);
        table
    }

    fn completions_table(&self) -> TableView {
        let columns = vec![
            Column::new("Номер"),
            Column::new("Записано"),
            Column::new("Кто"),
            Column::number("Выпущено"),
        ];
        let rows = self.completions.iter().map(CompletionRow::row).collect();
        ListFrame::default().table(
            "Записи об\u{a0}окончании обработки",
            columns,
            rows,
            "Окончание обработки ещё не\u{a0}записано.",
        )
    }
}

impl MunicipalityRow {
    fn row(&self) -> Row {
        let mut cells = vec![Cell::link(&self.name, &self.href)];
        cells.extend(number_cells(&self.counts));
        Row::new(cells)
    }
}

fn total_cells(counts: &ExamCounts) -> Vec<Cell> {
    let mut cells = vec![Cell::from("Всего")];
    cells.extend(number_cells(counts));
    cells
}

fn number_cells(counts: &ExamCounts) -> [Cell; 5] {
    [
        counts.registered,
        counts.received,
        counts.held,
        counts.released,
        counts.missing(),
    ]
    .map(|value| Cell::from(grouped(value)))
}

impl CompletionRow {
    fn row(&self) -> Row {
        Row::new(vec![
            Cell::link(&self.number, &self.href),
            Cell::from(self.recorded_at.as_str()),
            Cell::from(self.by.as_str()),
            Cell::from(grouped(self.released)),
        ])
    }
}
