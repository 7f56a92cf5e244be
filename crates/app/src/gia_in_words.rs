//! Values of GIA in words, for lists and differences.

use domain::gia_score::GiaColumns;
use storage::results::EditionRow;

use crate::results_in_words::long_result;

/// The value of an edition of either kind: «36 первичных, 80 тестовых», «незачёт: критерий 1», «не явился».
pub fn edition_words(edition: &EditionRow) -> String {
    match gia_columns(edition) {
        Some(columns) => short_score(&columns),
        None => long_result(&edition.attendance, edition.essay_value.as_deref()),
    }
}

/// The columns of a checked work of GIA; `None` of the essay and where nothing was checked.
pub fn gia_columns(edition: &EditionRow) -> Option<GiaColumns> {
    Some(GiaColumns {
        primary_score: edition.primary_score?,
        test_score: edition.test_score,
        mark: edition.mark,
        task_points: edition.task_points.clone(),
    })
}

/// «36 первичных, 80 тестовых», «17 первичных, отметка 4».
pub fn short_score(columns: &GiaColumns) -> String {
    let primary = columns.primary_score;
    match (columns.test_score, columns.mark) {
        (Some(score), _) => format!("{primary}\u{a0}первичных, {score}\u{a0}тестовых"),
        (None, Some(mark)) => format!("{primary}\u{a0}первичных, отметка\u{a0}{mark}"),
        (None, None) => format!("{primary}\u{a0}первичных"),
    }
}
