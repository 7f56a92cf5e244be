//! The look-up of GIA: opens by the exam commission's decision on the day of approval, shows released results whole and
//! nothing else (mordovia-187:5, 8.3; E1, E2, L4).

use app::AppError;
use app::lookup_opening::LookupState;
use app::published_gia::{CountedIn, PublishedMinimum};
use domain::access::Role;
use regulations::{EventCode, ExamKind};
use rehearsal::MadeUpParticipant;
use storage::boxed;
use uuid::Uuid;

use crate::gia_world::Score;
use crate::on_both_engines;
use crate::support::{Engine, Installation};

on_both_engines! {
    fn e1_the_commission_opens_what_is_approved_and_nobody_else_does => decided_by_the_commission;
    fn e1_an_unapproved_result_is_no_answer_beside_open_exams => nothing_unapproved;
    fn e1_the_duty_of_the_day_of_approval_opens_and_is_met => duty;
    fn e1_a_decision_holds_for_what_its_preview_showed => previewed;
    fn e2_the_record_is_whole => record;
}

const TERM: &str = "mordovia-187.8.3";

async fn world(engine: Engine) -> (Installation, Vec<MadeUpParticipant>) {
    let one = Installation::with_results(engine).await;
    let with_series = |who: &&MadeUpParticipant| !who.document.series.is_empty();
    let results = one.region.participants_with_results();
    let first = results.filter(|(_, result)| result.batch == rehearsal::Batch::First);
    let people: Vec<MadeUpParticipant> = first.map(|(who, _)| who).filter(with_series).take(3).cloned().collect();
    one.set_clock("2027-06-10T11:00");
    (one, people)
}

impl Installation {
    /// The commission's secretary, made the first time it is asked for: the commission is an organisation of its own.
    async fn secretary(&self) -> app::Request {
        let commission = self.commission().await;
        let account = self.account(Role::CommissionSecretary, commission).await;
        self.request(account).await
    }

    async fn commission(&self) -> Uuid {
        let id = self.app.fresh_id(self.app.clock.now()).unwrap();
        let ministry = self.organisation("420").await;
        let row = storage::organisations::OrganisationRow {
            id,
            code: format!("ГЭК-{id}"),
            kind: "exam-commission".to_owned(),
            name: "Государственная экзаменационная комиссия".to_owned(),
            short_name: "ГЭК".to_owned(),
            parent_id: Some(ministry),
            zone: None,
            address: None,
            valid_from: "2026-09-01".to_owned(),
            valid_to: None,
            version: 1,
        };
        let write = self.app.store.write(&row, |tx, row| {
            boxed(async move { Ok::<_, AppError>(storage::organisations::insert(tx, row).await?) })
        });
        write.await.unwrap();
        id
    }

    async fn duties(&self, exam: Uuid) -> Vec<storage::obligations::ObligationRow> {
        let read = self.app.store.read(&exam, |tx, exam| {
            boxed(async move { Ok::<_, AppError>(storage::obligations::of_exam(tx, *exam).await?) })
        });
        let rows = read.await.unwrap();
        rows.into_iter().filter(|row| row.term_id == TERM).collect()
    }
}

async fn decided_by_the_commission(engine: Engine) {
    let (one, people) = world(engine).await;
    let essay = one.exam().await;
    let exam = one.new_gia_exam(ExamKind::Gia11, 1, "2027-05-31").await;
    let received = one.receive(exam, "ege", &people[0], Score::test(40, 72), None).await;
    let secretary = one.secretary().await;
    let ministry = one.as_role(Role::MinistryOfficer, "420").await;

    let refused = one.app.open_lookup(&secretary, exam, "12", "10.06.2027").await;
    assert!(
        matches!(refused, Err(AppError::NotNow(_))),
        "nothing is approved: {refused:?}"
    );
    assert_eq!(
        one.app.preview_lookup(&secretary, exam).await.unwrap().state,
        LookupState::NothingYet
    );

    one.approve_editions(exam, "12", &[received.edition]).await;
    for (decision, date) in [("", "10.06.2027"), ("12", "11.06.2027"), ("12", "")] {
        let refused = one.app.open_lookup(&secretary, exam, decision, date).await;
        assert!(
            matches!(refused, Err(AppError::Invalid(_))),
            "{decision} {date}: {refused:?}"
        );
    }
    for (request, other) in [(&secretary, essay), (&ministry, exam)] {
        assert!(matches!(
            one.app.open_lookup(request, other, "12", "10.06.2027").await,
            Err(AppError::NotFound)
        ));
        assert!(matches!(
            one.app.preview_lookup(request, other).await,
            Err(AppError::NotFound)
        ));
        let listed = one.app.list_lookups(request).await.unwrap();
        assert_eq!(listed.len(), 1);
        assert_ne!(listed[0].exam.id, other, "the other kind is not listed");
    }
    for (role, place) in [(Role::ProcessingOperator, "421"), (Role::Administrator, "420")] {
        let other = one.as_role(role, place).await;
        assert!(matches!(
            one.app.open_lookup(&other, exam, "12", "10.06.2027").await,
            Err(AppError::Refused(_))
        ));
    }
    assert!(one.published(&people[0]).await.is_empty(), "still shut");

    let preview = one.app.preview_lookup(&secretary, exam).await.unwrap();
    assert_eq!((preview.state, preview.published), (LookupState::Waits, 1));
    assert_eq!(preview.protocols, [("12".to_owned(), "2027-06-10".parse().unwrap())]);
    assert_eq!(
        preview.name.title().replace('\u{a0}', " "),
        "ЕГЭ. Русский язык, 31 мая 2027"
    );
    one.app.open_lookup(&secretary, exam, "12", "10.06.2027").await.unwrap();
    assert_eq!(one.published(&people[0]).await.len(), 1);
    let twice = one.app.open_lookup(&secretary, exam, "13", "10.06.2027").await;
    assert!(matches!(twice, Err(AppError::NotNow(_))), "{twice:?}");
    let open = one.app.open_lookups().await.unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!(
        (open[0].group.as_str(), open[0].subject.as_str()),
        ("ЕГЭ", "Русский язык")
    );
}

async fn nothing_unapproved(engine: Engine) {
    let (one, people) = world(engine).await;
    let (shown, hidden) = (&people[0], &people[1]);
    let russian = one.new_gia_exam(ExamKind::Gia11, 1, "2027-05-31").await;
    let physics = one.new_gia_exam(ExamKind::Gia11, 3, "2027-06-04").await;
    let approved = one.receive(russian, "ege", shown, Score::test(40, 72), None).await;
    one.receive(russian, "ege", hidden, Score::test(12, 27), None).await;
    let of_shut = one.receive(physics, "ege", shown, Score::test(20, 54), None).await;
    one.approve_editions(russian, "12", &[approved.edition]).await;
    one.approve_editions(physics, "13", &[of_shut.edition]).await;
    let secretary = one.secretary().await;
    one.app
        .open_lookup(&secretary, russian, "12", "10.06.2027")
        .await
        .unwrap();

    let found = one.published(shown).await;
    assert_eq!(found.len(), 1, "physics is approved, but its look-up is shut");
    assert_eq!(found[0].record.subject_code, 1);
    assert!(one.published(hidden).await.is_empty(), "received, not approved");
    assert!(one.published(&people[2]).await.is_empty(), "did not sit it");

    // An essay of the same person is neither needed nor shown before its own decision.
    let operator = one.operator().await;
    let essay = essay_of(&one).await;
    let preview = one.app.preview_processing(&operator, essay).await.unwrap();
    one.app
        .declare_processing(&operator, essay, &preview.content_hash)
        .await
        .unwrap();
    assert_eq!(one.published(shown).await.len(), 1);
    let ministry = one.as_role(Role::MinistryOfficer, "420").await;
    one.app.open_lookup(&ministry, essay, "77", "10.06.2027").await.unwrap();
    assert_eq!(one.published(shown).await.len(), 2);
    assert_eq!(one.published(hidden).await.len(), 1, "the essay alone");
    let found = one.published(hidden).await;
    assert!(found[0].record.gia.is_none());
}

async fn essay_of(one: &Installation) -> Uuid {
    let read = one.app.store.read(&(), |tx, ()| {
        boxed(async move { Ok::<_, AppError>(storage::exams::all(tx).await?) })
    });
    let rows = read.await.unwrap();
    rows.iter().find(|row| row.kind == "essay").unwrap().id
}

async fn duty(engine: Engine) {
    let (one, people) = world(engine).await;
    let secretary = one.secretary().await;
    let exam = one.new_gia_exam(ExamKind::Gia11, 1, "2027-05-31").await;
    let gia_9 = one.new_gia_exam(ExamKind::Gia9, 1, "2027-06-01").await;
    let received = one.receive(exam, "ege", &people[0], Score::test(40, 72), None).await;
    let of_gia_9 = one.receive(gia_9, "oge", &people[1], Score::mark(30, 5), None).await;
    assert!(one.duties(exam).await.is_empty());
    one.approve_editions(exam, "12", &[received.edition]).await;
    one.approve_editions(gia_9, "1", &[of_gia_9.edition]).await;

    let duties = one.duties(exam).await;
    assert_eq!(duties.len(), 1);
    assert_eq!((duties[0].due_day.as_str(), duties[0].met_at), ("2027-06-10", None));
    assert_eq!(duties[0].debtor_id, one.organisation("421").await, "РЦОИ owes it");
    assert!(one.duties(gia_9).await.is_empty(), "no order sets a term for GIA-9");
    let preview = one.app.preview_lookup(&secretary, exam).await.unwrap();
    assert_eq!(preview.due_day, Some("2027-06-10".parse().unwrap()));
    let operator = one.operator().await;
    let owed = one.app.home(&operator).await.unwrap().open;
    let published = |group: &app::home::DutyGroup| group.discharged_by == EventCode::ResultsPublished;
    assert_eq!(owed.iter().filter(|group| published(group) && group.own).count(), 1);

    one.set_clock("2027-06-10T18:00");
    let secretary = one.request(secretary.account()).await;
    one.app.open_lookup(&secretary, exam, "12", "10.06.2027").await.unwrap();
    assert_eq!(one.duties(exam).await[0].met_at, Some(secretary.at()));
    let verified = one.app.verify().await.unwrap();
    assert!(
        verified
            .problems
            .iter()
            .all(|problem| !problem.contains("обязательств")),
        "{:?}",
        verified.problems
    );
}

async fn previewed(engine: Engine) {
    let (one, people) = world(engine).await;
    let exam = one.new_gia_exam(ExamKind::Gia11, 1, "2027-05-31").await;
    let first = one.receive(exam, "ege", &people[0], Score::test(40, 72), None).await;
    let second = one.receive(exam, "ege", &people[1], Score::test(12, 27), None).await;
    one.approve_editions(exam, "12", &[first.edition]).await;
    let secretary = one.secretary().await;
    let preview = one.app.preview_lookup(&secretary, exam).await.unwrap();
    one.approve_editions(exam, "13", &[second.edition]).await;
    let opened = one
        .app
        .open_previewed_lookup(&secretary, exam, "12", "10.06.2027", &preview.content_hash)
        .await;
    assert!(matches!(opened, Err(AppError::Changed(_))), "{opened:?}");
    assert!(one.published(&people[0]).await.is_empty());
    let preview = one.app.preview_lookup(&secretary, exam).await.unwrap();
    assert_eq!((preview.published, preview.protocols.len()), (2, 2));
    let fresh = preview.content_hash;
    one.app
        .open_previewed_lookup(&secretary, exam, "12", "10.06.2027", &fresh)
        .await
        .unwrap();
    assert_eq!(one.published(&people[1]).await.len(), 1);
}

async fn record(engine: Engine) {
    let (one, people) = world(engine).await;
    let russian = one.new_gia_exam(ExamKind::Gia11, 1, "2025-05-30").await;
    let base = one.new_gia_exam(ExamKind::Gia11, 22, "2027-06-03").await;
    let english = one.new_gia_exam(ExamKind::Gia11, 9, "2026-06-11").await;
    let oral = one.new_gia_exam(ExamKind::Gia11, 29, "2026-06-16").await;
    let who = &people[0];
    let one_russian = one.receive(russian, "ege", who, Score::test(40, 72), None).await;
    let other_russian = one.receive(russian, "ege", &people[1], Score::test(8, 20), None).await;
    let absent = one.receive(russian, "ege", &people[2], Score::ABSENT, None).await;
    let one_base = one.receive(base, "ege", who, Score::mark(15, 4), None).await;
    let one_english = one.receive(english, "ege", who, Score::test(50, 61), None).await;
    let one_oral = one
        .receive(oral, "ege", who, Score::test(50, 61), Some(one_english.sitting))
        .await;
    one.approve_editions(
        russian,
        "12",
        &[one_russian.edition, other_russian.edition, absent.edition],
    )
    .await;
    one.approve_editions(base, "13", &[one_base.edition]).await;
    one.approve_editions(english, "14", &[one_english.edition]).await;
    let _ = one_oral;
    let secretary = one.secretary().await;
    for exam in [russian, base, english] {
        one.app.open_lookup(&secretary, exam, "12", "10.06.2027").await.unwrap();
    }
    let found = one.published(who).await;
    let of = |code: i64| {
        let one = found.iter().find(|one| one.record.subject_code == code).unwrap();
        one.record.gia.clone().unwrap()
    };
    let test = |least: i64, reached: bool| PublishedMinimum {
        counted_in: CountedIn::TestScore,
        least,
        reached: Some(reached),
    };
    let gia = of(1);
    assert_eq!((gia.kind.as_str(), gia.form.as_str()), ("gia-11", "ege"));
    assert_eq!(
        (gia.primary_score, gia.test_score, gia.mark),
        (Some(40), Some(72), None)
    );
    assert_eq!(gia.greatest_primary_score, Some(50));
    assert_eq!(
        (gia.to_pass, gia.university),
        (Some(test(24, true)), Some(test(36, true)))
    );
    let protocol = gia.protocol.unwrap();
    assert_eq!(
        (protocol.number.as_str(), protocol.approved_on.as_str()),
        ("12", "2027-06-10")
    );

    let gia = of(22);
    assert_eq!((gia.mark, gia.test_score), (Some(4), None));
    assert_eq!(
        (gia.to_pass, gia.university),
        (None, None),
        "the minimums of 2027 are not known yet"
    );
    assert_eq!(of(9).oral_part.as_deref(), Some("2026-06-16"));

    let failed = one.published(&people[1]).await;
    let gia = failed[0].record.gia.clone().unwrap();
    assert_eq!(
        (gia.to_pass, gia.university),
        (Some(test(24, false)), Some(test(36, false)))
    );
    let absent = one.published(&people[2]).await;
    assert_eq!(absent[0].record.attendance, "absent");
    let gia = absent[0].record.gia.clone().unwrap();
    assert_eq!((gia.primary_score, gia.test_score, gia.mark), (None, None, None));
    assert_eq!(gia.to_pass.unwrap().reached, None);
}
