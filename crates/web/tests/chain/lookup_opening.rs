//! The participants' look-up opens by a recorded decision only.

use axum::http::StatusCode;

use crate::essay_region::Engine;
use crate::on_both_engines;
use crate::place::{Place, words};

on_both_engines! {
    fn e1_the_look_up_answers_only_after_the_recorded_decision => opened_by_decision;
}

async fn opened_by_decision(engine: Engine) {
    let place = Place::processed(engine).await;
    let exam = place.exam().await;
    let somebody = place.somebody_at(&place.school_code()).clone();
    let find = || {
        place.app.find_published(
            &somebody.document.series,
            &somebody.document.number,
            &somebody.name.surname,
            "203.0.113.9",
        )
    };
    assert!(find().await.unwrap().is_empty(), "shut without a decision");

    place.set_clock("2026-12-16T10:00");
    let ministry = place.browser("ministry").await;
    assert_eq!(ministry.get(&format!("/lookup/{exam}")).await.status, StatusCode::OK);
    let typed = [("decision_number", "214"), ("decision_date", "16.12.2026")];
    let preview = ministry
        .post_with_token(&format!("/lookup/{exam}/preview"), &typed)
        .await;
    assert_eq!(preview.status, StatusCode::OK, "{}", words(&preview));
    assert!(find().await.unwrap().is_empty(), "a preview opens nothing");
    let future = [("decision_number", "214"), ("decision_date", "17.12.2026")];
    assert_eq!(
        ministry
            .post_with_token(&format!("/lookup/{exam}/preview"), &future)
            .await
            .status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let opened = ministry.post_with_token(&format!("/lookup/{exam}/open"), &typed).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", words(&opened));
    assert_eq!(find().await.unwrap().len(), 1);
    let twice = ministry.post_with_token(&format!("/lookup/{exam}/open"), &typed).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    assert_eq!(place.journalled("lookup-opened").await, 1);
}
