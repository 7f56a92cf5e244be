//! Lives the results week of the made-up region through the ordinary use cases, act by act, under the demo's clock.

use std::collections::HashMap;

use app::announcements::{AnnouncementInput, Signer};
use app::import::ReceivedFile;
use app::ledgers::{LineInput, Told};
use app::set_up::NewAccount;
use app::statements::{OpeningForm, StatementState, StatementSummary};
use app::{App, AppError, Request};
use domain::access::Role;
use domain::organisation::OrganisationKind;
use domain::person_name::PersonName;
use domain::statement::StatementHop;
use exchange::ProfileKind;
use regulations::Zone;
use rehearsal::{FileFormat, MadeUpOrganisation, MadeUpRegion, RegionPlan, StaffMember, StaffPost, Table};
use storage::boxed;
use uuid::Uuid;

use super::accounts::{DemoAccounts, KeptAccount, KeptParticipant};
use crate::clock::DemoClock;

/// Makes everything; the clock is left at the last act.
pub async fn region(app: &App, clock: &DemoClock, zone: &Zone, plan: &RegionPlan) -> Result<DemoAccounts, String> {
    let made = rehearsal::make(plan).map_err(|error| error.to_string())?;
    let mut week = Week {
        app,
        clock,
        zone,
        made: &made,
        people: HashMap::new(),
        organisations: HashMap::new(),
    };
    week.live().await
}

struct Week<'a> {
    app: &'a App,
    clock: &'a DemoClock,
    zone: &'a Zone,
    made: &'a MadeUpRegion,
    /// The acting account of each organisation, by code.
    people: HashMap<String, Uuid>,
    organisations: HashMap<String, Uuid>,
}

/// Everybody has announced but these many.
const SILENT_SCHOOLS: usize = 2;
/// So many schools have children not told yet.
const SCHOOLS_WITH_ABSENT: usize = 5;

impl Week<'_> {
    async fn live(&mut self) -> Result<DemoAccounts, String> {
        let kept = self.enter_people().await?;
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

    fn at(&self, local: &str) -> Result<(), String> {
        self.clock
            .show(self.zone.parse_local(local).map_err(|error| error.to_string())?);
        Ok(())
    }

    async fn request(&self, code: &str) -> Result<Request, String> {
        let account = *self
            .people
            .get(code)
            .ok_or_else(|| format!("у организации {code} нет учётной записи"))?;
        self.request_of(account).await
    }

    async fn request_of(&self, account: Uuid) -> Result<Request, String> {
        let actor = self.app.actor_of_account(account).await.map_err(text)?;
        let now = self.app.clock.now();
        Ok(Request {
            actor,
            now,
            today: self.app.day_of(now),
            idempotency_key: None,
        })
    }

    /// The ministry, an administrator, the organisations by import, then one acting person for each of them.
    async fn enter_people(&mut self) -> Result<Vec<KeptAccount>, String> {
        self.at("2026-11-12T09:00")?;
        let ministry = self
            .made
            .organisations
            .iter()
            .find(|one| one.kind == OrganisationKind::Ministry)
            .ok_or("нет министерства")?;
        self.app.set_up(&ministry.code, &ministry.name).await.map_err(text)?;
        let root = self.app.root_organisation().await.map_err(text)?;
        self.organisations.insert(ministry.code.clone(), root);
        let password = self.password()?;
        let administrator = self.staff(&ministry.code, StaffPost::DeputyHead)?;
        let hash = Some(self.app.hash_password(&password).await.map_err(text)?);
        let administrator_account = self.enter(administrator, Role::Administrator, "admin", hash).await?;
        let mut kept = vec![self.kept(
            Role::Administrator.code(),
            "Администратор",
            administrator,
            ministry,
            "приглашает людей, ведёт настройки",
            "admin",
            &password,
        )];
        // The first import needs an operator; the processing centre itself comes in with it.
        let operator = self
            .enter_at(
                self.staff("421", StaffPost::Head)?,
                Role::ProcessingOperator,
                "rcoi-start",
                None,
                root,
            )
            .await?;
        self.people.insert("421".to_owned(), operator);
        self.import(
            "421",
            ProfileKind::Organisations,
            &self.made.organisations_table(),
            FileFormat::CsvUtf8,
            "организации.csv",
        )
        .await?;
        let request = self.request_of(administrator_account).await?;
        self.organisations.extend(stored_organisations(self.app).await?);
        for organisation in &self.made.organisations {
            if let Some(account) = self.enter_acting_person(organisation, &request, &mut kept).await? {
                self.people.insert(organisation.code.clone(), account);
            }
        }
        self.enter_former_clerk(&request, &mut kept).await?;
        Ok(kept)
    }

    async fn enter_acting_person(
        &self,
        organisation: &MadeUpOrganisation,
        request: &Request,
        kept: &mut Vec<KeptAccount>,
    ) -> Result<Option<Uuid>, String> {
        let Some((role, post)) = acting_role(organisation.kind) else {
            return Ok(None);
        };
        let member = self.staff(&organisation.code, post)?;
        let lent = lent_login(organisation.kind).filter(|(login, ..)| !kept.iter().any(|one| one.login == *login));
        let account = match lent {
            None => {
                self.enter(member, role, &format!("o{}", organisation.code), None)
                    .await?
            }
            Some((login, title, does)) => {
                let password = self.password()?;
                let hash = self.app.hash_password(&password).await.map_err(text)?;
                kept.push(self.kept(role.code(), title, member, organisation, does, login, &password));
                self.enter(member, role, login, Some(hash)).await?
            }
        };
        self.app
            .name_responsible(request, account, &order_of(member))
            .await
            .map_err(text)?;
        Ok(Some(account))
    }

    /// Somebody whose order ran out: can sign in, reaches no statement.
    async fn enter_former_clerk(&self, request: &Request, kept: &mut Vec<KeptAccount>) -> Result<(), String> {
        let Some(member) = self.made.staff.iter().find(|one| one.post == StaffPost::FormerClerk) else {
            return Ok(());
        };
        let Some(organisation) = self.made.organisation(&member.organisation_code) else {
            return Ok(());
        };
        let password = self.password()?;
        let hash = self.app.hash_password(&password).await.map_err(text)?;
        let account = self.enter(member, Role::SchoolOfficer, "former", Some(hash)).await?;
        self.app
            .name_responsible(request, account, &order_of(member))
            .await
            .map_err(text)?;
        kept.push(self.kept(
            "former",
            "Школа, приказ закончился",
            member,
            organisation,
            "видит, что доступа к ведомостям больше нет",
            "former",
            &password,
        ));
        Ok(())
    }

    async fn enter(&self, member: &StaffMember, role: Role, login: &str, hash: Option<String>) -> Result<Uuid, String> {
        let organisation = *self
            .organisations
            .get(&member.organisation_code)
            .ok_or("организация ещё не загружена")?;
        self.enter_at(member, role, login, hash, organisation).await
    }

    async fn enter_at(
        &self,
        member: &StaffMember,
        role: Role,
        login: &str,
        password_hash: Option<String>,
        organisation: Uuid,
    ) -> Result<Uuid, String> {
        let name = PersonName::parse(
            &member.name.surname,
            &member.name.given_name,
            member.name.patronymic.as_deref(),
        )
        .map_err(|error| error.to_string())?;
        let account = NewAccount {
            name,
            login: login.to_owned(),
            role,
            organisation,
            position: member.post_title.to_owned(),
            password_hash,
        };
        self.app.enter_first_account(&account).await.map_err(text)
    }

    fn staff(&self, code: &str, post: StaffPost) -> Result<&StaffMember, String> {
        let found = self
            .made
            .staff
            .iter()
            .find(|one| one.organisation_code == code && one.post == post);
        found.ok_or_else(|| format!("в организации {code} нет сотрудника"))
    }

    #[expect(clippy::too_many_arguments, reason = "one printed line")]
    fn kept(
        &self,
        role: &str,
        title: &str,
        member: &StaffMember,
        organisation: &MadeUpOrganisation,
        does: &str,
        login: &str,
        password: &str,
    ) -> KeptAccount {
        KeptAccount {
            role: role.to_owned(),
            title: title.to_owned(),
            person: format!("{}, {}", member.post_title, organisation.short_name),
            does: does.to_owned(),
            login: login.to_owned(),
            password: password.to_owned(),
        }
    }

    fn password(&self) -> Result<String, String> {
        let id = self
            .app
            .fresh_id(self.app.clock.now())
            .map_err(|error| error.to_string())?
            .simple()
            .to_string();
        let tail: String = id.chars().rev().take(12).collect();
        let (first, rest) = tail.split_at(4);
        let (second, third) = rest.split_at(4);
        Ok(format!("demo-{first}-{second}-{third}"))
    }

    async fn import(
        &self,
        code: &str,
        kind: ProfileKind,
        table: &Table,
        format: FileFormat,
        file_name: &str,
    ) -> Result<(), String> {
        let request = self.request(code).await?;
        let bytes = table.write(format).map_err(|error| error.to_string())?;
        let id = self
            .app
            .stage_import(
                &request,
                ReceivedFile {
                    kind,
                    profile: None,
                    file_name,
                    bytes,
                },
            )
            .await
            .map_err(text)?;
        self.app.apply_import(&request, id, "").await.map_err(text)?;
        Ok(())
    }

    fn telling(&self) -> impl Iterator<Item = &MadeUpOrganisation> {
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
        let pending = pending.await.map_err(text)?;
        Ok(pending
            .iter()
            .step_by(311)
            .take(how_many)
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

    async fn statements(
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

    fn codes_of(&self, kinds: &[OrganisationKind]) -> Vec<String> {
        self.made
            .organisations
            .iter()
            .filter(|one| kinds.contains(&one.kind))
            .map(|one| one.code.clone())
            .collect()
    }

    async fn receive(&self, code: &str) -> Result<(), String> {
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

    async fn hand_down(&self, code: &str) -> Result<(), String> {
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

    async fn tell(&self, code: &str, leaves_some: bool) -> Result<(), String> {
        let request = self.request(code).await?;
        let own = request.actor.organisation.0;
        for ledger in self.app.list_ledgers(&request, None).await.map_err(text)? {
            if ledger.row.ledger.organisation_id != own || ledger.row.available_at.is_none() {
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
                    day: "16.12.2026".to_owned(),
                    time: format!("12:{:02}", place % 12),
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

const fn acting_role(kind: OrganisationKind) -> Option<(Role, StaffPost)> {
    match kind {
        OrganisationKind::Ministry => Some((Role::MinistryOfficer, StaffPost::Clerk)),
        OrganisationKind::ProcessingCentre => Some((Role::ProcessingOperator, StaffPost::Clerk)),
        OrganisationKind::MunicipalBody => Some((Role::MunicipalClerk, StaffPost::Clerk)),
        OrganisationKind::School | OrganisationKind::StateSchool | OrganisationKind::College => {
            Some((Role::SchoolOfficer, StaffPost::DeputyHead))
        }
        OrganisationKind::ExamCommission | OrganisationKind::AppealsCommission => None,
    }
}

/// Login, title and purpose of the account lent to visitors: the first organisation of each kind.
const fn lent_login(kind: OrganisationKind) -> Option<(&'static str, &'static str, &'static str)> {
    match kind {
        OrganisationKind::Ministry => Some((
            "ministry",
            "Министерство",
            "следит за ознакомлением, открывает просмотр",
        )),
        OrganisationKind::ProcessingCentre => Some((
            "rcoi",
            "Оператор РЦОИ",
            "загружает файлы, записывает окончание обработки, передаёт ведомости",
        )),
        OrganisationKind::MunicipalBody => Some((
            "mouo",
            "Специалист управления",
            "передаёт ведомости школам, следит за сроками",
        )),
        OrganisationKind::School => Some(("school", "Школа", "знакомит класс под подпись")),
        OrganisationKind::StateSchool => Some((
            "state-school",
            "Государственная школа",
            "получает ведомость прямо из РЦОИ",
        )),
        OrganisationKind::College => Some(("college", "Колледж", "получает ведомость прямо из РЦОИ")),
        OrganisationKind::ExamCommission | OrganisationKind::AppealsCommission => None,
    }
}

fn order_of(member: &StaffMember) -> app::accounts::OrderInput {
    app::accounts::OrderInput {
        number: member.order.number.clone(),
        date: member.order.issued_on.to_string(),
        valid_from: member.order.valid_from.to_string(),
        valid_to: member.order.valid_to.to_string(),
    }
}

/// Ids of the organisations that stand, by code.
async fn stored_organisations(app: &App) -> Result<Vec<(String, Uuid)>, String> {
    let rows = app
        .store
        .read(&(), |tx, ()| {
            boxed(async move { Ok::<_, AppError>(storage::organisations::all(tx).await?) })
        })
        .await
        .map_err(text)?;
    Ok(rows.into_iter().map(|row| (row.code, row.id)).collect())
}

/// A local moment so many minutes after a full hour.
fn minutes_after(hour: usize, minutes: usize, day: &str) -> String {
    format!("{day}T{:02}:{:02}", hour + minutes / 60, minutes % 60)
}

fn ids(statements: &[StatementSummary]) -> Vec<Uuid> {
    statements.iter().map(|one| one.row.id).collect()
}

fn text(error: AppError) -> String {
    match error {
        AppError::Invalid(problems) => problems
            .into_iter()
            .map(|problem| format!("{}: {}", problem.field, problem.message))
            .collect::<Vec<_>>()
            .join("; "),
        other => other.to_string(),
    }
}
