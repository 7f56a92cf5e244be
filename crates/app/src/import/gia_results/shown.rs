//! The rows of one page of a comparison, with all that there is to say of them.

use exchange::{ColumnMatching, Field, GiaResultRow, ParsedRow, Problem, WrongRow};
use storage::Tx;

use super::super::comparison::RowWindow;
use super::super::gia_subjects::Refused;
use super::super::plan::{RowOutcome, outcome};
use super::super::view::RowFilter;
use super::Source;
use super::against::{Found, Judge, says};
use super::verdicts::Verdicts;
use crate::error::AppError;

/// Rows that read and wrong rows of the window, by line.
pub(super) async fn rows_of(
    tx: &mut Tx,
    source: Source<'_>,
    verdicts: &Verdicts,
    window: RowWindow,
) -> Result<(Vec<RowOutcome>, Vec<WrongRow>), AppError> {
    let wanted = wanted(verdicts, window);
    let (mut rows, mut wrong) = (Vec::new(), Vec::new());
    if wanted.is_empty() {
        return Ok((rows, wrong));
    }
    let judge = Judge::load(tx, source).await?;
    let mut wanted = wanted.into_iter().peekable();
    let mut batches = source.rows().await?;
    let mut passed = 0;
    while let (Some(_), Some(batch)) = (wanted.peek(), batches.next().await?) {
        let mut looked_at: Vec<(usize, ParsedRow<GiaResultRow>)> = Vec::new();
        for (number, row) in (passed..).zip(batch) {
            passed = number + 1;
            if wanted.next_if_eq(&number).is_none() {
                continue;
            }
            match source.parse(&row) {
                Ok(row) => looked_at.push((number, row)),
                Err(row) => wrong.push(row),
            }
        }
        let judged = judge
            .judge(tx, &looked_at.iter().map(|(_, row)| row).collect::<Vec<_>>())
            .await?;
        for ((number, row), judged) in looked_at.iter().zip(judged) {
            match (judged, verdicts.twin_line(*number)) {
                (Ok(found), None) => rows.push(shown(&judge, row, &found)),
                (judged, twin) => {
                    let refused = judged.err().unwrap_or_default().into_iter();
                    let problems = refused.chain(twin.map(spoken_of_twice));
                    wrong.push(wrong_row(&source.file.matching, row, problems));
                }
            }
        }
    }
    wrong.sort_by_key(|row| row.line);
    Ok((rows, wrong))
}

fn wanted(verdicts: &Verdicts, window: RowWindow) -> Vec<usize> {
    let of = |filter: RowFilter| {
        let skipped = window.skipped(verdicts.numbers(filter).count());
        verdicts.numbers(filter).skip(skipped).take(window.take)
    };
    let mut wanted: Vec<usize> = match window.filter {
        RowFilter::All => of(RowFilter::Wrong).chain(of(RowFilter::Changed)).collect(),
        filter => of(filter).collect(),
    };
    wanted.sort_unstable();
    wanted
}

fn shown(judge: &Judge<'_>, row: &ParsedRow<GiaResultRow>, found: &Found) -> RowOutcome {
    let consequence = found.consequence();
    let place = judge.places.short_name(found.sitting.informing_organisation_id);
    let mut shown = outcome(row, place, says(&row.value, &found.content), consequence.effect);
    shown.result = found.sitting.result_id;
    shown.touches_released = consequence.touches_released;
    shown.warnings.extend(consequence.warnings);
    shown
}

fn spoken_of_twice(other_line: u32) -> Refused {
    let message = format!(
        "Результат этого участника по этому предмету за этот день есть ещё в\u{a0}строке\u{a0}{other_line}. Оставьте одну строку"
    );
    (Field::ParticipantCode, String::new(), message)
}

fn wrong_row(
    matching: &ColumnMatching,
    row: &ParsedRow<GiaResultRow>,
    refused: impl Iterator<Item = Refused>,
) -> WrongRow {
    let problem = |(field, value, message): Refused| Problem {
        cell: matching.cell_address(field, row.line),
        field: Some(field),
        value,
        message,
    };
    WrongRow {
        line: row.line,
        who: row.who.clone(),
        problems: refused.map(problem).collect(),
    }
}
