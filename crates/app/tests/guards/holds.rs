//! What is held is not released, is told with its reason, and goes out by the next end of processing.

use app::AppError;
use app::statements::OpeningForm;
use domain::access::Role;
use domain::organisation::OrganisationKind;
use uuid::Uuid;

use crate::on_both_engines;
use crate::past_the_app::changed_tables;
use crate::support::{Engine, Installation};

on_both_engines! {
    fn a_held_edition_stays_behind_and_goes_out_with_the_next => held;
    fn holds_are_refused_where_they_make_no_sense => refused;
}

async fn held(engine: Engine) {
    let one = Installation::with_results(engine).await;
    one.set_clock("2026-12-14T18:00");
    let exam = one.exam().await;
    let school_code = one.first(OrganisationKind::School);
    let participant = one
        .first_batch()
        .map(|(who, _)| who.clone())
        .find(|who| who.informing_code == school_code && !who.document.series.is_empty())
        .unwrap();
    let (result, person) = one.result_of(&participant.code).await;
    let edition = one.editions(result).await[0].id;
    let operator = one.operator().await;
    let free = one.app.preview_processing(&operator, exam).await.unwrap();
    one.app
        .hold_edition(&operator, edition, "сверка с оригиналом")
        .await
        .unwrap();
    let preview = one.app.preview_processing(&operator, exam).await.unwrap();
    assert_eq!(
        (preview.released, preview.held.len()),
        (free.released - 1, free.held.len() + 1)
    );
    assert_ne!(preview.content_hash, free.content_hash);
    let shown = preview.held.iter().find(|one| one.edition == edition).unwrap();
    assert_eq!(
        (shown.reason.as_str(), shown.note.as_str(), shown.result),
        ("остановлена оператором", "сверка с оригиналом", result)
    );
    assert!(shown.name.contains(&participant.name.surname));
    let old_preview = one.app.declare_processing(&operator, exam, &free.content_hash).await;
    assert!(
        matches!(old_preview, Err(AppError::Changed(_))),
        "held after the preview: {old_preview:?}"
    );

    let first = one
        .app
        .declare_processing(&operator, exam, &preview.content_hash)
        .await
        .unwrap();
    let state = |editions: &[storage::results::EditionRow]| {
        editions
            .iter()
            .map(|row| (row.state.clone(), row.completion_id))
            .collect::<Vec<_>>()
    };
    assert_eq!(state(&one.editions(result).await), [("held".to_owned(), None)]);
    one.deliver_everything("2026-12-15").await;
    let school = one.as_role(Role::SchoolOfficer, &school_code).await;
    for statement in one.statements(&school).await {
        let opened = one
            .app
            .open_statement(&school, statement.row.id, OpeningForm::Page)
            .await
            .unwrap();
        assert!(
            opened.lines.iter().all(|line| line.person_id != person),
            "no line says anything of a held result"
        );
    }
    for ledger in one.app.list_ledgers(&school, None).await.unwrap() {
        let opened = one.app.open_ledger(&school, ledger.row.ledger.id).await.unwrap();
        assert!(opened.lines.iter().all(|line| line.row.line.person_id != person));
    }
    assert!(
        matches!(one.app.result_history(&school, result).await, Err(AppError::NotFound)),
        "below РЦОИ there is no such result"
    );
    let ministry = one.as_role(Role::MinistryOfficer, "420").await;
    one.app.open_lookup(&ministry, exam, "77", "15.12.2026").await.unwrap();
    assert!(one.published(&participant).await.is_empty());

    let operator = one.operator().await;
    let nothing = one.app.preview_processing(&operator, exam).await.unwrap();
    assert_eq!(nothing.released, 0);
    assert!(
        matches!(
            one.app.declare_processing(&operator, exam, &nothing.content_hash).await,
            Err(AppError::NotNow(_))
        ),
        "only held ones are left"
    );
    one.app.end_hold(&operator, edition).await.unwrap();
    let second = one.declare().await;
    let row = &one.editions(result).await[0];
    assert_eq!(
        (row.number, row.state.as_str(), row.completion_id),
        (1, "released", Some(second))
    );
    let formed: Vec<(String, i64)> = one
        .statements(&operator)
        .await
        .iter()
        .filter(|statement| statement.row.completion_id == Some(second))
        .map(|statement| (statement.row.number.clone(), statement.row.line_count))
        .collect();
    let body_code = one
        .region
        .organisation(&school_code)
        .unwrap()
        .parent_code
        .clone()
        .unwrap();
    assert_eq!(
        formed,
        [
            (format!("{school_code}/021226-2"), 1),
            (format!("{body_code}/021226-2"), 1)
        ],
        "statement № 2 holds exactly this result"
    );
    assert_ne!(first, second);
    assert_eq!(one.published(&participant).await.len(), 1);
    assert_eq!(one.app.verify().await.unwrap().problems, Vec::<String>::new());
}

async fn refused(engine: Engine) {
    let one = Installation::with_results(engine).await;
    let code = one.first_batch().next().unwrap().0.code.clone();
    let (result, _) = one.result_of(&code).await;
    let edition = one.editions(result).await[0].id;
    let operator = one.operator().await;
    let before = one.chain_rows().await;
    let empty = one.app.hold_edition(&operator, edition, "  ").await;
    assert!(matches!(empty, Err(AppError::Invalid(_))), "{empty:?}");
    assert!(
        matches!(one.app.end_hold(&operator, edition).await, Err(AppError::NotNow(_))),
        "it is not held"
    );
    for unknown in [Uuid::nil(), result] {
        assert!(matches!(
            one.app.hold_edition(&operator, unknown, "сверка").await,
            Err(AppError::NotFound)
        ));
        assert!(matches!(
            one.app.end_hold(&operator, unknown).await,
            Err(AppError::NotFound)
        ));
    }
    for (role, place) in [(Role::MinistryOfficer, "420"), (Role::Administrator, "420")] {
        let other = one.as_role(role, place).await;
        assert!(
            matches!(
                one.app.hold_edition(&other, edition, "сверка").await,
                Err(AppError::Refused(_))
            ),
            "{role:?}"
        );
        assert!(
            matches!(one.app.end_hold(&other, edition).await, Err(AppError::Refused(_))),
            "{role:?}"
        );
    }
    let people = ["person", "registration", "edition", "statement", "obligation"];
    let same = |rows: &std::collections::BTreeMap<String, Vec<String>>| people.map(|table| rows[table].clone());
    assert_eq!(
        same(&before)[2..],
        same(&one.chain_rows().await)[2..],
        "nothing was changed by what was refused"
    );
    one.set_clock("2026-12-14T18:00");
    one.declare().await;
    let released = one.chain_rows().await;
    let operator = one.request(operator.account()).await;
    assert!(
        matches!(
            one.app.hold_edition(&operator, edition, "поздно").await,
            Err(AppError::NotNow(_))
        ),
        "released is not called back"
    );
    assert_eq!(changed_tables(&released, &one.chain_rows().await), Vec::<String>::new());
}
