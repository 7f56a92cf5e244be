//! The public look-up: whatever there is no answer to is the same empty answer, and guessing waits.

use app::AppError;
use app::lookup::FoundResult;
use app::settings::SettingName;
use domain::access::Role;
use rehearsal::MadeUpParticipant;

use crate::on_both_engines;
use crate::support::{Engine, Installation};

on_both_engines! {
    fn every_miss_is_the_same_empty_answer => misses;
    fn the_second_question_is_the_regions_setting => second_question;
}

/// Participants with a series: one released, one whose result came late, one held.
struct People {
    released: MadeUpParticipant,
    late: MadeUpParticipant,
    held: MadeUpParticipant,
}

async fn released(engine: Engine) -> (Installation, People) {
    let one = Installation::with_results(engine).await;
    let with_series = |who: &MadeUpParticipant| !who.document.series.is_empty();
    let of = |batch| -> Vec<MadeUpParticipant> {
        let found = one
            .region
            .participants_with_results()
            .filter(|(who, result)| result.batch == batch && with_series(who));
        found.map(|(who, _)| who.clone()).take(2).collect()
    };
    let [shown, held] = of(rehearsal::Batch::First).try_into().unwrap();
    let late = of(rehearsal::Batch::Second).remove(0);
    let (result, _) = one.result_of(&held.code).await;
    let edition = one.editions(result).await[0].id;
    let operator = one.operator().await;
    one.app.hold_edition(&operator, edition, "сверка").await.unwrap();
    one.set_clock("2026-12-14T18:00");
    one.declare().await;
    (
        one,
        People {
            released: shown,
            late,
            held,
        },
    )
}

async fn ask(one: &Installation, series: &str, number: &str, surname: &str) -> Vec<FoundResult> {
    one.app.find_published(series, number, surname).await.unwrap()
}

async fn misses(engine: Engine) {
    let (one, people) = released(engine).await;
    let ministry = one.as_role(Role::MinistryOfficer, "420").await;
    let exam = one.exam().await;
    let right = &people.released;
    let (series, number, surname) = (
        right.document.series.as_str(),
        right.document.number.as_str(),
        right.name.surname.as_str(),
    );
    assert!(ask(&one, series, number, surname).await.is_empty(), "shut");
    for (decision, date) in [
        ("", "14.12.2026"),
        ("77", ""),
        ("77", "15.12.2026"),
        ("77", "31.02.2026"),
    ] {
        let refused = one.app.open_lookup(&ministry, exam, decision, date).await;
        assert!(
            matches!(refused, Err(AppError::Invalid(_))),
            "{decision} {date}: {refused:?}"
        );
    }
    for (role, place) in [(Role::ProcessingOperator, "421"), (Role::Administrator, "420")] {
        let other = one.as_role(role, place).await;
        assert!(matches!(
            one.app.open_lookup(&other, exam, "77", "14.12.2026").await,
            Err(AppError::Refused(_))
        ));
    }
    assert!(ask(&one, series, number, surname).await.is_empty(), "still shut");
    one.app.open_lookup(&ministry, exam, "77", "14.12.2026").await.unwrap();

    let found = ask(&one, series, number, surname).await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].record.exam_date, "2026-12-02");
    let spaced = format!(" {} {} ", &series[..2], &series[2..]);
    assert_eq!(
        ask(&one, &spaced, number, &surname.to_uppercase()).await.len(),
        1,
        "written otherwise, the same"
    );

    let (held, late) = (&people.held, &people.late);
    let cases = [
        ("wrong surname", series, number, "Нетакаева"),
        ("no surname", series, number, ""),
        (
            "a surname that begins alike",
            series,
            number,
            &surname[..surname.len() - 2],
        ),
        ("unknown", "9999", "000000", surname),
        ("mistyped", series, "000001", surname),
        ("number without series", "", number, surname),
        ("nothing", "", "", ""),
        (
            "held",
            held.document.series.as_str(),
            held.document.number.as_str(),
            held.name.surname.as_str(),
        ),
        (
            "not released yet",
            late.document.series.as_str(),
            late.document.number.as_str(),
            late.name.surname.as_str(),
        ),
        ("somebody else's surname", series, number, held.name.surname.as_str()),
    ];
    for (what, series, number, surname) in cases {
        if what == "somebody else's surname" && surname == right.name.surname {
            continue;
        }
        let answer = one.app.find_published(series, number, surname).await;
        assert!(matches!(&answer, Ok(found) if found.is_empty()), "{what}: {answer:?}");
    }
}

async fn second_question(engine: Engine) {
    let (one, people) = released(engine).await;
    let ministry = one.as_role(Role::MinistryOfficer, "420").await;
    let exam = one.exam().await;
    one.app.open_lookup(&ministry, exam, "77", "14.12.2026").await.unwrap();
    let document = &people.released.document;
    assert!(
        ask(&one, &document.series, &document.number, "").await.is_empty(),
        "a surname is asked by default"
    );
    one.app
        .change_setting(
            &ministry,
            SettingName::LookupSecondQuestion,
            "nothing",
            "решение № 7",
            0,
        )
        .await
        .unwrap();
    assert_eq!(ask(&one, &document.series, &document.number, "").await.len(), 1);
    assert!(ask(&one, "9999", "000000", "").await.is_empty());
    let stale = one
        .app
        .change_setting(
            &ministry,
            SettingName::LookupSecondQuestion,
            "surname",
            "решение № 8",
            0,
        )
        .await;
    assert!(matches!(stale, Err(AppError::Changed(_))), "{stale:?}");
    one.app
        .change_setting(
            &ministry,
            SettingName::LookupSecondQuestion,
            "surname",
            "решение № 8",
            1,
        )
        .await
        .unwrap();
    assert!(ask(&one, &document.series, &document.number, "").await.is_empty());
}
