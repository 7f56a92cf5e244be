//! The monitor's lists as files (D4): organisations with their counts, the children not yet told.

use documents::table::Cell;
use serde_json::json;
use uuid::Uuid;

use crate::act::event;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::monitor::{Monitor, MonitorRow, Shown, UntoldChild};
use crate::print::class_words;
use crate::tables::{
    List, ListFile, ListFormat, day_cell, day_column, number_cell, number_column, text_cell, text_column,
};

impl App {
    /// Organisations (or municipalities) with their counts, as the page shows them.
    pub async fn acquaintance_file(
        &self,
        request: &Request,
        exam: Uuid,
        organisation: Option<Uuid>,
        format: ListFormat,
    ) -> Result<ListFile, AppError> {
        let monitor = self.monitor(request, exam, organisation).await?;
        let columns = vec![
            text_column("Организация"),
            number_column("Результатов"),
            number_column("Передано"),
            number_column("Ознакомлены"),
            number_column("Не ознакомлены"),
            number_column("Из них с причиной"),
            day_column("Последний день"),
            text_column("Срок"),
        ];
        let mut list = List::new("Ход ознакомления", columns);
        list.about = about(&monitor);
        list.rows = monitor
            .rows
            .iter()
            .chain([&monitor.sum])
            .map(organisation_row)
            .collect();
        self.list_file(request, list, format)
    }

    /// The children not yet told, with reasons. Taking the list away is journalled as a reading of its names.
    pub async fn untold_file(
        &self,
        request: &Request,
        exam: Uuid,
        organisation: Option<Uuid>,
        shown: Shown,
        format: ListFormat,
    ) -> Result<ListFile, AppError> {
        let monitor = self.monitor(request, exam, organisation).await?;
        let columns = vec![
            text_column("Участник"),
            text_column("Класс"),
            text_column("Кто знакомит"),
            text_column("Ведомость ознакомления"),
            number_column("Строка"),
            text_column("Срок"),
            text_column("Причина"),
        ];
        let mut list = List::new("Не ознакомлены с результатами", columns);
        list.about = about(&monitor);
        list.about.push(shown.russian().to_owned());
        list.rows = monitor
            .children
            .iter()
            .filter(|child| shown.fits(child))
            .map(child_row)
            .collect();
        let details =
            json!({"exam": exam, "organisation": organisation, "filter": shown.code(), "rows": list.rows.len()});
        self.note_reading(request, event("untold-listed", "exam", Some(exam), details))
            .await?;
        self.list_file(request, list, format)
    }
}

fn about(monitor: &Monitor) -> Vec<String> {
    let mut lines = vec![monitor.exam.title()];
    lines.extend(monitor.organisation.iter().map(|(_, name)| name.clone()));
    lines
}

fn organisation_row(row: &MonitorRow) -> Vec<Cell> {
    vec![
        text_cell(&row.name),
        number_cell(row.total),
        number_cell(row.handed_down),
        number_cell(row.told),
        number_cell(row.left()),
        number_cell(row.with_reason),
        row.due_day.map_or(Cell::Empty, day_cell),
        text_cell(&row.words),
    ]
}

fn child_row(child: &UntoldChild) -> Vec<Cell> {
    vec![
        text_cell(&child.name),
        text_cell(class_words(&child.row.class_name)),
        text_cell(&child.organisation),
        text_cell(&child.row.ledger_number),
        number_cell(child.row.line_number),
        text_cell(term_words(child)),
        text_cell(&child.reason),
    ]
}

/// «просрочено на 1 рабочий день», «осталось 9 ч 40 мин»; before the hand-over there is no term yet.
pub fn term_words(child: &UntoldChild) -> String {
    match child.state {
        Some(regulations::ObligationState::Overdue) => format!("просрочено {}", child.words),
        _ => child.words.clone(),
    }
}
