//! A release day on a loopback port: honest look-ups at their own moments whether or not the server keeps up, wrong ones, in
//! the first half from two networks and then from two hundred, and slow connections. What `cargo xtask bench lookup --open-loop` runs; figures are printed as
//! `name=number`.
//!
//! Each look-up is a connection of its own. Latency is counted from the moment it was due. Wrong ones from two networks are
//! stopped by the networks' own counters; from two hundred they bring the challenge for everybody. Of the honest who are asked for it every two-hundredth works it out and must then read the result, the others
//! only measure how soon the page came: all of them working would take more processors than the server has.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep, sleep_until, timeout};

const HONEST_A_SECOND: u64 = 200;
const WRONG_A_MINUTE: u64 = 10_000;
const SLOW: u64 = 1_000;
const FEW_NETWORKS: u64 = 2;
const MANY_NETWORKS: u64 = 200;
const WORKS: u64 = 200;
/// Whoever waits longer got no answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// A slow connection sends one letter in this time.
const SLOW_LETTER: Duration = Duration::from_secs(3);
/// As in `snapshot_bench`.
const SURNAMES: [&str; 16] = [
    "Артемьева",
    "Белозёрова",
    "Воронцова",
    "Герасимова",
    "Дементьева",
    "Еремеева",
    "Жданова",
    "Захарова",
    "Игнатьева",
    "Калашникова",
    "Лаврентьева",
    "Мельникова",
    "Никифорова",
    "Островская",
    "Пономарёва",
    "Рождественская",
];

/// Counts of a run.
#[derive(Default)]
struct Counts {
    right: AtomicU64,
    challenged: AtomicU64,
    worked: AtomicU64,
    worked_right: AtomicU64,
    errors: AtomicU64,
    wrong_told: AtomicU64,
    wrong_challenged: AtomicU64,
    wrong_errors: AtomicU64,
    slow_opened: AtomicU64,
    slow_let_go: AtomicU64,
    latencies: Mutex<Vec<Duration>>,
}

/// What a page is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Page {
    Result,
    NothingFound,
    Challenge,
    TooMany,
}

fn main() -> Result<(), String> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let [port, people, seconds] = words.as_slice() else {
        return Err("open_loop PORT PEOPLE SECONDS".to_owned());
    };
    let (port, people, seconds): (u16, u64, u64) = (
        port.parse().map_err(text)?,
        people.parse().map_err(text)?,
        seconds.parse().map_err(text)?,
    );
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .map_err(text)?;
    runtime.block_on(day(SocketAddr::from(([127, 0, 0, 1], port)), people, seconds));
    Ok(())
}

async fn day(server: SocketAddr, people: u64, seconds: u64) {
    let counts = Arc::new(Counts::default());
    let end = Instant::now() + Duration::from_secs(seconds);
    for number in 0..SLOW {
        tokio::spawn(slow(server, number, end, Arc::clone(&counts)));
    }
    // The slow ones are there before anybody else.
    sleep(Duration::from_secs(2)).await;
    let begin = Instant::now();
    let wrong = tokio::spawn(asking(begin, end, WRONG_A_MINUTE, Duration::from_secs(60), {
        let counts = Arc::clone(&counts);
        let half = begin + end.saturating_duration_since(begin) / 2;
        move |number, due| {
            let networks = if due < half { FEW_NETWORKS } else { MANY_NETWORKS };
            wrong(server, number, networks, Arc::clone(&counts))
        }
    }));
    let honest = asking(begin, end, HONEST_A_SECOND, Duration::from_secs(1), {
        let counts = Arc::clone(&counts);
        move |number, due| honest(server, number, people, due, Arc::clone(&counts))
    });
    honest.await;
    let _ = wrong.await;
    sleep(PATIENCE.min(Duration::from_secs(5))).await;
    tell(&counts).await;
}

/// Starts `each` so often, at its moment, whatever became of those before.
async fn asking<F, A>(begin: Instant, end: Instant, number: u64, within: Duration, each: F)
where
    F: Fn(u64, Instant) -> A,
    A: Future<Output = ()> + Send + 'static,
{
    for one in 0.. {
        let due = begin + within * u32::try_from(one).unwrap_or(u32::MAX) / u32::try_from(number).unwrap_or(1);
        if due >= end {
            return;
        }
        sleep_until(due).await;
        tokio::spawn(each(one, due));
    }
}

async fn honest(server: SocketAddr, number: u64, people: u64, due: Instant, counts: Arc<Counts>) {
    let one = scattered(number) % people;
    let address = format!(
        "{}.{}.{}.7",
        20 + scattered(number + 1) % 150,
        number / 250 % 250,
        number % 250
    );
    let form = form(one, SURNAMES.get((one % 16) as usize).copied().unwrap_or_default());
    let page = ask(server, &address, &form).await;
    counts.latencies.lock().await.push(due.elapsed());
    match page {
        Ok((Page::Result, _)) => add(&counts.right),
        Ok((Page::Challenge, html)) => {
            add(&counts.challenged);
            if number.is_multiple_of(WORKS) {
                add(&counts.worked);
                // On a thread of its own: the load goes on meanwhile.
                let working = tokio::task::spawn_blocking(move || worked_out(&form, &html));
                let form = working.await.unwrap_or_default();
                if let Ok((Page::Result, _)) = ask(server, &address, &form).await {
                    add(&counts.worked_right);
                }
            }
        }
        Ok(_) | Err(_) => add(&counts.errors),
    }
}

async fn wrong(server: SocketAddr, number: u64, networks: u64, counts: Arc<Counts>) {
    let address = format!("203.{}.{}.{}", number % networks, 7, 1 + scattered(number) % 250);
    // Documents that there are, and a surname that there is not.
    let form = form(scattered(number) % 1_000_000, "Нетакаева");
    match ask(server, &address, &form).await {
        Ok((Page::NothingFound, _)) => add(&counts.wrong_told),
        Ok((Page::Challenge | Page::TooMany, _)) => add(&counts.wrong_challenged),
        // A right answer to a wrong surname is the worst of all errors.
        Ok((Page::Result, _)) | Err(_) => add(&counts.wrong_errors),
    }
}

/// Opens connection after connection and never ends a request.
async fn slow(server: SocketAddr, number: u64, end: Instant, counts: Arc<Counts>) {
    sleep(Duration::from_millis(2 * number)).await;
    while Instant::now() < end {
        let Ok(mut stream) = TcpStream::connect(server).await else {
            sleep(SLOW_LETTER).await;
            continue;
        };
        add(&counts.slow_opened);
        for letter in b"POST /result HTTP/1.1\r\nx-slow: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" {
            let mut answer = [0; 64];
            let said = stream.write_all(&[*letter]).await;
            let closed = matches!(timeout(SLOW_LETTER, stream.read(&mut answer)).await, Ok(Ok(0) | Err(_)));
            if said.is_err() || closed {
                add(&counts.slow_let_go);
                break;
            }
            if Instant::now() >= end {
                return;
            }
        }
    }
}

async fn ask(server: SocketAddr, address: &str, form: &str) -> Result<(Page, String), String> {
    let asking = async {
        let mut stream = TcpStream::connect(server).await.map_err(text)?;
        let request = format!(
            "POST /result HTTP/1.1\r\nHost: results.example\r\nConnection: close\r\nX-Forwarded-For: {address}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            form.len()
        );
        stream.write_all(request.as_bytes()).await.map_err(text)?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.map_err(text)?;
        Ok::<_, String>(answer)
    };
    let answer = timeout(PATIENCE, asking).await.map_err(text)??;
    let answer = String::from_utf8(answer).map_err(text)?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or("no head")?;
    let is_whole = body.ends_with("</html>") || body.ends_with("</html>\n");
    let page = match head.split(' ').nth(1) {
        Some("200") if is_whole && body.contains("Ваши результаты</h1>") => Page::Result,
        Some("200") if is_whole && body.contains("показать нечего") => Page::NothingFound,
        Some("200") if is_whole && body.contains("Короткая проверка</h1>") => Page::Challenge,
        Some("429") => Page::TooMany,
        _ => return Err(head.to_owned()),
    };
    Ok((page, body.to_owned()))
}

fn form(one: u64, surname: &str) -> String {
    let surname: String = surname.bytes().map(|byte| format!("%{byte:02X}")).collect();
    format!(
        "series={}&number={:06}&surname={surname}",
        3200 + one / 1_000_000,
        one % 1_000_000
    )
}

/// The form with the challenge of the page met, as the page's script meets it.
fn worked_out(form: &str, html: &str) -> String {
    let between = |before: &str| {
        let found = html.split_once(before).and_then(|(_, rest)| rest.split_once('"'));
        found.map_or(String::new(), |(value, _)| value.to_owned())
    };
    let (token, seed) = (between("name=\"challenge\" value=\""), between("data-seed=\""));
    let zeros: u32 = between("data-zeros=\"").parse().unwrap_or(0);
    let parts: u32 = between("data-parts=\"").parse().unwrap_or(0);
    let mut found = Vec::new();
    for part in 0..parts {
        let mut number: u32 = 0;
        while !fits(&seed, zeros, part, number) {
            number += 1;
        }
        found.push(number.to_string());
    }
    format!("{form}&challenge={token}&work={}", found.join("."))
}

fn fits(seed: &str, zeros: u32, part: u32, number: u32) -> bool {
    let hash = Sha256::new()
        .chain_update(seed)
        .chain_update(number.to_be_bytes())
        .chain_update(part.to_be_bytes())
        .finalize();
    let first = hash
        .first_chunk::<4>()
        .map_or(u32::MAX, |first| u32::from_be_bytes(*first));
    first.leading_zeros() >= zeros
}

async fn tell(counts: &Counts) {
    let mut latencies = counts.latencies.lock().await.clone();
    latencies.sort_unstable();
    let at = |part: f64| {
        let place = (latencies.len().saturating_sub(1) as f64 * part) as usize;
        latencies.get(place).map_or(0.0, |one| one.as_secs_f64() * 1e3)
    };
    for (name, number) in [
        ("honest", latencies.len() as u64),
        ("right", read(&counts.right)),
        ("challenged", read(&counts.challenged)),
        ("worked", read(&counts.worked)),
        ("worked_right", read(&counts.worked_right)),
        ("errors", read(&counts.errors)),
        ("wrong_told", read(&counts.wrong_told)),
        ("wrong_challenged", read(&counts.wrong_challenged)),
        ("wrong_errors", read(&counts.wrong_errors)),
        ("slow_opened", read(&counts.slow_opened)),
        ("slow_let_go", read(&counts.slow_let_go)),
    ] {
        print!("{name}={number} ");
    }
    println!("p50_ms={:.2} p99_ms={:.2} most_ms={:.2}", at(0.5), at(0.99), at(1.0));
}

fn add(count: &AtomicU64) {
    count.fetch_add(1, Ordering::Relaxed);
}

fn read(count: &AtomicU64) -> u64 {
    count.load(Ordering::Relaxed)
}

/// Spreads numbers evenly.
fn scattered(number: u64) -> u64 {
    number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}
