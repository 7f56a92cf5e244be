//! Lives the results week of the made-up region through the ordinary use cases, act by act, under the demo's clock.

use std::collections::HashMap;

use app::announcements::{AnnouncementInput, Signer};
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

use super::accounts::{DemoAccounts, KeptParticipant};
use crate::clock::DemoClock;
use crate::configuration::DemoExams;

/// Makes everything; the clock is left at the last act.
pub async fn region(
    app: &App,
    clock: &DemoClock,
    zone: &Zone,
    plan: &RegionPlan,
    exams: DemoExams,
) -> Result<DemoAccounts, String> {
    let made = rehearsal::make(plan).map_err(|error| error.to_string())?;
    let mut week = Week {
        app,
        clock,
        zone,
        made: &made,
        people: HashMap::new(),
        organisations: HashMap::new(),
        passwords: HashMap::new(),
    };
    match exams {
        DemoExams::Essay => week.live_essay().await,
        DemoExams::Gia => {
            let gia = rehearsal::make_gia(&made, &GiaPlan::demo(), &app.law).map_err(|error| error.to_string())?;
            week.live_gia(&gia).await
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
    /// Passwords of lent accounts by login: an approval asks for the chair's.
    pub(super) passwords: HashMap<String, String>,
}

/// Everybody has announced but these many.
const SILENT_SCHOOLS: usize = 2;
/// So many schools have children not told yet.
const SCHOOLS_WITH_ABSENT: usize = 5;

impl Week<'_> {
    async fn live_essay(&mut self) -> Result<DemoAccounts, String> {
        let kept = self.enter_people("2026-11-12T09:00").await?;
        self.at("2026-11-16T11:00")?;
        self.import(
            "421",
            ProfileKind::Participants,
            &self.made.participants_table(),
            FileFormat::CsvWindows1251,
            "участники.csv",
        )
        .await?;
        self.announce_everywhere().await?;
        self.first_release().await?;
        self.first_hand_down().await?;
        self.tell_first_results().await?;
        self.second_release().await?;
        self.open_look_up().await?;
        Ok(DemoAccounts {
            accounts: kept,
            participant: self.somebody_to_look_up(),
        })
    }

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
        Ok(())
    }

    pub(super) fn telling(&self) -> impl Iterator<Item = &MadeUpOrganisation> {
        self.made
            .organisations
            .iter()
            .filter(|one| one.kind.delivery_route().is_some())
    }

    async fn announce_everywhere(&self) -> Result<(), String> {
        let exam = self.exam().await?;
        let codes: Vec<String> = self.telling().map(|one| one.code.clone()).collect();
        for (index, code) in codes.iter().enumerate().skip(SILENT_SCHOOLS) {
            self.at(&minutes_after(10, index, "2026-11-25"))?;
            let request = self.request(code).await?;
            let input = AnnouncementInput {
                day: "16.12.2026".to_owned(),
                time: format!("{}:00", 9 + index % 5),
                place: format!("кабинет {}", 101 + index % 40),
                procedure: "Результат сообщают лично, под подпись. Можно прийти с родителем. Кто не сможет прийти, узнаёт результат на следующий рабочий день.".to_owned(),
                version: 0,
            };
            match self.app.announce(&request, exam, &input).await {
                // An organisation nobody is told by owes no announcement.
                Err(AppError::NotNow(_)) => continue,
                other => other.map_err(text)?,
            };
            if index % 17 != 3 {
                self.app.notify_of_announcement(&request, exam).await.map_err(text)?;
            }
            let opened = self.app.open_announcement(&request, exam).await.map_err(text)?;
            let signed: Vec<(Uuid, Signer)> = opened
                .people
                .iter()
                .enumerate()
                .filter(|(place, _)| place % 9 != 4)
                .map(|(_, one)| (one.person, Signer::Participant))
                .collect();
            if !signed.is_empty() {
                self.app
                    .enter_signatures(&request, exam, &signed, "25.11.2026")
                    .await
                    .map_err(text)?;
            }
        }
        Ok(())
    }

    async fn exam(&self) -> Result<Uuid, String> {
        let exams = self
            .app
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

    /// A few of the editions that wait for release.
    async fn editions_to_hold(&self, exam: Uuid, how_many: usize) -> Result<Vec<Uuid>, String> {
        let pending = self.app.store.read(&exam, |tx, exam| {
            boxed(async move { Ok::<_, AppError>(storage::results::pending(tx, *exam).await?) })
        });
        let mut pending = pending.await.map_err(text)?;
        // By code, so that every demo holds the same works; the first ones stay free to be looked up.
        pending.sort_by(|one, other| one.participant_code.cmp(&other.participant_code));
        let step = pending.len() / (how_many + 1);
        Ok((1..=how_many)
            .filter_map(|part| pending.get(part * step))
            .map(|row| row.edition_id)
            .collect())
    }

    async fn first_release(&self) -> Result<(), String> {
        self.at("2026-12-14T16:30")?;
        self.import(
            "421",
            ProfileKind::EssayResults,
            &self.made.results_first_batch(),
            FileFormat::XlsxWithTitle,
            "Результаты_ИС_02-12-2026.xlsx",
        )
        .await?;
        self.at("2026-12-14T17:30")?;
        let request = self.request("421").await?;
        let exam = self.exam().await?;
        for edition in self.editions_to_hold(exam, 3).await? {
            self.app
                .hold_edition(
                    &request,
                    edition,
                    "подпись члена комиссии не подтверждена, запрошен оригинал бланка",
                )
                .await
                .map_err(text)?;
        }
        self.declare("2026-12-14T18:05").await
    }

    async fn declare(&self, moment: &str) -> Result<(), String> {
        self.at(moment)?;
        let request = self.request("421").await?;
        let exam = self.exam().await?;
        let preview = self.app.preview_processing(&request, exam).await.map_err(text)?;
        self.app
            .declare_processing(&request, exam, &preview.content_hash)
            .await
            .map_err(text)?;
        Ok(())
    }

    pub(super) async fn statements(
        &self,
        request: &Request,
        wanted: impl Fn(&StatementSummary) -> bool,
    ) -> Result<Vec<StatementSummary>, String> {
        let all = self.app.list_statements(request, None).await.map_err(text)?;
        Ok(all.into_iter().filter(|one| wanted(one)).collect())
    }

    async fn first_hand_down(&self) -> Result<(), String> {
        self.at("2026-12-15T09:40")?;
        let operator = self.request("421").await?;
        let own = operator.actor.organisation.0;
        let first = self
            .statements(&operator, |one| {
                one.row.sender_id == own && one.state == StatementState::Formed
            })
            .await?;
        self.app.hand_over(&operator, &ids(&first)).await.map_err(text)?;
        let bodies: Vec<String> = self.codes_of(&[OrganisationKind::MunicipalBody]);
        for (index, code) in bodies.iter().enumerate() {
            self.at(&minutes_after(10, index * 7, "2026-12-15"))?;
            self.receive(code).await?;
        }
        // The last municipal body hands down on the second day, still within its term.
        for (index, code) in bodies.iter().enumerate() {
            let last = index + 1 == bodies.len();
            self.at(if last { "2026-12-16T11:30" } else { "2026-12-15T16:20" })?;
            self.hand_down(code).await?;
        }
        Ok(())
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

    async fn tell_first_results(&self) -> Result<(), String> {
        let codes: Vec<String> = self.telling().map(|one| one.code.clone()).collect();
        for (index, code) in codes.iter().enumerate() {
            self.at(&minutes_after(11, 35 + index / 2, "2026-12-16"))?;
            self.receive(code).await?;
        }
        let mut with_absent = 0;
        for (index, code) in codes.iter().enumerate() {
            self.at(&minutes_after(13, index, "2026-12-16"))?;
            // One school has not touched its ledgers at all; the school lent to the visitor has a few children left.
            if index % 23 == 11 {
                continue;
            }
            let lent = Some(code) == self.codes_of(&[OrganisationKind::School]).first();
            let leaves_some = lent || (with_absent < SCHOOLS_WITH_ABSENT && index % 8 == 0);
            with_absent += usize::from(leaves_some);
            self.tell(code, leaves_some).await?;
        }
        Ok(())
    }

    /// Everybody of an organisation's open ledgers is told within the hour before now; some may be left for later.
    pub(super) async fn tell(&self, code: &str, leaves_some: bool) -> Result<(), String> {
        let request = self.request(code).await?;
        let own = request.actor.organisation.0;
        for ledger in self.app.list_ledgers(&request, None).await.map_err(text)? {
            let is_open = ledger.row.ledger.state == "open" && ledger.row.available_at.is_some();
            if ledger.row.ledger.organisation_id != own || !is_open {
                continue;
            }
            let id = ledger.row.ledger.id;
            let opened = self.app.open_ledger(&request, id).await.map_err(text)?;
            let entries: Vec<LineInput> = opened
                .lines
                .iter()
                .enumerate()
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
            if entries.len() == opened.lines.len() {
                let again = self.app.open_ledger(&request, id).await.map_err(text)?;
                self.app
                    .hand_in_ledger(&request, id, again.summary.row.ledger.version)
                    .await
                    .map_err(text)?;
            }
        }
        Ok(())
    }

    /// Late works come in; one municipal body has not been handed its supplementary statement yet, others have not passed it on.
    async fn second_release(&self) -> Result<(), String> {
        self.at("2026-12-16T15:10")?;
        self.import(
            "421",
            ProfileKind::EssayResults,
            &self.made.results_second_batch(),
            FileFormat::Xlsx,
            "Результаты_ИС_дополнение.xlsx",
        )
        .await?;
        self.declare("2026-12-16T15:30").await?;
        self.at("2026-12-16T15:45")?;
        let operator = self.request("421").await?;
        let own = operator.actor.organisation.0;
        let mut formed = self
            .statements(&operator, |one| {
                one.row.sender_id == own && one.state == StatementState::Formed
            })
            .await?;
        formed.pop();
        if !formed.is_empty() {
            self.app.hand_over(&operator, &ids(&formed)).await.map_err(text)?;
        }
        self.at("2026-12-16T16:10")?;
        for (index, code) in self.codes_of(&[OrganisationKind::MunicipalBody]).iter().enumerate() {
            if index % 2 == 0 {
                self.receive(code).await?;
            }
            if index == 2 {
                self.hand_down(code).await?;
            }
        }
        Ok(())
    }

    async fn open_look_up(&self) -> Result<(), String> {
        self.at("2026-12-16T17:00")?;
        let request = self.request("420").await?;
        let exam = self.exam().await?;
        self.app
            .open_lookup(&request, exam, "312", "16.12.2026")
            .await
            .map_err(text)?;
        Ok(())
    }

    fn somebody_to_look_up(&self) -> Option<KeptParticipant> {
        let first = |batch: rehearsal::Batch| matches!(batch, rehearsal::Batch::First);
        let fits = |series: &str| series.len() == 4 && series.chars().all(|letter| letter.is_ascii_digit());
        let (who, _) = self
            .made
            .participants_with_results()
            .find(|(who, result)| first(result.batch) && fits(&who.document.series))?;
        Some(KeptParticipant {
            series: who.document.series.clone(),
            number: who.document.number.clone(),
            surname: who.name.surname.clone(),
        })
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
fn minutes_after(hour: usize, minutes: usize, day: &str) -> String {
    format!("{day}T{:02}:{:02}", hour + minutes / 60, minutes % 60)
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
