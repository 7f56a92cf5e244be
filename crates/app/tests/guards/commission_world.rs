//! An exam of GIA with checked results, entered past the import: the desk does not care how they came.

use app::AppError;
use app::Request;
use app::commission::propose::Proposal;
use app::step_up::CheckedPassword;
use domain::access::Role;
use domain::approval::parts::ProtocolPart;
use domain::organisation::OrganisationKind;
use storage::accounts::{self, AccountRow, ResponsiblePersonRow};
use storage::boxed;
use storage::exams::{self, ExamRow, SittingRow};
use storage::organisations::{self, OrganisationRow};
use storage::people::{self, RegistrationRow};
use storage::results::{self, EditionRow};
use uuid::Uuid;

use crate::sign_in::PASSWORD;
use crate::support::{Engine, Installation};

/// The exam, its participants in the order of their editions, and the people of the commission.
pub struct CommissionWorld {
    pub one: Installation,
    pub exam: Uuid,
    pub commission: Uuid,
    pub people: Vec<Examinee>,
    pub operator: Uuid,
    pub secretary: Uuid,
    pub chair: Uuid,
}

#[derive(Debug, Clone)]
pub struct Examinee {
    pub sitting: Uuid,
    pub result: Uuid,
    pub edition: Uuid,
    pub code: String,
    pub surname: String,
    pub organisation: Uuid,
}

impl CommissionWorld {
    /// Forty sat on 31 May 2027: three in four as ЕГЭ, the rest as ГВЭ-11.
    pub async fn registered(engine: Engine) -> Self {
        let one = Installation::with_results(engine).await;
        one.set_clock("2027-05-31T18:00");
        let commission = one.add_commission().await;
        let centre = one.organisation("421").await;
        let operator = one.account(Role::ProcessingOperator, centre).await;
        let secretary = one.account(Role::CommissionSecretary, commission).await;
        let chair = one.account(Role::CommissionChair, commission).await;
        one.give_password(chair).await;
        let exam = one.add_exam("gia-11", "2027-05-31").await;
        let people = one.add_sittings(exam, 40).await;
        Self {
            one,
            exam,
            commission,
            people,
            operator,
            secretary,
            chair,
        }
    }

    /// Their results are received on 10 June at 09:00, not given yet.
    pub async fn received(engine: Engine) -> Self {
        let mut world = Self::registered(engine).await;
        world.receive().await;
        world
    }

    /// The same, given to the commission at 10:00.
    pub async fn given(engine: Engine) -> Self {
        let world = Self::received(engine).await;
        world.give().await;
        world
    }

    pub async fn receive(&mut self) {
        self.one.set_clock("2027-06-10T09:00");
        self.one.add_results(&mut self.people, self.operator).await;
    }

    pub async fn give(&self) {
        self.one.set_clock("2027-06-10T10:00");
        let operator = self.operator().await;
        self.one.app.give_to_commission(&operator, self.exam).await.unwrap();
    }

    pub async fn operator(&self) -> Request {
        self.one.request(self.operator).await
    }

    pub async fn secretary(&self) -> Request {
        self.one.request(self.secretary).await
    }

    pub async fn chair(&self) -> Request {
        self.one.request(self.chair).await
    }

    /// Proposes a part as it stands now.
    pub async fn propose(&self, part: ProtocolPart, ground: &str) -> Result<Uuid, AppError> {
        let secretary = self.secretary().await;
        let preview = self.one.app.preview_protocol(&secretary, self.exam, part).await?;
        let proposal = Proposal {
            part,
            ground: ground.to_owned(),
            previewed_hash: preview.content_hash,
        };
        self.one.app.propose_protocol(&secretary, self.exam, &proposal).await
    }

    /// Approves what is shown of the protocol now.
    pub async fn approve(&self, protocol: Uuid) -> Result<(), AppError> {
        let chair = self.chair().await;
        let shown = self.one.app.find_protocol(&chair, protocol).await?;
        let checked = self.checked(&chair, protocol).await;
        self.one
            .app
            .approve_protocol(&chair, protocol, &shown.content_hash, &checked)
            .await
    }

    /// The right password of whoever acts, typed now.
    pub async fn checked(&self, request: &Request, protocol: Uuid) -> CheckedPassword {
        let object = ("protocol", protocol);
        self.one
            .app
            .check_password_again(request, PASSWORD, object)
            .await
            .unwrap()
    }

    /// As [`CommissionWorld::approve`] by whoever acts, over what they were shown.
    pub async fn approve_as(&self, request: &Request, protocol: Uuid, hash: &str) -> Result<(), AppError> {
        let checked = self.checked(request, protocol).await;
        self.one.app.approve_protocol(request, protocol, hash, &checked).await
    }

    pub async fn person_of(&self, who: &Examinee) -> Uuid {
        let operator = self.operator().await;
        let history = self.one.app.result_history(&operator, who.result).await.unwrap();
        history.result.person_id
    }

    pub async fn login_of(&self, account: Uuid) -> String {
        let found = self.one.app.store.read(&account, |tx, account| {
            boxed(async move { Ok::<_, AppError>(accounts::find(tx, *account).await?) })
        });
        found.await.unwrap().unwrap().account.login
    }

    /// «received», «held», «released»… by participant.
    pub async fn states(&self) -> Vec<String> {
        let mut states = Vec::new();
        for one in &self.people {
            states.push(self.one.editions(one.result).await.last().unwrap().state.clone());
        }
        states
    }

    pub async fn stage(&self, protocol: Uuid) -> String {
        let desk = self.operator().await;
        self.one.app.find_protocol(&desk, protocol).await.unwrap().row.state
    }

    /// A newer edition of somebody's result, as a file would bring it.
    pub async fn newer_edition(&self, who: &Examinee, ground: &str) -> Uuid {
        let at = self.one.app.clock.now().as_micros();
        let id = self.one.app.fresh_id(self.one.app.clock.now()).unwrap();
        let number = i64::try_from(self.one.editions(who.result).await.len()).unwrap() + 1;
        let row = EditionRow {
            ground: ground.to_owned(),
            ..edition(id, who.result, number, 70, self.operator, at)
        };
        self.one
            .app
            .store
            .write(&row, |tx, row| {
                boxed(async move { Ok::<_, AppError>(results::insert_editions(tx, std::slice::from_ref(row)).await?) })
            })
            .await
            .unwrap();
        id
    }

    /// A second account of the same person.
    pub async fn second_account(&self, of: Uuid, role: Role) -> Uuid {
        let person = self.one.request(of).await.actor.person.0;
        let now = self.one.app.clock.now();
        let id = self.one.app.fresh_id(now).unwrap();
        let input = (self, id, person, role, now.as_micros());
        self.one
            .app
            .store
            .write(&input, |tx, (world, id, person, role, at)| {
                boxed(async move {
                    let row = AccountRow {
                        id: *id,
                        person_id: *person,
                        login: format!("second-{id}"),
                        password_hash: Some(world.one.app.hash_password(PASSWORD).await?),
                        state: "active".to_owned(),
                        policy_epoch: 0,
                        created_at: *at,
                        version: 1,
                    };
                    accounts::insert(tx, &row).await?;
                    let appointment = world.one.app.fresh_id(world.one.app.clock.now())?;
                    accounts::insert_appointment(
                        tx,
                        appointment,
                        *id,
                        role.code(),
                        world.commission,
                        "председатель",
                        *at,
                    )
                    .await?;
                    let order = ResponsiblePersonRow {
                        id: world.one.app.fresh_id(world.one.app.clock.now())?,
                        account_id: *id,
                        organisation_id: world.commission,
                        order_number: "18-о".to_owned(),
                        order_date: "2026-11-01".to_owned(),
                        valid_from: "2026-11-01".to_owned(),
                        valid_to: None,
                        named_at: *at,
                        named_by: *id,
                    };
                    Ok::<_, AppError>(accounts::insert_order(tx, &order).await?)
                })
            })
            .await
            .unwrap();
        id
    }
}

fn edition(id: Uuid, result: Uuid, number: i64, test_score: i64, author: Uuid, at: i64) -> EditionRow {
    EditionRow {
        id,
        result_id: result,
        number,
        state: "received".to_owned(),
        attendance: "written".to_owned(),
        essay_value: None,
        topic: None,
        primary_score: Some(test_score / 2),
        test_score: Some(test_score),
        mark: None,
        task_points: Some("1=1;2=0".to_owned()),
        ground: "результаты проверки".to_owned(),
        document_reference: None,
        author_account_id: author,
        import_id: None,
        received_at: at,
        hold_reason: None,
        hold_note: None,
        completion_id: None,
        protocol_id: None,
        released_at: None,
        ended_at: None,
    }
}

impl Installation {
    /// The exam of the made-up region, whatever came after it.
    pub async fn essay(&self) -> Uuid {
        self.app
            .store
            .read(&(), |tx, ()| {
                boxed(async move { Ok::<_, AppError>(exams::all(tx).await?) })
            })
            .await
            .unwrap()
            .into_iter()
            .find(|row| row.kind == "essay")
            .unwrap()
            .id
    }

    /// Gives an account [`PASSWORD`].
    pub async fn give_password(&self, account: Uuid) {
        let hash = self.app.hash_password(PASSWORD).await.unwrap();
        self.app
            .store
            .write(&(account, hash), |tx, (account, hash)| {
                boxed(async move { Ok::<_, AppError>(accounts::rehash(tx, *account, hash).await?) })
            })
            .await
            .unwrap();
    }

    /// Code of an organisation.
    pub async fn code_of(&self, organisation: Uuid) -> String {
        self.app
            .store
            .read(&organisation, |tx, organisation| {
                boxed(async move { Ok::<_, AppError>(organisations::find(tx, *organisation).await?) })
            })
            .await
            .unwrap()
            .unwrap()
            .code
    }

    async fn add_commission(&self) -> Uuid {
        let id = self.app.fresh_id(self.app.clock.now()).unwrap();
        let row = OrganisationRow {
            id,
            code: "429".to_owned(),
            kind: OrganisationKind::ExamCommission.code().to_owned(),
            name: "Государственная экзаменационная комиссия".to_owned(),
            short_name: "ГЭК".to_owned(),
            parent_id: Some(self.organisation("420").await),
            zone: None,
            address: None,
            valid_from: "2026-09-01".to_owned(),
            valid_to: None,
            version: 1,
        };
        self.app
            .store
            .write(&row, |tx, row| {
                boxed(async move { Ok::<_, AppError>(organisations::insert(tx, row).await?) })
            })
            .await
            .unwrap();
        id
    }

    pub async fn add_exam(&self, kind: &str, day: &str) -> Uuid {
        let now = self.app.clock.now();
        let row = ExamRow {
            id: self.app.fresh_id(now).unwrap(),
            kind: kind.to_owned(),
            subject_code: 2,
            exam_date: day.to_owned(),
            period: "main".to_owned(),
            created_at: now.as_micros(),
        };
        self.app
            .store
            .write(&row, |tx, row| {
                boxed(async move { Ok::<_, AppError>(exams::insert(tx, row).await?) })
            })
            .await
            .unwrap();
        row.id
    }

    /// The first participants of the essay register for GIA too and sit the exam.
    async fn add_sittings(&self, exam: Uuid, count: usize) -> Vec<Examinee> {
        let essay = self.essay().await;
        let now = self.app.clock.now();
        let known = self
            .app
            .store
            .read(&essay, |tx, essay| {
                boxed(async move { Ok::<_, AppError>(storage::standing::sitting_results(tx, *essay).await?) })
            })
            .await
            .unwrap();
        let surname = |code: &str| {
            let found = self.region.participants.iter().find(|one| one.code == code).unwrap();
            found.name.surname.clone()
        };
        let (mut registrations, mut sittings, mut people) = (Vec::new(), Vec::new(), Vec::new());
        for (index, row) in known.into_iter().step_by(3).take(count).enumerate() {
            let registration = RegistrationRow {
                id: self.app.fresh_id(now).unwrap(),
                person_id: row.person_id,
                school_year: 2026,
                exam_kind: "gia-11".to_owned(),
                participant_code: row.participant_code.clone(),
                category: "student".to_owned(),
                class_name: "11А".to_owned(),
                registering_organisation_id: row.registering_organisation_id,
                study_organisation_id: row.study_organisation_id,
                informing_organisation_id: row.informing_organisation_id,
                conditions_sealed: None,
                created_at: now.as_micros(),
                version: 1,
            };
            let form = if index % 4 == 3 { "gve-11" } else { "ege" };
            let sitting = SittingRow {
                id: self.app.fresh_id(now).unwrap(),
                registration_id: registration.id,
                exam_id: exam,
                subject_code: 2,
                form: Some(form.to_owned()),
                written_sitting_id: None,
                created_at: now.as_micros(),
                version: 1,
            };
            people.push(Examinee {
                sitting: sitting.id,
                result: Uuid::nil(),
                edition: Uuid::nil(),
                surname: surname(&row.participant_code),
                code: row.participant_code,
                organisation: row.informing_organisation_id,
            });
            registrations.push(registration);
            sittings.push(sitting);
        }
        self.app
            .store
            .write(&(registrations, sittings), |tx, (registrations, sittings)| {
                boxed(async move {
                    people::insert_registrations(tx, registrations).await?;
                    Ok::<_, AppError>(exams::insert_sittings(tx, sittings).await?)
                })
            })
            .await
            .unwrap();
        people
    }

    async fn add_results(&self, people: &mut [Examinee], author: Uuid) {
        let now = self.app.clock.now();
        let (mut rows, mut editions) = (Vec::new(), Vec::new());
        for (index, who) in people.iter_mut().enumerate() {
            who.result = self.app.fresh_id(now).unwrap();
            who.edition = self.app.fresh_id(now).unwrap();
            let score = 40 + i64::try_from(index).unwrap();
            rows.push((who.result, who.sitting, now.as_micros()));
            editions.push(edition(who.edition, who.result, 1, score, author, now.as_micros()));
        }
        self.app
            .store
            .write(&(rows, editions), |tx, (rows, editions)| {
                boxed(async move {
                    results::insert_results(tx, rows).await?;
                    Ok::<_, AppError>(results::insert_editions(tx, editions).await?)
                })
            })
            .await
            .unwrap();
    }
}
