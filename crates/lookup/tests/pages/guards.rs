//! What every response carries, and requests that no page answers.

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, StatusCode};
use lookup::Transport;
use std::net::SocketAddr;
use std::sync::atomic::Ordering;

use crate::support::{
    Answered, Double, Mood, NUMBER, SERIES, SURNAME, TestSite, options, post, request, site, site_with,
};

#[track_caller]
fn check_headers(answer: &Answered) {
    for (name, value) in [
        (
            "content-security-policy",
            "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; \
             frame-ancestors 'none'; base-uri 'none'",
        ),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(answer.header(name), value, "{name} of {}", answer.status);
    }
}

async fn post_raw(site: &TestSite, content_type: &str, body: Vec<u8>) -> Answered {
    let request = request(Method::POST, "/result").header("content-type", content_type);
    site.send(request.body(Body::from(body)).unwrap()).await
}

const FORM: &str = "application/x-www-form-urlencoded";
const FIELDS: [(&str, &str); 3] = [("series", SERIES), ("number", NUMBER), ("surname", SURNAME)];

#[tokio::test]
async fn every_response_carries_the_headers_whatever_became_of_the_request() {
    let plain = site(Double::new());
    let panicking = site(Double {
        mood: Mood::Panics,
        ..Double::new()
    });
    let failing = site(Double {
        mood: Mood::Fails,
        ..Double::new()
    });
    let put = request(Method::PUT, "/").body(Body::empty()).unwrap();
    let mut foreign = post("/result", &FIELDS);
    foreign
        .headers_mut()
        .insert("sec-fetch-site", "cross-site".parse().unwrap());
    let cases = [
        (plain.get("/").await, StatusCode::OK),
        (plain.look_up(SERIES, NUMBER, SURNAME).await, StatusCode::OK),
        (
            plain.look_up(SERIES, NUMBER, "").await,
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (plain.get("/health/live").await, StatusCode::OK),
        (plain.get("/result").await, StatusCode::SEE_OTHER),
        (plain.get("/nowhere").await, StatusCode::NOT_FOUND),
        (plain.get("/assets/vedomost.css").await, StatusCode::NOT_FOUND),
        (plain.send(put).await, StatusCode::METHOD_NOT_ALLOWED),
        (plain.get("/vision").await, StatusCode::METHOD_NOT_ALLOWED),
        (plain.send(foreign).await, StatusCode::FORBIDDEN),
        (
            post_raw(&plain, FORM, vec![b'a'; 8 * 1024 + 1]).await,
            StatusCode::PAYLOAD_TOO_LARGE,
        ),
        (
            post_raw(&plain, "application/json", b"{}".to_vec()).await,
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ),
        (
            panicking.look_up(SERIES, NUMBER, SURNAME).await,
            StatusCode::INTERNAL_SERVER_ERROR,
        ),
        (
            failing.look_up(SERIES, NUMBER, SURNAME).await,
            StatusCode::SERVICE_UNAVAILABLE,
        ),
        (failing.get("/").await, StatusCode::SERVICE_UNAVAILABLE),
        (failing.get("/procedure").await, StatusCode::SERVICE_UNAVAILABLE),
    ];
    for (answer, status) in &cases {
        assert_eq!(answer.status, *status);
        check_headers(answer);
        assert_eq!(answer.header("strict-transport-security"), "");
        assert!(!answer.body.contains("planted"), "the cause stays in the log");
    }
}

#[tokio::test]
async fn behind_tls_browsers_are_told_to_stay_there() {
    let mut options = options();
    options.transport = Transport::Tls;
    let site = site_with(Double::new(), options);
    for path in ["/", "/nowhere"] {
        let value = "max-age=31536000; includeSubDomains";
        assert_eq!(site.get(path).await.header("strict-transport-security"), value);
    }
}

#[tokio::test]
async fn a_wrong_method_names_the_right_ones() {
    let site = site(Double::new());
    let delete = request(Method::DELETE, "/result").body(Body::empty()).unwrap();
    let answer = site.send(delete).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(answer.header("allow").contains("POST"), "{}", answer.header("allow"));
    assert!(answer.body.contains("href=\"/\""));
}

#[tokio::test]
async fn a_body_of_the_limit_is_read_and_one_byte_more_is_not_even_without_a_length() {
    let site = site(Double::new());
    let padded = |length: usize| {
        let mut body = b"series=3214&number=987654&surname=x&pad=".to_vec();
        body.resize(length, b'a');
        body
    };
    assert_eq!(post_raw(&site, FORM, padded(8 * 1024)).await.status, StatusCode::OK);
    let chunks = futures_util::stream::iter([Ok::<_, std::io::Error>(padded(8 * 1024)), Ok(b"a".to_vec())]);
    let request = request(Method::POST, "/result").header("content-type", FORM);
    let answer = site.send(request.body(Body::from_stream(chunks)).unwrap()).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(site.evaluated(), 1);
}

#[tokio::test]
async fn a_form_of_another_site_is_not_evaluated() {
    let site = site(Double::new());
    for (name, value, status) in [
        ("sec-fetch-site", "same-origin", StatusCode::OK),
        ("origin", "http://results.example", StatusCode::OK),
        ("origin", "null", StatusCode::OK),
        ("sec-fetch-site", "cross-site", StatusCode::FORBIDDEN),
        ("origin", "https://other.example", StatusCode::FORBIDDEN),
    ] {
        let mut asked = post("/result", &FIELDS);
        asked.headers_mut().insert(name, value.parse().unwrap());
        assert_eq!(site.send(asked).await.status, status, "{name}: {value}");
    }
    assert_eq!(site.evaluated(), 3);
    let mut asked = post("/vision", &[("vision", "strong")]);
    asked
        .headers_mut()
        .insert("sec-fetch-site", "cross-site".parse().unwrap());
    let answer = site.send(asked).await;
    assert_eq!(
        (answer.status, answer.header("set-cookie")),
        (StatusCode::FORBIDDEN, "")
    );
}

#[tokio::test]
async fn without_the_peers_address_nothing_is_evaluated() {
    let site = site(Double::new());
    let mut asked = post("/result", &FIELDS);
    asked.extensions_mut().remove::<ConnectInfo<SocketAddr>>();
    assert_eq!(site.send(asked).await.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(site.evaluated(), 0);
}

#[tokio::test]
async fn the_public_assets_are_served_and_kept_and_nothing_else_of_the_staff() {
    let site = site(Double::new());
    for path in ui::assets::all_paths() {
        let answer = site.get(path).await;
        let named = [ui::assets::icon_path(), ui::assets::public_stylesheet_path()];
        let is_public = path.ends_with(".woff2") || named.contains(&path);
        assert_eq!(answer.status.is_success(), is_public, "{path}");
        let kept = if is_public {
            "public, max-age=31536000, immutable"
        } else {
            "no-store"
        };
        assert_eq!(answer.header("cache-control"), kept);
    }
    let start = site.get("/").await;
    assert!(start.body.contains(&format!(
        "rel=\"icon\" type=\"image/svg+xml\" href=\"{}\"",
        ui::assets::icon_path()
    )));
    let style = start.body.split_once("<link rel=\"stylesheet\" href=\"").unwrap().1;
    let style = site.get(style.split('"').next().unwrap()).await;
    assert_eq!(style.header("content-type"), "text/css; charset=utf-8");
    for rules in ["@media print", ".strong", "@media(max-width:340px)"] {
        assert!(style.body.contains(rules), "{rules}");
    }
    let fonts: Vec<&str> = style
        .body
        .split("url(")
        .skip(1)
        .map(|rest| rest.split(')').next().unwrap())
        .collect();
    assert_eq!(fonts.len(), 4);
    for font in fonts {
        assert_eq!(site.get(font).await.header("content-type"), "font/woff2", "{font}");
    }
}

#[tokio::test]
async fn a_process_whose_results_fail_is_still_alive() {
    let site = site(Double {
        mood: Mood::Fails,
        ..Double::new()
    });
    let answer = site.get("/health/live").await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, "ok\n"));
}

#[tokio::test]
async fn served_on_a_listener_it_knows_its_peers_and_stops_when_told() {
    use std::sync::Arc;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let double = Arc::new(Double::new());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let shutdown = async { stopped.await.unwrap_or_default() };
    let serving = tokio::spawn(lookup::serve(listener, Arc::clone(&double) as _, options(), shutdown));
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let body = "series=3214&number=987654&surname=%D0%90";
    let head = format!(
        "POST /result HTTP/1.1\r\nhost: {address}\r\ncontent-type: {FORM}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    assert_eq!(double.evaluated.load(Ordering::SeqCst), 1);
    stop.send(()).unwrap();
    serving.await.unwrap().unwrap();
}
