//! State exams through the real binary: what is released and open is told whole, everything else is the page of an unknown
//! document (mordovia-187:5; E1, E2).

use app::exam_view::Exam;
use app::{App, AppError};
use domain::access::Scope;
use domain::ids::OrganisationId;
use rehearsal::MadeUpParticipant;
use storage::annulments::AnnulmentRow;
use storage::appeals::AppealRow;
use storage::boxed;
use storage::exams::{ExamRow, SittingRow};
use storage::keys::DataState;
use storage::lookup::LookupOpeningRow;
use storage::people::RegistrationRow;
use storage::results::EditionRow;
use uuid::Uuid;

use crate::{Engine, Installation, ask, look_up, masked, sealed_query};

/// Russian of ЕГЭ, of a year whose scale and minimums are known.
const RUSSIAN: i64 = 1;
const PHYSICS: i64 = 3;

/// What stands of one result.
#[derive(Clone, Copy)]
struct Row<'a> {
    exam: Uuid,
    who: &'a MadeUpParticipant,
    state: &'a str,
    primary: i64,
    test: i64,
}

impl Installation {
    async fn gia_exam(&self, app: &App, subject_code: i64, day: &str) -> Uuid {
        let row = ExamRow {
            id: app.fresh_id(app.clock.now()).unwrap(),
            kind: "gia-11".to_owned(),
            subject_code,
            exam_date: day.to_owned(),
            period: "main".to_owned(),
            created_at: 0,
        };
        let write = app.store.write(&row, |tx, row| {
            boxed(async move { Ok::<_, AppError>(storage::exams::insert(tx, row).await?) })
        });
        write.await.unwrap();
        row.id
    }

    /// A sitting with one edition, and its registration where there is none.
    async fn sit(&self, app: &App, row: Row<'_>) {
        let fresh = || app.fresh_id(app.clock.now()).unwrap();
        let whole = (row, [fresh(), fresh(), fresh(), fresh()], self.ministry);
        let write = app.store.write(&whole, |tx, whole| {
            boxed(async move {
                let (row, [registration, sitting, result, edition], ministry) = *whole;
                let exam = storage::exams::find(tx, row.exam).await?.unwrap();
                let of_essay = storage::people::registrations_of_year(tx, 2027, "essay").await?;
                let own = of_essay
                    .into_iter()
                    .find(|one| one.participant_code == row.who.code)
                    .unwrap();
                let scope = Scope::of_the_system(OrganisationId(ministry));
                let known = storage::people::registrations_of_person(tx, &scope, own.person_id).await?;
                let registration = match known.iter().find(|one| one.exam_kind == exam.kind) {
                    Some(one) => one.id,
                    None => {
                        let fresh = RegistrationRow {
                            id: registration,
                            exam_kind: exam.kind.clone(),
                            ..own
                        };
                        storage::people::insert_registrations(tx, &[fresh]).await?;
                        registration
                    }
                };
                let seat = SittingRow {
                    id: sitting,
                    registration_id: registration,
                    exam_id: row.exam,
                    subject_code: exam.subject_code,
                    form: Some("ege".to_owned()),
                    written_sitting_id: None,
                    created_at: 0,
                    version: 1,
                };
                storage::exams::insert_sittings(tx, &[seat]).await?;
                storage::results::insert_results(tx, &[(result, sitting, 0)]).await?;
                let value = EditionRow {
                    id: edition,
                    result_id: result,
                    number: 1,
                    state: row.state.to_owned(),
                    attendance: "written".to_owned(),
                    essay_value: None,
                    topic: None,
                    primary_score: Some(row.primary),
                    test_score: Some(row.test),
                    mark: None,
                    task_points: None,
                    ground: "загрузка".to_owned(),
                    document_reference: None,
                    author_account_id: ministry,
                    import_id: None,
                    received_at: 0,
                    hold_reason: None,
                    hold_note: None,
                    completion_id: None,
                    protocol_id: None,
                    released_at: None,
                    ended_at: None,
                };
                storage::results::insert_editions(tx, &[value]).await?;
                Ok::<_, AppError>(())
            })
        });
        write.await.unwrap();
    }

    async fn publish(&self, app: &App, exam: Uuid) {
        let whole = (app, exam);
        let write = app.store.write(&whole, |tx, (app, exam)| {
            boxed(async move {
                let row = storage::exams::find(tx, *exam).await?.unwrap();
                app.publish_exam(tx, &Exam::from_row(&row)?, app.clock.now()).await?;
                Ok::<_, AppError>(())
            })
        });
        write.await.unwrap();
    }

    /// The commission's recorded decision.
    async fn open(&self, app: &App, exam: Uuid) {
        let row = LookupOpeningRow {
            id: app.fresh_id(app.clock.now()).unwrap(),
            exam_id: exam,
            decision_number: "12".to_owned(),
            decision_date: "2026-12-16".to_owned(),
            opened_at: app.clock.now().as_micros(),
            opened_by: self.ministry,
        };
        let write = app.store.write(&row, |tx, row| {
            boxed(async move { Ok::<_, AppError>(storage::lookup::insert_opening(tx, row).await?) })
        });
        write.await.unwrap();
    }
}

async fn told_and_not_told(engine: Engine) {
    let one = Installation::released(engine).await;
    let (shown, received) = (one.released_participant(), one.held());
    let app = one.app(DataState::Existing).await;
    let russian = one.gia_exam(&app, RUSSIAN, "2025-05-30").await;
    let physics = one.gia_exam(&app, PHYSICS, "2025-06-05").await;
    for row in [
        Row {
            exam: russian,
            who: shown,
            state: "released",
            primary: 40,
            test: 72,
        },
        Row {
            exam: russian,
            who: received,
            state: "received",
            primary: 41,
            test: 73,
        },
        Row {
            exam: physics,
            who: shown,
            state: "released",
            primary: 20,
            test: 54,
        },
    ] {
        one.sit(&app, row).await;
    }
    one.publish(&app, russian).await;
    one.publish(&app, physics).await;
    one.open(&app, russian).await;
    drop(app);

    let server = one.serve();
    let visitor = server.public_visitor();
    let start = visitor.page("/").await.words();
    for expected in ["Узнать результат экзамена", "ЕГЭ", "Русский язык — 30 мая 2025"]
    {
        assert!(start.contains(expected), "«{expected}» is missing: {start}");
    }
    assert!(!start.contains("Физика"), "its look-up is shut: {start}");

    let answer = look_up(&visitor, shown, &shown.name.surname).await;
    let words = answer.words();
    for expected in [
        "Ваш результат",
        "Русский язык",
        "30 мая 2025",
        "Тестовый балл 72",
        "Первичный балл 40 из 50",
        "Минимум для аттестата — 24 балла, набран",
        "Минимум для вуза 36 баллов, набран",
        "Под подпись с результатом знакомят здесь",
    ] {
        assert!(words.contains(expected), "«{expected}» is missing: {words}");
    }
    for hidden in ["Физика", "балл 54", "тоговое сочинение"] {
        assert!(!words.contains(hidden), "«{hidden}» stands there: {words}");
    }

    let unknown = ask(&visitor, "0099", "999999", "Неизвестнов").await;
    assert!(unknown.words().contains("Результат не найден"), "{}", unknown.words());
    for (what, missed) in [
        ("received", look_up(&visitor, received, &received.name.surname).await),
        ("wrong surname", look_up(&visitor, shown, "Неизвестнов").await),
    ] {
        assert_eq!(masked(&missed), masked(&unknown), "{what}");
    }

    // The other version of the same answer, asked for without a document in any address.
    let again = sealed_query(&answer.text());
    let fields = [("vision", "strong"), ("page", "answer"), ("again", again.as_str())];
    let strong = visitor.post("/vision", &fields).await;
    assert_eq!(strong.status, 200);
    assert!(strong.words().contains("Тестовый балл 72"), "{}", strong.words());
    assert!(strong.text().contains("<body class=\"strong\">"));
}

/// How an appeal about a result stands, by its number of the case.
async fn appealed(app: &App, exam: Uuid, who: &MadeUpParticipant, (number, state): (i64, &str)) {
    let now = app.clock.now();
    let id = app.fresh_id(now).unwrap();
    let whole = (app, exam, who.code.clone(), id, number, state.to_owned());
    let write = app.store.write(&whole, |tx, whole| {
        boxed(async move {
            let (app, exam, code, id, number, state) = whole;
            let now = app.clock.now();
            let sitting = storage::day_records::sitting_by_code(tx, *exam, code).await?.unwrap();
            let result = storage::appeals::result_of_sitting(tx, sitting).await?.unwrap();
            let edition = storage::results::editions_of_result(tx, result).await?.pop().unwrap();
            let of_exam = storage::people::registrations_of_year(tx, 2027, "gia-11").await?;
            let own = of_exam.into_iter().find(|one| one.participant_code == *code).unwrap();
            let filing = storage::sealed::fields::APPEAL_FILING;
            let row = AppealRow {
                id: *id,
                number: *number,
                kind: "score".to_owned(),
                state: state.clone(),
                exam_id: *exam,
                sitting_id: sitting,
                person_id: own.person_id,
                result_id: Some(result),
                edition_id: Some(edition.id),
                organisation_id: own.informing_organisation_id,
                applicant: "participant".to_owned(),
                filing_sealed: app.keys.seal_text(own.person_id, filing, *id, "{}")?,
                claims: "expert-marking".to_owned(),
                wants_tasks: false,
                filed_at: now.as_micros(),
                entered_at: now.as_micros(),
                entered_by: *id,
                transferred_at: None,
                materials: "not-asked".to_owned(),
                processing: None,
                expert_id: None,
                verdict: None,
                developers: "not-asked".to_owned(),
                hearing_id: None,
                slot_at: None,
                slot_appointed_at: None,
                noticed_at: None,
                outcome: None,
                decided_at: None,
                decided_primary: None,
                decided_points: None,
                sent_at: None,
                recounted_at: None,
                new_edition_id: None,
                ended_at: None,
                version: 1,
            };
            storage::appeals::insert(tx, &row).await?;
            Ok::<_, AppError>(())
        })
    });
    write.await.unwrap();
}

/// The chair annulled what stands of a sitting.
async fn annulled(app: &App, exam: Uuid, who: &MadeUpParticipant) {
    let id = app.fresh_id(app.clock.now()).unwrap();
    let whole = (exam, who.code.clone(), id, app.clock.now().as_micros());
    let write = app.store.write(&whole, |tx, (exam, code, id, now)| {
        boxed(async move {
            let sitting = storage::day_records::sitting_by_code(tx, *exam, code).await?.unwrap();
            let result = storage::appeals::result_of_sitting(tx, sitting).await?.unwrap();
            let edition = storage::results::editions_of_result(tx, result).await?.pop().unwrap();
            let row = AnnulmentRow {
                id: *id,
                exam_id: *exam,
                sitting_id: sitting,
                edition_id: edition.id,
                appeal_id: None,
                ground: "video-fault".to_owned(),
                document: "заключение № 3".to_owned(),
                ended_on: "2026-12-15".to_owned(),
                resit: "reserve-day".to_owned(),
                decided_at: *now,
                decided_by: *id,
            };
            storage::annulments::insert(tx, &row).await?;
            assert!(storage::annulments::annul_edition(tx, edition.id, *now).await?);
            Ok::<_, AppError>(())
        })
    });
    write.await.unwrap();
}

async fn appeals_are_told(engine: Engine) {
    let one = Installation::released(engine).await;
    let (shown, other) = (one.released_participant(), one.held());
    let app = one.app(DataState::Existing).await;
    let russian = one.gia_exam(&app, RUSSIAN, "2025-05-30").await;
    for (who, state) in [(shown, "released"), (other, "received")] {
        let row = Row {
            exam: russian,
            who,
            state,
            primary: 40,
            test: 72,
        };
        one.sit(&app, row).await;
    }
    appealed(&app, russian, shown, (1, "filed")).await;
    annulled(&app, russian, other).await;
    one.publish(&app, russian).await;
    one.open(&app, russian).await;
    drop(app);

    let server = one.serve();
    let visitor = server.public_visitor();
    let words = look_up(&visitor, shown, &shown.name.surname).await.words();
    for expected in ["Тестовый балл 72", "несогласии с баллами: подана", "Школа передаст её"]
    {
        assert!(words.contains(expected), "«{expected}» is missing: {words}");
    }
    let words = look_up(&visitor, other, &other.name.surname).await.words();
    for expected in [
        "Русский язык",
        "Результат аннулирован",
        "не было видеонаблюдения",
        "в резервный день",
    ] {
        assert!(words.contains(expected), "«{expected}» is missing: {words}");
    }
    assert!(!words.contains("72"), "{words}");
    let unknown = ask(&visitor, "0099", "999999", "Неизвестнов").await;
    let missed = look_up(&visitor, other, "Неизвестнов").await;
    assert_eq!(
        masked(&missed),
        masked(&unknown),
        "a wrong surname learns nothing of an annulment"
    );
}

mod on_sqlite {
    #[tokio::test(flavor = "multi_thread")]
    async fn e2_b6_appeals_and_annulments_are_told() {
        super::appeals_are_told(super::Engine::Sqlite).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn e1_e2_exams_are_told_when_released_and_open() {
        super::told_and_not_told(super::Engine::Sqlite).await;
    }
}

mod on_postgres {
    #[tokio::test(flavor = "multi_thread")]
    async fn e2_b6_appeals_and_annulments_are_told() {
        super::appeals_are_told(super::Engine::Postgres).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn e1_e2_exams_are_told_when_released_and_open() {
        super::told_and_not_told(super::Engine::Postgres).await;
    }
}
