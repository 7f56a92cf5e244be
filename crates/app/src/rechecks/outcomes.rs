//! What came of works that were gone over again: one work by hand, or a file of them. Nothing is published by that; until РЦОИ
//! gives the outcomes they may be entered anew.

use std::collections::{BTreeMap, HashMap};

use domain::access::Action;
use domain::appeal::corrected::Correction;
use domain::essay::{EssayGrading, EssayMark, EssayValue};
use domain::exam::ExamKind;
use domain::gia_score::{GiaColumns, PrimaryScore};
use domain::recheck::RecheckAct;
use domain::task_points::TaskPoints;
use exchange::{ExchangeProfile, Field, Limits, ProfileKind, SheetTable, match_columns, open_table};
use serde_json::json;
use storage::files::{FileError, StoredFile};
use storage::rechecks::{self, RecheckWorkRow};
use storage::results::{self, EditionInContextRow};
use storage::{Tx, boxed};
use uuid::Uuid;

use super::{Batch, changed};
use crate::act::Done;
use crate::commission::waiting::score_of;
use crate::context::{App, Request};
use crate::error::{AppError, FieldProblem};
use crate::exam_view::Exam;

/// Most mistakes of a file that are told at once.
const MOST_TOLD: usize = 20;

/// An outcome as a form or a row says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OutcomeInput {
    /// Federal code of the participant.
    pub participant_code: String,
    /// The primary score.
    pub primary: String,
    /// New points of tasks: «27К1=6; 5=2»; what is not named stays.
    pub points: String,
    /// Of an essay: requirements 1 and 2, criteria 1 to 5 in a row, 1 pass, 0 fail, - not marked: «1111011».
    pub marks: String,
}

/// The value after a recheck, as the columns hold it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Outcome {
    Score(GiaColumns),
    Essay(EssayValue),
}

impl App {
    /// Enters the outcome of one work, by hand.
    ///
    /// Errors: [`AppError::Invalid`] at the field that the scale, the criteria or the batch refuse.
    pub async fn enter_outcome(
        &self,
        request: &Request,
        (id, version): (Uuid, i64),
        input: &OutcomeInput,
    ) -> Result<(), AppError> {
        request.authorise(Action::PrepareAppeals)?;
        let fingerprint = format!("enter-outcome {id} {version} {input:?}");
        let whole = (self, request, id, version, input);
        self.act(request, &fingerprint, &whole, |tx, whole| {
            boxed(async move {
                let (app, request, id, version, input) = *whole;
                let what = (Action::PrepareAppeals, id, version);
                let mut batch = app.batch_to_act_on(tx, request, what).await?;
                let editions = standing(tx, &batch).await?;
                let work = work_of(&batch, input)?.clone();
                let outcome = app.read_outcome(&batch.exam, &editions, &work, input)?;
                let row = written(request, work, &outcome);
                app.write_outcomes(tx, request, &mut batch, vec![row]).await
            })
        })
        .await
    }

    /// Enters the outcomes of a file. The file itself is not kept: what it says stands in the batch.
    ///
    /// Errors: [`AppError::Invalid`] at `file` with every row that does not read; then nothing is written.
    pub async fn enter_outcomes_of_file(
        &self,
        request: &Request,
        (id, version): (Uuid, i64),
        (file_name, stored): (&str, StoredFile),
    ) -> Result<usize, AppError> {
        request.authorise(Action::PrepareAppeals)?;
        let exam = self.exam_of_recheck(request, id).await?;
        let read = self.outcomes_in(&exam, file_name, stored).await;
        self.files.remove(stored.id).await?;
        let rows = read?;
        let fingerprint = format!("enter-outcomes {id} {version} {rows:?}");
        let whole = (self, request, id, version, &rows);
        let count = rows.len();
        self.act(request, &fingerprint, &whole, |tx, whole| {
            boxed(async move {
                let (app, request, id, version, rows) = *whole;
                let what = (Action::PrepareAppeals, id, version);
                let mut batch = app.batch_to_act_on(tx, request, what).await?;
                let editions = standing(tx, &batch).await?;
                let entered = app.read_rows(request, &batch, &editions, rows)?;
                app.write_outcomes(tx, request, &mut batch, entered).await
            })
        })
        .await?;
        Ok(count)
    }

    async fn exam_of_recheck(&self, request: &Request, id: Uuid) -> Result<Exam, AppError> {
        let scope = request.authorise(Action::PrepareAppeals)?;
        self.store
            .read(&(scope, id), |tx, (scope, id)| {
                boxed(async move {
                    let row = rechecks::find(tx, scope, *id).await?.ok_or(AppError::NotFound)?;
                    crate::exam_view::find_exam(tx, row.exam_id).await
                })
            })
            .await
    }

    /// The rows of a file with their lines.
    async fn outcomes_in(
        &self,
        exam: &Exam,
        file_name: &str,
        stored: StoredFile,
    ) -> Result<Vec<(u32, OutcomeInput)>, AppError> {
        let content = self.files.open_content(stored.id).await?;
        let kind = match exam.kind {
            ExamKind::Essay => ProfileKind::EssayResults,
            ExamKind::Gia11 | ExamKind::Gia9 => ProfileKind::GiaResults,
        };
        let file_name = file_name.to_owned();
        let read = tokio::task::spawn_blocking(move || {
            let profile = ExchangeProfile::standard(kind);
            let table = open_table(&file_name, content, &profile, &Limits::default())
                .and_then(exchange::TableStream::into_table)
                .map_err(|error| AppError::field("file", error.to_string()))?;
            rows_of(&table, &profile)
        });
        read.await
            .map_err(|error| AppError::Files(FileError::Io(std::io::Error::other(error))))?
    }

    fn read_rows(
        &self,
        request: &Request,
        batch: &Batch,
        editions: &HashMap<Uuid, EditionInContextRow>,
        rows: &[(u32, OutcomeInput)],
    ) -> Result<Vec<RecheckWorkRow>, AppError> {
        let mut mistakes = Vec::new();
        let mut entered: BTreeMap<Uuid, RecheckWorkRow> = BTreeMap::new();
        for (line, input) in rows {
            let read = work_of(batch, input).and_then(|work| {
                let outcome = self.read_outcome(&batch.exam, editions, work, input)?;
                Ok(written(request, work.clone(), &outcome))
            });
            match read {
                Ok(row) if entered.contains_key(&row.sitting_id) => {
                    mistakes.push(format!(
                        "Строка {line}: этот участник в\u{a0}файле уже был. Оставьте одну строку"
                    ));
                }
                Ok(row) => {
                    entered.insert(row.sitting_id, row);
                }
                Err(AppError::Invalid(problems)) => {
                    let told: Vec<String> = problems.into_iter().map(|problem| problem.message).collect();
                    mistakes.push(format!("Строка {line}: {}", told.join("; ")));
                }
                Err(other) => return Err(other),
            }
        }
        if mistakes.is_empty() {
            return Ok(entered.into_values().collect());
        }
        let more = mistakes.len().saturating_sub(MOST_TOLD);
        mistakes.truncate(MOST_TOLD);
        if more > 0 {
            mistakes.push(format!("И\u{a0}ещё строк с\u{a0}ошибками: {more}"));
        }
        mistakes.push("Ничего не\u{a0}записано: исправьте файл и\u{a0}загрузите его снова".to_owned());
        let problems = mistakes.into_iter().map(|words| FieldProblem::new("file", words));
        Err(AppError::Invalid(problems.collect()))
    }

    fn read_outcome(
        &self,
        exam: &Exam,
        editions: &HashMap<Uuid, EditionInContextRow>,
        work: &RecheckWorkRow,
        input: &OutcomeInput,
    ) -> Result<Outcome, AppError> {
        if exam.kind == ExamKind::Essay {
            return Ok(Outcome::Essay(essay_of(&input.marks)?));
        }
        let edition = editions.get(&work.edition_id).ok_or(AppError::NotFound)?;
        let published = score_of(edition)?.ok_or_else(changed)?;
        let primary = match input.primary.trim() {
            "" => None,
            text => Some(
                text.parse::<i64>()
                    .ok()
                    .and_then(|number| PrimaryScore::new(number).ok())
                    .ok_or_else(|| AppError::field("primary", "Первичный балл\u{a0}— целое число"))?,
            ),
        };
        let points: String = input
            .points
            .split(|sign: char| sign.is_whitespace() || sign == ',' || sign == ';')
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(";");
        let points = TaskPoints::from_code(&points).map_err(|error| AppError::field("points", error.to_string()))?;
        let correction = match (primary, points.is_empty()) {
            (None, true) => {
                return Err(AppError::field(
                    "primary",
                    "Впишите первичный балл после перепроверки или баллы заданий",
                ));
            }
            // The same score without points: the work was found to be marked right.
            (Some(primary), true) if primary == published.primary() => return Ok(Outcome::Score(published.columns())),
            (Some(primary), true) => Correction::Primary(primary),
            (_, false) => Correction::Tasks(points.iter().map(|(task, points)| (*task, points)).collect()),
        };
        let value = self.corrected_score(exam, edition, &published, &correction)?;
        if primary.is_some_and(|primary| primary != value.primary()) {
            return Err(AppError::field(
                "primary",
                format!(
                    "По\u{a0}баллам заданий первичный балл {}. Исправьте одно из\u{a0}двух",
                    value.primary()
                ),
            ));
        }
        Ok(Outcome::Score(value.columns()))
    }

    async fn write_outcomes(
        &self,
        tx: &mut Tx,
        request: &Request,
        batch: &mut Batch,
        rows: Vec<RecheckWorkRow>,
    ) -> Result<Done<()>, AppError> {
        for row in &rows {
            if !rechecks::enter(tx, row).await? {
                return Err(changed());
            }
        }
        let details = json!({"results": rows.len()});
        let event = self
            .take_recheck_step(tx, request, batch, RecheckAct::Enter, ("entered", details))
            .await?;
        Ok(Done { value: (), event })
    }
}

/// The editions that stood when the batch was ordered, with what a scale asks of them.
async fn standing(tx: &mut Tx, batch: &Batch) -> Result<HashMap<Uuid, EditionInContextRow>, AppError> {
    let ids: Vec<Uuid> = batch.works.iter().map(|work| work.edition_id).collect();
    let rows = results::in_context(tx, &ids).await?;
    Ok(rows.into_iter().map(|row| (row.edition_id, row)).collect())
}

fn work_of<'b>(batch: &'b Batch, input: &OutcomeInput) -> Result<&'b RecheckWorkRow, AppError> {
    let code = input.participant_code.trim();
    if code.is_empty() {
        return Err(AppError::field("participant_code", "Впишите код участника"));
    }
    let work = batch.works.iter().find(|work| work.participant_code == code);
    work.ok_or_else(|| {
        AppError::field(
            "participant_code",
            "Работы участника с\u{a0}таким кодом в\u{a0}этой перепроверке нет. Проверьте код",
        )
    })
}

fn written(request: &Request, work: RecheckWorkRow, outcome: &Outcome) -> RecheckWorkRow {
    let bare = RecheckWorkRow {
        entered_at: Some(request.at()),
        entered_by: Some(request.account()),
        primary_score: None,
        test_score: None,
        mark: None,
        task_points: None,
        essay_value: None,
        ..work
    };
    match outcome {
        Outcome::Score(columns) => RecheckWorkRow {
            primary_score: Some(columns.primary_score),
            test_score: columns.test_score,
            mark: columns.mark,
            task_points: columns.task_points.clone(),
            ..bare
        },
        Outcome::Essay(value) => RecheckWorkRow {
            essay_value: Some(value.code()),
            ..bare
        },
    }
}

/// «1111011» as a value: a written work, or an oral one without criterion 5.
pub(crate) fn essay_of(marks: &str) -> Result<EssayValue, AppError> {
    let wrong = || {
        AppError::field(
            "marks",
            "Впишите семь знаков подряд: требования\u{a0}1 и\u{a0}2, критерии с\u{a0}1 по\u{a0}5; 1\u{a0}— зачёт, 0\u{a0}— незачёт, «-»\u{a0}— не\u{a0}проверяли",
        )
    };
    let mut read = Vec::with_capacity(7);
    for sign in marks.chars().filter(|sign| !sign.is_whitespace()) {
        read.push(match sign {
            '1' => Some(EssayMark::Pass),
            '0' => Some(EssayMark::Fail),
            '-' | '–' | '—' => None,
            _ => return Err(wrong()),
        });
    }
    let [first, second, one, two, three, four, five] = read.as_slice() else {
        return Err(wrong());
    };
    let (requirements, criteria) = ([*first, *second], [*one, *two, *three, *four, *five]);
    EssayValue::concluded(EssayGrading::WRITTEN, requirements, criteria)
        .or_else(|error| EssayValue::concluded(EssayGrading::ORAL, requirements, criteria).map_err(|_| error))
        .map_err(|error| AppError::field("marks", regulations::russian::capitalised(&error.to_string())))
}

fn rows_of(table: &SheetTable, profile: &ExchangeProfile) -> Result<Vec<(u32, OutcomeInput)>, AppError> {
    const MARKS: [Field; 7] = [
        Field::Requirement1,
        Field::Requirement2,
        Field::Criterion1,
        Field::Criterion2,
        Field::Criterion3,
        Field::Criterion4,
        Field::Criterion5,
    ];
    let matching = match_columns(table, profile);
    let column = |field: Field| matching.column_of(field);
    let Some(code) = column(Field::ParticipantCode) else {
        return Err(AppError::field(
            "file",
            "В\u{a0}файле нет столбца «Код участника»: добавьте его в\u{a0}заголовок",
        ));
    };
    let (primary, points) = (column(Field::PrimaryScore), column(Field::TaskPoints));
    let marks: Vec<Option<usize>> = MARKS.iter().map(|field| column(*field)).collect();
    let has_values = match profile.kind {
        ProfileKind::EssayResults => marks.iter().take(2).all(Option::is_some),
        _ => primary.is_some() || points.is_some(),
    };
    if !has_values {
        return Err(AppError::field(
            "file",
            "В\u{a0}файле нет столбцов с\u{a0}итогами: для ГИА «Первичный балл» или «Баллы за\u{a0}задания», для сочинения Т1, Т2, К1–К5",
        ));
    }
    let cell = |row: &exchange::SheetRow, column: Option<usize>| {
        column
            .map(|column| row.cell(column).trim().to_owned())
            .unwrap_or_default()
    };
    let rows: Vec<(u32, OutcomeInput)> = table
        .rows
        .iter()
        .map(|row| {
            let one = |column: &Option<usize>| match cell(row, *column) {
                text if text.is_empty() => "-".to_owned(),
                text => text,
            };
            let input = OutcomeInput {
                participant_code: row.cell(code).trim().to_owned(),
                primary: cell(row, primary),
                points: cell(row, points),
                marks: marks.iter().map(one).collect(),
            };
            (row.number(), input)
        })
        .collect();
    if rows.is_empty() {
        return Err(AppError::field("file", "В\u{a0}файле нет строк с\u{a0}итогами"));
    }
    Ok(rows)
}
