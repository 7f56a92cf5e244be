//! The commission's desk: two persons, one content, one approval; and what nobody below may see before it (B1–B4, B7).

use app::AppError;
use app::commission::day_records::{DayList, DayRecordInput};
use app::commission::desk::Awaits;
use app::commission::matters::MatterInput;
use app::commission::propose::Proposal;
use app::commission::rows::ReviewFilter;
use app::participants::{ParticipantFilter, ParticipantWindow};
use app::tables::ListFormat;
use domain::access::Role;
use domain::approval::parts::{ExamForm, ProtocolPart};
use domain::edition::HoldReason;
use domain::ids::{OrganisationId, ProtocolId};
use domain::organisation::OrganisationKind;

use crate::commission_world::CommissionWorld;
use crate::on_both_engines;
use crate::sign_in::PASSWORD;
use crate::support::Engine;

on_both_engines! {
    fn b1_what_was_received_is_given_and_the_days_lists_are_kept => arrivals;
    fn b2_the_chair_is_told_of_what_bears_on_approval => told;
    fn b3_the_secretary_proposes_and_the_chair_approves_exactly_that => approves;
    fn b3_one_person_never_does_both => one_person;
    fn b3_whatever_changes_the_content_voids_the_proposal => changed;
    fn b3_fifty_approvals_at_once_are_one => fifty;
    fn b3_a_right_taken_away_after_the_proposal_refuses => right_taken_away;
    fn b3_nobody_approves_without_the_password_typed_again => password_again;
    fn b3_a_program_with_a_token_never_approves => token;
    fn b3_what_the_chair_returns_is_never_approved => returned;
    fn b3_the_scores_of_the_chosen_part_are_spread_out => spread;
    fn b3_parts_are_approved_one_by_one => parts;
    fn b3_nothing_is_approved_out_of_turn => out_of_turn;
    fn b4_nobody_below_sees_an_unapproved_result => unseen;
    fn b4_every_role_sees_exactly_what_it_may_before_and_after => every_role;
    fn b4_the_protocol_goes_to_the_centre_the_same_day => sent;
    fn b7_verification_sees_what_a_protocol_did_not_approve => altered;
    fn b7_a_slip_is_corrected_by_a_further_protocol => corrected;
}

async fn altered(engine: Engine) {
    let world = CommissionWorld::given(engine).await;
    let protocol = world.propose(ProtocolPart::Everything, "").await.unwrap();
    world.approve(protocol).await.unwrap();
    let app = &world.one.app;
    assert_eq!(app.verify().await.unwrap().problems, Vec::<String>::new());
    let first = "id = (SELECT id FROM edition WHERE protocol_id IS NOT NULL ORDER BY id LIMIT 1)";
    assert_eq!(
        world
            .one
            .alter(&format!("UPDATE edition SET protocol_id = NULL WHERE {first}"))
            .await,
        1
    );
    let problems = app.verify().await.unwrap().problems;
    assert_eq!(problems, ["протокол ГЭК № 1: выпущено не то, что утверждено"]);
}

async fn arrivals(engine: Engine) {
    let world = CommissionWorld::received(engine).await;
    let app = &world.one.app;
    let (operator, secretary) = (world.operator().await, world.secretary().await);
    let before = app.arrivals(&secretary, world.exam).await.unwrap();
    assert_eq!(before.deliveries.len(), 1);
    assert_eq!(
        (before.deliveries[0].results, before.deliveries[0].given.is_none()),
        (40, true)
    );
    let preview = app
        .preview_protocol(&secretary, world.exam, ProtocolPart::Everything)
        .await
        .unwrap();
    assert_eq!(
        (preview.approve, preview.not_given),
        (0, 40),
        "what was not given is not the commission's yet"
    );
    assert!(matches!(
        app.give_to_commission(&secretary, world.exam).await,
        Err(AppError::Refused(_))
    ));
    assert_eq!(app.give_to_commission(&operator, world.exam).await.unwrap(), 1);
    assert!(matches!(
        app.give_to_commission(&operator, world.exam).await,
        Err(AppError::NotNow(_))
    ));
    let preview = app
        .preview_protocol(&secretary, world.exam, ProtocolPart::Everything)
        .await
        .unwrap();
    assert_eq!((preview.approve, preview.not_given), (40, 0));

    let removed = |code: &str, time: &str| DayRecordInput {
        kind: "removed".to_owned(),
        participant_code: code.to_owned(),
        act_number: "21-07".to_owned(),
        time: time.to_owned(),
        ..DayRecordInput::default()
    };
    let code = &world.people[0].code;
    app.record_exam_day(&operator, world.exam, &removed(code, "11:40"))
        .await
        .unwrap();
    for (input, why) in [
        (removed(code, "11:50"), "the same again"),
        (removed("0000", "11:40"), "an unknown code"),
        (removed(code, "полдень"), "no time"),
        (DayRecordInput::default(), "nothing filled in"),
    ] {
        let outcome = app.record_exam_day(&operator, world.exam, &input).await;
        assert!(
            matches!(outcome, Err(AppError::Invalid(_) | AppError::NotNow(_))),
            "{why}: {outcome:?}"
        );
    }
    assert!(matches!(
        app.record_exam_day(&secretary, world.exam, &removed(&world.people[1].code, "11:40"))
            .await,
        Err(AppError::Refused(_))
    ));
    let stranger = DayRecordInput {
        kind: "unregistered".to_owned(),
        person: "Незнакомцев Пётр, паспорт 3210 000017".to_owned(),
        act_number: "21-08".to_owned(),
        time: "09:50".to_owned(),
        ..DayRecordInput::default()
    };
    let stranger = app.record_exam_day(&operator, world.exam, &stranger).await.unwrap();
    let records = app.day_records(&secretary, world.exam).await.unwrap();
    let who: Vec<&str> = records.records.iter().map(|record| record.who.as_str()).collect();
    assert!(
        who[0].contains("Незнакомцев") && who[1].contains(&world.people[0].surname),
        "{who:?}"
    );
    let stored = world.one.rows_of(&["day_record"]).await["day_record"].join("\n");
    assert!(!stored.contains("Незнакомцев"), "an unregistered person is sealed");
    app.cancel_day_record(&operator, stranger, "внесён по ошибке")
        .await
        .unwrap();
    assert!(matches!(
        app.cancel_day_record(&operator, stranger, "внесён по ошибке").await,
        Err(AppError::NotNow(_))
    ));
    for list in DayList::ALL {
        app.give_day_list(&operator, world.exam, list).await.unwrap();
        assert!(matches!(
            app.give_day_list(&operator, world.exam, list).await,
            Err(AppError::NotNow(_))
        ));
    }
    let preview = app
        .preview_protocol(&secretary, world.exam, ProtocolPart::Everything)
        .await
        .unwrap();
    assert_eq!((preview.approve, preview.held, preview.differ_from_the_day), (39, 1, 1));
    assert_eq!(preview.reasons, [(HoldReason::RemovedFromExam, 1)]);
    assert_eq!(app.verify().await.unwrap().problems, Vec::<String>::new());
}

async fn told(engine: Engine) {
    let world = CommissionWorld::given(engine).await;
    let app = &world.one.app;
    let (secretary, chair) = (world.secretary().await, world.chair().await);
    let matter = MatterInput {
        kind: "procedure-appeal".to_owned(),
        participant_code: world.people[5].code.clone(),
        ground: "апелляция № 3 от 31.05.2027".to_owned(),
    };
    let id = app.open_matter(&secretary, world.exam, &matter).await.unwrap();
    assert!(matches!(
        app.open_matter(&secretary, world.exam, &matter).await,
        Err(AppError::NotNow(_))
    ));
    assert!(matches!(
        app.open_matter(&chair, world.exam, &matter).await,
        Err(AppError::Refused(_))
    ));
    let open = |home: &app::home::Home, clause: &str| {
        home.open
            .iter()
            .filter(|group| group.clause == clause)
            .map(|group| group.members.len())
            .sum::<usize>()
    };
    let home = app.home(&secretary).await.unwrap();
    assert_eq!(
        open(&home, "mordovia-187:9.1"),
        2,
        "statements arrived, an appeal was filed"
    );
    assert_eq!(
        open(&home, "mordovia-187:7"),
        1,
        "the chair approves by the next working day"
    );
    let arrivals = app.arrivals(&chair, world.exam).await.unwrap();
    assert!(arrivals.untold && arrivals.matters.iter().any(|(_, count)| *count == 1));
    assert_eq!(app.inform_chair(&secretary, world.exam).await.unwrap(), 2);
    assert!(matches!(
        app.inform_chair(&secretary, world.exam).await,
        Err(AppError::NotNow(_))
    ));
    let home = app.home(&secretary).await.unwrap();
    assert_eq!(open(&home, "mordovia-187:9.1"), 0);
    assert!(!app.arrivals(&chair, world.exam).await.unwrap().untold);

    let preview = app
        .preview_protocol(&chair, world.exam, ProtocolPart::Everything)
        .await
        .unwrap();
    assert_eq!(preview.reasons, [(HoldReason::ProcedureAppealPending, 1)]);
    assert!(matches!(
        app.close_matter(&secretary, id, " ").await,
        Err(AppError::Invalid(_))
    ));
    app.close_matter(&secretary, id, "отклонена, протокол № 3")
        .await
        .unwrap();
    assert!(matches!(
        app.close_matter(&secretary, id, "отклонена").await,
        Err(AppError::NotNow(_))
    ));
    let preview = app
        .preview_protocol(&chair, world.exam, ProtocolPart::Everything)
        .await
        .unwrap();
    assert_eq!((preview.approve, preview.held), (40, 0));
    assert_eq!(app.verify().await.unwrap().problems, Vec::<String>::new());
}

async fn approves(engine: Engine) {
    let world = CommissionWorld::given(engine).await;
    let app = &world.one.app;
    let operator = world.operator().await;
    app.hold_edition(&operator, world.people[7].edition, "сверка с оригиналом")
        .await
        .unwrap();
    let (secretary, chair) = (world.secretary().await, world.chair().await);
    let preview = app
        .preview_protocol(&secretary, world.exam, ProtocolPart::Everything)
        .await
        .unwrap();
    assert_eq!((preview.approve, preview.held), (39, 1));
    assert_eq!(
        preview.by_organisation.iter().map(|place| place.approve).sum::<usize>(),
        39
    );
    let held = app
        .review_rows(&chair, world.exam, ProtocolPart::Everything, ReviewFilter::Held, "")
        .await
        .unwrap();
    assert_eq!(
        (held.rows.len(), held.rows[0].note.as_str()),
        (1, "сверка с оригиналом")
    );
    let named = app
        .review_rows(
            &chair,
            world.exam,
            ProtocolPart::Everything,
            ReviewFilter::All,
            world.people[3].code.as_str(),
        )
        .await
        .unwrap();
    assert_eq!((named.rows.len(), named.rows[0].outcome.as_str()), (1, "43"));
    assert_eq!(named.rows[0].task_points, "1\u{a0}—\u{a0}1, 2\u{a0}—\u{a0}0");
    let history = app.result_history(&chair, named.rows[0].result).await.unwrap();
    let points = history
        .gia_facts()
        .into_iter()
        .find(|(label, _)| *label == "Баллы за\u{a0}задания");
    assert_eq!(
        points.unwrap().1,
        "1\u{a0}—\u{a0}1, 2\u{a0}—\u{a0}0",
        "in words, not in our code"
    );

    let protocol = world.propose(ProtocolPart::Everything, "").await.unwrap();
    assert_eq!(
        world.states().await.iter().filter(|state| *state == "released").count(),
        0
    );
    world.one.set_clock("2027-06-11T11:00");
    world.approve(protocol).await.unwrap();
    let states = world.states().await;
    assert_eq!(states.iter().filter(|state| *state == "released").count(), 39);
    assert_eq!(states[7], "held");
    let shown = app.find_protocol(&chair, protocol).await.unwrap();
    assert_eq!((shown.row.state.as_str(), shown.row.number.as_str()), ("approved", "1"));
    let rows = app
        .protocol_rows(&chair, protocol, ReviewFilter::All, "")
        .await
        .unwrap();
    assert_eq!(rows.rows.len(), 40, "the protocol keeps what it showed");
    for (kind, account) in [
        ("second time", world.chair),
        (
            "another chair",
            world.second_account(world.operator, Role::CommissionChair).await,
        ),
    ] {
        let again = world.one.request(account).await;
        let outcome = world.approve_as(&again, protocol, &shown.content_hash).await;
        assert!(matches!(outcome, Err(AppError::NotNow(_))), "{kind}: {outcome:?}");
    }
    // The held one goes out by a further protocol.
    let operator = world.operator().await;
    app.end_hold(&operator, world.people[7].edition).await.unwrap();
    let second = world.propose(ProtocolPart::Everything, "").await.unwrap();
    world.approve(second).await.unwrap();
    assert!(world.states().await.iter().all(|state| state == "released"));
    assert_eq!(app.verify().await.unwrap().problems, Vec::<String>::new());
}

async fn one_person(engine: Engine) {
    let world = CommissionWorld::given(engine).await;
    let app = &world.one.app;
    let protocol = world.propose(ProtocolPart::Everything, "").await.unwrap();
    let hash = app
        .find_protocol(&world.chair().await, protocol)
        .await
        .unwrap()
        .content_hash;
    let secretary = world.secretary().await;
    world.one.give_password(world.secretary).await;
    assert!(matches!(
        world.approve_as(&secretary, protocol, &hash).await,
        Err(AppError::Refused(_))
    ));
    let second = world.second_account(world.secretary, Role::CommissionChair).await;
    let second = world.one.request(second).await;
    let outcome = world.approve_as(&second, protocol, &hash).await;
    let Err(AppError::NotNow(words)) = outcome else {
        panic!("{outcome:?}")
    };
    assert!(words.contains("не один человек"), "{words}");
    assert_eq!(world.stage(protocol).await, "proposed");
    // Past the program the table refuses too.
    let person = "UPDATE protocol SET state = 'approved', approved_at = 1, approved_by = proposed_by, approved_person = proposed_person";
    assert!(world.one.try_to_alter(person).await.is_err());
    for account in [world.chair, world.operator] {
        let other = world.one.request(account).await;
        let proposal = Proposal {
            part: ProtocolPart::Everything,
            ground: String::new(),
            previewed_hash: hash.clone(),
        };
        assert!(matches!(
            app.propose_protocol(&other, world.exam, &proposal).await,
            Err(AppError::Refused(_))
        ));
    }
}

async fn changed(engine: Engine) {
    let world = CommissionWorld::given(engine).await;
    let app = &world.one.app;
    let who = &world.people[4];
    for step in [
        "hold",
        "end of hold",
        "matter",
        "end of matter",
        "day record",
        "end of day record",
        "new edition",
    ] {
        let protocol = world.propose(ProtocolPart::Everything, "").await.unwrap();
        let shown = app
            .find_protocol(&world.chair().await, protocol)
            .await
            .unwrap()
            .content_hash;
        let (operator, secretary) = (world.operator().await, world.secretary().await);
        match step {
            "hold" => app.hold_edition(&operator, who.edition, "сверка").await.unwrap(),
            "end of hold" => app.end_hold(&operator, who.edition).await.unwrap(),
            "matter" => {
                let input = MatterInput {
                    kind: "violation-inquiry".to_owned(),
                    participant_code: who.code.clone(),
                    ground: "акт № 5".to_owned(),
                };
                app.open_matter(&secretary, world.exam, &input).await.unwrap();
            }
            "end of matter" => {
                let matters = app.matters(&secretary, world.exam).await.unwrap().matters;
                app.close_matter(&secretary, matters[0].row.id, "не подтвердилось")
                    .await
                    .unwrap();
            }
            "day record" => {
                let input = DayRecordInput {
                    kind: "ended-early".to_owned(),
                    participant_code: who.code.clone(),
                    act_number: "22-01".to_owned(),
                    time: "12:05".to_owned(),
                    ..DayRecordInput::default()
                };
                app.record_exam_day(&operator, world.exam, &input).await.unwrap();
            }
            "end of day record" => {
                let records = app.day_records(&operator, world.exam).await.unwrap().records;
                app.cancel_day_record(&operator, records[0].row.id, "не тот участник")
                    .await
                    .unwrap();
            }
            _ => {
                // Not through any act: the recount inside the approval finds it all the same.
                world
                    .one
                    .alter("UPDATE edition SET primary_score = primary_score + 1 WHERE state = 'received'")
                    .await;
                let outcome = world.approve_as(&world.chair().await, protocol, &shown).await;
                assert!(matches!(outcome, Err(AppError::Changed(_))), "{outcome:?}");
                assert_eq!(world.stage(protocol).await, "proposed");
                continue;
            }
        }
        assert_eq!(world.stage(protocol).await, "void", "{step}");
        let outcome = world.approve_as(&world.chair().await, protocol, &shown).await;
        assert!(matches!(outcome, Err(AppError::NotNow(_))), "{step}: {outcome:?}");
    }
    let secretary = world.secretary().await;
    let old = Proposal {
        part: ProtocolPart::Everything,
        ground: String::new(),
        previewed_hash: "00".repeat(32),
    };
    assert!(matches!(
        app.propose_protocol(&secretary, world.exam, &old).await,
        Err(AppError::Changed(_))
    ));
    assert!(world.states().await.iter().all(|state| state == "received"));
    assert_eq!(app.verify().await.unwrap().problems, Vec::<String>::new());
}

async fn fifty(engine: Engine) {
    let world = std::sync::Arc::new(CommissionWorld::given(engine).await);
    let protocol = world.propose(ProtocolPart::Everything, "").await.unwrap();
    let chair = world.chair().await;
    let hash = world
        .one
        .app
        .find_protocol(&chair, protocol)
        .await
        .unwrap()
        .content_hash;
    let tries: Vec<_> = (0..50)
        .map(|_| {
            let (world, chair, hash) = (std::sync::Arc::clone(&world), chair.clone(), hash.clone());
            tokio::spawn(async move { world.approve_as(&chair, protocol, &hash).await })
        })
        .collect();
    let mut approved = 0;
    for one in tries {
        match one.await.unwrap() {
            Ok(()) => approved += 1,
            Err(AppError::NotNow(_) | AppError::Changed(_)) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!(approved, 1);
    let journal = world.one.rows_of(&["journal"]).await["journal"].join("\n");
    assert_eq!(journal.matches("protocol-approved").count(), 1);
    assert_eq!(world.one.app.verify().await.unwrap().problems, Vec::<String>::new());
}

async fn right_taken_away(engine: Engine) {
    let world = CommissionWorld::given(engine).await;
    let protocol = world.propose(ProtocolPart::Everything, "").await.unwrap();
    // The request was made while the right stood.
    let chair = world.chair().await;
    let hash = world
        .one
        .app
        .find_protocol(&chair, protocol)
        .await
        .unwrap()
        .content_hash;
    let hex = world.chair.simple().to_string();
    let account = match engine {
        Engine::Sqlite => format!("x'{hex}'"),
        Engine::Postgres => format!("'{}'", world.chair),
    };
    for (taken, given_back) in [
        (
            format!("UPDATE responsible_person SET valid_to = '2027-06-09' WHERE account_id = {account}"),
            format!("UPDATE responsible_person SET valid_to = NULL WHERE account_id = {account}"),
        ),
        (
            format!("UPDATE account SET state = 'blocked' WHERE id = {account}"),
            format!("UPDATE account SET state = 'invited' WHERE id = {account}"),
        ),
        (
            format!("UPDATE appointment SET role = 'commission-secretary' WHERE account_id = {account}"),
            format!("UPDATE appointment SET role = 'commission-chair' WHERE account_id = {account}"),
        ),
    ] {
        // The password was typed while the right stood, too.
        let checked = world.checked(&chair, protocol).await;
        assert_eq!(world.one.alter(&taken).await, 1);
        let outcome = world.one.app.approve_protocol(&chair, protocol, &hash, &checked).await;
        assert!(matches!(outcome, Err(AppError::Refused(_))), "{taken}: {outcome:?}");
        assert_eq!(world.stage(protocol).await, "proposed");
        assert_eq!(world.one.alter(&given_back).await, 1);
    }
    world.approve_as(&chair, protocol, &hash).await.unwrap();
}

/// Wrong, none, somebody else's, long ago: nothing is written; wrong ones slow the account as at the sign-in.
async fn password_again(engine: Engine) {
    let world = CommissionWorld::given(engine).await;
    let app = &world.one.app;
    let protocol = world.propose(ProtocolPart::Everything, "").await.unwrap();
    let chair = world.chair().await;
    let hash = app.find_protocol(&chair, protocol).await.unwrap().content_hash;
    let secret = "тайная фраза не та";
    let journalled = async || {
        let journal = world.one.rows_of(&["journal"]).await["journal"].join("\n");
        assert!(!journal.contains(secret), "no password in the journal");
        journal.matches("password-again-refused").count()
    };
    let wrong = async |password: &str| {
        let outcome = app.check_chairs_password(&chair, protocol, password).await;
        let Err(AppError::Invalid(problems)) = outcome else {
            panic!("{outcome:?}")
        };
        assert_eq!(problems[0].field, "password");
        problems[0].message.clone()
    };
    assert!(wrong("").await.contains("Впишите свой пароль"));
    assert_eq!(journalled().await, 0, "nothing was tried");
    assert!(
        wrong(secret)
            .await
            .contains("Пароль не\u{a0}подходит, ничего не\u{a0}записано")
    );
    wrong(secret).await;
    assert_eq!(journalled().await, 2);
    // The account waits now, here and at the sign-in alike; the right password is not even looked at.
    let waits = app.check_chairs_password(&chair, protocol, PASSWORD).await;
    assert!(matches!(waits, Err(AppError::TooMany(_))), "{waits:?}");
    let login = world.login_of(world.chair).await;
    let entered = app.sign_in(&login, PASSWORD, "192.0.2.77").await.map(|_| ());
    assert!(matches!(entered, Err(AppError::TooMany(_))), "{entered:?}");
    assert_eq!(world.stage(protocol).await, "proposed");
    world.one.wait(2);
    let checked = world.checked(&chair, protocol).await;
    // After a right one the count begins anew: the next failure costs nothing.
    wrong(secret).await;
    world.checked(&chair, protocol).await;

    // Somebody else's password, and one typed too long ago.
    let other = world.second_account(world.operator, Role::CommissionChair).await;
    let other = world.one.request(other).await;
    let theirs = world.checked(&other, protocol).await;
    let refused = app.approve_protocol(&chair, protocol, &hash, &theirs).await;
    assert!(matches!(refused, Err(AppError::Invalid(_))), "{refused:?}");
    world.one.wait(5 * 60);
    let refused = app
        .approve_protocol(&world.chair().await, protocol, &hash, &checked)
        .await;
    assert!(matches!(refused, Err(AppError::Invalid(_))), "{refused:?}");
    // Who may not approve is not asked for a password.
    world.one.give_password(world.secretary).await;
    let secretary = world.secretary().await;
    let refused = app.check_chairs_password(&secretary, protocol, PASSWORD).await;
    assert!(matches!(refused, Err(AppError::Refused(_))), "{refused:?}");
    assert_eq!(world.stage(protocol).await, "proposed");
    assert!(world.states().await.iter().all(|state| state == "received"));
    world.approve(protocol).await.unwrap();
}

async fn token(engine: Engine) {
    use domain::token_purpose::{HeldToken, TokenPurpose};
    let world = CommissionWorld::given(engine).await;
    let app = &world.one.app;
    let protocol = world.propose(ProtocolPart::Everything, "").await.unwrap();
    let chair = world.chair().await;
    let hash = app.find_protocol(&chair, protocol).await.unwrap().content_hash;
    let checked = world.checked(&chair, protocol).await;
    for &purpose in TokenPurpose::ALL {
        let mut program = chair.clone();
        let id = domain::ids::TokenId(app.fresh_id(chair.now).unwrap());
        program.actor.token = Some(HeldToken { id, purpose });
        let password = app
            .check_password_again(&program, PASSWORD, ("protocol", protocol))
            .await;
        assert!(
            matches!(password, Err(AppError::Refused(_))),
            "{purpose:?}: {password:?}"
        );
        // Not even with a proof that a person left behind.
        let approved = app.approve_protocol(&program, protocol, &hash, &checked).await;
        assert!(
            matches!(approved, Err(AppError::Refused(_))),
            "{purpose:?}: {approved:?}"
        );
        let returned = app.return_protocol(&program, protocol, "нет акта").await;
        assert!(
            matches!(returned, Err(AppError::Refused(_))),
            "{purpose:?}: {returned:?}"
        );
    }
    assert_eq!(world.stage(protocol).await, "proposed");
}

async fn returned(engine: Engine) {
    let world = CommissionWorld::given(engine).await;
    let app = &world.one.app;
    let (secretary, chair) = (world.secretary().await, world.chair().await);
    let protocol = world.propose(ProtocolPart::Form(ExamForm::Ege), "").await.unwrap();
    let hash = app.find_protocol(&chair, protocol).await.unwrap().content_hash;
    assert!(matches!(
        app.return_protocol(&secretary, protocol, "нет акта").await,
        Err(AppError::Refused(_))
    ));
    for reason in ["", "  \n", &"о".repeat(1001)] {
        let outcome = app.return_protocol(&chair, protocol, reason).await;
        let Err(AppError::Invalid(problems)) = outcome else {
            panic!("{reason:?}: {outcome:?}")
        };
        assert_eq!(problems[0].field, "reason");
    }
    let nobody = uuid::Uuid::from_u128(5);
    assert!(matches!(
        app.return_protocol(&chair, nobody, "нет акта").await,
        Err(AppError::NotFound)
    ));
    assert_eq!(app.returned_protocols(&secretary).await.unwrap().len(), 0);
    let words = "у ППЭ 0412 нет второго экземпляра акта";
    let mut once = chair.clone();
    once.idempotency_key = Some("return-1".to_owned());
    for _ in 0..2 {
        app.return_protocol(&once, protocol, words).await.unwrap();
    }
    let journal = world.one.rows_of(&["journal"]).await["journal"].join("\n");
    assert_eq!(journal.matches("protocol-returned").count(), 1);
    assert!(!journal.contains(words), "the reason stays in the protocol");

    // Void for ever, with the reason.
    let view = app.find_protocol(&chair, protocol).await.unwrap();
    assert_eq!(
        (
            view.row.state.as_str(),
            view.row.void_reason.as_deref(),
            view.row.void_note.as_deref(),
            view.void_by.is_empty()
        ),
        ("void", Some("returned"), Some(words), false)
    );
    for outcome in [
        world.approve_as(&chair, protocol, &hash).await,
        app.return_protocol(&chair, protocol, "ещё раз").await,
        app.withdraw_protocol(&chair, protocol).await,
        app.send_protocol(&secretary, protocol).await,
    ] {
        assert!(matches!(outcome, Err(AppError::NotNow(_))), "{outcome:?}");
    }
    assert!(world.states().await.iter().all(|state| state == "received"));
    let seen = app.returned_protocols(&secretary).await.unwrap();
    assert_eq!(
        (
            seen.len(),
            seen[0].id,
            seen[0].reason.as_str(),
            seen[0].part_words.as_str()
        ),
        (1, protocol, words, "форма ЕГЭ")
    );
    assert!(matches!(
        app.returned_protocols(&chair).await,
        Err(AppError::Refused(_))
    ));
    let awaits = async || {
        let desk = app.desk(&secretary).await.unwrap();
        (desk[0].awaits(), desk[0].returned.clone())
    };
    assert_eq!(awaits().await, (Awaits::Mending, vec!["1".to_owned()]));

    // Another form is no answer; a proposal that comes to nothing is none either; the same form is.
    world.one.wait(60);
    let other = world.propose(ProtocolPart::Form(ExamForm::Gve11), "").await.unwrap();
    assert_eq!(app.returned_protocols(&secretary).await.unwrap().len(), 1);
    app.withdraw_protocol(&chair, other).await.unwrap();
    let again = world.propose(ProtocolPart::Everything, "").await.unwrap();
    assert_eq!(app.returned_protocols(&secretary).await.unwrap().len(), 0);
    app.withdraw_protocol(&chair, again).await.unwrap();
    assert_eq!(app.returned_protocols(&secretary).await.unwrap().len(), 1);
    let mended = world.propose(ProtocolPart::Form(ExamForm::Ege), "").await.unwrap();
    assert_eq!(awaits().await, (Awaits::Approval, Vec::new()));
    world.approve(mended).await.unwrap();
    assert_eq!(world.stage(protocol).await, "void");
    assert_eq!(app.verify().await.unwrap().problems, Vec::<String>::new());
}

async fn spread(engine: Engine) {
    let world = CommissionWorld::given(engine).await;
    let app = &world.one.app;
    let operator = world.operator().await;
    app.hold_edition(&operator, world.people[0].edition, "сверка")
        .await
        .unwrap();
    let chair = world.chair().await;
    let spread_of = async |part| {
        app.preview_protocol(&chair, world.exam, part)
            .await
            .unwrap()
            .spread
            .unwrap()
    };
    let everything = spread_of(ProtocolPart::Everything).await;
    let totals = |spread: &app::commission::spread::ScoreSpread| {
        let of_forms = spread.of_forms.iter();
        of_forms
            .map(|(form, scores)| (form.clone(), scores.total()))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        totals(&everything),
        [("ЕГЭ".to_owned(), 29), ("ГВЭ-11".to_owned(), 10)],
        "what is held is not in it"
    );
    let (_, scores) = &everything.of_forms[0];
    // Scores were 40, 41, 42, …; the 40 is held.
    assert_eq!(
        (
            scores.bars[40].iter().sum::<usize>(),
            scores.bars[41].iter().sum::<usize>()
        ),
        (0, 1)
    );
    let ege = spread_of(ProtocolPart::Form(ExamForm::Ege)).await;
    assert_eq!(totals(&ege), [("ЕГЭ".to_owned(), 29)], "it follows the part");
    let protocol = world.propose(ProtocolPart::Form(ExamForm::Ege), "").await.unwrap();
    assert_eq!(
        totals(&app.spread_of_protocol(&chair, protocol).await.unwrap()),
        totals(&ege)
    );
    // Values in the sum are values: only for who may review results.
    let unnamed = world
        .one
        .account_without_order(Role::CommissionChair, world.commission)
        .await;
    let unnamed = world.one.request(unnamed).await;
    let preview = app
        .preview_protocol(&unnamed, world.exam, ProtocolPart::Everything)
        .await
        .unwrap();
    assert!(preview.spread.is_none());
    assert!(matches!(
        app.spread_of_protocol(&unnamed, protocol).await,
        Err(AppError::Refused(_))
    ));
}

async fn parts(engine: Engine) {
    let world = CommissionWorld::given(engine).await;
    let app = &world.one.app;
    let ege = world.propose(ProtocolPart::Form(ExamForm::Ege), "").await.unwrap();
    let everything = world.propose(ProtocolPart::Everything, "").await;
    let Err(AppError::NotNow(words)) = everything else {
        panic!("{everything:?}")
    };
    assert!(words.contains("№\u{a0}1"), "{words}");
    world.approve(ege).await.unwrap();
    assert_eq!(
        world.states().await.iter().filter(|state| *state == "released").count(),
        30
    );
    let chair = world.chair().await;
    let preview = app
        .preview_protocol(&chair, world.exam, ProtocolPart::Everything)
        .await
        .unwrap();
    assert_eq!(preview.approve, 10);
    let place = preview
        .parts
        .iter()
        .find_map(|(part, _)| match part {
            ProtocolPart::Municipality(organisation) => Some(*organisation),
            _ => None,
        })
        .unwrap();
    let protocol = world.propose(ProtocolPart::Municipality(place), "").await.unwrap();
    world.approve(protocol).await.unwrap();
    let rest = world.propose(ProtocolPart::Everything, "").await.unwrap();
    world.approve(rest).await.unwrap();
    assert!(world.states().await.iter().all(|state| state == "released"));
    let nowhere = ProtocolPart::Municipality(OrganisationId(world.exam));
    assert!(matches!(world.propose(nowhere, "").await, Err(AppError::NotNow(_))));
}

async fn out_of_turn(engine: Engine) {
    let world = CommissionWorld::given(engine).await;
    let app = &world.one.app;
    let (secretary, chair) = (world.secretary().await, world.chair().await);
    let essay = world.one.essay().await;
    for outcome in [
        app.preview_protocol(&secretary, essay, ProtocolPart::Everything)
            .await
            .map(|_| ()),
        app.arrivals(&secretary, essay).await.map(|_| ()),
        app.find_protocol(&chair, essay).await.map(|_| ()),
        app.list_protocols(&chair, essay).await.map(|_| ()),
        world.approve_as(&chair, essay, "").await,
    ] {
        assert!(matches!(outcome, Err(AppError::NotFound)), "{outcome:?}");
    }
    let protocol = world.propose(ProtocolPart::Everything, "").await.unwrap();
    assert!(matches!(
        app.send_protocol(&secretary, protocol).await,
        Err(AppError::NotNow(_))
    ));
    assert!(matches!(
        app.withdraw_protocol(&world.operator().await, protocol).await,
        Err(AppError::Refused(_))
    ));
    app.withdraw_protocol(&chair, protocol).await.unwrap();
    assert!(matches!(
        app.withdraw_protocol(&chair, protocol).await,
        Err(AppError::NotNow(_))
    ));
    assert!(matches!(world.approve(protocol).await, Err(AppError::NotNow(_))));
    let view = app.find_protocol(&chair, protocol).await.unwrap();
    assert_eq!(
        (view.row.void_reason.as_deref(), view.void_by.is_empty()),
        (Some("withdrawn"), false)
    );
    let future = world.one.add_exam("gia-9", "2027-06-20").await;
    let proposal = Proposal {
        part: ProtocolPart::Everything,
        ground: String::new(),
        previewed_hash: String::new(),
    };
    assert!(matches!(
        app.propose_protocol(&secretary, future, &proposal).await,
        Err(AppError::NotNow(_))
    ));
    let unnamed = world
        .one
        .account_without_order(Role::CommissionChair, world.commission)
        .await;
    let unnamed = world.one.request(unnamed).await;
    assert!(
        app.preview_protocol(&unnamed, world.exam, ProtocolPart::Everything)
            .await
            .is_ok(),
        "counts"
    );
    assert!(matches!(
        app.review_rows(&unnamed, world.exam, ProtocolPart::Everything, ReviewFilter::All, "")
            .await,
        Err(AppError::Refused(_))
    ));
}

/// A clerk's and a school's view of the exam: file, list, filters, search by code and surname, statements, ledgers.
async fn view_from_below(world: &CommissionWorld, reader: &app::Request) -> Vec<String> {
    let app = &world.one.app;
    let window = ParticipantWindow {
        per_page: 200,
        ..ParticipantWindow::default()
    };
    let mut seen = Vec::new();
    let overview = app.exam_overview(reader, world.exam).await.unwrap();
    seen.push(format!("{:?}", overview.summary.counts));
    let file = app.exam_file(reader, world.exam, ListFormat::CsvUtf8).await.unwrap();
    seen.push(String::from_utf8(file.bytes).unwrap());
    for state in ["", "no-result", "waiting", "held", "released", "untold", "told"] {
        let filter = ParticipantFilter {
            state: state.to_owned(),
            ..ParticipantFilter::default()
        };
        let page = app
            .participants_page(reader, world.exam, &filter, &window)
            .await
            .unwrap();
        seen.push(format!("{state}: {} {:?}", page.total, page.rows));
    }
    let who = &world.people[0];
    for query in [&who.code, &who.surname] {
        let filter = ParticipantFilter {
            query: query.clone(),
            ..ParticipantFilter::default()
        };
        let page = app
            .participants_page(reader, world.exam, &filter, &window)
            .await
            .unwrap();
        seen.push(format!("{} {:?}", page.total, page.rows));
    }
    seen.push(format!(
        "{}",
        app.list_statements(reader, Some(world.exam)).await.unwrap().len()
    ));
    seen.push(format!(
        "{}",
        app.list_ledgers(reader, Some(world.exam)).await.unwrap().len()
    ));
    seen
}

async fn unseen(engine: Engine) {
    let mut world = CommissionWorld::registered(engine).await;
    world.one.set_clock("2027-06-10T09:00");
    let code = world.one.code_of(world.people[0].organisation).await;
    let place = world.one.region.organisation(&code).unwrap().clone();
    let mut readers = Vec::new();
    if place.kind == OrganisationKind::MunicipalBody {
        readers.push(world.one.as_role(Role::MunicipalClerk, &code).await);
    } else {
        readers.push(world.one.as_role(Role::SchoolOfficer, &code).await);
        let body = world.one.first(OrganisationKind::MunicipalBody);
        let body = place
            .parent_code
            .clone()
            .filter(|_| place.kind == OrganisationKind::School)
            .unwrap_or(body);
        readers.push(world.one.as_role(Role::MunicipalClerk, &body).await);
    }
    readers.push(world.one.as_role(Role::MinistryOfficer, "420").await);
    let mut before = Vec::new();
    for reader in &readers {
        before.push(view_from_below(&world, reader).await);
    }
    world.receive().await;
    world.give().await;
    let operator = world.operator().await;
    world
        .one
        .app
        .hold_edition(&operator, world.people[1].edition, "сверка")
        .await
        .unwrap();
    let protocol = world.propose(ProtocolPart::Everything, "").await.unwrap();
    let app = &world.one.app;
    let result = world.people[0].result;
    for (reader, before) in readers.iter().zip(before) {
        assert_eq!(
            view_from_below(&world, reader).await,
            before,
            "nothing tells that results came"
        );
        let refusals = [
            app.result_history(reader, result).await.map(|_| ()),
            app.desk(reader).await.map(|_| ()),
            app.arrivals(reader, world.exam).await.map(|_| ()),
            app.find_protocol(reader, protocol).await.map(|_| ()),
            app.list_protocols(reader, world.exam).await.map(|_| ()),
            app.protocol_rows(reader, protocol, ReviewFilter::All, "")
                .await
                .map(|_| ()),
            app.preview_protocol(reader, world.exam, ProtocolPart::Everything)
                .await
                .map(|_| ()),
            app.review_rows(reader, world.exam, ProtocolPart::Everything, ReviewFilter::All, "")
                .await
                .map(|_| ()),
            app.day_records(reader, world.exam).await.map(|_| ()),
            app.matters(reader, world.exam).await.map(|_| ()),
        ];
        for (index, outcome) in refusals.into_iter().enumerate() {
            assert!(
                matches!(outcome, Err(AppError::NotFound | AppError::Refused(_))),
                "{index}: {outcome:?}"
            );
        }
    }
    world.approve(protocol).await.unwrap();
    for reader in &readers {
        let history = world.one.app.result_history(reader, result).await.map(|_| ());
        if reader.actor.role == Role::MinistryOfficer {
            assert!(
                history.is_ok(),
                "to the ministry what is approved is known: {history:?}"
            );
            continue;
        }
        assert!(
            matches!(history, Err(AppError::NotFound)),
            "approved, and not handed over yet: {history:?}"
        );
    }
}

/// Every role, named by an order, before the approval and after it, and when a newer edition waits: history, paper, person's
/// page, list, files, counts. What is there and not for this reader answers as what is nowhere.
async fn every_role(engine: Engine) {
    let world = CommissionWorld::given(engine).await;
    let app = &world.one.app;
    let who = world.people[0].clone();
    let place = world.one.code_of(who.organisation).await;
    let kind = world.one.region.organisation(&place).unwrap().kind;
    let mut readers = vec![
        world.operator().await,
        world.secretary().await,
        world.chair().await,
        world.one.as_role(Role::MinistryOfficer, "420").await,
        world.one.as_role(Role::Administrator, "420").await,
        world.one.as_role(Role::AppealsSecretary, "420").await,
        world.one.as_role(Role::AppealsExpert, "420").await,
    ];
    for (role, code) in [
        (Role::MunicipalClerk, world.one.first(OrganisationKind::MunicipalBody)),
        (Role::SchoolOfficer, world.one.first(OrganisationKind::School)),
        (Role::SchoolOfficer, world.one.first(OrganisationKind::College)),
    ] {
        readers.push(world.one.as_role(role, &code).await);
    }
    let own = if kind == OrganisationKind::MunicipalBody {
        Role::MunicipalClerk
    } else {
        Role::SchoolOfficer
    };
    readers.push(world.one.as_role(own, &place).await);
    let roles: std::collections::BTreeSet<Role> = readers.iter().map(|reader| reader.actor.role).collect();
    assert_eq!(roles.len(), Role::ALL.len(), "every role: {roles:?}");

    let editions_seen = async |reader: &app::Request| match app.result_history(reader, who.result).await {
        Ok(history) => history.editions.len(),
        Err(error) => {
            let of_nothing = app.result_history(reader, uuid::Uuid::from_u128(7)).await.map(|_| ());
            assert_eq!(
                error.to_string(),
                of_nothing.unwrap_err().to_string(),
                "{:?}",
                reader.actor.role
            );
            let paper = app.print_history(reader, who.result).await.map(|_| ());
            assert_eq!(error.to_string(), paper.unwrap_err().to_string());
            0
        }
    };
    let reviews = |role: Role| domain::access::permission(role, domain::access::Action::ReviewResults).is_some();
    let counted = async |reader: &app::Request| {
        let counts = app
            .exam_overview(reader, world.exam)
            .await
            .map(|found| found.summary.counts);
        counts.map_or((0, 0, 0), |counts| (counts.received, counts.held, counts.released))
    };
    for reader in &readers {
        let role = reader.actor.role;
        assert_eq!(
            editions_seen(reader).await,
            usize::from(reviews(role)),
            "before, {role:?}"
        );
        let received = if role == Role::ProcessingOperator { 40 } else { 0 };
        assert_eq!(counted(reader).await, (received, 0, 0), "{role:?}");
        if let Ok(person) = app.find_person(reader, world.person_of(&who).await).await {
            let of_exam = person.results.iter().filter(|one| one.exam.id == world.exam).count();
            assert_eq!(of_exam, usize::from(reviews(role)), "a person's page, {role:?}");
        }
    }
    let protocol = world.propose(ProtocolPart::Everything, "").await.unwrap();
    world.approve(protocol).await.unwrap();
    world.one.set_clock("2027-06-15T10:00");
    world.newer_edition(&who, "техническая ошибка").await;
    for reader in &readers {
        let role = reader.actor.role;
        let expected = match role {
            role if reviews(role) => 2,
            // The approved one, and nothing of the newer that waits.
            Role::MinistryOfficer => 1,
            _ => 0,
        };
        assert_eq!(editions_seen(reader).await, expected, "after, {role:?}");
        let (received, _, released) = counted(reader).await;
        assert_eq!(received, i64::from(role == Role::ProcessingOperator), "{role:?}");
        if role == Role::MinistryOfficer {
            assert_eq!(released, 40);
        }
    }
    // The commission has no business with an essay.
    let operator = world.operator().await;
    let all = ParticipantFilter::default();
    let (_, listed) = app
        .list_participants(&operator, world.one.essay().await, &all)
        .await
        .unwrap();
    let essay = listed.iter().find_map(|one| one.row.result_id).unwrap();
    for commission in [world.secretary().await, world.chair().await] {
        assert!(matches!(
            app.result_history(&commission, essay).await,
            Err(AppError::NotFound)
        ));
    }
}

async fn sent(engine: Engine) {
    let world = CommissionWorld::given(engine).await;
    let app = &world.one.app;
    let open = |home: &app::home::Home| {
        let mut clauses: Vec<String> = home.open.iter().map(|group| group.clause.clone()).collect();
        clauses.sort();
        clauses.dedup();
        clauses
    };
    let secretary = world.secretary().await;
    app.inform_chair(&secretary, world.exam).await.unwrap();
    assert_eq!(open(&app.home(&secretary).await.unwrap()), ["mordovia-187:7"]);
    let protocol = world.propose(ProtocolPart::Everything, "").await.unwrap();
    world.one.set_clock("2027-06-11T11:00");
    world.approve(protocol).await.unwrap();
    let secretary = world.secretary().await;
    let home = app.home(&secretary).await.unwrap();
    assert_eq!(open(&home), ["mordovia-187:9.2"]);
    assert_eq!(home.open[0].due_day.to_string(), "2027-06-11");
    assert!(matches!(
        app.send_protocol(&world.chair().await, protocol).await,
        Err(AppError::Refused(_))
    ));
    app.send_protocol(&secretary, protocol).await.unwrap();
    assert!(matches!(
        app.send_protocol(&secretary, protocol).await,
        Err(AppError::NotNow(_))
    ));
    let home = app.home(&secretary).await.unwrap();
    assert_eq!((open(&home), home.met_late), (Vec::new(), 0));
    let operator = world.operator().await;
    let desk = app.desk(&operator).await.unwrap();
    assert_eq!((desk.len(), desk[0].approved, desk[0].unsent), (1, 1, 0));
    assert_eq!(app.verify().await.unwrap().problems, Vec::<String>::new());
}

async fn corrected(engine: Engine) {
    let world = CommissionWorld::given(engine).await;
    let app = &world.one.app;
    let first = world.propose(ProtocolPart::Everything, "").await.unwrap();
    world.approve(first).await.unwrap();
    let who = world.people[2].clone();
    world.one.set_clock("2027-06-15T10:00");
    let newer = world.newer_edition(&who, "техническая ошибка, письмо № 7").await;
    let everything = world.propose(ProtocolPart::Everything, "").await;
    assert!(
        matches!(everything, Err(AppError::NotNow(_))),
        "a changed result is no first approval: {everything:?}"
    );
    let correction = ProtocolPart::Correction(ProtocolId(first));
    assert!(
        matches!(world.propose(correction, "  ").await, Err(AppError::Invalid(_))),
        "without a ground"
    );
    let second = world.propose(correction, "письмо № 7 от 14.06.2027").await.unwrap();
    world.approve(second).await.unwrap();
    let editions = world.one.editions(who.result).await;
    let states: Vec<(&str, Option<uuid::Uuid>)> = editions
        .iter()
        .map(|row| (row.state.as_str(), row.protocol_id))
        .collect();
    assert_eq!(states, [("superseded", Some(first)), ("released", Some(second))]);
    assert_eq!(editions[1].id, newer);
    assert_eq!(
        world.stage(first).await,
        "approved",
        "the corrected protocol stays as it is"
    );
    let view = app.find_protocol(&world.chair().await, second).await.unwrap();
    assert_eq!(
        (view.row.corrects, view.part_words.as_str()),
        (Some(first), "исправление протокола №\u{a0}1")
    );
    assert_eq!(app.verify().await.unwrap().problems, Vec::<String>::new());
}
