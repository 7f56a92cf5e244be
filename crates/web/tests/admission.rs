//! Who may sit again, through the pages, on both engines.
#![expect(dead_code, reason = "each test file uses a part of the support")]
#![expect(clippy::unwrap_used, reason = "a broken fixture ends the test")]

mod essay_region;
mod support;

use axum::http::StatusCode;
use domain::access::Role;
use domain::organisation::OrganisationKind;
use essay_region::{Engine, EssayRegion};

on_both_engines! {
    fn l1_a_fail_is_admitted_to_february_and_a_foreign_school_sees_nobody => after_a_fail;
}

async fn after_a_fail(engine: Engine) {
    let region = EssayRegion::released(engine).await;
    let operator = region.person("listed", Role::ProcessingOperator, "421").await;
    let list = operator.get("/admission?reason=failed").await;
    assert_eq!(list.status, StatusCode::OK, "{}", list.text());
    let text = list.text().replace('\u{a0}', " ");
    assert!(
        text.contains("После незачёта допущен писать снова 3 февраля 2027"),
        "{text}"
    );
    let start = text.find("href=\"/people/").unwrap() + "href=\"".len();
    let person: String = text
        .chars()
        .skip(text[..start].chars().count())
        .take_while(|one| *one != '"')
        .collect();
    let page = operator.get(&person).await.text().replace('\u{a0}', " ");
    assert!(page.contains("Допуск") && page.contains("20 января"), "{page}");
    let file = operator.get("/admission.xlsx?reason=failed").await;
    assert_eq!(file.status, StatusCode::OK);
    let mut refused = 0;
    let schools = region
        .region
        .organisations
        .iter()
        .filter(|one| one.kind == OrganisationKind::School);
    for (index, school) in schools.enumerate() {
        let browser = region
            .person(&format!("school-{index}"), Role::SchoolOfficer, &school.code)
            .await;
        let answer = browser.get(&person).await;
        if answer.status == StatusCode::NOT_FOUND {
            refused += 1;
        } else {
            // Nothing was handed down yet, so the school knows of no result (C1).
            assert!(!answer.text().contains("После незачёта"), "{}", answer.text());
        }
    }
    assert!(refused >= 2, "{refused}");
}
