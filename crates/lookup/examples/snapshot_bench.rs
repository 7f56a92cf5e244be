//! A snapshot of made-up people with four results each, asked without a network (`make`) and served (`serve`): what
//! `cargo xtask bench lookup` runs. It links this crate alone, with the product's allocator.
#![expect(
    clippy::cast_possible_truncation,
    reason = "made-up people are numbered within 32 bits"
)]

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Instant as Stopwatch, SystemTime};

use domain::identity_document::normalise_document;
use lookup::snapshot::{
    HeadAppeal, HeadCountedIn, HeadExam, HeadMinimum, HeadProtocol, LineOutcome, LookupKeys, Paper, PublicSettings,
    PublishedSnapshot, ResultLine, SnapshotSigner, SnapshotWriter, Stamp, adopt_at_start, place,
};
use lookup::{LookupOptions, Outcome, PublishedResults, Query};
use regulations::Instant;

/// As in the product.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const RESULTS: usize = 4;
const SCHOOLS: u32 = 40_000;
const PAPERS: u32 = 40;
const ASKED: u32 = 400_000;
/// Enough that a page is never twice the same in a row, few enough for a script.
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

fn main() -> Result<(), String> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(text)?;
    match words.as_slice() {
        ["make", folder, people] => runtime.block_on(make(Path::new(folder), people.parse().map_err(text)?)),
        ["serve", folder, port] => runtime.block_on(serve(Path::new(folder), port.parse().map_err(text)?)),
        _ => Err("snapshot_bench make FOLDER PEOPLE | serve FOLDER PORT".to_owned()),
    }
}

/// Makes the file, asks it, prints figures as `name=number`, and leaves a script for wrk.
async fn make(folder: &Path, people: u32) -> Result<(), String> {
    std::fs::create_dir_all(folder).map_err(text)?;
    let file = folder.join("publication");
    let (cpu, bytes) = build(&file, &keys()?, &signer(), people)?;
    let script = load_script(people);
    let of_static_file = script.replace(
        "wrk.format(\"POST\", \"/result\", headers, body)",
        "wrk.format(\"GET\", \"/answer.html\", headers)",
    );
    std::fs::write(folder.join("load.lua"), script).map_err(text)?;
    // The same work for whoever asks, so that both servers are asked alike.
    std::fs::write(folder.join("load_static.lua"), of_static_file).map_err(text)?;
    let began = Stopwatch::now();
    let published = opened(&file)?;
    let open_ms = began.elapsed().as_secs_f64() * 1000.0;
    look_up_microseconds(&published, people)?;
    let each = look_up_microseconds(&published, people)?;
    let rendered = rendered_microseconds(&published, people)?;
    let page = page_microseconds(&published, people).await?;
    println!(
        "people={people} build_cpu_seconds={cpu:.2} bytes={bytes} bytes_each={:.1} open_ms={open_ms:.2} look_up_us={each:.3} rendered_us={rendered:.3} page_us={page:.2}",
        f64::from(u32::try_from(bytes).map_err(text)?) / f64::from(people)
    );
    Ok(())
}

/// The pages on a loopback port, as `vedomost lookup` serves them, behind a proxy on this machine.
async fn serve(folder: &Path, port: u16) -> Result<(), String> {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.map_err(text)?;
    let published = opened(&folder.join("publication"))?;
    println!("ready");
    // Pinned to one core it has one thread, as the product has.
    let threads = std::thread::available_parallelism().map_err(text)?.get();
    lookup::serve_on_threads(listener, published, options()?, threads, std::future::pending())
        .await
        .map_err(text)
}

fn options() -> Result<LookupOptions, String> {
    Ok(LookupOptions {
        trusted_proxies: vec!["127.0.0.1/32".parse().map_err(text)?],
        ..LookupOptions::default()
    })
}

fn opened(file: &Path) -> Result<Arc<PublishedSnapshot>, String> {
    let published = Arc::new(PublishedSnapshot::new(keys()?, Arc::new(now)));
    adopt_at_start(file, &published);
    Ok(published)
}

fn signer() -> SnapshotSigner {
    SnapshotSigner::from_seed(&[3; 32])
}

fn keys() -> Result<LookupKeys, String> {
    LookupKeys::new("42", &[1; 32], &[2; 32], &signer().verifying_key()).ok_or_else(|| "no key".to_owned())
}

#[expect(clippy::disallowed_methods, reason = "a measurement has no clock handed in")]
fn now() -> Instant {
    let elapsed = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    Instant::from_micros(i64::try_from(elapsed.as_micros()).unwrap_or(i64::MAX))
}

/// CPU seconds of this process so far, all threads (Linux).
fn cpu_seconds() -> Result<f64, String> {
    let mut total = 0u64;
    for task in std::fs::read_dir("/proc/self/task").map_err(text)? {
        let spent = std::fs::read_to_string(task.map_err(text)?.path().join("schedstat")).map_err(text)?;
        let first = spent
            .split_whitespace()
            .next()
            .and_then(|first| first.parse::<u64>().ok());
        total += first.unwrap_or_default();
    }
    Ok(std::time::Duration::from_nanos(total).as_secs_f64())
}

fn build(file: &Path, keys: &LookupKeys, signer: &SnapshotSigner, people: u32) -> Result<(f64, usize), String> {
    let before = cpu_seconds()?;
    let mut writer = SnapshotWriter::new(keys);
    let papers: Vec<u32> = (1..=PAPERS).map(|code| writer.paper(paper(code))).collect();
    let schools: Vec<u32> = (1..=SCHOOLS)
        .map(|number| writer.organisation(&format!("школа № {number}")))
        .collect();
    let protocols: Vec<u32> = (1..=300)
        .map(|number| {
            writer.protocol(HeadProtocol {
                number: number.to_string(),
                day: "2027-06-10".to_owned(),
            })
        })
        .collect();
    let of = |table: &[u32], place: u32| table.get(place as usize % table.len()).copied().unwrap_or_default();
    for one in 0..people {
        let lines: [ResultLine; RESULTS] = std::array::from_fn(|step| {
            let step = step as u32;
            let score = (one.wrapping_mul(2_654_435_761) >> (8 + step)) % 101;
            ResultLine {
                paper: of(&papers, one + step * 7),
                told_by: of(&schools, one / 50),
                outcome: LineOutcome::Test {
                    primary: score / 2,
                    score: score as u8,
                },
                to_pass: Some(score >= 24),
                university: Some(score >= 36),
                protocol: Some(of(&protocols, one + step)),
            }
        });
        let (series, number, surname) = person(one);
        let index = keys.index(&normalise_document(Some(&series), &number));
        writer.add(index, surname, &lines).map_err(text)?;
    }
    let stamp = Stamp {
        number: 7,
        made_at: now().as_micros(),
        salt: [5; 32],
    };
    let written = writer.finish(stamp, settings(), signer).map_err(text)?;
    place(file, &written).map_err(text)?;
    Ok((cpu_seconds()? - before, written.bytes()))
}

/// Made-up, and the same in the script below.
fn person(one: u32) -> (String, String, &'static str) {
    let surname = SURNAMES.get(one as usize % SURNAMES.len()).copied().unwrap_or_default();
    (
        format!("{}", 3200 + one / 1_000_000),
        format!("{:06}", one % 1_000_000),
        surname,
    )
}

fn paper(code: u32) -> Paper {
    Paper {
        kind: "gia-11".to_owned(),
        form: Some("ege".to_owned()),
        subject: format!("Предмет {code}"),
        code: i64::from(code),
        written_part: None,
        date: "2027-05-31".to_owned(),
        oral_part: None,
        greatest: Some(50),
        to_pass: Some(HeadMinimum {
            counted_in: HeadCountedIn::TestScore,
            least: 24,
        }),
        university: Some(HeadMinimum {
            counted_in: HeadCountedIn::TestScore,
            least: 36,
        }),
        appeal: Some(HeadAppeal {
            length: "2\u{a0}рабочих дня".to_owned(),
            clause: "п.\u{a0}6".to_owned(),
        }),
        publication: 7,
        published_at: now().as_micros(),
    }
}

fn settings() -> PublicSettings {
    PublicSettings {
        zone: "Asia/Novokuznetsk".to_owned(),
        owner: "Министерство образования".to_owned(),
        asks_surname: true,
        hot_line: "8 (3842) 00-00-00".to_owned(),
        procedure: vec![
            "Результат говорят там, где участник учится.".to_owned();
            8
        ],
        open_exams: (1..=PAPERS)
            .map(|code| HeadExam {
                group: "ЕГЭ".to_owned(),
                subject: format!("Предмет {code}"),
                date: "2027-05-31".to_owned(),
            })
            .collect(),
    }
}

fn query(one: u32) -> Query {
    let (series, number, surname) = person(one);
    Query {
        series,
        number,
        surname: surname.to_owned(),
    }
}

/// Random people of all, each must be found.
fn look_up_microseconds(published: &PublishedSnapshot, people: u32) -> Result<f64, String> {
    let queries: Vec<Query> = (0..ASKED).map(|step| query(someone(step, people))).collect();
    let before = cpu_seconds()?;
    for query in &queries {
        match published.find_now(query).map_err(text)? {
            Outcome::Found(found) if found.exams.len() == RESULTS => {}
            _ => return Err("somebody published was not found".to_owned()),
        }
    }
    Ok((cpu_seconds()? - before) * 1e6 / f64::from(ASKED))
}

fn someone(step: u32, people: u32) -> u32 {
    ((u64::from(step.wrapping_mul(2_654_435_761)) * u64::from(people)) >> 32) as u32
}

/// Looked up and rendered, without HTTP.
fn rendered_microseconds(published: &Arc<PublishedSnapshot>, people: u32) -> Result<f64, String> {
    let site = lookup::measured::Measured::new(Arc::clone(published) as Arc<dyn PublishedResults>, options()?);
    let queries: Vec<Query> = (0..ASKED).map(|step| query(someone(step, people))).collect();
    let before = cpu_seconds()?;
    for query in &queries {
        if site.answer(query) < 4_000 {
            return Err("an answer is no page of results".to_owned());
        }
    }
    Ok((cpu_seconds()? - before) * 1e6 / f64::from(ASKED))
}

/// The whole answer page through the router, without a socket.
async fn page_microseconds(published: &Arc<PublishedSnapshot>, people: u32) -> Result<f64, String> {
    use axum::body::Body;
    use axum::extract::ConnectInfo;
    use axum::http::Request;
    use tower::ServiceExt;

    const PAGES: u32 = 20_000;
    let router = lookup::router(Arc::clone(published) as Arc<dyn PublishedResults>, options()?);
    let peer: std::net::SocketAddr = "127.0.0.1:4711".parse().map_err(text)?;
    let before = cpu_seconds()?;
    for step in 0..PAGES {
        let (series, number, surname) = person(someone(step, people));
        let body = format!("series={series}&number={number}&surname={}", percent_encoded(surname));
        let request = Request::post("/result")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("x-forwarded-for", address(step))
            .extension(ConnectInfo(peer))
            .body(Body::from(body))
            .map_err(text)?;
        let answer = router.clone().oneshot(request).await.map_err(text)?;
        if answer.status() != 200 {
            return Err(format!("the page answered {}", answer.status()));
        }
    }
    Ok((cpu_seconds()? - before) * 1e6 / f64::from(PAGES))
}

/// Visitors come from everywhere.
fn address(step: u32) -> String {
    let [_, b, c, d] = step.wrapping_mul(2_654_435_761).to_be_bytes();
    format!("{}.{b}.{c}.{d}", 20 + step % 150)
}

fn percent_encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        // Writing to a string cannot fail.
        let _ = write!(encoded, "%{byte:02X}");
    }
    encoded
}

/// For wrk: random people of all, random addresses.
fn load_script(people: u32) -> String {
    let surnames: Vec<String> = SURNAMES
        .iter()
        .map(|one| format!("\"{}\"", percent_encoded(one)))
        .collect();
    format!(
        "local surnames = {{{}}}\n\
         local random = math.random\n\
         local headers = {{ [\"Content-Type\"] = \"application/x-www-form-urlencoded\" }}\n\
         function init(args)\n\
         \x20 math.randomseed(tonumber(args[1]) or 1)\n\
         \x20 if args[2] == \"close\" then headers[\"Connection\"] = \"close\" end\n\
         end\n\
         function request()\n\
         \x20 local one = random(0, {} - 1)\n\
         \x20 headers[\"X-Forwarded-For\"] = string.format(\"%d.%d.%d.%d\", random(20, 180), random(0, 255), random(0, 255), random(1, 254))\n\
         \x20 local body = string.format(\"series=%d&number=%06d&surname=%s\", 3200 + math.floor(one / 1000000), one % 1000000, surnames[one % {} + 1])\n\
         \x20 return wrk.format(\"POST\", \"/result\", headers, body)\n\
         end\n",
        surnames.join(", "),
        people,
        SURNAMES.len()
    )
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}
