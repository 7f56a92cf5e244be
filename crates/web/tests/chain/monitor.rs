//! Who has not been told, from the region down to the child.

use axum::http::StatusCode;

use crate::essay_region::Engine;
use crate::on_both_engines;
use crate::place::{Place, words};

on_both_engines! {
    fn d4_ministry_and_municipal_body_see_who_is_not_told_down_to_the_child => down_to_the_child;
}

async fn down_to_the_child(engine: Engine) {
    let place = Place::handed_to_schools(engine).await;
    place.set_clock("2026-12-16T09:00");
    let (school, surname) = (place.school_code(), place.surname_at(&place.school_code()));
    let (school_id, body_id) = (
        place.organisation(&school).await,
        place.organisation(&place.body_code()).await,
    );

    let ministry = place.browser("ministry").await;
    let region = ministry.get("/acquaintance").await;
    let text = words(&region);
    assert_eq!(region.status, StatusCode::OK);
    assert!(
        region.text().contains("<svg") && text.contains(&place.short_name(&place.body_code())),
        "one chart with its table: {text}"
    );
    assert!(text.contains("Сегодня истекает срок"), "{text}");
    let body = words(&ministry.get(&format!("/acquaintance?organisation={body_id}")).await);
    assert!(body.contains(&place.short_name(&school)), "{body}");
    let children = words(
        &ministry
            .get(&format!("/acquaintance?organisation={school_id}&show=today"))
            .await,
    );
    assert!(children.contains(&surname), "{children}");
    assert!(
        ministry
            .get(&format!("/acquaintance?organisation={school_id}&show=late"))
            .await
            .text()
            .contains("Таких участников нет")
    );

    place.set_clock("2026-12-17T09:20");
    let ministry = place.browser("ministry").await;
    let late = words(
        &ministry
            .get(&format!("/acquaintance?organisation={school_id}&show=late"))
            .await,
    );
    assert!(
        late.contains(&surname) && late.contains("просрочено на\u{a0}1\u{a0}рабочий день")
            || late.contains("просрочено на 1\u{a0}рабочий день"),
        "{late}"
    );
    let csv = words(
        &ministry
            .get(&format!("/acquaintance/untold.csv?organisation={school_id}&show=late"))
            .await,
    );
    assert!(csv.contains(&surname) && csv.contains("просрочено"), "{csv}");
    assert!(ministry.get("/acquaintance.xlsx").await.body.starts_with(b"PK"));
    assert!(ministry.get("/acquaintance/untold.xlsx").await.body.starts_with(b"PK"));
    assert_eq!(
        place.journalled("untold-listed").await,
        2,
        "names taken away are journalled"
    );

    let clerk = place.browser("clerk").await;
    let own = words(&clerk.get("/acquaintance").await);
    assert!(own.contains(&place.short_name(&school)), "{own}");
    let foreign = place.browser("foreign-clerk").await;
    assert_eq!(
        foreign
            .get(&format!("/acquaintance?organisation={school_id}"))
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    assert!(
        !foreign
            .get("/acquaintance?show=all")
            .await
            .text()
            .contains(&place.short_name(&school))
    );
}
