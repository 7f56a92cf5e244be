//! The essay's chain through the use cases, on both engines: file → end of processing → statements → ledger → look-up.
use crate::on_both_engines;
use crate::support::{Engine, Installation};
use app::AppError;
use app::ledgers::{LineInput, Told};
use app::statements::{OpeningForm, StatementState};
use domain::access::Role;
use domain::organisation::OrganisationKind;
use domain::statement::StatementHop;
use uuid::Uuid;

on_both_engines! {
    fn a_result_travels_from_file_to_signature_and_look_up => whole_chain;
    fn what_must_be_refused_is_refused => refusals;
    fn the_same_key_is_one_act => idempotency;
}

async fn declared(one: &Installation) -> Uuid {
    one.set_clock("2026-12-14T18:00");
    let operator = one.as_role(Role::ProcessingOperator, "421").await;
    let exam = one.exam().await;
    let preview = one.app.preview_processing(&operator, exam).await.unwrap();
    assert!(preview.released > 100, "{}", preview.released);
    one.app
        .declare_processing(&operator, exam, &preview.content_hash)
        .await
        .unwrap();
    exam
}

async fn whole_chain(engine: Engine) {
    let one = Installation::with_results(engine).await;
    let exam = declared(&one).await;
    let school_code = one.first(OrganisationKind::School);
    let body_code = one
        .region
        .organisation(&school_code)
        .unwrap()
        .parent_code
        .clone()
        .unwrap();

    one.set_clock("2026-12-15T10:00");
    let operator = one.as_role(Role::ProcessingOperator, "421").await;
    let first: Vec<Uuid> = one
        .app
        .list_statements(&operator, Some(exam))
        .await
        .unwrap()
        .into_iter()
        .filter(|row| row.hop != StatementHop::ToSchool)
        .map(|row| row.row.id)
        .collect();
    one.app.hand_over(&operator, &first).await.unwrap();

    one.set_clock("2026-12-15T15:00");
    let clerk = one.as_role(Role::MunicipalClerk, &body_code).await;
    let mine = one.app.list_statements(&clerk, Some(exam)).await.unwrap();
    let incoming = mine
        .iter()
        .find(|row| row.hop == StatementHop::ToMunicipalBody)
        .unwrap();
    one.app.receive(&clerk, &[incoming.row.id]).await.unwrap();
    let opened = one
        .app
        .open_statement(&clerk, incoming.row.id, OpeningForm::Page)
        .await
        .unwrap();
    assert_eq!(i64::try_from(opened.lines.len()).unwrap(), incoming.row.line_count);
    let down: Vec<Uuid> = mine
        .iter()
        .filter(|row| row.hop == StatementHop::ToSchool)
        .map(|row| row.row.id)
        .collect();
    one.app.hand_over(&clerk, &down).await.unwrap();

    one.set_clock("2026-12-16T09:30");
    let school = one.as_role(Role::SchoolOfficer, &school_code).await;
    let received = one.app.list_statements(&school, Some(exam)).await.unwrap();
    assert_eq!(
        received.iter().map(|row| row.state).collect::<Vec<_>>(),
        vec![StatementState::HandedOver]
    );
    one.app.receive(&school, &[received[0].row.id]).await.unwrap();
    let home = one.app.home(&school).await.unwrap();
    let duty = home
        .open
        .iter()
        .find(|group| group.clause == "kuzbass-4195:2.7")
        .unwrap();
    assert_eq!(
        duty.due_day.to_string(),
        "2026-12-16",
        "runs from the transfer to the municipal body on the 15th"
    );

    one.set_clock("2026-12-16T14:00");
    let school = one.request(school.account()).await;
    for ledger in one.app.list_ledgers(&school, Some(exam)).await.unwrap() {
        let opened = one.app.open_ledger(&school, ledger.row.ledger.id).await.unwrap();
        let entries: Vec<LineInput> = opened
            .lines
            .iter()
            .map(|line| told(line.row.line.id, line.row.line.version, "1005"))
            .collect();
        one.app
            .save_ledger(&school, ledger.row.ledger.id, &entries)
            .await
            .unwrap();
        let again = one.app.open_ledger(&school, ledger.row.ledger.id).await.unwrap();
        one.app
            .hand_in_ledger(&school, ledger.row.ledger.id, again.summary.row.ledger.version)
            .await
            .unwrap();
    }
    let home = one.app.home(&school).await.unwrap();
    assert!(
        home.open.iter().all(|group| group.clause != "kuzbass-4195:2.7"),
        "{:?}",
        home.open
    );

    let (participant, result) = one
        .region
        .participants_with_results()
        .find(|(who, _)| {
            who.informing_code == school_code
                && one.region.results_first_batch().column("Код участника").is_some()
                && who.document.series.chars().count() == 4
        })
        .unwrap();
    let (series, number) = (participant.document.series.clone(), participant.document.number.clone());
    let surname = participant.name.surname.clone();
    assert!(
        one.app
            .find_published(&series, &number, &surname)
            .await
            .unwrap()
            .is_empty(),
        "shut until the decision"
    );
    let ministry = one.as_role(Role::MinistryOfficer, "420").await;
    one.app.open_lookup(&ministry, exam, "77", "16.12.2026").await.unwrap();
    let found = one.app.find_published(&series, &number, &surname).await.unwrap();
    let late = matches!(result.batch, rehearsal::Batch::Second);
    assert_eq!(found.len(), usize::from(!late));
    assert!(
        one.app
            .find_published(&series, &number, "Нетакаева")
            .await
            .unwrap()
            .is_empty()
    );

    let verification = one.app.verify().await.unwrap();
    assert_eq!(verification.problems, Vec::<String>::new());
    assert!(verification.journal_events > 10);
}

fn told(line: Uuid, version: i64, time: &str) -> LineInput {
    LineInput {
        line,
        version,
        told: Told::Yes,
        day: String::new(),
        time: time.to_owned(),
        note: String::new(),
    }
}

async fn refusals(engine: Engine) {
    let one = Installation::with_results(engine).await;
    let exam = one.exam().await;
    one.set_clock("2026-12-14T18:00");
    let operator = one.as_role(Role::ProcessingOperator, "421").await;
    let preview = one.app.preview_processing(&operator, exam).await.unwrap();

    let school_code = one.first(OrganisationKind::School);
    let school = one.as_role(Role::SchoolOfficer, &school_code).await;
    assert!(matches!(
        one.app.preview_processing(&school, exam).await,
        Err(AppError::Refused(_))
    ));

    one.app
        .declare_processing(&operator, exam, &preview.content_hash)
        .await
        .unwrap();
    let again = one.app.declare_processing(&operator, exam, &preview.content_hash).await;
    assert!(matches!(again, Err(AppError::NotNow(_))), "{again:?}");

    let boot = one.as_role(Role::ProcessingOperator, "421").await;
    one.import(
        boot.account(),
        exchange::ProfileKind::EssayResults,
        &one.region.results_second_batch(),
    )
    .await
    .unwrap();
    let stale = one.app.declare_processing(&operator, exam, &preview.content_hash).await;
    assert!(matches!(stale, Err(AppError::Changed(_))), "{stale:?}");

    let statements = one.app.list_statements(&operator, Some(exam)).await.unwrap();
    let to_school = statements.iter().find(|row| row.hop == StatementHop::ToSchool).unwrap();
    let clerk = {
        let body = one
            .region
            .organisations
            .iter()
            .find(|made| made.kind == OrganisationKind::MunicipalBody)
            .unwrap()
            .code
            .clone();
        one.as_role(Role::MunicipalClerk, &body).await
    };
    let own = one.app.list_statements(&clerk, Some(exam)).await.unwrap();
    let waiting = own.iter().find(|row| row.hop == StatementHop::ToSchool).unwrap();
    assert_eq!(waiting.state, StatementState::Waiting);
    let early = one.app.hand_over(&clerk, &[waiting.row.id]).await;
    assert!(matches!(early, Err(AppError::NotNow(_))), "{early:?}");
    let foreign = statements
        .iter()
        .find(|row| row.hop == StatementHop::ToMunicipalBody && row.row.recipient_id != clerk.actor.organisation.0)
        .unwrap();
    for id in [foreign.row.id, Uuid::nil()] {
        assert!(matches!(
            one.app.open_statement(&clerk, id, OpeningForm::Page).await,
            Err(AppError::NotFound)
        ));
    }
    assert!(
        matches!(
            one.app
                .open_statement(&school, to_school.row.id, OpeningForm::Page)
                .await,
            Err(AppError::NotFound)
        ),
        "not handed over yet"
    );

    let organisation = one.organisation(&school_code).await;
    let unnamed = one.account_without_order(Role::SchoolOfficer, organisation).await;
    let unnamed = one.request(unnamed).await;
    assert!(matches!(
        one.app
            .open_statement(&unnamed, to_school.row.id, OpeningForm::Page)
            .await,
        Err(AppError::Refused(_))
    ));
}

async fn idempotency(engine: Engine) {
    let one = Installation::with_results(engine).await;
    let exam = one.exam().await;
    one.set_clock("2026-12-14T18:00");
    let mut operator = one.as_role(Role::ProcessingOperator, "421").await;
    let preview = one.app.preview_processing(&operator, exam).await.unwrap();
    operator.idempotency_key = Some("k-1".to_owned());
    let first = one
        .app
        .declare_processing(&operator, exam, &preview.content_hash)
        .await
        .unwrap();
    let second = one
        .app
        .declare_processing(&operator, exam, &preview.content_hash)
        .await
        .unwrap();
    assert_eq!(first, second);
    let other = one.app.open_lookup(&operator, exam, "1", "14.12.2026").await;
    assert!(matches!(other, Err(AppError::Refused(_))));
    let reused = one.app.end_hold(&operator, Uuid::nil()).await;
    assert!(matches!(reused, Err(AppError::KeyReused)), "{reused:?}");
}
