//! The look-up against nginx serving a static file of the same size: server on one core, load on another, processor time per
//! request, medians of paired rounds.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::figures::{Figures, median, print_table};
use crate::failure::Failure;
use crate::steps::{cargo, output_of, workspace_root};

const PEOPLE: &str = "2000000";
const ROUNDS: usize = 5;
const SECONDS: u64 = 6;
const CONNECTIONS: u32 = 64;
const SERVER_CORE: &str = "0";
const LOAD_CORE: &str = "1";
const OURS: u16 = 8171;
const THEIRS: u16 = 8172;
/// What the product promises: requests per CPU second beside nginx.
const LEAST_RATIO: f64 = 0.9;

/// One measured round of one server.
struct Round {
    requests: f64,
    cpu_seconds: f64,
    wall_seconds: f64,
    wrong: f64,
}

/// Makes the data, starts both servers, asks them in turn, prints the table. Says what is not kept; fails only where answers
/// were wrong.
pub fn run() -> Result<(), Failure> {
    for program in ["wrk", "nginx", "taskset"] {
        if which(program).is_none() {
            return Err(Failure::new(format!(
                "{program} is missing (Debian: apt-get install wrk nginx-light util-linux)"
            )));
        }
    }
    let mut build = cargo();
    build.args([
        "build",
        "--quiet",
        "--release",
        "--package",
        "lookup",
        "--example",
        "snapshot_bench",
    ]);
    output_of(&mut build)?;
    let folder = workspace_root().join("target/bench-data/lookup");
    let made = output_of(Command::new(binary()).arg("make").arg(&folder).arg(PEOPLE))?;
    let made = Figures::parse(&made);
    let began = Instant::now();
    let mut ours = start_ours(&folder)?;
    let start_ms = began.elapsed().as_secs_f64() * 1000.0;
    let body = answer_bytes(OURS)?;
    let theirs = start_nginx(&folder, body)?;
    let mut rounds = Vec::new();
    for round in 0..ROUNDS {
        let one = measure(&ours, OURS, Some(&folder.join("load.lua")), round)?;
        let other = measure(&theirs, THEIRS, None, round)?;
        rounds.push((one, other));
    }
    let memory = memory_of(ours.process())?;
    ours.stop();
    tell(&made, &rounds, body, start_ms, &memory)
}

fn tell(made: &Figures, rounds: &[(Round, Round)], body: usize, start_ms: f64, memory: &str) -> Result<(), Failure> {
    let micros = |round: &Round| round.cpu_seconds * 1e6 / round.requests.max(1.0);
    let rate = |round: &Round| round.requests / round.wall_seconds;
    let middle = |numbers: Vec<f64>| median(&numbers).unwrap_or_default();
    let ratio = middle(rounds.iter().map(|(one, other)| micros(other) / micros(one)).collect());
    let wrong: f64 = rounds.iter().map(|(one, other)| one.wrong + other.wrong).sum();
    let line = |name: &str, (cpu, rate): (Vec<f64>, Vec<f64>)| {
        vec![
            name.to_owned(),
            format!("{:.2}", middle(cpu)),
            format!("{:.0}", middle(rate)),
        ]
    };
    print_table(&[
        ["", "CPU us a request", "requests/s"].map(str::to_owned).to_vec(),
        line(
            "look-up",
            rounds.iter().map(|(one, _)| (micros(one), rate(one))).unzip(),
        ),
        line(
            "nginx, static file",
            rounds.iter().map(|(_, other)| (micros(other), rate(other))).unzip(),
        ),
    ]);
    println!(
        "answer: {body} bytes; {ROUNDS} paired rounds of {SECONDS} s, {CONNECTIONS} connections; wrong answers: {wrong:.0}"
    );
    println!("requests per CPU second beside nginx: {ratio:.2} (promised: {LEAST_RATIO})");
    for (name, unit, promised) in [
        ("people", "people", "2000000"),
        ("bytes_each", "bytes a person on disk", "130"),
        ("build_cpu_seconds", "CPU s to build", "10"),
        ("open_ms", "ms to open", "100"),
        ("look_up_us", "CPU us a look-up without HTTP", "2"),
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
    if wrong > 0.0 {
        return Err(Failure::new("some answers were not pages of results"));
    }
    Ok(())
}

/// A started server and what it is called in messages.
struct Server {
    child: Child,
}

impl Server {
    fn process(&self) -> u32 {
        self.child.id()
    }

    fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // nginx leaves its worker behind when killed: ask it first.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        std::thread::sleep(Duration::from_millis(200));
        self.stop();
    }
}

fn start_ours(folder: &Path) -> Result<Server, Failure> {
    let mut command = pinned(SERVER_CORE, &binary());
    command.arg("serve").arg(folder).arg(OURS.to_string());
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(text)?;
    let mut lines = BufReader::new(child.stdout.take().ok_or_else(|| Failure::new("no output"))?).lines();
    if !lines.any(|line| line.is_ok_and(|line| line == "ready")) {
        return Err(Failure::new("the look-up did not start"));
    }
    // The pipe stays open: whatever the program says later must not stop it.
    std::thread::spawn(move || lines.for_each(drop));
    Ok(Server { child })
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
    let server = Server { child };
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

fn measure(server: &Server, port: u16, script: Option<&Path>, round: usize) -> Result<Round, Failure> {
    let before = cpu_of(server.process())?;
    let began = Instant::now();
    let mut load = pinned(LOAD_CORE, Path::new("wrk"));
    load.args(["-t1", &format!("-c{CONNECTIONS}"), &format!("-d{SECONDS}s")]);
    if let Some(script) = script {
        load.arg("-s").arg(script);
        load.arg(format!("http://127.0.0.1:{port}/result"));
        load.arg("--").arg(round.to_string());
    } else {
        load.arg(format!("http://127.0.0.1:{port}/answer.html"));
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

/// CPU seconds of a process and of those it started, all threads (Linux).
fn cpu_of(process: u32) -> Result<f64, Failure> {
    let mut total = Duration::ZERO;
    let mut processes = vec![process.to_string()];
    while let Some(process) = processes.pop() {
        for task in std::fs::read_dir(format!("/proc/{process}/task")).map_err(text)? {
            let task = task.map_err(text)?.path();
            let spent = std::fs::read_to_string(task.join("schedstat")).map_err(text)?;
            let nanos = spent.split_whitespace().next().and_then(|first| first.parse().ok());
            total += Duration::from_nanos(nanos.unwrap_or_default());
            let children = std::fs::read_to_string(task.join("children")).unwrap_or_default();
            processes.extend(children.split_whitespace().map(str::to_owned));
        }
    }
    Ok(total.as_secs_f64())
}

/// Anonymous memory is the process's own; the rest are pages of files that the kernel may drop.
fn memory_of(process: u32) -> Result<String, Failure> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).map_err(text)?;
    let of = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name));
        line.map_or_else(String::new, |line| {
            line.split_whitespace().collect::<Vec<_>>().join(" ")
        })
    };
    Ok(format!("{}, {}", of("RssAnon:"), of("VmRSS:")))
}

fn pinned(core: &str, program: &Path) -> Command {
    let mut command = Command::new("taskset");
    command.args(["-c", core]).arg(program);
    command
}

fn binary() -> PathBuf {
    workspace_root().join("target/release/examples/snapshot_bench")
}

fn which(program: &str) -> Option<PathBuf> {
    ["/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin"]
        .iter()
        .map(|folder| Path::new(folder).join(program))
        .find(|path| path.exists())
}

fn text(error: impl std::fmt::Display) -> Failure {
    Failure::new(error.to_string())
}
