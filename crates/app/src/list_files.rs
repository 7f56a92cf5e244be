//! Lists of organisations, participants and counts as files to take away: the same rows and rights as the page.

use documents::table::Cell;
use domain::registration::ParticipantCategory;
use regulations::Instant;
use regulations::russian::numeric_date;
use uuid::Uuid;

use crate::context::{App, Request};
use crate::error::AppError;
use crate::participants::{ParticipantFilter, ParticipantView, standing_words};
use crate::print::class_words;
use crate::tables::{
    List, ListFile, ListFormat, code_column, day_cell, day_column, number_cell, number_column, text_cell, text_column,
};

impl App {
    /// The organisations of the scope.
    pub async fn organisations_file(&self, request: &Request, format: ListFormat) -> Result<ListFile, AppError> {
        let tree = self.organisation_tree(request).await?;
        let columns = vec![
            code_column("Код"),
            text_column("Вид"),
            text_column("Наименование"),
            text_column("Краткое наименование"),
            text_column("Кому подчинена"),
            number_column("Участников"),
            text_column("Ответственные лица"),
        ];
        let mut list = List::new("Организации", columns);
        list.about
            .extend(tree.exam.iter().map(|exam| format!("Участники: {}", exam.title())));
        for one in tree.rows {
            list.rows.push(vec![
                text_cell(one.row.code),
                text_cell(one.kind.russian()),
                text_cell(one.row.name),
                text_cell(one.row.short_name),
                text_cell(one.parent),
                number_cell(one.participants),
                text_cell(one.responsible.join(", ")),
            ]);
        }
        self.list_file(request, list, format)
    }

    /// The participants of an exam under a filter; states of results, never their values.
    pub async fn participants_file(
        &self,
        request: &Request,
        exam: Uuid,
        filter: &ParticipantFilter,
        format: ListFormat,
    ) -> Result<ListFile, AppError> {
        let (exam, people) = self.list_participants(request, exam, filter).await?;
        let columns = vec![
            text_column("Участник"),
            code_column("Код участника"),
            text_column("Категория"),
            text_column("Класс"),
            text_column("Где знакомят"),
            text_column("Результат"),
            day_column("Ознакомлен"),
        ];
        let mut list = List::new(format!("Участники {}", numeric_date(exam.date)), columns);
        list.about.push(exam.title());
        list.rows = people.into_iter().map(|one| self.participant_cells(one)).collect();
        self.list_file(request, list, format)
    }

    fn participant_cells(&self, one: ParticipantView) -> Vec<Cell> {
        let category = ParticipantCategory::from_code(&one.row.category).map_or("", ParticipantCategory::russian);
        let told = one
            .row
            .told_at
            .map(|at| day_cell(self.zone.local_date(Instant::from_micros(at))));
        vec![
            text_cell(one.name.as_str()),
            text_cell(one.row.participant_code.as_str()),
            text_cell(category),
            text_cell(class_words(&one.row.class_name)),
            text_cell(one.organisation.as_str()),
            text_cell(standing_words(one.standing())),
            told.unwrap_or(Cell::Empty),
        ]
    }

    /// The counts of an exam by who gets its results.
    pub async fn exam_file(&self, request: &Request, exam: Uuid, format: ListFormat) -> Result<ListFile, AppError> {
        let overview = self.exam_overview(request, exam).await?;
        let exam = &overview.summary.exam;
        let columns = vec![
            text_column("Кому передают"),
            number_column("Участников"),
            number_column("Ждут выпуска"),
            number_column("Задержано"),
            number_column("Выпущено"),
        ];
        let mut list = List::new(format!("Результаты по местам {}", numeric_date(exam.date)), columns);
        list.about.push(exam.title());
        for place in &overview.places {
            let counts = place.counts;
            let mut cells = vec![text_cell(place.name.as_str())];
            cells.extend([counts.registered, counts.received, counts.held, counts.released].map(number_cell));
            list.rows.push(cells);
        }
        self.list_file(request, list, format)
    }
}
