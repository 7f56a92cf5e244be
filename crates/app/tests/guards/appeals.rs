//! The life of an appeal through the use cases, on both engines: the whole way to a new edition, every end that leaves the
//! result as it was, and what is refused.

use app::AppError;
use app::appeals::annul::AnnulInput;
use app::appeals::filing::FilingInput;
use app::appeals::list::CaseAsk;
use app::appeals::procedure::ProcedureInput;
use app::commission::propose::Proposal;
use domain::access::Role;
use domain::appeal::CaseState;
use domain::approval::parts::ProtocolPart;
use domain::edition::HoldReason;
use domain::ids::ProtocolId;
use uuid::Uuid;

use crate::appeals_world::{AppealsWorld, PUBLISHED};
use crate::gia_region::{PHYSICS, RUSSIAN_OF_GRADE_9};
use crate::on_both_engines;
use crate::past_the_app::changed_tables;
use crate::sign_in::PASSWORD;
use crate::support::Engine;

on_both_engines! {
    fn f2_to_f6_a_granted_appeal_becomes_a_new_edition => whole_way;
    fn f6_every_end_without_a_grant_leaves_the_result_to_the_byte => ends;
    fn f2_what_cannot_be_filed => not_filed;
    fn f4_f5_what_cannot_be_prepared_heard_or_decided => refused;
    fn f5_a_schedule_of_twenty_in_one_room => twenty;
    fn f6_an_approval_of_a_recount_that_changed_meanwhile_is_refused => changed_meanwhile;
    fn f5_two_decisions_at_once_are_one => two_decisions;
    fn f2_two_papers_about_one_result_at_once_are_one => two_filings;
    fn f2_a_place_of_another_zone_has_its_own_days => other_zone;
    fn f2_foreign_cases_do_not_exist => foreign;
    fn f1_b6_a_breach_of_procedure_holds_the_result_and_the_chair_annuls => breach_of_procedure;
    fn b6_an_annulled_result_is_taken_back_and_cannot_be_disputed => own_violation;
    fn c1_b6_an_annulment_goes_down_as_a_statement_of_its_own => annulment_goes_down;
    fn f2_a_participant_of_grade_9_has_the_memos_clauses => grade_9;
}

impl AppealsWorld {
    async fn propose_correction(&self) -> Result<Uuid, AppError> {
        let secretary = self.by(self.secretary).await;
        let app = &self.one.app;
        let first = app.list_protocols(&secretary, self.exam).await?[0].row.id;
        let part = ProtocolPart::Correction(ProtocolId(first));
        let preview = app.preview_protocol(&secretary, self.exam, part).await?;
        let proposal = Proposal {
            part,
            ground: "апелляции, решение комиссии от 16.06.2027".to_owned(),
            previewed_hash: preview.content_hash,
        };
        app.propose_protocol(&secretary, self.exam, &proposal).await
    }

    async fn approve(&self, protocol: Uuid) -> Result<(), AppError> {
        let chair = self.by(self.chair).await;
        let app = &self.one.app;
        let shown = app.find_protocol(&chair, protocol).await?;
        let checked = app
            .check_password_again(&chair, PASSWORD, ("protocol", protocol))
            .await?;
        app.approve_protocol(&chair, protocol, &shown.content_hash, &checked)
            .await
    }

    async fn verified(&self) {
        assert_eq!(self.one.app.verify().await.unwrap().problems, Vec::<String>::new());
    }

    /// Last days and «met» of the terms of a case, by term.
    async fn terms(&self, appeal: Uuid) -> Vec<(String, String, bool)> {
        let duties = self.case(appeal).await.line.duties;
        let mut terms: Vec<_> = duties
            .into_iter()
            .map(|duty| (duty.term_id, duty.due_day.to_string(), duty.met_at.is_some()))
            .collect();
        terms.sort();
        terms
    }
}

async fn whole_way(engine: Engine) {
    let world = AppealsWorld::announced(engine).await;
    let app = &world.one.app;
    let officer = world.by(world.officer).await;
    let view = app.filing_view(&officer, world.result(0)).await.unwrap();
    let window = view.window.clone().unwrap();
    assert_eq!(window.official_day.to_string(), "2027-06-10");
    assert_eq!(window.last_day.to_string(), "2027-06-15");
    assert!(view.obstacles.is_empty(), "{:?}", view.obstacles);
    let appeal = world.file(0).await;
    let filed = world.terms(appeal).await;
    assert_eq!(
        filed,
        [(
            "federal-233-552.appeals-score-transfer".to_owned(),
            "2027-06-15".to_owned(),
            false
        )],
        "one working day of the school"
    );
    world.transfer(appeal).await;
    let received = world.terms(appeal).await;
    assert!(received.contains(&(
        "federal-233-552.appeals-score-decision".to_owned(),
        "2027-06-18".to_owned(),
        false
    )));
    world.prepare(appeal).await;
    world.appoint(appeal, "12").await;
    let told = world.terms(appeal).await;
    assert!(
        told.contains(&(
            "federal-233-552.appeals-notice".to_owned(),
            "2027-06-15".to_owned(),
            true
        )),
        "{told:?}"
    );
    world.hear(appeal).await;
    let before = world.one.rows_of(&PUBLISHED).await;
    world.decide(appeal, &world.decision("granted", "2")).await.unwrap();
    assert_eq!(world.state(appeal).await, "granted");
    assert_eq!(
        world.one.rows_of(&PUBLISHED).await,
        before,
        "a decision alone changes no result"
    );
    world.recount(appeal).await;
    assert_eq!(world.state(appeal).await, "recounted");
    let editions = world.one.editions(world.result(0)).await;
    assert_eq!(editions.len(), 2);
    assert_eq!(
        (editions[0].state.as_str(), editions[1].state.as_str()),
        ("released", "received")
    );
    assert_eq!(
        editions[1].primary_score.unwrap(),
        editions[0].primary_score.unwrap() + 2
    );
    assert!(editions[1].ground.contains("апелляция № 1"), "{}", editions[1].ground);
    let now = world.one.rows_of(&["published_result"]).await;
    assert_eq!(
        now["published_result"], before["published_result"],
        "published before the chair's approval"
    );
    let seen = app.case_view(&world.by(world.officer).await, appeal).await.unwrap();
    assert!(
        seen.decided.is_none(),
        "the school does not know the value before its release"
    );
    assert!(
        seen.steps.iter().all(|step| step.words.is_empty()),
        "nor the conclusion"
    );
    assert_eq!(seen.line.state, CaseState::Granted, "nor that a new edition waits");
    assert!(seen.steps.iter().all(|step| step.row.act != "recounted"));
    let ask = CaseAsk {
        per_page: 50,
        page: 1,
        ..CaseAsk::default()
    };
    let list = app.list_appeals(&world.by(world.officer).await, &ask).await.unwrap();
    assert_eq!(list.lines[0].state, CaseState::Granted);
    let protocol = world.propose_correction().await.unwrap();
    world.approve(protocol).await.unwrap();
    assert_eq!(world.state(appeal).await, "closed");
    let editions = world.one.editions(world.result(0)).await;
    assert_eq!(
        (editions[0].state.as_str(), editions[1].state.as_str()),
        ("superseded", "released")
    );
    let after = world.one.rows_of(&PUBLISHED).await;
    assert_ne!(after["published_result"], before["published_result"]);
    assert_eq!(
        after["edition"].len(),
        before["edition"].len() + 1,
        "editions only grow"
    );
    let officer = world.by(world.officer).await;
    let statements = app.list_statements(&officer, Some(world.exam)).await.unwrap();
    assert_eq!(
        statements.len(),
        1,
        "the statement of the change is not handed over yet"
    );
    let all = app
        .list_statements(&world.by(world.operator).await, Some(world.exam))
        .await
        .unwrap();
    assert!(all.iter().any(|row| row.row.protocol_id == Some(protocol)
        && row.row.recipient_id == world.school
        && row.row.line_count == 1));
    let terms = world.terms(appeal).await;
    assert!(terms.iter().all(|(_, _, met)| *met), "{terms:?}");
    world.verified().await;
}

async fn ends(engine: Engine) {
    let world = AppealsWorld::announced(engine).await;
    let app = &world.one.app;
    let before = world.one.rows_of(&PUBLISHED).await;
    let same = || async {
        let after = world.one.rows_of(&PUBLISHED).await;
        assert_eq!(changed_tables(&before, &after), Vec::<String>::new());
    };
    let withdraw = |appeal: Uuid| {
        let world = &world;
        async move {
            let officer = world.by(world.officer).await;
            let version = world.version(appeal).await;
            world
                .one
                .app
                .withdraw_appeal(&officer, appeal, version, "заявление участника от 11.06.2027")
                .await
        }
    };
    // Withdrawn at the school: nothing was ever owed.
    let first = world.file(0).await;
    withdraw(first).await.unwrap();
    assert_eq!(world.terms(first).await, []);
    same().await;
    // May be filed anew after a withdrawal, and withdrawn again at the commission.
    let second = world.file(0).await;
    world.transfer(second).await;
    withdraw(second).await.unwrap();
    assert!(world.terms(second).await.iter().all(|(_, _, met)| *met));
    same().await;
    // Not considered.
    let officer = world.by(world.officer).await;
    let input = FilingInput {
        claims: vec!["short-answers".to_owned(), "task-content".to_owned()],
        ..AppealsWorld::filing()
    };
    let short = app.file_appeal(&officer, world.result(1), &input).await.unwrap();
    world.transfer(short).await;
    let secretary = world.by(world.appeals).await;
    app.refuse_appeal(&secretary, short, world.version(short).await, ("short-answers", ""))
        .await
        .unwrap();
    assert_eq!(world.state(short).await, "not-considered");
    same().await;
    // Withdrawn after the hearing, before the decision; rejected; granted without a change.
    let heard = world.heard(2, "1").await;
    withdraw(heard).await.unwrap();
    same().await;
    world.one.set_clock("2027-06-11T11:00");
    let rejected = world.heard(3, "2").await;
    world.decide(rejected, &world.decision("rejected", "")).await.unwrap();
    assert!(
        matches!(withdraw(rejected).await, Err(AppError::NotNow(_))),
        "after the decision"
    );
    same().await;
    world.one.set_clock("2027-06-11T11:00");
    let unchanged = world.heard(4, "3").await;
    world.decide(unchanged, &world.decision("granted", "0")).await.unwrap();
    assert_eq!(world.state(unchanged).await, "closed");
    let nothing = app
        .send_decision(
            &world.by(world.appeals).await,
            unchanged,
            world.version(unchanged).await,
        )
        .await;
    assert!(matches!(nothing, Err(AppError::NotNow(_))), "{nothing:?}");
    same().await;
    // Granted and recounted, but the chair returns the proposal: the published result is as it was.
    world.one.set_clock("2027-06-11T11:00");
    let returned = world.heard(5, "4").await;
    world.decide(returned, &world.decision("granted", "1")).await.unwrap();
    world.recount(returned).await;
    let protocol = world.propose_correction().await.unwrap();
    let chair = world.by(world.chair).await;
    app.return_protocol(&chair, protocol, "нет подписи").await.unwrap();
    let now = world
        .one
        .rows_of(&["published_result", "statement", "publication"])
        .await;
    for (table, rows) in &now {
        assert_eq!(rows, &before[table], "{table}");
    }
    world.verified().await;
}

fn field_of(error: &AppError) -> Vec<String> {
    match error {
        AppError::Invalid(problems) => problems.iter().map(|one| one.field.clone()).collect(),
        other => panic!("{other:?}"),
    }
}

async fn not_filed(engine: Engine) {
    let world = AppealsWorld::announced(engine).await;
    let app = &world.one.app;
    let base = AppealsWorld::filing;
    let cases: Vec<(&str, FilingInput, &str)> = vec![
        (
            "2027-06-11T10:30",
            FilingInput {
                filed_day: "09.06.2027".into(),
                filed_time: "23:59".into(),
                ..base()
            },
            "filed_day",
        ),
        (
            "2027-06-16T09:00",
            FilingInput {
                filed_day: "16.06.2027".into(),
                filed_time: "00:00".into(),
                ..base()
            },
            "filed_day",
        ),
        (
            "2027-06-11T10:30",
            FilingInput {
                filed_time: "10:31".into(),
                ..base()
            },
            "filed_day",
        ),
        (
            "2027-06-11T10:30",
            FilingInput {
                filed_day: "31.06.2027".into(),
                ..base()
            },
            "filed_day",
        ),
        (
            "2027-06-11T10:30",
            FilingInput {
                filed_time: "завтра".into(),
                ..base()
            },
            "filed_time",
        ),
        (
            "2027-06-11T10:30",
            FilingInput {
                applicant: "сосед".into(),
                ..base()
            },
            "applicant",
        ),
        (
            "2027-06-11T10:30",
            FilingInput {
                claims: vec![],
                ..base()
            },
            "claims",
        ),
        (
            "2027-06-11T10:30",
            FilingInput {
                applicant: "proxy".into(),
                applicant_name: "Кротова Н. П.".into(),
                applicant_document: "паспорт 3200 000000".into(),
                ..base()
            },
            "power_of_attorney",
        ),
        (
            "2027-06-11T10:30",
            FilingInput {
                applicant: "parent".into(),
                ..base()
            },
            "applicant_document",
        ),
        (
            "2027-06-11T10:30",
            FilingInput {
                words: "я".repeat(5000),
                ..base()
            },
            "words",
        ),
    ];
    for (clock, input, field) in cases {
        world.one.set_clock(clock);
        let officer = world.by(world.officer).await;
        let refused = app.file_appeal(&officer, world.result(0), &input).await.unwrap_err();
        assert_eq!(field_of(&refused), [field], "{input:?}: {refused:?}");
    }
    // The edges themselves are taken: the first minute of the official day, the last of the term, entered a day later.
    world.one.set_clock("2027-06-16T09:00");
    let officer = world.by(world.officer).await;
    for (index, (day, time)) in [
        ("10.06.2027", "00:00"),
        ("15.06.2027", "23:59"),
        ("12.06.2027", "12:00"),
    ]
    .into_iter()
    .enumerate()
    {
        let input = FilingInput {
            filed_day: day.to_owned(),
            filed_time: time.to_owned(),
            ..base()
        };
        app.file_appeal(&officer, world.result(index), &input).await.unwrap();
    }
    let second = app.file_appeal(&officer, world.result(0), &base()).await.unwrap_err();
    assert_eq!(field_of(&second), ["result"]);
    // An annulled result, a result without a work, a result that is not announced.
    world
        .one
        .alter(&format!(
            "UPDATE edition SET state = 'annulled', ended_at = 1 WHERE id = (SELECT released_edition_id FROM participant WHERE participant_code = '{}' AND exam_id = (SELECT exam_id FROM appeal LIMIT 1))",
            world.people[4].participant_code
        ))
        .await;
    let annulled = app.file_appeal(&officer, world.result(4), &base()).await.unwrap_err();
    assert_eq!(field_of(&annulled), ["result"]);
    assert!(format!("{annulled:?}").contains("аннулирован"), "{annulled:?}");
    let nobody = app.result_to_dispute(&officer, world.exam, "000000").await.unwrap_err();
    assert_eq!(field_of(&nobody), ["participant_code"]);
    let essay = world.one.essay().await;
    let of_essay = app
        .result_to_dispute(&officer, essay, &world.people[0].participant_code)
        .await;
    assert!(of_essay.is_err());
}

async fn refused(engine: Engine) {
    let world = AppealsWorld::announced(engine).await;
    let app = &world.one.app;
    let appeal = world.file(0).await;
    let (appeals, operator) = (world.by(world.appeals).await, world.by(world.operator).await);
    let version = world.version(appeal).await;
    assert!(
        app.ask_materials(&appeals, appeal, version).await.is_err(),
        "not handed over yet"
    );
    world.transfer(appeal).await;
    let stale = app.ask_materials(&appeals, appeal, version).await.unwrap_err();
    assert!(matches!(stale, AppError::Changed(_)), "{stale:?}");
    let v = || world.version(appeal);
    app.ask_materials(&appeals, appeal, v().await).await.unwrap();
    let papers = ["images".to_owned()];
    let unnamed = app
        .give_materials(&operator, appeal, v().await, (&papers, ""))
        .await
        .unwrap_err();
    assert_eq!(field_of(&unnamed), ["markers"]);
    let unknown = app
        .give_materials(&operator, appeal, v().await, (&papers, "Э-99"))
        .await
        .unwrap_err();
    assert_eq!(field_of(&unknown), ["markers"]);
    let nothing = app
        .give_materials(&operator, appeal, v().await, (&[], "Э-1"))
        .await
        .unwrap_err();
    assert_eq!(field_of(&nothing), ["papers"]);
    let wrong_hands = app.give_materials(&appeals, appeal, v().await, (&papers, "Э-1")).await;
    assert!(matches!(wrong_hands, Err(AppError::Refused(_))));
    app.give_materials(&operator, appeal, v().await, (&papers, "Э-1;Э-2"))
        .await
        .unwrap();
    app.check_processing(&operator, appeal, v().await, ("right", ""))
        .await
        .unwrap();
    for (code, reason) in [
        ("Э-1", "проверял эту работу"),
        ("Э-4", "работает в организации участника"),
    ] {
        let refused = app
            .appoint_expert(&appeals, appeal, v().await, world.experts[code])
            .await
            .unwrap_err();
        let words = format!("{refused:?}");
        assert!(words.contains(reason) && words.contains("233"), "{words}");
    }
    app.appoint_expert(&appeals, appeal, v().await, world.experts["Э-3"])
        .await
        .unwrap();
    let early = app.ask_developers(&appeals, appeal, v().await, "как считать").await;
    assert!(matches!(early, Err(AppError::NotNow(_))));
    app.conclude(
        &appeals,
        appeal,
        v().await,
        &crate::appeals_world::concluded("change", 4),
    )
    .await
    .unwrap();
    // Days: off, passed, too soon for the notice, past the term.
    for day in ["12.06.2027", "13.06.2027", "14.06.2027", "10.06.2027"] {
        assert_eq!(
            field_of(&world.hearing(day, "14:00", "1").await.unwrap_err()),
            ["day"],
            "{day}"
        );
    }
    for (day, reason) in [("11.06.2027", "не успеет"), ("21.06.2027", "истечёт")] {
        let hearing = world.hearing(day, "14:00", "1").await.unwrap();
        let refused = app
            .appoint_cases(&appeals, hearing, &[(appeal, v().await)])
            .await
            .unwrap_err();
        assert!(format!("{refused:?}").contains(reason), "{refused:?}");
    }
    let hearing = world.appoint(appeal, "12").await;
    let again = app.give_notices(&appeals, hearing).await;
    assert!(matches!(again, Err(AppError::NotNow(_))));
    let input = app::appeals::decision::HearInput {
        attendance: "participant".to_owned(),
        confirmation: "confirmed".to_owned(),
        words: String::new(),
    };
    let early = app.record_hearing(&appeals, appeal, v().await, &input).await;
    assert!(matches!(early, Err(AppError::NotNow(_))), "{early:?}");
    // A participant of 13 alone.
    world.one.set_clock("2027-06-16T14:15");
    let appeals = world.by(world.appeals).await;
    let person = world.people[0].person_id;
    world.one.born(person, "2013-09-01").await;
    let alone = app
        .record_hearing(&appeals, appeal, v().await, &input)
        .await
        .unwrap_err();
    assert_eq!(field_of(&alone), ["attendance"]);
    world.one.born(person, "2009-09-01").await;
    app.record_hearing(&appeals, appeal, v().await, &input).await.unwrap();
    // Decisions: no quorum, a member of the school, votes that do not sum, a score beyond the scale, a rejection that changes.
    let good = world.decision("granted", "2");
    let mut few = good.clone();
    few.present.truncate(1);
    few.votes_for = "1".to_owned();
    let mut school = good.clone();
    school.present = world.members.clone();
    school.votes_for = "4".to_owned();
    let mut votes = good.clone();
    votes.votes_for = "2".to_owned();
    let mut beyond = good.clone();
    beyond.points = vec![("27К1".to_owned(), "99".to_owned())];
    let mut unknown = good.clone();
    unknown.points = vec![("99".to_owned(), "1".to_owned())];
    let rejected = world.decision("rejected", "2");
    let mut letters = good.clone();
    letters.points = vec![("27К1".to_owned(), "два".to_owned())];
    let mut silent = good.clone();
    silent.words = String::new();
    for (input, field) in [
        (few, "present"),
        (school, "present"),
        (votes, "votes_for"),
        (beyond, "points"),
        (unknown, "points"),
        (rejected, "outcome"),
        (letters, "points-27К1"),
        (silent, "decision"),
    ] {
        let refused = world.decide(appeal, &input).await.unwrap_err();
        assert_eq!(field_of(&refused), [field], "{input:?}");
    }
    assert_eq!(world.state(appeal).await, "heard");
    world.decide(appeal, &good).await.unwrap();
    let by_officer = app.recount(&world.by(world.officer).await, appeal, v().await, "").await;
    assert!(matches!(by_officer, Err(AppError::Refused(_))));
    let early = app.recount_preview(&world.by(world.operator).await, appeal).await;
    assert!(
        matches!(early, Err(AppError::NotNow(_))),
        "the decision is not at РЦОИ: {early:?}"
    );
    app.send_decision(&world.by(world.appeals).await, appeal, v().await)
        .await
        .unwrap();
    let changed = app
        .recount(&world.by(world.operator).await, appeal, v().await, "другой")
        .await;
    assert!(matches!(changed, Err(AppError::Changed(_))));
}

async fn twenty(engine: Engine) {
    let world = AppealsWorld::announced(engine).await;
    let app = &world.one.app;
    let count = world.people.len().min(20);
    assert!(count > 5, "{count}");
    let mut cases = Vec::new();
    for index in 0..count {
        let appeal = world.file(index).await;
        world.transfer(appeal).await;
        cases.push((appeal, world.version(appeal).await));
    }
    let hearing = world.hearing("16.06.2027", "10:00", "7").await.unwrap();
    let appeals = world.by(world.appeals).await;
    let appointed = app.appoint_cases(&appeals, hearing, &cases).await.unwrap();
    assert_eq!(usize::try_from(appointed).unwrap(), count);
    let view = app.hearing_view(&appeals, hearing).await.unwrap();
    let slots: Vec<i64> = view.lines.iter().map(|line| line.row.slot_at.unwrap()).collect();
    for (index, pair) in slots.windows(2).enumerate() {
        assert_eq!(pair[1] - pair[0], 20 * 60_000_000, "slot {index}");
    }
    let told = app.give_notices(&appeals, hearing).await.unwrap();
    assert_eq!(told, appointed);
    let ask = CaseAsk {
        per_page: 50,
        page: 1,
        words: world.people[0].participant_code.clone(),
        ..CaseAsk::default()
    };
    let list = app.list_appeals(&appeals, &ask).await.unwrap();
    assert_eq!(list.total, 1);
    world.verified().await;
}

async fn changed_meanwhile(engine: Engine) {
    let world = AppealsWorld::announced(engine).await;
    let first = world.heard(0, "1").await;
    world.decide(first, &world.decision("granted", "2")).await.unwrap();
    world.recount(first).await;
    let proposed = world.propose_correction().await.unwrap();
    world.one.set_clock("2027-06-11T11:00");
    let second = world.heard(1, "2").await;
    world.decide(second, &world.decision("granted", "1")).await.unwrap();
    world.recount(second).await;
    let refused = world.approve(proposed).await.unwrap_err();
    assert!(
        matches!(refused, AppError::NotNow(_) | AppError::Changed(_)),
        "{refused:?}"
    );
    assert_eq!(world.state(first).await, "recounted");
    let anew = world.propose_correction().await.unwrap();
    world.approve(anew).await.unwrap();
    assert_eq!(
        (world.state(first).await, world.state(second).await),
        ("closed".into(), "closed".into())
    );
    world.verified().await;
}

async fn two_decisions(engine: Engine) {
    let world = AppealsWorld::announced(engine).await;
    let appeal = world.heard(0, "1").await;
    let (granted, rejected) = (world.decision("granted", "2"), world.decision("rejected", ""));
    let both = tokio::join!(world.decide(appeal, &granted), world.decide(appeal, &rejected));
    assert!(both.0.is_ok() != both.1.is_ok(), "{both:?}");
    let steps = world.case(appeal).await.steps;
    assert_eq!(steps.iter().filter(|step| step.row.act == "decided").count(), 1);
}

async fn foreign(engine: Engine) {
    let world = AppealsWorld::announced(engine).await;
    let app = &world.one.app;
    let appeal = world.file(0).await;
    let other = world.by(world.other_officer).await;
    assert!(matches!(app.case_view(&other, appeal).await, Err(AppError::NotFound)));
    assert!(matches!(
        app.transfer_appeal(&other, appeal, 1).await,
        Err(AppError::NotFound)
    ));
    assert!(matches!(
        app.withdraw_appeal(&other, appeal, 1, "x").await,
        Err(AppError::NotFound)
    ));
    assert!(matches!(
        app.filing_view(&other, world.result(1)).await,
        Err(AppError::NotFound)
    ));
    let filing = AppealsWorld::filing();
    let filed = app.file_appeal(&other, world.result(1), &filing).await;
    assert!(matches!(filed, Err(AppError::NotFound)), "{filed:?}");
    let ask = CaseAsk {
        per_page: 50,
        page: 1,
        ..CaseAsk::default()
    };
    assert_eq!(app.list_appeals(&other, &ask).await.unwrap().total, 0);
    assert_eq!(
        app.list_appeals(&world.by(world.officer).await, &ask)
            .await
            .unwrap()
            .total,
        1
    );
    let chair = world.by(world.chair).await;
    assert!(matches!(
        app.transfer_appeal(&chair, appeal, 1).await,
        Err(AppError::Refused(_))
    ));
    assert!(matches!(
        app.ask_materials(&chair, appeal, 1).await,
        Err(AppError::Refused(_))
    ));
    let nothing = Uuid::nil();
    assert!(matches!(app.case_view(&chair, nothing).await, Err(AppError::NotFound)));
}

async fn grade_9(engine: Engine) {
    let world = AppealsWorld::announced_of(engine, RUSSIAN_OF_GRADE_9).await;
    world.one.set_clock("2027-06-10T10:30");
    let officer = world.by(world.officer).await;
    let view = world.one.app.filing_view(&officer, world.result(0)).await.unwrap();
    assert!(view.clause.contains("памятки"), "{}", view.clause);
    assert_eq!(view.window.unwrap().official_day.to_string(), "2027-06-10");
    let input = FilingInput {
        filed_day: "10.06.2027".to_owned(),
        ..AppealsWorld::filing()
    };
    let appeal = world
        .one
        .app
        .file_appeal(&officer, world.result(0), &input)
        .await
        .unwrap();
    world.transfer(appeal).await;
    let terms = world.terms(appeal).await;
    assert!(
        terms.iter().all(|(term, _, _)| term.starts_with("kuzbass-gia9")),
        "{terms:?}"
    );
}

/// A procedure appeal as the secretary of ГЭК enters it.
fn breach(code: &str) -> ProcedureInput {
    ProcedureInput {
        participant_code: code.to_owned(),
        time: "13:40".to_owned(),
        words: "В аудитории не было часов".to_owned(),
        checkers: "руководитель ППЭ, технический специалист".to_owned(),
        not_of_the_room: true,
        conclusion: "Сведения подтвердились".to_owned(),
    }
}

async fn breach_of_procedure(engine: Engine) {
    let world = AppealsWorld::announced(engine).await;
    let app = &world.one.app;
    // Another subject whose results wait: the appeal keeps one of them from approval.
    world.one.set_clock("2027-06-11T11:00");
    let exam = world.one.gia_results(PHYSICS).await;
    let secretary = world.by(world.secretary).await;
    let code = world.people[0].participant_code.clone();
    for (input, field) in [
        (
            ProcedureInput {
                not_of_the_room: false,
                ..breach(&code)
            },
            "not_of_the_room",
        ),
        (
            ProcedureInput {
                conclusion: String::new(),
                ..breach(&code)
            },
            "conclusion",
        ),
        (
            ProcedureInput {
                time: "позже".to_owned(),
                ..breach(&code)
            },
            "time",
        ),
        (breach("000000"), "participant_code"),
    ] {
        let refused = app.file_procedure_appeal(&secretary, exam, &input).await.unwrap_err();
        assert_eq!(field_of(&refused), [field]);
    }
    let essay = world.one.essay().await;
    assert!(matches!(
        app.file_procedure_appeal(&secretary, essay, &breach(&code)).await,
        Err(AppError::NotFound)
    ));
    let officer = world.by(world.officer).await;
    assert!(matches!(
        app.file_procedure_appeal(&officer, exam, &breach(&code)).await,
        Err(AppError::Refused(_))
    ));
    let before = app
        .preview_protocol(&secretary, exam, ProtocolPart::Everything)
        .await
        .unwrap();
    let appeal = app
        .file_procedure_appeal(&secretary, exam, &breach(&code))
        .await
        .unwrap();
    let again = app
        .file_procedure_appeal(&secretary, exam, &breach(&code))
        .await
        .unwrap_err();
    assert_eq!(field_of(&again), ["participant_code"]);
    let operator = world.by(world.operator).await;
    app.give_to_commission(&operator, exam).await.unwrap();
    let held = app
        .preview_protocol(&secretary, exam, ProtocolPart::Everything)
        .await
        .unwrap();
    assert_ne!(before.content_hash, held.content_hash);
    assert!(
        held.reasons.contains(&(HoldReason::ProcedureAppealPending, 1)),
        "{:?}",
        held.reasons
    );
    let terms = world.terms(appeal).await;
    assert!(
        terms.contains(&(
            "federal-233-552.appeals-procedure-decision".to_owned(),
            "2027-06-16".to_owned(),
            false
        )),
        "two working days after the 11th: {terms:?}"
    );
    let appeals = world.by(world.appeals).await;
    assert!(
        app.ask_materials(&appeals, appeal, world.version(appeal).await)
            .await
            .is_err()
    );
    world.appoint(appeal, "5").await;
    world.hear(appeal).await;
    let mut granted = world.decision("granted", "");
    granted.points.clear();
    world.decide(appeal, &granted).await.unwrap();
    assert_eq!(world.state(appeal).await, "granted");
    let terms = world.terms(appeal).await;
    assert!(
        terms.contains(&(
            "mordovia-187.7-annulment-appeal".to_owned(),
            "2027-06-18".to_owned(),
            false
        )),
        "{terms:?}"
    );
    // The chair annuls; the edition stays, annulled, and is approved no more.
    let chair = world.by(world.chair).await;
    let result = world.case(appeal).await.result.unwrap();
    let checked = || async {
        app.check_password_again(&chair, PASSWORD, ("result", result))
            .await
            .unwrap()
    };
    let good = AnnulInput {
        ground: "procedure-appeal".to_owned(),
        document: "решение комиссии от 16.06.2027".to_owned(),
        ended_on: "16.06.2027".to_owned(),
        resit: "reserve-day".to_owned(),
    };
    for (input, field) in [
        (
            AnnulInput {
                resit: "none".to_owned(),
                ..good.clone()
            },
            "resit",
        ),
        (
            AnnulInput {
                ended_on: "17.06.2027".to_owned(),
                ..good.clone()
            },
            "ended_on",
        ),
        (
            AnnulInput {
                ended_on: "30.05.2027".to_owned(),
                ..good.clone()
            },
            "ended_on",
        ),
        (
            AnnulInput {
                document: String::new(),
                ..good.clone()
            },
            "document",
        ),
        (
            AnnulInput {
                ground: String::new(),
                ..good.clone()
            },
            "ground",
        ),
    ] {
        let refused = app
            .annul_result(&chair, result, &input, &checked().await)
            .await
            .unwrap_err();
        assert_eq!(field_of(&refused), [field]);
    }
    let by_secretary = app.annul_view(&secretary, result).await;
    assert!(matches!(by_secretary, Err(AppError::Refused(_))));
    app.annul_result(&chair, result, &good, &checked().await).await.unwrap();
    assert_eq!(world.state(appeal).await, "closed");
    let editions = world.one.editions(result).await;
    assert_eq!(editions.last().unwrap().state, "annulled");
    assert_eq!(editions.len(), 1, "editions only grow");
    assert!(world.terms(appeal).await.iter().all(|(_, _, met)| *met));
    let again = app
        .annul_result(&chair, result, &good, &checked().await)
        .await
        .unwrap_err();
    assert!(field_of(&again).contains(&"ground".to_owned()));
    world.verified().await;
}

async fn own_violation(engine: Engine) {
    let world = AppealsWorld::announced(engine).await;
    let app = &world.one.app;
    let (chair, result) = (world.by(world.chair).await, world.result(0));
    let published = world.one.rows_of(&["published_result"]).await["published_result"].len();
    let input = AnnulInput {
        ground: "procedure-appeal".to_owned(),
        document: "материалы проверки № 4".to_owned(),
        ended_on: "10.06.2027".to_owned(),
        resit: "none".to_owned(),
    };
    let checked = || async {
        app.check_password_again(&chair, PASSWORD, ("result", result))
            .await
            .unwrap()
    };
    let refused = app
        .annul_result(&chair, result, &input, &checked().await)
        .await
        .unwrap_err();
    assert_eq!(field_of(&refused), ["ground", "resit"], "no appeal was granted");
    let input = AnnulInput {
        ground: "own-violation".to_owned(),
        ..input
    };
    app.annul_result(&chair, result, &input, &checked().await)
        .await
        .unwrap();
    let now = world.one.rows_of(&["published_result"]).await["published_result"].len();
    assert_eq!(now, published - 1, "the site shows it no more");
    let officer = world.by(world.officer).await;
    let refused = app
        .file_appeal(&officer, result, &AppealsWorld::filing())
        .await
        .unwrap_err();
    assert_eq!(
        field_of(&refused),
        ["result"],
        "about an annulled result nobody appeals"
    );
    world.verified().await;
}

async fn two_filings(engine: Engine) {
    let world = AppealsWorld::announced(engine).await;
    let app = &world.one.app;
    let colleague = world.one.account(Role::SchoolOfficer, world.school).await;
    let (first, second) = (world.by(world.officer).await, world.by(colleague).await);
    let input = AppealsWorld::filing();
    let both = tokio::join!(
        app.file_appeal(&first, world.result(0), &input),
        app.file_appeal(&second, world.result(0), &input)
    );
    let refused = match both {
        (Ok(_), Err(error)) | (Err(error), Ok(_)) => error,
        other => panic!("{other:?}"),
    };
    assert_eq!(field_of(&refused), ["result"]);
    world.verified().await;
}

/// A school that lives four hours behind the region: its days begin and end later.
async fn other_zone(engine: Engine) {
    let world = AppealsWorld::announced_in(engine, "Europe/Moscow").await;
    let app = &world.one.app;
    // 23:59 in Moscow on the 15th is 03:59 on the 16th in Kemerovo: still within the school's last day.
    world.one.set_clock("2027-06-16T03:59");
    let officer = world.by(world.officer).await;
    let late = |time: &str| FilingInput {
        filed_day: "15.06.2027".to_owned(),
        filed_time: time.to_owned(),
        ..AppealsWorld::filing()
    };
    app.file_appeal(&officer, world.result(0), &late("23:59"))
        .await
        .unwrap();
    world.one.set_clock("2027-06-16T04:00");
    let officer = world.by(world.officer).await;
    let next = FilingInput {
        filed_day: "16.06.2027".to_owned(),
        filed_time: "00:00".to_owned(),
        ..AppealsWorld::filing()
    };
    let refused = app.file_appeal(&officer, world.result(1), &next).await.unwrap_err();
    assert_eq!(field_of(&refused), ["filed_day"]);
}

/// Statements of an annulment that this account may know of.
async fn of_annulment(world: &AppealsWorld, account: Uuid) -> Vec<app::statements::StatementSummary> {
    let request = world.by(account).await;
    let all = world.one.app.list_statements(&request, Some(world.exam)).await.unwrap();
    all.into_iter().filter(|one| one.row.annulment_id.is_some()).collect()
}

async fn annulment_goes_down(engine: Engine) {
    let world = AppealsWorld::announced(engine).await;
    let app = &world.one.app;
    let (chair, result) = (world.by(world.chair).await, world.result(0));
    let operator = world.by(world.operator).await;
    let before = app.list_statements(&operator, Some(world.exam)).await.unwrap().len();
    let input = AnnulInput {
        ground: "own-violation".to_owned(),
        document: "материалы проверки № 4".to_owned(),
        ended_on: "10.06.2027".to_owned(),
        resit: "none".to_owned(),
    };
    let checked = app
        .check_password_again(&chair, PASSWORD, ("result", result))
        .await
        .unwrap();
    app.annul_result(&chair, result, &input, &checked).await.unwrap();
    let formed = of_annulment(&world, world.operator).await;
    assert_eq!(formed.len(), 2, "one for the school, one list for its body");
    let all = app.list_statements(&operator, Some(world.exam)).await.unwrap();
    assert_eq!(all.len(), before + 2);
    assert!(formed.iter().all(|one| one.row.number.ends_with("-А1")), "{formed:?}");
    world.verified().await;

    let to_school = formed.iter().find(|one| one.row.recipient_id == world.school).unwrap();
    let officer = world.by(world.officer).await;
    let early = app.receive(&officer, &[to_school.row.id]).await;
    assert!(early.is_err(), "not handed over yet: {early:?}");
    let strangers = of_annulment(&world, world.other_officer).await;
    assert!(strangers.is_empty(), "another school knows nothing of it");
    let duties = app.home(&operator).await.unwrap().open;
    let owed = |of: &[app::home::DutyGroup], id: Uuid| {
        of.iter()
            .flat_map(|group| &group.members)
            .any(|member| member.subject == id)
    };
    assert!(
        owed(&duties, to_school.row.id),
        "РЦОИ owes the hand-over from the annulment"
    );
    let ids: Vec<Uuid> = formed.iter().map(|one| one.row.id).collect();
    app.hand_over(&operator, &ids).await.unwrap();
    app.receive(&officer, &[to_school.row.id]).await.unwrap();
    let opened = app
        .open_statement(&officer, to_school.row.id, app::statements::OpeningForm::Page)
        .await
        .unwrap();
    let [line] = opened.lines.as_slice() else {
        panic!("one line")
    };
    assert_eq!(
        (line.result_id, line.primary_score, line.test_score),
        (result, None, None)
    );
    assert_eq!(opened.standing_of(line), "аннулирован");
    let paper = app.statement_document(&opened).await.unwrap();
    assert!(
        paper.release.starts_with("Аннулирование от") && paper.release.contains("№ 4"),
        "{}",
        paper.release
    );
    let facts = app.statement_facts(&officer, to_school.row.id).await.unwrap();
    let [ledger] = facts.ledgers.as_slice() else {
        panic!("one ledger")
    };
    assert_eq!(
        (ledger.lines, ledger.told),
        (1, 0),
        "the participant is acquainted anew"
    );
    world.verified().await;

    // Taken back, the value goes down by the chair's protocol as any correction.
    let secretary = world.by(world.secretary).await;
    app.restore_result(
        &secretary,
        result,
        ("постановление № 7", "установлено, что нарушал другой"),
    )
    .await
    .unwrap();
    let preview = app
        .preview_protocol(&secretary, world.exam, ProtocolPart::Everything)
        .await
        .unwrap();
    let proposal = Proposal {
        part: ProtocolPart::Everything,
        ground: String::new(),
        previewed_hash: preview.content_hash,
    };
    let protocol = app.propose_protocol(&secretary, world.exam, &proposal).await.unwrap();
    world.approve(protocol).await.unwrap();
    let all = app.list_statements(&operator, Some(world.exam)).await.unwrap();
    assert_eq!(all.len(), before + 4, "statements of change of the restored value");
    world.verified().await;
}
