//! What the made-up region's weeks are lived with: the people who act, files, statements and ledgers, through the ordinary use
//! cases, act by act, under the demo's clock.

use std::collections::HashMap;

use app::import::ReceivedFile;
use app::ledgers::{LineInput, Told};
use app::statements::{OpeningForm, StatementState, StatementSummary};
use app::{App, AppError, Request};
use domain::organisation::OrganisationKind;
use domain::statement::StatementHop;
use exchange::ProfileKind;
use regulations::Zone;
use regulations::russian::numeric_date;
use rehearsal::{FileFormat, GiaPlan, MadeUpOrganisation, MadeUpRegion, RegionPlan, Table};
use storage::boxed;
use uuid::Uuid;

use super::accounts::DemoAccounts;
use super::essay::ESSAY_PARTS;
use super::gia::gia_parts;
use super::people::PEOPLE_PARTS;
use super::plan::DemoPlan;
use super::progress::Progress;
use crate::clock::DemoClock;
use crate::configuration::DemoExams;

/// Makes everything; the clock is left at the last act.
pub async fn region(
    app: &App,
    clock: &DemoClock,
    zone: &Zone,
    plan: DemoPlan,
    region: &RegionPlan,
    gia: &GiaPlan,
) -> Result<DemoAccounts, String> {
    let made = rehearsal::make(region).map_err(|error| error.to_string())?;
    let make_gia = || rehearsal::make_gia(&made, gia, &app.law).map_err(|error| error.to_string());
    let mut week = Week::new(app, clock, zone, &made);
    week.essay_shift = plan.essay_shift();
    match plan.exams {
        DemoExams::Essay => {
            week.progress = Progress::of(PEOPLE_PARTS + ESSAY_PARTS);
            week.live_essay().await
        }
        DemoExams::Gia => {
            let gia = make_gia()?;
            let course = week.course(&gia, plan.scale);
            week.progress = Progress::of(PEOPLE_PARTS + gia_parts(&course));
            let mut kept = week.enter_people("2026-04-20T09:00").await?;
            week.enter_commission(&mut kept).await?;
            week.enter_appeals_commission(&mut kept).await?;
            week.live_gia(&gia, course, kept).await
        }
        DemoExams::All => {
            let gia = make_gia()?;
            let course = week.course(&gia, plan.scale);
            week.progress = Progress::of(PEOPLE_PARTS + ESSAY_PARTS + gia_parts(&course));
            let essay = week.live_essay().await?;
            let mut kept = essay.accounts;
            week.finish_essay().await?;
            week.at("2026-04-20T09:00")?;
            week.enter_commission(&mut kept).await?;
            week.enter_appeals_commission(&mut kept).await?;
            week.live_gia(&gia, course, kept).await
        }
    }
}

pub(super) struct Week<'a> {
    pub(super) app: &'a App,
    pub(super) clock: &'a DemoClock,
    pub(super) zone: &'a Zone,
    pub(super) made: &'a MadeUpRegion,
    /// The acting account of each organisation, by code.
    pub(super) people: HashMap<String, Uuid>,
    pub(super) organisations: HashMap<String, Uuid>,
    /// By how many days the essay's weeks are moved.
    pub(super) essay_shift: i64,
    /// An exam that is over: what is left of it stays as it is.
    pub(super) over: Option<Uuid>,
    pub(super) progress: Progress,
    /// Passwords of lent accounts by login: an approval asks for the chair's.
    pub(super) passwords: HashMap<String, String>,
}

impl<'a> Week<'a> {
    pub(super) fn new(app: &'a App, clock: &'a DemoClock, zone: &'a Zone, made: &'a MadeUpRegion) -> Self {
        Self {
            app,
            clock,
            zone,
            made,
            people: HashMap::new(),
            organisations: HashMap::new(),
            passwords: HashMap::new(),
            essay_shift: 0,
            over: None,
            progress: Progress::of(1),
        }
    }
}

impl Week<'_> {
    pub(super) fn at(&self, local: &str) -> Result<(), String> {
        self.clock
            .show(self.zone.parse_local(local).map_err(|error| error.to_string())?);
        Ok(())
    }

    pub(super) async fn request(&self, code: &str) -> Result<Request, String> {
        let account = *self
            .people
            .get(code)
            .ok_or_else(|| format!("у организации {code} нет учётной записи"))?;
        self.request_of(account).await
    }

    pub(super) async fn request_of(&self, account: Uuid) -> Result<Request, String> {
        let actor = self.app.actor_of_account(account).await.map_err(text)?;
        let now = self.app.clock.now();
        Ok(Request {
            actor,
            now,
            today: self.app.day_of(now),
            idempotency_key: None,
        })
    }

    pub(super) async fn import(
        &self,
        code: &str,
        kind: ProfileKind,
        table: &Table,
        format: FileFormat,
        file_name: &str,
    ) -> Result<(), String> {
        let request = self.request(code).await?;
        let bytes = table.write(format).map_err(|error| error.to_string())?;
        let stored = self.app.keep_file(&request, bytes).await.map_err(text)?;
        let id = self
            .app
            .stage_import(
                &request,
                ReceivedFile {
                    kind,
                    profile: None,
                    file_name,
                    stored,
                },
            )
            .await
            .map_err(text)?;
        self.app.apply_import(&request, id, "").await.map_err(text)?;
        self.app.keep_names_in_memory().await.map_err(text)
    }

    pub(super) fn telling(&self) -> impl Iterator<Item = &MadeUpOrganisation> {
        self.made
            .organisations
            .iter()
            .filter(|one| one.kind.delivery_route().is_some())
    }

    pub(super) async fn statements(
        &self,
        request: &Request,
        wanted: impl Fn(&StatementSummary) -> bool,
    ) -> Result<Vec<StatementSummary>, String> {
        let all = self.app.list_statements(request, None).await.map_err(text)?;
        Ok(all.into_iter().filter(|one| wanted(one)).collect())
    }

    pub(super) fn codes_of(&self, kinds: &[OrganisationKind]) -> Vec<String> {
        self.made
            .organisations
            .iter()
            .filter(|one| kinds.contains(&one.kind))
            .map(|one| one.code.clone())
            .collect()
    }

    pub(super) async fn receive(&self, code: &str) -> Result<(), String> {
        let request = self.request(code).await?;
        let own = request.actor.organisation.0;
        let incoming = self
            .statements(&request, |one| {
                one.row.recipient_id == own && one.state == StatementState::HandedOver
            })
            .await?;
        if incoming.is_empty() {
            return Ok(());
        }
        self.app.receive(&request, &ids(&incoming)).await.map_err(text)?;
        for one in &incoming {
            self.app
                .open_statement(&request, one.row.id, OpeningForm::Page)
                .await
                .map_err(text)?;
        }
        Ok(())
    }

    pub(super) async fn hand_down(&self, code: &str) -> Result<(), String> {
        let request = self.request(code).await?;
        let down = self
            .statements(&request, |one| {
                one.hop == StatementHop::ToSchool && one.state == StatementState::Formed
            })
            .await?;
        if !down.is_empty() {
            self.app.hand_over(&request, &ids(&down)).await.map_err(text)?;
        }
        Ok(())
    }

    /// Who has not been told yet of an organisation's open ledgers is told within the hour before now; some may be left for
    /// later.
    pub(super) async fn tell(&self, code: &str, leaves_some: bool) -> Result<(), String> {
        let request = self.request(code).await?;
        let own = request.actor.organisation.0;
        for ledger in self.app.list_ledgers(&request, None).await.map_err(text)? {
            let is_open = ledger.row.ledger.state == "open" && ledger.row.available_at.is_some();
            if ledger.row.ledger.organisation_id != own || !is_open || Some(ledger.row.ledger.exam_id) == self.over {
                continue;
            }
            let id = ledger.row.ledger.id;
            let opened = self.app.open_ledger(&request, id).await.map_err(text)?;
            let entries: Vec<LineInput> = opened
                .lines
                .iter()
                .enumerate()
                .filter(|(_, line)| line.row.line.told_at.is_none())
                .filter(|(place, _)| !(leaves_some && place % 12 == 7))
                .map(|(place, line)| LineInput {
                    line: line.row.line.id,
                    version: line.row.line.version,
                    told: Told::Yes,
                    day: numeric_date(request.today),
                    time: self
                        .zone
                        .local_time(request.now.plus_minutes(-60 + told_minute(place)))
                        .to_string(),
                    note: String::new(),
                })
                .collect();
            self.app.save_ledger(&request, id, &entries).await.map_err(text)?;
            let told_before = opened.lines.iter().filter(|line| line.row.line.told_at.is_some());
            if entries.len() + told_before.count() == opened.lines.len() {
                let again = self.app.open_ledger(&request, id).await.map_err(text)?;
                self.app
                    .hand_in_ledger(&request, id, again.summary.row.ledger.version)
                    .await
                    .map_err(text)?;
            }
        }
        Ok(())
    }
}

/// Ids of the organisations that stand, by code.
pub(super) async fn stored_organisations(app: &App) -> Result<Vec<(String, Uuid)>, String> {
    let rows = app
        .store
        .read(&(), |tx, ()| {
            boxed(async move { Ok::<_, AppError>(storage::organisations::all(tx).await?) })
        })
        .await
        .map_err(text)?;
    Ok(rows.into_iter().map(|row| (row.code, row.id)).collect())
}

/// One after the other, within twelve minutes.
fn told_minute(place: usize) -> i64 {
    i64::try_from(place % 12).unwrap_or_default()
}

/// A local moment so many minutes after a full hour.
pub(super) fn minutes_after(hour: usize, minutes: usize, day: &str) -> String {
    format!("{day}T{:02}:{:02}", hour + minutes / 60, minutes % 60)
}

/// Minute in which somebody of so many acts: one a minute, and more where two hours are too short for that.
pub(super) const fn minute_of(index: usize, of: usize) -> usize {
    const TWO_HOURS: usize = 120;
    if of <= TWO_HOURS { index } else { index * TWO_HOURS / of }
}

pub(super) fn ids(statements: &[StatementSummary]) -> Vec<Uuid> {
    statements.iter().map(|one| one.row.id).collect()
}

pub(super) fn text(error: AppError) -> String {
    match error {
        AppError::Invalid(problems) => problems
            .into_iter()
            .map(|problem| format!("{}: {}", problem.field, problem.message))
            .collect::<Vec<_>>()
            .join("; "),
        other => other.to_string(),
    }
}
