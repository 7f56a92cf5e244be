//! A file of results of any length: read row by row, every row judged, pages cut out of it, written whole or not at all.

use app::import::{Effect, RowFilter, RowWindow};
use domain::exam::ExamKind;
use exchange::ProfileKind;
use rehearsal::Table;

use crate::gia_steps::{edited, only};
use crate::on_both_engines;
use crate::past_the_app::changed_tables;
use crate::support::{Engine, Installation};

on_both_engines! {
    fn b1_a_long_file_of_results_is_judged_row_by_row => long_file;
    fn b1_the_same_result_twice_in_a_long_file_is_wrong_twice => twins;
    fn uploads_that_came_to_nothing_are_swept_a_day_later => sweeping;
    fn b1_documents_and_names_alone_find_the_participant => by_document;
}

/// More than two batches of the reader.
const STRANGERS: usize = 4_300;

/// The results of an exam with so many rows of nobody's in the middle.
fn with_strangers(results: &Table) -> Table {
    let stranger = edited(&only(results, &[0]), 0, &[("Серия", ""), ("Номер", "")]);
    let mut rows = results.rows.clone();
    let half = rows.len() / 2;
    let code = results
        .headings
        .iter()
        .position(|heading| *heading == "Код участника")
        .unwrap();
    let strangers = (0..STRANGERS).map(|number| {
        let mut row = stranger.rows[0].clone();
        row[code] = format!("4299{number:07}");
        row
    });
    rows.splice(half..half, strangers);
    Table {
        rows,
        ..results.clone()
    }
}

async fn long_file(engine: Engine) {
    let (one, gia) = Installation::with_gia(engine).await;
    let results = gia.results_table(gia.exam(ExamKind::Gia11, 1).unwrap());
    let known = results.rows.len();
    let file = with_strangers(&results);
    let operator = one.operator().await;
    let id = one.stage(&operator, ProfileKind::GiaResults, &file).await;
    let page = async |filter, skip| {
        let window = RowWindow::of(filter, skip, 50);
        one.app
            .find_import(&operator, id, window)
            .await
            .unwrap()
            .comparison
            .unwrap()
    };
    let counts = page(RowFilter::All, 0).await.counts;
    assert_eq!(
        (counts.total, counts.new, counts.wrong),
        (known + STRANGERS, known, STRANGERS)
    );
    // Pages are cut out of the middle of the file; beyond the last page it is the last.
    let first_stranger = known / 2 + 2;
    for (skip, lines) in [
        (0, first_stranger..first_stranger + 50),
        (4_000, first_stranger + 4_000..first_stranger + 4_050),
    ] {
        let found: Vec<usize> = page(RowFilter::Wrong, skip)
            .await
            .wrong
            .iter()
            .map(|row| row.line as usize)
            .collect();
        assert_eq!(found, lines.collect::<Vec<_>>());
    }
    assert_eq!(page(RowFilter::Wrong, 1_000_000).await.wrong.len(), 50);
    let new = page(RowFilter::New, 0).await;
    assert!(
        new.rows
            .iter()
            .all(|row| row.effect == Effect::New && !row.place.is_empty())
    );
    assert_eq!((new.rows.len(), new.wrong.len()), (known.min(50), 0));
    let spoilt = one.app.wrong_rows(&operator, id).await.unwrap();
    assert_eq!(String::from_utf8(spoilt.bytes).unwrap().lines().count(), STRANGERS + 1);
    // What is right is written, and the same file again changes nothing.
    one.app.apply_import(&operator, id, "").await.unwrap();
    let before = one.chain_rows().await;
    let again = one.stage(&operator, ProfileKind::GiaResults, &file).await;
    let window = RowWindow::of(RowFilter::Same, 0, 1);
    let same = one
        .app
        .find_import(&operator, again, window)
        .await
        .unwrap()
        .comparison
        .unwrap();
    assert_eq!((same.counts.same, same.counts.wrong), (known, STRANGERS));
    one.app.apply_import(&operator, again, "").await.unwrap();
    assert_eq!(changed_tables(&before, &one.chain_rows().await), Vec::<String>::new());
}

async fn twins(engine: Engine) {
    let (one, gia) = Installation::with_gia(engine).await;
    let results = gia.results_table(gia.exam(ExamKind::Gia11, 1).unwrap());
    let mut file = with_strangers(&results);
    let first = file.rows[0].clone();
    file.rows.push(first);
    let last_line = file.rows.len() + 1;
    let operator = one.operator().await;
    let id = one.stage(&operator, ProfileKind::GiaResults, &file).await;
    let found = one.comparison(&operator, id).await;
    assert_eq!(
        (found.counts.new, found.counts.wrong),
        (results.rows.len() - 1, STRANGERS + 2)
    );
    for (line, other) in [(2, last_line), (last_line, 2)] {
        let row = found.wrong.iter().find(|row| row.line as usize == line).unwrap();
        let said = row.problems[0].message.replace('\u{a0}', " ");
        assert!(said.contains(&format!("есть ещё в строке {other}.")), "{said}");
    }
    // The first of the two stood in a batch that was written long before the second was met: neither stays.
    one.app.apply_import(&operator, id, "").await.unwrap();
    let whole = one.stage(&operator, ProfileKind::GiaResults, &results).await;
    let counts = one.comparison(&operator, whole).await.counts;
    assert_eq!((counts.same, counts.new), (results.rows.len() - 1, 1));
}

/// Rows without codes, and names written otherwise than registered, are judged like all others.
async fn by_document(engine: Engine) {
    let (one, gia) = Installation::with_gia(engine).await;
    let mut file = gia.results_table(gia.exam(ExamKind::Gia11, 1).unwrap());
    let column = |name: &str| file.headings.iter().position(|heading| *heading == name).unwrap();
    let (code, surname) = (column("Код участника"), column("Фамилия"));
    for (number, row) in file.rows.iter_mut().enumerate() {
        if number % 2 == 0 {
            row[code] = String::new();
        }
        row[surname] = row[surname].to_uppercase();
    }
    let operator = one.operator().await;
    let id = one.stage(&operator, ProfileKind::GiaResults, &file).await;
    let found = one.comparison(&operator, id).await;
    assert_eq!(
        (found.counts.new, found.counts.wrong),
        (file.rows.len(), 0),
        "{:?}",
        found.wrong.first()
    );
    one.app.apply_import(&operator, id, "").await.unwrap();
}

async fn sweeping(engine: Engine) {
    let (one, gia) = Installation::with_gia(engine).await;
    let operator = one.operator().await;
    let results = gia.results_table(gia.exam(ExamKind::Gia11, 1).unwrap());
    let noted = one.stage(&operator, ProfileKind::GiaResults, &results).await;
    let kept = one
        .app
        .keep_file(&operator, b"nobody staged this".to_vec())
        .await
        .unwrap();
    let mut cut_off = one.app.receive_file(&operator).await.unwrap();
    cut_off.append(b"half a li").await.unwrap();
    let there = async || one.app.files.list().await.unwrap();
    assert_eq!(one.app.sweep_files().await.unwrap(), 0, "younger than a day");
    assert!(there().await.contains(&kept.id));
    one.set_instant(one.app.clock.now().plus_hours(25));
    assert!(one.app.sweep_files().await.unwrap() >= 1);
    assert!(!there().await.contains(&kept.id));
    let still = one.app.find_import(&operator, noted, RowWindow::NONE).await.unwrap();
    assert!(still.comparison.is_some(), "the noted file is whole");
}
