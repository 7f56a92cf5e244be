//! Lists of statements and ledgers as files: numbers, states and counts, no names of participants.

use regulations::{Instant, Zone};
use uuid::Uuid;

use documents::table::Cell;

use crate::context::{App, Request};
use crate::error::AppError;
use crate::ledgers::LedgerSummary;
use crate::print::class_words;
use crate::print_statement::numeric_moment;
use crate::statements::StatementSummary;
use crate::subject_duties::{SubjectDuty, most_pressing};
use crate::tables::{
    List, ListFile, ListFormat, day_cell, day_column, number_cell, number_column, text_cell, text_column,
};

impl App {
    /// Statements of the scope that `keep` keeps, as the page shows them.
    pub async fn statements_file(
        &self,
        request: &Request,
        exam: Option<Uuid>,
        format: ListFormat,
        keep: impl Fn(&StatementSummary) -> bool + Send,
    ) -> Result<ListFile, AppError> {
        let statements = self.list_statements(request, exam).await?;
        let duties = self.duties_by_subject(request, exam).await?;
        let columns = vec![
            text_column("Ведомость"),
            text_column("Отправитель"),
            text_column("Получатель"),
            number_column("Результатов"),
            text_column("Состояние"),
            text_column("Передана"),
            text_column("Получена"),
            text_column("Открыта"),
            day_column("Передать до"),
        ];
        let mut list = List::new("Ведомости результатов", columns);
        for one in statements.iter().filter(|one| keep(one)) {
            let duty = duties.get(&one.row.id).and_then(|duties| most_pressing(duties));
            list.rows.push(self.statement_cells(one, duty));
        }
        self.list_file(request, list, format)
    }

    fn statement_cells(&self, one: &StatementSummary, duty: Option<&SubjectDuty>) -> Vec<Cell> {
        let when = |at: Option<i64>| text_cell(at.map(|at| moment(&self.zone, at)).unwrap_or_default());
        vec![
            text_cell(&one.row.number),
            text_cell(&one.sender),
            text_cell(&one.recipient),
            number_cell(one.row.line_count),
            text_cell(one.state.russian()),
            when(one.row.handed_over_at),
            when(one.row.received_at),
            when(one.first_opened_at.map(Instant::as_micros)),
            duty.map_or(Cell::Empty, |duty| day_cell(duty.due_day)),
        ]
    }

    /// Ledgers of the scope that `keep` keeps, as the page shows them.
    pub async fn ledgers_file(
        &self,
        request: &Request,
        exam: Option<Uuid>,
        format: ListFormat,
        keep: impl Fn(&LedgerSummary) -> bool + Send,
    ) -> Result<ListFile, AppError> {
        let ledgers = self.list_ledgers(request, exam).await?;
        let duties = self.duties_by_subject(request, exam).await?;
        let columns = vec![
            text_column("Ведомость"),
            text_column("Организация"),
            text_column("Класс"),
            number_column("Строк"),
            number_column("Ознакомлены"),
            number_column("С причиной"),
            text_column("Состояние"),
            day_column("Ознакомить до"),
        ];
        let mut list = List::new("Ведомости ознакомления", columns);
        for one in ledgers.iter().filter(|one| keep(one)) {
            let duty = duties.get(&one.row.ledger.id).and_then(|duties| most_pressing(duties));
            list.rows.push(vec![
                text_cell(&one.row.ledger.number),
                text_cell(&one.organisation),
                text_cell(class_words(&one.row.ledger.class_name)),
                number_cell(one.row.ledger.line_count),
                number_cell(one.row.told),
                number_cell(one.row.not_told),
                text_cell(if one.row.ledger.state == "open" {
                    "заполняется"
                } else {
                    "сдана"
                }),
                duty.map_or(Cell::Empty, |duty| day_cell(duty.due_day)),
            ]);
        }
        self.list_file(request, list, format)
    }
}

fn moment(zone: &Zone, at: i64) -> String {
    numeric_moment(zone, Instant::from_micros(at))
}
