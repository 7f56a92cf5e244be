//! Participants, results and organisations through their pages, on both engines: who sees whom, and no name in an address.
#![expect(dead_code, reason = "each test file uses a part of the support")]
#![expect(clippy::indexing_slicing, reason = "tests")]
#![expect(clippy::unwrap_used, reason = "a broken fixture ends the test")]

mod essay_region;
mod support;

use axum::http::StatusCode;
use domain::access::Role;
use domain::organisation::OrganisationKind;
use domain::registration::ParticipantCategory;
use essay_region::{Engine, EssayRegion, Named, links};

on_both_engines! {
    fn c5_everybody_is_listed_where_the_order_says => informing_places;
    fn c1_a_released_result_is_not_there_before_it_is_handed_over => before_the_hand_over;
    fn c5_a_foreign_municipality_is_not_there => foreign_municipality;
    fn c6_results_are_open_to_responsible_persons_only => responsible_only;
    fn c6_an_organisation_shows_its_orders_and_who_is_missing => orders_of_an_organisation;
    fn a_name_is_searched_by_form_and_never_by_address => search_box;
    fn suggestions_come_while_typing_within_the_scope => suggestions;
    fn typing_on_is_one_reading_in_the_journal => suggestions_in_the_journal;
    fn c7_lists_are_taken_away_as_files => files;
    fn names_are_searched_without_standing_in_an_address => name_search;
}

async fn informing_places(engine: Engine) {
    let region = EssayRegion::handed_down(engine).await;
    let past = region
        .region
        .participants
        .iter()
        .find(|one| one.category == ParticipantCategory::PastGraduate)
        .unwrap();
    let body = past.informing_code.clone();
    let clerk = region.person("clerk", Role::MunicipalClerk, &body).await;
    let own = region.organisation(&body).await;
    let list = clerk
        .get(&format!("/participants?organisation={own}&category=past-graduate"))
        .await
        .text();
    assert!(list.contains(&past.name.surname), "{list}");
    let school = region.first(OrganisationKind::School);
    let teacher = region.person("teacher", Role::SchoolOfficer, &school).await;
    let list = teacher.get("/participants").await.text();
    let told_here: Vec<&str> = region
        .region
        .participants
        .iter()
        .filter(|one| one.informing_code == school)
        .map(|one| one.name.surname.as_str())
        .take(20)
        .collect();
    assert!(
        !told_here.is_empty() && told_here.iter().all(|surname| list.contains(surname)),
        "{list}"
    );
    assert!(!list.contains(&past.code), "nobody who is told elsewhere");
}

async fn foreign_municipality(engine: Engine) {
    let region = EssayRegion::handed_down(engine).await;
    let school = region.first(OrganisationKind::School);
    let own = region.above(&school);
    let foreign = region
        .region
        .organisations
        .iter()
        .find(|one| one.kind == OrganisationKind::MunicipalBody && one.code != own)
        .unwrap();
    let teacher = region.person("teacher", Role::SchoolOfficer, &school).await;
    let list = teacher.get("/participants").await;
    let (person, result) = (
        links(&list, "/people/").first().cloned().unwrap(),
        links(&list, "/results/").first().cloned().unwrap(),
    );
    let home = format!("/organisations/{}", region.organisation(&school).await);
    for path in [&person, &result, &home] {
        assert_eq!(teacher.get(path).await.status, StatusCode::OK, "{path}");
    }
    let stranger = region.person("stranger", Role::MunicipalClerk, &foreign.code).await;
    for path in [
        person.clone(),
        result.clone(),
        format!("{result}/extract.pdf"),
        home,
        format!("/people/{}", region.exam().await),
    ] {
        assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let tree = stranger.get("/organisations").await.text();
    assert!(
        tree.contains(&foreign.code) && !tree.contains(&format!(">{school}<")),
        "{tree}"
    );
    let clerk = region.person("clerk", Role::MunicipalClerk, &own).await;
    assert_eq!(
        clerk.get(&person).await.status,
        StatusCode::OK,
        "the body above sees its schools"
    );
}

async fn before_the_hand_over(engine: Engine) {
    let region = EssayRegion::released(engine).await;
    let school = region.first(OrganisationKind::School);
    let own = region.organisation(&school).await;
    let all = region
        .browser("operator")
        .await
        .get(&format!("/participants?organisation={own}&state=released"))
        .await;
    let result = links(&all, "/results/").first().cloned().unwrap();
    let teacher = region.person("teacher", Role::SchoolOfficer, &school).await;
    let list = teacher.get("/participants").await;
    assert!(
        links(&list, "/results/").is_empty() && !list.text().contains("govuk-tag"),
        "{}",
        list.text()
    );
    assert!(links(&teacher.get("/participants?state=released").await, "/people/").is_empty());
    assert_eq!(teacher.get(&result).await.status, StatusCode::NOT_FOUND);
    let clerk = region
        .person("clerk", Role::MunicipalClerk, &region.above(&school))
        .await;
    assert_eq!(
        clerk.get(&result).await.status,
        StatusCode::NOT_FOUND,
        "nor to the body above"
    );
}

async fn responsible_only(engine: Engine) {
    let region = EssayRegion::handed_down(engine).await;
    let school = region.first(OrganisationKind::School);
    let teacher = region.person("teacher", Role::SchoolOfficer, &school).await;
    let result = links(&teacher.get("/participants").await, "/results/")
        .first()
        .cloned()
        .unwrap();
    region
        .account("colleague", Role::SchoolOfficer, &school, Named::ByNoOrder)
        .await;
    let colleague = region.browser("colleague").await;
    let list = colleague.get("/participants").await;
    assert_eq!(list.status, StatusCode::OK);
    assert!(links(&list, "/results/").is_empty(), "no links to what will be refused");
    let refused = colleague.get(&result).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(
        refused.text().contains("назначенные приказом") || refused.text().contains("приказ"),
        "{}",
        refused.text()
    );
}

async fn orders_of_an_organisation(engine: Engine) {
    let region = EssayRegion::with_people(engine).await;
    let school = region.first(OrganisationKind::School);
    let path = format!("/organisations/{}", region.organisation(&school).await);
    let operator = region.browser("operator").await;
    let before = operator.get(&path).await.text();
    assert!(before.contains("ведомости открыть некому"), "{before}");
    region
        .account("teacher", Role::SchoolOfficer, &school, Named::ByOrder)
        .await;
    let after = operator.get(&path).await.text();
    assert!(
        after.contains("№\u{a0}17-о") && after.contains("действует") && !after.contains("ведомости открыть некому"),
        "{after}"
    );
    let found = operator.get(&format!("/organisations?q={school}")).await.text();
    assert!(found.contains(&school) && found.contains("Проверкина"), "{found}");
    assert!(
        operator
            .get("/organisations?q=zzz")
            .await
            .text()
            .contains("Ничего не\u{a0}найдено")
    );
    assert!(operator.get("/organisations?sort=-participants&page=1").await.status == StatusCode::OK);
}

async fn files(engine: Engine) {
    let region = EssayRegion::released(engine).await;
    let operator = region.browser("operator").await;
    let exam = region.exam().await;
    for (path, kind, start) in [
        (
            "/organisations.xlsx".to_owned(),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            &b"PK"[..],
        ),
        (
            "/organisations.csv".to_owned(),
            "text/csv; charset=utf-8",
            &b"\xef\xbb\xbf"[..],
        ),
        (
            format!("/participants.csv?exam={exam}&encoding=windows-1251"),
            "text/csv; charset=windows-1251",
            &b"\xd3\xf7\xe0"[..],
        ),
        (
            format!("/participants.xlsx?exam={exam}&state=released"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            &b"PK"[..],
        ),
        (
            format!("/exams/{exam}/counts.csv"),
            "text/csv; charset=utf-8",
            &b"\xef\xbb\xbf"[..],
        ),
        (
            "/imports/templates/participants.xlsx".to_owned(),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            &b"PK"[..],
        ),
    ] {
        let file = operator.get(&path).await;
        assert_eq!(
            (file.status, file.header("content-type")),
            (StatusCode::OK, kind),
            "{path}"
        );
        assert!(file.body.starts_with(start), "{path}: {:?}", &file.body[..8]);
        assert!(file.header("content-disposition").starts_with("attachment"), "{path}");
    }
    let text = operator.get(&format!("/participants.csv?exam={exam}")).await.text();
    assert_eq!(
        text.matches("\r\n").count(),
        region.region.participants.len() + 1,
        "a line for everybody and the headings"
    );
    let school = region.first(OrganisationKind::School);
    let teacher = region.person("teacher", Role::SchoolOfficer, &school).await;
    let own = teacher.get(&format!("/participants.csv?exam={exam}")).await.text();
    let told_here = region
        .region
        .participants
        .iter()
        .filter(|one| one.informing_code == school)
        .count();
    assert_eq!(own.matches("\r\n").count(), told_here + 1, "only one's own");
}

async fn name_search(engine: Engine) {
    let region = EssayRegion::with_people(engine).await;
    let operator = region.browser("operator").await;
    let (exam, sought) = (
        region.exam().await.to_string(),
        region.region.participants[7].name.surname.clone(),
    );
    let found = operator
        .post_with_token("/participants", &[("exam", exam.as_str()), ("q", sought.as_str())])
        .await;
    assert_eq!(found.status, StatusCode::OK, "{}", found.text());
    assert!(
        found.text().contains("Нашлось:") && found.text().contains(&sought),
        "{}",
        found.text()
    );
    let encoded = web::pieces::percent_encoded(&sought);
    assert!(!found.text().contains(&encoded), "the name stands in no address");
    let ignored = operator.get(&format!("/participants?q={encoded}")).await;
    assert!(
        links(&ignored, "/participants?")
            .iter()
            .all(|href| !href.contains(&encoded)),
        "what came in an address goes no further"
    );
    let unknown = operator
        .post_with_token("/participants", &[("exam", exam.as_str()), ("q", "Ъъъъ")])
        .await;
    assert!(unknown.text().contains("Никто не\u{a0}найден"), "{}", unknown.text());
}

async fn search_box(engine: Engine) {
    let region = EssayRegion::with_people(engine).await;
    let operator = region.browser("operator").await;
    let sought = region.region.participants[7].name.surname.clone();
    let page = operator.get("/").await.text();
    let form = page
        .split("<form")
        .find(|form| form.contains("action=\"/search\""))
        .unwrap();
    assert!(
        form.contains("method=\"post\""),
        "the box in every header posts: {form}"
    );
    let found = operator.post_with_token("/search", &[("q", sought.as_str())]).await;
    assert_eq!(found.status, StatusCode::OK);
    assert!(found.text().contains("/people/"), "{}", found.text());
    let by_address = operator
        .get(&format!("/search?q={}", web::pieces::percent_encoded(&sought)))
        .await;
    assert!(
        !by_address.text().contains("/people/"),
        "what stands in an address is not searched"
    );
    assert!(!by_address.text().contains(&sought), "and not shown again");
}

/// What the script is answered: label and address of every suggestion.
fn suggested(answer: &support::Answer) -> Vec<(String, String)> {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("cache-control"), "no-store");
    let found: serde_json::Value = serde_json::from_str(&answer.text()).unwrap();
    let groups = found["groups"].as_array().unwrap();
    let hits = groups.iter().flat_map(|group| group["hits"].as_array().unwrap());
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    hits.map(|hit| (text(&hit["label"]), text(&hit["href"]))).collect()
}

async fn suggestions(engine: Engine) {
    const PATH: &str = "/search/suggestions";
    let region = EssayRegion::handed_down(engine).await;
    let school = region.first(OrganisationKind::School);
    let teacher = region.person("teacher", Role::SchoolOfficer, &school).await;
    let operator = region.browser("operator").await;
    let people = &region.region.participants;
    let own = people.iter().find(|one| one.informing_code == school).unwrap();
    let foreign = people
        .iter()
        .find(|one| one.informing_code != school && one.registering_code != school)
        .unwrap();
    let page = operator.get("/").await.text();
    assert!(page.contains("data-suggestions=\"/search/suggestions\""), "{page}");

    // Any part of a name, in any case, е for ё; a code; a document; a school; a statement's number.
    let half: String = own.name.surname.chars().skip(1).take(5).collect();
    let half = half.to_uppercase().replace('Ё', "Е");
    let document = format!("{} {}", own.document.series, own.document.number);
    let whole = format!("{} {}", own.name.given_name, own.name.surname);
    for typed in [own.code.as_str(), whole.as_str(), document.as_str()] {
        for browser in [&operator, &teacher] {
            let found = suggested(&browser.post_with_token(PATH, &[("q", typed)]).await);
            let named =
                |(label, href): &(String, String)| label.contains(&own.name.surname) && href.starts_with("/people/");
            assert!(found.iter().any(named), "{typed}: {found:?}");
        }
    }
    let found = suggested(&teacher.post_with_token(PATH, &[("q", half.as_str())]).await);
    assert!(
        found.iter().any(|(label, _)| label.contains(&own.name.surname)),
        "{half}: {found:?}"
    );
    let found = suggested(&operator.post_with_token(PATH, &[("q", school.as_str())]).await);
    for start in ["/organisations/", "/statements/", "/ledgers/"] {
        assert!(
            found.iter().any(|(_, href)| href.starts_with(start)),
            "{start}: {found:?}"
        );
    }

    // Whoever stands outside the scope does not exist, by whatever is typed; nor does half a letter find anybody.
    let surname = foreign.name.surname.as_str();
    let foreign_document = format!("{}{}", foreign.document.series, foreign.document.number);
    for typed in [
        foreign.code.as_str(),
        foreign_document.as_str(),
        "а",
        "",
        "   ",
        "%",
        "__",
    ] {
        let found = suggested(&teacher.post_with_token(PATH, &[("q", typed)]).await);
        assert_eq!(found, [], "{typed}");
    }
    let namesakes = people
        .iter()
        .filter(|one| one.informing_code == school && one.name.surname == surname);
    let found = suggested(&teacher.post_with_token(PATH, &[("q", surname)]).await);
    assert!(
        found.len() <= namesakes.count() || !found.iter().any(|(label, _)| label == surname),
        "{found:?}"
    );

    // As every form: with the session's own token, from our own page, from whoever may search; never by address.
    let stranger = region.browser("operator").await.token().await;
    for (token, status) in [
        (String::new(), StatusCode::FORBIDDEN),
        (stranger, StatusCode::FORBIDDEN),
    ] {
        let fields = [("csrf", token.as_str()), ("q", own.code.as_str())];
        let answer = operator.post(PATH, &fields).await;
        assert_eq!(answer.status, status);
        assert!(!answer.text().contains(&own.name.surname));
    }
    let token = operator.token().await;
    let fields = [("csrf", token.as_str()), ("q", own.code.as_str())];
    let elsewhere = [("sec-fetch-site", "cross-site")];
    let answer = operator.send(operator.form(PATH, &fields, &elsewhere)).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let by_address = operator.get(&format!("{PATH}?q={}", own.code)).await;
    assert_eq!(by_address.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(!by_address.text().contains(&own.name.surname));
}

async fn suggestions_in_the_journal(engine: Engine) {
    let region = EssayRegion::with_people(engine).await;
    let operator = region.browser("operator").await;
    let surname = region.region.participants[3].name.surname.clone();
    let typed: Vec<String> = (2..=surname.chars().count())
        .map(|length| surname.chars().take(length).collect())
        .collect();
    for words in &typed {
        let found = suggested(
            &operator
                .post_with_token("/search/suggestions", &[("q", words.as_str())])
                .await,
        );
        assert!(!found.is_empty(), "{words}");
    }
    operator.post_with_token("/search", &[("q", surname.as_str())]).await;
    let events = region.journal_events().await;
    let count = |action: &str| events.iter().filter(|event| event.action == action).count();
    assert_eq!(count("people-suggested"), 1, "one for who types on");
    assert_eq!(count("people-searched"), 1);
    assert!(
        events.iter().all(|event| !event.details.contains(&surname)),
        "no name in the journal"
    );
    let other = region.browser("operator").await;
    suggested(
        &other
            .post_with_token("/search/suggestions", &[("q", surname.as_str())])
            .await,
    );
    let events = region.journal_events().await;
    let count = events.iter().filter(|event| event.action == "people-suggested").count();
    assert_eq!(count, 1, "the same account in another browser");
}
