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
