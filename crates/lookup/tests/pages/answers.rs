//! Forms: what is typed wrong, what is shown back and what never is, and the version for weak sight.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use lookup::Transport;

use crate::support::{Double, Mood, NUMBER, SERIES, SURNAME, options, request, result, site, site_with};

#[tokio::test]
async fn badly_formed_answers_get_a_fault_and_are_not_evaluated() {
    let site = site(Double::new());
    for (fields, expected) in [
        (vec![("series", SERIES), ("number", "")], "Введите номер документа"),
        (vec![("series", SERIES)], "Введите номер документа"),
        (vec![("number", "1234567890123")], "больше 12 знаков"),
        (vec![("series", "1234567890"), ("number", NUMBER)], "больше 9 знаков"),
        (vec![("number", "98?654")], "только буквы и цифры"),
    ] {
        for path in ["/result/surname", "/result"] {
            let page = site.post(path, &fields).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(page.text().contains(expected), "{expected}");
            assert!(page.body.contains("Ошибка: "));
        }
    }
    for (surname, expected) in [
        ("", "Введите фамилию"),
        ("Артемьева2", "только буквы"),
        ("---", "Введите фамилию"),
    ] {
        let page = site.look_up(SERIES, NUMBER, surname).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.text().contains(expected), "{expected}");
        assert!(page.body.contains("action=\"/result\""));
    }
    assert_eq!(site.evaluated(), 0);
}

#[tokio::test]
async fn what_was_typed_is_shown_back_escaped_and_no_longer_than_the_box() {
    let site = site(Double::new());
    let long = "\"><script>".repeat(100);
    let page = site.post("/result", &[("series", &long), ("number", &long)]).await;
    assert!(!page.body.contains("<script"));
    assert_eq!(
        page.body.matches("script").count(),
        2 + 3,
        "20 and 30 of 10 characters each"
    );
    let page = site.look_up(SERIES, NUMBER, &long).await;
    assert!(!page.body.contains("<script"));
    assert_eq!(page.body.matches("script").count(), 10, "100 of 10 characters each");
}

#[tokio::test]
async fn a_surname_that_was_never_asked_is_asked() {
    let site = site(Double::new());
    let page = site.post("/result", &[("series", SERIES), ("number", NUMBER)]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Ваша фамилия"));
    assert_eq!(site.evaluated(), 0);
}

/// The number of a document stands only in a form that carries it on; the surname only where it is typed again.
#[tokio::test]
async fn nothing_typed_is_in_any_answer() {
    let failing = Double {
        mood: Mood::Fails,
        ..Double::new()
    };
    let panicking = Double {
        mood: Mood::Panics,
        ..Double::new()
    };
    for double in [Double::new(), failing, panicking] {
        let site = site(double);
        for surname in [SURNAME, "Несуществующая"] {
            let answer = site.look_up(SERIES, NUMBER, surname).await;
            for secret in [NUMBER, SERIES, surname] {
                assert!(!answer.body.contains(secret), "{secret} in {}", answer.status);
                assert!(
                    answer
                        .headers
                        .values()
                        .all(|value| !value.to_str().unwrap().contains(secret))
                );
            }
        }
    }
}

#[tokio::test]
async fn a_reloaded_answer_leads_to_the_start() {
    let site = site(Double::new());
    for path in ["/result", "/result/surname"] {
        let page = site.get(path).await;
        assert_eq!((page.status, page.header("location")), (StatusCode::SEE_OTHER, "/"));
    }
}

#[tokio::test]
async fn the_version_for_weak_sight_is_all_that_the_cookie_holds() {
    let site = site(Double::new());
    let switched = site.post("/vision", &[("vision", "strong")]).await;
    assert_eq!(
        (switched.status, switched.header("location")),
        (StatusCode::SEE_OTHER, "/")
    );
    let cookie = "vision=strong; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax";
    assert_eq!(switched.header("set-cookie"), cookie);

    let asked = request(Method::GET, "/")
        .header("cookie", "other=1; vision=strong")
        .body(Body::empty())
        .unwrap();
    assert!(site.send(asked).await.body.contains("<body class=\"strong\">"));
    assert!(!site.get("/").await.body.contains("class=\"strong\""));

    let back = site
        .post("/vision", &[("vision", "ordinary"), ("page", "procedure")])
        .await;
    assert_eq!(back.header("location"), "/procedure");
    assert!(back.header("set-cookie").starts_with("vision=; Path=/; Max-Age=0;"));

    let answer = site.look_up(SERIES, NUMBER, SURNAME).await;
    assert_eq!(answer.header("set-cookie"), "");
}

#[tokio::test]
async fn the_second_question_stays_when_the_version_is_switched() {
    let site = site(Double::new());
    let fields = [
        ("vision", "strong"),
        ("page", "surname"),
        ("series", SERIES),
        ("number", NUMBER),
    ];
    let page = site.post("/vision", &fields).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("<body class=\"strong\">") && page.body.contains("Ваша фамилия"));
    assert!(page.body.contains(&format!("name=\"number\" value=\"{NUMBER}\"")));
    assert_eq!(site.evaluated(), 0);
}

#[tokio::test]
async fn behind_tls_the_cookie_is_bound_to_the_host() {
    let mut options = options();
    options.transport = Transport::Tls;
    let site = site_with(Double::new(), options);
    let switched = site.post("/vision", &[("vision", "strong")]).await;
    let cookie = switched.header("set-cookie");
    assert!(
        cookie.starts_with("__Host-vision=strong; Path=/;") && cookie.ends_with("; Secure"),
        "{cookie}"
    );
    let asked = request(Method::GET, "/")
        .header("cookie", "__Host-vision=strong")
        .body(Body::empty())
        .unwrap();
    assert!(site.send(asked).await.body.contains("<body class=\"strong\">"));
}

#[tokio::test]
async fn pages_are_light_for_a_phone() {
    let all_dates_failed = ["2026-12-02", "2027-02-03", "2027-04-14"].map(|date| result("11|11000|0", date));
    let site = site(Double {
        results: all_dates_failed.to_vec(),
        ..Double::new()
    });
    let fields = [("series", SERIES), ("number", NUMBER)];
    for page in [
        site.get("/").await,
        site.get("/procedure").await,
        site.post("/result/surname", &fields).await,
        site.look_up(SERIES, NUMBER, SURNAME).await,
        site.look_up(SERIES, NUMBER, "Гусева").await,
    ] {
        assert!(page.body.len() <= 15 * 1024, "{} bytes", page.body.len());
        assert!(!page.body.contains("<script") && !page.body.contains(" style=\""));
        assert!(!page.body.contains("http://") && !page.body.contains("https://"));
    }
}
