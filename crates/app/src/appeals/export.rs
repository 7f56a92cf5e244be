//! The list of appeals as a file, with the federal codes of their states and of the results they are about.

use std::collections::HashMap;

use domain::annulment::AnnulmentGround;
use domain::edition::EditionState;
use domain::exam::AttendanceOutcome;
use domain::federal_codes::{KnownResult, appeal_status, process_condition};
use regulations::Instant;
use storage::results::{self, EditionRow};
use storage::{Tx, annulments, appeals, boxed};
use uuid::Uuid;

use super::list::{CaseAsk, CaseLine};
use crate::context::{App, Request};
use crate::error::AppError;
use crate::tables::{
    List, ListFile, ListFormat, code_column, day_cell, day_column, number_cell, number_column, text_cell, text_column,
};

impl App {
    /// The cases of a list, all pages of it, with the federal codes of their states.
    pub async fn appeals_file(
        &self,
        request: &Request,
        ask: &CaseAsk,
        format: ListFormat,
    ) -> Result<ListFile, AppError> {
        let ask = CaseAsk {
            page: 1,
            per_page: usize::MAX,
            ..ask.clone()
        };
        let list = self.list_appeals(request, &ask).await?;
        let results = self
            .store
            .read(&list.lines, |tx, lines| {
                boxed(async move { results_of(tx, lines).await })
            })
            .await?;
        let columns = vec![
            number_column("Номер"),
            text_column("О чём"),
            text_column("Экзамен"),
            number_column("Код предмета"),
            code_column("Код участника"),
            text_column("Где подана"),
            day_column("Подана"),
            text_column("Состояние"),
            number_column("Код состояния апелляции"),
            text_column("Состояние апелляции в РИС"),
            number_column("Код состояния результата"),
            text_column("Состояние результата в РИС"),
        ];
        let mut file = List::new("Апелляции с кодами РИС", columns);
        file.about
            .push("Коды AppealStatus и ProcessCondition; соответствие нашим состояниям\u{a0}— прочтение".to_owned());
        for line in &list.lines {
            let state = appeal_status(line.state);
            let known = results.get(&line.row.id).copied().unwrap_or(KnownResult::Unreleased);
            let result = process_condition(known);
            file.rows.push(vec![
                number_cell(line.row.number),
                text_cell(line.kind.russian()),
                text_cell(line.exam.title()),
                number_cell(line.exam.subject_code),
                text_cell(line.participant_code.as_str()),
                text_cell(line.organisation.as_str()),
                day_cell(self.day_of(Instant::from_micros(line.row.filed_at))),
                text_cell(line.state.russian()),
                number_cell(i64::from(state.number)),
                text_cell(state.name),
                number_cell(i64::from(result.number)),
                text_cell(result.name),
            ]);
        }
        self.list_file(request, file, format)
    }
}

/// What is known of the results of some cases, by case.
async fn results_of(tx: &mut Tx, lines: &[CaseLine]) -> Result<HashMap<Uuid, KnownResult>, AppError> {
    let mut of_case: HashMap<Uuid, Uuid> = HashMap::new();
    for line in lines {
        let result = match line.row.result_id {
            Some(result) => Some(result),
            None => appeals::result_of_sitting(tx, line.row.sitting_id).await?,
        };
        of_case.extend(result.map(|result| (line.row.id, result)));
    }
    let ids: Vec<Uuid> = of_case.values().copied().collect();
    let editions = results::editions_of_results(tx, &ids).await?;
    let mut known = HashMap::new();
    for line in lines {
        let Some(result) = of_case.get(&line.row.id) else {
            continue;
        };
        let of_result: Vec<&EditionRow> = editions.iter().filter(|one| one.result_id == *result).collect();
        known.insert(line.row.id, known_of(tx, *result, &of_result).await?);
    }
    Ok(known)
}

async fn known_of(tx: &mut Tx, result: Uuid, editions: &[&EditionRow]) -> Result<KnownResult, AppError> {
    let stands = |state: EditionState| editions.iter().find(|one| one.state == state.code());
    if let Some(released) = stands(EditionState::Released) {
        return Ok(KnownResult::Released(AttendanceOutcome::from_code(
            &released.attendance,
        )?));
    }
    if stands(EditionState::Annulled).is_none() {
        return Ok(KnownResult::Unreleased);
    }
    let decisions = annulments::of_result(tx, result).await?;
    Ok(match decisions.last() {
        Some(decision) => KnownResult::Annulled(AnnulmentGround::from_code(&decision.ground)?),
        None => KnownResult::Unreleased,
    })
}
