//! The listener: whether a request is read by our own loop or by hyper, and however it is cut into pieces, the answer is the
//! same; whoever is slow is let go; a stop ends idle connections and no request.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use lookup::{LookupOptions, Transport};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::support::{Double, Mood, options};

struct Listening {
    address: SocketAddr,
    double: Arc<Double>,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<std::io::Result<()>>,
}

async fn listening(double: Double, options: LookupOptions) -> Listening {
    let double = Arc::new(double);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let shutdown = async { stopped.await.unwrap_or_default() };
    let results = Arc::clone(&double) as _;
    let serving = tokio::spawn(lookup::serve(listener, results, options, shutdown));
    Listening {
        address,
        double,
        stop,
        serving,
    }
}

impl Listening {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    fn evaluated(&self) -> usize {
        self.double.evaluated.load(std::sync::atomic::Ordering::SeqCst)
    }
}

/// Status line, headers in order of names, body; of everything that comes until the other side closes or so many answers.
type Heard = (String, Vec<String>, String);

async fn hear(stream: &mut TcpStream) -> Heard {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        assert!(stream.read_buf(&mut bytes).await.unwrap() > 0, "closed within a head");
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut lines = head.trim_end().split("\r\n").map(str::to_owned);
    let status = lines.next().unwrap();
    let mut headers: Vec<String> = lines.collect();
    headers.sort();
    let length = headers.iter().find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.unwrap().parse().unwrap();
    let mut body = bytes[end..].to_vec();
    while body.len() < length {
        assert!(stream.read_buf(&mut body).await.unwrap() > 0, "closed within a body");
    }
    assert_eq!(body.len(), length, "more came than was said");
    (status, headers, String::from_utf8(body).unwrap())
}

/// Without the moment and the sealed query, which no two answers share.
fn masked((status, headers, body): Heard) -> Heard {
    let again = body
        .split_once("name=\"again\" value=\"")
        .map_or("no seal", |(_, rest)| rest.split_once('"').unwrap().0);
    let body = body.replace(again, "AGAIN");
    let of_moment = |line: &String| line.starts_with("date: ");
    assert_eq!(headers.iter().filter(|line| of_moment(line)).count(), 1);
    (
        status,
        headers.into_iter().filter(|line| !of_moment(line)).collect(),
        body,
    )
}

async fn closed(stream: &mut TcpStream) {
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.unwrap();
    assert_eq!(String::from_utf8_lossy(&rest), "");
}

const FORM: &str = "content-type: application/x-www-form-urlencoded";
const POLINA: &str = "series=3214&number=987654&surname=%D0%90%D1%80%D1%82%D0%B5%D0%BC%D1%8C%D0%B5%D0%B2%D0%B0";

fn post(path: &str, lines: &str, body: &str) -> String {
    let length = body.len();
    format!("POST {path} HTTP/1.1\r\nhost: results.example\r\n{lines}content-length: {length}\r\n\r\n{body}")
}

/// The same request, so that it is left to hyper.
fn unusual(request: &str) -> String {
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let length = format!("content-length: {}", body.len());
    let chunks = format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
    match head.contains("content-length") {
        true => format!(
            "{}\r\n\r\n{chunks}",
            head.replace(&length, "transfer-encoding: chunked")
        ),
        false => format!("{head}\r\nconnection: keep-alive, x\r\n\r\n"),
    }
}

#[tokio::test]
async fn both_ways_lead_to_the_same_answer() {
    let form = format!("{FORM}\r\n");
    let strong = format!("{form}cookie: vision=strong\r\n");
    let strong_by_tls = format!("{form}cookie: __Host-vision=strong\r\n");
    let foreign = format!("{form}sec-fetch-site: cross-site\r\n");
    let other_origin = format!("{form}origin: https://other.example\r\n");
    let own_origin = format!("{form}origin: https://results.example\r\n");
    let wrong = "series=1111&number=222222&surname=%D0%90";
    let requests = [
        "GET / HTTP/1.1\r\nhost: results.example\r\n\r\n".to_owned(),
        "GET / HTTP/1.1\r\nhost: results.example\r\ncookie: a=b; vision=strong\r\n\r\n".to_owned(),
        "GET /?x=1 HTTP/1.1\r\nhost: results.example\r\n\r\n".to_owned(),
        "GET /procedure HTTP/1.1\r\nhost: results.example\r\n\r\n".to_owned(),
        "GET /result HTTP/1.1\r\nhost: results.example\r\n\r\n".to_owned(),
        "GET /nowhere HTTP/1.1\r\nhost: results.example\r\n\r\n".to_owned(),
        "GET /vision HTTP/1.1\r\nhost: results.example\r\n\r\n".to_owned(),
        "GET /health/live HTTP/1.1\r\nhost: results.example\r\n\r\n".to_owned(),
        post("/result", &form, POLINA),
        post("/result", &strong, POLINA),
        post("/result", &strong_by_tls, POLINA),
        post("/result", &form, wrong),
        post("/result", &own_origin, wrong),
        post("/result", &form, "series=3214&number="),
        post("/result", &form, "series=3214&number=987654&surname="),
        post("/result", &form, "series=3214&number=987654"),
        post("/result", &foreign, POLINA),
        post("/result", &other_origin, POLINA),
        post("/result", "content-type: text/plain\r\n", POLINA),
        post("/result", "", POLINA),
        post("/result/surname", &form, "series=3214&number=987654"),
        post("/result/surname", &form, "series=%3Cb%3E&number=987654"),
        post("/vision", &form, "vision=strong&page=not-found"),
        post("/", &form, POLINA),
    ];
    let mut seen = std::collections::HashSet::new();
    for transport in [Transport::Plain, Transport::Tls] {
        let options = || LookupOptions { transport, ..options() };
        for request in &requests {
            // Each way has a site of its own, so that one's tries are not counted by the other.
            let (ours, hypers) = (
                listening(Double::new(), options()).await,
                listening(Double::new(), options()).await,
            );
            let (mut one, mut other) = (ours.connect().await, hypers.connect().await);
            one.write_all(request.as_bytes()).await.unwrap();
            other.write_all(unusual(request).as_bytes()).await.unwrap();
            let (by_us, by_hyper) = (masked(hear(&mut one).await), masked(hear(&mut other).await));
            assert_eq!(by_us, by_hyper, "{request}");
            assert_eq!(ours.evaluated(), hypers.evaluated(), "{request}");
            seen.insert(by_us);
        }
    }
    assert!(
        seen.len() > 30,
        "the requests have answers of their own: {}",
        seen.len()
    );
}

#[tokio::test]
async fn a_request_may_come_in_pieces_or_with_the_next_one() {
    let site = listening(Double::new(), options()).await;
    let request = post("/result", &format!("{FORM}\r\n"), POLINA);
    let mut whole = site.connect().await;
    whole.write_all(request.as_bytes()).await.unwrap();
    let expected = masked(hear(&mut whole).await);
    assert!(expected.2.contains("Ваш результат"));
    for place in [1, 20, request.len() - POLINA.len() - 2, request.len() - 5] {
        let mut stream = site.connect().await;
        stream.set_nodelay(true).unwrap();
        let (first, second) = request.split_at(place);
        stream.write_all(first.as_bytes()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(20)).await;
        stream.write_all(second.as_bytes()).await.unwrap();
        assert_eq!(masked(hear(&mut stream).await), expected, "{place}");
    }
    // Letter by letter: too many pieces for us, hyper reads it.
    let mut stream = site.connect().await;
    stream.set_nodelay(true).unwrap();
    for byte in request.as_bytes() {
        stream.write_all(&[*byte]).await.unwrap();
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert_eq!(masked(hear(&mut stream).await), expected);
    // Three at once, answered in turn.
    let last = request.replace("host:", "connection: close\r\nhost:");
    let mut stream = site.connect().await;
    stream
        .write_all(format!("{request}GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n{last}").as_bytes())
        .await
        .unwrap();
    let mut all = String::new();
    stream.read_to_string(&mut all).await.unwrap();
    let places = ["Ваш результат</h1>", "\r\n\r\nok\n", "connection: close"].map(|words| all.find(words).unwrap());
    assert!(places.is_sorted(), "{places:?}");
    assert_eq!(all.matches("HTTP/1.1 200 OK\r\n").count(), 3);
    assert_eq!(site.evaluated(), 8);
}

#[tokio::test]
async fn a_fault_in_a_page_ends_neither_the_connection_nor_its_headers() {
    let mood = Mood::Panics;
    let site = listening(Double { mood, ..Double::new() }, options()).await;
    let mut stream = site.connect().await;
    let request = post("/result", &format!("{FORM}\r\n"), POLINA);
    for _ in 0..2 {
        stream.write_all(request.as_bytes()).await.unwrap();
        let (status, headers, body) = hear(&mut stream).await;
        assert_eq!(status, "HTTP/1.1 500 Internal Server Error");
        assert!(headers.contains(&"cache-control: no-store".to_owned()));
        assert!(body.contains("Не\u{a0}получилось показать страницу") && !body.contains("planted"));
    }
}

/// Promise 4: over a connection as through the router, a stranger's own word on who he is counts for nothing.
#[tokio::test]
async fn e3_over_a_connection_forwarded_headers_of_strangers_are_lies_too() {
    let site = listening(Double::new(), options()).await;
    let mut stream = site.connect().await;
    let mut challenged = 0;
    for number in 0..40 {
        let lines = format!("{FORM}\r\nx-forwarded-for: 198.51.{number}.7\r\nforwarded: for=198.51.{number}.7\r\n");
        let body = format!("series=3214&number=1000{number:02}&surname=%D0%90");
        stream
            .write_all(post("/result", &lines, &body).as_bytes())
            .await
            .unwrap();
        challenged += usize::from(hear(&mut stream).await.2.contains("Короткая проверка"));
    }
    assert!(site.evaluated() <= 20, "{}", site.evaluated());
    assert_eq!(site.evaluated() + challenged, 40);
}

/// Promise 42: slow connections are let go, and nobody waits for them.
#[tokio::test(start_paused = true)]
async fn e3_who_is_slow_is_let_go() {
    let site = listening(Double::new(), options()).await;
    let request = post("/result", &format!("{FORM}\r\n"), POLINA);
    let began = tokio::time::Instant::now();
    let mut silent = site.connect().await;
    closed(&mut silent).await;
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    let began = tokio::time::Instant::now();
    let mut half_a_head = site.connect().await;
    half_a_head.write_all(&request.as_bytes()[..40]).await.unwrap();
    closed(&mut half_a_head).await;
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    let began = tokio::time::Instant::now();
    let mut half_a_body = site.connect().await;
    half_a_body
        .write_all(&request.as_bytes()[..request.len() - 9])
        .await
        .unwrap();
    let (status, headers, body) = hear(&mut half_a_body).await;
    assert_eq!(status, "HTTP/1.1 408 Request Timeout");
    assert!(headers.contains(&"connection: close".to_owned()) && body.contains("Запрос шёл слишком долго"));
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    let mut idle = site.connect().await;
    idle.write_all(request.as_bytes()).await.unwrap();
    hear(&mut idle).await;
    let began = tokio::time::Instant::now();
    closed(&mut idle).await;
    assert!(began.elapsed() < Duration::from_secs(80), "{:?}", began.elapsed());
    assert_eq!(site.evaluated(), 1);
}

#[tokio::test]
async fn a_stop_ends_idle_connections_and_lets_a_request_end() {
    let site = listening(Double::new(), options()).await;
    let request = post("/result", &format!("{FORM}\r\n"), POLINA);
    let (mut idle, mut idle_by_hyper, mut under_way) =
        (site.connect().await, site.connect().await, site.connect().await);
    idle.write_all(request.as_bytes()).await.unwrap();
    hear(&mut idle).await;
    idle_by_hyper.write_all(unusual(&request).as_bytes()).await.unwrap();
    hear(&mut idle_by_hyper).await;
    let (first, second) = request.split_at(request.len() - 9);
    under_way.write_all(first.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    site.stop.send(()).unwrap();
    closed(&mut idle).await;
    closed(&mut idle_by_hyper).await;
    under_way.write_all(second.as_bytes()).await.unwrap();
    assert!(hear(&mut under_way).await.2.contains("Ваш результат"));
    closed(&mut under_way).await;
    site.serving.await.unwrap().unwrap();
    assert!(
        TcpStream::connect(site.address).await.is_err(),
        "nobody listens any more"
    );
}
