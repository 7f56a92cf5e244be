//! A result that changes after its release becomes a new edition, with a ground; nothing earlier is touched (B7).

use app::AppError;
use app::statements::OpeningForm;
use domain::access::Role;
use exchange::ProfileKind;
use rehearsal::Table;
use storage::results::EditionRow;
use uuid::Uuid;

use crate::on_both_engines;
use crate::past_the_app::changed_tables;
use crate::support::{Engine, Installation};

on_both_engines! {
    fn a_change_after_release_is_a_new_edition_with_a_ground => new_edition;
    fn a_ground_is_asked_as_long_as_a_released_value_would_change => ground_is_asked;
    fn an_import_keeps_a_hold => import_keeps_a_hold;
}

const GROUND: &str = "акт сверки от 14.12.2026 № 3";

/// The corrections of one participant only: (code, table).
fn one_correction(one: &Installation) -> (String, Table) {
    let whole = one.region.results_corrections();
    let code = whole.cell(0, "Код участника").unwrap().to_owned();
    (
        code,
        Table {
            rows: vec![whole.rows[0].clone()],
            ..whole
        },
    )
}

fn with_cell(table: &Table, heading: &str, value: &str) -> Table {
    let mut changed = table.clone();
    let column = changed.column(heading).unwrap();
    changed.rows[0][column] = value.to_owned();
    changed
}

async fn new_edition(engine: Engine) {
    let one = Installation::released(engine).await;
    one.deliver_everything("2026-12-15").await;
    let exam = one.exam().await;
    let ministry = one.as_role(Role::MinistryOfficer, "420").await;
    one.app.open_lookup(&ministry, exam, "77", "15.12.2026").await.unwrap();
    let corrections = one.region.results_corrections();
    let codes: Vec<String> = (0..corrections.rows.len())
        .map(|row| corrections.cell(row, "Код участника").unwrap().to_owned())
        .collect();
    let before = one.chain_rows().await;

    let without = one
        .import_with_ground(ProfileKind::EssayResults, &corrections, " ")
        .await;
    let Err(AppError::Invalid(problems)) = &without else {
        panic!("{without:?}")
    };
    assert_eq!(problems[0].field, "ground");
    let only_chain = |tables: Vec<String>| {
        tables
            .into_iter()
            .filter(|table| !table.starts_with("person"))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        only_chain(changed_tables(&before, &one.chain_rows().await)),
        Vec::<String>::new(),
        "without a ground nothing is written"
    );

    let import = one
        .import_with_ground(ProfileKind::EssayResults, &corrections, GROUND)
        .await
        .unwrap();
    let mut results = Vec::new();
    for code in &codes {
        let (result, _) = one.result_of(code).await;
        let editions = one.editions(result).await;
        let [old, new] = editions.as_slice() else {
            panic!("{editions:?}")
        };
        assert_eq!(
            (old.number, old.state.as_str(), new.number, new.state.as_str()),
            (1, "released", 2, "received")
        );
        assert_eq!((new.ground.as_str(), new.import_id), (GROUND, Some(import)));
        assert!(old.essay_value != new.essay_value || old.topic != new.topic);
        results.push((result, editions));
    }
    let (who, _) = one
        .first_batch()
        .find(|(who, _)| who.code == codes[0])
        .map(|(who, result)| (who.clone(), result.clone()))
        .unwrap();
    if !who.document.series.is_empty() {
        let shown = one.published(&who).await;
        assert_eq!(
            shown[0].record.essay_value, results[0].1[0].essay_value,
            "until the release the public sees the old value"
        );
    }

    let untouched: Vec<EditionRow> = untouched_editions(&one, &codes).await;
    let statements = one
        .rows_of(&["statement", "statement_line", "ledger", "ledger_line"])
        .await;
    one.set_clock("2026-12-16T18:00");
    let operator = one.operator().await;
    let preview = one.app.preview_processing(&operator, exam).await.unwrap();
    assert_eq!(
        (preview.number, preview.released, preview.replacing),
        (2, codes.len(), codes.len())
    );
    let second = one
        .app
        .declare_processing(&operator, exam, &preview.content_hash)
        .await
        .unwrap();
    for (result, earlier) in &results {
        let editions = one.editions(*result).await;
        let expected_old = EditionRow {
            state: "superseded".to_owned(),
            ended_at: Some(operator.at()),
            ..earlier[0].clone()
        };
        assert_eq!(
            editions[0], expected_old,
            "of the earlier edition nothing changed but that it ended"
        );
        assert_eq!(
            (
                editions[1].state.as_str(),
                editions[1].completion_id,
                editions[1].released_at
            ),
            ("released", Some(second), Some(operator.at()))
        );
        assert_eq!(editions[1].essay_value, earlier[1].essay_value);
        let history = one.app.result_history(&ministry, *result).await.unwrap();
        assert_eq!(history.editions.len(), 2, "both stand in the history");
    }
    assert_eq!(
        untouched_editions(&one, &codes).await,
        untouched,
        "nobody else's edition moved"
    );
    let after = one
        .rows_of(&["statement", "statement_line", "ledger", "ledger_line"])
        .await;
    for (table, rows) in &statements {
        assert!(
            rows.iter().all(|row| after[table].contains(row)),
            "{table}: a row of the first release changed"
        );
        assert!(
            after[table].len() > rows.len(),
            "{table}: the second release has its own"
        );
    }
    if !who.document.series.is_empty() {
        let shown = one.published(&who).await;
        assert_eq!(
            (shown.len(), &shown[0].record.essay_value),
            (1, &results[0].1[1].essay_value),
            "the public sees the last released one"
        );
    }
    one.deliver_everything("2026-12-17").await;
    for statement in one
        .statements(&operator)
        .await
        .iter()
        .filter(|statement| statement.row.completion_id == Some(second))
    {
        let opened = one
            .app
            .open_statement(&operator, statement.row.id, OpeningForm::Page)
            .await
            .unwrap();
        assert!(
            opened
                .lines
                .iter()
                .all(|line| line.edition_number == 2 && codes.contains(&line.participant_code))
        );
    }
    assert_eq!(one.app.verify().await.unwrap().problems, Vec::<String>::new());
}

async fn untouched_editions(one: &Installation, changed: &[String]) -> Vec<EditionRow> {
    let mut found = Vec::new();
    for (who, _) in one
        .first_batch()
        .filter(|(who, _)| !changed.contains(&who.code))
        .take(10)
    {
        let (result, _) = one.result_of(&who.code).await;
        found.extend(one.editions(result).await);
    }
    found
}

/// The released value is 1. A file brings 2 with a ground; before its release another file brings 3: that, too, changes
/// what was released, and needs a ground of its own.
async fn ground_is_asked(engine: Engine) {
    let one = Installation::released(engine).await;
    let (code, second) = one_correction(&one);
    one.import_with_ground(ProfileKind::EssayResults, &second, GROUND)
        .await
        .unwrap();
    let third = with_cell(&second, "Номер темы", "399");
    let operator = one.operator().await;
    let staged = one.stage(&operator, ProfileKind::EssayResults, &third).await;
    assert_eq!(one.comparison(&operator, staged).await.counts.changes_released, 1);
    let without = one.app.apply_import(&operator, staged, "").await;
    assert!(matches!(without, Err(AppError::Invalid(_))), "{without:?}");
    one.app.apply_import(&operator, staged, "приказ № 9").await.unwrap();
    let (result, _) = one.result_of(&code).await;
    let editions = one.editions(result).await;
    let states: Vec<(&str, &str)> = editions
        .iter()
        .map(|row| (row.state.as_str(), row.ground.as_str()))
        .collect();
    assert_eq!(
        states,
        [
            ("released", "результаты проверки"),
            ("superseded", GROUND),
            ("received", "приказ № 9")
        ]
    );
    one.declare().await;
    let states: Vec<String> = one.editions(result).await.into_iter().map(|row| row.state).collect();
    assert_eq!(states, ["superseded", "superseded", "released"]);
    // A value not yet released may change without a ground: nobody has seen it.
    let (code, waiting) = {
        let late = one.region.results_second_batch();
        (
            late.cell(0, "Код участника").unwrap().to_owned(),
            Table {
                rows: vec![late.rows[0].clone()],
                ..late
            },
        )
    };
    one.import_with_ground(ProfileKind::EssayResults, &waiting, "")
        .await
        .unwrap();
    one.import_with_ground(ProfileKind::EssayResults, &with_cell(&waiting, "Номер темы", "398"), "")
        .await
        .unwrap();
    let (result, _) = one.result_of(&code).await;
    let states: Vec<String> = one.editions(result).await.into_iter().map(|row| row.state).collect();
    assert_eq!(states, ["superseded", "received"]);
}

/// An operator held a result; a file with another value of it arrives. The new value waits under the same hold: nobody
/// has ended it.
async fn import_keeps_a_hold(engine: Engine) {
    let one = Installation::with_results(engine).await;
    let (code, correction) = one_correction(&one);
    let (result, _) = one.result_of(&code).await;
    let operator = one.operator().await;
    let held: Uuid = one.editions(result).await[0].id;
    one.app.hold_edition(&operator, held, "перепроверка").await.unwrap();
    one.import_with_ground(ProfileKind::EssayResults, &correction, "")
        .await
        .unwrap();
    let editions = one.editions(result).await;
    let states: Vec<(&str, Option<&str>)> = editions
        .iter()
        .map(|row| (row.state.as_str(), row.hold_note.as_deref()))
        .collect();
    assert_eq!(
        states,
        [("superseded", Some("перепроверка")), ("held", Some("перепроверка"))]
    );
    let exam = one.exam().await;
    let preview = one.app.preview_processing(&operator, exam).await.unwrap();
    assert_eq!(preview.held.len(), 1);
    one.app.end_hold(&operator, editions[1].id).await.unwrap();
}
