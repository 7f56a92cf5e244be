//! `vedomost lookup`: the participants' pages from published files alone. It opens neither the database nor the key folder,
//! so any number of them may stand behind a balancer, and they go on when the main server is off.

mod pull;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use app::Clock;
use lookup::snapshot::{PublishedSnapshot, adopt_at_start, read_key_file, watch};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::clock::SystemClock;
use crate::configuration::LookupArguments;
use crate::defence;
use crate::publisher::FILE_NAME;
use crate::serve::{asked_to_stop, proxies, say};
use pull::Puller;

/// How long requests may take to end once the process is asked to stop.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where publications come from.
enum Source {
    File(PathBuf),
    Server(Box<Puller>),
}

/// Serves until asked to stop.
pub async fn run(arguments: &LookupArguments) -> Result<ExitCode, String> {
    crate::logging::start();
    let tls = crate::certificates::of_files(&arguments.tls)?;
    let listener = TcpListener::bind(arguments.listen).await.map_err(|error| {
        format!(
            "адрес {} занят или недоступен ({error}): укажите другой через --listen",
            arguments.listen
        )
    })?;
    let terminate = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
    let keys = read_key_file(&arguments.key_file).map_err(|error| error.to_string())?;
    let defence = defence::beside(&arguments.data_dir, &keys, Arc::new(SystemClock));
    let published = Arc::new(PublishedSnapshot::new(keys, Arc::new(|| SystemClock.now())));
    let every = Duration::from_secs(arguments.every);
    make_folder(&arguments.data_dir)?;
    let source = source(arguments)?;
    adopt_at_start(source.path(), &published);
    if let Source::Server(puller) = &source {
        puller.pull(&published).await;
    }
    let options = lookup::LookupOptions {
        defence,
        tls: tls.clone(),
        ..options(arguments, &published)
    };
    announce(arguments, &published, crate::certificates::scheme(tls.as_ref()));
    let following = match source {
        Source::File(path) => tokio::spawn(watch(path, Arc::clone(&published), every)),
        Source::Server(puller) => tokio::spawn(puller.run(Arc::clone(&published), every)),
    };
    let stop = Arc::new(tokio::sync::Notify::new());
    let asked = Arc::clone(&stop);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let serving = lookup::serve_on_threads(
        listener,
        published,
        options,
        threads,
        async move { asked.notified().await },
    );
    tokio::pin!(serving);
    tokio::select! {
        ended = &mut serving => return ended.map(|()| ExitCode::SUCCESS).map_err(|error| error.to_string()),
        () = asked_to_stop(terminate) => {}
    }
    following.abort();
    stop.notify_one();
    let _ = tokio::time::timeout(PATIENCE, serving).await;
    Ok(ExitCode::SUCCESS)
}

impl Source {
    fn path(&self) -> &Path {
        match self {
            Self::File(path) => path,
            Self::Server(puller) => puller.path(),
        }
    }
}

fn source(arguments: &LookupArguments) -> Result<Source, String> {
    match (&arguments.snapshot, &arguments.from, &arguments.token_file) {
        (Some(path), _, _) => Ok(Source::File(path.clone())),
        (None, Some(from), Some(token_file)) => {
            let token = std::fs::read_to_string(token_file)
                .map_err(|error| format!("файл {} не читается: {error}", token_file.display()))?;
            let roots = arguments.root_certificate.as_deref();
            Puller::new(from, token.trim(), arguments.data_dir.join(FILE_NAME), roots)
                .map(|puller| Source::Server(Box::new(puller)))
        }
        (None, _, _) => Err("укажите --snapshot или --from вместе с --token-file".to_owned()),
    }
}

/// Publications that were fetched and counters of tries lie there.
fn make_folder(folder: &Path) -> Result<(), String> {
    std::fs::create_dir_all(folder).map_err(|error| format!("папка {} не создаётся: {error}", folder.display()))
}

/// Who answers for the site stands in the publication.
fn options(arguments: &LookupArguments, published: &PublishedSnapshot) -> lookup::LookupOptions {
    let named = published
        .settings()
        .map_or_else(lookup::LookupOptions::default, |settings| {
            lookup::LookupOptions::new(settings.owner)
        });
    lookup::LookupOptions {
        trusted_proxies: proxies(&arguments.trusted_proxies),
        transport: if arguments.plain_loopback {
            lookup::Transport::Plain
        } else {
            lookup::Transport::Tls
        },
        ..named
    }
}

fn announce(arguments: &LookupArguments, published: &PublishedSnapshot, scheme: &str) {
    let shown = match published.served() {
        Some(served) => format!("публикация № {}", served.number),
        None => "публикации ещё нет".to_owned(),
    };
    say(&format!(
        "Просмотр: {scheme}://{}, {shown}; новая видна не позже чем через {} с",
        arguments.listen,
        arguments.every + 1
    ));
}
