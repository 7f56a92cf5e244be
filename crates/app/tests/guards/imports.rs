//! An import writes what was previewed, once, or nothing.

use app::AppError;
use app::import::{Effect, RowWindow};
use domain::access::Role;
use domain::organisation::OrganisationKind;
use exchange::ProfileKind;
use rehearsal::Table;
use uuid::Uuid;

use crate::on_both_engines;
use crate::past_the_app::changed_tables;
use crate::support::{Engine, Installation};

on_both_engines! {
    fn the_same_file_again_changes_nothing => same_file;
    fn an_import_is_written_once => written_once;
    fn data_changed_after_the_preview_void_it => changed_meanwhile;
    fn only_who_may_import_imports => who_may;
    fn changed_special_conditions_are_a_change => conditions;
}

async fn same_file(engine: Engine) {
    let one = Installation::released(engine).await;
    one.deliver_everything("2026-12-15").await;
    let operator = one.operator().await;
    let files = [
        (ProfileKind::Organisations, one.region.organisations_table()),
        (ProfileKind::Participants, one.region.participants_table()),
        (ProfileKind::EssayResults, one.region.results_first_batch()),
    ];
    let before = one.chain_rows().await;
    for (kind, table) in files {
        for _ in 0..2 {
            let id = one.stage(&operator, kind, &table).await;
            let plan = one.comparison(&operator, id).await;
            assert_eq!(
                (
                    plan.counts.total,
                    plan.counts.same,
                    plan.wrong.len(),
                    plan.counts.writes
                ),
                (table.rows.len(), table.rows.len(), 0, 0),
                "{kind:?}"
            );
            assert!(plan.rows.iter().all(|row| row.effect == Effect::Same));
            one.app.apply_import(&operator, id, "").await.unwrap();
            assert_eq!(
                changed_tables(&before, &one.chain_rows().await),
                Vec::<String>::new(),
                "{kind:?}"
            );
        }
    }
}

async fn written_once(engine: Engine) {
    let one = Installation::with_results(engine).await;
    let operator = one.operator().await;
    let id = one
        .stage(&operator, ProfileKind::EssayResults, &one.region.results_second_batch())
        .await;
    one.app.apply_import(&operator, id, "").await.unwrap();
    let before = one.chain_rows().await;
    for _ in 0..2 {
        let again = one.app.apply_import(&operator, id, "").await;
        assert!(matches!(again, Err(AppError::NotNow(_))), "{again:?}");
        let dropped = one.app.drop_import(&operator, id).await;
        assert!(matches!(dropped, Err(AppError::NotNow(_))), "{dropped:?}");
    }
    let id = one
        .stage(&operator, ProfileKind::EssayResults, &one.region.results_corrections())
        .await;
    one.app.drop_import(&operator, id).await.unwrap();
    let after_drop = one.app.apply_import(&operator, id, "").await;
    assert!(matches!(after_drop, Err(AppError::NotNow(_))), "{after_drop:?}");
    assert_eq!(changed_tables(&before, &one.chain_rows().await), Vec::<String>::new());
    assert!(matches!(
        one.app.apply_import(&operator, Uuid::nil(), "").await,
        Err(AppError::NotFound)
    ));
    assert!(matches!(
        one.app.drop_import(&operator, Uuid::nil()).await,
        Err(AppError::NotFound)
    ));
}

fn renamed(table: &Table, row: usize, heading: &str, value: &str) -> Table {
    let mut changed = table.clone();
    let column = changed.column(heading).unwrap();
    changed.rows[row][column] = value.to_owned();
    changed
}

/// For each kind of file: staged and previewed, then the same rows are changed by another import, then applied.
async fn changed_meanwhile(engine: Engine) {
    let one = Installation::with_results(engine).await;
    let operator = one.operator().await;
    let organisations = one.region.organisations_table();
    let participants = one.region.participants_table();
    let school_row = one
        .region
        .organisations
        .iter()
        .position(|made| made.kind == OrganisationKind::School)
        .unwrap();
    let cases = [
        (
            ProfileKind::Organisations,
            renamed(&organisations, school_row, "Краткое наименование", "Школа раз"),
            renamed(&organisations, school_row, "Краткое наименование", "Школа два"),
        ),
        (
            ProfileKind::Participants,
            renamed(&participants, 0, "Отчество", "Ивановна"),
            renamed(&participants, 0, "Отчество", "Петровна"),
        ),
        (
            ProfileKind::EssayResults,
            one.region.results_first_batch(),
            one.region.results_corrections(),
        ),
        (
            ProfileKind::EssayResults,
            one.region.results_second_batch(),
            one.region.results_second_batch(),
        ),
    ];
    for (kind, previewed, meanwhile) in cases {
        let id = one.stage(&operator, kind, &previewed).await;
        let other = one.stage(&operator, kind, &meanwhile).await;
        one.app.apply_import(&operator, other, "").await.unwrap();
        let before = one.chain_rows().await;
        let stale = one.app.apply_import(&operator, id, "").await;
        assert!(matches!(stale, Err(AppError::Changed(_))), "{kind:?}: {stale:?}");
        assert_eq!(
            changed_tables(&before, &one.chain_rows().await),
            Vec::<String>::new(),
            "{kind:?}"
        );
        one.app.drop_import(&operator, id).await.unwrap();
    }
    // What a page showed later, compared anew, is written; what it showed before the other import, never.
    let id = one
        .stage(&operator, ProfileKind::EssayResults, &one.region.results_first_batch())
        .await;
    let shown = async |id| one.comparison(&operator, id).await.hash;
    let seen_first = shown(id).await;
    let other = one
        .stage(
            &operator,
            ProfileKind::EssayResults,
            &with_topic(&one.region.results_corrections(), "397"),
        )
        .await;
    one.app.apply_import(&operator, other, "").await.unwrap();
    let before = one.chain_rows().await;
    let stale = one
        .app
        .apply_previewed_import(&operator, id, "", &hex(&seen_first))
        .await;
    assert!(matches!(stale, Err(AppError::Changed(_))), "{stale:?}");
    assert_eq!(changed_tables(&before, &one.chain_rows().await), Vec::<String>::new());
    let seen_now = shown(id).await;
    one.app
        .apply_previewed_import(&operator, id, "", &hex(&seen_now))
        .await
        .unwrap();
    // A release between preview and import: the rows now change what is released, and the preview did not say so.
    let id = one
        .stage(&operator, ProfileKind::EssayResults, &one.region.results_corrections())
        .await;
    one.set_clock("2026-12-14T18:00");
    one.declare().await;
    let before = one.chain_rows().await;
    let operator = one.request(operator.account()).await;
    let unasked = one.app.apply_import(&operator, id, "").await;
    assert!(matches!(unasked, Err(AppError::Invalid(_))), "{unasked:?}");
    let stale = one.app.apply_import(&operator, id, "акт № 3").await;
    assert!(matches!(stale, Err(AppError::Changed(_))), "{stale:?}");
    assert_eq!(changed_tables(&before, &one.chain_rows().await), Vec::<String>::new());
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The first row with another topic.
fn with_topic(table: &Table, topic: &str) -> Table {
    renamed(table, 0, "Номер темы", topic)
}

async fn who_may(engine: Engine) {
    let one = Installation::with_results(engine).await;
    let operator = one.operator().await;
    let id = one
        .stage(&operator, ProfileKind::EssayResults, &one.region.results_second_batch())
        .await;
    let school = one.first(OrganisationKind::School);
    let body = one.first(OrganisationKind::MunicipalBody);
    for (role, place) in [
        (Role::Administrator, "420"),
        (Role::MinistryOfficer, "420"),
        (Role::MunicipalClerk, body.as_str()),
        (Role::SchoolOfficer, school.as_str()),
    ] {
        let other = one.as_role(role, place).await;
        assert!(
            matches!(
                one.app.find_import(&other, id, RowWindow::NONE).await,
                Err(AppError::Refused(_))
            ),
            "{role:?}"
        );
        assert!(
            matches!(one.app.apply_import(&other, id, "").await, Err(AppError::Refused(_))),
            "{role:?}"
        );
        assert!(
            matches!(one.app.drop_import(&other, id).await, Err(AppError::Refused(_))),
            "{role:?}"
        );
        assert!(
            matches!(
                one.app.wrong_rows(&other, id).await.map(|_| ()),
                Err(AppError::Refused(_))
            ),
            "{role:?}"
        );
        assert!(
            matches!(one.app.list_imports(&other).await, Err(AppError::Refused(_))),
            "{role:?}"
        );
    }
    one.app.apply_import(&operator, id, "").await.unwrap();
}

fn without<T: Clone>(column: usize, cells: &[T]) -> Vec<T> {
    let mut left = cells.to_vec();
    left.remove(column);
    left
}

/// A file that says other special conditions of a participant is a change, and a file without that column takes nothing away.
async fn conditions(engine: Engine) {
    let one = Installation::with_results(engine).await;
    let operator = one.operator().await;
    let participants = one.region.participants_table();
    let conditions = participants.column("ОВЗ").unwrap();
    let with_column = |text: &str| renamed(&participants, 0, "ОВЗ", text);
    assert_ne!(participants.rows[0][conditions], "инвалид");
    let without_column = {
        let mut table = participants.clone();
        table.headings = Box::leak(without(conditions, table.headings).into_boxed_slice());
        // Who writes an exposition needs the column: it says by what right (kirov-1497:2.3).
        let work_type = participants.column("Код вида работы").unwrap();
        table.rows.retain(|row| row[work_type] == "20");
        table.rows.iter_mut().for_each(|row| *row = without(conditions, row));
        table
    };
    let count = || one.alter("UPDATE registration SET version = version WHERE conditions_sealed IS NOT NULL");
    let sealed = || async { one.rows_of(&["registration"]).await };
    let before = sealed().await;
    let id = one
        .stage(&operator, ProfileKind::Participants, &with_column("инвалид"))
        .await;
    let plan = one.comparison(&operator, id).await;
    assert_eq!(
        (plan.counts.changed, plan.wrong.len()),
        (1, 0),
        "{:?}",
        plan.wrong.first()
    );
    one.app.apply_import(&operator, id, "").await.unwrap();
    let filled = sealed().await;
    assert_ne!(before, filled);
    let with_conditions = count().await;
    // The same file again, and the file without the column: nothing.
    for table in [with_column("инвалид"), without_column.clone()] {
        let id = one.stage(&operator, ProfileKind::Participants, &table).await;
        let plan = one.comparison(&operator, id).await;
        assert_eq!(plan.counts.same, table.rows.len());
        one.app.apply_import(&operator, id, "").await.unwrap();
        assert_eq!(filled, sealed().await);
    }
    // Another field of the same person changes by a file without the column: the conditions stay.
    let id = one
        .stage(
            &operator,
            ProfileKind::Participants,
            &renamed(&without_column, 0, "Класс", "11Я"),
        )
        .await;
    one.app.apply_import(&operator, id, "").await.unwrap();
    assert_eq!(count().await, with_conditions);
    // A file with the column and an empty cell takes them away, and says so; nothing of the illness is on the page.
    let id = one.stage(&operator, ProfileKind::Participants, &with_column("")).await;
    let plan = one.comparison(&operator, id).await;
    let shown = format!("{:?}", plan.rows[0].effect);
    assert!(
        shown.contains("Особые условия") && !shown.contains("инвалид"),
        "{shown}"
    );
    one.app.apply_import(&operator, id, "").await.unwrap();
    assert_eq!(count().await, with_conditions - 1);
}
