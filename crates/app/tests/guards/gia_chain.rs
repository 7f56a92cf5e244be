//! The way of GIA results from the approval of a protocol to the signature, by kind of exam, on both engines.

use app::AppError;
use app::ledgers::LineInput;
use app::participants::{ParticipantFilter, ParticipantWindow};
use app::statements::{OpeningForm, StatementState, StatementSummary};
use app::{Request, ledgers::Told};
use domain::access::Role;
use domain::organisation::OrganisationKind;
use domain::statement::StatementHop;
use uuid::Uuid;

use crate::gia_region::{PHYSICS, RUSSIAN, RUSSIAN_OF_GRADE_9};
use crate::on_both_engines;
use crate::steps::everybody_told;
use crate::support::{Engine, Installation};

on_both_engines! {
    fn c1_gia_11_goes_to_schools_and_to_bodies_at_once => gia_11_chain;
    fn c1_gia_9_reaches_the_schools_through_their_bodies_in_one_term => gia_9_chain;
    fn c2_a_body_passes_on_what_has_not_reached_its_schools => passed_on_by_the_body;
    fn c5_past_graduates_and_college_students_are_told_by_the_body => told_by_the_body;
    fn d2_the_official_day_does_not_move_with_signatures => official_day;
    fn b7_a_later_protocol_supersedes_only_what_it_approves => later_protocol;
    fn two_subjects_of_one_day_have_their_own_papers => two_subjects;
    fn foreign_bodies_and_hasty_steps_are_refused => refusals;
}

/// Approved on Tuesday, 8 June 2027, at 11:00. The 12th is a holiday on Saturday, so the 14th is off.
async fn approved(engine: Engine, made: crate::gia_region::GiaExam) -> (Installation, Uuid) {
    let one = Installation::with_people(engine).await;
    one.set_clock("2027-06-07T15:00");
    let exam = one.gia_results(made).await;
    one.set_clock("2027-06-08T11:00");
    let waiting = one.waiting(exam).await;
    assert!(waiting.len() > 100);
    one.approve(exam, "1", &waiting).await.unwrap();
    (one, exam)
}

async fn own(one: &Installation, request: &Request, exam: Uuid) -> Vec<StatementSummary> {
    one.app.list_statements(request, Some(exam)).await.unwrap()
}

fn to(statements: &[StatementSummary], recipient: Uuid) -> StatementSummary {
    let mut found = statements.iter().filter(|row| row.row.recipient_id == recipient);
    let only = found.next().unwrap().clone();
    assert!(found.next().is_none(), "one statement per recipient and protocol");
    only
}

struct Place {
    school: Request,
    body: Request,
    centre: Request,
}

async fn places(one: &Installation) -> Place {
    let school = one.first(OrganisationKind::School);
    let body = one.region.organisation(&school).unwrap().parent_code.clone().unwrap();
    Place {
        school: one.as_role(Role::SchoolOfficer, &school).await,
        body: one.as_role(Role::MunicipalClerk, &body).await,
        centre: one.operator().await,
    }
}

impl Place {
    /// The same persons at the clock's moment.
    async fn at(self, one: &Installation, local: &str) -> Self {
        one.set_clock(local);
        Self {
            school: one.request(self.school.account()).await,
            body: one.request(self.body.account()).await,
            centre: one.request(self.centre.account()).await,
        }
    }

    fn school_id(&self) -> Uuid {
        self.school.actor.organisation.0
    }

    fn body_id(&self) -> Uuid {
        self.body.actor.organisation.0
    }
}

async fn gia_11_chain(engine: Engine) {
    let (one, exam) = approved(engine, RUSSIAN).await;
    let place = places(&one).await;
    let all = own(&one, &place.centre, exam).await;
    assert!(
        all.iter()
            .all(|row| row.row.sender_id == place.centre.actor.organisation.0)
    );
    assert!(all.iter().all(|row| row.state == StatementState::Formed));
    assert!(all.iter().any(|row| row.hop == StatementHop::ToStateOrganisation));
    let to_school = to(&all, place.school_id());
    let to_body = to(&all, place.body_id());
    assert_eq!(
        to_school.row.parent_id,
        Some(to_body.row.id),
        "it stands on the body's list"
    );
    assert!(
        to_school.row.number.ends_with("/01-310527-1"),
        "{}",
        to_school.row.number
    );
    let duty = |request: Request, subject: Uuid, term: &'static str| {
        let one = &one;
        async move { one.duty(&request, exam, subject, term).await }
    };
    let until_wednesday = Some(("2027-06-09".to_owned(), None));
    let school_term = duty(place.centre.clone(), to_school.row.id, "mordovia-187.8.2-schools").await;
    assert_eq!(school_term, until_wednesday);
    let body_term = duty(
        place.centre.clone(),
        to_body.row.id,
        "mordovia-187.8.2-municipal-bodies",
    )
    .await;
    assert_eq!(body_term, until_wednesday);

    let place = place.at(&one, "2027-06-09T10:00").await;
    let ids: Vec<Uuid> = all.iter().map(|row| row.row.id).collect();
    one.app.hand_over(&place.centre, &ids).await.unwrap();
    let met = duty(place.centre.clone(), to_school.row.id, "mordovia-187.8.2-schools").await;
    assert_eq!(met.unwrap().1, Some(place.centre.now));

    let place = place.at(&one, "2027-06-09T11:00").await;
    let refused = one
        .app
        .open_statement(&place.body, to_school.row.id, OpeningForm::Page)
        .await;
    assert!(
        matches!(refused, Err(AppError::NotNow(_))),
        "before its own receipt: {refused:?}"
    );
    one.app.receive(&place.body, &[to_body.row.id]).await.unwrap();
    let opened = one
        .app
        .open_statement(&place.body, to_body.row.id, OpeningForm::Page)
        .await
        .unwrap();
    assert!(
        opened
            .lines
            .iter()
            .all(|line| line.informing_organisation_id == place.body_id()),
        "its own people only"
    );
    let facts = one.app.statement_facts(&place.body, to_body.row.id).await.unwrap();
    assert!(
        facts.children.iter().any(|(id, _, _)| *id == to_school.row.id),
        "and the list of its schools'"
    );
    assert_eq!(facts.release, "№\u{a0}1");
    let passed = duty(place.body.clone(), to_school.row.id, "mordovia-187.10.2").await;
    assert!(passed.unwrap().1.is_some(), "the school had it already");

    let place = place.at(&one, "2027-06-09T12:00").await;
    one.app.receive(&place.school, &[to_school.row.id]).await.unwrap();
    let rows = one
        .app
        .open_statement(&place.school, to_school.row.id, OpeningForm::Page)
        .await
        .unwrap();
    assert!(rows.lines.iter().any(|line| line.test_score.is_some()));
    assert!(!rows.thresholds.is_empty() || rows.subject.is_some());
    let document = one.app.statement_document(&rows).await.unwrap();
    assert_eq!(
        (document.exam_title.as_str(), document.release.as_str()),
        ("ЕГЭ. Русский язык", "Протокол ГЭК №\u{a0}1")
    );
    assert!(
        document.term.contains("10.06") || document.term.contains("09.06"),
        "{}",
        document.term
    );
    let files = [
        one.app.print_statement(&place.school, to_school.row.id).await.unwrap(),
        one.app
            .statement_spreadsheet(&place.school, to_school.row.id)
            .await
            .unwrap(),
        one.app.print_statements(&place.body, &[to_body.row.id]).await.unwrap(),
    ];
    assert!(files.iter().all(|file| file.bytes.len() > 1000));
    let ledger = one.app.list_ledgers(&place.school, Some(exam)).await.unwrap()[0].clone();
    let told = duty(place.school.clone(), ledger.row.ledger.id, "mordovia-187.11.2").await;
    assert_eq!(
        told,
        Some(("2027-06-10".to_owned(), None)),
        "one working day of the receipt"
    );

    one.set_clock("2027-06-10T14:00");
    for ledger in one.app.list_ledgers(&place.school, Some(exam)).await.unwrap() {
        tell_everybody(&one, &place.school, ledger.row.ledger.id).await;
    }
    let told = duty(place.school.clone(), ledger.row.ledger.id, "mordovia-187.11.2").await;
    assert!(told.unwrap().1.is_some());
    assert_eq!(one.app.verify().await.unwrap().problems, Vec::<String>::new());
    one.alter("UPDATE edition SET test_score = test_score + 1 WHERE test_score = 40")
        .await;
    let problems = one.app.verify().await.unwrap().problems;
    assert!(
        problems.iter().any(|problem| problem.contains("строка")),
        "{problems:?}"
    );
}

async fn tell_everybody(one: &Installation, who: &Request, ledger: Uuid) {
    let who = one.request(who.account()).await;
    let opened = one.app.open_ledger(&who, ledger).await.unwrap();
    one.app
        .save_ledger(&who, ledger, &everybody_told(&opened, "10:05"))
        .await
        .unwrap();
}

async fn gia_9_chain(engine: Engine) {
    let (one, exam) = approved(engine, RUSSIAN_OF_GRADE_9).await;
    let place = places(&one).await;
    let all = own(&one, &place.centre, exam).await;
    let to_school = to(&all, place.school_id());
    let to_body = to(&all, place.body_id());
    assert_eq!(to_school.row.sender_id, place.body_id());
    assert_eq!(to_school.state, StatementState::Waiting);
    assert!(
        to_school.row.number.ends_with("/9-01-310527-1"),
        "{}",
        to_school.row.number
    );
    assert!(
        to_body.row.line_count > to_school.row.line_count,
        "the body's holds its schools' people too"
    );
    let term = "kuzbass-gia9.info-5-transfer";
    let due = one.duty(&place.centre, exam, to_school.row.id, term).await;
    assert_eq!(
        due,
        Some(("2027-06-09".to_owned(), None)),
        "one term for the whole way, owed by РЦОИ"
    );

    let home = one.app.home(&place.centre).await.unwrap();
    let whole_way = home
        .open
        .iter()
        .find(|group| group.clause == "kuzbass-gia9:info 5")
        .unwrap();
    assert!(
        whole_way.own && whole_way.members.iter().any(|member| !member.can_act),
        "its bodies hand it on"
    );

    let place = place.at(&one, "2027-06-08T15:00").await;
    let early = one.app.hand_over(&place.body, &[to_school.row.id]).await;
    assert!(matches!(early, Err(AppError::NotNow(_))), "{early:?}");
    one.app.hand_over(&place.centre, &[to_body.row.id]).await.unwrap();
    one.app.receive(&place.body, &[to_body.row.id]).await.unwrap();
    one.app.hand_over(&place.body, &[to_school.row.id]).await.unwrap();
    let due = one.duty(&place.centre, exam, to_school.row.id, term).await.unwrap();
    assert_eq!(
        due.1, None,
        "the term ends with the receipt at the school, not with the hand-over"
    );
    let ledger = one.app.list_ledgers(&place.school, Some(exam)).await.unwrap()[0].clone();
    let told = one
        .duty(&place.school, exam, ledger.row.ledger.id, "kuzbass-gia9.info-6")
        .await;
    assert_eq!(
        told,
        Some(("2027-06-09".to_owned(), None)),
        "of the transfer to the school, receipt or not"
    );

    let place = place.at(&one, "2027-06-09T09:00").await;
    one.app.receive(&place.school, &[to_school.row.id]).await.unwrap();
    let due = one.duty(&place.centre, exam, to_school.row.id, term).await.unwrap();
    assert_eq!(due.1, Some(place.school.now));
    let rows = one
        .app
        .open_statement(&place.school, to_school.row.id, OpeningForm::Page)
        .await
        .unwrap();
    assert!(rows.lines.iter().any(|line| line.mark.is_some()));
    let opened = one.app.open_ledger(&place.school, ledger.row.ledger.id).await.unwrap();
    let official = opened.official_day.unwrap();
    assert_eq!(official.day.to_string(), "2027-06-09");
    assert_eq!(official.appeal_until.unwrap().0.to_string(), "2027-06-11");
    let own_people = one.app.list_ledgers(&place.body, Some(exam)).await.unwrap();
    let mut own_people = own_people
        .iter()
        .filter(|ledger| ledger.row.ledger.organisation_id == place.body_id());
    let ledger = own_people.next().unwrap().row.ledger.id;
    let told = one.duty(&place.body, exam, ledger, "kuzbass-gia9.info-6").await;
    assert_eq!(
        told,
        Some(("2027-06-09".to_owned(), None)),
        "its externs are told as a school tells"
    );
    assert_eq!(one.app.verify().await.unwrap().problems, Vec::<String>::new());
}

async fn passed_on_by_the_body(engine: Engine) {
    let (one, exam) = approved(engine, RUSSIAN).await;
    let place = places(&one).await.at(&one, "2027-06-09T10:00").await;
    let all = own(&one, &place.centre, exam).await;
    let (to_school, to_body) = (to(&all, place.school_id()), to(&all, place.body_id()));
    let early = one.app.hand_over(&place.body, &[to_school.row.id]).await;
    assert!(
        matches!(early, Err(AppError::NotFound)),
        "nothing was handed to the body yet: {early:?}"
    );
    one.app.hand_over(&place.centre, &[to_body.row.id]).await.unwrap();
    let early = one.app.hand_over(&place.body, &[to_school.row.id]).await;
    assert!(
        matches!(early, Err(AppError::NotNow(_))),
        "its list is not received yet: {early:?}"
    );
    let place = place.at(&one, "2027-06-09T11:00").await;
    one.app.receive(&place.body, &[to_body.row.id]).await.unwrap();
    let owed = one.duty(&place.body, exam, to_school.row.id, "mordovia-187.10.2").await;
    assert_eq!(owed, Some(("2027-06-09".to_owned(), None)), "on the day of receipt");
    let home = one.app.home(&place.body).await.unwrap();
    let passing = home
        .open
        .iter()
        .find(|group| group.clause == "mordovia-187:10.2")
        .unwrap();
    assert!(passing.own && passing.members.iter().all(|member| member.can_act));
    let mine = own(&one, &place.body, exam).await;
    assert!(to(&mine, place.school_id()).is_to_be_handed_over_by(place.body_id()));
    one.app.hand_over(&place.body, &[to_school.row.id]).await.unwrap();
    let again = one.app.hand_over(&place.centre, &[to_school.row.id]).await;
    assert!(matches!(again, Err(AppError::NotNow(_))), "{again:?}");
    let now = Some(place.body.now);
    let owed = one.duty(&place.body, exam, to_school.row.id, "mordovia-187.10.2").await;
    assert_eq!(owed.unwrap().1, now);
    let centre = one
        .duty(&place.centre, exam, to_school.row.id, "mordovia-187.8.2-schools")
        .await;
    assert_eq!(centre.unwrap().1, now);
    one.app.receive(&place.school, &[to_school.row.id]).await.unwrap();
    assert_eq!(one.app.verify().await.unwrap().problems, Vec::<String>::new());
}

async fn told_by_the_body(engine: Engine) {
    let (one, exam) = approved(engine, RUSSIAN).await;
    let first = one.first(OrganisationKind::MunicipalBody);
    let centre = one.operator().await;
    let body = one.as_role(Role::MunicipalClerk, &first).await;
    let statement = to(&own(&one, &centre, exam).await, body.actor.organisation.0);
    one.set_clock("2027-06-09T10:00");
    let centre = one.request(centre.account()).await;
    one.app.hand_over(&centre, &[statement.row.id]).await.unwrap();
    one.set_clock("2027-06-10T10:00");
    let body = one.request(body.account()).await;
    one.app.receive(&body, &[statement.row.id]).await.unwrap();
    let opened = one
        .app
        .open_statement(&body, statement.row.id, OpeningForm::Page)
        .await
        .unwrap();
    let categories: Vec<&str> = opened.lines.iter().map(|line| line.category.as_str()).collect();
    assert!(categories.contains(&"college-student"), "{categories:?}");
    assert!(!categories.contains(&"student"), "{categories:?}");
    let ledgers = one.app.list_ledgers(&body, Some(exam)).await.unwrap();
    let mine: Vec<_> = ledgers
        .iter()
        .filter(|ledger| ledger.row.ledger.organisation_id == body.actor.organisation.0)
        .collect();
    assert!(!mine.is_empty());
    for ledger in mine {
        let due = one.duty(&body, exam, ledger.row.ledger.id, "mordovia-187.10.4").await;
        assert_eq!(
            due,
            Some(("2027-06-11".to_owned(), None)),
            "one working day of the body's receipt"
        );
        one.set_clock("2027-06-10T12:00");
        tell_everybody(&one, &body, ledger.row.ledger.id).await;
        let due = one.duty(&body, exam, ledger.row.ledger.id, "mordovia-187.10.4").await;
        assert!(due.unwrap().1.is_some());
    }
    let line = &opened.lines[0];
    let body = one.request(body.account()).await;
    let history = one.app.result_history(&body, line.result_id).await.unwrap();
    assert_eq!(history.official_day.as_ref().unwrap().day.to_string(), "2027-06-11");
    assert!(history.steps().iter().any(|step| step.text == "Протокол № 1"));
}

async fn official_day(engine: Engine) {
    let (one, exam) = approved(engine, RUSSIAN).await;
    let place = places(&one).await.at(&one, "2027-06-09T10:00").await;
    let to_school = to(&own(&one, &place.centre, exam).await, place.school_id());
    one.app.hand_over(&place.centre, &[to_school.row.id]).await.unwrap();
    let ledger = one.app.list_ledgers(&place.school, Some(exam)).await.unwrap()[0]
        .row
        .ledger
        .id;
    let before = one.app.open_ledger(&place.school, ledger).await.unwrap();
    assert_eq!(before.official_day, None, "it is counted from the receipt");
    let place = place.at(&one, "2027-06-09T12:00").await;
    one.app.receive(&place.school, &[to_school.row.id]).await.unwrap();
    let day = |request: Request| {
        let one = &one;
        async move {
            one.app
                .open_ledger(&request, ledger)
                .await
                .unwrap()
                .official_day
                .unwrap()
        }
    };
    let official = day(place.school.clone()).await;
    assert_eq!(official.day.to_string(), "2027-06-10");
    let (until, chip) = official.appeal_until.clone().unwrap();
    assert_eq!(
        until.to_string(),
        "2027-06-15",
        "the 11th and, past the holiday, the 15th"
    );
    assert!(!chip.is_empty());
    assert!(official.words().contains("10\u{a0}июня"), "{}", official.words());

    let opened = one.app.open_ledger(&place.school, ledger).await.unwrap();
    let mut entries = everybody_told(&opened, "12:30");
    let late = entries.pop().unwrap();
    one.set_clock("2027-06-09T13:00");
    let school = one.request(place.school.account()).await;
    one.app.save_ledger(&school, ledger, &entries).await.unwrap();
    assert_eq!(day(school).await, official, "an early signature does not move it");
    one.set_clock("2027-06-17T13:00");
    let school = one.request(place.school.account()).await;
    one.app.save_ledger(&school, ledger, &[late]).await.unwrap();
    assert_eq!(day(school.clone()).await, official, "a late one neither");
    let due = one.duty(&school, exam, ledger, "mordovia-187.11.2").await.unwrap();
    assert_eq!(due.0, "2027-06-10");
    let list = one
        .app
        .participants_page(
            &school,
            exam,
            &ParticipantFilter::default(),
            &ParticipantWindow::default(),
        )
        .await
        .unwrap();
    assert_eq!(list.official_day, Some(official.clone()));
    let facts = one.app.statement_facts(&school, to_school.row.id).await.unwrap();
    assert_eq!(facts.official_day, Some(official));
}

async fn later_protocol(engine: Engine) {
    let one = Installation::with_people(engine).await;
    one.set_clock("2027-06-07T15:00");
    let exam = one.gia_results(RUSSIAN).await;
    one.set_clock("2027-06-08T11:00");
    let waiting = one.waiting(exam).await;
    let (first, second) = waiting.split_at(waiting.len() / 2);
    one.approve(exam, "1", first).await.unwrap();
    assert_eq!(one.waiting(exam).await.len(), second.len(), "exactly the approved");
    let twice = one.approve(exam, "1а", first).await;
    assert!(matches!(twice, Err(AppError::Changed(_))), "{twice:?}");

    let corrected = first.iter().find(|row| row.primary_score.is_some()).unwrap();
    one.correct(RUSSIAN, corrected.result_id, 2, 29).await;
    let waiting = one.waiting(exam).await;
    let again: Vec<_> = waiting
        .into_iter()
        .filter(|row| row.result_id == corrected.result_id)
        .collect();
    assert!(one.approve(exam, "2", &again).await.unwrap() >= 1);
    assert_eq!(one.waiting(exam).await.len(), second.len());
    let operator = one.operator().await;
    let history = one.app.result_history(&operator, corrected.result_id).await.unwrap();
    let states: Vec<&str> = history.editions.iter().map(|edition| edition.state.as_str()).collect();
    assert_eq!(states, ["superseded", "released"]);
    assert_eq!(one.app.verify().await.unwrap().problems, Vec::<String>::new());
}

async fn two_subjects(engine: Engine) {
    let (one, russian) = approved(engine, RUSSIAN).await;
    one.set_clock("2027-06-07T15:00");
    let physics = one.gia_results(PHYSICS).await;
    one.set_clock("2027-06-08T11:00");
    let waiting = one.waiting(physics).await;
    one.approve(physics, "1", &waiting).await.unwrap();
    let place = places(&one).await;
    for (exam, ending) in [(russian, "/01-310527-1"), (physics, "/03-310527-1")] {
        let statement = to(&own(&one, &place.centre, exam).await, place.school_id());
        assert!(statement.row.number.ends_with(ending), "{}", statement.row.number);
        one.set_clock("2027-06-09T10:00");
        let centre = one.request(place.centre.account()).await;
        one.app.hand_over(&centre, &[statement.row.id]).await.unwrap();
        let ledgers = one.app.list_ledgers(&place.school, Some(exam)).await.unwrap();
        assert!(
            ledgers
                .iter()
                .all(|ledger| ledger.row.ledger.number.ends_with(ending.trim_start_matches('/')))
        );
    }
}

async fn refusals(engine: Engine) {
    let (one, exam) = approved(engine, RUSSIAN).await;
    let place = places(&one).await.at(&one, "2027-06-09T10:00").await;
    let all = own(&one, &place.centre, exam).await;
    let (to_school, to_body) = (to(&all, place.school_id()), to(&all, place.body_id()));
    let other = one
        .region
        .organisations
        .iter()
        .find(|made| {
            made.kind == OrganisationKind::MunicipalBody
                && Some(&made.code)
                    != one
                        .region
                        .organisation(&one.first(OrganisationKind::School))
                        .unwrap()
                        .parent_code
                        .as_ref()
        })
        .unwrap()
        .code
        .clone();
    let other = one.as_role(Role::MunicipalClerk, &other).await;
    for id in [to_school.row.id, to_body.row.id] {
        let results = [
            one.app.hand_over(&other, &[id]).await.map(|_| ()),
            one.app.receive(&other, &[id]).await.map(|_| ()),
            one.app.open_statement(&other, id, OpeningForm::Page).await.map(|_| ()),
            one.app.statement_facts(&other, id).await.map(|_| ()),
        ];
        for result in results {
            assert!(matches!(result, Err(AppError::NotFound)), "{result:?}");
        }
    }
    let unsent = one.app.receive(&place.body, &[to_body.row.id]).await;
    assert!(
        matches!(unsent, Err(AppError::NotFound | AppError::NotNow(_))),
        "{unsent:?}"
    );
    let shut = one
        .app
        .open_statement(&place.school, to_school.row.id, OpeningForm::Page)
        .await;
    assert!(
        matches!(shut, Err(AppError::NotFound)),
        "before the hand-over: {shut:?}"
    );
    let foreign = one.app.receive(&place.body, &[to_school.row.id]).await;
    assert!(
        matches!(foreign, Err(AppError::NotFound)),
        "receipt is the school's: {foreign:?}"
    );

    one.app.hand_over(&place.centre, &[to_school.row.id]).await.unwrap();
    let ledger = one.app.list_ledgers(&place.school, Some(exam)).await.unwrap()[0]
        .row
        .ledger
        .id;
    let opened = one.app.open_ledger(&place.school, ledger).await.unwrap();
    let early: Vec<LineInput> = opened
        .lines
        .iter()
        .map(|line| LineInput {
            line: line.row.line.id,
            version: line.row.line.version,
            told: Told::Yes,
            day: String::new(),
            time: "0930".to_owned(),
            note: String::new(),
        })
        .collect();
    let refused = one.app.save_ledger(&place.school, ledger, &early).await;
    assert!(matches!(refused, Err(AppError::Invalid(_))), "{refused:?}");
}
