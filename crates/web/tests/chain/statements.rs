//! Statements: handed over, received, opened, printed; and what must be refused.

use app::participants::ParticipantFilter;
use axum::http::StatusCode;
use domain::access::Role;
use domain::organisation::OrganisationKind;

use crate::essay_region::{Engine, Named};
use crate::on_both_engines;
use crate::pdf_reader;
use crate::place::{Place, words};
use crate::support::without_randomness;

on_both_engines! {
    fn c1_processing_centre_hands_over_after_a_preview => processing_centre_hands_over;
    fn c2_municipal_body_hands_down_only_what_it_received => municipal_body_hands_down;
    fn c3_a_school_has_the_results_of_its_own_students_and_nobody_elses => own_students;
    fn c4_state_school_gets_its_statement_straight_from_the_processing_centre => state_school;
    fn c6_an_expired_responsible_person_reaches_no_rows => expired_person;
    fn c7_every_opening_is_recorded_in_its_form => openings;
    fn c7_statements_of_a_list_are_printed_in_one_archive => archive;
    fn a_statement_of_another_municipality_is_a_page_that_does_not_exist => foreign_clerk;
    fn the_same_hand_over_twice_is_one_act => repeated_form;
    fn lists_are_filtered_and_taken_away => lists;
}

async fn processing_centre_hands_over(engine: Engine) {
    let place = Place::processed(engine).await;
    place.set_clock("2026-12-15T09:00");
    let operator = place.browser("operator").await;
    let list = operator.get("/statements").await;
    assert_eq!(list.status, StatusCode::OK);
    assert!(
        list.text().contains("надо передать до\u{a0}конца 15\u{a0}декабря"),
        "{}",
        words(&list)
    );
    let preview = operator.get("/statements/hand-over").await;
    let text = words(&preview);
    assert_eq!(preview.status, StatusCode::OK);
    assert!(text.contains(&place.short_name(&place.body_code())));
    assert!(
        text.contains("п.\u{a0}2.2") || text.contains("п. 2.2"),
        "the clause stands beside the act"
    );
    assert!(
        text.contains("Начнётся срок до\u{a0}конца 16\u{a0}декабря"),
        "what follows is told before the act"
    );
    assert_eq!(
        place.journalled("statement-handed-over").await,
        0,
        "a preview changes nothing"
    );

    let statement = place.statement_to("operator", &place.body_code()).await.to_string();
    let answer = operator
        .post(
            "/statements/hand-over",
            &[
                ("csrf", &preview.hidden("csrf")),
                ("idempotency_key", &preview.hidden("idempotency_key")),
                ("statement", &statement),
            ],
        )
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", words(&answer));
    let page = words(&operator.get(answer.header("location")).await);
    assert!(page.contains("Передана 1\u{a0}ведомость"), "{page}");
    assert!(
        page.contains("15\u{a0}декабря\u{a0}2026, 09:00"),
        "the moment of the act stands on the page: {page}"
    );
    assert!(page.contains("в срок"));

    let twice = operator
        .post_with_token("/statements/hand-over", &[("statement", &statement)])
        .await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    assert!(twice.text().contains("ведомость уже передана"), "{}", words(&twice));
    let nothing = operator.post_with_token("/statements/hand-over", &[]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
}

async fn municipal_body_hands_down(engine: Engine) {
    let place = Place::handed_to_municipal_bodies(engine).await;
    let clerk = place.browser("clerk").await;
    let incoming = place.statement_to("clerk", &place.body_code()).await;
    let school = place.statement_to("clerk", &place.school_code()).await.to_string();

    let too_early = clerk
        .post_with_token("/statements/hand-over", &[("statement", &school)])
        .await;
    assert_eq!(too_early.status, StatusCode::CONFLICT);
    assert!(
        too_early.text().contains("сначала подтвердите получение"),
        "{}",
        words(&too_early)
    );
    let preview = words(&clerk.get("/statements/hand-over").await);
    assert!(
        preview.contains("Передать сейчас нельзя"),
        "what cannot be handed over is said"
    );

    let waiting = words(&clerk.get(&format!("/statements/{incoming}")).await);
    assert!(waiting.contains("Подтвердите получение"), "{waiting}");
    assert!(
        !waiting.contains(&place.surname_at(&place.school_code())),
        "no rows before the receipt"
    );
    let early_file = clerk.get(&format!("/statements/{incoming}/pdf")).await;
    assert_eq!(early_file.status, StatusCode::CONFLICT);

    place.set_clock("2026-12-15T11:30");
    let clerk = place.browser("clerk").await;
    let received = clerk
        .post_with_token("/statements/receive", &[("statement", &incoming.to_string())])
        .await;
    assert_eq!(received.status, StatusCode::SEE_OTHER, "{}", words(&received));
    let opened = words(&clerk.get(received.header("location")).await);
    assert!(
        opened.contains(&place.surname_at(&place.school_code())),
        "the rows are open now: {opened}"
    );
    assert!(opened.contains("15\u{a0}декабря\u{a0}2026, 11:30"));

    let list = words(&clerk.get("/statements").await);
    assert!(
        list.contains("надо передать до\u{a0}конца 16\u{a0}декабря"),
        "one working day after the receipt: {list}"
    );
    let done = clerk
        .post_with_token("/statements/hand-over", &[("statement", &school)])
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", words(&done));
    let officer = place.browser("school").await;
    let at_school = words(&officer.get("/statements").await);
    assert!(at_school.contains("подтвердите получение"), "{at_school}");
}

async fn own_students(engine: Engine) {
    let place = Place::handed_to_schools(engine).await;
    let code = place.school_code();
    let own = place.organisation(&code).await;
    let statement = place.statement_to("school", &code).await;
    let school = place.browser("school").await;
    let surname = place.surname_at(&code);
    let shut = words(&school.get(&format!("/statements/{statement}")).await);
    assert!(!shut.contains(&surname), "no rows before the receipt: {shut}");
    let received = school
        .post_with_token("/statements/receive", &[("statement", &statement.to_string())])
        .await;
    assert_eq!(received.status, StatusCode::SEE_OTHER, "{}", words(&received));
    let open = words(&school.get(received.header("location")).await);
    assert!(open.contains(&surname), "{open}");

    let clerk = place.request_of("clerk").await;
    let all = ParticipantFilter::default();
    let (_, people) = place
        .app
        .list_participants(&clerk, place.exam().await, &all)
        .await
        .unwrap();
    let (mut of_school, mut of_others) = (0, 0);
    for one in people.iter().filter(|one| one.row.result_id.is_some()) {
        let person = school.get(&format!("/people/{}", one.row.person_id)).await;
        let result = format!("/results/{}", one.row.result_id.unwrap());
        let history = school.get(&result).await;
        if one.row.informing_organisation_id == own {
            of_school += 1;
            assert_eq!(
                (person.status, history.status),
                (StatusCode::OK, StatusCode::OK),
                "{}",
                one.name
            );
            if of_school == 1 {
                let extract = school.get(&format!("{result}/extract.pdf")).await;
                let paper = pdf_reader::read(&extract.body).text();
                assert!(
                    paper.contains(&one.row.participant_code) || paper.contains(&surname),
                    "{paper}"
                );
            }
        } else if of_others < 5 {
            of_others += 1;
            assert_eq!(
                (person.status, history.status),
                (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND),
                "another school's student"
            );
        }
    }
    assert!(of_school > 0 && of_others > 0, "both kinds were tried");
}

async fn state_school(engine: Engine) {
    let place = Place::processed(engine).await;
    let code = place.first(OrganisationKind::StateSchool);
    place.set_clock("2026-12-15T10:00");
    let officer = place.browser("state-school").await;
    assert!(
        officer.get("/statements").await.text().contains("Таких ведомостей нет"),
        "nothing before the hand-over"
    );
    let statement = place.statement_to("operator", &code).await.to_string();
    let operator = place.browser("operator").await;
    let handed = operator
        .post_with_token("/statements/hand-over", &[("statement", &statement)])
        .await;
    assert_eq!(handed.status, StatusCode::SEE_OTHER, "{}", words(&handed));
    assert!(
        operator.get(handed.header("location")).await.text().contains("2.5"),
        "the clause of state organisations"
    );

    let received = officer
        .post_with_token("/statements/receive", &[("statement", &statement)])
        .await;
    assert_eq!(received.status, StatusCode::SEE_OTHER, "{}", words(&received));
    let page = words(&officer.get(received.header("location")).await);
    assert!(page.contains(&place.surname_at(&code)), "{page}");
    let clerk = place.browser("clerk").await;
    assert_eq!(
        clerk.get(&format!("/statements/{statement}")).await.status,
        StatusCode::NOT_FOUND,
        "no municipal body stands between"
    );
}

async fn expired_person(engine: Engine) {
    let place = Place::handed_to_schools(engine).await;
    let school = place.school_code();
    let statement = place.statement_to("clerk", &school).await;
    place
        .account_with_order("expired", Role::SchoolOfficer, &school, "2026-09-01", "2026-12-10")
        .await;
    place
        .account("unnamed", Role::SchoolOfficer, &school, Named::ByNoOrder)
        .await;
    for login in ["expired", "unnamed"] {
        let browser = place.browser(login).await;
        let page = browser.get(&format!("/statements/{statement}")).await;
        assert_eq!(
            page.status,
            StatusCode::OK,
            "{login} may know that there is a statement"
        );
        assert!(
            page.text().contains("Действующего приказа на\u{a0}вас нет"),
            "{login}: {}",
            words(&page)
        );
        assert!(
            !page.text().contains(&place.surname_at(&school)),
            "{login} sees no names"
        );
        for file in ["pdf", "xlsx"] {
            let refused = browser.get(&format!("/statements/{statement}/{file}")).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{login} {file}");
        }
        let receive = browser
            .post_with_token("/statements/receive", &[("statement", &statement.to_string())])
            .await;
        assert_eq!(receive.status, StatusCode::FORBIDDEN, "{login}");
    }
    assert_eq!(
        place.journalled("statement-opening-refused").await,
        6,
        "every attempt is recorded"
    );
    assert_eq!(place.journalled("statement-opened").await, 0);
}

async fn openings(engine: Engine) {
    let place = Place::handed_to_schools(engine).await;
    let school = place.school_code();
    let statement = place.statement_to("clerk", &school).await;
    place.set_clock("2026-12-15T14:00");
    let officer = place.browser("school").await;
    let received = officer
        .post_with_token("/statements/receive", &[("statement", &statement.to_string())])
        .await;
    assert_eq!(received.status, StatusCode::SEE_OTHER);
    place.set_clock("2026-12-15T14:05");
    let page = officer.get(&format!("/statements/{statement}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.text().contains("15\u{a0}декабря\u{a0}2026, 14:05"),
        "the first opening stands in the way so far: {}",
        words(&page)
    );
    let pdf = officer.get(&format!("/statements/{statement}/pdf")).await;
    assert_eq!(
        (pdf.status, pdf.header("content-type")),
        (StatusCode::OK, "application/pdf")
    );
    let paper = pdf_reader::read(&pdf.body).text();
    assert!(paper.contains(&place.surname_at(&school)), "{paper}");
    assert!(paper.contains('•'), "documents are masked on paper");
    let number = place.somebody_at(&school).document.number.clone();
    assert!(!paper.contains(&number), "no whole number of a document on paper");
    let again = officer.get(&format!("/statements/{statement}/pdf")).await;
    assert_eq!(pdf.body, again.body, "the same data print to the same bytes");
    let xlsx = officer.get(&format!("/statements/{statement}/xlsx")).await;
    assert_eq!(xlsx.status, StatusCode::OK);
    assert!(xlsx.body.starts_with(b"PK"));
    assert_eq!(place.journalled("statement-opened").await, 4);
    let request = place.request_of("operator").await;
    let facts = place.app.statement_facts(&request, statement).await.unwrap();
    let forms: Vec<&str> = facts.openings.iter().map(|one| one.form.as_str()).collect();
    assert_eq!(forms, ["page", "pdf", "pdf", "xlsx"]);
}

async fn archive(engine: Engine) {
    let place = Place::handed_to_municipal_bodies(engine).await;
    let clerk = place.browser("clerk").await;
    let shut = clerk.get("/statements.zip").await;
    assert_eq!(shut.status, StatusCode::CONFLICT, "nothing is open before the receipt");
    assert_eq!(place.journalled("statements-opened").await, 0);

    place.hand_down("2026-12-15T11:00", "2026-12-15T12:00").await;
    let clerk = place.browser("clerk").await;
    let list = clerk.get("/statements").await;
    assert!(list.text().contains("/statements.zip"), "the list offers its paper");
    let request = place.request_of("clerk").await;
    let known = place.app.list_statements(&request, None).await.unwrap().len();
    let archive = clerk.get("/statements.zip").await;
    assert_eq!(archive.status, StatusCode::OK, "{}", words(&archive));
    assert_eq!(archive.header("content-type"), "application/zip");
    let papers = archive.body.windows(5).filter(|bytes| *bytes == b"%PDF-").count();
    assert_eq!(papers, known, "one paper per statement");
    assert_eq!(
        place.journalled("statements-opened").await,
        1,
        "one act records them all"
    );

    let narrowed = clerk.get("/statements.zip?q=%D0%BD%D0%B8%D0%BA%D1%82%D0%BE").await;
    assert_eq!(
        narrowed.status,
        StatusCode::CONFLICT,
        "a list without rows has no paper"
    );
    let foreign = place.browser("foreign-clerk").await;
    assert_eq!(foreign.get("/statements.zip").await.status, StatusCode::CONFLICT);
}

async fn foreign_clerk(engine: Engine) {
    let place = Place::handed_to_municipal_bodies(engine).await;
    let statement = place.statement_to("clerk", &place.body_code()).await.to_string();
    let foreign = place.browser("foreign-clerk").await;
    let unknown = "01890000-0000-7000-8000-000000000000";
    for ending in ["", "/pdf", "/xlsx"] {
        let theirs = foreign.get(&format!("/statements/{statement}{ending}")).await;
        let nothing = foreign.get(&format!("/statements/{unknown}{ending}")).await;
        assert_eq!(
            (theirs.status, nothing.status),
            (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND),
            "{ending}"
        );
        let plain = |answer: &crate::support::Answer, id: &str| without_randomness(answer).replace(id, "");
        assert_eq!(
            plain(&theirs, &statement),
            plain(&nothing, unknown),
            "{ending}: the two are told apart by nothing"
        );
    }
    for path in ["/statements/receive", "/statements/hand-over"] {
        let theirs = foreign.post_with_token(path, &[("statement", &statement)]).await;
        assert_eq!(theirs.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(place.journalled("statement-received").await, 0);
}

async fn repeated_form(engine: Engine) {
    let place = Place::processed(engine).await;
    place.set_clock("2026-12-15T09:00");
    let operator = place.browser("operator").await;
    let preview = operator.get("/statements/hand-over").await;
    let (csrf, key) = (preview.hidden("csrf"), preview.hidden("idempotency_key"));
    let statement = place.statement_to("operator", &place.body_code()).await.to_string();
    let other = place
        .statement_to("operator", &place.first(OrganisationKind::StateSchool))
        .await
        .to_string();
    let fields = [
        ("csrf", csrf.as_str()),
        ("idempotency_key", key.as_str()),
        ("statement", statement.as_str()),
    ];
    for _ in 0..2 {
        let answer = operator.post("/statements/hand-over", &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", words(&answer));
    }
    assert_eq!(place.journalled("statement-handed-over").await, 1);
    let another = [
        ("csrf", csrf.as_str()),
        ("idempotency_key", key.as_str()),
        ("statement", other.as_str()),
    ];
    assert_eq!(
        operator.post("/statements/hand-over", &another).await.status,
        StatusCode::CONFLICT,
        "the same key with another body"
    );
}

async fn lists(engine: Engine) {
    let place = Place::handed_to_municipal_bodies(engine).await;
    let operator = place.browser("operator").await;
    let handed = words(&operator.get("/statements?state=handed-over&sort=-results").await);
    assert!(handed.contains(&place.short_name(&place.body_code())));
    let none = words(&operator.get("/statements?state=received").await);
    assert!(none.contains("Таких ведомостей нет"));
    let searched = words(
        &operator
            .get("/statements?q=%D0%BD%D0%B5%D1%82%20%D1%82%D0%B0%D0%BA%D0%BE%D0%B9")
            .await,
    );
    assert!(searched.contains("Таких ведомостей нет"));
    let csv = operator.get("/statements.csv?state=handed-over").await;
    let text = words(&csv);
    assert!(
        text.starts_with('\u{feff}') && text.contains(";\"") | text.contains(';'),
        "{text}"
    );
    assert!(text.contains("15.12.2026, 10:00"));
    assert!(operator.get("/statements.xlsx").await.body.starts_with(b"PK"));
    let nonsense = operator.get("/statements?exam=zzz&page=-4&sort=drop&state=%FF").await;
    assert_eq!(nonsense.status, StatusCode::OK);
}
