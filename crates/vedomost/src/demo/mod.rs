//! `vedomost demo`: a made-up region on the embedded SQLite, in the middle of an essay's results week.

mod accounts;
mod build;
mod gia;
pub mod measured;
mod people;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use app::{App, Clock};
use regulations::{Law, LegalDate, Zone};
use rehearsal::RegionPlan;
use web::{CookieSecurity, WebOptions};

use crate::clock::DemoClock;
use crate::configuration::{DemoArguments, DemoExams, InstallationArguments, RegionSize};
use crate::installation::{Opening, law_of_region, open};
use crate::publisher::Publisher;
use crate::serve::{Listeners, say};
use accounts::DemoAccounts;

/// The demo's region.
const REGION: &str = "42";
/// Local moment of a fresh demo: some duties met, some due today, some overdue.
const DEFAULT_NOW: &str = "2026-12-17T09:20";
/// The demo's people, beside its data.
const ACCOUNTS_FILE: &str = "demo-accounts.json";
/// Where the demo's clock was left.
const CLOCK_FILE: &str = "demo-clock";
/// Written when the region is whole: a demo cut short is made again.
const WHOLE_FILE: &str = "demo-whole";

/// Makes the region if the data folder is new, prints addresses and accounts, serves.
pub async fn run(arguments: &DemoArguments) -> Result<ExitCode, String> {
    crate::logging::start();
    let (law, zone) = law_of_region(REGION, &[])?;
    let listeners = Listeners::bind(arguments.listen, arguments.public_listen).await?;
    let whole = arguments.data_dir.join(WHOLE_FILE).exists();
    let exams = exams_of(arguments, whole)?;
    if !whole {
        forget_unfinished(arguments)?;
    }
    std::fs::create_dir_all(&arguments.data_dir)
        .map_err(|error| format!("папка {} не создаётся: {error}", arguments.data_dir.display()))?;
    let clock = Arc::new(demo_clock(arguments, exams, &zone)?);
    let installation = InstallationArguments {
        data_dir: arguments.data_dir.clone(),
        keys_dir: arguments.keys_dir.clone(),
        region: REGION.to_owned(),
        database_url: None,
        database_url_file: None,
        scales: made_up_scales(&law, &arguments.data_dir)?,
    };
    let app = Arc::new(
        open(
            &installation,
            Opening::CreateIfNew,
            Arc::clone(&clock) as Arc<dyn Clock>,
        )
        .await?,
    );
    let accounts = if whole {
        DemoAccounts::read(&arguments.data_dir.join(ACCOUNTS_FILE))?
    } else {
        make_region(arguments, exams, &app, &clock, &zone).await?
    };
    clock.lend(accounts.lent());
    let hosts = vec!["127.0.0.1".to_owned()];
    let options = WebOptions {
        cookies: CookieSecurity::PlainLoopback,
        allowed_hosts: hosts,
        trusted_proxies: Vec::new(),
        demo: Some(Arc::clone(&clock) as Arc<dyn web::DemoControl>),
    };
    let owner = app.ministry_name().await.map_err(|error| error.to_string())?;
    let publisher = Publisher::start(Arc::clone(&app), &arguments.data_dir).await?;
    let lookup_options = lookup::LookupOptions {
        defence: crate::defence::of_installation(&app, &arguments.data_dir)?,
        ..owner.map_or_else(lookup::LookupOptions::default, lookup::LookupOptions::new)
    };
    announce(arguments, &accounts, &clock, &zone);
    listeners.serve(app, options, lookup_options, publisher).await?;
    Ok(ExitCode::SUCCESS)
}

/// The demo has GIA of a year whose scales nobody published: files that say that they are made up.
pub fn made_up_scales(law: &Law, folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut paths = Vec::new();
    for (name, text) in rehearsal::made_up_scale_files(law, REGION, rehearsal::GiaPlan::demo().year) {
        let path = folder.join(name);
        std::fs::write(&path, text).map_err(|error| format!("файл {} не пишется: {error}", path.display()))?;
        paths.push(path);
    }
    Ok(paths)
}

/// Which exams a demo is of: a finished one keeps its own, and another one asked for is refused.
fn exams_of(arguments: &DemoArguments, whole: bool) -> Result<DemoExams, String> {
    if !whole {
        return Ok(arguments.exams.unwrap_or(DemoExams::Essay));
    }
    let path = arguments.data_dir.join(WHOLE_FILE);
    let kept =
        std::fs::read_to_string(&path).map_err(|error| format!("файл {} не читается: {error}", path.display()))?;
    let kept = [DemoExams::Essay, DemoExams::Gia]
        .into_iter()
        .find(|exams| word_of(*exams) == kept)
        .unwrap_or(DemoExams::Essay);
    match arguments.exams {
        Some(asked) if asked != kept => Err(format!(
            "в папке {} лежит показ других экзаменов: укажите другие папки через --data-dir и --keys-dir",
            arguments.data_dir.display()
        )),
        _ => Ok(kept),
    }
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

fn demo_clock(arguments: &DemoArguments, exams: DemoExams, zone: &Zone) -> Result<DemoClock, String> {
    let kept_in = arguments.data_dir.join(CLOCK_FILE);
    if arguments.now.is_none()
        && let Some(left) = DemoClock::as_left(zone.clone(), kept_in.clone())
    {
        return Ok(left);
    }
    let now = zone
        .parse_local(arguments.now.as_deref().unwrap_or(default_now(exams)))
        .map_err(|error| error.to_string())?;
    let clock = DemoClock::showing(now, zone.clone(), kept_in);
    clock.show(now);
    Ok(clock)
}

const fn default_now(exams: DemoExams) -> &'static str {
    match exams {
        DemoExams::Essay => DEFAULT_NOW,
        DemoExams::Gia => gia::GIA_NOW,
    }
}

/// What stands in [`WHOLE_FILE`].
const fn word_of(exams: DemoExams) -> &'static str {
    match exams {
        DemoExams::Essay => "essay",
        DemoExams::Gia => "gia",
    }
}

/// Orders name their people around the day of the exam.
fn exam_day(exams: DemoExams, ordinary: LegalDate) -> Result<LegalDate, String> {
    match exams {
        DemoExams::Essay => Ok(ordinary),
        DemoExams::Gia => LegalDate::new(2026, 5, 28).map_err(|error| error.to_string()),
    }
}

fn plan(size: &RegionSize, exams: DemoExams) -> Result<RegionPlan, String> {
    let ordinary = RegionPlan::demo().map_err(|error| error.to_string())?;
    Ok(RegionPlan {
        municipal_bodies: size.municipal_bodies.unwrap_or(ordinary.municipal_bodies),
        schools: size.schools.unwrap_or(ordinary.schools),
        essay_participants: size.participants.unwrap_or(ordinary.essay_participants),
        exam_date: exam_day(exams, ordinary.exam_date)?,
        ..ordinary
    })
}

async fn make_region(
    arguments: &DemoArguments,
    exams: DemoExams,
    app: &App,
    clock: &DemoClock,
    zone: &Zone,
) -> Result<DemoAccounts, String> {
    let shown = clock.now();
    let plan = plan(&arguments.region, exams)?;
    say(&format!(
        "Создаётся показательный регион: {} МОУО, школ: {}, колледжей: {}, участников: {}…",
        plan.municipal_bodies, plan.schools, plan.colleges, plan.essay_participants
    ));
    let accounts = build::region(app, clock, zone, &plan, exams).await?;
    clock.show(shown);
    accounts.write(&arguments.data_dir.join(ACCOUNTS_FILE))?;
    std::fs::write(arguments.data_dir.join(WHOLE_FILE), word_of(exams)).map_err(|error| error.to_string())?;
    Ok(accounts)
}

fn announce(arguments: &DemoArguments, accounts: &DemoAccounts, clock: &DemoClock, zone: &Zone) {
    let table = accounts.lines().join("\n");
    say(&format!(
        "\nСотрудники:  http://{}\nУчастники:   http://localhost:{}\nВремя показа: {}\n\n{table}\n\nВсе люди выдуманы. Остановить: Ctrl+C.",
        arguments.listen,
        arguments.public_listen.port(),
        zone.format_local(clock.now()),
    ));
    if let Some(participant) = &accounts.participant {
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
