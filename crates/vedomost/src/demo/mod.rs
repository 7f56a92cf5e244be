//! `vedomost demo`: a made-up region on the embedded SQLite, in the middle of a results week.

mod accounts;
mod appeals;
mod applications;
mod build;
mod essay;
mod gia;
pub mod measured;
mod people;
mod plan;
mod progress;
mod rechecks;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use app::{App, Clock};
use regulations::{Law, Zone};
use web::{CookieSecurity, WebOptions};

use crate::clock::DemoClock;
use crate::configuration::{DemoArguments, DemoExams, InstallationArguments};
use crate::installation::{Opening, law_of_region, open};
use crate::publisher::Publisher;
use crate::serve::{Listeners, say};
use accounts::DemoAccounts;
use plan::{DemoPlan, Finished};

/// The demo's region.
const REGION: &str = "42";
/// The demo's people, beside its data.
const ACCOUNTS_FILE: &str = "demo-accounts.json";
/// Where the demo's clock was left.
const CLOCK_FILE: &str = "demo-clock";

/// Makes the region if the data folder is new, prints addresses and accounts, serves.
pub async fn run(arguments: &DemoArguments) -> Result<ExitCode, String> {
    crate::logging::start();
    let listeners = Listeners::bind(arguments.listen, arguments.public_listen).await?;
    let demo = open_or_make(arguments).await?;
    demo.clock.lend(demo.accounts.lent());
    let hosts = vec!["127.0.0.1".to_owned()];
    let options = WebOptions {
        cookies: CookieSecurity::PlainLoopback,
        allowed_hosts: hosts,
        trusted_proxies: Vec::new(),
        demo: Some(Arc::clone(&demo.clock) as Arc<dyn web::DemoControl>),
    };
    let owner = demo.app.ministry_name().await.map_err(|error| error.to_string())?;
    let publisher = Publisher::start(Arc::clone(&demo.app), &arguments.data_dir).await?;
    let lookup_options = lookup::LookupOptions {
        defence: crate::defence::of_installation(&demo.app, &arguments.data_dir)?,
        ..owner.map_or_else(lookup::LookupOptions::default, lookup::LookupOptions::new)
    };
    announce(arguments, &demo);
    listeners
        .serve(demo.app, options, lookup_options, publisher, None)
        .await?;
    Ok(ExitCode::SUCCESS)
}

/// A whole region with its clock and its people.
pub struct Demo {
    pub app: Arc<App>,
    pub clock: Arc<DemoClock>,
    pub accounts: DemoAccounts,
    zone: Zone,
}

/// Opens the region of the data folder; makes it if there is none, or only a part of one.
pub async fn open_or_make(arguments: &DemoArguments) -> Result<Demo, String> {
    let (law, zone) = law_of_region(REGION, &[])?;
    let (plan, finished) = DemoPlan::of(arguments)?;
    if finished == Finished::NotYet {
        forget_unfinished(arguments)?;
    }
    std::fs::create_dir_all(&arguments.data_dir)
        .map_err(|error| format!("папка {} не создаётся: {error}", arguments.data_dir.display()))?;
    let clock = Arc::new(demo_clock(arguments, plan, &zone)?);
    let installation = InstallationArguments {
        data_dir: arguments.data_dir.clone(),
        keys_dir: arguments.keys_dir.clone(),
        region: REGION.to_owned(),
        database_url: None,
        database_url_file: None,
        scales: made_up_scales(&law, &arguments.data_dir)?,
    };
    let shared = Arc::clone(&clock) as Arc<dyn Clock>;
    let app = Arc::new(open(&installation, Opening::CreateIfNew, shared).await?);
    let accounts = match finished {
        Finished::Whole => DemoAccounts::read(&arguments.data_dir.join(ACCOUNTS_FILE))?,
        Finished::NotYet => make_region(arguments, plan, &app, &clock, &zone).await?,
    };
    Ok(Demo {
        app,
        clock,
        accounts,
        zone,
    })
}

/// The demo has GIA of a year whose scales nobody published: files that say that they are made up.
fn made_up_scales(law: &Law, folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut paths = Vec::new();
    for (name, text) in rehearsal::made_up_scale_files(law, REGION, rehearsal::GiaPlan::demo().year) {
        let path = folder.join(name);
        std::fs::write(&path, text).map_err(|error| format!("файл {} не пишется: {error}", path.display()))?;
        paths.push(path);
    }
    Ok(paths)
}

/// Data of a demo that was stopped while it was being made are made-up and worthless: both folders go.
fn forget_unfinished(arguments: &DemoArguments) -> Result<(), String> {
    let database = arguments.data_dir.join("vedomost.sqlite");
    let unfinished = database.exists() && arguments.data_dir.join(CLOCK_FILE).exists();
    if database.exists() && !unfinished {
        return Err(format!(
            "в папке {} лежат данные не показа: укажите другую через --data-dir",
            arguments.data_dir.display()
        ));
    }
    if !unfinished {
        return Ok(());
    }
    for folder in [&arguments.data_dir, &arguments.keys_dir] {
        remove(folder)?;
    }
    Ok(())
}

fn remove(folder: &Path) -> Result<(), String> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(format!("папка {} не удаляется: {error}", folder.display()))
        }
        _ => Ok(()),
    }
}

fn demo_clock(arguments: &DemoArguments, plan: DemoPlan, zone: &Zone) -> Result<DemoClock, String> {
    let kept_in = arguments.data_dir.join(CLOCK_FILE);
    if arguments.now.is_none()
        && let Some(left) = DemoClock::as_left(zone.clone(), kept_in.clone())
    {
        return Ok(left);
    }
    let now = zone
        .parse_local(arguments.now.as_deref().unwrap_or(plan.now()))
        .map_err(|error| error.to_string())?;
    let clock = DemoClock::showing(now, zone.clone(), kept_in);
    clock.show(now);
    Ok(clock)
}

async fn make_region(
    arguments: &DemoArguments,
    plan: DemoPlan,
    app: &App,
    clock: &DemoClock,
    zone: &Zone,
) -> Result<DemoAccounts, String> {
    let shown = clock.now();
    let region = plan.region(&arguments.region)?;
    let gia = plan.gia(&arguments.region);
    let people = match plan.exams {
        DemoExams::Essay => format!("участников сочинения: {}", region.essay_participants),
        DemoExams::Gia => format!("участников ГИА-11: {}, ГИА-9: {}", gia.gia11, gia.gia9),
        DemoExams::All => format!(
            "участников сочинения: {}, ГИА-11: {}, ГИА-9: {}",
            region.essay_participants, gia.gia11, gia.gia9
        ),
    };
    say(&format!(
        "Создаётся показательный регион: {} МОУО, школ: {}, колледжей: {}, {people}…",
        region.municipal_bodies, region.schools, region.colleges
    ));
    let accounts = build::region(app, clock, zone, plan, &region, &gia).await?;
    clock.show(shown);
    accounts.write(&arguments.data_dir.join(ACCOUNTS_FILE))?;
    plan.keep(&arguments.data_dir)?;
    Ok(accounts)
}

fn announce(arguments: &DemoArguments, demo: &Demo) {
    let table = demo.accounts.lines().join("\n");
    say(&format!(
        "\nСотрудники:  http://{}\nУчастники:   http://localhost:{}\nВремя показа: {}\n\n{table}\n\nВсе люди выдуманы. Остановить: Ctrl+C.",
        arguments.listen,
        arguments.public_listen.port(),
        demo.zone.format_local(demo.clock.now()),
    ));
    if let Some(participant) = &demo.accounts.participant {
        say(&format!(
            "Участник для просмотра: документ {} {}, {}",
            participant.series, participant.number, participant.surname
        ));
    }
    tokio::spawn(async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        tracing::info!("demo is ready");
    });
}
