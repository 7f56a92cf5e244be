//! The participants' look-up opens by a recorded decision only.

use app::AppError;
use axum::http::StatusCode;
use domain::access::Role;
use storage::boxed;

use crate::essay_region::{Engine, Named};
use crate::on_both_engines;
use crate::place::{Place, words};

on_both_engines! {
    fn e1_the_look_up_answers_only_after_the_recorded_decision => opened_by_decision;
    fn e1_the_commission_has_a_list_of_its_own_exams_and_opens_nothing_unapproved => list_of_the_commission;
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
    let previewed = preview.hidden("previewed");
    let unseen = ministry.post_with_token(&format!("/lookup/{exam}/open"), &typed).await;
    assert_eq!(unseen.status, StatusCode::CONFLICT, "nobody looked at what would open");
    assert!(find().await.unwrap().is_empty());
    let typed = [typed[0], typed[1], ("previewed", previewed.as_str())];
    let opened = ministry.post_with_token(&format!("/lookup/{exam}/open"), &typed).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", words(&opened));
    assert_eq!(find().await.unwrap().len(), 1);
    let twice = ministry.post_with_token(&format!("/lookup/{exam}/open"), &typed).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    assert_eq!(place.journalled("lookup-opened").await, 1);
}

/// Fifteen subjects on four days: the list is searched, narrowed and paged; the essay is the ministry's.
async fn list_of_the_commission(engine: Engine) {
    let place = Place::processed(engine).await;
    let essay = place.exam().await;
    let commission = storage::organisations::OrganisationRow {
        id: place.app.fresh_id(place.app.clock.now()).unwrap(),
        code: "ГЭК".to_owned(),
        kind: "exam-commission".to_owned(),
        name: "Государственная экзаменационная комиссия".to_owned(),
        short_name: "ГЭК".to_owned(),
        parent_id: Some(place.organisation("420").await),
        zone: None,
        address: None,
        valid_from: "2026-09-01".to_owned(),
        valid_to: None,
        version: 1,
    };
    let subjects = [1, 2, 22, 3, 4, 25, 6, 7, 8, 9, 10, 11, 12, 13, 18];
    let days = ["2027-05-31", "2027-06-04", "2027-06-22", "2027-07-05"];
    let mut exams = Vec::new();
    for day in days {
        for subject_code in subjects {
            exams.push(storage::exams::ExamRow {
                id: place.app.fresh_id(place.app.clock.now()).unwrap(),
                kind: "gia-11".to_owned(),
                subject_code,
                exam_date: day.to_owned(),
                period: "main".to_owned(),
                created_at: 0,
            });
        }
    }
    let rows = (commission, exams.clone());
    let write = place.app.store.write(&rows, |tx, (commission, exams)| {
        boxed(async move {
            storage::organisations::insert(tx, commission).await?;
            for exam in exams {
                storage::exams::insert(tx, exam).await?;
            }
            Ok::<_, AppError>(())
        })
    });
    write.await.unwrap();
    place
        .account("secretary", Role::CommissionSecretary, "ГЭК", Named::ByOrder)
        .await;
    let secretary = place.browser("secretary").await;

    let first = secretary.get("/lookup").await;
    assert_eq!(first.status, StatusCode::OK, "{}", words(&first));
    assert!(words(&first).contains("Результатов ещё нет: 60"), "{}", words(&first));
    assert!(!words(&first).contains("Итоговое сочинение"), "{}", words(&first));
    assert_eq!(first.text().matches("ЕГЭ. ").count(), 50, "fifty a page");
    let second = secretary.get("/lookup?page=2").await;
    assert_eq!(second.text().matches("ЕГЭ. ").count(), 10);
    for (query, found) in [
        ("q=%D1%84%D0%B8%D0%B7%D0%B8%D0%BA%D0%B0", 4),
        ("q=%D1%84%D0%B8%D0%B7%D0%B8%D0%BA%D0%B0+31", 1),
        ("state=open", 0),
        (
            "form=%D0%95%D0%93%D0%AD&state=nothing-yet&q=%D0%BC%D0%B0%D1%82%D0%B5%D0%BC",
            8,
        ),
    ] {
        let list = secretary.get(&format!("/lookup?{query}")).await;
        assert_eq!(list.text().matches("ЕГЭ. ").count(), found, "{query}");
    }

    let exam = exams[0].id;
    assert_eq!(
        secretary.get(&format!("/lookup/{exam}")).await.status,
        StatusCode::CONFLICT
    );
    let typed = [("decision_number", "12"), ("decision_date", "14.12.2026")];
    for act in ["preview", "open"] {
        let refused = secretary
            .post_with_token(&format!("/lookup/{exam}/{act}"), &typed)
            .await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{act}");
        let foreign = secretary
            .post_with_token(&format!("/lookup/{essay}/{act}"), &typed)
            .await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{act}");
    }
    let ministry = place.browser("ministry").await;
    let list = ministry.get("/lookup").await;
    assert!(!list.text().contains("ЕГЭ. ") && words(&list).contains("Итоговое сочинение"));
    assert_eq!(
        ministry.get(&format!("/lookup/{exam}")).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(place.journalled("lookup-opened").await, 0);
}
