//! The look-up against nginx serving a static file of the same size: server on one core, load on another, processor time per
//! request, medians of paired rounds.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::figures::{Figures, median, print_table};
use super::lookup_server::{
    LOAD_CORE, OURS, PEOPLE, SERVER_CORE, Server, build_examples, cpu_of, data_folder, example, memory_of, pinned,
    start_ours, text, which,
};
use crate::failure::Failure;
use crate::steps::output_of;

const ROUNDS: usize = 5;
const SECONDS: u64 = 6;
const CONNECTIONS: u32 = 64;
const THEIRS: u16 = 8172;
/// What the product promises: requests per CPU second beside nginx.
const LEAST_RATIO: f64 = 0.9;

/// How requests come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Many over each connection.
    Kept,
    /// One over each.
    NewEach,
}

/// One measured round of one server.
struct Round {
    requests: f64,
    cpu_seconds: f64,
    wall_seconds: f64,
    wrong: f64,
}

/// What every round says of both servers.
struct Rounds {
    way: Way,
    pairs: Vec<(Round, Round)>,
}

/// Makes the data, starts both servers, asks them in turn, prints the tables. Says what is not kept; fails only where answers
/// were wrong.
pub fn run() -> Result<(), Failure> {
    for program in ["wrk", "nginx", "taskset"] {
        if which(program).is_none() {
            return Err(Failure::new(format!(
                "{program} is missing (Debian: apt-get install wrk nginx-light util-linux)"
            )));
        }
    }
    build_examples()?;
    let folder = data_folder();
    let made = output_of(
        Command::new(example("snapshot_bench"))
            .arg("make")
            .arg(&folder)
            .arg(PEOPLE),
    )?;
    let made = Figures::parse(&made);
    let began = Instant::now();
    let mut ours = start_ours(&folder)?;
    let start_ms = began.elapsed().as_secs_f64() * 1000.0;
    let body = answer_bytes(OURS)?;
    let theirs = start_nginx(&folder, body)?;
    let mut wrong = 0.0;
    for way in [Way::Kept, Way::NewEach] {
        let mut pairs = Vec::new();
        for round in 0..ROUNDS {
            let one = measure(&ours, OURS, way, &folder.join("load.lua"), round)?;
            let other = measure(&theirs, THEIRS, way, &folder.join("load_static.lua"), round)?;
            pairs.push((one, other));
        }
        wrong += tell_rounds(&Rounds { way, pairs });
    }
    println!(
        "answer: {body} bytes; {ROUNDS} paired rounds of {SECONDS} s each way, {CONNECTIONS} connections; wrong answers: {wrong:.0}"
    );
    println!("TLS: not measured, the product serves none: a proxy in front ends it");
    tell_figures(&made, start_ms, &memory_of(ours.process())?)?;
    ours.stop();
    if wrong > 0.0 {
        return Err(Failure::new("some answers were not pages of results"));
    }
    Ok(())
}

/// Prints a table and the ratio; how many answers were wrong.
fn tell_rounds(rounds: &Rounds) -> f64 {
    let Rounds { way, pairs } = rounds;
    let micros = |round: &Round| round.cpu_seconds * 1e6 / round.requests.max(1.0);
    let rate = |round: &Round| round.requests / round.wall_seconds;
    let middle = |numbers: Vec<f64>| median(&numbers).unwrap_or_default();
    let ratios: Vec<f64> = pairs.iter().map(|(one, other)| micros(other) / micros(one)).collect();
    let line = |name: &str, (cpu, rate): (Vec<f64>, Vec<f64>)| {
        vec![
            name.to_owned(),
            format!("{:.2}", middle(cpu)),
            format!("{:.0}", middle(rate)),
        ]
    };
    let title = match way {
        Way::Kept => "kept connections",
        Way::NewEach => "a new connection each",
    };
    print_table(&[
        [title, "CPU us a request", "requests/s"].map(str::to_owned).to_vec(),
        line("look-up", pairs.iter().map(|(one, _)| (micros(one), rate(one))).unzip()),
        line(
            "nginx, static file",
            pairs.iter().map(|(_, other)| (micros(other), rate(other))).unzip(),
        ),
    ]);
    let promised = match way {
        Way::Kept => format!(" (promised: {LEAST_RATIO})"),
        Way::NewEach => String::new(),
    };
    let each: Vec<String> = ratios.iter().map(|ratio| format!("{ratio:.2}")).collect();
    println!(
        "requests per CPU second beside nginx: {:.2}{promised}; by round {}\n",
        middle(ratios),
        each.join(" ")
    );
    pairs.iter().map(|(one, other)| one.wrong + other.wrong).sum()
}

fn tell_figures(made: &Figures, start_ms: f64, memory: &str) -> Result<(), Failure> {
    for (name, unit, promised) in [
        ("people", "people", "2000000"),
        ("bytes_each", "bytes a person on disk", "130"),
        ("build_cpu_seconds", "CPU s to build", "10"),
        ("open_ms", "ms to open", "100"),
        ("look_up_us", "CPU us a look-up", "-"),
        ("rendered_us", "CPU us a look-up and its page, without HTTP", "2"),
        (
            "page_us",
            "CPU us a whole page through the router, without a socket",
            "-",
        ),
    ] {
        println!("{:>12.2} {unit} (promised: {promised})", made.get(name)?);
    }
    println!("{start_ms:>12.0} ms from the start of the process until it listens (promised: 100)");
    println!("memory after the rounds: {memory} (promised: own 32 MB)");
    Ok(())
}

fn start_nginx(folder: &Path, bytes: usize) -> Result<Server, Failure> {
    let place = folder.join("nginx");
    std::fs::create_dir_all(&place).map_err(text)?;
    std::fs::write(place.join("answer.html"), "x".repeat(bytes)).map_err(text)?;
    let place_name = place.display();
    let configuration = format!(
        "daemon off; worker_processes 1; pid {place_name}/pid; error_log {place_name}/error.log;\n\
         events {{ worker_connections 1024; }}\n\
         http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; open_file_cache max=10;\n\
         client_body_temp_path {place_name}/a; proxy_temp_path {place_name}/b; fastcgi_temp_path {place_name}/c;\n\
         uwsgi_temp_path {place_name}/d; scgi_temp_path {place_name}/e; types {{ text/html html; }}\n\
         server {{ listen 127.0.0.1:{THEIRS}; root {place_name}; }} }}\n"
    );
    let file = place.join("nginx.conf");
    std::fs::write(&file, configuration).map_err(text)?;
    let mut command = pinned(SERVER_CORE, &which("nginx").unwrap_or_else(|| "nginx".into()));
    command.arg("-c").arg(&file).arg("-p").arg(&place);
    let child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(text)?;
    let server = Server::from(child);
    let until = Instant::now() + Duration::from_secs(10);
    while TcpStream::connect(("127.0.0.1", THEIRS)).is_err() {
        if Instant::now() > until {
            return Err(Failure::new("nginx did not start"));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(server)
}

/// The length of the body of one ordinary answer.
fn answer_bytes(port: u16) -> Result<usize, Failure> {
    let surname = "%D0%90%D1%80%D1%82%D0%B5%D0%BC%D1%8C%D0%B5%D0%B2%D0%B0";
    let form = format!("series=3200&number=000000&surname={surname}");
    let request = format!(
        "POST /result HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\n\r\n{form}",
        form.len()
    );
    let mut stream = TcpStream::connect(("127.0.0.1", port)).map_err(text)?;
    stream.write_all(request.as_bytes()).map_err(text)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).map_err(text)?;
    let answer = String::from_utf8_lossy(&answer);
    match answer.split_once("\r\n\r\n") {
        Some((head, body)) if head.starts_with("HTTP/1.1 200") && body.contains("Предмет") => Ok(body.len()),
        _ => Err(Failure::new("the look-up did not answer with a result")),
    }
}

fn measure(server: &Server, port: u16, way: Way, script: &Path, round: usize) -> Result<Round, Failure> {
    let before = cpu_of(server.process())?;
    let began = Instant::now();
    let mut load = pinned(LOAD_CORE, Path::new("wrk"));
    load.args(["-t1", &format!("-c{CONNECTIONS}"), &format!("-d{SECONDS}s")]);
    load.arg("-s").arg(script);
    load.arg(format!("http://127.0.0.1:{port}/"));
    load.arg("--").arg(round.to_string());
    if way == Way::NewEach {
        load.arg("close");
    }
    let said = output_of(&mut load)?;
    let wall_seconds = began.elapsed().as_secs_f64();
    Ok(Round {
        requests: number_before(&said, " requests in").unwrap_or_default(),
        cpu_seconds: cpu_of(server.process())? - before,
        wall_seconds,
        wrong: number_after(&said, "Non-2xx or 3xx responses: ").unwrap_or_default(),
    })
}

fn number_before(text: &str, words: &str) -> Option<f64> {
    let (before, _) = text.split_once(words)?;
    before.split_whitespace().last()?.parse().ok()
}

fn number_after(text: &str, words: &str) -> Option<f64> {
    let (_, after) = text.split_once(words)?;
    after.split_whitespace().next()?.parse().ok()
}
