//! Values of GIA in words, for lists and differences.

use domain::gia_score::GiaColumns;

/// «36 первичных, 80 тестовых», «17 первичных, отметка 4».
pub fn short_score(columns: &GiaColumns) -> String {
    let primary = columns.primary_score;
    match (columns.test_score, columns.mark) {
        (Some(score), _) => format!("{primary}\u{a0}первичных, {score}\u{a0}тестовых"),
        (None, Some(mark)) => format!("{primary}\u{a0}первичных, отметка\u{a0}{mark}"),
        (None, None) => format!("{primary}\u{a0}первичных"),
    }
}
