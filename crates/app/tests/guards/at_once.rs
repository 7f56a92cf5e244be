//! Two people do the same thing at the same moment: it happens once, and the other is told.

use app::AppError;
use app::ledgers::LineInput;
use domain::access::Role;
use domain::organisation::OrganisationKind;
use exchange::ProfileKind;
use uuid::Uuid;

use crate::on_both_engines;
use crate::steps::told;
use crate::support::{Engine, Installation};

on_both_engines! {
    fn two_ends_of_processing_are_one => two_declarations;
    fn two_clerks_on_one_line_are_one_and_a_warning => two_clerks;
    fn two_clerks_on_two_lines_both_land => two_lines;
    fn two_hand_overs_are_one => two_hand_overs;
    fn one_import_applied_twice_at_once_is_written_once => two_imports;
    fn one_request_sent_twice_is_one_act => one_request_twice;
    fn two_openings_of_the_look_up_are_one => two_openings;
}

/// Exactly one of the two happened; the error of the other.
fn one_of<T: std::fmt::Debug>(first: Result<T, AppError>, second: Result<T, AppError>) -> (T, AppError) {
    match (first, second) {
        (Ok(value), Err(error)) | (Err(error), Ok(value)) => (value, error),
        other => panic!("{other:?}"),
    }
}

async fn two_declarations(engine: Engine) {
    let one = Installation::with_results(engine).await;
    one.set_clock("2026-12-14T18:00");
    let exam = one.exam().await;
    let (first, second) = (one.operator().await, one.operator().await);
    let hash = one.app.preview_processing(&first, exam).await.unwrap().content_hash;
    let both = tokio::join!(
        one.app.declare_processing(&first, exam, &hash),
        one.app.declare_processing(&second, exam, &hash)
    );
    let (completion, error) = one_of(both.0, both.1);
    assert!(matches!(error, AppError::NotNow(_) | AppError::Changed(_)), "{error:?}");
    let rows = one
        .rows_of(&["processing_completion", "statement", "publication"])
        .await;
    assert_eq!((rows["processing_completion"].len(), rows["publication"].len()), (1, 1));
    assert!(
        one.statements(&first)
            .await
            .iter()
            .all(|statement| statement.row.completion_id == Some(completion))
    );
    assert_eq!(one.app.verify().await.unwrap().problems, Vec::<String>::new());
}

/// A ledger that can be filled in, its lines, and two people of the school.
async fn open_ledger(engine: Engine) -> (Installation, Uuid, Vec<(Uuid, i64)>, [app::Request; 2]) {
    let one = Installation::released(engine).await;
    one.deliver_everything("2026-12-15").await;
    one.set_clock("2026-12-16T14:00");
    let school = one.first(OrganisationKind::School);
    let clerks = [
        one.as_role(Role::SchoolOfficer, &school).await,
        one.as_role(Role::SchoolOfficer, &school).await,
    ];
    let ledger = one.app.list_ledgers(&clerks[0], None).await.unwrap()[0].row.ledger.id;
    let opened = one.app.open_ledger(&clerks[0], ledger).await.unwrap();
    let lines = opened
        .lines
        .iter()
        .map(|line| (line.row.line.id, line.row.line.version))
        .collect();
    (one, ledger, lines, clerks)
}

async fn two_clerks(engine: Engine) {
    let (one, ledger, lines, clerks) = open_ledger(engine).await;
    for (round, (line, version)) in lines.iter().take(5).enumerate() {
        let entry = |time: &str| -> Vec<LineInput> { vec![told(*line, *version, time)] };
        let (morning, noon) = (entry("10:05"), entry("12:00"));
        let both = tokio::join!(
            one.app.save_ledger(&clerks[0], ledger, &morning),
            one.app.save_ledger(&clerks[1], ledger, &noon)
        );
        let winner = if both.0.is_ok() { &morning } else { &noon };
        let winner_time = winner[0].time.clone();
        let (saved, error) = one_of(both.0, both.1);
        assert_eq!(saved.lines, 1);
        assert!(matches!(error, AppError::Changed(_)), "round {round}: {error:?}");
        let opened = one.app.open_ledger(&clerks[0], ledger).await.unwrap();
        let stands = opened.lines.iter().find(|stands| stands.row.line.id == *line).unwrap();
        assert_eq!(stands.row.line.version, version + 1);
        let at = regulations::Instant::from_micros(stands.row.line.told_at.unwrap());
        assert_eq!(
            opened.zone.local_time(at).to_string(),
            winner_time,
            "what the winner wrote stands"
        );
    }
}

async fn two_lines(engine: Engine) {
    let (one, ledger, lines, clerks) = open_ledger(engine).await;
    let (first, second) = (
        vec![told(lines[0].0, lines[0].1, "10:05")],
        vec![told(lines[1].0, lines[1].1, "10:06")],
    );
    let both = tokio::join!(
        one.app.save_ledger(&clerks[0], ledger, &first),
        one.app.save_ledger(&clerks[1], ledger, &second)
    );
    both.0.unwrap();
    both.1.unwrap();
    let opened = one.app.open_ledger(&clerks[0], ledger).await.unwrap();
    assert_eq!(
        opened
            .lines
            .iter()
            .filter(|line| line.row.line.told_at.is_some())
            .count(),
        2
    );
    assert_eq!(opened.summary.row.told, 2, "the counters saw both");
    assert_eq!(one.app.verify().await.unwrap().problems, Vec::<String>::new());
}

async fn two_hand_overs(engine: Engine) {
    let one = Installation::released(engine).await;
    let (first, second) = (one.operator().await, one.operator().await);
    let statement = one
        .statements(&first)
        .await
        .iter()
        .find(|row| row.row.sender_id == first.actor.organisation.0)
        .unwrap()
        .row
        .id;
    let ids = [statement];
    let both = tokio::join!(one.app.hand_over(&first, &ids), one.app.hand_over(&second, &ids));
    let (_, error) = one_of(both.0, both.1);
    assert!(matches!(error, AppError::NotNow(_) | AppError::Changed(_)), "{error:?}");
}

async fn two_imports(engine: Engine) {
    let one = Installation::with_results(engine).await;
    let (first, second) = (one.operator().await, one.operator().await);
    let id = one
        .stage(&first, ProfileKind::EssayResults, &one.region.results_second_batch())
        .await;
    let before = one.rows_of(&["edition"]).await["edition"].len();
    let both = tokio::join!(
        one.app.apply_import(&first, id, ""),
        one.app.apply_import(&second, id, "")
    );
    let (_, error) = one_of(both.0, both.1);
    assert!(matches!(error, AppError::NotNow(_) | AppError::Changed(_)), "{error:?}");
    assert_eq!(
        one.rows_of(&["edition"]).await["edition"].len(),
        before + one.region.results_second_batch().rows.len()
    );
}

/// A double click: the same request with the same key, both on the way. Both are answered alike; it happened once.
async fn one_request_twice(engine: Engine) {
    let (one, ledger, lines, clerks) = open_ledger(engine).await;
    let request = app::Request {
        idempotency_key: Some("form-17".to_owned()),
        ..clerks[0].clone()
    };
    let entry = vec![told(lines[0].0, lines[0].1, "10:05")];
    let both = tokio::join!(
        one.app.save_ledger(&request, ledger, &entry),
        one.app.save_ledger(&request, ledger, &entry)
    );
    assert_eq!((both.0.unwrap().lines, both.1.unwrap().lines), (1, 1));
    let opened = one.app.open_ledger(&request, ledger).await.unwrap();
    assert_eq!(opened.lines[0].row.line.version, lines[0].1 + 1);
    let other = vec![told(lines[1].0, lines[1].1, "10:05")];
    let reused = one.app.save_ledger(&request, ledger, &other).await;
    assert!(matches!(reused, Err(AppError::KeyReused)), "{reused:?}");
    // Another person's key is another key.
    let neighbour = app::Request {
        idempotency_key: Some("form-17".to_owned()),
        ..clerks[1].clone()
    };
    assert_eq!(one.app.save_ledger(&neighbour, ledger, &other).await.unwrap().lines, 1);
}

async fn two_openings(engine: Engine) {
    let one = Installation::released(engine).await;
    let exam = one.exam().await;
    let (first, second) = (
        one.as_role(Role::MinistryOfficer, "420").await,
        one.as_role(Role::MinistryOfficer, "420").await,
    );
    let both = tokio::join!(
        one.app.open_lookup(&first, exam, "77", "14.12.2026"),
        one.app.open_lookup(&second, exam, "78", "14.12.2026")
    );
    let (_, error) = one_of(both.0, both.1);
    assert!(matches!(error, AppError::NotNow(_)), "{error:?}");
    assert_eq!(one.rows_of(&["lookup_opening"]).await["lookup_opening"].len(), 1);
}
