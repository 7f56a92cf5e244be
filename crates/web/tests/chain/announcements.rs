//! Announcements of procedure and schedule: made, told to the organisation above, signed.

use axum::http::StatusCode;

use crate::essay_region::Engine;
use crate::on_both_engines;
use crate::pdf_reader;
use crate::place::{Place, words};

on_both_engines! {
    fn d1_procedure_and_schedule_are_announced_reported_and_signed => announced;
    fn d5_the_paper_for_the_briefing_tells_day_time_and_place_to_every_participant => paper;
    fn an_announcement_with_mistakes_keeps_what_was_typed => mistakes;
}

async fn announced(engine: Engine) {
    let place = Place::with_results(engine).await;
    place.set_clock("2026-11-25T10:00");
    let exam = place.exam().await;
    let path = format!("/announcements/{exam}");
    let school = place.browser("school").await;
    let list = words(&school.get("/announcements").await);
    assert!(list.contains("Объявить порядок и\u{a0}график"), "{list}");
    assert!(list.contains("11.1"), "the clause is named");
    let form = school.get(&path).await;
    assert_eq!(form.status, StatusCode::OK);
    assert_eq!(
        school.get(&format!("{path}/print")).await.status,
        StatusCode::CONFLICT,
        "nothing to print yet"
    );
    let fields = [
        ("day", "16.12.2026"),
        ("time", "1400"),
        ("place", "кабинет 12"),
        ("procedure", "Лично каждому, под подпись."),
        ("version", "0"),
    ];
    let made = school.post_with_token(&path, &fields).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", words(&made));
    let page = words(&school.get(&path).await);
    assert!(page.contains("16\u{a0}декабря в\u{a0}14:00"), "{page}");
    assert!(page.contains("не\u{a0}сообщено"));

    place.set_clock("2026-11-25T10:12");
    let told = school.post_with_token(&format!("{path}/notify"), &[]).await;
    assert_eq!(told.status, StatusCode::SEE_OTHER, "{}", words(&told));
    assert_eq!(
        school.post_with_token(&format!("{path}/notify"), &[]).await.status,
        StatusCode::CONFLICT,
        "told once"
    );
    let clerk = place.browser("clerk").await;
    let at_body = words(&clerk.get("/announcements").await);
    assert!(
        at_body.contains(&place.short_name(&place.school_code())) && at_body.contains("кабинет 12"),
        "{at_body}"
    );
    assert!(
        at_body.contains("25\u{a0}ноября, 10:12"),
        "the municipal body sees since when it knows"
    );
    assert!(
        !place
            .browser("foreign-clerk")
            .await
            .get("/announcements")
            .await
            .text()
            .contains("кабинет 12")
    );

    let wrong = school
        .post_with_token(
            &format!("{path}/signatures"),
            &[("signed-1", "yes"), ("date-1", "26.11.2026")],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.text().contains("День подписи позже сегодняшнего") && wrong.text().contains("href=\"#date-1\""),
        "{}",
        words(&wrong)
    );
    let signed = school
        .post_with_token(
            &format!("{path}/signatures"),
            &[
                ("signed-1", "yes"),
                ("date-1", "24.11.2026"),
                ("signed-2", "yes"),
                ("date-2", "25.11.2026"),
            ],
        )
        .await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", words(&signed));
    let page = words(&school.get(&path).await);
    assert!(page.contains("Расписались 1 из"), "{page}");
    assert!(school.get(&path).await.text().contains("value=\"24.11.2026\""));
    let printed = school.get(&format!("{path}/print")).await;
    assert_eq!(printed.header("content-type"), "application/pdf");
    let paper = pdf_reader::read(&printed.body).text();
    assert!(paper.contains("кабинет 12") && paper.contains("14:00"), "{paper}");
    assert!(paper.contains(&place.surname_at(&place.school_code())), "{paper}");
}

async fn paper(engine: Engine) {
    let place = Place::with_results(engine).await;
    place.set_clock("2026-11-25T10:00");
    let path = format!("/announcements/{}", place.exam().await);
    let school = place.browser("school").await;
    let fields = [
        ("day", "16.12.2026"),
        ("time", "14:00"),
        ("place", "актовый зал"),
        (
            "procedure",
            "Порядок читает ответственный организатор.\nРасписаться может и родитель.",
        ),
        ("version", "0"),
    ];
    let made = school.post_with_token(&path, &fields).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", words(&made));
    let printed = school.get(&format!("{path}/print")).await;
    assert_eq!(printed.status, StatusCode::OK);
    let paper = pdf_reader::read(&printed.body).text();
    for told in [
        "16 декабря 2026",
        "14:00",
        "актовый зал",
        "Расписаться может и родитель",
    ] {
        assert!(paper.replace('\u{a0}', " ").contains(told), "{told}: {paper}");
    }
    let code = place.school_code();
    let everybody = place
        .region
        .participants
        .iter()
        .filter(|one| one.informing_code == code);
    let mut named = 0;
    for one in everybody {
        assert!(paper.contains(&one.name.surname), "{paper}");
        named += 1;
    }
    assert!(named > 0);
    let clerk = place.browser("foreign-clerk").await;
    assert_ne!(
        clerk.get(&format!("{path}/print")).await.status,
        StatusCode::OK,
        "another's paper is not printed"
    );
}

async fn mistakes(engine: Engine) {
    let place = Place::with_results(engine).await;
    place.set_clock("2026-11-25T10:00");
    let path = format!("/announcements/{}", place.exam().await);
    let school = place.browser("school").await;
    let refused = school
        .post_with_token(
            &path,
            &[
                ("day", "01.12.2026"),
                ("time", "25:00"),
                ("place", ""),
                ("procedure", "Под подпись."),
            ],
        )
        .await;
    let text = refused.text();
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for expected in [
        "href=\"#day\"",
        "href=\"#time\"",
        "href=\"#place\"",
        "value=\"25:00\"",
        "Под подпись.",
    ] {
        assert!(text.contains(expected), "{expected}");
    }
    let fields = [
        ("day", "16.12.2026"),
        ("time", "14:00"),
        ("place", "зал"),
        ("procedure", "Под подпись."),
        ("version", "0"),
    ];
    assert_eq!(
        school.post_with_token(&path, &fields).await.status,
        StatusCode::SEE_OTHER
    );
    let second = place.browser("second-school").await;
    let newer = [
        ("day", "16.12.2026"),
        ("time", "15:00"),
        ("place", "зал"),
        ("procedure", "Под подпись."),
        ("version", "1"),
    ];
    assert_eq!(
        second.post_with_token(&path, &newer).await.status,
        StatusCode::SEE_OTHER
    );
    let stale = [
        ("day", "16.12.2026"),
        ("time", "16:00"),
        ("place", "столовая"),
        ("procedure", "Под подпись."),
        ("version", "1"),
    ];
    let conflict = school.post_with_token(&path, &stale).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(
        conflict.text().contains("Сейчас записано")
            && conflict.text().contains("15:00")
            && conflict.text().contains("value=\"столовая\""),
        "{}",
        words(&conflict)
    );
}
