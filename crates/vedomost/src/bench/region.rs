//! A region for measurements: made up, brought in through the ordinary import, released, handed down to the schools.

use std::path::Path;
use std::sync::Arc;

use app::accounts::OrderInput;
use app::import::ReceivedFile;
use app::set_up::NewAccount;
use app::statements::StatementState;
use app::{App, AppError, Clock, Request};
use domain::access::Role;
use domain::organisation::OrganisationKind;
use domain::person_name::PersonName;
use exchange::ProfileKind;
use rehearsal::{FileFormat, MadeUpRegion, RegionPlan, Table};
use storage::boxed;
use uuid::Uuid;

use crate::clock::DemoClock;
use crate::configuration::InstallationArguments;
use crate::installation::{Opening, law_of_region, open};

/// The region with the accounts that measure it.
pub struct BenchRegion {
    pub app: Arc<App>,
    pub exam: Uuid,
    pub operator: Uuid,
}

impl BenchRegion {
    /// A request of one of the accounts, now.
    pub async fn request(&self, account: Uuid) -> Result<Request, String> {
        request(&self.app, account).await
    }
}

/// A request of an account, now.
pub async fn request(app: &App, account: Uuid) -> Result<Request, String> {
    let actor = app.actor_of_account(account).await.map_err(text)?;
    let now = app.clock.now();
    Ok(Request {
        actor,
        now,
        today: app.day_of(now),
        idempotency_key: None,
    })
}

/// Makes the region anew in `folder`.
pub async fn make(folder: &Path, plan: &RegionPlan) -> Result<BenchRegion, String> {
    let _ = std::fs::remove_dir_all(folder);
    std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    let (_, zone) = law_of_region("42", &[])?;
    let start = zone
        .parse_local("2026-11-12T09:00")
        .map_err(|error| error.to_string())?;
    let clock = Arc::new(DemoClock::showing(start, zone.clone(), folder.join("clock")));
    let installation = InstallationArguments {
        data_dir: folder.join("data"),
        keys_dir: folder.join("keys"),
        region: "42".to_owned(),
        database_url: None,
        database_url_file: None,
        scales: Vec::new(),
    };
    let app = Arc::new(
        open(
            &installation,
            Opening::CreateIfNew,
            Arc::clone(&clock) as Arc<dyn Clock>,
        )
        .await?,
    );
    let made = rehearsal::make(plan).map_err(|error| error.to_string())?;
    let show = |local: &str| {
        zone.parse_local(local)
            .map(|moment| clock.show(moment))
            .map_err(|error| error.to_string())
    };
    app.set_up("420", "Министерство").await.map_err(text)?;
    let root = app.root_organisation().await.map_err(text)?;
    let administrator = account(&app, Role::Administrator, root, "admin").await?;
    let starter = account(&app, Role::ProcessingOperator, root, "starter").await?;
    import(&app, starter, ProfileKind::Organisations, &made.organisations_table()).await?;
    import(&app, starter, ProfileKind::Participants, &made.participants_table()).await?;
    let operator = named(&app, administrator, Role::ProcessingOperator, &made, "421").await?;
    show("2026-12-14T16:00")?;
    import(&app, operator, ProfileKind::EssayResults, &made.results_first_batch()).await?;
    show("2026-12-14T18:00")?;
    let exam = exam(&app).await?;
    let declaring = request(&app, operator).await?;
    let preview = app.preview_processing(&declaring, exam).await.map_err(text)?;
    app.declare_processing(&declaring, exam, &preview.content_hash)
        .await
        .map_err(text)?;
    show("2026-12-15T10:00")?;
    let bodies: Vec<String> = made
        .organisations
        .iter()
        .filter(|one| one.kind == OrganisationKind::MunicipalBody)
        .map(|one| one.code.clone())
        .collect();
    advance(&app, operator, StatementState::Formed).await?;
    for code in &bodies {
        let clerk = named(&app, administrator, Role::MunicipalClerk, &made, code).await?;
        advance(&app, clerk, StatementState::HandedOver).await?;
        advance(&app, clerk, StatementState::Formed).await?;
    }
    show("2026-12-16T09:00")?;
    Ok(BenchRegion { app, exam, operator })
}

async fn exam(app: &App) -> Result<Uuid, String> {
    let exams = app
        .store
        .read(&(), |tx, ()| {
            boxed(async move { Ok::<_, AppError>(storage::exams::all(tx).await?) })
        })
        .await
        .map_err(text)?;
    exams
        .first()
        .map(|exam| exam.id)
        .ok_or_else(|| "нет экзамена".to_owned())
}

/// Hands over what is formed, or receives what is handed over, of the account's own organisation.
async fn advance(app: &App, account: Uuid, state: StatementState) -> Result<(), String> {
    let request = request(app, account).await?;
    let own = request.actor.organisation.0;
    let all = app.list_statements(&request, None).await.map_err(text)?;
    let party = |row: &storage::statements::StatementRow| {
        if state == StatementState::Formed {
            row.sender_id
        } else {
            row.recipient_id
        }
    };
    let ids: Vec<Uuid> = all
        .iter()
        .filter(|one| one.state == state && party(&one.row) == own)
        .map(|one| one.row.id)
        .collect();
    if ids.is_empty() {
        return Ok(());
    }
    match state {
        StatementState::Formed => app.hand_over(&request, &ids).await.map_err(text)?,
        _ => app.receive(&request, &ids).await.map_err(text)?,
    };
    Ok(())
}

/// An account with the password of the measurement.
pub async fn account(app: &App, role: Role, organisation: Uuid, login: &str) -> Result<Uuid, String> {
    let name = PersonName::parse("Замерова", "Анна", Some("Сергеевна")).map_err(|error| error.to_string())?;
    let hash = app.hash_password(PASSWORD).await.map_err(text)?;
    let account = NewAccount {
        name,
        login: login.to_owned(),
        role,
        organisation,
        position: "замер".to_owned(),
        password_hash: Some(hash),
    };
    app.enter_first_account(&account).await.map_err(text)
}

/// Password of every account of a measurement.
const PASSWORD: &str = "замер страниц полного региона";

async fn named(app: &App, administrator: Uuid, role: Role, made: &MadeUpRegion, code: &str) -> Result<Uuid, String> {
    let known = made
        .organisation(code)
        .map(|one| one.code.clone())
        .unwrap_or_else(|| code.to_owned());
    let rows = app
        .store
        .read(&(), |tx, ()| {
            boxed(async move { Ok::<_, AppError>(storage::organisations::all(tx).await?) })
        })
        .await
        .map_err(text)?;
    let organisation = rows
        .iter()
        .find(|row| row.code == known)
        .ok_or_else(|| format!("нет организации {code}"))?
        .id;
    let account = account(app, role, organisation, &format!("u{code}")).await?;
    let order = OrderInput {
        number: "1".to_owned(),
        date: "01.11.2026".to_owned(),
        valid_from: "01.11.2026".to_owned(),
        valid_to: String::new(),
    };
    let request = request(app, administrator).await?;
    app.name_responsible(&request, account, &order).await.map_err(text)?;
    Ok(account)
}

async fn import(app: &App, account: Uuid, kind: ProfileKind, table: &Table) -> Result<(), String> {
    let bytes = table.write(FileFormat::CsvUtf8).map_err(|error| error.to_string())?;
    import_bytes(app, account, kind, bytes).await
}

/// Brings a file in and writes it.
pub async fn import_bytes(app: &App, account: Uuid, kind: ProfileKind, bytes: Vec<u8>) -> Result<(), String> {
    let request = request(app, account).await?;
    let stored = app.keep_file(&request, bytes).await.map_err(text)?;
    let file = ReceivedFile {
        kind,
        profile: None,
        file_name: "замер.csv",
        stored,
    };
    let id = app.stage_import(&request, file).await.map_err(text)?;
    app.apply_import(&request, id, "").await.map_err(text)?;
    Ok(())
}

pub fn text(error: AppError) -> String {
    match error {
        AppError::Invalid(problems) => problems
            .into_iter()
            .map(|problem| problem.message)
            .collect::<Vec<_>>()
            .join("; "),
        other => other.to_string(),
    }
}
